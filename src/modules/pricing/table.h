// A quote as lines for a terminal, in one language. Pure; any thread.
#pragma once

#include <string>

#include "modules/pricing/file.h"

namespace guanxi::pricing {

/// Lines with their prices and how they came about, what was taken off and who bears it, what is
/// given on top, every rule that was considered, and what is to be paid.
std::string table_of(const PricingFile& file, const FileQuote& made, bool zh);
/// One rule: "满 200 减 20 [200-20]: 未达到：…".
std::string line_of(const ConsideredView& one, bool zh);

}  // namespace guanxi::pricing
