// The postings: each refuses or enters its transfers in a Posting, which writes them.
#include "modules/points/points.h"

#include <algorithm>
#include <array>

#include "modules/points/lots.h"
#include "modules/points/posting.h"
#include "modules/points/store.h"
#include "modules/points/transfer.h"

namespace guanxi::points {

// The account as it is now, which must be the one the plan saw.
Result<Account> load_account(sql::Tx& tx, const Context& context) {
  auto account = store::find_account(tx, context.owner);
  if (!account) return ErrorCode::account_not_found;
  if (account->seq != context.expected_seq) return ErrorCode::conflict;
  return *std::move(account);
}

namespace {

// What a return enters, after expiry. How the sums move when A points were earned by a sale and
// part of them was spent:
//   the lot had them:      reversed  A −, lot −
//   they had expired:      forgiven  A +, lot +  then  reversed  A −, lot −   (expiry had taken
//   them off A) other lots have them:  reversed  A −, that lot − nobody has them:       purchase:
//   purchased  F +, a new F lot +  then  reversed  A −, F lot −
//                          debt:     owed       A −, owed +  (the balance goes below zero)
// So A always falls by what was earned and given back. Example: earned 20, 15 spent on a gift (A
// 20, redeemed 15, balance 5), full return: reversed 5, purchased 15, reversed 15 → A 0, F 15,
// redeemed 15, balance 0.
Result<Reversal> enter_return(
    sql::Tx& tx,
    Posting& posting,
    std::int64_t lot_id,
    Date lot_expires_on,
    Points amount,
    const programmes::Version& programme
) {
  GX_CHECK(!amount.is_negative());
  Reversal reversal;
  reversal.reversed = amount;
  posting.expire_due(tx);
  if (amount.is_zero()) {
    posting.enter_nothing(Reason::reversed, Sum::a);
    reversal.account = posting.account();
    return reversal;
  }
  const auto own = posting.load_lot(tx, lot_expires_on, lot_id, Class::a);
  GX_CHECK_WHY(
      own.has_value(), "points are taken back that no lot of that cause and day has earned"
  );
  const Points left = posting.lot(*own).original - posting.lot(*own).reversed;
  if (amount > left) {
    return fail(ErrorCode::refund_exceeds_sale, {}, {{"left", std::to_string(left.value())}});
  }
  std::vector<Posting::LotAt> places;
  std::vector<Lot> others;
  for (const auto at : posting.load_open_lots(tx)) {
    if (at == *own) continue;
    places.push_back(at);
    others.push_back(posting.lot(at));
  }
  const ReturnPlan plan = plan_return(posting.lot(*own), others, amount);
  reversal.forgiven = plan.forgiven;

  posting.note_reversed(*own, amount);
  if (!plan.forgiven.is_zero()) posting.enter(Reason::forgiven, Sum::a, plan.forgiven, *own);
  if (const Points own_part = plan.from_own + plan.forgiven; !own_part.is_zero()) {
    posting.enter(Reason::reversed, Sum::a, own_part, *own);
  }
  for (const Take& take : plan.from_others) {
    posting.enter(Reason::reversed, Sum::a, take.amount, places[take.lot]);
  }
  if (!plan.shortfall.is_zero()) {
    const auto& parameters = programme.parameters;
    switch (parameters.shortfall) {
      case programmes::ShortfallPolicy::refuse:
        return fail(
            ErrorCode::refund_needs_points, {}, {{"short", std::to_string(plan.shortfall.value())}}
        );
      case programmes::ShortfallPolicy::debt:
        posting.enter(Reason::owed, Sum::a, plan.shortfall, *own);
        reversal.shortfall.owed = plan.shortfall;
        break;
      case programmes::ShortfallPolicy::purchase: {
        const auto bought = posting.add_lot(
            expiry_date(posting.context().today, parameters), posting.context().cause.id, Class::f
        );
        posting.enter(Reason::purchased, Sum::f, plan.shortfall, bought);
        posting.enter(Reason::reversed, Sum::a, plan.shortfall, bought);
        reversal.shortfall.purchased = plan.shortfall;
        break;
      }
    }
  }
  reversal.account = posting.account();
  return reversal;
}

}  // namespace

Outcome check_open(const Account& account) {
  switch (account.state) {
    case AccountState::open:
      return ok();
    case AccountState::frozen:
      return ErrorCode::account_frozen;
    case AccountState::closed:
      return ErrorCode::account_closed;
  }
  return ok();
}

Outcome check_spendable(const Account& account) {
  GX_TRY_VOID(check_open(account));
  if (account.owed.is_zero()) return ok();
  return fail(ErrorCode::points_owed, {}, {{"owed", std::to_string(account.owed.value())}});
}

Result<std::vector<Posting::Part>> find_free(sql::Tx& tx, Posting& posting, Points amount) {
  const auto places = posting.load_open_lots(tx);
  std::vector<Lot> lots;
  for (const auto at : places) lots.push_back(posting.lot(at));
  const Takes taken = take(lots, amount);
  if (!taken.missing.is_zero()) {
    return fail(
        ErrorCode::not_enough_points,
        {},
        {{"balance", std::to_string((amount - taken.missing).value())},
         {"needed", std::to_string(amount.value())}}
    );
  }
  std::vector<Posting::Part> parts;
  for (const Take& part : taken.takes) parts.push_back({places[part.lot], part.amount});
  return parts;
}

void open_account(sql::Tx& tx, OwnerId owner, ProgrammeId programme, Instant now) {
  store::insert_account(tx, owner, programme, now);
}

std::optional<Account> find_account(sql::Tx& tx, OwnerId owner) {
  return store::find_account(tx, owner);
}

Outcome set_account_state(sql::Tx& tx, OwnerId owner, AccountState state) {
  if (!store::set_state(tx, owner, state)) return ErrorCode::account_not_found;
  return ok();
}

Result<Account> post_earned(
    sql::Tx& tx, IdGenerator& ids, const Context& context, Points amount, Date expires_on
) {
  GX_TRY(account, load_account(tx, context));
  return post_earned(tx, ids, context, account, amount, expires_on);
}

Result<Account> post_earned(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const Account& account,
    Points amount,
    Date expires_on
) {
  GX_CHECK(!amount.is_negative());
  GX_TRY_VOID(check_open(account));
  Posting posting(account, context);
  posting.expire_due(tx);
  if (amount.is_zero()) {
    posting.enter_nothing(Reason::earned, Sum::a);
    return posting.write(tx, ids);
  }
  const auto lot = posting.add_lot(expires_on, context.cause.id, Class::a);
  const Points repaid = std::min(amount, account.owed);
  if (!repaid.is_zero()) posting.enter(Reason::repaid, Sum::a, repaid, lot);
  if (repaid < amount) posting.enter(Reason::earned, Sum::a, amount - repaid, lot);
  posting.expire_lot(lot);  // an old sale may come in after its points have ended
  return posting.write(tx, ids);
}

Result<Reversal> plan_reversal(
    sql::Tx& tx,
    const Account& account,
    std::int64_t lot_id,
    Date lot_expires_on,
    Points amount,
    Date today,
    Instant now,
    const programmes::Version& programme
) {
  Context context;
  context.owner = account.owner;
  context.posted_at = now;
  context.expected_seq = account.seq;
  context.today = today;
  Posting posting(account, context);
  return enter_return(tx, posting, lot_id, lot_expires_on, amount, programme);
}

Result<Reversal> post_reversal(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    std::int64_t lot_id,
    Date lot_expires_on,
    Points amount,
    const programmes::Version& programme
) {
  GX_TRY(account, load_account(tx, context));
  Posting posting(account, context);
  GX_TRY(reversal, enter_return(tx, posting, lot_id, lot_expires_on, amount, programme));
  GX_TRY(written, posting.write(tx, ids));
  reversal.account = written;
  return reversal;
}

Result<Account> post_redemption(
    sql::Tx& tx, IdGenerator& ids, const Context& context, Points amount
) {
  GX_CHECK(amount > Points(0));
  GX_TRY(account, load_account(tx, context));
  Posting posting(account, context);
  posting.expire_due(tx);
  GX_TRY_VOID(check_spendable(posting.account()));
  GX_TRY(parts, find_free(tx, posting, amount));
  for (const Posting::Part& part : parts) {
    posting.enter(Reason::redeemed, Sum::redeemed, part.points, part.lot);
  }
  return posting.write(tx, ids);
}

namespace {

// The entries of a redemption, oldest first. Walks back from the head; a redemption's entries are
// younger than its id, so the walk ends there at the latest.
Result<std::vector<Entry>> find_redemption(
    sql::Tx& tx, const Account& account, std::int64_t redemption_id
) {
  std::vector<Entry> found;
  bool voided = false;
  walk_back(tx, account, redemption_id, [&](const Entry& entry) {
    voided = entry.cause == Cause{CauseKind::redemption_reversal, redemption_id};
    const bool ours = entry.reason == Reason::redeemed &&
                      entry.cause == Cause{CauseKind::redemption, redemption_id};
    if (ours) found.push_back(entry);
    return !voided && (ours || found.empty());  // one posting: its entries stand together
  });
  if (voided) return ErrorCode::already_voided;
  if (found.empty()) return ErrorCode::not_found;
  std::ranges::reverse(found);
  return found;
}

}  // namespace

Result<Restored> post_redemption_reversal(
    sql::Tx& tx, IdGenerator& ids, const Context& context, std::int64_t redemption_id
) {
  GX_TRY(account, load_account(tx, context));
  GX_TRY(redeemed, find_redemption(tx, account, redemption_id));
  Context own = context;
  own.cause = {CauseKind::redemption_reversal, redemption_id};
  Posting posting(account, own);
  posting.expire_due(tx);
  Restored restored;
  for (const Entry& entry : redeemed) {
    GX_CHECK(entry.expires_on.has_value() && entry.lot_class.has_value());
    const auto lot = posting.load_lot(tx, *entry.expires_on, entry.lot_id, *entry.lot_class);
    GX_CHECK(lot.has_value());
    restored.restored += entry.amount;
    const Points repaid = std::min(entry.amount, posting.account().owed);
    if (!repaid.is_zero()) posting.enter(Reason::repaid, Sum::redeemed, repaid, *lot);
    if (repaid < entry.amount) {
      posting.enter(Reason::restored, Sum::redeemed, entry.amount - repaid, *lot);
    }
    restored.repaid += repaid;
    restored.expired += posting.expire_lot(*lot);
  }
  GX_TRY(written, posting.write(tx, ids));
  restored.account = written;
  return restored;
}

Result<Points> post_expiry(sql::Tx& tx, IdGenerator& ids, const Context& context) {
  GX_TRY(account, load_account(tx, context));
  Posting posting(account, context);
  const Points expired = posting.expire_due(tx);
  if (!posting.is_empty()) {
    GX_TRY_VOID(posting.write(tx, ids));
  }
  return expired;
}

std::vector<Due> accounts_due(sql::Tx& tx, const Due& after, Date today, int limit) {
  return store::accounts_due(tx, after, today, limit);
}

}  // namespace guanxi::points
