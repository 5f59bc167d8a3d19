// The HTTP endpoints of findings.
#include <boost/describe/enum_to_string.hpp>

#include "modules/audit/audit.h"
#include "modules/risk/desk.h"
#include "modules/risk/store.h"
#include "modules/risk/words.h"

namespace guanxi::risk {
namespace {

using api::Call;
using api::Method;
using api::Reply;

constexpr const char* findings_list = "risk_findings";
constexpr FindingId beyond_all = FindingId(std::numeric_limits<std::int64_t>::max());

class FindingDesk {
 public:
  explicit FindingDesk(const Desk& desk) : desk_(desk) {}

  Result<api::Page<FindingView>> list(const Call& call, const ListFindings& request) const {
    GX_TRY(programme, programme_of(desk_, call, request.programme));
    store::Wanted wanted{programme, "", "", request.member.value_or(OwnerId())};
    if (request.state) wanted.state = boost::describe::enum_to_string(*request.state, "");
    if (request.rule) wanted.rule = boost::describe::enum_to_string(*request.rule, "");
    FindingId before = beyond_all;
    if (request.cursor) {
      GX_TRY(
          parts, (api::decode_cursor<std::int64_t, std::int64_t>(findings_list, *request.cursor))
      );
      if (std::get<0>(parts) != programme.value()) return fail(ErrorCode::bad_cursor, "/cursor");
      before = FindingId(std::get<1>(parts));
    }
    return desk_.db.read([&, programme = programme](sql::Tx& tx) {
      api::Page<FindingView> page;
      // Those of other stores are left out, so a page may take several looks.
      for (bool more = true; more;) {
        const auto found = store::findings(tx, wanted, before, request.limit + 1);
        more = std::ssize(found) > request.limit;
        for (const Finding& finding : found) {
          if (std::ssize(page.items) == request.limit) {
            page.next_cursor = api::encode_cursor(findings_list, programme.value(), before.value());
            return page;
          }
          before = finding.id;
          if (sees(call, finding)) page.items.push_back(view(call, finding));
        }
      }
      return page;
    });
  }

  Result<FindingView> get(const Call& call, const GetFinding& request) const {
    return desk_.db.read([&](sql::Tx& tx) -> Result<FindingView> {
      GX_TRY(finding, load(tx, call, request.id));
      return view(call, finding);
    });
  }

  Result<Reply<FindingView>> decide(const Call& call, const DecideFinding& request) const {
    const State to = request.decision == Verdict::confirmed ? State::confirmed : State::dismissed;
    return change(call, request.id, "decide_risk_finding", [&](Finding& finding) -> Outcome {
      if (finding.state != State::open) return wrong_state(finding);
      if (finding.subject == "actor/" + call.actor.id.to_string()) {
        return fail(ErrorCode::own_approval, "/id");
      }
      finding.state = to;
      finding.decided_at = call.now;
      finding.decided_by = call.actor.id;
      finding.reason = request.reason;
      if (to == State::dismissed && finding.limited_until && !finding.lifted_at) {
        finding.lifted_at = call.now;
        finding.lifted_by = call.actor.id;
      }
      return ok();
    });
  }

  Result<Reply<FindingView>> lift(const Call& call, const LiftLimit& request) const {
    return change(call, request.id, "lift_risk_limit", [&](Finding& finding) -> Outcome {
      if (!finding.limited_until || finding.lifted_at || *finding.limited_until <= call.now) {
        return wrong_state(finding);
      }
      finding.lifted_at = call.now;
      finding.lifted_by = call.actor.id;
      finding.reason = request.reason;
      return ok();
    });
  }

 private:
  static Error wrong_state(const Finding& finding) {
    return fail(
        ErrorCode::risk_finding_state,
        "/id",
        {{"state", boost::describe::enum_to_string(finding.state, "")}}
    );
  }

  /// Who is limited to stores sees what was done there.
  bool sees(const Call& call, const Finding& finding) const {
    if (!org::sees_programme(*desk_.org.snapshot(), call.actor, finding.programme)) return false;
    if (!org::is_limited(call.actor)) return true;
    return finding.store && call.actor.in_scope(finding.store);
  }

  Result<Finding> load(sql::Tx& tx, const Call& call, FindingId id) const {
    auto finding = store::find_finding(tx, id);
    if (!finding || !sees(call, *finding)) return fail(ErrorCode::risk_finding_not_found, "/id");
    return *std::move(finding);
  }

  template <class Change>
  Result<Reply<FindingView>> change(
      const Call& call, FindingId id, const char* operation, const Change& change
  ) const {
    auto reply = desk_.first_answers.once<FindingView>(
        desk_.db,
        call,
        operation,
        200,
        [&](sql::Tx& tx) -> Result<FindingView> {
          GX_TRY(finding, load(tx, call, id));
          const Finding before = finding;
          GX_TRY_VOID(change(finding));
          finding.changed_at = call.now;
          if (!store::update_finding(tx, finding, before.changed_at)) return ErrorCode::conflict;
          record(tx, call, before, finding);
          return view(call, finding);
        }
    );
    if (reply) desk_.risk.refresh(call.now);
    return reply;
  }

