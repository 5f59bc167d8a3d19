// Coupons 优惠券: templates that say what is offered, and the coupons that members hold. What a
// coupon takes off a receipt is a rule of the rule book of pricing, named by the template; here
// stands who holds one, until when, and what became of it.
//
//   issued ──hold──▶ held ──▶ redeemed ──refund──▶ issued …       by the template's policy
//     │  ▲             └─ its deadline passes, or it is released: issued again
//     │  └──────────── offered to a friend: given, or issued again when nobody claims it in time
//     ├─ past its last day: expired;  withdrawn by staff;  carried to the survivor of a merge
//
// Deadlines and last days take effect on any access; a job writes them down for coupons nobody asks
// for. Every change of a coupon carries a guard and answers `conflict` where it was changed since.
// Checks come before the first write, so that a refusal leaves nothing behind. Which code each
// refusal has stands in refusals.cpp.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/time.h"
#include "modules/members/members.h"
#include "modules/programmes/programmes.h"
#include "modules/proofs/proofs.h"
#include "platform/crypto/keys.h"
#include "platform/sql/sql.h"

namespace guanxi::api {
class Api;
class FirstAnswers;
}  // namespace guanxi::api
namespace guanxi::org {
class Org;
}

namespace guanxi::coupons {

struct CouponTag;
using CouponId = Id<CouponTag>;
struct CouponTemplateTag;
using TemplateId = Id<CouponTemplateTag>;
struct CouponUseTag;
using UseId = Id<CouponUseTag>;

// ---- templates ----

enum class TemplateState { draft, active, stopped };
BOOST_DESCRIBE_ENUM(TemplateState, draft, active, stopped)
enum class CouponKind { cash, full_reduction, discount, gift, rebate, birthday, parking, freight };
BOOST_DESCRIBE_ENUM(
    CouponKind, cash, full_reduction, discount, gift, rebate, birthday, parking, freight
)
enum class Validity { fixed, relative, birthday_month };
BOOST_DESCRIBE_ENUM(Validity, fixed, relative, birthday_month)
/// What becomes of one that came with a sale when the sale's goods come back, see promised.h.
enum class WhenUndone { taken_back, kept };
BOOST_DESCRIBE_ENUM(WhenUndone, taken_back, kept)
/// What a refund of all that a coupon paid for does to it. `returned`: it comes back with at least
/// the days it had left when it was used; `returned_while_valid`: only through its last day.
enum class OnRefund { returned, returned_while_valid, lost };
BOOST_DESCRIBE_ENUM(OnRefund, returned, returned_while_valid, lost)

struct Pickup {
  StoreId store;
  std::int64_t stock = 0;
  std::int64_t taken = 0;  // handed out so far
};

struct Template {
  TemplateId id;
  ProgrammeId programme;
  std::string code;
  std::int64_t version = 0;
  TemplateState state = TemplateState::draft;
  CouponKind kind = CouponKind::full_reduction;
  std::string name_zh, name_en;
  std::optional<std::string> rule_code;  // in the rule book; gifts and parking may have none
  std::int64_t stock = 0;                // 0: any
  std::int64_t per_member_max = 0;       // 0: any
  Validity validity = Validity::fixed;
  std::optional<Date> valid_from, valid_until;
  int after_days = 0, for_days = 0;
  std::int64_t face_value = 0;  // minor units; cash and rebate coupons
  bool in_parts = false;
  std::optional<std::string> cost_owner;
  bool transferable = false;
  OnRefund on_refund = OnRefund::returned_while_valid;
  std::int64_t points_price = 0;    // 0: not for points
  std::optional<std::string> item;  // gifts
  WhenUndone when_undone = WhenUndone::taken_back;
  std::int64_t declared_value = 0;  // of one that was used and took nothing off a receipt
  std::string reason;
  Instant changed_at;
  ActorId changed_by;
  std::vector<Pickup> pickups = {};  // by store
};

namespace limits {
inline constexpr std::int64_t stock_max = 1'000'000'000, per_member_max = 10'000;
inline constexpr std::int64_t face_max = 1'000'000'000, points_max = 1'000'000'000;
inline constexpr int days_max = 3'650;
inline constexpr int pickups_max = 1'000;
inline constexpr int issue_at_once_max = 100;
inline constexpr std::int64_t of_a_sale_max = 100;  // coupons of one template
inline constexpr int hold_minutes_max = 1'440;
inline constexpr int offer_hours_max = 720;
inline constexpr int wrong_codes_a_day_max = 10;
inline constexpr int list_members_max = 5'000;
inline constexpr std::int64_t batch_codes_max = 1'000'000;
}  // namespace limits

std::optional<Template> find_template(sql::Tx& tx, TemplateId id);
std::optional<Template> find_template(sql::Tx& tx, ProgrammeId programme, std::string_view code);
/// By code.
std::vector<Template> templates_of(sql::Tx& tx, ProgrammeId programme);
/// How many of its stock are issued or set aside for codes.
std::int64_t taken_of(sql::Tx& tx, TemplateId id);

/// What the rule of kind coupon with this code does that is in force in the rule book. Only one
/// that takes money off draws on a balance. Empty: nobody asks yet.
enum class RuleFound { none, money_off, other };
using KnowsRule = std::function<RuleFound(ProgrammeId programme, std::string_view code)>;

/// Whether a ladder of the programme has a tier above its lowest with this code. Empty: nobody
/// asks.
enum class TierFound { no_ladder, no_tier, found };
using KnowsTier =
    std::function<TierFound(ProgrammeId programme, std::string_view ladder, std::string_view tier)>;

/// A new draft, or what `wanted.id` says from now on. A draft may change wholly but for its code;
/// an active one its names, stock, limit per member and pick-ups only; a stopped one not at all.
/// Errors, each with its pointer: code_taken, stale_version (wanted.version), missing_field,
/// out_of_range, invalid_request; coupon_template_not_found, coupon_template_state,
/// coupon_template_fixed, pricing_rule_not_found.
Result<Template> put_template(
    sql::Tx& tx,
    IdGenerator& ids,
    Template wanted,
    const KnowsRule& knows_rule,
    ActorId by,
    Instant now
);
/// draft → active, active → stopped. What is out stays as it is. Errors: stale_version,
/// coupon_template_not_found, coupon_template_state, those of check_reason; when it becomes active
/// pricing_rule_not_found, and coupon_rule_not_money (of one with a face value) at /rule_code.
Result<Template> move_template(
    sql::Tx& tx,
    TemplateId id,
    std::int64_t version,
    TemplateState to,
    const KnowsRule& knows_rule,
    const std::string& reason,
    ActorId by,
    Instant now
);

// ---- what members hold ----

enum class CouponState { issued, held, offered, redeemed, expired, withdrawn, given, carried };
BOOST_DESCRIBE_ENUM(
    CouponState, issued, held, offered, redeemed, expired, withdrawn, given, carried
)
enum class CauseKind { desk, list, event, code, points, gift, merge, sale };
BOOST_DESCRIBE_ENUM(CauseKind, desk, list, event, code, points, gift, merge, sale)

/// What a coupon was issued for. One cause issues a template to one member once.
struct Cause {
  CauseKind kind = CauseKind::desk;
  std::int64_t id = 0;
  std::int64_t number = 0;  // where one cause issues several
  bool operator==(const Cause&) const = default;
};

struct Coupon {
  OwnerId owner;
  CouponId id;
  TemplateId template_id;
  CouponState state = CouponState::issued;
  std::int64_t seq = 1;
  Date valid_from, valid_until;
  std::int64_t face = 0, balance = 0, gone = 0;
  Cause cause;
  std::int64_t hold_id = 0;
  Instant deadline = {};
  Date issued_on;
  Instant issued_at;
  ActorId issued_by;
  std::optional<StoreId> store;
  std::string reason;
  std::optional<Date> ended_on = {};
  bool told = false;
};

/// Who does something, when – `today` by the programme's calendar – and where.
struct Act {
  ActorId by;
  Instant now;
  Date today;
  std::optional<StoreId> store = {};
};

/// To whom a coupon is issued, and why.
struct Issue {
  OwnerId owner;
  std::optional<Date> birthday;
  Cause cause;
  std::string reason;
};
struct Issued {
  Coupon coupon;
  bool repeated = false;  // the cause had issued it before
};
/// Issues one. Safe to repeat: the same cause gives the coupon of before. `set_aside`: its place in
/// the stock was taken before, as that of a code. Errors: coupon_template_state, coupon_expired,
/// coupon_birthday_unknown, coupons_used_up, coupon_member_limit; conflict.
Result<Issued> issue(
    sql::Tx& tx,
    IdGenerator& ids,
    const Template& terms,
    const Issue& wanted,
    const Act& act,
    bool set_aside = false
);
/// Takes a coupon away that is not held for a sale; unless it came from a friend or a merge its
/// place is free again. Errors: coupon_not_found, coupon_state, coupon_held, those of check_reason;
/// conflict.
Result<Coupon> withdraw(
    sql::Tx& tx,
    IdGenerator& ids,
    OwnerId owner,
    CouponId coupon,
    const std::string& reason,
    const Act& act
);

/// As of `act`: deadlines and the last day have taken effect, whether somebody wrote that or not.
std::optional<Coupon> find_coupon(
    sql::Tx& tx, OwnerId owner, CouponId coupon, Date today, Instant now
);
/// Older than `before` (0: from the newest), newest first; `state` as of now.
std::vector<Coupon> coupons_of(
    sql::Tx& tx,
    OwnerId owner,
    std::optional<CouponState> state,
    CouponId before,
    Date today,
    Instant now,
    int limit
);

// ---- at a sale ----

/// What a till was shown: a coupon's id, or a code that the member claimed.
struct Shown {
  CouponId coupon;
  std::string code;
};
/// A coupon as pricing wants to know it.
struct Presented {
  CouponId coupon;
  TemplateId template_id;
  CouponKind kind = CouponKind::full_reduction;
  std::string template_code;
  std::string rule_code;                // empty: none
  std::optional<std::int64_t> balance;  // of one with a face value
  bool in_parts = false;
  std::int64_t seq = 0;
  std::vector<Pickup> pickups = {};  // of its template

