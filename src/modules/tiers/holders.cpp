#include "modules/tiers/holders.h"

namespace guanxi::tiers {
namespace {

#define GX_HOLDER                                                                       \
  "SELECT s.owner_id, s.ladder_id, e.tier_after, b.tier_before FROM tiers_standings s " \
  "JOIN tiers_entries e ON e.owner_id = s.owner_id AND e.ladder_id = s.ladder_id AND "  \
  "e.seq = s.seq JOIN tiers_entries b ON b.owner_id = s.owner_id AND b.ladder_id = "    \
  "s.ladder_id AND b.seq = 1 "
const sql::Query held_by_sql{GX_HOLDER "WHERE s.owner_id = $1 ORDER BY s.ladder_id"};
const sql::Query every_holder_sql{GX_HOLDER "ORDER BY s.owner_id, s.ladder_id"};
#undef GX_HOLDER

}  // namespace

std::vector<Holder> held_by(sql::Tx& tx, OwnerId owner) {
  return tx.list<Holder>(held_by_sql, owner);
}

void each_holder(sql::Tx& tx, const std::function<void(const Holder&)>& visit) {
  tx.each<Holder>(every_holder_sql, [&](const Holder& row) { visit(row); });
}

}  // namespace guanxi::tiers
