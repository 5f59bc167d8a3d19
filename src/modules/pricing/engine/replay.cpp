#include "modules/pricing/engine/replay.h"

#include <algorithm>

#include "base/check.h"
#include "base/rounding.h"

namespace guanxi::pricing {
namespace {

/// Whether it is here for the first time.
template <class T>
bool is_new(std::vector<T>& seen, const T& one) {
  if (std::ranges::find(seen, one) != seen.end()) return false;
  seen.push_back(one);
  return true;
}

std::int64_t net_quantity(std::int64_t amount, const PastLine& line, Quantity sold) {
  return amount - in_proportion(amount, line.back.milli(), sold.milli());
}

void add_awards(std::span<const Award> awards, ReplaySide& side) {
  for (const Award& award : awards) {
    if (award.coupon != 0) continue;
    if (award.item == 0) {
      side.coupons += award.count;
    } else {
      side.gifts += award.count;
      side.gift_value += award.count * award.declared_value;
    }
  }
}

void add_side(ReplaySide& to, const ReplaySide& from) {
  to.revenue += from.revenue;
  to.discount += from.discount;
  to.gifts += from.gifts;
  to.gift_value += from.gift_value;
  to.coupons += from.coupons;
  to.base_points += from.base_points;
  to.multiple_points += from.multiple_points;
}

void add_sum(ReplayedSum& to, const ReplayedSum& from) {
  to.receipts_before += from.receipts_before;
  to.receipts_after += from.receipts_after;
  to.before += from.before;
  to.after += from.after;
}

void add_sum(SegmentSum& to, const SegmentSum& from) {
  to.count += from.count;
  to.before += from.before;
  to.after += from.after;
  to.winners += from.winners;
  to.won += from.won;
  to.losers += from.losers;
  to.lost += from.lost;
}

/// The largest change first, of equal ones the smaller id: the same whatever the order they come.
bool changed_more(const ChangedReceipt& a, const ChangedReceipt& b) {
  const std::int64_t of_a = std::abs(a.change()), of_b = std::abs(b.change());
  return of_a != of_b ? of_a > of_b : a.id < b.id;
}

std::size_t place_of(std::int64_t growth, std::span<const std::int64_t> thresholds) {
  const auto above = std::ranges::upper_bound(thresholds, growth);
  const auto reached = static_cast<std::size_t>(above - thresholds.begin());
  return reached == 0 ? 0 : reached - 1;  // everybody has the lowest
}

}  // namespace

std::int64_t in_proportion(std::int64_t value, std::int64_t part, std::int64_t whole) {
  if (whole == 0) return 0;
  return divide(Int128(value) * part, whole, Rounding::half_up);
}

std::int64_t net_of(std::int64_t price, const PastLine& line, Quantity quantity) {
  if (line.paid == 0) return net_quantity(price, line, quantity);
  return price - in_proportion(line.paid_back, price, line.paid);
}

std::vector<ReplayedLine> replayed_lines(
    const Basket& basket, const PastReceipt& past, const Quote& quote
) {
  GX_CHECK(past.lines.size() == basket.lines.size() && quote.lines.size() == basket.lines.size());
  std::vector<ReplayedLine> sides;
  sides.reserve(past.lines.size());
  for (std::size_t i = 0; i < past.lines.size(); ++i) {
    const PastLine& line = past.lines[i];
    const std::int64_t price = std::max<std::int64_t>(quote.lines[i].payable - line.coupons, 0);
    sides.push_back({line.paid - line.paid_back, net_of(price, line, basket.lines[i].quantity)});
  }
  return sides;
}

std::int64_t liability_of(std::int64_t points, std::int64_t price_of_thousand) {
  return divide(Int128(points) * price_of_thousand, 1000, Rounding::floor);
}

// ---- Report ----

void Report::add_concession(
    const Concession& made, std::span<const Share> shares, std::int64_t net, Side side, Seen& seen
) {
  const auto count = [&](ReplayedSum& sum, std::int64_t amount, bool first) {
    (side == then ? sum.before : sum.after) += amount;
    if (first) ++(side == then ? sum.receipts_before : sum.receipts_after);
  };
  const ReplayedRule rule{made.kind, made.rule};
  count(rules[rule], net, is_new(seen.rules, rule));
  Concession part = made;
  part.amount = net;
  if (shares.empty()) {
    count(bearers[0], net, is_new<std::int64_t>(seen.parties, 0));
  } else {
    for (const Borne& one : borne(part, shares))
      count(bearers[one.party], one.amount, is_new(seen.parties, one.party));
  }
  (side == then ? before : after).discount += net;
}

void Report::add_discounts(
    const Basket& basket, const PastReceipt& past, const SharesOf& shares_of, const Quote& quote
) {
  const auto net = [&](const Concession& made) {
    GX_CHECK(made.line >= 1 && made.line <= past.lines.size());
    return net_quantity(
        made.amount, past.lines[made.line - 1], basket.lines[made.line - 1].quantity
    );
  };
  Seen seen_then, seen_anew;
  for (const PastConcession& one : past.concessions)
    add_concession(one.made, one.shares, net(one.made), then, seen_then);
  for (const Concession& made : quote.concessions)
    add_concession(made, shares_of(made), net(made), anew, seen_anew);
}

void Report::add_segment(SegmentKey key, std::int64_t before_net, std::int64_t after_net) {
  SegmentSum& sum = segments[key];
  ++sum.count;
  sum.before += before_net;
  sum.after += after_net;
  if (after_net < before_net) {
    ++sum.winners;
    sum.won += before_net - after_net;
  } else if (after_net > before_net) {
    ++sum.losers;
    sum.lost += after_net - before_net;
  }
}

void Report::add_segments(const Basket& basket, std::span<const ReplayedLine> sides) {
  std::int64_t before_net = 0, after_net = 0;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    const std::int64_t category = basket.lines[i].goods.of(GoodsKind::large_category);
    add_segment({SegmentKind::large_category, category}, sides[i].before, sides[i].after);
    before_net += sides[i].before;
    after_net += sides[i].after;
  }
  add_segment({SegmentKind::member, basket.member ? 1 : 0}, before_net, after_net);
  add_segment({SegmentKind::store, basket.store}, before_net, after_net);
  if (!basket.member) return;
  add_segment({SegmentKind::card_type, basket.member->card_type}, before_net, after_net);
  add_segment({SegmentKind::tier, basket.member->tier}, before_net, after_net);
}

