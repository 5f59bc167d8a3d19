// Inside flows/replay: what a past sale was – its basket as it stood then, what was paid, and what
// its points and growth turn on.
//
// Threads: a Past belongs to one thread at a time.
#pragma once

#include <unordered_map>

#include "flows/replay/bearers.h"
#include "flows/replay/rules.h"
#include "modules/audiences/lookup.h"
#include "modules/cards/card_types.h"
#include "modules/catalog/catalog.h"
#include "modules/pricing/traces.h"
#include "modules/sales/past_sales.h"
#include "modules/tiers/past_tiers.h"

namespace guanxi::replay {

/// A sale ready to be priced again; nothing of it needs the store any more.
struct PastSale {
  pricing::Basket basket;
  pricing::PastReceipt receipt;
  std::vector<LineParties> parties;  // of each line
  ConcededAt conceded;
  std::vector<pricing::PricedLine> priced;  // as it was explained; empty: no rule had to do with it
  std::vector<pricing::Allowance> allowances;  // points that promotions had left, where too few
  OwnerId owner;
  OwnerId buyer;  // who the member is now, after a merge
  bool of_member = false;
  Date day;
  Instant occurred_at;
  std::int64_t base_points = 0;    // class A that was not taken back
  std::int64_t earns_nothing = 0;  // of what was paid and kept, see sale_receipts.earning_base
  std::int64_t grows_nothing = 0;  // the same of growth
  Rate points_rate;
  std::shared_ptr<const programmes::Version> programme;
};

class Past {
 public:
  Past(const House& house, Rules& rules, const Order& order, Instant now);

  /// Before the first sale.
  void begin(sql::Tx& tx);
  std::int64_t count(sql::Tx& tx) const { return sales::count_sales(tx, span_); }
  struct Chunk {
    std::vector<PastSale> sales;  // without those that have come back altogether
    ReceiptId last;
    std::int64_t looked_at = 0;  // 0: that was all
  };
  /// The next sales behind `after`; reading them again gives the same.
  Chunk read(sql::Tx& tx, ReceiptId after, int limit);

  /// Of the ladder that decides rates, in force now; null: there is none.
  const tiers::VersionPtr& ladder() const { return ladder_; }
  /// Who bears what a rule, or a rate, takes off a line of the sale. Until the Past goes.
  std::span<const pricing::Share> shares_of(const PastSale& sale, const pricing::Concession& made);
  const Bearers& bearers() const { return bearers_; }
  /// An item's code that is of this large category.
  std::string item_of_category(std::int64_t category) const;

 private:
  struct Member {
    std::optional<Date> birthday;
    OwnerId card_holder;          // whose the cards are now: the heir's, after a merge
    std::vector<OwnerId> merged;  // into the member
    std::vector<tiers::PastTier> tiers;
    std::vector<audiences::Stay> stays;  // where rules ask for audiences
  };
  struct CardType {
    std::vector<Instant> changes;                             // of the type, the oldest first
    std::unordered_map<std::size_t, cards::CardTerms> terms;  // by how many of them had happened
  };
  static std::vector<audiences::Stay> stays_of(
      sql::Tx& tx, OwnerId owner, const std::vector<OwnerId>& merged
  );
  const Member& member(sql::Tx& tx, OwnerId owner);
  const cards::CardTerms& terms(sql::Tx& tx, const cards::Card& card, Instant at);
  const pricing::BasketLine& goods(sql::Tx& tx, ItemId item);
  std::optional<cards::Card> card(sql::Tx& tx, const Member& member, CardId id);
  bool is_first(const sales::PastSale& sale, const Member& member) const;
  void set_member(sql::Tx& tx, const sales::PastSale& sale, PastSale& past);
  void set_lines(sql::Tx& tx, const sales::PastSale& sale, PastSale& past);
  void set_price(sql::Tx& tx, const sales::PastSale& sale, PastSale& past);
  PastSale past_of(sql::Tx& tx, const sales::PastSale& sale);

  const House& house_;
  Rules& rules_;
  Bearers bearers_;
  sales::SalesSpan span_;
  std::shared_ptr<const programmes::Version> programme_;
  tiers::VersionPtr ladder_;
  std::unordered_map<OwnerId, ReceiptId> first_sales_;
  std::unordered_map<OwnerId, Member> members_;
  std::unordered_map<CardId, cards::Card> cards_;
  std::unordered_map<std::int64_t, CardType> card_types_;
  std::unordered_map<ItemId, pricing::BasketLine> goods_;
  std::unordered_map<std::int64_t, std::string> items_of_categories_;
};

}  // namespace guanxi::replay
