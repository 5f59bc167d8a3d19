#include "modules/points/merging.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <random>

#include "base/random.h"
#include "modules/points/testing.h"

namespace guanxi::points {
namespace {

using programmes::ShortfallPolicy;

const Date soon = *Date::parse("2026-03-31");
const Date late = *Date::parse("2028-01-31");

class MergingTest : public PointsTest {
 protected:
  MergingTest() {
    open(old);
    open(twin);
  }

  Result<Account> earn_for(OwnerId owner, std::int64_t sale, std::int64_t points, Date end) {
    const Context with = context(owner, {CauseKind::sale, sale});
    return temp->write([&](sql::Tx& tx) {
      return post_sale(
          tx, ids, with, account_in(tx, owner), {.a = Points(points), .expires_on = end}
      );
    });
  }
  Account account_in(sql::Tx& tx, OwnerId owner) { return *find_account(tx, owner); }
  /// What of a sale goes back; with an heir, on both accounts.
  Result<Reversal> back_for(
      OwnerId owner,
      std::int64_t sale,
      std::int64_t points,
      Date end,
      ShortfallPolicy policy,
      std::optional<OwnerId> heir = std::nullopt
  ) {
    const std::int64_t refund = ids.next();
    const Context with = context(owner, {CauseKind::refund, refund});
    std::optional<Context> theirs;
    if (heir) theirs = context(*heir, {CauseKind::late_return, refund});
    const Return back{.sale = sale, .expires_on = end, .a = Points(points)};
    return temp->write([&](sql::Tx& tx) {
      return post_reversal(
          tx, ids, with, back, programme_with(policy), theirs ? &*theirs : nullptr
      );
    });
  }
  Result<Account> redeem_for(OwnerId owner, std::int64_t points) {
    const Context with = context(owner, {CauseKind::redemption, ids.next()});
    return temp->write([&](sql::Tx& tx) { return post_redemption(tx, ids, with, Points(points)); });
  }
  Merge merge_of(std::int64_t id) {
    return {id, old, member, temp.clock().now(), ActorId(9), today()};
  }
  Carried merge(std::int64_t id) {
    const auto done = temp->write([&](sql::Tx& tx) { return post_merge(tx, ids, merge_of(id)); });
    EXPECT_TRUE(done.has_value());
    return done ? *done : Carried{};
  }
  Returned undo(std::int64_t id) {
    const auto done =
        temp->write([&](sql::Tx& tx) { return post_merge_undo(tx, ids, merge_of(id)); });
    EXPECT_TRUE(done.has_value());
    return done ? *done : Returned{};
  }

