#include "modules/risk/rules.h"

#include <algorithm>
#include <set>

namespace guanxi::risk {
namespace {

using enum Threshold;

constexpr std::int64_t money_max = 1'000'000'000'000;
// How far back a window may reach: within what is kept.
constexpr std::int64_t days_max = 90;

constexpr ThresholdSpec specs[] = {
    {Rule::card_often, receipts_day, 8, 1, 1000},
    {Rule::card_often, stores_day, 4, 1, 1000},
    {Rule::card_often, receipts_minutes, 3, 1, 1000},
    {Rule::card_often, minutes, 10, 1, 240},
    {Rule::same_cashier, cashier_day, 4, 1, 1000},
    {Rule::refund_share, refund_percent, 50, 1, 1000},
    {Rule::refund_share, refunds, 4, 1, 1000},
    {Rule::refund_share, days, 30, 1, days_max},
    {Rule::spend_and_return, returns, 1, 0, 1000},
    {Rule::spend_and_return, days, 30, 1, days_max},
    {Rule::staff_card, receipts_month, 30, 1, 10'000},
    {Rule::staff_card, amount_month, 1'000'000, 1, money_max},
    {Rule::staff_card, own_month, 0, 0, 10'000},
    {Rule::late_unproved, unproved_day, 5, 0, 10'000},
    {Rule::value_by_hand, points_day, 20'000, 1, money_max},
    {Rule::value_by_hand, amount_day, 1'000'000, 1, money_max},
};

Date first_of_month(Date day) { return *Date::of(day.year(), day.month(), 1); }

using Deeds = std::vector<const Deed*>;

/// What was made void: sales, and refunds without a receipt.
std::set<std::int64_t> voided_of(std::span<const Deed> deeds) {
  std::set<std::int64_t> voided;
  for (const Deed& deed : deeds) {
    if (deed.kind == DeedKind::voiding) voided.insert(deed.original);
  }
  return voided;
}

/// The sales of days `from` … `to` that stand.
Deeds sales_between(std::span<const Deed> deeds, Date from, Date to) {
  const std::set<std::int64_t> voided = voided_of(deeds);
  Deeds sales;
  for (const Deed& deed : deeds) {
    if (deed.kind != DeedKind::sale || voided.contains(deed.id)) continue;
    if (deed.day >= from && deed.day <= to) sales.push_back(&deed);
  }
  return sales;
}

Suspicion suspicion_of(
    const RuleVersion& rule,
    Threshold threshold,
    std::int64_t measured,
    const Deeds& deeds,
    Date window_from,
    Date day
) {
  Suspicion suspicion;
  suspicion.rule = rule.rule;
  suspicion.window_from = window_from;
  suspicion.day = day;
  suspicion.threshold = threshold;
  suspicion.allowed = rule.at(threshold);
  suspicion.measured = measured;
  if (!deeds.empty()) suspicion.store = deeds.back()->store;
  for (const Deed* deed : deeds) suspicion.deeds.push_back(deed->id);
  return suspicion;
}

/// The most of them within so many minutes.
Deeds densest(const Deeds& sales, std::int64_t minutes) {
  std::size_t begin = 0, best_begin = 0, best = 0;
  for (std::size_t end = 0; end < sales.size(); ++end) {
    const Instant earliest = sales[end]->occurred_at.plus_seconds(-60 * minutes);
    while (sales[begin]->occurred_at <= earliest) ++begin;
    if (end + 1 - begin <= best) continue;
    best = end + 1 - begin;
    best_begin = begin;
  }
  return {
      sales.begin() + static_cast<std::ptrdiff_t>(best_begin),
      sales.begin() + static_cast<std::ptrdiff_t>(best_begin + best)};
}

std::vector<Suspicion> card_often(const RuleVersion& rule, std::span<const Deed> deeds, Date day) {
  const Deeds sales = sales_between(deeds, day, day);
  const auto count = [](const auto& list) { return static_cast<std::int64_t>(list.size()); };
  if (count(sales) > rule.at(receipts_day)) {
    return {suspicion_of(rule, receipts_day, count(sales), sales, day, day)};
  }
  std::set<StoreId> stores;
  for (const Deed* sale : sales) stores.insert(sale->store);
  if (count(stores) > rule.at(stores_day)) {
    return {suspicion_of(rule, stores_day, count(stores), sales, day, day)};
  }
  const Deeds close = densest(sales, rule.at(minutes));
  if (count(close) > rule.at(receipts_minutes)) {
    return {suspicion_of(rule, receipts_minutes, count(close), close, day, day)};
  }
  return {};
}

std::vector<Suspicion> same_cashier(
    const RuleVersion& rule, std::span<const Deed> deeds, Date day
) {
  std::map<std::pair<StoreId, std::string>, Deeds> of;  // numbers of cashiers are a store's own
  for (const Deed* sale : sales_between(deeds, day, day)) {
    if (!sale->cashier.empty()) of[{sale->store, sale->cashier}].push_back(sale);
  }
  std::vector<Suspicion> found;
  for (const auto& [cashier, sales] : of) {
    const auto count = static_cast<std::int64_t>(sales.size());
    if (count <= rule.at(cashier_day)) continue;
    found.push_back(suspicion_of(rule, cashier_day, count, sales, day, day));
    found.back().subject = cashier.first.to_string() + '/' + cashier.second;
  }
  return found;
}

Deeds of_kind(std::span<const Deed> deeds, Date from, Date to, auto&& wanted) {
  Deeds found;
  for (const Deed& deed : deeds) {
    if (deed.day >= from && deed.day <= to && wanted(deed)) found.push_back(&deed);
  }
  return found;
}

std::vector<Suspicion> refund_share(
    const RuleVersion& rule, std::span<const Deed> deeds, Date day
) {
  const Date from = day.plus_days(1 - static_cast<int>(rule.at(days)));
  const auto voided = voided_of(deeds);
  const Deeds back = of_kind(deeds, from, day, [&](const Deed& deed) {
    return deed.kind == DeedKind::refund && !voided.contains(deed.id);
  });
  if (static_cast<std::int64_t>(back.size()) < rule.at(refunds)) return {};
  std::int64_t sold = 0, refunded = 0;
  for (const Deed* sale : sales_between(deeds, from, day)) sold += sale->amount;
  for (const Deed* refund : back) refunded += refund->amount;
  if (refunded == 0 || refunded * 100 <= rule.at(refund_percent) * sold) return {};
  // Goods sold before the window began may come back in it.
  const std::int64_t percent =
      sold == 0 ? 1000 : std::min<std::int64_t>(refunded * 100 / sold, 1000);
  return {suspicion_of(rule, refund_percent, percent, back, window_of(day, rule.at(days)), day)};
}

std::vector<Suspicion> spend_and_return(
    const RuleVersion& rule, std::span<const Deed> deeds, Date day
) {
  const Date from = day.plus_days(1 - static_cast<int>(rule.at(days)));
  const auto voided = voided_of(deeds);
  const Deeds back = of_kind(deeds, from, day, [&](const Deed& deed) {
    return deed.short_of_points && !voided.contains(deed.id);
  });
  const auto count = static_cast<std::int64_t>(back.size());
  if (count <= rule.at(returns)) return {};
  return {suspicion_of(rule, returns, count, back, window_of(day, rule.at(days)), day)};
}

std::vector<Suspicion> staff_card(
    const RuleVersion& rule, std::span<const Deed> deeds, Date day, const std::string& employee
) {
  const Date from = first_of_month(day);
  const Deeds sales = sales_between(deeds, from, day);
  const auto count = static_cast<std::int64_t>(sales.size());
  std::int64_t amount = 0;
  Deeds own;
  for (const Deed* sale : sales) {
    amount += sale->amount;
    if (sale->cashier == employee) own.push_back(sale);
  }
  if (count > rule.at(receipts_month)) {
    return {suspicion_of(rule, receipts_month, count, sales, from, day)};
  }
  if (amount > rule.at(amount_month)) {
    return {suspicion_of(rule, amount_month, amount, sales, from, day)};
  }
  const auto rung = static_cast<std::int64_t>(own.size());
  if (rung > rule.at(own_month)) return {suspicion_of(rule, own_month, rung, own, from, day)};
  return {};
}

}  // namespace

std::span<const ThresholdSpec> threshold_specs() { return specs; }

RuleVersion usual_rule(ProgrammeId programme, Rule rule) {
  RuleVersion usual;
  usual.programme = programme;
  usual.rule = rule;
  for (const ThresholdSpec& spec : specs) {
    if (spec.rule == rule) usual.thresholds[spec.threshold] = spec.usual;
  }
  return usual;
}

bool may_limit(Rule rule) { return rule != Rule::late_unproved && rule != Rule::value_by_hand; }

Date window_of(Date day, std::int64_t days) {
  const std::int64_t number = Date().days_until(day);  // since 1970-01-01
  return day.plus_days(-static_cast<int>(number % days));
}

std::int64_t days_back(const RuleVersion& rule, Date day) {
  switch (rule.rule) {
    case Rule::refund_share:
    case Rule::spend_and_return:
      return rule.at(days);
    case Rule::staff_card:
      return day.day();
    default:
      return 1;
  }
}

std::vector<Suspicion> judge_member(
    const RuleVersion& rule, std::span<const Deed> deeds, Date day, const std::string* employee
) {
  if (rule.mode == Mode::off) return {};
  switch (rule.rule) {
    case Rule::card_often:
      return card_often(rule, deeds, day);
    case Rule::same_cashier:
      return same_cashier(rule, deeds, day);
    case Rule::refund_share:
      return refund_share(rule, deeds, day);
    case Rule::spend_and_return:
      return spend_and_return(rule, deeds, day);
    case Rule::staff_card:
      if (employee == nullptr) return {};
      return staff_card(rule, deeds, day, *employee);
    case Rule::late_unproved:
    case Rule::value_by_hand:
      return {};
  }
  GX_CHECK_WHY(false, "no such rule");
}

std::optional<Suspicion> judge_till(
    const RuleVersion& rule, std::span<const Deed> deeds, Date day
) {
  if (rule.mode == Mode::off) return std::nullopt;
  const Deeds late = of_kind(deeds, day, day, [](const Deed& deed) { return deed.unproved; });
  const auto count = static_cast<std::int64_t>(late.size());
  if (count <= rule.at(unproved_day)) return std::nullopt;
  return suspicion_of(rule, unproved_day, count, late, day, day);
}

std::optional<Suspicion> judge_actor(
    const RuleVersion& rule, std::span<const Deed> deeds, Date day
) {
  if (rule.mode == Mode::off) return std::nullopt;
  const auto of = [&](DeedKind kind) {
    return of_kind(deeds, day, day, [kind](const Deed& deed) { return deed.kind == kind; });
  };
  const Deeds documents = of(DeedKind::document), recharges = of(DeedKind::recharge);
  std::int64_t points = 0, amount = 0;
  for (const Deed* document : documents) points += document->points.value();
  for (const Deed* recharge : recharges) amount += recharge->amount;
  if (points > rule.at(points_day)) {
    return suspicion_of(rule, points_day, points, documents, day, day);
  }
  if (amount > rule.at(amount_day)) {
    return suspicion_of(rule, amount_day, amount, recharges, day, day);
  }
  return std::nullopt;
}

}  // namespace guanxi::risk
