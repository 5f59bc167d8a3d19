// Late attribution: a sale that was made without a member is given to one afterwards, because the
// card was forgotten. The member gets what the sale would have given – points of all classes,
// growth, occasions – by the rules of its moment, posted on the day it is given, less what earlier
// returns took; what was paid stays as it was. The receipt is the member's from then on, so that
// later returns take back exactly. Once, within late_attribution_days of the programme.
//
// Each is a document. Up to late_attribution_unapproved_points it is posted at once; beyond it is
// submitted, nothing else changes, and somebody else approves it – then it is computed anew, by
// all that holds by then – or rejects it; its author may withdraw it.
//
// Each step is one write transaction: a return, a void or another step of the same sale at the
// same moment comes before or after it, never between.
//
// Threads: Attributing may be used from any thread.
#pragma once

#include "flows/attribution/types.h"
#include "flows/checkout/checkout.h"
#include "flows/refund/refund.h"
#include "platform/api/idempotency.h"

namespace guanxi::attribution {

/// The permission to do it, and the one to decide about what somebody else has submitted.
inline constexpr const char* attribute_permission = "sales:attribute";
inline constexpr const char* approve_permission = "sales:approve_attribution";

class Attributing {
 public:
  /// All outlive it.
  Attributing(
      const checkout::House& house,
      const checkout::Checkout& checkout,
      const refund::Refund& refund,
      const api::FirstAnswers& answers
  )
      : house_(house), checkout_(checkout), refund_(refund), answers_(answers) {}

  /// Errors: receipt_not_found (also another store's); not_a_sale, already_voided,
  /// receipt_has_member, attribution_off, attribution_too_late, nothing_left_to_attribute;
  /// attribution_state (one of this receipt waits), attribution_limit_exceeded; unknown_value at
  /// /member/kind; those of Checkout::plan_attribution and give().
  Result<api::Reply<AttributionAnswer>> attribute(
      const api::Call& call, const AttributeReceipt& request
  ) const;

  // desk.cpp. One of another store is not there: attribution_not_found.

  Result<AttributionView> get(const api::Call& call, const AttributionById& request) const;
  /// Errors: programme_not_found, store_not_found, store_out_of_scope, member_not_found,
  /// bad_cursor.
  Result<api::Page<AttributionView>> list(const api::Call& call, const ListAttributions& request)
      const;
  /// What has become impossible leaves it submitted. Errors: own_approval, attribution_state,
  /// attribution_limit_exceeded (of its points), and those of attribute() at /id.
  Result<api::Reply<AttributionAnswer>> approve(
      const api::Call& call, const ApproveAttribution& request
  ) const;
  /// Errors: own_approval, attribution_state.
  Result<api::Reply<AttributionView>> reject(
      const api::Call& call, const RejectAttribution& request
  ) const;
  /// By its author. Errors: forbidden, attribution_state.
  Result<api::Reply<AttributionView>> withdraw(
      const api::Call& call, const AttributionById& request
  ) const;

 private:
  struct Wish {
    ReceiptId receipt;
    const checkout::MemberRef& member;
    Instant asked_at;  // whose day is counted
  };
  struct Planned {
    sales::Receipt found;                               // the sale as it was found
    std::shared_ptr<const programmes::Version> policy;  // in force now
    checkout::SalePlan plan;
    std::vector<sales::Receipt> refunds;  // as found, in their order
    Points earned, returned;
    Points uncut;        // earned, had no cap or budget cut it: what approval looks at
    bool grows = false;  // on a ladder of tiers, where no cap is
  };
  /// By what it would give without caps and budgets: they end, and growth has none.
  static bool needs_approval(const Planned& planned, const programmes::Parameters& parameters);
  /// Reads only.
  Result<Planned> plan(sql::Tx& tx, const api::Call& call, const Wish& wish) const;
  /// Gives the receipt and everything with it; the document's row is the caller's, and says what
  /// was given and when.
  Result<AttributionAnswer> post(
      sql::Tx& tx, const api::Call& call, const Planned& planned, sales::Attribution& document
  ) const;
  Result<api::Reply<AttributionAnswer>> submit(
      sql::Tx& tx, const api::Call& call, const AttributeReceipt& request
  ) const;
  /// Of the member's month and of the author's day.
  Outcome check_counts(
      sql::Tx& tx, const api::Call& call, const Planned& planned, const sales::Attribution& document
  ) const;

  Result<sales::Attribution> load(sql::Tx& tx, const api::Call& call, sales::AttributionId id)
      const;
  Result<sales::Attribution> load_open(sql::Tx& tx, const api::Call& call, sales::AttributionId id)
      const;
  Result<AttributionAnswer> carry_out(
      sql::Tx& tx, const api::Call& call, const ApproveAttribution& request
  ) const;
  Result<AttributionView> end(
      sql::Tx& tx,
      const api::Call& call,
      sales::Attribution document,
      sales::AttributionState state,
      std::optional<std::string> decision
  ) const;
  /// Names the member as it was submitted: by the card presented, where it still is theirs.
  checkout::MemberRef member_of(sql::Tx& tx, const sales::Attribution& document) const;
  AttributionView view(const sales::Attribution& document) const;

  checkout::House house_;
  const checkout::Checkout& checkout_;
  const refund::Refund& refund_;
  const api::FirstAnswers& answers_;
};

/// No attribution gives more than late_attribution_points_max. Errors: attribution_limit_exceeded.
Outcome check_points(const sales::Attribution& document, const programmes::Parameters& parameters);
/// What was done to the document, and by whom it was submitted, in the trail of the member.
void note_step(
    sql::Tx& tx,
    const api::Call& call,
    const sales::Attribution& document,
    const char* action,
    const std::string& reason
);

void add_endpoints(api::Api& api, const Attributing& attributing);

}  // namespace guanxi::attribution
