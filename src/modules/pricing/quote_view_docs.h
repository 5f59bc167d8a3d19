// The JSON of a quote, described.
#pragma once

#include "modules/pricing/quote_view.h"
#include "platform/api/doc.h"
#include "platform/api/type.h"

namespace guanxi::pricing {

BOOST_DESCRIBE_ENUM(PriceSource, none, card, tier, document, exclusive_price)
BOOST_DESCRIBE_ENUM(PriceBranch, shop, stacked, member)
BOOST_DESCRIBE_ENUM(RuleKind, member_rate, document, restriction, promotion, coupon, rounding)
BOOST_DESCRIBE_ENUM(
    Why,
    applied,
    not_yet,
    over,
    weekday,
    hour,
    store,
    channel,
    no_member,
    card_type,
    tier,
    group,
    group_excluded,
    birthday,
    not_first_purchase,
    tender,
    no_goods,
    below_amount,
    below_pieces,
    saves_nothing,
    more_specific,
    audited_later,
    exclusive,
    not_beside,
    line_taken,
    dearer,
    used_up,
    budget,
    unknown_coupon,
    too_many,
    restricted,
    points_used_up
)
BOOST_DESCRIBE_STRUCT(
    MemberPriceView, (), (source, branch, document, rate, price, stacks, inversion, words)
)
BOOST_DESCRIBE_STRUCT(
    QuotedLine,
    (),
    (line, item, quantity, list, shop, member, promoted, payable, how, multiple, multiple_of)
)
BOOST_DESCRIBE_STRUCT(BorneView, (), (party, amount, of))
BOOST_DESCRIBE_STRUCT(ConcessionView, (), (line, kind, rule, name, coupon, amount, borne))
BOOST_DESCRIBE_STRUCT(
    AwardView, (), (rule, name, presented, item, coupon, count, on_receipt, declared_value, words)
)
BOOST_DESCRIBE_STRUCT(
    ConsideredView, (), (kind, rule, name, line, coupon, why, words, amount, other)
)
BOOST_DESCRIBE_STRUCT(
    QuoteView,
    (),
    (list_total,
     shop_total,
     member_total,
     promoted_total,
     coupon_total,
     rounded_off,
     payable,
     lines,
     concessions,
     awards,
     considered,
     exact,
     restricted)
)

}  // namespace guanxi::pricing

