#include "modules/points/transfers_store.h"

namespace guanxi::points::store {

namespace {

#define GX_TRANSFER_COLUMNS                                                              \
  "transfer_id, owner_id, receiver_id, household_id, points, note, store_id, given_on, " \
  "given_at, given_by, returned, returned_at, returned_by, returned_why"

const sql::Query insert_transfer_sql{
    "INSERT INTO points_transfers (transfer_id, owner_id, receiver_id, household_id, points, note, "
    "store_id, given_on, given_at, given_by, returned) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)"};
const sql::Query note_return_sql{
    "UPDATE points_transfers SET returned = $1, returned_at = $2, returned_by = $3, "
    "returned_why = $4 WHERE transfer_id = $5 AND owner_id = $6 AND returned = 0"};
const sql::Query find_transfer_sql{
    "SELECT " GX_TRANSFER_COLUMNS
    " FROM points_transfers WHERE transfer_id = $1 AND owner_id = $2"};
const sql::Query transfers_of_sql{
    "SELECT " GX_TRANSFER_COLUMNS
    " FROM points_transfers WHERE (owner_id = $1 OR receiver_id = $1) AND transfer_id < $2 "
    "ORDER BY transfer_id DESC LIMIT $3"};
const sql::Query given_between_sql{
    "SELECT CAST(COALESCE(SUM(points - returned), 0) AS BIGINT) FROM points_transfers "
    "WHERE owner_id = $1 AND given_on BETWEEN $2 AND $3"};
const sql::Query store_of_transfer_sql{
    "SELECT store_id FROM points_transfers WHERE transfer_id = $1 AND store_id IS NOT NULL"};

#undef GX_TRANSFER_COLUMNS

}  // namespace

void insert_transfer(sql::Tx& tx, const PointsTransfer& transfer) {
  tx.exec(
      insert_transfer_sql,
      transfer.id,
      transfer.giver,
      transfer.receiver,
      transfer.household,
      transfer.points,
      transfer.note,
      transfer.store,
      transfer.given_on,
      transfer.given_at,
      transfer.given_by
  );
}

bool note_transfer_return(sql::Tx& tx, const PointsTransfer& transfer) {
  return tx.exec(
             note_return_sql,
             transfer.returned,
             transfer.returned_at,
             transfer.returned_by,
             transfer.returned_why,
             transfer.id,
             transfer.giver
         ) == 1;
}

std::optional<PointsTransfer> find_transfer(sql::Tx& tx, PointsTransferId id, OwnerId giver) {
  return tx.find<PointsTransfer>(find_transfer_sql, id, giver);
}

std::vector<PointsTransfer> transfers_of(
    sql::Tx& tx, OwnerId member, PointsTransferId before, int limit
) {
  return tx.list<PointsTransfer>(transfers_of_sql, member, before, limit);
}

std::optional<StoreId> store_of_transfer(sql::Tx& tx, PointsTransferId id) {
  return tx.find<StoreId>(store_of_transfer_sql, id);
}

Points given_between(sql::Tx& tx, OwnerId giver, Date from, Date to) {
  return tx.get<Points>(given_between_sql, giver, from, to);
}

}  // namespace guanxi::points::store
