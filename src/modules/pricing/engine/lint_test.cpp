#include "modules/pricing/engine/lint.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "modules/pricing/engine/lint_testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;

// ---- inversions ----

TEST(LintInversionTest, SeventyNinePercentCostsMoreThanEighty) {
  const Index index(RuleSet{});
  const auto found = lint(index, shop());
  ASSERT_EQ(kinds_of(found), Kinds{FindingKind::price_inversion});
  const Finding& one = found[0];
  EXPECT_EQ(one.card_type, 4);
  EXPECT_TRUE(one.rules.empty());
  EXPECT_EQ(one.has, 7900);
  EXPECT_EQ(one.needs, 7600);
  EXPECT_EQ(price(index, one.example).payable, 7900);
  EXPECT_EQ(price(index, *one.beside).payable, 7600);
  EXPECT_EQ(
      lint_words(index, one, Language::en),
      "Price inversion: card type 4 at member rate 0.9 pays 79.00 where the shop price is 79.00, "
      "but only 76.00 where it is 80.00."
  );
}

TEST(LintInversionTest, NoneWhereTheMemberRateIsNoDearerThanAtTheStart) {
  LintFacts facts = shop();
  facts.card_types[0].rate = rate("0.76");
  EXPECT_TRUE(lint(Index(RuleSet{}), facts).empty());
  facts = shop();
  facts.card_types[0].stack_rate = Rate::one();
  EXPECT_TRUE(lint(Index(RuleSet{}), facts).empty());
  RuleSet product;
  product.parameters.stacking = Stacking::product;
  EXPECT_TRUE(lint(Index(product), shop()).empty());
}

TEST(LintInversionTest, OfEachRateOfDocumentsOnce) {
  LintFacts facts = shop();
  facts.card_types[0].rate = rate("0.76");
  RuleSet rules;
  rules.documents = {
      rated(1, item1, "0.85"),
      rated(2, item2, "0.85"),
      rated(3, brand5, "0.76"),
      rated(4, {GoodsKind::brand, 6}, "0.77")};
  rules.documents.push_back(rated(5, {GoodsKind::item, 1}, "0.99"));
  rules.documents.back().when.card_types = {77};
  rules.documents.push_back(rated(6, {GoodsKind::item, 2}, "0.98"));
  rules.documents.back().entries[0].stacks = false;
  const Index index(rules);
  std::vector<Finding> found = lint(index, facts);
  std::erase_if(found, [](const Finding& one) { return one.kind != FindingKind::price_inversion; });
  ASSERT_EQ(found.size(), 1u) << "0.77 is of a brand whose item has a document of its own";
  EXPECT_EQ(found[0].rate, rate("0.85"));
  EXPECT_EQ(found[0].count, 2);
  const Quote quote = price(index, found[0].example);
  EXPECT_TRUE(quote.lines[0].how.inversion);
  EXPECT_GT(quote.lines[0].member, price(index, *found[0].beside).lines[0].member);
}

// ---- shadows ----

TEST(LintShadowTest, ALaterDocumentForAtLeastTheSamePeopleAndDays) {
  RuleSet rules;
  rules.documents = {rated(1, brand5, "0.90"), rated(2, brand5, "0.80", later)};
  rules.documents[0].when.tiers = {3};
  const auto found = linted(rules);
  ASSERT_EQ(kinds_of(found), Kinds{FindingKind::shadowed_document});
  EXPECT_EQ(
      found[0].rules, (std::vector<RuleRef>{{RuleKind::document, 1}, {RuleKind::document, 2}})
  );
  EXPECT_EQ(
      why_of(price(Index(rules), found[0].example), 1, RuleKind::document), Why::audited_later
  );
}

TEST(LintShadowTest, NotWhereSomebodyOrSomeDayIsLeft) {
  const auto kinds = [](const auto& change) {
    RuleSet rules;
    rules.documents = {rated(1, brand5, "0.90"), rated(2, brand5, "0.80", later)};
    change(rules.documents[0], rules.documents[1]);
    return kinds_in(rules);
  };
  EXPECT_EQ(kinds([](Document&, Document&) {}).size(), 1u);
  EXPECT_TRUE(kinds([](Document&, Document& b) { b.when.tiers = {3}; }).empty());
  EXPECT_TRUE(kinds([](Document&, Document& b) { b.when.from = day("2026-11-24"); }).empty());
  EXPECT_TRUE(kinds([](Document&, Document& b) { b.when.to = day("2030-01-01"); }).empty());
  EXPECT_TRUE(kinds([](Document&, Document& b) { b.when.weekdays = 0x7e; }).empty());
  EXPECT_TRUE(kinds([](Document&, Document& b) { b.when.groups_excluded = {9}; }).empty());
  EXPECT_TRUE(kinds([](Document&, Document& b) { b.ended_at = at("2027-01-01T00:00:00Z"); }).empty()
  );
  EXPECT_TRUE(kinds([](Document&, Document& b) { b.audited_at = at("2026-12-01T00:00:00Z"); }
  ).empty());
  EXPECT_TRUE(kinds([](Document& a, Document&) {
                a.entries.push_back({item2, rate("0.9"), std::nullopt, true});
              }).empty()
  ) << "an entry is left";
}

