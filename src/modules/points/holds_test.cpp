#include "modules/points/holds.h"

#include <gmock/gmock.h>

#include "modules/points/testing.h"

namespace guanxi::points {
namespace {

using programmes::ShortfallPolicy;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

const Date in_2026 = *Date::parse("2026-01-01");  // the day the clock stands at, in Shanghai

class HoldsTest : public PointsTest {
 protected:
  Result<HoldId> hold(std::int64_t points, int minutes = 15) {
    Hold wanted;
    wanted.id = ids.next_id<HoldTag>();
    wanted.owner = member;
    wanted.points = Points(points);
    wanted.reason = "a mug";
    wanted.held_at = temp.clock().now();
    wanted.held_by = ActorId(9);
    wanted.deadline = temp.clock().now().plus_seconds(60 * minutes);
    const Context with = context(member, {CauseKind::hold, wanted.id.value()});
    const auto done = temp->write([&](sql::Tx& tx) { return post_hold(tx, ids, with, wanted); });
    if (!done) return done.error();
    return wanted.id;
  }
  Result<Captured> capture(HoldId id, std::optional<std::int64_t> points = std::nullopt) {
    const Context with = context(member, {CauseKind::redemption, ids.next()});
    const auto amount = points ? std::optional(Points(*points)) : std::nullopt;
    return temp->write([&](sql::Tx& tx) { return post_capture(tx, ids, with, id, amount); });
  }
  Result<Captured> release(HoldId id) {
    const Context with = context(member, {CauseKind::hold, id.value()});
    return temp->write([&](sql::Tx& tx) { return post_release(tx, ids, with, id); });
  }
  Hold found(HoldId id) {
    return *temp->read([&](sql::Tx& tx) { return find_hold(tx, member, id, temp.clock().now()); });
  }
  Points usable() {
    const Account found = account();
    return temp->read([&](sql::Tx& tx) { return usable_of(tx, found, today(), temp.clock().now()); }
    );
  }
  std::vector<std::pair<Reason, std::int64_t>> newest(std::size_t count) {
    std::vector<std::pair<Reason, std::int64_t>> all;
    for (const Entry& entry : statement()) {
      if (all.size() < count) all.emplace_back(entry.reason, entry.amount.value());
    }
    return all;
  }
};

TEST_F(HoldsTest, WhatIsHeldStaysInTheBalanceAndCannotBeSpentOtherwise) {
  ASSERT_TRUE(earn_points(1, 20, in_2028));
  const auto id = hold(15);
  ASSERT_TRUE(id);
  EXPECT_EQ(account().balance, Points(20));
  EXPECT_EQ(account().held, Points(15));
  EXPECT_EQ(usable(), Points(5));
  EXPECT_EQ(found(*id).state, HoldState::open);
  const auto spent = redeem(ids.next(), 6);
  EXPECT_EQ(code_of(spent), ErrorCode::not_enough_points);
  EXPECT_EQ(spent.error().facts.front().second, "5") << "what is available";
  EXPECT_EQ(code_of(hold(6)), ErrorCode::not_enough_points) << "nor held twice";
  EXPECT_TRUE(redeem(ids.next(), 5));
}

TEST_F(HoldsTest, ACaptureSpendsAllOfItOrAPartAndTheRestIsFree) {
  ASSERT_TRUE(earn_points(1, 20, in_2028));
  const auto all = hold(5);
  const auto captured = capture(*all);
  ASSERT_TRUE(captured);
  EXPECT_EQ(captured->account.redeemed, Points(5));
  EXPECT_EQ(captured->account.held, Points(0));
  EXPECT_THAT(newest(2), ElementsAre(Pair(Reason::redeemed, 5), Pair(Reason::released, 5)));
  const auto part = hold(10);
  const auto some = capture(*part, 4);
  ASSERT_TRUE(some);
  EXPECT_EQ(some->account.balance, Points(11));
  EXPECT_EQ(some->hold.captured, Points(4));
  EXPECT_EQ(found(*part).state, HoldState::captured);
  EXPECT_EQ(found(*part).redemption, some->hold.redemption);
  EXPECT_EQ(usable(), Points(11));
}

TEST_F(HoldsTest, WhatWasCapturedCanBeGivenBackToItsLots) {
  ASSERT_TRUE(earn_points(1, 10, in_2028));
  ASSERT_TRUE(earn_points(2, 10, day("2027-06-30")));
  const auto id = hold(15);
  const auto captured = capture(*id, 12);
  ASSERT_TRUE(captured);
  const auto back = restore(*captured->hold.redemption);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->restored, Points(12));
  EXPECT_EQ(account().redeemed, Points(0));
  ASSERT_EQ(lots_open().size(), 2U);
  EXPECT_EQ(lots_open()[0].remaining, Points(10));
  EXPECT_EQ(lots_open()[1].remaining, Points(10));
}

TEST_F(HoldsTest, AHoldEndsOnceAndSaysHow) {
  ASSERT_TRUE(earn_points(1, 20, in_2028));
  const auto id = hold(5);
  ASSERT_TRUE(release(*id));
  EXPECT_EQ(account().held, Points(0));
  const auto late = capture(*id);
  EXPECT_EQ(code_of(late), ErrorCode::hold_not_open);
  EXPECT_EQ(late.error().facts.front().second, "released");
  EXPECT_EQ(late.error().pointer, "/hold");
  EXPECT_EQ(code_of(release(*id)), ErrorCode::hold_not_open);
  EXPECT_EQ(code_of(capture(HoldId(77))), ErrorCode::hold_not_found);
  const auto other = hold(5);
  const auto more = capture(*other, 6);
  EXPECT_EQ(code_of(more), ErrorCode::out_of_range);
  EXPECT_EQ(more.error().pointer, "/points");
  EXPECT_EQ(found(*other).state, HoldState::open) << "a refusal changes nothing";
}

TEST_F(HoldsTest, AtItsDeadlineAHoldIsOverWhoeverNoticesFirst) {
  ASSERT_TRUE(earn_points(1, 20, in_2028));
  const auto id = hold(15);
  temp.clock().advance_seconds(15 * 60 - 1);
  EXPECT_EQ(usable(), Points(5));
  EXPECT_EQ(found(*id).state, HoldState::open);
  temp.clock().advance_seconds(1);
  EXPECT_EQ(usable(), Points(20)) << "nobody has posted it";
  EXPECT_EQ(found(*id).state, HoldState::expired);
  EXPECT_EQ(account().held, Points(15));
  const auto late = capture(*id);
  EXPECT_EQ(code_of(late), ErrorCode::hold_not_open);
  EXPECT_EQ(late.error().facts.front().second, "expired");
  ASSERT_TRUE(redeem(ids.next(), 20)) << "the next posting lets go of it";
  EXPECT_EQ(account().held, Points(0));
  EXPECT_EQ(account().balance, Points(0));
}

TEST_F(HoldsTest, AClockThatWasSetBackEndsNoHoldBeforeItsDeadline) {
  ASSERT_TRUE(earn_points(1, 20, in_2028));
  temp.clock().advance_seconds(-3600);
  const auto id = hold(15);
  ASSERT_TRUE(id);
  temp.clock().advance_seconds(300);
  const auto captured = capture(*id);
  ASSERT_TRUE(captured);
  EXPECT_EQ(captured->account.redeemed, Points(15));
}

TEST_F(HoldsTest, TheSweepFindsHoldsThatAreOver) {
  ASSERT_TRUE(earn_points(1, 20, in_2028));
  ASSERT_TRUE(hold(15));
  const auto due = [&] {
    return temp->read([&](sql::Tx& tx) {
      return owners_with_due_holds(tx, OwnerId(), temp.clock().now(), 10);
    });
  };
  EXPECT_TRUE(due().empty());
  temp.clock().advance_seconds(15 * 60);
  EXPECT_THAT(due(), ElementsAre(member));
  EXPECT_EQ(*expire(), Points(0));
  EXPECT_TRUE(due().empty());
  EXPECT_EQ(account().held, Points(0));
}

// Usable through 1 January; held at 23:50 of that day until 00:20.
TEST_F(HoldsTest, AHoldOutlivesTheLastDayOfItsPointsUntilItsOwnDeadline) {
  ASSERT_TRUE(earn_points(1, 10, in_2026));
  ASSERT_TRUE(earn_points(2, 4, in_2026));
  move_to("2026-01-01T15:50:00Z");
  const auto id = hold(12, 30);
  ASSERT_TRUE(id);
  move_to("2026-01-01T16:10:00Z");
  EXPECT_EQ(*expire(), Points(2)) << "what was not held";
  EXPECT_EQ(account().balance, Points(12));
  const auto captured = capture(*id, 7);
  ASSERT_TRUE(captured) << "still good";
  EXPECT_EQ(captured->account.redeemed, Points(7));
  EXPECT_EQ(captured->account.balance, Points(0)) << "the rest is past its day and ends at once";
  EXPECT_THAT(
      newest(6),
      ElementsAre(
          Pair(Reason::expired, 2),
          Pair(Reason::expired, 3),
          Pair(Reason::redeemed, 7),
          Pair(Reason::released, 2),
          Pair(Reason::released, 10),
          Pair(Reason::expired, 2)
      )
  );
}

TEST_F(HoldsTest, PastBothTheirDayAndTheDeadlinePointsExpire) {
  ASSERT_TRUE(earn_points(1, 10, in_2026));
  move_to("2026-01-01T15:50:00Z");
  ASSERT_TRUE(hold(10, 30));
  move_to("2026-01-01T16:19:59Z");
  EXPECT_EQ(*expire(), Points(0));
  move_to("2026-01-01T16:20:00Z");
  EXPECT_EQ(*expire(), Points(10));
  EXPECT_EQ(account().balance, Points(0));
}

TEST_F(HoldsTest, AReturnLeavesWhatIsHeldAndItPaysTheDebtWhenItIsReleased) {
  ASSERT_TRUE(earn_points(1, 20, in_2028));
  const auto id = hold(15);
  const auto returned = reverse(1, in_2028, 20, ShortfallPolicy::debt);
  ASSERT_TRUE(returned);
  EXPECT_EQ(returned->account.owed, Points(15));
  EXPECT_EQ(returned->account.balance, Points(0)) << "15 held, 15 owed";
  EXPECT_EQ(code_of(capture(*id)), ErrorCode::points_owed) << "while anything is owed";
  const auto released = release(*id);
  ASSERT_TRUE(released);
  EXPECT_EQ(released->account.owed, Points(0));
  EXPECT_EQ(released->account.balance, Points(0));
  EXPECT_TRUE(lots_open().empty());
  EXPECT_THAT(newest(2), ElementsAre(Pair(Reason::settled, 15), Pair(Reason::released, 15)));
}

TEST_F(HoldsTest, AFrozenAccountHoldsAndCapturesNothingButReleases) {
  ASSERT_TRUE(earn_points(1, 20, in_2028));
  const auto id = hold(5);
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) {
    return set_account_state(tx, member, AccountState::frozen);
  }));
  EXPECT_EQ(code_of(hold(1)), ErrorCode::account_frozen);
  EXPECT_EQ(code_of(capture(*id)), ErrorCode::account_frozen);
  EXPECT_TRUE(release(*id));
}

