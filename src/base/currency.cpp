#include "base/currency.h"

#include <algorithm>

namespace guanxi {
namespace {

// Currencies a person can pay with, as listed in January 2026. Left out on purpose: fund codes
// (CHE, CLF …), metals and units of account (XAU, XDR …), test codes (XTS, XXX): no till takes
// them. Each table is sorted.
constexpr std::string_view without_minor_unit[] = {
    "BIF",
    "CLP",
    "DJF",
    "GNF",
    "ISK",
    "JPY",
    "KMF",
    "KRW",
    "PYG",
    "RWF",
    "UGX",
    "VND",
    "VUV",
    "XAF",
    "XOF",
    "XPF",
};
constexpr std::string_view with_three_digits[] = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
constexpr std::string_view with_two_digits[] = {
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT",
    "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF",
    "CNY", "COP", "CRC", "CUP", "CVE", "CZK", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB",
    "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GTQ", "GYD", "HKD", "HNL",
    "HTG", "HUF", "IDR", "ILS", "INR", "IRR", "JMD", "KES", "KGS", "KHR", "KPW", "KYD",
    "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT",
    "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK",
    "NPR", "NZD", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB",
    "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN",
    "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH",
    "USD", "UYU", "UZS", "VED", "VES", "WST", "XCD", "XCG", "YER", "ZAR", "ZMW", "ZWG",
};
static_assert(std::ranges::is_sorted(without_minor_unit));
static_assert(std::ranges::is_sorted(with_three_digits));
static_assert(std::ranges::is_sorted(with_two_digits));

}  // namespace

std::optional<Currency> Currency::parse(std::string_view code) {
  if (!std::ranges::binary_search(with_two_digits, code) &&
      !std::ranges::binary_search(without_minor_unit, code) &&
      !std::ranges::binary_search(with_three_digits, code)) {
    return std::nullopt;
  }
  const char letters[4] = {code[0], code[1], code[2], '\0'};
  return Currency(letters);
}

int Currency::minor_digits() const {
  if (*this == cny) return 2;
  if (std::ranges::binary_search(without_minor_unit, code())) return 0;
  if (std::ranges::binary_search(with_three_digits, code())) return 3;
  return 2;
}

std::int64_t Currency::minor_per_major() const {
  switch (minor_digits()) {
    case 0:
      return 1;
    case 3:
      return 1000;
    default:
      return 100;
  }
}

}  // namespace guanxi
