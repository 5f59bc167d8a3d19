// A recharge that was mistyped is void on its day, whole and once; what is owed to members follows.
#include <gmock/gmock.h>

#include <atomic>
#include <map>
#include <random>
#include <thread>

#include "modules/wallet/liability.h"
#include "modules/wallet/testing.h"

namespace guanxi::wallet {
namespace {

class WalletVoidTest : public WalletTest {
 protected:
  Result<VoidedRecharge> void_it(std::int64_t id) {
    return post(CauseKind::recharge, [&](sql::Tx& tx, const Context& with) {
      return post_recharge_void(tx, ids, with, id, zone);
    });
  }
  std::int64_t recharged(std::int64_t principal, std::int64_t bonus) {
    const std::int64_t id = ids.next();
    EXPECT_TRUE(recharge(id, principal, bonus));
    return id;
  }
  Recharge lot(std::int64_t id) {
    const Account now = account();
    return temp->read([&](sql::Tx& tx) { return *find_recharge(tx, now, id); });
  }
  std::vector<LiabilityOfDay> liability(Date from, Date to) {
    return temp->read([&](sql::Tx& tx) {
      return liability_of_days(tx, ProgrammeId(1), zone, from, to);
    });
  }

  TimeZone zone;
  const Date first = *Date::parse("2026-01-01");
};

TEST_F(WalletVoidTest, BothLotsAreEmptyAndTheJournalSaysWhy) {
  const std::int64_t kept = recharged(5'000, 0);
  const std::int64_t wrong = recharged(50'000, 10'000);
  const auto done = void_it(wrong);
  ASSERT_TRUE(done) << static_cast<int>(done.error().code);
  EXPECT_EQ(done->recharge.terms().total(), fen(60'000));
  EXPECT_EQ(account().principal, fen(5'000));
  EXPECT_EQ(account().bonus, fen(0));
  const Recharge after = lot(wrong);
  EXPECT_TRUE(after.is_void());
  EXPECT_EQ(after.principal, (Lot{fen(50'000), fen(0), fen(0), fen(50'000), fen(0)}));
  EXPECT_EQ(after.bonus, (Lot{fen(10'000), fen(0), fen(0), fen(10'000), fen(0)}));
  const auto entries = statement();
  ASSERT_GE(entries.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(entries[i].reason, Reason::voided);
    EXPECT_EQ(entries[i].lot_id, wrong);
    EXPECT_EQ(entries[i].debit, House::member);
  }
  EXPECT_EQ(entries[0].credit, House::granted) << "the bonus was never money";
  EXPECT_EQ(entries[1].credit, House::cash);
  EXPECT_FALSE(lot(kept).is_void());
  EXPECT_EQ(code_of(pay(7, 5'001)), ErrorCode::not_enough_stored_value);
}

TEST_F(WalletVoidTest, OnceOnly) {
  const std::int64_t id = recharged(50'000, 10'000);
  ASSERT_TRUE(void_it(id));
  const auto entries = statement().size();
  EXPECT_EQ(code_of(void_it(id)), ErrorCode::already_voided);
  EXPECT_EQ(statement().size(), entries);
}

TEST_F(WalletVoidTest, NotWhatWasUsedUntilAllOfItCameBack) {
  const std::int64_t id = recharged(50'000, 10'000);
  ASSERT_TRUE(pay(7, 1));
  const auto used = void_it(id);
  EXPECT_EQ(code_of(used), ErrorCode::recharge_used);
  EXPECT_EQ(fact_of(used, "balance"), "599.99");
  EXPECT_EQ(fact_of(used, "needed"), "600.00");
  EXPECT_EQ(account().stored(), fen(59'999));
  ASSERT_TRUE(take_back(7, 1));
  EXPECT_TRUE(void_it(id));
}

TEST_F(WalletVoidTest, NotWhatWasPaidOut) {
  const std::int64_t id = recharged(50'000, 0);
  ASSERT_TRUE(pay_out(Fault::merchant));
  EXPECT_EQ(code_of(void_it(id)), ErrorCode::recharge_used) << "paid out is not void";
}

TEST_F(WalletVoidTest, NotOnAnotherDay) {
  temp.clock().set(*Instant::parse("2026-01-01T15:59:59Z"));
  const std::int64_t id = recharged(50'000, 10'000);
  temp.clock().set(*Instant::parse("2026-01-01T16:00:00Z"));
  const auto late = void_it(id);
  EXPECT_EQ(code_of(late), ErrorCode::void_after_business_day);
  EXPECT_EQ(fact_of(late, "expected"), "2026-01-01") << "midnight in Shanghai has passed";
  EXPECT_EQ(account().stored(), fen(60'000));
}

TEST_F(WalletVoidTest, NotOfAFrozenWalletAndNotWhatIsNotThere) {
  const std::int64_t id = recharged(50'000, 10'000);
  EXPECT_EQ(code_of(void_it(ids.next())), ErrorCode::payment_not_found);
  ASSERT_TRUE(post(CauseKind::freeze, [&](sql::Tx& tx, const Context& with) {
    return post_freeze(tx, ids, with);
  }));
  EXPECT_EQ(code_of(void_it(id)), ErrorCode::wallet_frozen);
}

TEST_F(WalletVoidTest, OfAVoidAndAPaymentAtOnceOneHappens) {
  constexpr int rounds = 12, payers = 3;
  int voided = 0, paid_rounds = 0;
  for (int round = 0; round < rounds; ++round) {
    const std::int64_t id = recharged(20'000, 5'000);
    std::atomic<int> void_done = 0, paid = 0, other = 0;
    const auto again = [&](const auto& attempt, ErrorCode refusal, std::atomic<int>& done) {
      for (;;) {
        const auto result = attempt();
        if (!result && result.error().code == ErrorCode::conflict) continue;
        if (result) {
          ++done;
        } else if (result.error().code != refusal && result.error().code != ErrorCode::already_voided) {
          ++other;
        }
        return;
      }
    };
    std::vector<std::thread> workers;
    for (int i = 0; i < 2; ++i) {
      workers.emplace_back([&] {
        again([&] { return void_it(id); }, ErrorCode::recharge_used, void_done);
      });
    }
    for (int i = 0; i < payers; ++i) {
      workers.emplace_back([&, i] {
        again(
            [&] { return pay(1'000 + round * payers + i, 1'000); },
            ErrorCode::not_enough_stored_value,
            paid
        );
      });
    }
    for (std::thread& worker : workers) worker.join();
    EXPECT_EQ(other, 0);
    if (void_done > 0) {
      EXPECT_EQ(void_done, 1) << "once";
      EXPECT_EQ(paid, 0) << "nothing was spent of what never was";
      EXPECT_EQ(account().stored(), fen(0));
      ++voided;
    } else {
      EXPECT_EQ(paid, payers);
      EXPECT_EQ(account().stored(), fen(25'000 - payers * 1'000));
      ASSERT_TRUE(pay_out(Fault::merchant));
      ++paid_rounds;
    }
  }
  EXPECT_EQ(voided + paid_rounds, rounds);
}

TEST_F(WalletVoidTest, APartOfAVoidIsFound) {
  const std::int64_t id = recharged(50'000, 10'000);
  ASSERT_TRUE(void_it(id));
  ASSERT_TRUE(verify_all().is_clean());
  static const sql::Query half{
      "UPDATE wallet_entries SET cause_kind = 'payout' WHERE reason = 'voided'"};
  temp.given([&](sql::Tx& tx) { tx.exec(half); });
  EXPECT_THAT(named(verify_all()), testing::HasSubstr("is no void of a recharge"));
  verify_at_end = false;
}

// ---- what is owed ----

TEST_F(WalletVoidTest, WhatIsOwedAtTheEndOfADayIsWhatTheJournalAddsUpTo) {
  std::mt19937 random(11);
  std::map<Date, std::map<Asset, std::int64_t>> by_day;  // moved
  std::vector<std::int64_t> receipts;
  make_named();
  for (int day = 0; day < 6; ++day) {
    temp.clock().set(*Instant::parse("2026-01-0" + std::to_string(day + 1) + "T09:00:00Z"));
    for (int i = 0; i < 12; ++i) {
      const std::int64_t amount = 1 + static_cast<std::int64_t>(random() % 3'000);
      here.store = StoreId(11 + random() % 2);
      switch (random() % 6) {
        case 0:
        case 1:
          static_cast<void>(recharge(amount * 3, amount));
          break;
        case 2:
          receipts.push_back(ids.next());
          static_cast<void>(pay(receipts.back(), amount));
          break;
        case 3:
          if (!receipts.empty())
            static_cast<void>(take_back(receipts[random() % receipts.size()], 7));
          break;
        case 4:
          static_cast<void>(save(amount % 60 + 1, 5'000));
          break;
        default:
          if (const auto open = open_now(); !open.empty()) {
            here.store = open.back().store;
            static_cast<void>(void_it(open.back().id));
          }
      }
    }
    if (day == 3) {
      ASSERT_TRUE(pay_out(Fault::consumer));
    }
  }
  for (const Entry& entry : statement()) {
    if (entry.debit == entry.credit) continue;
    by_day[zone.date_of(entry.posted_at)][entry.asset] +=
        (entry.credit == House::member ? entry.amount : -entry.amount).minor();
  }
  const auto days = liability(first, first.plus_days(7));
  ASSERT_EQ(days.size(), 8U);
  std::map<Asset, std::int64_t> sum;
  for (const LiabilityOfDay& day : days) {
    std::map<Asset, std::int64_t> owed, moved;
    for (const LiabilityRow& row : day.rows) {
      EXPECT_GE(row.principal, 0);
      EXPECT_GE(row.bonus, 0);
      EXPECT_GE(row.change, 0);
      owed[Asset::principal] += row.principal;
      owed[Asset::bonus] += row.bonus;
      owed[Asset::change] += row.change;
      moved[Asset::principal] += row.moved.of_principal();
      moved[Asset::bonus] += row.moved.of_bonus();
      moved[Asset::change] += row.moved.of_change();
    }
    for (const Asset asset : {Asset::principal, Asset::bonus, Asset::change}) {
      sum[asset] += by_day[day.day][asset];
      EXPECT_EQ(moved[asset], by_day[day.day][asset]) << day.day.to_string() << word(asset);
      EXPECT_EQ(owed[asset], sum[asset]) << day.day.to_string() << word(asset);
    }
  }
  const VerifyReport books = verify_all();
  EXPECT_EQ(sum[Asset::principal], books.principal);
  EXPECT_EQ(sum[Asset::bonus], books.bonus);
  EXPECT_EQ(sum[Asset::change], books.change);
  const auto part = liability(first.plus_days(2), first.plus_days(3));
  ASSERT_EQ(part.size(), 2U);
  ASSERT_EQ(part[1].rows.size(), days[3].rows.size());
  for (std::size_t i = 0; i < part[1].rows.size(); ++i) {
    EXPECT_EQ(part[1].rows[i].principal, days[3].rows[i].principal) << "whatever is asked for";
    EXPECT_EQ(part[1].rows[i].moved, days[3].rows[i].moved);
  }
}

}  // namespace
}  // namespace guanxi::wallet
