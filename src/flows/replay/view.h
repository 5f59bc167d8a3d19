// Inside flows/replay: a report in codes that people know.
#pragma once

#include "flows/replay/past.h"

namespace guanxi::replay {

struct Viewing {
  const House& house;
  const Rules& rules;
  const Past& past;
  ProgrammeId programme;
  Instant now;
};
ReplayReport view_of(sql::Tx& tx, const Viewing& viewing, const pricing::Report& report);

}  // namespace guanxi::replay
