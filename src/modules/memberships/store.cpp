#include "modules/memberships/store.h"

#include <algorithm>

#include "modules/payments/payments.h"
#include "platform/sql/enum_column.h"

namespace guanxi::memberships::store {
namespace {

#define GX_PLAN_COLUMNS                                                                    \
  "programme_id, code, version, state, name_zh, name_en, price, months, ladder_id, tier, " \
  "renewal_days, grace_days, reminder_days, refund_days, reason, created_at, created_by"
#define GX_MEMBERSHIP_COLUMNS \
  "owner_id, plan, programme_id, plan_version, state, since, until, payments, due_on, told_days"
#define GX_PAYMENT_COLUMNS                                                              \
  "owner_id, payment_id, plan, number, plan_version, kind, from_day, until_day, paid, " \
  "reference, paid_at, paid_by, cancelled_at, cancelled_by, cancelled_why, refunded"

const sql::Query insert_plan_sql{
    "INSERT INTO membership_plans (" GX_PLAN_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) "
    "ON CONFLICT (programme_id, code, version) DO NOTHING"};
const sql::Query newest_plan_sql{
    "SELECT " GX_PLAN_COLUMNS
    " FROM membership_plans WHERE programme_id = $1 AND code = $2 ORDER BY version DESC LIMIT 1"};
const sql::Query plan_version_sql{
    "SELECT " GX_PLAN_COLUMNS
    " FROM membership_plans WHERE programme_id = $1 AND code = $2 AND version = $3"};
const sql::Query plans_sql{
    "SELECT " GX_PLAN_COLUMNS
    " FROM membership_plans WHERE programme_id = $1 ORDER BY code, version DESC"};
const sql::Query find_sql{"SELECT " GX_MEMBERSHIP_COLUMNS
                          " FROM memberships WHERE owner_id = $1 AND plan = $2"};
const sql::Query of_owner_sql{"SELECT " GX_MEMBERSHIP_COLUMNS
                              " FROM memberships WHERE owner_id = $1 ORDER BY plan"};
const sql::Query insert_membership_sql{
    "INSERT INTO memberships (" GX_MEMBERSHIP_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (owner_id, plan) DO NOTHING"};
const sql::Query update_membership_sql{
    "UPDATE memberships SET plan_version = $1, state = $2, since = $3, until = $4, payments = $5, "
    "due_on = $6, told_days = $7 WHERE owner_id = $8 AND plan = $9 AND payments = $10 "
    "AND state = $11 AND told_days = $12"};
const sql::Query insert_payment_sql{
    "INSERT INTO membership_payments (" GX_PAYMENT_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL, NULL, NULL, 0)"};
const sql::Query cancel_payment_sql{
    "UPDATE membership_payments SET cancelled_at = $1, cancelled_by = $2, cancelled_why = $3, "
    "refunded = $4 WHERE owner_id = $5 AND payment_id = $6 AND cancelled_at IS NULL"};
const sql::Query payments_sql{
    "SELECT " GX_PAYMENT_COLUMNS
    " FROM membership_payments WHERE owner_id = $1 ORDER BY paid_at DESC, payment_id DESC"};
const sql::Query payments_of_plan_sql{
    "SELECT " GX_PAYMENT_COLUMNS
    " FROM membership_payments WHERE owner_id = $1 AND plan = $2 ORDER BY number DESC"};
const sql::Query due_memberships_sql{
    "SELECT due_on, owner_id, plan FROM memberships WHERE state = 'running' AND due_on <= $1 "
    "AND (due_on, owner_id, plan) > ($2, $3, $4) ORDER BY due_on, owner_id, plan LIMIT $5"};
const sql::Query ending_sql{
    "SELECT until, owner_id, plan FROM memberships WHERE state = 'running' AND programme_id = $1 "
    "AND until >= $2 AND until <= $3 AND (until, owner_id, plan) > ($4, $5, $6) "
    "ORDER BY until, owner_id, plan LIMIT $7"};

const sql::Query copy_membership_sql{
    "INSERT INTO memberships (" GX_MEMBERSHIP_COLUMNS
    ") SELECT CAST($2 AS BIGINT), plan, programme_id, plan_version, state, since, until, payments, "
    "due_on, told_days FROM memberships WHERE owner_id = $1 AND plan = $3"};
const sql::Query delete_membership_sql{"DELETE FROM memberships WHERE owner_id = $1 AND plan = $2"};
const sql::Query copy_payments_sql{
    "INSERT INTO membership_payments (" GX_PAYMENT_COLUMNS
    ") SELECT CAST($2 AS BIGINT), payment_id, plan, number, plan_version, kind, from_day, "
    "until_day, paid, reference, paid_at, paid_by, cancelled_at, cancelled_by, cancelled_why, "
    "refunded FROM membership_payments WHERE owner_id = $1 AND plan = $3"};
const sql::Query delete_payments_sql{
    "DELETE FROM membership_payments WHERE owner_id = $1 AND plan = $2"};

#undef GX_PLAN_COLUMNS
#undef GX_MEMBERSHIP_COLUMNS
#undef GX_PAYMENT_COLUMNS

struct PlanRow {
  ProgrammeId programme;
  std::string code;
  std::int64_t version;
  PlanState state;
  std::string name_zh, name_en;
  std::int64_t price;
  int months;
  std::optional<tiers::LadderId> ladder;
  std::string tier;
  int renewal_days, grace_days;
  std::string reminder_days;
  int refund_days;
  std::string reason;
  Instant created_at;
  ActorId created_by;
};

std::string days_line(const std::vector<int>& days) {
  std::string text;
  for (const int one : days) text += (text.empty() ? "" : " ") + std::to_string(one);
  return text;
}

std::vector<int> days_in(std::string_view text) {
  std::vector<int> days;
  int number = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != ' ') number = number * 10 + (text[i] - '0');
    if (text[i] == ' ' || i + 1 == text.size()) {
      days.push_back(number);
      number = 0;
    }
  }
  return days;
}

