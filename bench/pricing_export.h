// The rules and baskets that script/bench pricing-npm gives to other engines: percent off on items,
// brands and categories, some from an amount on. At most one rule says something about a line, so
// that engines which combine rules in other ways come to the same totals.
#pragma once

#include <cstdint>
#include <string>

namespace guanxi::bench {

/// Writes rules.json and baskets.json (with our totals) and ours.json (our times). Returns the
/// status of the program.
int export_comparison(const std::string& folder, std::uint64_t seed);

}  // namespace guanxi::bench
