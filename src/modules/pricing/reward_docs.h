// What a promotion or coupon gives, as JSON: each kind with its words, limits and examples.
#pragma once

#include "modules/pricing/terms.h"
#include "platform/api/doc.h"
#include "platform/api/type.h"

namespace guanxi::pricing {

BOOST_DESCRIBE_ENUM(
    GoodsKind, large_category, middle_category, small_category, counter_group, brand, item
)
BOOST_DESCRIBE_STRUCT(GoodsRef, (), (kind, code))
BOOST_DESCRIBE_STRUCT(ScopeTerms, (), (include, exclude))
BOOST_DESCRIBE_STRUCT(MoneyOffTerms, (), (amount, each_piece))
BOOST_DESCRIBE_STRUCT(PercentOffTerms, (), (rate, cap))
BOOST_DESCRIBE_STRUCT(FixedPriceTerms, (), (price))
BOOST_DESCRIBE_STRUCT(StepTerms, (), (from_amount, from_pieces, off, rate))
BOOST_DESCRIBE_ENUM(StepMeasure, amount, pieces)
BOOST_DESCRIBE_STRUCT(StepsTerms, (), (measure, steps))
BOOST_DESCRIBE_STRUCT(BuyGetTerms, (), (buy, get, rate))
BOOST_DESCRIBE_STRUCT(SlotTerms, (), (scope, pieces))
BOOST_DESCRIBE_STRUCT(BundleTerms, (), (slots, price))
BOOST_DESCRIBE_STRUCT(AddOnTerms, (), (target, price, pieces))
BOOST_DESCRIBE_STRUCT(GiftTerms, (), (item, pieces, declared_value))
BOOST_DESCRIBE_STRUCT(PointsMultipleTerms, (), (multiple))
BOOST_DESCRIBE_STRUCT(CouponGiftTerms, (), (coupon, count))
BOOST_DESCRIBE_STRUCT(FreightOffTerms, (), (cap))
BOOST_DESCRIBE_STRUCT(ThresholdTerms, (), (amount, pieces, every, times_max))

}  // namespace guanxi::pricing

