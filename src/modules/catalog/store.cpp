#include "modules/catalog/store.h"

#include <algorithm>

namespace guanxi::catalog::store {
namespace {

#define GX_ITEM_COLUMNS                                                                      \
  "i.item_id, i.code, i.name, i.small_category_id, s.parent_id, m.parent_id, "               \
  "i.counter_group_id, i.brand_id, i.unit, i.currency, "                                     \
  "i.list_price, i.shop_price, i.is_goods, CASE WHEN i.state = 'active' THEN 1 ELSE 0 END, " \
  "i.version "                                                                               \
  "FROM catalog_items i "                                                                    \
  "LEFT JOIN catalog_categories s ON s.category_id = i.small_category_id "                   \
  "LEFT JOIN catalog_categories m ON m.category_id = s.parent_id "
const sql::Query item_by_code{"SELECT " GX_ITEM_COLUMNS "WHERE i.code = $1"};
const sql::Query item_by_barcode{
    "SELECT " GX_ITEM_COLUMNS
    "JOIN catalog_barcodes b ON b.item_id = i.item_id WHERE b.barcode = $1"};
const sql::Query item_by_id{"SELECT " GX_ITEM_COLUMNS "WHERE i.item_id = $1"};
#undef GX_ITEM_COLUMNS

#define GX_ROW_COLUMNS                                                                      \
  "SELECT i.item_id, i.code, i.name, i.unit, i.currency, i.list_price, i.shop_price, "      \
  "i.cost_price, l.code, m.code, s.code, "                                                  \
  "g.code, b.code, i.is_goods, CASE WHEN i.state = 'active' THEN 1 ELSE 0 END, i.version, " \
  "i.updated_at "                                                                           \
  "FROM catalog_items i "                                                                   \
  "LEFT JOIN catalog_categories s ON s.category_id = i.small_category_id "                  \
  "LEFT JOIN catalog_categories m ON m.category_id = s.parent_id "                          \
  "LEFT JOIN catalog_categories l ON l.category_id = m.parent_id "                          \
  "LEFT JOIN catalog_categories g ON g.category_id = i.counter_group_id "                   \
  "LEFT JOIN catalog_categories b ON b.category_id = i.brand_id "
const sql::Query row_by_code{GX_ROW_COLUMNS "WHERE i.code = $1"};
const sql::Query rows_after{GX_ROW_COLUMNS "WHERE i.code > $1 ORDER BY i.code LIMIT $2"};
#undef GX_ROW_COLUMNS

const sql::Query barcodes_of_item{"SELECT barcode FROM catalog_barcodes WHERE item_id = $1"};
const sql::Query barcodes_of_page{
    "SELECT item_id, barcode FROM catalog_barcodes WHERE item_id IN "
    "(SELECT item_id FROM catalog_items WHERE code > $1 ORDER BY code LIMIT $2) ORDER BY item_id, "
    "barcode"};
const sql::Query barcode_owner{"SELECT item_id FROM catalog_barcodes WHERE barcode = $1"};
const sql::Query code_owner{"SELECT item_id FROM catalog_items WHERE code = $1"};

// Many codes as one parameter: a JSON list.
const sql::Query items_by_codes{
    "SELECT code, item_id FROM catalog_items WHERE code IN (SELECT value FROM json_each($1))",
    "SELECT code, item_id FROM catalog_items WHERE code IN "
    "(SELECT json_array_elements_text(CAST(CAST($1 AS TEXT) AS json)))"};
const sql::Query categories_by_codes{
    "SELECT code, category_id FROM catalog_categories WHERE kind = $1 AND code IN "
    "(SELECT value FROM json_each($2))",
    "SELECT code, category_id FROM catalog_categories WHERE kind = $1 AND code IN "
    "(SELECT json_array_elements_text(CAST(CAST($2 AS TEXT) AS json)))"};

const sql::Query category_by_code{
    "SELECT category_id, parent_id FROM catalog_categories WHERE kind = $1 AND code = $2"};
const sql::Query insert_category_row{
    "INSERT INTO catalog_categories (category_id, parent_id, kind, code, name, created_at, "
    "created_by) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)"};
const sql::Query set_category_parent{
    "UPDATE catalog_categories SET parent_id = $2 WHERE category_id = $1 AND parent_id IS NULL"};

const sql::Query insert_item_row{
    "INSERT INTO catalog_items (item_id, code, name, small_category_id, counter_group_id, "
    "brand_id, unit, currency, "
    "list_price, shop_price, cost_price, is_goods, state, version, created_at, created_by, "
    "updated_at, updated_by) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'active', 1, $13, $14, $15, $16)"};
const sql::Query update_item_row{
    "UPDATE catalog_items SET name = $2, small_category_id = $3, counter_group_id = $4, brand_id = "
    "$5, unit = $6, "
    "currency = $7, list_price = $8, shop_price = $9, cost_price = $10, is_goods = $11, "
    "version = version + 1, updated_at = $12, updated_by = $13 WHERE item_id = $1"};
const sql::Query set_item_state{
    "UPDATE catalog_items SET state = $2, version = version + 1, updated_at = $3, updated_by = $4 "
    "WHERE item_id = $1"};
const sql::Query insert_barcode_row{
    "INSERT INTO catalog_barcodes (barcode, item_id) VALUES ($1, $2)"};
const sql::Query delete_barcode_row{"DELETE FROM catalog_barcodes WHERE barcode = $1"};

const sql::Query find_version{"SELECT version FROM catalog_versions WHERE id = 1"};
const sql::Query set_version{"UPDATE catalog_versions SET version = $1 WHERE id = 1"};

struct VersionTag;

}  // namespace

std::int64_t version(sql::Tx& tx) { return tx.get<std::int64_t>(find_version); }
void move_version(sql::Tx& tx, IdGenerator& ids) {
  // Not one more than before: the number of a change that was rolled back must not come again.
  GX_CHECK(tx.exec(set_version, ids.next_id<VersionTag>()) == 1);
}

std::optional<Item> find_by_code(sql::Tx& tx, std::string_view code) {
  return tx.find<Item>(item_by_code, code);
}
std::optional<Item> find_by_barcode(sql::Tx& tx, std::string_view barcode) {
  return tx.find<Item>(item_by_barcode, barcode);
}
std::optional<Item> load(sql::Tx& tx, ItemId id) { return tx.find<Item>(item_by_id, id); }
std::optional<ItemRow> find_row(sql::Tx& tx, std::string_view code) {
  return tx.find<ItemRow>(row_by_code, code);
}
std::vector<std::string> barcodes_of(sql::Tx& tx, ItemId id) {
  auto barcodes = tx.list<std::string>(barcodes_of_item, id);
  std::sort(
      barcodes.begin(), barcodes.end()
  );  // not by the engine's collation: callers search in it
  return barcodes;
}
std::optional<ItemId> owner_of_barcode(sql::Tx& tx, std::string_view barcode) {
  return tx.find<ItemId>(barcode_owner, barcode);
}
std::optional<ItemId> owner_of_code(sql::Tx& tx, std::string_view code) {
  return tx.find<ItemId>(code_owner, code);
}

std::vector<ItemRow> list_after(sql::Tx& tx, std::string_view code, int limit) {
  return tx.list<ItemRow>(rows_after, code, limit);
}
std::vector<BarcodeRow> barcodes_after(sql::Tx& tx, std::string_view code, int limit) {
  return tx.list<BarcodeRow>(barcodes_of_page, code, limit);
}

std::vector<CodeRow> find_codes(sql::Tx& tx, std::string_view kind, std::string_view codes) {
  return kind.empty() ? tx.list<CodeRow>(items_by_codes, codes)
                      : tx.list<CodeRow>(categories_by_codes, kind, codes);
}

std::optional<Category> find_category(sql::Tx& tx, std::string_view kind, std::string_view code) {
  return tx.find<Category>(category_by_code, kind, code);
}

void insert_category(
    sql::Tx& tx,
    CategoryId id,
    std::optional<CategoryId> parent,
    std::string_view kind,
    std::string_view code,
    const Stamp& stamp
) {
  tx.exec(insert_category_row, id, parent, kind, code, code, stamp.at, stamp.by);
}

void set_parent(sql::Tx& tx, CategoryId category, CategoryId parent) {
  GX_CHECK(tx.exec(set_category_parent, category, parent) == 1);
}

void insert_item(sql::Tx& tx, const ItemFields& item, const Stamp& stamp) {
  const ItemInput& input = item.input;
  tx.exec(
      insert_item_row,
      item.id,
      input.code,
      input.name,
      item.small_category,
      item.counter_group,
      item.brand,
      input.unit,
      input.currency,
      input.list_price,
      input.shop_price,
      input.cost_price,
      input.is_goods,
      stamp.at,
      stamp.by,
      stamp.at,
      stamp.by
  );
}

void update_item(sql::Tx& tx, const ItemFields& item, const Stamp& stamp) {
  const ItemInput& input = item.input;
  const std::int64_t changed = tx.exec(
      update_item_row,
      item.id,
      input.name,
      item.small_category,
      item.counter_group,
      item.brand,
      input.unit,
      input.currency,
      input.list_price,
      input.shop_price,
      input.cost_price,
      input.is_goods,
      stamp.at,
      stamp.by
  );
  GX_CHECK(changed == 1);
}

void set_active(sql::Tx& tx, ItemId id, bool active, const Stamp& stamp) {
  GX_CHECK(tx.exec(set_item_state, id, active ? "active" : "retired", stamp.at, stamp.by) == 1);
}

void insert_barcode(sql::Tx& tx, std::string_view barcode, ItemId id) {
  tx.exec(insert_barcode_row, barcode, id);
}
void delete_barcode(sql::Tx& tx, std::string_view barcode) {
  GX_CHECK(tx.exec(delete_barcode_row, barcode) == 1);
}

}  // namespace guanxi::catalog::store
