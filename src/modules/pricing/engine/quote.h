// What a basket costs and why: every candidate rule – one whose index key matches the basket, the
// member or the time – with what became of it, and every fen of every line with the rule it went
// to. Amounts are in minor units. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/money.h"
#include "modules/pricing/engine/rules.h"

namespace guanxi::pricing {

enum class RuleKind : std::uint8_t {
  member_rate,  // the card type's or the tier's own: no rule of the set
  document,
  restriction,
  promotion,
  coupon,
  rounding  // 抹零
};

/// What became of a candidate. `needs` and `has` of Considered are what the words turn on.
enum class Why : std::uint8_t {
  applied,
  // when, where, who
  not_yet,  // needs: the first day, yyyymmdd
  over,     // needs: the last day
  weekday,  // has: 0 Monday … 6 Sunday
  hour,     // has: the minute of the day
  store,
  channel,
  no_member,
  card_type,
  tier,
  group,
  group_excluded,
  birthday,
  not_first_purchase,
  tender,
  // the goods
  no_goods,      // in scope, but for what is excluded, taken or a charge
  below_amount,  // needs, has
  below_pieces,  // needs, has
  saves_nothing,
  // against others: `other` is the rule that won
  more_specific,
  audited_later,
  exclusive,
  not_beside,
  line_taken,
  dearer,  // another choice costs the member less
  // limits
  used_up,  // no use is left
  budget,   // needs, has: money
  // coupons
  unknown_coupon,
  too_many,    // of this template on a receipt; needs: how many may be
  restricted,  // exclusive goods; not for this customer
  // limits, again: kept prices have these numbers
  points_used_up,  // no points are left
};

/// One candidate. Of a promotion that applied and may give only so many points, where fewer are
/// left than it would give: `needs` are those, `has` is what it gives; whoever counts points says
/// so.
struct Considered {
  RuleKind kind = RuleKind::promotion;
  Why why = Why::applied;
  std::uint32_t line = 0;   // from 1; 0: the receipt
  std::int64_t rule = 0;    // its id; of coupons the template's
  std::int64_t coupon = 0;  // the coupon's
  std::int64_t other = 0;   // a rule's id
  std::int64_t needs = 0, has = 0;
  std::int64_t amount = 0;  // what it saved
  bool operator==(const Considered&) const = default;
};

/// A part of a line's price that a rule took off; negative where rounding adds.
struct Concession {
  RuleKind kind = RuleKind::promotion;
  std::uint32_t line = 1;  // from 1
  std::int64_t rule = 0;   // 0 for member_rate and rounding
  std::int64_t coupon = 0;
  std::int64_t amount = 0;
  bool operator==(const Concession&) const = default;
};

/// How a line came to its member price.
struct MemberPrice {
  enum class Source : std::uint8_t { none, card, tier, document, exclusive_price };
  enum class Branch : std::uint8_t {
    shop,     // P·d
    stacked,  // P·d·s, or P·d·v where E3 is 1
    member    // P·v
  };
  Source source = Source::none;
  Branch branch = Branch::shop;
  std::int64_t document = 0;
  Rate rate;                       // v, but for exclusive prices
  std::optional<UnitPrice> price;  // the exclusive price
  bool stacks = true;              // takes part in 折上折
  /// E3 = 2: the shop price is below the start and the member pays more than at the start itself.
  bool inversion = false;
  bool operator==(const MemberPrice&) const = default;
};

struct PricedLine {
  std::int64_t list = 0;    // list price × quantity, half-up
  std::int64_t shop = 0;    // after the line's own reduction
  std::int64_t member = 0;  // after the member price
  std::int64_t promoted = 0;
  std::int64_t payable = 0;  // after coupons and rounding off
  MemberPrice how;
  /// Class B: the highest multiple, and the promotion that gives it; 1 for none.
  Rate multiple;
  std::int64_t multiple_of = 0;
};

/// What else the customer gets.
struct Award {
  std::int64_t rule = 0;
  std::int64_t coupon = 0;           // the coupon it comes from; 0: the promotion
  std::int64_t item = 0;             // a gift, or …
  std::int64_t coupon_template = 0;  // … a coupon
  std::int64_t count = 0;
  std::int64_t on_receipt = 0;      // gifts: so many of them stand on it, free
  std::int64_t declared_value = 0;  // of one
  bool operator==(const Award&) const = default;
};

struct Quote {
  std::vector<PricedLine> lines;
  std::int64_t list_total = 0, shop_total = 0, member_total = 0, promoted_total = 0;
  std::int64_t coupon_total = 0;  // what coupons took off
  std::int64_t rounded_off = 0;   // negative where it adds
  std::int64_t payable = 0;
  std::vector<Concession> concessions;  // in the order they were made
  std::vector<Award> awards;
  std::vector<Considered> considered;  // by step
  /// Best for the member: whether every choice was weighed. Not, where more compete than
  /// choices_max allows: then it is the best of those that were.
  bool exact = true;
  bool restricted = false;  // a line is exclusive to others
};

}  // namespace guanxi::pricing
