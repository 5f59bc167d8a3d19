// What goods are, as far as rules can tell: an item with its brand, counter group 柜组 and its
// categories, each a number that means something to whoever made the basket and the rules. Values;
// any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace guanxi::pricing {

/// The six kinds of scope, in the default order of precedence, lowest first.
enum class GoodsKind : std::uint8_t {
  large_category,
  middle_category,
  small_category,
  counter_group,
  brand,
  item
};
inline constexpr std::size_t goods_kinds = 6;

struct GoodsKey {
  GoodsKind kind = GoodsKind::item;
  std::int64_t id = 0;
  auto operator<=>(const GoodsKey&) const = default;
};

/// One id of each kind; 0: none.
struct Goods {
  std::array<std::int64_t, goods_kinds> ids{};

  std::int64_t of(GoodsKind kind) const { return ids[static_cast<std::size_t>(kind)]; }
  std::int64_t& of(GoodsKind kind) { return ids[static_cast<std::size_t>(kind)]; }
};

/// Goods that a rule is about.
struct Scope {
  std::vector<GoodsKey> include;  // empty: all goods
  std::vector<GoodsKey> exclude;

  /// Both lists in order, each key once: contains() wants it. compile() does it for every rule.
  void sort();
  bool contains(const Goods& goods) const;
  bool operator==(const Scope&) const = default;
};

}  // namespace guanxi::pricing
