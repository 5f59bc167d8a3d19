// Cells of fields that a programme defines, and ids of WeChat.
#include <algorithm>

#include "base/text.h"
#include "flows/rosters/person.h"
#include "modules/members/externals.h"

namespace guanxi::rosters {
namespace {

constexpr std::size_t wechat_id_length_max = 64;

bool is_wechat_id(std::string_view text) {
  return !text.empty() && text.size() <= wechat_id_length_max &&
         std::ranges::all_of(text, [](char c) {
           return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                  c == '_';
         });
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string truth_in(const std::string& cell) {
  constexpr std::string_view yes[] = {"是", "有", "y", "yes", "true", "1"};
  constexpr std::string_view no[] = {"否", "无", "没有", "n", "no", "false", "0"};
  const std::string said = lower_case(cell);
  if (std::ranges::find(yes, said) != std::end(yes)) return "true";
  return std::ranges::find(no, said) != std::end(no) ? "false" : cell;
}

std::string choice_in(const profiles::Field& field, const std::string& cell) {
  const std::string said = lower_case(cell);
  for (const profiles::Choice& choice : field.choices) {
    for (const std::string& name : {choice.code, choice.zh, choice.en}) {
      if (lower_case(name) == said) return choice.code;
    }
  }
  return cell;
}

void read_place(
    Person& person, const Reading& reading, std::span<const std::string> cells, Faults& faults
) {
  profiles::Address place;
  place.division = reading.mapping.cell(cells, Field::division);
  place.street = reading.mapping.cell(cells, Field::street);
  place.postcode = reading.mapping.cell(cells, Field::postcode);
  if (place.division.empty() && place.street.empty() && place.postcode.empty()) return;
  faults.add(profiles::check(place));
  person.place = std::move(place);
}

void read_wechat(
    Person& person,
    const Reading& reading,
    std::span<const std::string> cells,
    Field column,
    members::ExternalSystem system,
    Faults& faults
) {
  const bool of_app = system == members::ExternalSystem::wechat_openid;
  std::string cell = reading.mapping.cell(cells, column);
  std::optional<std::string> app = of_app ? reading.wechat_app : std::nullopt;
  if (const auto sign = cell.find(':'); of_app && sign != std::string::npos && sign > 0) {
    app = cell.substr(0, sign);  // "wx0123:oAbc", as an export writes it
    cell.erase(0, sign + 1);
  }
  if (reading.mapping.cell(cells, column).empty()) return;
  const char* const name = word(column).data();
  const std::string pointer = std::string("/") + name;
  const bool fits = is_wechat_id(cell) && (!app || is_wechat_id(*app));
  if (!fits) {
    faults.add(fail(ErrorCode::bad_format, pointer, {{"expected", std::string("@") + name}}));
    return;
  }
  const auto text = members::external_text(system, cell, app);
  if (!text) {
    faults.add(fail(text.error().code, pointer, {{"field", "wechat_app"}}));
    return;
  }
  person.externals.push_back({*text, name});
}

}  // namespace

std::vector<std::string> parts_of(std::string_view cell) {
  constexpr std::string_view signs[] = {";", ",", "|", "、", "；", "，"};
  std::vector<std::string> parts;
  const auto end_part = [&](std::string_view part) {
    if (std::string text = tidy(part); !text.empty()) parts.push_back(std::move(text));
  };
  std::size_t begin = 0;
  for (std::size_t at = 0; at < cell.size();) {
    const auto sign = std::ranges::find_if(signs, [&](std::string_view one) {
      return cell.substr(at).starts_with(one);
    });
    if (sign == std::end(signs)) {
      ++at;
      continue;
    }
    end_part(cell.substr(begin, at - begin));
    at += sign->size();
    begin = at;
  }
  end_part(cell.substr(begin));
  return parts;
}

std::vector<std::string> written_in(
    const profiles::Field& field, const std::string& cell, bool workbook
) {
  using enum profiles::FieldKind;
  switch (field.kind) {
    case text:
      return {cell};
    case number: {
      std::string plain = cell;
      std::erase(plain, ',');
      return {plain};
    }
    case date: {
      const auto day = parse_day(cell, workbook);
      return {day ? day->to_string() : cell};
    }
    case choice:
      return {choice_in(field, cell)};
    case choices: {
      std::vector<std::string> chosen = parts_of(cell);
      for (std::string& one : chosen) one = choice_in(field, one);
      return chosen;
    }
    case boolean:
      return {truth_in(cell)};
  }
  return {cell};
}

void read_defined(
    Person& person, const Reading& reading, std::span<const std::string> cells, Faults& faults
) {
  using members::ExternalSystem;
  read_wechat(
      person, reading, cells, Field::wechat_unionid, ExternalSystem::wechat_unionid, faults
  );
  read_wechat(person, reading, cells, Field::wechat_openid, ExternalSystem::wechat_openid, faults);
  read_place(person, reading, cells, faults);
  for (std::size_t i = 0; i < reading.mapping.header().size(); ++i) {
    const auto& code = reading.mapping.defined(i);
    if (!code) continue;
    const std::string cell = Mapping::cell(cells, i);
    const auto field = std::ranges::find(reading.defined, *code, &profiles::Field::code);
    if (cell.empty() || field == reading.defined.end()) continue;
    Person::Value value{*code, written_in(*field, cell, reading.workbook)};
    const std::string pointer = "/" + std::string(defined_prefix) + *code;
    if (const auto read = profiles::read_value(*field, value.written, pointer); !read) {
      faults.add(read.error());
    }
    person.values.push_back(std::move(value));
  }
}

}  // namespace guanxi::rosters
