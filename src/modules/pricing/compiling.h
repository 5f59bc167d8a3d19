// Inside modules/pricing: the ground that compile.cpp and compile_rewards.cpp stand on.
#pragma once

#include "modules/pricing/compile.h"

namespace guanxi::pricing {

/// A place in the terms: a pointer is made only for a fault.
class At {
 public:
  explicit At(std::string_view root) : root_(root) {}
  At(const At& up, const char* key) : up_(&up), key_(key) {}
  At(const At& up, std::size_t index) : up_(&up), index_(index) {}
  std::string pointer() const;

 private:
  std::string_view root_;
  const At* up_ = nullptr;
  const char* key_ = nullptr;
  std::size_t index_ = 0;
};

class Compiling {
 public:
  Compiling(Names& names, Currency currency, std::vector<Error>& faults)
      : names_(names), currency_(currency), faults_(faults) {}

  void fault(ErrorCode code, const At& at, std::vector<std::pair<std::string, std::string>> facts);
  /// The number of a code; 0 and a fault where it has none.
  std::int64_t number(Names::Kind kind, const std::string& code, const At& at);
  std::int64_t goods(GoodsKind kind, const std::string& code, const At& at);
  std::int64_t rule(RuleKind kind, const std::string& code, const At& at);
  std::vector<std::int64_t> numbers(
      Names::Kind kind, const std::vector<std::string>& codes, const At& at
  );
  Scope scope(const ScopeTerms& terms, const At& at);
  /// Minor units.
  std::int64_t money(Money amount, const At& at);
  std::optional<std::int64_t> money(const std::optional<Money>& amount, const At& at);

  bool faulty() const { return faulty_; }
  Names& names() { return names_; }
  Currency currency() const { return currency_; }

 private:
  Names& names_;
  Currency currency_;
  std::vector<Error>& faults_;
  bool faulty_ = false;
};

/// What an offer gives. `of_coupon`: whether it is a coupon's.
Reward compile_reward(const OfferTerms& offer, bool of_coupon, const At& at, Compiling& out);

}  // namespace guanxi::pricing
