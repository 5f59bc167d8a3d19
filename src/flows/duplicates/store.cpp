#include "flows/duplicates/store.h"

#include "platform/sql/enum_column.h"

namespace guanxi::duplicates::store {
namespace {

#define GX_SCAN_COLUMNS                                                                         \
  "scan_id, programme_id, phase, progress, total, people, compared, blocks_cut, found, fresh, " \
  "automatic, requested_at, requested_by, ended_at"

const sql::Query insert_sql{
    "INSERT INTO duplicate_scans (scan_id, programme_id, phase, progress, total, people, "
    "compared, blocks_cut, found, fresh, automatic, requested_at, requested_by) "
    "VALUES ($1, $2, 'waiting', 0, 0, 0, 0, 0, 0, 0, 0, $3, $4) ON CONFLICT DO NOTHING"};
const sql::Query find_sql{"SELECT " GX_SCAN_COLUMNS " FROM duplicate_scans WHERE scan_id = $1"};
const sql::Query find_open_sql{
    "SELECT " GX_SCAN_COLUMNS " FROM duplicate_scans WHERE programme_id = $1 AND ended_at IS NULL"};
const sql::Query oldest_open_sql{
    "SELECT " GX_SCAN_COLUMNS
    " FROM duplicate_scans WHERE ended_at IS NULL ORDER BY scan_id LIMIT 1"};
const sql::Query update_sql{
    "UPDATE duplicate_scans SET phase = $1, progress = $2, total = $3, people = $4, "
    "compared = $5, blocks_cut = $6, found = $7, fresh = $8, automatic = $9, ended_at = $10 "
    "WHERE scan_id = $11"};

}  // namespace

void insert(sql::Tx& tx, const Scan& scan) {
  tx.exec(insert_sql, scan.id, scan.programme, scan.requested_at, scan.requested_by);
}

std::optional<Scan> find(sql::Tx& tx, ScanId id) { return tx.find<Scan>(find_sql, id); }

std::optional<Scan> find_open(sql::Tx& tx, ProgrammeId programme) {
  return tx.find<Scan>(find_open_sql, programme);
}

std::optional<Scan> oldest_open(sql::Tx& tx) { return tx.find<Scan>(oldest_open_sql); }

void update(sql::Tx& tx, const Scan& scan) {
  tx.exec(
      update_sql,
      scan.phase,
      scan.progress,
      scan.total,
      scan.people,
      scan.compared,
      scan.blocks_cut,
      scan.found,
      scan.fresh,
      scan.automatic,
      scan.ended_at,
      scan.id
  );
}

}  // namespace guanxi::duplicates::store
