// The documents of late attribution: their life, and their SQL.
#include <algorithm>

#include "modules/sales/attribution.h"
#include "platform/outbox/outbox.h"
#include "platform/sql/enum_column.h"

namespace guanxi::sales {
namespace {

#define GX_ATTRIBUTION_COLUMNS                                                              \
  "attribution_id, owner_id, receipt_id, programme_id, store_id, state, sold_to, card_id, " \
  "earned, returned, cashier, reason, submitted_at, submitted_by, decided_at, decided_by, " \
  "decision, attributed_at"

const sql::Query insert_attribution{
    "INSERT INTO sale_attributions (attribution_id, owner_id, receipt_id, programme_id, store_id, "
    "state, sold_to, card_id, earned, returned, cashier, reason, submitted_at, submitted_by, "
    "decided_at, decided_by, decision, attributed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
    "$10, $11, $12, $13, $14, $15, $16, $17, $18)"};
const sql::Query update_attribution{
    "UPDATE sale_attributions SET state = $3, earned = $4, returned = $5, decided_at = $6, "
    "decided_by = $7, decision = $8, attributed_at = $9 "
    "WHERE attribution_id = $1 AND owner_id = $2 AND state = 'submitted'"};
const sql::Query select_posted{"SELECT " GX_ATTRIBUTION_COLUMNS
                               " FROM sale_attributions WHERE receipt_id = $1 AND owner_id = $2 "
                               "AND state = 'posted'"};
const sql::Query select_attribution{"SELECT " GX_ATTRIBUTION_COLUMNS
                                    " FROM sale_attributions WHERE attribution_id = $1"};
const sql::Query select_open{"SELECT " GX_ATTRIBUTION_COLUMNS
                             " FROM sale_attributions WHERE receipt_id = $1 AND state = "
                             "'submitted'"};
const sql::Query count_to{
    "SELECT COUNT(*) FROM sale_attributions WHERE owner_id = $1 AND submitted_at >= $2 "
    "AND state IN ('submitted', 'posted')"};
const sql::Query count_by{
    "SELECT COUNT(*) FROM sale_attributions WHERE programme_id = $1 AND submitted_by = $2 "
    "AND submitted_at >= $3 AND state IN ('submitted', 'posted')"};
// Any store: 0.
const sql::Query select_in{
    "SELECT " GX_ATTRIBUTION_COLUMNS
    " FROM sale_attributions WHERE programme_id = $1 AND state = $2 AND attribution_id < $3 "
    "AND (CAST($4 AS BIGINT) = CAST(0 AS BIGINT) OR store_id = $4) "
    "ORDER BY attribution_id DESC LIMIT $5"};
// Any state: ''.
const sql::Query select_of{"SELECT " GX_ATTRIBUTION_COLUMNS
                           " FROM sale_attributions WHERE owner_id = $1 AND attribution_id < $2 "
                           "AND (CAST($3 AS TEXT) = '' OR state = $3) "
                           "AND (CAST($4 AS BIGINT) = CAST(0 AS BIGINT) OR store_id = $4) "
                           "ORDER BY attribution_id DESC LIMIT $5"};
const sql::Query select_open_of{
    "SELECT attribution_id FROM sale_attributions WHERE owner_id = $1 AND state = 'submitted' "
    "ORDER BY attribution_id"};
const sql::Query move_open{
    "INSERT INTO sale_attributions (" GX_ATTRIBUTION_COLUMNS
    ") SELECT attribution_id, CAST($3 AS BIGINT), receipt_id, programme_id, store_id, state, "
    "sold_to, card_id, earned, returned, cashier, reason, submitted_at, submitted_by, decided_at, "
    "decided_by, decision, attributed_at FROM sale_attributions WHERE attribution_id = $1 AND "
    "owner_id = $2 AND state = 'submitted'"};
const sql::Query forget_open{
    "DELETE FROM sale_attributions WHERE attribution_id = $1 AND owner_id = $2 AND state = "
    "'submitted'"};

#undef GX_ATTRIBUTION_COLUMNS

constexpr AttributionState states_of_attributions[] = {
    AttributionState::submitted,
    AttributionState::posted,
    AttributionState::rejected,
    AttributionState::withdrawn};

void tell(sql::Tx& tx, IdGenerator& ids, const Attribution& one, Instant now) {
  std::string facts = R"({"programme":)" + one.programme.to_string();
  facts += R"(,"receipt":)" + one.receipt.to_string() + R"(,"state":")";
  facts += boost::describe::enum_to_string(one.state, "");
  facts += R"(","points":)" + std::to_string(one.points().value()) + "}";
  outbox::append(tx, ids, attribution_changed, one.owner, one.id.value(), now, facts);
}

}  // namespace

