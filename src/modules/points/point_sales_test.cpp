#include "modules/points/point_sales.h"

#include "modules/payments/payments.h"
#include "modules/points/api_fixture_test.h"
#include "modules/points/days.h"
#include "modules/points/documents.h"

namespace guanxi::points {
namespace {

using testing::HasSubstr;
using testing::Not;

const sql::Query forget_points_sales{"DELETE FROM points_sales"};
const sql::Query forget_points_payment{"DELETE FROM payment_references"};

class PointsSaleTest : public PointsApiTest {
 protected:
  PointsSaleTest() {
    door.actor.permissions.push_back("points:sell");
    parameters_ = programmes.in_force(programme, temp.clock().now())->parameters;
    parameters_.points_sale_price = 10'005;  // 100.05 yuan for 1,000 points
    change();
  }
  void change() {
    temp.clock().advance_seconds(1);
    const Instant now = temp.clock().now();
    ASSERT_TRUE(programmes.add_version(programme, parameters_, now, "test", ActorId(1), now));
    programmes.refresh();
  }
  http::Response sell(std::int64_t points, std::int64_t paid, const std::string& reference) {
    return post(
        base + "/sales",
        R"({"points":)" + std::to_string(points) + R"(,"paid":{"amount":)" + std::to_string(paid) +
            R"(,"currency":"CNY"},"reference":")" + reference + R"(","store":"S001"})",
        "sell-" + std::to_string(++keys_)
    );
  }
  http::Response void_it(const std::string& sale) {
    return post(
        base + "/sales/" + sale + "/void",
        R"({"reason":"a test"})",
        "void-" + std::to_string(++keys_)
    );
  }
  std::string sold(std::int64_t points, std::int64_t paid, const std::string& reference) {
    const auto answer = sell(points, paid, reference);
    GX_CHECK_WHY(answer.status == 201, answer.body);
    return text_of(answer, "id");
  }
  void owe(std::int64_t points) {
    earn(1, points, in_2028);
    const auto spent = post(
        base + "/redemptions",
        R"({"points":)" + std::to_string(points) + R"(,"reason":"gift","store":"S001"})"
    );
    ASSERT_EQ(spent.status, 201) << spent.body;
    programmes::Version debts = *programmes.in_force(programme, temp.clock().now());
    debts.parameters.shortfall = programmes::ShortfallPolicy::debt;
    Return back;
    back.sale = 1;
    back.expires_on = in_2028;
    back.a = Points(points);
    const Context with = context(customer, {CauseKind::refund, 2});
    ASSERT_TRUE(temp->write([&](sql::Tx& tx) { return post_reversal(tx, ids, with, back, debts); })
    );
  }

  programmes::Parameters parameters_;
  int keys_ = 0;
};

TEST_F(PointsSaleTest, points_are_sold_as_class_f_at_the_price_rounded_up) {
  const auto answer = sell(500, 5003, "WX-1");  // 50.025 yuan
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_THAT(answer.body, HasSubstr(R"("balance":500)"));
  EXPECT_EQ(account(customer).f, Points(500));
  EXPECT_THAT(get(base + "/sales").body, HasSubstr(R"("reference":"WX-1")"));
  EXPECT_THAT(get(base + "/entries").body, HasSubstr(R"("reason":"purchased")"));
  const auto all = get("/v1/points/sales", {{"programme", "M"}, {"store", "S001"}});
  EXPECT_THAT(all.body, HasSubstr(R"("amount":5003)"));
}

TEST_F(PointsSaleTest, what_does_not_fit_is_refused_by_name_and_changes_nothing) {
  EXPECT_THAT(sell(500, 5002, "WX-1").body, HasSubstr("points_price_differs"));
  EXPECT_THAT(sell(500, 5002, "WX-1").body, HasSubstr("50.03"));
  EXPECT_THAT(sell(150, 1501, "WX-1").body, HasSubstr("multiple of the step"));
  EXPECT_THAT(sell(0, 1, "WX-1").body, HasSubstr("/points"));
  EXPECT_THAT(sell(500, 5003, " ").body, HasSubstr("/reference"));
  const auto euros = post(
      base + "/sales",
      R"({"points":500,"paid":{"amount":5003,"currency":"EUR"},"reference":"X","store":"S001"})"
  );
  EXPECT_THAT(euros.body, HasSubstr("/paid/currency"));
  parameters_.points_sale_price = 0;
  change();
  EXPECT_THAT(sell(500, 5003, "WX-1").body, HasSubstr("points_not_for_sale"));
  EXPECT_EQ(account(customer).seq, 0);
}

TEST_F(PointsSaleTest, a_payment_buys_once) {
  sold(100, 1001, "WX-1");
  EXPECT_THAT(sell(100, 1001, "WX-1").body, HasSubstr("code_taken"));
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) {
    return payments::take(tx, {programme, "WX-2", customer, payments::Pays::tier, 5});
  }));
  EXPECT_THAT(sell(100, 1001, "WX-2").body, HasSubstr("code_taken")) << "it bought a tier";
  EXPECT_EQ(account(customer).f, Points(100));
}

