#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "modules/points/testing.h"

namespace guanxi::points {
namespace {

using programmes::ShortfallPolicy;
using testing::ElementsAre;
using testing::Pair;

std::vector<std::pair<std::int64_t, std::int64_t>> by_lot(const std::vector<Lot>& lots) {
  std::vector<std::pair<std::int64_t, std::int64_t>> all;
  for (const Lot& lot : lots) all.emplace_back(lot.lot_id, lot.remaining.value());
  return all;
}
std::vector<std::pair<Reason, std::int64_t>> newest_first(const std::vector<Entry>& entries) {
  std::vector<std::pair<Reason, std::int64_t>> all;
  for (const Entry& entry : entries) all.emplace_back(entry.reason, entry.amount.value());
  return all;
}

TEST_F(PointsTest, ANewAccountIsEmptyAndOpeningItAgainChangesNothing) {
  ASSERT_TRUE(earn_points(1, 10, in_2028));
  open(member);
  EXPECT_EQ(account().a, Points(10));
  EXPECT_EQ(account().seq, 1);
  EXPECT_FALSE(temp->read([&](sql::Tx& tx) { return find_account(tx, OwnerId(5)); }));
}

TEST_F(PointsTest, EarningIsOneEntryOneLotAndTheNewBalance) {
  const auto after = earn_points(42, 10, in_2028);
  ASSERT_TRUE(after);
  EXPECT_EQ(after->balance, Points(10));
  EXPECT_EQ(after->a, Points(10));
  EXPECT_EQ(after->seq, 1);
  EXPECT_EQ(after->next_expiry, in_2028);
  EXPECT_EQ(account().head_hash, after->head_hash);
  EXPECT_THAT(by_lot(lots_open()), ElementsAre(Pair(42, 10)));
  const auto entries = statement();
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].debit, House::issued);
  EXPECT_EQ(entries[0].credit, House::member);
  EXPECT_EQ(entries[0].cause, (Cause{CauseKind::sale, 42}));
  EXPECT_EQ(entries[0].expires_on, in_2028);
  EXPECT_EQ(entries[0].actor, ActorId(9));
}

TEST_F(PointsTest, AVisitThatEarnsNothingStandsInTheStatement) {
  const auto after = earn_points(42, 0, in_2028);
  ASSERT_TRUE(after);
  EXPECT_EQ(after->balance, Points(0));
  EXPECT_TRUE(lots_open().empty());
  EXPECT_THAT(newest_first(statement()), ElementsAre(Pair(Reason::earned, 0)));
  EXPECT_FALSE(statement()[0].expires_on.has_value());
}

TEST_F(PointsTest, AStalePlanConflictsAndChangesNothing) {
  const Account seen = account();
  const Context with = context(member, {CauseKind::sale, 2});
  ASSERT_TRUE(earn_points(1, 10, in_2028));
  const auto late = temp->write([&](sql::Tx& tx) {
    return post_sale(tx, ids, with, seen, {.a = Points(5), .expires_on = in_2028});
  });
  EXPECT_EQ(code_of(late), ErrorCode::conflict);
  const auto read_again =
      temp->write([&](sql::Tx& tx) { return post_earned(tx, ids, with, Points(5), in_2028); });
  EXPECT_EQ(code_of(read_again), ErrorCode::conflict);
  EXPECT_EQ(account().balance, Points(10));
}

TEST_F(PointsTest, RefusalsAreNamed) {
  ASSERT_TRUE(earn_points(1, 10, in_2028));
  EXPECT_EQ(code_of(earn_points(1, 10, in_2028)), ErrorCode::posting_repeated);
  EXPECT_EQ(code_of(redeem(ids.next(), 11)), ErrorCode::not_enough_points);
  EXPECT_EQ(code_of(restore(ids.next())), ErrorCode::not_found);
  EXPECT_EQ(
      code_of(reverse(1, in_2028, 11, ShortfallPolicy::debt)), ErrorCode::refund_exceeds_sale
  );
  Context nobody = context(member, {CauseKind::sale, 3});
  nobody.owner = OwnerId(77);
  EXPECT_EQ(
      code_of(temp->write([&](sql::Tx& tx) {
        return post_earned(tx, ids, nobody, Points(5), in_2028);
      })),
      ErrorCode::account_not_found
  );
  const auto set = [&](AccountState state) {
    ASSERT_TRUE(temp->write([&](sql::Tx& tx) { return set_account_state(tx, member, state); }));
  };
  set(AccountState::frozen);
  EXPECT_EQ(code_of(earn_points(2, 10, in_2028)), ErrorCode::account_frozen);
  EXPECT_EQ(code_of(redeem(ids.next(), 1)), ErrorCode::account_frozen);
  set(AccountState::open);
  EXPECT_TRUE(earn_points(3, 0, in_2028));
  set(AccountState::closed);
  EXPECT_EQ(code_of(earn_points(2, 10, in_2028)), ErrorCode::account_closed);
  EXPECT_EQ(code_of(redeem(ids.next(), 1)), ErrorCode::account_closed);
  EXPECT_TRUE(reverse(1, in_2028, 10, ShortfallPolicy::refuse))
      << "a return is owed to closed accounts too";
  EXPECT_EQ(account().balance, Points(0));
}

