// Points that became a coupon: what is for points, the record of a trade, and its undoing.
#include "modules/coupons/trades.h"

#include "modules/coupons/testing_test.h"

namespace guanxi::coupons {
namespace {

class TradesTest : public CouponsTest {
 protected:
  Template for_points(std::int64_t price = 300) {
    Template wanted = cash(true);
    wanted.points_price = price;
    wanted.per_member_max = 1;
    return active(wanted);
  }
  Result<Template> found_for_points(const char* code) {
    return temp->read([&](sql::Tx& tx) { return find_for_points(tx, programme, code); });
  }
  Result<Traded> trade(const Template& terms, OwnerId owner) {
    const auto id = ids.next_id<CouponTradeTag>();
    return temp->write([&](sql::Tx& tx) {
      return make_trade(tx, ids, terms, id, owner, {}, act(first_store));
    });
  }
  Result<Trade> undo(const Traded& traded, const char* reason = "by mistake") {
    return temp->write([&](sql::Tx& tx) {
      return undo_trade(tx, ids, traded.trade.owner, traded.trade.id, reason, act());
    });
  }
  std::vector<Trade> all() {
    std::vector<Trade> trades;
    temp->read([&](sql::Tx& tx) {
      each_trade(tx, [&](const Trade& one) { trades.push_back(one); });
      return 0;
    });
    return trades;
  }
};

TEST_F(TradesTest, only_a_template_in_use_with_a_price_is_for_points) {
  EXPECT_EQ(why_of(found_for_points("CASH")), "coupon_template_not_found at /template");
  const Template one = for_points();
  EXPECT_EQ(found_for_points("CASH")->id, one.id);
  active(reduction());
  EXPECT_EQ(why_of(found_for_points("OFF20")), "coupon_not_for_points at /template");
  ASSERT_TRUE(move(one, TemplateState::stopped));
  EXPECT_EQ(why_of(found_for_points("CASH")), "coupon_template_state at /template");
}

TEST_F(TradesTest, a_trade_issues_the_coupon_and_is_written_down) {
  const Template one = for_points();
  const auto traded = trade(one, member);
  ASSERT_TRUE(traded) << why_of(traded);
  EXPECT_EQ(traded->coupon.cause.kind, CauseKind::points);
  EXPECT_EQ(traded->coupon.cause.id, traded->trade.id.value());
  ASSERT_EQ(all().size(), 1U);
  const Trade kept = all().front();
  EXPECT_EQ(kept.points, 300);
  EXPECT_EQ(kept.coupon, traded->coupon.id);
  EXPECT_EQ(kept.store, first_store);
  EXPECT_EQ(kept.state, TradeState::done);
  EXPECT_EQ(why_of(trade(one, member)), "coupon_member_limit at /template");
  EXPECT_EQ(all().size(), 1U) << "what is refused leaves nothing";
  EXPECT_EQ(taken(one), 1);
}

TEST_F(TradesTest, it_is_undone_on_its_day_and_once) {
  const Template one = for_points();
  const auto traded = trade(one, member);
  ASSERT_TRUE(traded);
  EXPECT_EQ(undo(*traded, "").error().pointer, "/reason");
  const auto undone = undo(*traded);
  ASSERT_TRUE(undone) << why_of(undone);
  EXPECT_EQ(undone->state, TradeState::undone);
  EXPECT_EQ(undone->reason, "by mistake");
  EXPECT_EQ(all().front().state, TradeState::undone);
  EXPECT_EQ(found(traded->coupon).state, CouponState::withdrawn);
  EXPECT_EQ(taken(one), 0);
  EXPECT_EQ(why_of(undo(*traded)), "coupon_trade_over at /trade");
  EXPECT_TRUE(trade(one, member)) << "their place is free again";
}

TEST_F(TradesTest, it_is_not_undone_later_nor_when_it_was_used) {
  const Template one = for_points();
  const auto hers = trade(one, member), his = trade(one, other);
  ASSERT_TRUE(hers && his);
  ASSERT_TRUE(redeem_it(hers->coupon, 1, 1'000));
  EXPECT_EQ(why_of(undo(*hers)), "coupon_trade_over at /trade") << "a part is gone";
  move_to("2026-01-02");
  EXPECT_EQ(why_of(undo(*his)), "coupon_trade_over at /trade") << "it is another day";
  Traded unknown = *his;
  unknown.trade.owner = member;
  EXPECT_EQ(why_of(undo(unknown)), "coupon_trade_not_found at /trade");
}

TEST_F(TradesTest, it_is_undone_where_a_merge_took_its_coupon) {
  const Template one = for_points();
  const auto traded = trade(one, member);
  ASSERT_TRUE(traded);
  const Merge merge{70, member, other, act()};
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) { return post_merge(tx, ids, merge); }));
  ASSERT_TRUE(undo(*traded));
  EXPECT_EQ(found(traded->coupon).state, CouponState::carried);
  const auto theirs = temp->read([&](sql::Tx& tx) {
    return coupons_of(tx, other, CouponState::withdrawn, {}, today(), now(), 10);
  });
  EXPECT_EQ(theirs.size(), 1U);
}

}  // namespace
}  // namespace guanxi::coupons
