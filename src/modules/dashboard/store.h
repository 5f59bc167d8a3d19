// Inside modules/dashboard: all of its SQL. Functions of the caller's Tx; any thread.
#pragma once

#include <functional>

#include "modules/dashboard/ledger.h"

namespace guanxi::dashboard::store {

// ---- rollups ----

void add_sums(
    sql::Tx& tx, ProgrammeId programme, Span span, Date day, StoreId store, const Sums& more
);
void add_store(sql::Tx& tx, ProgrammeId programme, StoreId store);
void add_links(
    sql::Tx& tx, const Scope& scope, int back, Span span, Date day, Date before, std::int64_t more
);
void add_tier(
    sql::Tx& tx, tiers::LadderId ladder, StoreId store, std::string_view tier, std::int64_t more
);

std::vector<DaySums> days(sql::Tx& tx, const Scope& scope, Date from, Date to);
Sums sums(sql::Tx& tx, const Scope& scope, const Piece& piece);
struct StoreSums {
  StoreId store;
  Sums sums;
};
/// Of each store.
std::vector<StoreSums> stores(sql::Tx& tx, ProgrammeId programme, const Piece& piece);
/// Who joined and departed up to that day, the last of a piece's.
struct Moved {
  std::int64_t joined = 0, departed = 0;
};
Moved moved_before(sql::Tx& tx, const Scope& scope, Span span, Date from, Date before);
std::int64_t purchases(sql::Tx& tx, const Scope& scope, Date from, Date to);
/// Links of the piece's purchases that begin on `since` or later.
std::int64_t links(sql::Tx& tx, const Scope& scope, int back, const Piece& piece, Date since);
std::vector<TierSum> tier_sums(sql::Tx& tx, tiers::LadderId ladder, StoreId store);

// ---- what is counted ----

bool insert(sql::Tx& tx, const Purchase& purchase);
bool erase(sql::Tx& tx, const Purchase& purchase);
/// Whoever has it by now.
std::optional<Purchase> find_purchase(sql::Tx& tx, StoreId store, Date day, ReceiptId receipt);
std::vector<Purchase> purchases_of(sql::Tx& tx, OwnerId owner, OwnerId sold_to);
/// Days of the owner's purchases nearest to that one; store 0: in any. The nearest first.
std::vector<Date> days_before(sql::Tx& tx, const Purchase& purchase, StoreId store);
std::vector<Date> days_after(sql::Tx& tx, const Purchase& purchase, StoreId store);

std::optional<CountedMember> find_member(sql::Tx& tx, OwnerId owner);
void put_member(sql::Tx& tx, const CountedMember& member);
void erase_member(sql::Tx& tx, OwnerId owner);

struct CountedTier {
  OwnerId owner;
  tiers::LadderId ladder;
  StoreId store;
  std::string tier;
  bool operator==(const CountedTier&) const = default;
};
std::vector<CountedTier> tiers_of(sql::Tx& tx, OwnerId owner);
void put_tier(sql::Tx& tx, const CountedTier& tier);
void erase_tiers(sql::Tx& tx, OwnerId owner);

struct CountedCoupons {
  coupons::TemplateId id;
  Date day;
  StoreId store;  // 0: nowhere
  ProgrammeId programme;
  std::int64_t issued = 0, used = 0, amount = 0, back_amount = 0;
  bool operator==(const CountedCoupons&) const = default;
};
std::vector<CountedCoupons> coupon_days(sql::Tx& tx, coupons::TemplateId id, Date from, Date to);
void put_coupon_day(sql::Tx& tx, const CountedCoupons& day);
void erase_coupon_days(sql::Tx& tx, coupons::TemplateId id, Date from, Date to);

enum class Walk { receipts, members, coupons };
BOOST_DESCRIBE_ENUM(Walk, receipts, members, coupons)
std::int64_t walked(sql::Tx& tx, Walk walk);  // through this id
void put_walked(sql::Tx& tx, Walk walk, std::int64_t through);
void forget(sql::Tx& tx);

// ---- who makes a figure ----

struct MakerRow {
  OwnerId owner;
  StoreId store;
  Date day;
  ReceiptId receipt;
};
std::vector<MakerRow> makers(
    sql::Tx& tx, const Asked& asked, StoreId in, const Place& after, int limit
);
std::vector<MakerRow> joiners(
    sql::Tx& tx, const Asked& asked, StoreId in, const Place& after, int limit
);

// ---- for verify ----

struct SumsRow {
  ProgrammeId programme;
  Span span;
  Date day;
  StoreId store;
  Sums sums;
};
void each_sums(sql::Tx& tx, const std::function<void(const SumsRow&)>& visit);
struct LinksRow {
  ProgrammeId programme;
  StoreId store;
  int back;
  Span span;
  Date day, before;
  std::int64_t purchases;
};
void each_links(sql::Tx& tx, const std::function<void(const LinksRow&)>& visit);
/// In the order of owners, days and receipts.
void each_purchase(sql::Tx& tx, const std::function<void(const Purchase&)>& visit);
void each_member(sql::Tx& tx, const std::function<void(const CountedMember&)>& visit);
/// In the order of owners and ladders.
void each_tier(sql::Tx& tx, const std::function<void(const CountedTier&)>& visit);
struct TierSumRow {
  tiers::LadderId ladder;
  StoreId store;
  std::string tier;
  std::int64_t members;
};
void each_tier_sum(sql::Tx& tx, const std::function<void(const TierSumRow&)>& visit);
void each_coupon_day(sql::Tx& tx, const std::function<void(const CountedCoupons&)>& visit);

}  // namespace guanxi::dashboard::store
