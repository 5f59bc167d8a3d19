#include "app/demo.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "app/application.h"
#include "app/demo_asking.h"
#include "app/demo_calendar.h"
#include "app/demo_goods.h"
#include "app/demo_people.h"
#include "platform/sql/testing.h"

namespace guanxi::app::demo {
namespace {

TEST(DemoGoods, CheckDigitsAreThoseOfKnownBarcodes) {
  struct Row {
    const char* twelve;
    char digit;
    const char* reason;
  };
  const Row rows[] = {
      {"590123412345", '7', "the example of the GS1 specification's readers"},
      {"400638133393", '1', "a highlighter"},
      {"978030640615", '7', "ISBN-13 is an EAN-13"},
      {"000000000000", '0', "a sum of 0 gives 0, not 10"},
  };
  for (const Row& row : rows) EXPECT_EQ(ean13_digit(row.twelve), row.digit) << row.reason;
}

TEST(DemoGoods, FourHundredThatTheCatalogueTakes) {
  SeededRandom random(7);
  const auto goods = make_goods(random);
  ASSERT_EQ(std::ssize(goods), goods_count);
  EXPECT_EQ(goods.front().code, "A1001") << "the README sells it";
  std::set<std::string> codes, barcodes;
  for (const auto& item : goods) {
    codes.insert(item.code);
    const std::string& barcode = item.barcodes.at(0);
    barcodes.insert(barcode);
    EXPECT_EQ(barcode.size(), 13U);
    EXPECT_EQ(barcode.substr(0, 2), "20") << "the range GS1 leaves to shops";
    EXPECT_EQ(barcode.back(), ean13_digit(barcode.substr(0, 12)));
    EXPECT_GT(item.list_price->e4(), 0);
    EXPECT_LE(item.shop_price.value_or(*item.list_price), *item.list_price);
  }
  EXPECT_EQ(std::ssize(codes), goods_count);
  EXPECT_EQ(std::ssize(barcodes), goods_count);
}

TEST(DemoPeople, PhonesAreNobodysAndNeverShared) {
  std::set<std::string> phones;
  constexpr std::int64_t tried = 20'000;
  for (std::int64_t i = 0; i < tried; ++i) {
    const std::string phone = fictional_phone(i, 3);
    ASSERT_EQ(phone.substr(0, 3), "164") << "a prefix no operator has";
    ASSERT_TRUE(Phone::parse(phone).has_value()) << phone;
    phones.insert(phone);
  }
  EXPECT_EQ(std::ssize(phones), tried);
  EXPECT_NE(fictional_phone(0, 3), fictional_phone(0, 4));
}

TEST(DemoPeople, OldEnoughToBeEnrolled) {
  SeededRandom random(1);
  const Date day = *Date::of(2026, 2, 28);
  for (int i = 0; i < 2000; ++i) {
    const Person person = make_person(random, day);
    EXPECT_LE(person.birthday, day.plus_days(-16 * 365));
    EXPECT_GE(person.birthday.year(), 1948);
    EXPECT_FALSE(person.name.empty());
  }
}

TEST(DemoCalendar, SeasonsOfTheYear) {
  const auto busy = [](int year, int month, int day) {
    return busyness(*Date::of(year, month, day));
  };
  EXPECT_GT(busy(2026, 4, 18), busy(2026, 4, 14)) << "Saturday against Tuesday";
  EXPECT_GT(busy(2025, 11, 11), 2 * busy(2025, 11, 18)) << "11.11 against the Tuesday after";
  EXPECT_GT(busy(2026, 2, 11), busy(2026, 3, 11)) << "the week before the Spring Festival";
  EXPECT_LT(busy(2026, 2, 17), busy(2026, 3, 17) / 2) << "New Year's Day";
}

TEST(DemoCalendar, OpenFromTenToTen) {
  SeededRandom random(1);
  for (int i = 0; i < 2000; ++i) {
    const int second = second_of_visit(random);
    ASSERT_GE(second, 10 * 3600);
    ASSERT_LT(second, 22 * 3600);
  }
}

/// A demo in a folder of its own, on a fixed day.
struct World {
  sql::TempDirectory folder;
  ManualClock day{*Instant::parse("2026-03-02T09:00:00+08:00")};
  StoryClock clock{day};
  config::Config config = [this] {
    config::Config made;
    made.data = folder.path() / "data";
    made.limits.requests_per_second = 0;
    return made;
  }();
  Application application{config, clock};
  std::string said;