TEST_F(PointsTest, PointsOfNoLotAreAFaultOfOurs) {
  EXPECT_THROW(static_cast<void>(reverse(4711, in_2028, 1, ShortfallPolicy::debt)), CheckFailed);
}

TEST_F(PointsTest, RedeemingTakesFirstToExpireFirstAndItsReversalGivesBackToTheSameLots) {
  ASSERT_TRUE(earn_points(1, 10, in_2028));
  ASSERT_TRUE(earn_points(2, 10, in_2027));
  const std::int64_t gift = ids.next();
  const auto spent = redeem(gift, 14);
  ASSERT_TRUE(spent);
  EXPECT_EQ(spent->balance, Points(6));
  EXPECT_EQ(spent->redeemed, Points(14));
  EXPECT_EQ(spent->a, Points(20)) << "spending leaves the classes alone";
  EXPECT_THAT(by_lot(lots_open()), ElementsAre(Pair(1, 6)));
  const auto back = restore(gift);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->restored, Points(14));
  EXPECT_EQ(back->account.redeemed, Points(0)) << "restoring reduces redeemed";
  EXPECT_THAT(by_lot(lots_open()), ElementsAre(Pair(2, 10), Pair(1, 10)));
  EXPECT_EQ(code_of(restore(gift)), ErrorCode::already_voided);
}

TEST_F(PointsTest, ARedemptionIsFoundHoweverFarBackItLies) {
  ASSERT_TRUE(earn_points(1, 200, in_2028));
  for (std::int64_t lot = 2; lot < 90; ++lot) ASSERT_TRUE(earn_points(lot, 1, in_2027));
  const std::int64_t gift = ids.next();
  ASSERT_TRUE(redeem(gift, 100));  // 88 entries of one point and one of 12: over more than a page
  for (std::int64_t visit = 1000; visit < 1130; ++visit)
    ASSERT_TRUE(earn_points(visit, 0, in_2028));
  const auto back = restore(gift);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->restored, Points(100));
  EXPECT_EQ(account().balance, Points(288));
  EXPECT_EQ(account().redeemed, Points(0));
}

// The example of the rules: earned 20, 15 spent on another redemption, full return → F 15, balance
// 0.
TEST_F(PointsTest, AReturnThatTheBalanceCannotCoverBuysTheShortfallAsClassF) {
  ASSERT_TRUE(earn_points(1, 20, in_2028));
  ASSERT_TRUE(redeem(ids.next(), 15));
  const Account before = account();
  const auto quote = temp->read([&](sql::Tx& tx) {
    return plan_reversal(
        tx,
        before,
        {.sale = 1, .expires_on = in_2028, .a = Points(20)},
        today(),
        temp.clock().now(),
        programme_with(ShortfallPolicy::purchase)
    );
  });
  const auto done = reverse(1, in_2028, 20, ShortfallPolicy::purchase);
  ASSERT_TRUE(quote);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->account.f, Points(15));
  EXPECT_EQ(done->account.a, Points(0));
  EXPECT_EQ(done->account.redeemed, Points(15));
  EXPECT_EQ(done->account.balance, Points(0));
  EXPECT_EQ(done->shortfall.purchased, Points(15));
  EXPECT_EQ(done->shortfall.owed, Points(0));
  EXPECT_THAT(
      newest_first(statement()),
      ElementsAre(
          Pair(Reason::reversed, 15),
          Pair(Reason::purchased, 15),
          Pair(Reason::reversed, 5),
          Pair(Reason::redeemed, 15),
          Pair(Reason::earned, 20)
      )
  );
  EXPECT_EQ(quote->shortfall.purchased, done->shortfall.purchased) << "the quote said so";
  EXPECT_EQ(quote->account.f, done->account.f);
  EXPECT_EQ(quote->account.balance, done->account.balance);
  EXPECT_EQ(quote->account.seq, before.seq) << "and posted nothing";
}

