// What may hang below what, and what a unit's fields may hold. Pure.
#pragma once

#include "modules/org/org.h"

namespace guanxi::org {

inline constexpr int cutoff_minutes_max =
    720;  // noon: a later one would book a morning's sales to the day before

/// group, company or region; the other kinds have their own ways in.
std::optional<UnitKind> parse_upper_kind(std::string_view word);
std::string_view kind_name(UnitKind kind);
bool may_hang_below(UnitKind child, UnitKind parent);
/// "region, company, group": the kinds `child` may hang below, for wrong_parent.
std::string parents_of(UnitKind child);

Outcome check_unit(const Org::NewUnit& unit);
Outcome check_store(const Org::NewStore& store);
Outcome check_child(std::string_view code, std::string_view name);  // a counter or till

}  // namespace guanxi::org
