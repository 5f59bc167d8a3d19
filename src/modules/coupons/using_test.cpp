// Holding, using and refunding.
#include "modules/coupons/testing_test.h"

namespace guanxi::coupons {
namespace {

using testing::ElementsAre;

class UsingTest : public CouponsTest {};

TEST_F(UsingTest, what_is_presented_is_named_with_its_place_and_all_faults_at_once) {
  const Template one = active(reduction());
  Template later = reduction("LATER");
  later.valid_from = day("2026-06-01");
  const Template two = active(later);
  const Coupon good = given(member, one), early = given(member, two);
  const auto shown = present(member, {{good.id, ""}});
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->front().rule_code, "OFF20");
  EXPECT_FALSE(shown->front().balance.has_value());
  const auto refused =
      present(member, {{good.id, ""}, {early.id, ""}, {CouponId(5), ""}, {good.id, ""}});
  ASSERT_FALSE(refused);
  std::vector<std::string> names;
  for (const Error& error : refused.error().more)
    names.push_back(error.pointer + " " + refusal_of(error));
  EXPECT_THAT(
      names,
      ElementsAre(
          "/coupons/1 coupon_not_yet_valid",
          "/coupons/2 coupon_not_found",
          "/coupons/3 coupon_twice"
      )
  );
}

TEST_F(UsingTest, a_coupon_is_used_once_and_a_repeat_of_the_receipt_reads_the_same) {
  const Coupon coupon = given(member, active(reduction()));
  const auto used = redeem_it(coupon, 1, 2'000);
  ASSERT_TRUE(used);
  EXPECT_EQ(used->coupon.state, CouponState::redeemed);
  const auto again = redeem_it(coupon, 1, 2'000);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->use.id, used->use.id);
  EXPECT_EQ(why_of(redeem_it(coupon, 2, 2'000)), "coupon_state at /coupon");
  EXPECT_EQ(news("coupon.redeemed"), 1);
}

TEST_F(UsingTest, a_hold_keeps_a_coupon_for_one_sale_until_its_deadline) {
  const Coupon coupon = given(member, active(reduction()));
  ASSERT_TRUE(hold_it(coupon, 41));
  EXPECT_TRUE(hold_it(coupon, 41)) << "the same sale again";
  EXPECT_EQ(why_of(hold_it(coupon, 42)), "coupon_held at /coupon");
  EXPECT_EQ(why_of(redeem_it(coupon, 1, 100)), "coupon_held at /coupon");
  EXPECT_EQ(why_of(redeem_it(coupon, 1, 100, 42)), "coupon_held at /coupon");
  EXPECT_EQ(why_of(withdraw_it(coupon)), "coupon_held at /coupon");
  EXPECT_EQ(why_of(present(member, {{coupon.id, ""}})), "coupon_held at /coupons/0");
  EXPECT_TRUE(present(member, {{coupon.id, ""}}, 41));
  EXPECT_TRUE(release_it(coupon, 42)) << "of another: nothing happens";
  EXPECT_EQ(found(coupon).state, CouponState::held);
  temp.clock().advance_seconds(15 * 60 - 1);
  EXPECT_EQ(found(coupon).state, CouponState::held);
  temp.clock().advance_seconds(1);
  EXPECT_EQ(found(coupon).state, CouponState::issued) << "nobody has written it down";
  ASSERT_TRUE(hold_it(coupon, 42));
  EXPECT_EQ(release_it(coupon, 42)->state, CouponState::issued);
  EXPECT_TRUE(redeem_it(coupon, 1, 100, 42)) << "its own hold, which is over";
}

TEST_F(UsingTest, a_hold_outlives_the_last_day_until_its_own_deadline) {
  const Coupon coupon = given(member, active(reduction()));
  temp.clock().set(*Instant::parse("2026-12-31T15:50:00Z"));
  ASSERT_TRUE(hold_it(coupon, 41));
  const Coupon other_one = given(
      other, reload(*temp->read([&](sql::Tx& tx) { return find_template(tx, coupon.template_id); }))
  );
  ASSERT_TRUE(hold_it(other_one, 42));
  temp.clock().set(*Instant::parse("2026-12-31T16:03:00Z"));  // three past midnight there
  EXPECT_EQ(found(coupon).state, CouponState::held);
  run_job(expire_due);
  EXPECT_TRUE(redeem_it(coupon, 1, 100, 41));
  temp.clock().set(*Instant::parse("2026-12-31T16:05:00Z"));
  EXPECT_EQ(found(other_one).state, CouponState::expired);
  EXPECT_EQ(release_it(other_one, 42)->state, CouponState::expired);
  run_job(expire_due);
  EXPECT_EQ(news("coupon.expired"), 1);
}

TEST_F(UsingTest, a_cash_coupon_in_parts_keeps_its_balance_and_never_goes_below) {
  const Coupon coupon = given(member, active(cash(true)));
  ASSERT_TRUE(redeem_it(coupon, 1, 2'000));
  EXPECT_EQ(found(coupon).balance, 3'000);
  EXPECT_EQ(found(coupon).state, CouponState::issued);
  const auto more = redeem_it(coupon, 2, 3'001);
  EXPECT_EQ(why_of(more), "coupon_balance_too_small at /coupon");
  EXPECT_EQ(more.error().facts.at(0).second, "3000");
  ASSERT_TRUE(redeem_it(coupon, 2, 3'000));
  EXPECT_EQ(found(coupon).state, CouponState::redeemed);
}

TEST_F(UsingTest, one_that_is_used_at_once_loses_what_is_left_over) {
  const Coupon coupon = given(member, active(cash(false)));
  const auto used = redeem_it(coupon, 1, 4'000);
  ASSERT_TRUE(used);
  EXPECT_EQ(used->use.drawn, 5'000);
  EXPECT_EQ(found(coupon).state, CouponState::redeemed);
}

TEST_F(UsingTest, a_refund_of_parts_gives_parts_back_and_all_of_them_give_all) {
  const Coupon coupon = given(member, active(cash(true)));
  ASSERT_TRUE(redeem_it(coupon, 1, 4'000));
  const auto part = reverse_it({member, ReceiptId(1), 50, false, {{coupon.id, 1'500}}});
  ASSERT_TRUE(part);
  EXPECT_EQ(part->front().returned, 1'500);
  EXPECT_EQ(found(coupon).balance, 2'500);
  const auto again = reverse_it({member, ReceiptId(1), 50, false, {{coupon.id, 1'500}}});
  ASSERT_TRUE(again) << "safe to repeat";
  EXPECT_EQ(found(coupon).balance, 2'500);
  EXPECT_EQ(
      why_of(reverse_it({member, ReceiptId(1), 51, false, {{coupon.id, 2'501}}})),
      "coupon_refund_exceeds at /coupons/0"
  );
  EXPECT_EQ(
      why_of(reverse_it({member, ReceiptId(2), 51, false, {{coupon.id, 1}}})),
      "coupon_not_found at /coupons/0"
  );
  ASSERT_TRUE(reverse_all(member, 1, 52));
  EXPECT_EQ(found(coupon).balance, 5'000);
  const auto nothing = reverse_all(member, 1, 53);
  ASSERT_TRUE(nothing);
  EXPECT_TRUE(nothing->empty()) << "there is nothing left to give back";
}

TEST_F(UsingTest, one_that_counts_as_a_whole_comes_back_with_the_last_part) {
  const Coupon coupon = given(member, active(cash(false)));
  ASSERT_TRUE(redeem_it(coupon, 1, 4'000));
  const auto part = reverse_it({member, ReceiptId(1), 50, false, {{coupon.id, 1'000}}});
  EXPECT_FALSE(part->front().came_back);
  EXPECT_EQ(found(coupon).state, CouponState::redeemed);
  const auto rest = reverse_it({member, ReceiptId(1), 51, false, {{coupon.id, 3'000}}});
  EXPECT_TRUE(rest->front().came_back);
  EXPECT_EQ(found(coupon).state, CouponState::issued);
  EXPECT_EQ(found(coupon).balance, 5'000) << "with all its value";
  EXPECT_TRUE(redeem_it(coupon, 2, 100)) << "and can be used again";
}

TEST_F(UsingTest, one_that_took_nothing_off_comes_back_when_all_is_refunded) {
  const Coupon coupon = given(member, active(reduction()));
  ASSERT_TRUE(redeem_it(coupon, 1, 0));
  ASSERT_TRUE(reverse_it({member, ReceiptId(1), 49, false, {{coupon.id, 0}}}));
  EXPECT_EQ(found(coupon).state, CouponState::redeemed) << "a part was refunded";
  ASSERT_TRUE(reverse_all(member, 1, 50));
  EXPECT_EQ(found(coupon).state, CouponState::issued);
}

TEST_F(UsingTest, the_policy_of_the_template_decides_what_a_refund_gives_back) {
  const auto after_refund = [&](OnRefund policy, const char* code, const char* refunded_on) {
    move_to("2026-12-01");
    Template wanted = reduction(code);
    wanted.on_refund = policy;
    const Coupon coupon = given(member, active(wanted));
    move_to("2026-12-22");  // nine days left
    const std::int64_t receipt = ids.next();
    GX_CHECK(redeem_it(coupon, receipt, 2'000).has_value());
    move_to(refunded_on);
    GX_CHECK(reverse_all(member, receipt, ids.next()).has_value());
    return found(coupon);
  };
  EXPECT_EQ(after_refund(OnRefund::lost, "A", "2026-12-23").state, CouponState::redeemed);
  using enum OnRefund;
  EXPECT_EQ(after_refund(returned_while_valid, "B", "2026-12-31").state, CouponState::issued);
  EXPECT_EQ(after_refund(returned_while_valid, "C", "2027-01-01").state, CouponState::redeemed);
  const Coupon kept = after_refund(returned, "D", "2026-12-23");
  EXPECT_EQ(kept.valid_until, day("2027-01-01")) << "nine days from the refund";
  const Coupon late = after_refund(returned, "E", "2027-02-01");
  EXPECT_EQ(late.state, CouponState::issued);
  EXPECT_EQ(late.valid_until, day("2027-02-10"));
}

TEST_F(UsingTest, what_expired_of_a_cash_coupon_does_not_come_back_with_a_part_that_was_used) {
  Template wanted = cash(true);
  wanted.on_refund = OnRefund::returned;
  const Coupon coupon = given(member, active(wanted));
  move_to("2026-12-31");
  ASSERT_TRUE(redeem_it(coupon, 1, 2'000));
  move_to("2027-01-05");
  run_job(expire_due);
  ASSERT_TRUE(reverse_all(member, 1, 50));
  const Coupon back = found(coupon);
  EXPECT_EQ(back.balance, 2'000);
  EXPECT_EQ(back.gone, 3'000);
  EXPECT_EQ(back.valid_until, day("2027-01-05")) << "it had no day left but the one";
}

TEST_F(UsingTest, a_gift_is_handed_out_where_there_is_one_and_comes_back_into_that_stock) {
  Template wanted = reduction("MUG");
  wanted.kind = CouponKind::gift;
  wanted.rule_code.reset();
  wanted.item = "A1001";
  wanted.pickups = {{first_store, 1}, {second_store, 5}};
  const Template one = active(wanted);
  const Coupon a = given(member, one), b = given(other, one);
  EXPECT_EQ(why_of(redeem_it(a, 0, 0, 0, std::nullopt)), "gift_stock_used_up at /store");
  EXPECT_EQ(why_of(redeem_it(a, 0, 0, 0, StoreId(99))), "gift_stock_used_up at /store");
  ASSERT_TRUE(redeem_it(a, 7, 0));
  EXPECT_EQ(why_of(redeem_it(b, 0, 0)), "gift_stock_used_up at /store") << "there was one";
  EXPECT_EQ(found(b).state, CouponState::issued) << "a refusal changes nothing";
  Template fewer = reload(one);
  fewer.pickups = {{second_store, 5}};
  EXPECT_EQ(why_of(put(fewer)), "out_of_range at /pickups") << "one was handed out there";
  ASSERT_TRUE(reverse_all(member, 7, 8));
  EXPECT_EQ(reload(one).pickups[0].taken, 0);
  EXPECT_TRUE(redeem_it(b, 0, 0));
}

TEST_F(UsingTest, a_stock_that_is_named_later_has_what_was_handed_out_before_taken_from_it) {
  Template wanted = reduction("MUG");
  wanted.kind = CouponKind::gift;
  wanted.rule_code.reset();
  wanted.item = "A1001";
  const Template one = active(wanted);
  const Coupon first = given(member, one), second = given(other, one), third = given(other, one);
  ASSERT_TRUE(redeem_it(first, 7, 0));
  ASSERT_TRUE(redeem_it(second, 8, 0));
  ASSERT_TRUE(redeem_it(third, 9, 0, 0, second_store));
  Template stocked = reload(one);
  stocked.pickups = {{first_store, 1}};
  EXPECT_EQ(why_of(put(stocked)), "out_of_range at /pickups/0/stock") << "two were handed out";
  stocked.pickups = {{first_store, 3}};
  ASSERT_TRUE(put(stocked));
  EXPECT_EQ(reload(one).pickups[0].taken, 2);
  EXPECT_TRUE(verify_all().faults.empty());
  ASSERT_TRUE(reverse_all(member, 7, 50));
  ASSERT_TRUE(reverse_all(other, 9, 51)) << "of a store without a stock";
  EXPECT_EQ(reload(one).pickups[0].taken, 1);
  ASSERT_TRUE(redeem_it(first, 10, 0));
  EXPECT_EQ(reload(one).pickups[0].taken, 2);
  EXPECT_TRUE(verify_all().faults.empty());
}

TEST_F(UsingTest, a_use_that_was_none_is_undone_on_its_day_and_once) {
  Template wanted = reduction("MUG");
  wanted.kind = CouponKind::gift;
  wanted.rule_code.reset();
  wanted.item = "A1001";
  wanted.pickups = {{first_store, 1}};
  const Template one = active(wanted);
  const Coupon coupon = given(member, one);
  const auto undo = [&](UseId use) {
    return temp->write([&](sql::Tx& tx) { return undo_use(tx, ids, member, use, act()); });
  };
  const auto used = redeem_it(coupon, 0, 0);
  ASSERT_TRUE(used);
  EXPECT_EQ(why_of(undo(UseId(7))), "coupon_not_found at /use");
  const auto undone = undo(used->use.id);
  ASSERT_TRUE(undone);
  EXPECT_EQ(undone->state, CouponState::issued);
  EXPECT_EQ(undone->valid_until, coupon.valid_until);
  EXPECT_EQ(reload(one).pickups[0].taken, 0);
  EXPECT_EQ(undo(used->use.id).error().code, ErrorCode::already_voided);
  EXPECT_EQ(news("coupon.returned"), 1);
  const auto again = redeem_it(coupon, 0, 0);
  ASSERT_TRUE(again);
  temp.clock().advance_seconds(24 * 3600);
  EXPECT_EQ(undo(again->use.id).error().code, ErrorCode::void_after_business_day);
  const auto sold = redeem_it(given(member, active(reduction())), 9, 100);
  ASSERT_TRUE(sold);
  EXPECT_EQ(why_of(undo(sold->use.id)), "coupon_not_found at /use")
      << "a sale's comes back with it";
  EXPECT_TRUE(temp->read([&](sql::Tx& tx) { return verify(tx); }).faults.empty());
}

TEST_F(UsingTest, sixty_four_receipts_at_once_use_one_coupon_once) {
  for (int round = 0; round < 5; ++round) {
    const Coupon coupon = given(member, active(reduction(("R" + std::to_string(round)).c_str())));
    const std::int64_t first = ids.next();
    EXPECT_EQ(rush(64, [&](int i) { return redeem_it(coupon, first + i, 100); }), 1);
  }
}

TEST_F(UsingTest, sixty_four_holds_at_once_hold_one_coupon_once) {
  const Coupon coupon = given(member, active(reduction()));
  EXPECT_EQ(rush(64, [&](int i) { return hold_it(coupon, 100 + i); }), 1);
}

// The sale that held it comes in the very moment in which its hold is over, and so do others.
TEST_F(UsingTest, a_hold_that_ends_while_it_is_used_is_used_once) {
  for (int round = 0; round < 5; ++round) {
    const Coupon coupon = given(member, active(reduction(("H" + std::to_string(round)).c_str())));
    ASSERT_TRUE(hold_it(coupon, 42));
    temp.clock().advance_seconds(15 * 60 - (round % 2));  // its last second, or over
    const std::int64_t first = ids.next();
    const bool over = round % 2 == 0;
    EXPECT_EQ(
        rush(32, [&](int i) { return redeem_it(coupon, first + i, 100, i % 2 == 0 ? 42 : 0); }), 1
    );
    EXPECT_EQ(found(coupon).state, CouponState::redeemed);
    EXPECT_EQ(found(coupon).hold_id, 0) << over;
  }
}

TEST_F(UsingTest, a_hold_is_let_go_or_used_and_its_job_takes_nothing_away) {
  for (int round = 0; round < 5; ++round) {
    const Coupon coupon = given(member, active(reduction(("L" + std::to_string(round)).c_str())));
    ASSERT_TRUE(hold_it(coupon, 42));
    const std::int64_t receipt = ids.next();
    std::atomic<int> used = 0;
    rush(8, [&](int i) -> Result<Coupon> {
      if (i % 2 == 0) return release_it(coupon, 42);
      auto done = redeem_it(coupon, receipt, 100, 42);
      if (!done) return done.error();
      ++used;
      return done->coupon;
    });
    EXPECT_EQ(used, 4) << "one use, and its repeats";
    EXPECT_EQ(found(coupon).state, CouponState::redeemed);
  }
}

TEST_F(UsingTest, a_balance_is_used_at_once_as_often_as_it_lasts) {
  const Coupon coupon = given(member, active(cash(true)));
  EXPECT_EQ(rush(64, [&](int i) { return redeem_it(coupon, 1 + i, 700); }), 7);
  EXPECT_EQ(found(coupon).balance, 100);
}

TEST_F(UsingTest, sixty_four_repeats_of_one_refund_give_back_once) {
  const Coupon coupon = given(member, active(cash(true)));
  ASSERT_TRUE(redeem_it(coupon, 1, 4'000));
  const Reversal wanted{member, ReceiptId(1), 50, false, {{coupon.id, 1'500}}};
  EXPECT_EQ(rush(64, [&](int) { return reverse_it(wanted); }), 64);
  EXPECT_EQ(found(coupon).balance, 2'500);
}

TEST_F(UsingTest, the_last_gift_of_a_store_is_handed_out_once) {
  Template wanted = reduction("MUG");
  wanted.kind = CouponKind::gift;
  wanted.rule_code.reset();
  wanted.item = "A1001";
  wanted.pickups = {{first_store, 2}};
  const Template one = active(wanted);
  std::vector<Coupon> all;
  for (int i = 0; i < 16; ++i) all.push_back(given(i % 2 == 0 ? member : other, one));
  const auto pick_up = [&](int i) { return redeem_it(all[static_cast<std::size_t>(i)], 0, 0); };
  EXPECT_EQ(rush(16, pick_up), 2);
}

}  // namespace
}  // namespace guanxi::coupons