class IdentityPoints : public PointsTest {
 protected:
  Result<Account> earn_both(std::int64_t receipt, std::int64_t a, std::int64_t e) {
    const Context with = context(member, {CauseKind::sale, receipt});
    return temp->write([&](sql::Tx& tx) {
      return post_earned(tx, ids, with, Points(a), in_2028, Points(e));
    });
  }
  Result<Reversal> reverse_both(
      std::int64_t receipt, std::int64_t a, std::int64_t e, ShortfallPolicy policy
  ) {
    const Context with = context(member, {CauseKind::refund, ids.next()});
    return temp->write([&](sql::Tx& tx) {
      return post_reversal(
          tx,
          ids,
          with,
          {.sale = receipt, .expires_on = in_2028, .a = Points(a), .e = Points(e)},
          programme_with(policy)
      );
    });
  }
};

TEST_F(IdentityPoints, AreALotOfTheirOwnAndGoBackToIt) {
  const auto earned = earn_both(1, 10, 20);
  ASSERT_TRUE(earned);
  EXPECT_EQ(earned->a, Points(10));
  EXPECT_EQ(earned->e, Points(20));
  EXPECT_EQ(earned->balance, Points(30));
  EXPECT_EQ(lots_open().size(), 2U);
  const auto half = reverse_both(1, 5, 10, ShortfallPolicy::refuse);
  ASSERT_TRUE(half);
  EXPECT_EQ(half->reversed, Points(15));
  EXPECT_EQ(half->account.a, Points(5));
  EXPECT_EQ(half->account.e, Points(10));
  EXPECT_EQ(
      code_of(reverse_both(1, 0, 11, ShortfallPolicy::refuse)), ErrorCode::refund_exceeds_sale
  );
  ASSERT_TRUE(reverse_both(1, 5, 10, ShortfallPolicy::refuse));
  EXPECT_EQ(account().balance, Points(0));
}

TEST_F(IdentityPoints, WhatIsMissingOfBothIsBoughtOnce) {
  ASSERT_TRUE(earn_both(1, 10, 10));
  ASSERT_TRUE(redeem(ids.next(), 15));
  const auto done = reverse_both(1, 10, 10, ShortfallPolicy::purchase);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->shortfall.purchased, Points(15)) << "earned 20, 15 spent: F 15, balance 0";
  EXPECT_EQ(done->account.f, Points(15));
  EXPECT_EQ(done->account.a, Points(0));
  EXPECT_EQ(done->account.e, Points(0));
  EXPECT_EQ(done->account.balance, Points(0));
}

TEST_F(IdentityPoints, PayADebtAfterClassA) {
  ASSERT_TRUE(earn_both(1, 10, 10));
  ASSERT_TRUE(redeem(ids.next(), 15));
  const auto owed = reverse_both(1, 10, 10, ShortfallPolicy::debt);
  ASSERT_TRUE(owed);
  EXPECT_EQ(owed->shortfall.owed, Points(15));
  const auto earned = earn_both(2, 10, 10);
  ASSERT_TRUE(earned);
  EXPECT_EQ(earned->owed, Points(0));
  EXPECT_EQ(earned->balance, Points(5));
}

TEST_F(IdentityPoints, WhatExpiredOfBothIsForgiven) {
  ASSERT_TRUE(earn_both(1, 10, 10));
  temp.clock().set(*Instant::parse("2028-06-01T00:00:00Z"));
  const auto done = reverse_both(1, 10, 10, ShortfallPolicy::refuse);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->forgiven, Points(20));
  EXPECT_EQ(done->account.balance, Points(0));
}

