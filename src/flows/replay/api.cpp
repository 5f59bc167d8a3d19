// The HTTP endpoints of replays. A replay reads everybody's receipts: it is the head office's.
#include "flows/replay/runs.h"
#include "modules/audit/audit.h"

namespace guanxi::replay {
namespace {

using api::Call;
using api::Method;
using api::Page;
using api::Reply;

constexpr const char* replays_list = "replays";

class Endpoints {
 public:
  explicit Endpoints(const House& house) : house_(house) {}

  Result<Reply<ReplayView>> request(const Call& call, const RequestReplay& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(programme, programme_of(call, request.programme));
    Order order{programme->programme, request.from, request.to, {}};
    order.draft = {request.rules, request.parameters, request.alone, request.any_day};
    GX_TRY_VOID(add_drafts(call, request, order));
    GX_TRY_VOID(check(house_, order, call.now));
    Run run;
    run.id = house_.ids.next_id<RunTag>();
    run.programme = order.programme;
    run.from = order.from;
    run.to = order.to;
    run.draft = api::to_json(order.draft);
    run.requested_at = call.now;
    run.requested_by = call.actor.id;
    GX_TRY_VOID(house_.db.write([&](sql::Tx& tx) -> Outcome {
      insert_run(tx, run);
      return ok();
    }));
    return Reply<ReplayView>{
        .body = view(call, run), .location = "/v1/pricing/replays/" + run.id.to_string()};
  }

  Result<ReplayView> get(const Call& call, const GetReplay& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(run, load(call, request.id));
    return view(call, run);
  }

  Result<Page<ReplaySummary>> list(const Call& call, const ListReplays& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(programme, programme_of(call, request.programme));
    std::optional<RunId> before;
    if (request.cursor) {
      GX_TRY(parts, api::decode_cursor<std::int64_t>(replays_list, *request.cursor));
      before = RunId(std::get<0>(parts));
    }
    const auto runs = house_.db.read([&](sql::Tx& tx) {
      return list_runs(tx, programme->programme, before, request.limit + 1);
    });
    Page<ReplaySummary> page;
    for (const Run& run : runs) {
      if (std::ssize(page.items) < request.limit) page.items.push_back(summary(call, run));
    }
    if (std::ssize(runs) > request.limit)
      page.next_cursor = api::encode_cursor(replays_list, page.items.back().id.value());
    return page;
  }

  Result<Nothing> drop(const Call& call, const GetReplay& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY_VOID(load(call, request.id));
    return house_.db.write([&](sql::Tx& tx) -> Result<Nothing> {
      if (!drop_run(tx, request.id)) return fail(ErrorCode::replay_not_found, "/id");
      return Nothing{};
    });
  }

 private:
  Result<std::shared_ptr<const programmes::Version>> programme_of(
      const Call& call, const std::string& code
  ) const {
    const auto id = house_.programmes.find(code);
    const bool seen = id && org::sees_programme(*house_.org.snapshot(), call.actor, *id);
    auto programme = seen ? house_.programmes.shown(*id, call.now) : nullptr;
    if (!programme)
      return fail(ErrorCode::programme_not_found, "/programme", {{"programme", code}});
    return programme;
  }

  /// Rules of the book that are tried as they were written.
  Outcome add_drafts(const Call&, const RequestReplay& request, Order& order) const {
    return house_.db.read([&](sql::Tx& tx) -> Outcome {
      for (std::size_t i = 0; i < request.drafts.size(); ++i) {
        const auto rule = pricing::find_rule(tx, request.drafts[i]);
        if (!rule || rule->programme != order.programme)
          return fail(ErrorCode::pricing_rule_not_found, "/drafts/" + std::to_string(i));
        order.draft.rules.push_back(pricing::terms_of(*rule));
      }
      return ok();
    });
  }

  Result<Run> load(const Call& call, RunId id) const {
    auto run = house_.db.read([&](sql::Tx& tx) { return find_run(tx, id); });
    if (!run || !org::sees_programme(*house_.org.snapshot(), call.actor, run->programme))
      return fail(ErrorCode::replay_not_found, "/id");
    return *std::move(run);
  }

