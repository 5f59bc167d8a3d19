// Sales as they lie in the books, many at a time: for whoever looks at all of them again. Reads
// only; functions of the caller's Tx, any thread.
#pragma once

#include <functional>
#include <unordered_map>
#include <vector>

#include "modules/sales/sales.h"

namespace guanxi::sales {

struct SalesSpan {
  ProgrammeId programme;
  Instant from, until;  // when they occurred; `until` is no longer inside
};

struct SoldLine {
  std::optional<ItemId> item;
  std::string item_code;
  Quantity quantity;
  UnitPrice list_price;
  std::optional<UnitPrice> shop_price;
  std::int64_t amount = 0;
  Quantity refunded_quantity;
  std::int64_t refunded_amount = 0;
  std::optional<CounterId> counter;
};
/// A sale that was not voided.
struct PastSale {
  ReceiptId id;
  OwnerId owner;
  StoreId store;
  Instant occurred_at, posted_at;
  Channel channel = Channel::store;
  Pricing pricing = Pricing::engine;
  int programme_version = 0;
  std::optional<CardId> card;  // nullopt: anonymous
  std::int64_t payable = 0, refunded = 0, earning_base = 0;
  Points points_earned, points_reversed;  // class A
  std::vector<Tender> tenders;
  std::vector<SoldLine> lines;

  /// Whether anything of it was kept.
  bool is_left() const;
};

/// In the order of receipts, those behind `after`, at most `limit` rows of the store.
std::vector<PastSale> past_sales(sql::Tx& tx, const SalesSpan& span, ReceiptId after, int limit);
std::int64_t count_sales(sql::Tx& tx, const SalesSpan& span);
/// The first sale of everybody who has a card in the programme, voided ones left out.
std::unordered_map<OwnerId, ReceiptId> first_sales(sql::Tx& tx, ProgrammeId programme);

}  // namespace guanxi::sales
