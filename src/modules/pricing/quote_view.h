// A quote as others read it: by code instead of by number, with the words of one language. For the
// HTTP API, receipts that keep their trace, and `guanxi quote`. Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/money.h"
#include "modules/pricing/engine/engine.h"
#include "modules/pricing/terms.h"

namespace guanxi::pricing {

using PriceSource = MemberPrice::Source;
using PriceBranch = MemberPrice::Branch;

/// How a line came to its member price.
struct MemberPriceView {
  PriceSource source = PriceSource::none;
  PriceBranch branch = PriceBranch::shop;
  std::optional<std::string> document;
  Rate rate;
  std::optional<UnitPrice> price;
  bool stacks = true;
  bool inversion = false;
  std::string words;
};
struct QuotedLine {
  std::int64_t line = 1;
  std::string item;
  Quantity quantity;
  Money list, shop, member, promoted, payable;
  MemberPriceView how;
  Rate multiple;
  std::optional<std::string> multiple_of;
};
struct BorneView {
  std::optional<std::string> party;
  Money amount;
  std::optional<ShareOf> of = {};
};
struct ConcessionView {
  std::int64_t line = 1;
  RuleKind kind = RuleKind::promotion;
  std::optional<std::string> rule;
  std::string name;
  std::optional<std::int64_t> coupon;
  Money amount;
  std::vector<BorneView> borne;  // empty: the mall bears it all
};
struct AwardView {
  std::string rule, name;
  std::optional<std::int64_t> presented;    // the coupon it comes from
  std::optional<std::string> item, coupon;  // a gift, or a coupon
  std::int64_t count = 0, on_receipt = 0;
  std::optional<Money> declared_value;
  std::string words;
};
struct ConsideredView {
  RuleKind kind = RuleKind::promotion;
  std::optional<std::string> rule;
  std::string name;
  std::optional<std::int64_t> line, coupon;
  Why why = Why::applied;
  std::string words;
  Money amount;
  std::optional<std::string> other;
};
struct QuoteView {
  Money list_total, shop_total, member_total, promoted_total, coupon_total, rounded_off, payable;
  std::vector<QuotedLine> lines;
  std::vector<ConcessionView> concessions;
  std::vector<AwardView> awards;
  std::vector<ConsideredView> considered;
  bool exact = true, restricted = false;
};

/// What people call what the engine numbers.
class Labels {
 public:
  virtual ~Labels() = default;
  virtual std::string item(std::int64_t number) const = 0;
  virtual std::string party(std::int64_t number) const = 0;
  /// Who was agreed to bear what no rule with shares of its own takes off; null: the mall.
  virtual const std::vector<ShareTerms>* agreed(RuleKind) const { return nullptr; }
};

QuoteView view_of(
    const Quote& quote, const Basket& basket, const Index& index, const Labels& labels, bool zh
);
ConsideredView view_of(const Considered& seen, const Index& index, Currency currency, bool zh);

}  // namespace guanxi::pricing
