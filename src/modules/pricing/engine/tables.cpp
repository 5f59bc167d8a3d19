#include "modules/pricing/engine/tables.h"

#include <algorithm>
#include <bit>

#include "base/check.h"

namespace guanxi::pricing {
namespace {

/// A rule in force for longer than this many months is looked at always.
constexpr int months_max = 24;

int month_of(Date day) { return day.year() * 12 + day.month() - 1; }

bool is_over(const Rule& rule, Date from) { return rule.when.last_day() < from; }

template <class R>
void drop_over(std::vector<R>& rules, const std::optional<Date>& from) {
  if (from) std::erase_if(rules, [&](const Rule& rule) { return is_over(rule, *from); });
}

template <class R>
std::unordered_map<std::int64_t, std::uint32_t> by_id(const std::vector<R>& rules) {
  std::unordered_map<std::int64_t, std::uint32_t> map;
  map.reserve(rules.size());
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    GX_CHECK_WHY(map.emplace(rules[i].id, i).second, "two rules of one kind with the same id");
  }
  return map;
}

void sort_reward(Reward& reward) {
  if (auto* bundle = std::get_if<Bundle>(&reward)) {
    for (Bundle::Slot& slot : bundle->slots) slot.scope.sort();
  }
  if (auto* add_on = std::get_if<AddOn>(&reward)) add_on->target.sort();
  if (auto* steps = std::get_if<Steps>(&reward))
    std::ranges::stable_sort(steps->steps, {}, &Steps::Step::from);
}

void sort_offer(Offer& offer) {
  offer.when.sort();
  offer.scope.sort();
  sort_reward(offer.reward);
}

bool has(const std::vector<std::int64_t>& sorted, std::int64_t value) {
  return std::binary_search(sorted.begin(), sorted.end(), value);
}

bool share_one(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b) {
  return std::ranges::any_of(a, [&](std::int64_t value) { return has(b, value); });
}

}  // namespace

void Postings::build() {
  std::size_t keys = 0;
  for (std::size_t i = 0; i < added_.size(); ++i) {
    if (i == 0 || added_[i].key != added_[i - 1].key) ++keys;
  }
  if (keys == 0) return;
  slots_.assign(std::bit_ceil(2 * keys), Slot{});
  shift_ = 64 - std::countr_zero(slots_.size());
  positions_.reserve(added_.size());
  Slot* slot = nullptr;
  for (const Added& added : added_) {
    if (!slot || slot->key != added.key) {
      std::size_t at = place_of(added.key);
      while (slots_[at].count != 0) at = (at + 1) & (slots_.size() - 1);
      slot = &slots_[at];
      slot->key = added.key;
      slot->begin = static_cast<std::uint32_t>(positions_.size());
    }
    positions_.push_back(added.position);
    ++slot->count;
  }
  added_ = {};
}

Index::Tables::Tables(RuleSet set, std::optional<Date> from) : rules(std::move(set)) {
  drop_over(rules.documents, from);
  drop_over(rules.restrictions, from);
  drop_over(rules.promotions, from);
  drop_over(rules.coupons, from);
  documents_by_id = by_id(rules.documents);
  restrictions_by_id = by_id(rules.restrictions);
  promotions_by_id = by_id(rules.promotions);
  coupons_by_id = by_id(rules.coupons);

  for (std::uint32_t i = 0; i < rules.documents.size(); ++i) add_document(i);
  by_entry.freeze([this](Postings::Position a, Postings::Position b) {
    const Document& one = rules.documents[entries[a].document];
    const Document& other = rules.documents[entries[b].document];
    if (one.audited_at != other.audited_at) return one.audited_at > other.audited_at;
    return one.id != other.id ? one.id > other.id : a < b;
  });
  for (std::uint32_t i = 0; i < rules.restrictions.size(); ++i) {
    Restriction& restriction = rules.restrictions[i];
    restriction.when.sort();
    restriction.scope.sort();
    for (const GoodsKey& goods : restriction.scope.include)
      restrictions.add(key_of(goods.kind, goods.id), i);
    if (restriction.scope.include.empty()) restrictions_of_all.push_back(i);
  }
  for (std::uint32_t i = 0; i < rules.promotions.size(); ++i) add_promotion(i);
  for (CouponTemplate& coupon : rules.coupons) sort_offer(coupon);
  for (Postings* postings :
       {&restrictions, &by_goods, &by_group, &by_tier, &by_card_type, &by_store, &by_month})
    postings->freeze();
  const auto note = [this](const auto& list) {
    for (const Rule& rule : list) {
      asks_first_purchase = asks_first_purchase || rule.when.first_purchase;
      asks_groups = asks_groups || !rule.when.groups.empty() || !rule.when.groups_excluded.empty();
    }
  };
  note(rules.documents);
  note(rules.restrictions);
  note(rules.promotions);
  note(rules.coupons);
}

