// What goes back of a sale, pure: amounts by line, tenders, in cumulative proportion, so that
// refunds of any subset in any order end where one full refund ends.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modules/sales/sales.h"

namespace guanxi::refund {

struct Wanted {
  int line = 0;
  Quantity quantity;
};

struct Returned {
  int line = 0;
  Quantity quantity;
  std::int64_t list_amount = 0, amount = 0;  // minor units, of what goes back now
};

/// `wanted` nullopt: everything left. A line's amount is its share of the line's cumulative return,
/// half-up, minus what went back before. Errors, with pointers below `at` ("/lines"):
/// line_not_found, refund_exceeds_sale (fact: left), duplicate_field (a line twice),
/// nothing_left_to_refund.
Result<std::vector<Returned>> returned_lines(
    const sales::Receipt& sale,
    const std::optional<std::vector<Wanted>>& wanted,
    const std::string& at
);

/// Splits `amount` (≤ what is left of the sale's tenders) over the tenders in proportion to what is
/// left of each, rounded down; the rest goes to cash first, then by position. exchange_credit comes
/// back as cash. Returns what to give back and moves `restored` in `sale_tenders`.
std::vector<sales::Tender> restore_tenders(
    std::vector<sales::Tender>& sale_tenders, std::int64_t amount
);

/// The same over the tenders that are not points.
std::vector<sales::Tender> restore_money(
    std::vector<sales::Tender>& sale_tenders, std::int64_t amount
);

/// Moves `restored` of the tenders of `kind` by `amount`, and returns it – or what was left of
/// them, moving nothing, where that is less. An exchange_credit counts as the tender that paid for
/// the returned goods.
std::int64_t restore_kind(
    std::vector<sales::Tender>& sale_tenders, sales::TenderKind kind, std::int64_t amount
);

/// The tender that an exchange_credit stands for: its reference names it.
sales::TenderKind paid_with(const sales::Tender& tender);

}  // namespace guanxi::refund
