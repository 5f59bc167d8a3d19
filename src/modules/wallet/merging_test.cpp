// Wallets of two members who become one, and back.
#include "modules/wallet/merging.h"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "modules/wallet/settlement.h"
#include "modules/wallet/testing.h"

namespace guanxi::wallet {
namespace {

class WalletMergingTest : public WalletTest {
 protected:
  WalletMergingTest() { open(other); }

  /// What `doing` does, done by the other member.
  template <class Doing>
  auto as_other(Doing&& doing) {
    std::swap(member, other);
    auto done = doing();
    std::swap(member, other);
    return done;
  }
  template <class Doing>
  void given_other(Doing&& doing) {
    EXPECT_TRUE(as_other(doing).has_value());
  }
  Merge merge_of(std::int64_t id) { return {id, other, member, temp.clock().now(), ActorId(9)}; }
  Result<std::optional<Carried>> merge(std::int64_t id = 900) {
    return temp->write([&](sql::Tx& tx) -> Result<std::optional<Carried>> {
      if (!may_merge(tx, other, member)) return ErrorCode::merge_not_possible;
      return post_merge(tx, ids, merge_of(id));
    });
  }
  Result<std::optional<Carried>> undo(std::int64_t id = 900) {
    return temp->write([&](sql::Tx& tx) -> Result<std::optional<Carried>> {
      if (!may_undo_merge(tx, merge_of(id))) return ErrorCode::merge_not_possible;
      return post_merge_undo(tx, ids, merge_of(id), {other});
    });
  }
  void expect_nothing_left(OwnerId owner) {
    EXPECT_EQ(account(owner).stored(), fen(0));
    EXPECT_EQ(account(owner).change, fen(0));
  }

