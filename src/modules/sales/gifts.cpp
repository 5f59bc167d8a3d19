#include "modules/sales/gifts.h"

namespace guanxi::sales {
namespace {

const sql::Query insert_gift{
    "INSERT INTO sale_gifts (owner_id, receipt_id, number, rule, item_id, item_code, pieces, "
    "on_receipt, declared_value, returned) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)"};
const sql::Query select_gifts{
    "SELECT number, rule, item_id, item_code, pieces, on_receipt, declared_value, returned "
    "FROM sale_gifts WHERE owner_id = $1 AND receipt_id = $2 ORDER BY number"};
const sql::Query update_gift_returned{
    "UPDATE sale_gifts SET returned = returned + $4 WHERE owner_id = $1 AND receipt_id = $2 "
    "AND number = $3 AND returned + $4 <= pieces - on_receipt"};
const sql::Query copy_gifts{
    "INSERT INTO sale_gifts (owner_id, receipt_id, number, rule, item_id, item_code, pieces, "
    "on_receipt, declared_value, returned) SELECT CAST($2 AS BIGINT), receipt_id, number, rule, "
    "item_id, item_code, pieces, on_receipt, declared_value, returned FROM sale_gifts "
    "WHERE owner_id = $1 AND receipt_id = $3"};
const sql::Query drop_gifts{"DELETE FROM sale_gifts WHERE owner_id = $1 AND receipt_id = $2"};
const sql::Query every_gift{
    "SELECT owner_id, receipt_id, number, rule, item_id, item_code, pieces, on_receipt, "
    "declared_value, returned FROM sale_gifts ORDER BY receipt_id, number"};

struct GiftRow {
  OwnerId owner;
  ReceiptId receipt;
  std::int64_t number;
  std::string rule;
  ItemId item;
  std::string item_code;
  std::int64_t pieces, on_receipt, declared_value, returned;
};

}  // namespace

void add_gifts(sql::Tx& tx, OwnerId owner, ReceiptId sale, std::span<const Gift> gifts) {
  for (const Gift& one : gifts) {
    tx.exec(
        insert_gift,
        owner,
        sale,
        one.number,
        one.rule,
        one.item,
        one.item_code,
        one.pieces,
        one.on_receipt,
        one.declared_value
    );
  }
}

std::vector<Gift> gifts_of(sql::Tx& tx, OwnerId owner, ReceiptId sale) {
  return tx.list<Gift>(select_gifts, owner, sale);
}

Outcome return_gift(
    sql::Tx& tx, OwnerId owner, ReceiptId sale, std::int64_t number, std::int64_t pieces
) {
  if (tx.exec(update_gift_returned, owner, sale, number, pieces) != 1) return ErrorCode::conflict;
  return ok();
}

void move_gifts(sql::Tx& tx, OwnerId from, OwnerId to, ReceiptId sale) {
  tx.exec(copy_gifts, from, to, sale);
  tx.exec(drop_gifts, from, sale);
}

void each_gift(sql::Tx& tx, const std::function<void(const RecordedGift&)>& visit) {
  tx.each<GiftRow>(every_gift, [&](const GiftRow& row) {
    visit(
        {row.owner,
         row.receipt,
         {row.number,
          row.rule,
          row.item,
          row.item_code,
          row.pieces,
          row.on_receipt,
          row.declared_value,
          row.returned}}
    );
  });
}

}  // namespace guanxi::sales
