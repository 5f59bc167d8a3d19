#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "platform/api/json_text.h"
#include "platform/api/sample_shop_test.h"

namespace guanxi::api {
namespace {

std::string written(std::string_view text) {
  std::string out;
  write_string(text, out);
  return out;
}

TEST(WriteString, EscapesOnlyWhatMustBe) {
  EXPECT_EQ(written(""), R"("")");
  EXPECT_EQ(written("plain / 中文 é"), R"("plain / 中文 é")");
  EXPECT_EQ(written("a\"b\\c\n\r\t"), R"("a\"b\\c\n\r\t")");
  EXPECT_EQ(written(std::string("\0\x1f", 2)), R"("\u0000\u001f")");
}

TEST(WriteJson, GivesTheFormTheDocumentPromises) {
  shop::OrderView view;
  view.id = shop::OrderId(42);
  view.order = *from_json<shop::Order>(testing::good_order);
  view.extra = Json{R"({"free":1})"};
  EXPECT_EQ(
      to_json(view),
      R"({"id":"42","order":{"store":"7","channel":"store","business_date":"2026-11-21",)"
      R"("occurred_at":"2026-11-21T13:05:00Z","rate":"0.95","points":12,"gift":true,"till":3,"sequence":4711,)"
      R"("currency":"CNY","lines":[{"item":"A1001","quantity":"1.5","list_price":"59.90","shop_price":"49.90",)"
      R"("parts":[]},{"item":"B2","quantity":"1","list_price":"0.00","parts":[{"item":"C3","quantity":"2",)"
      R"("list_price":"1.00","parts":[]}]}],"tenders":[{"kind":"cash","amount":{"amount":100,"currency":"CNY"}},)"
      R"({"kind":"bank_card","amount":{"amount":7385,"currency":"CNY"},"number":"1234"}],"note":"好\n"},)"
      R"("extra":{"free":1}})"
  );
  EXPECT_EQ(to_json(Page<shop::GetOrder>{}), R"({"items":[]})");
  EXPECT_EQ(to_json(Nothing{}), "{}");
}

rc::Gen<shop::Line> line_gen() {
  return rc::gen::exec([] {
    shop::Line line;
    line.item = *rc::gen::container<std::string>(
        *rc::gen::inRange<std::size_t>(1, 8), rc::gen::elementOf(std::string("aZ09-_./:"))
    );
    line.quantity = Quantity::from_milli(*rc::gen::inRange<std::int64_t>(1, 1'000'001));
    line.list_price = UnitPrice::from_e4(*rc::gen::inRange<std::int64_t>(0, 1'000'000'000));
    if (*rc::gen::arbitrary<bool>())
      line.shop_price = UnitPrice::from_e4(*rc::gen::inRange<std::int64_t>(0, 99999));
    return line;
  });
}

RC_GTEST_PROP(WriteJson, IsReadBackAsTheSame, ()) {
  shop::Order order;
  order.store = StoreId(*rc::gen::inRange<std::int64_t>(1, INT64_MAX));
  order.channel =
      *rc::gen::element(shop::Channel::store, shop::Channel::online, shop::Channel::default_);
  order.business_date = Date().plus_days(*rc::gen::inRange(0, 40'000));
  order.occurred_at =
      Instant::from_micros(*rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000'000));
  order.rate = Rate::of(*rc::gen::inRange<std::int64_t>(0, rate_one + 1), rate_one);
  order.points = Points(*rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << 53));
  order.gift = *rc::gen::arbitrary<bool>();
  order.till = *rc::gen::inRange(1, 100);
  order.sequence = *rc::gen::inRange<std::int64_t>(1, std::int64_t{1} << 53);
  order.currency = *rc::gen::element(Currency::cny, Currency::gbp);
  order.lines = *rc::gen::container<std::vector<shop::Line>>(
      *rc::gen::inRange<std::size_t>(1, 4), line_gen()
  );
  order.tenders.emplace_back(shop::Cash{
      Money(*rc::gen::inRange<std::int64_t>(0, 1'000'000), order.currency)});
  order.tenders.emplace_back(shop::BankCard{Money(1, Currency::gbp), "0042"});
  if (*rc::gen::arbitrary<bool>())
    order.note = *rc::gen::element<std::string>("好", "a\nb", "\"\\/", "😀é", "\t");
  const std::string json = to_json(order);
  const auto read = from_json<shop::Order>(json);
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == order);
  RC_ASSERT(to_json(*read) == json);
}

// Bytes changed at random never do more than be refused: the sanitizers watch.
RC_GTEST_PROP(ReadJson, SurvivesDamage, ()) {
  std::string json = testing::good_order;
  const int changes = *rc::gen::inRange(1, 6);
  for (int i = 0; i < changes; ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, json.size());
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        json[at] = *rc::gen::arbitrary<char>();
        break;
      case 1:
        json.erase(at, *rc::gen::inRange<std::size_t>(1, 40));
        break;
      case 2:
        json.insert(at, json.substr(*rc::gen::inRange<std::size_t>(0, json.size()), 30));
        break;
      default:
        json.insert(at, 1, *rc::gen::elementOf(std::string("{}[]\",:\\0-1eE.nt")));
        break;
    }
    if (json.empty()) json = "x";
  }
  const auto read = from_json<shop::Order>(json);
  if (!read) RC_ASSERT(read.error().code != ErrorCode::internal);
}

}  // namespace
}  // namespace guanxi::api
