// Runs: looking again at what was done, by the rules as they are now; and the jobs of risk.
#include "modules/risk/desk.h"
#include "modules/risk/store.h"
#include "platform/jobs/modest.h"
#include "platform/log/log.h"

namespace guanxi::risk {
namespace {

using api::Call;
using api::Method;
using api::Reply;

constexpr int members_at_once = 100;

class RunDesk {
 public:
  explicit RunDesk(const Desk& desk) : desk_(desk) {}

  Result<Reply<RunView>> request(const Call& call, const RequestRun& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());  // it looks at everybody
    GX_TRY(programme, programme_of(desk_, call, request.programme));
    const Date today = TimeZone().date_of(call.now);
    const Date earliest = today.plus_days(-days_kept);
    if (request.from && *request.from > today.plus_days(1)) {
      return fail(ErrorCode::out_of_range, "/from", {{"max", today.plus_days(1).to_string()}});
    }
    return desk_.first_answers.once<RunView>(
        desk_.db,
        call,
        "request_risk_run",
        202,
        [&, programme = programme](sql::Tx& tx) -> Result<RunView> {
          Run run;
          run.id = desk_.ids.next_id<RunTag>();
          run.programme = programme;
          run.from = std::max(request.from.value_or(earliest), earliest);
          run.requested_at = call.now;
          run.requested_by = call.actor.id;
          store::insert_run(tx, run);
          return view(call, run);
        }
    );
  }

  Result<RunView> get(const Call& call, const GetRun& request) const {
    return desk_.db.read([&](sql::Tx& tx) -> Result<RunView> {
      const auto run = store::find_run(tx, request.id);
      if (!run || !org::sees_programme(*desk_.org.snapshot(), call.actor, run->programme)) {
        return fail(ErrorCode::not_found, "/id");
      }
      return view(call, *run);
    });
  }

 private:
  RunView view(const Call& call, const Run& run) const {
    return {
        run.id,
        programme_code(desk_, run.programme, call.now),
        run.from,
        run.members,
        run.found,
        run.requested_at,
        run.requested_by,
        run.ended_at};
  }

  const Desk desk_;
};

Outcome work_on_runs(sql::Database& db, Risk& risk, jobs::Context& context) {
  for (;;) {
    auto run = db.read([](sql::Tx& tx) { return store::oldest_open_run(tx); });
    if (!run) return ok();
    for (bool more = true; more;) {
      if (context.should_stop()) return ok();  // goes on behind the last page
      GX_TRY(left, risk.look_again(*run, members_at_once, context.now()));
      more = left;
    }
    log::info("risk.looked_again", {{"members", run->members}, {"found", run->found}});
  }
}

}  // namespace

void add_run_endpoints(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  const RunDesk endpoints(desk);
  api.add<RequestRun, RunView>(
      {.method = Method::post,
       .path = "/v1/risk/runs",
       .operation = "request_risk_run",
       .tag = "risk",
       .permission = "risk:configure",
       .summary = {"重新检查", "Look again at what was done"},
       .description =
           {"新单据随到随查，不需要此操作。改了规则之后，用它按现行规则在后台重查保留期内的单据。",
            "What is new is looked at as it comes. This looks again at what is kept, by the rules "
            "in force, in the background: for after a rule was changed."},
       .idempotency = api::Idempotency::required,
       .success_status = 202,
       .errors = {programme_not_found, out_of_range, store_out_of_scope}},
      [endpoints](const Call& call, const RequestRun& request) {
        return endpoints.request(call, request);
      }
  );
  api.add<GetRun, RunView>(
      {.method = Method::get,
       .path = "/v1/risk/runs/{id}",
       .operation = "get_risk_run",
       .tag = "risk",
       .permission = "risk:read",
       .summary = {"查询检查进度", "Read how far a run is"},
       .errors = {not_found}},
      [endpoints](const Call& call, const GetRun& request) { return endpoints.get(call, request); }
  );
}

void add_jobs(jobs::Scheduler& jobs, sql::Database& db, Risk& risk) {
  jobs.add(
      {.name = "risk.runs",  // what was asked for begins soon
       .interval_seconds = 5,
       .run = [&db, &risk](jobs::Context& context) -> Outcome {
         const auto open = db.read([](sql::Tx& tx) { return store::oldest_open_run(tx); });
         if (!open) return ok();
         Outcome done = ok();
         jobs::run_modestly("risk", [&] { done = work_on_runs(db, risk, context); });
         return done;
       }}
  );
  jobs.add(
      {.name = "risk.forget",
       .interval_seconds = 3600,
       .jitter_seconds = 60,
       .run = [&db](jobs::Context& context) -> Outcome {
         constexpr int at_once = 500;  // short transactions: checkouts wait behind each
         for (std::int64_t gone = 1; gone > 0 && !context.should_stop();) {
           GX_TRY(forgotten, db.write([&](sql::Tx& tx) -> Result<std::int64_t> {
             return Risk::forget(tx, context.now(), at_once);
           }));
           gone = forgotten;
         }
         return ok();
       }}
  );
}

}  // namespace guanxi::risk
