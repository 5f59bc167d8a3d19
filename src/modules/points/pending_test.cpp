// Points that are not usable yet: what takes them, what does not, and what is shown of them.
#include <gmock/gmock.h>

#include "modules/points/api_fixture_test.h"
#include "modules/points/documents.h"
#include "modules/points/holds.h"
#include "modules/points/statement.h"

namespace guanxi::points {
namespace {

using programmes::ShortfallPolicy;
using testing::HasSubstr;

TEST(UsableDate, is_so_many_days_after_that_of_the_sale) {
  programmes::Parameters parameters;
  EXPECT_EQ(usable_date(*Date::parse("2026-02-27"), parameters), std::nullopt) << "at once";
  parameters.points_pending_days = 3;
  EXPECT_EQ(usable_date(*Date::parse("2026-02-27"), parameters), Date::parse("2026-03-02"));
}

TEST(UsableDate, never_lies_behind_the_last_day_of_the_longest_time_that_is_allowed) {
  programmes::Parameters parameters;
  for (int months = 1; months <= 13; ++months) {
    parameters.expiry_months = months;
    parameters.points_pending_days = std::min(365, 28 * months);
    for (Date day = *Date::parse("2027-01-01"); day.year() < 2029; day = day.plus_days(1)) {
      ASSERT_LE(*usable_date(day, parameters), expiry_date(day, parameters)) << day.to_string();
    }
  }
}

class PendingTest : public PointsApiTest {
 protected:
  Result<Account> sell(std::int64_t receipt, std::int64_t points, const char* usable_from) {
    return sell_to(member, receipt, points, usable_from);
  }
  Result<Account> sell_to(
      OwnerId owner, std::int64_t receipt, std::int64_t points, const char* usable_from
  ) {
    const Context with = context(owner, {CauseKind::sale, receipt});
    const Account seen = account(owner);
    return temp->write([&](sql::Tx& tx) {
      return post_sale(
          tx,
          ids,
          with,
          seen,
          {.a = Points(points), .expires_on = in_2028, .usable_from = Date::parse(usable_from)}
      );
    });
  }
  Points usable() {
    const Account seen = account();
    return temp->read([&](sql::Tx& tx) { return usable_of(tx, seen, today(), temp.clock().now()); }
    );
  }
};

TEST_F(PendingTest, cannot_be_spent_before_their_day_and_nobody_has_to_post_that_it_came) {
  ASSERT_TRUE(earn_points(1, 10, in_2028));
  ASSERT_TRUE(sell(2, 20, "2026-01-04"));
  EXPECT_EQ(account().balance, Points(30));
  EXPECT_EQ(usable(), Points(10));
  const auto too_much = redeem(ids.next(), 11);
  ASSERT_FALSE(too_much);
  EXPECT_EQ(code_of(too_much), ErrorCode::not_enough_points);
  EXPECT_EQ(account().seq, 2) << "nothing happened";
  ASSERT_TRUE(redeem(ids.next(), 4));
  move_to("2026-01-03T15:59:59Z");  // 23:59:59 in Shanghai
  EXPECT_EQ(usable(), Points(6));
  EXPECT_FALSE(redeem(ids.next(), 7));
  move_to("2026-01-03T16:00:00Z");
  EXPECT_EQ(usable(), Points(26));
  ASSERT_TRUE(redeem(ids.next(), 26));
  EXPECT_EQ(account().balance, Points(0));
}

TEST_F(PendingTest, are_not_held_and_do_not_pay) {
  ASSERT_TRUE(earn_points(1, 5, in_2028));
  ASSERT_TRUE(sell(2, 20, "2026-01-04"));
  const auto hold = [&](std::int64_t points) {
    const HoldId id = ids.next_id<HoldTag>();
    const Context with = context(member, {CauseKind::hold, id.value()});
    return temp->write([&](sql::Tx& tx) {
      Hold wanted;
      wanted.id = id;
      wanted.owner = member;
      wanted.points = Points(points);
      wanted.reason = "a mug";
      wanted.held_at = temp.clock().now();
      wanted.deadline = temp.clock().now().plus_seconds(60);
      return post_hold(tx, ids, with, wanted);
    });
  };
  EXPECT_EQ(code_of(hold(6)), ErrorCode::not_enough_points);
  const Account seen = account();
  const auto plan = temp->read([&](sql::Tx& tx) {
    return plan_spending(tx, seen, Points(6), today(), temp.clock().now());
  });
  EXPECT_EQ(code_of(plan), ErrorCode::not_enough_points);
  ASSERT_TRUE(hold(5));
  EXPECT_EQ(usable(), Points(0));
}

TEST_F(PendingTest, are_passed_over_among_many_that_pay) {
  std::int64_t receipt = 0;
  for (int i = 0; i < 12; ++i) {
    ASSERT_TRUE(sell(++receipt, 3, "2026-01-04"));
    ASSERT_TRUE(earn_points(++receipt, 1, in_2028));
  }
  EXPECT_EQ(usable(), Points(12));
  ASSERT_TRUE(redeem(ids.next(), 11));
  EXPECT_EQ(usable(), Points(1));
  EXPECT_EQ(code_of(redeem(ids.next(), 2)), ErrorCode::not_enough_points);
  ASSERT_TRUE(redeem(ids.next(), 1));
  EXPECT_EQ(account().balance, Points(36));
}

TEST_F(PendingTest, go_back_with_their_sale_and_cover_other_returns) {
  ASSERT_TRUE(earn_points(1, 10, in_2028));
  ASSERT_TRUE(sell(2, 20, "2026-01-04"));
  ASSERT_TRUE(reverse(2, in_2028, 15, ShortfallPolicy::refuse));
  EXPECT_EQ(usable(), Points(10));
  ASSERT_TRUE(redeem(ids.next(), 10));
  // The balance of 5 is pending, and it is what a return finds before anything is bought.
  const auto back = reverse(1, in_2028, 10, ShortfallPolicy::purchase);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->shortfall.purchased, Points(5));
  EXPECT_EQ(account().balance, Points(0));
}

TEST_F(PendingTest, repay_at_once_what_is_owed) {
  ASSERT_TRUE(earn_points(1, 10, in_2028));
  ASSERT_TRUE(redeem(ids.next(), 10));
  ASSERT_TRUE(reverse(1, in_2028, 10, ShortfallPolicy::debt));
  EXPECT_EQ(account().owed, Points(10));
  ASSERT_TRUE(sell(2, 25, "2026-01-04"));
  EXPECT_EQ(account().owed, Points(0));
  EXPECT_EQ(account().balance, Points(15));
  EXPECT_EQ(usable(), Points(0));
}

TEST_F(PendingTest, are_shown_with_the_day_on_which_they_become_usable) {
  earn(1, 10, in_2028);
  ASSERT_TRUE(sell_to(customer, 2, 20, "2026-01-04"));
  ASSERT_TRUE(sell_to(customer, 3, 7, "2026-01-03"));
  const auto shown = get(base);
  EXPECT_THAT(shown.body, HasSubstr(R"("balance":37,"usable":10)"));
  EXPECT_THAT(
      shown.body, HasSubstr(R"("pending":27,"next_usable":{"usable_from":"2026-01-03","points":7})")
  );
  EXPECT_THAT(
      shown.body,
      HasSubstr(
          R"({"class":"a","source":{"kind":"sale","id":"2"},"original":20,"left":20,"held":0,"pending":true,"usable_from":"2026-01-04","expires_on":"2028-01-31",)"
      )
  );
  EXPECT_EQ(header(shown, "ETag"), "\"3-pending-27\"");
  move_to("2026-01-03T16:00:00Z");
  const auto later = get(base);
  EXPECT_THAT(later.body, HasSubstr(R"("balance":37,"usable":37)"));
  EXPECT_EQ(later.body.find("next_usable"), std::string::npos) << later.body;
  EXPECT_EQ(header(later, "ETag"), "\"3\"");
}

TEST_F(PendingTest, a_statement_says_what_was_pending_on_its_last_day) {
  ASSERT_TRUE(sell_to(customer, 1, 20, "2026-01-04"));
  move_to("2026-01-02T04:00:00Z");
  const Context back = context(customer, {CauseKind::refund, ids.next()});
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) {
    return post_reversal(
        tx,
        ids,
        back,
        {.sale = 1, .expires_on = in_2028, .a = Points(5)},
        programme_with(ShortfallPolicy::refuse)
    );
  }));
  move_to("2026-01-10T04:00:00Z");
  ASSERT_EQ(post(base + "/redemptions", R"({"points":15,"reason":"a cup"})").status, 201);
  const auto pending = [&](const char* to) {
    const auto answer = get(base + "/statement", {{"from", "2026-01-01"}, {"to", to}});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body.substr(answer.body.rfind("\"closing\""));
  };
  EXPECT_EQ(pending("2026-01-01"), R"("closing":20,"pending":20})");
  EXPECT_EQ(pending("2026-01-03"), R"("closing":15,"pending":15})");
  EXPECT_EQ(pending("2026-01-04"), R"("closing":15,"pending":0})");
  EXPECT_EQ(pending("2026-01-10"), R"("closing":0,"pending":0})");
}