namespace guanxi::api {

namespace pricing_fields {
/// The code of something that is kept elsewhere.
constexpr Field ref(const char* name, const char* zh, const char* en, const char* example) {
  return {
      .name = name,
      .text = {zh, en},
      .min = 1,
      .max = pricing::limits::code_length,
      .example = example};
}
constexpr Field money(const char* name, const char* zh, const char* en, const char* example) {
  return {
      .name = name,
      .text = {zh, en},
      .min = 0,
      .max = pricing::limits::money_max,
      .example = example};
}
constexpr Field unit_price(const char* name, const char* zh, const char* en, const char* example) {
  return {
      .name = name,
      .text = {zh, en},
      .min = 0,
      .max = pricing::limits::unit_price_max,
      .example = example};
}
constexpr Field factor(const char* name, const char* zh, const char* en, const char* example) {
  return {.name = name, .text = {zh, en}, .min = 0, .max = rate_one, .example = example};
}
constexpr Field pieces(
    const char* name, const char* zh, const char* en, const char* example, bool has_default = true
) {
  return {
      .name = name,
      .text = {zh, en},
      .min = 1,
      .max = pricing::limits::pieces_max,
      .example = example,
      .has_default = has_default};
}
constexpr Field flag(const char* name, const char* zh, const char* en, const char* example) {
  return {.name = name, .text = {zh, en}, .example = example, .has_default = true};
}
constexpr Field absent(Field field) {
  field.has_default = true;
  return field;
}
inline constexpr Field cap = money(
    "cap",
    "最多优惠多少；不给则不封顶",
    "The most it saves; absent: any",
    R"({"amount":5000,"currency":"CNY"})"
);
}  // namespace pricing_fields

template <>
struct Doc<pricing::GoodsKind> {
  static constexpr const char* name = "RuleGoodsKind";
  static constexpr Text text{"商品范围的种类", "What a code of goods names"};
  static constexpr Field values[] = {
      {.name = "large_category", .text = {"大类", "A large category"}},
      {.name = "middle_category", .text = {"中类", "A middle category"}},
      {.name = "small_category", .text = {"小类", "A small category"}},
      {.name = "counter_group", .text = {"柜组", "A counter group"}},
      {.name = "brand", .text = {"品牌", "A brand"}},
      {.name = "item", .text = {"单品", "A single item"}}};
};
template <>
struct Doc<pricing::GoodsRef> {
  static constexpr const char* name = "RuleGoods";
  static constexpr Text text{"一组商品：种类与编码", "Goods, by kind and code"};
  static constexpr Field fields[] = {
      {.name = "kind", .text = {"种类", "The kind"}, .example = R"("brand")"},
      pricing_fields::ref("code", "编码", "The code", R"("OLAY")")};
};
template <>
struct Doc<pricing::ScopeTerms> {
  static constexpr const char* name = "RuleScope";
  static constexpr Text text{"商品范围", "Which goods"};
  static constexpr Field fields[] = {
      {.name = "include",
       .text = {"其中任一；空为全部商品", "Any of these; empty: all goods"},
       .max_items = pricing::limits::scope_max,
       .has_default = true},
      {.name = "exclude",
       .text = {"除外的商品", "But none of these"},
       .max_items = pricing::limits::scope_max,
       .has_default = true}};
};

template <>
struct Doc<pricing::MoneyOffTerms> {
  static constexpr const char* name = "RewardMoneyOff";
  static constexpr const char* kind = "money_off";
  static constexpr Text text{
      "减钱：按金额摊到范围内的商品，或每件减",
      "Money off the goods of the scope, in proportion, or off each piece of them"};
  static constexpr Field fields[] = {
      pricing_fields::money("amount", "减多少", "How much", R"({"amount":2000,"currency":"CNY"})"),
      pricing_fields::flag("each_piece", "每件都减", "Off each piece", "false")};
};
template <>
struct Doc<pricing::PercentOffTerms> {
  static constexpr const char* name = "RewardPercentOff";
  static constexpr const char* kind = "percent_off";
  static constexpr Text text{"打折", "A part of the price"};
  static constexpr Field fields[] = {
      pricing_fields::factor(
          "rate", "付几成：0.8 为八折", "What they then cost: 0.8 pays 80 %", R"("0.8")"
      ),
      pricing_fields::cap};
};
template <>
struct Doc<pricing::FixedPriceTerms> {
  static constexpr const char* name = "RewardFixedPrice";
  static constexpr const char* kind = "fixed_price";
  static constexpr Text text{"一口价：比现价低才用", "A fixed price, where it is lower"};
  static constexpr Field fields[] = {
      pricing_fields::unit_price("price", "每单位价格", "Of each unit", R"("59.90")")};
};
template <>
struct Doc<pricing::StepMeasure> {
  static constexpr const char* name = "RewardStepMeasure";
  static constexpr Text text{"阶梯按什么", "What steps go by"};
  static constexpr Field values[] = {
      {.name = "amount", .text = {"按金额", "The amount"}},
      {.name = "pieces", .text = {"按件数", "The number of pieces"}}};
};
template <>
struct Doc<pricing::StepTerms> {
  static constexpr const char* name = "RewardStep";
  static constexpr Text text{"一档：减钱或打折之一", "A step: money off, or a rate"};
  static constexpr Field fields[] = {
      pricing_fields::money(
          "from_amount",
          "满多少（按金额时）",
          "From what amount, where steps go by amount",
          R"({"amount":20000,"currency":"CNY"})"
      ),
      pricing_fields::pieces(
          "from_pieces", "满几件（按件数时）", "From how many pieces, where steps go by them", "2"
      ),
      pricing_fields::money("off", "减多少", "Money off", R"({"amount":2000,"currency":"CNY"})"),
      pricing_fields::factor(
          "rate", "付几成", "What the goods then cost: 0.9 pays 90 %", R"("0.9")"
      )};
};
template <>
struct Doc<pricing::StepsTerms> {
  static constexpr const char* name = "RewardSteps";
  static constexpr const char* kind = "steps";
  static constexpr Text text{
      "阶梯：达到的最高一档生效", "Steps: the highest that is reached counts"};
  static constexpr Field fields[] = {
      {.name = "measure",
       .text = {"按金额或件数", "By amount or pieces"},
       .example = R"("amount")",
       .has_default = true},
      {.name = "steps",
       .text = {"各档，从低到高", "The steps, the lowest first"},
       .min_items = 1,
       .max_items = pricing::limits::steps_max}};
};
template <>
struct Doc<pricing::BuyGetTerms> {
  static constexpr const char* name = "RewardBuyGet";
  static constexpr const char* kind = "buy_get";
  static constexpr Text text{
      "买几送几：每 buy + get 件中最便宜的 get 件按 rate 付",
      "Of every buy + get pieces the cheapest `get` cost `rate` of their price"};
  static constexpr Field fields[] = {
      pricing_fields::pieces("buy", "买几件", "How many are paid in full", "1"),
      pricing_fields::pieces("get", "送几件", "How many are not", "1"),
      pricing_fields::absent(pricing_fields::factor(
          "rate",
          "那几件付几成：0 为免费，0.5 为第二件半价",
          "What those cost: 0 nothing, 0.5 is the second at half price",
          R"("0")"
      ))};
};
template <>
struct Doc<pricing::SlotTerms> {
  static constexpr const char* name = "RewardBundleSlot";
  static constexpr Text text{"套餐的一格", "A part of a bundle"};
  static constexpr Field fields[] = {
      {.name = "scope", .text = {"可以是哪些商品", "Which goods may stand here"}},
      pricing_fields::pieces("pieces", "几件", "How many", "1")};
};
template <>
struct Doc<pricing::BundleTerms> {
  static constexpr const char* name = "RewardBundle";
  static constexpr const char* kind = "bundle";
  static constexpr Text text{
      "套餐：每格一份，合计一个价", "One of each slot, for one price together"};
  static constexpr Field fields[] = {
      {.name = "slots",
       .text = {"各格", "The slots"},
       .min_items = 1,
       .max_items = pricing::limits::slots_max},
      pricing_fields::money(
          "price", "整套价格", "What a set costs", R"({"amount":3900,"currency":"CNY"})"
      )};
};
template <>
struct Doc<pricing::AddOnTerms> {
  static constexpr const char* name = "RewardAddOn";
  static constexpr const char* kind = "add_on";
  static constexpr Text text{
      "加价购：达到门槛后可按此价换购", "Whoever reaches the threshold may have these at a price"};
  static constexpr Field fields[] = {
      {.name = "target", .text = {"换购的商品", "Which goods"}},
      pricing_fields::unit_price("price", "换购价", "The price of a piece", R"("9.90")"),
      pricing_fields::pieces("pieces", "每次几件", "How many, each time", "1")};
};
template <>
struct Doc<pricing::GiftTerms> {
  static constexpr const char* name = "RewardGift";
  static constexpr const char* kind = "gift";
  static constexpr Text text{
      "赠品：在单上则免费，否则另发",
      "A gift: free where it stands on the receipt, else handed out"};
  static constexpr Field fields[] = {
      pricing_fields::ref("item", "赠品的货品编码", "The item", R"("TOWEL")"),
      pricing_fields::pieces("pieces", "每次几件", "How many, each time", "1"),
      pricing_fields::money(
          "declared_value",
          "每件申报价值：退货不退赠品时扣",
          "What one counts for when goods come back without it",
          R"({"amount":1900,"currency":"CNY"})"
      )};
};
template <>
struct Doc<pricing::PointsMultipleTerms> {
  static constexpr const char* name = "RewardPointsMultiple";
  static constexpr const char* kind = "points_multiple";
  static constexpr Text text{
      "多倍积分（B 类）：一行有多个时取最高",
      "Points, so many times (class B): the highest of a line counts"};
  static constexpr Field fields[] = {
      {.name = "multiple",
       .text = {"几倍", "How many times"},
       .min = rate_one,
       .max = pricing::limits::multiple_max * rate_one,
       .example = R"("2")"}};
};
template <>
struct Doc<pricing::CouponGiftTerms> {
  static constexpr const char* name = "RewardCouponGift";
  static constexpr const char* kind = "coupon_gift";
  static constexpr Text text{"返券", "A coupon as a gift"};
  static constexpr Field fields[] = {
      pricing_fields::ref("coupon", "券模板编码", "Code of the coupon", R"("CASH50")"),
      pricing_fields::pieces("count", "每次几张", "How many, each time", "1")};
};
template <>
struct Doc<pricing::FreightOffTerms> {
  static constexpr const char* name = "RewardFreightOff";
  static constexpr const char* kind = "freight_off";
  static constexpr Text text{"免运费；只用于券", "What charges cost; of coupons only"};
  static constexpr Field fields[] = {pricing_fields::cap};
};

template <>
struct Doc<pricing::ThresholdTerms> {
  static constexpr const char* name = "RuleThreshold";
  static constexpr Text text{"门槛：范围内商品须达到", "What the goods of the scope must come to"};
  static constexpr Field fields[] = {
      pricing_fields::money(
          "amount", "满多少", "The amount", R"({"amount":20000,"currency":"CNY"})"
      ),
      pricing_fields::pieces("pieces", "满几件", "The pieces", "3"),
      pricing_fields::flag(
          "every", "每满一次给一次", "The reward counts each time it is reached", "false"
      ),
      {.name = "times_max",
       .text = {"最多几次；0 为不限", "So many times at most; 0: any"},
       .min = 0,
       .max = pricing::limits::pieces_max,
       .example = "0",
       .has_default = true}};
};

}  // namespace guanxi::api
