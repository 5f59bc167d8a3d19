// Strikethrough prices 划线价: what single pieces of up to 1,000 items cost, in one call, for a
// shop window, a label or an app. Of each the list price, the shop price, the member price with its
// source, and the price of a basket of exactly one piece: with the promotions that such a basket
// has by itself, without coupons, tenders and rounding off, and without promotions that are limited
// – whether they will last till the customer comes nobody knows.
#pragma once

#include "flows/checkout/checkout.h"

namespace guanxi::checkout {

struct CatalogueItem {
  std::string item;
  std::optional<UnitPrice> list_price, shop_price;
};
BOOST_DESCRIBE_STRUCT(CatalogueItem, (), (item, list_price, shop_price))

struct AskCataloguePrices {
  std::string store;
  sales::Channel channel = sales::Channel::online;
  std::optional<Instant> at;
  std::optional<MemberRef> member;
  std::optional<std::string> card_type, tier;
  std::vector<CatalogueItem> items;
};
BOOST_DESCRIBE_STRUCT(AskCataloguePrices, (), (store, channel, at, member, card_type, tier, items))

struct CatalogueRule {
  std::string code, name;
  Money amount;
};
BOOST_DESCRIBE_STRUCT(CatalogueRule, (), (code, name, amount))

struct CataloguePrice {
  std::string item;
  Money list, shop, member, promoted;
  pricing::PriceSource source = pricing::PriceSource::none;
  std::string words;
  std::optional<CatalogueRule> document;
  std::vector<CatalogueRule> promotions;
  bool restricted = false;
};
BOOST_DESCRIBE_STRUCT(
    CataloguePrice,
    (),
    (item, list, shop, member, promoted, source, words, document, promotions, restricted)
)

struct CataloguePrices {
  Instant at;
  std::vector<CataloguePrice> items;
};
BOOST_DESCRIBE_STRUCT(CataloguePrices, (), (at, items))

inline constexpr std::int64_t catalogue_items_max = 1000;

/// POST /v1/pricing/prices.
void add_catalogue_endpoints(api::Api& api, const Checkout& checkout);

}  // namespace guanxi::checkout

namespace guanxi::api {

template <>
struct Doc<checkout::CatalogueItem> {
  static constexpr Text text{"一个货品", "An item"};
  static constexpr Field fields[] = {
      {.name = "item",
       .text = {"货品编码或条码", "Item code or barcode"},
       .min = 1,
       .max = 64,
       .example = R"("A1001")"},
      {.name = "list_price",
       .text = {"原价；不填取货品资料", "List price; absent: the catalogue's"},
       .min = 0,
       .max = pricing::limits::unit_price_max,
       .example = R"("100.00")"},
      {.name = "shop_price",
       .text =
           {"折后单价；不填取货品资料；自报原价时只用这里的",
            "Shop price; absent: the catalogue's, unless a list price is given"},
       .min = 0,
       .max = pricing::limits::unit_price_max,
       .example = R"("90.00")"}};
};
template <>
struct Doc<checkout::AskCataloguePrices> {
  static constexpr Text text{"查询一批货品的单件价", "Asks what single pieces cost"};
  static constexpr Field fields[] = {
      {.name = "store",
       .text = {"门店编码", "Code of the store"},
       .min = 1,
       .max = 32,
       .example = R"("S001")",
       .chars = Chars::code},
      {.name = "channel",
       .text = {"渠道", "Channel"},
       .example = R"("online")",
       .has_default = true},
      {.name = "at",
       .text =
           {"何时的价格；不填为现在；可为将来已审核的规则",
            "The price of when; absent: now. Later, by the rules that are audited by now"},
       .example = R"("2026-11-21T10:15:30+08:00")"},
      {.name = "member",
       .text =
           {"某会员的价格；与 card_type、tier 不能同时给",
            "The prices of a member; not together with card_type and tier"}},
      {.name = "card_type",
       .text = {"持此卡类型者的价格", "The prices of whoever has a card of this type"},
       .min = 1,
       .max = 32,
       .example = R"("GOLD")",
       .chars = Chars::code},
      {.name = "tier",
       .text = {"此等级会员的价格", "The prices of a member of this tier"},
       .min = 1,
       .max = 32,
       .example = R"("GOLD")",
       .chars = Chars::code},
      {.name = "items",
       .text = {"货品，最多 1000 个", "Up to 1,000 items"},
       .min_items = 1,
       .max_items = checkout::catalogue_items_max}};
  static constexpr const char* example =
      R"({"store":"S001","items":[{"item":"A1001"},{"item":"A1002"}]})";
};
template <>
struct Doc<checkout::CatalogueRule> {
  static constexpr Text text{"起作用的规则", "A rule that gives it"};
  static constexpr Field fields[] = {
      {.name = "code", .text = {"编码", "Its code"}},
      {.name = "name", .text = {"名称", "Its name"}},
      {.name = "amount", .text = {"优惠金额", "What it takes off"}}};
};
template <>
struct Doc<checkout::CataloguePrice> {
  static constexpr Text text{"一个货品的单件价", "What a piece of an item costs"};
  static constexpr Field fields[] = {
      {.name = "item", .text = {"货品编码", "Item code"}},
      {.name = "list", .text = {"原价（划线价）", "List price, the one that is struck through"}},
      {.name = "shop", .text = {"店内折后价", "Shop price"}},
      {.name = "member", .text = {"会员价；非会员即折后价", "Member price; others': the shop's"}},
      {.name = "promoted",
       .text =
           {"只买一件时促销后的价格；不含券、抹零、有限量的促销",
            "Of one piece alone, after promotions; without coupons, rounding off and promotions "
            "that are limited"}},
      {.name = "source", .text = {"会员价来自", "Where the member price comes from"}},
      {.name = "words", .text = {"说明", "In words"}},
      {.name = "document", .text = {"折扣单", "The discount document"}},
      {.name = "promotions", .text = {"促销", "The promotions"}},
      {.name = "restricted",
       .text = {"专享商品，不售予该顾客", "Exclusive to others: not sold to this customer"}}};
};
template <>
struct Doc<checkout::CataloguePrices> {
  static constexpr Text text{"一批货品的单件价", "What single pieces cost"};
  static constexpr Field fields[] = {
      {.name = "at", .text = {"何时的价格", "The price of when"}},
      {.name = "items", .text = {"按请求的次序", "In the order of the request"}}};
};

}  // namespace guanxi::api
