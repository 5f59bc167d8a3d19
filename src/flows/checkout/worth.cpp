// What goods would cost a member now: for who gives money back without knowing the sale.
#include <algorithm>

#include "flows/checkout/checkout.h"
#include "flows/checkout/tier_notes.h"

namespace guanxi::checkout {

Result<SalePlan> Checkout::plan_worth(
    sql::Tx& tx, const api::Call& call, const SaleRequest& request
) const {
  GX_CHECK(request.tenders.empty() && request.member.has_value());
  GX_TRY(plan, plan_price(tx, call, request, 0));
  plan.gains = {};
  plan.before_leaving_out.reset();
  for (pricing::PricedLine& line : plan.priced.lines) line.multiple = Rate::one();
  plan.earns_at_most.reset();
  plan.budget_left.reset();
  // What stays tells of prices and of what card and tier give.
  std::erase_if(plan.receipt.notes, [](const sales::Note& note) {
    const bool of_rates = note.code == "card_points_rate" || note.code == "identity_points" ||
                          note.code.starts_with(tier_notes::multiple);
    return note.line == 0 && !of_rates;
  });
  GX_TRY_VOID(earn(plan));
  return plan;
}

}  // namespace guanxi::checkout
