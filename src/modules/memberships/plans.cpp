// The versions of plans.
#include <algorithm>

#include "base/naming.h"
#include "modules/memberships/memberships.h"
#include "modules/memberships/store.h"

namespace guanxi::memberships {
namespace {

Outcome check_plan(const Plan& plan) {
  Faults faults;
  faults.add(check_code(plan.code, "/code"))
      .add(check_name(plan.name_zh, "/content/name_zh"))
      .add(check_name(plan.name_en, "/content/name_en"))
      .add(check_range(plan.price, 1, limits::price_max, "/content/price"))
      .add(check_range(plan.months, 1, limits::months_max, "/content/months"))
      .add(check_range(plan.renewal_days, 0, limits::days_max, "/content/renewal_days"))
      .add(check_range(plan.grace_days, 0, limits::days_max, "/content/grace_days"))
      .add(check_range(plan.refund_days, 0, limits::days_max, "/content/refund_days"))
      .add(check_reason(plan.reason));
  if (std::ssize(plan.reminder_days) > limits::reminders_max) {
    faults.add(fail(
        ErrorCode::too_many,
        "/content/reminder_days",
        {{"max", std::to_string(limits::reminders_max)}}
    ));
  }
  for (std::size_t i = 0; i < plan.reminder_days.size(); ++i) {
    const std::string pointer = "/content/reminder_days/" + std::to_string(i);
    faults.add(check_range(plan.reminder_days[i], 0, limits::days_max, pointer));
    if (i > 0 && plan.reminder_days[i] >= plan.reminder_days[i - 1]) {
      faults.add(fail(ErrorCode::unknown_value, pointer));
    }
  }
  return faults.outcome();
}

bool same_content(const Plan& a, const Plan& b) {
  return a.name_zh == b.name_zh && a.name_en == b.name_en && a.price == b.price &&
         a.months == b.months && a.ladder == b.ladder && a.tier == b.tier &&
         a.renewal_days == b.renewal_days && a.grace_days == b.grace_days &&
         a.reminder_days == b.reminder_days && a.refund_days == b.refund_days;
}

Result<Plan> write_next(sql::Tx& tx, Plan plan, ActorId by, Instant now) {
  ++plan.version;
  plan.created_at = now;
  plan.created_by = by;
  if (!store::insert_plan(tx, plan)) return ErrorCode::stale_version;  // somebody did meanwhile
  return plan;
}

}  // namespace

std::optional<Plan> find_plan(sql::Tx& tx, ProgrammeId programme, std::string_view code) {
  return store::newest_plan(tx, programme, code);
}

std::optional<Plan> find_plan(
    sql::Tx& tx, ProgrammeId programme, std::string_view code, std::int64_t version
) {
  return store::plan_version(tx, programme, code, version);
}

std::vector<Plan> plans_of(sql::Tx& tx, ProgrammeId programme) {
  return store::plans(tx, programme);
}

Result<Plan> put_plan(sql::Tx& tx, Plan plan, ActorId by, Instant now) {
  GX_TRY_VOID(check_plan(plan));
  const auto last = store::newest_plan(tx, plan.programme, plan.code);
  if ((last ? last->version : 0) != plan.version) return ErrorCode::stale_version;
  if (last && last->state == PlanState::retired) {
    return fail(ErrorCode::membership_plan_retired, "/code");
  }
  if (last && same_content(*last, plan)) return *last;
  plan.state = PlanState::active;
  return write_next(tx, std::move(plan), by, now);
}

Result<Plan> retire_plan(
    sql::Tx& tx,
    ProgrammeId programme,
    std::string_view code,
    std::int64_t version,
    const std::string& reason,
    ActorId by,
    Instant now
) {
  GX_TRY_VOID(check_reason(reason));
  auto plan = store::newest_plan(tx, programme, code);
  if (!plan) {
    return fail(ErrorCode::membership_plan_not_found, "/code", {{"plan", std::string(code)}});
  }
  if (plan->version != version) return ErrorCode::stale_version;
  if (plan->state == PlanState::retired) return fail(ErrorCode::membership_plan_retired, "/code");
  plan->state = PlanState::retired;
  plan->reason = reason;
  return write_next(tx, *std::move(plan), by, now);
}

// ---- rules ----

Date next_due(const Plan& plan, Date until, int told_days) {
  for (const int days : plan.reminder_days) {  // the longest first
    if (days < told_days) return until.plus_days(-days);
  }
  return last_day(plan, until).plus_days(1);
}

int notice_due(const Plan& plan, Date until, Date today) {
  int shortest = not_told;
  for (const int days : plan.reminder_days) {
    if (until.plus_days(-days) <= today) shortest = days;
  }
  return shortest;
}

Term term_of(const Plan& plan, const std::optional<Date>& runs_until, Date today) {
  Term term;
  term.kind = runs_until ? PaymentKind::renewed : PaymentKind::bought;
  term.from = runs_until ? runs_until->plus_days(1) : today;
  term.until = tiers::add_months(term.from, plan.months).plus_days(-1);
  return term;
}

}  // namespace guanxi::memberships
