// Points of refunds without a receipt: what is taken from which lots, and that the undo leaves
// everything as it was.
#include "modules/points/without_receipt.h"

#include <random>

#include "modules/points/testing.h"

namespace guanxi::points {
namespace {

using programmes::ShortfallPolicy;

class TakingBack : public PointsTest {
 protected:
  Result<Reversal> take(std::int64_t receipt, TakenBack taken, ShortfallPolicy policy) {
    const Context with = context(member, {CauseKind::refund_without_receipt, receipt});
    return temp->write([&](sql::Tx& tx) {
      return post_taking_back(tx, ids, with, taken, programme_with(policy));
    });
  }
  Result<Restored> undo(std::int64_t refund) {
    const Context with = context(member, {CauseKind::refund_without_receipt_void, ids.next()});
    return temp->write([&](sql::Tx& tx) {
      return post_taking_back_undone(tx, ids, with, refund, in_2028);
    });
  }
  void expect_sums_of(const Account& before) {
    const Account now = account();
    EXPECT_EQ(now.balance, before.balance);
    EXPECT_EQ(now.a, before.a);
    EXPECT_EQ(now.e, before.e);
    EXPECT_EQ(now.f, before.f);
    EXPECT_EQ(now.owed, before.owed);
  }
};

TEST_F(TakingBack, comes_out_of_what_ends_first_and_returns_there) {
  ASSERT_TRUE(earn_points(1, 10, in_2028));
  ASSERT_TRUE(earn_points(2, 5, in_2027));
  const std::vector<Lot> before = lots_open();
  const Account was = account();
  const std::int64_t refund = ids.next();
  // 5 of the lot that ends in 2027, 7 of the other one.
  const auto taken = take(refund, {Points(8), Points(4)}, ShortfallPolicy::refuse);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->account.balance, Points(3));
  EXPECT_EQ(taken->account.a, Points(7));
  EXPECT_EQ(taken->account.e, Points(-4));
  ASSERT_EQ(lots_open().size(), 1U);
  EXPECT_EQ(lots_open().front().remaining, Points(3));
  EXPECT_TRUE(verify_all().is_clean()) << named(verify_all());
  const auto undone = undo(refund);
  ASSERT_TRUE(undone);
  EXPECT_EQ(undone->restored, Points(12));
  EXPECT_EQ(lots_open(), before);
  expect_sums_of(was);
}

TEST_F(TakingBack, what_is_missing_goes_by_the_policy) {
  ASSERT_TRUE(earn_points(1, 4, in_2028));
  const Account was = account();
  const auto refused = take(ids.next(), {Points(6), Points(3)}, ShortfallPolicy::refuse);
  EXPECT_EQ(code_of(refused), ErrorCode::refund_needs_points);
  EXPECT_EQ(account().seq, was.seq);
  std::int64_t refund = ids.next();
  // 4 there; 2 of A and 3 of E are bought.
  const auto bought = take(refund, {Points(6), Points(3)}, ShortfallPolicy::purchase);
  ASSERT_TRUE(bought);
  EXPECT_EQ(bought->shortfall.purchased, Points(5));
  EXPECT_EQ(bought->account.balance, Points(0));
  EXPECT_EQ(bought->account.f, Points(5));
  ASSERT_TRUE(undo(refund));
  expect_sums_of(was);
  refund = ids.next();
  const auto owed = take(refund, {Points(6), Points(3)}, ShortfallPolicy::debt);
  ASSERT_TRUE(owed);
  EXPECT_EQ(owed->shortfall.owed, Points(5));
  EXPECT_EQ(owed->account.balance, Points(-5));
  ASSERT_TRUE(undo(refund));
  expect_sums_of(was);
}

TEST_F(TakingBack, a_debt_that_was_repaid_meanwhile_comes_back_as_points) {
  const std::int64_t refund = ids.next();
  ASSERT_TRUE(take(refund, {Points(10)}, ShortfallPolicy::debt));
  ASSERT_TRUE(earn_points(2, 7, in_2028));
  EXPECT_EQ(account().owed, Points(3));
  const auto undone = undo(refund);
  ASSERT_TRUE(undone);
  EXPECT_EQ(undone->repaid, Points(3));
  EXPECT_EQ(account().balance, Points(7));
  EXPECT_EQ(account().owed, Points(0));
  ASSERT_TRUE(redeem(ids.next(), 7));
}

TEST_F(TakingBack, what_comes_back_pays_other_debts_first) {
  ASSERT_TRUE(earn_points(1, 10, in_2028));
  const std::int64_t refund = ids.next();
  ASSERT_TRUE(take(refund, {Points(10)}, ShortfallPolicy::debt));
  ASSERT_TRUE(take(ids.next(), {Points(4)}, ShortfallPolicy::debt));
  EXPECT_EQ(account().owed, Points(4));
  ASSERT_TRUE(undo(refund));
  EXPECT_EQ(account().owed, Points(0));
  EXPECT_EQ(account().balance, Points(6));
}

TEST_F(TakingBack, a_lot_past_its_last_day_expires_what_comes_back) {
  move_to("2027-06-30T15:30:00Z");  // 23:30 in Shanghai
  ASSERT_TRUE(earn_points(1, 10, in_2027));
  const std::int64_t refund = ids.next();
  ASSERT_TRUE(take(refund, {Points(6)}, ShortfallPolicy::refuse));
  move_to("2027-06-30T16:30:00Z");
  const auto undone = undo(refund);
  ASSERT_TRUE(undone);
  EXPECT_EQ(undone->expired, Points(6));
  EXPECT_EQ(account().balance, Points(0));
}

TEST_F(TakingBack, nothing_is_posted_too_and_who_has_none_is_refused) {
  const std::int64_t refund = ids.next();
  ASSERT_TRUE(take(refund, {}, ShortfallPolicy::refuse));
  EXPECT_EQ(statement().size(), 1U);
  ASSERT_TRUE(undo(refund));
  EXPECT_EQ(statement().size(), 2U);
  EXPECT_EQ(code_of(undo(ids.next())), ErrorCode::not_found);
}

TEST_F(TakingBack, any_undo_leaves_sums_and_lots_as_they_were) {
  std::mt19937 random(20260302);
  const auto below = [&](std::int64_t bound) {
    return static_cast<std::int64_t>(random()) % bound;
  };
  for (int round = 0; round < 60; ++round) {
    for (std::int64_t lots = below(3); lots > 0; --lots) {
      ASSERT_TRUE(earn_points(ids.next(), 1 + below(20), below(2) == 0 ? in_2027 : in_2028));
    }
    if (account().balance > Points(5)) {
      ASSERT_TRUE(redeem(ids.next(), 1 + below(5)));
    }
    const Account was = account();
    const std::vector<Lot> lots = lots_open();
    const std::int64_t refund = ids.next();
    const auto policy = below(2) == 0 ? ShortfallPolicy::debt : ShortfallPolicy::purchase;
    ASSERT_TRUE(take(refund, {Points(below(60)), Points(below(30))}, policy));
    ASSERT_TRUE(undo(refund)) << round;
    expect_sums_of(was);
    EXPECT_EQ(lots_open(), lots) << round;
  }
}

}  // namespace
}  // namespace guanxi::points
