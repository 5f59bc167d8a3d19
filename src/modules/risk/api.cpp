// The HTTP endpoints of rules, and what all endpoints of risk share.
#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

#include "modules/audit/audit.h"
#include "modules/risk/current.h"
#include "modules/risk/desk.h"
#include "modules/risk/rules.h"
#include "modules/risk/store.h"

namespace guanxi::risk {
namespace {

using api::Call;
using api::Method;

std::string rule_words(Rule rule, bool zh) {
  switch (rule) {
    case Rule::card_often:
      return zh ? "同一会员短时间内或一天内小票过多，或一天内到过的门店过多"
                : "A member on too many receipts within minutes or a day, or in too many stores on "
                  "a day";
    case Rule::same_cashier:
      return zh ? "同一会员一天内被同一收银员录入过多小票"
                : "A member on too many receipts of one cashier on a day";
    case Rule::refund_share:
      return zh ? "退货金额占销售金额过高" : "Too much of what was sold comes back";
    case Rule::spend_and_return:
      return zh ? "积分花掉后退货" : "Goods come back after their points were spent";
    case Rule::staff_card:
      return zh ? "员工卡一个月内小票或金额过多，或给自己收银"
                : "Staff's own card: too many receipts or too much in a month, or rung by "
                  "themselves";
    case Rule::late_unproved:
      return zh ? "收银机一天内事后补传、花了会员资产却没有凭证的小票过多"
                : "A till tells late, too often on a day, of value spent without a proof";
    case Rule::value_by_hand:
      return zh ? "同一经办人一天内手工增加的积分或充值过多"
                : "One actor adds too many points by documents, or too much by recharges, on a day";
  }
  GX_CHECK_WHY(false, "no such rule");
}

RuleView view_of(const RuleVersion& rule, api::Language language) {
  RuleView view;
  view.rule = rule.rule;
  view.version = rule.version;
  view.mode = rule.mode;
  for (const ThresholdSpec& spec : threshold_specs()) {
    if (spec.rule == rule.rule)
      view.thresholds.push_back({spec.threshold, rule.at(spec.threshold)});
  }
  view.text = rule_words(rule.rule, language == api::Language::zh_cn);
  if (rule.version > 0) {
    view.reason = rule.reason;
    view.created_at = rule.created_at;
    view.created_by = rule.created_by;
  }
  return view;
}

Result<Rule> rule_of(const std::string& word) {
  Rule rule{};
  if (boost::describe::enum_from_string(word.c_str(), rule)) return rule;
  return fail(ErrorCode::risk_rule_not_found, "/rule");
}

class RuleDesk {
 public:
  explicit RuleDesk(const Desk& desk) : desk_(desk) {}

  Result<RuleList> list(const Call& call, const ListRules& request) const {
    GX_TRY(programme, programme_of(desk_, call, request.programme));
    return desk_.db.read([&](sql::Tx& tx) {
      RuleList list;
      for (const RuleVersion& rule : rules_in_force(tx, programme)) {
        list.items.push_back(view_of(rule, call.language));
      }
      return list;
    });
  }

  Result<RuleList> versions(const Call& call, const ListRuleVersions& request) const {
    GX_TRY(programme, programme_of(desk_, call, request.programme));
    GX_TRY(rule, rule_of(request.rule));
    return desk_.db.read([&, rule = rule](sql::Tx& tx) {
      RuleList list;
      for (const RuleVersion& version : store::versions_of(tx, programme, rule)) {
        list.items.push_back(view_of(version, call.language));
      }
      list.items.push_back(view_of(usual_rule(programme, rule), call.language));
      return list;
    });
  }

  Result<RuleView> put(const Call& call, const PutRule& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(programme, programme_of(desk_, call, request.programme));
    GX_TRY(rule, rule_of(request.rule));
    RuleVersion wanted = usual_rule(programme, rule);
    wanted.mode = request.mode;
    wanted.reason = request.reason;
    wanted.created_at = call.now;
    wanted.created_by = call.actor.id;
    if (request.mode == Mode::limit && !may_limit(rule)) {
      return fail(ErrorCode::invalid_request, "/mode", {{"reason", "@rule_watches_only"}});
    }
    GX_TRY_VOID(set_thresholds(wanted, request.thresholds));
    return desk_.db.write([&, rule = rule](sql::Tx& tx) -> Result<RuleView> {
      const auto rules = rules_in_force(tx, programme);
      const RuleVersion& before = rules[static_cast<std::size_t>(rule)];
      RuleVersion next = wanted;
      next.version = before.version + 1;
      if (before.mode == next.mode && before.thresholds == next.thresholds) {
        return view_of(before, call.language);  // nothing would change
      }
      store::insert_rule(tx, next);
      record(tx, call, before, next);
      return view_of(next, call.language);
    });
  }

