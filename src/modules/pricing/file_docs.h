// The JSON of rule files, basket files and what comes out, described. Inside modules/pricing and
// for the command that reads them.
#pragma once

#include "modules/pricing/file.h"
#include "modules/pricing/quote_view_docs.h"
#include "modules/pricing/terms_docs.h"

namespace guanxi::pricing {

BOOST_DESCRIBE_STRUCT(
    CardTypeTerms, (), (code, discount_rate, stack_start, stack_rate, points_rate, points_multiple)
)
BOOST_DESCRIBE_STRUCT(TierTerms, (), (code, discount_rate, points_multiple))
BOOST_DESCRIBE_STRUCT(
    ItemTerms,
    (),
    (code,
     name,
     large_category,
     middle_category,
     small_category,
     counter_group,
     brand,
     list_price,
     shop_price,
     cost,
     charge)
)
BOOST_DESCRIBE_ENUM(Severity, note, warning, error)
BOOST_DESCRIBE_ENUM(
    FindingKind,
    price_inversion,
    shadowed_document,
    unreachable_step,
    cap_hides_rate,
    overlapping_exclusive,
    below_cost,
    unreachable_budget,
    over,
    missing_goods,
    missing_coupon,
    missing_gift,
    never_applies,
    missing_name
)
BOOST_DESCRIBE_STRUCT(FileFinding, (), (severity, kind, rules, words, example, beside))
BOOST_DESCRIBE_STRUCT(FileFindings, (), (findings))
BOOST_DESCRIBE_STRUCT(
    RuleFileTerms, (), (currency, time_zone, parameters, card_types, tiers, goods, rules)
)
BOOST_DESCRIBE_STRUCT(BasketMemberTerms, (), (card_type, tier, groups, birthday, first_purchase))
BOOST_DESCRIBE_STRUCT(BasketLineTerms, (), (item, quantity, list_price, shop_price))
BOOST_DESCRIBE_STRUCT(BasketCouponTerms, (), (coupon, balance))
BOOST_DESCRIBE_STRUCT(BasketFileTerms, (), (at, store, channel, tenders, member, lines, coupons))
BOOST_DESCRIBE_STRUCT(PointsFactors, (), (rate, identity_multiple))
BOOST_DESCRIBE_STRUCT(FileQuote, (), (quote, points))

}  // namespace guanxi::pricing

