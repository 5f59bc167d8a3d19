#include "flows/verify/prices.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <tuple>

#include "flows/verify/blame.h"
#include "modules/coupons/verify.h"
#include "modules/pricing/rule_life.h"
#include "modules/pricing/shares.h"
#include "modules/pricing/traces.h"
#include "modules/pricing/uses.h"

namespace guanxi::verify {
namespace {

constexpr int promoted_at_once = 10'000;

/// What kept prices say that rules took off, by receipt and coupon, or receipt and rule.
struct Taken {
  using Key = std::pair<std::int64_t, std::int64_t>;
  std::map<Key, std::int64_t> by_coupon, by_promotion;
};

/// What a kept price says is what the engine asked, line by line and altogether. What it says of
/// coupons and, of the sales in `using_limited` (in order), of promotions goes into `taken`.
void compare_traces(
    sql::Tx& tx, std::span<const sales::LimitedReceipt> using_limited, Taken& taken, Report& report
) {
  pricing::each_trace(tx, [&](const pricing::RecordedTrace& kept) {
    if (!kept.trace) return blame_receipt(report, kept.receipt.value(), "its price cannot be read");
    const auto asked = sales::engine_payable_of(tx, kept.owner, kept.receipt);
    if (!asked) return blame_receipt(report, kept.receipt.value(), "a price without its sale");
    const pricing::Quote& quote = kept.trace->quote;
    if (quote.payable != *asked)
      blame_receipt(report, kept.receipt.value(), "its price is not what it says it is");
    const bool limited =
        std::ranges::binary_search(using_limited, kept.receipt, {}, &sales::LimitedReceipt::id);
    for (const pricing::Concession& one : quote.concessions) {
      if (one.kind == pricing::RuleKind::coupon)
        taken.by_coupon[{kept.receipt.value(), one.coupon}] += one.amount;
      if (one.kind == pricing::RuleKind::promotion && limited)
        taken.by_promotion[{kept.receipt.value(), one.rule}] += one.amount;
    }
    std::vector<std::int64_t> left;
    for (const pricing::PricedLine& line : quote.lines) left.push_back(line.shop);
    for (const pricing::Concession& one : quote.concessions) {
      if (one.line >= 1 && one.line <= left.size()) left[one.line - 1] -= one.amount;
    }
    for (std::size_t i = 0; i < left.size(); ++i) {
      if (left[i] == quote.lines[i].payable) continue;
      blame_receipt(report, kept.receipt.value(), "what was taken off a line is not what it lost");
      break;
    }
  });
}

/// The sales that say so with a note of that code, or the other, in the order of receipts, with
/// those notes.
std::vector<sales::LimitedReceipt> sales_saying(
    sql::Tx& tx, std::string_view code, std::string_view other = {}
) {
  std::vector<sales::LimitedReceipt> all;
  for (ReceiptId after;;) {
    auto some = sales::limited_receipts(tx, after, promoted_at_once);
    const bool more = std::ssize(some) == promoted_at_once;
    if (!some.empty()) after = some.back().id;
    for (sales::LimitedReceipt& sale : some) {
      std::erase_if(sale.notes, [&](const sales::Note& note) {
        return note.code != code && note.code != other;
      });
      if (!sale.notes.empty()) all.push_back(std::move(sale));
    }
    if (!more) return all;
  }
}

/// What the price says that promotions of a code took off on a receipt: rules are named by id
/// there.
class PromotionSums {
 public:
  PromotionSums(sql::Tx& tx, const Taken& taken) : tx_(tx), taken_(taken) {}
  std::int64_t of(ReceiptId receipt, const std::string& code) {
    std::int64_t sum = 0;
    const auto first = taken_.by_promotion.lower_bound({receipt.value(), 0});
    for (auto at = first; at != taken_.by_promotion.end(); ++at) {
      if (at->first.first != receipt.value()) break;
      if (code_of(at->first.second) == code) sum += at->second;
    }
    return sum;
  }

 private:
  const std::string& code_of(std::int64_t rule) {
    const auto [known, is_new] = codes_.try_emplace(rule);
    if (is_new) {
      const auto found = pricing::find_rule(tx_, pricing::RuleId(rule));
      if (found) known->second = found->code;
    }
    return known->second;
  }

