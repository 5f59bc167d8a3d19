#include "modules/sales/attribution.h"

#include <algorithm>

#include "modules/sales/store.h"

namespace guanxi::sales {
namespace {

// The guard: nothing has come back since it was read, and nobody has it.
const sql::Query take_unattributed_sale{
    "DELETE FROM sale_receipts WHERE receipt_id = $1 AND owner_id = $2 AND refunds = $3 AND kind = "
    "'sale' AND state = 'posted' AND card_id IS NULL"};
const sql::Query take_refund{
    "DELETE FROM sale_receipts WHERE receipt_id = $1 AND owner_id = $2 AND kind = 'refund' AND "
    "card_id IS NULL"};
const sql::Query take_lines{"DELETE FROM sale_lines WHERE receipt_id = $1 AND owner_id = $2"};
const sql::Query put_counters{
    "UPDATE sale_receipts SET refunds = $3, refunded = $4, points_reversed = $5, "
    "identity_reversed = $6, multiplied_reversed = $7, gift_reversed = $8 "
    "WHERE receipt_id = $1 AND owner_id = $2"};
/// Receipt and lines as they are afterwards; the number's claim follows.
void put(sql::Tx& tx, const Receipt& receipt) {
  insert(tx, receipt);
  store::move_claim(tx, receipt);
}

}  // namespace

Outcome attribute(
    sql::Tx& tx, const Receipt& found, const Receipt& sale, std::span<const Receipt> refunds
) {
  GX_CHECK(found.id == sale.id && found.owner != sale.owner && found.is_anonymous());
  if (tx.exec(take_unattributed_sale, found.id, found.owner, found.refunds) != 1) {
    return ErrorCode::conflict;
  }
  tx.exec(take_lines, found.id, found.owner);
  put(tx, sale);
  tx.exec(
      put_counters,
      sale.id,
      sale.owner,
      sale.refunds,
      sale.refunded,
      sale.points_reversed,
      sale.identity_reversed,
      sale.multiplied_reversed,
      sale.gift_reversed
  );
  for (const Line& line : sale.lines) {
    if (line.refunded_quantity == Quantity()) continue;
    Line back;
    back.quantity = line.refunded_quantity;
    back.amount = line.refunded_amount;
    back.points = line.refunded_points;
    GX_CHECK(store::move_line_counters(tx, sale, line.line, back));
  }
  for (const Receipt& refund : refunds) {
    if (tx.exec(take_refund, refund.id, found.owner) != 1) return ErrorCode::conflict;
    tx.exec(take_lines, refund.id, found.owner);
    put(tx, refund);
  }
  return ok();
}

Receipt as_made(Receipt receipt) {
  const auto note = std::ranges::find(receipt.notes, notes::attributed, &Note::code);
  if (note == receipt.notes.end()) return receipt;
  receipt.notes.erase(note, receipt.notes.end());
  receipt.card.reset();
  receipt.points_balance.reset();
  receipt.points_earned = receipt.multiplied_points = receipt.gift_points =
      receipt.identity_points = Points();
  for (Line& line : receipt.lines) line.points = Points();
  return receipt;
}

}  // namespace guanxi::sales
