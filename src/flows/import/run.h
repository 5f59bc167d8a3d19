// What a running import carries along. Private to the flow.
#pragma once

#include <unordered_set>

#include "flows/import/import.h"
#include "flows/import/rejects.h"

namespace guanxi::import {

struct Import::Run {
  const Format& format;
  const api::Actor& actor;
  RejectsFile& rejects;
  std::int64_t import_id = 0;
  std::int64_t units_done = 0;
  Report report;
  std::unordered_set<std::string> customers;  // with identified sales lines, counted already
};

}  // namespace guanxi::import
