#include <fmt/format.h>

#include <algorithm>

#include "base/allocate.h"
#include "flows/refund/refund.h"

namespace guanxi::refund {
namespace {

Outcome check_state(
    const sales::Receipt& sale, const Order& order, const checkout::Place& place, Instant now
) {
  const bool without_receipt = sales::is_without_receipt(order.kind);
  if (without_receipt && sale.kind != sales::Kind::refund_without_receipt) {
    return ErrorCode::receipt_not_found;
  }
  if (!without_receipt && sale.kind != sales::Kind::sale) return ErrorCode::not_a_sale;
  if (sale.state == sales::State::voided) return ErrorCode::already_voided;
  if (!is_void(order.kind)) return ok();
  // The till that paid out is the one that has too little.
  if (without_receipt && sale.till != place.till->id) return fail(ErrorCode::another_till, "/till");
  // Half of an exchange cannot be undone alone; it is returned like any sale.
  if (sale.refunds > 0 || sale.exchange) return ErrorCode::void_after_refund;
  // A till may close its day late or early, see check_times.
  const Date today = business_date(now, place.store->zone, place.store->cutoff_minutes);
  const int over = sale.business_date.days_until(today);
  if (sale.store == place.store->id && sale.business_date == order.business_date && over >= -1 &&
      over <= 1) {
    return ok();
  }
  return fail(
      ErrorCode::void_after_business_day,
      "/business_date",
      {{"expected", sale.business_date.to_string()}, {"today", today.to_string()}}
  );
}

sales::Receipt header_of(const RefundPlan& plan, const Order& order) {
  sales::Receipt refund;
  refund.owner = plan.sale.owner;
  refund.kind = order.kind;
  refund.store = plan.place.store->id;
  refund.till = plan.place.till->id;
  refund.business_date = order.business_date;
  refund.sequence = order.sequence;
  refund.occurred_at = order.occurred_at;
  refund.channel = plan.sale.channel;
  refund.cashier = order.cashier;
  refund.reason = std::string(order.reason);
  refund.pricing = plan.sale.pricing;
  refund.programme = plan.sale.programme;
  refund.programme_version = plan.policy->version;
  refund.currency = plan.sale.currency;
  refund.card = plan.sale.card;
  refund.original = plan.sale.id;
  refund.linked_refund = plan.sale.linked_refund;
  return refund;
}

void add_lines(
    sales::Receipt& refund, const sales::Receipt& sale, const std::vector<Returned>& returned
) {
  for (const Returned& back : returned) {
    const sales::Line& sold = sale.lines.at(static_cast<std::size_t>(back.line) - 1);
    GX_CHECK(sold.line == back.line);
    sales::Line line;
    line.line = static_cast<int>(refund.lines.size()) + 1;
    line.item = sold.item;
    line.item_code = sold.item_code;
    line.quantity = back.quantity;
    line.list_price = sold.list_price;
    line.shop_price = sold.shop_price;
    line.list_amount = back.list_amount;
    line.amount = back.amount;
    line.counter = sold.counter;
    line.salesperson = sold.salesperson;
    line.cost = sold.cost;
    line.original_line = sold.line;
    refund.lines.push_back(std::move(line));
    refund.list_total += back.list_amount;
    refund.payable += back.amount;
  }
  refund.engine_payable = refund.payable;
}

/// The part of the sale's earning base that belongs to the first `refunded` of its payable.
std::int64_t base_of(const sales::Receipt& sale, std::int64_t refunded) {
  if (refunded == sale.payable) return sale.earning_base;
  return divide(Int128{sale.earning_base} * refunded, sale.payable, Rounding::floor);
}

/// What of an extra on class A (B or E) goes back where lines earned by themselves: each line's
/// share of it follows from its points, and goes back with its amount.
Points extra_of_lines(const sales::Receipt& refund, const sales::Receipt& sale, Points extra) {
  if (extra.is_zero()) return {};
  std::vector<std::int64_t> weights;
  for (const sales::Line& line : sale.lines) weights.push_back(line.points.value());
  const auto shares = allocate(extra, weights);
  Points back;
  for (const sales::Line& line : refund.lines) {
    const auto at = static_cast<std::size_t>(*line.original_line) - 1;
    const sales::Line& sold = sale.lines.at(at);
    const Money amount = sale.money(sold.amount);
    const auto share = [&](std::int64_t refunded, Points before) {
      return points::reversal_share(shares[at], amount, sale.money(refunded), before);
    };
    back += share(sold.refunded_amount + line.amount, share(sold.refunded_amount, Points()));
  }
  return back;
}

}  // namespace

void reverse_points(
    sales::Receipt& refund, const sales::Receipt& sale, programmes::EarnScope scope
) {
  const std::int64_t refunded = sale.refunded + refund.payable;
  refund.earning_base = base_of(sale, refunded) - base_of(sale, sale.refunded);
  // A gift was for the whole receipt, whatever of it earned.
  refund.gift_points = points::reversal_share(
      sale.gift_points, sale.money(sale.payable), sale.money(refunded), sale.gift_reversed
  );
  if (scope == programmes::EarnScope::line) {
    for (sales::Line& line : refund.lines) {
      const sales::Line& sold = sale.lines.at(static_cast<std::size_t>(*line.original_line) - 1);
      line.points = points::reversal_share(
          sold.points,
          sale.money(sold.amount),
          sale.money(sold.refunded_amount + line.amount),
          sold.refunded_points
      );
      refund.points_earned += line.points;
    }
    refund.multiplied_points = extra_of_lines(refund, sale, sale.multiplied_points);
    refund.identity_points = extra_of_lines(refund, sale, sale.identity_points);
    return;
  }
  // The base is a fixed part of the payable: the same proportion, without rounding it to money.
  const auto share = [&](Points earned, Points reversed) {
    return points::reversal_share(earned, sale.money(sale.payable), sale.money(refunded), reversed);
  };
  refund.points_earned = share(sale.points_earned, sale.points_reversed);
  refund.multiplied_points = share(sale.multiplied_points, sale.multiplied_reversed);
  refund.identity_points = share(sale.identity_points, sale.identity_reversed);
  std::vector<std::int64_t> amounts;
  for (const sales::Line& line : refund.lines) amounts.push_back(line.amount);
  const auto shares = allocate(refund.points_earned, amounts);
  for (std::size_t i = 0; i < shares.size(); ++i) refund.lines[i].points = shares[i];
}

namespace {

bool is_whole(const sales::Receipt& sale, const sales::Receipt& refund) {
  return std::ranges::all_of(sale.lines, [&](const sales::Line& sold) {
    Quantity left = sold.quantity - sold.refunded_quantity;
    for (const sales::Line& line : refund.lines) {
      if (line.original_line == sold.line) left = left - line.quantity;
    }
    return left == Quantity();
  });
}

/// What earlier returns of the sale have bought.
Points purchased_before(sql::Tx& tx, const sales::Receipt& sale) {
  Points sum;
  for (const ReceiptId id : sales::refunds_of(tx, sale)) {
    const auto refund = sales::find(tx, id, sale.owner);
    GX_CHECK_WHY(refund.has_value(), "a sale's refund that is not there");
    for (const sales::Note& note : refund->notes) {
      if (note.code == sales::notes::points_purchased) sum += Points(note.value);
    }
  }
  return sum;
}

}  // namespace

Outcome Refund::plan_points(sql::Tx& tx, RefundPlan& plan, const Order& order, Instant now) const {
  sales::Receipt& refund = plan.refund;
  if (plan.sale.is_anonymous()) return ok();
  const auto sold_under =
      house_.programmes.version(plan.sale.programme, plan.sale.programme_version);
  GX_CHECK(sold_under != nullptr);
  plan.account = points::find_account(tx, plan.sale.owner);
  GX_CHECK_WHY(plan.account.has_value(), "a member's sale without a points account");
  if (const auto heir = members::heir_of(tx, plan.sale.owner)) {
    plan.heir = points::find_account(tx, *heir);
    GX_CHECK_WHY(plan.heir.has_value(), "a member without a points account");
  }
  reverse_points(refund, plan.sale, sold_under->parameters.earn_scope);
  if (sales::is_without_receipt(order.kind)) return ok();
  GX_TRY(paid, points_back(plan.sale, refund.payable, order));
  plan.back = {
      .sale = plan.sale.id.value(),
      .expires_on = points::expiry_date(
          sold_under->zone.date_of(plan.sale.occurred_at), sold_under->parameters
      ),
      .a = refund.points_earned,
      .b = refund.multiplied_points,
      .c = refund.gift_points,
      .e = refund.identity_points,
      .restored = paid.restored,
      .restored_before = paid.restored_before};

  GX_TRY(
      reversal,
      points::plan_reversal(
          tx,
          *plan.account,
          plan.back,
          plan.today,
          now,
          *plan.policy,
          plan.heir ? &*plan.heir : nullptr
      )
  );
  plan.reversal = reversal;
  const auto note = [&](const char* code, Points value) {
    if (!value.is_zero()) refund.notes.push_back({code, 0, value.value()});
  };
  note(sales::notes::points_restored, plan.back.restored);
  note("points_restored_expired", reversal.restored_expired);
  note("points_forgiven", reversal.forgiven);
  note(sales::notes::points_purchased, reversal.shortfall.purchased);
  note(sales::notes::points_owed, reversal.shortfall.owed);
  if (const Points bought = reversal.shortfall.purchased; !bought.is_zero()) {
    const Points before = purchased_before(tx, plan.sale);
    plan.points_price = points::purchase_price(before, bought, *plan.policy).minor();
  }
  return ok();
}

namespace {

/// What goes back by the tenders that the order names; their sum.
Result<std::int64_t> add_named_tenders(RefundPlan& plan, const Order& order) {
  sales::Receipt& refund = plan.refund;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < order.tenders->size(); ++i) {
    const checkout::SaleTender& tender = (*order.tenders)[i];
    if (tender.amount.currency() != refund.currency) {
      return fail(
          ErrorCode::currency_mismatch,
          fmt::format("/tenders/{}/amount/currency", i),
          {{"expected", std::string(refund.currency.code())}}
      );
    }
    if (tender.kind == sales::TenderKind::points_purchase ||
        tender.kind == sales::TenderKind::gift_purchase ||
        tender.kind == sales::TenderKind::exchange_credit) {
      return fail(ErrorCode::unknown_value, fmt::format("/tenders/{}/kind", i));
    }
    // Money goes back the way it came: a voucher or a card does not turn into cash.
    const std::int64_t left = restore_kind(plan.sale_tenders, tender.kind, tender.amount.minor());
    if (left < tender.amount.minor()) {
      return fail(
          ErrorCode::refund_exceeds_tender,
          fmt::format("/tenders/{}/amount", i),
          {{"left", refund.money(left).to_string()}}
      );
    }
    sum += tender.amount.minor();
    refund.tenders.push_back({tender.kind, tender.amount.minor(), tender.reference.value_or(""), 0}
    );
  }
  return sum;
}

}  // namespace