  const OwnerId old{1002}, twin{1003};
};

TEST_F(MergingTest, WhatIsLeftMovesWithClassAndLastDay) {
  ASSERT_TRUE(earn_for(old, 1, 50, soon));
  ASSERT_TRUE(earn_for(old, 2, 30, late));
  ASSERT_TRUE(redeem_for(old, 20));
  ASSERT_TRUE(earn_for(member, 3, 10, late));
  const std::int64_t id = ids.next();
  const Carried carried = merge(id);
  EXPECT_EQ(total_of(carried.points), Points(60));
  EXPECT_EQ(account().balance, Points(70));
  EXPECT_EQ(account().a, Points(70));
  EXPECT_EQ(account(old).balance, Points(0));
  EXPECT_EQ(account(old).redeemed, Points(20)) << "what was spent stays where it was spent";
  EXPECT_EQ(account(old).state, AccountState::closed);
  const auto lots = lots_open();
  ASSERT_EQ(lots.size(), 3U);
  EXPECT_EQ(lots[0].expires_on, soon);
  EXPECT_EQ(lots[0].lot_id, 1);
  EXPECT_EQ(lots[0].remaining, Points(30));
  EXPECT_EQ(verify_all().issued, Points(-90)) << "nothing was issued by it";
}

TEST_F(MergingTest, EvenAnEmptyMergeMovesBothGuards) {
  const std::int64_t before = account().seq, old_before = account(old).seq;
  const std::int64_t id = ids.next();
  merge(id);
  EXPECT_GT(account().seq, before);
  EXPECT_GT(account(old).seq, old_before);
  const std::int64_t merged = account().seq;
  undo(id);
  EXPECT_GT(account().seq, merged);
  EXPECT_EQ(account(old).state, AccountState::open);
}

TEST_F(MergingTest, ADebtIsRepaidAtOnceAndOwedAgainByAnUndo) {
  ASSERT_TRUE(earn_for(old, 1, 30, late));
  ASSERT_TRUE(redeem_for(old, 30));
  ASSERT_TRUE(back_for(old, 1, 30, late, ShortfallPolicy::debt));
  ASSERT_TRUE(earn_for(member, 2, 50, late));
  const std::int64_t id = ids.next();
  const Carried carried = merge(id);
  EXPECT_EQ(carried.owed, Points(30));
  EXPECT_EQ(carried.settled, Points(30));
  EXPECT_EQ(account().balance, Points(20));
  EXPECT_EQ(account().owed, Points(0));
  const Returned returned = undo(id);
  EXPECT_EQ(returned.owed, Points(30));
  EXPECT_EQ(returned.repaid, Points(0));
  EXPECT_EQ(account().balance, Points(50));
  EXPECT_EQ(account(old).owed, Points(30));
  EXPECT_EQ(account(old).balance, Points(-30));
}

TEST_F(MergingTest, PointsThatRepaidTheSurvivorsDebtComeBack) {
  ASSERT_TRUE(earn_for(member, 1, 30, late));
  ASSERT_TRUE(redeem_for(member, 30));
  ASSERT_TRUE(back_for(member, 1, 30, late, ShortfallPolicy::debt));
  ASSERT_TRUE(earn_for(old, 2, 50, late));
  const std::int64_t id = ids.next();
  EXPECT_EQ(merge(id).settled, Points(30));
  EXPECT_EQ(account().balance, Points(20));
  const Returned returned = undo(id);
  EXPECT_EQ(total_of(returned.points), Points(50));
  EXPECT_EQ(account(old).balance, Points(50));
  EXPECT_EQ(account().owed, Points(30));
}

TEST_F(MergingTest, OfEveryLotGoesBackWhatIsLeft) {
  ASSERT_TRUE(earn_for(old, 1, 50, soon));
  ASSERT_TRUE(earn_for(old, 2, 30, late));
  const std::int64_t id = ids.next();
  merge(id);
  ASSERT_TRUE(earn_for(member, 3, 100, late));
  ASSERT_TRUE(redeem_for(member, 20));  // of the lot that ends first: one that was brought
  move_to("2026-05-01T00:00:00Z");      // its rest has ended
  const Returned returned = undo(id);
  EXPECT_EQ(total_of(returned.points), Points(30));
  EXPECT_EQ(total_of(returned.kept), Points(20));
  EXPECT_EQ(returned.expired, Points(30));
  EXPECT_EQ(account().balance, Points(100));
  EXPECT_EQ(account(old).balance, Points(30));
  // What expired at the survivor is not charged where the sale is: 30 forgiven, 20 from the rest.
  const auto back = back_for(old, 1, 50, soon, ShortfallPolicy::purchase);
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->forgiven, Points(30));
  EXPECT_EQ(back->shortfall.purchased, Points(0));
  EXPECT_EQ(account(old).balance, Points(10));
}

TEST_F(MergingTest, MergedAndUndoneAgainAndAgainNothingGrows) {
  ASSERT_TRUE(earn_for(old, 1, 50, soon));
  for (int round = 0; round < 3; ++round) {
    const std::int64_t id = ids.next();
    EXPECT_EQ(total_of(merge(id).points), Points(50));
    EXPECT_EQ(total_of(undo(id).points), Points(50));
  }
  EXPECT_EQ(account(old).balance, Points(50));
  EXPECT_EQ(account(old).a, Points(50));
  EXPECT_EQ(account().balance, Points(0));
  // The other way round, and a return of the sale there.
  Merge other = merge_of(ids.next());
  std::swap(other.absorbed, other.survivor);
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) { return post_merge(tx, ids, other); }));
  ASSERT_TRUE(back_for(old, 1, 50, soon, ShortfallPolicy::refuse));
  EXPECT_EQ(account(old).balance, Points(0));
}

TEST_F(MergingTest, WhatExpiredAtTheSurvivorIsNotChargedWhereThatOneWasMergedAsWell) {
  ASSERT_TRUE(earn_for(old, 1, 50, soon));
  merge(ids.next());
  move_to("2026-05-01T00:00:00Z");
  const Merge further{ids.next(), member, twin, temp.clock().now(), ActorId(9), today()};
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) { return post_merge(tx, ids, further); }));
  EXPECT_EQ(account(twin).balance, Points(0));
  const auto part = back_for(old, 1, 20, soon, ShortfallPolicy::purchase, twin);
  ASSERT_TRUE(part.has_value());
  EXPECT_EQ(part->forgiven, Points(20));
  EXPECT_EQ(part->shortfall.purchased, Points(0));
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) { return post_merge_undo(tx, ids, further); }));
  const auto rest = back_for(old, 1, 30, soon, ShortfallPolicy::refuse, member);
  ASSERT_TRUE(rest.has_value()) << "nor after the undo";
  EXPECT_EQ(rest->forgiven, Points(30));
}