TEST_F(PointsTest, UnderTheDebtPolicyTheShortfallIsOwedAndTheNextEarningsRepayIt) {
  ASSERT_TRUE(earn_points(1, 20, in_2028));
  const std::int64_t gift = ids.next();
  ASSERT_TRUE(redeem(gift, 15));
  const auto done = reverse(1, in_2028, 20, ShortfallPolicy::debt);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->account.owed, Points(15));
  EXPECT_EQ(done->account.balance, Points(-15));
  EXPECT_EQ(done->account.a, Points(0));
  EXPECT_EQ(code_of(redeem(ids.next(), 1)), ErrorCode::points_owed) << "while anything is owed";

  const auto part = earn_points(2, 10, in_2028);
  ASSERT_TRUE(part);
  EXPECT_EQ(part->owed, Points(5));
  EXPECT_EQ(part->balance, Points(-5));
  EXPECT_TRUE(lots_open().empty());
  const auto rest = earn_points(3, 10, in_2028);
  ASSERT_TRUE(rest);
  EXPECT_EQ(rest->owed, Points(0));
  EXPECT_THAT(by_lot(lots_open()), ElementsAre(Pair(3, 5)));
  EXPECT_TRUE(redeem(ids.next(), 5));

  // The return of the sale that paid the debt takes back all it earned: what it paid is spent.
  const auto again = reverse(3, in_2028, 10, ShortfallPolicy::debt);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->account.owed, Points(10));
  // A restored redemption pays debts as well.
  const auto back = restore(gift);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->repaid, Points(10));
  EXPECT_EQ(back->account.owed, Points(0));
  EXPECT_EQ(back->account.balance, Points(5));
}

TEST_F(PointsTest, UnderTheRefusePolicyAReturnNeedsThePoints) {
  ASSERT_TRUE(earn_points(1, 20, in_2028));
  ASSERT_TRUE(redeem(ids.next(), 15));
  const auto refused = reverse(1, in_2028, 20, ShortfallPolicy::refuse);
  ASSERT_EQ(code_of(refused), ErrorCode::refund_needs_points);
  EXPECT_THAT(refused.error().facts, ElementsAre(Pair("short", "15")));
  EXPECT_EQ(account().balance, Points(5));
  EXPECT_TRUE(reverse(1, in_2028, 5, ShortfallPolicy::refuse)) << "what is there may go back";
}

TEST_F(PointsTest, AReturnTakesFromOtherLotsBeforeItFallsShort) {
  ASSERT_TRUE(earn_points(1, 20, in_2027));
  ASSERT_TRUE(redeem(ids.next(), 20));
  ASSERT_TRUE(earn_points(2, 30, in_2028));
  const auto done = reverse(1, in_2027, 20, ShortfallPolicy::refuse);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->account.a, Points(30));
  EXPECT_THAT(by_lot(lots_open()), ElementsAre(Pair(2, 10)));
}

TEST_F(PointsTest, PointsOfTheSaleThatExpiredAreNotChargedAgain) {
  ASSERT_TRUE(earn_points(1, 20, in_2027));
  ASSERT_TRUE(earn_points(2, 30, in_2028));
  move_to("2027-07-05T00:00:00Z");
  const auto done = reverse(1, in_2027, 20, ShortfallPolicy::refuse);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->forgiven, Points(20));
  EXPECT_EQ(done->account.balance, Points(30)) << "the other lot is untouched";
  EXPECT_EQ(done->account.a, Points(30));
  EXPECT_THAT(
      newest_first(statement()),
      ElementsAre(
          Pair(Reason::reversed, 20),
          Pair(Reason::forgiven, 20),
          Pair(Reason::expired, 20),
          Pair(Reason::earned, 30),
          Pair(Reason::earned, 20)
      )
  );
}

TEST_F(PointsTest, InPartsTooWhatExpiredIsForgivenOnlyOnce) {
  ASSERT_TRUE(earn_points(1, 20, in_2027));
  ASSERT_TRUE(redeem(ids.next(), 8));
  move_to("2027-07-05T00:00:00Z");  // 12 expire
  const auto first = reverse(1, in_2027, 10, ShortfallPolicy::debt);
  const auto second = reverse(1, in_2027, 10, ShortfallPolicy::debt);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->forgiven, Points(10));
  EXPECT_EQ(second->forgiven, Points(2));
  EXPECT_EQ(second->shortfall.owed, Points(8));
  EXPECT_EQ(code_of(reverse(1, in_2027, 1, ShortfallPolicy::debt)), ErrorCode::refund_exceeds_sale);
}

TEST_F(PointsTest, RestoredPointsWhoseLotHasEndedExpireAtOnceAndAreReported) {
  ASSERT_TRUE(earn_points(1, 10, in_2027));
  ASSERT_TRUE(earn_points(2, 10, in_2028));
  const std::int64_t gift = ids.next();
  ASSERT_TRUE(redeem(gift, 13));
  move_to("2027-07-05T00:00:00Z");
  const auto back = restore(gift);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->restored, Points(13));
  EXPECT_EQ(back->expired, Points(10));
  EXPECT_EQ(back->account.balance, Points(10));
  EXPECT_EQ(back->account.redeemed, Points(0));
}

