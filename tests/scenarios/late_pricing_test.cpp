// A sale that is given to a member later: promotions that multiply points count by the rules of its
// moment, and what was paid stays.
#include <gtest/gtest.h>

#include "support/priced.h"

namespace guanxi::test {
namespace {

constexpr const char* other_phone = "13900139000";

json::object doubled(const char* code, json::object more = {}) {
  json::object made{{"reward", {{"kind", "points_multiple"}, {"multiple", "2"}}}};
  for (auto& [key, value] : more) made[key] = value;
  return rule("promotion", code, std::move(made));
}

class Late : public Prices {
 protected:
  Late() {
    programmes::Parameters parameters;
    parameters.late_attribution_unapproved_points = 100'000;
    parameters.late_attributions_member_month_max = 0;
    house.set_parameters(parameters, house.now());
    house.clock().advance_seconds(1);
  }
  Answer anonymous(std::vector<Goods> lines = {{"A1001"}}) {
    const Answer sold = sell(std::move(lines), "");
    EXPECT_EQ(sold.status, 201) << sold;
    return sold;
  }
  Answer attribute(const Answer& sale) {
    house.clock().advance_seconds(1);
    return house.manager().post(
        "/v1/receipts/" + sale.string("/receipt") + "/attribution",
        {{"member", {{"kind", "phone"}, {"value", her_phone}}},
         {"cashier", "C01"},
         {"reason", "forgot the card"}},
        "late-" + std::to_string(++keys_)
    );
  }
  static std::int64_t extra(const Answer& given) { return given.integer("/receipt/points/b"); }

