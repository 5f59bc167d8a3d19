#include "flows/refund/split.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/rounding.h"

namespace guanxi::refund {
namespace {

/// The part of `whole` that belongs to the first `quantity` of `all`.
std::int64_t cumulative(std::int64_t whole, Quantity quantity, Quantity all) {
  return divide(Int128{whole} * quantity.milli(), all.milli(), Rounding::half_up);
}

Returned returned(const sales::Line& line, Quantity quantity) {
  const Quantity before = line.refunded_quantity;
  const Quantity after = before + quantity;
  return {
      .line = line.line,
      .quantity = quantity,
      .list_amount = cumulative(line.list_amount, after, line.quantity) -
                     cumulative(line.list_amount, before, line.quantity),
      .amount = cumulative(line.amount, after, line.quantity) - line.refunded_amount,
  };
}

}  // namespace

Result<std::vector<Returned>> returned_lines(
    const sales::Receipt& sale,
    const std::optional<std::vector<Wanted>>& wanted,
    const std::string& at
) {
  std::vector<Returned> all;
  if (!wanted) {
    for (const sales::Line& line : sale.lines) {
      const Quantity left = line.quantity - line.refunded_quantity;
      if (left > Quantity()) all.push_back(returned(line, left));
    }
    if (all.empty()) return ErrorCode::nothing_left_to_refund;
    return all;
  }
  std::set<int> seen;
  for (std::size_t i = 0; i < wanted->size(); ++i) {
    const auto& [number, quantity] = (*wanted)[i];
    const auto line =
        std::find_if(sale.lines.begin(), sale.lines.end(), [&](const sales::Line& candidate) {
          return candidate.line == number;
        });
    const std::string pointer = fmt::format("{}/{}", at, i);
    if (line == sale.lines.end()) {
      return fail(ErrorCode::line_not_found, pointer + "/line", {{"line", std::to_string(number)}});
    }
    if (!seen.insert(number).second) return fail(ErrorCode::duplicate_field, pointer + "/line");
    const Quantity left = line->quantity - line->refunded_quantity;
    if (left == Quantity()) return fail(ErrorCode::nothing_left_to_refund, pointer + "/line");
    if (quantity > left) {
      return fail(
          ErrorCode::refund_exceeds_sale, pointer + "/quantity", {{"left", left.to_string()}}
      );
    }
    all.push_back(returned(*line, quantity));
  }
  return all;
}

sales::TenderKind paid_with(const sales::Tender& tender) {
  if (tender.kind != sales::TenderKind::exchange_credit) return tender.kind;
  return sales::find_tender_kind(tender.reference).value_or(sales::TenderKind::cash);
}

std::int64_t restore_kind(
    std::vector<sales::Tender>& sale_tenders, sales::TenderKind kind, std::int64_t amount
) {
  const std::int64_t asked = amount;
  std::int64_t left = 0;
  for (const sales::Tender& tender : sale_tenders) {
    if (paid_with(tender) == kind) left += tender.amount - tender.restored;
  }
  if (left < amount) return left;
  for (sales::Tender& tender : sale_tenders) {
    if (paid_with(tender) != kind) continue;
    const std::int64_t part = std::min(amount, tender.amount - tender.restored);
    tender.restored += part;
    amount -= part;
  }
  GX_CHECK(amount == 0);
  return asked;
}

std::vector<sales::Tender> restore_tenders(
    std::vector<sales::Tender>& sale_tenders, std::int64_t amount
) {
  const auto left = [](const sales::Tender& tender) { return tender.amount - tender.restored; };
  std::int64_t all_left = 0;
  for (const auto& tender : sale_tenders) all_left += left(tender);
  GX_CHECK(amount >= 0 && amount <= all_left);

  std::vector<std::int64_t> parts(sale_tenders.size(), 0);
  std::int64_t rest = amount;
  for (std::size_t i = 0; i < parts.size() && all_left > 0; ++i) {
    parts[i] = divide(Int128{amount} * left(sale_tenders[i]), all_left, Rounding::floor);
    rest -= parts[i];
  }
  for (const bool cash_only : {true, false}) {
    for (std::size_t i = 0; i < parts.size() && rest > 0; ++i) {
      if (cash_only && sale_tenders[i].kind != sales::TenderKind::cash) continue;
      const std::int64_t more = std::min(rest, left(sale_tenders[i]) - parts[i]);
      parts[i] += more;
      rest -= more;
    }
  }
  GX_CHECK(rest == 0);

  std::vector<sales::Tender> restored;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == 0) continue;
    sales::Tender& tender = sale_tenders[i];
    tender.restored += parts[i];
    const bool credit = tender.kind == sales::TenderKind::exchange_credit;
    restored.push_back({paid_with(tender), parts[i], credit ? "" : tender.reference, 0});
  }
  return restored;
}

std::vector<sales::Tender> restore_money(
    std::vector<sales::Tender>& sale_tenders, std::int64_t amount
) {
  std::vector<sales::Tender> money;
  for (const sales::Tender& tender : sale_tenders) {
    if (tender.kind != sales::TenderKind::points) money.push_back(tender);
  }
  std::vector<sales::Tender> restored = restore_tenders(money, amount);
  auto moved = money.begin();
  for (sales::Tender& tender : sale_tenders) {
    if (tender.kind != sales::TenderKind::points) tender = *moved++;
  }
  return restored;
}

}  // namespace guanxi::refund
