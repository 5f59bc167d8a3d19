// The linter: what in a rule set its author can hardly have meant, each with a basket that shows
// it. A finding is told only if the engine itself, asked for the price of its basket, says so:
// with the whole set for inversions and costs, with the parameters of the set and the finding's own
// rules for all else (other rules may hide it on the day); names that are no more are told by the
// facts. What it does not find may still be
// there. Pure; any thread. Cost grows with the rules, not with their pairs: where more than some
// hundreds name the same goods for different people, not all of them are compared.
#pragma once

#include <string>
#include <vector>

#include "modules/pricing/engine/engine.h"

namespace guanxi::pricing {

/// What the linter cannot read off the rules. Lists that are empty are not known, and nothing is
/// said that would need them.
struct LintFacts {
  struct Item {
    Goods goods;
    UnitPrice list_price;  // 0: not known
    std::optional<UnitPrice> cost, shop_price;
  };
  struct CardType {
    std::int64_t id = 0;
    Rate rate, stack_start, stack_rate;
  };
  struct Tier {
    std::int64_t id = 0;
    Rate rate;
  };
  /// What is left of a promotion's or coupon template's limits. One of points only has neither: the
  /// last sale gets the rest, so it is never out of reach; but it ends.
  struct Limit {
    RuleKind kind = RuleKind::promotion;
    std::int64_t rule = 0;
    std::optional<std::int64_t> uses, money;
  };
  /// Those that there are, sorted; absent: not known.
  using Known = std::optional<std::vector<std::int64_t>>;

  Currency currency = Currency::cny;
  Instant now;
  Date today;  // of `now`, in the time zone of the rules
  std::int64_t store = 1;
  std::vector<Item> items;
  /// Where `items` is not all that is sold: of the goods that rules name those that are, sorted.
  std::optional<std::vector<GoodsKey>> sold;
  std::vector<CardType> card_types;
  std::vector<Tier> tiers;
  Known stores_there, card_types_there, tiers_there, groups_there;
  std::vector<std::int64_t> coupon_templates;  // that exist besides those of the set
  bool all_coupons = false;                    // and there are no others
  std::vector<Limit> limits;
  /// Who reads the findings may know costs. If not, no quantity is made of one, and a price below
  /// cost is told without its basket, its amounts, or which item loses most.
  bool tells_costs = true;
  /// So many baskets at most are priced to find prices below cost.
  std::int64_t baskets_max = INT64_MAX;
};

enum class FindingKind : std::uint8_t {
  /// E3 = 2: a shop price just below the start of 折上折 costs a member of `card_type` more (has)
  /// than one at the start (needs, the basket `beside`). `rate` is the card's or a document's.
  price_inversion,
  /// No customer on no day from now on gets the document's rate: each of its entries is covered by
  /// a later or a more specific one (the other rules, of the first ten entries).
  shadowed_document,
  /// Step number `step` never counts, or gives less (has) than the step below it (needs).
  unreachable_step,
  /// Of a percentage only its cap is ever seen: has, instead of needs.
  cap_hides_rate,
  /// The first rule always loses to the second, which it cannot stand beside, or saves no more.
  overlapping_exclusive,
  /// The rules together sell `item` for `has`, which costs `needs`; so do `count` items. The
  /// example is the one that loses most. Without tells_costs: the first item, and nothing else.
  below_cost,
  /// One use costs `needs` at least, whatever is bought; `has` is left.
  unreachable_budget,
  /// It is over: needs is the last day (yyyymmdd), 0 where it was ended.
  over,
  /// Nothing that is sold is of `goods`; so are `count` of its keys.
  missing_goods,
  /// It hands out a coupon of template `item` that does not exist, or gives an `item` nobody sells.
  missing_coupon,
  missing_gift,
  /// The second rule, which comes before it, leaves the first nothing.
  never_applies,
  /// It is for the `named` numbered `item`, which is no more; so are `count` of the `needs` that it
  /// names.
  missing_name,
};
/// What conditions name.
enum class Named : std::uint8_t { store, card_type, tier, group };
enum class Severity : std::uint8_t { note, warning, error };

struct RuleRef {
  RuleKind kind = RuleKind::promotion;
  std::int64_t id = 0;
  auto operator<=>(const RuleRef&) const = default;
};

struct Finding {
  FindingKind kind = FindingKind::over;
  Severity severity = Severity::warning;
  std::vector<RuleRef> rules;  // the one that it is about first; none: the card type's own rate
  std::int64_t needs = 0, has = 0;
  std::int64_t count = 1;
  std::int64_t card_type = 0, item = 0, step = 0;
  Rate rate;
  GoodsKey goods;
  Named named = Named::store;
  Basket example;
  std::optional<Basket> beside;  // what it is compared with
};

struct LintWork {
  bool all_baskets = true;  // baskets_max was enough
};
/// In order of kind, then of the rules; the same for the same set and facts.
std::vector<Finding> lint(const Index& index, const LintFacts& facts, LintWork* work = nullptr);

/// What that which a finding names is called, and what its reader may know.
class LintNames {
 public:
  virtual ~LintNames() = default;
  virtual std::string goods(GoodsKey goods) const { return std::to_string(goods.id); }
  virtual std::string named(Named, std::int64_t id) const { return std::to_string(id); }
  virtual bool tells_costs() const { return true; }
};
/// One sentence, in Chinese or English; the rules are called by their code, or id without one.
enum class Language : std::uint8_t { zh, en };
std::string lint_words(
    const Index& index, const Finding& finding, Language language, const LintNames& names = {}
);
Severity severity_of(FindingKind kind);

}  // namespace guanxi::pricing
