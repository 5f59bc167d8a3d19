// All SQL of the searches for duplicates. Inside flows/duplicates only.
#pragma once

#include "flows/duplicates/types.h"
#include "platform/sql/sql.h"

namespace guanxi::duplicates::store {

struct Scan {
  ScanId id;
  ProgrammeId programme;
  Phase phase = Phase::waiting;
  std::int64_t progress = 0, total = 0;
  std::int64_t people = 0, compared = 0, blocks_cut = 0, found = 0, fresh = 0, automatic = 0;
  Instant requested_at;
  ActorId requested_by;
  std::optional<Instant> ended_at = {};
};

/// Where the programme has an open search already, nothing is written.
void insert(sql::Tx& tx, const Scan& scan);
std::optional<Scan> find(sql::Tx& tx, ScanId id);
std::optional<Scan> find_open(sql::Tx& tx, ProgrammeId programme);
std::optional<Scan> oldest_open(sql::Tx& tx);
/// How far it is and what it found.
void update(sql::Tx& tx, const Scan& scan);

}  // namespace guanxi::duplicates::store