TEST_F(PointsSaleTest, a_member_buys_so_many_within_a_year) {
  parameters_.points_sale_member_year_max = 300;
  change();
  const std::string first = sold(200, 2001, "WX-1");
  const auto refused = sell(200, 2001, "WX-2");
  EXPECT_THAT(refused.body, HasSubstr("points_limit_exceeded"));
  EXPECT_THAT(refused.body, HasSubstr(R"("left":"100")"));
  ASSERT_EQ(void_it(first).status, 201);
  sold(200, 2001, "WX-2");
  temp.clock().advance_seconds(364 * 86'400);
  EXPECT_THAT(sell(200, 2001, "WX-3").body, HasSubstr("points_limit_exceeded"));
  temp.clock().advance_seconds(86'400);
  sold(300, 3002, "WX-3");
}

TEST_F(PointsSaleTest, what_is_owed_is_repaid_first) {
  owe(80);
  ASSERT_EQ(account(customer).owed, Points(80));
  const auto answer = sell(100, 1001, "WX-1");
  EXPECT_THAT(answer.body, HasSubstr(R"("repaid":80)"));
  EXPECT_EQ(account(customer).owed, Points());
  EXPECT_EQ(account(customer).balance, Points(20));
  EXPECT_THAT(void_it(text_of(answer, "id")).body, HasSubstr("not_enough_points"));
}

TEST_F(PointsSaleTest, a_void_on_its_day_takes_all_back_and_frees_the_payment) {
  const std::string sale = sold(500, 5003, "WX-1");
  const auto voided = void_it(sale);
  ASSERT_EQ(voided.status, 201) << voided.body;
  EXPECT_EQ(account(customer).f, Points());
  EXPECT_EQ(account(customer).balance, Points());
  EXPECT_THAT(void_it(sale).body, HasSubstr("already_voided"));
  EXPECT_THAT(get(base + "/entries").body, HasSubstr(R"("reason":"refunded")"));
  sold(500, 5003, "WX-1");
}

TEST_F(PointsSaleTest, what_was_used_or_is_of_yesterday_is_not_voided) {
  const std::string used = sold(500, 5003, "WX-1");
  ASSERT_EQ(
      post(base + "/redemptions", R"({"points":1,"reason":"gift","store":"S001"})").status, 201
  );
  EXPECT_THAT(void_it(used).body, HasSubstr("not_enough_points"));
  const std::string of_today = sold(500, 5003, "WX-2");
  temp.clock().advance_seconds(86'400);
  EXPECT_THAT(void_it(of_today).body, HasSubstr("void_after_business_day"));
  EXPECT_THAT(void_it("77").body, HasSubstr("points_sale_not_found"));
}

TEST_F(PointsSaleTest, who_may_not_sell_or_not_there_is_told) {
  door.actor.stores = {StoreId(99)};
  const auto refused = post(
      base + "/sales",
      R"({"points":500,"paid":{"amount":5003,"currency":"CNY"},"reference":"X"})",
      "nowhere"
  );
  EXPECT_GE(refused.status, 400);
  EXPECT_THAT(sell(500, 5003, "WX-1").body, HasSubstr("store_out_of_scope"));
  door.actor.permissions = {"points:read"};
  EXPECT_EQ(sell(500, 5003, "WX-1").status, 403);
  EXPECT_EQ(account(customer).seq, 0);
}

TEST_F(PointsSaleTest, verify_finds_a_sale_without_points_or_payment) {
  verify_at_end = false;
  sold(500, 5003, "WX-1");
  ASSERT_TRUE(verify_all().is_clean());
  temp.given([](sql::Tx& tx) { tx.exec(forget_points_payment); });
  EXPECT_EQ(verify_all().faults_found, 1);
  temp.given([](sql::Tx& tx) { tx.exec(forget_points_sales); });
  EXPECT_THAT(named(verify_all()), HasSubstr("sales of points"));
}

}  // namespace
}  // namespace guanxi::points
