// Refunds: money, goods and points of a sale go back, by line and quantity, until nothing is left.
// A void undoes a whole sale on its business day; an exchange is a linked refund and sale in one
// transaction. Plan and apply as in checkout: the guard is the sale's refund counter and the
// owner's account. Threads: Refund may be used from any thread.
#pragma once

#include "flows/checkout/checkout.h"
#include "flows/refund/split.h"
#include "flows/refund/types.h"
#include "flows/refund/without_receipt_types.h"
#include "modules/coupons/promised.h"
#include "modules/points/without_receipt.h"
#include "modules/sales/gifts.h"

namespace guanxi::refund {

/// The permission that lets an actor who is limited to stores return what another store sold.
inline constexpr const char* refund_anywhere = "sales:refund_anywhere";

using checkout::House;
using checkout::Posted;

/// The permission for refunds without a receipt and their voids: a supervisor's.
inline constexpr const char* without_receipt_permission = "sales:refund_without_receipt";

/// What every kind of return says, whatever request it came in.
struct Order {
  ReceiptId sale;
  sales::Kind kind = sales::Kind::refund;
  std::string_view store, till;
  Date business_date;
  std::int64_t sequence = 0;
  Instant occurred_at;
  std::string_view cashier, reason;
  std::optional<std::vector<Wanted>> lines = std::nullopt;  // nullopt: everything left
  std::string lines_at = "/lines";
  const std::vector<checkout::SaleTender>* tenders = nullptr;  // null: in proportion
  const std::vector<ReturnedGift>* gifts = nullptr;            // null: none; a void: all
  std::string gifts_at = "/gifts";
};

/// Pieces of a gift that come back, by its number within the sale.
struct GiftBack {
  std::int64_t number = 0, pieces = 0;
};

struct RefundPlan {
  static constexpr bool guards_itself = false;  // the sale, its lines and the lots must agree
  checkout::Place place;
  sales::Receipt sale;                      // as the plan saw it
  sales::Receipt refund;                    // complete but for id, balance and posting time
  std::vector<sales::Tender> sale_tenders;  // with what is restored
  std::shared_ptr<const programmes::Version> policy;  // in force now: what a shortfall costs
  std::optional<points::Account> account;
  std::optional<points::Account> heir;  // of whom the member was merged into since
  points::Reversal reversal;
  points::Return back;            // what it asks of the points
  bool whole = false;             // nothing is left of the sale
  std::int64_t points_price = 0;  // kept back from the money for points that are missing
  std::int64_t gifts_price = 0;   // likewise for gifts and coupons; < 0: paid out again
  std::vector<GiftBack> gifts;
  coupons::ComingBack coming_back;
  std::vector<coupons::Settling> coupons_back;
  std::vector<sales::Tender> kept_before;  // for gifts, by the tender it was kept back from
  Date today;
};

/// A refund that no sale is known for: as a sale of today to this member, backwards.
struct WithoutReceiptPlan {
  static constexpr bool guards_itself = false;  // count, account and lots must agree
  checkout::SalePlan worth;
  sales::Receipt refund;  // complete but for id, balance, growth and posting time
  points::TakenBack taken;
  Points bought;  // of these, at the member's expense
};

inline bool is_void(sales::Kind kind) {
  return kind == sales::Kind::void_ || kind == sales::Kind::refund_without_receipt_void;
}

/// Writes down in the audit trail who gave money back without a receipt, or undid it.
void note_without_receipt(sql::Tx& tx, const api::Call& call, const sales::Receipt& refund);

/// How much of a refund the sale's tenders of kind points get: their share of it, or what the order
/// says; and the points that this gives back. Errors: refund_exceeds_tender at the order's tender.
struct PointsBack {
  std::int64_t amount = 0;
  Points restored, restored_before;
};
Result<PointsBack> points_back(
    const sales::Receipt& sale, std::int64_t refunded, const Order& order
);

/// The points that go back with the goods of `refund`: in proportion to the receipt, or line by
/// line where lines earned by themselves. Its lines have their amounts.
void reverse_points(
    sales::Receipt& refund, const sales::Receipt& sale, programmes::EarnScope scope
);

/// Says among the tenders of a refund what was kept back for gifts, and from what.
void keep_back(sales::Receipt& refund, const std::vector<sales::Tender>& parts);
/// Pays out `amount` of what earlier returns kept back.
void pay_out_again(
    sales::Receipt& refund, const std::vector<sales::Tender>& kept_before, std::int64_t amount
);

class Refund {
 public:
  Refund(const House& house, const checkout::Checkout& checkout)
      : house_(house), checkout_(checkout) {}

