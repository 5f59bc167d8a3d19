// What the interpreter takes and refuses, from JSON.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/api/sample_shop_test.h"

namespace guanxi::api {
namespace {

using ::testing::ElementsAre;
using testing::good_order;
using ::testing::IsEmpty;

/// "code pointer" of every error, or {} if `json` is taken.
template <class T>
std::vector<std::string> faults(const std::string& json) {
  const auto read = from_json<T>(json);
  if (read) return {};
  std::vector<std::string> found;
  const auto add = [&](const Error& error) {
    found.push_back(std::string(code_name(error.code)) + " " + error.pointer);
  };
  if (read.error().code != ErrorCode::invalid_request) add(read.error());
  for (const Error& error : read.error().more) add(error);
  return found;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  GX_CHECK_WHY(at != std::string::npos, from);
  return text.replace(at, from.size(), to);
}

TEST(Read, TakesEveryKindOfMember) {
  const auto read = from_json<shop::Order>(good_order);
  ASSERT_TRUE(read) << code_name(read.error().code);
  EXPECT_EQ(read->store, StoreId(7));
  EXPECT_EQ(read->channel, shop::Channel::store);
  EXPECT_EQ(read->business_date, Date::of(2026, 11, 21));
  EXPECT_EQ(read->occurred_at, Instant::parse("2026-11-21T13:05:00Z"));
  EXPECT_EQ(read->rate, Rate::of(19, 20));
  EXPECT_EQ(read->points, Points(12));
  EXPECT_TRUE(read->gift);
  EXPECT_EQ(read->till, 3);
  EXPECT_EQ(read->sequence, 4711);
  EXPECT_EQ(read->currency, Currency::cny);
  ASSERT_EQ(read->lines.size(), 2U);
  EXPECT_EQ(read->lines[0].quantity, Quantity::from_milli(1500));
  EXPECT_EQ(read->lines[0].shop_price, UnitPrice::from_e4(499000));
  EXPECT_EQ(read->lines[1].shop_price, std::nullopt);
  EXPECT_EQ(read->lines[1].parts.at(0).item, "C3");
  EXPECT_EQ(std::get<shop::Cash>(read->tenders.at(0)).amount, Money(100, Currency::cny));
  EXPECT_EQ(std::get<shop::BankCard>(read->tenders.at(1)).number, "1234") << "kind may come last";
  EXPECT_EQ(read->note, "好\n");
}

TEST(Read, RefusesEachBadFieldByItsPointer) {
  const struct {
    const char* reason;
    std::string from, to;
    const char* fault;
  } rows[] = {
      {"missing", R"("store":"7",)", "", "missing_field /store"},
      {"id as number", R"("7")", "7", "wrong_type /store"},
      {"id 0", R"("7")", R"("0")", "bad_format /store"},
      {"id -1", R"("7")", R"("-1")", "bad_format /store"},
      {"id with a leading zero", R"("7")", R"("07")", "bad_format /store"},
      {"id 2^63", R"("7")", R"("9223372036854775808")", "bad_format /store"},
      {"null where a value is needed", R"("7")", "null", "wrong_type /store"},
      {"unknown enumerator",
       R"("channel":"store")",
       R"("channel":"mail")",
       "unknown_value /channel"},
      {"enumerator in capitals",
       R"("channel":"store")",
       R"("channel":"Store")",
       "unknown_value /channel"},
      {"C++ spelling of an enumerator",
       R"("channel":"store")",
       R"("channel":"default_")",
       "unknown_value /channel"},
      {"no such day", "2026-11-21\"", "2026-02-30\"", "bad_format /business_date"},
      {"time without offset", "21:05:00+08:00", "21:05:00", "bad_format /occurred_at"},
      {"rate above its limit", R"("0.95")", R"("1.000000001")", "out_of_range /rate"},
      {"rate as number", R"("0.95")", "0.95", "wrong_type /rate"},
      {"rate with an exponent", R"("0.95")", R"("95e-2")", "bad_format /rate"},
      {"points negative", R"("points":12)", R"("points":-1)", "out_of_range /points"},
      {"points 2^53", R"("points":12)", R"("points":9007199254740992)", "out_of_range /points"},
      {"points 2^63", R"("points":12)", R"("points":9223372036854775808)", "out_of_range /points"},
      {"points 2^64", R"("points":12)", R"("points":18446744073709551616)", "out_of_range /points"},
      {"points 40 digits",
       R"("points":12)",
       R"("points":1234567890123456789012345678901234567890)",
       "out_of_range /points"},
      {"fraction", R"("points":12)", R"("points":12.5)", "wrong_type /points"},
      {"whole, but written as a fraction",
       R"("points":12)",
       R"("points":12.0)",
       "wrong_type /points"},
      {"exponent", R"("points":12)", R"("points":12e0)", "wrong_type /points"},
      {"beyond double", R"("points":12)", R"("points":1e999999999999)", "wrong_type /points"},
      {"number as string", R"("points":12)", R"("points":"12")", "wrong_type /points"},
      {"truth as number", R"("gift":true)", R"("gift":1)", "wrong_type /gift"},
      {"truth as string", R"("gift":true)", R"("gift":"true")", "wrong_type /gift"},
      {"0 below the limit", R"("till":3)", R"("till":0)", "out_of_range /till"},
      {"above the limit", R"("till":3)", R"("till":100)", "out_of_range /till"},
      {"2^31", R"("till":3)", R"("till":2147483648)", "out_of_range /till"},
      {"sequence 0", R"("sequence":4711)", R"("sequence":0)", "out_of_range /sequence"},
      {"currency unknown",
       R"("currency":"CNY","lines")",
       R"("currency":"ABC","lines")",
       "unknown_value /currency"},
      {"currency in small letters",
       R"("currency":"CNY","lines")",
       R"("currency":"cny","lines")",
       "unknown_value /currency"},
      {"item empty", R"("A1001")", R"("")", "too_short /lines/0/item"},
      {"item too long", R"("A1001")", R"("A10012345")", "too_long /lines/0/item"},
      {"item with a blank", R"("A1001")", R"("A 1")", "bad_format /lines/0/item"},
      {"quantity 0", R"("1.5")", R"("0")", "out_of_range /lines/0/quantity"},
      {"quantity with 4 decimals", R"("1.5")", R"("1.5001")", "bad_format /lines/0/quantity"},
      {"quantity above the limit", R"("1.5")", R"("1000.001")", "out_of_range /lines/0/quantity"},
      {"quantity as number", R"("1.5")", "1.5", "wrong_type /lines/0/quantity"},
      {"price negative", R"("59.90")", R"("-0.01")", "out_of_range /lines/0/list_price"},
      {"price beyond every till",
       R"("59.90")",
       R"("100000000")",
       "out_of_range /lines/0/list_price"},
      {"price of 30 digits",
       R"("59.90")",
       R"("123456789012345678901234567890")",
       "bad_format /lines/0/list_price"},
      {"price in words", R"("59.90")", R"("=cmd")", "bad_format /lines/0/list_price"},
      {"array where an object is",
       R"({"item":"C3","quantity":"2","list_price":"1"})",
       "[]",
       "wrong_type /lines/1/parts/0"},
      {"object where an array is",
       R"([{"item":"C3","quantity":"2","list_price":"1"}])",
       "{}",
       "wrong_type /lines/1/parts"},
      {"amount as string",
       R"("amount":100)",
       R"("amount":"100")",
       "wrong_type /tenders/0/amount/amount"},
      {"amount negative",
       R"("amount":100)",
       R"("amount":-1)",
       "out_of_range /tenders/0/amount/amount"},
      {"amount missing", R"("amount":100,)", "", "missing_field /tenders/0/amount/amount"},
      {"money as number",
       R"({"amount":100,"currency":"CNY"})",
       "100",
       "wrong_type /tenders/0/amount"},
      {"money with more",
       R"("amount":100)",
       R"("amount":100,"cents":1)",
       "unknown_field /tenders/0/amount/cents"},
      {"amount twice",
       R"("amount":100)",
       R"("amount":100,"amount":100)",
       "duplicate_field /tenders/0/amount/amount"},
      {"no such alternative",
       R"("kind":"cash")",
       R"("kind":"gold")",
       "unknown_value /tenders/0/kind"},
      {"kind as number", R"("kind":"cash")", R"("kind":1)", "wrong_type /tenders/0/kind"},
      {"kind missing", R"("kind":"cash",)", "", "missing_field /tenders/0/kind"},
      {"kind twice",
       R"("kind":"cash")",
       R"("kind":"cash","kind":"cash")",
       "duplicate_field /tenders/0/kind"},
      {"a member of the other alternative",
       R"("kind":"cash")",
       R"("kind":"cash","number":"1234")",
       "unknown_field /tenders/0/number"},
      {"letters among digits", R"("1234")", R"("123x")", "bad_format /tenders/1/number"},
      {"full-width digits", R"("1234")", "\"１２３４\"", "bad_format /tenders/1/number"},
      {"NUL", R"(好\n)", R"(a\u0000b)", "bad_format /note"},
      {"escape character", R"(好\n)", R"(\u001b[2J)", "bad_format /note"},
      {"C1 control", R"(好\n)", R"(a\u0085)", "bad_format /note"},
      {"DEL", R"(好\n)", R"(a\u007f)", "bad_format /note"},
      {"too long in code points", R"(好\n)", "好好好好好好", "too_long /note"},
      {"lone leading surrogate", R"(好\n)", R"(\ud800)", "bad_format /note"},
      {"lone trailing surrogate", R"(好\n)", R"(\udc00)", "bad_format /note"},
      {"surrogates the wrong way round", R"(好\n)", R"(\udc00\ud800)", "bad_format /note"},
      {"invalid UTF-8", R"(好\n)", "\xff", "bad_format /note"},
      {"overlong UTF-8", R"(好\n)", "\xc0\xaf", "bad_format /note"},
      {"surrogate in UTF-8", R"(好\n)", "\xed\xa0\x80", "bad_format /note"},
      {"unknown field", R"("gift":true)", R"("gift":true,"gifts":1)", "unknown_field /gifts"},
      {"pointer with ~ and /",
       R"("gift":true)",
       R"("gift":true,"a/b~c":1)",
       "unknown_field /a~1b~0c"},
      {"duplicate field", R"("gift":true)", R"("gift":true,"gift":true)", "duplicate_field /gift"},
      {"duplicate field in disguise",
       R"("gift":true)",
       R"("gift":true,"g\u0069ft":true)",
       "duplicate_field /gift"}};
  for (const auto& row : rows) {
    EXPECT_THAT(faults<shop::Order>(replaced(good_order, row.from, row.to)), ElementsAre(row.fault))
        << row.reason;
  }
}

TEST(Read, RefusesWhatIsNotOneJsonValue) {
  const std::string rows[] = {
      "",
      " ",
      "nul",
      "{",
      "{}x",
      "{} {}",
      "{,}",
      R"({"a":1,})",
      "[1,]",
      "{'a':1}",
      R"({"a" 1})",
      R"({a:1})",
      "\xef\xbb\xbf{}",
      "// comment\n{}",
      "{/**/}",
      "NaN",
      "Infinity",
      R"({"points":+1})",
      R"({"points":01})",
      R"({"points":.5})",
      R"({"points":1.})",
      R"({"points":-})",
      "{\"note\":\"a\nb\"}",
      R"({"note":"\x"})",
      std::string("{}\0", 3)};
  for (const std::string& json : rows) {
    EXPECT_THAT(faults<shop::Order>(json), ElementsAre("malformed_json ")) << json;
  }
  for (const char* json : {"null", "true", "12", "\"x\"", "[]"}) {
    EXPECT_THAT(faults<shop::Order>(json), ElementsAre("wrong_type ")) << json;
  }
}

TEST(Read, SaysWhereTheJsonBreaks) {
  const auto place = [](const std::string& json) {
    const auto read = from_json<shop::Order>(json);
    return read.error().facts.at(0).second + ":" + read.error().facts.at(1).second;
  };
  EXPECT_EQ(place("{\n  \"a\": 1,\n  b\n}"), "3:3");
  EXPECT_EQ(place("{"), "1:2");
  EXPECT_EQ(place(""), "1:1");
  EXPECT_EQ(place("{} x"), "1:4");
  EXPECT_EQ(place("{\"a\":\"" + std::string(10'000, 'x') + "\",!}"), "1:10009");
  EXPECT_EQ(place("[" + std::string(20'000, '\n') + "1 2]"), "20001:3");
}

TEST(Read, BoundsDepthAndSize) {
  EXPECT_THAT(faults<shop::Order>(std::string(100'000, '[')), ElementsAre("malformed_json "));
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += R"({"parts":[)";
  EXPECT_THAT(faults<shop::Line>(deep), ElementsAre("malformed_json "));
  EXPECT_THAT(
      faults<shop::Order>(replaced(good_order, "A1001", std::string(1024 * 1024, 'A'))),
      ElementsAre("too_long /lines/0/item")
  );
  std::string many = "[";
  for (int i = 0; i < 10'000; ++i) many += "1,";
  EXPECT_THAT(
      faults<shop::Order>(replaced(good_order, R"("tenders":[)", R"("tenders":)" + many)),
      ElementsAre("too_many /tenders")
  ) << "1000 unless the field says otherwise";
}

TEST(Read, ListsKeepTheirLimits) {
  const std::string line = R"({"item":"A","quantity":"1","list_price":"1"})";
  const auto order = [&](const std::string& lines) {
    const auto from = good_order.find("\"lines\":[") + 9;
    return good_order.substr(0, from) + lines + good_order.substr(good_order.find("],\"tenders\""));
  };
  EXPECT_THAT(faults<shop::Order>(order("")), ElementsAre("too_few /lines"));
  EXPECT_THAT(faults<shop::Order>(order(line + "," + line + "," + line)), IsEmpty());
  EXPECT_THAT(
      faults<shop::Order>(order(line + "," + line + "," + line + "," + line)),
      ElementsAre("too_many /lines")
  );
}

TEST(Read, ReportsAllFaultsOfARequestAtOnce) {
  EXPECT_THAT(
      faults<shop::Line>(R"({"item":"","quantity":"x","extra":1,"parts":[{"item":"A"},3]})"),
      ElementsAre(
          "too_short /item",
          "bad_format /quantity",
          "unknown_field /extra",
          "missing_field /parts/0/quantity",
          "missing_field /parts/0/list_price",
          "wrong_type /parts/1",
          "missing_field /list_price"
      )
  );
  std::string noise = "{";
  for (int i = 0; i < 500; ++i) noise += (i > 0 ? ",\"x" : "\"x") + std::to_string(i) + "\":1";
  EXPECT_EQ(faults<shop::Line>(noise + "}").size(), 50U) << "but nobody reads five hundred";
}

TEST(Read, DefaultsOptionalsAndPatches) {
  const auto order = from_json<shop::Order>(replaced(good_order, R"("channel":"store",)", ""));
  EXPECT_EQ(order->channel, shop::Channel::online) << "has_default keeps the initialiser";
  EXPECT_EQ(from_json<shop::Order>(replaced(good_order, R"("好\n")", "null"))->note, std::nullopt);
  EXPECT_THAT(
      faults<shop::Order>(replaced(good_order, R"("channel":"store")", R"("channel":null)")),
      ElementsAre("wrong_type /channel")
  );

  const auto absent = from_json<shop::ChangeOrder>(R"({"id":"1"})");
  EXPECT_TRUE(absent->note.is_absent());
  EXPECT_EQ(absent->note.apply_to("before"), "before");
  const auto cleared = from_json<shop::ChangeOrder>(R"({"id":"1","note":null})");
  EXPECT_TRUE(cleared->note.is_null());
  EXPECT_EQ(cleared->note.apply_to("before"), std::nullopt);
  const auto set = from_json<shop::ChangeOrder>(R"({"id":"1","note":"x"})");
  EXPECT_EQ(set->note.value(), "x");
  EXPECT_EQ(set->note.apply_to("before"), "x");
}

TEST(Read, WhatWeStoredIsTakenAsItIs) {
  const std::string stored = replaced(
      replaced(good_order, R"("0.95")", R"("5/6")"),
      R"("gift":true)",
      R"("gift":true,"gone":[1,{"a":2.5}])"
  );
  const auto read =
      from_json<shop::Order>(replaced(stored, R"("till":3)", R"("till":500)"), Origin::stored);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->rate, Rate::of(5, 6)) << "a rate without finite decimals";
  EXPECT_EQ(read->till, 500) << "limits are for requests";
  EXPECT_FALSE(from_json<shop::Order>(
      replaced(stored, R"("till":3)", R"("till":2147483648)"), Origin::stored
  ));

  const std::string view = R"({"id":"5","order":)" + good_order +
                           R"(,"extra":{"a":[1,-2.5e3,"x\u00e9",null,true],"b":{}}})";
  EXPECT_EQ(
      from_json<shop::OrderView>(view, Origin::stored)->extra->text,
      R"({"a":[1,-2.5e3,"xé",null,true],"b":{}})"
  );
}

}  // namespace
}  // namespace guanxi::api
