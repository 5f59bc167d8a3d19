// The pricing engine: compile() turns a rule set into an index once; price() asks it for one
// basket. Cost grows with the rules that match, not with all of them. Pure: no clock, no store, no
// thread.
//
// Threads: an Index never changes and may be used from any thread; a Workspace belongs to one
// thread at a time.
//
// Order of computation (each step looks at the amount after the one before): list price, shop
// price, member price with 折上折, promotions lane by lane, coupons, rounding off, payable.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "modules/pricing/engine/quote.h"

namespace guanxi::pricing {

/// In best mode so many combinations are weighed at most; beyond it Quote::exact is false.
inline constexpr int choices_max = 2048;

class Index {
 public:
  /// Every rule of the set, whatever its days: an index serves any basket from the past on. Ids are
  /// unique within documents, restrictions, promotions and coupon templates each.
  explicit Index(RuleSet rules);
  /// The same with rules left out that are over before `from`: what a till needs.
  Index(RuleSet rules, Date from);
  ~Index();
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  const RuleSet& rules() const;
  const Document* find_document(std::int64_t id) const;
  const Restriction* find_restriction(std::int64_t id) const;
  const Promotion* find_promotion(std::int64_t id) const;
  const CouponTemplate* find_coupon(std::int64_t id) const;
  /// Whether any rule turns on it: the basket must know then.
  bool asks_first_purchase() const;
  bool asks_groups() const;
  /// Of whatever kind, or null.
  const Rule* find(RuleKind kind, std::int64_t id) const;

  class Tables;
  const Tables& tables() const { return *tables_; }

 private:
  std::unique_ptr<const Tables> tables_;
};

enum class Detail : std::uint8_t {
  prices,  // Quote::considered stays empty
  trace,
};

/// Memory that price() would otherwise ask for each time.
class Workspace {
 public:
  Workspace();
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  class Memory;
  Memory& memory() { return *memory_; }

 private:
  std::unique_ptr<Memory> memory_;
};

/// The price of a basket. `quote` is written anew, its memory used again.
void price(
    const Index& index, const Basket& basket, Detail detail, Workspace& workspace, Quote& quote
);
Quote price(const Index& index, const Basket& basket, Detail detail = Detail::trace);

/// What promotions multiply the points of a sale whose price stands by: nothing else is priced, and
/// `considered` names them alone. Thresholds look at `paid`, what each line cost; the promotions
/// that the price `had` keep the goods they took for themselves, and stand in the way of those that
/// cannot stand beside them.
Quote multiples(
    const Index& index, const Basket& basket, std::span<const std::int64_t> paid, const Quote& had
);

/// What became of one rule for this basket, whether or not its key matches: "why not" on demand.
/// nullopt if there is no such rule.
std::optional<Considered> why_not(
    const Index& index, const Basket& basket, RuleKind kind, std::int64_t rule
);

/// Who bears a concession: its parts sum to its amount (largest remainder, ties by position).
/// Empty: the mall, as party 0 is.
struct Borne {
  std::int64_t party = 0;
  std::int64_t amount = 0;
  bool operator==(const Borne&) const = default;
};
std::vector<Borne> borne(const Concession& concession, std::span<const Share> shares);

}  // namespace guanxi::pricing
