#include "flows/verify/growth.h"

#include <fmt/format.h>

#include "flows/verify/blame.h"

namespace guanxi::verify {
namespace {

constexpr int receipts_at_once = 10'000;

/// Both sides come in receipt order.
class Comparison {
 public:
  Comparison(sql::Tx& tx, Report& report) : tx_(tx), report_(report) {}

  void run() {
    tiers::each_receipt_growth(tx_, [&](const tiers::ReceiptGrowth& entered) { meet(entered); });
    while (const sales::GrowthReceipt* receipt = current()) skip(*receipt);
  }

 private:
  void meet(const tiers::ReceiptGrowth& entered) {
    const sales::GrowthReceipt* receipt = current();
    while (receipt != nullptr && receipt->id.value() < entered.receipt) {
      skip(*receipt);
      receipt = current();
    }
    if (receipt == nullptr || receipt->id.value() > entered.receipt)
      return blame(entered.receipt, "a growth journal knows of a receipt that gave none");
    if (receipt->owner != entered.owner || receipt->growth != entered.growth)
      blame(entered.receipt, "its growth differs from the journal's");
    ++at_;
  }
  void skip(const sales::GrowthReceipt& receipt) {
    if (receipt.growth != 0) blame(receipt.id.value(), "its growth is in no journal");
    ++at_;
  }
  const sales::GrowthReceipt* current() {
    if (at_ == receipts_.size() && more_) {
      const ReceiptId after = receipts_.empty() ? ReceiptId() : receipts_.back().id;
      receipts_ = sales::growth_receipts(tx_, after, receipts_at_once);
      more_ = std::ssize(receipts_) == receipts_at_once;
      at_ = 0;
    }
    return at_ < receipts_.size() ? &receipts_[at_] : nullptr;
  }
  void blame(std::int64_t receipt, std::string_view what) { blame_receipt(report_, receipt, what); }

  sql::Tx& tx_;
  Report& report_;
  std::vector<sales::GrowthReceipt> receipts_;
  std::size_t at_ = 0;
  bool more_ = true;
};

}  // namespace

void compare_growth(sql::Tx& tx, Report& report) { Comparison(tx, report).run(); }

}  // namespace guanxi::verify
