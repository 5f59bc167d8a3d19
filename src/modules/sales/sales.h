// Sales: receipts with their lines and tenders, and the claims that make each happen once. A
// receipt is never edited: only the counters of what has gone back move, and one that was made
// without a member may be given to one later (attribution.h). Money of a receipt is in the
// programme's currency. Functions take the caller's transaction; the flows decide, this module
// stores and reads.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/money.h"
#include "base/points.h"
#include "base/quantity.h"
#include "base/result.h"
#include "base/time.h"
#include "platform/sql/sql.h"

namespace guanxi::sales {

enum class Kind {
  sale,
  refund,
  void_,
  refund_without_receipt,  // it has no original
  refund_without_receipt_void
};
enum class Pricing { engine, as_sold };
enum class Channel { store, online, phone, import };
enum class State { posted, voided };
enum class TenderKind {
  cash,
  bank_card,
  wechat_pay,
  alipay,
  unionpay,
  voucher,
  stored_value,  // principal and bonus of the member's wallet
  small_change,  // saved earlier
  points,        // the member's points, at the programme's rate
  other,
  exchange_credit,  // both halves of an exchange: what the returned goods paid of the new ones
  points_purchase,  // refunds only: what points bought to cover a shortfall cost
  gift_purchase,    // refunds only: what gifts and coupons that were not given back are worth;
                    // negative where gifts came back after all. The reference names the tender
                    // it was kept back from
};

std::string_view word(Kind kind);  // "sale", "refund", "void", "refund_without_receipt" …
std::optional<Kind> find_kind(std::string_view word);
std::string_view word(Pricing pricing);
std::string_view word(Channel channel);
std::string_view word(TenderKind kind);
std::optional<TenderKind> find_tender_kind(std::string_view word);

struct Tender {
  TenderKind kind = TenderKind::cash;
  std::int64_t amount = 0;    // minor units, > 0
  std::string reference;      // the payment's number elsewhere
  std::int64_t restored = 0;  // sales: given back so far
  bool operator==(const Tender&) const = default;
};

/// Whether it moves the member's wallet.
inline bool is_of_wallet(TenderKind kind) {
  return kind == TenderKind::stored_value || kind == TenderKind::small_change;
}

/// A code of what applied to the receipt and the number it turns on; the words are written when
/// somebody reads.
struct Note {
  std::string code;  // "shop_price"
  int line = 0;      // 0: the whole receipt
  std::int64_t value = 0;
  std::string text = {};  // a name, as it was then, where one belongs to it
  bool operator==(const Note&) const = default;
};

// Notes that other books are held against, see WalletReceipt in verify.h.
namespace notes {
inline constexpr const char* wallet_bonus = "wallet_bonus";            // of what stored_value paid
inline constexpr const char* change_saved = "change_saved";            // to the wallet
inline constexpr const char* change_handed_out = "change_handed_out";  // voids: of it, in money
inline constexpr const char* stored_value_left = "stored_value_left";  // afterwards
inline constexpr const char* small_change_left = "small_change_left";
// … and against the points' journal, see PointsReceipt.
inline constexpr const char* points_paid = "points_paid";          // by the tenders of kind points
inline constexpr const char* points_restored = "points_restored";  // refunds and voids: of those
// … and against what limits points, see LimitedReceipt.
inline constexpr const char* occasion_use = "occasion_use";  // the day of the sale; its code
inline constexpr const char* occasion_use_back = "occasion_use_back";  // refunds and voids
inline constexpr const char* coupon_use = "coupon_use";                // what it took off; its id
inline constexpr const char* coupon_back = "coupon_back";              // refunds and voids: of that
inline constexpr const char* coupon_given = "coupon_given";  // its last day; id and template
inline constexpr const char* coupon_not_given = "coupon_not_given";  // how many; why and template
inline constexpr const char* coupon_withdrawn = "coupon_withdrawn";  // refunds: id and template
inline constexpr const char* coupon_charged = "coupon_charged";      // what it took off; likewise
inline constexpr const char* gift_given = "gift_given";              // pieces handed out; item
inline constexpr const char* gift_on_receipt = "gift_free";          // pieces that are lines; item
inline constexpr const char* gift_back = "gift_back";          // refunds and voids: pieces; item
inline constexpr const char* gift_charged = "gift_charged";    // refunds: money, < 0: again; item
inline constexpr const char* promotion_use = "promotion_use";  // the day of the sale; its code
inline constexpr const char* promotion_points = "promotion_points";      // that it gave; its code
inline constexpr const char* promotion_use_back = "promotion_use_back";  // refunds and voids
inline constexpr const char* budget_taken = "points_budget";             // of the day in the text
inline constexpr const char* usable_from = "points_usable_from";         // yyyymmdd
inline constexpr const char* growth = "growth:";  // and the ladder: given, or taken back
// … and behind which stands what a receipt got when it was given to a member, see attribution.h.
inline constexpr const char* attributed = "attributed";
inline constexpr const char* less_given_back = "less_given_back";  // than the goods cost today
// … and that rules of risk look for.
inline constexpr const char* proof_missing = "proof_missing";        // told late, spent, not proved
inline constexpr const char* points_purchased = "points_purchased";  // returns: they were spent …
inline constexpr const char* points_owed = "points_owed";            // … and could not be bought
}  // namespace notes

struct Line {
  int line = 0;  // 1, 2, 3 …
  std::optional<ItemId> item;
  std::string item_code;
  Quantity quantity;
  UnitPrice list_price;
  std::optional<UnitPrice> shop_price;
  std::int64_t list_amount = 0, amount = 0;  // minor units
  Points points;
  std::optional<CounterId> counter;
  std::optional<std::string> salesperson;
  std::optional<UnitPrice> cost;
  std::optional<int> original_line;
  Quantity refunded_quantity;
  std::int64_t refunded_amount = 0;
  Points refunded_points;
};

struct Receipt {
  ReceiptId id;
  OwnerId owner;
  Kind kind = Kind::sale;
  StoreId store;
  TillId till;
  Date business_date;
  std::int64_t sequence = 0;
  Instant occurred_at, posted_at;
  Channel channel = Channel::store;
  std::string cashier;
  std::optional<std::string> reason;  // refunds and voids
  Pricing pricing = Pricing::engine;
  ProgrammeId programme;
  int programme_version = 0;
  Currency currency;
  std::optional<CardId> card;  // nullopt: anonymous
  std::int64_t list_total = 0, payable = 0, engine_payable = 0, earning_base = 0;
  Points points_earned;                  // class A; refunds: reversed
  Points multiplied_points;              // class B; refunds: reversed
  Points gift_points;                    // class C; refunds: reversed
  Points identity_points;                // class E; refunds: reversed
  std::optional<Points> points_balance;  // after this receipt; nullopt: anonymous
  std::vector<Tender> tenders;
  std::vector<Note> notes;
  std::optional<ReceiptId> original, linked_refund;
  std::optional<std::int64_t> exchange;
  std::int64_t refunds = 0, refunded = 0;
  Points points_reversed, multiplied_reversed, gift_reversed, identity_reversed;
  State state = State::posted;
  ActorId actor;
  std::vector<Line> lines;

