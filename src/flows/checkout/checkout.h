// Checkout: the page a founder reads. check (the request alone) → plan (reads a snapshot; a quote
// stops here) → apply (writes only). plan notes what it relied on – the account's entry number, the
// programme version –, apply re-checks it in guarded updates, and a conflict plans again; after two
// the whole runs inside the writer.
//
// Threads: Checkout may be used from any thread.
#pragma once

#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "flows/checkout/multiples.h"
#include "flows/checkout/price.h"
#include "flows/checkout/quote_token.h"
#include "flows/checkout/types.h"
#include "modules/cards/card_types.h"
#include "modules/cards/cards.h"
#include "modules/catalog/item_cache.h"
#include "modules/coupons/coupons.h"
#include "modules/members/members.h"
#include "modules/org/org.h"
#include "modules/points/occasion_book.h"
#include "modules/points/points.h"
#include "modules/pricing/book.h"
#include "modules/programmes/programmes.h"
#include "modules/proofs/proofs.h"
#include "modules/risk/risk.h"
#include "modules/sales/sales.h"
#include "modules/tiers/tiers.h"
#include "modules/wallet/wallet.h"
#include "platform/api/api.h"

namespace guanxi::checkout {

struct AskCataloguePrices;
struct CataloguePrices;

/// What the flows around a till work with. All outlive them.
struct House {
  sql::Database& db;
  org::Org& org;
  programmes::Programmes& programmes;
  members::Members& members;
  const crypto::KeyRing& keys;
  IdGenerator& ids;
  catalog::ItemCache& items;
  const tiers::Ladders& ladders;
  const points::OccasionBook& occasions;
  const pricing::RuleBook& rules;
  const proofs::Proofs& proofs;
  const risk::Risk& risk;
};

/// Where a sale happens and under which rules.
struct Place {
  std::shared_ptr<const org::Snapshot> organisation;  // keeps store and till alive
  const org::Store* store = nullptr;
  const org::Till* till = nullptr;
};
/// Errors: store_not_found at /store, till_not_found and till_disabled at /till,
/// store_out_of_scope.
enum class TillState { active, any };  // any: for reading what a closed till did
Result<Place> find_place(
    const House& house,
    const api::Actor& actor,
    std::string_view store,
    std::string_view till,
    TillState state = TillState::active
);

/// How far a till's clock may be ahead.
inline constexpr std::int64_t clock_skew_seconds_max = 300;
/// What a till's clock and calendar may say. Errors: occurred_in_future, business_date_mismatch
/// (more than a day away from the store's business day of occurred_at).
Outcome check_times(const Place& place, Instant occurred_at, Date business_date, Instant now);

/// The owner a reference names, in whatever state; nullopt: nobody.
std::optional<OwnerId> find_owner(
    const House& house, sql::Tx& tx, ProgrammeId programme, const MemberRef& who
);

/// The member a request names, as the snapshot shows it.
struct Buyer {
  members::Member member;
  cards::Card card;        // the presented one, else the primary
  cards::CardTerms terms;  // of its type; a card without one earns what everybody does
  points::Account account;
  Points usable;  // the balance without what is held or past its last day
};
/// When somebody buys, and when we hear of it. Days are the programme's.
struct Moment {
  Instant occurred_at;
  Date day;  // of occurred_at: whether the card had expired
  Instant now;
  Date today;  // of now: which points are usable
  bool after_the_fact = false;
};
/// Whether a sale is told long after it was made, as the till sold it: by a till that was offline,
/// or an import. The goods are gone.
bool is_after_the_fact(const SaleRequest& request, Instant now);

/// A sale that comes in late has the rates that its card's type had then. One told after the fact
/// finds the card in the state it was in; nothing else is sold with a card frozen or lost since.
/// Errors at /member: member_not_found, card_not_found, card_not_usable, member_closed.
Result<Buyer> find_buyer(
    const House& house,
    sql::Tx& tx,
    ProgrammeId programme,
    const MemberRef& who,
    const Moment& moment
);

/// What a sale takes from the member's wallet, and what change it saves there.
struct WalletPlan {
  wallet::Account account;                  // as the plan saw it, or empty:
  bool is_new = false;                      // nobody has opened it yet
  std::vector<wallet::Recharge> recharges;  // open ones; not read where nothing stored is spent
  wallet::Place place;
  wallet::Payment payment;  // zeros: it only saves
  Money bonus;              // of payment.stored
  Money saved;              // zero: it only pays
  wallet::ChangeRule change_rule;

