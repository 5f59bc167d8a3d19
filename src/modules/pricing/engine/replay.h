// What-if: past receipts held against what another rule set would have asked for the same baskets.
// A Report takes one receipt at a time and keeps only sums, so it does not grow with them; reports
// of parts merge into what one report of all would say. Exact integers, no clock, no store.
//
// Goods that came back count on neither side: each side is reduced in the same proportion. Coupons
// are not presented anew: what they took off then they take off on both sides, at most what the
// line costs. Where both sides price a receipt alike, every difference is zero to the fen.
//
// Threads: a Report and a CountedLimits belong to one thread at a time.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <span>
#include <unordered_map>
#include <vector>

#include "modules/pricing/engine/engine.h"

namespace guanxi::pricing {

/// A rule of either side. Whoever replays gives the revisions of a code one number.
struct ReplayedRule {
  RuleKind kind = RuleKind::promotion;
  std::int64_t rule = 0;  // 0 for member_rate and rounding
  auto operator<=>(const ReplayedRule&) const = default;
};

/// A line as it was sold; the rest stands in the basket.
struct PastLine {
  std::int64_t paid = 0;       // minor units
  std::int64_t paid_back = 0;  // of it, for goods that came back
  Quantity back;               // of the basket's
  std::int64_t coupons = 0;    // what coupons had taken off
};
/// A concession as it was made; its shares outlive the call. Coupons are not among them.
struct PastConcession {
  Concession made;  // `rule` as in ReplayedRule
  std::span<const Share> shares;
};
struct PastReceipt {
  std::int64_t id = 0;
  bool by_till = false;  // the till named the price: no rule of ours made it
  std::vector<PastLine> lines;
  std::vector<PastConcession> concessions;
  std::vector<Award> awards;
};
/// What else follows from the two prices of a receipt; whoever knows the programme works it out.
struct ReplayedPoints {
  std::int64_t base_before = 0, base_after = 0;          // class A, without what was taken back
  std::int64_t multiple_before = 0, multiple_after = 0;  // what promotions' multiples add to it
};

struct ReplaySide {
  std::int64_t revenue = 0;
  std::int64_t discount = 0;  // that rules took off; negative rounding off included
  std::int64_t gifts = 0, gift_value = 0, coupons = 0;  // pieces, their declared value, coupons
  std::int64_t base_points = 0, multiple_points = 0;
  bool operator==(const ReplaySide&) const = default;
};
struct ReplayedSum {  // of a rule, or of who bears
  std::int64_t receipts_before = 0, receipts_after = 0;
  std::int64_t before = 0, after = 0;
  bool operator==(const ReplayedSum&) const = default;
};
/// What receipts – of large_category lines – are told apart by. Numbers are those of the basket; 0:
/// none.
enum class SegmentKind : std::uint8_t { member, store, card_type, tier, large_category };
struct SegmentKey {
  SegmentKind kind = SegmentKind::member;
  std::int64_t id = 0;  // member: 1 is one, 0 is none
  auto operator<=>(const SegmentKey&) const = default;
};
struct SegmentSum {
  std::int64_t count = 0;
  std::int64_t before = 0, after = 0;
  std::int64_t winners = 0, won = 0;  // that cost less, and by how much together
  std::int64_t losers = 0, lost = 0;  // that cost more
  bool operator==(const SegmentSum&) const = default;
};
struct ChangedReceipt {
  std::int64_t id = 0;
  std::int64_t before = 0, after = 0;
  std::int64_t change() const { return after - before; }
  bool operator==(const ChangedReceipt&) const = default;
};
/// What each line costs on either side, without what came back: what a
/// Report sums.
struct ReplayedLine {
  std::int64_t before = 0, after = 0;
};
struct GrowthMove {  // places on the ladder, from the lowest, 0
  std::size_t from = 0, to = 0;
  auto operator<=>(const GrowthMove&) const = default;
};

class Report {
 public:
  /// `most`: how many receipts of each direction it names.
  explicit Report(std::size_t most = 20) : most_(most) {}

  /// Who bears a concession of the quote; empty: the mall.
  using SharesOf = std::function<std::span<const Share>(const Concession& made)>;
  /// The rules of `quote`, which is of `basket`, have the numbers of ReplayedRule.
  void add(
      const Basket& basket,
      const PastReceipt& past,
      const SharesOf& shares_of,
      const Quote& quote,
      const ReplayedPoints& points
  );
  /// By the shares of the rules themselves.
  void add(
      const Basket& basket,
      const PastReceipt& past,
      const Index& index,
      const Quote& quote,
      const ReplayedPoints& points
  );
  /// A member whose growth is another by it. `thresholds`: what reaches each place, ascending.
  void add_member(
      std::int64_t growth_before,
      std::int64_t growth_after,
      std::span<const std::int64_t> thresholds
  );
  void merge(const Report& other);

