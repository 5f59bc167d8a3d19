#include "flows/verify/prices.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "modules/pricing/traces.h"
#include "modules/pricing/uses.h"

namespace guanxi::verify {
namespace {

constexpr std::size_t price_faults_max = 100;
constexpr int promoted_at_once = 10'000;

class PriceFaults {
 public:
  explicit PriceFaults(Report& report) : report_(report) {}
  void add(std::string what) {
    ++report_.between_found;
    if (report_.between.size() < price_faults_max) report_.between.push_back(std::move(what));
  }
  void add(ReceiptId receipt, std::string_view what) {
    add(fmt::format("receipt {}: {}", receipt.value(), what));
  }

 private:
  Report& report_;
};

/// What a kept price says is what the engine asked, line by line and altogether.
void compare_traces(sql::Tx& tx, PriceFaults& faults) {
  pricing::each_trace(tx, [&](const pricing::RecordedTrace& kept) {
    if (!kept.trace) return faults.add(kept.receipt, "its price cannot be read");
    const auto asked = sales::engine_payable_of(tx, kept.owner, kept.receipt);
    if (!asked) return faults.add(kept.receipt, "a price without its sale");
    const pricing::Quote& quote = kept.trace->quote;
    if (quote.payable != *asked) faults.add(kept.receipt, "its price is not what it says it is");
    std::vector<std::int64_t> left;
    for (const pricing::PricedLine& line : quote.lines) left.push_back(line.shop);
    for (const pricing::Concession& one : quote.concessions) {
      if (one.line >= 1 && one.line <= left.size()) left[one.line - 1] -= one.amount;
    }
    for (std::size_t i = 0; i < left.size(); ++i) {
      if (left[i] == quote.lines[i].payable) continue;
      faults.add(kept.receipt, "what was taken off a line is not what it lost");
      break;
    }
  });
}

/// The sales that used limited promotions, in the order of receipts.
std::vector<sales::LimitedReceipt> using_sales(sql::Tx& tx) {
  std::vector<sales::LimitedReceipt> all;
  for (ReceiptId after;;) {
    auto some = sales::limited_receipts(tx, after, promoted_at_once);
    const bool more = std::ssize(some) == promoted_at_once;
    if (!some.empty()) after = some.back().id;
    for (sales::LimitedReceipt& sale : some) {
      std::erase_if(sale.notes, [](const sales::Note& note) {
        return note.code != sales::notes::promotion_use;
      });
      if (!sale.notes.empty()) all.push_back(std::move(sale));
    }
    if (!more) return all;
  }
}

void compare_promotion_uses(sql::Tx& tx, PriceFaults& faults) {
  using Key = std::tuple<std::int64_t, std::string, std::int64_t, std::int64_t>;
  std::map<Key, std::pair<std::int64_t, std::int64_t>> moved;  // by counter: uses and money
  auto sales = using_sales(tx);
  pricing::each_use(tx, [&](const pricing::RecordedUse& use) {
    const auto sale = std::ranges::lower_bound(sales, use.receipt, {}, &sales::LimitedReceipt::id);
    if (sale == sales.end() || sale->id != use.receipt || sale->owner != use.owner)
      return faults.add(use.receipt, "a use of a promotion without its sale");
    const auto said = std::erase_if(sale->notes, [&](const sales::Note& note) {
      return note.text == use.code && note.value == use.used_on.yyyymmdd();
    });
    if (said != 1) faults.add(use.receipt, "a use of a promotion that its sale does not know");
    if (use.given_back != sale->came_back) {
      faults.add(
          use.receipt, "a use of a promotion is given back without its sale, or not with it"
      );
    }
    for (const pricing::Budget& one : pricing::budgets_of(use, sale->programme, sale->store)) {
      auto& sums = moved[{one.programme.value(), one.code, one.store, one.day}];
      sums.first += one.uses;
      sums.second += one.money;
    }
  });
  for (const sales::LimitedReceipt& sale : sales) {
    if (!sale.notes.empty()) faults.add(sale.id, "it used a promotion, and no use is recorded");
  }
  for (const pricing::Budget& one : pricing::budgets(tx)) {
    const auto found = moved.extract({one.programme.value(), one.code, one.store, one.day});
    const auto sums = found.empty() ? std::pair<std::int64_t, std::int64_t>() : found.mapped();
    if (sums == std::pair(one.uses, one.money)) continue;
    faults.add(fmt::format("promotion {}: its counter is not what its sales used", one.code));
  }
  for (const auto& [key, sums] : moved) {
    faults.add(fmt::format("promotion {}: a counter that its sales moved is gone", std::get<1>(key))
    );
  }
}

}  // namespace

void compare_prices(sql::Tx& tx, Report& report) {
  PriceFaults faults(report);
  compare_traces(tx, faults);
  compare_promotion_uses(tx, faults);
}

}  // namespace guanxi::verify