Plan plan_of(PlanRow row) {
  return {
      row.programme,
      std::move(row.code),
      row.version,
      row.state,
      std::move(row.name_zh),
      std::move(row.name_en),
      row.price,
      row.months,
      row.ladder,
      std::move(row.tier),
      row.renewal_days,
      row.grace_days,
      days_in(row.reminder_days),
      row.refund_days,
      std::move(row.reason),
      row.created_at,
      row.created_by};
}

std::optional<Plan> plan_of(std::optional<PlanRow> row) {
  if (!row) return std::nullopt;
  return plan_of(*std::move(row));
}

}  // namespace

bool insert_plan(sql::Tx& tx, const Plan& plan) {
  return tx.exec(
             insert_plan_sql,
             plan.programme,
             plan.code,
             plan.version,
             plan.state,
             plan.name_zh,
             plan.name_en,
             plan.price,
             plan.months,
             plan.ladder,
             plan.tier,
             plan.renewal_days,
             plan.grace_days,
             days_line(plan.reminder_days),
             plan.refund_days,
             plan.reason,
             plan.created_at,
             plan.created_by
         ) == 1;
}

std::optional<Plan> newest_plan(sql::Tx& tx, ProgrammeId programme, std::string_view code) {
  return plan_of(tx.find<PlanRow>(newest_plan_sql, programme, code));
}

std::optional<Plan> plan_version(
    sql::Tx& tx, ProgrammeId programme, std::string_view code, std::int64_t version
) {
  return plan_of(tx.find<PlanRow>(plan_version_sql, programme, code, version));
}

std::vector<Plan> plans(sql::Tx& tx, ProgrammeId programme) {
  std::vector<Plan> all;
  for (PlanRow& row : tx.list<PlanRow>(plans_sql, programme))
    all.push_back(plan_of(std::move(row)));
  return all;
}

std::optional<Membership> find(sql::Tx& tx, OwnerId owner, std::string_view plan) {
  return tx.find<Membership>(find_sql, owner, plan);
}

std::vector<Membership> of_owner(sql::Tx& tx, OwnerId owner) {
  return tx.list<Membership>(of_owner_sql, owner);
}

bool put(sql::Tx& tx, const Membership& one, const Membership* before) {
  if (before == nullptr) {
    return tx.exec(
               insert_membership_sql,
               one.owner,
               one.plan,
               one.programme,
               one.plan_version,
               one.state,
               one.since,
               one.until,
               one.payments,
               one.due_on,
               one.told_days
           ) == 1;
  }
  return tx.exec(
             update_membership_sql,
             one.plan_version,
             one.state,
             one.since,
             one.until,
             one.payments,
             one.due_on,
             one.told_days,
             one.owner,
             one.plan,
             before->payments,
             before->state,
             before->told_days
         ) == 1;
}

void insert_payment(sql::Tx& tx, const Payment& one) {
  tx.exec(
      insert_payment_sql,
      one.owner,
      one.id,
      one.plan,
      one.number,
      one.plan_version,
      one.kind,
      one.from,
      one.until,
      one.paid,
      one.reference,
      one.paid_at,
      one.paid_by
  );
}

bool cancel_payment(sql::Tx& tx, const Payment& one) {
  return tx.exec(
             cancel_payment_sql,
             one.cancelled_at,
             one.cancelled_by,
             one.cancelled_why,
             one.refunded,
             one.owner,
             one.id
         ) == 1;
}

std::vector<Payment> payments(sql::Tx& tx, OwnerId owner) {
  return tx.list<Payment>(payments_sql, owner);
}

std::vector<Payment> payments(sql::Tx& tx, OwnerId owner, std::string_view plan) {
  return tx.list<Payment>(payments_of_plan_sql, owner, plan);
}

std::vector<DueKey> due(sql::Tx& tx, const DueKey& after, Date today, int limit) {
  return tx.list<DueKey>(due_memberships_sql, today, after.due_on, after.owner, after.plan, limit);
}

std::vector<Ending> ending(
    sql::Tx& tx, ProgrammeId programme, Date from, Date to, const Ending& after, int limit
) {
  return tx.list<Ending>(
      ending_sql, programme, from, to, after.until, after.owner, after.plan, limit
  );
}

void move(sql::Tx& tx, OwnerId from, OwnerId to, std::string_view plan) {
  for (const Payment& payment : payments(tx, from, plan)) {
    payments::pass(tx, from, to, payments::Pays::membership, payment.id);
  }
  tx.exec(copy_membership_sql, from, to, plan);
  tx.exec(copy_payments_sql, from, to, plan);
  tx.exec(delete_payments_sql, from, plan);
  tx.exec(delete_membership_sql, from, plan);
}

}  // namespace guanxi::memberships::store