  sql::Tx& tx_;
  const Taken& taken_;
  std::map<std::int64_t, std::string> codes_;
};

void compare_promotion_uses(
    sql::Tx& tx, std::vector<sales::LimitedReceipt> sales, const Taken& taken, Report& report
) {
  using Key = std::tuple<std::int64_t, std::string, std::int64_t, std::int64_t>;
  using Sums = std::array<std::int64_t, 3>;  // uses, money, points
  std::map<Key, Sums> moved;                 // by counter
  PromotionSums sums_of(tx, taken);
  pricing::each_use(tx, [&](const pricing::RecordedUse& use) {
    const auto sale = std::ranges::lower_bound(sales, use.receipt, {}, &sales::LimitedReceipt::id);
    if (sale == sales.end() || sale->id != use.receipt || sale->owner != use.owner)
      return blame_receipt(report, use.receipt.value(), "a use of a promotion without its sale");
    const auto said = std::erase_if(sale->notes, [&](const sales::Note& note) {
      return note.code == sales::notes::promotion_use && note.text == use.code &&
             note.value == use.used_on.yyyymmdd();
    });
    std::int64_t points = 0;
    std::erase_if(sale->notes, [&](const sales::Note& note) {
      if (note.code != sales::notes::promotion_points || note.text != use.code) return false;
      points += note.value;
      return true;
    });
    if (use.points != points)
      blame_receipt(
          report, use.receipt.value(), "a use of a promotion counts other points than its sale says"
      );
    if (said != 1)
      blame_receipt(
          report, use.receipt.value(), "a use of a promotion that its sale does not know"
      );
    if (use.given_back != sale->came_back) {
      blame_receipt(
          report,
          use.receipt.value(),
          "a use of a promotion is given back without its sale, or not with it"
      );
    }
    if (use.money != sums_of.of(use.receipt, use.code))
      blame_receipt(
          report, use.receipt.value(), "a promotion took another amount off than its use says"
      );
    for (const pricing::Budget& one : pricing::budgets_of(use, sale->programme, sale->store)) {
      auto& sums = moved[{one.programme.value(), one.code, one.store, one.day}];
      sums[0] += one.uses;
      sums[1] += one.money;
      sums[2] += one.points;
    }
  });
  for (const sales::LimitedReceipt& sale : sales) {
    if (!sale.notes.empty())
      blame_receipt(report, sale.id.value(), "it used a promotion, and no use is recorded");
  }
  for (const pricing::Budget& one : pricing::budgets(tx)) {
    const auto found = moved.extract({one.programme.value(), one.code, one.store, one.day});
    const auto sums = found.empty() ? Sums() : found.mapped();
    if (sums == Sums{one.uses, one.money, one.points}) continue;
    blame(report, fmt::format("promotion {}: its counter is not what its sales used", one.code));
  }
  for (const auto& [key, sums] : moved) {
    blame(
        report,
        fmt::format("promotion {}: a counter that its sales moved is gone", std::get<1>(key))
    );
  }
}

/// Receipt, coupons' book and price say the same of every coupon that was used.
void compare_coupon_uses(sql::Tx& tx, const Taken& taken, Report& report) {
  auto sales = sales_saying(tx, sales::notes::coupon_use);
  coupons::each_use_at_sale(tx, [&](const coupons::UsedAtSale& use) {
    const std::int64_t receipt = use.receipt.value();
    const auto sale = std::ranges::lower_bound(sales, use.receipt, {}, &sales::LimitedReceipt::id);
    if (sale == sales.end() || sale->id != use.receipt || sale->owner != use.owner)
      return blame_receipt(report, receipt, "a use of a coupon without its sale");
    const std::string id = use.coupon.to_string();
    const auto said = std::erase_if(sale->notes, [&](const sales::Note& note) {
      return note.text == id && note.value == use.amount;
    });
    if (said != 1) blame_receipt(report, receipt, "a use of a coupon that its sale does not know");
    const auto priced = taken.by_coupon.find({receipt, use.coupon.value()});
    if (use.amount != (priced == taken.by_coupon.end() ? 0 : priced->second))
      blame_receipt(report, receipt, "a coupon took another amount off than its use says");
    if (sale->came_back && !use.over)
      blame_receipt(report, receipt, "a coupon is not refunded with its sale");
  });
  for (const sales::LimitedReceipt& sale : sales) {
    if (!sale.notes.empty())
      blame_receipt(report, sale.id.value(), "it used a coupon, and no use is recorded");
  }
}

}  // namespace

void compare_prices(sql::Tx& tx, Report& report) {
  auto limited = sales_saying(tx, sales::notes::promotion_use, sales::notes::promotion_points);
  Taken taken;
  compare_traces(tx, limited, taken, report);
  compare_promotion_uses(tx, std::move(limited), taken, report);
  compare_coupon_uses(tx, taken, report);
  for (const std::string& fault : pricing::verify_shares(tx)) blame(report, fault);
}

}  // namespace guanxi::verify
