// The linter over a rule book: what its authors can hardly have meant of the rules in force, and of
// drafts as if they were in force already – each in the place of the revision that it would
// supersede. Inside modules/pricing; function of the caller's Tx, any thread.
#pragma once

#include "modules/pricing/desk.h"
#include "modules/pricing/file.h"
#include "modules/pricing/rule_life.h"

namespace guanxi::pricing {

/// What is looked at, in entries of documents and other rules: work is bounded by it, not by time.
inline constexpr std::int64_t lint_entries_max = 5'000;
inline constexpr std::int64_t lint_entries_at_submit_max = 1'000;
/// And in goods of the catalogue.
inline constexpr std::size_t lint_goods_max = 2'000;
inline constexpr std::size_t lint_goods_at_submit_max = 500;
/// And in baskets that are priced to find prices below cost.
inline constexpr std::int64_t lint_baskets_max = 100'000;
inline constexpr std::int64_t lint_baskets_at_submit_max = 20'000;
inline constexpr std::size_t lint_findings_max = 200;

struct BookFindings {
  std::vector<FileFinding> findings;
  bool complete = true;   // all rules were looked at, and all findings are told
  bool all_goods = true;  // all goods in use were looked at, in all baskets
};
struct LintRequest {
  std::vector<BookRule> drafts;       // beside what is in force
  std::optional<BookRule> only = {};  // one of them: findings that name it
  std::int64_t entries_max = lint_entries_max;
  std::size_t goods_max = lint_goods_max;  // 0: the catalogue is not asked
  std::int64_t baskets_max = lint_baskets_max;
  bool tells_costs = false;  // findings may say what goods cost
};
BookFindings lint_book(
    sql::Tx& tx,
    const Desk& desk,
    const programmes::Version& programme,
    const LintRequest& request,
    Instant now,
    bool zh
);

}  // namespace guanxi::pricing
