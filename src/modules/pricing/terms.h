// The rules of pricing as people write them: by code where the engine has numbers. One form for the
// HTTP API, the store and rule files; terms_docs.h says what each member means, compile.h makes
// the engine's rules of them. Values; any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/money.h"
#include "base/quantity.h"
#include "base/rate.h"
#include "base/time.h"
#include "modules/pricing/engine/quote.h"

namespace guanxi::pricing {

/// What a rule may say. The documents of the API show the same numbers.
namespace limits {
inline constexpr std::int64_t money_max = 1'000'000'000'000;       // minor units
inline constexpr std::int64_t unit_price_max = 1'000'000'000'000;  // ten-thousandths
inline constexpr std::int64_t pieces_max = 1'000'000;
inline constexpr std::int64_t weight_max = 1'000'000;
inline constexpr std::int64_t multiple_max = 1'000;
inline constexpr std::int64_t order_max = 1'000;  // lanes and priorities, ±
inline constexpr std::int64_t entries_max = 5'000;
inline constexpr std::int64_t scope_max = 5'000;
inline constexpr std::int64_t names_max = 1'000;  // stores, tiers, groups … of a condition
inline constexpr std::int64_t steps_max = 50;
inline constexpr std::int64_t slots_max = 10;
inline constexpr std::int64_t shares_max = 10;
inline constexpr std::int64_t hours_max = 10;
inline constexpr std::int64_t limits_max = 5;
inline constexpr std::int64_t uses_max = 1'000'000'000;
inline constexpr std::int64_t points_max = 1'000'000'000'000;
inline constexpr std::int64_t code_length = 64;
inline constexpr std::int64_t name_length = 100;
}  // namespace limits

struct GoodsRef {
  GoodsKind kind = GoodsKind::item;
  std::string code;
  auto operator<=>(const GoodsRef&) const = default;
};
struct ScopeTerms {
  std::vector<GoodsRef> include, exclude;  // include empty: all goods
  bool operator==(const ScopeTerms&) const = default;
};

enum class Weekday : std::uint8_t {
  monday,
  tuesday,
  wednesday,
  thursday,
  friday,
  saturday,
  sunday
};
struct HoursTerms {
  std::string from, to;  // "09:30"; `to` is no longer inside; "24:00" ends the day
  bool operator==(const HoursTerms&) const = default;
};
/// An empty list means any.
struct ConditionTerms {
  std::optional<Date> from, to;
  std::vector<Weekday> weekdays;
  std::vector<HoursTerms> hours;
  std::vector<std::string> stores;
  std::vector<Channel> channels;
  bool members_only = false;
  std::vector<std::string> card_types, tiers, groups, groups_excluded;
  BirthdayIn birthday = BirthdayIn::any;
  bool first_purchase = false;
  std::vector<Paid> tenders;
  bool operator==(const ConditionTerms&) const = default;
};

/// Parties that have no code of their own: the mall, and who sells or makes the goods of a line.
enum class ShareOf : std::uint8_t { mall, counter, counter_group, brand };
BOOST_DESCRIBE_ENUM(ShareOf, mall, counter, counter_group, brand)
/// One of `party` and `of`. What the goods of a line have no counter, group or brand for, the mall
/// bears.
struct ShareTerms {
  std::optional<std::string> party;
  std::int64_t weight = 0;
  std::optional<ShareOf> of = {};
  bool operator==(const ShareTerms&) const = default;
};

/// What every rule has.
struct RuleHead {
  std::string code, name_zh, name_en;
  ConditionTerms conditions;
  std::vector<ShareTerms> shares;
  bool operator==(const RuleHead&) const = default;
};

// ---- rewards: what each does stands beside its namesake in engine/rules.h ----

struct MoneyOffTerms {
  Money amount;
  bool each_piece = false;
  bool operator==(const MoneyOffTerms&) const = default;
};
struct PercentOffTerms {
  Rate rate;
  std::optional<Money> cap;
  bool operator==(const PercentOffTerms&) const = default;
};
struct FixedPriceTerms {
  UnitPrice price;
  bool operator==(const FixedPriceTerms&) const = default;
};
/// One of the two froms, as the measure says, and one of off and rate.
struct StepTerms {
  std::optional<Money> from_amount;
  std::optional<std::int64_t> from_pieces;
  std::optional<Money> off;
  std::optional<Rate> rate;
  bool operator==(const StepTerms&) const = default;
};
enum class StepMeasure : std::uint8_t { amount, pieces };
struct StepsTerms {
  StepMeasure measure = StepMeasure::amount;
  std::vector<StepTerms> steps;
  bool operator==(const StepsTerms&) const = default;
};
struct BuyGetTerms {
  std::int64_t buy = 1, get = 1;
  Rate rate = Rate::of(0, 1);
  bool operator==(const BuyGetTerms&) const = default;
};
struct SlotTerms {
  ScopeTerms scope;
  std::int64_t pieces = 1;
  bool operator==(const SlotTerms&) const = default;
};
struct BundleTerms {
  std::vector<SlotTerms> slots;
  Money price;
  bool operator==(const BundleTerms&) const = default;
};
struct AddOnTerms {
  ScopeTerms target;
  UnitPrice price;
  std::int64_t pieces = 1;
  bool operator==(const AddOnTerms&) const = default;
};
struct GiftTerms {
  std::string item;
  std::int64_t pieces = 1;
  std::optional<Money> declared_value;
  bool operator==(const GiftTerms&) const = default;
};
struct PointsMultipleTerms {
  Rate multiple;
  bool operator==(const PointsMultipleTerms&) const = default;
};
struct CouponGiftTerms {
  std::string coupon;
  std::int64_t count = 1;
  bool operator==(const CouponGiftTerms&) const = default;
};
struct FreightOffTerms {
  std::optional<Money> cap;
  bool operator==(const FreightOffTerms&) const = default;
};
using RewardTerms = std::variant<
    MoneyOffTerms,
    PercentOffTerms,
    FixedPriceTerms,
    StepsTerms,
    BuyGetTerms,
    BundleTerms,
    AddOnTerms,
    GiftTerms,
    PointsMultipleTerms,
    CouponGiftTerms,
    FreightOffTerms>;

struct ThresholdTerms {
  std::optional<Money> amount;
  std::optional<std::int64_t> pieces;
  bool every = false;
  std::int64_t times_max = 0;  // 0: any
  bool operator==(const ThresholdTerms&) const = default;
};

// ---- rules ----

struct EntryTerms {
  GoodsRef goods;
  std::optional<Rate> rate;        // one of the two
  std::optional<UnitPrice> price;  // exclusive price 专享价, of an item
  bool stacks = true;
  bool operator==(const EntryTerms&) const = default;
};
struct DocumentTerms : RuleHead {
  std::vector<EntryTerms> entries;
  bool operator==(const DocumentTerms&) const = default;
};
struct RestrictionTerms : RuleHead {
  ScopeTerms scope;
  bool operator==(const RestrictionTerms&) const = default;
};
struct OfferTerms : RuleHead {
  ScopeTerms scope;
  bool full_price_only = false;
  ThresholdTerms threshold;
  RewardTerms reward;
  bool operator==(const OfferTerms&) const = default;
};
/// How far it goes: receipts, money that it takes off, points that it gives; one of them at least.
struct LimitTerms {
  LimitSpan per = LimitSpan::total;
  std::optional<std::int64_t> uses;
  std::optional<Money> money;
  std::optional<std::int64_t> points = {};  // of promotions that multiply points
  bool operator==(const LimitTerms&) const = default;
};
struct PromotionTerms : OfferTerms {
  int lane = 0, priority = 0;
  std::optional<std::string> exclusive_group;
  std::vector<std::string> not_with;  // codes of promotions
  bool once_per_line = false;
  std::vector<LimitTerms> limits;  // one of each span
  bool operator==(const PromotionTerms&) const = default;
};
struct CouponTerms : OfferTerms {
  bool with_promotions = true, with_member_price = true, with_others = true;
  std::int64_t per_receipt_max = 1;  // 0: any
  bool operator==(const CouponTerms&) const = default;
};
using RuleTerms = std::variant<DocumentTerms, RestrictionTerms, PromotionTerms, CouponTerms>;

/// What a rule of any kind begins with.
inline const RuleHead& head_of(const RuleTerms& rule) {
  return std::visit([](const RuleHead& head) -> const RuleHead& { return head; }, rule);
}
inline RuleKind kind_of(const RuleTerms& rule) {
  constexpr RuleKind kinds[] = {
      RuleKind::document, RuleKind::restriction, RuleKind::promotion, RuleKind::coupon};
  return kinds[rule.index()];
}

// ---- parameters ----

enum class RoundingWord : std::uint8_t { half_up, floor, ceil };
struct RoundOffTerms {
  std::int64_t to = 1;  // minor units; 1: none
  RoundingWord rounding = RoundingWord::floor;
  bool operator==(const RoundOffTerms&) const = default;
};
struct ParameterTerms {
  Stacking stacking = Stacking::stepped;
  std::vector<GoodsKind> precedence;  // all six, the lowest first; empty: as Parameters has them
  Choice choice = Choice::best;
  RoundOffTerms round_off;
  bool operator==(const ParameterTerms&) const = default;
};

}  // namespace guanxi::pricing
