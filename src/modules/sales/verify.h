// Receipts against their own lines, tenders, refunds and claims. Reads only; a fault is named and
// the search goes on.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "modules/sales/sales.h"

namespace guanxi::sales {

struct VerifyReport {
  std::int64_t receipts = 0, lines = 0, claims = 0;
  std::vector<std::string> faults;  // the first hundred, named; no personal data
  std::int64_t faults_found = 0;
  bool is_clean() const { return faults_found == 0; }
};

/// Checks: every receipt has its natural claim and every claim its receipt; lines sum to list
/// total, payable and points; tenders sum to payable; what has gone back of a sale and of each of
/// its lines = Σ of its refunds, never more than was sold; a voided sale has one void and nothing
/// else; what was given to a member later is that member's, with what its document says; a refund
/// without a receipt is a member's and has no sale, its void undoes the whole of it.
VerifyReport verify(sql::Tx& tx);

/// Classes A, B, C and E of every sale that earned any, in receipt order: to hold against the
/// points module's books.
struct SalePoints {
  ReceiptId id;
  OwnerId owner;
  Points earned, reversed;
};
std::vector<SalePoints> points_of_sales(sql::Tx& tx, ReceiptId after, int limit);

/// What a receipt says that its owner's points paid; those given back by a refund or void are
/// negative: to hold against the points module's books.
struct PointsReceipt {
  ReceiptId id;
  OwnerId owner;
  Points paid;
};
/// In receipt order, those behind `after` that say anything of the kind.
std::vector<PointsReceipt> points_receipts(sql::Tx& tx, ReceiptId after, int limit);

/// What a refund without a receipt says it took of its owner's points; a void's are negative: to
/// hold against the points module's books.
struct TakenReceipt {
  ReceiptId id;
  OwnerId owner;
  Points taken;
};
/// In receipt order, those behind `after`.
std::vector<TakenReceipt> taken_receipts(sql::Tx& tx, ReceiptId after, int limit);

/// A sale that says it had an occasion or a promotion which is limited, used a coupon, took of a
/// day's budget or earned points that are usable later (the notes of these names): to hold against
/// the books of points, pricing and coupons.
struct LimitedReceipt {
  ReceiptId id;
  OwnerId owner;
  ProgrammeId programme;
  StoreId store;
  bool came_back = false;  // all of its goods
  std::vector<Note> notes;
};
/// In receipt order, those behind `after`.
std::vector<LimitedReceipt> limited_receipts(sql::Tx& tx, ReceiptId after, int limit);

/// What our engine would have asked for a sale; nullopt: there is no such receipt.
std::optional<std::int64_t> engine_payable_of(sql::Tx& tx, OwnerId owner, ReceiptId receipt);

/// What a receipt says it took from its owner's wallet and saved to it, in minor units; those of a
/// refund or void are negative: to hold against the wallet's books.
struct WalletReceipt {
  ReceiptId id;
  OwnerId owner;
  std::int64_t stored = 0, bonus = 0;  // bonus: of stored
  std::int64_t change = 0, saved = 0;
};
/// In receipt order, those behind `after`; of receipts that say nothing of the kind only a few,
/// with zeros.
std::vector<WalletReceipt> wallet_receipts(sql::Tx& tx, ReceiptId after, int limit);

/// What a receipt says it gave or took of its owner's growth, on all ladders: to hold against the
/// books of tiers.
struct GrowthReceipt {
  ReceiptId id;
  OwnerId owner;
  std::int64_t growth = 0;
};
/// In receipt order, those behind `after`; of receipts that say nothing of the kind only a few,
/// with zeros.
std::vector<GrowthReceipt> growth_receipts(sql::Tx& tx, ReceiptId after, int limit);

}  // namespace guanxi::sales
