#include "modules/points/cause_sums.h"

namespace guanxi::points {
namespace {

const sql::Query select_cause_sums{
    "SELECT lot_id, owner_id, original, reversed FROM points_lots WHERE class = 'a' ORDER BY "
    "lot_id, owner_id"};

}  // namespace

void each_cause_sum(sql::Tx& tx, const std::function<void(const CauseSum&)>& visit) {
  tx.each<CauseSum>(select_cause_sums, [&](const CauseSum& sum) { visit(sum); });
}

}  // namespace guanxi::points