  bool pays() const { return !payment.stored.is_zero() || !payment.change.is_zero(); }
};

/// What a request proves, before it is planned; nothing where it proves nothing.
using Judged = Result<std::optional<proofs::Proven>>;

struct SalePlan {
  /// Each thing it reads is guarded by itself when it is applied, see Database::write_guarded.
  static constexpr bool guards_itself = true;
  Place place;
  std::shared_ptr<const programmes::Version> programme;
  std::optional<Buyer> buyer;
  points::Gains gains;                  // the occasions that the buyer has
  std::optional<Points> earns_at_most;  // what is left of the day's cap; nullopt: there is none
  std::optional<Points> budget_left;    // of the programme's day; nullopt: it plays no part
  std::optional<WalletPlan> wallet;
  Points points_paid;                   // what the tenders of kind points cost
  std::vector<tiers::Progress> growth;  // on each ladder of the programme
  std::string tier;                     // that decides rates, at the sale's moment; empty: none
  Rate tier_rate;
  std::vector<sales::Note> tier_notes;
  std::shared_ptr<const pricing::Snapshot> rules;
  std::vector<coupons::Presented> coupons;           // in the order of the basket's
  pricing::Basket sold;                              // as they saw it
  pricing::Quote priced;                             // by them
  std::optional<pricing::Quote> before_leaving_out;  // of promotions with too few points left
  std::optional<pricing::Quote> sold_before;   // of a sale given to its buyer: its price stands
  std::vector<PromotionPoints> multiplied_by;  // of class B, after caps
  std::optional<proofs::Proven> proof;         // to be used up
  Instant now;
  Date today;              // of now, in the programme's zone
  sales::Receipt receipt;  // complete but for id, owner's balance and posting time
  std::string basket;      // hash of what is priced, see QuoteToken
  Date points_expire_on;
  std::optional<Date> points_usable_from;  // nullopt: at once
};

/// What a command on a till ended with: its receipt, fresh or that of the first request.
struct Posted {
  sales::Receipt receipt;
  bool replayed = false;
};

class Checkout {
 public:
  explicit Checkout(const House& house);

  Result<QuoteAnswer> quote(const api::Call& call, const QuoteRequest& request) const;
  /// What single pieces cost: catalogue_prices.h.
  Result<CataloguePrices> catalogue_prices(const api::Call& call, const AskCataloguePrices& request)
      const;
  /// Posts the sale, or answers the first result again. Durable when it returns.
  Result<api::Reply<ReceiptAnswer>> sell(const api::Call& call, const SaleRequest& request) const;

  /// sell() inside the caller's transaction (import, which posts many at once): planned and applied
  /// on the spot.
  Result<Posted> sell_in(sql::Tx& tx, const api::Call& call, const SaleRequest& request) const;

