// A refund without a receipt: nobody knows the sale, so it is as if the goods were sold to the
// member now, backwards. Money, points and growth are those of such a sale.
#include <fmt/format.h>

#include "flows/checkout/sale_event.h"
#include "flows/refund/refund.h"
#include "modules/audit/audit.h"

namespace guanxi::refund {
namespace {

constexpr int year_days = 365;

checkout::SaleRequest sale_of(const WithoutReceiptRequest& request, Instant now) {
  checkout::SaleRequest sale;
  sale.store = request.store;
  sale.till = request.till;
  sale.business_date = request.business_date;
  sale.sequence = request.sequence;
  sale.occurred_at = now;
  sale.cashier = request.cashier;
  sale.member = request.member;
  for (const LineWithoutReceipt& line : request.lines) {
    checkout::SaleLine& sold = sale.lines.emplace_back();
    sold.item = line.item;
    sold.quantity = line.quantity;
  }
  return sale;
}

/// Goods without a price in the catalogue cost nothing that we know of.
template <class T>
Result<T> at_item(Result<T> result) {
  if (result || !result.error().pointer.ends_with("/list_price")) return result;
  Error error = std::move(result).error();
  error.pointer.replace(error.pointer.rfind('/'), std::string::npos, "/item");
  return error;
}

/// Says in the sale what less is wanted; false: nothing. Errors: out_of_range at /unit_price.
Result<bool> say_less(
    checkout::SaleRequest& sale, const WithoutReceiptRequest& request, const sales::Receipt& worth
) {
  bool less = false;
  for (std::size_t i = 0; i < request.lines.size(); ++i) {
    const LineWithoutReceipt& line = request.lines[i];
    if (!line.unit_price) continue;
    const Money amount = line_amount(*line.unit_price, line.quantity, worth.currency);
    if (amount.minor() > worth.lines[i].amount) {
      return fail(
          ErrorCode::out_of_range,
          fmt::format("/lines/{}/unit_price", i),
          {{"max", worth.money(worth.lines[i].amount).to_string()}}
      );
    }
    sale.lines[i].amount = amount;
    less = less || amount.minor() < worth.lines[i].amount;
  }
  return less;
}

Outcome check_limits(sql::Tx& tx, const checkout::SalePlan& worth, Instant now) {
  const programmes::Parameters& parameters = worth.programme->parameters;
  const auto over = [](const char* limit, const std::string& max, const char* pointer) {
    return fail(ErrorCode::refund_without_receipt_limit, pointer, {{"limit", limit}, {"max", max}});
  };
  if (worth.receipt.payable > parameters.refund_without_receipt_max) {
    const Money max = worth.receipt.money(parameters.refund_without_receipt_max);
    return over("refund_without_receipt_max", max.to_string(), "/lines");
  }
  const int most = parameters.refunds_without_receipt_year_max;
  if (most == 0) return ok();
  const Instant since = now.plus_seconds(-std::int64_t{86400} * year_days);
  const OwnerId owner = worth.buyer->member.id;
  std::int64_t had = sales::refunds_without_receipt(tx, owner, since);
  for (const OwnerId one : members::merged_into(tx, owner)) {
    had += sales::refunds_without_receipt(tx, one, since);
  }
  if (had < most) return ok();
  return over("refunds_without_receipt_year_max", std::to_string(most), "/member/value");
}

bool is_money(sales::TenderKind kind) {
  switch (kind) {
    case sales::TenderKind::cash:
    case sales::TenderKind::bank_card:
    case sales::TenderKind::wechat_pay:
    case sales::TenderKind::alipay:
    case sales::TenderKind::unionpay:
    case sales::TenderKind::other:
      return true;
    case sales::TenderKind::voucher:
    case sales::TenderKind::stored_value:
    case sales::TenderKind::small_change:
    case sales::TenderKind::points:
    case sales::TenderKind::exchange_credit:
    case sales::TenderKind::points_purchase:
    case sales::TenderKind::gift_purchase:
      return false;
  }
  GX_CHECK_WHY(false, "no such tender");
}

/// What goes back in money, and what of the payable points cost that had to be bought.
Outcome add_tenders(
    sales::Receipt& refund, const std::vector<checkout::SaleTender>& tenders, std::int64_t price
) {
  if (price > refund.payable) {
    return fail(
        ErrorCode::refund_below_points_price,
        "",
        {{"price", refund.money(price).to_string()},
         {"refund", refund.money(refund.payable).to_string()}}
    );
  }
  Money paid = Money::zero(refund.currency);
  for (std::size_t i = 0; i < tenders.size(); ++i) {
    const checkout::SaleTender& tender = tenders[i];
    if (!is_money(tender.kind)) {
      return fail(
          ErrorCode::unknown_value,
          fmt::format("/tenders/{}/kind", i),
          {{"allowed", "cash, bank_card, wechat_pay, alipay, unionpay, other"}}
      );
    }
    if (tender.amount.currency() != refund.currency) {
      return fail(
          ErrorCode::currency_mismatch,
          fmt::format("/tenders/{}/amount/currency", i),
          {{"expected", std::string(refund.currency.code())}}
      );
    }
    paid += tender.amount;
    refund.tenders.push_back({tender.kind, tender.amount.minor(), tender.reference.value_or(""), 0}
    );
  }
  if (paid.minor() != refund.payable - price) {
    return fail(
        ErrorCode::tenders_do_not_add_up,
        "/tenders",
        {{"payable", refund.money(refund.payable - price).to_string()}, {"paid", paid.to_string()}}
    );
  }
  if (price > 0) refund.tenders.push_back({sales::TenderKind::points_purchase, price, "", 0});
  return ok();
}

/// The sale that might have been, as what it is: a refund of today, at the till's time.
sales::Receipt refund_of(const sales::Receipt& worth, const WithoutReceiptRequest& request) {
  sales::Receipt refund = worth;
  refund.kind = sales::Kind::refund_without_receipt;
  refund.occurred_at = request.occurred_at;
  refund.reason = request.reason;
  refund.pricing = sales::Pricing::engine;
  for (sales::Note& note : refund.notes) {
    if (note.code != "sold_differently") continue;
    note.code = sales::notes::less_given_back;
    note.value = -note.value;
  }
  return refund;
}

}  // namespace

void note_without_receipt(sql::Tx& tx, const api::Call& call, const sales::Receipt& refund) {
  audit::record(
      tx,
      call,
      {.action = is_void(refund.kind) ? "refund_without_receipt_void" : "refund_without_receipt",
       .object_kind = "receipt",
       .object_id = refund.id.to_string(),
       .member = refund.owner,
       .changes = audit::Changes()
                      .add("amount", {}, refund.money(refund.payable).to_string())
                      .add("points", {}, std::to_string(refund.points_of_all_classes().value())),
       .reason = refund.reason.value_or(""),
       .log = "/v1/receipts/" + refund.id.to_string()},
      call.now
  );
}

Result<WithoutReceiptPlan> Refund::plan_without_receipt(
    sql::Tx& tx,
    const api::Call& call,
    const WithoutReceiptRequest& request,
    const checkout::Judged& judged
) const {
  GX_TRY(place, checkout::find_place(house_, call.actor, request.store, request.till));
  GX_TRY_VOID(checkout::check_times(place, request.occurred_at, request.business_date, call.now));
  const auto policy = house_.programmes.in_force(place.store->programme, call.now);
  if (!policy) return ErrorCode::no_parameters_in_force;
  if (policy->parameters.refund_without_receipt_max == 0) {
    return fail(
        ErrorCode::refund_without_receipt_off, "", {{"parameter", "refund_without_receipt_max"}}
    );
  }
  checkout::SaleRequest sale = sale_of(request, call.now);
  WithoutReceiptPlan plan;
  GX_TRY(full, at_item(checkout_.plan_worth(tx, call, sale)));
  plan.worth = std::move(full);
  GX_TRY(less, say_less(sale, request, plan.worth.receipt));
  if (less) {
    sale.pricing = sales::Pricing::as_sold;
    GX_TRY(reduced, checkout_.plan_worth(tx, call, sale));
    plan.worth = std::move(reduced);
  }
  GX_TRY_VOID(checkout_.plan_proof(tx, call, sale, judged, plan.worth));
  GX_TRY_VOID(check_limits(tx, plan.worth, call.now));

  plan.refund = refund_of(plan.worth.receipt, request);
  plan.taken = {.a = plan.refund.points_earned, .e = plan.refund.identity_points};
  GX_TRY(
      reversal,
      points::plan_taking_back(
          tx, plan.worth.buyer->account, plan.taken, plan.worth.today, call.now, *policy
      )
  );
  plan.bought = reversal.shortfall.purchased;
  const auto note = [&](const char* code, Points value) {
    if (!value.is_zero()) plan.refund.notes.push_back({code, 0, value.value()});
  };
  note(sales::notes::points_purchased, plan.bought);
  note(sales::notes::points_owed, reversal.shortfall.owed);
  const Money price = points::purchase_price(Points(), plan.bought, *policy);
  GX_TRY_VOID(add_tenders(plan.refund, request.tenders, price.minor()));
  return plan;
}

Result<Posted> Refund::apply_without_receipt(
    sql::Tx& tx, const api::Call& call, const WithoutReceiptPlan& plan
) const {
  const ReceiptId id = house_.ids.next_id<ReceiptTag>();
  GX_TRY(
      claimed,
      sales::claim(
          tx,
          {plan.refund.till, plan.refund.business_date, plan.refund.sequence},
          call.idempotency_key,
          {plan.refund.owner, id, call.request_hash}
      )
  );
  if (!claimed.fresh) return Posted{sales::load_claimed(tx, claimed), true};
  sales::Receipt refund = plan.refund;
  refund.id = id;
  refund.posted_at = call.now;
  refund.actor = call.actor.id;
  const checkout::Buyer& buyer = *plan.worth.buyer;
  const auto account = points::find_account(tx, refund.owner);
  if (!account || account->state != buyer.account.state) return ErrorCode::conflict;
  GX_TRY(
      reversal,
      points::post_taking_back(
          tx,
          house_.ids,
          {.owner = refund.owner,
           .cause = {points::CauseKind::refund_without_receipt, id.value()},
           .occurred_at = refund.occurred_at,
           .posted_at = refund.posted_at,
           .actor = refund.actor,
           .expected_seq = buyer.account.seq,
           .today = plan.worth.today},
          plan.taken,
          *plan.worth.programme
      )
  );
  // The guard on seq makes the plan's shortfall the one that is posted; the money was split by it.
  GX_CHECK(reversal.shortfall.purchased == plan.bought);
  refund.points_balance = reversal.account.balance;
  GX_TRY_VOID(take_growth_of_today(tx, plan, refund));
  GX_TRY_VOID(checkout_.apply_proof(tx, plan.worth, refund));
  sales::insert(tx, refund);
  checkout::append_event(tx, house_.ids, refund);
  note_without_receipt(tx, call, refund);
  return Posted{std::move(refund), false};
}

Result<api::Reply<checkout::ReceiptAnswer>> Refund::without_receipt(
    const api::Call& call, const WithoutReceiptRequest& request
) const {
  const checkout::Judged judged = checkout_.judge_proof(call, sale_of(request, call.now));
  GX_TRY(
      posted,
      checkout::post_planned<WithoutReceiptPlan>(
          house_,
          call,
          {request.store, request.till, request.business_date, request.sequence},
          [&](sql::Tx& tx) { return plan_without_receipt(tx, call, request, judged); },
          [&](sql::Tx& tx, const WithoutReceiptPlan& plan) {
            return apply_without_receipt(tx, call, plan);
          }
      )
  );
  return reply_of(house_, posted, call.language);
}

Result<api::Reply<checkout::ReceiptAnswer>> Refund::void_without_receipt(
    const api::Call& call, const VoidRequest& request
) const {
  const Order order{
      .sale = request.receipt,
      .kind = sales::Kind::refund_without_receipt_void,
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

Outcome Refund::give_points_again(
    sql::Tx& tx,
    const RefundPlan& plan,
    const points::Context& context,
    const points::Context* heir,
    Applied& applied
) const {
  GX_TRY(
      restored,
      points::post_taking_back_undone(
          tx,
          house_.ids,
          context,
          plan.sale.id.value(),
          points::expiry_date(plan.today, plan.policy->parameters),
          heir
      )
  );
  if (!restored.expired.is_zero()) {
    applied.refund.notes.push_back({"points_restored_expired", 0, restored.expired.value()});
  }
  applied.account = restored.account;
  return ok();
}

}  // namespace guanxi::refund
