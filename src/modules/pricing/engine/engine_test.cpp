#include "modules/pricing/engine/engine.h"

#include <gtest/gtest.h>

#include "base/check.h"
#include "modules/pricing/engine/testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;
using Amounts = std::vector<std::int64_t>;

// ---- rounding off ----

Quote rounded(std::int64_t to, Rounding how, std::vector<BasketLine> lines) {
  RuleSet rules;
  rules.parameters.round_off_to = to;
  rules.parameters.round_off = how;
  return price(Index(rules), basket(std::move(lines)));
}

TEST(RoundingOffTest, DownToTheJiaoAndToTheYuan) {
  EXPECT_EQ(rounded(1, Rounding::floor, {line(1, "12.39")}).payable, 1239);
  EXPECT_EQ(rounded(0, Rounding::floor, {line(1, "12.39")}).payable, 1239);
  EXPECT_EQ(rounded(10, Rounding::floor, {line(1, "12.39")}).payable, 1230);
  EXPECT_EQ(rounded(100, Rounding::floor, {line(1, "12.99")}).payable, 1200);
  EXPECT_EQ(rounded(100, Rounding::floor, {line(1, "12.00")}).payable, 1200);
  EXPECT_EQ(rounded(100, Rounding::floor, {line(1, "0.99")}).payable, 0);
}

TEST(RoundingOffTest, HalfUpAndUpMayAdd) {
  EXPECT_EQ(rounded(10, Rounding::half_up, {line(1, "12.34")}).payable, 1230);
  const Quote up = rounded(10, Rounding::half_up, {line(1, "12.35")});
  EXPECT_EQ(up.payable, 1240);
  EXPECT_EQ(up.rounded_off, -5);
  ASSERT_EQ(up.concessions.size(), 1u);
  EXPECT_EQ(up.concessions[0], (Concession{RuleKind::rounding, 1, 0, 0, -5}));
  EXPECT_EQ(rounded(100, Rounding::ceil, {line(1, "12.01")}).payable, 1300);
}

TEST(RoundingOffTest, ItsPartsSumAndNoLineGoesBelowNothing) {
  const Quote quote =
      rounded(100, Rounding::floor, {line(1, "0.01"), line(2, "3.33"), line(3, "9.64")});
  EXPECT_EQ(quote.payable, 1200);
  EXPECT_EQ(quote.rounded_off, 98);
  const Amounts parts = payables(quote);
  EXPECT_EQ(parts[0] + parts[1] + parts[2], 1200);
  for (const std::int64_t part : parts) EXPECT_GE(part, 0);
  EXPECT_TRUE(rounded(100, Rounding::floor, {}).lines.empty());
}

// ---- who bears it ----

TEST(BorneTest, PartsSumToTheConcession) {
  const Concession concession{RuleKind::promotion, 1, 1, 0, 1000};
  const std::vector<Share> shares{{10, 1}, {20, 1}, {30, 1}};
  EXPECT_EQ(borne(concession, shares), (std::vector<Borne>{{10, 334}, {20, 333}, {30, 333}}));
  const std::vector<Share> most{{10, 70}, {20, 30}};
  EXPECT_EQ(borne({RuleKind::coupon, 1, 1, 0, 5}, most), (std::vector<Borne>{{10, 4}, {20, 1}}));
}

TEST(BorneTest, WhoBearsNothingIsNotNamed) {
  const std::vector<Share> shares{{10, 0}, {20, 1}};
  EXPECT_EQ(borne({RuleKind::coupon, 1, 1, 0, 5}, shares), (std::vector<Borne>{{20, 5}}));
  EXPECT_TRUE(borne({RuleKind::coupon, 1, 1, 0, 5}, {}).empty());
  EXPECT_TRUE(borne({RuleKind::coupon, 1, 1, 0, 0}, shares).empty());
}

TEST(BorneTest, WhatAddsIsTheMirror) {
  const std::vector<Share> shares{{10, 70}, {20, 30}};
  EXPECT_EQ(
      borne({RuleKind::document, 1, 1, 0, -5}, shares), (std::vector<Borne>{{10, -4}, {20, -1}})
  );
}

// ---- the index ----

TEST(IndexTest, FindsARuleByWhateverItNames) {
  const auto found = [](const auto& set) {
    Promotion rule = promotion(1, MoneyOff{100});
    set(rule);
    MemberFacts member;
    member.tier = 3;
    member.card_type = 4;
    member.groups = {5};
    return price(Index(with({rule})), of_member({line(1, "10.00")}, member)).payable == 900;
  };
  EXPECT_TRUE(found([](Promotion&) {}));
  EXPECT_TRUE(found([](Promotion& rule) { rule.scope = items({7, 1}); }));
  EXPECT_TRUE(found([](Promotion& rule) { rule.when.groups = {5, 6}; }));
  EXPECT_TRUE(found([](Promotion& rule) { rule.when.stores = {1}; }));
  EXPECT_TRUE(found([](Promotion& rule) { rule.when.tiers = {3}; }));
  EXPECT_TRUE(found([](Promotion& rule) { rule.when.card_types = {4}; }));
  EXPECT_TRUE(found([](Promotion& rule) {
    rule.when.from = day("2026-10-31");
    rule.when.to = day("2026-12-01");
  }));
  EXPECT_TRUE(found([](Promotion& rule) { rule.scope.exclude = {{GoodsKind::item, 2}}; }));
  EXPECT_FALSE(found([](Promotion& rule) { rule.scope.exclude = {{GoodsKind::item, 1}}; }));
}

