#include "modules/matching/likeness.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/check.h"

namespace guanxi::matching {
namespace {

constexpr std::size_t letters_max = 64;

}  // namespace

int likeness(std::string_view a, std::string_view b, int at_least) {
  a = a.substr(0, letters_max);
  b = b.substr(0, letters_max);
  if (a == b) return 1000;
  const auto longer = static_cast<int>(std::max(a.size(), b.size()));
  const auto shorter = static_cast<int>(std::min(a.size(), b.size()));
  if (1000 * shorter / longer < at_least) return 0;
  // Three rows of the usual matrix: two back for a swap, one back, and this one.
  std::array<std::array<int, letters_max + 1>, 3> rows{};
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& before = rows[(i + 2) % 3];
    const auto& two_before = rows[(i + 1) % 3];
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int change = before[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({change, before[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], two_before[j - 2] + 1);
    }
  }
  const int edits = rows[a.size() % 3][b.size()];
  return 1000 - 1000 * edits / longer;
}

int log2_milli(std::uint64_t numerator, std::uint64_t denominator) {
  GX_CHECK(numerator > 0 && denominator > 0);
  if (numerator < denominator) return -log2_milli(denominator, numerator);
  // The whole part by halving, then one binary digit per squaring of the mantissa (2^31 is 1).
  const int zeros_above = std::countl_zero(denominator);
  int whole = zeros_above - std::countl_zero(numerator);
  const std::uint64_t high = denominator << zeros_above;
  std::uint64_t mantissa = numerator << std::countl_zero(numerator);
  if (mantissa < high) {
    --whole;
    mantissa = (mantissa >> 1) / (high >> 32) << 1;
  } else {
    mantissa = (mantissa >> 1) / (high >> 32);
  }
  int fraction = 0;
  for (int digit = 0; digit < 12; ++digit) {
    mantissa = mantissa * mantissa >> 31;
    fraction <<= 1;
    if (mantissa >= std::uint64_t{1} << 32) {
      fraction |= 1;
      mantissa >>= 1;
    }
  }
  return whole * 1000 + fraction * 1000 / 4096;
}

}  // namespace guanxi::matching
