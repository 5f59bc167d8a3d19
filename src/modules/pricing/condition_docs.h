// When, where and for whom a rule is in force, and who bears it, as JSON.
#pragma once

#include "modules/pricing/reward_docs.h"

namespace guanxi::pricing {

BOOST_DESCRIBE_ENUM(Weekday, monday, tuesday, wednesday, thursday, friday, saturday, sunday)
BOOST_DESCRIBE_ENUM(Channel, store, online, phone, import)
BOOST_DESCRIBE_ENUM(
    Paid,
    cash,
    bank_card,
    wechat_pay,
    alipay,
    unionpay,
    voucher,
    stored_value,
    small_change,
    points,
    other
)
BOOST_DESCRIBE_ENUM(BirthdayIn, any, day, week, month)
BOOST_DESCRIBE_STRUCT(HoursTerms, (), (from, to))
BOOST_DESCRIBE_STRUCT(
    ConditionTerms,
    (),
    (from,
     to,
     weekdays,
     hours,
     stores,
     channels,
     members_only,
     card_types,
     tiers,
     groups,
     groups_excluded,
     birthday,
     first_purchase,
     tenders)
)
BOOST_DESCRIBE_STRUCT(ShareTerms, (), (party, weight, of))

}  // namespace guanxi::pricing

