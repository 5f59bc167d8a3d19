#include "modules/catalog/item_facts.h"

namespace guanxi::catalog {
namespace {

#define GX_FACTS_COLUMNS                                                                  \
  "SELECT i.item_id, m.parent_id, s.parent_id, i.small_category_id, i.counter_group_id, " \
  "i.brand_id, i.currency, i.list_price, i.shop_price, i.cost_price "                     \
  "FROM catalog_items i "                                                                 \
  "LEFT JOIN catalog_categories s ON s.category_id = i.small_category_id "                \
  "LEFT JOIN catalog_categories m ON m.category_id = s.parent_id "                        \
  "WHERE i.state = 'active' AND i.is_goods = 1 "
const sql::Query facts_after{GX_FACTS_COLUMNS "AND i.item_id > $1 ORDER BY i.item_id LIMIT $2"};
const sql::Query facts_among{
    GX_FACTS_COLUMNS "AND i.item_id IN (SELECT value FROM json_each($1)) ORDER BY i.item_id",
    GX_FACTS_COLUMNS
    "AND i.item_id IN (SELECT CAST(json_array_elements_text(CAST(CAST($1 AS TEXT) AS json)) AS "
    "BIGINT)) ORDER BY i.item_id"};
#undef GX_FACTS_COLUMNS

#define GX_OF_GOODS "WHERE i.state = 'active' AND i.is_goods = 1 AND "
const sql::Query categories_of_goods{
    "SELECT i.small_category_id FROM catalog_items i " GX_OF_GOODS
    "i.small_category_id IS NOT NULL UNION "
    "SELECT i.counter_group_id FROM catalog_items i " GX_OF_GOODS
    "i.counter_group_id IS NOT NULL UNION "
    "SELECT i.brand_id FROM catalog_items i " GX_OF_GOODS
    "i.brand_id IS NOT NULL UNION "
    "SELECT s.parent_id FROM catalog_items i "
    "JOIN catalog_categories s ON s.category_id = i.small_category_id " GX_OF_GOODS
    "s.parent_id IS NOT NULL UNION "
    "SELECT m.parent_id FROM catalog_items i "
    "JOIN catalog_categories s ON s.category_id = i.small_category_id "
    "JOIN catalog_categories m ON m.category_id = s.parent_id " GX_OF_GOODS
    "m.parent_id IS NOT NULL"};
#undef GX_OF_GOODS

const sql::Query category_code_sql{"SELECT code FROM catalog_categories WHERE category_id = $1"};

}  // namespace

std::vector<ItemFacts> goods_after(sql::Tx& tx, ItemId after, int limit) {
  return tx.list<ItemFacts>(facts_after, after, limit);
}

std::vector<ItemFacts> goods_among(sql::Tx& tx, const std::vector<ItemId>& items) {
  if (items.empty()) return {};
  std::string list = "[";
  for (const ItemId item : items) list += (list.size() > 1 ? "," : "") + item.to_string();
  return tx.list<ItemFacts>(facts_among, list + "]");
}

std::vector<CategoryId> categories_in_use(sql::Tx& tx) {
  return tx.list<CategoryId>(categories_of_goods);
}

std::optional<std::string> find_category_code(sql::Tx& tx, CategoryId category) {
  return tx.find<std::string>(category_code_sql, category);
}

}  // namespace guanxi::catalog