TEST_F(HoldsTest, AStalePlanConflictsAndHoldsNothing) {
  ASSERT_TRUE(earn_points(1, 20, in_2028));
  const auto first = hold(5);
  const Context stale = [&] {
    Context seen = context(member, {CauseKind::hold, first->value()});
    --seen.expected_seq;
    return seen;
  }();
  EXPECT_EQ(
      code_of(temp->write([&](sql::Tx& tx) { return post_release(tx, ids, stale, *first); })),
      ErrorCode::conflict
  );
  EXPECT_EQ(account().held, Points(5));
}

TEST_F(HoldsTest, HoldsAreListedNewestFirst) {
  ASSERT_TRUE(earn_points(1, 20, in_2028));
  const auto one = hold(1), two = hold(2), three = hold(3);
  const auto list = [&](HoldId before, int limit) {
    std::vector<HoldId> listed;
    for (const Hold& each : temp->read([&](sql::Tx& tx) {
           return holds_of(tx, member, before, temp.clock().now(), limit);
         })) {
      listed.push_back(each.id);
    }
    return listed;
  };
  EXPECT_THAT(list(HoldId(), 2), ElementsAre(*three, *two));
  EXPECT_THAT(list(*two, 2), ElementsAre(*one));
}

const sql::Query forget_hold{"DELETE FROM points_holds WHERE owner_id = 1001"};
const sql::Query hold_more{"UPDATE points_holds SET points = points + 1 WHERE owner_id = 1001"};
const sql::Query end_quietly{
    "UPDATE points_holds SET state = 'released', settled_at = 1 WHERE owner_id = 1001"};
