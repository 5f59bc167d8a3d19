// The HTTP endpoints that show rules. They belong to the whole group: an actor limited to stores
// may read those of the programmes they have to do with.
#include "modules/pricing/desk.h"
#include "modules/pricing/rule_view.h"

namespace guanxi::pricing {
namespace {

using api::Call;
using api::Method;
using api::Page;
using api::Reply;

constexpr const char* rules_list = "pricing_rules";
constexpr const char* history_list = "pricing_rule_history";

class RuleReading {
 public:
  explicit RuleReading(const Desk& desk) : desk_(desk) {}

  Result<Page<RuleInList>> list(const Call& call, const ListRules& request) const {
    GX_TRY(programme, programme_of(desk_, call, request.programme));
    RuleSearch search;
    search.programme = programme->programme;
    search.kind = request.kind;
    search.state = request.state;
    search.code_prefix = request.code.value_or("");
    search.limit = request.limit + 1;
    if (request.cursor) {
      GX_TRY(parts, api::decode_cursor<std::int64_t>(rules_list, *request.cursor));
      search.before = RuleId(std::get<0>(parts));
    }
    auto found = desk_.db.read([&](sql::Tx& tx) { return list_rules(tx, search); });
    const bool more = std::ssize(found) > request.limit;
    if (more) found.pop_back();
    Page<RuleInList> page;
    for (RuleSummary& rule : found) page.items.push_back(in_list(std::move(rule)));
    if (more) page.next_cursor = api::encode_cursor(rules_list, page.items.back().id.value());
    return page;
  }

  Result<Reply<RuleView>> get(const Call& call, const GetRule& request) const {
    return desk_.db.read([&](sql::Tx& tx) -> Result<Reply<RuleView>> {
      GX_TRY(rule, load_rule(tx, desk_, call, request.id));
      auto findings = findings_of(tx, desk_, call, rule, LintGoods::none);
      auto reply = reply_of(desk_, call, std::move(rule));
      reply.body.findings = std::move(findings);
      return reply;
    });
  }

