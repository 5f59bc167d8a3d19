#include "modules/profiles/rules.h"

#include <algorithm>
#include <array>

#include "base/naming.h"
#include "base/text.h"

namespace guanxi::profiles {
namespace {

constexpr std::size_t street_length_max = 200;
const Date date_min = *Date::of(1900, 1, 1), date_max = *Date::of(2100, 12, 31);

// The first two digits of GB/T 2260: provinces, municipalities, autonomous and special regions.
constexpr std::array<std::string_view, 34> provinces = {
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34",
    "35", "36", "37", "41", "42", "43", "44", "45", "46", "50", "51", "52",
    "53", "54", "61", "62", "63", "64", "65", "71", "81", "82"};

bool is_choosing(FieldKind kind) { return kind == FieldKind::choice || kind == FieldKind::choices; }

Outcome tidy_text(std::string& text, std::string pointer, std::size_t length_max, bool required) {
  if (!is_valid_utf8(text)) return fail(ErrorCode::bad_format, std::move(pointer));
  text = tidy(text);
  if (text.empty() && !required) return ok();
  return check_name(text, std::move(pointer), length_max);
}

Outcome check_choices(const Field& field) {
  if (!is_choosing(field.kind)) {
    if (field.choices.empty()) return ok();
    return fail(ErrorCode::unknown_value, "/choices");
  }
  if (field.choices.size() < 2) {
    return fail(ErrorCode::too_few, "/choices", {{"min", "2"}});
  }
  if (field.choices.size() > choices_max) {
    return fail(ErrorCode::too_many, "/choices", {{"max", std::to_string(choices_max)}});
  }
  Faults faults;
  for (std::size_t i = 0; i < field.choices.size(); ++i) {
    const Choice& choice = field.choices[i];
    const std::string at = "/choices/" + std::to_string(i);
    faults.add(check_code(choice.code, at + "/code"));
    faults.add(check_name(choice.zh, at + "/zh")).add(check_name(choice.en, at + "/en"));
    const auto same = [&](const Choice& other) { return other.code == choice.code; };
    if (std::ranges::count_if(field.choices, same) > 1) {
      faults.add(fail(ErrorCode::code_taken, at + "/code", {{"code", choice.code}}));
    }
  }
  return faults.outcome();
}

/// "42.5" with one decimal: 425. nullopt if it is no such number.
std::optional<std::int64_t> parse_number(std::string_view text, int decimals) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::string_view whole = text.substr(0, text.find('.'));
  std::string_view part = whole.size() < text.size() ? text.substr(whole.size() + 1) : "";
  const bool dot = whole.size() < text.size();
  if (whole.empty() || !all_digits(whole) || (dot && (part.empty() || !all_digits(part))))
    return std::nullopt;
  if (part.size() > static_cast<std::size_t>(decimals)) return std::nullopt;
  std::string digits(whole);
  digits += part;
  digits.append(static_cast<std::size_t>(decimals) - part.size(), '0');
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  if (digits.size() > 15) return std::nullopt;  // what every JSON reader keeps exactly
  const std::int64_t value = std::stoll(digits);
  return negative ? -value : value;
}

std::string number_text(std::int64_t value, int decimals) {
  std::string digits = std::to_string(value < 0 ? -value : value);
  const auto places = static_cast<std::size_t>(decimals);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (decimals > 0) digits.insert(digits.size() - places, ".");
  return value < 0 ? "-" + digits : digits;
}

Result<std::string> read_number(
    const Field& field, const std::string& text, const std::string& pointer
) {
  const auto value = parse_number(text, field.decimals);
  if (!value) return fail(ErrorCode::bad_format, pointer);
  if ((field.min && *value < *field.min) || (field.max && *value > *field.max)) {
    Error error = fail(ErrorCode::out_of_range, pointer);
    if (field.min) error.facts.emplace_back("min", number_text(*field.min, field.decimals));
    if (field.max) error.facts.emplace_back("max", number_text(*field.max, field.decimals));
    return error;
  }
  return number_text(*value, field.decimals);
}

Result<std::string> read_text(
    const Field& field, const std::string& text, const std::string& pointer
) {
  std::string tidied = text;
  const auto length = static_cast<std::size_t>(field.max.value_or(text_length_max));
  GX_TRY_VOID(tidy_text(tidied, pointer, length, true));
  return tidied;
}

Result<std::string> read_choices(
    const Field& field, std::vector<std::string> written, const std::string& pointer
) {
  for (const std::string& code : written) {
    const auto same = [&](const Choice& choice) { return choice.code == code; };
    if (std::ranges::none_of(field.choices, same)) return fail(ErrorCode::unknown_value, pointer);
  }
  std::ranges::sort(written);
  const auto rest = std::ranges::unique(written);
  written.erase(rest.begin(), rest.end());
  std::string joined;
  for (const std::string& code : written) joined += (joined.empty() ? "" : " ") + code;
  return joined;
}

}  // namespace

