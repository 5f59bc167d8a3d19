// Buying, renewing and cancelling.
#include "modules/memberships/memberships.h"

#include <algorithm>

#include "base/naming.h"
#include "modules/memberships/store.h"
#include "modules/payments/payments.h"
#include "modules/points/points.h"
#include "modules/tiers/lent.h"
#include "platform/outbox/outbox.h"

namespace guanxi::memberships {
namespace {

/// {"plan":"GOLD","until":"2027-08-14"}: codes need no escaping.
void tell_news(
    sql::Tx& tx, IdGenerator& ids, std::string_view kind, const Membership& one, Instant now
) {
  outbox::append(
      tx,
      ids,
      kind,
      one.owner,
      one.owner.value(),
      now,
      R"({"plan":")" + one.plan + R"(","until":")" + one.until.to_string() + R"("})"
  );
}

Outcome check_member(const members::Member& member) {
  if (member.state == members::State::frozen) return ErrorCode::member_frozen;
  if (member.state == members::State::closed) return ErrorCode::member_closed;
  return ok();
}

Result<Plan> plan_on_sale(
    sql::Tx& tx, const programmes::Version& programme, const Purchase& purchase
) {
  auto plan = store::newest_plan(tx, programme.programme, purchase.plan);
  if (!plan) return fail(ErrorCode::membership_plan_not_found, "/plan", {{"plan", purchase.plan}});
  if (plan->state == PlanState::retired) return fail(ErrorCode::membership_plan_retired, "/plan");
  const Money price(plan->price, programme.currency);
  if (purchase.paid.currency() != price.currency() || purchase.paid.minor() != price.minor()) {
    return fail(ErrorCode::membership_price_differs, "/paid", {{"price", price.to_string()}});
  }
  return *std::move(plan);
}

/// Whether it counts on that day, by the plan it was last paid under.
bool counts_on(sql::Tx& tx, const Membership& one, Date day) {
  if (one.state != State::running) return false;
  const auto plan = store::plan_version(tx, one.programme, one.plan, one.plan_version);
  GX_CHECK_WHY(plan.has_value(), "a membership without its plan");
  return day <= last_day(*plan, one.until);
}

Outcome lend_tier(
    sql::Tx& tx,
    const Desk& desk,
    const members::Member& member,
    const Plan& plan,
    Date until,
    const tiers::LendingFor& what
) {
  if (!plan.ladder) return ok();
  auto lent = tiers::lend(
      tx, desk.ids, desk.ladders, member, {*plan.ladder, plan.tier, last_day(plan, until)}, what
  );
  if (!lent && lent.error().pointer.empty() && lent.error().code != ErrorCode::conflict) {
    return fail(lent.error().code, "/plan", lent.error().facts);
  }
  return lent;
}

bool one_bought_since(sql::Tx& tx, OwnerId owner, Instant since) {
  constexpr int page = 50;
  std::int64_t from = 0;
  for (;;) {
    const auto entries = points::journal(tx, owner, from, page);
    for (const points::Entry& entry : entries) {
      if (entry.posted_at < since) return false;
      // One of before that was told or attributed later was not bought under the membership.
      const bool sold = entry.cause.kind == points::CauseKind::sale;
      if (sold && entry.occurred_at >= since) return true;
    }
    if (std::ssize(entries) < page || entries.back().prev_entry_id == 0) return false;
    from = entries.back().prev_entry_id;
  }
}

/// Whether the member has bought anything since, under whatever name; sales are posted to the
/// points' journal, also those that earn nothing.
bool bought_since(sql::Tx& tx, OwnerId owner, Instant since) {
  if (one_bought_since(tx, owner, since)) return true;
  const auto merged = members::merged_into(tx, owner);
  return std::ranges::any_of(merged, [&](OwnerId one) { return one_bought_since(tx, one, since); });
}

Result<Bought> pay(
    sql::Tx& tx,
    const Desk& desk,
    const members::Member& member,
    const programmes::Version& programme,
    const Plan& plan,
    const Purchase& purchase,
    const std::optional<Membership>& before,
    ActorId by,
    Instant now
) {
  const Date today = programme.zone.date_of(now);
  const bool runs = before && counts_on(tx, *before, today);
  const Term term = term_of(plan, runs ? std::optional(before->until) : std::nullopt, today);
  Bought bought;
  bought.membership = {
      .owner = member.id,
      .plan = plan.code,
      .programme = member.programme,
      .plan_version = plan.version,
      .state = State::running,
      .since = runs ? before->since : term.from,
      .until = term.until,
      .payments = before ? before->payments + 1 : 1};
  Membership& after = bought.membership;
  after.told_days = notice_due(plan, after.until, today);
  after.due_on = next_due(plan, after.until, after.told_days);
  bought.payment = {
      .owner = member.id,
      .id = desk.ids.next(),
      .plan = plan.code,
      .number = after.payments,
      .plan_version = plan.version,
      .kind = term.kind,
      .from = term.from,
      .until = term.until,
      .paid = purchase.paid.minor(),
      .reference = purchase.reference,
      .paid_at = now,
      .paid_by = by,
      .cancelled_at = {},
      .cancelled_by = {},
      .cancelled_why = {},
      .refunded = 0};
  GX_TRY_VOID(payments::take(
      tx,
      {member.programme,
       purchase.reference,
       member.id,
       payments::Pays::membership,
       bought.payment.id}
  ));
  if (!store::put(tx, after, before ? &*before : nullptr)) return ErrorCode::conflict;
  store::insert_payment(tx, bought.payment);
  GX_TRY_VOID(lend_tier(
      tx,
      desk,
      member,
      plan,
      after.until,
      {bought.payment.id, plan.code + " " + purchase.reference, by, {now, today}}
  ));
  const bool renewed = term.kind == PaymentKind::renewed;
  tell_news(tx, desk.ids, renewed ? "membership.renewed" : "membership.bought", after, now);
  return bought;
}

Result<std::shared_ptr<const programmes::Version>> programme_for(
    const Desk& desk, const members::Member& member, Instant now
) {
  auto programme = desk.programmes.in_force(member.programme, now);
  if (!programme) return ErrorCode::no_parameters_in_force;
  return programme;
}

}  // namespace

Result<Bought> buy(
    sql::Tx& tx,
    const Desk& desk,
    const members::Member& member,
    const Purchase& purchase,
    ActorId by,
    Instant now
) {
  GX_TRY_VOID(check_member(member));
  GX_TRY(programme, programme_for(desk, member, now));
  GX_TRY(plan, plan_on_sale(tx, *programme, purchase));
  const auto before = store::find(tx, member.id, plan.code);
  if (before && counts_on(tx, *before, programme->zone.date_of(now))) {
    return fail(ErrorCode::membership_state, "/plan", {{"state", "running"}});
  }
  return pay(tx, desk, member, *programme, plan, purchase, before, by, now);
}

Result<Bought> renew(
    sql::Tx& tx,
    const Desk& desk,
    const members::Member& member,
    const Purchase& purchase,
    ActorId by,
    Instant now
) {
  GX_TRY_VOID(check_member(member));
  GX_TRY(programme, programme_for(desk, member, now));
  GX_TRY(plan, plan_on_sale(tx, *programme, purchase));
  const auto before = store::find(tx, member.id, plan.code);
  if (!before) return fail(ErrorCode::membership_not_found, "/plan");
  const Date today = programme->zone.date_of(now);
  if (counts_on(tx, *before, today) && today < before->until.plus_days(-plan.renewal_days)) {
    return fail(
        ErrorCode::membership_state,
        "/plan",
        {{"state", "running"}, {"from", before->until.plus_days(-plan.renewal_days).to_string()}}
    );
  }
  return pay(tx, desk, member, *programme, plan, purchase, before, by, now);
}

Result<Bought> cancel(
    sql::Tx& tx,
    const Desk& desk,
    const members::Member& member,
    std::string_view plan_code,
    std::optional<std::int64_t> number,
    bool without_refund,
    const std::string& reason,
    ActorId by,
    Instant now
) {
  GX_TRY_VOID(check_reason(reason));
  GX_TRY(programme, programme_for(desk, member, now));
  const Date today = programme->zone.date_of(now);
  const auto before = store::find(tx, member.id, plan_code);
  if (!before) return fail(ErrorCode::membership_not_found, "/plan");
  if (!counts_on(tx, *before, today)) {
    const char* state = before->state == State::cancelled ? "cancelled" : "ended";
    return fail(ErrorCode::membership_state, "/plan", {{"state", state}});
  }
  const auto payments = store::payments(tx, member.id, plan_code);
  const auto last =
      std::ranges::find_if(payments, [](const Payment& one) { return !one.cancelled_at; });
  GX_CHECK_WHY(last != payments.end(), "a running membership that nobody paid");
  if (number && *number != last->number) {
    return fail(ErrorCode::membership_state, "/number", {{"state", "running"}});
  }
  const auto plan = store::plan_version(tx, before->programme, plan_code, last->plan_version);
  GX_CHECK(plan.has_value());
  if (!without_refund) {
    if (today > programme->zone.date_of(last->paid_at).plus_days(plan->refund_days) ||
        plan->refund_days == 0) {
      return fail(ErrorCode::not_eligible, "/without_refund", {{"reason", "@refund_too_late"}});
    }
    if (last->from <= today && bought_since(tx, member.id, last->paid_at)) {
      return fail(ErrorCode::not_eligible, "/without_refund", {{"reason", "@membership_used"}});
    }
  }
  Bought back{*before, *last};
  back.payment.cancelled_at = now;
  back.payment.cancelled_by = by;
  back.payment.cancelled_why = reason;
  back.payment.refunded = without_refund ? 0 : last->paid;
  if (!store::cancel_payment(tx, back.payment)) return ErrorCode::conflict;

  const tiers::LendingFor what{last->id, std::string(plan_code) + " cancelled", by, {now, today}};
  const auto earlier =
      std::find_if(last + 1, payments.end(), [](const Payment& one) { return !one.cancelled_at; });
  const auto earlier_plan =
      earlier == payments.end()
          ? std::nullopt
          : store::plan_version(tx, before->programme, plan_code, earlier->plan_version);
  Membership& after = back.membership;
  if (plan->ladder) {
    GX_TRY_VOID(tiers::end_lending(
        tx,
        desk.ids,
        desk.ladders,
        member,
        {*plan->ladder, plan->tier, last_day(*plan, before->until)},
        what
    ));
  }
  if (earlier_plan && today <= last_day(*earlier_plan, earlier->until)) {
    after.until = earlier->until;
    after.plan_version = earlier->plan_version;
    after.told_days = notice_due(*earlier_plan, after.until, today);
    after.due_on = next_due(*earlier_plan, after.until, after.told_days);
  } else {  // the tier of an earlier term was lent beside it
    after.state = State::cancelled;
    after.until = today;
    after.due_on = Date::never;
  }
  if (!store::put(tx, after, &*before)) return ErrorCode::conflict;
  tell_news(tx, desk.ids, "membership.cancelled", after, now);
  return back;
}

namespace {

/// Terms that were paid and not taken back.
std::int64_t standing_payments(sql::Tx& tx, const Membership& one) {
  const auto payments = store::payments(tx, one.owner, one.plan);
  return std::ranges::count_if(payments, [](const Payment& paid) { return !paid.cancelled_at; });
}

}  // namespace

std::optional<std::vector<Passed>> may_pass(sql::Tx& tx, OwnerId from, OwnerId to, Date today) {
  std::vector<Passed> passed;
  for (const Membership& one : store::of_owner(tx, from)) {
    if (!counts_on(tx, one, today)) continue;
    if (store::find(tx, to, one.plan)) return std::nullopt;
    passed.push_back({one.plan, standing_payments(tx, one)});
  }
  return passed;
}

void pass(sql::Tx& tx, OwnerId from, OwnerId to, const std::vector<Passed>& memberships) {
  for (const Passed& one : memberships) store::move(tx, from, to, one.plan);
}

bool may_return(sql::Tx& tx, OwnerId from, const std::vector<Passed>& memberships) {
  return std::ranges::all_of(memberships, [&](const Passed& one) {
    const auto found = store::find(tx, from, one.plan);
    return found && standing_payments(tx, *found) == one.payments;
  });
}

std::vector<Membership> memberships_of(sql::Tx& tx, OwnerId owner, Date today) {
  auto all = store::of_owner(tx, owner);
  for (Membership& one : all) {
    if (one.state == State::running && !counts_on(tx, one, today)) one.state = State::ended;
  }
  return all;
}

std::vector<Payment> payments_of(sql::Tx& tx, OwnerId owner) { return store::payments(tx, owner); }

std::vector<Ending> ending(
    sql::Tx& tx, ProgrammeId programme, Date from, Date to, const Ending& after, int limit
) {
  return store::ending(tx, programme, from, to, after, limit);
}

}  // namespace guanxi::memberships