namespace guanxi::api {

template <>
struct Doc<pricing::PriceSource> {
  static constexpr const char* name = "MemberPriceSource";
  static constexpr Text text{"会员折扣来自哪里", "Where the member rate comes from"};
  static constexpr Field values[] = {
      {.name = "none", .text = {"无", "None"}},
      {.name = "card", .text = {"卡类型", "The type of card"}},
      {.name = "tier", .text = {"会员等级", "The tier"}},
      {.name = "document", .text = {"折扣单", "A discount document"}},
      {.name = "exclusive_price", .text = {"专享价", "An exclusive price"}}};
};
template <>
struct Doc<pricing::PriceBranch> {
  static constexpr const char* name = "MemberPriceBranch";
  static constexpr Text text{"折上折走了哪一支", "Which branch of discount on discount counts"};
  static constexpr Field values[] = {
      {.name = "shop", .text = {"店价", "The shop price"}},
      {.name = "stacked", .text = {"折上折", "Discount on discount"}},
      {.name = "member", .text = {"会员价", "The member rate of the list price"}}};
};
template <>
struct Doc<pricing::RuleKind> {
  static constexpr const char* name = "PricingRuleKind";
  static constexpr Text text{"规则种类", "What kind of rule"};
  static constexpr Field values[] = {
      {.name = "member_rate", .text = {"会员折扣率", "The member's own rate"}},
      {.name = "document", .text = {"会员折扣单", "Discount document"}},
      {.name = "restriction", .text = {"专享购", "Exclusive goods"}},
      {.name = "promotion", .text = {"促销", "Promotion"}},
      {.name = "coupon", .text = {"券", "Coupon"}},
      {.name = "rounding", .text = {"抹零", "Rounding off"}}};
};
template <>
struct Doc<pricing::Why> {
  static constexpr const char* name = "PricingReason";
  static constexpr Text text{"用了，或为什么没用", "Applied, or why not"};
  static constexpr Field values[] = {
      {.name = "applied", .text = {"已生效", "It applied"}},
      {.name = "not_yet", .text = {"尚未生效", "Not in force yet"}},
      {.name = "over", .text = {"已结束", "It is over"}},
      {.name = "weekday", .text = {"不在所限星期", "On other days of the week"}},
      {.name = "hour", .text = {"不在所限时段", "At other hours"}},
      {.name = "store", .text = {"不在所限门店", "In other stores"}},
      {.name = "channel", .text = {"不在所限渠道", "Through other channels"}},
      {.name = "no_member", .text = {"限会员", "For members only"}},
      {.name = "card_type", .text = {"不是所限卡类型", "For other types of card"}},
      {.name = "tier", .text = {"不是所限等级", "For other tiers"}},
      {.name = "group", .text = {"不在所限人群", "For other tags or audiences"}},
      {.name = "group_excluded", .text = {"属于除外人群", "In a group that is excluded"}},
      {.name = "birthday", .text = {"不在生日期间", "Not around the birthday"}},
      {.name = "not_first_purchase", .text = {"不是首次购买", "Not the first purchase"}},
      {.name = "tender", .text = {"付款方式不符", "Paid in another way"}},
      {.name = "no_goods", .text = {"没有适用的商品", "No goods that it is about"}},
      {.name = "below_amount", .text = {"未满金额", "Below the amount"}},
      {.name = "below_pieces", .text = {"未满件数", "Fewer pieces"}},
      {.name = "saves_nothing", .text = {"不能再省", "It saves nothing"}},
      {.name = "more_specific", .text = {"另一折扣单更具体", "Another document is more specific"}},
      {.name = "audited_later", .text = {"另一折扣单审核在后", "Another was audited later"}},
      {.name = "exclusive", .text = {"同组互斥", "Another of its exclusive group applied"}},
      {.name = "not_beside", .text = {"不与另一条同用", "It cannot stand beside another"}},
      {.name = "line_taken", .text = {"商品已被别的促销使用", "Its lines were taken"}},
      {.name = "dearer", .text = {"另一组合更省", "Another choice saves more"}},
      {.name = "used_up", .text = {"次数用完", "No use is left"}},
      {.name = "budget", .text = {"额度不足", "Its budget does not reach"}},
      {.name = "unknown_coupon", .text = {"没有这种券", "No such coupon"}},
      {.name = "too_many", .text = {"超过每单张数", "More of them than a receipt may have"}},
      {.name = "restricted",
       .text = {"专享商品，不能购买", "Exclusive goods, not for this customer"}},
      {.name = "points_used_up",
       .text = {
           "积分限额用完，或所剩不如别的促销给得多",
           "No points are left of its limit, or fewer than others give"}}};
};

namespace pricing_fields {
constexpr Field said(const char* name, const char* zh, const char* en) {
  return {.name = name, .text = {zh, en}};
}
inline constexpr Field view_rule = said("rule", "规则编码", "Code of the rule");
inline constexpr Field view_name = said("name", "规则名称", "Its name");
inline constexpr Field view_line = said("line", "第几行，从 1 起", "The line, from 1");
inline constexpr Field view_coupon = said("coupon", "券编号", "Id of the coupon");
inline constexpr Field view_words = said("words", "说明", "In words");
}  // namespace pricing_fields

template <>
struct Doc<pricing::MemberPriceView> {
  static constexpr const char* name = "MemberPriceExplained";
  static constexpr Text text{"会员价的由来", "How a line came to its member price"};
  static constexpr Field fields[] = {
      pricing_fields::said("source", "折扣来源", "Where the rate comes from"),
      pricing_fields::said("branch", "折上折分支", "Which branch counts"),
      pricing_fields::said("document", "折扣单编码", "Code of the document"),
      pricing_fields::said("rate", "会员折扣率", "The member rate"),
      pricing_fields::said("price", "专享价", "The exclusive price"),
      pricing_fields::said("stacks", "参加折上折", "Takes part in discount on discount"),
      pricing_fields::said(
          "inversion",
          "倒挂：店价降得少反而更便宜",
          "A smaller reduction of the shop price would have cost less"
      ),
      pricing_fields::view_words};
};
template <>
struct Doc<pricing::QuotedLine> {
  static constexpr Text text{"一行的价格", "What a line costs"};
  static constexpr Field fields[] = {
      pricing_fields::view_line,
      pricing_fields::said("item", "货品编码", "Item code"),
      pricing_fields::said("quantity", "数量", "Quantity"),
      pricing_fields::said("list", "标价金额", "At the list price"),
      pricing_fields::said("shop", "店价金额", "At the shop price"),
      pricing_fields::said("member", "会员价金额", "At the member price"),
      pricing_fields::said("promoted", "促销后", "After promotions"),
      pricing_fields::said("payable", "应付", "After coupons and rounding off"),
      pricing_fields::said("how", "会员价的由来", "How it came to the member price"),
      pricing_fields::said("multiple", "积分倍数", "Points, so many times"),
      pricing_fields::said(
          "multiple_of", "倍数来自的促销", "The promotion that gives the multiple"
      )};
};
template <>
struct Doc<pricing::BorneView> {
  static constexpr const char* name = "ConcessionBorne";
  static constexpr Text text{"一方承担的部分", "What a party bears"};
  static constexpr Field fields[] = {
      pricing_fields::said("party", "承担方编码", "Code of the party"),
      pricing_fields::said("amount", "金额", "How much"),
      pricing_fields::said(
          "of",
          "没有编码的承担方：商场、柜台、货品的柜组或品牌",
          "Who has no code: the mall, the counter, or the counter group or brand of the goods"
      )};
};
template <>
struct Doc<pricing::ConcessionView> {
  static constexpr const char* name = "Concession";
  static constexpr Text text{
      "一行的一笔优惠", "What a rule took off a line; negative where rounding adds"};
  static constexpr Field fields[] = {
      pricing_fields::view_line,
      pricing_fields::said("kind", "规则种类", "Kind of rule"),
      pricing_fields::view_rule,
      pricing_fields::view_name,
      pricing_fields::view_coupon,
      pricing_fields::said("amount", "金额", "How much"),
      pricing_fields::said("borne", "由谁承担；空为商场", "Who bears it; empty: the mall")};
};
template <>
struct Doc<pricing::AwardView> {
  static constexpr const char* name = "Award";
  static constexpr Text text{"另外得到的", "What else the customer gets"};
  static constexpr Field fields[] = {
      pricing_fields::view_rule,
      pricing_fields::view_name,
      pricing_fields::said("presented", "来自哪张券", "The coupon it comes from"),
      pricing_fields::said("item", "赠品货品编码", "The item of a gift"),
      pricing_fields::said("coupon", "所返券的模板编码", "The code of a coupon"),
      pricing_fields::said("count", "数量", "How many"),
      pricing_fields::said(
          "on_receipt", "其中在单上免费的", "So many of them on the receipt, free"
      ),
      pricing_fields::said("declared_value", "每件申报价值", "What one counts for"),
      pricing_fields::view_words};
};
template <>
struct Doc<pricing::ConsideredView> {
  static constexpr const char* name = "ConsideredRule";
  static constexpr Text text{"考虑过的一条规则", "A candidate and what became of it"};
  static constexpr Field fields[] = {
      pricing_fields::said("kind", "规则种类", "Kind of rule"),
      pricing_fields::view_rule,
      pricing_fields::view_name,
      pricing_fields::view_line,
      pricing_fields::view_coupon,
      pricing_fields::said("why", "结果", "What became of it"),
      pricing_fields::view_words,
      pricing_fields::said("amount", "优惠金额", "What it saved"),
      pricing_fields::said("other", "胜出的规则编码", "Code of the rule that won")};
};
template <>
struct Doc<pricing::QuoteView> {
  static constexpr const char* name = "PriceQuote";
  static constexpr Text text{"报价", "What a basket costs and why"};
  static constexpr Field fields[] = {
      pricing_fields::said("list_total", "标价合计", "At list prices"),
      pricing_fields::said("shop_total", "店价合计", "At shop prices"),
      pricing_fields::said("member_total", "会员价合计", "At member prices"),
      pricing_fields::said("promoted_total", "促销后合计", "After promotions"),
      pricing_fields::said("coupon_total", "券抵扣合计", "What coupons took off"),
      pricing_fields::said(
          "rounded_off", "抹零；负数为进位", "Rounded off; negative where it adds"
      ),
      pricing_fields::said("payable", "应付", "To pay"),
      pricing_fields::said("lines", "各行", "The lines"),
      pricing_fields::said("concessions", "各笔优惠", "Every concession, as they were made"),
      pricing_fields::said("awards", "赠品与返券", "Gifts and coupons"),
      pricing_fields::said("considered", "考虑过的规则", "Every candidate"),
      pricing_fields::said(
          "exact",
          "最省的组合已全部比较",
          "Whether every choice of promotions was weighed for the best"
      ),
      pricing_fields::said(
          "restricted", "含有此顾客不能买的专享商品", "A line is exclusive to others"
      )};
};

}  // namespace guanxi::api
