// The JSON of every rule: words, limits and examples of what terms.h names.
#pragma once

#include "modules/pricing/condition_docs.h"

namespace guanxi::pricing {

BOOST_DESCRIBE_STRUCT(RuleHead, (), (code, name_zh, name_en, conditions, shares))
BOOST_DESCRIBE_STRUCT(EntryTerms, (), (goods, rate, price, stacks))
BOOST_DESCRIBE_STRUCT(DocumentTerms, (RuleHead), (entries))
BOOST_DESCRIBE_STRUCT(RestrictionTerms, (RuleHead), (scope))
BOOST_DESCRIBE_STRUCT(OfferTerms, (RuleHead), (scope, full_price_only, threshold, reward))
BOOST_DESCRIBE_ENUM(LimitSpan, member, member_day, store_day, day, total)
BOOST_DESCRIBE_STRUCT(LimitTerms, (), (per, uses, money, points))
BOOST_DESCRIBE_STRUCT(
    PromotionTerms, (OfferTerms), (lane, priority, exclusive_group, not_with, once_per_line, limits)
)
BOOST_DESCRIBE_STRUCT(
    CouponTerms, (OfferTerms), (with_promotions, with_member_price, with_others, per_receipt_max)
)
BOOST_DESCRIBE_ENUM(Stacking, best_of, product, stepped)
BOOST_DESCRIBE_ENUM(Choice, priority, best)
BOOST_DESCRIBE_ENUM(RoundingWord, half_up, floor, ceil)
BOOST_DESCRIBE_STRUCT(RoundOffTerms, (), (to, rounding))
BOOST_DESCRIBE_STRUCT(ParameterTerms, (), (stacking, precedence, choice, round_off))

}  // namespace guanxi::pricing

