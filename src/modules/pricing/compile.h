// From rules as people write them to rules as the engine wants them: codes become numbers, and what
// a rule may not say is refused, all of it at once.
//
// Threads: pure functions but for the Names they are given; a Names belongs to one thread at a
// time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/currency.h"
#include "base/result.h"
#include "modules/pricing/terms.h"

namespace guanxi::pricing {

/// What codes mean here. Numbers are > 0; nullopt: there is no such code.
class Names {
 public:
  enum class Kind : std::uint8_t { store, card_type, tier, group, party, exclusive_group };

  virtual ~Names() = default;
  virtual std::optional<std::int64_t> find(Kind kind, std::string_view code) = 0;
  virtual std::optional<std::int64_t> find_goods(GoodsKind kind, std::string_view code) = 0;
  /// document, restriction, promotion or coupon.
  virtual std::optional<std::int64_t> find_rule(RuleKind kind, std::string_view code) = 0;
};

/// Hands out numbers, 1, 2, 3 … of each kind, as codes come: for files, which are all there is. Of
/// rules only those that were declared are known.
class FreshNames : public Names {
 public:
  FreshNames() = default;
  FreshNames(const FreshNames&) = delete;
  FreshNames& operator=(const FreshNames&) = delete;

  std::optional<std::int64_t> find(Kind kind, std::string_view code) override;
  std::optional<std::int64_t> find_goods(GoodsKind kind, std::string_view code) override;
  std::optional<std::int64_t> find_rule(RuleKind kind, std::string_view code) override;

  void declare(RuleKind kind, std::string_view code);
  /// All rules of a set.
  void declare(std::span<const RuleTerms> rules);
  /// From now on no other codes of the kind, or of goods, are known than those before.
  void close(Kind kind) { closed_.insert(kind); }
  void close_goods() { goods_closed_ = true; }
  /// The number of a code that has one already.
  std::optional<std::int64_t> known(Kind kind, std::string_view code) const;
  /// From number to code; empty for one that was not handed out.
  std::string_view code_of(Kind kind, std::int64_t number) const;
  std::string_view code_of(GoodsKind kind, std::int64_t number) const;

 private:
  class Numbers {
   public:
    std::int64_t take(std::string_view code);
    std::optional<std::int64_t> find(std::string_view code) const;
    std::string_view code_of(std::int64_t number) const;

   private:
    std::map<std::string, std::int64_t, std::less<>> numbers_;
    std::vector<std::string_view> codes_;  // views of the map's keys, which stay where they are
  };
  std::map<Kind, Numbers> numbers_;
  std::map<GoodsKind, Numbers> goods_;
  std::map<RuleKind, Numbers> rules_;
  std::set<Kind> closed_;
  bool goods_closed_ = false;
};

using Compiled = std::variant<Document, Restriction, Promotion, CouponTemplate>;

/// One rule. Its id is the one `names` has for it, else 0; audited_at and ended_at are the caller's
/// to set. Nullopt where it says what it may not; then `faults` has more – 50 at most –, their
/// pointers below `pointer` ("/rules/3"): unknown_value (a code that is not known, a kind that does
/// not fit here), out_of_range, bad_format, missing_field, too_few, too_many, currency_mismatch,
/// code_taken (the same goods twice in a document).
std::optional<Compiled> compile_rule(
    const RuleTerms& rule,
    Names& names,
    Currency currency,
    std::string_view pointer,
    std::vector<Error>& faults
);

/// Errors: bad_format at `precedence` unless it is empty or has all six kinds once.
Parameters compile_parameters(
    const ParameterTerms& terms, std::string_view pointer, std::vector<Error>& faults
);

/// A whole set, each rule of which `names` knows (FreshNames::declare). Errors: invalid_request
/// with those of compile_rule below /rules and of compile_parameters below /parameters in `more`,
/// and code_taken for a code that an earlier rule of whatever kind has.
Result<RuleSet> compile(
    const ParameterTerms& parameters,
    std::span<const RuleTerms> rules,
    Names& names,
    Currency currency
);

}  // namespace guanxi::pricing
