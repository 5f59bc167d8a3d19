// One row of a roster as the values it stands for. Pure; any thread.
#pragma once

#include <optional>
#include <string>

#include "base/money.h"
#include "base/points.h"
#include "flows/rosters/columns.h"
#include "modules/members/members.h"

namespace guanxi::rosters {

/// What a row says; an empty cell says nothing.
struct Person {
  std::string name, address, language, card, external_id, member_id, store;
  std::optional<members::Gender> gender;
  std::optional<Date> birthday, joined_on;
  std::optional<Phone> phone;
  std::optional<Email> email;
  std::optional<IdNumber> id_number;
  std::optional<Points> points;  // > 0
  std::optional<Money> stored;   // > 0
};

/// What the cells of a row are read by.
struct Reading {
  const Mapping& mapping;
  Currency currency;
  bool workbook = false;  // days may be serial numbers, amounts binary fractions
};

/// Errors, all of the row at once and each with the pointer of its field ("/phone"): bad_format,
/// unknown_value, out_of_range.
Result<Person> read_person(const Reading& reading, std::span<const std::string> cells);

/// "2026-11-21", "2026/11/21", "2026.11.21", "20261121", "2026年11月21日", each also with a time of
/// midnight behind it; of a workbook a serial number too. nullopt for anything else.
std::optional<Date> parse_day(std::string_view text, bool workbook);
/// 男 / 女, male / female, m / f, and the codes of GB/T 2261.1: 1 male, 2 female, 0 and 9 unknown.
std::optional<members::Gender> parse_gender(std::string_view text);
/// "1,234.50", "¥1234.5", "￥1234.5元": scaled by 10^digits; never negative. Of a workbook the
/// fifteen digits count that a spreadsheet shows: 19.989999999999998 is 19.99.
std::optional<std::int64_t> parse_amount(std::string_view text, int digits, bool workbook);

}  // namespace guanxi::rosters
