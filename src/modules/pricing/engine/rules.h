// The rules of a programme: discount documents, exclusive goods, promotions and coupon templates.
// Numbers (ids of goods, stores, tiers, groups, parties) mean the same as in the basket. Money is
// in minor units of the currency that both are in. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/rate.h"
#include "base/rounding.h"
#include "modules/pricing/engine/basket.h"

namespace guanxi::pricing {

/// Parties below 0 are found by the goods of each line, by whoever keeps the books.
inline constexpr std::int64_t mall_party = 0, counter_party = -1, counter_group_party = -2,
                              brand_party = -3;

/// Who bears a concession, and with which weight: {mall 70, brand 30}.
struct Share {
  std::int64_t party = 0;
  std::int64_t weight = 0;
  bool operator==(const Share&) const = default;
};

/// What every rule has.
struct Rule {
  std::int64_t id = 0;
  std::string code, name_zh, name_en;
  Instant audited_at;               // it is not in force before
  std::optional<Instant> ended_at;  // nor from then on
  Conditions when;
  std::vector<Share> shares;  // empty: the mall bears it all
};

// ---- member price ----

struct DocumentEntry {
  GoodsKey goods;
  Rate rate;                       // of the list price
  std::optional<UnitPrice> price;  // exclusive price 专享价, instead of a rate; of single items
  bool stacks = true;              // takes part in 折上折
};
/// Discount document (O5004). Of those that name a line's goods the more specific kind wins, then
/// the one audited later.
struct Document : Rule {
  std::vector<DocumentEntry> entries;
};

/// Exclusive goods 专享购: sold only to whom `when` describes.
struct Restriction : Rule {
  Scope scope;
};

// ---- promotions and coupons ----

/// Money off the goods of the scope, or off each piece of them.
struct MoneyOff {
  std::int64_t amount = 0;
  bool each_piece = false;
};
/// They cost `rate` of what they cost before; the saving is at most `cap`.
struct PercentOff {
  Rate rate;
  std::optional<std::int64_t> cap = {};
};
/// Each costs this per unit, if that is less.
struct FixedPrice {
  UnitPrice price;
};
/// By how much, or how many pieces, are bought. Of several steps the highest that is reached
/// counts.
struct Steps {
  enum class Measure : std::uint8_t { amount, pieces };
  struct Step {
    std::int64_t from = 0;            // minor units, or pieces
    std::optional<std::int64_t> off;  // money off, or …
    std::optional<Rate> rate;         // … what they then cost
  };
  Measure measure = Measure::amount;
  std::vector<Step> steps;  // compile() sorts them, the lowest first
};
/// Of every buy + get pieces, `get` pieces, the cheapest first, cost `rate` of their price: 0 is
/// for free, buy 1 get 1 at 0.5 the second at half price.
struct BuyGet {
  std::int64_t buy = 1, get = 1;
  Rate rate = Rate::of(0, 1);
};
/// One of each slot for one price together.
struct Bundle {
  struct Slot {
    Scope scope;
    std::int64_t pieces = 1;
  };
  std::vector<Slot> slots;
  std::int64_t price = 0;
};
/// Add-on purchase 加价购: whoever reaches the threshold may have `pieces` of the target at
/// `price`.
struct AddOn {
  Scope target;
  UnitPrice price;
  std::int64_t pieces = 1;
};
/// A gift. Where it stands among the goods it is free; else it is handed out.
struct Gift {
  std::int64_t item = 0;
  std::int64_t pieces = 1;
  std::int64_t declared_value = 0;  // of a piece; deducted when goods come back without it
};
/// Promotions only. Class B: the points of its goods, `multiple` times.
struct PointsMultiple {
  Rate multiple;
};
/// A coupon as a gift 返券.
struct CouponGift {
  std::int64_t coupon_template = 0;
  std::int64_t count = 1;
};
/// Coupons only: takes what charges cost off, at most `cap`.
struct FreightOff {
  std::optional<std::int64_t> cap = {};
};
using Reward = std::variant<
    MoneyOff,
    PercentOff,
    FixedPrice,
    Steps,
    BuyGet,
    Bundle,
    AddOn,
    Gift,
    PointsMultiple,
    CouponGift,
    FreightOff>;

/// What the goods of the scope must come to, after the steps before.
struct Threshold {
  std::int64_t amount = 0;
  std::int64_t pieces = 0;
  bool every = false;          // the reward counts once for each time it is reached …
  std::int64_t times_max = 0;  // … but so many times at most; 0: any
};

struct Offer : Rule {
  Scope scope;
  bool full_price_only = false;  // not on lines whose shop price is reduced
  Threshold threshold;
  Reward reward;
};

/// How far a promotion goes. Who keeps the books says in each basket what is left (Allowance).
enum class LimitSpan : std::uint8_t { member, member_day, store_day, day, total };
constexpr bool is_of_member(LimitSpan span) {
  return span == LimitSpan::member || span == LimitSpan::member_day;
}
struct Limit {
  LimitSpan span = LimitSpan::total;
  std::optional<std::int64_t> uses, money;  // receipts; minor units that it takes off
  std::optional<std::int64_t> points = {};  // of class B that it gives; of PointsMultiple only
};

struct Promotion : Offer {
  int lane = 0;                        // lanes go one after another, the lowest first
  int priority = 0;                    // within a lane the highest first
  std::int64_t exclusive_group = 0;    // at most one of a group; 0: none
  std::vector<std::int64_t> not_with;  // promotions that it cannot stand beside
  std::vector<Limit> limits;           // at most one of each span
  bool once_per_line = false;  // takes lines no other has taken, and leaves none to others like it
};

struct CouponTemplate : Offer {
  bool with_promotions = true;    // counts on lines that a promotion has reduced
  bool with_member_price = true;  // … that the member price has
  bool with_others = true;        // beside coupons of other templates
  int per_receipt_max = 1;        // of this template; 0: any
};

// ---- the set ----

/// Control parameter E3: how the shop's own reduction and the member rate come together.
enum class Stacking : std::uint8_t { best_of = 0, product = 1, stepped = 2 };
enum class Choice : std::uint8_t {
  priority,  // what comes first in the declared order
  best       // what costs the member least
};

struct Parameters {
  Stacking stacking = Stacking::stepped;
  std::array<GoodsKind, goods_kinds> precedence{
      GoodsKind::large_category,
      GoodsKind::middle_category,
      GoodsKind::small_category,
      GoodsKind::counter_group,
      GoodsKind::brand,
      GoodsKind::item};  // the lowest first
  Choice choice = Choice::best;
  std::int64_t round_off_to = 1;  // minor units: 10 for jiao, 100 for yuan; 1: no rounding off 抹零
  Rounding round_off = Rounding::floor;
};

struct RuleSet {
  Parameters parameters;
  std::vector<Document> documents;
  std::vector<Restriction> restrictions;
  std::vector<Promotion> promotions;
  std::vector<CouponTemplate> coupons;
};

}  // namespace guanxi::pricing
