// Phone, Email, IdNumber and names: what identifies a person, parsed and masked (declared in
// text.h).
#include <algorithm>
#include <array>
#include <cstdint>

#include "base/check.h"
#include "base/text.h"
#include "base/time.h"

namespace guanxi {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// ── phone ──

constexpr std::size_t phone_text_bytes_max = 64;
constexpr std::size_t e164_digits_min = 8;
constexpr std::size_t e164_digits_max = 15;  // ITU-T E.164

/// How many of an international number's digits are its country code (ITU-T E.164 list of assigned
/// codes).
std::size_t country_code_size(std::string_view digits) {
  constexpr std::string_view two_digit_codes =
      "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 "
      "60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98";
  if (digits.front() == '1' || digits.front() == '7') return 1;
  return two_digit_codes.find(digits.substr(0, 2)) != std::string_view::npos ? 2 : 3;
}

/// A mainland number without its trunk 0: a mobile (1 3…9 and 9 more), or an area code with a local
/// number (10 and 2x with 8 digits, other areas with 7 or 8).
bool is_mainland(std::string_view national) {
  if (national.size() < 10 || national.size() > 11) return false;
  const char first = national[0];
  const char second = national[1];
  if (first == '1' && second != '0') return national.size() == 11 && second >= '3';
  // A local number never begins with 0 or 1; 400… and 800… are service numbers nobody can be
  // reached under.
  if (national.starts_with("400") || national.starts_with("800")) return false;
  const bool short_area = first == '1' || first == '2';
  const char local_first = national[short_area ? 2 : 3];
  return first != '0' && local_first >= '2' && (!short_area || national.size() == 10);
}

/// Whether a country's national number (without trunk 0) can exist. Countries our customers rarely
/// come from are held to E.164's bounds only.
bool is_national(std::string_view country, std::string_view national) {
  struct Length {
    std::string_view country;
    std::size_t min;
    std::size_t max;
  };
  constexpr Length lengths[] = {
      {"1", 10, 10},
      {"44", 9, 10},
      {"65", 8, 8},
      {"81", 9, 10},
      {"82", 8, 10},
      {"852", 8, 8},
      {"853", 8, 8},
      {"886", 8, 9},
  };
  if (country == "86") return is_mainland(national);
  const std::size_t total = country.size() + national.size();
  if (total < e164_digits_min || total > e164_digits_max) return false;
  for (const Length& length : lengths) {
    if (length.country != country) continue;
    return national.size() >= length.min && national.size() <= length.max && national[0] != '0';
  }
  return true;
}

std::string_view without_trunk_zero(std::string_view country, std::string_view national) {
  // Italy's numbers keep their 0 when called from abroad.
  if (country != "39" && national.starts_with('0')) national.remove_prefix(1);
  return national;
}

/// The digits of a written phone number, with a leading '+' where there is one; empty if it holds
/// anything else.
std::string phone_digits(std::string_view text) {
  if (text.size() > phone_text_bytes_max || !is_valid_utf8(text)) return {};
  std::string plain = tidy(text);
  // "+44 (0)20 …": the 0 in brackets is dialled at home only.
  if (plain.starts_with('+') || plain.starts_with("00")) {
    if (const auto zero = plain.find("(0)"); zero != std::string::npos) plain.erase(zero, 3);
  }
  std::string digits;
  for (std::string_view rest = plain; !rest.empty();) {
    const char c = rest.front();
    std::size_t bytes = 1;
    // U+2010 … U+2015 and U+2212: the hyphens and dashes that input methods make of '-'.
    const bool dash =
        (rest.starts_with("\u2212")) || (rest.starts_with("\xe2\x80") && rest.size() > 2 &&
                                         static_cast<unsigned char>(rest[2]) >= 0x90 &&
                                         static_cast<unsigned char>(rest[2]) <= 0x95);
    if (dash) {
      bytes = 3;
    } else if (is_digit(c) || (c == '+' && digits.empty())) {
      digits += c;
    } else if (std::string_view(" -.()").find(c) == std::string_view::npos) {
      return {};
    }
    rest.remove_prefix(bytes);
  }
  return digits;
}

}  // namespace

std::optional<Phone> Phone::parse(std::string_view text, std::string_view default_country) {
  GX_CHECK(!default_country.empty() && default_country.size() <= 3 && all_digits(default_country));
  const std::string written = phone_digits(text);
  std::string_view digits = written;
  bool international = false;
  if (digits.starts_with('+')) {
    international = true;
    digits.remove_prefix(1);
  } else if (digits.starts_with("00")) {
    international = true;
    digits.remove_prefix(2);
  }
  if (digits.size() < e164_digits_min) return std::nullopt;

  std::string_view country = default_country;
  std::string_view national = digits;
  if (international) {
    if (digits.front() == '0') return std::nullopt;
    const std::size_t size = country_code_size(digits);
    country = digits.substr(0, size);
    national = without_trunk_zero(country, digits.substr(size));
  } else {
    national = without_trunk_zero(country, digits);
    // "86 138…": the country code without its plus, where the digits make no number of that country
    // otherwise.
    if (!is_national(country, national) && digits.starts_with(country)) {
      national = without_trunk_zero(country, digits.substr(country.size()));
    }
  }
  if (!is_national(country, national)) return std::nullopt;
  // At home a mainland landline needs its trunk 0: ten bare digits are no number people write.
  const bool bare = !international && national.size() == digits.size();
  if (bare && country == "86" && national.size() != 11) return std::nullopt;
  return Phone("+" + std::string(country) + std::string(national));
}

