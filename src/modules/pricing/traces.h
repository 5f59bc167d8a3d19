// The price of a receipt as it was explained when it was made, for whoever asks later.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <functional>
#include <optional>

#include "base/id.h"
#include "modules/pricing/engine/trace.h"
#include "platform/sql/sql.h"

namespace guanxi::pricing {

void keep_trace(sql::Tx& tx, OwnerId owner, ReceiptId receipt, const Quote& quote);
/// nullopt: no rule had to do with it. A trace that cannot be read is a fault of ours.
std::optional<Trace> find_trace(sql::Tx& tx, OwnerId owner, ReceiptId receipt);

/// Says something else of it: the price stands, what it gives is explained anew.
void replace_trace(sql::Tx& tx, OwnerId owner, ReceiptId receipt, const Quote& quote);

/// The receipt is another owner's now.
void move_trace(sql::Tx& tx, OwnerId from, OwnerId to, ReceiptId receipt);

/// For holding them against receipts, by owner and receipt. `trace` is nullopt where it cannot be
/// read.
struct RecordedTrace {
  OwnerId owner;
  ReceiptId receipt;
  std::optional<Trace> trace;
};
void each_trace(sql::Tx& tx, const std::function<void(const RecordedTrace&)>& visit);

}  // namespace guanxi::pricing
