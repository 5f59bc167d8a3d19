#include "modules/pricing/words.h"

#include <gmock/gmock.h>

#include "modules/pricing/engine/testing.h"
#include "modules/pricing/terms_testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;

constexpr int last_why = static_cast<int>(Why::points_used_up);

struct Both {
  std::string zh, en;
  bool operator==(const Both&) const = default;
};
void PrintTo(const Both& both, std::ostream* out) { *out << both.zh << " | " << both.en; }

Both words_in_both(const Considered& seen, const Index& index) {
  return {words(seen, index, Currency::cny, true), words(seen, index, Currency::cny, false)};
}

/// Some conditions of every kind.
RuleSet rules_with_conditions() {
  const auto set = compiled(
      "[" +
      rule(
          "promotion",
          "A",
          R"("conditions":{"weekdays":["friday","sunday"],"hours":[{"from":"22:00","to":"02:30"}],)"
          R"("channels":["online","phone"],"birthday":"week","tenders":["alipay"]},)"
          R"("reward":{"kind":"buy_get"})"
      ) +
      "," + rule("promotion", "B", R"("reward":{"kind":"buy_get"})") + "]"
  );
  return *set;
}

MemberFacts holder(const char* rate_text) {
  MemberFacts member;
  member.card_rate = rate(rate_text);
  member.stack_start = rate("0.80");
  member.stack_rate = rate("0.95");
  return member;
}

Both price_in_both(const RuleSet& rules, const Basket& sold) {
  const Index index(rules);
  const Quote quote = price(index, sold);
  return {
      member_price_words(sold, quote, 0, index, true),
      member_price_words(sold, quote, 0, index, false)};
}

TEST(WordsTest, EveryReasonHasItsOwnWordsInBothLanguages) {
  const Index index(rules_with_conditions());
  std::set<std::string> zh, en;
  for (int i = 0; i <= last_why; ++i) {
    Considered seen{.rule = 1, .other = 2, .needs = 3, .has = 2};
    seen.why = static_cast<Why>(i);
    if (seen.why == Why::not_yet || seen.why == Why::over) seen.needs = 20260501;
    const Both both = words_in_both(seen, index);
    EXPECT_FALSE(both.zh.empty()) << i;
    EXPECT_FALSE(both.en.empty()) << i;
    EXPECT_TRUE(zh.insert(both.zh).second) << both.zh;
    EXPECT_TRUE(en.insert(both.en).second) << both.en;
    for (const char c : both.en) EXPECT_TRUE(c >= ' ' || static_cast<signed char>(c) < 0);
  }
}

TEST(WordsTest, AReasonNamesWhatIsMissingAndWhatThereIs) {
  const Index index(rules_with_conditions());
  const auto of = [&](Why why, std::int64_t needs, std::int64_t has) {
    Considered seen{.rule = 1, .other = 2, .needs = needs, .has = has};
    seen.why = why;
    return words_in_both(seen, index);
  };
  EXPECT_EQ(
      of(Why::below_amount, 20000, 18650),
      (Both{"未达到：满 200.00 元，现 186.50 元", "needs 200.00, has 186.50"})
  );
  EXPECT_EQ(
      of(Why::below_pieces, 3, 2), (Both{"未达到：满 3 件，现 2 件", "needs 3 pieces, has 2"})
  );
  EXPECT_EQ(of(Why::not_yet, 20260501, 0), (Both{"2026-05-01 起有效", "from 2026-05-01 on"}));
  EXPECT_EQ(of(Why::not_yet, 0, 0), (Both{"当时尚未审核生效", "was not audited at that time"}));
  EXPECT_EQ(
      of(Why::weekday, 0, 0),
      (Both{"限星期五、星期日，当天是星期一", "Friday, Sunday only; it was a Monday"})
  );
  EXPECT_EQ(
      of(Why::hour, 0, 725), (Both{"限 22:00–02:30，当时 12:05", "22:00–02:30 only; it was 12:05"})
  );
  EXPECT_EQ(of(Why::channel, 0, 0), (Both{"限渠道：线上、电话", "only: Online, By phone"}));
  EXPECT_EQ(of(Why::tender, 0, 0), (Both{"限以支付宝付款", "only if paid with: Alipay"}));
  EXPECT_EQ(
      of(Why::birthday, 0, 0), (Both{"限会员生日当周", "in the week of the member's birthday only"})
  );
  EXPECT_EQ(of(Why::exclusive, 0, 0), (Both{"与“规则B”互斥", "excluded by \"Rule B\""}));
  EXPECT_EQ(
      of(Why::budget, 2000, 500),
      (Both{"额度不足：需 20.00 元，剩 5.00 元", "budget: needs 20.00, has 5.00 left"})
  );
}

