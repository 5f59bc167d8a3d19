// The HTTP endpoints that write rules and take them through their life. pricing:write drafts and
// submits, pricing:audit decides and ends; rules are the whole group's, so nobody limited to stores
// writes them.
#include "modules/pricing/desk.h"
#include "modules/pricing/rule_check.h"
#include "modules/pricing/rule_view.h"

namespace guanxi::pricing {
namespace {

using api::Call;
using api::Method;
using api::Reply;

/// A document of 5,000 lines.
constexpr std::int64_t rule_bytes_max = 4 * 1024 * 1024;

class RuleSteps {
 public:
  explicit RuleSteps(const Desk& desk) : desk_(desk) {}

  Result<CheckedRule> check(const Call& call, const CheckRule& request) const {
    GX_TRY(programme, programme_of(desk_, call, request.programme));
    GX_TRY_VOID(desk_.db.read([&](sql::Tx& tx) {
      return check_rule(tx, house(), *programme, request.rule, Naming::book, call.now);
    }));
    return CheckedRule{book_kind_of(request.rule), head_of(request.rule).code};
  }

  Result<Reply<RuleView>> add(const Call& call, const AddRule& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(programme, programme_of(desk_, call, request.programme));
    GX_TRY(rule, desk_.db.write([&](sql::Tx& tx) {
      return add_draft(
          tx, desk_.ids, programme->programme, request.rule, step(call, request.reason)
      );
    }));
    auto made = reply_of(desk_, call, rule);
    made.location = "/v1/pricing/rules/" + rule.id.to_string();
    return made;
  }

  Result<Reply<RuleView>> put(const Call& call, const PutRule& request) const {
    return take(call, request.id, [&](sql::Tx& tx, BookRule rule) {
      return edit_draft(tx, std::move(rule), request.rule, step(call, request.reason));
    });
  }

  Result<Nothing> remove(const Call& call, const GetRule& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    return desk_.db.write([&](sql::Tx& tx) -> Outcome {
      GX_TRY(rule, expected(tx, call, request.id));
      return drop_draft(tx, rule, step(call, {}));
    });
  }

  Result<Reply<RuleView>> submit(const Call& call, const MoveRule& request) const {
    GX_TRY(reply, take(call, request.id, [&](sql::Tx& tx, BookRule rule) -> Result<BookRule> {
             GX_TRY_VOID(check_content(tx, call, rule, RuleState::draft, Naming::book));
             return submit_rule(tx, std::move(rule), step(call, request.reason));
           }));
    // Behind the writer: looking takes longer than submitting.
    reply.body.findings = desk_.db.read([&](sql::Tx& tx) {
      const auto rule = find_rule(tx, request.id);
      return rule ? findings_of(tx, desk_, call, *rule, LintGoods::catalogue) : std::nullopt;
    });
    return reply;
  }

  Result<Reply<RuleView>> audit(const Call& call, const MoveRule& request) const {
    GX_TRY(reply, take(call, request.id, [&](sql::Tx& tx, BookRule rule) -> Result<BookRule> {
             GX_TRY_VOID(check_content(tx, call, rule, RuleState::submitted, Naming::force));
             return audit_rule(tx, std::move(rule), step(call, request.reason));
           }));
    show_change(desk_, call.now);
    return reply;
  }

  Result<Reply<RuleView>> reject(const Call& call, const EndRule& request) const {
    return take(call, request.id, [&](sql::Tx& tx, BookRule rule) {
      return reject_rule(tx, std::move(rule), step(call, request.reason));
    });
  }

  Result<Reply<RuleView>> withdraw(const Call& call, const EndRule& request) const {
    return take(call, request.id, [&](sql::Tx& tx, BookRule rule) {
      return withdraw_rule(tx, std::move(rule), step(call, request.reason));
    });
  }

  Result<Reply<RuleView>> end(const Call& call, const EndRule& request) const {
    GX_TRY(reply, take(call, request.id, [&](sql::Tx& tx, BookRule rule) {
             return end_rule(tx, std::move(rule), step(call, request.reason));
           }));
    show_change(desk_, call.now);
    return reply;
  }

 private:
  CheckHouse house() const { return {desk_.org, desk_.ladders}; }

  static Step step(const Call& call, const std::optional<std::string>& reason) {
    return {call, call.now, reason.value_or("")};
  }

  /// The rule in the version that the caller has seen.
  Result<BookRule> expected(sql::Tx& tx, const Call& call, RuleId id) const {
    GX_TRY(rule, load_rule(tx, desk_, call, id));
    GX_TRY_VOID(api::check_if_match(call, api::etag_of(rule.version)));
    return rule;
  }

