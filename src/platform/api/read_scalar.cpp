// Single values: their forms, their limits, their refusals.
#include <algorithm>
#include <charconv>
#include <limits>

#include "base/text.h"
#include "platform/api/read.h"

namespace guanxi::api {
namespace {

constexpr std::int64_t exact_in_json_max =
    (std::int64_t{1} << 53) - 1;  // RFC 7493 (I-JSON), section 2.2
constexpr std::int64_t string_max_default = 1000;
constexpr std::int64_t items_max_default = 1000;
// Together they keep price × quantity far inside 64 bits of minor units.
constexpr std::int64_t quantity_milli_max = 9'999'999'999;
constexpr std::int64_t unit_price_e4_max = 999'999'999'999;
constexpr std::int64_t rate_max = 1'000'000 * rate_one;

constexpr const char* integer_term = "@integer";

void refuse(
    ErrorCode code,
    const Place& place,
    std::vector<std::pair<std::string, std::string>> facts,
    Reading& reading
) {
  if (!reading.is_full()) reading.errors.push_back(fail(code, place.pointer(), std::move(facts)));
}

bool allowed_code_character(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
         c == '_' || c == '.' || c == '/' || c == ':';
}

/// The term that names what was wrong with the characters, or null.
const char* wrong_characters(std::string_view text, Chars chars) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    switch (chars) {
      case Chars::code:
        if (!allowed_code_character(c)) return "@code_characters";
        break;
      case Chars::digits:
        if (c < '0' || c > '9') return "@digits";
        break;
      case Chars::lines:
        if (c == '\n' || c == '\t') break;
        [[fallthrough]];
      case Chars::text: {
        const bool c1 =
            c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if (c < 0x20 || c == 0x7F || c1) return "@no_control_characters";
      }
    }
  }
  return nullptr;
}

std::int64_t count_code_points(std::string_view text) {
  std::int64_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  return count;
}

std::pair<std::int64_t, std::int64_t> limits_in_force(
    const Type& type, const Field* field, const Reading& reading
) {
  if (!reading.is_stored()) return limits_of(type, field);
  if (type.kind == Kind::int32) return limits_of(type, nullptr);
  return {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
}

void read_plain_string(
    const Type& type,
    const Field* field,
    std::string_view text,
    const Place& place,
    void* out,
    Reading& reading
) {
  const auto [min, max] = limits_in_force(type, field, reading);
  const std::int64_t length = count_code_points(text);
  if (length < min)
    return refuse(ErrorCode::too_short, place, {{"min", std::to_string(min)}}, reading);
  if (length > max)
    return refuse(ErrorCode::too_long, place, {{"max", std::to_string(max)}}, reading);
  const Chars chars = field != nullptr ? field->chars : Chars::text;
  if (const char* const term = reading.is_stored() ? nullptr : wrong_characters(text, chars)) {
    return refuse(ErrorCode::bad_format, place, {{"expected", term}}, reading);
  }
  static_cast<std::string*>(out)->assign(text);
}

void read_enum(
    const Type& type, std::string_view text, const Place& place, void* out, Reading& reading
) {
  for (const EnumValue& value : type.values) {
    if (value.name == text) return type.from_int(out, value.value);
  }
  std::string allowed;
  for (const EnumValue& value : type.values) {
    if (!allowed.empty()) allowed += ", ";
    allowed += value.name;
  }
  refuse(ErrorCode::unknown_value, place, {{"allowed", allowed}}, reading);
}

/// Stores a parsed value when its number lies within the limits.
template <class T>
void store(
    const std::optional<T>& parsed,
    std::int64_t number,
    const Type& type,
    const Field* field,
    const char* expected,
    const Place& place,
    void* out,
    Reading& reading
) {
  if (!parsed) return refuse(ErrorCode::bad_format, place, {{"expected", expected}}, reading);
  const auto [min, max] = limits_in_force(type, field, reading);
  if (number < min || number > max) return out_of_range(type, field, place, reading);
  *static_cast<T*>(out) = *parsed;
}

void read_rate(
    const Type& type,
    const Field* field,
    std::string_view text,
    const Place& place,
    void* out,
    Reading& reading
) {
  if (const auto slash = text.find('/'); reading.is_stored() && slash != std::string_view::npos) {
    const auto numerator = parse_decimal(text.substr(0, slash), 0);
    const auto denominator = parse_decimal(text.substr(slash + 1), 0);
    if (!numerator || denominator.value_or(0) <= 0)
      return refuse(ErrorCode::bad_format, place, {{"expected", "@rate"}}, reading);
    *static_cast<Rate*>(out) = Rate::of(*numerator, *denominator);
    return;
  }
  const auto billionths = parse_decimal(text, 9);
  const auto rate = billionths ? std::optional(Rate::of(*billionths, rate_one)) : std::nullopt;
  store(rate, billionths.value_or(0), type, field, "@rate", place, out, reading);
}

}  // namespace

bool is_scalar(const Type& type) {
  switch (type.kind) {
    case Kind::money:
    case Kind::optional:
    case Kind::patch:
    case Kind::list:
    case Kind::object:
    case Kind::one_of:
    case Kind::json:
      return false;
    default:
      return true;
  }
}

std::int64_t items_max_of(const Field* field) {
  return field != nullptr && field->max_items != unset ? field->max_items : items_max_default;
}

