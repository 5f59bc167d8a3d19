// Rule files and basket files: everything that pricing needs, in two texts, for integrators, tests
// and whoever wants to try a rule. No store. Reading is strict: what is not known is refused, and
// every fault is named with its place.
//
// Threads: a PricingFile belongs to one thread at a time.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "modules/pricing/compile.h"
#include "modules/pricing/engine/lint.h"
#include "modules/pricing/quote_view.h"

namespace guanxi::pricing {

// ---- what stands in a rule file ----

struct CardTypeTerms {
  std::string code;
  Rate discount_rate, stack_start, stack_rate;
  Rate points_rate, points_multiple = Rate::of(0, 1);
};
struct TierTerms {
  std::string code;
  Rate discount_rate, points_multiple = Rate::of(0, 1);
};
struct ItemTerms {
  std::string code;
  std::optional<std::string> name;
  std::optional<std::string> large_category, middle_category, small_category, counter_group, brand;
  UnitPrice list_price;
  std::optional<UnitPrice> shop_price, cost;
  bool charge = false;
};
struct RuleFileTerms {
  Currency currency;
  std::string time_zone = "Asia/Shanghai";
  ParameterTerms parameters;
  std::vector<CardTypeTerms> card_types;
  std::vector<TierTerms> tiers;
  std::vector<ItemTerms> goods;
  std::vector<RuleTerms> rules;
};

// ---- what stands in a basket file ----

struct BasketMemberTerms {
  std::optional<std::string> card_type, tier;
  std::vector<std::string> groups;
  std::optional<Date> birthday;
  bool first_purchase = false;
};
struct BasketLineTerms {
  std::string item;
  Quantity quantity;
  std::optional<UnitPrice> list_price, shop_price;
};
struct BasketCouponTerms {
  std::string coupon;
  std::optional<Money> balance;
};
struct BasketFileTerms {
  Instant at;
  std::string store;
  Channel channel = Channel::store;
  std::vector<Paid> tenders;
  std::optional<BasketMemberTerms> member;
  std::vector<BasketLineTerms> lines;
  std::vector<BasketCouponTerms> coupons;
};

// ---- what comes out ----

/// What the member's card and tier make of points; how many a receipt earns is the programme's.
struct PointsFactors {
  Rate rate, identity_multiple = Rate::of(0, 1);
};
struct FileQuote {
  QuoteView quote;
  std::optional<PointsFactors> points;  // of members
};

/// What the linter says of a rule file, with the basket that shows it.
struct FileFinding {
  Severity severity = Severity::warning;
  FindingKind kind = FindingKind::over;
  std::vector<std::string> rules;  // their codes
  std::string words;
  std::optional<QuoteView> example;  // not of costs, to those who may not know them
  std::optional<QuoteView> beside;   // what it is compared with
};
struct FileFindings {
  std::vector<FileFinding> findings;
};

/// A rule file, read. Its rules name only card types, tiers, goods and rules that it has; stores,
/// groups, parties and exclusive groups need no declaration.
class PricingFile : private Labels {
 public:
  /// Errors: malformed_json, or invalid_request with those of reading, of compile(), and
  /// time_zone_unknown, code_taken (a card type, tier or item twice), out_of_range (a shop price
  /// above the list price) in `more`.
  static Result<std::unique_ptr<PricingFile>> load(std::string_view json);
  ~PricingFile() override;

  /// Errors: malformed_json, or invalid_request with those of reading and unknown_value (an item,
  /// card type or tier that the rule file does not have), currency_mismatch, out_of_range (a line
  /// of more than limits::money_max, a shop price above the list price, a balance above what the
  /// coupon is worth) in `more`. A coupon nobody knows is no error: the quote says so.
  Result<Basket> load_basket(std::string_view json);

  const RuleFileTerms& terms() const { return terms_; }
  const Index& index() const { return *index_; }
  const Labels& labels() const { return *this; }
  /// Of whatever kind.
  struct Found {
    RuleKind kind = RuleKind::promotion;
    std::int64_t id = 0;
  };
  std::optional<Found> find_rule(std::string_view code) const;
  const ItemTerms* find_item(std::string_view code) const;

  FileQuote quote(const Basket& basket, bool zh) const;
  /// "Why not" on demand; nullopt if there is no such rule.
  std::optional<ConsideredView> why_not(const Basket& basket, std::string_view rule_code, bool zh)
      const;

  /// What its author can hardly have meant, from `now` on.
  FileFindings lint(Instant now, bool zh) const;

 private:
  PricingFile() = default;
  void index_facts(std::vector<Error>& faults);
  Goods goods_of(const ItemTerms& item);
  std::string item(std::int64_t number) const override;
  std::string party(std::int64_t number) const override;
  friend class BasketReading;

  RuleFileTerms terms_;
  TimeZone zone_;
  FreshNames names_;
  std::map<std::string_view, const CardTypeTerms*> card_types_;  // views of terms_
  std::map<std::string_view, const TierTerms*> tiers_;
  std::map<std::string_view, const ItemTerms*> goods_;
  std::map<std::string_view, Goods> placed_;  // where items stand among the goods
  std::unique_ptr<Index> index_;
};

}  // namespace guanxi::pricing
