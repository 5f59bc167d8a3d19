#include "modules/proofs/codes.h"

#include <algorithm>
#include <set>

#include "base/luhn.h"
#include "base/text.h"

namespace guanxi::proofs {
namespace {

constexpr std::size_t member_digits = 10;  // of a member code, without M and the check digit
constexpr std::size_t changing_digits = 8;

/// Every digit follows the one before by the same step, 9 and 0 being neighbours: 111111, 890123,
/// 543210.
bool is_run(std::string_view pin) {
  const int step = (pin[1] - pin[0] + 10) % 10;
  if (step != 0 && step != 1 && step != 9) return false;
  for (std::size_t i = 1; i < pin.size(); ++i) {
    if ((pin[i] - pin[i - 1] + 10) % 10 != step) return false;
  }
  return true;
}

/// 121212, 123123.
bool repeats(std::string_view pin) {
  return pin.substr(0, 3) == pin.substr(3) ||
         (pin.substr(0, 2) == pin.substr(2, 2) && pin.substr(2, 2) == pin.substr(4));
}

std::string two(int number) {
  number %= 100;
  return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

bool is_birthday(std::string_view pin, Date day) {
  const std::string y = two(day.year()), m = two(day.month()), d = two(day.day());
  const std::string whole = std::to_string(day.year());
  return pin == y + m + d || pin == d + m + y || pin == m + d + y || pin == whole + m ||
         pin == m + whole;
}

}  // namespace

std::int64_t step_of(Instant when) { return when.micros() / (step_seconds * 1'000'000); }

Instant begin_of_step(std::int64_t step) {
  return Instant::from_micros(step * step_seconds * 1'000'000);
}

std::string truncated(std::string_view key, std::string_view data, std::size_t length) {
  const crypto::Digest digest = crypto::hmac_sha256(key, data);
  const std::size_t offset = digest.back() & 0x0fU;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = (number << 8U) | digest[offset + i];
  number &= 0x7fff'ffffU;
  std::string digits(length, '0');
  for (std::size_t i = length; i > 0; --i, number /= 10) {
    digits[i - 1] = static_cast<char>('0' + number % 10);
  }
  return digits;
}

std::string rotating_digits(std::string_view key, std::int64_t step) {
  std::string counter(8, '\0');
  for (std::size_t i = counter.size(); i > 0; --i, step >>= 8) {
    counter[i - 1] = static_cast<char>(step & 0xff);
  }
  return truncated(key, counter, changing_digits);
}

std::string rotating_text(std::string_view member_code, std::string_view digits) {
  return std::string(rotating_prefix) + std::string(member_code.substr(1, member_digits)) +
         std::string(digits);
}

std::optional<Rotating> parse_rotating(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c != ' ') digits += c;
  }
  constexpr std::size_t length = rotating_prefix.size() + member_digits + changing_digits;
  if (digits.size() != length || !digits.starts_with(rotating_prefix) || !all_digits(digits)) {
    return std::nullopt;
  }
  const std::string member = digits.substr(rotating_prefix.size(), member_digits);
  return Rotating{"M" + member + luhn_digit(member), digits.substr(length - changing_digits)};
}

bool is_pin(std::string_view text) { return text.size() == pin_length && all_digits(text); }

bool is_weak(std::string_view pin, const PinFacts& facts) {
  const std::set<char> different(pin.begin(), pin.end());
  return different.size() < 3 || is_run(pin) || repeats(pin) || pin == facts.phone_end ||
         (facts.birthday && is_birthday(pin, *facts.birthday));
}

}  // namespace guanxi::proofs
