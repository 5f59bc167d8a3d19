#include "modules/tiers/ladders_store.h"

#include "modules/tiers/ladder_docs.h"

namespace guanxi::tiers::store {
namespace {

#define GX_LADDER_COLUMNS \
  "ladder_id, programme_id, currency, code, version, in_force, changed_at, changed_by"

const sql::Query insert_ladder_sql{"INSERT INTO tiers_ladders (" GX_LADDER_COLUMNS
                                   ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
                                   "ON CONFLICT (code) DO NOTHING"};
const sql::Query update_ladder_sql{
    "UPDATE tiers_ladders SET version = $1, in_force = $2, changed_at = $3, changed_by = $4 "
    "WHERE ladder_id = $5 AND version = $6"};
const sql::Query find_ladder_sql{"SELECT " GX_LADDER_COLUMNS
                                 " FROM tiers_ladders WHERE ladder_id = $1"};
const sql::Query find_ladder_code_sql{"SELECT " GX_LADDER_COLUMNS
                                      " FROM tiers_ladders WHERE code = $1"};
const sql::Query list_ladders_sql{"SELECT " GX_LADDER_COLUMNS " FROM tiers_ladders ORDER BY code"};

#undef GX_LADDER_COLUMNS

const sql::Query insert_version_sql{
    "INSERT INTO tiers_versions (ladder_id, version, terms, created_at, created_by) "
    "VALUES ($1, $2, $3, $4, $5)"};
const sql::Query switch_on_sql{
    "UPDATE tiers_versions SET effective_from = $1, switched_by = $2, reason = $3 "
    "WHERE ladder_id = $4 AND version = $5 AND effective_from IS NULL"};
const sql::Query find_version_sql{
    "SELECT ladder_id, version, terms, effective_from FROM tiers_versions "
    "WHERE ladder_id = $1 AND version = $2"};
const sql::Query count_sql{"SELECT count(*) FROM tiers_versions WHERE effective_from IS NOT NULL"};
const sql::Query switched_on_sql{
    "SELECT ladder_id, version, terms, effective_from FROM tiers_versions "
    "WHERE effective_from IS NOT NULL ORDER BY ladder_id, version"};

const sql::Query insert_change_sql{
    "INSERT INTO tiers_changes (ladder_id, version, field, before_text, after_text, reason, "
    "changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
const sql::Query changes_sql{
    "SELECT version, field, before_text, after_text, reason, changed_at, changed_by "
    "FROM tiers_changes WHERE ladder_id = $1 AND version >= $2 AND version < $3 "
    "ORDER BY version DESC, field"};

}  // namespace

bool insert_ladder(sql::Tx& tx, const Ladder& ladder) {
  return tx.exec(
             insert_ladder_sql,
             ladder.id,
             ladder.programme,
             ladder.currency,
             ladder.code,
             ladder.version,
             ladder.in_force,
             ladder.changed_at,
             ladder.changed_by
         ) == 1;
}

bool update_ladder(sql::Tx& tx, const Ladder& ladder, std::int64_t version_before) {
  return tx.exec(
             update_ladder_sql,
             ladder.version,
             ladder.in_force,
             ladder.changed_at,
             ladder.changed_by,
             ladder.id,
             version_before
         ) == 1;
}

std::optional<Ladder> find_ladder(sql::Tx& tx, std::string_view code) {
  return tx.find<Ladder>(find_ladder_code_sql, code);
}
std::optional<Ladder> find_ladder(sql::Tx& tx, LadderId id) {
  return tx.find<Ladder>(find_ladder_sql, id);
}
std::vector<Ladder> list_ladders(sql::Tx& tx) { return tx.list<Ladder>(list_ladders_sql); }

void insert_version(sql::Tx& tx, const Version& version, ActorId by, Instant now) {
  const std::string terms = api::to_json(version.terms);
  tx.exec(insert_version_sql, version.ladder, version.version, terms, now, by);
}

void switch_on(sql::Tx& tx, const Ladder& ladder, std::string_view reason) {
  const auto changed = tx.exec(
      switch_on_sql, ladder.changed_at, ladder.changed_by, reason, ladder.id, ladder.version
  );
  GX_CHECK(changed == 1);
}

std::optional<VersionRow> find_version(sql::Tx& tx, LadderId ladder, std::int64_t version) {
  return tx.find<VersionRow>(find_version_sql, ladder, version);
}
std::int64_t count_switched_on(sql::Tx& tx) { return tx.get<std::int64_t>(count_sql); }
std::vector<VersionRow> switched_on(sql::Tx& tx) { return tx.list<VersionRow>(switched_on_sql); }

void insert_change(sql::Tx& tx, LadderId ladder, const Change& change) {
  tx.exec(
      insert_change_sql,
      ladder,
      change.version,
      change.field,
      change.before,
      change.after,
      change.reason,
      change.changed_at,
      change.changed_by
  );
}
std::vector<Change> changes_between(
    sql::Tx& tx, LadderId ladder, std::int64_t from_version, std::int64_t to_version
) {
  return tx.list<Change>(changes_sql, ladder, from_version, to_version);
}

}  // namespace guanxi::tiers::store
