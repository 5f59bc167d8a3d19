// A house whose dashboard is asked, for tests of its figures.
//
// Threads: as TestHouse.
#pragma once

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "modules/dashboard/verify.h"
#include "support/house.h"
#include "support/news.h"

namespace guanxi::test {

/// Late attributions need nobody's approval.
inline programmes::Parameters given_at_once() {
  programmes::Parameters parameters;
  parameters.late_attribution_unapproved_points = 1'000'000;
  parameters.late_attributions_member_month_max = parameters.late_attributions_actor_day_max = 0;
  return parameters;
}

/// Some of the figures of a period.
struct Told {
  std::int64_t members = 0, joined = 0, departed = 0, active = 0, repeat = 0, lost = 0;
  std::int64_t sales = 0, sales_amount = 0, returns = 0, return_amount = 0;
  std::int64_t purchases = 0, member_net_amount = 0;
  bool operator==(const Told&) const = default;
};
inline std::ostream& operator<<(std::ostream& out, const Told& e) {
  for (const std::int64_t one :
       {e.members,
        e.joined,
        e.departed,
        e.active,
        e.repeat,
        e.lost,
        e.sales,
        e.sales_amount,
        e.returns,
        e.return_amount,
        e.purchases,
        e.member_net_amount}) {
    out << one << ' ';
  }
  return out;
}

class Dashboard : public testing::Test {
 protected:
  Dashboard() : house(TestHouse::Options{.parameters = given_at_once()}) {}

  std::string key() { return "dashboard-" + std::to_string(++keys); }
  static std::string period(Date from, Date to) {
    return "?programme=MAIN&from=" + from.to_string() + "&to=" + to.to_string();
  }
  Answer get(const std::string& target) {
    const Answer answer = house.manager().get(target);
    EXPECT_EQ(answer.status, 200) << answer;
    return answer;
  }
  Answer ask(Date from, Date to, const std::string& more = "") {
    return get("/v1/dashboard" + period(from, to) + more);
  }
  Answer today(const std::string& more = "") {
    hand_out_news(house);
    return ask(house.today(), house.today(), more);
  }
  Answer sell(const std::string& phone, const char* item = "A1001", const char* store = "S001") {
    house.clock().advance_seconds(1);
    const Answer sold = house.sell({.phone = phone, .lines = {{item}}, .store = store});
    EXPECT_EQ(sold.status, 201) << sold;
    return sold;
  }
  static Told told(const Answer& answer, const std::string& which = "/current") {
    const auto number = [&](const char* name) { return answer.integer(which + name); };
    return {
        number("/members"),
        number("/new_members"),
        number("/departed_members"),
        number("/active_members"),
        number("/repeat_members"),
        number("/lost_members"),
        number("/sales"),
        number("/sales_amount/amount"),
        number("/returns"),
        number("/return_amount/amount"),
        number("/purchases"),
        number("/member_net_amount/amount")};
  }
  std::vector<std::string> faults() {
    return house.application().db().read([](sql::Tx& tx) { return dashboard::verify_figures(tx); });
  }
  StoreId store_id(const char* code) {
    return house.application().org().snapshot()->find_store(code)->id;
  }
  std::int64_t makers(Date from, Date to, const char* figure, const std::string& more) {
    std::set<std::string> members;
    std::string cursor;
    for (;;) {
      const Answer page =
          get("/v1/dashboard/members" + period(from, to) + "&limit=3&figure=" + figure + more +
              cursor);
      for (const json::value& one : page.find("/items")->as_array())
        EXPECT_TRUE(members.insert(std::string(one.at("member").as_string())).second) << page;
      if (!page.find("/next_cursor")) break;
      cursor = "&cursor=" + page.string("/next_cursor");
    }
    return std::ssize(members);
  }

  TestHouse house;
  int keys = 0;
};

}  // namespace guanxi::test
