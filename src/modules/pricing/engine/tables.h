// Inside the engine: the index itself. Rules are found by what they name – goods, else a group, a
// tier, a card type, a store, else the months they are in force in –, so that a basket meets only
// those that could concern it.
#pragma once

#include <algorithm>
#include <span>
#include <unordered_map>
#include <vector>

#include "modules/pricing/engine/engine.h"

namespace guanxi::pricing {

/// Positions of rules by a number: collected, then put into one table, in which what is not there
/// is mostly known after one look.
class Postings {
 public:
  using Position = std::uint32_t;
  void add(std::uint64_t key, Position position) { added_.push_back({key, position}); }
  /// Nothing is found before, nothing is added after. Positions of a key are in `order`, those that
  /// are equal as they were added.
  template <class Order>
  void freeze(const Order& order) {
    std::ranges::stable_sort(added_, [&](const Added& a, const Added& b) {
      return a.key != b.key ? a.key < b.key : order(a.position, b.position);
    });
    build();
  }
  void freeze() {
    freeze([](Position, Position) { return false; });
  }
  std::span<const Position> find(std::uint64_t key) const {
    if (slots_.empty()) return {};
    for (std::size_t at = place_of(key);; at = (at + 1) & (slots_.size() - 1)) {
      const Slot& slot = slots_[at];
      if (slot.count == 0) return {};
      if (slot.key == key) return {positions_.data() + slot.begin, slot.count};
    }
  }
  bool empty() const { return slots_.empty(); }

 private:
  struct Added {
    std::uint64_t key = 0;
    Position position = 0;
  };
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t begin = 0, count = 0;  // 0: nobody's
  };

  /// Ids grow in steps: the high bits of a product know nothing of them.
  std::size_t place_of(std::uint64_t key) const {
    return static_cast<std::size_t>((key * 0x9e3779b97f4a7c15ULL) >> shift_);
  }
  void build();

  std::vector<Added> added_;
  std::vector<Slot> slots_;  // a power of two, at most half of them taken
  std::vector<Position> positions_;
  int shift_ = 0;
};

/// The kind in the lowest bits: ids of two kinds may be the same number.
inline std::uint64_t key_of(GoodsKind kind, std::int64_t id) {
  return static_cast<std::uint64_t>(id) * 8 + static_cast<std::uint64_t>(kind);
}

class Index::Tables {
 public:
  Tables(RuleSet set, std::optional<Date> from);

  struct EntryRef {
    std::uint32_t document = 0, entry = 0;
  };

  RuleSet rules;
  bool asks_first_purchase = false, asks_groups = false;
  std::vector<EntryRef> entries;  // what `by_entry` points to
  Postings by_entry;              // goods → entries, the latest audited first
  Postings restrictions;          // goods → restrictions
  std::vector<Postings::Position> restrictions_of_all;                     // that name no goods
  Postings by_goods, by_group, by_tier, by_card_type, by_store, by_month;  // → promotions
  std::vector<Postings::Position> any_time;                                // → promotions
  std::unordered_map<std::int64_t, std::uint32_t> documents_by_id, restrictions_by_id,
      promotions_by_id, coupons_by_id;

 private:
  void add_document(std::uint32_t position);
  void add_promotion(std::uint32_t position);
};

/// Whether the rule is in force at the time and the place of the basket, and for its customer.
/// Says what is missing.
Why check_time_and_place(const Rule& rule, const Basket& basket, int weekday, Considered& out);
Why check_customer(const Rule& rule, const Basket& basket, Considered& out);
inline Why check(const Rule& rule, const Basket& basket, int weekday, Considered& out) {
  const Why why = check_time_and_place(rule, basket, weekday, out);
  return why == Why::applied ? check_customer(rule, basket, out) : why;
}

}  // namespace guanxi::pricing