Outcome Refund::plan_tenders(RefundPlan& plan, const Order& order) const {
  sales::Receipt& refund = plan.refund;
  const std::int64_t price = plan.points_price;
  GX_TRY(paid, points_back(plan.sale, refund.payable, order));
  // Points are given back as points: only money pays for points that are missing.
  const std::int64_t money = refund.payable - paid.amount;
  if (price > money) {
    return fail(
        ErrorCode::refund_below_points_price,
        "",
        {{"price", refund.money(price).to_string()}, {"refund", refund.money(money).to_string()}}
    );
  }
  const std::int64_t gifts = std::max<std::int64_t>(plan.gifts_price, 0);
  if (price + gifts > money) {
    return fail(
        ErrorCode::invalid_request,
        order.gifts_at,
        {{"reason", "@refund_below_gifts"},
         {"price", refund.money(gifts).to_string()},
         {"refund", refund.money(money - price).to_string()}}
    );
  }
  // The sale's tenders are settled by the whole refund; what points and gifts cost is kept back
  // from the money.
  plan.sale_tenders = plan.sale.tenders;
  std::vector<sales::Tender> kept;
  if (order.tenders) {
    GX_TRY(named, add_named_tenders(plan, order));
    const std::int64_t sum = named + price + gifts;
    if (sum != refund.payable) {
      return fail(
          ErrorCode::tenders_do_not_add_up,
          "/tenders",
          {{"payable", refund.money(refund.payable - price - gifts).to_string()},
           {"paid", refund.money(sum - price - gifts).to_string()}}
      );
    }
    restore_money(plan.sale_tenders, price);
    kept = restore_money(plan.sale_tenders, gifts);
  } else {
    std::vector<sales::Tender> settled = restore_tenders(plan.sale_tenders, refund.payable);
    refund.tenders = restore_money(settled, money - price - gifts);
    for (const sales::Tender& tender : settled) {
      if (tender.kind == sales::TenderKind::points) refund.tenders.push_back(tender);
    }
    restore_money(settled, price);
    kept = restore_money(settled, gifts);
  }
  if (price > 0) refund.tenders.push_back({sales::TenderKind::points_purchase, price, "", 0});
  keep_back(refund, kept);
  if (plan.gifts_price < 0) pay_out_again(refund, plan.kept_before, -plan.gifts_price);
  return ok();
}

