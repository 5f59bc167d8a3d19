// Enums described with BOOST_DESCRIBE_ENUM as columns: stored as the enumerator's name, so that a
// table reads as words and renumbering an enum changes nothing. A word that is no enumerator is a
// fault of ours (CheckFailed), never silently the first one.
//
//   enum class CardState { active, frozen, replaced };
//   BOOST_DESCRIBE_ENUM(CardState, active, frozen, replaced)
#pragma once

#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include "platform/sql/sql.h"

namespace guanxi::sql {

template <class Enum>
struct Column<
    Enum,
    std::enable_if_t<
        std::is_enum_v<Enum> && boost::describe::has_describe_enumerators<Enum>::value>> {
  static Param param(Enum value) {
    const char* name = boost::describe::enum_to_string(value, nullptr);
    GX_CHECK_WHY(name != nullptr, "an enum holds a value that is none of its enumerators");
    return std::string_view(name);
  }
  static Enum read(const RowView& row, int i) {
    const std::string_view name = row.text(i);
    std::optional<Enum> value;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>([&](auto enumerator) {
      if (name == enumerator.name) value = enumerator.value;
    });
    GX_CHECK_WHY(
        value.has_value(),
        "a column holds a word that is no enumerator: " + std::string(name.substr(0, 40))
    );
    return *value;
  }
};

}  // namespace guanxi::sql
