#include "modules/org/store.h"

namespace guanxi::org::store {
namespace {

const sql::Query find_version{"SELECT version FROM org_versions WHERE id = 1"};
const sql::Query move_version{"UPDATE org_versions SET version = version + 1 WHERE id = 1"};

const sql::Query all_units{
    "SELECT unit_id, parent_id, kind, code, name, CASE WHEN state = 'active' THEN 1 ELSE 0 END, "
    "time_zone, "
    "cutoff_minutes, programme_id FROM org_units ORDER BY unit_id"};
const sql::Query all_tills{
    "SELECT till_id, store_id, code, name, anonymous_owner_id, CASE WHEN state = 'active' THEN 1 "
    "ELSE 0 END "
    "FROM org_tills ORDER BY till_id"};

const sql::Query find_upper{
    "SELECT unit_id, kind FROM org_units WHERE code = $1 AND kind IN ('group', 'company', "
    "'region')"};
const sql::Query find_store_unit{
    "SELECT unit_id FROM org_units WHERE unit_id = $1 AND kind = 'store'"};

// One statement per unique index: a conflict with any other (an id twice) must stay a fault, not
// look like a taken code.
const sql::Query insert_upper{
    "INSERT INTO org_units (unit_id, parent_id, kind, code, name, state, version, created_at, "
    "created_by) "
    "VALUES ($1, $2, $3, $4, $5, 'active', 1, $6, $7) "
    "ON CONFLICT (code) WHERE kind IN ('group', 'company', 'region') DO NOTHING"};
const sql::Query insert_store{
    "INSERT INTO org_units (unit_id, parent_id, kind, code, name, state, time_zone, "
    "cutoff_minutes, programme_id, "
    "version, created_at, created_by) VALUES ($1, $2, 'store', $3, $4, 'active', $5, $6, $7, 1, "
    "$8, $9) "
    "ON CONFLICT (code) WHERE kind = 'store' DO NOTHING"};
const sql::Query insert_counter{
    "INSERT INTO org_units (unit_id, parent_id, kind, code, name, state, version, created_at, "
    "created_by) "
    "VALUES ($1, $2, 'counter', $3, $4, 'active', 1, $5, $6) "
    "ON CONFLICT (parent_id, code) WHERE kind = 'counter' DO NOTHING"};
const sql::Query insert_till_row{
    "INSERT INTO org_tills (till_id, store_id, code, name, state, anonymous_owner_id, version, "
    "created_at, created_by) "
    "VALUES ($1, $2, $3, $4, 'active', $5, 1, $6, $7) ON CONFLICT (store_id, code) DO NOTHING"};

bool moved(sql::Tx& tx, std::int64_t inserted) {
  if (inserted == 0) return false;
  GX_CHECK(tx.exec(move_version) == 1);
  return true;
}

}  // namespace

std::int64_t version(sql::Tx& tx) { return tx.get<std::int64_t>(find_version); }

Rows load(sql::Tx& tx) { return {tx.list<UnitRow>(all_units), tx.list<Till>(all_tills)}; }

std::optional<Parent> find_parent(sql::Tx& tx, std::string_view code) {
  return tx.find<Parent>(find_upper, code);
}

bool is_store(sql::Tx& tx, StoreId id) { return tx.find<StoreId>(find_store_unit, id).has_value(); }

bool insert_unit(sql::Tx& tx, const UnitRow& unit, const Stamp& stamp) {
  if (unit.kind == "store") {
    return moved(
        tx,
        tx.exec(
            insert_store,
            unit.id,
            unit.parent,
            unit.code,
            unit.name,
            unit.time_zone,
            unit.cutoff_minutes,
            unit.programme,
            stamp.at,
            stamp.by
        )
    );
  }
  if (unit.kind == "counter") {
    return moved(
        tx, tx.exec(insert_counter, unit.id, unit.parent, unit.code, unit.name, stamp.at, stamp.by)
    );
  }
  return moved(
      tx,
      tx.exec(
          insert_upper, unit.id, unit.parent, unit.kind, unit.code, unit.name, stamp.at, stamp.by
      )
  );
}

bool insert_till(sql::Tx& tx, const Till& till, const Stamp& stamp) {
  return moved(
      tx,
      tx.exec(
          insert_till_row,
          till.id,
          till.store,
          till.code,
          till.name,
          till.anonymous_owner,
          stamp.at,
          stamp.by
      )
  );
}

}  // namespace guanxi::org::store
