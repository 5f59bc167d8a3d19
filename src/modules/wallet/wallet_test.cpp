#include "modules/wallet/wallet.h"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "modules/wallet/testing.h"

namespace guanxi::wallet {
namespace {

// ---- recharging and its limits ----

TEST_F(WalletTest, ARechargeMakesALotOfPrincipalAndOneOfBonus) {
  make_named();
  const auto after = recharge(yuan_of(1000).minor(), yuan_of(200).minor());
  ASSERT_TRUE(after.has_value());
  EXPECT_EQ(after->principal, yuan_of(1000));
  EXPECT_EQ(after->bonus, yuan_of(200));
  const auto open = open_now();
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].principal.remaining, yuan_of(1000));
  EXPECT_EQ(open[0].bonus.remaining, yuan_of(200));
  EXPECT_EQ(open[0].company, here.company);
  const auto entries = statement();
  ASSERT_EQ(entries.size(), 3U) << "registered, recharged, granted";
  EXPECT_EQ(entries[0].reason, Reason::granted);
  EXPECT_EQ(entries[1].reason, Reason::recharged);
  EXPECT_EQ(entries[1].debit, House::cash);
  EXPECT_EQ(entries[1].balance, yuan_of(1000));
}

TEST_F(WalletTest, AnUnnamedWalletHoldsAThousandANamedOneFive) {
  ASSERT_TRUE(recharge(yuan_of(900).minor(), 0));
  const auto refused = recharge(yuan_of(90).minor(), 1001);
  ASSERT_EQ(code_of(refused), ErrorCode::wallet_limit_exceeded);
  EXPECT_EQ(fact_of(refused, "cap"), "1000.00");
  EXPECT_EQ(fact_of(refused, "balance"), "900.00");
  EXPECT_EQ(fact_of(refused, "room"), "100.00");
  ASSERT_TRUE(recharge(yuan_of(90).minor(), 1000)) << "to the fen";
  EXPECT_EQ(code_of(recharge(1, 0)), ErrorCode::wallet_limit_exceeded);
  make_named();
  ASSERT_TRUE(recharge(yuan_of(4000).minor(), 0));
  EXPECT_EQ(code_of(recharge(1, 0)), ErrorCode::wallet_limit_exceeded);
  EXPECT_EQ(account().stored(), yuan_of(5000));
}