  /// Whether that store can hand out what it stands for; no pick-ups: any can.
  bool in_stock_at(StoreId store) const;
};
/// All of them can be used by this member now, or held for `hold` already. Errors at
/// <pointer>/<place>: coupon_not_found, coupon_state, coupon_held, coupon_not_yet_valid,
/// coupon_expired, coupon_twice; several as invalid_request with all in `more`.
Result<std::vector<Presented>> find_presented(
    sql::Tx& tx,
    const crypto::KeyRing& keys,
    OwnerId owner,
    const std::vector<Shown>& shown,
    std::int64_t hold,
    Date today,
    Instant now,
    const std::string& pointer = "/coupons"
);

/// Keeps a coupon for one sale until `deadline`; again with the same `hold` moves the deadline. A
/// hold outlives the last day. Errors: coupon_not_found, coupon_state, coupon_held,
/// coupon_not_yet_valid, coupon_expired; conflict.
Result<Coupon> hold(
    sql::Tx& tx, OwnerId owner, CouponId coupon, std::int64_t hold, Instant deadline, const Act& act
);
/// Lets go of it; where that hold is not in force any more nothing changes. Errors:
/// coupon_not_found; conflict.
Result<Coupon> release(
    sql::Tx& tx, OwnerId owner, CouponId coupon, std::int64_t hold, const Act& act
);

struct Redemption {
  OwnerId owner;
  CouponId coupon;
  std::optional<ReceiptId> receipt;      // nullopt: not at a sale
  std::optional<std::string> reference;  // of another system
  std::int64_t hold = 0;                 // the hold it is under; 0: none
  std::int64_t amount = 0;               // what it takes off, minor units
};
struct Use {
  UseId id;
  OwnerId owner;
  CouponId coupon;
  TemplateId template_id;
  std::optional<ReceiptId> receipt;
  std::optional<std::string> reference;
  std::optional<StoreId> store;
  std::int64_t amount = 0, drawn = 0;     // what it took off; what it took of the balance
  std::int64_t undone = 0, returned = 0;  // of them: refunded; back in the balance
  bool over = false;                      // wholly refunded
  int days_left = 0;
  Date used_on;
  Instant used_at;
  ActorId used_by;
};
struct Redeemed {
  Coupon coupon;
  Use use;
  bool repeated = false;  // this receipt had used it before
};
/// Uses a coupon: wholly, or a part of its balance. A gift with pick-ups takes one from the stock
/// of act.store. Safe to repeat for a receipt. Errors: coupon_not_found, coupon_state, coupon_held,
/// coupon_not_yet_valid, coupon_expired, coupon_balance_too_small (fact balance),
/// gift_stock_used_up; conflict.
Result<Redeemed> redeem(
    sql::Tx& tx, IdGenerator& ids, const Template& terms, const Redemption& wanted, const Act& act
);

/// What a refund gives back of what a coupon took off.
struct Undone {
  CouponId coupon;
  std::int64_t amount = 0;
};
struct Reversal {
  OwnerId owner;
  ReceiptId receipt;
  std::int64_t refund = 0;       // the refund or void: each undoes once
  bool all = false;              // everything that is left of every use: nothing else is sold now
  std::vector<Undone> undone{};  // else so much of each
  bool is_void = false;          // the sale never was: every coupon comes back
};
struct Reversed {
  CouponId coupon;
  std::int64_t amount = 0;    // undone by this refund
  std::int64_t returned = 0;  // of it in the balance again
  bool came_back = false;     // it can be used (again)
  CouponState state = CouponState::redeemed;
};
/// By the policy of the template: one that is used in parts gets back the part, another comes back
/// once all it took off is refunded. An offer to a friend of what is left ends with it. Safe to
/// repeat by `refund`. Errors: coupon_not_found (the receipt did not use it), coupon_refund_exceeds
/// (fact left), at /coupons/<place>; conflict.
Result<std::vector<Reversed>> reverse(
    sql::Tx& tx, IdGenerator& ids, const Reversal& wanted, const Act& act
);
std::vector<Use> uses_of_receipt(sql::Tx& tx, OwnerId owner, ReceiptId receipt);

/// Takes back a use that was no sale's, on its day: the coupon is what it was before, and a gift is
/// in the stock of its store again. Errors: coupon_not_found (no such use, or a sale's),
/// already_voided, void_after_business_day, at /use; conflict.
Result<Coupon> undo_use(sql::Tx& tx, IdGenerator& ids, OwnerId owner, UseId use, const Act& act);
/// What a coupon was used for, the oldest first.
std::vector<Use> uses_of_coupon(sql::Tx& tx, OwnerId owner, CouponId coupon);
/// The member is erased: what could be used is withdrawn and its place free, free texts are gone;
/// the books stay. Errors: conflict.
Outcome forget(sql::Tx& tx, IdGenerator& ids, OwnerId owner, const Act& act);

// ---- what ends soon ----

struct Ending {
  Date valid_until;
  OwnerId owner;
  CouponId coupon;
};
/// What can be used now and ends in [from, until], by day, behind `after`.
std::vector<Ending> endings(
    sql::Tx& tx, ProgrammeId programme, Date from, Date until, const Ending& after, int limit
);

/// What its endpoints work with. All outlive the Api.
struct Office {
  sql::Database& db;
  IdGenerator& ids;
  const programmes::Programmes& programmes;
  const org::Org& org;
  const members::Members& members;
  const crypto::KeyRing& keys;
  const proofs::Proofs& proofs;
  const api::FirstAnswers& answers;
  KnowsRule knows_rule = {};
  KnowsTier knows_tier = {};
};
/// /v1/coupons and below, /v1/members/{id}/coupons and below.
void add_endpoints(api::Api& api, const Office& office);

}  // namespace guanxi::coupons