  template <class Next>
  Result<Reply<RuleView>> take(const Call& call, RuleId id, Next&& next) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(rule, desk_.db.write([&](sql::Tx& tx) -> Result<BookRule> {
      GX_TRY(before, expected(tx, call, id));
      return next(tx, std::move(before));
    }));
    return reply_of(desk_, call, std::move(rule));
  }

  /// All that is wrong with what the rule says; where the step is not its turn anyway, nothing.
  Outcome check_content(
      sql::Tx& tx, const Call& call, const BookRule& rule, RuleState turn, Naming naming
  ) const {
    if (rule.state != turn) return ok();
    const auto programme = desk_.programmes.shown(rule.programme, call.now);
    GX_CHECK_WHY(programme != nullptr, "a rule of no programme");
    return check_rule(tx, house(), *programme, terms_of(rule), naming, call.now);
  }

  Desk desk_;
};

/// Beside what any request may be refused for: what a rule says may be.
std::vector<ErrorCode> content_errors(std::vector<ErrorCode> more) {
  using enum ErrorCode;
  more.insert(
      more.end(),
      {unknown_value,
       out_of_range,
       bad_format,
       missing_field,
       too_few,
       too_many,
       currency_mismatch,
       code_taken}
  );
  return more;
}

void add_drafting(api::Api& api, const RuleSteps& endpoints) {
  using enum ErrorCode;
  api.add<CheckRule, CheckedRule>(
      {.method = Method::post,
       .path = "/v1/pricing/rules/check",
       .operation = "check_pricing_rule",
       .tag = "pricing",
       .permission = "pricing:read",
       .summary = {"试校验定价规则", "Check a rule of pricing"},
       .description =
           {"与提交时的校验相同，一次给出全部错误；不保存任何内容。",
            "As submitting it would, with all faults at once; nothing is stored."},
       .errors = content_errors({programme_not_found}),
       .body_bytes_max = rule_bytes_max},
      [endpoints](const Call& call, const CheckRule& request) {
        return endpoints.check(call, request);
      }
  );
  api.add<AddRule, RuleView>(
      {.method = Method::post,
       .path = "/v1/pricing/rules",
       .operation = "add_pricing_rule",
       .tag = "pricing",
       .permission = "pricing:write",
       .summary = {"起草定价规则", "Draft a rule of pricing"},
       .description =
           {"先是草稿，提交并由另一人审核后才生效。已有同编码规则的，审核时由这一版取代。编码是幂等"
            "的"
            "依据：同一编码同时只有一份草稿或待审核的，重复提交得到 code_taken。",
            "A draft until it is submitted and audited by somebody else. Under a code that is in "
            "force it is the next revision, which supersedes that one when it is audited. The code "
            "makes it safe to repeat: of a code one is a draft or submitted at a time, a second "
            "request is answered code_taken."},
       .success_status = 201,
       .errors = {programme_not_found, code_taken, conflict, store_out_of_scope},
       .body_bytes_max = rule_bytes_max},
      [endpoints](const Call& call, const AddRule& request) { return endpoints.add(call, request); }
  );
  api.add<PutRule, RuleView>(
      {.method = Method::put,
       .path = "/v1/pricing/rules/{id}",
       .operation = "change_pricing_rule",
       .tag = "pricing",
       .permission = "pricing:write",
       .summary = {"修改草稿", "Change a draft"},
       .description =
           {"整体替换；只有制单人能改，只能改草稿。种类与编码不变。",
            "Replaces it as a whole; only its author, and only a draft. Kind and code stay."},
       .errors =
           {pricing_rule_not_found,
            pricing_rule_state,
            unknown_value,
            forbidden,
            stale_version,
            conflict,
            store_out_of_scope},
       .needs_if_match = true,
       .body_bytes_max = rule_bytes_max},
      [endpoints](const Call& call, const PutRule& request) { return endpoints.put(call, request); }
  );
  api.add<GetRule, Nothing>(
      {.method = Method::del,
       .path = "/v1/pricing/rules/{id}",
       .operation = "delete_pricing_rule",
       .tag = "pricing",
       .permission = "pricing:write",
       .summary = {"删除草稿", "Delete a draft"},
       .description =
           {"只有制单人能删，只能删草稿；审计记录保留。",
            "Only its author, and only a draft; the audit trail keeps what it was."},
       .errors =
           {pricing_rule_not_found,
            pricing_rule_state,
            forbidden,
            stale_version,
            conflict,
            store_out_of_scope},
       .needs_if_match = true},
      [endpoints](const Call& call, const GetRule& request) {
        return endpoints.remove(call, request);
      }
  );
  api.add<MoveRule, RuleView>(
      {.method = Method::post,
       .path = "/v1/pricing/rules/{id}/submit",
       .operation = "submit_pricing_rule",
       .tag = "pricing",
       .permission = "pricing:write",
       .summary = {"提交审核", "Submit a rule of pricing"},
       .description =
           {"由制单人提交；全部校验通过才行，此后不能再改，只能撤回。",
            "By its author, and only without fault. From then on it is not edited any more, only "
            "withdrawn."},
       .errors = content_errors(
           {pricing_rule_not_found,
            pricing_rule_state,
            forbidden,
            stale_version,
            conflict,
            store_out_of_scope}
       ),
       .needs_if_match = true},
      [endpoints](const Call& call, const MoveRule& request) {
        return endpoints.submit(call, request);
      }
  );
  api.add<EndRule, RuleView>(
      {.method = Method::post,
       .path = "/v1/pricing/rules/{id}/withdraw",
       .operation = "withdraw_pricing_rule",
       .tag = "pricing",
       .permission = "pricing:write",
       .summary = {"撤回规则", "Withdraw a rule of pricing"},
       .description = {"审核之前都可以，写明原因。", "Until it is audited, with the reason why."},
       .errors =
           {pricing_rule_not_found,
            pricing_rule_state,
            stale_version,
            conflict,
            store_out_of_scope},
       .needs_if_match = true},
      [endpoints](const Call& call, const EndRule& request) {
        return endpoints.withdraw(call, request);
      }
  );
}

void add_deciding(api::Api& api, const RuleSteps& endpoints) {
  using enum ErrorCode;
  api.add<MoveRule, RuleView>(
      {.method = Method::post,
       .path = "/v1/pricing/rules/{id}/audit",
       .operation = "audit_pricing_rule",
       .tag = "pricing",
       .permission = "pricing:audit",
       .summary = {"审核通过", "Audit a rule of pricing"},
       .description =
           {"由制单人以外的人审核，从此按条件生效，不再修改；同编码的上一版在同一刻终止。",
            "By somebody else than its author. From then on it is in force as its conditions say, "
            "and never edited; the revision before ends at the same instant."},
       .errors = content_errors(
           {pricing_rule_not_found,
            pricing_rule_state,
            own_approval,
            stale_version,
            conflict,
            store_out_of_scope}
       ),
       .needs_if_match = true},
      [endpoints](const Call& call, const MoveRule& request) {
        return endpoints.audit(call, request);
      }
  );
  api.add<EndRule, RuleView>(
      {.method = Method::post,
       .path = "/v1/pricing/rules/{id}/reject",
       .operation = "reject_pricing_rule",
       .tag = "pricing",
       .permission = "pricing:audit",
       .summary = {"驳回规则", "Reject a rule of pricing"},
       .description =
           {"写明原因；制单人自己的规则请撤回。",
            "With the reason why; authors withdraw their own."},
       .errors =
           {pricing_rule_not_found,
            pricing_rule_state,
            own_approval,
            stale_version,
            conflict,
            store_out_of_scope},
       .needs_if_match = true},
      [endpoints](const Call& call, const EndRule& request) {
        return endpoints.reject(call, request);
      }
  );
  api.add<EndRule, RuleView>(
      {.method = Method::post,
       .path = "/v1/pricing/rules/{id}/end",
       .operation = "end_pricing_rule",
       .tag = "pricing",
       .permission = "pricing:audit",
       .summary = {"终止规则", "End a rule of pricing"},
       .description =
           {"立即失效，不能恢复；写明原因。", "At once and for good, with the reason why."},
       .errors =
           {pricing_rule_not_found,
            pricing_rule_state,
            stale_version,
            conflict,
            store_out_of_scope},
       .needs_if_match = true},
      [endpoints](const Call& call, const EndRule& request) { return endpoints.end(call, request); }
  );
}

}  // namespace

void show_change(const Desk& desk, Instant now) {
  try {
    desk.book.refresh(now);
  } catch (const sql::StorageFault&) {
    // It is durable, and the answer must say so; the server's next refresh() shows it.
  }
}

void add_rule_steps(api::Api& api, const Desk& desk) {
  const RuleSteps endpoints(desk);
  add_drafting(api, endpoints);
  add_deciding(api, endpoints);
}

void add_endpoints(api::Api& api, const Desk& desk) {
  add_rule_reading(api, desk);
  add_rule_steps(api, desk);
  add_parameter_endpoints(api, desk);
  add_agreement_endpoints(api, desk);
  add_share_endpoints(api, desk);
  add_lint_endpoint(api, desk);
}

}  // namespace guanxi::pricing
