#include "modules/pricing/engine/lint_scene.h"

#include "base/calendar.h"

#include <bit>

#include "modules/pricing/engine/kinds/kinds.h"

namespace guanxi::pricing {
namespace {

/// So many items of a key are looked at for the cheapest.
constexpr std::size_t items_looked_at = 50;

bool within(const std::vector<std::int64_t>& some, const std::vector<std::int64_t>& all) {
  return std::ranges::includes(all, some);
}
/// Lists of which empty means anybody.
bool names_more(const std::vector<std::int64_t>& wide, const std::vector<std::int64_t>& narrow) {
  return wide.empty() || (!narrow.empty() && within(narrow, wide));
}

}  // namespace

bool covers_people(const Conditions& wide, const Conditions& narrow) {
  const bool hours = wide.hours.empty() || wide.hours == narrow.hours;
  const bool birthday = wide.birthday == BirthdayIn::any || wide.birthday == narrow.birthday ||
                        narrow.birthday == BirthdayIn::day;
  const bool tenders =
      wide.tenders == 0 || (narrow.tenders != 0 && (narrow.tenders & ~wide.tenders) == 0);
  // A night that `wide` knows nothing of reaches into the day after.
  const bool by_night =
      wide.hours.empty() && std::ranges::any_of(narrow.hours, &Hours::over_midnight);
  const unsigned weekdays = by_night ? narrow.weekdays | (narrow.weekdays << 1 & all_weekdays) |
                                           (narrow.weekdays >> 6 & 1U)
                                     : narrow.weekdays;
  return (weekdays & ~wide.weekdays) == 0 && hours && names_more(wide.stores, narrow.stores) &&
         (narrow.channels & ~wide.channels) == 0 && (!wide.asks_member() || narrow.asks_member()) &&
         names_more(wide.card_types, narrow.card_types) && names_more(wide.tiers, narrow.tiers) &&
         names_more(wide.groups, narrow.groups) &&
         within(wide.groups_excluded, narrow.groups_excluded) && birthday &&
         (!wide.first_purchase || narrow.first_purchase) && tenders;
}

bool covers_days(const Conditions& wide, const Conditions& narrow, Date today) {
  const Date first = std::max(today, narrow.from.value_or(today));
  return (!wide.from || *wide.from <= first) && narrow.last_day() <= wide.last_day();
}

bool covers_goods(const Scope& wide, const Scope& narrow) {
  const bool includes =
      wide.include.empty() ||
      (!narrow.include.empty() && std::ranges::includes(wide.include, narrow.include));
  return includes && std::ranges::includes(narrow.exclude, wide.exclude);
}

LintScene::LintScene(const Index& index, const LintFacts& facts) : index_(index), facts_(facts) {
  for (int i = 0; i < facts.currency.minor_digits(); ++i) e4_of_minor_ /= 10;
  for (std::uint32_t i = 0; i < facts.items.size(); ++i) {
    const Goods& goods = facts.items[i].goods;
    for (std::size_t kind = 0; kind < goods_kinds; ++kind) {
      if (goods.ids[kind] != 0)
        items_[key_of(static_cast<GoodsKind>(kind), goods.ids[kind])].push_back(i);
    }
  }
}

bool LintScene::is_over(const Rule& rule) const {
  return (rule.when.to && *rule.when.to < facts_.today) ||
         (rule.ended_at && *rule.ended_at <= facts_.now);
}

const LintFacts::Limit* LintScene::find_limit(RuleRef rule) const {
  const LintFacts::Limit* least = nullptr;
  for (const LintFacts::Limit& limit : facts_.limits) {
    if (limit.kind != rule.kind || limit.rule != rule.id) continue;
    const bool less = least && limit.money && (!least->money || *limit.money < *least->money);
    if (!least || less) least = &limit;
  }
  return least;
}

std::span<const std::uint32_t> LintScene::items_of(GoodsKey goods) const {
  const auto found = items_.find(key_of(goods.kind, goods.id));
  return found == items_.end() ? std::span<const std::uint32_t>() : found->second;
}

MemberFacts LintScene::member(std::int64_t card_type, std::int64_t tier) const {
  MemberFacts made;
  made.card_type = card_type;
  made.tier = tier;
  for (const LintFacts::CardType& one : facts_.card_types) {
    if (one.id != card_type) continue;
    made.card_rate = one.rate;
    made.stack_start = one.stack_start;
    made.stack_rate = one.stack_rate;
  }
  for (const LintFacts::Tier& one : facts_.tiers) {
    if (one.id == tier) made.tier_rate = one.rate;
  }
  return made;
}

bool LintScene::is_sold(GoodsKey goods) const {
  return facts_.sold ? std::ranges::binary_search(*facts_.sold, goods) : !items_of(goods).empty();
}

std::optional<Basket> LintScene::meet(const Rule& rule, bool as_member) const {
  const Conditions& when = rule.when;
  if (is_over(rule) || when.channels == 0 || (when.weekdays & all_weekdays) == 0) return {};
  Basket made;
  made.currency = facts_.currency;
  made.day = std::max(facts_.today, when.from.value_or(facts_.today));
  while ((when.weekdays >> weekday_of(made.day) & 1U) == 0) {
    if (made.day == Date::never) return {};  // the calendar ends there
    made.day = made.day.plus_days(1);
  }
  if (when.to && made.day > *when.to) return {};
  constexpr std::int64_t seconds_of_day = 86'400;
  const Instant then = facts_.now.plus_seconds(facts_.today.days_until(made.day) * seconds_of_day);
  made.at = std::max(then, rule.audited_at);
  if (rule.ended_at && made.at >= *rule.ended_at) return {};
  made.minute = when.hours.empty() ? 12 * 60 : when.hours.front().from % 1440;
  made.store = when.stores.empty() ? facts_.store : when.stores.front();
  made.channel = static_cast<Channel>(std::countr_zero(when.channels));
  made.tenders = when.tenders & (~when.tenders + 1);  // the first of them
  if (!as_member && !when.asks_member()) return made;
  made.member = member(
      when.card_types.empty() ? 0 : when.card_types.front(),
      when.tiers.empty() ? 0 : when.tiers.front()
  );
  for (const std::int64_t group : when.groups) {
    if (std::ranges::binary_search(when.groups_excluded, group)) continue;
    made.member->groups = {group};
    break;
  }
  if (!when.groups.empty() && made.member->groups.empty()) return {};
  if (when.birthday != BirthdayIn::any) made.member->birthday = made.day;
  made.member->first_purchase = when.first_purchase;
  return made;
}

BasketLine LintScene::line_of(GoodsKey goods) const {
  BasketLine made;
  made.quantity = Quantity::pieces(1);
  made.list_price = UnitPrice::from_e4(1'000'000);
  const auto known = items_of(goods);
  if (known.empty()) {
    made.goods.of(GoodsKind::item) = no_item;
    made.goods.of(goods.kind) = goods.id;
  } else {
    made.goods = facts_.items[known.front()].goods;
    const UnitPrice price = facts_.items[known.front()].list_price;
    if (price.e4() > 0) made.list_price = price;
  }
  return made;
}

std::optional<BasketLine> LintScene::line_in(const Scope& scope, const Reward* without_targets)
    const {
  std::optional<BasketLine> cheapest;
  const auto look_at = [&](const LintFacts::Item& item) {
    if (!scope.contains(item.goods) || item.list_price.e4() <= 0) return;
    if (without_targets && is_target(*without_targets, item.goods)) return;
    if (cheapest && cheapest->list_price <= item.list_price) return;
    cheapest.emplace();
    cheapest->goods = item.goods;
    cheapest->list_price = item.list_price;
    cheapest->quantity = Quantity::pieces(1);
  };
  if (scope.include.empty()) {
    const std::size_t some = std::min(items_looked_at, facts_.items.size());
    for (std::size_t i = 0; i < some; ++i) look_at(facts_.items[i]);
  }
  for (const GoodsKey& key : scope.include) {
    const auto known = items_of(key);
    for (std::size_t i = 0; i < std::min(items_looked_at, known.size()); ++i)
      look_at(facts_.items[known[i]]);
  }
  if (cheapest) return cheapest;
  const GoodsKey any{GoodsKind::item, no_item};
  for (const GoodsKey& key : scope.include.empty() ? std::vector{any} : scope.include) {
    const BasketLine made = line_of(key);
    const bool target = without_targets && is_target(*without_targets, made.goods);
    if (scope.contains(made.goods) && !target) return made;
  }
  return {};
}

void LintScene::add_besides(const Offer& offer, Basket& basket) const {
  const auto* add_on = std::get_if<AddOn>(&offer.reward);
  if (!add_on) return;
  if (auto target = line_in(add_on->target, nullptr)) {
    const std::int64_t more = add_on->price.e4() + 100 * e4_of_minor_;
    target->list_price = std::max(target->list_price, UnitPrice::from_e4(more));
    basket.lines.push_back(*target);
  }
}

std::optional<Basket> LintScene::bought(
    const Offer& offer, RuleKind kind, std::int64_t amount, std::int64_t pieces
) const {
  auto made = meet(offer);
  auto line = line_in(offer.scope, &offer.reward);
  if (!made || !line) return {};
  pieces = std::max<std::int64_t>(1, pieces);
  line->quantity = Quantity::pieces(pieces);
  // The last digit of the unit price is a hundredth of a fen: pieces that do not divide the amount
  // come to it all the same.
  if (amount > 0)
    line->list_price = UnitPrice::from_e4((amount * e4_of_minor_ + pieces - 1) / pieces);
  made->lines.push_back(*line);
  add_besides(offer, *made);
  if (kind == RuleKind::coupon) made->coupons = {{1, offer.id, std::nullopt}};
  return made;
}

std::optional<Basket> LintScene::least(const Offer& offer, RuleKind kind) const {
  std::int64_t amount = offer.threshold.amount, pieces = offer.threshold.pieces;
  if (const auto* steps = std::get_if<Steps>(&offer.reward); steps && !steps->steps.empty()) {
    const std::int64_t from = steps->steps.front().from;
    (steps->measure == Steps::Measure::amount ? amount : pieces) =
        std::max(steps->measure == Steps::Measure::amount ? amount : pieces, from);
  }
  if (const auto* buy_get = std::get_if<BuyGet>(&offer.reward))
    pieces = std::max(pieces, buy_get->buy + buy_get->get);
  auto made = bought(offer, kind, amount, pieces);
  if (const auto* fixed = std::get_if<FixedPrice>(&offer.reward); fixed && made) {
    const UnitPrice more = UnitPrice::from_e4(fixed->price.e4() + 100 * e4_of_minor_);
    made->lines.front().list_price = std::max(made->lines.front().list_price, more);
  }
  const auto* bundle = std::get_if<Bundle>(&offer.reward);
  if (!made || !bundle) return made;
  made->lines.clear();
  for (const Bundle::Slot& slot : bundle->slots) {
    auto line = line_in(slot.scope, nullptr);
    if (!line || !offer.scope.contains(line->goods)) return {};
    line->quantity = Quantity::pieces(std::max<std::int64_t>(1, slot.pieces));
    made->lines.push_back(*line);
  }
  return made;
}

Index LintScene::only(const std::vector<RuleRef>& rules) const {
  RuleSet some;
  some.parameters = index_.rules().parameters;
  for (const RuleRef& rule : rules) {
    if (rule.kind == RuleKind::document) some.documents.push_back(*index_.find_document(rule.id));
    if (rule.kind == RuleKind::restriction)
      some.restrictions.push_back(*index_.find_restriction(rule.id));
    if (rule.kind == RuleKind::promotion)
      some.promotions.push_back(*index_.find_promotion(rule.id));
    if (rule.kind == RuleKind::coupon) some.coupons.push_back(*index_.find_coupon(rule.id));
  }
  return Index(std::move(some));
}

std::optional<Considered> said_of(const Quote& quote, RuleRef rule) {
  std::optional<Considered> found;
  for (const Considered& seen : quote.considered) {
    if (seen.kind != rule.kind || seen.rule != rule.id) continue;
    if (seen.why == Why::applied) return seen;
    if (!found) found = seen;
  }
  return found;
}

}  // namespace guanxi::pricing