TEST(LintShadowTest, ByMoreSpecificDocumentsOfEveryItemThatIsSold) {
  RuleSet rules;
  rules.documents = {rated(1, brand5, "0.90", later), rated(2, item1, "0.80")};
  EXPECT_EQ(kinds_in(rules), Kinds{FindingKind::shadowed_document});
  LintFacts facts = shop();
  facts.items.push_back(sold(3, "10.00", nullptr, 5));
  EXPECT_TRUE(kinds_in(rules, facts).empty());
  std::swap(rules.parameters.precedence[4], rules.parameters.precedence[5]);
  const auto turned = linted(rules);
  ASSERT_EQ(turned.size(), 1u);
  EXPECT_EQ(turned[0].rules[0].id, 2) << "where the brand is what counts most";
}

// ---- costs ----

TEST(LintCostTest, RulesThatTogetherSellBelowCost) {
  LintFacts facts = shop();
  facts.items = {
      sold(1, "100.00", "70.00"), sold(2, "100.00", "72.00"), sold(3, "100.00", "10.00")};
  RuleSet rules = with({promotion(7, PercentOff{rate("0.8")}, from_amount(20000))});
  rules.documents = {rated(8, item1, "0.85"), rated(9, item2, "0.88")};
  rules.documents[1].when.tiers = {2};
  const auto found = linted(rules, facts);
  ASSERT_EQ(found.size(), 2u) << "each document with the promotion";
  for (const Finding& one : found) {
    EXPECT_EQ(one.kind, FindingKind::below_cost);
    EXPECT_EQ(one.rules.size(), 2u);
    EXPECT_EQ(one.count, 1);
    RuleSet same = rules;
    same.parameters.stacking = Stacking::product;
    EXPECT_EQ(price(Index(same), one.example).payable, one.has);
    EXPECT_LT(one.has, one.needs);
  }
  EXPECT_EQ(found[0].item, 1);
  EXPECT_EQ(found[0].has, 20400) << "three, which are 255.00 and then 20 % less";
  EXPECT_EQ(found[0].needs, 21000);
}

TEST(LintCostTest, AtCostIsNotBelowIt) {
  LintFacts facts = shop();
  facts.items = {sold(1, "100.00", "68.00")};
  RuleSet rules = with({promotion(7, PercentOff{rate("0.8")}, from_amount(20000))});
  rules.documents = {rated(8, item1, "0.85")};
  EXPECT_TRUE(linted(rules, facts).empty());
  facts.items = {sold(1, "100.00", "110.00")};
  EXPECT_TRUE(linted({}, facts).empty()) << "no rule of ours makes a price below cost";
}

TEST(LintCostTest, AtTheShopsOwnPriceToo) {
  LintFacts facts = shop();
  facts.items = {sold(1, "100.00", "75.00")};
  RuleSet rules;
  rules.documents = {rated(8, item1, "0.85")};
  EXPECT_TRUE(linted(rules, facts).empty());
  facts.items[0].shop_price = yuan("80.00");
  const auto found = linted(rules, facts);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].kind, FindingKind::below_cost);
  EXPECT_EQ(found[0].has, 6800);
  EXPECT_EQ(found[0].example.lines[0].shop_price, yuan("80.00"));
  facts.items[0].shop_price = yuan("70.00");
  EXPECT_TRUE(linted(rules, facts).empty()) << "that is no rule's doing";
}

TEST(LintCostTest, WhoMayNotKnowCostsIsToldNothingMadeOfThem) {
  LintFacts facts = shop();
  facts.items = {sold(1, "100.00", "70.00"), sold(2, "100.00", "85.00")};
  RuleSet rules = with({promotion(7, PercentOff{rate("0.69")}, from_amount(20000))});
  ASSERT_EQ(linted(rules, facts)[0].item, 2) << "the one that loses most";
  facts.tells_costs = false;
  const auto found = linted(rules, facts);
  ASSERT_EQ(kinds_of(found), Kinds{FindingKind::below_cost});
  EXPECT_EQ(found[0].item, 1) << "the first of them";
  EXPECT_EQ(found[0].count, 2);
  EXPECT_EQ(found[0].needs, 0);
  EXPECT_EQ(found[0].has, 0);
  EXPECT_TRUE(found[0].example.lines.empty());
}