TEST(WordsTest, WhatGivesNothingSaysWhatWouldHaveCounted) {
  const auto set = compiled(
      "[" +
      rule(
          "promotion",
          "A",
          R"("reward":{"kind":"add_on","price":"1","target":{"include":[{"kind":"item","code":"X"}]}})"
      ) +
      "," + rule("promotion", "B", R"("reward":{"kind":"points_multiple","multiple":"2"})") + "," +
      rule("coupon", "K", R"("with_promotions":false,"reward":{"kind":"freight_off"})") + "]"
  );
  const Index index(*set);
  Considered seen{.why = Why::saves_nothing, .rule = 1};
  EXPECT_EQ(
      words_in_both(seen, index),
      (Both{"没有换购的商品，或现价已更低", "no add-on goods, or they cost no more already"})
  );
  seen.rule = 2;
  EXPECT_EQ(
      words_in_both(seen, index), (Both{"已有不低于它的积分倍数", "another multiple is as high"})
  );
  seen = {.kind = RuleKind::coupon, .why = Why::no_goods, .rule = 1};
  EXPECT_EQ(
      words_in_both(seen, index),
      (Both{"没有适用的商品（已享促销的不算）", "no goods that it is about (not on promoted ones)"})
  );
}

TEST(WordsTest, GoodsThatAreNotReducedSaySo) {
  EXPECT_EQ(
      price_in_both(RuleSet(), of_member({line(1, "100.00")}, holder("0.96"))).zh,
      "折上折：店价未降，不低于起点 80 折，再打 95 折（卡类型 96 折）"
  );
}

TEST(WordsTest, WhatAppliesSaysWhatItSaved) {
  const Index index(rules_with_conditions());
  Considered seen{.rule = 1, .amount = 2000};
  EXPECT_EQ(words_in_both(seen, index), (Both{"已优惠 20.00 元", "saves 20.00"}));
  seen.amount = 0;
  EXPECT_EQ(words_in_both(seen, index), (Both{"已生效", "applies"}));
}

TEST(WordsTest, ALimitInPointsSaysWhatIsLeftOfIt) {
  const Index index(rules_with_conditions());
  Considered seen{.rule = 1, .needs = 20, .has = 15};
  EXPECT_EQ(
      words_in_both(seen, index),
      (Both{"已生效：应得 20 分，限额只剩 15 分", "applies: of 20 points 15 were left"})
  );
  seen.why = Why::points_used_up;
  EXPECT_EQ(
      words_in_both(seen, index),
      (Both{
          "可给的积分只剩 15 分，别的促销给得更多",
          "only 15 points are left of its limit, and others give more"})
  );
  seen.needs = seen.has = 0;
  EXPECT_EQ(
      words_in_both(seen, index), (Both{"可给的积分已用完", "no points are left of its limit"})
  );
}

TEST(WordsTest, AmountsHaveTheDigitsOfTheirCurrency) {
  const Index index(rules_with_conditions());
  const Considered seen{.rule = 1, .amount = 2000};
  EXPECT_EQ(words(seen, index, *Currency::parse("JPY"), true), "已优惠 2000 JPY");
  EXPECT_EQ(words(seen, index, *Currency::parse("KWD"), false), "saves 2.000");
}

TEST(WordsTest, TheMemberPriceSaysWhichBranchCountsAndWhy) {
  const RuleSet none;
  EXPECT_EQ(
      price_in_both(none, of_member({line(1, "100.00")}, holder("0.85"))),
      (Both{"按卡类型 85 折", "85 % by the type of card"})
  );
  EXPECT_EQ(
      price_in_both(none, of_member({reduced(line(1, "100.00"), "90.00")}, holder("0.90"))),
      (Both{
          "折上折：店价 90 折，不低于起点 80 折，再打 95 折（卡类型 9 折）",
          "discount on discount: the shop price of 90 % is not below the start of 80 %, 95 % of it "
          "(90 % by the type of card)"})
  );
  EXPECT_EQ(
      price_in_both(none, of_member({reduced(line(1, "100.00"), "70.00")}, holder("0.90"))),
      (Both{
          "店价不高于会员价，按店价（卡类型 9 折）",
          "the shop price, which is no more (90 % by the type of card)"})
  );
  EXPECT_EQ(
      price_in_both(none, basket({line(1, "100.00")})),
      (Both{"非会员，按店价", "no member: the shop price"})
  );
  RuleSet product;
  product.parameters.stacking = Stacking::product;
  EXPECT_EQ(
      price_in_both(product, of_member({reduced(line(1, "59.90"), "49.90")}, holder("0.90"))),
      (Both{
          "店价 约 83.3 折，再打 9 折（卡类型 9 折）",
          "90 % of the shop price of about 83.3 % (90 % by the type of card)"})
  );
}

