#include "modules/catalog/catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modules/catalog/put.h"
#include "modules/catalog/rules.h"
#include "platform/sql/testing.h"

namespace guanxi::catalog {
namespace {

const ActorId somebody(7);

std::string words(const Error& error) {
  return std::string(code_name(error.code)) + " " + error.pointer;
}

ItemInput apple() {
  ItemInput input;
  input.code = "A1001";
  input.name = "红富士苹果";
  input.unit = "kg";
  input.list_price = UnitPrice::parse("59.90");
  input.shop_price = UnitPrice::parse("49.90");
  input.large_category = "FOOD";
  input.middle_category = "FRESH";
  input.small_category = "FRUIT";
  input.counter_group = "G01";
  input.brand = "FUJI";
  input.barcodes = {"6901234567892", "2001"};
  return input;
}

class CatalogTest : public testing::Test {
 protected:
  /// "created", "changed", "unchanged", or the refusal.
  std::string put_words(const ItemInput& input) {
    const auto done =
        temp->write([&](sql::Tx& tx) { return put(tx, ids, input, somebody, temp.clock().now()); });
    if (!done) return words(done.error());
    return done->outcome == PutOutcome::created   ? "created"
           : done->outcome == PutOutcome::changed ? "changed"
                                                  : "unchanged";
  }
  std::optional<Item> find(std::string_view code) {
    return temp->read([&](sql::Tx& tx) { return find_item(tx, code); });
  }
  std::optional<ItemInput> input_of(std::string_view code) {
    return temp->read([&](sql::Tx& tx) { return find_input(tx, code); });
  }

  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 1};
};

TEST_F(CatalogTest, an_item_reads_back_whole_by_code_barcode_and_id) {
  ASSERT_EQ(put_words(apple()), "created");
  const auto item = find("A1001");
  ASSERT_TRUE(item);
  EXPECT_EQ(item->name, "红富士苹果");
  EXPECT_EQ(item->unit, "kg");
  EXPECT_EQ(item->currency, Currency::cny);
  EXPECT_EQ(item->list_price, UnitPrice::parse("59.90"));
  EXPECT_EQ(item->shop_price, UnitPrice::parse("49.90"));
  EXPECT_TRUE(item->small_category && item->counter_group && item->brand);
  EXPECT_TRUE(item->is_goods && item->active);
  EXPECT_EQ(item->version, 1);
  for (const char* barcode : {"6901234567892", "2001"}) EXPECT_EQ(find(barcode)->id, item->id);
  EXPECT_EQ(temp->read([&](sql::Tx& tx) { return load_item(tx, item->id); })->code, "A1001");
  ItemInput expected = apple();
  expected.barcodes = {"2001", "6901234567892"};
  EXPECT_EQ(input_of("A1001"), expected);

  EXPECT_FALSE(find("A1002"));
  EXPECT_FALSE(find("a1001")) << "codes are exact";
  EXPECT_FALSE(find(" A1001"));
  EXPECT_FALSE(input_of("2001")) << "find_input goes by code only";
  EXPECT_FALSE(temp->read([&](sql::Tx& tx) { return load_item(tx, ItemId(1)); }));
}

TEST_F(CatalogTest, an_item_may_be_nearly_empty) {
  ItemInput bare;
  bare.code = "BANK CHARGES";  // what a till of the real world calls it
  bare.name = "n";
  bare.is_goods = false;
  ASSERT_EQ(put_words(bare), "created");
  const auto item = find("BANK CHARGES");
  EXPECT_FALSE(item->is_goods);
  EXPECT_FALSE(
      item->list_price || item->shop_price || item->small_category || item->counter_group ||
      item->brand
  );
  EXPECT_EQ(put_words(bare), "unchanged");
}

TEST_F(CatalogTest, repeating_changes_nothing_not_even_the_version) {
  ASSERT_EQ(put_words(apple()), "created");
  temp.clock().advance_seconds(60);
  EXPECT_EQ(put_words(apple()), "unchanged");
  ItemInput same = apple();
  std::swap(same.barcodes[0], same.barcodes[1]);
  same.barcodes.push_back("2001");
  EXPECT_EQ(put_words(same), "unchanged")
      << "the order of barcodes and one named twice are no change";
  same.large_category = "";
  EXPECT_EQ(put_words(same), "unchanged") << "the middle category knows its large one";
  same.middle_category = "";
  EXPECT_EQ(put_words(same), "unchanged");
  EXPECT_EQ(find("A1001")->version, 1);
}

TEST_F(CatalogTest, every_field_is_a_change) {
  const struct {
    const char* field;
    void (*change)(ItemInput&);
  } rows[] = {
      {"name", [](ItemInput& i) { i.name = "苹果"; }},
      {"unit", [](ItemInput& i) { i.unit = "box"; }},
      {"currency", [](ItemInput& i) { i.currency = Currency::gbp; }},
      {"list_price", [](ItemInput& i) { i.list_price = UnitPrice::parse("59.9001"); }},
      {"shop_price", [](ItemInput& i) { i.shop_price.reset(); }},
      {"small_category", [](ItemInput& i) { i.small_category = "BERRIES"; }},
      {"all categories",
       [](ItemInput& i) { i.small_category = i.middle_category = i.large_category = ""; }},
      {"counter_group", [](ItemInput& i) { i.counter_group = ""; }},
      {"brand", [](ItemInput& i) { i.brand = "OTHER"; }},
      {"a barcode more", [](ItemInput& i) { i.barcodes.push_back("2002"); }},
      {"no barcode", [](ItemInput& i) { i.barcodes.clear(); }},
      {"is_goods", [](ItemInput& i) { i.is_goods = false; }},
  };
  ASSERT_EQ(put_words(apple()), "created");
  std::int64_t version = 1;
  const ItemId id = find("A1001")->id;
  for (const auto& row : rows) {
    ItemInput changed = apple();
    row.change(changed);
    EXPECT_EQ(put_words(changed), "changed") << row.field;
    EXPECT_EQ(put_words(changed), "unchanged") << row.field;
    EXPECT_EQ(put_words(apple()), "changed") << row.field;
    version += 2;
    EXPECT_EQ(find("A1001")->version, version) << row.field;
    EXPECT_EQ(find("A1001")->id, id);
  }
}

TEST_F(CatalogTest, every_field_is_checked) {
  const struct {
    const char* reason;
    void (*change)(ItemInput&);
    const char* outcome;
  } rows[] = {
      {"no code", [](ItemInput& i) { i.code = ""; }, "missing_field /code"},
      {"a blank in front of the code would never be scanned",
       [](ItemInput& i) { i.code = " A"; },
       "bad_format /code"},
      {"a long code", [](ItemInput& i) { i.code = std::string(65, 'x'); }, "too_long /code"},
      {"a code that is not UTF-8",
       [](ItemInput& i) { i.code = "\xC6\xBB\xB9\xFB"; },
       "bad_format /code"},
      {"no name", [](ItemInput& i) { i.name = ""; }, "missing_field /name"},
      {"a long name", [](ItemInput& i) { i.name = std::string(201, 'x'); }, "too_long /name"},
      {"no unit", [](ItemInput& i) { i.unit = ""; }, "missing_field /unit"},
      {"a negative price",
       [](ItemInput& i) {
         i.list_price = UnitPrice::from_e4(-1);
         i.shop_price.reset();
       },
       "out_of_range /list_price"},
      {"a price beyond reason",
       [](ItemInput& i) { i.list_price = UnitPrice::from_e4(price_e4_max + 1); },
       "out_of_range /list_price"},
      {"a price of nothing",
       [](ItemInput& i) { i.list_price = i.shop_price = UnitPrice(); },
       "accepted"},
      {"a shop price above the list price",
       [](ItemInput& i) { i.shop_price = UnitPrice::parse("59.91"); },
       "out_of_range /shop_price"},
      {"a shop price equal to it", [](ItemInput& i) { i.shop_price = i.list_price; }, "accepted"},
      {"a shop price of nothing known",
       [](ItemInput& i) { i.list_price.reset(); },
       "missing_field /list_price"},
      {"a large category alone would be forgotten",
       [](ItemInput& i) { i.small_category = i.middle_category = ""; },
       "missing_field /small_category"},
      {"a middle one alone too",
       [](ItemInput& i) { i.small_category = i.large_category = ""; },
       "missing_field /small_category"},
      {"a small one in a large one",
       [](ItemInput& i) { i.middle_category = ""; },
       "missing_field /middle_category"},
      {"a category of two lines", [](ItemInput& i) { i.brand = "a\nb"; }, "bad_format /brand"},
      {"an empty barcode",
       [](ItemInput& i) { i.barcodes.push_back(""); },
       "missing_field /barcodes/2"},
      {"a barcode with a blank",
       [](ItemInput& i) { i.barcodes[0] = "1 2"; },
       "bad_format /barcodes/0"},
      {"a barcode that is not ASCII",
       [](ItemInput& i) { i.barcodes[1] = "１２"; },
       "bad_format /barcodes/1"},
      {"a long barcode",
       [](ItemInput& i) { i.barcodes[1] = std::string(33, '1'); },
       "too_long /barcodes/1"},
      {"too many barcodes", [](ItemInput& i) { i.barcodes.assign(51, "1"); }, "too_many /barcodes"},
      {"two faults at once", [](ItemInput& i) { i.code = i.name = ""; }, "invalid_request "},
  };
  for (const auto& row : rows) {
    ItemInput input = apple();
    row.change(input);
    const auto outcome = check(input);
    EXPECT_EQ(outcome ? "accepted" : words(outcome.error()), row.outcome) << row.reason;
    if (!outcome) {
      EXPECT_EQ(put_words(input), row.outcome) << row.reason;
    }
  }
  EXPECT_FALSE(find("A1001")) << "a refusal leaves nothing";
}

TEST_F(CatalogTest, a_code_or_barcode_names_one_item) {
  ASSERT_EQ(put_words(apple()), "created");
  ItemInput pear = apple();
  pear.code = "A1002";
  pear.barcodes = {"3001", "2001"};
  EXPECT_EQ(put_words(pear), "code_taken /barcodes/1") << "another item's barcode";
  pear.barcodes = {"A1001"};
  EXPECT_EQ(put_words(pear), "code_taken /barcodes/0") << "another item's code";
  pear.code = "2001";
  pear.barcodes = {};
  EXPECT_EQ(put_words(pear), "code_taken /code") << "a code that is another item's barcode";
  EXPECT_FALSE(input_of("A1002"));

  pear.code = "A1002";
  pear.barcodes = {"A1002"};
  EXPECT_EQ(put_words(pear), "created") << "an item may have its own code as barcode";
  ItemInput freed = apple();
  freed.barcodes = {"6901234567892"};
  ASSERT_EQ(put_words(freed), "changed");
  EXPECT_FALSE(find("2001"));
  pear.barcodes = {"2001"};
  EXPECT_EQ(put_words(pear), "changed") << "a barcode that was given up is free";
  EXPECT_EQ(find("2001")->code, "A1002");
}

TEST_F(CatalogTest, a_category_hangs_below_one_other) {
  ASSERT_EQ(put_words(apple()), "created");
  ItemInput other = apple();
  other.code = "A1002";
  other.barcodes = {};
  other.middle_category = "DRY";
  EXPECT_EQ(put_words(other), "wrong_parent /small_category");
  other.middle_category = "FRESH";
  other.large_category = "HOME";
  EXPECT_EQ(put_words(other), "wrong_parent /middle_category");
  EXPECT_FALSE(input_of("A1002")) << "a refusal leaves nothing";

  other.large_category = other.middle_category = "";
  ASSERT_EQ(put_words(other), "created");
  EXPECT_EQ(input_of("A1002")->large_category, "FOOD") << "the small category knows where it hangs";
}

TEST_F(CatalogTest, a_category_first_named_alone_learns_its_parent_later) {
  ItemInput item = apple();
  item.large_category = item.middle_category = "";
  ASSERT_EQ(put_words(item), "created");
  EXPECT_EQ(input_of("A1001")->middle_category, "");
  EXPECT_EQ(put_words(apple()), "changed");
  EXPECT_EQ(input_of("A1001")->middle_category, "FRESH");
  EXPECT_EQ(input_of("A1001")->large_category, "FOOD");
  EXPECT_EQ(put_words(item), "unchanged");
}

TEST_F(CatalogTest, the_kinds_of_category_do_not_mix) {
  ItemInput item = apple();
  item.large_category = item.middle_category = item.small_category = item.counter_group =
      item.brand = "SAME";
  EXPECT_EQ(put_words(item), "created");
  EXPECT_EQ(input_of("A1001")->brand, "SAME");
}

TEST_F(CatalogTest, a_refused_item_leaves_its_transaction_usable) {
  ASSERT_EQ(put_words(apple()), "created");
  const auto done = temp->write([&](sql::Tx& tx) -> Outcome {
    ItemInput bad = apple();
    bad.code = "A1002";  // its barcodes are taken
    bad.small_category = "NEW";
    EXPECT_FALSE(put_item(tx, ids, bad, somebody, temp.clock().now()));
    ItemInput good = apple();
    good.code = "A1003";
    good.barcodes = {};
    GX_TRY_VOID(put_item(tx, ids, good, somebody, temp.clock().now()));
    return ok();
  });
  ASSERT_TRUE(done);
  EXPECT_FALSE(find("A1002"));
  EXPECT_TRUE(find("A1003"));
}

TEST_F(CatalogTest, retiring_and_taking_back) {
  ASSERT_EQ(put_words(apple()), "created");
  const ItemId id = find("A1001")->id;
  const auto set = [&](bool active) {
    return temp->write([&](sql::Tx& tx) {
      return set_item_active(tx, ids, id, active, somebody, temp.clock().now());
    });
  };
  EXPECT_EQ(set(true)->version, 1) << "already so";
  EXPECT_FALSE(set(false)->active);
  EXPECT_EQ(set(false)->version, 2);
  ASSERT_TRUE(find("A1001")) << "still found: old receipts and refunds need it";
  EXPECT_FALSE(find("A1001")->active);
  EXPECT_EQ(put_words(apple()), "unchanged") << "a nightly import does not bring it back";
  EXPECT_FALSE(find("A1001")->active);
  EXPECT_EQ(set(true)->version, 3);
  EXPECT_TRUE(find("A1001")->active);
  const auto nobody = temp->write([&](sql::Tx& tx) {
    return set_item_active(tx, ids, ItemId(1), true, somebody, {});
  });
  EXPECT_EQ(nobody.error().code, ErrorCode::item_not_found);
}

}  // namespace
}  // namespace guanxi::catalog