 private:
  int keys_ = 0;
};

TEST_F(Late, has_the_multiples_that_it_would_have_had) {
  house.enrol(other_phone);
  put(doubled("MEMBERS", {{"conditions", {{"members_only", true}}}}));
  put(rule(
      "promotion",
      "THRICE",
      {{"scope", {{"include", {goods("item", "A1003")}}}},
       {"reward", {{"kind", "points_multiple"}, {"multiple", "3"}}}}
  ));
  const std::vector<Goods> lines{{"A1001", "2"}, {"A1003", "3"}};
  const Answer sale = anonymous(lines);
  const Answer bought = sell(lines, other_phone);
  const Answer given = attribute(sale);
  ASSERT_EQ(given.status, 201) << given;
  EXPECT_EQ(extra(given), bought.integer("/points/b"));
  EXPECT_EQ(extra(given), 20 + 12);
  EXPECT_NE(given.text.find("Promotion MEMBERS: points 2 times"), std::string::npos) << given;
  const Answer price = house.manager().get("/v1/receipts/" + sale.string("/receipt") + "/price");
  EXPECT_EQ(price.integer("/price/payable/amount"), 26000);
  EXPECT_EQ(house.refund({.receipt = sale.string("/receipt")}).status, 201);
  EXPECT_EQ(house.points(member), 0) << "and gives them back";
}

TEST_F(Late, has_the_promotions_of_the_sales_moment) {
  const std::string then = put(doubled("THEN"));
  const Answer sale = anonymous();
  end(then);
  put(rule("promotion", "NOW", {{"reward", {{"kind", "points_multiple"}, {"multiple", "5"}}}}));
  const Answer given = attribute(sale);
  ASSERT_EQ(given.status, 201) << given;
  EXPECT_EQ(extra(given), 10);
}

TEST_F(Late, what_was_paid_decides_and_stays) {
  put(rule(
      "document", "HALF", {{"entries", {{{"goods", goods("item", "A1001")}, {"rate", "0.5"}}}}}
  ));
  put(doubled("FROM100", {{"threshold", {{"amount", money(10000)}}}}));
  EXPECT_EQ(sell({{"A1001"}}).integer("/points/b"), 0) << "she would have paid 50.00";
  const Answer sale = anonymous();
  const Answer given = attribute(sale);
  ASSERT_EQ(given.status, 201) << given;
  EXPECT_EQ(extra(given), 10);
  EXPECT_EQ(given.integer("/receipt/payable/amount"), 10000) << "no member price afterwards";
}

TEST_F(Late, what_the_price_has_had_stands_in_the_way_as_it_did) {
  put(money_off("OFF", 1000, 0, {{"exclusive_group", "ONE"}}));
  put(doubled("POINTS", {{"exclusive_group", "ONE"}, {"conditions", {{"members_only", true}}}}));
  const Answer given = attribute(anonymous());
  ASSERT_EQ(given.status, 201) << given;
  EXPECT_EQ(extra(given), 0);
  EXPECT_EQ(given.integer("/receipt/payable/amount"), 9000);
}

TEST_F(Late, limits_of_the_member_hold_and_come_back) {
  put(doubled(
      "ONCE",
      {{"conditions", {{"members_only", true}}}, {"limits", {{{"per", "member"}, {"uses", 1}}}}}
  ));
  const Answer first = anonymous(), second = anonymous(), third = anonymous();
  EXPECT_EQ(extra(attribute(first)), 10);
  EXPECT_EQ(extra(attribute(second)), 0) << "she has had it";
  EXPECT_EQ(sell({{"A1001"}}).integer("/points/b"), 0);
  house.refund({.receipt = first.string("/receipt")});
  EXPECT_EQ(extra(attribute(third)), 10) << "its use has come back";
}

TEST_F(Late, counters_that_the_sale_moved_are_not_moved_again) {
  put(doubled("TWICE", {{"limits", {{{"per", "total"}, {"uses", 2}}}}}));
  const Answer first = anonymous(), second = anonymous(), third = anonymous();
  EXPECT_EQ(extra(attribute(first)), 10);
  EXPECT_EQ(extra(attribute(second)), 10);
  EXPECT_EQ(extra(attribute(third)), 0) << "two sales have used it, this was none of them";
  // One that only a member has is counted when it is given.
  put(doubled(
      "MEMBERS",
      {{"conditions", {{"members_only", true}}}, {"limits", {{{"per", "total"}, {"uses", 1}}}}}
  ));
  const Answer fourth = anonymous(), fifth = anonymous();
  EXPECT_EQ(extra(attribute(fourth)), 10);
  EXPECT_EQ(extra(attribute(fifth)), 0);
}

TEST_F(Late, points_of_a_promotion_end_with_its_limit) {
  put(doubled("FIFTEEN", {{"limits", {{{"per", "total"}, {"points", 15}}}}}));
  const Answer late = anonymous();
  const Answer first = sell({{"A1001"}});
  EXPECT_EQ(first.integer("/points/b"), 10);
  EXPECT_EQ(extra(attribute(late)), 5) << "the rest";
  EXPECT_EQ(house.verify().faults_found(), 0);
  EXPECT_EQ(why(quote({{"A1001"}}), "FIFTEEN"), "points_used_up");
  house.refund({.receipt = first.string("/receipt")});
  EXPECT_EQ(sell({{"A1001"}}).integer("/points/b"), 10) << "what came back can be given again";
  EXPECT_EQ(house.verify().faults_found(), 0);
}

const sql::Query more_counted{"UPDATE pricing_budgets SET points = points + 1"};
const sql::Query fewer_counted{"UPDATE pricing_budgets SET points = points - 1"};
const sql::Query more_used{"UPDATE pricing_uses SET points = points + 1"};
const sql::Query fewer_used{"UPDATE pricing_uses SET points = points - 1"};

TEST_F(Late, verify_holds_points_of_promotions_against_their_sales) {
  put(doubled("FIFTEEN", {{"limits", {{{"per", "total"}, {"points", 15}}}}}));
  ASSERT_EQ(sell({{"A1001"}}).integer("/points/b"), 10);
  const auto plant = [&](const sql::Query& query) {
    const auto done = house.application().db().write([&](sql::Tx& tx) -> Outcome {
      return tx.exec(query) > 0 ? ok() : Outcome(ErrorCode::not_found);
    });
    EXPECT_TRUE(done.has_value());
  };
  const auto says = [&](const char* what) {
    return verify::to_json(house.verify()).find(what) != std::string::npos;
  };
  plant(more_counted);
  EXPECT_TRUE(says("promotion FIFTEEN: its counter is not what its sales used"));
  plant(fewer_counted);
  plant(more_used);
  EXPECT_TRUE(says("a use of a promotion counts other points than its sale says"));
  plant(fewer_used);
  EXPECT_EQ(house.verify().faults_found(), 0);
}

TEST_F(Late, the_last_point_of_one_promotion_does_not_displace_another) {
  put(rule(
      "promotion",
      "THRICE",
      {{"reward", {{"kind", "points_multiple"}, {"multiple", "3"}}},
       {"limits", {{{"per", "total"}, {"points", 21}}}}}
  ));
  put(doubled("TWICE", {{"limits", {{{"per", "total"}, {"points", 25}}}}}));
  const Answer late = anonymous();
  const Answer first = sell({{"A1001"}});
  EXPECT_EQ(first.integer("/points/b"), 20);
  const Answer quoted = quote({{"A1001"}});
  EXPECT_EQ(why(quoted, "THRICE"), "points_used_up") << "1 is left, the other gives 10";
  EXPECT_EQ(why(quoted, "TWICE"), "applied");
  const Answer second = sell({{"A1001"}});
  ASSERT_EQ(second.status, 201) << second;
  EXPECT_EQ(second.integer("/points/b"), 10);
  EXPECT_NE(second.text.find("Promotion TWICE: points 2 times"), std::string::npos) << second;
  EXPECT_EQ(second.text.find("Promotion THRICE"), std::string::npos) << second;
  EXPECT_EQ(extra(attribute(late)), 10) << "also of a sale that is given to her later";
  EXPECT_EQ(house.verify().faults_found(), 0);
  const Answer third = sell({{"A1001"}});
  EXPECT_EQ(third.integer("/points/b"), 5)
      << "the rest of the second is more than that of the first";
  EXPECT_EQ(sell({{"A1001"}}).integer("/points/b"), 1) << "and now the last point";
  EXPECT_EQ(sell({{"A1001"}}).integer("/points/b"), 0);
  EXPECT_EQ(house.verify().faults_found(), 0);
  house.refund({.receipt = second.string("/receipt")});
  EXPECT_EQ(sell({{"A1001"}}).integer("/points/b"), 10) << "what came back can be given again";
  EXPECT_EQ(house.verify().faults_found(), 0);
}

}  // namespace
}  // namespace guanxi::test
