#include <fmt/format.h>

#include <map>

#include "flows/checkout/reading.h"

namespace guanxi::checkout {

ReconciliationAnswer reconcile(
    const Reconciliation& theirs,
    const std::vector<sales::Summary>& ours,
    Currency currency,
    api::Language language
) {
  const bool zh = language == api::Language::zh_cn;
  ReconciliationAnswer answer;
  answer.sales.amount = answer.refunds.amount = Money::zero(currency);
  std::map<std::int64_t, const sales::Summary*> by_sequence;
  for (const sales::Summary& receipt : ours) {
    CountAndSum& sum = receipt.kind == "sale" ? answer.sales : answer.refunds;
    const Money amount(receipt.payable, currency);
    if (receipt.kind == sales::word(sales::Kind::refund_without_receipt_void)) {
      --sum.count;  // a refund of this till and day that was none
      sum.amount -= amount;
    } else {
      ++sum.count;
      sum.amount += amount;
    }
    by_sequence.emplace(receipt.sequence, &receipt);
  }

  const auto differ = [&](const char* what,
                          std::optional<std::int64_t> sequence,
                          std::optional<Money> a,
                          std::optional<Money> b,
                          std::string text) {
    answer.differences.push_back({what, sequence, a, b, std::move(text)});
  };
  const auto compare = [&](const CountAndSum& a,
                           const CountAndSum& b,
                           const char* count,
                           const char* amount,
                           const char* name) {
    if (a.count != b.count) {
      differ(
          count,
          std::nullopt,
          std::nullopt,
          std::nullopt,
          fmt::format(
              fmt::runtime(zh ? "{}笔数：收银机 {}，本系统 {}" : "{} count: till {}, here {}"),
              name,
              a.count,
              b.count
          )
      );
    }
    if (a.amount != b.amount) {
      differ(
          amount,
          std::nullopt,
          a.amount,
          b.amount,
          fmt::format(
              fmt::runtime(zh ? "{}金额：收银机 {}，本系统 {}" : "{} amount: till {}, here {}"),
              name,
              a.amount.to_string(),
              b.amount.to_string()
          )
      );
    }
  };
  compare(theirs.sales, answer.sales, "sales_count", "sales_amount", zh ? "销售" : "Sales");
  compare(
      theirs.refunds, answer.refunds, "refunds_count", "refunds_amount", zh ? "退货" : "Refunds"
  );

  if (theirs.receipts) {
    for (const TillReceipt& receipt : *theirs.receipts) {
      const auto found = by_sequence.find(receipt.sequence);
      if (found == by_sequence.end()) {
        differ(
            "missing_here",
            receipt.sequence,
            receipt.amount,
            std::nullopt,
            fmt::format(
                fmt::runtime(zh ? "{} 号单据本系统没有" : "Receipt {} is not here"),
                receipt.sequence
            )
        );
        continue;
      }
      const sales::Summary& own = *found->second;
      const Money amount(own.payable, currency);
      if (own.kind != receipt.kind) {
        differ(
            "kind",
            receipt.sequence,
            receipt.amount,
            amount,
            fmt::format(
                fmt::runtime(
                    zh ? "{} 号单据类别不同：{} / {}" : "Receipt {} differs in kind: {} / {}"
                ),
                receipt.sequence,
                receipt.kind,
                own.kind
            )
        );
      } else if (amount != receipt.amount) {
        differ(
            "amount",
            receipt.sequence,
            receipt.amount,
            amount,
            fmt::format(
                fmt::runtime(zh ? "{} 号单据金额不同" : "Receipt {} differs in amount"),
                receipt.sequence
            )
        );
      }
      by_sequence.erase(found);
    }
    for (const auto& [sequence, own] : by_sequence) {
      differ(
          "missing_there",
          sequence,
          std::nullopt,
          Money(own->payable, currency),
          fmt::format(
              fmt::runtime(zh ? "{} 号单据收银机没有" : "Receipt {} is not at the till"), sequence
          )
      );
    }
  }
  answer.agrees = answer.differences.empty();
  return answer;
}

}  // namespace guanxi::checkout
