// Late attribution: a sale that was made without a member, and what has come back of it, becomes a
// member's. Receipts lie with their owner, so they move there whole; what the member gets for them
// stands behind the note notes::attributed. Each such act is a document of its own
// (sale_attributions). The flow (flows/attribution) decides; this stores and reads.
//
// Functions of the caller's Tx; any thread.
#pragma once

#include "modules/sales/sales.h"

namespace guanxi::sales {

/// Outbox event, for the sale and for each return that had been made of it. The facts are those of
/// "receipt.posted".
inline constexpr std::string_view receipt_attributed = "receipt.attributed";

struct Attribution {
  OwnerId owner;  // the member
  ReceiptId receipt;
  OwnerId sold_to;          // nobody, of the till
  Points earned, returned;  // of all classes: for the sale, and what returns before took of it
  std::string cashier, reason;
  Instant attributed_at;
  ActorId actor;
};

/// Moves the sale `found`, as it was read, and its refunds to the owner of `sale`: both as they are
/// afterwards, counters of the sale included. Errors: conflict where the sale is not as `found`
/// says any more (returned, voided or given to a member meanwhile).
Outcome attribute(
    sql::Tx& tx,
    const Receipt& found,
    const Receipt& sale,
    std::span<const Receipt> refunds,
    const Attribution& attribution
);
std::optional<Attribution> find_attribution(sql::Tx& tx, ReceiptId receipt, OwnerId owner);

/// The receipt as it was answered when it was made, before a member was given it.
Receipt as_made(Receipt receipt);

}  // namespace guanxi::sales