TEST_F(PointsTest, APurchasedShortfallSurvivesTheRedemptionsReversal) {
  ASSERT_TRUE(earn_points(1, 20, in_2028));
  const std::int64_t gift = ids.next();
  ASSERT_TRUE(redeem(gift, 15));
  ASSERT_TRUE(reverse(1, in_2028, 20, ShortfallPolicy::purchase));
  const auto back = restore(gift);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->account.balance, Points(15)) << "the member paid for them";
  EXPECT_EQ(back->account.f, Points(15));
  EXPECT_EQ(back->account.redeemed, Points(0));
}

TEST_F(PointsTest, ALateSaleWhosePointsHaveEndedEarnsAndExpiresThem) {
  move_to("2027-07-05T00:00:00Z");
  const auto late = earn_points(1, 10, in_2027);
  ASSERT_TRUE(late);
  EXPECT_EQ(late->balance, Points(0));
  EXPECT_THAT(
      newest_first(statement()), ElementsAre(Pair(Reason::expired, 10), Pair(Reason::earned, 10))
  );
}

TEST_F(PointsTest, PointsEndAtMidnightAfterTheirLastDayInTheProgrammesZone) {
  struct Case {
    const char* reason;
    const char* zone;
    const char* at;
    std::int64_t balance;
  };
  const Case cases[] = {
      {"the last second of the day in Shanghai",
       "Asia/Shanghai",
       "2027-06-30T15:59:59.999999Z",
       10},
      {"00:00 of the next day in Shanghai", "Asia/Shanghai", "2027-06-30T16:00:00Z", 0},
      {"the same instant is still the 30th in UTC", "UTC", "2027-06-30T16:00:00Z", 10},
      {"the last second of the day in UTC", "UTC", "2027-06-30T23:59:59.999999Z", 10},
      {"00:00 of the next day in UTC", "UTC", "2027-07-01T00:00:00Z", 0},
  };
  ASSERT_TRUE(earn_points(1, 10, in_2027));
  const Account found = account();
  for (const Case& c : cases) {
    const Date now = TimeZone::find(c.zone)->date_of(*Instant::parse(c.at));
    const Account seen =
        temp->read([&](sql::Tx& tx) { return as_of(tx, found, now, *Instant::parse(c.at)); });
    EXPECT_EQ(seen.balance, Points(c.balance)) << c.reason;
    EXPECT_EQ(expiry_due(found, now), c.balance == 0) << c.reason;
  }
}

TEST_F(PointsTest, ExpiryIsPostedByWhateverComesNextAndOnlyOnce) {
  ASSERT_TRUE(earn_points(1, 10, in_2027));
  ASSERT_TRUE(earn_points(2, 10, in_2028));
  move_to("2027-06-30T15:00:00Z");
  EXPECT_EQ(*expire(), Points(0));
  EXPECT_EQ(account().seq, 2) << "nothing to post is no entry";
  move_to("2027-06-30T16:00:00Z");
  EXPECT_EQ(code_of(redeem(ids.next(), 11)), ErrorCode::not_enough_points);
  EXPECT_EQ(account().seq, 2) << "a refusal posts nothing";
  EXPECT_EQ(*expire(), Points(10));
  EXPECT_EQ(*expire(), Points(0));
  EXPECT_EQ(account().balance, Points(10));
  EXPECT_EQ(account().next_expiry, in_2028);
  EXPECT_EQ(statement()[0].cause, (Cause{CauseKind::expiry, 20270701}));
}

TEST_F(PointsTest, TheSweepFindsWhoIsDue) {
  const OwnerId second(1002);
  open(second);
  ASSERT_TRUE(earn_points(1, 10, in_2027));
  const Context with = context(second, {CauseKind::sale, 2});
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) {
    return post_earned(tx, ids, with, Points(1), day("2027-05-31"));
  }));
  const auto due = [&](const char* on, const Due& after) {
    std::vector<OwnerId> owners;
    for (const Due& account :
         temp->read([&](sql::Tx& tx) { return accounts_due(tx, after, day(on), 10); })) {
      owners.push_back(account.owner);
    }
    return owners;
  };
  EXPECT_TRUE(due("2027-05-31", {}).empty());
  EXPECT_THAT(due("2027-06-30", {}), ElementsAre(second));
  EXPECT_THAT(due("2027-07-01", {}), ElementsAre(second, member)) << "the longest due first";
  EXPECT_THAT(due("2027-07-01", {day("2027-05-31"), second}), ElementsAre(member));
  EXPECT_TRUE(due("2027-07-01", {in_2027, member}).empty());
}

