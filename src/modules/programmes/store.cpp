#include "modules/programmes/store.h"

namespace guanxi::programmes::store {
namespace {

const sql::Query count_versions{"SELECT count(*) FROM programme_versions"};
const sql::Query all_programmes{
    "SELECT programme_id, code, name, currency, time_zone FROM programmes ORDER BY programme_id"};
const sql::Query all_versions{
    "SELECT programme_id, version, effective_from, parameters, note, created_at, created_by "
    "FROM programme_versions ORDER BY programme_id, version"};
const sql::Query last_version{
    "SELECT version, effective_from, parameters FROM programme_versions WHERE programme_id = $1 "
    "ORDER BY version DESC LIMIT 1"};
const sql::Query insert_programme_row{
    "INSERT INTO programmes (programme_id, code, name, currency, time_zone, created_at, "
    "created_by) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (code) DO NOTHING"};
const sql::Query insert_version_row{
    "INSERT INTO programme_versions (programme_id, version, effective_from, parameters, note, "
    "created_at, created_by) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (programme_id, version) DO NOTHING"};

}  // namespace

std::int64_t version_count(sql::Tx& tx) { return tx.get<std::int64_t>(count_versions); }

Rows load(sql::Tx& tx) {
  return {tx.list<ProgrammeRow>(all_programmes), tx.list<VersionRow>(all_versions)};
}

std::optional<Last> find_last(sql::Tx& tx, ProgrammeId programme) {
  return tx.find<Last>(last_version, programme);
}

bool insert_programme(sql::Tx& tx, const ProgrammeRow& programme, Instant now, ActorId by) {
  return tx.exec(
             insert_programme_row,
             programme.id,
             programme.code,
             programme.name,
             programme.currency,
             programme.time_zone,
             now,
             by
         ) == 1;
}

bool insert_version(sql::Tx& tx, const VersionRow& version) {
  return tx.exec(
             insert_version_row,
             version.programme,
             version.version,
             version.effective_from,
             version.parameters,
             version.note,
             version.created_at,
             version.created_by
         ) == 1;
}

}  // namespace guanxi::programmes::store