Result<RefundPlan> Refund::plan(sql::Tx& tx, const api::Call& call, const Order& order) const {
  RefundPlan plan;
  GX_TRY(place, checkout::find_place(house_, call.actor, order.store, order.till));
  plan.place = std::move(place);
  GX_TRY_VOID(checkout::check_times(plan.place, order.occurred_at, order.business_date, call.now));
  auto sale = sales::find(tx, order.sale);
  if (!sale || sale->programme != plan.place.store->programme) return ErrorCode::receipt_not_found;
  // Another store's sale is not there for those who may not act for that store.
  if (!call.actor.in_scope(sale->store) && !call.actor.may(refund_anywhere)) {
    return ErrorCode::receipt_not_found;
  }
  plan.sale = std::move(*sale);
  GX_TRY_VOID(check_state(plan.sale, order, plan.place, call.now));
  if (order.occurred_at < plan.sale.occurred_at) {
    return fail(
        ErrorCode::out_of_range, "/occurred_at", {{"min", plan.sale.occurred_at.to_string()}}
    );
  }
  // What a shortfall costs is today's rule, whatever time the till gives.
  plan.policy = house_.programmes.in_force(plan.sale.programme, call.now);
  if (!plan.policy) return ErrorCode::no_parameters_in_force;
  plan.today = plan.policy->zone.date_of(call.now);

  GX_TRY(returned, returned_lines(plan.sale, order.lines, order.lines_at));
  plan.refund = header_of(plan, order);
  add_lines(plan.refund, plan.sale, returned);
  plan.whole = is_whole(plan.sale, plan.refund);
  GX_TRY_VOID(plan_points(tx, plan, order, call.now));
  GX_TRY_VOID(plan_what_came_with_it(tx, plan, order, call.now));
  GX_TRY_VOID(plan_tenders(plan, order));
  return plan;
}

}  // namespace guanxi::refund
