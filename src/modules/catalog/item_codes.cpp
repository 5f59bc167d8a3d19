#include "modules/catalog/item_codes.h"

namespace guanxi::catalog {
namespace {

const sql::Query item_code_sql{"SELECT code FROM catalog_items WHERE item_id = $1"};

}  // namespace

std::optional<std::string> find_item_code(sql::Tx& tx, ItemId item) {
  return tx.find<std::string>(item_code_sql, item);
}

}  // namespace guanxi::catalog
