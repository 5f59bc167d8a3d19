#include "flows/refund/refund.h"

#include <algorithm>

#include "base/rounding.h"
#include "flows/checkout/sale_event.h"
#include "flows/merge/merge.h"
#include "modules/coupons/coupons.h"
#include "modules/points/uses.h"
#include "modules/pricing/traces.h"
#include "modules/pricing/uses.h"

namespace guanxi::refund {
namespace {

std::optional<std::vector<Wanted>> wanted_lines(const std::optional<std::vector<RefundLine>>& lines
) {
  if (!lines) return std::nullopt;
  std::vector<Wanted> wanted;
  for (const RefundLine& line : *lines) wanted.push_back({line.line, line.quantity});
  return wanted;
}

points::CauseKind cause_of(sales::Kind kind) {
  switch (kind) {
    case sales::Kind::void_:
      return points::CauseKind::void_sale;
    case sales::Kind::refund_without_receipt_void:
      return points::CauseKind::refund_without_receipt_void;
    default:
      return points::CauseKind::refund;
  }
}

/// What of a coupon comes back with these goods: of each line what it took off there, by quantity.
/// The last return of the sale takes what is left.
std::int64_t undone_of(
    const pricing::Quote& quote,
    std::int64_t coupon,
    const sales::Receipt& sale,
    const sales::Receipt& refund
) {
  std::int64_t undone = 0;
  for (const sales::Line& back : refund.lines) {
    GX_CHECK(back.original_line.has_value());
    const sales::Line& sold = sale.lines.at(static_cast<std::size_t>(*back.original_line) - 1);
    std::int64_t taken_off = 0;
    for (const pricing::Concession& one : quote.concessions) {
      const bool here = one.line == static_cast<std::uint32_t>(sold.line);
      if (one.kind == pricing::RuleKind::coupon && one.coupon == coupon && here)
        taken_off += one.amount;
    }
    const auto share = [&](Quantity returned) {
      return divide(Int128{taken_off} * returned.milli(), sold.quantity.milli(), Rounding::floor);
    };
    const Quantity before = sold.refunded_quantity;
    undone += share(before + back.quantity) - share(before);
  }
  return undone;
}

}  // namespace

Outcome Refund::give_promotions_back(sql::Tx& tx, const RefundPlan& plan, sales::Receipt& refund) {
  const auto use = std::ranges::find(
      plan.sale.notes, std::string(sales::notes::promotion_use), &sales::Note::code
  );
  if (!plan.whole || use == plan.sale.notes.end()) return ok();
  const auto day = Date::from_yyyymmdd(use->value);
  GX_CHECK(day.has_value());
  GX_TRY_VOID(pricing::give_uses_back(
      tx, {plan.sale.programme, plan.sale.owner, plan.sale.id, plan.sale.store, *day}, refund.id
  ));
  refund.notes.push_back({sales::notes::promotion_use_back, 0, 0});
  return ok();
}

Outcome Refund::give_coupons_back(sql::Tx& tx, const RefundPlan& plan, sales::Receipt& refund)
    const {
  const auto is_use = [](const sales::Note& note) { return note.code == sales::notes::coupon_use; };
  if (std::ranges::none_of(plan.sale.notes, is_use)) return ok();
  coupons::Reversal wanted{plan.sale.owner, plan.sale.id, refund.id.value(), plan.whole, {}};
  wanted.is_void = is_void(refund.kind);
  if (!plan.whole) {
    const auto trace = pricing::find_trace(tx, plan.sale.owner, plan.sale.id);
    GX_CHECK_WHY(trace.has_value(), "a coupon was used, and nobody knows what for");
    for (const sales::Note& note : plan.sale.notes) {
      if (!is_use(note)) continue;
      const auto coupon = parse_id(note.text);
      GX_CHECK(coupon.has_value());
      const std::int64_t undone = undone_of(trace->quote, *coupon, plan.sale, refund);
      wanted.undone.push_back({coupons::CouponId(*coupon), undone});
    }
  }
  const coupons::Act act{refund.actor, refund.posted_at, plan.today, refund.store};
  GX_TRY(reversed, coupons::reverse(tx, house_.ids, wanted, act));
  if (plan.heir) {
    GX_TRY_VOID(merge::carry_coupons_on(tx, house_.ids, plan.sale.owner, act));
  }
  for (const coupons::Reversed& one : reversed) {
    if (!one.came_back && one.returned == 0) continue;
    refund.notes.push_back({sales::notes::coupon_back, 0, one.amount, one.coupon.to_string()});
  }
  return ok();
}

Outcome Refund::give_uses_back(sql::Tx& tx, const RefundPlan& plan, sales::Receipt& refund) {
  if (!plan.whole) return ok();
  for (const sales::Note& note : plan.sale.notes) {
    if (note.code != sales::notes::occasion_use) continue;
    const auto day = Date::from_yyyymmdd(note.value);
    GX_CHECK(day.has_value());
    GX_TRY_VOID(points::give_use_back(
        tx, {refund.owner, note.text, *day, plan.sale.id.value()}, refund.id.value()
    ));
    refund.notes.push_back({sales::notes::occasion_use_back, 0, 0, note.text});
  }
  return ok();
}

Outcome Refund::post_points(sql::Tx& tx, const RefundPlan& plan, Applied& applied) const {
  sales::Receipt& refund = applied.refund;
  const points::Context context{
      .owner = refund.owner,
      .cause = {cause_of(refund.kind), refund.id.value()},
      .occurred_at = refund.occurred_at,
      .posted_at = refund.posted_at,
      .actor = refund.actor,
      .expected_seq = plan.account->seq,
      .today = plan.today,
  };
  std::optional<points::Context> heir;
  if (plan.heir) {
    heir = context;
    heir->owner = plan.heir->owner;
    heir->cause = {points::CauseKind::late_return, refund.id.value()};
    heir->expected_seq = plan.heir->seq;
  }
  const points::Context* const heirs = heir ? &*heir : nullptr;
  if (sales::is_without_receipt(refund.kind)) {
    GX_TRY_VOID(give_points_again(tx, plan, context, heirs, applied));
  } else {
    GX_TRY(
        reversal, points::post_reversal(tx, house_.ids, context, plan.back, *plan.policy, heirs)
    );
    // The guard on seq makes the plan's shortfall the one that is posted; the money was split by
    // it.
    GX_CHECK(reversal.shortfall.purchased == plan.reversal.shortfall.purchased);
    applied.account = reversal.heir ? *reversal.heir : reversal.account;
  }
  refund.points_balance = applied.account->balance;
  return give_uses_back(tx, plan, refund);
}

Result<Refund::Applied> Refund::apply(
    sql::Tx& tx, const RefundPlan& plan, ReceiptId id, const api::Call& call
) const {
  Applied applied;
  sales::Receipt& refund = applied.refund;
  refund = plan.refund;
  refund.id = id;
  refund.posted_at = call.now;
  refund.actor = call.actor.id;
  if (plan.account) {
    GX_TRY_VOID(post_points(tx, plan, applied));
  }
  GX_TRY_VOID(take_gifts_back(tx, plan, refund));
  GX_TRY_VOID(give_promotions_back(tx, plan, refund));
  GX_TRY_VOID(give_coupons_back(tx, plan, refund));
  GX_TRY_VOID(restore_wallet(tx, plan.sale, refund, plan.today));
  const bool without_receipt = sales::is_without_receipt(refund.kind);
  GX_TRY_VOID(
      without_receipt ? give_growth_again(tx, plan.sale, refund, plan.today)
                      : take_growth_back(tx, plan.sale, refund, plan.today)
  );
  sales::insert(tx, refund);
  GX_TRY_VOID(sales::record_refund(tx, plan.sale, refund, plan.sale_tenders, is_void(refund.kind)));
  checkout::append_event(tx, house_.ids, refund);
  if (without_receipt) note_without_receipt(tx, call, refund);
  return applied;
}

Result<Posted> Refund::claim_and_apply(sql::Tx& tx, const api::Call& call, const RefundPlan& plan)
    const {
  const ReceiptId id = house_.ids.next_id<ReceiptTag>();
  const sales::NaturalKey number{plan.refund.till, plan.refund.business_date, plan.refund.sequence};
  GX_TRY(
      claimed,
      sales::claim(tx, number, call.idempotency_key, {plan.sale.owner, id, call.request_hash})
  );
  if (!claimed.fresh) return Posted{sales::load_claimed(tx, claimed), true};
  GX_TRY(applied, apply(tx, plan, id, call));
  return Posted{std::move(applied.refund), false};
}

Result<Posted> Refund::post_in(sql::Tx& tx, const api::Call& call, const Order& order) const {
  GX_TRY(planned, plan(tx, call, order));
  return claim_and_apply(tx, call, planned);
}

Result<Posted> Refund::post(const api::Call& call, const Order& order) const {
  return checkout::post_planned<RefundPlan>(
      house_,
      call,
      {order.store, order.till, order.business_date, order.sequence},
      [&](sql::Tx& tx) { return plan(tx, call, order); },
      [&](sql::Tx& tx, const RefundPlan& plan) { return claim_and_apply(tx, call, plan); }
  );
}

Result<api::Reply<checkout::ReceiptAnswer>> Refund::refund(
    const api::Call& call, const RefundRequest& request
) const {
  const Order order{
      .sale = request.receipt,
      .kind = sales::Kind::refund,
      .store = request.store,
      .till = request.till,
      .business_date = request.business_date,
      .sequence = request.sequence,
      .occurred_at = request.occurred_at,
      .cashier = request.cashier,
      .reason = request.reason,
      .lines = wanted_lines(request.lines),
      .tenders = request.tenders ? &*request.tenders : nullptr,
      .gifts = &request.gifts,
  };
  GX_TRY(posted, post(call, order));
  return reply_of(house_, posted, call.language);
}

Result<api::Reply<checkout::ReceiptAnswer>> Refund::void_sale(
    const api::Call& call, const VoidRequest& request
) const {
  const Order order{
      .sale = request.receipt,
      .kind = sales::Kind::void_,
      .store = request.store,
      .till = request.till,
      .business_date = request.business_date,
      .sequence = request.sequence,
      .occurred_at = request.occurred_at,
      .cashier = request.cashier,
      .reason = request.reason,
  };
  GX_TRY(posted, post(call, order));
  return reply_of(house_, posted, call.language);
}

}  // namespace guanxi::refund
