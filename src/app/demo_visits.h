// What the demo's members and passers-by buy and bring back, day by day, through the real flows.
// Used by one thread.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "app/application.h"
#include "base/random.h"
#include "modules/catalog/catalog.h"

namespace guanxi::app::demo {

struct Shop {
  std::string code;
  std::vector<std::string> tills;
  std::size_t counters = 0;  // of counter_groups(), the first ones; counter code "K01" is the first
};

struct Shopper {
  OwnerId id;
  std::int32_t index = 0;   // gives phone and plastic card
  std::int32_t home = 0;    // shop
  std::int32_t leaves = 0;  // the day (since 1970) from which no visit comes any more
  bool plastic = false;
};

/// How often they come: loyal, regular, occasional, rare.
inline constexpr std::size_t loyalty_classes = 4;

class Visits {
 public:
  /// All arguments outlive it.
  Visits(
      Application& application,
      const std::vector<Shop>& shops,
      const std::vector<catalog::ItemInput>& goods,
      std::uint64_t seed
  );

  void add_shopper(const Shopper& shopper, std::size_t loyalty) {
    classes_[loyalty].push_back(shopper);
  }
  /// One business day with its sales and returns. Errors: those of the flows, all of them faults of
  /// the simulation.
  Outcome run_day(Date date);

  std::int64_t sales() const { return sales_; }
  std::int64_t refunds() const { return refunds_; }

 private:
  struct Return {  // planned when its sale was drawn
    ReceiptId sale;
    std::size_t shop = 0;
    std::optional<int> line;  // nullopt: everything
    Quantity quantity;
  };
  struct Event {
    int second = 0;
    std::size_t shop = 0, till = 0;
    std::int64_t sequence = 0;
    std::optional<checkout::SaleRequest> sale;
    Return back;           // without a sale
    int returned_day = 0;  // of a sale: when goods of it come back (days since 1970), 0: never
  };

  std::vector<Event> draw_day(Date date, int day);
  Event draw_sale(const Shopper* shopper, int day);
  void draw_lines(checkout::SaleRequest& sale, const Shop& shop);
  checkout::MemberRef reference_to(const Shopper& shopper);
  Outcome post(std::span<Event> events, Date date);
  Result<ReceiptId> post_one(sql::Tx& tx, const Event& event, Date date, Instant not_before) const;

  Application& application_;
  const std::vector<Shop>& shops_;
  const std::vector<catalog::ItemInput>& goods_;
  std::uint64_t seed_;
  SeededRandom random_;
  std::vector<Shopper> classes_[loyalty_classes];
  std::map<int, std::vector<Return>> returns_;  // by day
  std::int64_t sales_ = 0, refunds_ = 0;
};

}  // namespace guanxi::app::demo
