// What a ladder says as JSON: its description for the API, and the form it is stored in. Inside
// modules/tiers.
#pragma once

#include "modules/tiers/ladders.h"
#include "platform/api/api.h"

namespace guanxi::tiers {

BOOST_DESCRIBE_STRUCT(Benefit, (), (code, name_zh, name_en))
BOOST_DESCRIBE_STRUCT(
    Tier,
    (),
    (code,
     name_zh,
     name_en,
     threshold,
     keep,
     discount_rate,
     points_multiple,
     gifts,
     exclusives,
     price)
)
BOOST_DESCRIBE_STRUCT(Behaviour, (), (code, name_zh, name_en, growth))
BOOST_DESCRIBE_STRUCT(Sources, (), (amount, amount_growth, visit_growth, tenure_growth, behaviours))
BOOST_DESCRIBE_STRUCT(
    Terms,
    (),
    (name_zh,
     name_en,
     decides_rates,
     period,
     period_months,
     grace_days,
     downgrade,
     purchase_months,
     sources,
     tiers)
)

}  // namespace guanxi::tiers

namespace guanxi::api {

namespace tier_fields {
inline constexpr Field name_zh{
    .name = "name_zh", .text = {"中文名称", "Name in Chinese"}, .max = 100, .example = R"("金卡")"};
inline constexpr Field name_en{
    .name = "name_en", .text = {"英文名称", "Name in English"}, .max = 100, .example = R"("Gold")"};
constexpr Field code(const char* zh, const char* en, const char* example) {
  return {
      .name = "code",
      .text = {zh, en},
      .min = 1,
      .max = 32,
      .example = example,
      .chars = Chars::code};
}
constexpr Field growth(const char* name, const char* zh, const char* en, const char* example) {
  return {
      .name = name,
      .text = {zh, en},
      .min = 0,
      .max = tiers::limits::growth_max,
      .example = example};
}
}  // namespace tier_fields

template <>
struct Doc<tiers::PeriodKind> {
  static constexpr const char* name = "TierPeriod";
  static constexpr Text text{"周期的种类", "What a period is"};
  static constexpr Field values[] = {
      {.name = "rolling", .text = {"滚动：最近若干个月", "The last so many months"}},
      {.name = "calendar", .text = {"自然年", "The calendar year"}},
      {.name = "anniversary", .text = {"入会周年", "From one anniversary of joining to the next"}}};
};
template <>
struct Doc<tiers::Downgrade> {
  static constexpr const char* name = "TierDowngrade";
  static constexpr Text text{"未能保级时", "What happens to a tier that is not kept"};
  static constexpr Field values[] = {
      {.name = "one_step", .text = {"降一级", "One tier down"}},
      {.name = "supported",
       .text = {"降到成长值所能保的等级", "Down to the highest that growth keeps"}}};
};

template <>
struct Doc<tiers::Benefit> {
  static constexpr const char* name = "TierBenefit";
  static constexpr Text text{"一项礼遇或专享", "A gift or an exclusive"};
  static constexpr Field fields[] = {
      tier_fields::code("编码", "Its code", R"("BIRTHDAY_CAKE")"),
      tier_fields::name_zh,
      tier_fields::name_en};
};

template <>
struct Doc<tiers::Tier> {
  static constexpr const char* name = "Tier";
  static constexpr Text text{"一个等级", "A tier"};
  static constexpr Field fields[] = {
      tier_fields::code(
          "等级编码；启用后不能去掉", "Its code; it stays once in force", R"("GOLD")"
      ),
      tier_fields::name_zh,
      tier_fields::name_en,
      tier_fields::growth(
          "threshold", "达到所需的成长值", "Growth that reaches it; 0 for the lowest", "1000"
      ),
      tier_fields::growth(
          "keep", "每期保级所需的成长值", "Growth of a period that keeps it", "800"
      ),
      {.name = "discount_rate",
       .text = {"折扣率：0.95 为九五折", "Discount rate: 0.95 pays 95 %"},
       .min = 0,
       .max = rate_one,
       .example = R"("0.95")"},
      {.name = "points_multiple",
       .text =
           {"身份积分倍数：基础积分之外另加几倍（E 类），与卡类型取大",
            "Identity points: the extra in multiples of the base (class E); the larger of card "
            "type and tier counts"},
       .min = 0,
       .max = tiers::limits::rate_max * rate_one,
       .example = R"("1")"},
      {.name = "gifts",
       .text = {"礼遇", "Gifts"},
       .max_items = tiers::limits::benefits_max,
       .has_default = true},
      {.name = "exclusives",
       .text = {"专享", "Exclusives"},
       .max_items = tiers::limits::benefits_max,
       .has_default = true},
      {.name = "price",
       .text = {"购买价格；不填则不出售", "What it is sold for; absent: it cannot be bought"},
       .min = 1,
       .max = tiers::limits::amount_max,
       .example = R"({"amount":29900,"currency":"CNY"})"}};
};

template <>
struct Doc<tiers::Behaviour> {
  static constexpr const char* name = "TierBehaviour";
  static constexpr Text text{"得成长值的一种行为", "A behaviour that gives growth"};
  static constexpr Field fields[] = {
      tier_fields::code("行为编码", "Its code", R"("REVIEW")"),
      tier_fields::name_zh,
      tier_fields::name_en,
      {.name = "growth",
       .text = {"每次得多少成长值", "Growth each time"},
       .min = 1,
       .max = tiers::limits::growth_each_max,
       .example = "20"}};
};

template <>
struct Doc<tiers::Sources> {
  static constexpr const char* name = "TierSources";
  static constexpr Text text{"成长值的来源；至少一项", "Where growth comes from; one at least"};
  static constexpr Field fields[] = {
      {.name = "amount",
       .text =
           {"每实付这么多（不含积分、券和赠送部分）",
            "For every so much paid, without what points, "
            "vouchers or bonus pay"},
       .min = 1,
       .max = tiers::limits::amount_max,
       .example = R"({"amount":100,"currency":"CNY"})"},
      {.name = "amount_growth",
       .text = {"得多少成长值；0 为不计金额", "so much growth; 0: amounts give none"},
       .min = 0,
       .max = tiers::limits::growth_each_max,
       .example = "1"},
      {.name = "visit_growth",
       .text = {"每天第一张小票得多少", "For the first receipt of a day"},
       .min = 0,
       .max = tiers::limits::growth_each_max,
       .example = "5",
       .has_default = true},
      {.name = "tenure_growth",
       .text = {"每满一年会龄得多少", "On each anniversary of joining"},
       .min = 0,
       .max = tiers::limits::growth_each_max,
       .example = "100",
       .has_default = true},
      {.name = "behaviours",
       .text = {"行为", "Behaviours"},
       .max_items = tiers::limits::behaviours_max,
       .has_default = true}};
};

template <>
struct Doc<tiers::Terms> {
  static constexpr const char* name = "TierTerms";
  static constexpr Text text{
      "等级体系的全部参数；一起校验，一次给全", "What a ladder says, judged together"};
  static constexpr Field fields[] = {
      {.name = "name_zh",
       .text = {"中文名称", "Name in Chinese"},
       .max = 100,
       .example = R"("会员等级")"},
      {.name = "name_en",
       .text = {"英文名称", "Name in English"},
       .max = 100,
       .example = R"("Membership tiers")"},
      {.name = "decides_rates",
       .text =
           {"是否决定折扣率与积分倍数；一个计划只能有一个体系决定",
            "Whether it decides discount and points multiple; one ladder of a programme does"},
       .example = "true"},
      {.name = "period", .text = {"周期", "The period"}, .example = R"("calendar")"},
      {.name = "period_months",
       .text = {"rolling：几个月", "rolling: how many months"},
       .min = 1,
       .max = tiers::limits::months_max,
       .example = "12"},
      {.name = "grace_days",
       .text =
           {"期末后的宽限天数，其间的成长值仍计入保级",
            "Days after a period's end in which growth still counts for it"},
       .min = 0,
       .max = tiers::limits::grace_days_max,
       .example = "30",
       .has_default = true},
      {.name = "downgrade",
       .text = {"未能保级时", "What happens to a tier that is not kept"},
       .example = R"("one_step")"},
      {.name = "purchase_months",
       .text = {"购买的等级有效几个月", "Months that a tier lasts that was bought"},
       .min = 1,
       .max = tiers::limits::months_max,
       .example = "12",
       .has_default = true},
      {.name = "sources", .text = {"成长值的来源", "Where growth comes from"}},
      {.name = "tiers",
       .text =
           {"等级，从最低的开始；最低的人人都有",
            "The tiers, the lowest first, which "
            "everybody has"},
       .min_items = 1,
       .max_items = tiers::limits::tiers_max}};
  static constexpr const char* example =
      R"({"name_zh":"会员等级","name_en":"Membership tiers","decides_rates":true,"period":"calendar","grace_days":30,"downgrade":"one_step","purchase_months":12,"sources":{"amount":{"amount":100,"currency":"CNY"},"amount_growth":1,"visit_growth":5,"tenure_growth":100,"behaviours":[{"code":"REVIEW","name_zh":"晒单","name_en":"Review","growth":20}]},"tiers":[{"code":"BASE","name_zh":"普通","name_en":"Ordinary","threshold":0,"keep":0,"discount_rate":"1","points_multiple":"0"},{"code":"GOLD","name_zh":"金卡","name_en":"Gold","threshold":1000,"keep":800,"discount_rate":"0.95","points_multiple":"1","gifts":[{"code":"CAKE","name_zh":"生日蛋糕","name_en":"Birthday cake"}],"exclusives":[{"code":"LOUNGE","name_zh":"贵宾室","name_en":"Lounge"}],"price":{"amount":29900,"currency":"CNY"}}]})";
};

}  // namespace guanxi::api
