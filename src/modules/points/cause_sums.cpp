#include "modules/points/cause_sums.h"

namespace guanxi::points {
namespace {

const sql::Query select_cause_sums{
    "SELECT lot_id, owner_id, original, reversed FROM points_lots WHERE class IN ('a', 'e') ORDER "
    "BY lot_id, owner_id"};

}  // namespace

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
