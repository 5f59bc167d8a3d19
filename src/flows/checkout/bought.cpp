#include "flows/checkout/bought.h"

#include <algorithm>

#include "modules/members/members.h"
#include "modules/points/histories.h"

namespace guanxi::checkout {

bool has_bought(sql::Tx& tx, OwnerId member, ReceiptId before) {
  constexpr int looked_at = 20;
  constexpr points::CauseKind sale = points::CauseKind::sale;
  std::vector<points::HistoryPlace> places{{member, 0}};
  for (const OwnerId one : members::merged_into(tx, member)) places.push_back({one, 0});
  const auto stands = [&](const points::CauseOf& of) {
    if (of.cause.id >= before.value()) return false;
    const auto found = sales::find_summary(tx, ReceiptId(of.cause.id), of.owner);
    return found && found->state == "posted";
  };
  while (!places.empty()) {
    points::History history = points::history_of(tx, places, {&sale, 1}, looked_at);
    if (std::ranges::any_of(history.causes, stands)) return true;
    places = std::move(history.next);
  }
  return false;
}

}  // namespace guanxi::checkout
