// Inside modules/pricing: whether a rule that somebody wrote can be compiled against what there is
// – goods, stores, card types, tiers, other rules. Function of the caller's Tx; any thread.
#pragma once

#include "modules/org/org.h"
#include "modules/pricing/rule_life.h"
#include "modules/programmes/programmes.h"
#include "modules/tiers/ladders.h"

namespace guanxi::pricing {

struct CheckHouse {
  const org::Org& org;
  const tiers::Ladders& ladders;
};
enum class Naming {
  book,  // rules that it names may be drafts still …
  force  // … but a coupon that it gives is in force; two promotions may name each other
};
/// Tiers are those of the ladder that decides rates. Errors, all of them, below /rule: those of
/// compile_rule().
Outcome check_rule(
    sql::Tx& tx,
    const CheckHouse& house,
    const programmes::Version& programme,
    const RuleTerms& terms,
    Naming naming,
    Instant now
);

}  // namespace guanxi::pricing