TEST_F(PendingTest, every_number_says_where_it_comes_from) {
  earn(1, 10, in_2028);
  ASSERT_TRUE(sell_to(customer, 2, 20, "2026-01-04"));
  ASSERT_EQ(post(base + "/redemptions", R"({"points":3,"reason":"a cup"})").status, 201);
  const auto shown = get(base);
  EXPECT_THAT(
      shown.body,
      HasSubstr(
          R"({"number":"balance","points":27,"is":"a + b + c + d + e + f - redeemed = lots - owed","from":"/v1/members/)"
      )
  );
  EXPECT_THAT(
      shown.body, HasSubstr(R"({"number":"usable","points":7,"is":"balance - held - pending"})")
  );
  EXPECT_THAT(
      shown.body,
      HasSubstr(R"("next_ending":{"expires_on":"2028-01-31","points":27,"told_by":"2028-01-01"})")
  );
  const auto redeemed = get(base + "/entries", {{"class", "redeemed"}});
  ASSERT_EQ(redeemed.status, 200) << redeemed.body;
  EXPECT_THAT(redeemed.body, HasSubstr(R"("class":"redeemed","points":-3)"));
  EXPECT_EQ(redeemed.body.find("\"class\":\"a\""), std::string::npos) << redeemed.body;
  const auto lot = get(base + "/entries", {{"lot", "2"}, {"limit", "1"}});
  EXPECT_THAT(lot.body, HasSubstr(R"("cause":{"kind":"sale","id":"2"})"));
  EXPECT_EQ(lot.body.find("next_cursor"), std::string::npos) << lot.body;
  const auto paged = get(base + "/entries", {{"class", "a"}, {"limit", "1"}});
  const auto rest =
      get(base + "/entries",
          {{"class", "a"}, {"limit", "1"}, {"cursor", text_of(paged, "next_cursor")}});
  EXPECT_THAT(rest.body, HasSubstr(R"("cause":{"kind":"sale","id":"1"})")) << paged.body;
}

}  // namespace
}  // namespace guanxi::points
