// The postings: each refuses or enters its transfers in a Posting, which writes them.
#include "modules/points/points.h"

#include <algorithm>
#include <array>

#include "modules/points/carrying.h"
#include "modules/points/lots.h"
#include "modules/points/posting.h"
#include "modules/points/restoring.h"
#include "modules/points/shortfall.h"
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
// redeemed 15, balance 0. The other classes go back the same way, after A and into the same F lot.
class Returning {
 public:
  Returning(
      sql::Tx& tx,
      Posting& posting,
      const Return& back,
      const programmes::Version& programme,
      Heir* heir
  )
      : tx_(tx), posting_(posting), back_(back), shortfalls_(posting, programme), heir_(heir) {}

  /// `before`: the account as it was found.
  Result<Reversal> enter(const Account& before) {
    posting_.expire_due(tx_);
    enter_payment(before);
    if ((back_.a + back_.b + back_.c + back_.e + back_.restored).is_zero()) {
      posting_.enter_nothing(Reason::reversed, Sum::a);
    }
    GX_TRY_VOID(enter_class(Class::a, back_.a));
    GX_TRY_VOID(enter_class(Class::b, back_.b));
    GX_TRY_VOID(enter_class(Class::c, back_.c));
    GX_TRY_VOID(enter_class(Class::e, back_.e));
    if (heir_ != nullptr) heir_->pass_on();
    reversal_.account = posting_.account();
    reversal_.shortfall = shortfalls_.all();
    return reversal_;
  }

 private:
  /// The points that paid in the sale, before anything is taken back: they may cover it.
  void enter_payment(const Account& before) {
    if (back_.restored.is_zero()) return;
    if (heir_ != nullptr) heir_->bring_debt(back_.restored);
    Restored sums;
    Points passed = back_.restored_before, left = back_.restored;
    for (const Entry& spent : find_spent(tx_, before, {CauseKind::sale, back_.sale})) {
      const Points gone = std::min(passed, spent.amount);
      passed -= gone;
      const Points part = std::min(left, spent.amount - gone);
      if (part.is_zero()) continue;
      enter_restored(tx_, posting_, spent, part, sums);
      left -= part;
    }
    GX_CHECK_WHY(left.is_zero(), "points are given back that did not pay in that sale");
    reversal_.restored_expired = sums.expired;
    // Among the heir's they are used in their turn: what ends first goes first.
    if (heir_ != nullptr) heir_->pass_on();
  }

  Outcome enter_class(Class klass, Points amount) {
    GX_CHECK(!amount.is_negative());
    if (amount.is_zero()) return ok();
    const Sum sum = sum_of(klass);
    const auto own = posting_.load_lot(tx_, back_.expires_on, back_.sale, klass);
    GX_CHECK_WHY(
        own.has_value(), "points are taken back that no lot of that cause and day has earned"
    );
    const Points left = posting_.lot(*own).original - posting_.lot(*own).reversed;
    if (amount > left) {
      return fail(ErrorCode::refund_exceeds_sale, {}, {{"left", std::to_string(left.value())}});
    }
    if (heir_ != nullptr) {
      const Points missing = amount - std::min(free_of(posting_.lot(*own)), amount);
      reversal_.forgiven += heir_->bring_own(*own, missing);
    }
    std::vector<Posting::LotAt> places;
    std::vector<Lot> others;
    for (const auto at : posting_.load_open_lots(tx_)) {
      if (at == *own) continue;
      places.push_back(at);
      others.push_back(posting_.lot(at));
    }
    const ReturnPlan plan = plan_return(posting_.lot(*own), others, amount);
    reversal_.reversed += amount;
    reversal_.forgiven += plan.forgiven;
    posting_.note_reversed(*own, amount);
    if (!plan.forgiven.is_zero()) posting_.enter(Reason::forgiven, sum, plan.forgiven, *own);
    if (const Points own_part = plan.from_own + plan.forgiven; !own_part.is_zero()) {
      posting_.enter(Reason::reversed, sum, own_part, *own);
    }
    for (const Take& take : plan.from_others) {
      posting_.enter(Reason::reversed, sum, take.amount, places[take.lot]);
    }
    Points shortfall = plan.shortfall;
    if (heir_ != nullptr && !shortfall.is_zero()) {
      const Points brought = heir_->bring_others(*own, sum, shortfall);
      if (!brought.is_zero()) posting_.enter(Reason::reversed, sum, brought, *own);
      shortfall -= brought;
    }
    if (shortfall.is_zero()) return ok();
    return shortfalls_.enter(sum, shortfall, [&] { return *own; });
  }

  sql::Tx& tx_;
  Posting& posting_;
  const Return& back_;
  Shortfalls shortfalls_;
  Heir* heir_;  // null: nobody but the owner
  Reversal reversal_;
};

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

Result<std::vector<Posting::Part>> find_free(
    sql::Tx& tx, Posting& posting, Points amount, Reach reach
) {
  return find_free(tx, posting, amount, reach, [](const Lot&) { return true; });
}