TEST(IndexTest, LeavesOutWhatIsOverBeforeADay) {
  Promotion rule = promotion(1, MoneyOff{100});
  rule.when.to = day("2026-11-22");
  EXPECT_EQ(Index(with({rule}), day("2026-11-22")).rules().promotions.size(), 1u);
  EXPECT_EQ(Index(with({rule}), day("2026-11-23")).rules().promotions.size(), 0u);
}

TEST(IndexTest, TwoRulesOfOneNumberAreAFault) {
  EXPECT_THROW(Index(with({promotion(1, MoneyOff{1}), promotion(1, MoneyOff{2})})), CheckFailed);
}

TEST(IndexTest, AnEmptyBasketCostsNothing) {
  RuleSet rules = with({promotion(1, MoneyOff{100}), promotion(2, Gift{9})});
  const Quote quote = price(Index(rules), basket({}));
  EXPECT_EQ(quote.payable, 0);
  EXPECT_EQ(why_of(quote, 1), Why::no_goods);
  EXPECT_TRUE(quote.awards.empty());
}

// ---- why not ----

std::optional<Why> why_not_of(const RuleSet& rules, const Basket& sold, RuleKind kind, int rule) {
  const auto seen = why_not(Index(rules), sold, kind, rule);
  return seen ? std::optional(seen->why) : std::nullopt;
}

TEST(WhyNotTest, OfPromotionsThatNothingInTheBasketLeadsTo) {
  RuleSet rules = with({promotion(1, MoneyOff{100}), promotion(2, MoneyOff{100})});
  rules.promotions[0].scope = items({5});
  rules.promotions[1].when.tiers = {3};
  const Basket sold = basket({line(1, "10.00")});
  const Quote quote = price(Index(rules), sold);
  EXPECT_TRUE(quote.considered.empty());
  EXPECT_EQ(why_not_of(rules, sold, RuleKind::promotion, 1), Why::no_goods);
  EXPECT_EQ(why_not_of(rules, sold, RuleKind::promotion, 2), Why::no_member);
  EXPECT_EQ(why_not_of(rules, sold, RuleKind::promotion, 3), std::nullopt);
  EXPECT_EQ(why_not_of(rules, sold, RuleKind::member_rate, 1), std::nullopt);
}

TEST(WhyNotTest, OfDocumentsWithoutAMemberOrOnACharge) {
  RuleSet rules;
  Document document;
  document.id = 1;
  document.entries.push_back({{GoodsKind::item, 1}, rate("0.9"), std::nullopt, true});
  rules.documents = {document};
  EXPECT_EQ(why_not_of(rules, basket({line(1, "10.00")}), RuleKind::document, 1), Why::no_member);
  EXPECT_EQ(why_not_of(rules, of_member({line(2, "10.00")}), RuleKind::document, 1), Why::no_goods);
  BasketLine charge = line(1, "10.00");
  charge.kind = LineKind::charge;
  EXPECT_EQ(why_not_of(rules, of_member({charge}), RuleKind::document, 1), Why::no_goods);
  const auto seen = why_not(Index(rules), of_member({line(1, "10.00")}), RuleKind::document, 1);
  EXPECT_EQ(seen->why, Why::applied);
  EXPECT_EQ(seen->amount, 100) << "what it saved";
}

TEST(WhyNotTest, OfACouponAsIfItWerePresentedLast) {
  RuleSet rules;
  CouponTemplate coupon;
  coupon.id = 1;
  coupon.reward = MoneyOff{100};
  coupon.threshold = from_amount(5000);
  rules.coupons = {coupon};
  EXPECT_EQ(why_not_of(rules, basket({line(1, "49.00")}), RuleKind::coupon, 1), Why::below_amount);
  EXPECT_EQ(why_not_of(rules, basket({line(1, "50.00")}), RuleKind::coupon, 1), Why::applied);
  Basket sold = basket({line(1, "50.00")});
  sold.coupons = {{7, 1, {}}};
  rules.coupons[0].when.stores = {5};
  EXPECT_EQ(why_not_of(rules, sold, RuleKind::coupon, 1), Why::store);
}

TEST(WhyNotTest, OfExclusiveGoods) {
  RuleSet rules;
  Restriction restriction;
  restriction.id = 1;
  restriction.scope = items({1});
  restriction.when.tiers = {3};
  rules.restrictions = {restriction};
  EXPECT_EQ(
      why_not_of(rules, basket({line(1, "50.00")}), RuleKind::restriction, 1), Why::restricted
  );
  MemberFacts member;
  member.tier = 3;
  EXPECT_EQ(
      why_not_of(rules, of_member({line(1, "5.00")}, member), RuleKind::restriction, 1),
      Why::applied
  );
}

}  // namespace
}  // namespace guanxi::pricing