TEST_F(MergingTest, AnUndoGivesNoPointsOfGoodsThatWentBackMeanwhile) {
  ASSERT_TRUE(earn_for(member, 1, 10, late));
  ASSERT_TRUE(redeem_for(member, 10));
  ASSERT_TRUE(back_for(member, 1, 10, late, ShortfallPolicy::debt));
  ASSERT_TRUE(earn_for(old, 2, 10, late));
  const std::int64_t id = ids.next();
  EXPECT_EQ(merge(id).settled, Points(10));
  ASSERT_TRUE(back_for(old, 2, 10, late, ShortfallPolicy::debt, member));
  EXPECT_EQ(account().owed, Points(10));
  undo(id);
  EXPECT_EQ(account(old).balance, Points(0));
  EXPECT_EQ(account(old).owed, Points(0));
  EXPECT_EQ(account().owed, Points(10)) << "its own";
  EXPECT_EQ(account().balance, Points(-10));
}

TEST_F(MergingTest, WhatIsGivenBackRepaysTheSurvivorsDebtBeforeItExpires) {
  ASSERT_TRUE(earn_for(old, 1, 10, soon));
  const std::int64_t redemption = ids.next();
  const Context with = context(old, {CauseKind::redemption, redemption});
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) { return post_redemption(tx, ids, with, Points(10)); }));
  merge(ids.next());
  ASSERT_TRUE(earn_for(member, 2, 4, late));
  ASSERT_TRUE(redeem_for(member, 4));
  ASSERT_TRUE(back_for(member, 2, 4, late, ShortfallPolicy::debt));
  move_to("2026-05-01T00:00:00Z");
  const Context back = context(old, {CauseKind::redemption_reversal, redemption});
  const Context heir = context(member, {CauseKind::late_return, redemption});
  const auto restored = temp->write([&](sql::Tx& tx) {
    return post_redemption_reversal(tx, ids, back, redemption, &heir);
  });
  ASSERT_TRUE(restored.has_value());
  EXPECT_EQ(restored->repaid, Points(4));
  EXPECT_EQ(restored->expired, Points(6)) << "the rest of it has ended";
  EXPECT_EQ(account().owed, Points(0));
  EXPECT_EQ(account().balance, Points(0));
}

TEST_F(MergingTest, WhatAReturnGivesBackIsTakenInItsTurnWhatEndsFirstGoesFirst) {
  ASSERT_TRUE(earn_for(old, 1, 10, late));
  const Context sale = context(old, {CauseKind::sale, 2});
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) {
    return post_sale(
        tx, ids, sale, account_in(tx, old), {.a = Points(8), .expires_on = soon, .paid = Points(10)}
    );
  }));
  ASSERT_TRUE(redeem_for(old, 8));
  ASSERT_TRUE(earn_for(member, 3, 8, soon));
  merge(ids.next());
  const std::int64_t refund = ids.next();
  const Context with = context(old, {CauseKind::refund, refund});
  const Context heir = context(member, {CauseKind::late_return, refund});
  const Return back{.sale = 2, .expires_on = soon, .a = Points(8), .restored = Points(10)};
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) {
    return post_reversal(tx, ids, with, back, programme_with(ShortfallPolicy::refuse), &heir);
  }));
  const auto lots = lots_open();
  ASSERT_EQ(lots.size(), 1U);
  EXPECT_EQ(lots[0].expires_on, late)
      << "the points that paid, which one member would keep as well";
  EXPECT_EQ(lots[0].remaining, Points(10));
}

TEST_F(MergingTest, AStalePlanOfEitherAccountIsRefused) {
  ASSERT_TRUE(earn_for(old, 1, 50, soon));
  const Context sale = context(old, {CauseKind::sale, 2});
  const Account before = account(old);
  Context refund = context(old, {CauseKind::refund, 3});
  merge(ids.next());
  const auto sold = temp->write([&](sql::Tx& tx) {
    return post_sale(tx, ids, sale, before, {.a = Points(5), .expires_on = soon});
  });
  EXPECT_EQ(code_of(sold), ErrorCode::conflict);
  const auto back = temp->write([&](sql::Tx& tx) {
    return post_reversal(
        tx,
        ids,
        refund,
        {.sale = 1, .expires_on = soon, .a = Points(5)},
        programme_with(ShortfallPolicy::purchase)
    );
  });
  EXPECT_EQ(code_of(back), ErrorCode::conflict);
}