  // The parts, for flows that sell as one half of something (exchange).
  Outcome check(const SaleRequest& request) const;
  /// Errors besides those of find_place, check_times and find_buyer, each with the pointer of its
  /// field: item_not_found, counter_not_found, currency_mismatch, missing_field, out_of_range,
  /// no_parameters_in_force, quote_not_found, quote_expired, quote_mismatch (with the new quote
  /// among its facts), tenders_do_not_add_up, and those of plan_spending.
  Result<SalePlan> plan(sql::Tx& tx, const api::Call& call, const SaleRequest& request) const;
  /// What goods are worth to a member today, and what such a sale would earn by card and tier
  /// alone, without occasions and limits. Nothing is paid; the request has no tenders. Errors:
  /// those of plan() that are not about tenders.
  Result<SalePlan> plan_worth(sql::Tx& tx, const api::Call& call, const SaleRequest& request) const;
  /// plan() but for the wallet, with up to `credit_max` (minor units) of the payable paid by goods
  /// that come back: the request's tenders cover the rest, and an exchange_credit tender is added.
  struct WithCredit {
    SalePlan plan;
    std::int64_t credit = 0;
  };
  /// `returned`: a sale of which all goods come back in the same transaction; what it used of
  /// limited occasions is free again.
  Result<WithCredit> plan_with_credit(
      sql::Tx& tx,
      const api::Call& call,
      const SaleRequest& request,
      std::int64_t credit_max,
      ReceiptId returned = {}
  ) const;
  /// The rest of plan(): what the tenders take from the member – points, then stored value and
  /// small change – and what of the change is saved, with the points that follow. Whoever posts to
  /// the member's accounts before the sale, in the same transaction, plans it afterwards. Errors:
  /// missing_field at /member; at the tender's /kind or /amount points_not_accepted,
  /// account_frozen, account_closed, points_owed, points_payment_limit, not_enough_points,
  /// wallet_frozen, not_enough_stored_value, stored_value_of_another_company, not_enough_change; at
  /// /save_change currency_mismatch, wallet_frozen, change_off, change_cap_reached; conflict where
  /// it was read at different moments; those of earn().
  Outcome plan_spending(sql::Tx& tx, const SaleRequest& request, SalePlan& plan) const;
  /// What the sale adds to the buyer's growth, from its tenders, on the standings that were read.
  void plan_growth(SalePlan& plan) const;
  /// The buyer's standings anew: for who posted to them before the sale, in the same transaction.
  void read_standings(sql::Tx& tx, SalePlan& plan, Instant now) const;
  /// What a member gets for a sale that was made without one: by the rules of its moment, as a sale
  /// told late; what was paid stays. The plan's receipt is the sale as it is afterwards. Errors:
  /// those of find_buyer and earn(); stopped_by_risk_rule at /member/value.
  Result<SalePlan> plan_attribution(
      sql::Tx& tx, const sales::Receipt& sale, const MemberRef& who, Instant now
  ) const;
  /// Posts that to the member, but for the receipt itself, to which it adds what it says of it.
  /// Returns the account afterwards. Errors: conflict, those of points::post_sale.
  Result<points::Account> give(
      sql::Tx& tx, const SalePlan& plan, sales::Receipt& receipt, ActorId actor
  ) const;
  /// Judges the proof that the request carries, before plan(): wrong ones count, whatever becomes
  /// of the request. A member named by the rotating code is proved by it. Errors: those of
  /// Proofs::judge, with the pointer of the field.
  Judged judge_proof(const api::Call& call, const SaleRequest& request) const;
  /// Uses up what proved the member to be there, if anything did.
  Outcome apply_proof(sql::Tx& tx, const SalePlan& plan, const sales::Receipt& receipt) const;
  /// Whether it is enough for what the planned sale takes from the member; sales told after the
  /// fact need none. Comes after plan_spending. Errors: those of judge_proof; proof_required,
  /// proof_too_weak, proof_used.
  Outcome plan_proof(
      sql::Tx& tx,
      const api::Call& call,
      const SaleRequest& request,
      const Judged& judged,
      SalePlan& plan
  ) const;
  /// Writes the planned sale; claims are the caller's. `account` stands for the plan's when the
  /// same transaction has already posted to it. Errors: conflict.
  Result<sales::Receipt> apply(
      sql::Tx& tx,
      const SalePlan& plan,
      ReceiptId id,
      Instant posted_at,
      ActorId actor,
      const std::optional<points::Account>& account
  ) const;

