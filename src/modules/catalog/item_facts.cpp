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

// Each kind that is asked for walks the goods once, however many are.
#define GX_GOODS "WHERE i.state = 'active' AND i.is_goods = 1 AND "
#define GX_HAVE_GOODS                                                                    \
  " AND ((c.kind = 'small' AND c.category_id IN "                                        \
  "(SELECT i.small_category_id FROM catalog_items i " GX_GOODS                           \
  "i.small_category_id IS NOT NULL)) OR (c.kind = 'counter_group' AND c.category_id IN " \
  "(SELECT i.counter_group_id FROM catalog_items i " GX_GOODS                            \
  "i.counter_group_id IS NOT NULL)) OR (c.kind = 'brand' AND c.category_id IN "          \
  "(SELECT i.brand_id FROM catalog_items i " GX_GOODS                                    \
  "i.brand_id IS NOT NULL)) OR (c.kind = 'middle' AND c.category_id IN "                 \
  "(SELECT s.parent_id FROM catalog_items i "                                            \
  "JOIN catalog_categories s ON s.category_id = i.small_category_id " GX_GOODS           \
  "s.parent_id IS NOT NULL)) OR (c.kind = 'large' AND c.category_id IN "                 \
  "(SELECT m.parent_id FROM catalog_items i "                                            \
  "JOIN catalog_categories s ON s.category_id = i.small_category_id "                    \
  "JOIN catalog_categories m ON m.category_id = s.parent_id " GX_GOODS                   \
  "m.parent_id IS NOT NULL))) ORDER BY c.category_id"
const sql::Query categories_of_goods{
    "SELECT c.category_id FROM catalog_categories c WHERE c.category_id IN "
    "(SELECT value FROM json_each($1))" GX_HAVE_GOODS,
    "SELECT c.category_id FROM catalog_categories c WHERE c.category_id IN "
    "(SELECT CAST(json_array_elements_text(CAST(CAST($1 AS TEXT) AS json)) AS "
    "BIGINT))" GX_HAVE_GOODS};
#undef GX_HAVE_GOODS
#undef GX_GOODS

const sql::Query category_code_sql{"SELECT code FROM catalog_categories WHERE category_id = $1"};

template <class Tag>
std::string list_of(const std::vector<Id<Tag>>& ids) {
  std::string list = "[";
  for (const Id<Tag> id : ids) list += (list.size() > 1 ? "," : "") + id.to_string();
  return list + "]";
}

}  // namespace

std::vector<ItemFacts> goods_after(sql::Tx& tx, ItemId after, int limit) {
  return tx.list<ItemFacts>(facts_after, after, limit);
}

std::vector<ItemFacts> goods_among(sql::Tx& tx, const std::vector<ItemId>& items) {
  if (items.empty()) return {};
  return tx.list<ItemFacts>(facts_among, list_of(items));
}

std::vector<CategoryId> categories_in_use(sql::Tx& tx, const std::vector<CategoryId>& among) {
  if (among.empty()) return {};
  return tx.list<CategoryId>(categories_of_goods, list_of(among));
}

std::optional<std::string> find_category_code(sql::Tx& tx, CategoryId category) {
  return tx.find<std::string>(category_code_sql, category);
}

}  // namespace guanxi::catalog