TEST_F(MergingTest, NothingIsMergedWithNobody) {
  Merge nobody = merge_of(7);
  nobody.absorbed = OwnerId(77);
  const auto done = temp->write([&](sql::Tx& tx) { return post_merge(tx, ids, nobody); });
  EXPECT_EQ(code_of(done), ErrorCode::account_not_found);
}

/// Two members of whom one is merged, beside one who did all of it: after each step the two
/// accounts together are what the one is.
TEST_F(MergingTest, IsAsIfThereHadBeenOneMember) {
  const char* const given = std::getenv("GUANXI_TEST_SEED");
  const std::uint64_t begin =
      given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(begin));
  SeededRandom random(begin);
  struct Sold {
    OwnerId owner;
    std::int64_t sale, twins, left;
    Date end;
  };
  const auto number = [&](std::int64_t below) {
    return static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(below)));
  };
  for (int story = 0; story < 40; ++story) {
    const auto policy = static_cast<ShortfallPolicy>(story % 3);
    const OwnerId one(2000 + 3 * story), other(2001 + 3 * story), alone(2002 + 3 * story);
    for (const OwnerId owner : {one, other, alone}) open(owner);
    std::vector<Sold> sold;
    bool merged = false;
    for (int step = 0; step < 30; ++step) {
      temp.clock().advance_seconds(60 + number(3) * 86'400 * 5);
      const auto earn = [&](OwnerId owner) {
        const Sold made{
            owner,
            ids.next(),
            ids.next(),
            10 + number(90),
            today().plus_days(static_cast<int>(number(60)))};
        EXPECT_TRUE(earn_for(made.owner, made.sale, made.left, made.end));
        EXPECT_TRUE(earn_for(alone, made.twins, made.left, made.end));
        sold.push_back(made);
      };
      const std::int64_t what = number(4);
      if (!merged) {
        earn(number(2) == 0 ? one : other);
        if (step == 6) {
          const Merge merge{ids.next(), one, other, temp.clock().now(), ActorId(9), today()};
          ASSERT_TRUE(temp->write([&](sql::Tx& tx) { return post_merge(tx, ids, merge); }));
          merged = true;
        }
      } else if (what == 0) {
        earn(other);
      } else if (what == 1) {
        const std::int64_t points = 1 + number(120);
        const auto mine = redeem_for(other, points), twins = redeem_for(alone, points);
        ASSERT_EQ(mine.has_value(), twins.has_value());
      } else {
        Sold& picked = sold[static_cast<std::size_t>(number(std::ssize(sold)))];
        const std::int64_t points = std::min(picked.left, 1 + number(60));
        if (points == 0) continue;
        const bool is_old = picked.owner == one;
        const auto mine = back_for(
            picked.owner,
            picked.sale,
            points,
            picked.end,
            policy,
            is_old ? std::optional(other) : std::nullopt
        );
        const auto twins = back_for(alone, picked.twins, points, picked.end, policy);
        ASSERT_EQ(mine.has_value(), twins.has_value());
        if (!mine) continue;
        picked.left -= points;
        ASSERT_EQ(mine->forgiven, twins->forgiven);
        ASSERT_EQ(mine->shortfall.purchased, twins->shortfall.purchased);
        ASSERT_EQ(mine->shortfall.owed, twins->shortfall.owed);
      }
      const auto now = [&](OwnerId owner) {
        const Account found = account(owner);
        return temp->read([&](sql::Tx& tx) { return as_of(tx, found, today(), temp.clock().now()); }
        );
      };
      const Account mine = now(other), before = now(one), twins = now(alone);
      ASSERT_EQ(mine.balance + before.balance, twins.balance);
      ASSERT_EQ(mine.a + before.a, twins.a);
      ASSERT_EQ(mine.f + before.f, twins.f);
      ASSERT_EQ(mine.redeemed + before.redeemed, twins.redeemed);
      ASSERT_EQ(mine.owed, twins.owed);
      if (merged) {
        ASSERT_EQ(before.balance, Points(0)) << "nothing is left behind";
        ASSERT_EQ(before.owed, Points(0));
      }
    }
  }
}

}  // namespace
}  // namespace guanxi::points