// Three reach the threshold at the cost of 70.00, two at the list price.
TEST(LintCostTest, NoQuantityIsMadeOfACostThatIsNotToBeKnown) {
  LintFacts facts = shop();
  facts.items = {sold(1, "100.00", "70.00")};
  RuleSet rules = with({promotion(7, PercentOff{rate("0.8")}, from_amount(20000))});
  rules.documents = {rated(8, item1, "0.85")};
  EXPECT_EQ(linted(rules, facts).size(), 1u) << "three of them";
  facts.tells_costs = false;
  EXPECT_TRUE(linted(rules, facts).empty()) << "two cost 170.00 and do not reach it";
}

TEST(LintCostTest, OnlySoManyBasketsArePricedAndItSaysSo) {
  LintFacts facts = shop();
  facts.items = {sold(1, "100.00", "95.00"), sold(2, "100.00", "95.00")};
  RuleSet rules;
  rules.documents = {rated(8, item1, "0.85"), rated(9, item2, "0.85")};
  rules.parameters.stacking = Stacking::product;
  const Index index(rules);
  LintWork work;
  const auto below_cost = [&] {
    return std::ranges::count(kinds_of(lint(index, facts, &work)), FindingKind::below_cost);
  };
  const auto all = below_cost();
  EXPECT_GE(all, 2) << "one of each document";
  EXPECT_TRUE(work.all_baskets);
  facts.baskets_max = 3;
  EXPECT_LT(below_cost(), all);
  EXPECT_FALSE(work.all_baskets);
  facts.baskets_max = 0;
  EXPECT_EQ(below_cost(), 0);
  EXPECT_FALSE(work.all_baskets);
}

TEST(LintCostTest, ACouponToo) {
  LintFacts facts = shop();
  facts.items = {sold(1, "100.00", "70.00")};
  RuleSet rules;
  CouponTemplate coupon;
  coupon.id = 3;
  coupon.reward = MoneyOff{3500};
  rules.coupons = {coupon};
  EXPECT_EQ(kinds_in(rules, facts), Kinds{FindingKind::below_cost});
  rules.coupons[0].threshold = from_amount(20000);
  EXPECT_TRUE(linted(rules, facts).empty());
}

// ---- references ----

TEST(LintReferenceTest, WhatIsOver) {
  RuleSet rules = with({promotion(1, MoneyOff{100}), promotion(2, MoneyOff{100})});
  rules.promotions[0].when.to = day("2026-11-22");
  rules.promotions[1].when.to = day("2026-11-23");
  rules.documents = {rated(8, item1, "0.85")};
  rules.documents[0].ended_at = at("2026-11-23T04:00:00Z");
  const auto found = linted(rules);
  ASSERT_EQ(kinds_of(found), (Kinds{FindingKind::over, FindingKind::over}));
  EXPECT_EQ(found[0].rules[0], (RuleRef{RuleKind::document, 8}));
  EXPECT_EQ(found[1].needs, 20261122);
}

TEST(LintReferenceTest, GoodsThatNobodySells) {
  RuleSet rules = with({promotion(1, MoneyOff{100})});
  rules.promotions[0].scope = items({1, 77, 78});
  const auto found = linted(rules);
  ASSERT_EQ(kinds_of(found), Kinds{FindingKind::missing_goods});
  EXPECT_EQ(found[0].goods, (GoodsKey{GoodsKind::item, 77}));
  EXPECT_EQ(found[0].count, 2);
  LintFacts unknown = shop();
  unknown.items.clear();
  EXPECT_TRUE(linted(rules, unknown).empty()) << "nothing is known of what is sold";
}

TEST(LintReferenceTest, GiftsAndCouponsThatAreNot) {
  const RuleSet rules = with({promotion(1, Gift{77}), promotion(2, CouponGift{40})});
  LintFacts facts = shop();
  facts.coupon_templates = {41};
  const auto found = linted(rules, facts);
  ASSERT_EQ(kinds_of(found), (Kinds{FindingKind::missing_coupon, FindingKind::missing_gift}));
  EXPECT_EQ(found[0].item, 40);
  EXPECT_EQ(found[1].item, 77);
  facts.coupon_templates = {40};
  facts.items.push_back(sold(77, "1.00", nullptr));
  EXPECT_TRUE(linted(rules, facts).empty());
}

