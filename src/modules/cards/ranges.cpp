#include "modules/cards/ranges.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "base/check.h"
#include "modules/cards/check_digits.h"

namespace guanxi::cards {
namespace {

constexpr std::string_view number_characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr int virtual_serial_length = 15;

bool is_decimal(char c) { return c >= '0' && c <= '9'; }

std::string padded(std::int64_t serial, int length) {
  std::string digits = std::to_string(serial);
  GX_CHECK(serial >= 0 && digits.size() <= static_cast<std::size_t>(length));
  digits.insert(0, static_cast<std::size_t>(length) - digits.size(), '0');
  return digits;
}

/// Reads the numbers of a range character by character. What has been read so far may still be the
/// beginning of the first serial, of the last, or of neither.
class NumberReader {
 public:
  explicit NumberReader(const NumberRange& range)
      : form_(range.form),
        first_(padded(range.first, range.form.serial_length)),
        last_(padded(range.last, range.form.serial_length)) {}

  struct Place {
    bool on_first = true, on_last = true;
    auto operator<=>(const Place&) const = default;
  };
  /// The place behind `c` as character number `at`; nullopt if no number of the range goes on so.
  std::optional<Place> read(Place place, std::size_t at, char c) const {
    if (at < form_.prefix.size()) return keep_if(c == form_.prefix[at], place);
    at -= form_.prefix.size();
    if (at < first_.size()) {
      if (!is_decimal(c) || (place.on_first && c < first_[at]) || (place.on_last && c > last_[at]))
        return std::nullopt;
      return Place{place.on_first && c == first_[at], place.on_last && c == last_[at]};
    }
    at -= first_.size();
    const auto check_length = static_cast<std::size_t>(form_.check_length);
    if (at < check_length) return keep_if(is_decimal(c), place);
    return keep_if(c == form_.suffix[at - check_length], place);
  }

 private:
  static std::optional<Place> keep_if(bool fits, Place place) {
    return fits ? std::optional(place) : std::nullopt;
  }

  const NumberForm& form_;
  std::string first_, last_;
};

}  // namespace

std::int64_t serial_max(int length) {
  GX_CHECK(length >= 1 && length <= serial_length_max);
  std::int64_t max = 1;
  for (int i = 0; i < length; ++i) max *= 10;
  return max - 1;
}

std::string printed_number(const NumberForm& form, std::int64_t serial) {
  const std::string body = form.prefix + padded(serial, form.serial_length);
  return body + check_digits(body, form.check_length) + form.suffix;
}

bool may_meet(const NumberRange& a, const NumberRange& b) {
  if (a.form.length() != b.form.length() || a.first > a.last || b.first > b.last) return false;
  const NumberReader one(a), other(b);
  using Places = std::pair<NumberReader::Place, NumberReader::Place>;
  std::set<Places> reached{{}};
  for (std::size_t at = 0; at < a.form.length() && !reached.empty(); ++at) {
    std::set<Places> next;
    for (const auto& [in_one, in_other] : reached) {
      for (const char c : number_characters) {
        const auto here = one.read(in_one, at, c);
        const auto there = other.read(in_other, at, c);
        if (here && there) next.emplace(*here, *there);
      }
    }
    reached = std::move(next);
  }
  return !reached.empty();
}

NumberFit fit_of(const NumberRange& range, std::string_view number) {
  if (number.size() != range.form.length() || range.first > range.last) return NumberFit::outside;
  const NumberReader reader(range);
  std::optional<NumberReader::Place> place(std::in_place);
  for (std::size_t at = 0; at < number.size() && place; ++at) {
    place = reader.read(*place, at, number[at]);
  }
  if (!place) return NumberFit::outside;
  const auto check_length = static_cast<std::size_t>(range.form.check_length);
  const std::size_t body = number.size() - range.form.suffix.size() - check_length;
  return check_digits_fit(number.substr(0, body), number.substr(body, check_length))
             ? NumberFit::inside
             : NumberFit::mistyped;
}

NumberRange virtual_numbers() {
  return {{"V", "", virtual_serial_length, 0}, 0, serial_max(virtual_serial_length)};
}

}  // namespace guanxi::cards
