#include "modules/org/rules.h"

#include "base/naming.h"

namespace guanxi::org {
namespace {

constexpr UnitKind upper_kinds[] = {UnitKind::group, UnitKind::company, UnitKind::region};

}  // namespace

std::string_view kind_name(UnitKind kind) {
  switch (kind) {
    case UnitKind::group:
      return "group";
    case UnitKind::company:
      return "company";
    case UnitKind::region:
      return "region";
    case UnitKind::store:
      return "store";
    case UnitKind::counter:
      return "counter";
  }
  GX_CHECK(false);
}

std::optional<UnitKind> parse_upper_kind(std::string_view word) {
  for (const UnitKind kind : upper_kinds) {
    if (word == kind_name(kind)) return kind;
  }
  return std::nullopt;
}

bool may_hang_below(UnitKind child, UnitKind parent) {
  switch (child) {
    case UnitKind::group:
      return false;
    case UnitKind::company:
      return parent == UnitKind::group;
    case UnitKind::region:
      return parent == UnitKind::company || parent == UnitKind::group;
    case UnitKind::store:
      return parent == UnitKind::region || parent == UnitKind::company || parent == UnitKind::group;
    case UnitKind::counter:
      return parent == UnitKind::store;
  }
  GX_CHECK(false);
}

std::string parents_of(UnitKind child) {
  std::string names;
  for (const UnitKind kind :
       {UnitKind::store, UnitKind::region, UnitKind::company, UnitKind::group}) {
    if (!may_hang_below(child, kind)) continue;
    if (!names.empty()) names += ", ";
    names += kind_name(kind);
  }
  return names;
}

Outcome check_unit(const Org::NewUnit& unit) {
  Faults faults;
  const auto kind = parse_upper_kind(unit.kind);
  if (!kind) {
    faults.add(fail(ErrorCode::unknown_value, "/kind", {{"allowed", "group, company, region"}}));
  }
  faults.add(check_code(unit.code, "/code")).add(check_name(unit.name, "/name"));
  if (kind == UnitKind::group) {
    if (!unit.parent_code.empty()) faults.add(fail(ErrorCode::wrong_parent, "/parent_code"));
  } else {
    faults.add(check_code(unit.parent_code, "/parent_code"));
  }
  return faults.outcome();
}

Outcome check_store(const Org::NewStore& store) {
  Faults faults;
  faults.add(check_code(store.code, "/code"))
      .add(check_name(store.name, "/name"))
      .add(check_code(store.parent_code, "/parent_code"))
      .add(check_range(store.cutoff_minutes, 0, cutoff_minutes_max, "/cutoff_minutes"));
  if (!TimeZone::find(store.time_zone)) {
    faults.add(fail(ErrorCode::time_zone_unknown, "/time_zone", {{"zone", store.time_zone}}));
  }
  if (!store.programme) faults.add(fail(ErrorCode::missing_field, "/programme_code"));
  return faults.outcome();
}

Outcome check_child(std::string_view code, std::string_view name) {
  return Faults().add(check_code(code, "/code")).add(check_name(name, "/name")).outcome();
}

}  // namespace guanxi::org
