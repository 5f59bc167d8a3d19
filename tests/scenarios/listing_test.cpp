// The receipts of a store, page by page: whatever the size of a page, each comes once, by business
// date, till and number – and only for those who may see the store.
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "support/house.h"

namespace guanxi::test {
namespace {

using Place = std::tuple<std::string, std::string, std::int64_t>;  // business date, till, number

struct Walk {
  std::vector<Place> places;
  std::vector<std::string> kinds;
  std::vector<std::size_t> pages;  // their sizes
};

/// Follows next_cursor to the end.
Walk walk(const Client& who, const std::string& target) {
  Walk all;
  std::string cursor;
  do {
    const Answer page = who.get(target + (cursor.empty() ? "" : "&cursor=" + cursor));
    if (page.status != 200) {
      ADD_FAILURE() << page;
      return all;
    }
    for (const auto& row : page.find("/receipts")->as_array()) {
      all.places.emplace_back(
          row.at("business_date").as_string().c_str(),
          row.at("till").as_string().c_str(),
          row.at("sequence").as_int64()
      );
      all.kinds.emplace_back(row.at("kind").as_string());
    }
    all.pages.push_back(page.size("/receipts"));
    cursor = page.find("/next_cursor") ? page.string("/next_cursor") : "";
  } while (!cursor.empty() && all.pages.size() < 1000);
  return all;
}

class Listing : public testing::Test {
 protected:
  static constexpr const char* all_days = "/v1/receipts?store=S001&from=2026-02-27&to=2026-03-01";

  Listing() {
    // Written in an order that is none, with numbers whose order as text is another.
    for (const char* const date : {"2026-02-28", "2026-03-01", "2026-02-27"}) {
      for (const std::int64_t number : {1000, 7, 999'999'999, 12}) {
        for (const char* const till : {"02", "01"}) {
          sell("S001", till, date, number);
          expected.emplace_back(date, till, number);
        }
      }
      sell("S002", "01", date, 7);
    }
    sell("S001", "01", "2026-02-26", 7);  // the days before and after
    sell("S001", "02", "2026-03-02", 7);
    std::sort(expected.begin(), expected.end());
  }
  std::string sell(
      const std::string& store,
      const std::string& till,
      const std::string& date,
      std::int64_t number
  ) {
    const Answer sale = house.sell(
        {.lines = {{"A1003"}},
         .store = store,
         .till = till,
         .sequence = number,
         .more = {{"business_date", date}, {"occurred_at", date + "T09:00:00+08:00"}}}
    );
    EXPECT_EQ(sale.status, 201) << sale;
    return sale.string("/receipt");
  }
  /// What of `expected` is of this till and these days; empty till: both.
  std::vector<Place> between(
      const std::string& from, const std::string& to, const std::string& till = ""
  ) const {
    std::vector<Place> some;
    for (const Place& place : expected) {
      if (std::get<0>(place) < from || std::get<0>(place) > to) continue;
      if (till.empty() || std::get<1>(place) == till) some.push_back(place);
    }
    return some;
  }

