#include "modules/pricing/rule_life.h"

#include <algorithm>

#include "base/naming.h"
#include "modules/pricing/rule_changes.h"
#include "modules/pricing/rule_store.h"
#include "modules/pricing/terms_docs.h"
#include "platform/api/api.h"

namespace guanxi::pricing {
namespace {

std::string path_of(const BookRule& rule) { return "/v1/pricing/rules/" + rule.id.to_string(); }

std::string word_of(RuleState state) { return boost::describe::enum_to_string(state, ""); }
std::string word_of(BookKind kind) { return boost::describe::enum_to_string(kind, ""); }

std::string text_of(std::int64_t number) { return std::to_string(number); }

/// `allowed` in words: the states from which the step may be taken.
Error wrong_state(const BookRule& rule, const char* allowed) {
  return fail(
      ErrorCode::pricing_rule_state, "/id", {{"state", word_of(rule.state)}, {"allowed", allowed}}
  );
}

void say(BookRule& rule, const RuleTerms& terms) {
  const RuleHead& head = head_of(terms);
  rule.name_zh = head.name_zh;
  rule.name_en = head.name_en;
  rule.last_day = head.conditions.to.value_or(Date::never);
  rule.content = json_of(terms);
}

/// Into the audit trail: the state before and after, what else moved, and what the rule says of it.
void record(
    sql::Tx& tx,
    const char* action,
    const BookRule& rule,
    const Step& step,
    audit::Changes changes,
    std::string_view content_before,
    std::string_view content_after
) {
  const bool elsewhere = add_content_changes(changes, content_before, content_after);
  audit::record(
      tx,
      step.by,
      {.action = action,
       .object_kind = "pricing_rule",
       .object_id = rule.id.to_string(),
       .changes = std::move(changes),
       .reason = step.reason,
       .log = elsewhere ? path_of(rule) : std::string()},
      rule.changed_at
  );
}

/// Writes the next version of a rule and what it says of it.
Outcome move_rule(
    sql::Tx& tx, const char* action, BookRule& rule, RuleState before, const Step& step
) {
  const std::int64_t version = rule.version++;
  rule.changed_at = step.now;
  if (!store::update_rule(tx, rule, version)) return ErrorCode::conflict;
  audit::Changes changes;
  changes.add("state", word_of(before), word_of(rule.state));
  if (rule.superseded_by) changes.add("superseded_by", {}, rule.superseded_by->to_string());
  record(tx, action, rule, step, std::move(changes), {}, {});
  return ok();
}

Outcome check_author(const BookRule& rule, const Step& step) {
  if (rule.created_by != step.by.actor) return ErrorCode::forbidden;
  return ok();
}

void end_with(BookRule& rule, RuleState state, Instant at, const Step& step) {
  rule.state = state;
  rule.ended_at = at;
  rule.ended_by = step.by.actor;
  if (!step.reason.empty()) rule.reason = step.reason;  // an audit that supersedes may say none
}

/// Clocks of two processes differ: a rule was in force for a moment at least.
Instant end_of(const BookRule& rule, Instant now) {
  return std::max(now, rule.audited_at->plus_micros(1));
}

}  // namespace

BookKind book_kind_of(const RuleTerms& terms) {
  constexpr BookKind kinds[] = {
      BookKind::document, BookKind::restriction, BookKind::promotion, BookKind::coupon};
  return kinds[terms.index()];
}

std::string json_of(const RuleTerms& terms) { return api::to_json(terms); }

std::optional<RuleTerms> read_terms(std::string_view content) {
  auto terms = api::from_json<RuleTerms>(content, api::Origin::stored);
  if (!terms) return std::nullopt;
  return *std::move(terms);
}

RuleTerms terms_of(const BookRule& rule) {
  auto terms = read_terms(rule.content);
  GX_CHECK_WHY(terms.has_value(), "a stored rule cannot be read: " + rule.id.to_string());
  return *std::move(terms);
}

Result<BookRule> add_draft(
    sql::Tx& tx, IdGenerator& ids, ProgrammeId programme, const RuleTerms& terms, const Step& step
) {
  BookRule rule;
  rule.programme = programme;
  rule.kind = book_kind_of(terms);
  rule.code = head_of(terms).code;
  if (store::has_open(tx, programme, rule.kind, rule.code))
    return fail(ErrorCode::code_taken, "/rule/code", {{"code", rule.code}});
  rule.id = ids.next_id<RuleTag>();
  rule.revision = store::last_revision(tx, programme, rule.kind, rule.code) + 1;
  rule.created_at = rule.changed_at = step.now;
  rule.created_by = step.by.actor;
  say(rule, terms);
  if (!store::insert_rule(tx, rule)) return ErrorCode::conflict;
  audit::Changes changes;
  changes.add("programme", {}, programme.to_string())
      .add("revision", {}, text_of(rule.revision))
      .add("state", {}, word_of(rule.state));
  record(tx, "pricing_rule_drafted", rule, step, std::move(changes), {}, rule.content);
  return rule;
}

Result<BookRule> edit_draft(sql::Tx& tx, BookRule rule, const RuleTerms& terms, const Step& step) {
  if (rule.state != RuleState::draft) return wrong_state(rule, "draft");
  GX_TRY_VOID(check_author(rule, step));
  Faults faults;
  if (book_kind_of(terms) != rule.kind) {
    faults.add(fail(ErrorCode::unknown_value, "/rule/kind", {{"allowed", word_of(rule.kind)}}));
  }
  if (head_of(terms).code != rule.code) {
    faults.add(fail(ErrorCode::unknown_value, "/rule/code", {{"allowed", rule.code}}));
  }
  GX_TRY_VOID(faults.outcome());
  const std::string before = rule.content;
  say(rule, terms);
  if (rule.content == before) return rule;
  const std::int64_t version = rule.version++;
  rule.changed_at = step.now;
  if (!store::update_rule(tx, rule, version)) return ErrorCode::conflict;
  record(tx, "pricing_rule_edited", rule, step, {}, before, rule.content);
  return rule;
}

Outcome drop_draft(sql::Tx& tx, const BookRule& rule, const Step& step) {
  if (rule.state != RuleState::draft) return wrong_state(rule, "draft");
  GX_TRY_VOID(check_author(rule, step));
  if (!store::delete_rule(tx, rule)) return ErrorCode::conflict;
  BookRule gone = rule;
  gone.changed_at = step.now;
  audit::Changes changes;
  changes.add("state", word_of(rule.state), {});
  record(tx, "pricing_rule_deleted", gone, step, std::move(changes), rule.content, {});
  return ok();
}

Result<BookRule> submit_rule(sql::Tx& tx, BookRule rule, const Step& step) {
  if (rule.state != RuleState::draft) return wrong_state(rule, "draft");
  GX_TRY_VOID(check_author(rule, step));
  rule.state = RuleState::submitted;
  rule.submitted_at = step.now;
  GX_TRY_VOID(move_rule(tx, "pricing_rule_submitted", rule, RuleState::draft, step));
  return rule;
}

Result<BookRule> audit_rule(sql::Tx& tx, BookRule rule, const Step& step) {
  if (rule.state != RuleState::submitted) return wrong_state(rule, "submitted");
  if (rule.created_by == step.by.actor) return ErrorCode::own_approval;
  rule.state = RuleState::audited;
  rule.audited_at = step.now;
  rule.audited_by = step.by.actor;
  rule.set_number = store::next_set_number(tx, rule.programme);
  if (const auto end = store::last_end(tx, rule.programme, rule.kind, rule.code)) {
    rule.audited_at = std::max(step.now, *end);  // two of a code are never in force together
  }
  std::string content_before;
  if (auto last = store::find_in_force(tx, rule.programme, rule.kind, rule.code)) {
    // The one ends at the very instant at which the other begins.
    rule.audited_at = end_of(*last, *rule.audited_at);
    content_before = last->content;
    end_with(*last, RuleState::ended, *rule.audited_at, step);
    last->superseded_by = rule.id;
    last->set_number = rule.set_number;
    GX_TRY_VOID(move_rule(tx, "pricing_rule_superseded", *last, RuleState::audited, step));
  }
  const std::int64_t version = rule.version++;
  rule.changed_at = step.now;
  if (!store::update_rule(tx, rule, version)) return ErrorCode::conflict;
  audit::Changes changes;
  changes.add("state", word_of(RuleState::submitted), word_of(rule.state));
  record(tx, "pricing_rule_audited", rule, step, std::move(changes), content_before, rule.content);
  return rule;
}

Result<BookRule> reject_rule(sql::Tx& tx, BookRule rule, const Step& step) {
  GX_TRY_VOID(check_reason(step.reason));
  if (rule.state != RuleState::submitted) return wrong_state(rule, "submitted");
  if (rule.created_by == step.by.actor) return ErrorCode::own_approval;
  end_with(rule, RuleState::rejected, step.now, step);
  GX_TRY_VOID(move_rule(tx, "pricing_rule_rejected", rule, RuleState::submitted, step));
  return rule;
}

Result<BookRule> withdraw_rule(sql::Tx& tx, BookRule rule, const Step& step) {
  GX_TRY_VOID(check_reason(step.reason));
  const RuleState before = rule.state;
  if (before != RuleState::draft && before != RuleState::submitted)
    return wrong_state(rule, "draft, submitted");
  end_with(rule, RuleState::withdrawn, step.now, step);
  GX_TRY_VOID(move_rule(tx, "pricing_rule_withdrawn", rule, before, step));
  return rule;
}

Result<BookRule> end_rule(sql::Tx& tx, BookRule rule, const Step& step) {
  GX_TRY_VOID(check_reason(step.reason));
  if (rule.state != RuleState::audited) return wrong_state(rule, "audited");
  end_with(rule, RuleState::ended, end_of(rule, step.now), step);
  rule.set_number = store::next_set_number(tx, rule.programme);
  GX_TRY_VOID(move_rule(tx, "pricing_rule_ended", rule, RuleState::audited, step));
  return rule;
}

std::optional<BookRule> find_rule(sql::Tx& tx, RuleId id) { return store::find_rule(tx, id); }

std::vector<RuleSummary> list_rules(sql::Tx& tx, const RuleSearch& search) {
  return store::list_rules(tx, search);
}

}  // namespace guanxi::pricing
