// The rules of law, row by row with its reason.
#include "modules/wallet/rules.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace guanxi::wallet {
namespace {

Money fen_of(std::int64_t minor) { return {minor, Currency::cny}; }

TEST(WalletRules, ThePackIsTheLawsAndOfItsCurrency) {
  const RulePack* const pack = rules_for(Currency::cny);
  ASSERT_NE(pack, nullptr);
  EXPECT_EQ(pack->named_max, fen_of(500'000)) << "SPC art. 18";
  EXPECT_EQ(pack->unnamed_max, fen_of(100'000)) << "SPC art. 18";
  EXPECT_EQ(pack->cash_payout_max, fen_of(10'000)) << "SPC art. 21";
  EXPECT_EQ(pack->buyer_years, 5) << "SPC art. 15, 16";
  EXPECT_EQ(rules_for(Currency::gbp), nullptr) << "another country's law is another pack";
}

TEST(WalletRules, WhatTheBuyerHasBack) {
  struct Case {
    const char* reason;
    std::int64_t principal, bonus, spent, undiscounted, merchant, consumer;
  };
  const Case cases[] = {
      {"nothing used", 100'000, 20'000, 0, 0, 100'000, 100'000},
      {"the law's example: 600 used", 100'000, 20'000, 60'000, 60'000, 50'000, 40'000},
      {"1,100 used: 83.33… in the member's favour; used up for the consumer (art. 20)",
       100'000,
       20'000,
       110'000,
       110'000,
       8'334,
       0},
      {"all used", 100'000, 20'000, 120'000, 120'000, 0, 0},
      {"no bonus: both sides alike", 100'000, 0, 60'000, 60'000, 40'000, 40'000},
      {"a discount for paying ahead counts at the full price",
       100'000,
       0,
       60'000,
       75'000,
       40'000,
       25'000},
      {"one fen used", 100'000, 20'000, 1, 1, 100'000, 99'999},
      {"more given than paid", 100, 300, 200, 200, 50, 0},
  };
  for (const Case& c : cases) {
    const Terms terms{fen_of(c.principal), fen_of(c.bonus)};
    const Money spent = fen_of(c.spent), undiscounted = fen_of(c.undiscounted);
    EXPECT_EQ(owed_back(terms, spent, undiscounted, Fault::merchant), fen_of(c.merchant))
        << c.reason;
    EXPECT_EQ(owed_back(terms, spent, undiscounted, Fault::consumer), fen_of(c.consumer))
        << c.reason;
  }
}

TEST(WalletRules, TheRatioHoldsAtEverySumAndNeverRunsBackwards) {
  EXPECT_TRUE(rc::check("principal_of", [] {
    const Terms terms{
        fen_of(*rc::gen::inRange<std::int64_t>(1, 500'000)),
        fen_of(*rc::gen::inRange<std::int64_t>(0, 500'000))};
    const auto total = terms.total().minor();
    const auto spent = *rc::gen::inRange<std::int64_t>(0, total + 1);
    const auto more = *rc::gen::inRange<std::int64_t>(spent, total + 1);
    const auto of = [&](std::int64_t sum) { return principal_of(terms, fen_of(sum)); };
    RC_ASSERT(of(total) == terms.principal);
    RC_ASSERT(of(spent) <= of(more));
    RC_ASSERT(of(more) - of(spent) <= fen_of(more - spent));
    RC_ASSERT(fen_of(spent) - of(spent) <= terms.bonus);
    const Money back = owed_back(terms, fen_of(spent), fen_of(spent), Fault::merchant);
    RC_ASSERT(back >= owed_back(terms, fen_of(spent), fen_of(spent), Fault::consumer));
    RC_ASSERT(back.minor() * total >= terms.principal.minor() * (total - spent));
  }));
}

TEST(WalletRules, SmallChangeUpToItsCap) {
  struct Case {
    const char* reason;
    std::int64_t balance, amount, cap;
    bool on, part;
    std::int64_t saved;  // −1: change_cap_reached, −2: change_off
    const char* fits;
  };
  const Case cases[] = {
      {"it fits", 4900, 40, 5000, true, false, 40, ""},
      {"it fits exactly", 4970, 30, 5000, true, false, 30, ""},
      {"the rule's example: nothing is saved", 4970, 40, 5000, true, false, -1, "0.30"},
      {"the part that fits, asked for", 4970, 40, 5000, true, true, 30, ""},
      {"nothing fits, not even a part", 5000, 40, 5000, true, true, -1, "0.00"},
      {"above a cap that was lowered", 6000, 40, 5000, true, true, -1, "0.00"},
      {"switched off", 0, 40, 5000, false, false, -2, ""},
      {"switched off, a part asked for", 0, 40, 5000, false, true, -2, ""},
      {"a cap of nothing", 0, 1, 0, true, true, -1, "0.00"},
  };
  for (const Case& c : cases) {
    const auto saved =
        change_to_save(fen_of(c.balance), fen_of(c.amount), {c.on, fen_of(c.cap)}, c.part);
    if (c.saved >= 0) {
      ASSERT_TRUE(saved.has_value()) << c.reason;
      EXPECT_EQ(*saved, fen_of(c.saved)) << c.reason;
      continue;
    }
    ASSERT_FALSE(saved.has_value()) << c.reason;
    EXPECT_EQ(
        saved.error().code, c.saved == -2 ? ErrorCode::change_off : ErrorCode::change_cap_reached
    ) << c.reason;
    if (c.saved == -1) {
      EXPECT_EQ(saved.error().facts.back().second, c.fits) << c.reason;
    }
  }
}

}  // namespace
}  // namespace guanxi::wallet
