// Late attribution: a sale that was made without a member is given to one afterwards, because the
// card was forgotten. The member gets what the sale would have given – points of all classes,
// growth, occasions – by the rules of its moment, posted today, less what earlier returns took;
// what was paid stays as it was. The receipt is the member's from then on, so that later returns
// take back exactly. Once, within late_attribution_days of the programme, recorded in the trail.
//
// One write transaction: a return, a void or another attribution of the same sale at the same
// moment comes before or after it, never between.
//
// Threads: Attributing may be used from any thread.
#pragma once

#include "flows/attribution/types.h"
#include "flows/checkout/checkout.h"
#include "flows/refund/refund.h"
#include "platform/api/idempotency.h"

namespace guanxi::attribution {

/// The permission to do it.
inline constexpr const char* attribute_permission = "sales:attribute";

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
  /// unknown_value at /member/kind; those of Checkout::plan_attribution and give().
  Result<api::Reply<AttributionAnswer>> attribute(
      const api::Call& call, const AttributeReceipt& request
  ) const;

 private:
  struct Decided {
    sales::Receipt sale;  // as it was found
    std::shared_ptr<const programmes::Version> policy;
  };
  Result<Decided> decide(sql::Tx& tx, const api::Call& call, ReceiptId receipt) const;
  Result<AttributionAnswer> carry_out(
      sql::Tx& tx, const api::Call& call, const AttributeReceipt& request
  ) const;

  checkout::House house_;
  const checkout::Checkout& checkout_;
  const refund::Refund& refund_;
  const api::FirstAnswers& answers_;
};

void add_endpoints(api::Api& api, const Attributing& attributing);

}  // namespace guanxi::attribution
