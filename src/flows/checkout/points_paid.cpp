// Points as money at the till: a tender of kind points, at the programme's rate.
#include <fmt/format.h>

#include "flows/checkout/checkout.h"

namespace guanxi::checkout {
namespace {

/// What the request pays with points; the place is the first such tender's.
struct AskedOfPoints {
  Money amount;
  std::size_t at = 0;
};

AskedOfPoints asked_of_points(const SaleRequest& request, Currency currency) {
  AskedOfPoints asked{Money::zero(currency)};
  for (std::size_t i = 0; i < request.tenders.size(); ++i) {
    const SaleTender& tender = request.tenders[i];
    if (tender.kind != sales::TenderKind::points) continue;
    if (asked.amount.is_zero()) asked.at = i;
    asked.amount += tender.amount;
  }
  return asked;
}

Error at_points(Error error, std::size_t tender) {
  const bool of_amount =
      error.code == ErrorCode::not_enough_points || error.code == ErrorCode::points_payment_limit;
  error.pointer = fmt::format("/tenders/{}/{}", tender, of_amount ? "amount" : "kind");
  return error;
}

}  // namespace

std::optional<PointsOffer> points_offer(const SalePlan& plan) {
  if (!plan.buyer || plan.buyer->account.state != points::AccountState::open) return std::nullopt;
  const sales::Receipt& receipt = plan.receipt;
  const auto most = points::most_to_pay(
      plan.buyer->usable, receipt.money(receipt.payable), plan.programme->parameters
  );
  if (!most) return std::nullopt;
  return PointsOffer{most->points, most->amount};
}

Outcome Checkout::plan_points_paid(sql::Tx& tx, const SaleRequest& request, SalePlan& plan) const {
  sales::Receipt& receipt = plan.receipt;
  const AskedOfPoints asked = asked_of_points(request, receipt.currency);
  if (asked.amount.is_zero()) return ok();
  if (!plan.buyer) return fail(ErrorCode::missing_field, "/member");
  auto needed = points::points_to_pay(
      asked.amount, receipt.money(receipt.payable), plan.programme->parameters
  );
  if (!needed) return at_points(std::move(needed).error(), asked.at);
  auto spendable = points::plan_spending(tx, plan.buyer->account, *needed, plan.today, plan.now);
  if (!spendable && spendable.error().code == ErrorCode::conflict) return ErrorCode::conflict;
  if (!spendable) return at_points(std::move(spendable).error(), asked.at);
  plan.points_paid = *needed;
  receipt.notes.push_back({sales::notes::points_paid, 0, needed->value()});
  return earn(plan);
}

}  // namespace guanxi::checkout
