#include "modules/pricing/engine/trace.h"

#include <gtest/gtest.h>

#include "modules/pricing/engine/testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;

Quote busy_quote(int promotions) {
  RuleSet rules;
  for (int i = 1; i <= promotions; ++i)
    rules.promotions.push_back(
        promotion(900'000'000'000'000 + i, MoneyOff{100}, from_amount(i <= 3 ? i * 100 : 1'000'000))
    );
  rules.parameters.round_off_to = 100;
  CouponTemplate coupon;
  coupon.id = 5;
  coupon.reward = PercentOff{rate("0.9"), std::nullopt};
  rules.coupons = {coupon};
  MemberFacts member;
  member.card_rate = rate("0.87");
  Basket sold = of_member({line(1, "100.00", "2"), line(2, "59.9", "1.5")}, member);
  sold.coupons.push_back({77, 5, std::nullopt});
  return price(Index(rules), sold);
}

TEST(TraceTest, ComesBackAsItWas) {
  const Quote quote = busy_quote(3);
  const auto trace = unpack(pack(quote));
  ASSERT_TRUE(trace);
  EXPECT_TRUE(trace->complete);
  EXPECT_EQ(trace->quote.payable, quote.payable);
  EXPECT_EQ(trace->quote.rounded_off, quote.rounded_off);
  EXPECT_EQ(trace->quote.coupon_total, quote.coupon_total);
  EXPECT_EQ(trace->quote.promoted_total, quote.promoted_total);
  EXPECT_EQ(payables(trace->quote), payables(quote));
  EXPECT_EQ(trace->quote.concessions, quote.concessions);
  EXPECT_EQ(trace->quote.awards, quote.awards);
  EXPECT_EQ(trace->quote.considered, quote.considered);
  EXPECT_EQ(trace->quote.lines[1].how, quote.lines[1].how);
}

TEST(TraceTest, LeavesOutWhatDidNotApplyWhereItIsLong) {
  const Quote quote = busy_quote(400);
  const std::string bytes = pack(quote);
  EXPECT_LE(bytes.size(), trace_bytes_max);
  const auto trace = unpack(bytes);
  ASSERT_TRUE(trace);
  EXPECT_FALSE(trace->complete);
  EXPECT_EQ(trace->quote.concessions, quote.concessions);
}

TEST(TraceTest, NothingElseIsRead) {
  const std::string bytes = pack(busy_quote(3));
  EXPECT_FALSE(unpack(""));
  EXPECT_FALSE(unpack("\x02"));
  EXPECT_FALSE(unpack(bytes + "x"));
  for (std::size_t i = 1; i < bytes.size(); ++i) EXPECT_FALSE(unpack(bytes.substr(0, i))) << i;
  // Whatever a damaged disk gives: no crash, no endless memory.
  for (std::size_t i = 1; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
    unpack(damaged);
  }
}

}  // namespace
}  // namespace guanxi::pricing