 private:
  /// Claims the sale's number and key and writes it, or finds the first request's receipt.
  Result<Posted> claim_and_apply(sql::Tx& tx, const api::Call& call, const SalePlan& plan) const;
  Outcome plan_points_paid(sql::Tx& tx, const SaleRequest& request, SalePlan& plan) const;
  Outcome plan_wallet(sql::Tx& tx, const SaleRequest& request, SalePlan& plan) const;
  Outcome apply_wallet(sql::Tx& tx, const WalletPlan& plan, const sales::Receipt& receipt) const;
  Result<points::Account> post_points(
      sql::Tx& tx,
      const SalePlan& plan,
      const sales::Receipt& receipt,
      const std::optional<points::Account>& account
  ) const;
  /// What the buyer's occasions, tier and card add, and what limits it.
  void plan_extras(sql::Tx& tx, SalePlan& plan, bool after_the_fact, ReceiptId returned) const;
  static void plan_days(SalePlan& plan);
  /// What promotions of its moment give with a sale that is given to the plan's buyer: multiples of
  /// points, and coupons. What was paid stays, nothing else of the price is looked at again.
  void plan_later(sql::Tx& tx, const sales::Receipt& sale, SalePlan& plan) const;
  /// The buyer's tier at the sale's moment, as the books of `known_by` have it, and what it gives.
  void plan_tier(sql::Tx& tx, SalePlan& plan, Instant known_by) const;
  Outcome apply_growth(sql::Tx& tx, const SalePlan& plan, const sales::Receipt& receipt) const;
  /// All but what the tenders take from the member. `tenders`: a bit for each kind that will pay,
  /// for promotions that ask; see tenders_of.
  Result<SalePlan> plan_price(
      sql::Tx& tx,
      const api::Call& call,
      const SaleRequest& request,
      unsigned tenders,
      ReceiptId returned = {}
  ) const;
  void begin_receipt(const SaleRequest& request, SalePlan& plan) const;
  /// The coupons that the buyer presents, as the basket wants them. Errors: missing_field at
  /// /member, those of coupons::find_presented, coupon_not_applicable where its rule is not in
  /// force.
  Outcome plan_coupons(
      sql::Tx& tx, const std::vector<ShownCoupon>& shown, Instant priced_at, SalePlan& plan
  ) const;
  /// By the rules that were in force at `priced_at`. Errors: not_eligible at an item that is
  /// exclusive to others, out_of_range at /lines.
  Outcome price_basket(
      sql::Tx& tx,
      const std::vector<LineFacts>& facts,
      const std::vector<ShownCoupon>& shown,
      unsigned tenders,
      Instant priced_at,
      ReceiptId returned,
      SalePlan& plan
  ) const;
  Result<std::vector<LineFacts>> line_facts(
      sql::Tx& tx,
      const SaleRequest& request,
      const Place& place,
      Currency currency,
      std::vector<sales::Line>& lines
  ) const;
  House house_;
  QuoteTokens tokens_;
};

/// The same result with its error's pointers moved below `prefix`: for requests that hold another
/// request.
template <class T>
Result<T> below(Result<T> result, const std::string& prefix) {
  if (result) return result;
  Error error = std::move(result).error();
  if (!error.pointer.empty()) error.pointer = prefix + error.pointer;
  for (Error& one : error.more) one.pointer = prefix + one.pointer;
  return error;
}

/// The points of a planned sale, from its tenders; again for who changes them. Errors: out_of_range
/// at /lines where the rules would give more than any receipt may earn.
Outcome earn(SalePlan& plan);
/// What points may pay of a quoted receipt; nullopt: nothing.
std::optional<PointsOffer> points_offer(const SalePlan& plan);

/// What a receipt is called before there is one.
struct ReceiptNumber {
  std::string_view store, till;
  Date business_date;
  std::int64_t sequence = 0;
};
/// The receipt of the first request if this one repeats it (same till, number and body), nullopt if
/// none did. Errors: idempotency_key_reused.
Result<std::optional<sales::Receipt>> find_first(
    const House& house, sql::Tx& tx, const api::Call& call, const ReceiptNumber& number
);

/// make_plan(tx) -> Result<Plan> on a snapshot, then apply(tx, plan) -> Result<Posted>. A
/// conflict plans again; after two the whole is one
/// write, where nothing can come between. Where no plan can be made, a retry still gets the first
/// answer, whatever has changed since (the quote's age, the member, the catalogue), and a used key
/// is refused as such.
template <class Plan, class MakePlan, class Apply>
Result<Posted> post_planned(
    const House& house,
    const api::Call& call,
    const ReceiptNumber& number,
    MakePlan&& make_plan,
    Apply&& apply
) {
  using Planned = Result<std::variant<Plan, Posted>>;
  const auto plan_or_first = [&](sql::Tx& tx) -> Planned {
    Result<Plan> plan = make_plan(tx);
    if (plan) return std::variant<Plan, Posted>(*std::move(plan));
    GX_TRY(first, find_first(house, tx, call, number));
    if (first) return std::variant<Plan, Posted>(Posted{*std::move(first), true});
    return std::move(plan).error();
  };
  const auto finish = [&](sql::Tx& tx, const Planned& planned) -> Result<Posted> {
    if (!planned) return planned.error();
    if (const auto* first = std::get_if<Posted>(&*planned)) return *first;
    return apply(tx, std::get<Plan>(*planned));
  };
  for (int tries = 0; tries < 2; ++tries) {
    constexpr bool guarded = Plan::guards_itself;
    const Planned planned =
        guarded ? house.db.read_latest(plan_or_first) : house.db.read(plan_or_first);
    // Read at different moments: what does not fit together is planned again.
    if (!planned && planned.error().code == ErrorCode::conflict) continue;
    if (!planned) return planned.error();
    if (const auto* first = std::get_if<Posted>(&*planned)) return *first;
    const auto write = [&](sql::Tx& tx) { return finish(tx, planned); };
    auto posted = guarded ? house.db.write_guarded(write) : house.db.write(write);
    if (posted || posted.error().code != ErrorCode::conflict) return posted;
  }
  return house.db.write([&](sql::Tx& tx) { return finish(tx, plan_or_first(tx)); });
}

api::Reply<ReceiptAnswer> reply_of(
    const House& house, const Posted& posted, api::Language language
);

/// The answer to a posted receipt, with its words in `language`. The same receipt always gives the
/// same bytes.
ReceiptAnswer answer_of(
    const sales::Receipt& receipt,
    const org::Snapshot& organisation,
    const programmes::Version& programme,
    api::Language language
);
std::vector<Explanation> explain(
    const sales::Receipt& receipt, const programmes::Version& programme, api::Language language
);

/// The words of a receipt's note about its proof; the code itself for any other.
std::string proof_words(std::string_view code, bool zh);

void add_endpoints(api::Api& api, const Checkout& checkout, const House& house);

}  // namespace guanxi::checkout
