// Inside modules/pricing: what the endpoints of rules share.
#pragma once

#include "modules/pricing/desk.h"
#include "modules/pricing/rules_types.h"

namespace guanxi::pricing {

/// Errors: pricing_rule_not_found at /id, also for a programme one has nothing to do with.
Result<BookRule> load_rule(sql::Tx& tx, const Desk& desk, const api::Call& call, RuleId id);
enum class LintGoods : std::uint8_t {
  none,  // costs no more than the rules do: for what is read again and again
  catalogue,
};
/// What the linter says of a rule that waits for its audit, among those in force; of others
/// nothing.
std::optional<std::vector<RuleFinding>> findings_of(
    sql::Tx& tx, const Desk& desk, const api::Call& call, const BookRule& rule, LintGoods goods
);
api::Reply<RuleView> reply_of(const Desk& desk, const api::Call& call, BookRule rule);

}  // namespace guanxi::pricing