TEST(LintReferenceTest, OfSomeGoodsNothingIsSaidOfTheOthers) {
  RuleSet rules = with({promotion(1, MoneyOff{100}), promotion(2, MoneyOff{100})});
  rules.promotions[0].scope = items({1, 77});
  rules.promotions[1].scope = items({78});
  LintFacts facts = shop();
  facts.sold = std::vector<GoodsKey>{{GoodsKind::item, 1}, {GoodsKind::item, 77}};
  const auto found = linted(rules, facts);
  ASSERT_EQ(kinds_of(found), Kinds{FindingKind::missing_goods});
  EXPECT_EQ(found[0].goods, (GoodsKey{GoodsKind::item, 78}));
  facts.items.clear();
  EXPECT_EQ(kinds_in(rules, facts), Kinds{FindingKind::missing_goods});
  rules = {};
  rules.documents = {rated(1, brand5, "0.90"), rated(2, item1, "0.80")};
  EXPECT_EQ(kinds_in(rules), Kinds{FindingKind::shadowed_document}) << "item 1 is all of the brand";
  LintFacts some = shop();
  some.sold = std::vector{brand5, item1};
  EXPECT_TRUE(linted(rules, some).empty()) << "there may be more of it";
}

TEST(LintReferenceTest, NamesThatAreNoMore) {
  RuleSet rules = with({promotion(1, MoneyOff{100})});
  rules.promotions[0].code = "P";
  rules.promotions[0].when.stores = {1, 2, 3};
  rules.promotions[0].when.groups = {9};
  LintFacts facts = shop();
  EXPECT_TRUE(linted(rules, facts).empty()) << "nothing is known of stores";
  facts.stores_there = std::vector<std::int64_t>{1, 3};
  facts.groups_there = std::vector<std::int64_t>{9};
  const auto found = linted(rules, facts);
  ASSERT_EQ(kinds_of(found), Kinds{FindingKind::missing_name});
  EXPECT_EQ(found[0].named, Named::store);
  EXPECT_EQ(found[0].item, 2);
  EXPECT_EQ(found[0].count, 1);
  EXPECT_EQ(
      lint_words(Index(rules), found[0], Language::en),
      "Rule P is for store 2, which is retired or not there; so are 1 of the 3 that it names."
  );
  facts.groups_there = std::vector<std::int64_t>();
  EXPECT_EQ(kinds_in(rules, facts), (Kinds{FindingKind::missing_name, FindingKind::missing_name}));
}

// ---- all of it ----

TEST(LintTest, EveryFindingHasItsWordsInBothLanguages) {
  RuleSet rules = rivals(Choice::best, {500}, {900});
  rules.promotions[0].code = "P-ONE";
  const Index index(rules);
  const auto found = lint(index, shop());
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(
      lint_words(index, found[1], Language::en),
      "Promotion P-ONE always loses to #2, which it cannot stand beside, or saves no more."
  );
  EXPECT_EQ(
      lint_words(index, found[1], Language::zh),
      "促销 P-ONE 总是输给与它互斥的 #2，或并不比它更优惠。"
  );
  Finding any = found[0];
  for (int kind = 0; kind <= static_cast<int>(FindingKind::missing_name); ++kind) {
    any.kind = static_cast<FindingKind>(kind);
    for (const Language language : {Language::zh, Language::en})
      EXPECT_GT(lint_words(index, any, language).size(), 10u);
  }
}

/// Milliseconds that a set takes.
std::int64_t time_of(const RuleSet& rules, const LintFacts& facts, std::size_t& count) {
  const Index index(rules);
  const auto start = std::chrono::steady_clock::now();
  count = lint(index, facts).size();
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now() - start
  )
      .count();
}

// 20,000 documents: of as many items, of one brand for as many stores, of one brand one after
// another. The bounds are those of a build with sanitizers on a busy machine.
TEST(LintTest, TwentyThousandDocumentsAreAMatterOfSeconds) {
  LintFacts facts = shop();
  facts.items.clear();
  RuleSet items, stores, days;
  for (std::int64_t i = 1; i <= 20'000; ++i) {
    facts.items.push_back(sold(i, "100.00", nullptr, i % 200 + 1));
    items.documents.push_back(rated(i, {GoodsKind::item, i}, "0.90"));
    stores.documents.push_back(rated(i, brand5, "0.90"));
    stores.documents.back().when.stores = {i};
    days.documents.push_back(rated(i, brand5, "0.90"));
    days.documents.back().when.from = day("2026-11-23").plus_days(static_cast<int>(i % 4000));
  }
  std::size_t count = 0;
  EXPECT_LT(time_of(items, facts, count), 30'000);
  EXPECT_EQ(count, 2u) << "the card's own inversion and the one of 0.90";
  EXPECT_LT(time_of(stores, facts, count), 30'000);
  EXPECT_EQ(count, 2u);
  EXPECT_LT(time_of(days, facts, count), 30'000);
  EXPECT_EQ(count, 2u + 19'999u) << "the last of them is in force from today on";
}

}  // namespace
}  // namespace guanxi::pricing