void Report::name(const ChangedReceipt& one) {
  if (one.change() == 0 || most_ == 0) return;
  std::vector<ChangedReceipt>& most = one.change() < 0 ? won_ : lost_;
  if (most.size() == most_ && !changed_more(one, most.back())) return;
  if (most.size() == most_) most.pop_back();
  most.insert(std::ranges::upper_bound(most, one, changed_more), one);
}

void Report::add(
    const Basket& basket,
    const PastReceipt& past,
    const Index& index,
    const Quote& quote,
    const ReplayedPoints& points
) {
  const auto by_rule = [&](const Concession& made) {
    const Rule* rule = index.find(made.kind, made.rule);
    return rule ? std::span<const Share>(rule->shares) : std::span<const Share>();
  };
  add(basket, past, SharesOf(by_rule), quote, points);
}

void Report::add(
    const Basket& basket,
    const PastReceipt& past,
    const SharesOf& shares_of,
    const Quote& quote,
    const ReplayedPoints& points
) {
  const std::vector<ReplayedLine> sides = replayed_lines(basket, past, quote);
  ++receipts;
  lines += std::ssize(past.lines);
  if (past.by_till) ++by_till;
  if (quote.restricted) ++restricted;
  if (!quote.exact) ++inexact;
  ChangedReceipt changed{past.id};
  for (std::size_t i = 0; i < sides.size(); ++i) {
    const PastLine& line = past.lines[i];
    const Quantity sold = basket.lines[i].quantity;
    changed.before += sides[i].before;
    changed.after += sides[i].after;
    coupon_discount += net_quantity(line.coupons, line, sold);
    if (past.by_till) till_discount += net_of(quote.lines[i].shop, line, sold) - sides[i].before;
  }
  before.revenue += changed.before;
  after.revenue += changed.after;
  if (changed.change() < 0) ++cheaper;
  if (changed.change() > 0) ++dearer;
  name(changed);
  add_discounts(basket, past, shares_of, quote);
  add_awards(past.awards, before);
  add_awards(quote.awards, after);
  before.base_points += points.base_before;
  after.base_points += points.base_after;
  before.multiple_points += points.multiple_before;
  after.multiple_points += points.multiple_after;
  add_segments(basket, sides);
}

void Report::add_member(
    std::int64_t before_sum, std::int64_t after_sum, std::span<const std::int64_t> thresholds
) {
  ++members;
  growth_before += before_sum;
  growth_after += after_sum;
  const GrowthMove move{place_of(before_sum, thresholds), place_of(after_sum, thresholds)};
  if (move.from != move.to) ++moves[move];
}

void Report::merge(const Report& other) {
  receipts += other.receipts;
  lines += other.lines;
  by_till += other.by_till;
  cheaper += other.cheaper;
  dearer += other.dearer;
  restricted += other.restricted;
  inexact += other.inexact;
  till_discount += other.till_discount;
  coupon_discount += other.coupon_discount;
  add_side(before, other.before);
  add_side(after, other.after);
  for (const auto& [key, sum] : other.rules) add_sum(rules[key], sum);
  for (const auto& [key, sum] : other.bearers) add_sum(bearers[key], sum);
  for (const auto& [key, sum] : other.segments) add_sum(segments[key], sum);
  members += other.members;
  growth_before += other.growth_before;
  growth_after += other.growth_after;
  for (const auto& [move, count] : other.moves) moves[move] += count;
  for (const ChangedReceipt& one : other.won_) name(one);
  for (const ChangedReceipt& one : other.lost_) name(one);
}

// ---- CountedLimits ----

