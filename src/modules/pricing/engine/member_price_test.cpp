#include "modules/pricing/engine/member_price.h"

#include <gtest/gtest.h>

#include "modules/pricing/engine/testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;
using Branch = MemberPrice::Branch;

MemberFacts facts(std::string_view v) {
  MemberFacts member;
  member.card_rate = rate(v);
  member.stack_start = rate("0.80");
  member.stack_rate = rate("0.95");
  return member;
}

std::int64_t price_of(Stacking stacking, std::string_view d, std::string_view v) {
  RuleSet rules;
  rules.parameters.stacking = stacking;
  const Rate shop = rate(d);
  BasketLine one = line(1, "100.00");
  one.shop_price = UnitPrice::from_e4(shop.apply(1'000'000, Rounding::half_up));
  const Index index(rules);
  return price(index, of_member({one}, facts(v))).payable;
}

// The table of the specification, to the fen.
TEST(MemberPriceTest, DiscountOnDiscountOfTheTable) {
  struct Row {
    const char* d;
    std::int64_t v90, v75, v85, product;
  };
  const Row rows[] = {
      {"1.00", 9000, 7500, 8500, 9000},
      {"0.95", 9000, 7500, 8500, 8550},
      {"0.94", 8930, 7500, 8500, 8460},
      {"0.90", 8550, 7500, 8500, 8100},
      {"0.85", 8075, 7500, 8075, 7650},
      {"0.80", 7600, 7500, 7600, 7200},
      {"0.79", 7900, 7500, 7900, 7110},
      {"0.75", 7500, 7500, 7500, 6750},
      {"0.70", 7000, 7000, 7000, 6300}};
  for (const Row& row : rows) {
    EXPECT_EQ(price_of(Stacking::stepped, row.d, "0.90"), row.v90) << row.d;
    EXPECT_EQ(price_of(Stacking::stepped, row.d, "0.75"), row.v75) << row.d;
    EXPECT_EQ(price_of(Stacking::stepped, row.d, "0.85"), row.v85) << row.d;
    EXPECT_EQ(price_of(Stacking::product, row.d, "0.90"), row.product) << row.d;
    const std::int64_t shop = rate(row.d).apply(10'000, Rounding::half_up);
    EXPECT_EQ(price_of(Stacking::best_of, row.d, "0.90"), std::min<std::int64_t>(shop, 9000));
  }
}

TEST(MemberPriceTest, OnEqualityTheShopsOwnDiscountIsReported) {
  RuleSet rules;
  const Index index(rules);
  const Quote quote = price(index, of_member({reduced(line(1, "100.00"), "75.00")}, facts("0.75")));
  EXPECT_EQ(quote.lines[0].how.branch, Branch::shop);
  EXPECT_EQ(quote.payable, 7500);
  EXPECT_TRUE(quote.concessions.empty());
}

TEST(MemberPriceTest, TheInversionBelowTheStartIsPointedOut) {
  const Index index(RuleSet{});
  const auto quote_at = [&](const char* shop) {
    return price(index, of_member({reduced(line(1, "100.00"), shop)}, facts("0.90")));
  };
  EXPECT_TRUE(quote_at("79.00").lines[0].how.inversion);  // 79.00, but 80 % costs 76.00
  EXPECT_FALSE(quote_at("80.00").lines[0].how.inversion);
  EXPECT_FALSE(quote_at("76.00").lines[0].how.inversion);  // as much as at the start
  EXPECT_FALSE(quote_at("70.00").lines[0].how.inversion);
}

// At 79 % the member rate of 0.77 costs 77.00; at 80 % it would be 76.00.
TEST(MemberPriceTest, TheInversionShowsWhereTheMemberPriceIsTheLesserOfTwoEvils) {
  const auto inverted = [](const char* v) {
    const Index index(RuleSet{});
    return price(index, of_member({reduced(line(1, "100.00"), "79.00")}, facts(v)))
        .lines[0]
        .how.inversion;
  };
  EXPECT_TRUE(inverted("0.77"));
  EXPECT_FALSE(inverted("0.76")) << "as much as at the start";
  EXPECT_FALSE(inverted("0.75"));
}

TEST(MemberPriceTest, GoodsThatTakeNoPartInDiscountOnDiscountCostTheBetterOfBoth) {
  for (const Stacking stacking : {Stacking::best_of, Stacking::product, Stacking::stepped}) {
    RuleSet rules;
    rules.parameters.stacking = stacking;
    Document document;
    document.id = 1;
    document.entries.push_back({{GoodsKind::item, 1}, rate("0.90"), std::nullopt, false});
    rules.documents.push_back(document);
    const Index index(rules);
    const auto cost = [&](const char* shop) {
      return price(index, of_member({reduced(line(1, "100.00"), shop)}, facts("0.80"))).payable;
    };
    EXPECT_EQ(cost("95.00"), 9000);
    EXPECT_EQ(cost("85.00"), 8500);
  }
}

Document document(std::int64_t id, const char* audited, GoodsKey goods, const char* v) {
  Document made;
  made.id = id;
  made.audited_at = at(audited);
  made.entries.push_back({goods, rate(v), std::nullopt, true});
  return made;
}

TEST(MemberPriceTest, ADocumentCountsEvenWhereItIsWorse) {
  RuleSet rules;
  rules.parameters.stacking = Stacking::best_of;
  rules.documents = {document(1, "2026-01-01T00:00:00Z", {GoodsKind::counter_group, 7}, "0.98")};
  const Index index(rules);
  const Basket sold =
      of_member({of(line(1, "100.00"), GoodsKind::counter_group, 7)}, facts("0.90"));
  EXPECT_EQ(price(index, sold).payable, 9800);
}

TEST(MemberPriceTest, TheMoreSpecificKindWinsThenTheLaterAudit) {
  RuleSet rules;
  rules.documents = {
      document(1, "2026-01-05T00:00:00Z", {GoodsKind::large_category, 1}, "0.70"),
      document(2, "2026-01-02T00:00:00Z", {GoodsKind::brand, 5}, "0.90"),
      document(3, "2026-01-01T00:00:00Z", {GoodsKind::brand, 5}, "0.80")};
  BasketLine one = of(of(line(1, "100.00"), GoodsKind::brand, 5), GoodsKind::large_category, 1);
  const Basket sold = of_member({one}, facts("0.95"));
  const Quote quote = price(Index(rules), sold);
  EXPECT_EQ(quote.payable, 9000);
  EXPECT_EQ(quote.lines[0].how.document, 2);
  EXPECT_EQ(why_of(quote, 3, RuleKind::document), Why::audited_later);
  EXPECT_EQ(why_of(quote, 1, RuleKind::document), Why::more_specific);
  // The order of the kinds is a parameter.
  auto& order = rules.parameters.precedence;
  std::swap(order[0], order[4]);
  EXPECT_EQ(price(Index(rules), sold).payable, 7000);
}

// Brand 玉兰油 0.90 from the 11th; 玉兰油 and 欧莱雅 0.80 from the 15th.
TEST(MemberPriceTest, ALaterDocumentTakesOverOnItsDay) {
  RuleSet rules;
  rules.documents = {
      document(1, "2026-11-10T00:00:00Z", {GoodsKind::brand, 5}, "0.90"),
      document(2, "2026-11-10T08:00:00Z", {GoodsKind::brand, 5}, "0.80")};
  rules.documents[0].when.from = day("2026-11-11");
  rules.documents[1].when.from = day("2026-11-15");
  const Index index(rules);
  const auto cost_on = [&](const char* text) {
    Basket sold = of_member({of(line(1, "100.00"), GoodsKind::brand, 5)});
    sold.day = day(text);
    sold.at = TimeZone().at(sold.day, 12, 0);
    return price(index, sold).payable;
  };
  EXPECT_EQ(cost_on("2026-11-10"), 10000);
  EXPECT_EQ(cost_on("2026-11-11"), 9000);
  EXPECT_EQ(cost_on("2026-11-14"), 9000);
  EXPECT_EQ(cost_on("2026-11-15"), 8000);
}

TEST(MemberPriceTest, ADocumentIsNotInForceBeforeItsAuditNorAfterItsEnd) {
  RuleSet rules;
  rules.documents = {document(1, "2026-11-23T04:00:00Z", {GoodsKind::item, 1}, "0.90")};
  rules.documents[0].ended_at = at("2026-11-23T05:00:00Z");
  const Index index(rules);
  Basket sold = of_member({line(1, "100.00")});
  EXPECT_EQ(price(index, sold).payable, 9000);
  sold.at = at("2026-11-23T03:59:59Z");
  EXPECT_EQ(price(index, sold).payable, 10000);
  sold.at = at("2026-11-23T05:00:00Z");
  EXPECT_EQ(price(index, sold).payable, 10000);
}

TEST(MemberPriceTest, AnExclusivePriceIsForItsTierAndDoesNotStack) {
  RuleSet rules;
  Document document;
  document.id = 1;
  document.when.tiers = {3};
  document.entries.push_back({{GoodsKind::item, 1}, Rate(), yuan("59.90"), true});
  rules.documents.push_back(document);
  const Index index(rules);
  MemberFacts gold = facts("0.90");
  gold.tier = 3;
  EXPECT_EQ(price(index, of_member({line(1, "100.00", "2")}, gold)).payable, 11980);
  EXPECT_EQ(
      price(index, of_member({reduced(line(1, "100.00", "2"), "50.00")}, gold)).payable, 10000
  );
  gold.tier = 2;
  EXPECT_EQ(price(index, of_member({line(1, "100.00", "2")}, gold)).payable, 18000);
}

TEST(MemberPriceTest, ExclusiveGoodsAreRefusedToOthers) {
  RuleSet rules;
  Restriction restriction;
  restriction.id = 9;
  restriction.when.tiers = {3};
  restriction.scope = items({1});
  rules.restrictions.push_back(restriction);
  const Index index(rules);
  MemberFacts member;
  member.tier = 2;
  const Quote refused = price(index, of_member({line(1, "100.00")}, member), Detail::prices);
  EXPECT_TRUE(refused.restricted);
  EXPECT_EQ(why_of(refused, 9, RuleKind::restriction), Why::restricted);
  member.tier = 3;
  EXPECT_FALSE(price(index, of_member({line(1, "100.00")}, member)).restricted);
  EXPECT_TRUE(price(index, basket({line(1, "100.00")})).restricted);
}

// An empty list of goods means all of them, as everywhere.
TEST(MemberPriceTest, ExclusiveGoodsMayBeAllGoods) {
  RuleSet rules;
  Restriction restriction;
  restriction.id = 9;
  restriction.when.members_only = true;
  restriction.scope.exclude = {{GoodsKind::brand, 5}};
  rules.restrictions.push_back(restriction);
  const Index index(rules);
  EXPECT_TRUE(price(index, basket({line(1, "100.00")})).restricted);
  EXPECT_FALSE(price(index, of_member({line(1, "100.00")})).restricted);
  EXPECT_FALSE(price(index, basket({of(line(1, "100.00"), GoodsKind::brand, 5)})).restricted);
}

TEST(MemberPriceTest, ARestrictionThatNamesALineTwiceSaysSoOnce) {
  RuleSet rules;
  Restriction restriction;
  restriction.id = 9;
  restriction.when.members_only = true;
  restriction.scope.include = {{GoodsKind::item, 1}, {GoodsKind::brand, 5}};
  rules.restrictions.push_back(restriction);
  const Basket sold = basket({of(line(1, "100.00"), GoodsKind::brand, 5)});
  EXPECT_EQ(price(Index(rules), sold).considered.size(), 1u);
}

TEST(MemberPriceTest, TheBetterOfCardAndTierCountsAndAnonymousCustomersPayTheShopPrice) {
  MemberFacts member = facts("0.90");
  member.tier_rate = rate("0.88");
  const Index index(RuleSet{});
  const Quote quote = price(index, of_member({line(1, "100.00")}, member));
  EXPECT_EQ(quote.payable, 8800);
  EXPECT_EQ(quote.lines[0].how.source, MemberPrice::Source::tier);
  EXPECT_EQ(price(index, basket({reduced(line(1, "100.00"), "95.00")})).payable, 9500);
}

TEST(MemberPriceTest, ChargesHaveNoMemberPrice) {
  BasketLine freight = line(1, "10.00");
  freight.kind = LineKind::charge;
  EXPECT_EQ(price(Index(RuleSet{}), of_member({freight}, facts("0.50"))).payable, 1000);
}

// The worked receipt of the specification, to the fen.
TEST(MemberPriceTest, TheWorkedReceipt) {
  constexpr std::int64_t cosmetics = 7;
  RuleSet rules;
  rules.documents = {
      document(1, "2026-01-01T00:00:00Z", {GoodsKind::counter_group, cosmetics}, "0.98")};
  rules.promotions = {promotion(2, MoneyOff{2000}, from_amount(20000))};
  CouponTemplate coupon;
  coupon.id = 3;
  coupon.reward = MoneyOff{500};
  rules.coupons = {coupon};
  Basket sold = of_member(
      {of(line(1, "100.00", "2"), GoodsKind::counter_group, cosmetics),
       reduced(line(2, "59.90", "1.5"), "49.90")},
      facts("0.90")
  );
  sold.coupons.push_back({77, 3, std::nullopt});
  const Quote quote = price(Index(rules), sold);
  ASSERT_EQ(quote.lines.size(), 2u);
  EXPECT_EQ(quote.lines[0].list, 20000);
  EXPECT_EQ(quote.lines[0].member, 19000);
  EXPECT_EQ(quote.lines[1].list, 8985);
  EXPECT_EQ(quote.lines[1].shop, 7485);
  EXPECT_EQ(quote.lines[1].member, 7111);
  EXPECT_EQ(quote.member_total, 26111);
  EXPECT_EQ(quote.lines[0].promoted, 19000 - 1455);
  EXPECT_EQ(quote.lines[1].promoted, 7111 - 545);
  EXPECT_EQ(quote.promoted_total, 24111);
  EXPECT_EQ(quote.lines[0].payable, 19000 - 1455 - 364);
  EXPECT_EQ(quote.lines[1].payable, 7111 - 545 - 136);
  EXPECT_EQ(quote.payable, 23611);
}

}  // namespace
}  // namespace guanxi::pricing