namespace guanxi::api {

namespace pricing_fields {
constexpr Field code_of(const char* zh, const char* en, const char* example) {
  return ref("code", zh, en, example);
}
constexpr Field multiple(const char* name, const char* zh, const char* en, const char* example) {
  return {
      .name = name,
      .text = {zh, en},
      .min = 0,
      .max = pricing::limits::multiple_max * rate_one,
      .example = example,
      .has_default = true};
}
inline constexpr Field member_rate =
    absent(factor("discount_rate", "折扣率：0.9 为九折", "Discount rate: 0.9 pays 90 %", R"("0.9")")
    );
inline constexpr Field identity_multiple = multiple(
    "points_multiple", "身份积分倍数（E 类）", "Identity points (class E), in multiples", R"("1")"
);
inline constexpr Field file_list_price =
    unit_price("list_price", "标价", "List price", R"("59.90")");
inline constexpr Field file_shop_price = unit_price(
    "shop_price", "店内降价，不高于标价", "Reduced price, not above the list price", R"("49.90")"
);
}  // namespace pricing_fields

template <>
struct Doc<pricing::CardTypeTerms> {
  static constexpr const char* name = "FileCardType";
  static constexpr Text text{"卡类型", "A type of card"};
  static constexpr Field fields[] = {
      pricing_fields::code_of("卡类型编码", "Its code", R"("GOLD")"),
      pricing_fields::member_rate,
      pricing_fields::absent(pricing_fields::factor(
          "stack_start", "折上折起点折扣率", "Start of discount on discount", R"("0.8")"
      )),
      pricing_fields::absent(pricing_fields::factor(
          "stack_rate", "折上折折扣率", "Rate of discount on discount", R"("0.95")"
      )),
      pricing_fields::multiple("points_rate", "积分率", "Factor on a receipt's points", R"("1")"),
      pricing_fields::identity_multiple};
};
template <>
struct Doc<pricing::TierTerms> {
  static constexpr const char* name = "FileTier";
  static constexpr Text text{"会员等级", "A tier"};
  static constexpr Field fields[] = {
      pricing_fields::code_of("等级编码", "Its code", R"("GOLD")"),
      pricing_fields::member_rate,
      pricing_fields::identity_multiple};
};
template <>
struct Doc<pricing::ItemTerms> {
  static constexpr const char* name = "FileItem";
  static constexpr Text text{"货品", "An item"};
  static constexpr Field fields[] = {
      pricing_fields::code_of("货品编码", "Its code", R"("A1001")"),
      pricing_fields::ref("name", "名称", "Its name", R"("毛巾")"),
      pricing_fields::ref("large_category", "大类", "Large category", R"("FOOD")"),
      pricing_fields::ref("middle_category", "中类", "Middle category", R"("FRESH")"),
      pricing_fields::ref("small_category", "小类", "Small category", R"("FRUIT")"),
      pricing_fields::ref("counter_group", "柜组", "Counter group", R"("G01")"),
      pricing_fields::ref("brand", "品牌", "Brand", R"("OLAY")"),
      pricing_fields::file_list_price,
      pricing_fields::file_shop_price,
      {.name = "cost",
       .text = {"单位成本；规则检查用", "Unit cost, for the linter"},
       .min = 0,
       .max = pricing::limits::unit_price_max,
       .example = R"("50.00")"},
      pricing_fields::flag(
          "charge", "是费用（运费等），不是商品", "A charge such as freight, no goods", "false"
      )};
};
template <>
struct Doc<pricing::RuleFileTerms> {
  static constexpr const char* name = "RuleFile";
  static constexpr Text text{"规则文件", "A rule file"};
  static constexpr Field fields[] = {
      {.name = "currency",
       .text = {"币种", "Currency of all its money"},
       .example = R"("CNY")",
       .has_default = true},
      {.name = "time_zone",
       .text = {"时区，IANA 名称", "Time zone, by its IANA name"},
       .max = 64,
       .example = R"("Asia/Shanghai")",
       .has_default = true},
      {.name = "parameters", .text = {"定价参数", "Parameters"}, .has_default = true},
      {.name = "card_types", .text = {"卡类型", "Types of card"}, .has_default = true},
      {.name = "tiers", .text = {"会员等级", "Tiers"}, .has_default = true},
      {.name = "goods", .text = {"货品", "Items"}, .max_items = 100'000},
      {.name = "rules", .text = {"规则", "Rules"}, .max_items = 20'000, .has_default = true}};
};
template <>
struct Doc<pricing::BasketMemberTerms> {
  static constexpr const char* name = "FileMember";
  static constexpr Text text{"会员", "The member"};
  static constexpr Field fields[] = {
      pricing_fields::ref("card_type", "卡类型", "Type of card", R"("GOLD")"),
      pricing_fields::ref("tier", "等级", "Tier", R"("GOLD")"),
      pricing_fields::refs("groups", "标签与人群", "Tags and audiences", R"(["MUMS"])"),
      {.name = "birthday", .text = {"生日", "Birthday"}, .example = R"("1990-05-01")"},
      pricing_fields::flag("first_purchase", "首次购买", "A first purchase", "false")};
};
template <>
struct Doc<pricing::BasketLineTerms> {
  static constexpr const char* name = "FileLine";
  static constexpr Text text{
      "一行；不给价格则按规则文件", "A line; prices as the rule file has them unless given"};
  static constexpr Field fields[] = {
      pricing_fields::ref("item", "货品编码", "Item code", R"("A1001")"),
      {.name = "quantity",
       .text = {"数量", "Quantity"},
       .min = 1,
       .max = pricing::limits::pieces_max * 1000,
       .example = R"("1.5")"},
      pricing_fields::file_list_price,
      pricing_fields::file_shop_price};
};
template <>
struct Doc<pricing::BasketCouponTerms> {
  static constexpr const char* name = "FileCoupon";
  static constexpr Text text{"出示的一张券", "A coupon that is presented"};
  static constexpr Field fields[] = {
      pricing_fields::ref("coupon", "券模板编码", "Code of the coupon", R"("CASH50")"),
      pricing_fields::money(
          "balance", "现金券余额", "What is left of it", R"({"amount":3000,"currency":"CNY"})"
      )};
};
template <>
struct Doc<pricing::BasketFileTerms> {
  static constexpr const char* name = "BasketFile";
  static constexpr Text text{"购物篮文件", "A basket file"};
  static constexpr Field fields[] = {
      {.name = "at", .text = {"时间", "When"}, .example = R"("2026-05-01T12:00:00+08:00")"},
      pricing_fields::ref("store", "门店编码", "Store code", R"("S01")"),
      {.name = "channel",
       .text = {"渠道", "Channel"},
       .example = R"("store")",
       .has_default = true},
      {.name = "tenders",
       .text = {"付款方式", "How it is paid, as far as known"},
       .max_items = 10,
       .example = R"(["wechat_pay"])",
       .has_default = true},
      {.name = "member", .text = {"会员；不给为非会员", "The member; absent: none"}},
      {.name = "lines", .text = {"商品行", "The lines"}, .min_items = 1, .max_items = 1000},
      {.name = "coupons",
       .text = {"券，按使用顺序", "Coupons, in the order in which they count"},
       .max_items = 100,
       .has_default = true}};
};
template <>
struct Doc<pricing::PointsFactors> {
  static constexpr Text text{"积分系数", "What card and tier make of points"};
  static constexpr Field fields[] = {
      {.name = "rate", .text = {"积分率", "Factor on the receipt's points"}},
      {.name = "identity_multiple",
       .text = {"身份积分倍数：卡类型与等级取大", "Class E: the larger of card type and tier"}}};
};
template <>
struct Doc<pricing::FileFinding> {
  static constexpr Text text{"规则检查的一条发现", "Something that the linter found"};
  static constexpr Field fields[] = {
      {.name = "severity", .text = {"轻重", "How grave it is"}},
      {.name = "kind", .text = {"种类", "Kind"}},
      {.name = "rules", .text = {"涉及的规则", "The rules it is about"}},
      {.name = "words", .text = {"说明", "In words"}},
      {.name = "example",
       .text =
           {"能看出它的一篮商品；没有权限 catalog:costs 的，低于成本一类不给",
            "A basket that shows it; not of prices below cost to those without catalog:costs"}},
      {.name = "beside", .text = {"对照的一篮", "The basket it is compared with"}}};
};
template <>
struct Doc<pricing::FileFindings> {
  static constexpr Text text{"规则检查的结果", "What the linter found"};
  static constexpr Field fields[] = {{.name = "findings", .text = {"发现", "Findings"}}};
};
template <>
struct Doc<pricing::FileQuote> {
  static constexpr Text text{"报价结果", "What comes out"};
  static constexpr Field fields[] = {
      {.name = "quote", .text = {"报价", "The quote"}},
      {.name = "points", .text = {"积分系数；会员才有", "Factors of points; of members"}}};
};

}  // namespace guanxi::api
