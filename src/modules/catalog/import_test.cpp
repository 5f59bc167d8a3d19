#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modules/catalog/catalog.h"
#include "platform/files/reader.h"
#include "platform/sql/testing.h"

namespace guanxi::catalog {
namespace {

using testing::ElementsAre;

const ActorId somebody(7);

class ItemImportTest : public testing::Test {
 protected:
  /// "created/changed/unchanged/rejected", with " stopped: …" if the file was.
  std::string import(std::string_view text) {
    rejects.clear();
    files::MemorySource source(text);
    ImportOptions options;
    options.currency = Currency::gbp;
    options.on_reject = [&](std::uint64_t line, const Error& error) {
      rejects.push_back(
          std::to_string(line) + " " + std::string(code_name(error.code)) + " " + error.pointer
      );
    };
    options.on_progress = [&](const ImportReport&) { ++progress; };
    const ImportReport report = catalog.import_items(source, options, somebody, temp.clock().now());
    EXPECT_EQ(report.rows, report.created + report.changed + report.unchanged + report.rejected);
    std::string result = std::to_string(report.created) + "/" + std::to_string(report.changed) +
                         "/" + std::to_string(report.unchanged) + "/" +
                         std::to_string(report.rejected);
    if (!report.stopped.empty()) result += " stopped: " + report.stopped;
    return result;
  }
  std::optional<ItemInput> input_of(std::string_view code) {
    return temp->read([&](sql::Tx& tx) { return find_input(tx, code); });
  }

  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 1};
  Catalog catalog{*temp, ids};
  std::vector<std::string> rejects;
  int progress = 0;
};

constexpr std::string_view full =
    "code,name,unit,currency,list_price,shop_price,large_category,middle_category,small_category,"
    "counter_group,brand,"
    "barcodes,is_goods\r\n"
    "A1, 苹果 ,kg,CNY,59.90,49.9,FOOD,FRESH,FRUIT,G1,FUJI,6901  6902,1\r\n"
    "P1,\"Postage, UK\",,,,,,,,,,,0\r\n";

TEST_F(ItemImportTest, every_column_arrives) {
  EXPECT_EQ(import(full), "2/0/0/0");
  ItemInput apple;
  apple.code = "A1";
  apple.name = "苹果";
  apple.unit = "kg";
  apple.currency = Currency::cny;
  apple.list_price = UnitPrice::parse("59.90");
  apple.shop_price = UnitPrice::parse("49.90");
  apple.large_category = "FOOD";
  apple.middle_category = "FRESH";
  apple.small_category = "FRUIT";
  apple.counter_group = "G1";
  apple.brand = "FUJI";
  apple.barcodes = {"6901", "6902"};
  EXPECT_EQ(input_of("A1"), apple);
  ItemInput postage;
  postage.code = "P1";
  postage.name = "Postage, UK";
  postage.currency = Currency::gbp;  // of the options
  postage.is_goods = false;
  EXPECT_EQ(input_of("P1"), postage);
}

TEST_F(ItemImportTest, the_same_file_again_changes_nothing) {
  EXPECT_EQ(import(full), "2/0/0/0");
  EXPECT_EQ(import(full), "0/0/2/0");
}

TEST_F(ItemImportTest, a_column_that_is_not_there_leaves_things_alone) {
  ASSERT_EQ(import(full), "2/0/0/0");
  ItemInput expected = *input_of("A1");
  EXPECT_EQ(import("code,list_price,shop_price\nA1,61,\nP1,,\n"), "0/1/1/0");
  expected.list_price = UnitPrice::parse("61");
  expected.shop_price.reset();  // the column is there and empty: no longer reduced
  EXPECT_EQ(input_of("A1"), expected);
  EXPECT_EQ(import("code,small_category\nA1,BERRIES\n"), "0/1/0/0");
  EXPECT_EQ(input_of("A1")->small_category, "BERRIES");
  EXPECT_EQ(input_of("A1")->middle_category, "") << "not the old category's parent";
  EXPECT_EQ(import("code,barcodes\nA1,\n"), "0/1/0/0");
  EXPECT_TRUE(input_of("A1")->barcodes.empty());
}

TEST_F(ItemImportTest, a_list_of_costs) {
  ASSERT_EQ(import(full), "2/0/0/0");
  EXPECT_EQ(import("code,cost_price\nA1,32.5\nP1,-1\n"), "0/1/0/1");
  EXPECT_THAT(rejects, ElementsAre("3 out_of_range /cost_price"));
  ItemInput expected = *input_of("A1");
  EXPECT_EQ(expected.cost_price, UnitPrice::parse("32.5"));
  EXPECT_EQ(import(full), "0/0/2/0") << "a list without the column leaves it alone";
  EXPECT_EQ(import("code,cost_price\nA1,\n"), "0/1/0/0");
  EXPECT_EQ(input_of("A1")->cost_price, std::nullopt);
}

TEST_F(ItemImportTest, a_wrong_row_is_rejected_with_its_line_and_the_others_go_on) {
  const std::string text =
      "code,name,list_price,shop_price,currency,is_goods,barcodes\n"
      "A1,Apple,1.00,,,,11\n"
      ",Nameless,,,,,\n"             // 3
      "A2,,,,,,\n"                   // 4: new, so a name is needed
      "A3,Pear,1.00001,,,,\n"        // 5
      "A4,Pear,1e3,,,,\n"            // 6
      "A5,Pear,1,2,,,\n"             // 7
      "A6,Pear,,,XXX,,\n"            // 8
      "A7,Pear,,,,yes,\n"            // 9
      "A8,Pear,,,,,11\n"             // 10: Apple's barcode
      "A9,Pear\n"                    // 11
      "A10,\xC6\xBB\xB9\xFB,,,,,\n"  // 12
      "\"A11\"x,Pear,,,,,\n"         // 13
      "A12,\"two\nlines\",,,,,\n"    // 14
      "A13,Plum,-1,,,,\n"            // 16
      "A14,Last,2.50,,,,\n";
  EXPECT_EQ(import(text), "2/0/0/13");
  EXPECT_THAT(
      rejects,
      ElementsAre(
          "3 missing_field /code",
          "4 missing_field /name",
          "5 bad_format /list_price",
          "6 bad_format /list_price",
          "7 out_of_range /shop_price",
          "8 unknown_value /currency",
          "9 unknown_value /is_goods",
          "10 code_taken /barcodes/0",
          "11 bad_format ",
          "12 bad_format ",
          "13 bad_format ",
          "14 bad_format /name",
          "16 out_of_range /list_price"
      )
  );
  EXPECT_TRUE(input_of("A1"));
  EXPECT_TRUE(input_of("A14"));
  EXPECT_FALSE(input_of("A8"));
}

TEST_F(ItemImportTest, a_file_that_does_not_fit_says_why) {
  EXPECT_EQ(import(""), "0/0/0/0 stopped: line 0: the file is empty: there is no header");
  EXPECT_EQ(import("name\nApple\n"), "0/0/0/0 stopped: line 1: the header lacks a column (code)");
  EXPECT_EQ(
      import("code,prize\nA,1\n"),
      "0/0/0/0 stopped: line 1, field 2: the header names an unknown column (prize)"
  );
  EXPECT_EQ(
      import("code,name\nA1,Apple\nA2,\"Pear\nA3,Plum\n"),
      "1/0/0/1 stopped: line 3, field 2: the quote that opens here is never closed"
  );
  EXPECT_THAT(rejects, ElementsAre("3 bad_format "));
}

TEST_F(ItemImportTest, many_rows_go_in_groups) {
  std::string text = "code,name\n";
  for (int i = 0; i < 1201; ++i) text += "A" + std::to_string(i) + ",n\n";
  EXPECT_EQ(import(text), "1201/0/0/0");
  EXPECT_EQ(progress, 3);
  EXPECT_EQ(import(text), "0/0/1201/0");
}

TEST_F(ItemImportTest, one_item_twice_in_a_file_is_changed_twice) {
  EXPECT_EQ(import("code,name\nA1,first\nA1,second\nA1,second\n"), "1/1/1/0");
  EXPECT_EQ(input_of("A1")->name, "second");
}

}  // namespace
}  // namespace guanxi::catalog
