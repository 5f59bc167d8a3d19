#include "modules/catalog/item_cache.h"

#include <gtest/gtest.h>

#include <thread>

#include "platform/sql/testing.h"

namespace guanxi::catalog {
namespace {

const ActorId somebody(7);

struct ItemCacheTest : ::testing::Test {
  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 1};
  ItemCache cache{4};

  ItemInput item(std::string code, std::int64_t price, std::vector<std::string> barcodes = {}) {
    ItemInput input;
    input.code = input.name = std::move(code);
    input.currency = *Currency::parse("CNY");
    input.list_price = UnitPrice::from_e4(price);
    input.barcodes = std::move(barcodes);
    return input;
  }
  Result<ItemId> put(sql::Tx& tx, const ItemInput& input) {
    return put_item(tx, ids, input, somebody, temp.clock().now());
  }
  void put(const ItemInput& input) {
    ASSERT_TRUE(temp->write([&](sql::Tx& tx) { return put(tx, input); }));
  }
  /// The price in the cache, held against the price in the store; 0: no such item.
  std::int64_t price(sql::Tx& tx, std::string_view code) {
    const auto cached = cache.in(tx).find(code);
    const auto stored = find_item(tx, code);
    EXPECT_EQ(cached != nullptr, stored.has_value()) << code;
    if (!cached || !stored) return 0;
    EXPECT_EQ(cached->list_price, stored->list_price) << code;
    EXPECT_EQ(cached->id, stored->id) << code;
    EXPECT_EQ(cached->active, stored->active) << code;
    return cached->list_price->e4();
  }
  std::int64_t price(std::string_view code) {
    return temp->read([&](sql::Tx& tx) { return price(tx, code); });
  }
};

TEST_F(ItemCacheTest, answers_what_the_store_says_after_every_change) {
  EXPECT_EQ(price("A"), 0);
  put(item("A", 100, {"6901"}));
  EXPECT_EQ(price("A"), 100) << "that there was none is not remembered";
  EXPECT_EQ(price("6901"), 100);
  put(item("A", 200, {"6901"}));
  EXPECT_EQ(price("A"), 200);
  EXPECT_EQ(price("6901"), 200);
  put(item("B", 300, {"6902"}));
  put(item("A", 200, {}));
  put(item("B", 300, {"6901", "6902"}));
  EXPECT_EQ(price("6901"), 300) << "the barcode is another item's now";
  const ItemId id = temp->read([&](sql::Tx& tx) { return find_item(tx, "A")->id; });
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) {
    return set_item_active(tx, ids, id, false, somebody, temp.clock().now());
  }));
  EXPECT_EQ(price("A"), 200);
}

TEST_F(ItemCacheTest, a_change_that_was_undone_leaves_nothing_behind) {
  put(item("A", 100));
  for (int round = 0; round < 3; ++round) {
    const auto refused = temp->write([&](sql::Tx& tx) -> Outcome {
      EXPECT_TRUE(put(tx, item("A", 900 + round)));
      EXPECT_EQ(price(tx, "A"), 900 + round) << "a transaction sees its own change";
      return fail(ErrorCode::invalid_request);
    });
    EXPECT_FALSE(refused);
    put(item("A", 200 + round));
    EXPECT_EQ(price("A"), 200 + round);
  }
  const auto refused = temp->write([&](sql::Tx& tx) -> Outcome {
    EXPECT_TRUE(put(tx, item("B", 300)));
    EXPECT_EQ(price(tx, "B"), 300);
    return fail(ErrorCode::invalid_request);
  });
  EXPECT_FALSE(refused);
  EXPECT_EQ(price("B"), 0) << "it was never made";
  put(item("B", 400));
  EXPECT_EQ(price("B"), 400);
}

TEST_F(ItemCacheTest, an_old_snapshot_and_a_new_one_each_get_their_own) {
  put(item("A", 100));
  EXPECT_EQ(price("A"), 100);
  temp->read([&](sql::Tx& old) {
    EXPECT_EQ(price(old, "A"), 100);
    std::thread([&] {
      put(item("A", 200));
      EXPECT_EQ(price("A"), 200);
    }).join();
    EXPECT_EQ(price(old, "A"), 100);
  });
  EXPECT_EQ(price("A"), 200);
}

TEST_F(ItemCacheTest, more_items_than_it_keeps) {
  for (int i = 0; i < 20; ++i) put(item("I" + std::to_string(i), 100 + i));
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 20; ++i) EXPECT_EQ(price("I" + std::to_string(i)), 100 + i);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(price("I3"), 103);
  }
}

}  // namespace
}  // namespace guanxi::catalog