Outcome check(const Field& field) {
  Faults faults;
  faults.add(check_code(field.code, "/code"))
      .add(check_name(field.label_zh, "/label_zh"))
      .add(check_name(field.label_en, "/label_en"))
      .add(check_choices(field));
  const bool number = field.kind == FieldKind::number, text = field.kind == FieldKind::text;
  faults.add(check_range(field.decimals, 0, number ? decimals_max : 0, "/decimals"));
  if (field.min && !number) faults.add(fail(ErrorCode::unknown_value, "/min"));
  if (field.max && !number && !text) faults.add(fail(ErrorCode::unknown_value, "/max"));
  if (field.max && text) faults.add(check_range(*field.max, 1, text_length_max, "/max"));
  if (number && field.min && field.max && *field.min > *field.max) {
    faults.add(fail(ErrorCode::out_of_range, "/max", {{"min", std::to_string(*field.min)}}));
  }
  return faults.outcome();
}

Outcome check_change(const Field& before, const Field& after) {
  Faults faults;
  const auto fixed = [&](bool same, const char* pointer) {
    if (!same) faults.add(fail(ErrorCode::unknown_value, pointer));
  };
  fixed(before.kind == after.kind, "/kind");
  fixed(before.use == after.use, "/use");
  fixed(before.decimals == after.decimals, "/decimals");
  fixed(before.personal == after.personal, "/personal");
  fixed(before.searchable == after.searchable, "/searchable");
  for (const Choice& choice : before.choices) {
    const auto same = [&](const Choice& other) { return other.code == choice.code; };
    fixed(std::ranges::any_of(after.choices, same), "/choices");
  }
  return faults.outcome();
}

Result<std::string> read_value(
    const Field& field, const std::vector<std::string>& written, const std::string& pointer
) {
  GX_CHECK(!written.empty());
  if (field.kind == FieldKind::choices) return read_choices(field, written, pointer);
  if (written.size() > 1) return fail(ErrorCode::too_many, pointer, {{"max", "1"}});
  const std::string& text = written.front();
  switch (field.kind) {
    case FieldKind::text:
      return read_text(field, text, pointer);
    case FieldKind::number:
      return read_number(field, text, pointer);
    case FieldKind::date: {
      const auto date = Date::parse(text);
      if (!date) return fail(ErrorCode::bad_format, pointer);
      if (*date < date_min || *date > date_max) return fail(ErrorCode::out_of_range, pointer);
      return date->to_string();
    }
    case FieldKind::boolean:
      if (text != "true" && text != "false") return fail(ErrorCode::unknown_value, pointer);
      return text;
    case FieldKind::choice:
    case FieldKind::choices:
      return read_choices(field, written, pointer);
  }
  GX_CHECK(false);
}

Outcome check_division(std::string_view division, const std::string& pointer) {
  const bool shaped = division.size() == 6 && all_digits(division);
  const bool known =
      shaped && std::ranges::find(provinces, division.substr(0, 2)) != provinces.end();
  const bool whole = shaped && (division.substr(2, 2) != "00" || division.substr(4) == "00");
  if (known && whole) return ok();
  return fail(ErrorCode::bad_format, pointer, {{"expected", "310101"}});
}

Outcome check(Address& address) {
  Faults faults;
  faults.add(check_division(address.division, "/division"))
      .add(tidy_text(address.street, "/street", street_length_max, true))
      .add(tidy_text(address.recipient, "/recipient", name_length_max, false));
  if (!address.phone.empty()) {
    const auto phone = Phone::parse(address.phone);
    if (!phone) {
      faults.add(fail(ErrorCode::bad_format, "/phone", {{"expected", "@phone"}}));
    } else {
      address.phone = phone->reveal_e164();
    }
  }
  if (!address.postcode.empty() &&
      (address.postcode.size() != 6 || !all_digits(address.postcode))) {
    faults.add(fail(ErrorCode::bad_format, "/postcode", {{"expected", "200001"}}));
  }
  return faults.outcome();
}

Outcome check(Relative& relative, Date today) {
  Faults faults;
  faults.add(tidy_text(relative.name, "/name", name_length_max, false));
  if (relative.name.empty() && !relative.birthday) {
    faults.add(fail(ErrorCode::missing_field, "/name", {{"field", "name"}}));
  }
  if (relative.birthday && (*relative.birthday < date_min || *relative.birthday > today)) {
    faults.add(fail(
        ErrorCode::out_of_range,
        "/birthday",
        {{"min", date_min.to_string()}, {"max", today.to_string()}}
    ));
  }
  return faults.outcome();
}

}  // namespace guanxi::profiles
