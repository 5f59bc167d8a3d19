#include <fmt/format.h>

#include <algorithm>

#include "base/allocate.h"
#include "flows/checkout/basket.h"
#include "flows/checkout/caps.h"
#include "flows/checkout/checkout.h"
#include "flows/checkout/coupons.h"
#include "flows/checkout/limits.h"
#include "flows/checkout/occasions.h"
#include "flows/checkout/promotions.h"

namespace guanxi::checkout {
namespace {

std::string at_line(std::size_t index, const char* field) {
  return fmt::format("/lines/{}/{}", index, field);
}

/// Hash of everything a quote holds fast: who buys what where, at which prices, and what it earns.
std::string basket_hash(
    const sales::Receipt& receipt,
    const cards::CardTerms& terms,
    const points::Gains& gains,
    const pricing::Quote& priced
) {
  std::string text;
  const auto add = [&](std::int64_t value) {
    text += std::to_string(value);
    text += ';';
  };
  add(receipt.store.value());
  add(receipt.owner.value());
  for (const sales::Line& line : receipt.lines) {
    text += std::to_string(line.item_code.size()) + ':' + line.item_code + ';';
    add(line.quantity.milli());
    add(line.list_price.e4());
    add(line.shop_price ? line.shop_price->e4() : -1);
    add(line.amount);
  }
  add(receipt.payable);
  text += terms.points_rate.to_string() + ';' + terms.points_multiple.to_string();
  text += ';' + gains.multiple().to_string() + ';' + std::to_string(gains.given().value());
  for (const pricing::PricedLine& line : priced.lines) text += ';' + line.multiple.to_string();
  const crypto::Digest digest = crypto::sha256(text);
  return std::string(crypto::bytes_of(digest).substr(0, 16));
}

/// Tenders the flows make themselves; a till cannot pay with them.
bool is_ours(sales::TenderKind kind) {
  return kind == sales::TenderKind::points_purchase || kind == sales::TenderKind::gift_purchase ||
         kind == sales::TenderKind::exchange_credit;
}

Outcome check_tenders(const SaleRequest& request, Currency currency, std::int64_t payable) {
  std::int64_t paid = 0;
  for (std::size_t i = 0; i < request.tenders.size(); ++i) {
    const SaleTender& tender = request.tenders[i];
    if (tender.amount.currency() != currency) {
      return fail(
          ErrorCode::currency_mismatch,
          fmt::format("/tenders/{}/amount/currency", i),
          {{"expected", std::string(currency.code())}}
      );
    }
    paid += tender.amount.minor();
  }
  if (paid != payable) {
    return fail(
        ErrorCode::tenders_do_not_add_up,
        "/tenders",
        {{"payable", Money(payable, currency).to_string()},
         {"paid", Money(paid, currency).to_string()}}
    );
  }
  return ok();
}

/// What stored value pays and does not earn.
std::int64_t stored_without_points(
    const WalletPlan& wallet, const programmes::Parameters& parameters
) {
  switch (parameters.stored_value_earns) {
    case programmes::StoredValueEarns::all:
      return 0;
    case programmes::StoredValueEarns::principal:
      return wallet.bonus.minor();
    case programmes::StoredValueEarns::nothing:
      return wallet.payment.stored.minor();
  }
  GX_CHECK_WHY(false, "no such rule");
}

/// The points of the receipt and each line's share of them: A at the rate of the card's type, B
/// and E on A, C as the occasions give it. What vouchers pay does not earn, nor what is credited
/// for goods that a voucher paid; of stored value and of points the programme says.
void add_points(SalePlan& plan) {
  sales::Receipt& receipt = plan.receipt;
  const std::optional<WalletPlan>& wallet = plan.wallet;
  const programmes::Parameters& parameters = plan.programme->parameters;
  const cards::CardTerms& terms = plan.buyer->terms;
  receipt.earning_base = receipt.payable;
  if (wallet) receipt.earning_base -= stored_without_points(*wallet, parameters);
  for (const sales::Tender& tender : receipt.tenders) {
    if (tender.kind == sales::TenderKind::points &&
        parameters.paid_points_earn == programmes::PaidPointsEarn::nothing) {
      receipt.earning_base -= tender.amount;
    }
    const bool voucher = tender.kind == sales::TenderKind::voucher ||
                         (tender.kind == sales::TenderKind::exchange_credit &&
                          tender.reference == sales::word(sales::TenderKind::voucher));
    if (voucher) receipt.earning_base -= tender.amount;
  }
  std::vector<std::int64_t> amounts;
  for (const sales::Line& line : receipt.lines) amounts.push_back(line.amount);
  std::vector<Money> bases;
  bases.reserve(receipt.lines.size());
  for (const std::int64_t share : allocate(receipt.earning_base, amounts)) {
    bases.push_back(receipt.money(share));
  }
  const points::Earned earned = points::earn(bases, parameters, terms.points_rate);
  receipt.points_earned = earned.total;
  Multiplied b = multiply(plan, earned);
  receipt.multiplied_points = b.total;
  plan.multiplied_by = std::move(b.of_promotions);
  receipt.gift_points = plan.gains.given();
  receipt.identity_points = points::identity_points(earned.total, terms.points_multiple);
  for (std::size_t i = 0; i < receipt.lines.size(); ++i)
    receipt.lines[i].points = earned.per_line[i];
}

/// What of the card's type the explanation of the points turns on.
void note_terms(sales::Receipt& receipt, const cards::CardTerms& terms) {
  constexpr std::int64_t billion = 1'000'000'000;  // rates of card types have nine decimals
  const auto note = [&](const char* code, Rate rate) {
    receipt.notes.push_back({code, 0, rate.apply(billion, Rounding::floor)});
  };
  if (terms.points_rate != Rate::one()) note("card_points_rate", terms.points_rate);
  if (terms.points_multiple != Rate::of(0, 1)) note("identity_points", terms.points_multiple);
}

}  // namespace

Outcome earn(SalePlan& plan) {
  if (!plan.buyer) return ok();
  sales::Receipt& receipt = plan.receipt;
  add_points(plan);
  note_promotions_cut(plan);
  if (receipt.points_of_all_classes().value() > points::receipt_points_max) {
    return fail(
        ErrorCode::out_of_range, "/lines", {{"max", std::to_string(points::receipt_points_max)}}
    );
  }
  const Points before_caps = receipt.multiplied_points;
  cap_points(receipt, plan.earns_at_most);
  keep_budget(receipt, plan);
  share_caps(plan, before_caps);
  return ok();
}

Result<Place> find_place(
    const House& house,
    const api::Actor& actor,
    std::string_view store,
    std::string_view till,
    TillState state
) {
  Place place;
  place.organisation = house.org.snapshot();
  place.store = place.organisation->find_store(store);
  if (!place.store)
    return fail(ErrorCode::store_not_found, "/store", {{"store", std::string(store)}});
  if (!actor.in_scope(place.store->id)) return fail(ErrorCode::store_out_of_scope, "/store");
  place.till = place.organisation->find_till(place.store->id, till);
  if (!place.till) return fail(ErrorCode::till_not_found, "/till", {{"till", std::string(till)}});
  if (state == TillState::active && !place.till->active)
    return fail(ErrorCode::till_disabled, "/till");
  if (actor.kind == api::Actor::Kind::till && actor.till != place.till->id) {
    return fail(ErrorCode::another_till, "/till");
  }
  return place;
}

Outcome check_times(const Place& place, Instant occurred_at, Date business_day, Instant now) {
  if (occurred_at > now.plus_seconds(clock_skew_seconds_max)) {
    return fail(ErrorCode::occurred_in_future, "/occurred_at", {{"now", now.to_string()}});
  }
  // A till may close its day late or early; more than a day apart is a wrong calendar.
  const Date ours = business_date(occurred_at, place.store->zone, place.store->cutoff_minutes);
  const int apart = ours.days_until(business_day);
  if (apart < -1 || apart > 1) {
    return fail(
        ErrorCode::business_date_mismatch, "/business_date", {{"expected", ours.to_string()}}
    );
  }
  return ok();
}

Outcome Checkout::check(const SaleRequest& request) const {
  for (std::size_t i = 0; i < request.lines.size(); ++i) {
    const SaleLine& line = request.lines[i];
    if (line.amount && request.pricing == sales::Pricing::engine) {
      return fail(ErrorCode::invalid_request, at_line(i, "amount"), {{"reason", "@as_sold_only"}});
    }
  }
  if (request.quote_id && request.pricing == sales::Pricing::as_sold) {
    return fail(ErrorCode::invalid_request, "/quote_id", {{"reason", "@engine_only"}});
  }
  if (!request.coupons.empty() && request.pricing == sales::Pricing::as_sold) {
    return fail(ErrorCode::invalid_request, "/coupons", {{"reason", "@engine_only"}});
  }
  for (std::size_t i = 0; i < request.tenders.size(); ++i) {
    if (is_ours(request.tenders[i].kind)) {
      return fail(ErrorCode::unknown_value, fmt::format("/tenders/{}/kind", i));
    }
  }
  const bool cash = std::ranges::any_of(request.tenders, [](const SaleTender& tender) {
    return tender.kind == sales::TenderKind::cash;
  });
  if (request.save_change && !cash) {
    return fail(ErrorCode::invalid_request, "/save_change", {{"reason", "@change_needs_cash"}});
  }
  return ok();
}

Result<std::vector<LineFacts>> Checkout::line_facts(
    sql::Tx& tx,
    const SaleRequest& request,
    const Place& place,
    Currency currency,
    std::vector<sales::Line>& lines
) const {
  const bool engine = request.pricing == sales::Pricing::engine;
  const catalog::ItemCache::View items = house_.items.in(tx);
  std::vector<LineFacts> facts;
  facts.reserve(request.lines.size());
  lines.reserve(request.lines.size());
  for (std::size_t i = 0; i < request.lines.size(); ++i) {
    const SaleLine& asked = request.lines[i];
    sales::Line line;
    LineFacts fact;
    const auto item = items.find(asked.item);
    if (!item && engine)
      return fail(ErrorCode::item_not_found, at_line(i, "item"), {{"item", asked.item}});
    if (item && engine && !item->active && !asked.list_price)
      return fail(ErrorCode::item_retired, at_line(i, "item"), {{"item", asked.item}});
    if (item && item->currency != currency && !asked.list_price) {
      return fail(
          ErrorCode::currency_mismatch,
          at_line(i, "item"),
          {{"expected", std::string(currency.code())}}
      );
    }
    fact.sold = sold_of(item.get());
    fact.sold.quantity = asked.quantity;
    if (asked.list_price) {  // the till's prices go together
      fact.sold.list_price = *asked.list_price;
      fact.sold.shop_price = asked.shop_price;
    } else if (item && item->list_price) {
      fact.sold.list_price = *item->list_price;
      fact.sold.shop_price = asked.shop_price ? asked.shop_price : item->shop_price;
      fact.from_catalogue = true;
    } else {
      return fail(ErrorCode::missing_field, at_line(i, "list_price"));
    }
    if (engine && fact.sold.shop() > fact.sold.list_price) {
      return fail(
          ErrorCode::out_of_range,
          at_line(i, "shop_price"),
          {{"max", fact.sold.list_price.to_string()}}
      );
    }
    if (asked.amount) {
      if (asked.amount->currency() != currency) {
        return fail(
            ErrorCode::currency_mismatch,
            at_line(i, "amount/currency"),
            {{"expected", std::string(currency.code())}}
        );
      }
      fact.till_amount = asked.amount->minor();
    }
    if (asked.counter) {
      const org::Counter* counter =
          place.organisation->find_counter(place.store->id, *asked.counter);
      if (!counter)
        return fail(
            ErrorCode::counter_not_found, at_line(i, "counter"), {{"counter", *asked.counter}}
        );
      line.counter = counter->id;
    }
    line.line = static_cast<int>(i) + 1;
    if (item) line.item = item->id;
    line.item_code = item ? item->code : asked.item;
    line.quantity = asked.quantity;
    line.list_price = fact.sold.list_price;
    line.shop_price = fact.sold.shop_price;
    line.salesperson = asked.salesperson;
    line.cost = asked.cost;
    lines.push_back(std::move(line));
    facts.push_back(fact);
  }
  return facts;
}

void Checkout::plan_extras(sql::Tx& tx, SalePlan& plan, bool after_the_fact, ReceiptId returned)
    const {
  plan.gains = gains_at(house_.occasions, plan);
  limit_gains(tx, plan, returned);
  plan.receipt.notes.insert(
      plan.receipt.notes.end(), plan.tier_notes.begin(), plan.tier_notes.end()
  );
  plan.earns_at_most = earns_at_most(tx, plan);
  plan.budget_left = budget_left(tx, plan);
  if (after_the_fact) stop_by_risk(house_, plan);
  note_terms(plan.receipt, plan.buyer->terms);
  note_gains(plan.receipt, plan.gains);
  note_used_up(plan.receipt, plan.gains);
}

void Checkout::plan_days(SalePlan& plan) {
  const Date day = plan.programme->zone.date_of(plan.receipt.occurred_at);
  plan.points_expire_on = points::expiry_date(day, plan.programme->parameters);
  plan.points_usable_from = points::usable_date(day, plan.programme->parameters);
}

void Checkout::begin_receipt(const SaleRequest& request, SalePlan& plan) const {
  sales::Receipt& receipt = plan.receipt;
  receipt.owner = plan.place.till->anonymous_owner;
  receipt.store = plan.place.store->id;
  receipt.till = plan.place.till->id;
  receipt.business_date = request.business_date;
  receipt.sequence = request.sequence;
  receipt.occurred_at = request.occurred_at;
  receipt.channel = request.channel;
  receipt.cashier = request.cashier;
  receipt.pricing = request.pricing;
  receipt.programme = plan.programme->programme;
  receipt.programme_version = plan.programme->version;
  receipt.currency = plan.programme->currency;
}

Result<SalePlan> Checkout::plan_price(
    sql::Tx& tx,
    const api::Call& call,
    const SaleRequest& request,
    unsigned tenders,
    ReceiptId returned
) const {
  SalePlan plan;
  GX_TRY(place, find_place(house_, call.actor, request.store, request.till));
  plan.place = std::move(place);
  GX_TRY_VOID(check_times(plan.place, request.occurred_at, request.business_date, call.now));

  std::optional<QuoteToken> quote;
  if (request.quote_id) {
    GX_TRY(token, tokens_.decode(*request.quote_id, call.now));
    quote = std::move(token);
  }
  const ProgrammeId programme = plan.place.store->programme;
  plan.programme = quote ? house_.programmes.version(programme, quote->programme_version)
                         : house_.programmes.in_force(programme, request.occurred_at);
  if (!plan.programme) return fail(ErrorCode::no_parameters_in_force, "/occurred_at");
  const Currency currency = plan.programme->currency;
  plan.now = call.now;
  plan.today = plan.programme->zone.date_of(call.now);

  begin_receipt(request, plan);
  sales::Receipt& receipt = plan.receipt;
  if (request.member) {
    tx.ahead([&](sql::Tx& soon) { find_owner(house_, soon, programme, *request.member); });
  }
  GX_TRY(facts, line_facts(tx, request, plan.place, currency, receipt.lines));
  if (request.member) {
    const Moment moment{
        request.occurred_at,
        plan.programme->zone.date_of(request.occurred_at),
        call.now,
        plan.today,
        is_after_the_fact(request, call.now)};
    GX_TRY(buyer, find_buyer(house_, tx, programme, *request.member, moment));
    if (!moment.after_the_fact) {
      GX_TRY_VOID(house_.risk.check(buyer.member.id, call.now, "/member/value"));
    }
    receipt.owner = buyer.member.id;
    receipt.card = buyer.card.id;
    plan.buyer = std::move(buyer);
  }

  if (plan.buyer) plan_tier(tx, plan, call.now);
  const Instant priced_at = quote ? quote->priced_at : request.occurred_at;
  GX_TRY_VOID(price_basket(tx, facts, request.coupons, tenders, priced_at, returned, plan));
  if (plan.buyer) plan_extras(tx, plan, is_after_the_fact(request, call.now), returned);
  for (const SaleTender& tender : request.tenders) {
    receipt.tenders.push_back({tender.kind, tender.amount.minor(), tender.reference.value_or(""), 0}
    );
  }
  // Before what is paid with decides which promotions give the most points.
  const cards::CardTerms terms = plan.buyer ? plan.buyer->terms : cards::CardTerms();
  plan.basket = basket_hash(receipt, terms, plan.gains, plan.priced);
  GX_TRY_VOID(earn(plan));
  if (plan.buyer) plan_days(plan);
  if (quote && quote->basket != plan.basket) {
    const QuoteToken fresh{call.now, request.occurred_at, plan.programme->version, plan.basket};
    return fail(
        ErrorCode::quote_mismatch,
        "/quote_id",
        {{"payable", receipt.money(receipt.payable).to_string()},
         {"quote_id", tokens_.encode(fresh)}}
    );
  }
  return plan;
}

Result<SalePlan> Checkout::plan(sql::Tx& tx, const api::Call& call, const SaleRequest& request)
    const {
  GX_TRY(planned, plan_with_credit(tx, call, request, 0));
  GX_TRY_VOID(plan_spending(tx, request, planned.plan));
  plan_growth(planned.plan);
  return std::move(planned.plan);
}

Outcome Checkout::plan_spending(sql::Tx& tx, const SaleRequest& request, SalePlan& plan) const {
  Outcome planned = plan_points_paid(tx, request, plan);
  if (planned) planned = plan_wallet(tx, request, plan);
  // A merge that ended between two reads: what the accounts had is the survivor's.
  if (!planned && plan.buyer && members::heir_of(tx, plan.buyer->member.id)) {
    return ErrorCode::conflict;
  }
  return planned;
}

Result<Checkout::WithCredit> Checkout::plan_with_credit(
    sql::Tx& tx,
    const api::Call& call,
    const SaleRequest& request,
    std::int64_t credit_max,
    ReceiptId returned
) const {
  GX_TRY(priced, plan_price(tx, call, request, tenders_of(request.tenders), returned));
  GX_TRY_VOID(check_coupons(priced, call.language));
  sales::Receipt& receipt = priced.receipt;
  const std::int64_t credit = std::min(credit_max, receipt.payable);
  GX_TRY_VOID(check_tenders(request, receipt.currency, receipt.payable - credit));
  if (credit > 0) receipt.tenders.push_back({sales::TenderKind::exchange_credit, credit, "", 0});
  return WithCredit{std::move(priced), credit};
}

}  // namespace guanxi::checkout
