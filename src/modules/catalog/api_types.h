// The requests and answers of the item endpoints, with their documentation. Private to the module.
#pragma once

#include "modules/catalog/catalog.h"
#include "platform/api/api.h"

namespace guanxi::catalog {

enum class ItemState { active, retired };
BOOST_DESCRIBE_ENUM(ItemState, active, retired)

struct PutItem {
  std::string code;
  std::string name;
  std::string unit = "piece";
  Currency currency;
  std::optional<UnitPrice> list_price, shop_price, cost_price;
  std::optional<std::string> large_category, middle_category, small_category, counter_group, brand;
  std::vector<std::string> barcodes;
  bool is_goods = true;
};
BOOST_DESCRIBE_STRUCT(
    PutItem,
    (),
    (code,
     name,
     unit,
     currency,
     list_price,
     shop_price,
     cost_price,
     large_category,
     middle_category,
     small_category,
     counter_group,
     brand,
     barcodes,
     is_goods)
)

struct GetItem {
  std::string code;
};
BOOST_DESCRIBE_STRUCT(GetItem, (), (code))

struct SetItemState {
  std::string code;
  ItemState state = ItemState::active;
};
BOOST_DESCRIBE_STRUCT(SetItemState, (), (code, state))

struct ListItems {
  std::optional<std::string> barcode;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListItems, (), (barcode, limit, cursor))

struct ItemView {
  ItemId id;
  std::string code;
  std::string name;
  std::string unit;
  Currency currency;
  std::optional<UnitPrice> list_price, shop_price, cost_price;
  std::optional<std::string> large_category, middle_category, small_category, counter_group, brand;
  std::vector<std::string> barcodes;
  bool is_goods = true;
  ItemState state = ItemState::active;
  std::int64_t version = 1;
  Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(
    ItemView,
    (),
    (id,
     code,
     name,
     unit,
     currency,
     list_price,
     shop_price,
     cost_price,
     large_category,
     middle_category,
     small_category,
     counter_group,
     brand,
     barcodes,
     is_goods,
     state,
     version,
     updated_at)
)

}  // namespace guanxi::catalog

namespace guanxi::api {

namespace item_fields {
inline constexpr Field code{
    .name = "code",
    .text = {"货品编码", "Item code"},
    .min = 1,
    .max = 64,
    .example = R"("A1001")"};
inline constexpr Field name{
    .name = "name",
    .text = {"货品名称", "Item name"},
    .min = 1,
    .max = 200,
    .example = R"("红富士苹果")"};
inline constexpr Field unit{
    .name = "unit",
    .text = {"计量单位", "Unit of measure"},
    .min = 1,
    .max = 16,
    .example = R"("kg")",
    .has_default = true};
inline constexpr Field currency{
    .name = "currency",
    .text = {"价格的币种", "Currency of the prices"},
    .example = R"("CNY")",
    .has_default = true};
inline constexpr std::int64_t price_e4_max = 10'000'000'000'000;
inline constexpr Field list_price{
    .name = "list_price",
    .text =
        {"标价，最多 4 位小数；没有则由收银机定价",
         "List price, up to 4 decimals; absent: priced at the till"},
    .min = 0,
    .max = price_e4_max,
    .example = R"("59.90")"};
inline constexpr Field shop_price{
    .name = "shop_price",
    .text = {"店内现行的降价，不高于标价", "Reduced price now in force, not above the list price"},
    .min = 0,
    .max = price_e4_max,
    .example = R"("49.90")"};
inline constexpr Field cost_price{
    .name = "cost_price",
    .text =
        {"进价（成本），最多 4 位小数；没有则未知。须有权限 catalog:costs "
         "才能查看和修改，没有该权限的整体替换保留原值",
         "What one costs the shop, up to 4 decimals; absent: not known. Read and written with "
         "catalog:costs; who replaces the item without that permission leaves it as it was"},
    .min = 0,
    .max = price_e4_max,
    .example = R"("32.50")"};
inline constexpr Field large_category{
    .name = "large_category",
    .text = {"大类编码", "Code of the large category"},
    .min = 1,
    .max = 64,
    .example = R"("FOOD")"};
inline constexpr Field middle_category{
    .name = "middle_category",
    .text = {"中类编码", "Code of the middle category"},
    .min = 1,
    .max = 64,
    .example = R"("FRESH")"};
inline constexpr Field small_category{
    .name = "small_category",
    .text =
        {"小类编码；首次出现的分类自动建立",
         "Code of the small category; one named for the first time is created"},
    .min = 1,
    .max = 64,
    .example = R"("FRUIT")"};
inline constexpr Field counter_group{
    .name = "counter_group",
    .text = {"柜组编码", "Code of the counter group"},
    .min = 1,
    .max = 64,
    .example = R"("G01")"};
inline constexpr Field brand{
    .name = "brand",
    .text = {"品牌编码", "Code of the brand"},
    .min = 1,
    .max = 64,
    .example = R"("OLAY")"};
inline constexpr Field barcodes{
    .name = "barcodes",
    .text =
        {"条码，全部列出；不在其中的会被删除",
         "All of its barcodes; one that is not listed is removed"},
    .min = 1,
    .max = 32,
    .max_items = 50,
    .example = R"(["6901234567892"])",
    .has_default = true};
inline constexpr Field is_goods{
    .name = "is_goods",
    .text =
        {"是否商品；运费、手续费等为 false", "Whether it is goods; false for postage and charges"},
    .example = "true",
    .has_default = true};
inline constexpr Field state{.name = "state", .text = {"状态", "State"}, .example = R"("active")"};
}  // namespace item_fields

template <>
struct Doc<catalog::ItemState> {
  static constexpr Text text{"货品状态", "State of an item"};
  static constexpr Field values[] = {
      {.name = "active", .text = {"在用", "In use"}},
      {.name = "retired", .text = {"已停用", "Retired"}}};
};

template <>
struct Doc<catalog::PutItem> {
  static constexpr Text text{"货品的全部内容", "An item as it shall be"};
  static constexpr Field fields[] = {
      item_fields::code,
      item_fields::name,
      item_fields::unit,
      item_fields::currency,
      item_fields::list_price,
      item_fields::shop_price,
      item_fields::cost_price,
      item_fields::large_category,
      item_fields::middle_category,
      item_fields::small_category,
      item_fields::counter_group,
      item_fields::brand,
      item_fields::barcodes,
      item_fields::is_goods};
};

template <>
struct Doc<catalog::GetItem> {
  static constexpr Text text{"查询一个货品", "Asks for an item"};
  static constexpr Field fields[] = {item_fields::code};
};

template <>
struct Doc<catalog::SetItemState> {
  static constexpr Text text{"停用或重新启用货品", "Retires an item or takes it back into use"};
  static constexpr Field fields[] = {item_fields::code, item_fields::state};
};

template <>
struct Doc<catalog::ListItems> {
  static constexpr Text text{"查询货品列表", "Asks for items"};
  static constexpr Field fields[] = {
      {.name = "barcode",
       .text = {"只要这个条码的货品", "Only the item of this barcode"},
       .min = 1,
       .max = 32,
       .example = R"("6901234567892")"},
      limit_field,
      cursor_field};
};

template <>
struct Doc<catalog::ItemView> {
  static constexpr Text text{"货品", "An item"};
  static constexpr const char* name = "Item";
  static constexpr Field fields[] = {
      {.name = "id", .text = {"内部编号", "Identifier"}, .example = R"("300000000000005")"},
      item_fields::code,
      item_fields::name,
      item_fields::unit,
      item_fields::currency,
      item_fields::list_price,
      item_fields::shop_price,
      item_fields::cost_price,
      item_fields::large_category,
      item_fields::middle_category,
      item_fields::small_category,
      item_fields::counter_group,
      item_fields::brand,
      item_fields::barcodes,
      item_fields::is_goods,
      item_fields::state,
      {.name = "version",
       .text =
           {"版本号，每次修改加一；与 ETag 相同", "Grows with every change; the same as the ETag"},
       .min = 1,
       .example = "1"},
      {.name = "updated_at",
       .text = {"最近修改时间", "When it was last changed"},
       .example = R"("2026-01-01T00:00:00Z")"}};
};

}  // namespace guanxi::api