  Result<Loaded> fill(const Options& options, bool zh = false) {
    return load(
        application,
        options,
        [this](std::string_view line) { said += std::string(line) + '\n'; },
        zh
    );
  }
};

TEST(Demo, AMonthThroughTheRealFlowsAddsUp) {
  World world;
  const auto loaded = world.fill({.members = 150, .seed = 5, .months = 1});
  ASSERT_TRUE(loaded.has_value()) << code_name(loaded.error().code) << loaded.error().pointer;
  EXPECT_EQ(loaded->members, 150);
  EXPECT_EQ(loaded->stores, 3);
  EXPECT_EQ(loaded->items, goods_count);
  EXPECT_GT(loaded->sales, 50);
  EXPECT_GT(loaded->refunds, 0);
  const auto report = verify::verify(world.application.db());
  EXPECT_TRUE(report.is_clean()) << verify::headline(report);
  EXPECT_EQ(report.sales.receipts, loaded->sales + loaded->refunds);
}

/// "2026-02-18 766.19" of every receipt of the store, in order.
std::vector<std::string> receipts_of(World& world, const Loaded& loaded, const std::string& store) {
  http::Request request;
  request.method = "GET";
  request.path = "/v1/receipts";
  request.target = request.path;
  request.query = {{"store", store}, {"from", "2026-01-15"}, {"to", "2026-03-02"}, {"limit", "50"}};
  request.headers.emplace_back("authorization", "Bearer " + loaded.token);
  const http::Response response = world.application.api().handle(request);
  EXPECT_EQ(response.status, 200) << response.body;
  std::vector<std::string> all;
  const TimeZone zone;
  const json::value page = json::parse(response.body);
  for (const json::value& one : page.at("receipts").as_array()) {
    const auto moment = Instant::parse(std::string(one.at("occurred_at").as_string()));
    const Money payable(one.at("payable").at("amount").as_int64(), Currency::cny);
    all.push_back(zone.date_of(*moment).to_string() + ' ' + payable.to_string());
  }
  std::ranges::sort(all);
  return all;
}

// What samples_test.cpp works out by hand, but for what is not sold to the buyer; and a small
// purchase before that of everybody who is no newcomer.
TEST(Demo, TheSampleShopsSellAtThePricesOfTheSamples) {
  World world;
  const auto loaded = world.fill({.members = 20, .seed = 1, .months = 1, .clock = &world.clock});
  ASSERT_TRUE(loaded.has_value()) << code_name(loaded.error().code) << loaded.error().pointer;
  EXPECT_EQ(world.clock.now(), world.day.now()) << "the story is over";
  EXPECT_EQ(loaded->sample_rules, 52);
  EXPECT_EQ(loaded->sample_sales, 23);
  const auto big = [&](const std::string& store) {
    auto all = receipts_of(world, *loaded, store);
    constexpr std::size_t behind_the_date = 11;
    constexpr long small = 50;  // yuan
    std::erase_if(all, [](const std::string& one) {
      return std::stol(one.substr(behind_the_date)) < small;
    });
    return all;
  };
  using Receipts = std::vector<std::string>;
  EXPECT_EQ(
      big("S01"),
      (Receipts{
          "2026-02-05 766.19",
          "2026-02-23 1908.42",
          "2026-02-25 732.53",
          "2026-02-28 125.60",
          "2026-02-28 4912.32"})
  );
  EXPECT_EQ(
      big("WANGFUJING"),
      (Receipts{
          "2026-02-24 122.00",
          "2026-02-25 86.00",
          "2026-02-26 260.70",
          "2026-02-27 472.60",
          "2026-02-28 286.50"})
  );
  EXPECT_EQ(big("S08"), (Receipts{"2026-02-23 1268.00", "2026-02-23 452.00", "2026-02-23 885.00"}));
  EXPECT_EQ(big("S09"), (Receipts{"2026-02-23 176.00"}));
  EXPECT_NE(world.said.find("52 pricing rules"), std::string::npos) << world.said;
  const auto report = verify::verify(world.application.db());
  EXPECT_TRUE(report.is_clean()) << verify::headline(report);
  EXPECT_EQ(report.sales.receipts, loaded->sales + loaded->refunds + loaded->sample_sales);
}

TEST(Demo, TheSameSeedTellsTheSameStory) {
  World one, two, other;
  const auto first = one.fill({.members = 60, .seed = 9, .months = 1});
  const auto second = two.fill({.members = 60, .seed = 9, .months = 1});
  const auto third = other.fill({.members = 60, .seed = 10, .months = 1});
  ASSERT_TRUE(first && second && third);
  EXPECT_EQ(first->sales, second->sales);
  EXPECT_EQ(first->refunds, second->refunds);
  const auto points = [](World& world) {
    return verify::verify(world.application.db()).points.balance;
  };
  EXPECT_EQ(points(one), points(two));
  EXPECT_NE(points(one), points(other));
}

TEST(Demo, WithoutMonthsThereAreMembersAndNoSales) {
  World world;
  const auto loaded = world.fill({.members = 20, .seed = 1, .months = 0});
  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(loaded->members, 20);
  EXPECT_EQ(loaded->sales, 0);
}

TEST(Demo, AStoreWithAnOrganisationIsLeftAlone) {
  World world;
  ASSERT_TRUE(world.fill({.members = 5, .seed = 1, .months = 0}).has_value());
  const auto again = world.fill({.members = 5, .seed = 1, .months = 0});
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
  EXPECT_NE(world.said.find("--data"), std::string::npos) << "what helps is said";
}

TEST(Demo, WrongOptionsAreNamed) {
  World world;
  EXPECT_EQ(world.fill({.members = 0}).error().pointer, "/members");
  EXPECT_EQ(world.fill({.members = 5, .seed = 1, .months = 61}).error().pointer, "/months");
  EXPECT_TRUE(world.application.org().snapshot()->units().empty());
}

TEST(Demo, CredentialsAreKeptForTheirOwnerAndOpenTheDoor) {
  World world;
  const auto loaded = world.fill({.members = 5, .seed = 1, .months = 0});
  ASSERT_TRUE(loaded.has_value());
  const std::string path = world.config.data + "/demo-credentials.txt";
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  for (const std::string& secret : {loaded->token, loaded->till_key, loaded->till_secret}) {
    EXPECT_NE(text.find(secret), std::string::npos);
    EXPECT_NE(world.said.find(secret), std::string::npos);
  }
  http::Request request;
  request.method = "GET";
  request.target = request.path = "/v1/me";
  request.headers.emplace_back("authorization", "Bearer " + loaded->token);
  EXPECT_EQ(world.application.api().handle(request).status, 200);
}

}  // namespace
}  // namespace guanxi::app::demo
