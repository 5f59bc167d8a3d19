// The growth journals against the standings, recomputed from the entries alone: the chain, growth
// and support, the tier that follows. Reads one snapshot.
#pragma once

#include <string>
#include <vector>

#include "modules/tiers/tiers.h"

namespace guanxi::tiers {

struct VerifyReport {
  std::int64_t standings = 0, entries = 0, growth = 0;
  std::int64_t faults_found = 0;
  std::vector<std::string> faults;  // the first of them
  sql::Digest digest{};             // over all heads
  bool is_clean() const { return faults_found == 0; }
};

VerifyReport verify(sql::Tx& tx);

/// What the journals say of each receipt: growth that it gave or took, on all ladders.
struct ReceiptGrowth {
  std::int64_t receipt = 0;
  OwnerId owner;
  std::int64_t growth = 0;
};
/// In the order of receipts.
void each_receipt_growth(sql::Tx& tx, const std::function<void(const ReceiptGrowth&)>& visit);

}  // namespace guanxi::tiers
