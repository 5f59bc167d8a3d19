#include "modules/pricing/engine/replay.h"

#include <gtest/gtest.h>

#include "modules/pricing/engine/testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;

Promotion percent(std::int64_t id, std::string_view pays) {
  return promotion(id, PercentOff{rate(pays), std::nullopt});
}

/// As a till would have kept it: sold by those rules.
PastReceipt sold(std::int64_t id, const Basket& basket, const Index& index) {
  const Quote quote = price(index, basket);
  PastReceipt past;
  past.id = id;
  for (const PricedLine& line : quote.lines) past.lines.push_back({line.payable, 0, {}, 0});
  for (const Concession& made : quote.concessions) {
    const Rule* rule = index.find(made.kind, made.rule);
    past.concessions.push_back(
        {made, rule ? std::span<const Share>(rule->shares) : std::span<const Share>()}
    );
  }
  past.awards = quote.awards;
  return past;
}

void replay(Report& report, const Basket& basket, const PastReceipt& past, const Index& index) {
  report.add(basket, past, index, price(index, basket, Detail::prices), {});
}

RuleSet busy_rules() {
  RuleSet rules = with({promotion(1, MoneyOff{1'000}, every_amount(5'000)), percent(2, "0.95")});
  rules.promotions[0].shares = {{7, 70}, {8, 30}};
  rules.promotions[1].lane = 1;
  rules.promotions.push_back(promotion(3, Gift{5, 1, 900}, from_amount(8'000)));
  rules.promotions[2].lane = 2;
  rules.parameters.round_off_to = 10;
  return rules;
}

std::vector<Basket> some_baskets(int count) {
  std::vector<Basket> all;
  std::uint64_t seed = 42;
  const auto next = [&](std::uint64_t below) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::int64_t>((seed >> 33) % below);
  };
  for (int i = 0; i < count; ++i) {
    Basket made = basket({});
    for (std::int64_t n = next(4) + 1; n > 0; --n) {
      BasketLine one = line(next(9) + 1, "1", "1");
      one.list_price = UnitPrice::from_e4((next(9'000) + 100) * 100);
      one.quantity = Quantity::from_milli((next(3) + 1) * 1000);
      made.lines.push_back(of(one, GoodsKind::large_category, next(3)));
    }
    made.store = next(3) + 1;
    if (next(2) == 0) {
      MemberFacts member;
      member.card_type = next(2);
      member.card_rate = rate("0.97");
      made.member = member;
    }
    all.push_back(std::move(made));
  }
  return all;
}

TEST(ReplayTest, TheRulesThatPricedAReceiptChangeNothing) {
  const Index index(busy_rules());
  Report report;
  std::int64_t id = 0;
  for (const Basket& basket : some_baskets(500)) {
    PastReceipt past = sold(++id, basket, index);
    if (id % 3 == 0) {  // half of a line came back
      past.lines[0].back = basket.lines[0].quantity;
      past.lines[0].paid_back = past.lines[0].paid;
    }
    if (id % 5 == 0) {
      past.lines[0].back = Quantity::from_milli(basket.lines[0].quantity.milli() / 3);
      past.lines[0].paid_back = past.lines[0].paid / 3;
    }
    replay(report, basket, past, index);
  }
  EXPECT_EQ(report.receipts, 500);
  EXPECT_EQ(report.cheaper + report.dearer, 0);
  EXPECT_GT(report.before.discount, 0);
  EXPECT_GT(report.before.gifts, 0);
  EXPECT_EQ(report.before, report.after);
  EXPECT_TRUE(report.most_won().empty() && report.most_lost().empty());
  for (const auto& [rule, sum] : report.rules) {
    EXPECT_EQ(sum.before, sum.after);
    EXPECT_EQ(sum.receipts_before, sum.receipts_after);
  }
  for (const auto& [party, sum] : report.bearers) EXPECT_EQ(sum.before, sum.after);
  for (const auto& [key, sum] : report.segments) EXPECT_EQ(sum.winners + sum.losers, 0);
}

TEST(ReplayTest, ATenthLessShowsTheSumsOfOneByHand) {
  const Index plain{RuleSet{}};
  RuleSet cut = with({percent(9, "0.9")});
  cut.promotions[0].shares = {{7, 2}, {8, 1}};
  const Index draft(cut);
  Report report;
  const Basket first =
      basket({of(line(1, "100.00"), GoodsKind::large_category, 4), line(2, "9.90")});
  Basket second = of_member({line(3, "20.00", "2")}, {});
  second.store = 2;
  replay(report, first, sold(1, first, plain), draft);
  replay(report, second, sold(2, second, plain), draft);
  EXPECT_EQ(report.before.revenue, 10'990 + 4'000);
  EXPECT_EQ(report.after.revenue, 9'891 + 3'600);
  EXPECT_EQ(report.before.discount, 0);
  EXPECT_EQ(report.after.discount, 1'499);
  EXPECT_EQ(report.cheaper, 2);
  const ReplayedSum& rule = report.rules.at({RuleKind::promotion, 9});
  EXPECT_EQ(rule, (ReplayedSum{0, 2, 0, 1'499}));
  EXPECT_EQ(report.bearers.at(7).after + report.bearers.at(8).after, 1'499);
  EXPECT_EQ(report.bearers.at(7).receipts_after, 2);
  const SegmentSum& category = report.segments.at({SegmentKind::large_category, 4});
  EXPECT_EQ(category, (SegmentSum{1, 10'000, 9'000, 1, 1'000, 0, 0}));
  const SegmentSum& store = report.segments.at({SegmentKind::store, 2});
  EXPECT_EQ(store, (SegmentSum{1, 4'000, 3'600, 1, 400, 0, 0}));
  EXPECT_EQ(report.segments.at({SegmentKind::member, 1}).count, 1);
  ASSERT_EQ(report.most_won().size(), 2U);
  EXPECT_EQ(report.most_won()[0], (ChangedReceipt{1, 10'990, 9'891}));
}

TEST(ReplayTest, GoodsThatCameBackCountOnNeitherSide) {
  const Index plain{RuleSet{}};
  const Index draft(with({percent(9, "0.9")}));
  const Basket all = basket({line(1, "10.00", "4")});
  PastReceipt past = sold(1, all, plain);
  past.lines[0].back = Quantity::from_milli(1'000);
  past.lines[0].paid_back = 1'000;
  Report report;
  replay(report, all, past, draft);
  EXPECT_EQ(report.before.revenue, 3'000);
  EXPECT_EQ(report.after.revenue, 2'700);
  EXPECT_EQ(report.after.discount, 300);
}

TEST(ReplayTest, CouponsTakeOffThenAndNowAlike) {
  const Index plain{RuleSet{}};
  const Index draft(with({percent(9, "0.5")}));
  const Basket all = basket({line(1, "10.00"), line(2, "2.00")});
  PastReceipt past = sold(1, all, plain);
  past.lines[0].coupons = 300;
  past.lines[0].paid -= 300;
  past.lines[1].coupons = 150;
  past.lines[1].paid -= 150;
  Report report;
  replay(report, all, past, plain);
  EXPECT_EQ(report.before, report.after);
  EXPECT_EQ(report.coupon_discount, 450);
  Report halved;
  replay(halved, all, past, draft);
  EXPECT_EQ(halved.after.revenue, 200 + 0) << "never below nothing";
}

TEST(ReplayTest, WhatTheTillTookOffByItselfIsNoRules) {
  const Index draft(with({percent(9, "0.9")}));
  const Basket all = basket({line(1, "10.00")});
  PastReceipt past;
  past.id = 1;
  past.by_till = true;
  past.lines = {{850, 0, {}, 0}};
  Report report;
  replay(report, all, past, draft);
  EXPECT_EQ(report.by_till, 1);
  EXPECT_EQ(report.till_discount, 150);
  EXPECT_EQ(report.before.discount, 0);
  EXPECT_EQ(report.dearer, 1);
  EXPECT_EQ(report.most_lost()[0], (ChangedReceipt{1, 850, 900}));
}

TEST(ReplayTest, PartsMergeIntoWhatOneReportOfAllSays) {
  const Index then{busy_rules()};
  RuleSet changed = busy_rules();
  changed.promotions[0].reward = MoneyOff{1'500};
  changed.promotions[1].reward = PercentOff{rate("0.99"), std::nullopt};
  const Index draft(changed);
  const std::vector<Basket> baskets = some_baskets(300);
  Report whole(5);
  std::vector<Report> parts(3, Report(5));
  for (std::size_t i = 0; i < baskets.size(); ++i) {
    const PastReceipt past = sold(static_cast<std::int64_t>(i) + 1, baskets[i], then);
    replay(whole, baskets[i], past, draft);
    replay(parts[(i * 7) % 3], baskets[i], past, draft);
  }
  whole.add_member(10, 20, std::vector<std::int64_t>{0, 15});
  parts[2].add_member(10, 20, std::vector<std::int64_t>{0, 15});
  Report merged(5);
  for (const Report& part : {parts[2], parts[0], parts[1]}) merged.merge(part);
  EXPECT_EQ(merged, whole);
  EXPECT_GT(whole.cheaper, 0);
  EXPECT_GT(whole.dearer, 0);
  EXPECT_EQ(whole.most_won().size(), 5U);
}

TEST(ReplayTest, OfEqualChangesTheSmallerIdIsNamed) {
  const Index plain{RuleSet{}};
  const Index draft(with({percent(9, "0.9")}));
  const Basket all = basket({line(1, "10.00")});
  Report report(2);
  for (const std::int64_t id : {5, 3, 9, 4}) replay(report, all, sold(id, all, plain), draft);
  ASSERT_EQ(report.most_won().size(), 2U);
  EXPECT_EQ(report.most_won()[0].id, 3);
  EXPECT_EQ(report.most_won()[1].id, 4);
}

TEST(ReplayTest, MembersAreCountedWhereTheyWouldStandElsewhere) {
  const std::vector<std::int64_t> thresholds{0, 100, 500};
  Report report;
  report.add_member(120, 90, thresholds);
  report.add_member(99, 501, thresholds);
  report.add_member(-5, 10, thresholds);
  EXPECT_EQ(report.members, 3);
  EXPECT_EQ(report.growth_before, 214);
  EXPECT_EQ(report.growth_after, 601);
  EXPECT_EQ(report.moves, (std::map<GrowthMove, std::int64_t>{{{1, 0}, 1}, {{0, 2}, 1}}));
}

TEST(ReplayTest, LimitsAreCountedOverWhatIsReplayed) {
  RuleSet rules = with({promotion(1, MoneyOff{100}), promotion(2, MoneyOff{10})});
  rules.promotions[0].limits = {{LimitSpan::member, 1, std::nullopt}};
  rules.promotions[0].exclusive_group = rules.promotions[1].exclusive_group = 1;
  const Index index(rules);
  CountedLimits limits(index);
  Workspace workspace;
  Quote quote;
  Basket all = of_member({line(1, "10.00")}, {});
  limits.price(all, 5, workspace, quote);
  EXPECT_EQ(quote.payable, 900);
  limits.price(all, 5, workspace, quote);
  EXPECT_EQ(quote.payable, 990) << "used up: the next one";
  limits.price(all, 6, workspace, quote);
  EXPECT_EQ(quote.payable, 900) << "another member";
  Basket nobody = basket({line(1, "10.00")});
  limits.price(nobody, 0, workspace, quote);
  EXPECT_EQ(quote.payable, 900) << "a limit per member binds members";
}

TEST(ReplayTest, AReceiptThatIsPricedAgainIsCountedOnce) {
  RuleSet rules = with({promotion(1, PointsMultiple{rate("3")}), promotion(2, MoneyOff{100})});
  rules.promotions[0].limits = {{LimitSpan::total, 2, std::nullopt, 50}};
  rules.promotions[1].limits = {{LimitSpan::total, 2, std::nullopt}};
  const Index index(rules);
  CountedLimits limits(index);
  Workspace workspace;
  Quote quote;
  Basket all = of_member({line(1, "10.00")}, {});
  limits.price(all, 5, workspace, quote);
  EXPECT_EQ(quote.lines[0].multiple_of, 1);
  ASSERT_EQ(all.allowances.size(), 2U);
  all.allowances[0].points_left = 0;
  limits.price_again(all, 5, workspace, quote);
  EXPECT_EQ(quote.lines[0].multiple_of, 0);
  EXPECT_EQ(quote.payable, 900);
  for (int i = 0; i < 2; ++i) {
    limits.price(all, 5, workspace, quote);
    EXPECT_EQ(quote.lines[0].multiple_of, 1) << "the first did not use it";
    EXPECT_EQ(quote.payable, i == 0 ? 900 : 1'000) << "and took the other once";
  }
  limits.price(all, 5, workspace, quote);
  EXPECT_EQ(quote.lines[0].multiple_of, 0);
}

TEST(ReplayTest, ABudgetOfMoneyPerStoreAndDayIsNeverOverdrawn) {
  RuleSet rules = with({promotion(1, MoneyOff{100})});
  rules.promotions[0].limits = {{LimitSpan::store_day, std::nullopt, 250}};
  const Index index(rules);
  CountedLimits limits(index);
  Workspace workspace;
  Quote quote;
  Basket all = basket({line(1, "10.00")});
  std::int64_t off = 0;
  for (int i = 0; i < 5; ++i) {
    limits.price(all, 0, workspace, quote);
    off += 1'000 - quote.payable;
  }
  EXPECT_EQ(off, 200);
  all.store = 2;
  limits.price(all, 0, workspace, quote);
  EXPECT_EQ(quote.payable, 900);
}

TEST(ReplayTest, LiabilityIsRoundedDown) {
  EXPECT_EQ(liability_of(1'999, 1'000), 1'999);
  EXPECT_EQ(liability_of(999, 10), 9);
  EXPECT_EQ(in_proportion(5, 1, 2), 3);
  EXPECT_EQ(in_proportion(5, 1, 0), 0);
}

}  // namespace
}  // namespace guanxi::pricing
