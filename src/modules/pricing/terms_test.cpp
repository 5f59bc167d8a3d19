#include "base/clock.h"
#include "modules/pricing/terms_testing.h"

namespace guanxi::pricing {
namespace {

using AllTerms = testing::SomeRules;

TEST(TermsTest, EveryMemberHasWordsInBothLanguagesAndExamplesThatAreAccepted) {
  ManualClock clock(Instant{});
  api::Api api(clock, nullptr);
  api.add<AllTerms, AllTerms>(
      {.method = api::Method::post,
       .path = "/all",
       .operation = "all",
       .tag = "pricing",
       .summary = {"全部", "All of it"}},
      [](const api::Call&, const AllTerms& all) -> Result<AllTerms> { return all; }
  );
  EXPECT_EQ(api.complaints(), std::vector<std::string>());
}

// Every kind of rule and reward, each member once.
constexpr const char* everything = R"({"rules":[
  {"kind":"document","code":"D1","name_zh":"折扣单","name_en":"Document",
   "conditions":{"from":"2026-05-01","to":"2026-05-31","weekdays":["monday","sunday"],
     "hours":[{"from":"22:00","to":"02:00"}],"stores":["S1"],"channels":["store","import"],
     "members_only":true,"card_types":["GOLD"],"tiers":["T1"],"groups":["G1"],
     "groups_excluded":["G2"],"birthday":"month","first_purchase":true,"tenders":["small_change"]},
   "shares":[{"party":"P1","weight":70},{"party":"P2","weight":30}],
   "entries":[{"goods":{"kind":"counter_group","code":"C1"},"rate":"0.98","stacks":false},
     {"goods":{"kind":"item","code":"I1"},"price":"59.9","stacks":true}]},
  {"kind":"restriction","code":"R1","name_zh":"专享","name_en":"Exclusive",
   "scope":{"include":[{"kind":"brand","code":"B1"}],"exclude":[{"kind":"item","code":"I2"}]}},
  {"kind":"promotion","code":"P1","name_zh":"满减","name_en":"Steps","full_price_only":true,
   "threshold":{"amount":{"amount":1,"currency":"CNY"},"pieces":2,"every":true,"times_max":3},
   "reward":{"kind":"steps","measure":"pieces","steps":[{"from_pieces":2,"rate":"0.9"},
     {"from_pieces":3,"off":{"amount":5,"currency":"CNY"}}]},
   "lane":-1,"priority":7,"exclusive_group":"X","not_with":["P2"],"once_per_line":true},
  {"kind":"promotion","code":"P2","name_zh":"套餐","name_en":"Bundle",
   "reward":{"kind":"bundle","slots":[{"scope":{"include":[{"kind":"item","code":"I1"}]},
     "pieces":2}],"price":{"amount":3900,"currency":"CNY"}}},
  {"kind":"promotion","code":"P3","name_zh":"加价购","name_en":"Add-on",
   "reward":{"kind":"add_on","target":{"include":[{"kind":"item","code":"I1"}]},"price":"9.9",
     "pieces":2}},
  {"kind":"promotion","code":"P4","name_zh":"赠","name_en":"Gift",
   "reward":{"kind":"gift","item":"I1","pieces":1,"declared_value":{"amount":9,"currency":"CNY"}}},
  {"kind":"promotion","code":"P5","name_zh":"倍","name_en":"Multiple",
   "reward":{"kind":"points_multiple","multiple":"2.5"}},
  {"kind":"promotion","code":"P6","name_zh":"返","name_en":"Coupon",
   "reward":{"kind":"coupon_gift","coupon":"K1","count":2}},
  {"kind":"promotion","code":"P7","name_zh":"一口价","name_en":"Fixed",
   "reward":{"kind":"fixed_price","price":"9.9"}},
  {"kind":"promotion","code":"P8","name_zh":"送","name_en":"Buy get",
   "reward":{"kind":"buy_get","buy":2,"get":1,"rate":"0.5"}},
  {"kind":"promotion","code":"P9","name_zh":"折","name_en":"Percent",
   "reward":{"kind":"percent_off","rate":"0.8","cap":{"amount":500,"currency":"CNY"}}},
  {"kind":"coupon","code":"K1","name_zh":"券","name_en":"Coupon",
   "reward":{"kind":"money_off","amount":{"amount":500,"currency":"CNY"},"each_piece":true},
   "with_promotions":false,"with_member_price":false,"with_others":false,"per_receipt_max":0},
  {"kind":"coupon","code":"K2","name_zh":"运费券","name_en":"Freight",
   "reward":{"kind":"freight_off","cap":{"amount":500,"currency":"CNY"}}}],
 "parameters":{"stacking":"product","choice":"priority","round_off":{"to":10,"rounding":"half_up"},
   "precedence":["item","brand","counter_group","small_category","middle_category",
     "large_category"]}})";

TEST(TermsTest, WhatIsReadIsWrittenAgainWithEveryMember) {
  const auto read = api::from_json<AllTerms>(everything);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->rules.size(), 13u);
  const auto again = api::from_json<AllTerms>(api::to_json(*read));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->rules, read->rules);
  EXPECT_EQ(again->parameters, read->parameters);
  const auto& promotion = std::get<PromotionTerms>(read->rules[2]);
  EXPECT_EQ(promotion.lane, -1);
  EXPECT_EQ(std::get<StepsTerms>(promotion.reward).steps[1].off, Money(5, Currency::cny));
  EXPECT_EQ(head_of(read->rules[0]).shares[1].party, "P2");
  EXPECT_EQ(kind_of(read->rules[11]), RuleKind::coupon);
}

std::string fault_of(std::string_view rule) {
  const auto read = api::from_json<AllTerms>(
      R"({"rules":[{"code":"A","name_zh":"甲","name_en":"A",)" + std::string(rule) + "}]}"
  );
  if (read) return "accepted";
  const Error& first = read.error().more.at(0);
  return std::string(code_name(first.code)) + " " + first.pointer;
}

TEST(TermsTest, NumbersBeyondTheirRangeAndUnknownMembersAreRefusedAtTheirPlace) {
  EXPECT_EQ(
      fault_of(R"("kind":"promotion","reward":{"kind":"percent_off","rate":"1.01"})"),
      "out_of_range /rules/0/reward/rate"
  );
  EXPECT_EQ(
      fault_of(R"("kind":"promotion","reward":{"kind":"percent_off","rate":"0.1234567891"})"),
      "bad_format /rules/0/reward/rate"
  );
  EXPECT_EQ(
      fault_of(
          R"("kind":"promotion","reward":{"kind":"money_off","amount":{"amount":1000000000001,"currency":"CNY"}})"
      ),
      "out_of_range /rules/0/reward/amount/amount"
  );
  EXPECT_EQ(
      fault_of(R"("kind":"promotion","reward":{"kind":"buy_get","buy":0,"get":1})"),
      "out_of_range /rules/0/reward/buy"
  );
  EXPECT_EQ(
      fault_of(R"("kind":"promotion","lane":1001,"reward":{"kind":"buy_get"})"),
      "out_of_range /rules/0/lane"
  );
  EXPECT_EQ(
      fault_of(R"("kind":"promotion","reward":{"kind":"half_price"})"),
      "unknown_value /rules/0/reward/kind"
  );
  EXPECT_EQ(fault_of(R"("kind":"document","entries":[])"), "too_few /rules/0/entries");
  EXPECT_EQ(
      fault_of(R"("kind":"coupon","rewards":{},"reward":{"kind":"freight_off"})"),
      "unknown_field /rules/0/rewards"
  );
}

}  // namespace
}  // namespace guanxi::pricing
