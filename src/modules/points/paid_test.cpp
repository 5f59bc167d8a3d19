// Points that pay in a sale: taken from the oldest lots, and given back to them.
#include <gmock/gmock.h>

#include "modules/points/testing.h"

namespace guanxi::points {
namespace {

using programmes::ShortfallPolicy;
using testing::ElementsAre;

class PaidTest : public PointsTest {
 protected:
  Result<Account> sell(std::int64_t receipt, const Earning& earning) {
    const Context with = context(member, {CauseKind::sale, receipt});
    const Account seen = account();
    return temp->write([&](sql::Tx& tx) { return post_sale(tx, ids, with, seen, earning); });
  }
  Result<Reversal> give_back(const Return& back, ShortfallPolicy policy = ShortfallPolicy::refuse) {
    const Context with = context(member, {CauseKind::refund, ids.next()});
    return temp->write([&](sql::Tx& tx) {
      return post_reversal(tx, ids, with, back, programme_with(policy));
    });
  }
  Outcome could_spend(std::int64_t points) {
    const Account seen = account();
    return temp->read([&](sql::Tx& tx) {
      return plan_spending(tx, seen, Points(points), today(), temp.clock().now());
    });
  }
  /// What is left of each open lot, in the order of use.
  std::vector<std::int64_t> left() {
    std::vector<std::int64_t> all;
    for (const Lot& lot : lots_open()) all.push_back(lot.remaining.value());
    return all;
  }
};

TEST_F(PaidTest, TheOldestPointsPayBeforeAnythingIsEarned) {
  ASSERT_TRUE(earn_points(1, 20, in_2027));
  ASSERT_TRUE(earn_points(2, 20, in_2028));
  ASSERT_TRUE(could_spend(40));
  EXPECT_EQ(could_spend(41).error().code, ErrorCode::not_enough_points);
  const auto sold = sell(3, {.a = Points(5), .expires_on = in_2028, .paid = Points(25)});
  ASSERT_TRUE(sold);
  EXPECT_EQ(sold->balance, Points(20));
  EXPECT_EQ(sold->redeemed, Points(25));
  EXPECT_EQ(sold->a, Points(45));
  EXPECT_THAT(left(), ElementsAre(15, 5));
  const auto too_much = sell(4, {.a = Points(100), .expires_on = in_2028, .paid = Points(21)});
  EXPECT_EQ(code_of(too_much), ErrorCode::not_enough_points) << "what it earns does not pay for it";
  EXPECT_EQ(account().balance, Points(20));
}

TEST_F(PaidTest, ManyLotsPayInTheirOrderWhereverAPageOfThemEnds) {
  constexpr std::int64_t lots = 40;
  for (std::int64_t i = 1; i <= lots; ++i) ASSERT_TRUE(earn_points(i, i, in_2027));
  std::int64_t receipt = lots;
  std::int64_t balance = lots * (lots + 1) / 2;
  for (const std::int64_t pays : {1, 2, 7, 10, 26, 80, 200, 300}) {
    std::vector<std::int64_t> expected = left();
    for (std::int64_t rest = pays; rest > 0;) {
      const std::int64_t part = std::min(rest, expected.front());
      rest -= part;
      expected.front() -= part;
      if (expected.front() == 0) expected.erase(expected.begin());
    }
    EXPECT_TRUE(could_spend(balance));
    EXPECT_EQ(could_spend(balance + 1).error().code, ErrorCode::not_enough_points);
    ASSERT_TRUE(sell(++receipt, {.expires_on = in_2027, .paid = Points(pays)}));
    balance -= pays;
    EXPECT_EQ(left(), expected) << pays;
  }
}

TEST_F(PaidTest, WhatWasTakenLastComesBackFirstAndAllOfItInTheEnd) {
  ASSERT_TRUE(earn_points(1, 20, in_2027));
  ASSERT_TRUE(earn_points(2, 20, in_2028));
  ASSERT_TRUE(sell(3, {.expires_on = in_2028, .paid = Points(30)}));
  const auto first = give_back({.sale = 3, .expires_on = in_2028, .restored = Points(4)});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->account.redeemed, Points(26));
  EXPECT_THAT(left(), ElementsAre(14)) << "to the younger lot";
  ASSERT_TRUE(give_back(
      {.sale = 3, .expires_on = in_2028, .restored = Points(11), .restored_before = Points(4)}
  ));
  EXPECT_THAT(left(), ElementsAre(5, 20));
  ASSERT_TRUE(give_back(
      {.sale = 3, .expires_on = in_2028, .restored = Points(15), .restored_before = Points(15)}
  ));
  EXPECT_THAT(left(), ElementsAre(20, 20));
  EXPECT_EQ(account().redeemed, Points(0));
}

TEST_F(PaidTest, PointsGivenBackCoverWhatTheReturnTakes) {
  ASSERT_TRUE(earn_points(1, 20, in_2027));
  ASSERT_TRUE(sell(2, {.a = Points(10), .expires_on = in_2028, .paid = Points(20)}));
  ASSERT_TRUE(redeem(ids.next(), 10));
  EXPECT_EQ(account().balance, Points(0));
  const auto back =
      give_back({.sale = 2, .expires_on = in_2028, .a = Points(10), .restored = Points(20)});
  ASSERT_TRUE(back) << "nothing is short";
  EXPECT_EQ(back->account.balance, Points(10));
  EXPECT_THAT(left(), ElementsAre(10));
}

TEST_F(PaidTest, PointsGivenBackToALotThatHasEndedExpireAtOnceAndAreReported) {
  ASSERT_TRUE(earn_points(1, 20, in_2027));
  ASSERT_TRUE(earn_points(2, 20, in_2028));
  ASSERT_TRUE(sell(3, {.expires_on = in_2028, .paid = Points(30)}));
  move_to("2027-07-01T00:00:00Z");
  const auto back = give_back({.sale = 3, .expires_on = in_2028, .restored = Points(30)});
  ASSERT_TRUE(back);
  EXPECT_EQ(back->restored_expired, Points(20));
  EXPECT_EQ(back->account.balance, Points(20));
  EXPECT_EQ(back->account.a, Points(20));
  EXPECT_EQ(back->account.redeemed, Points(0));
}

TEST_F(PaidTest, WhatIsOwedIsRepaidFromPointsGivenBackAndNothingCanBeSpentUntilThen) {
  ASSERT_TRUE(earn_points(1, 20, in_2028));
  ASSERT_TRUE(sell(2, {.expires_on = in_2028, .paid = Points(15)}));
  ASSERT_TRUE(reverse(1, in_2028, 20, ShortfallPolicy::debt));
  EXPECT_EQ(account().owed, Points(15));
  EXPECT_EQ(could_spend(1).error().code, ErrorCode::points_owed);
  EXPECT_EQ(code_of(sell(3, {.paid = Points(1)})), ErrorCode::points_owed);
  const auto back = give_back({.sale = 2, .expires_on = in_2028, .restored = Points(15)});
  ASSERT_TRUE(back);
  EXPECT_EQ(back->account.owed, Points(0));
  EXPECT_EQ(back->account.balance, Points(0));
}

TEST_F(PaidTest, EachClassIsALotOfItsOwnAndGoesBackByItself) {
  const auto sold = sell(
      1, {.a = Points(10), .b = Points(5), .c = Points(7), .e = Points(20), .expires_on = in_2028}
  );
  ASSERT_TRUE(sold);
  EXPECT_EQ(sold->balance, Points(42));
  EXPECT_EQ(sold->b, Points(5));
  EXPECT_EQ(sold->c, Points(7));
  EXPECT_THAT(left(), ElementsAre(10, 5, 7, 20));
  const auto back = give_back(
      {.sale = 1,
       .expires_on = in_2028,
       .a = Points(4),
       .b = Points(2),
       .c = Points(3),
       .e = Points(8)}
  );
  ASSERT_TRUE(back);
  EXPECT_EQ(back->reversed, Points(17));
  EXPECT_THAT(left(), ElementsAre(6, 3, 4, 12));
  const auto more = give_back({.sale = 1, .expires_on = in_2028, .c = Points(5)});
  EXPECT_EQ(code_of(more), ErrorCode::refund_exceeds_sale);
}

}  // namespace
}  // namespace guanxi::points