void Index::Tables::add_document(std::uint32_t position) {
  Document& document = rules.documents[position];
  document.when.sort();
  for (std::uint32_t i = 0; i < document.entries.size(); ++i) {
    const GoodsKey& goods = document.entries[i].goods;
    by_entry.add(key_of(goods.kind, goods.id), static_cast<Postings::Position>(entries.size()));
    entries.push_back({position, i});
  }
}

void Index::Tables::add_promotion(std::uint32_t position) {
  Promotion& promotion = rules.promotions[position];
  sort_offer(promotion);
  std::ranges::sort(promotion.not_with);
  const auto add_all = [&](Postings& postings, const std::vector<std::int64_t>& keys) {
    for (const std::int64_t key : keys) postings.add(static_cast<std::uint64_t>(key), position);
  };
  const Conditions& when = promotion.when;
  if (!promotion.scope.include.empty()) {
    for (const GoodsKey& goods : promotion.scope.include)
      by_goods.add(key_of(goods.kind, goods.id), position);
  } else if (!when.groups.empty()) {
    add_all(by_group, when.groups);
  } else if (!when.stores.empty()) {
    add_all(by_store, when.stores);
  } else if (!when.tiers.empty()) {
    add_all(by_tier, when.tiers);
  } else if (!when.card_types.empty()) {
    add_all(by_card_type, when.card_types);
  } else if (when.from && when.to && month_of(when.last_day()) - month_of(*when.from) < months_max) {
    for (int month = month_of(*when.from); month <= month_of(when.last_day()); ++month)
      by_month.add(static_cast<std::uint64_t>(month), position);
  } else {
    any_time.push_back(position);
  }
}

namespace {

Why check_day(const Conditions& when, Date day, int weekday, Considered& out) {
  if (when.from && day < *when.from) {
    out.needs = when.from->yyyymmdd();
    return Why::not_yet;
  }
  if (when.to && day > *when.to) {
    out.needs = when.to->yyyymmdd();
    return Why::over;
  }
  if ((when.weekdays >> weekday & 1U) == 0) {
    out.has = weekday;
    return Why::weekday;
  }
  return Why::applied;
}

/// The days and the hours. Of several hours that the minute is in one whose day counts will do.
Why check_days_and_hours(
    const Conditions& when, const Basket& basket, int weekday, Considered& out
) {
  if (when.hours.empty()) return check_day(when, basket.day, weekday, out);
  constexpr int week = 7;
  std::optional<Why> first;
  for (const Hours& hours : when.hours) {
    if (!hours.contains(basket.minute)) continue;
    Considered here = out;
    const bool yesterday = hours.is_after_midnight(basket.minute);
    const Why why =
        yesterday ? check_day(when, basket.day.plus_days(-1), (weekday + week - 1) % week, here)
                  : check_day(when, basket.day, weekday, here);
    if (why == Why::applied) return why;
    if (first) continue;
    first = why;
    out = here;
  }
  if (first) return *first;
  const Why why = check_day(when, basket.day, weekday, out);
  if (why != Why::applied) return why;
  out.has = basket.minute;
  return Why::hour;
}

}  // namespace