  static void record(sql::Tx& tx, const Call& call, const Finding& before, const Finding& after) {
    audit::Changes changes;
    changes.add(
        "state",
        boost::describe::enum_to_string(before.state, ""),
        boost::describe::enum_to_string(after.state, "")
    );
    const auto text = [](const std::optional<Instant>& at) {
      return at ? std::optional(at->to_string()) : std::nullopt;
    };
    changes.add("lifted_at", text(before.lifted_at), text(after.lifted_at));
    audit::record(
        tx,
        call,
        {.action = "risk_finding_decided",
         .object_kind = "risk_finding",
         .object_id = after.id.to_string(),
         .member = after.member,
         .changes = std::move(changes),
         .reason = after.reason.value_or("")},
        call.now
    );
  }

  FindingView view(const Call& call, const Finding& finding) const {
    FindingView view;
    view.id = finding.id;
    view.programme = programme_code(desk_, finding.programme, call.now);
    view.rule = finding.rule;
    view.rule_version = finding.rule_version;
    const auto organisation = desk_.org.snapshot();
    if (const org::Store* at = organisation->find_store(finding.store)) view.store = at->code;
    if (finding.member) view.member = finding.member;
    const std::size_t slash = finding.subject.find('/');
    const std::string rest =
        slash == std::string::npos ? std::string() : finding.subject.substr(slash + 1);
    if (finding.rule == Rule::same_cashier) view.cashier = rest;
    if (finding.rule == Rule::late_unproved) {
      view.subject = SubjectKind::till;
      const org::Till* till = organisation->find_till(TillId(parse_id(rest).value_or(0)));
      if (till != nullptr) view.till = till->code;
    }
    if (finding.rule == Rule::value_by_hand) {
      view.subject = SubjectKind::actor;
      view.actor = ActorId(parse_id(rest).value_or(0));
    }
    view.from = finding.window_from;
    view.day = finding.day;
    view.threshold = finding.threshold;
    view.allowed = finding.allowed;
    view.measured = finding.measured;
    view.count = finding.count;
    for (const std::int64_t id : parse_evidence(finding.evidence)) {
      view.evidence.push_back(std::to_string(id));
    }
    view.state = finding.state;
    view.limited_until = finding.limited_until;
    view.lifted_at = finding.lifted_at;
    view.lifted_by = finding.lifted_by;
    view.found_at = finding.found_at;
    view.decided_at = finding.decided_at;
    view.decided_by = finding.decided_by;
    view.reason = finding.reason;
    return view;
  }

  const Desk desk_;
};

}  // namespace

void add_finding_endpoints(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  const FindingDesk endpoints(desk);
  api.add<ListFindings, api::Page<FindingView>>(
      {.method = Method::get,
       .path = "/v1/risk/findings",
       .operation = "list_risk_findings",
       .tag = "risk",
       .permission = "risk:read",
       .summary = {"风控记录列表", "List findings"},
       .description =
           {"新的在前。限于门店的人员只看到在其门店发生的。",
            "The newest first. Who is limited to stores sees what was done there."},
       .errors = {programme_not_found, bad_cursor}},
      [endpoints](const Call& call, const ListFindings& request) {
        return endpoints.list(call, request);
      }
  );
  api.add<GetFinding, FindingView>(
      {.method = Method::get,
       .path = "/v1/risk/findings/{id}",
       .operation = "get_risk_finding",
       .tag = "risk",
       .permission = "risk:read",
       .summary = {"查询风控记录", "Read a finding"},
       .errors = {risk_finding_not_found}},
      [endpoints](const Call& call, const GetFinding& request) {
        return endpoints.get(call, request);
      }
  );
  api.add<DecideFinding, FindingView>(
      {.method = Method::post,
       .path = "/v1/risk/findings/{id}/decision",
       .operation = "decide_risk_finding",
       .tag = "risk",
       .permission = "risk:decide",
       .summary = {"认定风控记录", "Confirm or dismiss a finding"},
       .description =
           {"只认定一次。排除即解除限制；同一时段不再限制。",
            "Once. Dismissing it lifts its limit, and it limits no more."},
       .idempotency = api::Idempotency::required,
       .errors = {risk_finding_not_found, risk_finding_state, own_approval, conflict}},
      [endpoints](const Call& call, const DecideFinding& request) {
        return endpoints.decide(call, request);
      }
  );
  api.add<LiftLimit, FindingView>(
      {.method = Method::post,
       .path = "/v1/risk/findings/{id}/lifting",
       .operation = "lift_risk_limit",
       .tag = "risk",
       .permission = "risk:decide",
       .summary = {"解除限制", "Lift the limit of a finding"},
       .description =
           {"会员当日恢复积分和消费会员资产，记录不变。",
            "The member earns and spends again that day; the finding stays as it is."},
       .idempotency = api::Idempotency::required,
       .errors = {risk_finding_not_found, risk_finding_state, conflict}},
      [endpoints](const Call& call, const LiftLimit& request) {
        return endpoints.lift(call, request);
      }
  );
}

}  // namespace guanxi::risk