  std::int64_t receipts = 0, lines = 0, by_till = 0;
  std::int64_t cheaper = 0, dearer = 0;  // receipts; the others cost the same
  std::int64_t restricted = 0;       // receipts with goods that would not be sold to their customer
  std::int64_t inexact = 0;          // where not every choice was weighed
  std::int64_t till_discount = 0;    // what tills that named the price took off by themselves
  std::int64_t coupon_discount = 0;  // the same on both sides, at the old prices
  ReplaySide before, after;
  std::map<ReplayedRule, ReplayedSum> rules;
  std::map<std::int64_t, ReplayedSum> bearers;  // by party; 0: the mall
  std::map<SegmentKey, SegmentSum> segments;
  std::int64_t members = 0, growth_before = 0, growth_after = 0;
  std::map<GrowthMove, std::int64_t> moves;  // members who would stand elsewhere
  /// The largest change first, of equal ones the smaller id.
  const std::vector<ChangedReceipt>& most_won() const { return won_; }
  const std::vector<ChangedReceipt>& most_lost() const { return lost_; }

  bool operator==(const Report&) const = default;

 private:
  enum Side : std::size_t { then, anew };
  /// What one receipt has met already, so that each rule counts it once.
  struct Seen {
    std::vector<ReplayedRule> rules;
    std::vector<std::int64_t> parties;
  };
  void add_concession(
      const Concession& made, std::span<const Share> shares, std::int64_t net, Side side, Seen& seen
  );
  void add_segment(SegmentKey key, std::int64_t before_net, std::int64_t after_net);
  void add_discounts(
      const Basket& basket, const PastReceipt& past, const SharesOf& shares_of, const Quote& quote
  );
  void add_segments(const Basket& basket, std::span<const ReplayedLine> sides);
  void name(const ChangedReceipt& one);

  std::size_t most_;
  std::vector<ChangedReceipt> won_, lost_;
};

/// `value` × part ÷ whole, half-up; 0 where whole is 0.
std::int64_t in_proportion(std::int64_t value, std::int64_t part, std::int64_t whole);
/// What is left of a line's new price when the same goods come back as then.
std::int64_t net_of(std::int64_t price, const PastLine& line, Quantity quantity);
/// Of every line, in order.
std::vector<ReplayedLine> replayed_lines(
    const Basket& basket, const PastReceipt& past, const Quote& quote
);
/// Minor units that so many points are worth at a price per 1,000, rounded down.
std::int64_t liability_of(std::int64_t points, std::int64_t price_of_thousand);

/// The limits of a rule set, counted over the receipts that are replayed, in their order and from
/// nothing.
class CountedLimits {
 public:
  explicit CountedLimits(const Index& index) : index_(index) {}
  /// price() within what is left, and counts what it uses. `member`: 0 for nobody, whom limits per
  /// member do not bind.
  void price(Basket& basket, std::int64_t member, Workspace& workspace, Quote& quote);
  /// The same receipt as the last one within the allowances that the basket has by now: what was
  /// counted for it then is not any more.
  void price_again(Basket& basket, std::int64_t member, Workspace& workspace, Quote& quote);
  /// What such a sale then has of a promotion that gives points; how many are left says the
  /// basket's allowance.
  void count_points(
      const Basket& basket, std::int64_t member, std::int64_t rule, std::int64_t points
  );

 private:
  struct Key {
    std::int64_t rule = 0, who = 0, day = 0;
    LimitSpan span = LimitSpan::total;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const;
  };
  struct Used {
    std::int64_t uses = 0, money = 0, points = 0;
  };
  struct Use {
    const Promotion* promotion = nullptr;
    std::int64_t money = 0;
  };
  /// What it has used of each limit that binds such a sale.
  template <class Count>
  void count(
      const Promotion& promotion, const Basket& basket, std::int64_t member, const Count& count
  ) {
    for (const Limit& limit : promotion.limits) {
      if (is_of_member(limit.span) && member == 0) continue;
      count(used_[key_of(promotion, limit.span, basket, member)]);
    }
  }
  void find_uses(const Quote& quote);
  void price_within(Basket& basket, std::int64_t member, Workspace& workspace, Quote& quote);
  static Key key_of(
      const Promotion& promotion, LimitSpan span, const Basket& basket, std::int64_t member
  );
  Allowance left_of(const Promotion& promotion, const Basket& basket, std::int64_t member) const;

  const Index& index_;
  std::unordered_map<Key, Used, Hash> used_;
  std::vector<Use> uses_;  // of the quote at hand
};

}  // namespace guanxi::pricing