Why check_time_and_place(const Rule& rule, const Basket& basket, int weekday, Considered& out) {
  const Conditions& when = rule.when;
  if (basket.at < rule.audited_at) {
    out.needs = 0;
    return Why::not_yet;
  }
  if (rule.ended_at && basket.at >= *rule.ended_at) {
    out.needs = 0;
    return Why::over;
  }
  const Why time = check_days_and_hours(when, basket, weekday, out);
  if (time != Why::applied) return time;
  if (!when.stores.empty() && !has(when.stores, basket.store)) return Why::store;
  if ((when.channels >> static_cast<unsigned>(basket.channel) & 1U) == 0) return Why::channel;
  return Why::applied;
}

Why check_customer(const Rule& rule, const Basket& basket, Considered&) {
  const Conditions& when = rule.when;
  if (when.tenders != 0 && (when.tenders & basket.tenders) == 0) return Why::tender;
  if (!basket.member) return when.asks_member() ? Why::no_member : Why::applied;
  const MemberFacts& member = *basket.member;
  if (!when.card_types.empty() && !has(when.card_types, member.card_type)) return Why::card_type;
  if (!when.tiers.empty() && !has(when.tiers, member.tier)) return Why::tier;
  if (!when.groups.empty() && !share_one(when.groups, member.groups)) return Why::group;
  if (!when.groups_excluded.empty() && share_one(when.groups_excluded, member.groups))
    return Why::group_excluded;
  if (when.birthday != BirthdayIn::any &&
      !(member.birthday && is_birthday_in(when.birthday, *member.birthday, basket.day)))
    return Why::birthday;
  if (when.first_purchase && !member.first_purchase) return Why::not_first_purchase;
  return Why::applied;
}

// ---- Index ----

Index::Index(RuleSet rules) : tables_(std::make_unique<Tables>(std::move(rules), std::nullopt)) {}
Index::Index(RuleSet rules, Date from)
    : tables_(std::make_unique<Tables>(std::move(rules), from)) {}
Index::~Index() = default;

const RuleSet& Index::rules() const { return tables_->rules; }
bool Index::asks_first_purchase() const { return tables_->asks_first_purchase; }
bool Index::asks_groups() const { return tables_->asks_groups; }

namespace {

template <class R>
const R* find_in(
    const std::vector<R>& rules,
    const std::unordered_map<std::int64_t, std::uint32_t>& ids,
    std::int64_t id
) {
  const auto found = ids.find(id);
  return found == ids.end() ? nullptr : &rules[found->second];
}

}  // namespace

const Document* Index::find_document(std::int64_t id) const {
  return find_in(tables_->rules.documents, tables_->documents_by_id, id);
}
const Restriction* Index::find_restriction(std::int64_t id) const {
  return find_in(tables_->rules.restrictions, tables_->restrictions_by_id, id);
}
const Promotion* Index::find_promotion(std::int64_t id) const {
  return find_in(tables_->rules.promotions, tables_->promotions_by_id, id);
}
const CouponTemplate* Index::find_coupon(std::int64_t id) const {
  return find_in(tables_->rules.coupons, tables_->coupons_by_id, id);
}

const Rule* Index::find(RuleKind kind, std::int64_t id) const {
  switch (kind) {
    case RuleKind::document:
      return find_document(id);
    case RuleKind::restriction:
      return find_restriction(id);
    case RuleKind::promotion:
      return find_promotion(id);
    case RuleKind::coupon:
      return find_coupon(id);
    case RuleKind::member_rate:
    case RuleKind::rounding:
      return nullptr;
  }
  return nullptr;
}

}  // namespace guanxi::pricing