  Result<api::Reply<checkout::ReceiptAnswer>> refund(
      const api::Call& call, const RefundRequest& request
  ) const;
  Result<api::Reply<checkout::ReceiptAnswer>> void_sale(
      const api::Call& call, const VoidRequest& request
  ) const;
  Result<api::Reply<ExchangeAnswer>> exchange(const api::Call& call, const ExchangeRequest& request)
      const;
  /// Policy of the programme, off by default; at most what the member would pay for the goods now.
  /// Errors besides those of Checkout::plan_worth and the proof of a rotating code:
  /// refund_without_receipt_off, refund_without_receipt_limit (with `limit` and `max`),
  /// out_of_range at a line's /unit_price, refund_needs_points, refund_below_points_price,
  /// unknown_value at a tender's /kind, currency_mismatch, tenders_do_not_add_up.
  Result<api::Reply<checkout::ReceiptAnswer>> without_receipt(
      const api::Call& call, const WithoutReceiptRequest& request
  ) const;
  /// Undoes one, wholly, on its business day and at its till.
  Result<api::Reply<checkout::ReceiptAnswer>> void_without_receipt(
      const api::Call& call, const VoidRequest& request
  ) const;
  /// As refund(), for callers inside the program (import) with an order of their own.
  Result<Posted> post(const api::Call& call, const Order& order) const;
  Result<Posted> post_in(sql::Tx& tx, const api::Call& call, const Order& order)
      const;  // in the caller's transaction
  /// For a sale that is given to a member afterwards: takes back from the member what this return,
  /// which was made before, takes of it. `sale` is the member's, its counters those before the
  /// return; they move. What the member's points do not cover is owed, whatever the policy: money
  /// for it does not change hands any more. Errors: conflict, those of points::post_reversal.
  struct Replay {
    Instant now;
    Date today;
    ActorId actor;
    std::shared_ptr<const programmes::Version> policy;
  };
  Result<points::Account> replay(
      sql::Tx& tx,
      sales::Receipt& sale,
      sales::Receipt& refund,
      const points::Account& account,
      const Replay& replay
  ) const;
  /// The points of all classes that replay() will take for it. Moves the counters of `sale`.
  Points taken_again(sales::Receipt& sale, sales::Receipt refund) const;

 private:
  /// Errors: those of find_place and check_times; receipt_not_found, not_a_sale, already_voided,
  /// void_after_business_day, void_after_refund, those of returned_lines, refund_needs_points,
  /// refund_below_points_price, tenders_do_not_add_up, currency_mismatch.
  Result<RefundPlan> plan(sql::Tx& tx, const api::Call& call, const Order& order) const;
  Outcome plan_points(sql::Tx& tx, RefundPlan& plan, const Order& order, Instant now) const;
  Outcome plan_tenders(RefundPlan& plan, const Order& order) const;
  /// Gifts and coupons that came with the sale: what is due back, and what its absence costs.
  /// Errors, at the order's gifts: item_not_found, duplicate_field, out_of_range.
  static Outcome plan_what_came_with_it(
      sql::Tx& tx, RefundPlan& plan, const Order& order, Instant now
  );
  static Outcome plan_gifts(sql::Tx& tx, RefundPlan& plan, const Order& order);
  static void plan_promised(sql::Tx& tx, RefundPlan& plan, Instant now);
  /// Errors: conflict.
  Outcome take_gifts_back(sql::Tx& tx, const RefundPlan& plan, const sales::Receipt& refund) const;
  struct Applied {
    sales::Receipt refund;
    std::optional<points::Account> account;
  };
  Result<Posted> claim_and_apply(sql::Tx& tx, const api::Call& call, const RefundPlan& plan) const;
  /// Gives back to the member's wallet what its tenders get, and notes it in the refund. A void
  /// also hands out what change the sale had saved. Errors: conflict.
  Outcome restore_wallet(
      sql::Tx& tx, const sales::Receipt& sale, sales::Receipt& refund, Date today
  ) const;
  /// Of a sale that has come back wholly, what it used of occasions that are limited; says so in
  /// the refund. Errors: conflict.
  static Outcome give_uses_back(sql::Tx& tx, const RefundPlan& plan, sales::Receipt& refund);
  /// Likewise of promotions that are limited, whoever bought. Errors: conflict.
  static Outcome give_promotions_back(sql::Tx& tx, const RefundPlan& plan, sales::Receipt& refund);
  /// The coupons that the sale used, by the policy of their templates. Errors: conflict.
  Outcome give_coupons_back(sql::Tx& tx, const RefundPlan& plan, sales::Receipt& refund) const;
  /// Takes back the growth that the goods gave, and notes it in the refund. Errors: conflict.
  Outcome take_growth_back(
      sql::Tx& tx, const sales::Receipt& sale, sales::Receipt& refund, Date today
  ) const;
  /// Errors: conflict.
  Outcome post_points(sql::Tx& tx, const RefundPlan& plan, Applied& applied) const;
  /// A refund without a receipt is undone: what it took is the member's again.
  Outcome give_points_again(
      sql::Tx& tx,
      const RefundPlan& plan,
      const points::Context& context,
      const points::Context* heir,
      Applied& applied
  ) const;
  Outcome give_growth_again(
      sql::Tx& tx, const sales::Receipt& taken, sales::Receipt& undone, Date today
  ) const;
  Result<WithoutReceiptPlan> plan_without_receipt(
      sql::Tx& tx,
      const api::Call& call,
      const WithoutReceiptRequest& request,
      const checkout::Judged& judged
  ) const;
  Result<Posted> apply_without_receipt(
      sql::Tx& tx, const api::Call& call, const WithoutReceiptPlan& plan
  ) const;
  /// Takes off, on each ladder, what such a sale would grow for its amount; notes it.
  Outcome take_growth_of_today(sql::Tx& tx, const WithoutReceiptPlan& plan, sales::Receipt& refund)
      const;
  /// Errors: conflict.
  Result<Applied> apply(sql::Tx& tx, const RefundPlan& plan, ReceiptId id, const api::Call& call)
      const;

  House house_;
  const checkout::Checkout& checkout_;
};

void add_endpoints(api::Api& api, const Refund& refund);
void add_without_receipt_endpoints(api::Api& api, const Refund& refund);

}  // namespace guanxi::refund
