#include "modules/points/without_receipt.h"

#include <algorithm>

#include "modules/points/carrying.h"
#include "modules/points/lots.h"
#include "modules/points/shortfall.h"
#include "modules/points/transfer.h"

namespace guanxi::points {
namespace {

Outcome take_class(
    sql::Tx& tx, Posting& posting, Shortfalls& shortfalls, Class klass, Points amount, Date last
) {
  if (amount.is_zero()) return ok();
  const std::vector<Posting::LotAt> places = posting.load_open_lots(tx);
  std::vector<Lot> lots;
  for (const auto at : places) lots.push_back(posting.lot(at));
  const Takes taken = take(lots, amount);
  for (const Take& one : taken.takes) {
    posting.enter(Reason::reversed, sum_of(klass), one.amount, places[one.lot]);
  }
  if (taken.missing.is_zero()) return ok();
  // An entry names a lot; no lot earned these, so there is an empty one to speak of.
  return shortfalls.enter(sum_of(klass), taken.missing, [&] {
    return posting.add_lot(last, posting.context().cause.id, klass);
  });
}

Result<Reversal> take_back(
    sql::Tx& tx, Posting& posting, const TakenBack& taken, const programmes::Version& programme
) {
  posting.expire_due(tx);
  if ((taken.a + taken.e).is_zero()) posting.enter_nothing(Reason::reversed, Sum::a);
  Shortfalls shortfalls(posting, programme);
  const Date last = expiry_date(posting.context().today, programme.parameters);
  GX_TRY_VOID(take_class(tx, posting, shortfalls, Class::a, taken.a, last));
  GX_TRY_VOID(take_class(tx, posting, shortfalls, Class::e, taken.e, last));
  Reversal reversal;
  reversal.account = posting.account();
  reversal.reversed = taken.a + taken.e;
  reversal.shortfall = shortfalls.all();
  return reversal;
}

/// What the refund entered, the newest first. They stand together, and are younger than its id.
std::vector<Entry> find_taken(sql::Tx& tx, const Account& account, std::int64_t refund) {
  std::vector<Entry> found;
  walk_back(tx, account, refund, [&](const Entry& entry) {
    const bool ours = entry.cause == Cause{CauseKind::refund_without_receipt, refund};
    if (ours) found.push_back(entry);
    return ours || found.empty();
  });
  return found;
}

/// Enters the contrary of what the refund entered, backwards.
class GivingBack {
 public:
  GivingBack(sql::Tx& tx, Posting& posting, Date expires_on)
      : tx_(tx), posting_(posting), expires_on_(expires_on) {}

  Restored enter(const std::vector<Entry>& taken) {
    Restored sums;
    for (const Entry& entry : taken) enter(entry, sums);
    if (sums.restored.is_zero()) posting_.enter_nothing(Reason::reinstated, Sum::a);
    for (const auto at : reinstated_) sums.expired += posting_.expire_lot(at);
    return sums;
  }

 private:
  void enter(const Entry& entry, Restored& sums) {
    if (entry.amount.is_zero()) return;
    if (entry.reason == Reason::owed) {
      sums.restored += entry.amount;
      sums.repaid += enter_owed(entry);
      return;
    }
    const bool bought = entry.reason == Reason::purchased;
    GX_CHECK_WHY(bought || entry.reason == Reason::reversed, "a refund took points otherwise");
    const auto lot = posting_.load_lot(tx_, *entry.expires_on, entry.lot_id, *entry.lot_class);
    GX_CHECK(lot.has_value());
    if (bought) return posting_.enter(Reason::refunded, Sum::f, entry.amount, *lot);
    posting_.enter(Reason::reinstated, entry.sum, entry.amount, *lot);
    reinstated_.push_back(*lot);
    sums.restored += entry.amount;
  }

  /// Returns how much of it was still owed.
  Points enter_owed(const Entry& entry) {
    const auto lot =
        posting_.add_lot(expires_on_, posting_.context().cause.id, static_cast<Class>(entry.sum));
    const Points owed = std::min(entry.amount, posting_.account().owed);
    if (!owed.is_zero()) posting_.enter(Reason::repaid, entry.sum, owed, lot);
    if (owed < entry.amount) posting_.enter(Reason::earned, entry.sum, entry.amount - owed, lot);
    return owed;
  }

  sql::Tx& tx_;
  Posting& posting_;
  const Date expires_on_;
  std::vector<Posting::LotAt> reinstated_;
};

}  // namespace

Result<Reversal> plan_taking_back(
    sql::Tx& tx,
    const Account& account,
    const TakenBack& taken,
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
  return take_back(tx, posting, taken, programme);
}

Result<Reversal> post_taking_back(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const TakenBack& taken,
    const programmes::Version& programme
) {
  GX_CHECK(context.cause.kind == CauseKind::refund_without_receipt);
  GX_TRY(account, load_account(tx, context));
  Posting posting(account, context);
  GX_TRY(reversal, take_back(tx, posting, taken, programme));
  GX_TRY(written, posting.write(tx, ids));
  reversal.account = written;
  return reversal;
}

Result<Restored> post_taking_back_undone(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    std::int64_t refund,
    Date expires_on,
    const Context* heir
) {
  GX_CHECK(context.cause.kind == CauseKind::refund_without_receipt_void);
  GX_TRY(account, load_account(tx, context));
  const std::vector<Entry> taken = find_taken(tx, account, refund);
  if (taken.empty()) return ErrorCode::not_found;
  Posting posting(account, context);
  posting.expire_due(tx);
  GivingBack giving(tx, posting, expires_on);
  if (heir == nullptr) {
    Restored restored = giving.enter(taken);
    restored.repaid += settle(tx, posting);
    GX_TRY(written, posting.write(tx, ids));
    restored.account = written;
    return restored;
  }
  GX_TRY(heirs_account, load_account(tx, *heir));
  Posting theirs(heirs_account, *heir);
  theirs.expire_due(tx);
  Heir inheriting(tx, theirs, posting);
  Points owed;
  for (const Entry& entry : taken) {
    if (entry.reason == Reason::owed) owed += entry.amount;
  }
  inheriting.bring_debt(owed);
  Restored restored = giving.enter(taken);
  inheriting.pass_on();
  GX_TRY_VOID(posting.write(tx, ids));
  restored.account = heirs_account;
  if (theirs.is_empty()) return restored;
  GX_TRY(heirs_written, theirs.write(tx, ids));
  restored.account = heirs_written;
  return restored;
}

}  // namespace guanxi::points
