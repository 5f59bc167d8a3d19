// What can be downloaded: the reports that modules/downloads makes files of. Most are lists of the
// API, declared with their path and columns (listed.h): who may see them, how far they see and what
// is masked is what the list says, and a new one is one block in one of the files beside this. Few
// that are too large for that are read from their module: members, receipts, lines of receipts.
//
// Threads: fill() before the first request.
#pragma once

#include "flows/extracts/extracts.h"
#include "modules/downloads/reports.h"
#include "modules/org/org.h"
#include "modules/programmes/programmes.h"

namespace guanxi::reports {

/// All outlive the reports.
struct House {
  sql::Database& db;
  const org::Org& org;
  const programmes::Programmes& programmes;
  const extracts::Extracts& extracts;
  const api::Api& api;  // has the endpoints of all lists
};

/// Declares all of them.
void fill(downloads::Reports& reports, const House& house);

}  // namespace guanxi::reports
