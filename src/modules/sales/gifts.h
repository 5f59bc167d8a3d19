// Gifts that came with a sale: which, how many of them stand on the receipt as free lines and how
// many were handed out beside it, and what has come back of those. What is due back of them with a
// refund, and what is kept back of its money, the flow decides (flows/refund).
//
// Functions of values and of the caller's Tx; any thread.
#pragma once

#include <functional>

#include "modules/sales/sales.h"

namespace guanxi::sales {

struct Gift {
  std::int64_t number = 0;  // within the sale, from 1
  std::string rule;         // code of the promotion or coupon that gives it
  ItemId item;
  std::string item_code;
  std::int64_t pieces = 0, on_receipt = 0;
  std::int64_t declared_value = 0;  // of a piece, minor units
  std::int64_t returned = 0;        // of those that are no lines

  std::int64_t beside() const { return pieces - on_receipt; }
};

void add_gifts(sql::Tx& tx, OwnerId owner, ReceiptId sale, std::span<const Gift> gifts);
std::vector<Gift> gifts_of(sql::Tx& tx, OwnerId owner, ReceiptId sale);
/// So many more pieces of it have come back. Errors: conflict where that is more than there were.
Outcome return_gift(
    sql::Tx& tx, OwnerId owner, ReceiptId sale, std::int64_t number, std::int64_t pieces
);
/// The receipt is another owner's now.
void move_gifts(sql::Tx& tx, OwnerId from, OwnerId to, ReceiptId sale);

/// For holding them against receipts, by receipt and number.
struct RecordedGift {
  OwnerId owner;
  ReceiptId receipt;
  Gift gift;
};
void each_gift(sql::Tx& tx, const std::function<void(const RecordedGift&)>& visit);

}  // namespace guanxi::sales
