#include "modules/points/cause_sums.h"

namespace guanxi::points {
namespace {

const sql::Query select_cause_sums{
    "SELECT lot_id, owner_id, original, reversed FROM points_lots l WHERE class IN ('a', 'b', 'c', "
    "'e') AND brought = 0 AND cause_kind NOT IN ('refund_without_receipt', "
    "'refund_without_receipt_void') AND NOT EXISTS (SELECT 1 FROM points_transfers t WHERE "
    "t.transfer_id = "
    "l.lot_id AND t.receiver_id = l.owner_id) AND (class <> 'c' OR NOT EXISTS (SELECT 1 FROM "
    "points_gifts g WHERE g.owner_id = l.owner_id AND g.gift_id = l.lot_id)) ORDER BY lot_id, "
    "owner_id"};

const sql::Query select_cause_paid{
    "SELECT cause_id, owner_id, CAST(SUM(CASE WHEN reason = 'redeemed' THEN amount ELSE -amount "
    "END) AS BIGINT) FROM points_entries WHERE class = 'redeemed' AND cause_kind IN ('sale', "
    "'refund', 'void_sale') GROUP BY cause_id, owner_id ORDER BY cause_id, owner_id"};

const sql::Query select_cause_spent{
    "SELECT cause_id, owner_id, CAST(SUM(CASE WHEN reason = 'redeemed' THEN amount ELSE -amount "
    "END) AS BIGINT) FROM points_entries WHERE class = 'redeemed' AND cause_kind IN "
    "('redemption', 'redemption_reversal') GROUP BY cause_id, owner_id ORDER BY cause_id, "
    "owner_id"};

// What a merge moves and what expires on the way is not theirs.
const sql::Query select_cause_taken{
    "SELECT cause_id, owner_id, CAST(SUM(CASE WHEN debit = 'member' THEN amount ELSE -amount END) "
    "AS BIGINT) FROM points_entries WHERE cause_kind IN ('refund_without_receipt', "
    "'refund_without_receipt_void') AND class IN ('a', 'e') AND reason IN ('reversed', 'owed', "
    "'reinstated', 'repaid', 'earned') GROUP BY cause_id, owner_id ORDER BY cause_id, owner_id"};

const sql::Query select_cause_usable{
    "SELECT lot_id, MIN(usable_from), MAX(usable_from) FROM points_lots "
    "WHERE usable_from IS NOT NULL AND cause_kind = 'sale' GROUP BY lot_id ORDER BY lot_id"};

}  // namespace

void each_cause_usable(sql::Tx& tx, const std::function<void(const CauseUsable&)>& visit) {
  tx.each<CauseUsable>(select_cause_usable, visit);
}

void each_cause_taken(sql::Tx& tx, const std::function<void(const CauseTaken&)>& visit) {
  tx.each<CauseTaken>(select_cause_taken, visit);
}

void each_cause_paid(sql::Tx& tx, const std::function<void(const CausePaid&)>& visit) {
  tx.each<CausePaid>(select_cause_paid, visit);
}

void each_cause_spent(sql::Tx& tx, const std::function<void(const CausePaid&)>& visit) {
  tx.each<CausePaid>(select_cause_spent, visit);
}

void each_cause_sum(sql::Tx& tx, const std::function<void(const CauseSum&)>& visit) {
  std::optional<CauseSum> open;
  tx.each<CauseSum>(select_cause_sums, [&](const CauseSum& lot) {
    if (open && open->cause_id == lot.cause_id && open->owner == lot.owner) {
      open->earned += lot.earned;
      open->reversed += lot.reversed;
      return;
    }
    if (open) visit(*open);
    open = lot;
  });
  if (open) visit(*open);
}

}  // namespace guanxi::points