namespace guanxi::api {

namespace pricing_fields {
constexpr Field order(const char* name, const char* zh, const char* en) {
  return {
      .name = name,
      .text = {zh, en},
      .min = -pricing::limits::order_max,
      .max = pricing::limits::order_max,
      .example = "0",
      .has_default = true};
}
inline constexpr Field rule_code{
    .name = "code",
    .text =
        {"规则编码，在同一套规则里唯一",
         "Code of the rule, the only one of its set with this code"},
    .min = 1,
    .max = pricing::limits::code_length,
    .example = R"("MAY-200-20")",
    .chars = Chars::code};
inline constexpr Field name_zh{
    .name = "name_zh",
    .text = {"中文名称", "Name in Chinese"},
    .min = 1,
    .max = pricing::limits::name_length,
    .example = R"("五月满 200 减 20")"};
inline constexpr Field name_en{
    .name = "name_en",
    .text = {"英文名称", "Name in English"},
    .min = 1,
    .max = pricing::limits::name_length,
    .example = R"("May: 20 off 200")"};
inline constexpr Field conditions{
    .name = "conditions",
    .text = {"何时、何地、对谁有效", "When, where and for whom it is in force"},
    .has_default = true};
inline constexpr Field shares{
    .name = "shares",
    .text =
        {"由谁按什么权重分担优惠；空为商场全担",
         "Who bears what it takes off, and with which weight; empty: the mall"},
    .max_items = pricing::limits::shares_max,
    .has_default = true};
inline constexpr Field scope{
    .name = "scope", .text = {"商品范围", "Which goods it is about"}, .has_default = true};
inline constexpr Field full_price_only = flag(
    "full_price_only",
    "只算没有降价的商品",
    "Only on goods whose shop price is not reduced",
    "false"
);
inline constexpr Field threshold{
    .name = "threshold", .text = {"门槛", "What must be bought"}, .has_default = true};
inline constexpr Field reward{.name = "reward", .text = {"优惠内容", "What it gives"}};
}  // namespace pricing_fields

template <>
struct Doc<pricing::EntryTerms> {
  static constexpr const char* name = "DiscountEntry";
  static constexpr Text text{
      "折扣单的一行：折扣率或专享价之一", "A line of a discount document: a rate, or a price"};
  static constexpr Field fields[] = {
      {.name = "goods", .text = {"商品", "Which goods"}},
      pricing_fields::factor(
          "rate", "会员折扣率：0.95 为九五折", "Of the list price: 0.95 pays 95 %", R"("0.95")"
      ),
      pricing_fields::unit_price(
          "price", "专享价，仅限单品", "Exclusive price; of single items only", R"("59.90")"
      ),
      pricing_fields::flag("stacks", "参加折上折", "Takes part in discount on discount", "true")};
};
template <>
struct Doc<pricing::DocumentTerms> {
  static constexpr const char* name = "DiscountDocumentTerms";
  static constexpr const char* kind = "document";
  static constexpr Text text{"会员折扣单", "Discount document"};
  static constexpr Field fields[] = {
      pricing_fields::rule_code,
      pricing_fields::name_zh,
      pricing_fields::name_en,
      pricing_fields::conditions,
      pricing_fields::shares,
      {.name = "entries",
       .text = {"各行", "Its lines"},
       .min_items = 1,
       .max_items = pricing::limits::entries_max}};
};
template <>
struct Doc<pricing::RestrictionTerms> {
  static constexpr const char* name = "RestrictionTerms";
  static constexpr const char* kind = "restriction";
  static constexpr Text text{
      "专享购：只卖给条件所说的人", "Exclusive goods: sold only to whom the conditions describe"};
  static constexpr Field fields[] = {
      pricing_fields::rule_code,
      pricing_fields::name_zh,
      pricing_fields::name_en,
      pricing_fields::conditions,
      {.name = "shares",
       .text = {"留空：没有优惠可分担", "Empty: there is nothing to bear"},
       .max_items = 0,
       .example = "[]",
       .has_default = true},
      {.name = "scope", .text = {"商品范围，不能为空", "Which goods; not all of them"}}};
};
template <>
struct Doc<pricing::LimitSpan> {
  static constexpr Field values[] = {
      {.name = "member", .text = {"每位会员", "A member"}},
      {.name = "member_day", .text = {"每位会员每天", "A member on a day"}},
      {.name = "store_day", .text = {"每家门店每天", "A store on a day"}},
      {.name = "day", .text = {"所有门店每天", "All stores on a day"}},
      {.name = "total", .text = {"总共", "Altogether"}}};
};
template <>
struct Doc<pricing::LimitTerms> {
  static constexpr Text text{
      "促销的限额：次数、金额、积分至少填一项",
      "How far a promotion goes: a number of receipts, an amount, points; one of them at least"};
  static constexpr Field fields[] = {
      {.name = "per", .text = {"按什么计", "Counted for"}, .example = R"("member")"},
      {.name = "uses",
       .text = {"最多用于多少张小票", "Receipts it may be used for"},
       .min = 1,
       .max = pricing::limits::uses_max,
       .example = "1"},
      {.name = "money",
       .text = {"最多优惠多少金额", "The most it may take off"},
       .min = 1,
       .max = pricing::limits::money_max,
       .example = R"({"amount":1000000,"currency":"CNY"})"},
      {.name = "points",
       .text =
           {"最多给出多少积分，限积分倍数（points_"
            "multiple）的促销；按积分活动之外多给的计，最后一单"
            "得剩余部分",
            "The most points that it may give, of promotions of kind points_multiple: what they "
            "give "
            "beyond the member's occasion counts, and the last sale gets the rest"},
       .min = 1,
       .max = pricing::limits::points_max,
       .example = "100000"}};
};
template <>
struct Doc<pricing::PromotionTerms> {
  static constexpr const char* name = "PromotionTerms";
  static constexpr const char* kind = "promotion";
  static constexpr Text text{"促销", "Promotion"};
  static constexpr Field fields[] = {
      pricing_fields::rule_code,
      pricing_fields::name_zh,
      pricing_fields::name_en,
      pricing_fields::conditions,
      pricing_fields::shares,
      pricing_fields::scope,
      pricing_fields::full_price_only,
      pricing_fields::threshold,
      pricing_fields::reward,
      pricing_fields::order(
          "lane",
          "阶段：小的先算，后面的按算后的价格",
          "Lanes go one after another, the lowest first"
      ),
      pricing_fields::order(
          "priority", "同一阶段内大的先算", "Within a lane the highest goes first"
      ),
      {.name = "exclusive_group",
       .text = {"互斥组：一组最多用一个", "At most one of such a group applies"},
       .min = 1,
       .max = pricing::limits::code_length,
       .example = R"("MAIN")"},
      pricing_fields::refs(
          "not_with", "不与这些促销同用", "Promotions it cannot stand beside", R"(["MAY-GIFT"])"
      ),
      pricing_fields::flag(
          "once_per_line",
          "一行商品只用一个这样的促销",
          "Takes lines that no other such promotion has taken",
          "false"
      ),
      {.name = "limits",
       .text =
           {"次数与金额限额；用完就不再适用，整单退货退回",
            "Limits; it does not apply any more where one is used up. A sale that comes back "
            "wholly "
            "gives back what it used"},
       .max_items = pricing::limits::limits_max,
       .has_default = true}};
};
template <>
struct Doc<pricing::CouponTerms> {
  static constexpr const char* name = "CouponTerms";
  static constexpr const char* kind = "coupon";
  static constexpr Text text{"券的优惠规则", "What a coupon is good for"};
  static constexpr Field fields[] = {
      pricing_fields::rule_code,
      pricing_fields::name_zh,
      pricing_fields::name_en,
      pricing_fields::conditions,
      pricing_fields::shares,
      pricing_fields::scope,
      pricing_fields::full_price_only,
      pricing_fields::threshold,
      pricing_fields::reward,
      pricing_fields::flag(
          "with_promotions",
          "可用于已享促销的商品",
          "Counts on lines that a promotion has reduced",
          "true"
      ),
      pricing_fields::flag(
          "with_member_price",
          "可用于已享会员价的商品",
          "Counts on lines that the member price has reduced",
          "true"
      ),
      pricing_fields::flag(
          "with_others", "可与其他券同用", "Beside coupons of other templates", "true"
      ),
      {.name = "per_receipt_max",
       .text = {"每单最多几张；0 为不限", "So many on a receipt; 0: any"},
       .min = 0,
       .max = pricing::limits::pieces_max,
       .example = "1",
       .has_default = true}};
};

template <>
struct Doc<pricing::Stacking> {
  static constexpr const char* name = "StackingMode";
  static constexpr Text text{"折上折方式（参数 E3）", "Discount on discount (parameter E3)"};
  static constexpr Field values[] = {
      {.name = "best_of", .text = {"0：店价与会员价取低", "0: the lower of shop and member price"}},
      {.name = "product", .text = {"1：两个折扣相乘", "1: both discounts, one on the other"}},
      {.name = "stepped",
       .text = {
           "2：店内折扣不低于起点才再打折",
           "2: on top where the shop's own discount is not below the start"}}};
};
template <>
struct Doc<pricing::Choice> {
  static constexpr const char* name = "PromotionChoice";
  static constexpr Text text{"促销如何选择", "Which promotions apply"};
  static constexpr Field values[] = {
      {.name = "priority", .text = {"按声明的顺序", "In the declared order"}},
      {.name = "best", .text = {"对会员最省", "What costs the member least"}}};
};
template <>
struct Doc<pricing::RoundingWord> {
  static constexpr const char* name = "RoundOffRounding";
  static constexpr Text text{"取整方式", "How it rounds"};
  static constexpr Field values[] = {
      {.name = "half_up", .text = {"四舍五入", "Half up"}},
      {.name = "floor", .text = {"向下", "Down"}},
      {.name = "ceil", .text = {"向上", "Up"}}};
};
template <>
struct Doc<pricing::RoundOffTerms> {
  static constexpr const char* name = "RoundOff";
  static constexpr Text text{"抹零", "Rounding off of the receipt"};
  static constexpr Field fields[] = {
      {.name = "to",
       .text =
           {"到多少个最小货币单位：1 不抹，10 到角，100 到元",
            "To so many minor units: 1 none, 10 to jiao, 100 to yuan"},
       .min = 1,
       .max = 1'000'000,
       .example = "10",
       .has_default = true},
      {.name = "rounding",
       .text = {"取整方式", "How it rounds"},
       .example = R"("floor")",
       .has_default = true}};
};
template <>
struct Doc<pricing::ParameterTerms> {
  static constexpr const char* name = "PricingParameters";
  static constexpr Text text{"定价参数", "Parameters of pricing"};
  static constexpr Field fields[] = {
      {.name = "stacking",
       .text = {"折上折方式", "Discount on discount"},
       .example = R"("stepped")",
       .has_default = true},
      {.name = "precedence",
       .text =
           {"折扣单的优先级：六种都给，低的在前；空为默认",
            "Which kind of a document's goods wins: all six, the lowest first; empty: the default"},
       .max_items = static_cast<std::int64_t>(pricing::goods_kinds),
       .example =
           R"(["large_category","middle_category","small_category","counter_group","brand","item"])",
       .has_default = true},
      {.name = "choice",
       .text = {"促销选择", "Which promotions apply"},
       .example = R"("best")",
       .has_default = true},
      {.name = "round_off", .text = {"抹零", "Rounding off"}, .has_default = true}};
};

}  // namespace guanxi::api
