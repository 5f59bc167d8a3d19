#include "modules/points/cause_sums.h"

namespace guanxi::points {
namespace {

const sql::Query select_cause_sums{
    "SELECT lot_id, owner_id, original, reversed FROM points_lots "
    "WHERE class IN ('a', 'b', 'c', 'e') AND brought = 0 ORDER BY lot_id, owner_id"};

const sql::Query select_cause_paid{
    "SELECT cause_id, owner_id, CAST(SUM(CASE WHEN reason = 'redeemed' THEN amount ELSE -amount "
    "END) AS BIGINT) FROM points_entries WHERE class = 'redeemed' AND cause_kind IN ('sale', "
    "'refund', 'void_sale') GROUP BY cause_id, owner_id ORDER BY cause_id, owner_id"};

}  // namespace

void each_cause_paid(sql::Tx& tx, const std::function<void(const CausePaid&)>& visit) {
  tx.each<CausePaid>(select_cause_paid, visit);
}

void each_cause_sum(sql::Tx& tx, const std::function<void(const CauseSum&)>& visit) {
  std::optional<CauseSum> open;
  tx.each<CauseSum>(select_cause_sums, [&](const CauseSum& lot) {
    if (open && open->cause_id == lot.cause_id && open->owner == lot.owner) {
      open->earned += lot.earned;
      open->reversed += lot.reversed;
      return;
    }
    if (open) visit(*open);
    open = lot;
  });
  if (open) visit(*open);
}

}  // namespace guanxi::points
