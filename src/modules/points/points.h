// Points: accounts, lots and the journal. Every change is a transfer between the member and a house
// account, chained per owner; nothing is edited or deleted, only reversed. The flows of checkout,
// refund and enrol call this, and whoever reads a member's points. Callers post inside their own
// transaction.
//
// Guard: an account is read in the plan (its `seq` noted) and updated only where seq is still the
// same; a posting that finds another seq answers ErrorCode::conflict and the flow plans again. A
// posting refuses before it writes.
//
// Expiry is lazy: every posting first expires the lots whose last day is over (context.today), so
// that no caller has to think of it; it costs nothing while account.next_expiry has not passed.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/money.h"
#include "base/points.h"
#include "base/rate.h"
#include "base/result.h"
#include "base/time.h"
#include "modules/points/roots.h"
#include "modules/points/verify.h"
#include "modules/programmes/programmes.h"
#include "platform/sql/sql.h"

namespace guanxi::api {
class Api;
class FirstAnswers;
}  // namespace guanxi::api
namespace guanxi::attachments {
class Attachments;
}
namespace guanxi::org {
class Org;
}  // namespace guanxi::org
namespace guanxi::proofs {
class Proofs;
}  // namespace guanxi::proofs

namespace guanxi::risk {
class Risk;
}

