// Inside the linter: baskets for which a rule's conditions hold, and what is known about goods.
#pragma once

#include <unordered_map>

#include "modules/pricing/engine/lint.h"
#include "modules/pricing/engine/tables.h"

namespace guanxi::pricing {

/// No shop sells it: an item that no rule names by itself.
inline constexpr std::int64_t no_item = 999'999'999'999'999;

/// Whether whoever meets `narrow` from `today` on meets `wide` too, days apart.
bool covers_people(const Conditions& wide, const Conditions& narrow);
bool covers_days(const Conditions& wide, const Conditions& narrow, Date today);
inline bool covers(const Conditions& wide, const Conditions& narrow, Date today) {
  return covers_people(wide, narrow) && covers_days(wide, narrow, today);
}
/// Whether all goods of the one are goods of the other, as far as their keys tell.
bool covers_goods(const Scope& wide, const Scope& narrow);

class LintScene {
 public:
  LintScene(const Index& index, const LintFacts& facts);

  const Index& index() const { return index_; }
  const LintFacts& facts() const { return facts_; }
  bool is_over(const Rule& rule) const;
  /// What is left of its limits, or null; of several the one with the least money.
  const LintFacts::Limit* find_limit(RuleRef rule) const;
  /// Items in facts.items that the key names, in the order of the facts.
  std::span<const std::uint32_t> items_of(GoodsKey goods) const;

  /// Whether anything is known of what is sold, and whether goods that a rule names are.
  bool knows_goods() const { return facts_.sold || !facts_.items.empty(); }
  bool is_sold(GoodsKey goods) const;

  /// A basket without lines that meets them from now on; nullopt if none can.
  std::optional<Basket> meet(const Rule& rule, bool as_member = false) const;
  MemberFacts member(std::int64_t card_type, std::int64_t tier) const;
  /// Something of these goods: what is known to be sold, else what a key alone makes.
  BasketLine line_of(GoodsKey goods) const;
  /// The cheapest of the first items known in scope, else what its first key makes.
  std::optional<BasketLine> line_in(const Scope& scope, const Reward* without_targets) const;
  /// The smallest basket that gives what the offer has to give. Coupons are presented.
  std::optional<Basket> least(const Offer& offer, RuleKind kind) const;
  /// As least(), with goods for exactly this amount or so many pieces.
  std::optional<Basket> bought(
      const Offer& offer, RuleKind kind, std::int64_t amount, std::int64_t pieces
  ) const;

  /// The set's parameters with these rules of it and no others.
  Index only(const std::vector<RuleRef>& rules) const;
  /// Ten-thousandths in a minor unit.
  std::int64_t e4_of_minor() const { return e4_of_minor_; }
  UnitPrice price_of_minor(std::int64_t minor) const {
    return UnitPrice::from_e4(minor * e4_of_minor_);
  }

 private:
  void add_besides(const Offer& offer, Basket& basket) const;

  const Index& index_;
  const LintFacts& facts_;
  std::int64_t e4_of_minor_ = 10'000;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> items_;
};

inline Finding finding_of(FindingKind kind, std::vector<RuleRef> rules) {
  Finding made;
  made.kind = kind;
  made.severity = severity_of(kind);
  made.rules = std::move(rules);
  return made;
}
/// What a quote says of a rule, of whatever line; applied where any line says so.
std::optional<Considered> said_of(const Quote& quote, RuleRef rule);

// The parts of lint(), each of one file.
void lint_inversions(const LintScene& scene, std::vector<Finding>& out);
void lint_shadows(const LintScene& scene, std::vector<Finding>& out);
void lint_offers(const LintScene& scene, std::vector<Finding>& out);
void lint_pairs(const LintScene& scene, std::vector<Finding>& out);
void lint_references(const LintScene& scene, std::vector<Finding>& out);
/// False where not all baskets were priced.
bool lint_costs(const LintScene& scene, std::vector<Finding>& out);

}  // namespace guanxi::pricing