std::pair<std::int64_t, std::int64_t> limits_of(const Type& type, const Field* field) {
  std::int64_t min = -exact_in_json_max;
  std::int64_t max = exact_in_json_max;
  switch (type.kind) {
    case Kind::int32:
      min = std::numeric_limits<int>::min();
      max = std::numeric_limits<int>::max();
      break;
    case Kind::string:
      min = 1;
      max = string_max_default;
      break;
    case Kind::quantity:
      min = -quantity_milli_max;
      max = quantity_milli_max;
      break;
    case Kind::unit_price:
      min = -unit_price_e4_max;
      max = unit_price_e4_max;
      break;
    case Kind::rate:
      min = -rate_max;
      max = rate_max;
      break;
    default:
      break;
  }
  if (field != nullptr && field->min != unset) min = field->min;
  if (field != nullptr && field->max != unset) max = field->max;
  if (type.kind == Kind::int32) {
    min = std::max<std::int64_t>(min, std::numeric_limits<int>::min());
    max = std::min<std::int64_t>(max, std::numeric_limits<int>::max());
  }
  return {min, max};
}

std::string limit_text(const Type& type, std::int64_t limit) {
  switch (type.kind) {
    case Kind::quantity:
      return format_decimal(limit, 3);
    case Kind::unit_price:
      return format_decimal(limit, 4, 2);
    case Kind::rate:
      return format_decimal(limit, 9);
    default:
      return std::to_string(limit);
  }
}

void out_of_range(const Type& type, const Field* field, const Place& place, Reading& reading) {
  const auto [min, max] = limits_of(type, field);
  refuse(
      ErrorCode::out_of_range,
      place,
      {{"min", limit_text(type, min)}, {"max", limit_text(type, max)}},
      reading
  );
}

void read_integer(
    const Type& type,
    const Field* field,
    std::int64_t value,
    const Place& place,
    void* out,
    Reading& reading
) {
  const auto [min, max] = limits_in_force(type, field, reading);
  if (value < min || value > max) return out_of_range(type, field, place, reading);
  switch (type.kind) {
    case Kind::int32:
      *static_cast<int*>(out) = static_cast<int>(value);
      return;
    case Kind::int64:
      *static_cast<std::int64_t*>(out) = value;
      return;
    case Kind::points:
      *static_cast<Points*>(out) = Points(value);
      return;
    default:
      GX_CHECK_WHY(false, "not an integer type");
  }
}

void read_string_form(
    const Type& type,
    const Field* field,
    std::string_view text,
    const Place& place,
    void* out,
    Reading& reading
) {
  switch (type.kind) {
    case Kind::string:
      return read_plain_string(type, field, text, place, out, reading);
    case Kind::enumeration:
      return read_enum(type, text, place, out, reading);
    case Kind::rate:
      return read_rate(type, field, text, place, out, reading);
    case Kind::id: {
      const auto id = parse_id(text);
      if (!id) return refuse(ErrorCode::bad_format, place, {{"expected", "@id"}}, reading);
      return type.from_int(out, *id);
    }
    case Kind::currency: {
      const auto currency = Currency::parse(text);
      if (!currency)
        return refuse(ErrorCode::unknown_value, place, {{"allowed", "@currency"}}, reading);
      *static_cast<Currency*>(out) = *currency;
      return;
    }
    case Kind::quantity: {
      const auto quantity = Quantity::parse(text);
      return store(
          quantity, quantity ? quantity->milli() : 0, type, field, "@quantity", place, out, reading
      );
    }
    case Kind::unit_price: {
      const auto price = UnitPrice::parse(text);
      return store(price, price ? price->e4() : 0, type, field, "@unit_price", place, out, reading);
    }
    case Kind::date: {
      const auto date = Date::parse(text);
      return store(date, date ? date->yyyymmdd() : 0, type, field, "@date", place, out, reading);
    }
    case Kind::instant: {
      const auto instant = Instant::parse(text);
      return store(instant, 0, type, field, "@instant", place, out, reading);
    }
    default:
      GX_CHECK_WHY(false, "not a type that is written as a string");
  }
}

void read_text(
    const Type& type,
    const Field* field,
    std::string_view text,
    const Place& place,
    void* out,
    Reading& reading
) {
  if (!is_valid_utf8(text))
    return refuse(ErrorCode::bad_format, place, {{"expected", "@unicode"}}, reading);
  switch (type.kind) {
    case Kind::boolean:
      if (text != "true" && text != "false") {
        return refuse(ErrorCode::unknown_value, place, {{"allowed", "true, false"}}, reading);
      }
      *static_cast<bool*>(out) = text == "true";
      return;
    case Kind::int32:
    case Kind::int64:
    case Kind::points: {
      std::int64_t value = 0;
      const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      const bool whole = rest == text.data() + text.size();
      if (whole && error == std::errc::result_out_of_range)
        return out_of_range(type, field, place, reading);
      if (!whole || error != std::errc() || text != std::to_string(value)) {
        return refuse(ErrorCode::wrong_type, place, {{"expected", integer_term}}, reading);
      }
      return read_integer(type, field, value, place, out, reading);
    }
    default:
      return read_string_form(type, field, text, place, out, reading);
  }
}

}  // namespace guanxi::api
