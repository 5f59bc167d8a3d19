#include "modules/pricing/rule_store.h"

#include <limits>

namespace guanxi::pricing::store {
namespace {

#define GX_RULE_COLUMNS                                                                      \
  "rule_id, programme_id, kind, code, revision, state, version, name_zh, name_en, content, " \
  "last_day, set_number, created_at, created_by, changed_at, submitted_at, audited_at, "     \
  "audited_by, ended_at, ended_by, reason, superseded_by"

const sql::Query insert_rule_sql{
    "INSERT INTO pricing_rules (rule_id, programme_id, kind, code, revision, state, version, "
    "name_zh, name_en, content, last_day, set_number, created_at, created_by, changed_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13, $14) "
    "ON CONFLICT DO NOTHING"};
const sql::Query update_rule_sql{
    "UPDATE pricing_rules SET state = $1, version = $2, name_zh = $3, name_en = $4, content = $5, "
    "last_day = $6, set_number = $7, changed_at = $8, submitted_at = $9, audited_at = $10, "
    "audited_by = $11, ended_at = $12, ended_by = $13, reason = $14, superseded_by = $15 "
    "WHERE rule_id = $16 AND version = $17"};
const sql::Query delete_rule_sql{
    "DELETE FROM pricing_rules WHERE rule_id = $1 AND version = $2 AND state = 'draft'"};
const sql::Query find_rule_sql{"SELECT " GX_RULE_COLUMNS " FROM pricing_rules WHERE rule_id = $1"};
const sql::Query find_in_force_sql{
    "SELECT " GX_RULE_COLUMNS
    " FROM pricing_rules WHERE programme_id = $1 AND kind = $2 AND code = $3 "
    "AND state = 'audited'"};
const sql::Query count_open_sql{
    "SELECT COUNT(*) FROM pricing_rules WHERE programme_id = $1 AND kind = $2 AND code = $3 "
    "AND state IN ('draft', 'submitted')"};
const sql::Query last_revision_sql{
    "SELECT COALESCE(MAX(revision), 0) FROM pricing_rules "
    "WHERE programme_id = $1 AND kind = $2 AND code = $3"};
const sql::Query last_end_sql{
    "SELECT MAX(ended_at) FROM pricing_rules WHERE programme_id = $1 AND kind = $2 AND code = $3 "
    "AND audited_at IS NOT NULL"};
const sql::Query list_rules_sql{
    "SELECT rule_id, kind, code, revision, state, version, name_zh, name_en, last_day, created_at, "
    "created_by, submitted_at, audited_at, audited_by, ended_at, superseded_by FROM pricing_rules "
    "WHERE programme_id = $1 AND rule_id < $2 AND (CAST($3 AS TEXT) = '' OR kind = $3) "
    "AND (CAST($4 AS TEXT) = '' OR state = $4) "
    "AND substr(code, 1, length(CAST($5 AS TEXT))) = $5 ORDER BY rule_id DESC LIMIT $6"};
const sql::Query live_codes_sql{
    "SELECT DISTINCT kind, code FROM pricing_rules WHERE programme_id = $1 "
    "AND kind IN ('promotion', 'coupon') AND (state = 'audited' "
    "OR (CAST($2 AS BIGINT) = 0 AND state IN ('draft', 'submitted'))) ORDER BY kind, code"};

const sql::Query raise_set_sql{
    "INSERT INTO pricing_rule_sets (programme_id, number) VALUES ($1, 1) "
    "ON CONFLICT (programme_id) DO UPDATE SET number = pricing_rule_sets.number + 1"};
const sql::Query set_number_sql{"SELECT number FROM pricing_rule_sets WHERE programme_id = $1"};
const sql::Query set_numbers_sql{
    "SELECT programme_id, number FROM pricing_rule_sets ORDER BY programme_id"};
const sql::Query audited_after_sql{
    "SELECT rule_id, kind, code, content, audited_at, ended_at FROM pricing_rules "
    "WHERE programme_id = $1 AND set_number > $2 AND set_number > 0 AND last_day >= $3 "
    "AND (ended_at IS NULL OR ended_at >= $4) ORDER BY rule_id"};

#define GX_PARAMETER_COLUMNS "programme_id, version, effective_from, content, reason, created_by"
const sql::Query insert_parameters_sql{"INSERT INTO pricing_parameters (" GX_PARAMETER_COLUMNS
                                       ") VALUES ($1, $2, $3, $4, $5, $6) "
                                       "ON CONFLICT (programme_id, version) DO NOTHING"};
const sql::Query list_parameters_sql{
    "SELECT " GX_PARAMETER_COLUMNS
    " FROM pricing_parameters WHERE programme_id = $1 AND version < $2 "
    "ORDER BY version DESC LIMIT $3"};
const sql::Query parameters_at_sql{
    "SELECT " GX_PARAMETER_COLUMNS
    " FROM pricing_parameters WHERE programme_id = $1 AND effective_from <= $2 "
    "ORDER BY version DESC LIMIT 1"};
#undef GX_PARAMETER_COLUMNS
#undef GX_RULE_COLUMNS

constexpr std::int64_t none = std::numeric_limits<std::int64_t>::max();

template <class Enum>
std::string_view word_or_none(const std::optional<Enum>& value) {
  return value ? boost::describe::enum_to_string(*value, "") : "";
}

}  // namespace

bool insert_rule(sql::Tx& tx, const BookRule& rule) {
  return tx.exec(
             insert_rule_sql,
             rule.id,
             rule.programme,
             rule.kind,
             rule.code,
             rule.revision,
             rule.state,
             rule.version,
             rule.name_zh,
             rule.name_en,
             rule.content,
             rule.last_day,
             rule.created_at,
             rule.created_by,
             rule.changed_at
         ) == 1;
}

bool update_rule(sql::Tx& tx, const BookRule& rule, std::int64_t version_before) {
  return tx.exec(
             update_rule_sql,
             rule.state,
             rule.version,
             rule.name_zh,
             rule.name_en,
             rule.content,
             rule.last_day,
             rule.set_number,
             rule.changed_at,
             rule.submitted_at,
             rule.audited_at,
             rule.audited_by,
             rule.ended_at,
             rule.ended_by,
             rule.reason,
             rule.superseded_by,
             rule.id,
             version_before
         ) == 1;
}

bool delete_rule(sql::Tx& tx, const BookRule& rule) {
  return tx.exec(delete_rule_sql, rule.id, rule.version) == 1;
}

std::optional<BookRule> find_rule(sql::Tx& tx, RuleId id) {
  return tx.find<BookRule>(find_rule_sql, id);
}

std::optional<BookRule> find_in_force(
    sql::Tx& tx, ProgrammeId programme, BookKind kind, std::string_view code
) {
  return tx.find<BookRule>(find_in_force_sql, programme, kind, code);
}

bool has_open(sql::Tx& tx, ProgrammeId programme, BookKind kind, std::string_view code) {
  return tx.get<std::int64_t>(count_open_sql, programme, kind, code) > 0;
}

std::int64_t last_revision(
    sql::Tx& tx, ProgrammeId programme, BookKind kind, std::string_view code
) {
  return tx.get<std::int64_t>(last_revision_sql, programme, kind, code);
}

std::optional<Instant> last_end(
    sql::Tx& tx, ProgrammeId programme, BookKind kind, std::string_view code
) {
  return tx.get<std::optional<Instant>>(last_end_sql, programme, kind, code);
}

std::vector<RuleSummary> list_rules(sql::Tx& tx, const RuleSearch& search) {
  return tx.list<RuleSummary>(
      list_rules_sql,
      search.programme,
      search.before ? search.before->value() : none,
      word_or_none(search.kind),
      word_or_none(search.state),
      search.code_prefix,
      search.limit
  );
}

std::vector<CodeRow> live_codes(sql::Tx& tx, ProgrammeId programme, bool in_force_only) {
  return tx.list<CodeRow>(
      live_codes_sql, programme, static_cast<std::int64_t>(in_force_only ? 1 : 0)
  );
}

std::int64_t next_set_number(sql::Tx& tx, ProgrammeId programme) {
  tx.exec(raise_set_sql, programme);
  return set_number(tx, programme);
}

std::int64_t set_number(sql::Tx& tx, ProgrammeId programme) {
  return tx.find<std::int64_t>(set_number_sql, programme).value_or(0);
}

std::vector<SetRow> set_numbers(sql::Tx& tx) { return tx.list<SetRow>(set_numbers_sql); }

std::vector<AuditedRow> audited_after(
    sql::Tx& tx, ProgrammeId programme, std::int64_t after, Date day, Instant instant
) {
  return tx.list<AuditedRow>(audited_after_sql, programme, after, day, instant);
}

bool insert_parameters(sql::Tx& tx, const ParameterRow& row) {
  return tx.exec(
             insert_parameters_sql,
             row.programme,
             row.version,
             row.effective_from,
             row.content,
             row.reason,
             row.created_by
         ) == 1;
}

std::optional<ParameterRow> newest_parameters(sql::Tx& tx, ProgrammeId programme) {
  return tx.find<ParameterRow>(list_parameters_sql, programme, none, 1);
}

std::vector<ParameterRow> list_parameters(
    sql::Tx& tx, ProgrammeId programme, std::int64_t before, int limit
) {
  return tx.list<ParameterRow>(list_parameters_sql, programme, before, limit);
}

std::optional<ParameterRow> parameters_at(sql::Tx& tx, ProgrammeId programme, Instant when) {
  return tx.find<ParameterRow>(parameters_at_sql, programme, when);
}

}  // namespace guanxi::pricing::store