  Result<Page<RuleStep>> history(const Call& call, const ListRuleHistory& request) const {
    audit::Search search;
    search.object_kind = "pricing_rule";
    search.object_id = request.id.to_string();
    search.before_at = call.now.plus_seconds(86'400);  // clocks of two processes differ
    search.limit = request.limit + 1;
    if (request.cursor) {
      GX_TRY(
          parts,
          (api::decode_cursor<std::int64_t, std::int64_t, std::int64_t>(
              history_list, *request.cursor
          ))
      );
      const auto& [at, chain, seq] = parts;
      search.before_at = Instant::from_micros(at);
      search.before = {chain, seq};
    }
    return desk_.db.read([&](sql::Tx& tx) -> Result<Page<RuleStep>> {
      GX_TRY_VOID(load_rule(tx, desk_, call, request.id));
      auto found = audit::search(tx, search);
      const bool more = std::ssize(found) > request.limit;
      if (more) found.pop_back();
      Page<RuleStep> page;
      for (audit::Recorded& step : found) page.items.push_back(step_view(step));
      if (more) {
        const audit::Recorded& last = found.back();
        page.next_cursor =
            api::encode_cursor(history_list, last.at.micros(), last.place.chain, last.place.seq);
      }
      return page;
    });
  }

 private:
  static RuleInList in_list(RuleSummary rule) {
    return {
        rule.id,
        rule.kind,
        std::move(rule.code),
        rule.revision,
        rule.state,
        rule.version,
        std::move(rule.name_zh),
        std::move(rule.name_en),
        rule.last_day == Date::never ? std::nullopt : std::optional(rule.last_day),
        rule.created_at,
        rule.created_by,
        rule.submitted_at,
        rule.audited_at,
        rule.audited_by,
        rule.ended_at,
        rule.superseded_by};
  }
  static RuleStep step_view(audit::Recorded& step) {
    RuleStep view{step.at, step.actor, std::move(step.action), {}, std::move(step.reason)};
    for (audit::Change& change : step.changes) {
      view.changes.push_back(
          {std::move(change.field), std::move(change.before), std::move(change.after)}
      );
    }
    return view;
  }

  Desk desk_;
};

}  // namespace

Result<std::shared_ptr<const programmes::Version>> programme_of(
    const Desk& desk, const api::Call& call, const std::string& code
) {
  const auto id = desk.programmes.find(code);
  const auto programme = id && org::sees_programme(*desk.org.snapshot(), call.actor, *id)
                             ? desk.programmes.shown(*id, call.now)
                             : nullptr;
  if (!programme) return fail(ErrorCode::programme_not_found, "/programme", {{"programme", code}});
  return programme;
}

Result<BookRule> load_rule(sql::Tx& tx, const Desk& desk, const api::Call& call, RuleId id) {
  auto rule = find_rule(tx, id);
  if (!rule || !org::sees_programme(*desk.org.snapshot(), call.actor, rule->programme))
    return fail(ErrorCode::pricing_rule_not_found, "/id");
  return *std::move(rule);
}

Reply<RuleView> reply_of(const Desk& desk, const api::Call& call, BookRule rule) {
  const auto programme = desk.programmes.shown(rule.programme, call.now);
  RuleView view;
  view.id = rule.id;
  view.programme = programme ? programme->code : "";
  view.kind = rule.kind;
  view.code = rule.code;
  view.revision = rule.revision;
  view.state = rule.state;
  view.version = rule.version;
  view.rule = terms_of(rule);
  view.created_at = rule.created_at;
  view.created_by = rule.created_by;
  view.submitted_at = rule.submitted_at;
  view.audited_at = rule.audited_at;
  view.audited_by = rule.audited_by;
  view.ended_at = rule.ended_at;
  view.ended_by = rule.ended_by;
  view.reason = std::move(rule.reason);
  view.superseded_by = rule.superseded_by;
  return {.body = std::move(view), .etag = api::etag_of(rule.version)};
}

void add_rule_reading(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  const RuleReading endpoints(desk);
  api.add<ListRules, Page<RuleInList>>(
      {.method = Method::get,
       .path = "/v1/pricing/rules",
       .operation = "list_pricing_rules",
       .tag = "pricing",
       .permission = "pricing:read",
       .summary = {"定价规则列表", "List the rules of pricing"},
       .description =
           {"按种类、状态和编码开头筛选；最新的在前，不含内容。",
            "By kind, state and how the code begins; the newest first, without what they say."},
       .errors = {programme_not_found, bad_cursor}},
      [endpoints](const Call& call, const ListRules& request) {
        return endpoints.list(call, request);
      }
  );
  api.add<GetRule, RuleView>(
      {.method = Method::get,
       .path = "/v1/pricing/rules/{id}",
       .operation = "get_pricing_rule",
       .tag = "pricing",
       .permission = "pricing:read",
       .summary = {"查询定价规则", "Read a rule of pricing"},
       .errors = {pricing_rule_not_found}},
      [endpoints](const Call& call, const GetRule& request) { return endpoints.get(call, request); }
  );
  api.add<ListRuleHistory, Page<RuleStep>>(
      {.method = Method::get,
       .path = "/v1/pricing/rules/{id}/history",
       .operation = "list_pricing_rule_history",
       .tag = "pricing",
       .permission = "pricing:read",
       .summary = {"规则的经过", "What became of a rule"},
       .description =
           {"每一步：谁、何时、改前、改后、为什么；最新的在前。",
            "Each step: who, when, before, after and why; the newest first."},
       .errors = {pricing_rule_not_found, bad_cursor}},
      [endpoints](const Call& call, const ListRuleHistory& request) {
        return endpoints.history(call, request);
      }
  );
}

}  // namespace guanxi::pricing
