#include "flows/verify/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "flows/verify/blame.h"
#include "modules/points/budgets.h"
#include "modules/points/cause_sums.h"
#include "modules/points/uses.h"

namespace guanxi::verify {
namespace {

constexpr int limited_at_once = 10'000;

/// The sales that say anything of limits, one after another.
class LimitedSales {
 public:
  explicit LimitedSales(sql::Tx& tx) : tx_(tx) {}
  const sales::LimitedReceipt* current() {
    if (at_ == receipts_.size() && more_) {
      const ReceiptId after = receipts_.empty() ? ReceiptId() : receipts_.back().id;
      receipts_ = sales::limited_receipts(tx_, after, limited_at_once);
      more_ = std::ssize(receipts_) == limited_at_once;
      at_ = 0;
    }
    return at_ < receipts_.size() ? &receipts_[at_] : nullptr;
  }
  void next() { ++at_; }

 private:
  sql::Tx& tx_;
  std::vector<sales::LimitedReceipt> receipts_;
  std::size_t at_ = 0;
  bool more_ = true;
};

std::vector<points::Use> uses_said(const sales::LimitedReceipt& sale) {
  std::vector<points::Use> uses;
  for (const sales::Note& note : sale.notes) {
    if (note.code != sales::notes::occasion_use) continue;
    const Date day = Date::from_yyyymmdd(note.value).value_or(Date::never);
    uses.push_back({sale.owner, note.text, day, sale.id.value()});
  }
  return uses;
}

std::optional<Date> usable_said(const sales::LimitedReceipt& sale) {
  for (const sales::Note& note : sale.notes) {
    if (note.code == sales::notes::usable_from) return Date::from_yyyymmdd(note.value);
  }
  return std::nullopt;
}

/// Both sides come in receipt order.
void compare_uses(sql::Tx& tx, Report& report) {
  LimitedSales sales(tx);
  std::vector<points::Use> left;  // of the current sale, not met yet
  bool taken_up = false;
  const auto finish = [&](const sales::LimitedReceipt& sale) {
    if (!taken_up) left = uses_said(sale);
    if (!left.empty())
      blame_receipt(report, sale.id.value(), "it used an occasion, and no use is recorded");
    taken_up = false;
    sales.next();
  };
  points::each_use(tx, [&](const points::RecordedUse& use) {
    const sales::LimitedReceipt* sale = sales.current();
    while (sale != nullptr && sale->id.value() < use.receipt) {
      finish(*sale);
      sale = sales.current();
    }
    if (sale == nullptr || sale->id.value() > use.receipt) {
      return blame_receipt(report, use.receipt, "a use of an occasion without its sale");
    }
    if (!taken_up) left = uses_said(*sale);
    taken_up = true;
    const points::Use same{use.owner, use.code, use.used_on, use.receipt};
    if (std::erase(left, same) == 0) {
      return blame_receipt(report, use.receipt, "a use of an occasion that its sale does not know");
    }
    if (use.given_back != sale->came_back) {
      blame_receipt(
          report, use.receipt, "a use of an occasion is given back without its sale, or not with it"
      );
    }
  });
  while (const sales::LimitedReceipt* sale = sales.current()) finish(*sale);
}

void compare_budgets(sql::Tx& tx, Report& report) {
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> taken;  // by programme and day
  LimitedSales sales(tx);
  for (; const sales::LimitedReceipt* sale = sales.current(); sales.next()) {
    for (const sales::Note& note : sale->notes) {
      if (note.code != sales::notes::budget_taken) continue;
      std::int64_t day = 0;
      for (const char digit : note.text) day = day * 10 + (digit - '0');
      taken[{sale->programme.value(), day}] += note.value;
    }
  }
  for (const points::BudgetDay& day : points::budget_days(tx)) {
    const auto said = taken.extract({day.programme.value(), day.day.yyyymmdd()});
    if (!said.empty() && said.mapped() == day.taken.value()) continue;
    blame(
        report,
        fmt::format(
            "programme {}: {} of the budget of {} are taken where its sales say {}",
            day.programme.value(),
            day.taken.value(),
            day.day.yyyymmdd(),
            said.empty() ? 0 : said.mapped()
        )
    );
  }
  for (const auto& [key, said] : taken) {
    blame(
        report,
        fmt::format(
            "programme {}: sales took {} of the budget of {}, which does not know",
            key.first,
            said,
            key.second
        )
    );
  }
}

/// Both sides come in receipt order.
void compare_usable(sql::Tx& tx, Report& report) {
  LimitedSales sales(tx);
  const auto skip = [&](const sales::LimitedReceipt& sale) {
    if (usable_said(sale))
      blame_receipt(report, sale.id.value(), "its points are usable sooner than it says");
    sales.next();
  };
  points::each_cause_usable(tx, [&](const points::CauseUsable& lots) {
    const sales::LimitedReceipt* sale = sales.current();
    while (sale != nullptr && sale->id.value() < lots.cause_id) {
      skip(*sale);
      sale = sales.current();
    }
    const bool ours = sale != nullptr && sale->id.value() == lots.cause_id;
    if (!ours || usable_said(*sale) != lots.first || usable_said(*sale) != lots.last) {
      blame_receipt(report, lots.cause_id, "its points are usable on another day than it says");
    }
    if (ours) sales.next();
  });
  while (const sales::LimitedReceipt* sale = sales.current()) skip(*sale);
}

}  // namespace

void compare_limits(sql::Tx& tx, Report& report) {
  compare_uses(tx, report);
  compare_budgets(tx, report);
  compare_usable(tx, report);
}

}  // namespace guanxi::verify