namespace guanxi::api {

namespace pricing_fields {
/// A list of codes of what is kept elsewhere; absent: empty.
constexpr Field refs(const char* name, const char* zh, const char* en, const char* example) {
  Field field = ref(name, zh, en, example);
  field.max_items = pricing::limits::names_max;
  field.has_default = true;
  return field;
}
}  // namespace pricing_fields

template <>
struct Doc<pricing::Weekday> {
  static constexpr const char* name = "RuleWeekday";
  static constexpr Text text{"星期", "Day of the week"};
  static constexpr Field values[] = {
      {.name = "monday", .text = {"星期一", "Monday"}},
      {.name = "tuesday", .text = {"星期二", "Tuesday"}},
      {.name = "wednesday", .text = {"星期三", "Wednesday"}},
      {.name = "thursday", .text = {"星期四", "Thursday"}},
      {.name = "friday", .text = {"星期五", "Friday"}},
      {.name = "saturday", .text = {"星期六", "Saturday"}},
      {.name = "sunday", .text = {"星期日", "Sunday"}}};
};
template <>
struct Doc<pricing::Channel> {
  static constexpr const char* name = "RuleChannel";
  static constexpr Text text{"销售渠道", "Where it was sold"};
  static constexpr Field values[] = {
      {.name = "store", .text = {"门店", "In a store"}},
      {.name = "online", .text = {"线上", "Online"}},
      {.name = "phone", .text = {"电话", "By phone"}},
      {.name = "import", .text = {"导入", "Imported"}}};
};
template <>
struct Doc<pricing::Paid> {
  static constexpr const char* name = "RuleTender";
  static constexpr Text text{"付款方式", "Kind of tender"};
  static constexpr Field values[] = {
      {.name = "cash", .text = {"现金", "Cash"}},
      {.name = "bank_card", .text = {"银行卡", "Bank card"}},
      {.name = "wechat_pay", .text = {"微信支付", "WeChat Pay"}},
      {.name = "alipay", .text = {"支付宝", "Alipay"}},
      {.name = "unionpay", .text = {"银联", "UnionPay"}},
      {.name = "voucher", .text = {"代金券", "Voucher"}},
      {.name = "stored_value", .text = {"储值", "Stored value"}},
      {.name = "small_change", .text = {"零钱", "Small change"}},
      {.name = "points", .text = {"积分抵现", "Points as money"}},
      {.name = "other", .text = {"其他", "Other"}}};
};
template <>
struct Doc<pricing::BirthdayIn> {
  static constexpr const char* name = "RuleBirthday";
  static constexpr Text text{"会员生日", "The member's birthday"};
  static constexpr Field values[] = {
      {.name = "any", .text = {"不限", "Any day"}},
      {.name = "day", .text = {"当天", "On the day"}},
      {.name = "week", .text = {"当周（周一至周日）", "In the week, Monday to Sunday"}},
      {.name = "month", .text = {"当月", "In the month"}}};
};
template <>
struct Doc<pricing::HoursTerms> {
  static constexpr const char* name = "RuleHours";
  static constexpr Text text{
      "一段时间；止不晚于起则跨零点，零点之后仍算前一天（起止日、星期几）",
      "Hours; where `to` is not after `from` they go over midnight, and what comes after it is "
      "still "
      "the night of the day before, as to `from`, `to` and `weekdays` of the rule"};
  static constexpr Field fields[] = {
      {.name = "from",
       .text = {"起，时:分", "The first minute, HH:MM"},
       .min = 5,
       .max = 5,
       .example = R"("10:00")",
       .chars = Chars::code},
      {.name = "to",
       .text = {"止，不含；24:00 为午夜", "The first minute after; 24:00 is midnight"},
       .min = 5,
       .max = 5,
       .example = R"("12:30")",
       .chars = Chars::code}};
};
template <>
struct Doc<pricing::ConditionTerms> {
  static constexpr const char* name = "RuleConditions";
  static constexpr Text text{
      "条件；空的一项为不限", "Conditions: all must hold; an empty one asks for nothing"};
  static constexpr Field fields[] = {
      {.name = "from", .text = {"起始日", "The first day"}, .example = R"("2026-05-01")"},
      {.name = "to", .text = {"截止日，含", "The last day"}, .example = R"("2026-05-31")"},
      {.name = "weekdays",
       .text = {"星期几", "On these days of the week"},
       .max_items = 7,
       .example = R"(["friday","saturday"])",
       .has_default = true},
      {.name = "hours",
       .text = {"时段，其一即可", "Within one of these hours"},
       .max_items = pricing::limits::hours_max,
       .has_default = true},
      pricing_fields::refs("stores", "门店", "In these stores", R"(["S01"])"),
      {.name = "channels",
       .text = {"渠道", "Through these channels"},
       .max_items = 4,
       .example = R"(["store"])",
       .has_default = true},
      pricing_fields::flag("members_only", "仅会员", "For members only", "false"),
      pricing_fields::refs("card_types", "卡类型", "With a card of these types", R"(["GOLD"])"),
      pricing_fields::refs("tiers", "会员等级", "Of these tiers", R"(["GOLD"])"),
      pricing_fields::refs(
          "groups", "标签或人群，其一即可", "In one of these tags or audiences", R"(["MUMS"])"
      ),
      pricing_fields::refs("groups_excluded", "不在这些人群内", "In none of these", R"(["STAFF"])"),
      {.name = "birthday",
       .text = {"生日", "Around the birthday"},
       .example = R"("any")",
       .has_default = true},
      pricing_fields::flag("first_purchase", "首次购买", "The member's first purchase", "false"),
      {.name = "tenders",
       .text = {"付款方式，用到其一即可", "Paid with one of these at least"},
       .max_items = 10,
       .example = R"(["wechat_pay"])",
       .has_default = true}};
};
template <>
struct Doc<pricing::ShareTerms> {
  static constexpr const char* name = "RuleShare";
  static constexpr Text text{"一方分担", "What one party bears"};
  static constexpr Field fields[] = {
      pricing_fields::ref(
          "party", "承担方编码；与 of 二选一", "Code of the party; this or `of`", R"("BRAND-OLAY")"
      ),
      {.name = "weight",
       .text = {"权重；各方按权重之比分担", "Its weight among all of them"},
       .min = 0,
       .max = pricing::limits::weight_max,
       .example = "30"},
      {.name = "of",
       .text =
           {"商场、该行的柜台、该行货品的柜组或品牌；货品没有的归商场",
            "The mall, the counter of the line, or the counter group or brand of its goods; where "
            "there is none the mall bears it"},
       .example = R"("counter_group")"}};
};

}  // namespace guanxi::api
