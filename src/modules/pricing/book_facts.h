// What the linter over the rule book is told besides the rules: cards, tiers, stores, audiences,
// and what the catalogue sells, for how much, and at what cost. Inside modules/pricing; function of
// the caller's Tx, any thread.
#pragma once

#include "modules/pricing/desk.h"
#include "modules/pricing/engine/lint.h"

namespace guanxi::pricing {

struct BookFacts {
  LintFacts lint;
  bool all_goods = true;  // else some: those that rules name first, then by their ids
};
/// At most `goods_max` goods are read; 0: none are asked for, and nothing is known of what is sold.
BookFacts facts_of(
    sql::Tx& tx,
    const Desk& desk,
    const programmes::Version& programme,
    const Snapshot& snapshot,
    std::size_t goods_max,
    Instant now
);

}  // namespace guanxi::pricing
