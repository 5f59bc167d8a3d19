// Points that one member gives another: class and last day travel, nothing is made or lost.
#include "modules/points/transfers.h"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "modules/points/testing.h"

namespace guanxi::points {
namespace {

using programmes::ShortfallPolicy;

const OwnerId anna(1001), ben(1002);

class TransfersTest : public PointsTest {
 protected:
  TransfersTest() { open(ben); }

  static TransferLimits any() {
    TransferLimits limits;
    limits.on = true;
    return limits;
  }
  Result<Account> earn(OwnerId owner, std::int64_t receipt, Earning earning) {
    const Context with = context(owner, {CauseKind::sale, receipt});
    return temp->write([&](sql::Tx& tx) {
      return post_sale(tx, ids, with, *find_account(tx, owner), earning);
    });
  }
  Result<TransferPosted> give(
      OwnerId from, OwnerId to, std::int64_t points, std::vector<Choice> choices = {}
  ) {
    last = ids.next_id<PointsTransferTag>();
    return give_as(last, from, to, points, choices);
  }
  Result<TransferPosted> give_as(
      PointsTransferId id,
      OwnerId from,
      OwnerId to,
      std::int64_t points,
      const std::vector<Choice>& choices
  ) {
    return temp->write([&](sql::Tx& tx) -> Result<TransferPosted> {
      const Cause cause{CauseKind::transfer, id.value()};
      const auto end = [&](OwnerId owner) { return context_of(tx, owner, cause); };
      PointsTransfer made;
      made.id = id;
      made.giver = from;
      made.receiver = to;
      made.household = 77;
      made.points = Points(points);
      made.given_on = today();
      made.given_at = temp.clock().now();
      made.given_by = ActorId(9);
      return post_transfer(tx, ids, {end(from), end(to)}, made, choices, limits);
    });
  }
  Result<TransferPosted> take_back(OwnerId giver) {
    const Cause cause{CauseKind::transfer_return, last.value()};
    return temp->write([&](sql::Tx& tx) -> Result<TransferPosted> {
      const auto found = find_transfer(tx, giver, last);
      const auto end = [&](OwnerId owner) { return context_of(tx, owner, cause); };
      return post_transfer_return(
          tx, ids, {end(found->giver), end(found->receiver)}, *found, "wrong member"
      );
    });
  }
  Context context_of(sql::Tx& tx, OwnerId owner, Cause cause) {
    Context made;
    made.owner = owner;
    made.cause = cause;
    made.occurred_at = made.posted_at = temp.clock().now();
    made.actor = ActorId(9);
    made.expected_seq = find_account(tx, owner)->seq;
    made.today = today();
    return made;
  }
  std::vector<Lot> lots(OwnerId owner) {
    return temp->read([&](sql::Tx& tx) { return open_lots(tx, owner, today()); });
  }
  Result<Account> spend(OwnerId owner, std::int64_t points) {
    const Context with = context(owner, {CauseKind::redemption, ids.next()});
    return temp->write([&](sql::Tx& tx) { return post_redemption(tx, ids, with, Points(points)); });
  }

