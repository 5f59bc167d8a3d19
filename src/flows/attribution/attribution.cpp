#include "flows/attribution/attribution.h"

#include <algorithm>
#include <functional>

#include "flows/checkout/caps.h"
#include "flows/checkout/gifts.h"
#include "flows/checkout/promotions.h"
#include "flows/checkout/sale_event.h"
#include "flows/checkout/tier_notes.h"
#include "modules/audit/audit.h"
#include "modules/pricing/shares.h"
#include "modules/pricing/traces.h"
#include "modules/pricing/uses.h"
#include "modules/registrations/registrations.h"

namespace guanxi::attribution {
namespace {

bool is_all_returned(const sales::Receipt& sale) {
  return std::ranges::all_of(sale.lines, [](const sales::Line& line) {
    return line.refunded_quantity == line.quantity;
  });
}

/// Counted by the day on which it was asked for, however long somebody takes to approve it.
Outcome check_day(const sales::Receipt& sale, const programmes::Version& policy, Instant asked_at) {
  const int days = policy.parameters.late_attribution_days;
  if (days == 0) {
    return fail(ErrorCode::attribution_off, "/receipt", {{"parameter", "late_attribution_days"}});
  }
  const Date until = policy.zone.date_of(sale.occurred_at).plus_days(days);
  if (policy.zone.date_of(asked_at) <= until) return ok();
  return fail(
      ErrorCode::attribution_too_late,
      "/receipt",
      {{"days", std::to_string(days)}, {"until", until.to_string()}}
  );
}

Outcome check_sale(const sales::Receipt& sale) {
  if (sale.kind != sales::Kind::sale) return fail(ErrorCode::not_a_sale, "/receipt");
  if (!sale.is_anonymous()) return fail(ErrorCode::receipt_has_member, "/receipt");
  if (sale.state == sales::State::voided) return fail(ErrorCode::already_voided, "/receipt");
  return ok();
}

Outcome check_count(
    const char* limit, const char* pointer, int max, const std::function<std::int64_t()>& count
) {
  if (max == 0) return ok();  // any
  const std::int64_t used = count();
  if (used < max) return ok();
  return fail(
      ErrorCode::attribution_limit_exceeded,
      pointer,
      {{"limit", limit}, {"max", std::to_string(max)}, {"used", std::to_string(used)}}
  );
}

/// Nobody joins by what another bought, or gets a card for it.
Outcome check_uses(sql::Tx& tx, ReceiptId receipt, OwnerId owner) {
  const auto check = [&](std::optional<OwnerId> user, const char* why) -> Outcome {
    if (!user || *user == owner || members::heir_of(tx, *user) == owner) return ok();
    return fail(ErrorCode::receipt_has_member, "/receipt", {{"reason", why}});
  };
  GX_TRY_VOID(check(registrations::joined_by(tx, receipt), "@receipt_joined"));
  return check(cards::used_by(tx, receipt), "@receipt_used");
}

/// As it was before anything came back.
void forget_returns(sales::Receipt& sale) {
  sale.refunds = sale.refunded = 0;
  for (sales::Line& line : sale.lines) {
    line.refunded_quantity = Quantity();
    line.refunded_amount = 0;
    line.refunded_points = Points();
  }
}

void note_receipt(sql::Tx& tx, const api::Call& call, const sales::Attribution& document) {
  audit::record(
      tx,
      call,
      {.action = "receipt_attributed",
       .object_kind = "receipt",
       .object_id = document.receipt.to_string(),
       .member = document.owner,
       .changes = audit::Changes().add("member", {}, document.owner.to_string()),
       .reason = document.reason,
       .log = "/v1/receipts/" + document.receipt.to_string()},
      call.now
  );
}

}  // namespace

Outcome check_points(const sales::Attribution& document, const programmes::Parameters& parameters) {
  const std::int64_t max = parameters.late_attribution_points_max;
  if (document.points().value() <= max) return ok();
  return fail(
      ErrorCode::attribution_limit_exceeded,
      "/receipt",
      {{"limit", "late_attribution_points_max"},
       {"max", std::to_string(max)},
       {"points", std::to_string(document.points().value())}}
  );
}

void note_step(
    sql::Tx& tx,
    const api::Call& call,
    const sales::Attribution& document,
    const char* action,
    const std::string& reason
) {
  audit::record(
      tx,
      call,
      {.action = action,
       .object_kind = "attribution",
       .object_id = document.id.to_string(),
       .member = document.owner,
       .changes = audit::Changes()
                      .add("receipt", {}, document.receipt.to_string())
                      .add("points", {}, std::to_string(document.points().value()))
                      .add("submitted_by", {}, document.submitted_by.to_string()),
       .reason = reason,
       .log = "/v1/attributions/" + document.id.to_string()},
      call.now
  );
}

bool Attributing::needs_approval(const Planned& planned, const programmes::Parameters& parameters) {
  const Points most(parameters.late_attribution_unapproved_points);
  if (most.is_zero() && planned.grows) return true;  // nothing goes without
  return planned.uncut - planned.returned > most;
}

Result<Attributing::Planned> Attributing::plan(sql::Tx& tx, const api::Call& call, const Wish& wish)
    const {
  Planned planned;
  auto sale = sales::find(tx, wish.receipt);
  if (!sale || !call.actor.in_scope(sale->store)) {
    return fail(ErrorCode::receipt_not_found, "/receipt");
  }
  GX_TRY_VOID(check_sale(*sale));
  planned.found = *std::move(sale);
  const sales::Receipt& found = planned.found;
  planned.policy = house_.programmes.in_force(found.programme, call.now);
  if (!planned.policy) return ErrorCode::no_parameters_in_force;
  GX_TRY_VOID(check_day(found, *planned.policy, wish.asked_at));
  if (is_all_returned(found)) return fail(ErrorCode::nothing_left_to_attribute, "/receipt");

  sales::Receipt unsold = found;
  forget_returns(unsold);
  GX_TRY(plan, checkout_.plan_attribution(tx, unsold, wish.member, call.now));
  planned.plan = std::move(plan);
  if (planned.plan.buyer->account.state == points::AccountState::frozen) {
    return fail(ErrorCode::account_frozen, "/member/value");
  }
  GX_TRY_VOID(check_uses(tx, found.id, planned.plan.receipt.owner));
  planned.earned = planned.uncut = planned.plan.receipt.points_of_all_classes();
  for (const char* const klass : {"a", "b", "c", "e"}) {
    planned.uncut += checkout::cut_of(planned.plan.receipt, klass);
  }
  planned.grows = std::ranges::any_of(planned.plan.receipt.notes, [](const sales::Note& note) {
    return note.code.starts_with(checkout::tier_notes::growth);
  });
  std::vector<ReceiptId> ids = sales::refunds_of(tx, found);
  std::ranges::reverse(ids);
  sales::Receipt given = planned.plan.receipt;
  for (const ReceiptId id : ids) {
    auto refund = sales::find(tx, id, found.owner);
    GX_CHECK_WHY(refund.has_value(), "a sale's refund that is not there");
    planned.returned += refund_.taken_again(given, *refund);
    planned.refunds.push_back(*std::move(refund));
  }
  return planned;
}

Result<AttributionAnswer> Attributing::post(
    sql::Tx& tx, const api::Call& call, const Planned& planned, sales::Attribution& document
) const {
  const sales::Receipt& found = planned.found;
  sales::Receipt sale;
  GX_TRY(account, checkout_.give(tx, planned.plan, sale, call.actor.id));
  // What came back before, in its order, as if the member had been there.
  std::vector<sales::Receipt> refunds = planned.refunds;
  for (sales::Receipt& refund : refunds) {
    GX_TRY(
        after,
        refund_.replay(
            tx, sale, refund, account, {call.now, planned.plan.today, call.actor.id, planned.policy}
        )
    );
    account = after;
  }
  GX_CHECK(sale.refunds == found.refunds && sale.refunded == found.refunded);
  const coupons::Act act{call.actor.id, call.now, planned.plan.today, sale.store};
  GX_TRY_VOID(
      checkout::give_promised_coupons(tx, house_.ids, planned.plan, sale, sale.refunded, act)
  );
  document.state = sales::AttributionState::posted;
  document.earned = planned.earned;
  document.returned = planned.returned;
  document.attributed_at = call.now;
  GX_TRY_VOID(sales::attribute(tx, found, sale, refunds));
  pricing::move_trace(tx, found.owner, sale.owner, sale.id);
  pricing::move_uses(tx, found.owner, sale.owner, sale.id);
  GX_TRY_VOID(checkout::keep_later(tx, planned.plan));
  sales::move_gifts(tx, found.owner, sale.owner, sale.id);
  pricing::move_shares(tx, found.owner, sale.owner, sale.id);
  for (const sales::Receipt& refund : refunds)
    pricing::move_shares(tx, found.owner, sale.owner, refund.id);
  note_receipt(tx, call, document);
  const auto tell = [&](const sales::Receipt& receipt) {
    checkout::append_event(tx, house_.ids, receipt, sales::receipt_attributed, call.now);
  };
  tell(sale);
  std::ranges::for_each(refunds, tell);
  return AttributionAnswer{
      .id = document.id,
      .state = document.state,
      .member = document.owner,
      .earned = document.earned,
      .returned = document.returned,
      .receipt =
          checkout::answer_of(sale, *house_.org.snapshot(), *planned.plan.programme, call.language),
      .balance = account.balance,
      .attributed_at = call.now};
}

Outcome Attributing::check_counts(
    sql::Tx& tx, const api::Call& call, const Planned& planned, const sales::Attribution& document
) const {
  const programmes::Version& policy = *planned.policy;
  const programmes::Parameters& parameters = policy.parameters;
  const Date today = policy.zone.date_of(call.now);
  GX_TRY_VOID(check_count(
      "late_attributions_member_month_max",
      "/member",
      parameters.late_attributions_member_month_max,
      [&] {
        const auto first = Date::of(today.year(), today.month(), 1);
        GX_CHECK(first.has_value());
        const Instant since = policy.zone.start_of(*first);
        std::int64_t used = sales::attributions_to(tx, document.owner, since);
        // Posted ones stay with whom they were posted to.
        for (const OwnerId merged : members::merged_into(tx, document.owner)) {
          used += sales::attributions_to(tx, merged, since);
        }
        return used;
      }
  ));
  return check_count(
      "late_attributions_actor_day_max",
      "/receipt",
      parameters.late_attributions_actor_day_max,
      [&] {
        return sales::attributions_by(
            tx, document.programme, call.actor.id, policy.zone.start_of(today)
        );
      }
  );
}

Result<api::Reply<AttributionAnswer>> Attributing::submit(
    sql::Tx& tx, const api::Call& call, const AttributeReceipt& request
) const {
  GX_TRY(planned, plan(tx, call, {request.receipt, request.member, call.now}));
  if (sales::open_attribution(tx, request.receipt)) {
    return fail(ErrorCode::attribution_state, "/receipt", {{"state", "submitted"}});
  }
  const bool presented = request.member.kind == checkout::MemberKey::card ||
                         request.member.kind == checkout::MemberKey::track;
  sales::Attribution document;
  document.id = house_.ids.next_id<sales::AttributionTag>();
  document.owner = planned.plan.receipt.owner;
  document.receipt = planned.found.id;
  document.programme = planned.found.programme;
  document.store = planned.found.store;
  document.sold_to = planned.found.owner;
  if (presented) document.card = planned.plan.receipt.card;
  document.earned = planned.earned;
  document.returned = planned.returned;
  document.cashier = request.cashier;
  document.reason = request.reason;
  document.submitted_at = call.now;
  document.submitted_by = call.actor.id;
  const programmes::Parameters& parameters = planned.policy->parameters;
  GX_TRY_VOID(check_points(document, parameters));
  GX_TRY_VOID(check_counts(tx, call, planned, document));

  api::Reply<AttributionAnswer> reply;
  reply.location = "/v1/attributions/" + document.id.to_string();
  if (!needs_approval(planned, parameters)) {
    GX_TRY(answer, post(tx, call, planned, document));
    reply.body = std::move(answer);
  } else {
    note_step(tx, call, document, "attribution_submitted", document.reason);
    reply.body.id = document.id;
    reply.body.member = document.owner;
    reply.body.earned = document.earned;
    reply.body.returned = document.returned;
  }
  sales::add_attribution(tx, house_.ids, document, call.now);
  return reply;
}

Result<api::Reply<AttributionAnswer>> Attributing::attribute(
    const api::Call& call, const AttributeReceipt& request
) const {
  if (request.member.kind == checkout::MemberKey::rotating_code) {
    return fail(
        ErrorCode::unknown_value,
        "/member/kind",
        {{"allowed", "member_id, member_code, phone, card, track, email, external"}}
    );
  }
  return answers_
      .once<AttributionAnswer>(house_.db, call, "attribute_receipt", 201, [&](sql::Tx& tx) {
        return submit(tx, call, request);
      });
}

}  // namespace guanxi::attribution