  bool is_anonymous() const { return !card.has_value(); }
  Money money(std::int64_t minor) const { return {minor, currency}; }
  /// Earned, or reversed by a refund.
  Points points_of_all_classes() const {
    return points_earned + multiplied_points + gift_points + identity_points;
  }
};

// ---- claims: what may happen once ----

/// The natural key of a receipt: unique for ever.
struct NaturalKey {
  TillId till;
  Date business_date;
  std::int64_t sequence = 0;
};
struct Claim {
  OwnerId owner;
  ReceiptId receipt;
  sql::Digest request_hash{};
};
struct Claimed {
  bool fresh = true;             // ours now; otherwise …
  ReceiptId first_receipt = {};  // … the receipt of the first request, to be answered again
  OwnerId first_owner = {};
};
/// Claims the natural key and the idempotency key for this receipt. The same request again is not
/// fresh; errors: idempotency_key_reused (the key with another body), receipt_exists (the natural
/// key under another idempotency key). A key that spells the natural key ("20261121-000123", see
/// natural_idempotency_key) costs no second claim.
Result<Claimed> claim(
    sql::Tx& tx, const NaturalKey& natural, std::string_view idempotency_key, const Claim& mine
);
/// The receipt that has this number, if any has.
std::optional<ReceiptId> find_claimed(sql::Tx& tx, const NaturalKey& natural);
/// The receipt a claim was made for; a claim without one is a fault of ours.
Receipt load_claimed(sql::Tx& tx, const Claimed& claimed);
/// The receipt of that number if the very same request made it, nullopt if nothing did. Errors:
/// idempotency_key_reused (another request did, with this key).
Result<std::optional<Receipt>> find_repeated(
    sql::Tx& tx,
    const NaturalKey& natural,
    std::string_view idempotency_key,
    const sql::Digest& request_hash
);
/// "20261121-000123": the idempotency key we recommend to tills.
std::string natural_idempotency_key(Date business_date, std::int64_t sequence);

// ---- receipts ----

/// Whether it gives back without a receipt, or undoes that.
inline bool is_without_receipt(Kind kind) {
  return kind == Kind::refund_without_receipt || kind == Kind::refund_without_receipt_void;
}
/// How many refunds without a receipt the owner has had, posted after `since` and not voided.
std::int64_t refunds_without_receipt(sql::Tx& tx, OwnerId owner, Instant since);

void insert(sql::Tx& tx, const Receipt& receipt);
/// With lines. Who knows the owner says so: on a store spread over machines only the owner's is
/// then asked.
std::optional<Receipt> find(sql::Tx& tx, ReceiptId id, OwnerId owner);
std::optional<Receipt> find(sql::Tx& tx, ReceiptId id);  // where nothing but its id is known
std::optional<Receipt> find(sql::Tx& tx, const NaturalKey& key);
/// The refunds of a sale, newest first, following their links.
std::vector<ReceiptId> refunds_of(sql::Tx& tx, const Receipt& sale);

/// Moves the counters of a sale when `refund` (its lines name original lines) is posted.
/// `expected_refunds` is what the plan saw; another number answers conflict and changes nothing.
Outcome record_refund(
    sql::Tx& tx,
    const Receipt& sale,
    const Receipt& refund,
    const std::vector<Tender>& sale_tenders,
    bool voided
);

struct Summary {  // one row of a list
  ReceiptId id;
  OwnerId owner;
  std::string kind;
  StoreId store;
  TillId till;
  Date business_date;
  std::int64_t sequence = 0;
  Instant occurred_at;
  Currency currency;
  std::int64_t payable = 0;
  Points points_earned;  // of all classes
  std::optional<Points> points_balance;
  std::int64_t refunded = 0;
  std::string state;
};
std::optional<Summary> find_summary(sql::Tx& tx, ReceiptId id, OwnerId owner);
/// The receipts of one till's business day, by number.
std::vector<Summary> till_day(sql::Tx& tx, TillId till, Date business_date);
/// Receipts of these tills with business dates `from` … `to`, by date, till and number; those
/// behind `after` in that order (nullopt: all), at most `limit`. Costs a look-up per till and per
/// receipt.
std::vector<Summary> list(
    sql::Tx& tx,
    std::span<const TillId> tills,
    Date from,
    Date to,
    const std::optional<NaturalKey>& after,
    int limit
);

}  // namespace guanxi::sales
