// Coupons that come with a sale, and what refunds of it do to them.
#include "modules/coupons/promised.h"

#include "modules/coupons/testing_test.h"

namespace guanxi::coupons {
namespace {

class PromisedTest : public CouponsTest {
 protected:
  Result<Promised> promise(
      const Template& terms, std::int64_t receipt, std::int64_t count, std::int64_t back = 0
  ) {
    return promise_to(member, terms, receipt, count, back);
  }
  Result<Promised> promise_to(
      OwnerId owner,
      const Template& terms,
      std::int64_t receipt,
      std::int64_t count,
      std::int64_t back = 0
  ) {
    return temp->write([&](sql::Tx& tx) {
      return give_promised(
          tx,
          ids,
          *find_template(tx, terms.id),
          {owner, ReceiptId(receipt), std::nullopt, "MAY", count, back},
          act(first_store)
      );
    });
  }
  std::vector<Settling> due(std::int64_t refunded, bool whole = false) {
    return temp->read([&](sql::Tx& tx) {
      return due_back(tx, {member, ReceiptId(1), whole, refunded, 10'000}, today(), now());
    });
  }
  /// Refunds so that `refunded` of 100.00 have come back; what was kept back for it.
  std::int64_t settle(std::int64_t refund, std::int64_t refunded, bool whole = false) {
    const auto planned = due(refunded, whole);
    const Outcome done = temp->write([&](sql::Tx& tx) {
      return settle_promised(
          tx, ids, {member, ReceiptId(1), whole, refunded, 10'000}, refund, planned, act()
      );
    });
    EXPECT_TRUE(done);
    std::int64_t kept = 0;
    for (const Settling& one : planned) kept += one.amount;
    return kept;
  }
  CouponState state_of(const Coupon& coupon) { return found(coupon).state; }
};

TEST_F(PromisedTest, a_receipt_gives_once_however_often_it_is_told) {
  const Template one = active(reduction());
  const auto first = promise(one, 1, 2);
  ASSERT_TRUE(first);
  ASSERT_EQ(first->given.size(), 2u);
  const auto again = promise(one, 1, 2);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->given[1].id, first->given[1].id);
  EXPECT_EQ(taken(one), 2);
  EXPECT_EQ(first->given[0].cause.kind, CauseKind::sale);
}

TEST_F(PromisedTest, what_refuses_a_coupon_is_told_and_nothing_fails) {
  Template scarce = reduction();
  scarce.stock = 3;
  const Template one = active(scarce);
  const auto some = promise(one, 1, 5);
  ASSERT_TRUE(some);
  EXPECT_EQ(some->given.size(), 3u);
  EXPECT_EQ(some->refused, 2);
  EXPECT_EQ(some->refusal, "coupons_used_up");
  ASSERT_TRUE(move(one, TemplateState::stopped));
  const auto none = promise(one, 2, 1);
  ASSERT_TRUE(none);
  EXPECT_EQ(none->refusal, "coupon_template_state");
}

TEST_F(PromisedTest, one_sale_gives_a_hundred_of_a_template_at_most) {
  const auto many = promise(active(reduction()), 1, 102);
  ASSERT_TRUE(many);
  EXPECT_EQ(many->given.size(), 100u);
  EXPECT_EQ(many->refused, 2);
  EXPECT_EQ(many->refusal, "coupon_sale_limit");
}

TEST_F(PromisedTest, the_part_that_is_due_is_rounded_down_until_nothing_is_left) {
  EXPECT_EQ(part_due(3, false, 3'333, 10'000), 0);
  EXPECT_EQ(part_due(3, false, 3'334, 10'000), 1);
  EXPECT_EQ(part_due(3, false, 10'000, 10'000), 3);
  EXPECT_EQ(part_due(3, false, 0, 0), 0) << "nothing was paid: with the last goods";
  EXPECT_EQ(part_due(3, true, 0, 0), 3);
}

TEST_F(PromisedTest, unused_ones_are_withdrawn_first_and_their_places_are_free_again) {
  const Template one = active(reduction());
  const auto given = promise(one, 1, 3)->given;
  ASSERT_TRUE(redeem_it(given[0], 7, 2'000));
  EXPECT_EQ(settle(21, 7'000), 0);
  EXPECT_EQ(state_of(given[1]), CouponState::withdrawn);
  EXPECT_EQ(state_of(given[2]), CouponState::withdrawn);
  EXPECT_EQ(taken(one), 1);
  EXPECT_TRUE(due(7'000).empty()) << "what was settled is not due again";
  EXPECT_EQ(settle(22, 10'000, true), 2'000);
  EXPECT_EQ(state_of(given[0]), CouponState::redeemed);
}

TEST_F(PromisedTest, of_one_used_in_parts_the_rest_is_withdrawn_and_the_part_kept_back) {
  const auto given = promise(active(cash(true)), 1, 1)->given;
  ASSERT_TRUE(redeem_it(given[0], 7, 1'200));
  EXPECT_EQ(settle(21, 10'000, true), 1'200);
  EXPECT_EQ(state_of(given[0]), CouponState::withdrawn);
}

TEST_F(PromisedTest, what_was_refunded_of_a_use_is_not_kept_back) {
  const auto given = promise(active(cash(true)), 1, 1)->given;
  ASSERT_TRUE(redeem_it(given[0], 7, 1'200));
  ASSERT_TRUE(reverse_it({member, ReceiptId(7), 31, false, {{given[0].id, 500}}}));
  EXPECT_EQ(settle(21, 10'000, true), 700);
}

TEST_F(PromisedTest, a_gift_that_was_picked_up_counts_by_its_declared_value) {
  Template cup = reduction("CUP");
  cup.kind = CouponKind::gift;
  cup.rule_code.reset();
  cup.item = "CUP";
  cup.declared_value = 3'900;
  const auto given = promise(active(cup), 1, 2)->given;
  ASSERT_TRUE(redeem_it(given[0], 0, 0));
  EXPECT_EQ(settle(21, 10'000, true), 3'900);
  EXPECT_EQ(state_of(given[1]), CouponState::withdrawn);
}

TEST_F(PromisedTest, one_that_is_over_is_worth_nothing) {
  Template short_one = reduction();
  short_one.valid_until = day("2026-01-05");
  const auto given = promise(active(short_one), 1, 1)->given;
  move_to("2026-01-06");
  EXPECT_EQ(settle(21, 10'000, true), 0);
  EXPECT_EQ(state_of(given[0]), CouponState::expired);
}

TEST_F(PromisedTest, a_hold_does_not_save_it) {
  const auto given = promise(active(reduction()), 1, 1)->given;
  ASSERT_TRUE(hold_it(given[0], 41));
  EXPECT_EQ(settle(21, 10'000, true), 0);
  EXPECT_EQ(why_of(redeem_it(given[0], 7, 2'000, 41)), "coupon_state at /coupon");
}

TEST_F(PromisedTest, it_is_found_at_a_friends) {
  Template gift = reduction();
  gift.transferable = true;
  const auto given = promise(active(gift), 1, 2)->given;
  for (const Coupon& one : given) {
    const auto offered = temp->write([&](sql::Tx& tx) {
      return offer(tx, ids, keys, member, one.id, now().plus_seconds(60), act());
    });
    ASSERT_TRUE(offered);
    const auto claimed = temp->write([&](sql::Tx& tx) {
      return claim(tx, ids, keys, {other, programme, std::nullopt}, offered->code, act());
    });
    ASSERT_TRUE(claimed) << why_of(claimed);
    if (one.id == given[0].id) {
      ASSERT_TRUE(redeem_it(claimed->coupon, 9, 2'000));
    }
  }
  EXPECT_EQ(settle(21, 10'000, true), 2'000);
  EXPECT_EQ(due(10'000, true).size(), 0u);
}

TEST_F(PromisedTest, by_its_template_it_stays_with_the_member) {
  Template kept = reduction();
  kept.when_undone = WhenUndone::kept;
  const auto given = promise(active(kept), 1, 1)->given;
  EXPECT_EQ(settle(21, 10'000, true), 0);
  EXPECT_EQ(state_of(given[0]), CouponState::issued);
}

TEST_F(PromisedTest, a_plan_that_has_become_stale_changes_nothing) {
  const auto given = promise(active(reduction()), 1, 1)->given;
  const auto planned = due(10'000, true);
  ASSERT_TRUE(redeem_it(given[0], 7, 2'000));
  const Outcome done = temp->write([&](sql::Tx& tx) {
    return settle_promised(
        tx, ids, {member, ReceiptId(1), true, 10'000, 10'000}, 21, planned, act()
    );
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::conflict);
  EXPECT_EQ(state_of(given[0]), CouponState::redeemed);
}

TEST_F(PromisedTest, what_had_come_back_before_the_receipt_was_the_members_is_not_given) {
  const auto promised = promise(active(reduction()), 1, 4, 1);
  ASSERT_TRUE(promised);
  EXPECT_EQ(promised->given.size(), 3u);
  EXPECT_TRUE(due(2'500).empty());
  EXPECT_EQ(due(5'000).size(), 1u);
  EXPECT_EQ(due(10'000, true).size(), 3u);
}

TEST_F(PromisedTest, never_one_too_many) {
  Template scarce = reduction();
  scarce.stock = 5;
  const Template one = active(scarce);
  std::vector<OwnerId> people;
  for (int i = 0; i < 8; ++i) people.push_back(add_member(nullptr));
  std::atomic<std::int64_t> given = 0;
  rush(8, [&](int i) {
    auto done = promise_to(people[static_cast<std::size_t>(i)], one, 100 + i, 1);
    if (done) given += std::ssize(done->given);
    return done;
  });
  EXPECT_EQ(given, 5);
}

}  // namespace
}  // namespace guanxi::coupons
