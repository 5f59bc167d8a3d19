// The SQL of the rule book: rules with their life, numbers of rule sets, parameters. Inside
// modules/pricing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/pricing/rule_life.h"
#include "platform/sql/sql.h"

namespace guanxi::pricing::store {

/// False: the code has an open rule already, or somebody made this revision meanwhile.
bool insert_rule(sql::Tx& tx, const BookRule& rule);
/// Everything that a step may change. False: it has another version than `version_before` by now.
bool update_rule(sql::Tx& tx, const BookRule& rule, std::int64_t version_before);
bool delete_rule(sql::Tx& tx, const BookRule& rule);
std::optional<BookRule> find_rule(sql::Tx& tx, RuleId id);
std::optional<BookRule> find_in_force(
    sql::Tx& tx, ProgrammeId programme, BookKind kind, std::string_view code
);
bool has_open(sql::Tx& tx, ProgrammeId programme, BookKind kind, std::string_view code);
std::int64_t last_revision(
    sql::Tx& tx, ProgrammeId programme, BookKind kind, std::string_view code
);
/// When the last of its revisions that were in force ended.
std::optional<Instant> last_end(
    sql::Tx& tx, ProgrammeId programme, BookKind kind, std::string_view code
);
std::vector<RuleSummary> list_rules(sql::Tx& tx, const RuleSearch& search);

struct CodeRow {
  BookKind kind = BookKind::promotion;
  std::string code;
};
/// Of promotions and coupons that are in force, or else are being written too.
std::vector<CodeRow> live_codes(sql::Tx& tx, ProgrammeId programme, bool in_force_only);

/// The next number of the programme's rule set.
std::int64_t next_set_number(sql::Tx& tx, ProgrammeId programme);
std::int64_t set_number(sql::Tx& tx, ProgrammeId programme);  // 0: none yet
struct SetRow {
  ProgrammeId programme;
  std::int64_t number = 0;
};
std::vector<SetRow> set_numbers(sql::Tx& tx);

/// A rule that is or was in force, as the book wants it.
struct AuditedRow {
  RuleId id;
  BookKind kind = BookKind::promotion;
  std::string code;
  std::string content;
  Instant audited_at;
  std::optional<Instant> ended_at;
};
/// Those that changed the set behind number `after`, by id: of rules that are not over before
/// `day` nor were ended before `instant`.
std::vector<AuditedRow> audited_after(
    sql::Tx& tx, ProgrammeId programme, std::int64_t after, Date day, Instant instant
);

struct ParameterRow {
  ProgrammeId programme;
  std::int64_t version = 0;
  Instant effective_from;
  std::string content;
  std::string reason;
  ActorId created_by;
};
/// False: somebody made this version meanwhile.
bool insert_parameters(sql::Tx& tx, const ParameterRow& row);
std::optional<ParameterRow> newest_parameters(sql::Tx& tx, ProgrammeId programme);
/// The newest first, of versions below `before`.
std::vector<ParameterRow> list_parameters(
    sql::Tx& tx, ProgrammeId programme, std::int64_t before, int limit
);
/// In force at `when`.
std::optional<ParameterRow> parameters_at(sql::Tx& tx, ProgrammeId programme, Instant when);

}  // namespace guanxi::pricing::store
