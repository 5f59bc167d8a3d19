// Inside modules/dashboard: what a transaction adds to the rollups, written once at its end, in one
// order: few rows for much news. Belongs to its thread.
#pragma once

#include "modules/coupons/reports.h"
#include "modules/dashboard/links.h"
#include "modules/members/rolls.h"
#include "modules/sales/heads.h"

namespace guanxi::dashboard {

/// A member's sale. In the order of the columns.
struct Purchase {
  OwnerId owner;  // who it is by now
  Date day;
  ReceiptId receipt;
  ProgrammeId programme;
  StoreId store;
  OwnerId sold_to;
  std::int64_t amount = 0;
};
/// What is counted of a member. In the order of the columns.
struct CountedMember {
  OwnerId owner;
  ProgrammeId programme;
  Date joined_on;
  StoreId store;
  std::optional<Date> departed_on;
  bool operator==(const CountedMember&) const = default;
};

/// Pure: what a receipt adds. A void takes away what `original` added.
struct Addition {
  ProgrammeId programme;
  StoreId store;
  Date day;
  Sums sums;
};
std::optional<Addition> addition_of(
    const sales::Head& receipt, const std::optional<sales::Head>& original, bool of_member
);

class Ledger {
 public:
  explicit Ledger(sql::Tx& tx) : tx_(tx) {}

  /// To the store, if there is one, and to all together.
  void add(ProgrammeId programme, StoreId store, Date day, const Sums& sums);
  void add(const Addition& more) { add(more.programme, more.store, more.day, more.sums); }
  /// A member's sale is there, or no more. Nothing happens where that is so already.
  void put(const sales::Head& sale);
  void remove(const sales::Head& sale);
  /// Purchases of who was merged, or parted again, are whose they are now.
  void gather(OwnerId absorbed, OwnerId survivor);
  /// The member and their tiers are counted as they are now.
  void refresh(const members::Roll& roll, const TimeZone& zone);
  void refresh(OwnerId owner, const std::map<ProgrammeId, TimeZone>& zones);
  /// Counts a template's coupons of these days anew.
  void recount(const coupons::TemplateOf& of, Date from, Date to);

  void write();

 private:
  struct SumsKey {
    ProgrammeId programme;
    Span span = Span::day;
    Date day;
    StoreId store;
    auto operator<=>(const SumsKey&) const = default;
  };
  struct LinksKey {
    ProgrammeId programme;
    StoreId store;
    int back = 1;
    Span span = Span::day;
    Date day, before;
    auto operator<=>(const LinksKey&) const = default;
  };
  struct TierKey {
    tiers::LadderId ladder;
    StoreId store;
    std::string tier;
    auto operator<=>(const TierKey&) const = default;
  };
  void shift(const Purchase& purchase, int sign);
  void shift_member(const CountedMember& member, int sign);
  void refresh_tiers(OwnerId owner, StoreId store, bool counts);
  void shift_tier(tiers::LadderId ladder, StoreId store, const std::string& tier, int sign);

  sql::Tx& tx_;
  std::map<SumsKey, Sums> sums_;
  std::map<LinksKey, std::int64_t> links_;
  std::map<TierKey, std::int64_t> tiers_;
};

}  // namespace guanxi::dashboard