namespace guanxi::points {

enum class Class {
  a,
  b,
  c,
  d,
  e,
  f
};  // consumption, multiplied, warmth, granted, identity, purchased

enum class CauseKind {
  sale,
  refund,
  void_sale,
  redemption,
  redemption_reversal,
  expiry,
  correction,
  hold,
  document,
  transfer,
  transfer_return,
  gift,
  merge,  // of two members, see merging.h
  merge_undo,
  late_return,  // on a survivor's account: goods come back that a merged member had bought
  points_sale,  // points bought outright, see point_sales.h
  points_sale_void,
  refund_without_receipt,  // see without_receipt.h
  refund_without_receipt_void
};
struct Cause {
  CauseKind kind = CauseKind::sale;
  std::int64_t id = 0;  // the receipt, the redemption …; expiry: the day it was noticed, yyyymmdd
  bool operator==(const Cause&) const = default;
};

enum class AccountState { open, frozen, closed };  // frozen and closed: returns only
BOOST_DESCRIBE_ENUM(AccountState, open, frozen, closed)

/// balance = a + b + c + d + e + f − redeemed = what is left in the lots − owed. Negative only
/// while points are owed. A class may fall below zero (bought points paid for a return, then the
/// returned points came back and expired); the balance of all classes is what counts.
struct Account {
  OwnerId owner;
  ProgrammeId programme;
  AccountState state = AccountState::open;
  Points balance, a, b, c, d, e, f, redeemed, owed, held;
  std::int64_t seq = 0;
  std::int64_t head_entry_id = 0;
  sql::Digest head_hash{};
  Instant posted_at;
  Date next_expiry =
      Date::never;  // no lot with something left ends before this day (a lower bound)
  std::optional<Date> pending_until = {};  // no lot becomes usable later (an upper bound)
};
/// True if some lot may be past its last day on `today`.
inline bool expiry_due(const Account& account, Date today) { return account.next_expiry < today; }

struct Lot {
  Date expires_on;          // usable through this day
  std::int64_t lot_id = 0;  // the cause that earned it
  Class klass = Class::a;
  Points original, remaining, held;
  Points expired;   // what was left when it expired
  Points forgiven;  // expired points a return would have taken back and did not charge again
  Points reversed;  // of original, taken back by returns, from whichever lot they came
  std::optional<Date> usable_from = {};  // not spent before this day; nullopt: at once
  CauseKind cause = CauseKind::sale;     // what lot_id is
  bool operator==(const Lot&) const = default;
};
/// Not to be spent on `today`. What takes points back (returns, documents) takes pending ones too.
inline bool is_pending(const Lot& lot, Date today) {
  return lot.usable_from && *lot.usable_from > today;
}

/// Opens the empty account of a new member. Idempotent.
void open_account(sql::Tx& tx, OwnerId owner, ProgrammeId programme, Instant now);
std::optional<Account> find_account(sql::Tx& tx, OwnerId owner);
/// Follows the member's state. Errors: account_not_found.
Outcome set_account_state(sql::Tx& tx, OwnerId owner, AccountState state);
/// Unexpired lots with something left on `today`, first to expire first.
std::vector<Lot> open_lots(sql::Tx& tx, OwnerId owner, Date today);
/// The account as the next posting will find it: holds past their deadline `now` and lots past
/// their last day `today` are over, whether somebody posted that or not. Reads no more than the
/// account unless something may be due.
Account as_of(sql::Tx& tx, const Account& account, Date today, Instant now);
/// What can be spent then: the balance without what is held or pending. Negative while points are
/// owed. Reads lots only where some may be pending.
Points usable_of(sql::Tx& tx, const Account& account, Date today, Instant now);
/// The same with the lots that then have something left, first to expire first.
struct Standing {
  Account account;
  std::vector<Lot> open;
};
Standing standing_of(sql::Tx& tx, const Account& account, Date today, Instant now);

// ---- pure rules (earn_rules.cpp, lots.cpp) ----

/// A = round(base × points ÷ amount × rate) for the receipt, or per line and summed; and each
/// line's share of it by allocate over the lines' bases. `rate` is that of the member's card. A
/// base ≤ 0 earns nothing.
struct Earned {
  Points total;
  std::vector<Points> per_line;
};
Earned earn(
    std::span<const Money> line_bases, const programmes::Parameters& parameters, Rate rate = {}
);
/// What rules would give a receipt beyond this is a mistake in them, and receipts that would have
/// it are refused: earn, multiplied_points and identity_points give one more, whatever the numbers.
inline constexpr std::int64_t receipt_points_max = 1'000'000'000'000;
/// E = floor(A × multiple): the extra by card type, 0 for an ordinary card, 1 for gold (10 points
/// become 20). On A only, never on other extras.
Points identity_points(Points a, Rate multiple);
/// B = floor(A × (multiple − 1)): what a multiple adds; 0 for a multiple of 1 or less.
Points multiplied_points(Points a, Rate multiple);
/// The last day on which points earned on `earned_on` can be used.
Date expiry_date(Date earned_on, const programmes::Parameters& parameters);
/// The first day on which points earned on `earned_on` can be spent; nullopt: at once.
std::optional<Date> usable_date(Date earned_on, const programmes::Parameters& parameters);
/// What points pay of a receipt (the programme's pay_… parameters): a whole number of steps, and
/// exactly the money that they are worth.
struct Price {
  Points points;
  Money amount;
};
/// The points that pay `amount` (> 0). Errors, without a pointer: points_not_accepted;
/// points_payment_limit with the parameter as `limit` and, where there is one, a near amount that
/// would do as `allowed`.
Result<Points> points_to_pay(Money amount, Money payable, const programmes::Parameters& parameters);
/// The most that `usable` points may pay of `payable`; nullopt: nothing.
std::optional<Price> most_to_pay(
    Points usable, Money payable, const programmes::Parameters& parameters
);
/// How many of the points that paid `amount` have come back when `returned` of it has, in all:
/// floor of the proportion, the last return takes the rest.
Points points_returned(Points paid, Money amount, Money returned);
/// How many of `earned` go back now when `refunded_in_all` of `base` has gone back in all and
/// `reversed_before` of the points earlier: floor of the proportion so far less what went before;
/// the last return takes the remainder. Never negative, never more than is left.
Points reversal_share(Points earned, Money base, Money refunded_in_all, Points reversed_before);

// ---- postings ----

struct Context {
  OwnerId owner;
  Cause cause;
  Instant occurred_at, posted_at;
  ActorId actor;
  std::int64_t expected_seq = 0;  // of the account the plan saw
  Date today;                     // date of posted_at in the programme's zone: what has expired
};

/// What a sale earns by class, and what points paid of it.
struct Earning {
  Points a = {}, b = {}, c = {}, e = {};
  Date expires_on = {};
  Points paid = {};
  std::optional<Date> usable_from = {};  // nullopt: at once
};
/// Spends what points pay of a sale, first to expire first, then credits each class (≥ 0) as a lot
/// of its own (lot_id: the cause): what a sale earns never pays for it. Where nothing moves that is
/// posted too: the visit stands in the statement. Owed points are repaid first, also by points that
/// are not usable yet: those never become so. `account` is what
/// the plan saw, and the guard makes sure that it still is so. The hot path of a sale: one guarded
/// update; one lot, entry and hash for each class. Returns the account afterwards. Errors:
/// conflict, account_not_found, account_closed, account_frozen, posting_repeated (this cause has
/// earned before); where points pay, those of post_redemption.
Result<Account> post_sale(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const Account& account,
    const Earning& earning
);
/// The same with an account that is read here, for who has not seen it, and nothing paid.
Result<Account> post_earned(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    Points amount,
    Date expires_on,
    Points identity = {}
);
/// Whether `amount` could be spent now, as a posting would find it: reads only. Errors: those of
/// post_redemption; conflict where account and lots were read at different moments.
Outcome plan_spending(sql::Tx& tx, const Account& account, Points amount, Date today, Instant now);

struct Shortfall {   // what the balance could not cover
  Points purchased;  // policy purchase: class F bought, see purchase_price
  Points owed;       // policy debt
};
/// What `more` points cost when a return has to buy them, to be deducted from the refund: points ×
/// price ÷ 1000, rounded down over all that returns of the same sale have bought – in one piece or
/// in many, it costs the same.
Money purchase_price(Points before, Points more, const programmes::Version& programme);
/// What a return moves of one sale.
struct Return {
  std::int64_t sale = 0;                  // the cause
  Date expires_on = {};                   // of the lots that it earned
  Points a = {}, b = {}, c = {}, e = {};  // of what it earned: taken back
  Points restored = {};                   // of the points that paid in it: given back …
  Points restored_before = {};            // … and what returns gave back of them before
};
struct Reversal {
  Account account;
  std::optional<Account> heir;  // of a merged member's survivor, afterwards
  Points reversed;              // of all classes, as asked
  Points forgiven;              // of these, already expired: not charged again
  Points restored_expired;      // of the points given back: gone at once, their lot is past its day
  Shortfall shortfall;
};
/// What post_reversal would do, for a quote: reads only. `account` as found; the one returned has
/// the sums of afterwards and the seq and head of before. `heir`: see post_reversal. Errors:
/// refund_needs_points (policy refuse), refund_exceeds_sale.
Result<Reversal> plan_reversal(
    sql::Tx& tx,
    const Account& account,
    const Return& back,
    Date today,
    Instant now,
    const programmes::Version& programme,
    const Account* heir = nullptr
);
/// First gives points that paid back to the lots they came from – what was taken last first, what
/// is owed is repaid from them, and what lies in a lot past its last day expires at once. Then
/// takes back each class that the sale earned: from its lot, then forgiving what of that lot has
/// expired, then from the other lots (first to expire first), then by the programme's shortfall
/// policy. A return that moves nothing is posted too. Frozen and closed accounts take reversals.
/// Errors: conflict, account_not_found, refund_needs_points, refund_exceeds_sale (more than that
/// cause earned, in all), posting_repeated. A positive amount of a lot that does not exist is a
/// fault of ours.
///
/// `heir`, of the account of whom the owner was merged into: what the return needs comes from
/// there – the points that the sale earned before others –, and what it gives goes there, points
/// and debt, so that the member is no worse or better off than without the merge.
Result<Reversal> post_reversal(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const Return& back,
    const programmes::Version& programme,
    const Context* heir = nullptr
);

/// Spends points (> 0) on something that is not a sale (a gift at the counter), first to expire
/// first. context.cause.id is the redemption, made by `ids` before. Errors: conflict,
/// account_not_found, account_closed, account_frozen, points_owed, not_enough_points with the facts
/// `balance` and `needed`.
Result<Account> post_redemption(
    sql::Tx& tx, IdGenerator& ids, const Context& context, Points amount
);
/// Gives a redemption's points back to the lots they came from; what is owed is repaid first, and
/// what has expired since expires at once. The entries' cause is {redemption_reversal,
/// redemption_id} whatever the context says. `heir`, of the account of whom the owner was merged
/// into: what is given back goes there, and the account returned is that one. Errors: conflict,
/// account_not_found, not_found (this owner has no such redemption), already_voided.
struct Restored {
  Account account;
  Points restored;  // the whole redemption
  Points repaid;    // of these, what paid a debt
  Points expired;   // of these, gone at once because their lot is past its last day
};
Result<Restored> post_redemption_reversal(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    std::int64_t redemption_id,
    const Context* heir = nullptr
);
/// Ends every hold past its deadline and every lot past its last day; nothing at all if there is
/// none. For the sweep: other postings do it by themselves. Returns what expired. Errors: conflict,
/// account_not_found.
Result<Points> post_expiry(sql::Tx& tx, IdGenerator& ids, const Context& context);
/// Accounts behind `after` with a lot past its last day, the longest due first: what a sweep works
/// through. The cost is that of what is due.
struct Due {
  Date next_expiry;
  OwnerId owner;
};
std::vector<Due> accounts_due(sql::Tx& tx, const Due& after, Date today, int limit);

// ---- reading ----

enum class Reason {
  earned,
  repaid,
  reversed,
  owed,
  forgiven,
  redeemed,
  restored,
  expired,
  purchased,
  granted,
  deducted,
  held,
  released,
  settled,
  given,
  received,
  returned,
  merged_out,
  merged_in,
  merged_back,
  debt_out,
  debt_in,
  unsettled,
  refunded,
  reinstated
};
enum class Sum { a, b, c, d, e, f, redeemed };  // which of the account's sums an entry moves
enum class House {
  member,
  issued,
  redeemed,
  expired,
  sold,
  transferred,
  merged
};  // the two ends of a transfer; one, of a hold both, is the member. transferred, merged: always 0
std::string_view word(Class klass);  // "a": as in the store and in JSON
std::string_view word(CauseKind kind);
std::string_view word(Reason reason);
std::string_view word(Sum sum);
std::string_view word(House house);

struct Entry {
  std::int64_t entry_id = 0, seq = 0, prev_entry_id = 0;
  Instant posted_at, occurred_at;
  Cause cause;
  Reason reason = Reason::earned;
  Sum sum = Sum::a;
  House debit = House::issued, credit = House::member;
  Points amount;
  Points balance;                  // after this entry
  std::optional<Date> expires_on;  // the lot it moved or speaks of; no lot: nullopt, 0 and nullopt
  std::int64_t lot_id = 0;
  std::optional<Class> lot_class;
  ActorId actor;
};
/// The owner's journal, newest first, starting at `from_entry` (0: the head), walking the chain.
std::vector<Entry> journal(sql::Tx& tx, OwnerId owner, std::int64_t from_entry, int limit);
/// The causes (receipts) of the owner's journal, newest first; each once. Returns also the entry to
/// continue from (0: end).
struct Causes {
  std::vector<Cause> causes;
  std::int64_t next_entry = 0;
};
Causes causes(
    sql::Tx& tx, OwnerId owner, std::span<const CauseKind> kinds, std::int64_t from_entry, int limit
);

// ---- HTTP (api.cpp) ----

class OccasionBook;

/// /v1/members/{id}/points, its entries, redemptions, holds and documents, and /v1/points;
/// permissions points:read, points:redeem, points:grant, points:approve, points:configure and
/// points:report.
/// Everything must outlive the Api.
void add_endpoints(
    api::Api& api,
    sql::Database& db,
    IdGenerator& ids,
    const programmes::Programmes& programmes,
    const org::Org& org,
    const proofs::Proofs& proofs,
    OccasionBook& occasions,
    const api::FirstAnswers& first_answers,
    const attachments::Attachments& attachments,
    const risk::Risk* risk = nullptr  // who may not spend today; null: nobody is asked
);

}  // namespace guanxi::points