std::string Phone::masked() const {
  const std::string_view digits = std::string_view(e164_).substr(1);
  if (digits.starts_with("861") && digits.size() == 13) {
    return std::string(digits.substr(2, 3)) + "****" + last_four();
  }
  const std::size_t country = country_code_size(digits);
  return "+" + std::string(digits.substr(0, country)) +
         std::string(digits.size() - country - 4, '*') + last_four();
}

// ── e-mail ──

namespace {

constexpr std::size_t email_bytes_max = 254;  // RFC 5321 §4.5.3.1.3, less the angle brackets
constexpr std::size_t local_part_bytes_max = 64;
constexpr std::size_t label_bytes_max = 63;

bool is_dot_atom(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-/=?^_`{|}~.";
  if (text.empty() || text.front() == '.' || text.back() == '.') return false;
  if (text.find("..") != std::string_view::npos) return false;
  return std::ranges::all_of(text, [&](char c) {
    return is_digit(c) || is_letter(c) || marks.find(c) != std::string_view::npos;
  });
}

bool is_domain(std::string_view text) {
  if (text.find('.') == std::string_view::npos) return false;
  while (true) {
    const std::size_t dot = text.find('.');
    const std::string_view label = text.substr(0, dot);
    if (label.empty() || label.size() > label_bytes_max) return false;
    if (label.front() == '-' || label.back() == '-') return false;
    const auto allowed = [](char c) { return is_digit(c) || is_letter(c) || c == '-'; };
    if (!std::ranges::all_of(label, allowed)) return false;
    if (dot == std::string_view::npos) return !all_digits(label);  // 192.168.0.1 is no domain
    text.remove_prefix(dot + 1);
  }
}

}  // namespace

std::optional<Email> Email::parse(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return std::nullopt;
  text = text.substr(first, text.find_last_not_of(blanks) - first + 1);
  if (text.size() > email_bytes_max) return std::nullopt;
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at > local_part_bytes_max) return std::nullopt;
  if (!is_dot_atom(text.substr(0, at)) || !is_domain(text.substr(at + 1))) return std::nullopt;
  std::string address(text);
  std::transform(
      address.begin() + static_cast<std::ptrdiff_t>(at),
      address.end(),
      address.begin() + static_cast<std::ptrdiff_t>(at),
      [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
  );
  return Email(std::move(address));
}

std::string Email::masked() const {
  return address_.substr(0, 1) + "***" + address_.substr(address_.find('@'));
}

// ── identity number ──

std::optional<IdNumber> IdNumber::parse(std::string_view text) {
  constexpr std::size_t size = 18;
  if (text.size() > 4 * size || !is_valid_utf8(text)) return std::nullopt;
  std::string number = tidy(text);
  if (number.size() != size) return std::nullopt;
  if (number.back() == 'x') number.back() = 'X';
  const std::string_view digits = std::string_view(number).substr(0, size - 1);
  if (!all_digits(digits) || digits.front() == '0') return std::nullopt;

  // GB 11643-1999: region (6), date of birth (8), sequence (3), check character by ISO 7064 MOD
  // 11-2.
  std::int64_t born = 0;
  for (const char c : digits.substr(6, 8)) born = born * 10 + (c - '0');
  const std::optional<Date> birthday = Date::from_yyyymmdd(born);
  if (!birthday || birthday->year() < 1800) return std::nullopt;
  constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  constexpr std::string_view check_characters = "10X98765432";
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) sum += (digits[i] - '0') * weights[i];
  if (number.back() != check_characters[static_cast<std::size_t>(sum % 11)]) return std::nullopt;
  return IdNumber(std::move(number));
}

std::string IdNumber::masked() const {
  return number_.substr(0, 3) + std::string(11, '*') + last_four();
}

// ── names ──

std::string mask_name(std::string_view name) {
  const std::size_t length = code_points(name);
  if (length <= 1) return std::string(length, '*');  // its only character is the whole name
  std::size_t first_bytes = 1;
  while ((static_cast<unsigned char>(name[first_bytes]) & 0xc0) == 0x80) ++first_bytes;
  return std::string(name.substr(0, first_bytes)) + std::string(length - 1, '*');
}

}  // namespace guanxi
