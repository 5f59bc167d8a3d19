#include "flows/import/store.h"

namespace guanxi::import::store {
namespace {

const sql::Query select_job{
    "SELECT import_id, state, units_done, progress FROM import_jobs WHERE file_digest = $1 AND "
    "format = $2"};
const sql::Query insert_row{
    "INSERT INTO import_jobs (import_id, file_digest, format, file_name, state, units_done, "
    "progress, started_at, "
    "updated_at, actor_id) VALUES ($1, $2, $3, $4, 'running', 0, $5, $6, $6, $7)"};
const sql::Query update_progress{
    "UPDATE import_jobs SET units_done = $3, progress = $4, updated_at = $5, state = 'running' "
    "WHERE import_id = $1 AND units_done = $2"};
const sql::Query update_state{
    "UPDATE import_jobs SET state = $2, updated_at = $3 WHERE import_id = $1"};

}  // namespace

std::optional<Job> find_job(sql::Tx& tx, const sql::Digest& file, std::string_view format) {
  return tx.find<Job>(select_job, file, format);
}

void insert_job(
    sql::Tx& tx,
    std::int64_t id,
    const sql::Digest& file,
    std::string_view format,
    std::string_view file_name,
    ActorId by,
    std::string_view progress,
    Instant now
) {
  tx.exec(insert_row, id, file, format, file_name, progress, now, by);
}

bool move_job(
    sql::Tx& tx,
    std::int64_t id,
    std::int64_t units_before,
    std::int64_t units_after,
    std::string_view progress,
    Instant now
) {
  return tx.exec(update_progress, id, units_before, units_after, progress, now) == 1;
}

void end_job(sql::Tx& tx, std::int64_t id, std::string_view state, Instant now) {
  tx.exec(update_state, id, state, now);
}

}  // namespace guanxi::import::store
