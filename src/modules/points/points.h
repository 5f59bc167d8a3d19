// Points: accounts, lots and the journal. Every change is a transfer between the member and a house account, chained
// per owner; nothing is edited or deleted, only reversed. Callers post inside their own transaction.
//
// Guard: an account is read in the plan (its `seq` noted) and updated only where seq is still the same; a posting that
// finds another seq answers ErrorCode::conflict and the flow plans again.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/money.h"
#include "base/points.h"
#include "base/result.h"
#include "base/time.h"
#include "modules/programmes/programmes.h"
#include "platform/sql/sql.h"

namespace guanxi::points {

enum class Class { a, b, c, d, e, f };  // consumption, multiplied, warmth, granted, identity, purchased

enum class CauseKind { sale, refund, void_sale, redemption, redemption_reversal, expiry, correction };
struct Cause {
  CauseKind kind;
  std::int64_t id;  // the receipt, the redemption …
};

struct Account {
  OwnerId owner;
  ProgrammeId programme;
  bool open = true;
  Points balance, a, b, c, d, e, f, redeemed, owed, held;
  std::int64_t seq = 0;
  std::int64_t head_entry_id = 0;
  sql::Digest head_hash{};
  Instant posted_at;
};

struct Lot {
  Date expires_on;
  std::int64_t lot_id = 0;  // the cause that earned it
  Class klass = Class::a;
  Points original, remaining, held, expired, forgiven;
};

/// Opens the empty account of a new member. Idempotent.
void open_account(sql::Tx& tx, OwnerId owner, ProgrammeId programme, Instant now);
std::optional<Account> find_account(sql::Tx& tx, OwnerId owner);
/// Unexpired lots with something left on `today`, first to expire first.
std::vector<Lot> open_lots(sql::Tx& tx, OwnerId owner, Date today);

// ---- pure rules (earn_rules.cpp, lots.cpp) ----

/// A = round(base × points ÷ amount) for the receipt, or per line and summed; and each line's share of it by allocate over
/// the lines' amounts. A base ≤ 0 earns nothing.
struct Earned {
  Points total;
  std::vector<Points> per_line;
};
Earned earn(std::span<const Money> line_bases, const programmes::Parameters& parameters);
/// The last day on which points earned on `earned_on` can be used.
Date expiry_date(Date earned_on, const programmes::Parameters& parameters);
/// How many of `earned` go back when `refunded` of `base` has gone back in all, `reversed` of them earlier: floor of the
/// proportion; the last return takes the remainder.
Points reversal_share(Points earned, Money base, Money refunded_in_all, Points reversed_before);

// ---- postings ----

struct Context {
  OwnerId owner;
  Cause cause;
  Instant occurred_at, posted_at;
  ActorId actor;
  std::int64_t expected_seq;  // of the account the plan saw
  Date today;                 // business date of posted_at in the programme's zone: what has expired
};

/// Credits `amount` of class A as a lot of its own. Amount 0 is posted too: the visit stands in the statement. Owed points are
/// repaid first. Returns the account afterwards. Errors: conflict, account_not_found, account_closed.
Result<Account> post_earned(sql::Tx& tx, IdGenerator& ids, const Context& context, Points amount, Date expires_on);

struct Shortfall {  // what the balance could not cover
  Points purchased;      // policy purchase: class F bought for …
  Money purchase_price;  // … this much, to be deducted from the refund
  Points owed;           // policy debt
};
struct Reversal {
  Account account;
  Points reversed;  // of class A, as asked
  Points forgiven;  // of these, already expired: not charged again
  Shortfall shortfall;
};
/// What post_reversal would do, for a quote: reads only. Errors: refund_needs_points (policy refuse).
Result<Reversal> plan_reversal(
    sql::Tx& tx, const Account& account, std::int64_t lot_id, Date lot_expires_on, Points amount, Date today,
    const programmes::Version& programme
);
/// Takes back `amount` of class A earned by the cause `lot_id`: from its lot, then from the other lots (first to expire
/// first), then by the programme's shortfall policy. Expired points of that lot are not charged again.
/// Errors: conflict, account_not_found, refund_needs_points.
Result<Reversal> post_reversal(
    sql::Tx& tx, IdGenerator& ids, const Context& context, std::int64_t lot_id, Date lot_expires_on, Points amount,
    const programmes::Version& programme
);

/// Spends points on something that is not a sale (a gift at the counter). Errors: conflict, not_enough_points, points_owed.
Result<Account> post_redemption(sql::Tx& tx, IdGenerator& ids, const Context& context, Points amount);
/// Gives a redemption's points back to the lots they came from; what has expired since expires at once.
/// Errors: conflict, not_found, already_voided.
Result<Account> post_redemption_reversal(
    sql::Tx& tx, IdGenerator& ids, const Context& context, std::int64_t redemption_id
);
/// Posts the expiry of every lot past its last day. Lazy callers and the sweep use the same function. Returns what expired.
Result<Points> post_expiry(sql::Tx& tx, IdGenerator& ids, const Context& context);

// ---- reading ----

struct Entry {
  std::int64_t entry_id = 0, seq = 0, prev_entry_id = 0;
  Instant posted_at, occurred_at;
  std::string cause_kind;
  std::int64_t cause_id = 0;
  std::string reason, klass, debit, credit;
  Points amount, balance;
  Date expires_on;
  std::int64_t lot_id = 0;
  ActorId actor;
};
/// The owner's journal, newest first, starting at `from_entry` (0: the head), walking the chain.
std::vector<Entry> journal(sql::Tx& tx, OwnerId owner, std::int64_t from_entry, int limit);
/// The causes (receipts) of the owner's journal, newest first; each once. Returns also the entry to continue from (0: end).
struct Causes {
  std::vector<Cause> causes;
  std::int64_t next_entry = 0;
};
Causes causes(sql::Tx& tx, OwnerId owner, std::span<const CauseKind> kinds, std::int64_t from_entry, int limit);

}  // namespace guanxi::points
