#include "modules/pricing/compile.h"

#include <gmock/gmock.h>

#include "modules/pricing/engine/engine.h"
#include "modules/pricing/terms_testing.h"

namespace guanxi::pricing {
namespace {

using testing::compiled;
using ::testing::ElementsAre;
using testing::faults_of;
using ::testing::IsEmpty;
using testing::rule;
using testing::yuan_json;

std::string promotion_json(const std::string& reward, const std::string& more = "") {
  return "[" + rule("promotion", "A", more + R"("reward":)" + reward) + "]";
}
std::string money_off(std::int64_t fen) {
  return R"({"kind":"money_off","amount":)" + yuan_json(fen) + "}";
}

TEST(CompileTest, CodesBecomeNumbersTheSameForTheSameCode) {
  const auto set = compiled(
      "[" +
      rule(
          "promotion",
          "A",
          R"("scope":{"include":[{"kind":"brand","code":"OLAY"},{"kind":"item","code":"OLAY"}]},)"
          R"("conditions":{"tiers":["GOLD","SILVER"]},"exclusive_group":"X",)"
          R"("shares":[{"party":"MALL","weight":7},{"party":"OLAY","weight":3}],"reward":)" +
              money_off(500)
      ) +
      "," +
      rule(
          "promotion",
          "B",
          R"("scope":{"include":[{"kind":"brand","code":"OLAY"}]},"not_with":["A"],)"
          R"("conditions":{"tiers":["SILVER"]},"exclusive_group":"X","reward":)" +
              money_off(600)
      ) +
      "]"
  );
  ASSERT_TRUE(set);
  const Promotion &a = set->promotions[0], &b = set->promotions[1];
  EXPECT_EQ(a.id, 1);
  EXPECT_EQ(b.id, 2);
  EXPECT_THAT(b.not_with, ElementsAre(1));
  EXPECT_EQ(a.scope.include[0], b.scope.include[0]);
  EXPECT_NE(a.scope.include[0], a.scope.include[1]);
  EXPECT_EQ(a.when.tiers[1], b.when.tiers[0]);
  EXPECT_EQ(a.exclusive_group, b.exclusive_group);
  EXPECT_NE(a.exclusive_group, 0);
  EXPECT_EQ(a.shares, (std::vector<Share>{{1, 7}, {2, 3}}));
  EXPECT_EQ(a.name_zh, "规则A");
  EXPECT_EQ(std::get<MoneyOff>(b.reward).amount, 600);
}

TEST(CompileTest, ConditionsArriveAsTheEngineHasThem) {
  const auto set = compiled(promotion_json(
      money_off(1),
      R"("conditions":{"from":"2026-05-01","to":"2026-05-01","weekdays":["monday","sunday"],)"
      R"("hours":[{"from":"22:00","to":"02:30"},{"from":"09:05","to":"24:00"}],)"
      R"("channels":["online"],"birthday":"week","tenders":["cash","alipay"]},)"
  ));
  ASSERT_TRUE(set);
  const Conditions& when = set->promotions[0].when;
  EXPECT_EQ(when.weekdays, 0b100'0001U);
  EXPECT_EQ(when.hours, (std::vector<Hours>{{1320, 150}, {545, 1440}}));
  EXPECT_EQ(when.channels, 0b10U);
  EXPECT_EQ(when.birthday, BirthdayIn::week);
  EXPECT_EQ(when.tenders, 0b1001U);
  EXPECT_EQ(when.from, when.to);
  const auto any = compiled(promotion_json(money_off(1)));
  ASSERT_TRUE(any);
  EXPECT_EQ(any->promotions[0].when, Conditions());
}

TEST(CompileTest, DatesAndHoursThatCannotBeAreRefused) {
  const auto with = [](const std::string& conditions) {
    return faults_of(compiled(promotion_json(money_off(1), R"("conditions":)" + conditions + ",")));
  };
  EXPECT_THAT(
      with(R"({"from":"2026-05-02","to":"2026-05-01"})"),
      ElementsAre("out_of_range /rules/0/conditions/to")
  );
  EXPECT_THAT(
      with(R"({"hours":[{"from":"24:00","to":"09:60"},{"from":"9:000","to":"24:01"}]})"),
      ElementsAre(
          "bad_format /rules/0/conditions/hours/0/from",
          "bad_format /rules/0/conditions/hours/0/to",
          "bad_format /rules/0/conditions/hours/1/from",
          "bad_format /rules/0/conditions/hours/1/to"
      )
  );
  EXPECT_THAT(
      with(R"({"hours":[{"from":"10:00","to":"10:00"}]})"),
      ElementsAre("out_of_range /rules/0/conditions/hours/0/to")
  );
}

std::string steps(const std::string& measure, const std::string& list) {
  return promotion_json(
      R"({"kind":"steps","measure":")" + measure + R"(","steps":[)" + list + "]}"
  );
}
std::string by_amount(std::int64_t from, const std::string& gives) {
  return R"({"from_amount":)" + yuan_json(from) + "," + gives + "}";
}
std::string off(std::int64_t fen) { return R"("off":)" + yuan_json(fen); }

TEST(CompileTest, StepsAscendAndNeverSaveLess) {
  EXPECT_THAT(
      faults_of(compiled(steps(
          "amount",
          by_amount(20000, off(2000)) + "," + by_amount(20000, off(3000)) + "," +
              by_amount(30000, off(2999))
      ))),
      ElementsAre(
          "out_of_range /rules/0/reward/steps/1/from_amount",
          "out_of_range /rules/0/reward/steps/2/off"
      )
  );
  EXPECT_THAT(
      faults_of(compiled(steps(
          "pieces", R"({"from_pieces":2,"rate":"0.9"},{"from_pieces":3,"rate":"0.900000001"})"
      ))),
      ElementsAre("out_of_range /rules/0/reward/steps/1/rate")
  );
  // 20 off 200 against 92 % of 249.99 and of 250.00: 20.00 are saved from there on.
  EXPECT_THAT(
      faults_of(compiled(
          steps("amount", by_amount(20000, off(2000)) + "," + by_amount(24993, R"("rate":"0.92")"))
      )),
      ElementsAre("out_of_range /rules/0/reward/steps/1/rate")
  );
  EXPECT_THAT(
      faults_of(compiled(
          steps("amount", by_amount(20000, off(2000)) + "," + by_amount(25000, R"("rate":"0.92")"))
      )),
      IsEmpty()
  );
  // What pieces cost is not known.
  EXPECT_THAT(
      faults_of(compiled(
          steps("pieces", R"({"from_pieces":2,"rate":"0.5"},{"from_pieces":3,)" + off(1) + "}")
      )),
      IsEmpty()
  );
}

TEST(CompileTest, AStepSaysFromWhereAndEitherMoneyOrARate) {
  EXPECT_THAT(
      faults_of(compiled(steps(
          "amount",
          R"({"from_pieces":2,"rate":"0.9"},)" + by_amount(1, R"("rate":"0.9",)" + off(1)) + "," +
              R"({"from_amount":)" + yuan_json(2) + "}"
      ))),
      ElementsAre(
          "bad_format /rules/0/reward/steps/0",
          "bad_format /rules/0/reward/steps/1",
          "bad_format /rules/0/reward/steps/2"
      )
  );
}

TEST(CompileTest, FixedAndExclusivePricesAreOfSingleItems) {
  EXPECT_THAT(
      faults_of(compiled(promotion_json(
          R"({"kind":"fixed_price","price":"9.9"})",
          R"("scope":{"include":[{"kind":"item","code":"A"},{"kind":"brand","code":"B"}]},)"
      ))),
      ElementsAre("unknown_value /rules/0/scope/include/1/kind")
  );
  EXPECT_THAT(
      faults_of(compiled(promotion_json(R"({"kind":"fixed_price","price":"9.9"})"))),
      ElementsAre("too_few /rules/0/scope/include")
  );
  EXPECT_THAT(
      faults_of(compiled(
          "[" +
          rule(
              "document",
              "D",
              R"("entries":[{"goods":{"kind":"item","code":"A"},"price":"9.9"},)"
              R"({"goods":{"kind":"brand","code":"A"},"price":"9.9"},)"
              R"({"goods":{"kind":"item","code":"B"},"price":"9.9","rate":"0.9"},)"
              R"({"goods":{"kind":"item","code":"C"}},)"
              R"({"goods":{"kind":"item","code":"A"},"rate":"0.9"}])"
          ) +
          "]"
      )),
      ElementsAre(
          "unknown_value /rules/0/entries/1/goods/kind",
          "bad_format /rules/0/entries/2",
          "bad_format /rules/0/entries/3",
          "code_taken /rules/0/entries/4/goods"
      )
  );
}

TEST(CompileTest, WhatOnlyACouponOrOnlyAPromotionGivesIsRefusedElsewhere) {
  EXPECT_THAT(
      faults_of(compiled(promotion_json(R"({"kind":"freight_off"})"))),
      ElementsAre("unknown_value /rules/0/reward/kind")
  );
  const auto coupon = [](const std::string& reward) {
    return faults_of(compiled("[" + rule("coupon", "K", R"("reward":)" + reward) + "]"));
  };
  EXPECT_THAT(coupon(R"({"kind":"freight_off"})"), IsEmpty());
  EXPECT_THAT(
      coupon(R"({"kind":"points_multiple","multiple":"2"})"),
      ElementsAre("unknown_value /rules/0/reward/kind")
  );
}

TEST(CompileTest, OnlyAMultipleIsLimitedInPoints) {
  const std::string limited = R"("limits":[{"per":"total","points":500}],)";
  EXPECT_THAT(
      faults_of(compiled(promotion_json(money_off(100), limited))),
      ElementsAre("out_of_range /rules/0/limits/0/points")
  );
  const auto set =
      compiled(promotion_json(R"({"kind":"points_multiple","multiple":"2"})", limited));
  ASSERT_TRUE(set);
  ASSERT_EQ(set->promotions[0].limits.size(), 1U);
  EXPECT_EQ(set->promotions[0].limits[0].points, 500);
  EXPECT_FALSE(set->promotions[0].limits[0].uses);
  EXPECT_FALSE(set->promotions[0].limits[0].money);
}

TEST(CompileTest, RulesNameOnlyRulesThatThereAre) {
  const std::string gift = R"("reward":{"kind":"coupon_gift","coupon":"K"})";
  EXPECT_THAT(
      faults_of(compiled(
          "[" + rule("promotion", "A", R"("not_with":["B","K"],)" + gift) + "," +
          rule("promotion", "B", gift) + "]"
      )),
      ElementsAre(
          "unknown_value /rules/0/reward/coupon",
          "unknown_value /rules/0/not_with/1",
          "unknown_value /rules/1/reward/coupon"
      )
  );
  const auto set = compiled(
      "[" + rule("promotion", "A", gift) + "," +
      rule("coupon", "K", R"("reward":)" + money_off(100)) + "]"
  );
  ASSERT_TRUE(set);
  EXPECT_EQ(std::get<CouponGift>(set->promotions[0].reward).coupon_template, set->coupons[0].id);
}

TEST(CompileTest, ACodeStandsForOneRuleOfTheSetWhateverItsKind) {
  EXPECT_THAT(
      faults_of(compiled(
          "[" + rule("promotion", "A", R"("reward":)" + money_off(1)) + "," +
          rule("coupon", "A", R"("reward":)" + money_off(1)) + "," +
          rule("promotion", "A", R"("reward":)" + money_off(1)) + "]"
      )),
      ElementsAre("code_taken /rules/1/code", "code_taken /rules/2/code")
  );
}

TEST(CompileTest, SharesWeighSomethingAndNameEachPartyOnce) {
  const auto with = [](const std::string& shares) {
    return faults_of(compiled(promotion_json(money_off(1), R"("shares":)" + shares + ",")));
  };
  EXPECT_THAT(
      with(R"([{"party":"A","weight":0},{"party":"B","weight":0}])"),
      ElementsAre("out_of_range /rules/0/shares")
  );
  EXPECT_THAT(
      with(R"([{"party":"A","weight":1},{"party":"A","weight":2}])"),
      ElementsAre("code_taken /rules/0/shares/1/party")
  );
  EXPECT_THAT(with(R"([{"party":"A","weight":0},{"party":"B","weight":1}])"), IsEmpty());
  EXPECT_THAT(
      with(R"([{"of":"mall","weight":1},{"of":"brand","weight":1},{"party":"A","weight":1}])"),
      IsEmpty()
  );
  EXPECT_THAT(
      with(R"([{"of":"brand","weight":1},{"of":"brand","weight":1}])"),
      ElementsAre("code_taken /rules/0/shares/1/of")
  );
  EXPECT_THAT(with(R"([{"weight":1}])"), ElementsAre("bad_format /rules/0/shares/0"));
  EXPECT_THAT(
      with(R"([{"party":"A","of":"brand","weight":1}])"),
      ElementsAre("bad_format /rules/0/shares/0")
  );
}

TEST(CompileTest, EveryTimeOfNoThresholdIsRefused) {
  EXPECT_THAT(
      faults_of(compiled(promotion_json(money_off(1), R"("threshold":{"every":true},)"))),
      ElementsAre("out_of_range /rules/0/threshold/every")
  );
}

TEST(CompileTest, AllMoneyIsInTheCurrencyOfTheRules) {
  const std::string pounds = R"({"amount":1,"currency":"GBP"})";
  EXPECT_THAT(
      faults_of(compiled(promotion_json(
          R"({"kind":"percent_off","rate":"0.9","cap":)" + pounds + "}",
          R"("threshold":{"amount":)" + pounds + "},"
      ))),
      ElementsAre(
          "currency_mismatch /rules/0/threshold/amount", "currency_mismatch /rules/0/reward/cap"
      )
  );
}

TEST(CompileTest, ExclusiveGoodsAreNamed) {
  EXPECT_THAT(
      faults_of(compiled("[" + rule("restriction", "R", R"("scope":{})") + "]")),
      ElementsAre("too_few /rules/0/scope/include")
  );
}

TEST(CompileTest, AnEmptyBundleThatAStoreHeldIsRefused) {
  PromotionTerms terms;
  terms.code = "A";
  terms.reward = BundleTerms{};
  FreshNames names;
  std::vector<Error> faults;
  EXPECT_FALSE(compile_rule(terms, names, Currency::cny, "", faults));
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].code, ErrorCode::too_few);
  EXPECT_EQ(faults[0].pointer, "/reward/slots");
}

TEST(CompileTest, PrecedenceHasAllSixKindsOnce) {
  const auto with = [](const std::string& kinds) {
    return faults_of(compiled(R"({"parameters":{"precedence":)" + kinds + R"(},"rules":[]})"));
  };
  EXPECT_THAT(with(R"(["item"])"), ElementsAre("bad_format /parameters/precedence"));
  EXPECT_THAT(
      with(R"(["item","item","brand","counter_group","small_category","middle_category"])"),
      ElementsAre("bad_format /parameters/precedence")
  );
  EXPECT_THAT(
      with(R"(["item","large_category","brand","counter_group","small_category","middle_category"])"
      ),
      IsEmpty()
  );
}

// Names of a store, which know few codes.
class KnowsNothing : public Names {
 public:
  std::optional<std::int64_t> find(Kind, std::string_view) override { return std::nullopt; }
  std::optional<std::int64_t> find_goods(GoodsKind, std::string_view) override {
    return std::nullopt;
  }
  std::optional<std::int64_t> find_rule(RuleKind, std::string_view) override {
    return std::nullopt;
  }
};

TEST(CompileTest, EveryUnknownCodeIsPointedOutAndSaysWhatItShouldBe) {
  const auto some = testing::some_rules(promotion_json(
      R"({"kind":"gift","item":"G"})",
      R"("conditions":{"stores":["S"],"card_types":["C"],"tiers":["T"],"groups":["G"],)"
      R"("groups_excluded":["X"]},"shares":[{"party":"P","weight":1}],"exclusive_group":"E",)"
      R"("scope":{"include":[{"kind":"brand","code":"B"}],)"
      R"("exclude":[{"kind":"counter_group","code":"B"},{"kind":"small_category","code":"B"}]},)"
  ));
  KnowsNothing names;
  std::vector<Error> faults;
  EXPECT_FALSE(compile_rule(some.rules[0], names, Currency::cny, "/terms", faults));
  std::vector<std::string> pointers;
  std::set<std::string> sentences;
  for (const Error& fault : faults) {
    EXPECT_EQ(fault.code, ErrorCode::unknown_value);
    pointers.push_back(fault.pointer);
    sentences.insert(api::message_of(fault, api::Language::en));
    EXPECT_EQ(api::message_of(fault, api::Language::zh_cn).find('@'), std::string::npos);
  }
  EXPECT_THAT(
      pointers,
      ElementsAre(
          "/terms/conditions/stores/0",
          "/terms/conditions/card_types/0",
          "/terms/conditions/tiers/0",
          "/terms/conditions/groups/0",
          "/terms/conditions/groups_excluded/0",
          "/terms/shares/0/party",
          "/terms/scope/include/0/code",
          "/terms/scope/exclude/0/code",
          "/terms/scope/exclude/1/code",
          "/terms/reward/item",
          "/terms/exclusive_group"
      )
  );
  EXPECT_EQ(sentences.size(), 10u);  // two name groups
}

TEST(CompileTest, NumbersAndCodesOfFreshNamesGoBothWays) {
  FreshNames names;
  EXPECT_EQ(names.find(Names::Kind::party, "A"), 1);
  EXPECT_EQ(names.find(Names::Kind::party, "B"), 2);
  EXPECT_EQ(names.find(Names::Kind::party, "A"), 1);
  EXPECT_EQ(names.find(Names::Kind::tier, "B"), 1);
  EXPECT_EQ(names.code_of(Names::Kind::party, 2), "B");
  EXPECT_EQ(names.code_of(Names::Kind::party, 3), "");
  EXPECT_EQ(names.code_of(GoodsKind::item, 1), "");
  EXPECT_EQ(names.find_rule(RuleKind::coupon, "K"), std::nullopt);
}

}  // namespace
}  // namespace guanxi::pricing