void add_attribution(sql::Tx& tx, IdGenerator& ids, const Attribution& one, Instant now) {
  tx.exec(
      insert_attribution,
      one.id,
      one.owner,
      one.receipt,
      one.programme,
      one.store,
      one.state,
      one.sold_to,
      one.card,
      one.earned,
      one.returned,
      one.cashier,
      one.reason,
      one.submitted_at,
      one.submitted_by,
      one.decided_at,
      one.decided_by,
      one.decision,
      one.attributed_at
  );
  tell(tx, ids, one, now);
}

Outcome decide_attribution(sql::Tx& tx, IdGenerator& ids, const Attribution& one, Instant now) {
  GX_CHECK(one.state != AttributionState::submitted);
  const auto moved = tx.exec(
      update_attribution,
      one.id,
      one.owner,
      one.state,
      one.earned,
      one.returned,
      one.decided_at,
      one.decided_by,
      one.decision,
      one.attributed_at
  );
  if (moved != 1) return ErrorCode::conflict;
  tell(tx, ids, one, now);
  return ok();
}

std::optional<Attribution> find_attribution(sql::Tx& tx, ReceiptId receipt, OwnerId owner) {
  return tx.find<Attribution>(select_posted, receipt, owner);
}

std::optional<Attribution> find_attribution(sql::Tx& tx, AttributionId id) {
  return tx.find<Attribution>(select_attribution, id);
}

std::optional<Attribution> open_attribution(sql::Tx& tx, ReceiptId receipt) {
  return tx.find<Attribution>(select_open, receipt);
}

std::int64_t attributions_to(sql::Tx& tx, OwnerId owner, Instant since) {
  return tx.get<std::int64_t>(count_to, owner, since);
}

std::int64_t attributions_by(sql::Tx& tx, ProgrammeId programme, ActorId author, Instant since) {
  return tx.get<std::int64_t>(count_by, programme, author, since);
}

std::vector<Attribution> attributions_in(
    sql::Tx& tx, ProgrammeId programme, const AttributionSearch& search
) {
  const std::int64_t store = search.store ? search.store->value() : 0;
  std::vector<Attribution> found;
  // The index is by state: each state's newest, then the newest of those.
  for (const AttributionState state : states_of_attributions) {
    if (search.state.value_or(state) != state) continue;
    auto some =
        tx.list<Attribution>(select_in, programme, state, search.before, store, search.limit);
    std::ranges::move(some, std::back_inserter(found));
  }
  std::ranges::sort(found, std::greater(), &Attribution::id);
  if (std::ssize(found) > search.limit) {
    found.erase(found.begin() + search.limit, found.end());
  }
  return found;
}

std::vector<Attribution> attributions_of(
    sql::Tx& tx, OwnerId owner, const AttributionSearch& search
) {
  const std::int64_t store = search.store ? search.store->value() : 0;
  const std::string state = search.state ? boost::describe::enum_to_string(*search.state, "") : "";
  return tx.list<Attribution>(select_of, owner, search.before, state, store, search.limit);
}

std::vector<AttributionId> pass_attributions(sql::Tx& tx, OwnerId from, OwnerId to) {
  const auto open = tx.list<AttributionId>(select_open_of, from);
  for (const AttributionId id : open) return_attribution(tx, id, from, to);
  return open;
}

void return_attribution(sql::Tx& tx, AttributionId id, OwnerId from, OwnerId to) {
  tx.exec(move_open, id, from, to);
  tx.exec(forget_open, id, from);
}

}  // namespace guanxi::sales