  OwnerId other{1002};
};

TEST_F(WalletMergingTest, AContractGoesOnAsItWas) {
  given_other([&] {
    make_named();
    EXPECT_TRUE(recharge(500, yuan_of(1000).minor(), yuan_of(200).minor()));
    EXPECT_TRUE(pay(7, yuan_of(600).minor(), 0, yuan_of(700).minor()));
    return save(120, 5'000);
  });
  ASSERT_TRUE(recharge(501, yuan_of(300).minor(), 0));
  ASSERT_TRUE(save(30, 5'000));
  const Account before = account(other);

  const auto carried = merge();
  ASSERT_TRUE(carried.has_value() && carried->has_value());
  EXPECT_EQ((*carried)->stored, yuan_of(600));
  EXPECT_EQ((*carried)->change, fen(120));
  EXPECT_EQ((*carried)->recharges, 1U);
  expect_nothing_left(other);
  EXPECT_GT(account(other).seq, before.seq) << "a plan made before must be made again";
  EXPECT_EQ(account().stored(), yuan_of(900));
  EXPECT_EQ(account().change, fen(150));
  EXPECT_TRUE(account().named) << "the buyer is registered under one of the names";

  const auto open = open_now();
  ASSERT_EQ(open.size(), 2U);
  EXPECT_EQ(open[0].id, 500);
  EXPECT_EQ(open[0].company, here.company);
  EXPECT_EQ(open[0].terms().principal, yuan_of(1000));
  EXPECT_EQ(open[0].spent(), yuan_of(600));
  EXPECT_EQ(open[0].principal.remaining, yuan_of(500)) << "what the merchant's side would owe";
  // 1,000 + 200, of which 600 bought what costs 700 without the discount; and 300 as they are.
  EXPECT_EQ(planned(Fault::merchant).principal, yuan_of(800));
  EXPECT_EQ(planned(Fault::consumer).principal, yuan_of(600));
}

TEST_F(WalletMergingTest, GoodsBoughtBeforeComeBackToTheContractWhereItIs) {
  given_other([&] {
    EXPECT_TRUE(recharge(500, yuan_of(100).minor(), yuan_of(20).minor()));
    EXPECT_TRUE(save(500, 5'000));
    return pay(7, yuan_of(60).minor(), 200);
  });
  ASSERT_TRUE(merge());
  ASSERT_TRUE(take_back(7, yuan_of(60).minor(), 200));
  EXPECT_EQ(account().stored(), yuan_of(120));
  EXPECT_EQ(account().change, fen(500));
  EXPECT_EQ(code_of(take_back(7, 1)), ErrorCode::refund_exceeds_tender) << "once";
  expect_nothing_left(other);
  EXPECT_EQ(code_of(as_other([&] { return take_back(7, 1); })), ErrorCode::payment_not_found)
      << "what was paid with went along";
  const Settlement settled = temp->read([&](sql::Tx& tx) {
    return settle(tx, ProgrammeId(1), Currency::cny, Instant(), temp.clock().now().plus_seconds(1));
  });
  ASSERT_EQ(settled.served.size(), 1U) << "one store recharged and served";
  EXPECT_EQ(settled.served[0].principal, fen(0)) << "paid and given back";
  ASSERT_EQ(settled.taken.size(), 1U) << "a merge takes nothing anywhere";
  EXPECT_EQ(settled.taken[0].recharged, yuan_of(100));
}

TEST_F(WalletMergingTest, AMergedContractIsPaidOutAndMayBeVoidOnItsDay) {
  given_other([&] {
    EXPECT_TRUE(recharge(500, yuan_of(100).minor(), yuan_of(20).minor()));
    return recharge(501, yuan_of(50).minor(), 0);
  });
  ASSERT_TRUE(merge());
  const TimeZone zone;
  const auto voided = post(CauseKind::recharge, [&](sql::Tx& tx, const Context& with) {
    return post_recharge_void(tx, ids, with, 501, zone);
  });
  ASSERT_TRUE(voided.has_value());
  EXPECT_EQ(
      code_of(as_other([&] {
        return post(CauseKind::recharge, [&](sql::Tx& tx, const Context& with) {
          return post_recharge_void(tx, ids, with, 500, zone);
        });
      })),
      ErrorCode::payment_not_found
  ) << "it is not there any more";
  const auto paid = pay_out(Fault::consumer);
  ASSERT_TRUE(paid.has_value());
  EXPECT_EQ(paid->payout.total(), yuan_of(100));
  expect_nothing_left(member);
}

TEST_F(WalletMergingTest, ASumOverTheCapStandsAndOnlyRechargingWaits) {
  make_named();
  ASSERT_TRUE(recharge(yuan_of(4000).minor(), 0));
  given_other([&] {
    make_named();
    return recharge(yuan_of(3000).minor(), 0);
  });
  ASSERT_TRUE(merge());
  EXPECT_EQ(account().stored(), yuan_of(7000)) << "no money is lost";
  EXPECT_EQ(code_of(recharge(1, 0)), ErrorCode::wallet_limit_exceeded);
  ASSERT_TRUE(pay(7, yuan_of(2500).minor())) << "it is used up";
  ASSERT_TRUE(recharge(yuan_of(500).minor(), 0));
  EXPECT_EQ(account().stored(), yuan_of(5000));
}

TEST_F(WalletMergingTest, AnUndoGivesBackEveryContractAndCoin) {
  given_other([&] {
    make_named();
    EXPECT_TRUE(recharge(500, yuan_of(100).minor(), yuan_of(20).minor()));
    EXPECT_TRUE(save(500, 5'000));
    return pay(7, yuan_of(60).minor(), 200);
  });
  ASSERT_TRUE(recharge(501, yuan_of(40).minor(), 0));
  ASSERT_TRUE(save(70, 5'000));
  ASSERT_TRUE(merge());
  ASSERT_TRUE(recharge(502, yuan_of(10).minor(), 0)) << "her own, since";
  ASSERT_TRUE(save(5, 5'000));
  const auto back = undo();
  ASSERT_TRUE(back.has_value() && back->has_value());
  EXPECT_EQ((*back)->stored, yuan_of(60));
  EXPECT_EQ((*back)->change, fen(300));
  EXPECT_EQ(account(other).stored(), yuan_of(60));
  EXPECT_EQ(account(other).change, fen(300));
  EXPECT_TRUE(account(other).named);
  EXPECT_EQ(account().stored(), yuan_of(50));
  EXPECT_EQ(account().change, fen(75));
  EXPECT_FALSE(account().named) << "the buyer was registered under the other name";
  ASSERT_TRUE(as_other([&] { return take_back(7, yuan_of(60).minor(), 200); }));
  EXPECT_EQ(account(other).stored(), yuan_of(120));
  // Once more, and back again: every row is there already.
  ASSERT_TRUE(merge(901));
  EXPECT_EQ(account().stored(), yuan_of(170));
  ASSERT_TRUE(undo(901));
  EXPECT_EQ(account(other).stored(), yuan_of(120));
}

TEST_F(WalletMergingTest, WhatCannotBeToldApartIsNotTakenBack) {
  given_other([&] {
    EXPECT_TRUE(recharge(500, yuan_of(100).minor(), 0));
    return save(300, 5'000);
  });
  ASSERT_TRUE(recharge(501, yuan_of(100).minor(), 0));
  ASSERT_TRUE(merge());
  ASSERT_TRUE(pay(8, 1)) << "the oldest contract first: the one that came";
  EXPECT_EQ(code_of(undo()), ErrorCode::merge_not_possible);
  EXPECT_EQ(account().stored(), yuan_of(200) - fen(1)) << "nothing moved";
}

TEST_F(WalletMergingTest, SmallChangeThatWasSpentIsNobodysInParticular) {
  given_other([&] { return save(300, 5'000); });
  ASSERT_TRUE(save(200, 5'000));
  ASSERT_TRUE(merge());
  ASSERT_TRUE(pay(8, 0, 100));
  EXPECT_EQ(code_of(undo()), ErrorCode::merge_not_possible);
}

TEST_F(WalletMergingTest, AFreezeFollowsAndGoesBack) {
  given_other([&] {
    EXPECT_TRUE(recharge(500, yuan_of(100).minor(), 0));
    return post(CauseKind::freeze, [&](sql::Tx& tx, const Context& with) {
      return post_freeze(tx, ids, with);
    });
  });
  ASSERT_TRUE(recharge(501, yuan_of(100).minor(), 0));
  ASSERT_TRUE(merge());
  EXPECT_EQ(code_of(pay(8, 1)), ErrorCode::wallet_frozen) << "a merge is no release";
  ASSERT_TRUE(undo());
  EXPECT_TRUE(pay(8, 1));
  EXPECT_EQ(code_of(as_other([&] { return pay(9, 1); })), ErrorCode::wallet_frozen);
}

TEST_F(WalletMergingTest, ChangeOfTwoLegalPersonsIsNotMixed) {
  ASSERT_TRUE(save(100, 5'000));
  const Place here_before = here;
  here = {StoreId(12), org::UnitId(2)};
  given_other([&] { return save(100, 5'000); });
  here = here_before;
  EXPECT_EQ(code_of(merge()), ErrorCode::merge_not_possible);
  ASSERT_TRUE(pay(8, 0, 100));
  EXPECT_EQ(code_of(merge()), ErrorCode::merge_not_possible) << "it may come back with the goods";
  EXPECT_EQ(account().change, fen(0));
}

TEST_F(WalletMergingTest, WhoHasNoWalletBringsNone) {
  other = OwnerId(1003);
  const auto carried = merge();
  ASSERT_TRUE(carried.has_value());
  EXPECT_FALSE(carried->has_value());
  const auto back = undo();
  ASSERT_TRUE(back.has_value());
  EXPECT_FALSE(back->has_value());
}

TEST_F(WalletMergingTest, TheSurvivorNeedsNoWalletBefore) {
  given_other([&] { return recharge(500, yuan_of(100).minor(), 0); });
  member = OwnerId(1004);
  ASSERT_TRUE(merge());
  EXPECT_EQ(account().stored(), yuan_of(100));
}

TEST_F(WalletMergingTest, PaymentsThatRunMeanwhileLoseNothing) {
  given_other([&] { return recharge(500, yuan_of(500).minor(), yuan_of(100).minor()); });
  ASSERT_TRUE(recharge(501, yuan_of(400).minor(), 0));
  std::atomic<std::int64_t> paid = 0;
  std::atomic<bool> over = false;
  const auto pay_as = [&](OwnerId owner, std::int64_t receipt) {
    for (;;) {
      const auto done = temp->write([&](sql::Tx& tx) -> Result<Paid> {
        const auto now = find_account(tx, owner);
        const Context with{
            .owner = owner,
            .cause = {CauseKind::sale, receipt},
            .occurred_at = temp.clock().now(),
            .posted_at = temp.clock().now(),
            .actor = ActorId(9),
            .store = here.store,
            .expected_seq = now->seq};
        return post_payment(tx, ids, with, here, Payment{fen(700), fen(0), fen(700)});
      });
      if (!done && done.error().code == ErrorCode::conflict) continue;
      if (done) paid += 700;
      return;
    }
  };
  std::vector<std::thread> tills;
  for (int till = 0; till < 3; ++till) {
    tills.emplace_back([&, till] {
      for (int i = 0; i < 12; ++i) {
        pay_as(i % 2 == 0 ? OwnerId(1001) : OwnerId(1002), 10'000 + till * 100 + i);
      }
    });
  }
  std::thread merger([&] {
    for (std::int64_t id = 900; id < 906; ++id) {
      if (!merge(id) || !undo(id)) break;  // used meanwhile: it stands
    }
    over = true;
  });
  for (std::thread& till : tills) till.join();
  merger.join();
  EXPECT_TRUE(over);
  EXPECT_EQ(
      account(OwnerId(1001)).stored() + account(OwnerId(1002)).stored(), yuan_of(1000) - fen(paid)
  );
}

}  // namespace
}  // namespace guanxi::wallet
