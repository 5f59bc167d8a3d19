// Setting points aside, and the three ways a hold ends.
#include "modules/points/holds.h"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>

#include "modules/points/holds_store.h"
#include "modules/points/posting.h"
#include "modules/points/store.h"
#include "modules/points/transfer.h"

namespace guanxi::points {

namespace {

Hold seen_at(Hold hold, Instant now) {
  if (hold.state == HoldState::open && hold.deadline <= now) {
    hold.state = HoldState::expired;
    hold.settled_at = hold.deadline;
  }
  return hold;
}

/// Errors: hold_not_found, hold_not_open.
Result<Hold> load_open_hold(sql::Tx& tx, OwnerId owner, HoldId id, Instant now) {
  const auto hold = find_hold(tx, owner, id, now);
  if (!hold) return fail(ErrorCode::hold_not_found, "/hold");
  if (hold->state == HoldState::open) return *hold;
  const std::string word = boost::describe::enum_to_string(hold->state, "");
  return fail(ErrorCode::hold_not_open, "/hold", {{"state", word}, {"why", "@hold_" + word}});
}

}  // namespace

Result<Account> post_hold(sql::Tx& tx, IdGenerator& ids, const Context& context, const Hold& hold) {
  GX_CHECK(hold.points > Points(0) && hold.owner == context.owner);
  GX_CHECK(context.cause == (Cause{CauseKind::hold, hold.id.value()}));
  GX_TRY(account, load_account(tx, context));
  Posting posting(account, context);
  posting.expire_due(tx);
  GX_TRY_VOID(check_spendable(posting.account()));
  GX_TRY(parts, find_free(tx, posting, hold.points));
  for (const Posting::Part& part : parts) {
    posting.enter(Reason::held, sum_of(posting.lot(part.lot).klass), part.points, part.lot);
  }
  GX_TRY(written, posting.write(tx, ids));
  store::insert_hold(tx, hold);
  return written;
}

Result<Captured> post_capture(
    sql::Tx& tx, IdGenerator& ids, const Context& context, HoldId id, std::optional<Points> amount
) {
  GX_CHECK(context.cause.kind == CauseKind::redemption);
  GX_TRY(account, load_account(tx, context));
  GX_TRY(hold, load_open_hold(tx, context.owner, id, context.posted_at));
  hold.captured = amount.value_or(hold.points);
  GX_CHECK(hold.captured > Points(0));
  if (hold.captured > hold.points) {
    return fail(ErrorCode::out_of_range, "/points", {{"max", std::to_string(hold.points.value())}});
  }
  Posting posting(account, context);
  posting.expire_due(tx);
  GX_TRY_VOID(check_spendable(posting.account()));
  const auto parts = posting.load_parts(tx, id);
  posting.release(id, parts);
  Points left = hold.captured;
  for (const Posting::Part& part : parts) {
    const Points taken = std::min(part.points, left);
    if (taken.is_zero()) break;
    posting.enter(Reason::redeemed, Sum::redeemed, taken, part.lot);
    left -= taken;
  }
  GX_CHECK(left.is_zero());
  for (const Posting::Part& part : parts) posting.expire_lot(part.lot);
  hold.state = HoldState::captured;
  hold.redemption = context.cause.id;
  hold.settled_at = context.posted_at;
  hold.settled_by = context.actor;
  posting.note_settled(hold);
  GX_TRY(written, posting.write(tx, ids));
  return Captured{written, std::move(hold)};
}

Result<Captured> post_release(sql::Tx& tx, IdGenerator& ids, const Context& context, HoldId id) {
  GX_CHECK(context.cause == (Cause{CauseKind::hold, id.value()}));
  GX_TRY(account, load_account(tx, context));
  GX_TRY(hold, load_open_hold(tx, context.owner, id, context.posted_at));
  Posting posting(account, context);
  posting.expire_due(tx);
  const auto parts = posting.load_parts(tx, id);
  posting.release(id, parts);
  for (const Posting::Part& part : parts) posting.expire_lot(part.lot);
  hold.state = HoldState::released;
  hold.settled_at = context.posted_at;
  hold.settled_by = context.actor;
  posting.note_settled(hold);
  GX_TRY(written, posting.write(tx, ids));
  return Captured{written, std::move(hold)};
}

std::optional<Hold> find_hold(sql::Tx& tx, OwnerId owner, HoldId id, Instant now) {
  auto hold = store::find_hold(tx, owner, id);
  if (!hold) return std::nullopt;
  return seen_at(*std::move(hold), now);
}

std::vector<Hold> holds_of(sql::Tx& tx, OwnerId owner, HoldId before, Instant now, int limit) {
  const HoldId from = before == HoldId() ? HoldId(INT64_MAX) : before;
  auto holds = store::holds_of(tx, owner, from, limit);
  for (Hold& hold : holds) hold = seen_at(std::move(hold), now);
  return holds;
}

std::vector<OwnerId> owners_with_due_holds(sql::Tx& tx, OwnerId after, Instant now, int limit) {
  return store::owners_with_due_holds(tx, after, now, limit);
}

}  // namespace guanxi::points
