#include "flows/backup/store.h"

#include "platform/api/api.h"
#include "platform/sql/enum_column.h"

namespace guanxi::backup {

/// The facts of an error as they are stored.
struct StoredFact {
  std::string name, value;
};
BOOST_DESCRIBE_STRUCT(StoredFact, (), (name, value))
struct StoredFacts {
  std::vector<StoredFact> facts;
};
BOOST_DESCRIBE_STRUCT(StoredFacts, (), (facts))

}  // namespace guanxi::backup

template <>
struct guanxi::api::Doc<guanxi::backup::StoredFact> {
  static constexpr Text text{"错误的一项细节", "A fact of an error"};
  static constexpr Field fields[] = {
      {.name = "name", .text = {"名称", "Name"}}, {.name = "value", .text = {"值", "Value"}}};
};
template <>
struct guanxi::api::Doc<guanxi::backup::StoredFacts> {
  static constexpr Text text{"错误的细节", "The facts of an error"};
  static constexpr Field fields[] = {{.name = "facts", .text = {"各项", "The facts"}}};
};

namespace guanxi::backup::store {
namespace {

#define GUANXI_RUN_COLUMNS                                                                      \
  "run_id, origin, requested_at, requested_by, target, portable, keep, mib_per_second, state, " \
  "process, phase, bytes_done, bytes_total, updated_at, started_at, ended_at, file, bytes, "    \
  "error, error_facts"

const sql::Query select_filling{
    "SELECT source, identity, stamp, started_at FROM backup_fillings WHERE id = 1"};
const sql::Query insert_the_filling{
    "INSERT INTO backup_fillings (id, source, identity, stamp, started_at) VALUES (1, $1, $2, $3, "
    "$4)"};
const sql::Query update_stamp{"UPDATE backup_fillings SET stamp = $1 WHERE id = 1"};
const sql::Query delete_the_filling{"DELETE FROM backup_fillings WHERE id = 1"};

const sql::Query select_run{"SELECT " GUANXI_RUN_COLUMNS " FROM backup_runs WHERE run_id = $1"};
const sql::Query select_latest{"SELECT " GUANXI_RUN_COLUMNS
                               " FROM backup_runs ORDER BY run_id DESC LIMIT $1"};
const sql::Query select_open{
    "SELECT " GUANXI_RUN_COLUMNS
    " FROM backup_runs WHERE state IN ('waiting', 'running') ORDER BY run_id LIMIT 1"};
const sql::Query select_last_done{
    "SELECT " GUANXI_RUN_COLUMNS
    " FROM backup_runs WHERE state = 'done' AND ($1 = '' OR target = $1) AND started_at <= $2 "
    "ORDER BY started_at DESC LIMIT 1"};
const sql::Query select_last_scheduled{
    "SELECT requested_at FROM backup_runs WHERE origin = 'schedule' AND requested_at <= $1 "
    "ORDER BY requested_at DESC LIMIT 1"};
const sql::Query insert_row{
    "INSERT INTO backup_runs (" GUANXI_RUN_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', '', 'waiting', 0, 0, $3, NULL, NULL, "
    "'', 0, '', '')"};
const sql::Query update_claim{
    "UPDATE backup_runs SET state = 'running', process = $2, started_at = $3, updated_at = $3 "
    "WHERE run_id = $1 AND state = 'waiting'"};
const sql::Query update_progress{
    "UPDATE backup_runs SET phase = $3, bytes_done = $4, bytes_total = $5, updated_at = $6 WHERE "
    "run_id = $1 AND process = $2 AND state = 'running' AND error = ''"};
// It stays the one that runs until its process has stopped.
const sql::Query update_asked{
    "UPDATE backup_runs SET error = $2 WHERE run_id = $1 AND state = 'running'"};
const sql::Query delete_old{
    "DELETE FROM backup_runs WHERE state IN ('done', 'failed') AND run_id <= (SELECT run_id FROM "
    "backup_runs ORDER BY run_id DESC LIMIT 1 OFFSET $1)"};
// The runs of another place and time: nobody goes on with them here.
const sql::Query update_open{
    "UPDATE backup_runs SET state = 'failed', phase = 'ended', ended_at = $1, updated_at = $1, "
    "error = $2 WHERE state IN ('waiting', 'running')"};
const sql::Query update_end{
    "UPDATE backup_runs SET state = $3, phase = 'ended', ended_at = $4, updated_at = $4, file = "
    "$5, bytes = $6, error = $7, error_facts = $8 WHERE run_id = $1 AND ($2 = '' OR process = $2) "
    "AND state IN ('waiting', 'running') AND ($3 <> 'done' OR error = '')"};

struct Row {
  std::int64_t id;
  RunOrigin origin;
  Instant requested_at;
  ActorId requested_by;
  std::string target;
  bool portable;
  int keep;
  std::int64_t mib_per_second;
  RunState state;
  std::string process;
  Phase phase;
  std::int64_t bytes_done, bytes_total;
  Instant updated_at;
  std::optional<Instant> started_at, ended_at;
  std::string file;
  std::int64_t bytes;
  std::string error, error_facts;
};

Error error_of(const std::string& name, const std::string& facts) {
  Error error;
#define GUANXI_X(each) \
  if (name == #each) error.code = ErrorCode::each;
  GUANXI_ERROR_CODES(GUANXI_X)
#undef GUANXI_X
  const auto stored = api::from_json<StoredFacts>(facts, api::Origin::stored);
  if (!stored) return error;
  for (const StoredFact& fact : stored->facts) error.facts.emplace_back(fact.name, fact.value);
  return error;
}

std::string facts_of(const Error& error) {
  StoredFacts facts;
  for (const auto& [name, value] : error.facts) facts.facts.push_back({name, value});
  return api::to_json(facts);
}

Run run_of(Row row) {
  Run run;
  run.id = RunId(row.id);
  run.origin = row.origin;
  run.requested_at = row.requested_at;
  run.requested_by = row.requested_by;
  run.order = {row.target, row.portable, row.keep, row.mib_per_second << 20};
  run.state = row.state;
  run.process = std::move(row.process);
  run.progress = {row.phase, row.bytes_done, row.bytes_total, false};
  run.updated_at = row.updated_at;
  run.started_at = row.started_at;
  run.ended_at = row.ended_at;
  run.file = std::move(row.file);
  run.bytes = row.bytes;
  if (!row.error.empty()) run.error = error_of(row.error, row.error_facts);
  return run;
}

std::optional<Run> run_of(std::optional<Row> row) {
  if (!row) return std::nullopt;
  return run_of(std::move(*row));
}

}  // namespace

std::optional<Filling> find_filling(sql::Tx& tx) { return tx.find<Filling>(select_filling); }

void insert_filling(sql::Tx& tx, const Filling& filling) {
  tx.exec(insert_the_filling, filling.source, filling.identity, filling.stamp, filling.started_at);
}

void set_filling_stamp(sql::Tx& tx, std::string_view stamp) { tx.exec(update_stamp, stamp); }

void delete_filling(sql::Tx& tx) { tx.exec(delete_the_filling); }

std::optional<Run> find_run(sql::Tx& tx, RunId id) { return run_of(tx.find<Row>(select_run, id)); }

std::vector<Run> latest_runs(sql::Tx& tx, int count) {
  std::vector<Run> runs;
  for (Row& row : tx.list<Row>(select_latest, count)) runs.push_back(run_of(std::move(row)));
  return runs;
}

std::optional<Run> open_run(sql::Tx& tx) { return run_of(tx.find<Row>(select_open)); }

std::optional<Run> last_done(sql::Tx& tx, std::string_view target, Instant now) {
  return run_of(tx.find<Row>(select_last_done, target, now));
}

std::optional<Instant> last_scheduled(sql::Tx& tx, Instant now) {
  return tx.find<Instant>(select_last_scheduled, now);
}

void insert_run(sql::Tx& tx, const Run& run) {
  tx.exec(
      insert_row,
      run.id,
      run.origin,
      run.requested_at,
      run.requested_by,
      run.order.to.string(),
      run.order.portable,
      run.order.keep,
      run.order.bytes_per_second_max >> 20
  );
}

bool claim_run(sql::Tx& tx, RunId id, std::string_view process, Instant now) {
  return tx.exec(update_claim, id, process, now) == 1;
}

bool move_run(
    sql::Tx& tx, RunId id, std::string_view process, const Progress& progress, Instant now
) {
  return tx.exec(
             update_progress, id, process, progress.phase, progress.done, progress.total, now
         ) == 1;
}

bool ask_to_stop(sql::Tx& tx, RunId id) {
  return tx.exec(update_asked, id, code_name(ErrorCode::backup_stopped)) == 1;
}

void delete_old_runs(sql::Tx& tx, int keep) { tx.exec(delete_old, keep); }

void end_open_runs(sql::Tx& tx, Instant now) {
  tx.exec(update_open, now, code_name(ErrorCode::backup_stopped));
}

bool end_run(sql::Tx& tx, const Run& run, std::string_view process) {
  return tx.exec(
             update_end,
             run.id,
             process,
             run.state,
             run.ended_at,
             run.file,
             run.bytes,
             run.error ? code_name(run.error->code) : std::string_view(),
             run.error ? facts_of(*run.error) : std::string()
         ) == 1;
}

}  // namespace guanxi::backup::store
