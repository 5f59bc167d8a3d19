#include "platform/jobs/store.h"

namespace guanxi::jobs::store {
namespace {

const sql::Query select_row{
    "SELECT job, holder, lease_until, last_start, last_end, last_micros, last_error, runs, "
    "failures "
    "FROM job_runs WHERE job = $1"};
const sql::Query select_rows{
    "SELECT job, holder, lease_until, last_start, last_end, last_micros, last_error, runs, "
    "failures FROM job_runs"};
const sql::Query insert_row{
    "INSERT INTO job_runs (job, holder, lease_until, last_start, last_end, last_micros, "
    "last_error, runs, failures) VALUES ($1, '', 0, 0, 0, 0, '', 0, 0) "
    "ON CONFLICT (job) DO NOTHING"};
const sql::Query update_claim{
    "UPDATE job_runs SET holder = $2, last_start = $3, lease_until = $4, runs = runs + 1 "
    "WHERE job = $1 AND (holder = '' OR lease_until <= $3) AND last_start <= $5"};
const sql::Query update_lease{
    "UPDATE job_runs SET lease_until = $4 WHERE job = $1 AND holder = $2 AND last_start = $3"};
const sql::Query update_end{
    "UPDATE job_runs SET holder = '', lease_until = 0, last_end = $4, last_micros = $5, "
    "last_error = $6, failures = CASE WHEN $6 = '' THEN 0 ELSE failures + 1 END "
    "WHERE job = $1 AND holder = $2 AND last_start = $3"};

}  // namespace

std::optional<Row> find(sql::Tx& tx, std::string_view job) { return tx.find<Row>(select_row, job); }

std::vector<Row> all(sql::Tx& tx) { return tx.list<Row>(select_rows); }

bool claim(
    sql::Tx& tx,
    std::string_view job,
    std::string_view holder,
    Instant now,
    Instant lease_until,
    Instant due_before
) {
  tx.exec(insert_row, job);
  return tx.exec(update_claim, job, holder, now, lease_until, due_before) == 1;
}

bool renew(
    sql::Tx& tx, std::string_view job, std::string_view holder, Instant started, Instant until
) {
  return tx.exec(update_lease, job, holder, started, until) == 1;
}

bool finish(
    sql::Tx& tx,
    std::string_view job,
    std::string_view holder,
    Instant started,
    Instant ended,
    std::int64_t micros,
    std::string_view error
) {
  return tx.exec(update_end, job, holder, started, ended, micros, error) == 1;
}

}  // namespace guanxi::jobs::store
