// One row of a roster as the values it stands for. Pure; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/money.h"
#include "base/naming.h"
#include "base/points.h"
#include "flows/rosters/columns.h"
#include "modules/cards/cards.h"
#include "modules/consents/consents.h"
#include "modules/members/members.h"
#include "modules/profiles/profiles.h"

namespace guanxi::rosters {

/// What a row says; an empty cell says nothing.
struct Person {
  std::string name, address, language, card, external_id, member_id, store, referrer;
  std::optional<members::Gender> gender;
  std::optional<cards::State> card_state;  // active, frozen or lost
  std::optional<Date> birthday, joined_on;
  std::optional<Phone> phone;
  std::optional<Email> email;
  std::optional<IdNumber> id_number;
  std::optional<Points> points;         // > 0
  std::optional<Date> points_until;     // their last day
  std::optional<Money> stored, change;  // > 0
  std::optional<std::int64_t> growth;   // > 0
  std::string tier;                     // code or name
  std::optional<Date> tier_until;
  /// As members::external_text writes them, with the word of their field.
  struct External {
    std::string text;
    const char* field;
  };
  std::vector<External> externals;
  /// A field that the programme defines, as typed; its value can be stored.
  struct Value {
    std::string field;
    std::vector<std::string> written;
  };
  std::vector<Value> values;
  /// What was agreed to or withdrawn, on which day and where.
  struct Consent {
    consents::Subject subject;
    consents::Decision decision = consents::Decision::given;
    std::string text = {};
    std::int64_t version = 0;
    Date day = {};
    std::string source = {};
  };
  std::vector<Consent> consents;
  std::optional<profiles::Address> place;  // a postal address, which can be stored
};

/// What the cells of a row are read by.
struct Reading {
  const Mapping& mapping;
  Currency currency;
  bool workbook = false;  // days may be serial numbers, amounts binary fractions
  std::span<const profiles::Field> defined = {};
  std::optional<std::string> wechat_app = {};  // of openids
};

/// Errors, all of the row at once and each with the pointer of its field ("/phone",
/// "/field:shoe-size"): bad_format, unknown_value, out_of_range, too_long; missing_field at
/// /wechat_openid where nobody said of which app.
Result<Person> read_person(const Reading& reading, std::span<const std::string> cells);

/// The part of it in defined.cpp: ids of WeChat, and fields that the programme defines.
void read_defined(
    Person& person, const Reading& reading, std::span<const std::string> cells, Faults& faults
);

/// The part of it in agreements.cpp.
void read_consents(
    Person& person, const Reading& reading, std::span<const std::string> cells, Faults& faults
);
/// The parts of a cell with several, divided by ; , 、 or |.
std::vector<std::string> parts_of(std::string_view cell);

/// "2026-11-21", "2026/11/21", "2026.11.21", "20261121", "2026年11月21日", each also with a time of
/// midnight behind it; of a workbook a serial number too. nullopt for anything else.
std::optional<Date> parse_day(std::string_view text, bool workbook);
/// 男 / 女, male / female, m / f, and the codes of GB/T 2261.1: 1 male, 2 female, 0 and 9 unknown.
std::optional<members::Gender> parse_gender(std::string_view text);
/// 正常 / 冻结 / 挂失, active / frozen / lost: in which state the row's card comes.
std::optional<cards::State> parse_card_state(std::string_view text);
/// The values that a cell stands for in a defined field: days and yes or no as people write them,
/// choices by code or name, several divided by ; , 、 or |. What it cannot read it leaves to
/// profiles::read_value.
std::vector<std::string> written_in(
    const profiles::Field& field, const std::string& cell, bool workbook
);
/// "1,234.50", "¥1234.5", "￥1234.5元": scaled by 10^digits; never negative. Of a workbook the
/// fifteen digits count that a spreadsheet shows: 19.989999999999998 is 19.99.
std::optional<std::int64_t> parse_amount(std::string_view text, int digits, bool workbook);

}  // namespace guanxi::rosters
