// What sales used of promotions that are limited – receipts, money, points –: per member in a row
// for each use, per store, day and altogether in counters that the last statements of a sale move.
// Named by the promotion's code: its next version goes on counting.
//
// A member's uses are read before a sale is posted and written with it: the account, to which every
// sale of a member posts under its seq, guards them. The counters guard themselves. A sale that has
// come back wholly gives back what it used.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/time.h"
#include "modules/pricing/engine/rules.h"
#include "platform/sql/sql.h"

namespace guanxi::pricing {

/// What a sale used of one promotion.
struct Use {
  const Promotion* promotion = nullptr;
  std::int64_t money = 0;   // minor units that it took off
  std::int64_t points = 0;  // of class B that it gave
};

/// Whose uses count, where and when.
struct UsedBy {
  ProgrammeId programme;
  std::vector<OwnerId> selves;  // the member under every name; empty: nobody's
  StoreId store;
  Date day;               // of the sale, in the programme's zone
  ReceiptId except = {};  // comes back in the same transaction: does not count
  /// Codes whose counters this very sale has moved already, when it was nobody's and had no points.
  std::vector<std::string> taken = {};
};
/// What is left of a promotion's limits, the least of all of them.
Allowance allowance_of(sql::Tx& tx, const Promotion& promotion, const UsedBy& who);

/// A sale that used limited promotions.
struct UsingSale {
  ProgrammeId programme;
  OwnerId owner;  // a member, or the till's anonymous account
  ReceiptId receipt;
  StoreId store;
  Date day;
};
/// Writes down what it used; promotions without limits are none of it.
void add_uses(sql::Tx& tx, const UsingSale& sale, std::span<const Use> uses);
/// Moves the counters that these promotions are limited by: last of all a sale writes. Errors:
/// conflict where one is used up since.
Outcome take_budgets(sql::Tx& tx, const UsingSale& sale, std::span<const Use> uses);
/// Points of a sale that uses these promotions already, in its rows and in the counters that it
/// moved. Errors: conflict where one is used up since.
Outcome add_points(sql::Tx& tx, const UsingSale& sale, std::span<const Use> uses);
/// The whole sale has come back in `refund`: what it used counts no more. Errors: conflict.
Outcome give_uses_back(sql::Tx& tx, const UsingSale& sale, ReceiptId refund);

/// The receipt is another owner's now: so is what it used.
void move_uses(sql::Tx& tx, OwnerId from, OwnerId to, ReceiptId receipt);

/// For holding them against receipts, by receipt and code.
struct RecordedUse {
  ReceiptId receipt;
  OwnerId owner;
  std::string code;
  Date used_on;
  std::int64_t money = 0, points = 0, counters = 0;
  bool given_back = false;
};
void each_use(sql::Tx& tx, const std::function<void(const RecordedUse&)>& visit);
/// The counters, and those that a use has moved: store and day are 0 for all of them together.
struct Budget {
  ProgrammeId programme;
  std::string code;
  std::int64_t store = 0, day = 0;
  std::int64_t uses = 0, money = 0, points = 0;
};
std::vector<Budget> budgets(sql::Tx& tx);
std::vector<Budget> budgets_of(const RecordedUse& use, ProgrammeId programme, StoreId store);

}  // namespace guanxi::pricing
