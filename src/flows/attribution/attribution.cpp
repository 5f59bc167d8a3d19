#include "flows/attribution/attribution.h"

#include <algorithm>

#include "flows/checkout/sale_event.h"
#include "modules/audit/audit.h"
#include "modules/sales/attribution.h"

namespace guanxi::attribution {
namespace {

bool is_all_returned(const sales::Receipt& sale) {
  return std::ranges::all_of(sale.lines, [](const sales::Line& line) {
    return line.refunded_quantity == line.quantity;
  });
}

Outcome check_day(const sales::Receipt& sale, const programmes::Version& policy, Instant now) {
  const int days = policy.parameters.late_attribution_days;
  if (days == 0) {
    return fail(ErrorCode::attribution_off, "/receipt", {{"parameter", "late_attribution_days"}});
  }
  const Date until = policy.zone.date_of(sale.occurred_at).plus_days(days);
  if (policy.zone.date_of(now) <= until) return ok();
  return fail(
      ErrorCode::attribution_too_late,
      "/receipt",
      {{"days", std::to_string(days)}, {"until", until.to_string()}}
  );
}

/// As it was before anything came back.
void forget_returns(sales::Receipt& sale) {
  sale.refunds = sale.refunded = 0;
  for (sales::Line& line : sale.lines) {
    line.refunded_quantity = Quantity();
    line.refunded_amount = 0;
    line.refunded_points = Points();
  }
}

Points reversed_of(const sales::Receipt& sale) {
  return sale.points_reversed + sale.multiplied_reversed + sale.gift_reversed +
         sale.identity_reversed;
}

void note_in_trail(
    sql::Tx& tx, const api::Call& call, const sales::Receipt& sale, const std::string& reason
) {
  audit::record(
      tx,
      call,
      {.action = "receipt_attributed",
       .object_kind = "receipt",
       .object_id = sale.id.to_string(),
       .member = sale.owner,
       .changes = audit::Changes().add("member", {}, sale.owner.to_string()),
       .reason = reason,
       .log = "/v1/receipts/" + sale.id.to_string()},
      call.now
  );
}

}  // namespace

Result<Attributing::Decided> Attributing::decide(
    sql::Tx& tx, const api::Call& call, ReceiptId receipt
) const {
  auto sale = sales::find(tx, receipt);
  if (!sale || !call.actor.in_scope(sale->store)) {
    return fail(ErrorCode::receipt_not_found, "/receipt");
  }
  if (sale->kind != sales::Kind::sale) return fail(ErrorCode::not_a_sale, "/receipt");
  if (!sale->is_anonymous()) return fail(ErrorCode::receipt_has_member, "/receipt");
  if (sale->state == sales::State::voided) return fail(ErrorCode::already_voided, "/receipt");
  auto policy = house_.programmes.in_force(sale->programme, call.now);
  if (!policy) return ErrorCode::no_parameters_in_force;
  GX_TRY_VOID(check_day(*sale, *policy, call.now));
  if (is_all_returned(*sale)) return fail(ErrorCode::nothing_left_to_attribute, "/receipt");
  return Decided{*std::move(sale), std::move(policy)};
}

Result<AttributionAnswer> Attributing::carry_out(
    sql::Tx& tx, const api::Call& call, const AttributeReceipt& request
) const {
  GX_TRY(decided, decide(tx, call, request.receipt));
  const sales::Receipt& found = decided.sale;
  sales::Receipt unsold = found;
  forget_returns(unsold);
  GX_TRY(plan, checkout_.plan_attribution(tx, unsold, request.member, call.now));
  sales::Receipt sale;
  GX_TRY(account, checkout_.give(tx, plan, sale, call.actor.id));

  // What came back before, in its order, as if the member had been there.
  std::vector<ReceiptId> ids = sales::refunds_of(tx, found);
  std::ranges::reverse(ids);
  std::vector<sales::Receipt> refunds;
  for (const ReceiptId id : ids) {
    auto refund = sales::find(tx, id, found.owner);
    GX_CHECK_WHY(refund.has_value(), "a sale's refund that is not there");
    GX_TRY(
        after,
        refund_.replay(
            tx, sale, *refund, account, {call.now, plan.today, call.actor.id, decided.policy}
        )
    );
    account = after;
    refunds.push_back(*std::move(refund));
  }
  GX_CHECK(sale.refunds == found.refunds && sale.refunded == found.refunded);

  const sales::Attribution document{
      sale.owner,
      sale.id,
      found.owner,
      sale.points_of_all_classes(),
      reversed_of(sale),
      request.cashier,
      request.reason,
      call.now,
      call.actor.id};
  GX_TRY_VOID(sales::attribute(tx, found, sale, refunds, document));
  note_in_trail(tx, call, sale, request.reason);
  const auto tell = [&](const sales::Receipt& receipt) {
    checkout::append_event(tx, house_.ids, receipt, sales::receipt_attributed, call.now);
  };
  tell(sale);
  std::ranges::for_each(refunds, tell);
  return AttributionAnswer{
      .receipt = checkout::answer_of(sale, *house_.org.snapshot(), *plan.programme, call.language),
      .earned = document.earned,
      .returned = document.returned,
      .balance = account.balance,
      .attributed_at = call.now};
}

Result<api::Reply<AttributionAnswer>> Attributing::attribute(
    const api::Call& call, const AttributeReceipt& request
) const {
  if (request.member.kind == checkout::MemberKey::rotating_code) {
    return fail(
        ErrorCode::unknown_value,
        "/member/kind",
        {{"allowed", "member_id, member_code, phone, card, track, email, external"}}
    );
  }
  return answers_
      .once<AttributionAnswer>(house_.db, call, "attribute_receipt", 201, [&](sql::Tx& tx) {
        return carry_out(tx, call, request);
      });
}

}  // namespace guanxi::attribution
