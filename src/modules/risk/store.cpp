#include "modules/risk/store.h"

#include <algorithm>

#include "modules/risk/words.h"
#include "platform/sql/enum_column.h"

namespace guanxi::risk::store {
namespace {

// What one look reads at most: a card that a store uses for everybody does not make each look dear.
constexpr int deeds_max = 2000;

#define GX_RULE_COLUMNS \
  "programme_id, rule, version, mode, thresholds, reason, created_at, created_by"
const sql::Query newest_rules_sql{
    "SELECT " GX_RULE_COLUMNS
    " FROM risk_rules r WHERE programme_id = $1 AND version = (SELECT max(version) FROM risk_rules "
    "n WHERE n.programme_id = r.programme_id AND n.rule = r.rule) ORDER BY rule"};
const sql::Query versions_sql{"SELECT " GX_RULE_COLUMNS
                              " FROM risk_rules WHERE programme_id = $1 AND rule = $2 "
                              "ORDER BY version DESC"};
const sql::Query insert_rule_sql{"INSERT INTO risk_rules (" GX_RULE_COLUMNS
                                 ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
#undef GX_RULE_COLUMNS

#define GX_STAFF_COLUMNS "owner_id, programme_id, employee, reason, since, noted_by"
const sql::Query find_staff_sql{"SELECT " GX_STAFF_COLUMNS " FROM risk_staff WHERE owner_id = $1"};
const sql::Query put_staff_sql{
    "INSERT INTO risk_staff (" GX_STAFF_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (owner_id) DO UPDATE SET employee = "
    "excluded.employee, reason = excluded.reason, since = excluded.since, noted_by = "
    "excluded.noted_by"};
const sql::Query remove_staff_sql{"DELETE FROM risk_staff WHERE owner_id = $1"};
const sql::Query list_staff_sql{"SELECT " GX_STAFF_COLUMNS
                                " FROM risk_staff WHERE programme_id = $1 AND owner_id > $2 "
                                "ORDER BY owner_id LIMIT $3"};
#undef GX_STAFF_COLUMNS

#define GX_DEED_COLUMNS                                                                   \
  "owner_id, day, deed_id, kind, programme_id, occurred_at, store_id, till_id, cashier, " \
  "actor_id, amount, points, original_id, unproved, short"
const sql::Query insert_deed_sql{
    "INSERT INTO risk_deeds (" GX_DEED_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) "
    "ON CONFLICT (owner_id, day, deed_id) DO NOTHING"};
const sql::Query deeds_sql{"SELECT " GX_DEED_COLUMNS
                           " FROM risk_deeds WHERE owner_id = $1 AND day BETWEEN $2 AND $3 "
                           "ORDER BY day DESC, deed_id DESC LIMIT $4"};
const sql::Query unproved_sql{"SELECT " GX_DEED_COLUMNS
                              " FROM risk_deeds WHERE till_id = $1 AND day = $2 AND unproved = 1 "
                              "ORDER BY deed_id DESC LIMIT $3"};
const sql::Query by_hand_sql{
    "SELECT " GX_DEED_COLUMNS
    " FROM risk_deeds WHERE actor_id = $1 AND day = $2 AND programme_id = $3 "
    "AND kind IN ('document', 'recharge') ORDER BY deed_id DESC LIMIT $4"};
#undef GX_DEED_COLUMNS
const sql::Query days_sql{
    "SELECT DISTINCT day FROM risk_deeds WHERE owner_id = $1 AND day >= $2 ORDER BY day"};
const sql::Query owners_sql{
    "SELECT DISTINCT owner_id FROM risk_deeds WHERE owner_id > $1 AND programme_id = $2 "
    "AND day >= $3 ORDER BY owner_id LIMIT $4"};
const sql::Query till_days_sql{
    "SELECT DISTINCT till_id, day FROM risk_deeds WHERE unproved = 1 AND programme_id = $1 "
    "AND day >= $2 ORDER BY day, till_id"};
const sql::Query actor_days_sql{
    "SELECT DISTINCT actor_id, day FROM risk_deeds WHERE kind IN ('document', 'recharge') "
    "AND programme_id = $1 AND day >= $2 ORDER BY day, actor_id"};
const sql::Query old_sql{
    "SELECT owner_id, day FROM risk_deeds WHERE day < $1 ORDER BY day, owner_id LIMIT $2"};
const sql::Query forget_sql{"DELETE FROM risk_deeds WHERE owner_id = $1 AND day = $2"};

#define GX_FINDING_COLUMNS                                                                    \
  "owner_id, programme_id, rule, subject, window_from, finding_id, rule_version, threshold, " \
  "allowed, measured, count, day, store_id, evidence, state, limited_from, limited_until, "   \
  "lifted_at, lifted_by, found_at, changed_at, decided_at, decided_by, reason"
const sql::Query find_same_sql{
    "SELECT " GX_FINDING_COLUMNS
    " FROM risk_findings WHERE owner_id = $1 AND programme_id = $2 AND rule = $3 AND subject = $4 "
    "AND window_from = $5"};
const sql::Query insert_finding_sql{
    "INSERT INTO risk_findings (" GX_FINDING_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
    "$19, $20, $21, $22, $23, $24)"};
const sql::Query update_finding_sql{
    "UPDATE risk_findings SET rule_version = $6, threshold = $7, allowed = $8, measured = $9, "
    "count = $10, day = $11, store_id = $12, evidence = $13, state = $14, limited_from = $15, "
    "limited_until = $16, lifted_at = $17, lifted_by = $18, changed_at = $19, decided_at = $20, "
    "decided_by = $21, reason = $22 WHERE owner_id = $1 AND programme_id = $2 AND rule = $3 AND "
    "subject = $4 AND window_from = $5 AND changed_at = $23"};
const sql::Query find_finding_sql{"SELECT " GX_FINDING_COLUMNS
                                  " FROM risk_findings WHERE finding_id = $1"};
const sql::Query findings_sql{
    "SELECT " GX_FINDING_COLUMNS
    " FROM risk_findings WHERE programme_id = $1 AND finding_id < $2 "
    "AND (CAST($3 AS TEXT) = '' OR state = $3) AND (CAST($4 AS TEXT) = '' OR rule = $4) "
    "AND (CAST($5 AS BIGINT) = 0 OR owner_id = $5) ORDER BY finding_id DESC LIMIT $6"};
const sql::Query limiting_sql{
    "SELECT " GX_FINDING_COLUMNS
    " FROM risk_findings WHERE limited_until IS NOT NULL AND lifted_at IS NULL "
    "AND limited_until > $1"};
#undef GX_FINDING_COLUMNS

#define GX_RUN_COLUMNS \
  "run_id, programme_id, from_day, at_owner, members, found, requested_at, requested_by, ended_at"
const sql::Query insert_run_sql{"INSERT INTO risk_runs (" GX_RUN_COLUMNS
                                ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
const sql::Query update_run_sql{
    "UPDATE risk_runs SET at_owner = $2, members = $3, found = $4, ended_at = $5 "
    "WHERE run_id = $1"};
const sql::Query find_run_sql{"SELECT " GX_RUN_COLUMNS " FROM risk_runs WHERE run_id = $1"};
const sql::Query open_run_sql{"SELECT " GX_RUN_COLUMNS
                              " FROM risk_runs WHERE ended_at IS NULL ORDER BY run_id LIMIT 1"};
#undef GX_RUN_COLUMNS

struct RuleRow {
  ProgrammeId programme;
  Rule rule;
  int version;
  Mode mode;
  std::string thresholds, reason;
  Instant created_at;
  ActorId created_by;
};
RuleVersion rule_of(const RuleRow& row) {
  return {
      row.programme,
      row.rule,
      row.version,
      row.mode,
      parse_thresholds(row.rule, row.thresholds),
      row.reason,
      row.created_at,
      row.created_by};
}
std::vector<RuleVersion> rules_of(const std::vector<RuleRow>& rows) {
  std::vector<RuleVersion> rules;
  for (const RuleRow& row : rows) rules.push_back(rule_of(row));
  return rules;
}

/// The newest come first out of the store; rules want them by time.
std::vector<Deed> by_time(std::vector<Deed> deeds) {
  std::ranges::sort(deeds, [](const Deed& one, const Deed& other) {
    return std::pair(one.occurred_at, one.id) < std::pair(other.occurred_at, other.id);
  });
  return deeds;
}

}  // namespace

std::vector<RuleVersion> newest_rules(sql::Tx& tx, ProgrammeId programme) {
  return rules_of(tx.list<RuleRow>(newest_rules_sql, programme));
}
std::vector<RuleVersion> versions_of(sql::Tx& tx, ProgrammeId programme, Rule rule) {
  return rules_of(tx.list<RuleRow>(versions_sql, programme, rule));
}
void insert_rule(sql::Tx& tx, const RuleVersion& rule) {
  tx.exec(
      insert_rule_sql,
      rule.programme,
      rule.rule,
      rule.version,
      rule.mode,
      text_of(rule.thresholds),
      rule.reason,
      rule.created_at,
      rule.created_by
  );
}

std::optional<Staff> find_staff(sql::Tx& tx, OwnerId member) {
  return tx.find<Staff>(find_staff_sql, member);
}
void put_staff(sql::Tx& tx, const Staff& staff) {
  tx.exec(
      put_staff_sql,
      staff.member,
      staff.programme,
      staff.employee,
      staff.reason,
      staff.since,
      staff.noted_by
  );
}
bool remove_staff(sql::Tx& tx, OwnerId member) { return tx.exec(remove_staff_sql, member) == 1; }
std::vector<Staff> staff_of(sql::Tx& tx, ProgrammeId programme, OwnerId after, int limit) {
  return tx.list<Staff>(list_staff_sql, programme, after, limit);
}

void insert_deed(sql::Tx& tx, const Deed& deed) {
  tx.exec(
      insert_deed_sql,
      deed.owner,
      deed.day,
      deed.id,
      deed.kind,
      deed.programme,
      deed.occurred_at,
      deed.store,
      deed.till,
      deed.cashier,
      deed.actor,
      deed.amount,
      deed.points,
      deed.original,
      deed.unproved,
      deed.short_of_points
  );
}
std::vector<Deed> deeds_of(sql::Tx& tx, OwnerId member, Date from, Date to) {
  return by_time(tx.list<Deed>(deeds_sql, member, from, to, deeds_max));
}
std::vector<Deed> unproved_of(sql::Tx& tx, TillId till, Date day) {
  return by_time(tx.list<Deed>(unproved_sql, till, day, deeds_max));
}
std::vector<Deed> by_hand_of(sql::Tx& tx, ActorId actor, ProgrammeId programme, Date day) {
  return by_time(tx.list<Deed>(by_hand_sql, actor, day, programme, deeds_max));
}
std::vector<Date> days_of(sql::Tx& tx, OwnerId member, Date from) {
  return tx.list<Date>(days_sql, member, from);
}
std::vector<OwnerId> owners_behind(
    sql::Tx& tx, ProgrammeId programme, OwnerId after, Date from, int limit
) {
  return tx.list<OwnerId>(owners_sql, after, programme, from, limit);
}
std::vector<TillDay> till_days(sql::Tx& tx, ProgrammeId programme, Date from) {
  return tx.list<TillDay>(till_days_sql, programme, from);
}
std::vector<TillDay> actor_days(sql::Tx& tx, ProgrammeId programme, Date from) {
  return tx.list<TillDay>(actor_days_sql, programme, from);
}
std::int64_t forget_before(sql::Tx& tx, Date day, int limit) {
  struct Old {
    OwnerId owner;
    Date day;
  };
  std::int64_t gone = 0;
  for (const Old& old : tx.list<Old>(old_sql, day, limit)) {
    gone += tx.exec(forget_sql, old.owner, old.day);
  }
  return gone;
}

std::optional<Finding> find_same(sql::Tx& tx, const Finding& finding) {
  return tx.find<Finding>(
      find_same_sql,
      finding.member,
      finding.programme,
      finding.rule,
      finding.subject,
      finding.window_from
  );
}
void insert_finding(sql::Tx& tx, const Finding& finding) {
  tx.exec(
      insert_finding_sql,
      finding.member,
      finding.programme,
      finding.rule,
      finding.subject,
      finding.window_from,
      finding.id,
      finding.rule_version,
      finding.threshold,
      finding.allowed,
      finding.measured,
      finding.count,
      finding.day,
      finding.store,
      finding.evidence,
      finding.state,
      finding.limited_from,
      finding.limited_until,
      finding.lifted_at,
      finding.lifted_by,
      finding.found_at,
      finding.changed_at,
      finding.decided_at,
      finding.decided_by,
      finding.reason
  );
}
bool update_finding(sql::Tx& tx, const Finding& finding, Instant changed_before) {
  return tx.exec(
             update_finding_sql,
             finding.member,
             finding.programme,
             finding.rule,
             finding.subject,
             finding.window_from,
             finding.rule_version,
             finding.threshold,
             finding.allowed,
             finding.measured,
             finding.count,
             finding.day,
             finding.store,
             finding.evidence,
             finding.state,
             finding.limited_from,
             finding.limited_until,
             finding.lifted_at,
             finding.lifted_by,
             finding.changed_at,
             finding.decided_at,
             finding.decided_by,
             finding.reason,
             changed_before
         ) == 1;
}
std::optional<Finding> find_finding(sql::Tx& tx, FindingId id) {
  return tx.find<Finding>(find_finding_sql, id);
}
std::vector<Finding> findings(sql::Tx& tx, const Wanted& wanted, FindingId before, int limit) {
  return tx.list<Finding>(
      findings_sql, wanted.programme, before, wanted.state, wanted.rule, wanted.member, limit
  );
}
std::vector<Finding> limiting(sql::Tx& tx, Instant now) {
  return tx.list<Finding>(limiting_sql, now);
}

void insert_run(sql::Tx& tx, const Run& run) {
  tx.exec(
      insert_run_sql,
      run.id,
      run.programme,
      run.from,
      run.at_owner,
      run.members,
      run.found,
      run.requested_at,
      run.requested_by,
      run.ended_at
  );
}
void update_run(sql::Tx& tx, const Run& run) {
  tx.exec(update_run_sql, run.id, run.at_owner, run.members, run.found, run.ended_at);
}
std::optional<Run> find_run(sql::Tx& tx, RunId id) { return tx.find<Run>(find_run_sql, id); }
std::optional<Run> oldest_open_run(sql::Tx& tx) { return tx.find<Run>(open_run_sql); }

}  // namespace guanxi::risk::store