TEST_F(PointsTest, EntriesNeverGoBackInTimeOrId) {
  ASSERT_TRUE(earn_points(1, 10, in_2028));
  move_to("2025-06-01T00:00:00Z"
  );  // the machine's clock was set back and the program started again
  IdGenerator restarted(temp.clock(), 0);
  const Context with = context(member, {CauseKind::sale, 2});
  const auto after = temp->write([&](sql::Tx& tx) {
    return post_earned(tx, restarted, with, Points(5), in_2028);
  });
  ASSERT_TRUE(after);
  const auto entries = statement();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_GT(entries[0].entry_id, entries[1].entry_id);
  EXPECT_EQ(entries[0].posted_at, entries[1].posted_at);
}

TEST_F(PointsTest, TheStatementPagesThroughTheChain) {
  for (std::int64_t sale = 1; sale <= 5; ++sale) ASSERT_TRUE(earn_points(sale, sale, in_2028));
  const auto page = [&](std::int64_t from, int limit) {
    return temp->read([&](sql::Tx& tx) { return journal(tx, member, from, limit); });
  };
  EXPECT_THAT(
      newest_first(page(0, 2)), ElementsAre(Pair(Reason::earned, 5), Pair(Reason::earned, 4))
  );
  const auto first = page(0, 2);
  EXPECT_THAT(
      newest_first(page(first.back().prev_entry_id, 10)),
      ElementsAre(Pair(Reason::earned, 3), Pair(Reason::earned, 2), Pair(Reason::earned, 1))
  );
  EXPECT_TRUE(page(0, 0).empty());
  EXPECT_TRUE(temp->read([&](sql::Tx& tx) { return journal(tx, OwnerId(5), 0, 10); }).empty());
}

TEST_F(PointsTest, CausesNameEachReceiptOnce) {
  ASSERT_TRUE(earn_points(1, 20, in_2028));
  ASSERT_TRUE(redeem(ids.next(), 15));
  ASSERT_TRUE(earn_points(2, 3, in_2028));
  ASSERT_TRUE(reverse(1, in_2028, 20, ShortfallPolicy::purchase));  // four entries, one refund
  ASSERT_TRUE(earn_points(3, 0, in_2028));
  const CauseKind receipts[] = {CauseKind::sale, CauseKind::refund};
  const auto page = [&](std::int64_t from, int limit) {
    return temp->read([&](sql::Tx& tx) { return causes(tx, member, receipts, from, limit); });
  };
  const Causes all = page(0, 10);
  ASSERT_EQ(all.causes.size(), 4U);
  EXPECT_EQ(all.next_entry, 0);
  EXPECT_EQ(all.causes[0], (Cause{CauseKind::sale, 3}));
  EXPECT_EQ(all.causes[1].kind, CauseKind::refund);
  EXPECT_EQ(all.causes[2], (Cause{CauseKind::sale, 2}));
  EXPECT_EQ(all.causes[3], (Cause{CauseKind::sale, 1}));
  std::vector<Cause> in_pages;
  std::int64_t from = 0;
  do {
    const Causes one = page(from, 1);
    ASSERT_EQ(one.causes.size(), 1U);
    in_pages.push_back(one.causes[0]);
    from = one.next_entry;
  } while (from != 0);
  EXPECT_EQ(in_pages, all.causes);
}

// One balance of 100, sixteen threads that want 30 each: the guard lets exactly three through.
TEST_F(PointsTest, OneBalanceIsSpentOnceHoweverManyAsk) {
  for (std::int64_t lot = 1; lot <= 10; ++lot) ASSERT_TRUE(earn_points(lot, 10, in_2028));
  std::atomic<int> spent = 0, refused = 0, other = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      const std::int64_t gift = ids.next();
      for (;;) {
        const Context with = context(member, {CauseKind::redemption, gift});  // the plan
        const auto result =
            temp->write([&](sql::Tx& tx) { return post_redemption(tx, ids, with, Points(30)); });
        if (!result && code_of(result) == ErrorCode::conflict) continue;
        if (result)
          ++spent;
        else if (code_of(result) == ErrorCode::not_enough_points)
          ++refused;
        else
          ++other;
        return;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(spent, 3);
  EXPECT_EQ(refused, 13);
  EXPECT_EQ(other, 0);
  EXPECT_EQ(account().balance, Points(10));
}

}  // namespace
}  // namespace guanxi::points