TEST_F(WalletTest, ARechargeHappensOnce) {
  ASSERT_TRUE(recharge(77, 10'000, 0));
  EXPECT_EQ(code_of(recharge(77, 10'000, 0)), ErrorCode::posting_repeated);
  EXPECT_EQ(account().principal, fen(10'000));
}

TEST_F(WalletTest, APlanThatHasBecomeStaleChangesNothing) {
  const Context stale = context(member, {CauseKind::recharge, 5});
  ASSERT_TRUE(recharge(100, 0));
  const auto late = temp->write([&](sql::Tx& tx) {
    const NewRecharge made{fen(100), fen(0), {}, here.company, "cash", {}};
    return post_recharge(tx, ids, stale, rules, made);
  });
  EXPECT_EQ(code_of(late), ErrorCode::conflict);
  EXPECT_EQ(account().principal, fen(100));
}

TEST_F(WalletTest, NobodyHasAWalletBeforeItIsOpened) {
  Context nobody = context(member, {CauseKind::recharge, 5});
  nobody.owner = OwnerId(4711);
  const auto refused = temp->write([&](sql::Tx& tx) {
    const NewRecharge made{fen(100), fen(0), {}, here.company, "cash", {}};
    return post_recharge(tx, ids, nobody, rules, made);
  });
  EXPECT_EQ(code_of(refused), ErrorCode::wallet_not_found);
}

// ---- paying, and paying back ----

TEST_F(WalletTest, APaymentTakesTheOldestFirstAndInItsRatio) {
  make_named();
  ASSERT_TRUE(recharge(yuan_of(100).minor(), yuan_of(20).minor()));
  ASSERT_TRUE(recharge(yuan_of(300).minor(), 0));
  const auto paid = pay(1, yuan_of(200).minor());
  ASSERT_TRUE(paid.has_value());
  EXPECT_EQ(paid->principal, yuan_of(180)) << "100 of the first, 80 of the second";
  EXPECT_EQ(paid->bonus, yuan_of(20));
  EXPECT_EQ(paid->account.stored(), yuan_of(220));
  EXPECT_EQ(open_now().size(), 1U);
}

TEST_F(WalletTest, AReceiptPaysOnce) {
  ASSERT_TRUE(recharge(10'000, 0));
  ASSERT_TRUE(pay(1, 100));
  EXPECT_EQ(code_of(pay(1, 100)), ErrorCode::posting_repeated);
  EXPECT_EQ(account().principal, fen(9'900));
}

TEST_F(WalletTest, MoreThanThereIsIsRefusedAndSaysWhatThereIs) {
  ASSERT_TRUE(recharge(10'000, 0));
  const auto refused = pay(1, 10'001);
  ASSERT_EQ(code_of(refused), ErrorCode::not_enough_stored_value);
  EXPECT_EQ(fact_of(refused, "balance"), "100.00");
  EXPECT_EQ(fact_of(refused, "needed"), "100.01");
  EXPECT_EQ(account().seq, 1);
}

TEST_F(WalletTest, AQuoteSaysWhatAPaymentWouldTakeAndWritesNothing) {
  make_named();
  ASSERT_TRUE(recharge(100'000, 20'000));
  const Account before = account();
  const auto planned = temp->read([&](sql::Tx& tx) {
    const auto open = open_recharges(tx, before);
    return plan_payment(before, open, here, {fen(60'000), fen(0), fen(60'000)});
  });
  ASSERT_TRUE(planned.has_value());
  EXPECT_EQ(planned->principal, fen(50'000));
  EXPECT_EQ(planned->bonus, fen(10'000));
  EXPECT_EQ(account().seq, before.seq);
}

TEST_F(WalletTest, ARefundOfEverythingLeavesEverythingAsItWas) {
  make_named();
  ASSERT_TRUE(recharge(3'333, 777));
  ASSERT_TRUE(recharge(1'000, 1));
  const auto before = open_now();
  ASSERT_TRUE(pay(1, 4'000));
  ASSERT_TRUE(pay(2, 1'000));
  for (const std::int64_t part : {1'234, 1, 700, 2'065}) ASSERT_TRUE(take_back(1, part));
  const auto more = take_back(1, 1);
  EXPECT_EQ(code_of(more), ErrorCode::refund_exceeds_tender);
  EXPECT_EQ(fact_of(more, "left"), "0.00");
  ASSERT_TRUE(take_back(2, 1'000));
  const auto after = open_now();
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_EQ(after[i].principal, before[i].principal);
    EXPECT_EQ(after[i].bonus, before[i].bonus);
  }
}

TEST_F(WalletTest, ARefundFindsItsPaymentOnly) {
  ASSERT_TRUE(recharge(1'000, 0));
  ASSERT_TRUE(pay(1, 500));
  EXPECT_EQ(code_of(take_back(2, 500)), ErrorCode::payment_not_found);
  EXPECT_EQ(code_of(take_back(1, 0, 1)), ErrorCode::payment_not_found) << "nothing was change";
  EXPECT_EQ(account().principal, fen(500));
}

// ---- another company's value ----

TEST_F(WalletTest, ValueOfAnotherCompanyIsBlockedUnlessLicensed) {
  ASSERT_TRUE(recharge(30'000, 0));
  here = {StoreId(22), org::UnitId(2)};
  ASSERT_TRUE(recharge(20'000, 0));
  const auto blocked = pay(1, 20'001);
  ASSERT_EQ(code_of(blocked), ErrorCode::stored_value_of_another_company);
  EXPECT_EQ(fact_of(blocked, "balance"), "200.00");
  EXPECT_EQ(fact_of(blocked, "elsewhere"), "300.00");
  EXPECT_EQ(code_of(pay(1, 50'001)), ErrorCode::not_enough_stored_value)
      << "it would not do with the other company's either";
  const auto own = pay(2, 20'000);
  ASSERT_TRUE(own.has_value());
  here.licensed = true;
  ASSERT_TRUE(pay(3, 30'000));
  EXPECT_EQ(account().stored(), fen(0));
}

TEST_F(WalletTest, SmallChangeIsOwedByOneCompanyAtATime) {
  ASSERT_TRUE(save(300, 5'000));
  const Place first = here;
  here = {StoreId(22), org::UnitId(2)};
  const auto added = save(100, 5'000);
  ASSERT_EQ(code_of(added), ErrorCode::change_of_another_company);
  EXPECT_EQ(fact_of(added, "balance"), "3.00");
  EXPECT_EQ(code_of(pay(1, 0, 100)), ErrorCode::change_of_another_company);
  EXPECT_EQ(code_of(pay_out(Fault::consumer)), ErrorCode::nothing_to_pay_out);
  here.licensed = true;
  EXPECT_TRUE(pay(2, 0, 100)) << "a payment licence lets it pass";
  here = first;
  ASSERT_TRUE(pay(3, 0, 200));
  here = {StoreId(22), org::UnitId(2)};
  ASSERT_TRUE(save(100, 5'000)) << "nothing is owed any more: whoever saves first owes it";
  EXPECT_EQ(account().change_company, here.company);
}

TEST_F(WalletTest, TheCauseOfTheFirstPayoutCountsForTheRest) {
  make_named();
  ASSERT_TRUE(recharge(100'000, 20'000));
  ASSERT_TRUE(pay(1, 60'000));
  const auto first = pay_out(Fault::consumer);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->payout.principal, fen(40'000));
  ASSERT_TRUE(take_back(1, 12'000));
  const Payout merchant = planned(Fault::merchant), consumer = planned(Fault::consumer);
  EXPECT_EQ(merchant.principal, fen(12'000)) << "not the 100.00 that were kept then as well";
  EXPECT_EQ(merchant.principal, consumer.principal);
  EXPECT_EQ(merchant.kept, consumer.kept);
}

TEST_F(WalletTest, LotsReadAtAnotherMomentThanTheAccountAreAConflict) {
  ASSERT_TRUE(recharge(1'000, 0));
  const Account seen = account();
  auto open = open_now();
  open.front().principal.remaining = open.front().principal.original = fen(1'000);
  open.front().principal.spent = fen(7);  // what another moment might have shown
  const auto paid = post({CauseKind::sale, 1}, [&](sql::Tx& tx, const Context& with) {
    return post_payment(tx, ids, with, seen, open, here, {fen(10), fen(0), fen(10)});
  });
  EXPECT_EQ(code_of(paid), ErrorCode::conflict);
  EXPECT_EQ(account().stored(), fen(1'000));
}

TEST_F(WalletTest, EachCompanyPaysOutWhatItTook) {
  ASSERT_TRUE(recharge(30'000, 0));
  here = {StoreId(22), org::UnitId(2)};
  ASSERT_TRUE(recharge(20'000, 0));
  const auto paid = pay_out(Fault::consumer);
  ASSERT_TRUE(paid.has_value());
  EXPECT_EQ(paid->payout.principal, fen(20'000));
  EXPECT_EQ(account().principal, fen(30'000));
}

// ---- small change ----

TEST_F(WalletTest, ChangeIsSavedUpToItsCapAndSpent) {
  ASSERT_TRUE(save(4'970, 5'000));
  const auto refused = save(40, 5'000);
  ASSERT_EQ(code_of(refused), ErrorCode::change_cap_reached);
  EXPECT_EQ(fact_of(refused, "fits"), "0.30");
  EXPECT_EQ(account().change, fen(4'970)) << "nothing was saved";
  const auto part = save(40, 5'000, true);
  ASSERT_TRUE(part.has_value());
  EXPECT_EQ(part->saved, fen(30));
  EXPECT_EQ(part->account.change, fen(5'000));
  EXPECT_EQ(code_of(save(40, 5'000, false, false)), ErrorCode::change_off);
  ASSERT_TRUE(pay(1, 0, 1'200));
  EXPECT_EQ(account().change, fen(3'800));
  const auto refused_payment = pay(2, 0, 3'801);
  ASSERT_EQ(code_of(refused_payment), ErrorCode::not_enough_change);
  EXPECT_EQ(fact_of(refused_payment, "balance"), "38.00");
  ASSERT_TRUE(take_back(1, 0, 200));
  ASSERT_TRUE(take_back(1, 0, 1'000));
  EXPECT_EQ(code_of(take_back(1, 0, 1)), ErrorCode::refund_exceeds_tender);
  EXPECT_EQ(account().change, fen(5'000));
}

TEST_F(WalletTest, OneReceiptPaysWithStoredValueAndChange) {
  ASSERT_TRUE(recharge(1'000, 0));
  ASSERT_TRUE(save(50, 5'000));
  const auto paid = pay(1, 1'000, 50);
  ASSERT_TRUE(paid.has_value());
  EXPECT_EQ(paid->principal, fen(1'000));
  EXPECT_EQ(paid->change, fen(50));
  ASSERT_TRUE(take_back(1, 400, 20));
  EXPECT_EQ(account().principal, fen(400));
  EXPECT_EQ(account().change, fen(20));
}

// ---- freezing ----

TEST_F(WalletTest, AFrozenWalletTakesReturnsOnly) {
  ASSERT_TRUE(recharge(1'000, 0));
  ASSERT_TRUE(pay(1, 600));
  const auto freeze = [&] {
    return post(CauseKind::freeze, [&](sql::Tx& tx, const Context& with) {
      return post_freeze(tx, ids, with);
    });
  };
  const auto release = [&] {
    return post(CauseKind::release, [&](sql::Tx& tx, const Context& with) {
      return post_release(tx, ids, with);
    });
  };
  EXPECT_EQ(code_of(release()), ErrorCode::wallet_not_frozen);
  ASSERT_TRUE(freeze());
  EXPECT_EQ(code_of(freeze()), ErrorCode::wallet_frozen);
  EXPECT_EQ(code_of(recharge(1, 0)), ErrorCode::wallet_frozen);
  EXPECT_EQ(code_of(pay(2, 1)), ErrorCode::wallet_frozen);
  EXPECT_EQ(code_of(save(1, 5'000)), ErrorCode::wallet_frozen);
  EXPECT_EQ(code_of(pay_out(Fault::merchant)), ErrorCode::wallet_frozen);
  ASSERT_TRUE(take_back(1, 600));
  ASSERT_TRUE(release());
  ASSERT_TRUE(pay(2, 1'000));
}

// ---- paying the balance out ----

TEST_F(WalletTest, TheBalanceGoesBackByCause) {
  struct Case {
    const char* reason;
    std::int64_t used;
    Fault fault;
    std::int64_t paid_out, kept, forfeited;
  };
  const Case cases[] = {
      {"600 used, merchant's side", 60'000, Fault::merchant, 50'000, 0, 10'000},
      {"600 used, consumer's side", 60'000, Fault::consumer, 40'000, 10'000, 10'000},
      {"nothing used: all of it, within seven days or later",
       0,
       Fault::consumer,
       100'000,
       0,
       20'000},
      {"1,100 used, merchant's side", 110'000, Fault::merchant, 8'334, 0, 1'666},
  };
  for (const Case& c : cases) {
    member = ids.next_id<OwnerTag>();
    open(member);
    make_named();
    ASSERT_TRUE(recharge(100'000, 20'000));
    if (c.used > 0) {
      ASSERT_TRUE(pay(1, c.used)) << c.reason;
    }
    const auto done = pay_out(c.fault);
    ASSERT_TRUE(done.has_value()) << c.reason;
    EXPECT_EQ(done->payout.principal, fen(c.paid_out)) << c.reason;
    EXPECT_EQ(done->payout.kept, fen(c.kept)) << c.reason;
    EXPECT_EQ(done->payout.forfeited, fen(c.forfeited)) << c.reason;
    EXPECT_EQ(done->account.stored(), fen(0)) << c.reason;
    EXPECT_EQ(code_of(pay_out(c.fault)), ErrorCode::nothing_to_pay_out) << c.reason;
  }
}

TEST_F(WalletTest, UsedUpForTheConsumerNothingIsClaimedAndTheRestStaysGood) {
  make_named();
  ASSERT_TRUE(recharge(100'000, 20'000));
  ASSERT_TRUE(pay(1, 110'000));
  EXPECT_EQ(code_of(pay_out(Fault::consumer)), ErrorCode::nothing_to_pay_out);
  ASSERT_TRUE(pay(2, 10'000));
}

TEST_F(WalletTest, ADiscountForPayingAheadCountsOnTheConsumersSideOnly) {
  ASSERT_TRUE(recharge(100'000, 0));
  ASSERT_TRUE(pay(1, 60'000, 0, 75'000));
  EXPECT_EQ(planned(Fault::merchant).principal, fen(40'000));
  EXPECT_EQ(planned(Fault::consumer).principal, fen(25'000));
  ASSERT_TRUE(take_back(1, 30'000));
  EXPECT_EQ(planned(Fault::consumer).principal, fen(62'500));
  ASSERT_TRUE(take_back(1, 30'000));
  EXPECT_EQ(planned(Fault::consumer).principal, fen(100'000));
}

TEST_F(WalletTest, GoodsThatComeBackAfterAPayoutArePaidOutByTheSameFormula) {
  make_named();
  ASSERT_TRUE(recharge(100'000, 20'000));
  ASSERT_TRUE(pay(1, 60'000));
  ASSERT_TRUE(pay_out(Fault::consumer));
  ASSERT_TRUE(take_back(1, 60'000));
  EXPECT_EQ(account().principal, fen(50'000));
  EXPECT_EQ(account().bonus, fen(10'000));
  const auto again = pay_out(Fault::consumer);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->payout.principal, fen(60'000)) << "in all the 1,000 that were paid";
  EXPECT_EQ(again->payout.parts.at(0).waived, fen(10'000));
  EXPECT_EQ(account().stored(), fen(0));
}

TEST_F(WalletTest, SmallChangeGoesBackWholeAndOnlyALittleInCash) {
  ASSERT_TRUE(recharge(9'000, 0));
  ASSERT_TRUE(save(1'001, 5'000));
  const auto refused = pay_out(Fault::consumer, PayoutMethod::cash);
  ASSERT_EQ(code_of(refused), ErrorCode::payout_not_in_cash);
  EXPECT_EQ(fact_of(refused, "amount"), "100.01");
  EXPECT_EQ(fact_of(refused, "max"), "100.00");
  ASSERT_TRUE(pay(1, 0, 1));
  const auto done = pay_out(Fault::consumer, PayoutMethod::cash);
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(done->payout.total(), fen(10'000));
  EXPECT_EQ(done->payout.change, fen(1'000));
  EXPECT_EQ(account().change, fen(0));
}

// ---- many at once ----

// Whoever loses to another plans again; between them they spend exactly what is there.
TEST_F(WalletTest, SixteenThreadsSpendExactlyWhatIsThere) {
  constexpr int threads = 16, tries = 12;
  constexpr std::int64_t each = 700;
  make_named();
  ASSERT_TRUE(recharge(60'000, 12'000));
  ASSERT_TRUE(recharge(20'000, 0));
  const std::int64_t there = 92'000;  // 131 payments of 7.00 and 3.00 left; 192 are tried
  std::atomic<int> paid = 0, refused = 0, receipts = 1000, other = 0;
  const auto work = [&] {
    for (int i = 0; i < tries; ++i) {
      const int receipt = receipts++;
      for (;;) {
        const Context with = context(member, {CauseKind::sale, receipt});
        const auto done = temp->write_guarded([&](sql::Tx& tx) {
          return post_payment(tx, ids, with, here, {fen(each), fen(0), fen(each)});
        });
        if (!done && done.error().code == ErrorCode::conflict) continue;
        if (done) {
          ++paid;
        } else if (done.error().code == ErrorCode::not_enough_stored_value) {
          ++refused;
        } else {
          ++other;
        }
        break;
      }
    }
  };
  std::vector<std::thread> workers;
  for (int i = 0; i < threads; ++i) workers.emplace_back(work);
  for (std::thread& worker : workers) worker.join();
  EXPECT_EQ(other, 0);
  EXPECT_EQ(paid, there / each);
  EXPECT_EQ(paid + refused, threads * tries);
  EXPECT_EQ(account().stored(), fen(there % each));
}

}  // namespace
}  // namespace guanxi::wallet
