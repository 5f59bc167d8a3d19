#include "modules/catalog/item_facts.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "platform/sql/testing.h"

namespace guanxi::catalog {
namespace {

class ItemFactsTest : public testing::Test {
 protected:
  ItemId add(const std::string& code, const std::string& small, const std::string& brand) {
    ItemInput item;
    item.code = item.name = code;
    item.currency = Currency::cny;
    item.list_price = UnitPrice::parse("10");
    item.cost_price = UnitPrice::parse("6.5");
    item.small_category = small;
    if (!small.empty()) {
      item.middle_category = "M";
      item.large_category = "L";
    }
    item.brand = brand;
    item.is_goods = code != "POSTAGE";
    temp.given([&](sql::Tx& tx) {
      GX_CHECK(put_item(tx, ids, item, ActorId(7), temp.clock().now()).has_value());
    });
    return temp->read([&](sql::Tx& tx) { return find_item(tx, code)->id; });
  }
  std::optional<std::int64_t> category(CodeKind kind, const std::string& code) {
    const auto found = temp->read([&](sql::Tx& tx) { return ids_of(tx, kind, {code}); });
    return found.contains(code) ? std::optional(found.at(code)) : std::nullopt;
  }

  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 1};
};

TEST_F(ItemFactsTest, goods_in_use_with_their_places) {
  const ItemId apple = add("APPLE", "FRUIT", "FUJI");
  const ItemId soap = add("SOAP", "", "OLAY");
  add("POSTAGE", "", "POST");
  const ItemId old = add("OLD", "TOYS", "GONE");
  temp.given([&](sql::Tx& tx) {
    GX_CHECK(set_item_active(tx, ids, old, false, ActorId(7), temp.clock().now()).has_value());
  });
  const auto all = temp->read([](sql::Tx& tx) { return goods_after(tx, ItemId(), 10); });
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].id, apple);
  EXPECT_EQ(all[1].id, soap);
  EXPECT_EQ(all[0].cost_price, UnitPrice::parse("6.5"));
  ASSERT_TRUE(all[0].large_category && all[0].middle_category && all[0].small_category);
  EXPECT_EQ(all[0].large_category->value(), category(CodeKind::large_category, "L"));
  EXPECT_EQ(all[0].middle_category->value(), category(CodeKind::middle_category, "M"));
  EXPECT_FALSE(all[1].small_category);
  EXPECT_EQ(temp->read([&](sql::Tx& tx) { return goods_after(tx, apple, 1); })[0].id, soap);
  const auto some = temp->read([&](sql::Tx& tx) { return goods_among(tx, {old, soap}); });
  ASSERT_EQ(some.size(), 1U);
  EXPECT_EQ(some[0].id, soap);
}

TEST_F(ItemFactsTest, categories_that_have_goods) {
  add("APPLE", "FRUIT", "FUJI");
  const ItemId old = add("OLD", "", "GONE");
  temp.given([&](sql::Tx& tx) {
    GX_CHECK(set_item_active(tx, ids, old, false, ActorId(7), temp.clock().now()).has_value());
  });
  std::vector<CategoryId> all;
  for (const auto& [kind, code] : std::vector<std::pair<CodeKind, std::string>>{
           {CodeKind::large_category, "L"},
           {CodeKind::middle_category, "M"},
           {CodeKind::small_category, "FRUIT"},
           {CodeKind::brand, "FUJI"},
           {CodeKind::brand, "GONE"}}) {
    all.emplace_back(*category(kind, code));
  }
  const auto used = temp->read([&](sql::Tx& tx) { return categories_in_use(tx, all); });
  EXPECT_EQ(used.size(), 4U) << "large, middle, small, brand";
  EXPECT_TRUE(temp->read([&](sql::Tx& tx) { return categories_in_use(tx, {}); }).empty());
  EXPECT_EQ(
      temp->read([&](sql::Tx& tx) {
        return categories_in_use(tx, {all[3], all[4]});
      }),
      std::vector{all[3]}
  ) << "what is not asked for is not told";
  const auto has = [&](CodeKind kind, const std::string& code) {
    return std::ranges::find(used, CategoryId(*category(kind, code))) != used.end();
  };
  EXPECT_TRUE(has(CodeKind::large_category, "L"));
  EXPECT_TRUE(has(CodeKind::middle_category, "M"));
  EXPECT_TRUE(has(CodeKind::small_category, "FRUIT"));
  EXPECT_TRUE(has(CodeKind::brand, "FUJI"));
  EXPECT_FALSE(has(CodeKind::brand, "GONE"));
  const CategoryId fuji(*category(CodeKind::brand, "FUJI"));
  EXPECT_EQ(temp->read([&](sql::Tx& tx) { return find_category_code(tx, fuji); }), "FUJI");
}

}  // namespace
}  // namespace guanxi::catalog
