// ISO 4217 currency code with its minor-unit digits (CNY 2, GBP 2, JPY 0, KWD 3). Source: ISO 4217
// list one as of January 2026, less fund codes, metals, units of account and test codes: no till
// takes them. A value; any thread.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace guanxi {

class Currency {
 public:
  constexpr Currency() : Currency("CNY") {}
  /// "CNY" → Currency; nullopt for anything that is not a current three-letter code we know.
  /// Capitals only: "cny" is not a code.
  static std::optional<Currency> parse(std::string_view code);

  std::string_view code() const { return {code_.data(), code_.size()}; }
  int minor_digits() const;              // 2 for CNY
  std::int64_t minor_per_major() const;  // 100 for CNY

  auto operator<=>(const Currency&) const = default;

  static const Currency cny;
  static const Currency gbp;

 private:
  constexpr explicit Currency(const char (&code)[4]) : code_{code[0], code[1], code[2]} {}
  std::array<char, 3> code_;
};

inline constexpr Currency Currency::cny{"CNY"};
inline constexpr Currency Currency::gbp{"GBP"};

}  // namespace guanxi