std::size_t CountedLimits::Hash::operator()(const Key& key) const {
  std::uint64_t mixed = static_cast<std::uint64_t>(key.rule) * 0x9e3779b97f4a7c15ULL;
  mixed = (mixed ^ static_cast<std::uint64_t>(key.who)) * 0x9e3779b97f4a7c15ULL;
  mixed = (mixed ^ static_cast<std::uint64_t>(key.day)) * 0x9e3779b97f4a7c15ULL;
  mixed ^= static_cast<std::uint64_t>(key.span);
  return static_cast<std::size_t>(mixed ^ (mixed >> 32));
}

CountedLimits::Key CountedLimits::key_of(
    const Promotion& promotion, LimitSpan span, const Basket& basket, std::int64_t member
) {
  const std::int64_t day = basket.day.yyyymmdd();
  switch (span) {
    case LimitSpan::member:
      return {promotion.id, member, 0, span};
    case LimitSpan::member_day:
      return {promotion.id, member, day, span};
    case LimitSpan::store_day:
      return {promotion.id, basket.store, day, span};
    case LimitSpan::day:
      return {promotion.id, 0, day, span};
    case LimitSpan::total:
      return {promotion.id, 0, 0, span};
  }
  GX_CHECK_WHY(false, "no such limit");
}

Allowance CountedLimits::left_of(
    const Promotion& promotion, const Basket& basket, std::int64_t member
) const {
  Allowance left{promotion.id, std::nullopt, std::nullopt};
  const auto lower =
      [](std::optional<std::int64_t>& to, std::optional<std::int64_t> most, std::int64_t used) {
        if (!most) return;
        const std::int64_t here = std::max<std::int64_t>(*most - used, 0);
        to = to ? std::min(*to, here) : here;
      };
  for (const Limit& limit : promotion.limits) {
    if (is_of_member(limit.span) && member == 0) continue;
    const auto found = used_.find(key_of(promotion, limit.span, basket, member));
    const Used used = found == used_.end() ? Used() : found->second;
    lower(left.uses_left, limit.uses, used.uses);
    lower(left.money_left, limit.money, used.money);
    lower(left.points_left, limit.points, used.points);
  }
  return left;
}

void CountedLimits::find_uses(const Quote& quote) {
  uses_.clear();
  const auto use = [&](std::int64_t rule, std::int64_t money) {
    const Promotion* promotion = index_.find_promotion(rule);
    if (!promotion || promotion->limits.empty()) return;
    const auto same = std::ranges::find(uses_, promotion, &Use::promotion);
    if (same != uses_.end()) {
      same->money += money;
    } else {
      uses_.push_back({promotion, money});
    }
  };
  for (const Concession& made : quote.concessions) {
    if (made.kind == RuleKind::promotion) use(made.rule, made.amount);
  }
  for (const Award& award : quote.awards) {
    if (award.coupon == 0) use(award.rule, 0);
  }
  for (const PricedLine& line : quote.lines) {
    if (line.multiple_of != 0) use(line.multiple_of, 0);
  }
}

void CountedLimits::price(Basket& basket, std::int64_t member, Workspace& workspace, Quote& quote) {
  basket.allowances.clear();
  price_within(basket, member, workspace, quote);
}

void CountedLimits::price_again(
    Basket& basket, std::int64_t member, Workspace& workspace, Quote& quote
) {
  for (const Use& use : uses_) {
    count(*use.promotion, basket, member, [&](Used& used) {
      --used.uses;
      used.money -= use.money;
    });
  }
  price_within(basket, member, workspace, quote);
}

void CountedLimits::price_within(
    Basket& basket, std::int64_t member, Workspace& workspace, Quote& quote
) {
  for (bool is_limited = true; is_limited;) {
    pricing::price(index_, basket, Detail::prices, workspace, quote);
    find_uses(quote);
    // What takes the place of one that is used up may be limited as well.
    is_limited = false;
    for (const Use& use : uses_) {
      const std::int64_t rule = use.promotion->id;
      if (std::ranges::binary_search(basket.allowances, rule, {}, &Allowance::rule)) continue;
      const Allowance left = left_of(*use.promotion, basket, member);
      basket.allowances.insert(
          std::ranges::upper_bound(basket.allowances, rule, {}, &Allowance::rule), left
      );
      is_limited = is_limited || (left.uses_left && *left.uses_left < 1) ||
                   (left.money_left && *left.money_left < use.money) ||
                   (left.points_left && *left.points_left < 1);
    }
  }
  for (const Use& use : uses_) {
    count(*use.promotion, basket, member, [&](Used& used) {
      ++used.uses;
      used.money += use.money;
    });
  }
}

void CountedLimits::count_points(
    const Basket& basket, std::int64_t member, std::int64_t rule, std::int64_t points
) {
  const Promotion* promotion = index_.find_promotion(rule);
  GX_CHECK(promotion != nullptr);
  count(*promotion, basket, member, [&](Used& used) { used.points += points; });
}

}  // namespace guanxi::pricing