 private:
  static Outcome set_thresholds(RuleVersion& rule, const std::vector<ThresholdView>& given) {
    for (std::size_t i = 0; i < given.size(); ++i) {
      const std::string at = "/thresholds/" + std::to_string(i);
      const ThresholdSpec* found = nullptr;
      for (const ThresholdSpec& spec : threshold_specs()) {
        if (spec.rule == rule.rule && spec.threshold == given[i].name) found = &spec;
      }
      if (found == nullptr) return fail(ErrorCode::unknown_value, at + "/name");
      if (given[i].value < found->min) {
        return fail(ErrorCode::out_of_range, at + "/value", {{"min", std::to_string(found->min)}});
      }
      if (given[i].value > found->max) {
        return fail(ErrorCode::out_of_range, at + "/value", {{"max", std::to_string(found->max)}});
      }
      rule.thresholds[given[i].name] = given[i].value;
    }
    return ok();
  }

  void record(sql::Tx& tx, const Call& call, const RuleVersion& before, const RuleVersion& next)
      const {
    audit::Changes changes;
    const auto word = [](auto value) {
      return std::string(boost::describe::enum_to_string(value, ""));
    };
    changes.add("mode", word(before.mode), word(next.mode));
    for (const auto& [threshold, value] : next.thresholds) {
      changes.add(
          boost::describe::enum_to_string(threshold, ""),
          std::to_string(before.at(threshold)),
          std::to_string(value)
      );
    }
    audit::record(
        tx,
        call,
        {.action = "risk_rule_changed",
         .object_kind = "risk_rule",
         .object_id = programme_code(desk_, next.programme, call.now) + '/' + word(next.rule),
         .changes = std::move(changes),
         .reason = next.reason},
        call.now
    );
  }

  const Desk desk_;
};

}  // namespace

Result<ProgrammeId> programme_of(const Desk& desk, const Call& call, const std::string& code) {
  const auto programme = desk.programmes.find(code);
  if (!programme || !org::sees_programme(*desk.org.snapshot(), call.actor, *programme)) {
    return fail(ErrorCode::programme_not_found, "/programme", {{"programme", code}});
  }
  return *programme;
}

std::string programme_code(const Desk& desk, ProgrammeId programme, Instant now) {
  const auto version = desk.programmes.shown(programme, now);
  GX_CHECK(version != nullptr);
  return version->code;
}

void add_endpoints(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  const RuleDesk endpoints(desk);
  api.add<ListRules, RuleList>(
      {.method = Method::get,
       .path = "/v1/risk/rules",
       .operation = "list_risk_rules",
       .tag = "risk",
       .permission = "risk:read",
       .summary = {"风控规则列表", "List the rules that watch for abuse"},
       .description =
           {"每条规则的现行版本；没有改过的是默认值，只记录不限制。",
            "The version in force of each; what nobody changed has its defaults and only watches."},
       .errors = {programme_not_found}},
      [endpoints](const Call& call, const ListRules& request) {
        return endpoints.list(call, request);
      }
  );
  api.add<ListRuleVersions, RuleList>(
      {.method = Method::get,
       .path = "/v1/risk/rules/{rule}",
       .operation = "list_risk_rule_versions",
       .tag = "risk",
       .permission = "risk:read",
       .summary = {"一条规则的全部版本", "List the versions of a rule"},
       .description =
           {"新版在前：谁、何时、为什么。", "The newest first: who made it, when and why."},
       .errors = {programme_not_found, risk_rule_not_found}},
      [endpoints](const Call& call, const ListRuleVersions& request) {
        return endpoints.versions(call, request);
      }
  );
  api.add<PutRule, RuleView>(
      {.method = Method::put,
       .path = "/v1/risk/rules/{rule}",
       .operation = "put_risk_rule",
       .tag = "risk",
       .permission = "risk:configure",
       .summary = {"修改风控规则", "Change a rule"},
       .description =
           {"立即生效，成为下一版并记入审计；内容不变则不产生新版。关于收银机和经办人的规则只能记录"
            "。",
            "In force at once, as the next version, and on the audit trail; what changes nothing "
            "makes none. Rules of tills and actors only watch."},
       .errors =
           {programme_not_found,
            risk_rule_not_found,
            unknown_value,
            out_of_range,
            store_out_of_scope,
            conflict}},
      [endpoints](const Call& call, const PutRule& request) { return endpoints.put(call, request); }
  );
  add_finding_endpoints(api, desk);
  add_staff_endpoints(api, desk);
  add_run_endpoints(api, desk);
}

}  // namespace guanxi::risk
