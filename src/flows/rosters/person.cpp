#include "flows/rosters/person.h"

#include <algorithm>
#include <array>

#include "base/naming.h"
#include "base/quantity.h"
#include "base/text.h"
#include "platform/files/xlsx.h"

namespace guanxi::rosters {
namespace {

constexpr std::size_t shown_digits = 15;  // what a spreadsheet shows of a number
// Sums of everybody's balances have room in 64 bits.
constexpr std::int64_t opening_points_max = 1'000'000'000;
constexpr std::int64_t opening_stored_max = 1'000'000'000;  // minor units; the legal limit is lower

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool remove_suffix(std::string& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.resize(text.size() - suffix.size());
  return true;
}

/// Adds one to the last digit of decimal text.
void round_up(std::string& text) {
  for (std::size_t i = text.size(); i-- > 0;) {
    if (text[i] == '.') continue;
    if (text[i] != '9') {
      ++text[i];
      return;
    }
    text[i] = '0';
  }
  text.insert(0, "1");
}

/// Decimal text rounded half up to the digits that are shown, without noughts at its end.
std::string as_shown(std::string text) {
  const std::size_t point = text.find('.');
  if (point == std::string::npos) return text;
  const std::size_t first = text.find_first_of("123456789");
  if (first == std::string::npos) return text;
  const std::size_t from = first > point ? point + 1 : first;  // 0.05: the noughts count as well
  const std::size_t kept = from + shown_digits + (from <= point ? 1 : 0);
  if (kept < text.size() && kept > point) {
    const bool up = text[kept] >= '5';
    text.resize(kept);
    if (up) round_up(text);
  }
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

/// "2026/1/5" and the like: three numbers with what stands between them.
std::optional<Date> date_of_parts(std::string_view text) {
  std::array<int, 3> parts{};
  std::array<std::string_view, 3> between{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::size_t length = 0;
    while (length < text.size() && length < 4 && is_digit(text[length])) {
      parts[i] = parts[i] * 10 + (text[length++] - '0');
    }
    if (length == 0) return std::nullopt;
    text.remove_prefix(length);
    const std::size_t next = std::min(text.find_first_of("0123456789"), text.size());
    between[i] = text.substr(0, next);
    text.remove_prefix(next);
  }
  const bool plain = (between[0] == "-" || between[0] == "/" || between[0] == ".") &&
                     between[1] == between[0] && between[2].empty();
  const bool chinese =
      between[0] == "年" && between[1] == "月" && (between[2] == "日" || between[2].empty());
  if (!text.empty() || (!plain && !chinese)) return std::nullopt;
  return Date::of(parts[0], parts[1], parts[2]);
}

template <class T>
std::optional<T> parse(const std::string& text, Field field, Faults& faults) {
  if (text.empty()) return std::nullopt;
  auto value = T::parse(text);
  if (!value) {
    const std::string name(word(field));
    faults.add(fail(ErrorCode::bad_format, "/" + name, {{"expected", "@" + name}}));
  }
  return value;
}

class RowReader {
 public:
  RowReader(const Reading& reading, std::span<const std::string> cells)
      : reading_(reading), cells_(cells) {}

  std::string text(Field field) const { return reading_.mapping.cell(cells_, field); }

  std::optional<Date> day(Field field) {
    const std::string cell = text(field);
    if (cell.empty()) return std::nullopt;
    auto day = parse_day(cell, reading_.workbook);
    if (!day) blame(field, {{"expected", "@date"}});
    return day;
  }
  std::optional<members::Gender> gender() {
    const std::string cell = text(Field::gender);
    if (cell.empty()) return std::nullopt;
    auto gender = parse_gender(cell);
    if (!gender) {
      faults_.add(
          fail(ErrorCode::unknown_value, "/gender", {{"allowed", "男, 女, male, female, 1, 2"}})
      );
    }
    return gender;
  }
  std::optional<cards::State> card_state() {
    const std::string cell = text(Field::card_state);
    if (cell.empty()) return std::nullopt;
    auto state = parse_card_state(cell);
    if (!state) {
      faults_.add(fail(
          ErrorCode::unknown_value,
          "/card_state",
          {{"allowed", "正常, 冻结, 挂失, active, frozen, lost"}}
      ));
    }
    return state;
  }
  /// Nothing to book is nothing said.
  std::optional<std::int64_t> amount(Field field, int digits, std::int64_t max) {
    const std::string cell = text(field);
    if (cell.empty()) return std::nullopt;
    const auto amount = parse_amount(cell, digits, reading_.workbook);
    if (!amount) {
      blame(field, {{"expected", digits == 0 ? "@not_negative" : "@amount"}});
      return std::nullopt;
    }
    if (*amount > max) {
      faults_.add(fail(
          ErrorCode::out_of_range,
          "/" + std::string(word(field)),
          {{"max", format_decimal(max, digits)}}
      ));
      return std::nullopt;
    }
    return *amount == 0 ? std::nullopt : amount;
  }
  Faults& faults() { return faults_; }

 private:
  void blame(Field field, std::vector<std::pair<std::string, std::string>> facts) {
    faults_.add(fail(ErrorCode::bad_format, "/" + std::string(word(field)), std::move(facts)));
  }

  const Reading& reading_;
  std::span<const std::string> cells_;
  Faults faults_;
};

}  // namespace

std::optional<Date> parse_day(std::string_view text, bool workbook) {
  std::string day(text);
  if (const auto blank = day.find_first_of(" T"); blank != std::string::npos) {
    const std::string_view time = std::string_view(day).substr(blank + 1);
    if (time.find_first_not_of("0:.Z") != std::string_view::npos) return std::nullopt;
    day.resize(blank);
  }
  const bool digits = std::ranges::all_of(day, is_digit);
  if (digits && day.size() == 8) return Date::from_yyyymmdd(std::stoll(day));
  if (digits && workbook) return files::date_of_serial(day);
  return date_of_parts(day);
}

std::optional<members::Gender> parse_gender(std::string_view text) {
  using enum members::Gender;
  static constexpr std::pair<std::string_view, members::Gender> words[] = {
      {"男", male},
      {"男性", male},
      {"先生", male},
      {"male", male},
      {"m", male},
      {"1", male},
      {"女", female},
      {"女性", female},
      {"女士", female},
      {"小姐", female},
      {"female", female},
      {"f", female},
      {"2", female},
      {"未知", unknown},
      {"不详", unknown},
      {"保密", unknown},
      {"unknown", unknown},
      {"0", unknown},
      {"9", unknown}};
  const std::string wanted = lower(text);
  for (const auto& [name, gender] : words) {
    if (name == wanted) return gender;
  }
  return std::nullopt;
}

std::optional<cards::State> parse_card_state(std::string_view text) {
  using enum cards::State;
  static constexpr std::pair<std::string_view, cards::State> words[] = {
      {"正常", active},
      {"有效", active},
      {"active", active},
      {"冻结", frozen},
      {"frozen", frozen},
      {"挂失", lost},
      {"遗失", lost},
      {"lost", lost}};
  const std::string wanted = lower(text);
  for (const auto& [name, state] : words) {
    if (name == wanted) return state;
  }
  return std::nullopt;
}

std::optional<std::int64_t> parse_amount(std::string_view text, int digits, bool workbook) {
  std::string plain(text);
  for (const std::string_view sign : {"¥", "￥", "$"}) {
    if (plain.starts_with(sign)) plain.erase(0, sign.size());
  }
  remove_suffix(plain, "元");
  // Commas between thousands, or none: "1,5" is no amount that everybody reads alike.
  const std::size_t point = std::min(plain.find('.'), plain.size());
  std::size_t since = 0;
  for (std::size_t i = point; i-- > 0;) {
    if (plain[i] == ',') {
      if (since != 3 || i == 0) return std::nullopt;
      plain.erase(i, 1);
      since = 0;
    } else {
      ++since;
    }
  }
  if (plain.empty() || !is_digit(plain.front())) return std::nullopt;
  if (std::ranges::any_of(plain, [](char c) { return !is_digit(c) && c != '.'; })) {
    return std::nullopt;
  }
  if (workbook) plain = as_shown(std::move(plain));
  if (const auto dot = plain.find('.'); dot != std::string::npos) {
    const std::size_t kept = dot + static_cast<std::size_t>(digits) + 1;
    while (plain.size() > kept && plain.ends_with('0')) plain.pop_back();  // 100.0 points
    if (digits == 0 && plain.ends_with('.')) plain.pop_back();
  }
  return parse_decimal(plain, digits);
}

Result<Person> read_person(const Reading& reading, std::span<const std::string> cells) {
  RowReader row(reading, cells);
  Person person;
  person.name = row.text(Field::name);
  person.address = row.text(Field::address);
  person.language = row.text(Field::language);
  person.card = row.text(Field::card);
  person.external_id = row.text(Field::external_id);
  person.member_id = row.text(Field::member_id);
  person.store = row.text(Field::store);
  person.referrer = row.text(Field::referrer);
  person.gender = row.gender();
  person.card_state = row.card_state();
  person.birthday = row.day(Field::birthday);
  person.joined_on = row.day(Field::joined_on);
  person.phone = parse<Phone>(row.text(Field::phone), Field::phone, row.faults());
  person.email = parse<Email>(row.text(Field::email), Field::email, row.faults());
  person.id_number = parse<IdNumber>(row.text(Field::id_number), Field::id_number, row.faults());
  if (const auto points = row.amount(Field::points, 0, opening_points_max)) {
    person.points = Points(*points);
  }
  person.points_until = row.day(Field::points_until);
  const int fraction = reading.currency.minor_digits();
  if (const auto stored = row.amount(Field::stored_value, fraction, opening_stored_max)) {
    person.stored = Money(*stored, reading.currency);
  }
  if (const auto change = row.amount(Field::small_change, fraction, opening_stored_max)) {
    person.change = Money(*change, reading.currency);
  }
  person.growth = row.amount(Field::growth, 0, opening_points_max);
  person.tier = row.text(Field::tier);
  person.tier_until = row.day(Field::tier_until);
  read_defined(person, reading, cells, row.faults());
  read_consents(person, reading, cells, row.faults());
  GX_TRY_VOID(row.faults().outcome());
  return person;
}

}  // namespace guanxi::rosters
