// The wallet: stored value 储值 – principal paid in and bonus given on top – and small change 零钱.
// Every change is a transfer between the member and a house account, chained per owner; nothing is
// edited or deleted. Its own HTTP API recharges, freezes and pays out; checkout and refund pay and
// take back through post_payment and post_payment_refund. Callers post inside their own
// transaction.
//
// Guard: an account is read in the plan (its `seq` noted) and updated only where seq is still the
// same; a posting that finds another seq answers ErrorCode::conflict and the flow plans again. A
// posting refuses before it writes. Everything that changes the lots of an owner moves its seq.
//
// Once: each posting has a cause; a second one for the same cause answers posting_repeated.
//
// Order: the oldest recharge first; of a recharge principal and bonus together, see principal_of in
// rules.h. Value never expires ([SPC-19] there).
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/money.h"
#include "base/result.h"
#include "base/time.h"
#include "modules/org/org.h"
#include "modules/proofs/proofs.h"
#include "modules/wallet/rules.h"
#include "modules/wallet/verify.h"
#include "platform/sql/sql.h"

namespace guanxi::api {
class Api;
class FirstAnswers;
}  // namespace guanxi::api
namespace guanxi::members {
class Members;
}
namespace guanxi::programmes {
class Programmes;
}

namespace guanxi::wallet {

class Buyers;

enum class CauseKind {
  sale,
  refund,
  void_sale,
  change,
  recharge,
  payout,
  freeze,
  release,
  buyer,
  merge,       // see merging.h
  merge_undo,  // of the same id as the merge
  opening      // small change that the member had in another system
};
struct Cause {
  CauseKind kind = CauseKind::sale;
  std::int64_t id =
      0;  // sale, refund, void_sale, change: the receipt; the others an id of their own
  bool operator==(const Cause&) const = default;
};

enum class AccountState { open, frozen };  // frozen: payments come back, nothing else moves
BOOST_DESCRIBE_ENUM(AccountState, open, frozen)

struct Account {
  OwnerId owner;
  ProgrammeId programme;
  Currency currency;
  AccountState state = AccountState::open;
  bool named = false;  // the buyer is registered: the higher limit
  Money principal, bonus, change;
  org::UnitId change_company = {};  // the legal person that owes the change; none: not known
  std::int64_t seq = 0;
  std::int64_t head_entry_id = 0;
  sql::Digest head_hash{};
  Instant posted_at;
  Money stored() const { return principal + bonus; }
};

/// original = remaining + spent + paid_out + kept.
struct Lot {
  Money original, remaining;
  Money spent;     // paid with, less what came back
  Money paid_out;  // given back to the buyer as money; of a recharge that is void all of it
  Money kept;      // principal: what the consumer's side costs; bonus: forfeited
  bool operator==(const Lot&) const = default;
};

/// One recharge with what is left of its two lots.
struct Recharge {
  std::int64_t id = 0;
  Instant recharged_at;
  StoreId store;
  org::UnitId company;  // the legal person that owes it
  std::optional<std::int64_t> offer;
  Lot principal, bonus;
  std::optional<Fault> ended_by = {};  // the cause of its first payout counts for all of them
  Terms terms() const { return {principal.original, bonus.original}; }
  bool is_void() const { return !ended_by && principal.paid_out == principal.original; }
  Money remaining() const { return principal.remaining + bonus.remaining; }
  Money spent() const { return principal.spent + bonus.spent; }
};

/// Opens the empty account of a member, if there is none. Idempotent. Most members never have one:
/// whoever posts the first recharge or change opens it before.
void open_account(
    sql::Tx& tx, OwnerId owner, ProgrammeId programme, Currency currency, Instant now
);
std::optional<Account> find_account(sql::Tx& tx, OwnerId owner);
/// Recharges with something left, the oldest first.
std::vector<Recharge> open_recharges(sql::Tx& tx, const Account& account);

/// The legal person a store belongs to: the nearest company above it, else the top of its tree.
org::UnitId company_of(const org::Snapshot& organisation, StoreId store);

/// Where value is used: what another company took counts only with a licence.
struct Place {
  StoreId store;
  org::UnitId company;
  bool licensed = false;  // see licensed() in offers.h
};

// ---- postings ----

struct Context {
  OwnerId owner;
  Cause cause;
  Instant occurred_at, posted_at;
  ActorId actor;
  StoreId store;                  // none: the program itself, or the head office
  std::int64_t expected_seq = 0;  // of the account the plan saw
  std::string note = {};          // no personal data
};

struct NewRecharge {
  Money principal, bonus;  // > 0; ≥ 0
  std::optional<std::int64_t> offer;
  org::UnitId company;
  std::string paid_by;  // "cash", "wechat_pay" …
  std::optional<std::string> reference;
};
/// context.cause.id is the recharge, made by `ids` before. `rules` is the pack of the account's
/// currency. Errors: conflict, wallet_not_found, wallet_frozen, wallet_limit_exceeded with the
/// facts `cap`, `balance` and `room`, posting_repeated (of that id, or a payment of that
/// reference).
Result<Account> post_recharge(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const RulePack& rules,
    const NewRecharge& recharge
);

/// Outbox event of a recharge at a desk; subject: the recharge.
/// {"programme":1,"store":2,"actor":3,"principal":50000,"bonus":5000}
inline constexpr std::string_view recharged_event = "wallet.recharged";

struct VoidedRecharge {
  Account account;
  Recharge recharge;  // as it was before
};
/// Takes back a recharge that was mistyped: the principal leaves as the money it came as, the bonus
/// ends, both lots are empty, and its payment may be recharged anew. Only on its own business day
/// in `zone`, while nothing of either lot is used, once. Cause: {recharge, an id of its own}; the
/// Context's store is the recharge's. Errors: conflict, wallet_not_found, wallet_frozen,
/// payment_not_found (no such recharge), already_voided, void_after_business_day with the fact
/// `expected`, recharge_used (its value was used since) with the facts `balance` and `needed`.
Result<VoidedRecharge> post_recharge_void(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    std::int64_t recharge,
    const TimeZone& zone
);
/// One of the account's recharges, whatever is left of it.
std::optional<Recharge> find_recharge(sql::Tx& tx, const Account& account, std::int64_t id);

/// Outbox event of a recharge that is void; subject: the recharge. Facts as those of
/// recharged_event.
inline constexpr std::string_view recharge_voided_event = "wallet.recharge_voided";

/// What one receipt takes from the wallet.
struct Payment {
  Money stored;  // from recharges; 0: none
  Money change;  // from small change; 0: none
  /// What the stored part would have cost without a discount given for paying ahead; ≥ stored.
  /// Counts when the consumer's side ends the contract.
  Money undiscounted;
};
struct Paid {
  Account account;
  Money principal, bonus, change;  // what was taken; bonus earns no points
};
/// What post_payment would do, for a checkout's plan; reads and writes nothing. `open` is what
/// open_recharges() found, and may be left out where nothing stored is spent. The account returned
/// has the sums of afterwards and the seq and head of before. Errors: conflict where account and
/// recharges were read at different moments; those of post_payment but posting_repeated.
Result<Paid> plan_payment(
    const Account& account,
    const std::vector<Recharge>& open,
    const Place& place,
    const Payment& payment
);
/// Pays for the receipt context.cause.id, once. Errors: conflict, wallet_not_found, wallet_frozen,
/// not_enough_stored_value, stored_value_of_another_company, not_enough_change with the facts
/// `balance` and `needed`, change_of_another_company, posting_repeated. The Context's store is the
/// place's.
Result<Paid> post_payment(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const Place& place,
    const Payment& payment
);
/// The same without reading: `account` and `open` are what the plan saw, and the guard makes sure
/// that they still are so. What a till waits for.
Result<Paid> post_payment(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const Account& account,
    const std::vector<Recharge>& open,
    const Place& place,
    const Payment& payment
);

/// What a return gives back of the payment of the receipt `payment`.
struct PaymentRefund {
  std::int64_t payment = 0;
  Money stored, change;
};
/// Gives it back to the recharges it came from, in the proportion of what each still has to get
/// (allocate); the last return takes the remainder. Frozen accounts take it; so does a recharge
/// whose balance was paid out meanwhile, which is open again then. `principal` and `bonus` of the
/// answer are what came back. Errors: conflict, wallet_not_found, payment_not_found,
/// refund_exceeds_tender with the fact `left`, posting_repeated.
Result<Paid> post_payment_refund(
    sql::Tx& tx, IdGenerator& ids, const Context& context, const PaymentRefund& refund
);

struct Saved {
  Account account;
  Money saved;
};
/// What post_change_saved would save at a place; reads nothing. Small change is owed by one legal
/// person at a time: by whoever saves the first of it. Errors: wallet_frozen,
/// change_of_another_company, and those of change_to_save.
Result<Money> plan_change_saved(
    const Account& account, const Place& place, Money amount, const ChangeRule& rule, bool part
);
/// Saves `amount` (> 0) of change; with `part` only what fits below the cap. Cause: {change,
/// receipt}, or {opening, an id of its own}. Errors: conflict, wallet_not_found, posting_repeated,
/// and those of plan_change_saved.
Result<Saved> post_change_saved(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const Place& place,
    Money amount,
    const ChangeRule& rule,
    bool part
);
/// The same without reading the account, as post_payment.
Result<Saved> post_change_saved(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const Account& account,
    const Place& place,
    Money amount,
    const ChangeRule& rule,
    bool part
);
/// A receipt that saved `amount` (> 0) is void: hands out what of it is still there, in money – all
/// of it unless the member has spent it since. A frozen account keeps it; where nothing is handed
/// out nothing is posted. Cause: {change, the void}. Errors: conflict, wallet_not_found,
/// posting_repeated.
struct HandedOut {
  Account account;
  Money handed_out;
};
Result<HandedOut> post_change_handed_out(
    sql::Tx& tx, IdGenerator& ids, const Context& context, Money amount
);

/// Errors: conflict, wallet_not_found; wallet_frozen or wallet_not_frozen where it is so already.
Result<Account> post_freeze(sql::Tx& tx, IdGenerator& ids, const Context& context);
Result<Account> post_release(sql::Tx& tx, IdGenerator& ids, const Context& context);
/// The buyer is registered from now on: the account is a named one. Posted again it changes
/// nothing but the journal. Errors: conflict, wallet_not_found.
Result<Account> post_named(sql::Tx& tx, IdGenerator& ids, const Context& context);

/// What paying the balance out comes to, recharge by recharge.
struct PayoutPart {
  Recharge recharge;   // as it is before
  Money undiscounted;  // what was bought with it, without the discount
  Money paid_out;      // money to the buyer
  Money kept;          // of the principal, the price of the discount when the consumer ends it
  Money waived;        // kept by an earlier payout and due now, because goods came back
  Money forfeited;     // bonus
};
struct Payout {
  std::vector<PayoutPart> parts;
  Money principal, change, kept, forfeited;  // sums
  Money total() const { return principal + change; }
};
/// Reads only. Recharges and change of other companies than the place's stay as they are unless it
/// is licensed; small change is the member's money and goes back whole. Of a recharge that was paid
/// out before – goods came back to it since –, the cause of then counts.
Payout plan_payout(sql::Tx& tx, const Account& account, const Place& place, Fault fault);

enum class PayoutMethod { bank, cash };
BOOST_DESCRIBE_ENUM(PayoutMethod, bank, cash)
struct PaidOut {
  Account account;
  Payout payout;
};
/// Pays the balance out by cause. context.cause.id is the payout, made by `ids` before. Errors:
/// conflict, wallet_not_found, wallet_frozen, nothing_to_pay_out, payout_not_in_cash with the facts
/// `amount` and `max`, posting_repeated.
Result<PaidOut> post_payout(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const RulePack& rules,
    const Place& place,
    Fault fault,
    PayoutMethod method,
    const std::optional<std::string>& reference
);

/// What an import booked, and nothing else of the wallet.
struct BookedOpening {
  std::optional<std::int64_t> recharge;
  Money change;  // 0: none
};
/// Pays it out by bank, whole, whatever else is in the wallet. context.cause.id is the payout.
/// Errors: conflict, wallet_not_found, wallet_frozen, payment_not_found (no such recharge),
/// recharge_used and not_enough_change with the facts `balance` and `needed`.
Result<PaidOut> post_opening_payout(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const BookedOpening& opening,
    const std::string& reference
);

// ---- reading ----

enum class Asset { principal, bonus, change };
enum class Reason {
  recharged,
  granted,
  paid,
  restored,
  saved,
  handed_out,
  paid_out,
  kept,
  waived,
  forfeited,
  voided,
  frozen,
  released,
  registered,
  // Of a merge, see transfer.h.
  merged_out,
  merged_in,
  spent_out,
  spent_in,
  repaid_out,
  repaid_in,
  kept_out,
  kept_in,
  merged,
  unregistered
};
enum class House { member, cash, granted, sales, kept, merged };  // the two ends of a transfer
std::string_view word(CauseKind kind);  // "recharge": as in the store and in JSON
std::string_view word(Asset asset);
std::string_view word(Reason reason);
std::string_view word(House house);

struct Entry {
  std::int64_t entry_id = 0, seq = 0, prev_entry_id = 0;
  Instant posted_at, occurred_at;
  Cause cause;
  Reason reason = Reason::recharged;
  Asset asset = Asset::principal;
  House debit = House::cash, credit = House::member;
  Money amount;
  std::int64_t lot_id = 0;  // the recharge it moved; 0: none
  Money balance;            // of the asset, after this entry
  StoreId store;
  ActorId actor;
};
/// The owner's journal, newest first, starting at `from_entry` (0: the head), walking the chain.
std::vector<Entry> journal(sql::Tx& tx, const Account& account, std::int64_t from_entry, int limit);

// ---- HTTP (api.cpp, api_desk.cpp, api_offers.cpp) ----

/// What the endpoints work with; everything must outlive the Api.
struct Desk {
  sql::Database& db;
  IdGenerator& ids;
  const programmes::Programmes& programmes;
  const org::Org& org;
  const members::Members& members;
  const Buyers& buyers;
  const proofs::Proofs& proofs;
  const api::FirstAnswers& first_answers;
};
/// /v1/members/{id}/wallet and below; /v1/wallet: rules, offers, licences, settlement, reports.
/// Permissions: wallet:read, wallet:recharge, wallet:void, wallet:payout, wallet:freeze,
/// wallet:configure, wallet:settle, wallet:buyers.
void add_endpoints(api::Api& api, const Desk& desk);

}  // namespace guanxi::wallet
