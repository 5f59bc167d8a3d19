#include "modules/pricing/compile.h"

namespace guanxi::pricing {

std::int64_t FreshNames::Numbers::take(std::string_view code) {
  if (const auto known = find(code)) return *known;
  const auto number = static_cast<std::int64_t>(codes_.size()) + 1;
  codes_.push_back(numbers_.emplace(std::string(code), number).first->first);
  return number;
}

std::optional<std::int64_t> FreshNames::Numbers::find(std::string_view code) const {
  const auto found = numbers_.find(code);
  if (found == numbers_.end()) return std::nullopt;
  return found->second;
}

std::string_view FreshNames::Numbers::code_of(std::int64_t number) const {
  const bool known = number > 0 && number <= static_cast<std::int64_t>(codes_.size());
  return known ? codes_[static_cast<std::size_t>(number - 1)] : std::string_view();
}

std::optional<std::int64_t> FreshNames::find(Kind kind, std::string_view code) {
  return closed_.contains(kind) ? numbers_[kind].find(code) : numbers_[kind].take(code);
}
std::optional<std::int64_t> FreshNames::find_goods(GoodsKind kind, std::string_view code) {
  return goods_closed_ ? goods_[kind].find(code) : goods_[kind].take(code);
}
std::optional<std::int64_t> FreshNames::find_rule(RuleKind kind, std::string_view code) {
  return rules_[kind].find(code);
}

void FreshNames::declare(RuleKind kind, std::string_view code) { rules_[kind].take(code); }
void FreshNames::declare(std::span<const RuleTerms> rules) {
  for (const RuleTerms& rule : rules) declare(kind_of(rule), head_of(rule).code);
}

std::optional<std::int64_t> FreshNames::known(Kind kind, std::string_view code) const {
  const auto found = numbers_.find(kind);
  return found == numbers_.end() ? std::nullopt : found->second.find(code);
}

std::string_view FreshNames::code_of(Kind kind, std::int64_t number) const {
  const auto found = numbers_.find(kind);
  return found == numbers_.end() ? std::string_view() : found->second.code_of(number);
}
std::string_view FreshNames::code_of(GoodsKind kind, std::int64_t number) const {
  const auto found = goods_.find(kind);
  return found == goods_.end() ? std::string_view() : found->second.code_of(number);
}

}  // namespace guanxi::pricing
