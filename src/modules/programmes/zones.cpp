#include "modules/programmes/zones.h"

#include <string>

namespace guanxi::programmes {

namespace {

const sql::Query select_zones{"SELECT programme_id, time_zone FROM programmes"};

struct ZoneRow {
  ProgrammeId programme;
  std::string time_zone;
};

}  // namespace

std::map<ProgrammeId, TimeZone> zones(sql::Tx& tx) {
  std::map<ProgrammeId, TimeZone> found;
  for (const ZoneRow& row : tx.list<ZoneRow>(select_zones)) {
    found[row.programme] = TimeZone::find(row.time_zone).value_or(TimeZone());
  }
  return found;
}

}  // namespace guanxi::programmes