TEST(WordsTest, AnInversionIsPointedOutWithBothPrices) {
  EXPECT_EQ(
      price_in_both(RuleSet(), of_member({reduced(line(1, "100.00"), "79.00")}, holder("0.90"))),
      (Both{
          "店价不高于会员价，按店价（卡类型 9 折）。注意：79 折的店价比 80 "
          "折更贵：低于折上折起点就不再打折，"
          "付 79.00 元；80 折时再打 95 折，只付 76.00 元",
          "the shop price, which is no more (90 % by the type of card). Note: a shop price of 79 % "
          "costs more than one of 80 %: below the start nothing comes on top, 79.00; at 80 % it is "
          "95 % of that, 76.00"})
  );
}

TEST(WordsTest, ADocumentAndAnExclusivePriceAreNamed) {
  const auto set = compiled(
      "[" +
      rule(
          "document",
          "D",
          R"("entries":[{"goods":{"kind":"item","code":"X"},"rate":"0.985"},)"
          R"({"goods":{"kind":"item","code":"Y"},"price":"59.9"}])"
      ) +
      "]"
  );
  MemberFacts member = holder("0.9");
  member.stack_rate = Rate::one();
  EXPECT_EQ(
      price_in_both(*set, of_member({line(1, "100.00")}, member)),
      (Both{"按折扣单“规则D” 98.5 折", "98.5 % by document \"Rule D\""})
  );
  EXPECT_EQ(
      price_in_both(*set, of_member({line(2, "100.00")}, member)),
      (Both{"按折扣单“规则D”专享价 59.90 元", "exclusive price 59.90 by document \"Rule D\""})
  );
}

TEST(WordsTest, AwardsSayWhatIsGivenAndWhatStandsOnTheReceipt) {
  const auto set = compiled("[" + rule("coupon", "K", R"("reward":{"kind":"freight_off"})") + "]");
  const Index index(*set);
  const Award gift{.rule = 1, .item = 7, .count = 2, .on_receipt = 1};
  EXPECT_EQ(words(gift, "TOWEL", index, true), "赠 TOWEL × 2，其中 1 件在单上免费");
  EXPECT_EQ(
      words(gift, "TOWEL", index, false), "gift TOWEL x 2, 1 of them on the receipt and free"
  );
  const Award coupon{.rule = 1, .coupon_template = 1, .count = 2};
  EXPECT_EQ(words(coupon, "", index, true), "返券“规则K” × 2");
  EXPECT_EQ(words(coupon, "", index, false), "coupon \"Rule K\" x 2");
}

TEST(WordsTest, RoundingSaysInWhichDirection) {
  EXPECT_EQ(rounding_words(5, Currency::cny, true), "抹零 0.05 元");
  EXPECT_EQ(rounding_words(-5, Currency::cny, false), "rounded up by 0.05");
  EXPECT_EQ(rounding_words(0, Currency::cny, true), "");
}

TEST(WordsTest, RatesAreWrittenAsPeopleSayThem) {
  EXPECT_EQ(rate_words(rate("0.8"), true), "8 折");
  EXPECT_EQ(rate_words(rate("0.05"), true), "0.5 折");
  EXPECT_EQ(rate_words(rate("0.5"), true), "5 折");
  EXPECT_EQ(rate_words(rate("0.985"), true), "98.5 折");
  EXPECT_EQ(rate_words(rate("0.98765"), false), "about 98.76 %");
  EXPECT_EQ(rate_words(Rate::one(), true), "不打折");
  EXPECT_EQ(rate_words(rate("0"), true), "0 折");
}

}  // namespace
}  // namespace guanxi::pricing
