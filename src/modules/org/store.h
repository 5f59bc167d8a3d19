// All SQL of the org module. Private to it.
#pragma once

#include "modules/org/org.h"

namespace guanxi::org::store {

struct UnitRow {
  UnitId id;
  std::optional<UnitId> parent = {};
  std::string kind;
  std::string code;
  std::string name;
  bool active = true;
  std::optional<std::string> time_zone = {};
  std::optional<int> cutoff_minutes = {};
  std::optional<ProgrammeId> programme = {};
};

struct Rows {
  std::vector<UnitRow> units;
  std::vector<Till> tills;
};

struct Stamp {
  ActorId by;
  Instant at;
};

struct Parent {
  UnitId id;
  std::string kind;
};

/// Moves with every change of the organisation.
std::int64_t version(sql::Tx& tx);
Rows load(sql::Tx& tx);

/// The group, company or region of that code.
std::optional<Parent> find_parent(sql::Tx& tx, std::string_view code);
bool is_store(sql::Tx& tx, StoreId id);

// These insert and move the version; false if the code is taken, with nothing written.
bool insert_unit(sql::Tx& tx, const UnitRow& unit, const Stamp& stamp);
bool insert_till(sql::Tx& tx, const Till& till, const Stamp& stamp);

}  // namespace guanxi::org::store