  TestHouse house;
  std::vector<Place> expected;  // of S001, from the first to the last of the three days
};

TEST_F(Listing, of_a_store_is_by_date_till_and_number_whatever_the_page) {
  ASSERT_EQ(expected.size(), 24U);
  for (const std::size_t limit : {1U, 2U, 3U, 5U, 24U, 25U, 200U}) {
    const Walk found = walk(house.manager(), all_days + ("&limit=" + std::to_string(limit)));
    EXPECT_EQ(found.places, expected) << "limit " << limit;
    EXPECT_EQ(found.pages.size(), (expected.size() + limit - 1) / limit)
        << "no empty page at the end, limit " << limit;
    for (std::size_t i = 0; i + 1 < found.pages.size(); ++i) {
      EXPECT_EQ(found.pages[i], limit) << "page " << i;
    }
  }
  EXPECT_EQ(walk(house.manager(), all_days).pages, std::vector<std::size_t>{24}) << "50 by default";
}

TEST_F(Listing, has_both_of_its_days_within) {
  const std::pair<const char*, const char*> ranges[] = {
      {"2026-02-27", "2026-02-27"},
      {"2026-02-28", "2026-02-28"},
      {"2026-02-27", "2026-02-28"},
      {"2026-02-28", "2026-03-01"}};
  for (const auto& [from, to] : ranges) {
    const std::string range = std::string("&from=") + from + "&to=" + to;
    for (const char* const limit : {"&limit=3", "&limit=200"}) {
      EXPECT_EQ(
          walk(house.manager(), "/v1/receipts?store=S001" + range + limit).places, between(from, to)
      ) << range;
      for (const char* const till : {"01", "02"}) {
        EXPECT_EQ(
            walk(house.manager(), "/v1/receipts?store=S001&till=" + (till + range) + limit).places,
            between(from, to, till)
        ) << till
          << range;
      }
    }
  }
  const Answer none = house.manager().get("/v1/receipts?store=S001&from=2026-01-01&to=2026-02-25");
  EXPECT_EQ(none.size("/receipts"), 0U);
  EXPECT_EQ(none.find("/next_cursor"), nullptr);
}

TEST_F(Listing, finds_one_receipt_by_till_day_and_number) {
  for (const Place& place : expected) {
    const auto& [date, till, number] = place;
    const std::string target = "/v1/receipts?store=S001&till=" + till + "&from=" + date +
                               "&to=" + date + "&sequence=" + std::to_string(number);
    const Walk found = walk(house.manager(), target);
    EXPECT_EQ(found.places, std::vector<Place>{place});
    EXPECT_EQ(found.pages.size(), 1U);
  }
  for (const char* const number : {"6", "8", "13", "999999998"}) {
    EXPECT_TRUE(walk(
                    house.manager(),
                    std::string("/v1/receipts?store=S001&till=01&from=2026-02-28&to=2026-02-28"
                                "&sequence="
                    ) + number
    )
                    .places.empty()
    ) << number
      << ": a neighbour is not it";
  }
}

TEST_F(Listing, goes_on_where_it_was_though_receipts_come_in_between) {
  const Answer first = house.manager().get(std::string(all_days) + "&limit=10");
  ASSERT_EQ(first.size("/receipts"), 10U);
  const std::string cursor = first.string("/next_cursor");
  sell("S001", "01", "2026-02-27", 8);  // behind us
  sell("S001", "02", "2026-03-01", 8);  // still to come
  std::vector<Place> rest(expected.begin() + 10, expected.end());
  rest.emplace_back("2026-03-01", "02", 8);
  std::sort(rest.begin(), rest.end());
  for (const char* const limit : {"1", "4", "200"}) {  // a page may be another size than the first
    EXPECT_EQ(
        walk(house.manager(), std::string(all_days) + "&limit=" + limit).places.size(),
        expected.size() + 2
    );
    const Answer next =
        house.manager().get(std::string(all_days) + "&limit=" + limit + "&cursor=" + cursor);
    ASSERT_EQ(next.status, 200) << next;
    EXPECT_EQ(next.integer("/receipts/0/sequence"), std::get<2>(rest.front())) << limit;
    EXPECT_EQ(next.string("/receipts/0/business_date"), std::get<0>(rest.front())) << limit;
  }
  const Answer all_rest =
      house.manager().get(std::string(all_days) + "&limit=200&cursor=" + cursor);
  EXPECT_EQ(all_rest.size("/receipts"), rest.size());
}

TEST_F(Listing, has_returns_voids_and_exchanges_by_their_own_numbers) {
  const auto receipt = [&](std::int64_t number) {
    return house.sell({.lines = {{"A1001"}}, .sequence = number}).string("/receipt");
  };
  const std::string refunded = receipt(20), voided = receipt(22), exchanged = receipt(24);
  ASSERT_EQ(house.refund({.receipt = refunded, .sequence = 21}).status, 201);
  ASSERT_EQ(house.void_sale({.receipt = voided, .sequence = 19}).status, 201);
  const json::object sale =
      house.sale_body({.lines = {{"A1001"}}, .sequence = 25, .more = {{"tenders", json::array()}}});
  const Answer exchange = house.manager().post(
      "/v1/checkout/" + exchanged + "/exchanges",
      {{"returned", {{"sequence", 26}, {"reason", "换大一码"}}}, {"sale", sale}},
      TestHouse::natural_key(sale)
  );
  ASSERT_EQ(exchange.status, 201) << exchange;
  for (const char* const limit : {"1", "2", "3", "200"}) {
    const Walk found = walk(
        house.manager(),
        std::string("/v1/receipts?store=S001&till=01&from=2026-03-02&to=2026-03-02&limit=") + limit
    );
    std::vector<std::int64_t> numbers;
    for (const Place& place : found.places) numbers.push_back(std::get<2>(place));
    EXPECT_EQ(numbers, (std::vector<std::int64_t>{19, 20, 21, 22, 24, 25, 26})) << limit;
    EXPECT_EQ(
        found.kinds,
        (std::vector<std::string>{"void", "sale", "refund", "sale", "sale", "sale", "refund"})
    ) << limit;
  }
}

TEST_F(Listing, takes_its_own_cursors_only) {
  const std::string id = house.enrol("13800138000");
  for (int i = 0; i < 3; ++i) house.sell({.phone = "13800138000", .lines = {{"A1001"}}});
  const std::string member_list = "/v1/members/" + id + "/receipts?limit=1";
  const std::string theirs = house.manager().get(member_list).string("/next_cursor");
  const std::string ours =
      house.manager().get(std::string(all_days) + "&limit=1").string("/next_cursor");
  const std::string stores = house.manager().get("/v1/stores?limit=1").string("/next_cursor");
  std::string altered = ours;
  altered[10] = altered[10] == 'A' ? 'B' : 'A';
  const std::pair<std::string, const char*> cursors[] = {
      {"x", "too short to be one"},
      {"%21%21", "no letters"},
      {"not-a-cursor-of-anybody-at-all-but-long-enough", "letters"},
      {altered, "one letter changed"},
      {ours.substr(0, ours.size() - 1), "one letter short"},
      {ours + "A", "one letter more"},
      {theirs, "of a member's receipts"},
      {stores, "of the stores"}};
  for (const auto& [cursor, why] : cursors) {
    const Answer refused = house.manager().get(std::string(all_days) + "&cursor=" + cursor);
    EXPECT_EQ(refused.status, 400) << why << ": " << refused;
    EXPECT_EQ(refused.code(), "bad_cursor") << why;
    EXPECT_EQ(refused.pointer(), "/cursor") << why;
  }
  const Answer there = house.manager().get(member_list + "&cursor=" + ours);
  EXPECT_EQ(there.status, 400) << there;
  EXPECT_EQ(there.code(), "bad_cursor");
  EXPECT_EQ(house.manager().get(std::string(all_days) + "&cursor=" + ours).status, 200);
}

TEST_F(Listing, refusals_name_the_field) {
  struct Case {
    const char* query;
    int status;
    const char *code, *pointer, *why;
  };
  const Case cases[] = {
      {"from=2026-02-27&to=2026-02-27", 400, "invalid_request", "/store", "no store"},
      {"store=S001&to=2026-02-27", 400, "invalid_request", "/from", "no beginning"},
      {"store=S001&from=2026-02-27", 400, "invalid_request", "/to", "no end"},
      {"store=S001&from=2026-02-30&to=2026-03-01", 400, "invalid_request", "/from", "no such day"},
      {"store=S001&from=2026-02-28&to=2026-02-27", 400, "invalid_request", "/to", "backwards"},
      {"store=S001&from=2026-02-27&to=2026-02-27&limit=0",
       400,
       "invalid_request",
       "/limit",
       "none"},
      {"store=S001&from=2026-02-27&to=2026-02-27&limit=201",
       400,
       "invalid_request",
       "/limit",
       "beyond the most"},
      {"store=S001&from=2026-02-27&to=2026-02-27&sequence=7",
       400,
       "invalid_request",
       "/till",
       "a number is a till's"},
      {"store=S001&till=01&from=2026-02-27&to=2026-02-28&sequence=7",
       400,
       "invalid_request",
       "/to",
       "and a day's"},
      {"store=S001&till=01&from=2026-02-27&to=2026-02-27&sequence=0",
       400,
       "invalid_request",
       "/sequence",
       "numbers begin at 1"},
      {"store=S009&from=2026-02-27&to=2026-02-27", 404, "store_not_found", "/store", "not there"},
      {"store=S001&till=09&from=2026-02-27&to=2026-02-27",
       404,
       "till_not_found",
       "/till",
       "not there"},
  };
  for (const Case& one : cases) {
    const Answer refused = house.manager().get(std::string("/v1/receipts?") + one.query);
    EXPECT_EQ(refused.status, one.status) << one.why << ": " << refused;
    EXPECT_EQ(refused.code(), one.code) << one.why << ": " << refused;
    EXPECT_EQ(refused.pointer(), one.pointer) << one.why << ": " << refused;
  }
}

TEST_F(Listing, is_for_those_who_may_see_the_store) {
  const Client here = house.person("here", {"sales:read"}, {"S001"});
  const Client there = house.person("there", {"sales:read"}, {"S002"});
  const Client both = house.person("both", {"sales:read"}, {"S001", "S002"});
  const Client seller = house.person("seller", {"sales:write"}, {"S001"});
  for (const Client* const who : {&here, &both}) {
    EXPECT_EQ(walk(*who, std::string(all_days) + "&limit=7").places, expected);
  }
  EXPECT_EQ(walk(house.till("S001", "02"), all_days).places, expected)
      << "a till sees the receipts of its store, for exchanges";

  const std::string own = "/v1/receipts?store=S002&from=2026-02-27&to=2026-03-01";
  EXPECT_EQ(walk(there, own).places.size(), 3U);
  const std::string cursor = here.get(std::string(all_days) + "&limit=1").string("/next_cursor");
  for (const std::string& more :
       {std::string(),
        std::string("&till=01"),
        std::string("&till=09"),
        "&cursor=" + cursor,
        std::string("&cursor=x")}) {
    const Answer refused = there.get(all_days + more);
    EXPECT_EQ(refused.status, 403) << more << ": " << refused;
    EXPECT_EQ(refused.code(), "store_out_of_scope") << more;
    EXPECT_EQ(refused.pointer(), "/store") << more;
  }
  EXPECT_EQ(here.get(own).code(), "store_out_of_scope");
  EXPECT_EQ(house.till("S002", "01").get(all_days).code(), "store_out_of_scope");
  EXPECT_EQ(seller.get(all_days).status, 403);
  EXPECT_EQ(seller.get(all_days).code(), "forbidden");
  EXPECT_EQ(house.nobody().get(all_days).status, 401);

  const std::string receipt =
      here.get(std::string(all_days) + "&limit=1").string("/receipts/0/receipt");
  EXPECT_EQ(here.get("/v1/receipts/" + receipt).status, 200);
  const Answer hidden = there.get("/v1/receipts/" + receipt);
  EXPECT_EQ(hidden.status, 404) << hidden;
  EXPECT_EQ(hidden.code(), "receipt_not_found") << "not even that it exists";
}

}  // namespace
}  // namespace guanxi::test