  TransferLimits limits = any();
  PointsTransferId last;
  const Date in_2027 = day("2027-06-30"), in_2028 = day("2028-01-31");
};

TEST_F(TransfersTest, ClassAndLastDayTravelAndSumsPerClassAreExact) {
  ASSERT_TRUE(earn(anna, 1, {.a = Points(10), .e = Points(20), .expires_on = in_2028}));
  ASSERT_TRUE(earn(anna, 2, {.a = Points(7), .expires_on = in_2027}));
  ASSERT_TRUE(earn(ben, 3, {.a = Points(1), .expires_on = in_2028}));
  const auto given = give(anna, ben, 20);
  ASSERT_TRUE(given) << code_name(given.error().code);
  // The first to expire first: 7 of 2027, then class A before class E of one day.
  ASSERT_EQ(given->parts.size(), 3U);
  EXPECT_EQ(given->parts[0].expires_on, in_2027);
  EXPECT_EQ(given->parts[1].klass, Class::a);
  EXPECT_EQ(given->parts[2].klass, Class::e);
  EXPECT_EQ(given->parts[2].points, Points(3));
  EXPECT_EQ(account(anna).a, Points(0));
  EXPECT_EQ(account(anna).e, Points(17));
  EXPECT_EQ(account(anna).balance, Points(17));
  EXPECT_EQ(account(ben).a, Points(18));
  EXPECT_EQ(account(ben).e, Points(3));
  EXPECT_EQ(account(ben).redeemed, Points(0));
  const auto theirs = lots(ben);
  ASSERT_EQ(theirs.size(), 4U);
  EXPECT_EQ(theirs[0].expires_on, in_2027);
  EXPECT_EQ(theirs[0].lot_id, last.value());
}

TEST_F(TransfersTest, ChosenLotsTravelWhateverExpiresFirst) {
  ASSERT_TRUE(earn(anna, 1, {.a = Points(10), .e = Points(20), .expires_on = in_2028}));
  ASSERT_TRUE(earn(anna, 2, {.e = Points(5), .expires_on = in_2027}));
  ASSERT_TRUE(give(anna, ben, 8, {{Class::e, in_2028, Points(8)}}));
  EXPECT_EQ(account(ben).e, Points(8));
  EXPECT_EQ(lots(ben)[0].expires_on, in_2028);
  const auto too_many =
      give(anna, ben, 30, {{Class::a, {}, Points(10)}, {Class::e, in_2028, Points(13)}});
  ASSERT_FALSE(too_many);
  EXPECT_EQ(too_many.error().code, ErrorCode::not_enough_points);
  EXPECT_EQ(too_many.error().pointer, "/lots/1/points");
  EXPECT_EQ(account(anna).balance, Points(27)) << "nothing changed";
  ASSERT_TRUE(give(anna, ben, 17, {{Class::e, {}, Points(9)}, {Class::e, {}, Points(8)}}))
      << "two choices of one class take from what the other left";
  EXPECT_EQ(account(anna).e, Points(0));
}

TEST_F(TransfersTest, WhatIsHeldOrGoneDoesNotTravel) {
  ASSERT_TRUE(earn(anna, 1, {.a = Points(10), .expires_on = in_2027}));
  move_to("2027-06-30T16:00:00Z");  // the next day in Shanghai
  const auto late = give(anna, ben, 1);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::not_enough_points);
  EXPECT_EQ(late.error().pointer, "/points");
  EXPECT_EQ(account(ben).seq, 0);
}

TEST_F(TransfersTest, WhoOwesGivesNothingAndWhoReceivesRepaysFirst) {
  ASSERT_TRUE(earn(anna, 1, {.a = Points(10), .expires_on = in_2028}));
  ASSERT_TRUE(spend(anna, 10));
  ASSERT_TRUE(reverse(1, in_2028, 10, ShortfallPolicy::debt));
  EXPECT_EQ(account(anna).owed, Points(10));
  EXPECT_EQ(code_of(give(anna, ben, 1)), ErrorCode::points_owed);
  ASSERT_TRUE(earn(ben, 2, {.a = Points(30), .expires_on = in_2028}));
  const auto given = give(ben, anna, 25);
  ASSERT_TRUE(given);
  EXPECT_EQ(given->settled, Points(10));
  EXPECT_EQ(account(anna).owed, Points(0));
  EXPECT_EQ(account(anna).balance, Points(15));
  EXPECT_EQ(lots(anna)[0].remaining, Points(15));
}

TEST_F(TransfersTest, FrozenAndClosedAccountsNeitherGiveNorReceive) {
  ASSERT_TRUE(earn(anna, 1, {.a = Points(10), .expires_on = in_2028}));
  const auto set = [&](OwnerId owner, AccountState state) {
    ASSERT_TRUE(temp->write([&](sql::Tx& tx) -> Outcome {
      return set_account_state(tx, owner, state);
    }));
  };
  set(ben, AccountState::frozen);
  const auto to_frozen = give(anna, ben, 1);
  EXPECT_EQ(code_of(to_frozen), ErrorCode::account_frozen);
  EXPECT_EQ(to_frozen.error().pointer, "/to");
  set(ben, AccountState::closed);
  EXPECT_EQ(code_of(give(anna, ben, 1)), ErrorCode::account_closed);
  set(ben, AccountState::open);
  set(anna, AccountState::frozen);
  EXPECT_EQ(code_of(give(anna, ben, 1)), ErrorCode::account_frozen);
}

TEST_F(TransfersTest, LimitsOfAProgrammeBindPerGiver) {
  ASSERT_TRUE(earn(anna, 1, {.a = Points(1000), .expires_on = in_2028}));
  limits.on = false;
  const auto off = give(anna, ben, 1);
  EXPECT_EQ(code_of(off), ErrorCode::points_transfer_limit);
  EXPECT_EQ(off.error().facts[0].second, "transfers");
  limits = any();
  limits.least = Points(10);
  limits.day_max = Points(100);
  limits.month_max = Points(150);
  EXPECT_EQ(code_of(give(anna, ben, 9)), ErrorCode::out_of_range);
  ASSERT_TRUE(give(anna, ben, 60));
  const auto beyond = give(anna, ben, 41);
  EXPECT_EQ(code_of(beyond), ErrorCode::points_transfer_limit);
  EXPECT_EQ(beyond.error().facts[0].second, "day_points_max");
  EXPECT_EQ(beyond.error().facts[1].second, "40");
  ASSERT_TRUE(give(anna, ben, 40));
  EXPECT_TRUE(give(ben, anna, 50)) << "the other one has a limit of their own";
  temp.clock().advance_seconds(86400);
  const auto month = give(anna, ben, 51);
  EXPECT_EQ(month.error().facts[0].second, "month_points_max");
  ASSERT_TRUE(give(anna, ben, 50));
  move_to("2026-02-02T00:00:00Z");
  EXPECT_TRUE(give(anna, ben, 100)) << "a new month";
}

TEST_F(TransfersTest, WhatCameBackGivesRoomInTheLimits) {
  ASSERT_TRUE(earn(anna, 1, {.a = Points(100), .expires_on = in_2028}));
  limits.day_max = Points(60);
  ASSERT_TRUE(give(anna, ben, 60));
  EXPECT_EQ(code_of(give(anna, ben, 1)), ErrorCode::points_transfer_limit);
  // give() moved `last`: the first one is what is taken back.
  last = temp->read([&](sql::Tx& tx) { return transfers_of(tx, anna, {}, 1).front().id; });
  ASSERT_TRUE(take_back(anna));
  EXPECT_TRUE(give(anna, ben, 60));
}

TEST_F(TransfersTest, YoungPointsStayAndReceivedOnesAreYoungAgain) {
  const auto receipt = [&] { return ids.next(); };
  ASSERT_TRUE(earn(anna, receipt(), {.a = Points(10), .expires_on = in_2028}));
  limits.age_days_min = 7;
  EXPECT_EQ(code_of(give(anna, ben, 1)), ErrorCode::not_enough_points);
  temp.clock().advance_seconds(7 * 86400);
  ASSERT_TRUE(earn(anna, receipt(), {.a = Points(5), .expires_on = in_2028}));
  EXPECT_EQ(code_of(give(anna, ben, 11)), ErrorCode::not_enough_points);
  ASSERT_TRUE(give(anna, ben, 10)) << "seven days old to the instant";
  EXPECT_EQ(code_of(give(ben, anna, 1)), ErrorCode::not_enough_points);
}

TEST_F(TransfersTest, AReturnPutsBackWhatIsStillThereIntoTheLotsItLeft) {
  ASSERT_TRUE(earn(anna, 1, {.a = Points(10), .expires_on = in_2027}));
  ASSERT_TRUE(earn(anna, 2, {.a = Points(10), .expires_on = in_2027}));
  ASSERT_TRUE(give(anna, ben, 15));
  ASSERT_TRUE(spend(ben, 6));
  const auto back = take_back(anna);
  ASSERT_TRUE(back) << code_name(back.error().code);
  EXPECT_EQ(back->moved, Points(9)) << "6 of 15 are spent";
  EXPECT_EQ(account(anna).balance, Points(14));
  EXPECT_EQ(account(anna).a, Points(14));
  EXPECT_EQ(account(ben).balance, Points(0));
  const auto mine = lots(anna);
  ASSERT_EQ(mine.size(), 2U);
  EXPECT_EQ(mine[0].lot_id, 1);
  EXPECT_EQ(mine[0].remaining, Points(4)) << "what was taken last came back first";
  EXPECT_EQ(mine[1].remaining, Points(10));
  EXPECT_EQ(mine[1].original, Points(10)) << "nothing was earned";
  EXPECT_EQ(code_of(take_back(anna)), ErrorCode::already_voided);
}

TEST_F(TransfersTest, AReturnIsOfTheDayAndOfWhatIsLeft) {
  ASSERT_TRUE(earn(anna, 1, {.a = Points(10), .expires_on = in_2028}));
  ASSERT_TRUE(give(anna, ben, 10));
  temp.clock().advance_seconds(86400);
  EXPECT_EQ(code_of(take_back(anna)), ErrorCode::void_after_business_day);
  ASSERT_TRUE(give(ben, anna, 5));
  const PointsTransferId second = last;
  ASSERT_TRUE(spend(anna, 5));
  last = second;
  EXPECT_EQ(code_of(take_back(ben)), ErrorCode::not_enough_points);
}

TEST_F(TransfersTest, GoodsThatComeBackAreTheGiversWhereverThePointsAre) {
  ASSERT_TRUE(earn(anna, 1, {.a = Points(20), .expires_on = in_2028}));
  ASSERT_TRUE(give(anna, ben, 20));
  const auto returned = reverse(1, in_2028, 20, ShortfallPolicy::purchase);
  ASSERT_TRUE(returned);
  EXPECT_EQ(returned->shortfall.purchased, Points(20));
  EXPECT_EQ(account(ben).balance, Points(20));
}

TEST_F(TransfersTest, VerifyFindsAPartThatCameOutOfNothing) {
  ASSERT_TRUE(earn(anna, 1, {.a = Points(20), .expires_on = in_2028}));
  ASSERT_TRUE(give(anna, ben, 20));
  static const sql::Query more{"UPDATE points_transfers SET points = points + 1"};
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) -> Outcome {
    tx.exec(more);
    return ok();
  }));
  EXPECT_THAT(
      named(verify_all()), testing::HasSubstr("is not what the journals of both members say")
  );
  static const sql::Query gone{"DELETE FROM points_transfers"};
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) -> Outcome {
    tx.exec(gone);
    return ok();
  }));
  EXPECT_THAT(named(verify_all()), testing::HasSubstr("is in a journal only"));
  static const sql::Query other_class{
      "UPDATE points_entries SET lot_class = 'b' WHERE reason = 'received'"};
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) -> Outcome {
    tx.exec(other_class);
    return ok();
  }));
  EXPECT_THAT(named(verify_all()), testing::HasSubstr("points out of nothing"));
  verify_at_end = false;
}

TEST_F(TransfersTest, TransfersThatCrossNeitherWaitForEachOtherForeverNorLosePoints) {
  ASSERT_TRUE(earn(anna, 1, {.a = Points(500), .e = Points(500), .expires_on = in_2028}));
  ASSERT_TRUE(earn(ben, 2, {.a = Points(500), .b = Points(500), .expires_on = in_2027}));
  constexpr int each = 15;
  std::vector<std::thread> threads;
  std::atomic<int> done = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, from = i % 2 == 0 ? anna : ben, to = i % 2 == 0 ? ben : anna] {
      for (int n = 0; n < each; ++n) {
        for (;;) {
          const auto given = give_as(ids.next_id<PointsTransferTag>(), from, to, 7 + n, {});
          if (given) break;
          ASSERT_EQ(given.error().code, ErrorCode::conflict);
        }
        ++done;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(done, 4 * each);
  const Account one = account(anna), other = account(ben);
  EXPECT_EQ(one.balance + other.balance, Points(2000));
  EXPECT_EQ(one.a + other.a, Points(1000));
  EXPECT_EQ(one.b + other.b, Points(500));
  EXPECT_EQ(one.e + other.e, Points(500));
}

}  // namespace
}  // namespace guanxi::points
