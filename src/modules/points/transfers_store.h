// Inside modules/points: the SQL of transfers. Functions of the caller's Tx; any thread.
#pragma once

#include <functional>

#include "modules/points/transfers.h"

namespace guanxi::points {
namespace store {

void insert_transfer(sql::Tx& tx, const PointsTransfer& transfer);
/// False: something came back before.
bool note_transfer_return(sql::Tx& tx, const PointsTransfer& transfer);
std::optional<PointsTransfer> find_transfer(sql::Tx& tx, PointsTransferId id, OwnerId giver);
std::vector<PointsTransfer> transfers_of(
    sql::Tx& tx, OwnerId member, PointsTransferId before, int limit
);
/// Where it was made; nullopt: no store, or no such transfer.
std::optional<StoreId> store_of_transfer(sql::Tx& tx, PointsTransferId id);
/// What a member gave from one day through another, without what came back.
Points given_between(sql::Tx& tx, OwnerId giver, Date from, Date to);

}  // namespace store

/// For verify: what every transfer says is what both journals say, and each part that left one
/// account came into another one with its class and last day.
void check_transfers(
    sql::Tx& tx, const std::function<void(std::int64_t owner, std::string what)>& fault
);

}  // namespace guanxi::points
