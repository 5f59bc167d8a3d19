#include "flows/replay/runs.h"

#include "platform/jobs/modest.h"
#include "platform/log/log.h"

namespace guanxi::replay {
namespace {

const sql::Query insert_replay{
    "INSERT INTO replay_runs (run_id, programme_id, from_day, to_day, draft, state, receipts, "
    "total, report, requested_at, requested_by, ended_at) VALUES ($1, $2, $3, $4, $5, 'waiting', "
    "0, 0, '', $6, $7, NULL)"};
const sql::Query find_replay{
    "SELECT run_id, programme_id, from_day, to_day, draft, state, receipts, total, report, "
    "requested_at, requested_by, ended_at FROM replay_runs WHERE run_id = $1"};
const sql::Query list_replays{
    "SELECT run_id, programme_id, from_day, to_day, '', state, receipts, total, '', "
    "requested_at, requested_by, ended_at FROM replay_runs WHERE programme_id = $1 AND run_id < "
    "$2 ORDER BY run_id DESC LIMIT $3"};
const sql::Query open_replay{
    "SELECT run_id, programme_id, from_day, to_day, draft, state, receipts, total, report, "
    "requested_at, requested_by, ended_at FROM replay_runs WHERE ended_at IS NULL "
    "ORDER BY run_id LIMIT 1"};
const sql::Query progress_replay{
    "UPDATE replay_runs SET state = 'running', receipts = $2, total = $3 WHERE run_id = $1 AND "
    "ended_at IS NULL"};
const sql::Query end_replay{
    "UPDATE replay_runs SET state = $2, report = $3, ended_at = $4 WHERE run_id = $1 AND ended_at "
    "IS NULL"};
const sql::Query delete_replay{"DELETE FROM replay_runs WHERE run_id = $1"};
const sql::Query forget_replays{"DELETE FROM replay_runs WHERE ended_at < $1"};

const sql::Query ended_before{"SELECT COUNT(*) FROM replay_runs WHERE ended_at < $1"};

constexpr std::int64_t kept_seconds = std::int64_t{90} * 86'400;

/// A run that was taken back has no row to note anything in.
Outcome note(sql::Database& db, RunId id, std::int64_t done, std::int64_t total, bool& there) {
  return db.write([&](sql::Tx& tx) -> Outcome {
    there = note_progress(tx, id, done, total);
    return ok();
  });
}

/// Nullopt: stopped or taken back. Errors: those of check().
Result<std::optional<ReplayReport>> replay_run(
    const House& house, jobs::Context& context, const Run& run
) {
  auto draft = api::from_json<Draft>(run.draft, api::Origin::stored);
  GX_CHECK_WHY(draft.has_value(), "the draft of a replay cannot be read");
  const Order order{run.programme, run.from, run.to, *std::move(draft)};
  Outcome noted = ok();
  Options options;
  options.go_on = [&](std::int64_t done, std::int64_t total) {
    bool there = false;
    noted = note(house.db, run.id, done, total, there);
    return noted && there && !context.should_stop();
  };
  auto report = replay::run(house, order, options, context.now());
  if (!noted) return std::optional<ReplayReport>();
  return report;
}

/// "pricing_rule_not_found at /rules/0": the first of several.
std::string reason_of(const Error& error) {
  const Error& first = error.more.empty() ? error : error.more.front();
  std::string words(code_name(first.code));
  if (!first.pointer.empty()) words += " at " + first.pointer;
  return words;
}

Outcome replay_one(const House& house, jobs::Context& context, const Run& run) {
  std::string found;
  RunState state = RunState::failed;
  try {
    const auto report = replay_run(house, context, run);
    if (report && !*report) return ok();  // from its beginning next time
    if (report) state = RunState::done;
    found = report ? api::to_json(**report) : reason_of(report.error());
  } catch (const sql::StorageFault&) {
    throw;  // of the world: it is tried again
  } catch (const std::exception& fault) {
    // A fault of ours is there tomorrow as well: it must not keep the others waiting.
    log::error("replay.fault", {{"replay", run.id}, {"why", fault.what()}});
    found = code_name(ErrorCode::internal);
  }
  GX_TRY_VOID(house.db.write([&](sql::Tx& tx) -> Outcome {
    end_run(tx, run.id, state, found, context.now());
    return ok();
  }));
  log::info("replay.ended", {{"replay", run.id}, {"done", state == RunState::done}});
  return ok();
}

}  // namespace

void insert_run(sql::Tx& tx, const Run& run) {
  tx.exec(
      insert_replay,
      run.id,
      run.programme,
      run.from,
      run.to,
      run.draft,
      run.requested_at,
      run.requested_by
  );
}

std::optional<Run> find_run(sql::Tx& tx, RunId id) { return tx.find<Run>(find_replay, id); }

std::vector<Run> list_runs(
    sql::Tx& tx, ProgrammeId programme, std::optional<RunId> before, int limit
) {
  return tx.list<Run>(list_replays, programme, before.value_or(RunId(INT64_MAX)), limit);
}

std::optional<Run> oldest_open_run(sql::Tx& tx) { return tx.find<Run>(open_replay); }

bool note_progress(sql::Tx& tx, RunId id, std::int64_t receipts, std::int64_t total) {
  return tx.exec(progress_replay, id, receipts, total) == 1;
}

bool end_run(sql::Tx& tx, RunId id, RunState state, const std::string& report, Instant now) {
  return tx.exec(end_replay, id, state, report, now) == 1;
}

bool drop_run(sql::Tx& tx, RunId id) { return tx.exec(delete_replay, id) == 1; }

void forget_runs(sql::Tx& tx, Instant before) { tx.exec(forget_replays, before); }

Outcome work(const House& house, jobs::Context& context) {
  const auto open = house.db.read([](sql::Tx& tx) { return oldest_open_run(tx); });
  if (!open) {
    const bool any = house.db.read([&](sql::Tx& tx) {
      return tx.get<std::int64_t>(ended_before, context.now().plus_seconds(-kept_seconds)) > 0;
    });
    if (!any) return ok();
    return house.db.write([&](sql::Tx& tx) -> Outcome {
      forget_runs(tx, context.now().plus_seconds(-kept_seconds));
      return ok();
    });
  }
  Outcome done = ok();
  jobs::run_modestly("replay", [&] { done = replay_one(house, context, *open); });
  return done;
}

}  // namespace guanxi::replay
