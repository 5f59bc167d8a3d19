// The life of a rule in the book of its programme:
//
//   draft ──submit──▶ submitted ──audit──▶ audited ──end, or the next revision──▶ ended
//     │ ▲ edit, delete    │  └────reject────▶ rejected
//     └─────withdraw──────┴──▶ withdrawn
//
// A rule is written by its author and audited by somebody else; from then on it is in force as its
// conditions say, and never edited. A change is the next revision under its code, whose own audit
// ends the one before at that instant. Each step stands in the audit trail: who, when, what, why.
//
// Each function is one step in the caller's transaction: it refuses before it writes, and answers
// conflict where the rule has moved meanwhile.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/time.h"
#include "modules/audit/audit.h"
#include "modules/pricing/terms.h"
#include "platform/sql/enum_column.h"

namespace guanxi::pricing {

struct RuleTag;
using RuleId = Id<RuleTag>;

/// What the book holds: RuleKind without what is no rule.
enum class BookKind { document, restriction, promotion, coupon };
BOOST_DESCRIBE_ENUM(BookKind, document, restriction, promotion, coupon)
enum class RuleState { draft, submitted, audited, rejected, withdrawn, ended };
BOOST_DESCRIBE_ENUM(RuleState, draft, submitted, audited, rejected, withdrawn, ended)

struct BookRule {
  RuleId id;
  ProgrammeId programme;
  BookKind kind = BookKind::promotion;
  std::string code;           // of its kind in its programme
  std::int64_t revision = 1;  // of the code
  RuleState state = RuleState::draft;
  std::int64_t version = 1;  // one more with every step
  std::string name_zh, name_en;
  std::string content;          // JSON, see terms_of()
  Date last_day = Date::never;  // of its conditions
  std::int64_t set_number = 0;  // of the rule set that it last changed; 0: none yet
  Instant created_at;
  ActorId created_by;  // the author
  Instant changed_at;
  std::optional<Instant> submitted_at, audited_at;
  std::optional<ActorId> audited_by;
  std::optional<Instant> ended_at;  // rejected, withdrawn, ended or superseded
  std::optional<ActorId> ended_by;
  std::optional<std::string> reason;  // why it was
  std::optional<RuleId> superseded_by;
};

/// Who does it, when and why.
struct Step {
  audit::By by;
  Instant now;
  std::string reason = {};
};

BookKind book_kind_of(const RuleTerms& terms);
/// The form that is stored. Terms that were stored are read back equal.
std::string json_of(const RuleTerms& terms);
/// A stored content that cannot be read is a fault of ours.
RuleTerms terms_of(const BookRule& rule);
std::optional<RuleTerms> read_terms(std::string_view content);

/// Errors: code_taken at /rule/code: a draft of this code, or one that was submitted, is there.
Result<BookRule> add_draft(
    sql::Tx& tx, IdGenerator& ids, ProgrammeId programme, const RuleTerms& terms, const Step& step
);
/// Makes a draft say something else; the same terms change nothing. Errors: pricing_rule_state
/// unless it is a draft, at /rule/kind and /rule/code for another kind or code; forbidden unless
/// its author does it; conflict.
Result<BookRule> edit_draft(sql::Tx& tx, BookRule rule, const RuleTerms& terms, const Step& step);
/// As if it had never been, but for the trail. Errors: pricing_rule_state, forbidden,
/// conflict.
Outcome drop_draft(sql::Tx& tx, const BookRule& rule, const Step& step);
/// What it says was checked by the caller. Errors: pricing_rule_state, forbidden, conflict.
Result<BookRule> submit_rule(sql::Tx& tx, BookRule rule, const Step& step);
/// Puts it in force and ends the revision that was. What it says was checked by the caller. Errors:
/// pricing_rule_state, own_approval, conflict.
Result<BookRule> audit_rule(sql::Tx& tx, BookRule rule, const Step& step);
/// Errors: missing_field and the like at /reason, pricing_rule_state, own_approval, conflict.
Result<BookRule> reject_rule(sql::Tx& tx, BookRule rule, const Step& step);
/// A draft or what was submitted, by anybody: authors leave. Errors: those of /reason,
/// pricing_rule_state, conflict.
Result<BookRule> withdraw_rule(sql::Tx& tx, BookRule rule, const Step& step);
/// For good, at once. Errors: those of /reason, pricing_rule_state, conflict.
Result<BookRule> end_rule(sql::Tx& tx, BookRule rule, const Step& step);

std::optional<BookRule> find_rule(sql::Tx& tx, RuleId id);

struct RuleSearch {
  ProgrammeId programme;
  std::optional<BookKind> kind;
  std::optional<RuleState> state;
  std::string code_prefix;
  std::optional<RuleId> before;  // older than this one
  int limit = 50;
};
/// A rule without what it says.
struct RuleSummary {
  RuleId id;
  BookKind kind = BookKind::promotion;
  std::string code;
  std::int64_t revision = 1;
  RuleState state = RuleState::draft;
  std::int64_t version = 1;
  std::string name_zh, name_en;
  Date last_day = Date::never;
  Instant created_at;
  ActorId created_by;
  std::optional<Instant> submitted_at, audited_at;
  std::optional<ActorId> audited_by;
  std::optional<Instant> ended_at;
  std::optional<RuleId> superseded_by;
};
/// The newest first.
std::vector<RuleSummary> list_rules(sql::Tx& tx, const RuleSearch& search);

}  // namespace guanxi::pricing