  ReplaySummary summary(const Call& call, const Run& run) const {
    const auto programme = house_.programmes.shown(run.programme, call.now);
    ReplaySummary shown;
    shown.id = run.id;
    shown.programme = programme ? programme->code : "";
    shown.from = run.from;
    shown.to = run.to;
    shown.state = run.state;
    shown.receipts = run.receipts;
    shown.total = run.total;
    shown.requested_at = run.requested_at;
    shown.requested_by = run.requested_by;
    shown.ended_at = run.ended_at;
    return shown;
  }

  ReplayView view(const Call& call, const Run& run) const {
    ReplayView shown;
    static_cast<ReplaySummary&>(shown) = summary(call, run);
    auto draft = api::from_json<Draft>(run.draft, api::Origin::stored);
    const bool failed = run.state == RunState::failed;
    GX_CHECK_WHY(draft.has_value() || failed, "the draft of a replay cannot be read");
    if (draft) shown.draft = *std::move(draft);
    if (failed && !run.report.empty()) shown.reason = run.report;
    if (run.state != RunState::done) return shown;
    auto report = api::from_json<ReplayReport>(run.report, api::Origin::stored);
    GX_CHECK_WHY(report.has_value(), "the report of a replay cannot be read");
    shown.report = *std::move(report);
    return shown;
  }

  House house_;
};

void add_reading(api::Api& api, const Endpoints& endpoints) {
  using enum ErrorCode;
  api.add<ListReplays, Page<ReplaySummary>>(
      {.method = Method::get,
       .path = "/v1/pricing/replays",
       .operation = "list_pricing_replays",
       .tag = "pricing",
       .permission = "pricing:replay",
       .summary = {"回放列表", "List replays"},
       .description =
           {"最新的在前，不含内容和结果。", "The newest first, without what they found."},
       .errors = {programme_not_found, store_out_of_scope, bad_cursor}},
      [endpoints](const Call& call, const ListReplays& request) {
        return endpoints.list(call, request);
      }
  );
  api.add<GetReplay, ReplayView>(
      {.method = Method::get,
       .path = "/v1/pricing/replays/{id}",
       .operation = "get_pricing_replay",
       .tag = "pricing",
       .permission = "pricing:replay",
       .summary = {"查询回放", "Read a replay"},
       .description = {"进度；完成后有结果。", "How far it is; once it is done, what it found."},
       .errors = {replay_not_found, store_out_of_scope}},
      [endpoints](const Call& call, const GetReplay& request) {
        return endpoints.get(call, request);
      }
  );
}

}  // namespace

void add_endpoints(api::Api& api, const House& house) {
  using enum ErrorCode;
  const Endpoints endpoints(house);
  api.add<RequestReplay, ReplayView>(
      {.method = Method::post,
       .path = "/v1/pricing/replays",
       .operation = "request_pricing_replay",
       .tag = "pricing",
       .permission = "pricing:replay",
       .summary = {"用别的规则重算过去的小票", "Replay past receipts by other rules"},
       .description =
           {"只读账，不改账；规则有误时一次列出全部错误。所试规则取代规则库里同编码的，其余照旧，除"
            "非 alone。",
            "Reads the books and changes nothing; what is wrong with the rules is all named at "
            "once. "
            "Rules to try stand for those of their code in the book, whose others stay as they "
            "were, unless alone."},
       .success_status = 202,
       .errors =
           {programme_not_found,
            store_out_of_scope,
            pricing_rule_not_found,
            out_of_range,
            invalid_request,
            unknown_value,
            code_taken}},
      [endpoints](const Call& call, const RequestReplay& request) {
        return endpoints.request(call, request);
      }
  );
  add_reading(api, endpoints);
  api.add<GetReplay, Nothing>(
      {.method = Method::del,
       .path = "/v1/pricing/replays/{id}",
       .operation = "drop_pricing_replay",
       .tag = "pricing",
       .permission = "pricing:replay",
       .summary = {"取消或删除回放", "Cancel a replay, or forget it"},
       .description =
           {"进行中的在几千张小票之内停下。",
            "One that runs stops within a few thousand receipts."},
       .errors = {replay_not_found, store_out_of_scope}},
      [endpoints](const Call& call, const GetReplay& request) {
        return endpoints.drop(call, request);
      }
  );
}

}  // namespace guanxi::replay