const sql::Query stray_hold{"UPDATE points_holds SET owner_id = 4004 WHERE owner_id = 1001"};
const sql::Query hold_less{"UPDATE points_lots SET held = held - 1 WHERE owner_id = 1001"};

TEST_F(HoldsTest, VerifyHoldsThemToTheJournal) {
  ASSERT_TRUE(earn_points(1, 20, in_2028));
  ASSERT_TRUE(hold(15));
  verify_at_end = false;
  EXPECT_TRUE(verify_all().is_clean()) << named(verify_all());
  const auto planted = [&](const sql::Query& query) {
    std::string faults;
    const auto done = temp->write([&](sql::Tx& tx) -> Outcome {
      EXPECT_EQ(tx.exec(query), 1);
      faults = named(verify(tx));
      return ErrorCode::conflict;  // and is undone
    });
    EXPECT_FALSE(done);
    return faults;
  };
  EXPECT_THAT(planted(forget_hold), HasSubstr("held is 15 where its open holds say 0"));
  EXPECT_THAT(planted(hold_more), HasSubstr("held is 15 where its open holds say 16"));
  EXPECT_THAT(planted(end_quietly), HasSubstr("held is 15 where its open holds say 0"));
  EXPECT_THAT(planted(stray_hold), HasSubstr("open holds belong to no account"));
  EXPECT_THAT(planted(hold_less), HasSubstr("held is 15 where its lots say 14"));
  EXPECT_THAT(planted(hold_less), HasSubstr("the lots are not what their entries say"));
}

}  // namespace
}  // namespace guanxi::points
