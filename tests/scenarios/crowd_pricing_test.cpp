// Never one too many: what is limited by promotions and coupons, wanted by many tills at once.
#include <gtest/gtest.h>

#include <atomic>

#include "support/at_once.h"
#include "support/priced.h"

namespace guanxi::test {
namespace {

constexpr int tills = 8;

class Crowded : public Vouchers {
 protected:
  /// A promotion that takes 10.00 off, limited like that; sold at 90.00 by all tills at once.
  Rush want(const char* code, json::object limit, bool hers) {
    const std::string id =
        put(money_off(code, 1000, 0, {{"limits", json::array{std::move(limit)}}}));
    std::vector<json::object> bodies;
    for (int i = 0; i < tills; ++i) {
      bodies.push_back(house.sale_body(
          {.phone = hers ? her_phone : "", .lines = {{"A1001"}}, .tenders = {{"cash", 9000}}}
      ));
    }
    Rush result = rush(tills, [&](int till) {
      return TestHouse::post_keyed(
          house.manager(), "/v1/checkout", bodies[static_cast<std::size_t>(till)]
      );
    });
    end(id);
    return result;
  }
};

TEST_F(Crowded, a_promotion_is_used_as_often_as_each_limit_allows) {
  const struct {
    const char* per;
    bool hers;
  } spans[] = {
      {"member", true},
      {"member_day", true},
      {"store_day", false},
      {"day", false},
      {"total", false}};
  for (const auto& span : spans) {
    SCOPED_TRACE(span.per);
    const std::string uses = std::string("U-") + span.per, budget = std::string("M-") + span.per;
    const Rush counted = want(uses.c_str(), {{"per", span.per}, {"uses", 3}}, span.hers);
    EXPECT_EQ(counted.won, 3);
    EXPECT_EQ(
        counted.refused, (std::map<std::string, int>{{"422 tenders_do_not_add_up", tills - 3}})
    ) << "the others are told what it costs now";
    // 25.00: two times 10.00, and never a third that would pass it.
    const Rush paid = want(budget.c_str(), {{"per", span.per}, {"money", money(2500)}}, span.hers);
    EXPECT_EQ(paid.won, 2);
    EXPECT_EQ(paid.refused, (std::map<std::string, int>{{"422 tenders_do_not_add_up", tills - 2}}));
  }
}

// What is a member's one member wants at every till; of what all share each till has a member of
// its own, whose accounts wait for nobody: only the counters stand between them.
TEST_F(Crowded, a_promotion_gives_as_many_points_as_each_limit_allows) {
  const std::vector<std::string> hers(tills, her_phone);
  std::vector<std::string> everybodys;
  for (int till = 0; till < tills; ++till) {
    everybodys.push_back(std::to_string(13'900'000'000 + till));
    house.enrol(everybodys.back());
  }
  const struct {
    const char* per;
    const std::vector<std::string>& phones;
  } spans[] = {
      {"member", hers},
      {"member_day", hers},
      {"store_day", everybodys},
      {"day", everybodys},
      {"total", everybodys}};
  for (const auto& [per, phones] : spans) {
    SCOPED_TRACE(per);
    const std::string id = put(rule(
        "promotion",
        (std::string("P-") + per).c_str(),
        {{"reward", {{"kind", "points_multiple"}, {"multiple", "2"}}},
         {"limits", json::array{json::object{{"per", per}, {"points", 25}}}}}
    ));
    std::vector<json::object> bodies;
    for (const std::string& phone : phones) {
      bodies.push_back(
          house.sale_body({.phone = phone, .lines = {{"A1001"}}, .tenders = {{"cash", 10000}}})
      );
    }
    std::atomic<std::int64_t> points{0};
    const Rush result = rush(tills, [&](int till) {
      Answer sold = TestHouse::post_keyed(
          house.manager(), "/v1/checkout", bodies[static_cast<std::size_t>(till)]
      );
      if (sold.status == 201) points += sold.integer("/points/b");
      return sold;
    });
    EXPECT_EQ(result.won, tills) << "the price is the same";
    EXPECT_EQ(points, 25) << "10, 10 and the rest";
    end(id);
  }
  EXPECT_EQ(house.verify().faults_found(), 0);
}

TEST_F(Crowded, one_cash_coupon_pays_at_many_tills_what_is_on_it) {
  offer("CASH50", 5000, 0, {{"kind", "cash"}, {"face_value", money(5000)}, {"in_parts", true}});
  const std::string coupon = issue("CASH50");
  std::vector<json::object> bodies;
  for (int i = 0; i < tills; ++i) {
    bodies.push_back(house.sale_body(
        {.phone = her_phone,
         .lines = {{"A1003"}},
         .more = {{"tenders", json::array()}, {"coupons", shown({coupon})}}}
    ));
  }
  const Rush result = rush(tills, [&](int till) {
    return TestHouse::post_keyed(
        house.manager(), "/v1/checkout", bodies[static_cast<std::size_t>(till)]
    );
  });
  EXPECT_EQ(result.won, 2) << "50.00 pay 20.00 twice";
  EXPECT_EQ(result.refused, (std::map<std::string, int>{{"422 tenders_do_not_add_up", tills - 2}}))
      << "of the third 10.00 are to be paid otherwise";
  EXPECT_EQ(pay({{"A1003"}}, 1000, {coupon}).status, 201);
  EXPECT_EQ(state_of(coupon), "redeemed");
}

TEST_F(Crowded, a_coupon_is_used_or_given_away_and_never_both) {
  offer("OFF5", 500, 0, {{"transferable", true}});
  for (int round = 0; round < times(5); ++round) {
    const std::string coupon = issue("OFF5");
    const json::object body = house.sale_body(
        {.phone = her_phone,
         .lines = {{"A1001"}},
         .tenders = {{"cash", 9500}},
         .more = {{"coupons", shown({coupon})}}}
    );
    const std::string gift = "/v1/members/" + member + "/coupons/" + coupon + "/gift";
    const Rush result = rush(2, [&](int which) {
      if (which == 0) return TestHouse::post_keyed(house.manager(), "/v1/checkout", body);
      return house.manager().post(gift, {{"hours", 1}}, "gift-" + coupon);
    });
    EXPECT_EQ(result.won, 1);
    EXPECT_EQ(result.refused, (std::map<std::string, int>{{"409 coupon_state", 1}}));
  }
}

TEST_F(Crowded, refunds_at_once_give_a_coupon_and_a_use_back_once) {
  put(money_off("ONCE", 1000, 0, {{"limits", {{{"per", "member"}, {"uses", 1}}}}}));
  offer("OFF5", 500, 0);
  for (int round = 0; round < times(3); ++round) {
    const std::string coupon = issue("OFF5");
    const Answer sold = pay({{"A1001", "2"}}, 18500, {coupon});
    ASSERT_EQ(sold.status, 201) << sold;
    std::vector<json::object> bodies;
    for (int i = 0; i < tills; ++i)
      bodies.push_back(house.back_body({.receipt = sold.string("/receipt")}));
    const std::string at = "/v1/checkout/" + sold.string("/receipt") + "/refunds";
    const Rush result = rush(tills, [&](int till) {
      return TestHouse::post_keyed(house.manager(), at, bodies[static_cast<std::size_t>(till)]);
    });
    EXPECT_EQ(result.won, 1);
    EXPECT_EQ(
        result.refused, (std::map<std::string, int>{{"409 nothing_left_to_refund", tills - 1}})
    );
    EXPECT_EQ(state_of(coupon), "issued");
  }
}

}  // namespace
}  // namespace guanxi::test
