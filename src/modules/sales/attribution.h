// Late attribution: a sale that was made without a member, and what has come back of it, becomes a
// member's. Receipts lie with their owner, so they move there whole; what the member gets for them
// stands behind the note notes::attributed. Each is a document of its own (sale_attributions):
//
//   submitted ──approve──▶ posted          or posted at once, where nobody has to approve it
//       │  └────reject───▶ rejected
//       └──────withdraw──▶ withdrawn
//
// The flow (flows/attribution) decides; this stores and reads.
//
// Functions of the caller's Tx; any thread.
#pragma once

#include <boost/describe/enum.hpp>

#include "modules/sales/sales.h"

namespace guanxi::sales {

/// Outbox event, for the sale and for each return that had been made of it. The facts are those of
/// "receipt.posted".
inline constexpr std::string_view receipt_attributed = "receipt.attributed";
/// Outbox event; subject: the document. {"programme":1,"receipt":314,"state":"posted","points":5}
inline constexpr std::string_view attribution_changed = "receipt.attribution_changed";

struct AttributionTag;
using AttributionId = Id<AttributionTag>;

enum class AttributionState { submitted, posted, rejected, withdrawn };
BOOST_DESCRIBE_ENUM(AttributionState, submitted, posted, rejected, withdrawn)

/// In the order of the columns.
struct Attribution {
  AttributionId id;
  OwnerId owner;  // the member
  ReceiptId receipt;
  ProgrammeId programme;
  StoreId store;  // of the sale
  AttributionState state = AttributionState::submitted;
  OwnerId sold_to;             // nobody, of the till
  std::optional<CardId> card;  // that was presented
  Points earned, returned;     // of all classes: for the sale, and what returns before took of it
  std::string cashier, reason;
  Instant submitted_at;
  ActorId submitted_by;               // the author
  std::optional<Instant> decided_at;  // nullopt and posted: no approval was needed
  std::optional<ActorId> decided_by;
  std::optional<std::string> decision;
  std::optional<Instant> attributed_at;

  /// What the member has of it.
  Points points() const { return earned - returned; }
};

/// Moves the sale `found`, as it was read, and its refunds to the owner of `sale`: both as they are
/// afterwards, counters of the sale included. Errors: conflict where the sale is not as `found`
/// says any more (returned, voided or given to a member meanwhile).
Outcome attribute(
    sql::Tx& tx, const Receipt& found, const Receipt& sale, std::span<const Receipt> refunds
);

/// Writes a new document and tells of it.
void add_attribution(sql::Tx& tx, IdGenerator& ids, const Attribution& attribution, Instant now);
/// Writes what became of a submitted one and tells of it. Errors: conflict where it is not
/// submitted any more.
Outcome decide_attribution(
    sql::Tx& tx, IdGenerator& ids, const Attribution& attribution, Instant now
);

/// The one that gave the receipt to its owner.
std::optional<Attribution> find_attribution(sql::Tx& tx, ReceiptId receipt, OwnerId owner);
std::optional<Attribution> find_attribution(sql::Tx& tx, AttributionId id);
/// The one of the receipt that waits for a decision.
std::optional<Attribution> open_attribution(sql::Tx& tx, ReceiptId receipt);

/// How many were submitted since then and not rejected or withdrawn: to a member, and by an author.
std::int64_t attributions_to(sql::Tx& tx, OwnerId owner, Instant since);
std::int64_t attributions_by(sql::Tx& tx, ProgrammeId programme, ActorId author, Instant since);

/// Older than `before`, newest first. Nullopt as state or store: any.
struct AttributionSearch {
  std::optional<AttributionState> state = std::nullopt;
  std::optional<StoreId> store = std::nullopt;
  AttributionId before = AttributionId(INT64_MAX);
  int limit = 50;
};
std::vector<Attribution> attributions_in(
    sql::Tx& tx, ProgrammeId programme, const AttributionSearch& search
);
std::vector<Attribution> attributions_of(
    sql::Tx& tx, OwnerId owner, const AttributionSearch& search
);

/// Of somebody who is another member by now: what waits for a decision is that one's. Returns
/// which.
std::vector<AttributionId> pass_attributions(sql::Tx& tx, OwnerId from, OwnerId to);
/// Gives one back that waits still.
void return_attribution(sql::Tx& tx, AttributionId id, OwnerId from, OwnerId to);

/// The receipt as it was answered when it was made, before a member was given it.
Receipt as_made(Receipt receipt);

}  // namespace guanxi::sales
