// How alike two written words are, and how much an agreement says: integers only. Inside
// modules/matching only.
#pragma once

#include <cstdint>
#include <string_view>

namespace guanxi::matching {

/// 1000 for equal texts, 0 for texts without anything in common: 1 − edits ÷ longer length, where
/// an edit inserts, drops or changes a letter or swaps two neighbours (Damerau 1964, restricted).
/// Bytes, not characters: ASCII words are what it is for. Only the first 64 bytes count. Less than
/// `at_least` may be answered as 0.
int likeness(std::string_view a, std::string_view b, int at_least = 0);

/// 1000 · log2(numerator ÷ denominator), rounded down to within 2; both > 0.
int log2_milli(std::uint64_t numerator, std::uint64_t denominator);

}  // namespace guanxi::matching
