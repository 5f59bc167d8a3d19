// Which column of a file is which field of a member. Pure; any thread.
#pragma once

#include <array>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace guanxi::rosters {

enum class Field {
  name,
  phone,
  birthday,
  gender,
  email,
  id_number,
  address,
  language,
  card,
  external_id,
  member_id,
  store,
  joined_on,
  points,        // opening balance
  points_until,  // its last day
  stored_value,  // opening balance, paid in full
  small_change,  // opening balance
  growth,        // opening growth
  tier,          // given until …
  tier_until,
  wechat_unionid,
  wechat_openid,
  consents,  // what the member agreed to, see agreements.cpp
  referrer,  // who recommended the member
  card_state,
  division,  // of a postal address, with …
  street,
  postcode,
};
BOOST_DESCRIBE_ENUM(
    Field,
    name,
    phone,
    birthday,
    gender,
    email,
    id_number,
    address,
    language,
    card,
    external_id,
    member_id,
    store,
    joined_on,
    points,
    points_until,
    stored_value,
    small_change,
    growth,
    tier,
    tier_until,
    wechat_unionid,
    wechat_openid,
    consents,
    referrer,
    card_state,
    division,
    street,
    postcode
)
inline constexpr std::size_t field_count = 28;

std::string_view word(Field field);  // "phone"
/// The field a header names, in Chinese or English: blanks, case, '_', '-', '*' and what stands in
/// brackets do not count. nullopt: none that we know.
std::optional<Field> field_of_header(std::string_view header);

/// A field that a programme defines, by what its column may be called.
struct Defined {
  std::string code, label_zh, label_en;
};
inline constexpr std::string_view defined_prefix =
    "field:";  // before its code, where both may stand

/// The code of the defined field that a header names, by code or by name.
std::optional<std::string> defined_of_header(
    std::span<const Defined> defined, std::string_view header
);

/// Says of a column what it is, or that it is to be ignored (no field of either kind).
struct Assignment {
  std::string column;
  std::optional<Field> field;
  std::optional<std::string> defined = {};  // its code
};
/// Reads "列名=field"; the field is a word above, "field:<code>" of one that the programme defines,
/// or "-" for a column that is ignored. Errors: bad_format, unknown_value with `allowed`.
Result<Assignment> parse_assignment(std::string_view text);

class Mapping {
 public:
  /// What stands in `assignments` counts before the synonyms. Errors, all at once: missing_field
  /// (a column assigned that the header lacks), duplicate_field (two columns of one field, or of
  /// one name), unknown_field (a column nobody knows, unless `ignore_unknown`; a field that the
  /// programme does not define). A column that is none of ours is looked for in `defined`, by code
  /// and names.
  static Result<Mapping> of(
      std::span<const std::string> header,
      std::span<const Assignment> assignments,
      bool ignore_unknown,
      std::span<const Defined> defined = {}
  );

  const std::vector<std::string>& header() const { return header_; }
  /// The field of a column; nullopt: it is ignored.
  std::optional<Field> field(std::size_t column) const { return fields_[column]; }
  /// The code of the defined field that a column is.
  const std::optional<std::string>& defined(std::size_t column) const { return defined_[column]; }
  bool has(Field field) const { return place(field).has_value(); }
  /// The cell of the field in a row, tidied; empty where the file has no such column.
  std::string cell(std::span<const std::string> cells, Field field) const;
  /// The cell of a column as it is, tidied.
  static std::string cell(std::span<const std::string> cells, std::size_t column);
  /// What the file calls the field; the field's own word if it has none.
  std::string title(Field field) const;
  std::string title(std::string_view defined) const;

 private:
  std::optional<std::size_t> place(Field field) const {
    return places_[static_cast<std::size_t>(field)];
  }

  std::vector<std::string> header_;
  std::vector<std::optional<Field>> fields_;
  std::vector<std::optional<std::string>> defined_;
  std::array<std::optional<std::size_t>, field_count> places_{};
};

/// The two columns that a file of rejected rows has besides those it came with. They say nothing
/// when it is imported again.
inline constexpr std::string_view reject_line = "reject_line", reject_reason = "reject_reason";

}  // namespace guanxi::rosters