Result<std::vector<Posting::Part>> find_free(
    sql::Tx& tx,
    Posting& posting,
    Points amount,
    Reach reach,
    const std::function<bool(const Lot&)>& fits
) {
  const auto places = posting.load_open_lots(tx, amount, [&](const Lot& lot) {
    const bool waits = reach == Reach::usable && is_pending(lot, posting.context().today);
    return !waits && fits(lot);
  });
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

namespace {

Outcome enter_spent(sql::Tx& tx, Posting& posting, Points amount) {
  GX_TRY_VOID(check_spendable(posting.account()));
  GX_TRY(parts, find_free(tx, posting, amount));
  for (const Posting::Part& part : parts) {
    posting.enter(Reason::redeemed, Sum::redeemed, part.points, part.lot);
  }
  return ok();
}

}  // namespace

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
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    Points amount,
    Date expires_on,
    Points identity
) {
  GX_TRY(account, load_account(tx, context));
  return post_sale(
      tx, ids, context, account, {.a = amount, .e = identity, .expires_on = expires_on}
  );
}

Result<Account> post_sale(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const Account& account,
    const Earning& earning
) {
  GX_TRY_VOID(check_open(account));
  Posting posting(account, context);
  posting.expire_due(tx);
  if (!earning.paid.is_zero()) {
    GX_TRY_VOID(enter_spent(tx, posting, earning.paid));
  } else if ((earning.a + earning.b + earning.c + earning.e).is_zero()) {
    posting.enter_nothing(Reason::earned, Sum::a);
  }
  const auto enter = [&](Class klass, Points points) {
    GX_CHECK(!points.is_negative());
    if (points.is_zero()) return;
    const auto lot =
        posting.add_lot(earning.expires_on, context.cause.id, klass, earning.usable_from);
    const Points repaid = std::min(points, posting.account().owed);
    if (!repaid.is_zero()) posting.enter(Reason::repaid, sum_of(klass), repaid, lot);
    if (repaid < points) posting.enter(Reason::earned, sum_of(klass), points - repaid, lot);
    posting.expire_lot(lot);  // an old sale may come in after its points have ended
  };
  enter(Class::a, earning.a);
  enter(Class::b, earning.b);
  enter(Class::c, earning.c);
  enter(Class::e, earning.e);
  return posting.write(tx, ids);
}

Result<Reversal> plan_reversal(
    sql::Tx& tx,
    const Account& account,
    const Return& back,
    Date today,
    Instant now,
    const programmes::Version& programme,
    const Account* heir
) {
  const auto context_of = [&](const Account& of) {
    Context context;
    context.owner = of.owner;
    context.posted_at = now;
    context.expected_seq = of.seq;
    context.today = today;
    return context;
  };
  const Context context = context_of(account);
  Posting posting(account, context);
  if (heir == nullptr) return Returning(tx, posting, back, programme, nullptr).enter(account);
  const Context heirs_context = context_of(*heir);
  Posting theirs(*heir, heirs_context);
  theirs.expire_due(tx);
  Heir inheriting(tx, theirs, posting);
  GX_TRY(reversal, Returning(tx, posting, back, programme, &inheriting).enter(account));
  reversal.heir = theirs.account();
  return reversal;
}

Result<Reversal> post_reversal(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const Return& back,
    const programmes::Version& programme,
    const Context* heir
) {
  GX_TRY(account, load_account(tx, context));
  Posting posting(account, context);
  if (heir == nullptr) {
    GX_TRY(reversal, Returning(tx, posting, back, programme, nullptr).enter(account));
    GX_TRY(written, posting.write(tx, ids));
    reversal.account = written;
    return reversal;
  }
  GX_TRY(heirs_account, load_account(tx, *heir));
  Posting theirs(heirs_account, *heir);
  theirs.expire_due(tx);
  Heir inheriting(tx, theirs, posting);
  GX_TRY(reversal, Returning(tx, posting, back, programme, &inheriting).enter(account));
  GX_TRY(written, posting.write(tx, ids));
  reversal.account = written;
  reversal.heir = heirs_account;
  if (theirs.is_empty()) return reversal;
  GX_TRY(heirs_written, theirs.write(tx, ids));
  reversal.heir = heirs_written;
  return reversal;
}

Result<Account> post_redemption(
    sql::Tx& tx, IdGenerator& ids, const Context& context, Points amount
) {
  GX_CHECK(amount > Points(0));
  GX_TRY(account, load_account(tx, context));
  Posting posting(account, context);
  posting.expire_due(tx);
  GX_TRY_VOID(enter_spent(tx, posting, amount));
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
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    std::int64_t redemption_id,
    const Context* heir
) {
  GX_TRY(account, load_account(tx, context));
  GX_TRY(redeemed, find_redemption(tx, account, redemption_id));
  Context own = context;
  own.cause = {CauseKind::redemption_reversal, redemption_id};
  Posting posting(account, own);
  posting.expire_due(tx);
  Restored restored;
  const auto restore = [&] {
    for (const Entry& entry : redeemed) {
      enter_restored(tx, posting, entry, entry.amount, restored);
    }
  };
  if (heir == nullptr) {
    restore();
    GX_TRY(written, posting.write(tx, ids));
    restored.account = written;
    return restored;
  }
  GX_TRY(heirs_account, load_account(tx, *heir));
  Posting theirs(heirs_account, *heir);
  theirs.expire_due(tx);
  Heir inheriting(tx, theirs, posting);
  Points redeemed_in_all;
  for (const Entry& entry : redeemed) redeemed_in_all += entry.amount;
  inheriting.bring_debt(redeemed_in_all);
  restore();
  inheriting.pass_on();
  GX_TRY_VOID(posting.write(tx, ids));
  restored.account = heirs_account;
  if (theirs.is_empty()) return restored;
  GX_TRY(heirs_written, theirs.write(tx, ids));
  restored.account = heirs_written;
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
