#include "modules/sales/past_sales.h"

#include <algorithm>

#include "modules/sales/store.h"

namespace guanxi::sales {
namespace {

// A receipt's id is of the moment it was posted, and nothing is posted before it occurred but for
// the skew of clocks: what is older than the span need not be looked at.
const sql::Query select_past{
    "SELECT receipt_id, owner_id, store_id, occurred_at, posted_at, channel, pricing, "
    "programme_version, card_id, payable, refunded, earning_base, points_earned, points_reversed, "
    "tenders FROM sale_receipts WHERE receipt_id > $1 AND programme_id = $2 AND occurred_at >= $3 "
    "AND occurred_at < $4 AND kind = 'sale' AND state = 'posted' ORDER BY receipt_id LIMIT $5"};
// Lines lie beside each other; those of refunds among them are passed over.
const sql::Query select_past_lines{
    "SELECT receipt_id, owner_id, item_id, item_code, quantity, list_price, shop_price, amount, "
    "refunded_quantity, refunded_amount, counter_id FROM sale_lines WHERE receipt_id >= $1 AND "
    "receipt_id <= $2 ORDER BY receipt_id, owner_id, line"};
const sql::Query count_past{
    "SELECT COUNT(*) FROM sale_receipts WHERE receipt_id > $1 AND programme_id = $2 AND "
    "occurred_at >= $3 AND occurred_at < $4 AND kind = 'sale' AND state = 'posted'"};
const sql::Query select_first{
    "SELECT owner_id, MIN(receipt_id) FROM sale_receipts WHERE programme_id = $1 AND kind = "
    "'sale' AND state = 'posted' AND card_id IS NOT NULL GROUP BY owner_id"};

struct PastRow {
  ReceiptId id;
  OwnerId owner;
  StoreId store;
  Instant occurred_at, posted_at;
  std::string channel, pricing;
  int programme_version;
  std::optional<CardId> card;
  std::int64_t payable, refunded, earning_base;
  Points points_earned, points_reversed;
  std::string tenders;
};
struct PastLineRow {
  ReceiptId receipt;
  OwnerId owner;
  std::optional<ItemId> item;
  std::string item_code;
  Quantity quantity;
  UnitPrice list_price;
  std::optional<UnitPrice> shop_price;
  std::int64_t amount;
  Quantity refunded_quantity;
  std::int64_t refunded_amount;
  std::optional<CounterId> counter;
};
struct FirstRow {
  OwnerId owner;
  ReceiptId receipt;
};

/// No receipt that occurred at `from` or later has an id up to this one, see base/id.h.
ReceiptId before_all(Instant from) {
  constexpr std::int64_t epoch_milliseconds = 1'704'067'200'000;  // 2024-01-01T00:00Z
  constexpr std::int64_t day_milliseconds = 86'400'000;           // far more than clocks may differ
  constexpr int below_milliseconds = 22;
  const std::int64_t since = from.micros() / 1000 - epoch_milliseconds - day_milliseconds;
  return ReceiptId(since > 0 ? since << below_milliseconds : 0);
}

}  // namespace

bool PastSale::is_left() const {
  return std::ranges::any_of(lines, [](const SoldLine& line) {
    return line.refunded_quantity < line.quantity;
  });
}

std::vector<PastSale> past_sales(sql::Tx& tx, const SalesSpan& span, ReceiptId after, int limit) {
  std::vector<PastSale> sales;
  tx.each<PastRow>(
      select_past,
      [&](PastRow&& row) {
        PastSale& sale = sales.emplace_back();
        sale.id = row.id;
        sale.owner = row.owner;
        sale.store = row.store;
        sale.occurred_at = row.occurred_at;
        sale.posted_at = row.posted_at;
        sale.channel = parse_channel(row.channel);
        sale.pricing = parse_pricing(row.pricing);
        sale.programme_version = row.programme_version;
        sale.card = row.card;
        sale.payable = row.payable;
        sale.refunded = row.refunded;
        sale.earning_base = row.earning_base;
        sale.points_earned = row.points_earned;
        sale.points_reversed = row.points_reversed;
        sale.tenders = store::parse_tenders(row.tenders);
      },
      std::max(after, before_all(span.from)),
      span.programme,
      span.from,
      span.until,
      limit
  );
  if (sales.empty()) return sales;
  auto at = sales.begin();
  tx.each<PastLineRow>(
      select_past_lines,
      [&](PastLineRow&& row) {
        while (at != sales.end() && at->id < row.receipt) ++at;
        if (at == sales.end() || at->id != row.receipt || at->owner != row.owner) return;
        at->lines.push_back(
            {row.item,
             std::move(row.item_code),
             row.quantity,
             row.list_price,
             row.shop_price,
             row.amount,
             row.refunded_quantity,
             row.refunded_amount,
             row.counter}
        );
      },
      sales.front().id,
      sales.back().id
  );
  return sales;
}

std::int64_t count_sales(sql::Tx& tx, const SalesSpan& span) {
  return tx.get<std::int64_t>(
      count_past, before_all(span.from), span.programme, span.from, span.until
  );
}

std::unordered_map<OwnerId, ReceiptId> first_sales(sql::Tx& tx, ProgrammeId programme) {
  std::unordered_map<OwnerId, ReceiptId> first;
  tx.each<FirstRow>(
      select_first, [&](FirstRow&& row) { first.emplace(row.owner, row.receipt); }, programme
  );
  return first;
}

}  // namespace guanxi::sales
