// Goods: items with their barcodes, in large/middle/small categories, counter groups 柜组 and brands.
// Functions take the caller's transaction; Catalog adds what needs its own.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/currency.h"
#include "base/id.h"
#include "base/quantity.h"
#include "base/result.h"
#include "platform/sql/sql.h"

namespace guanxi::catalog {

struct CategoryTag;
using CategoryId = Id<CategoryTag>;

struct Item {
  ItemId id;
  std::string code;
  std::string name;
  std::optional<CategoryId> small_category, counter_group, brand;
  std::string unit;
  Currency currency;
  std::optional<UnitPrice> list_price, shop_price;
  bool is_goods = true;
  bool active = true;
  std::int64_t version = 1;
};

/// By item code, else by barcode; nullopt if there is neither.
std::optional<Item> find_item(sql::Tx& tx, std::string_view code_or_barcode);
std::optional<Item> load_item(sql::Tx& tx, ItemId id);

struct ItemInput {  // one row of an import, one body of the API
  std::string code, name, unit = "piece";
  Currency currency;
  std::optional<UnitPrice> list_price, shop_price;
  std::string large_category, middle_category, small_category, counter_group, brand;  // codes; empty: none
  std::vector<std::string> barcodes;
  bool is_goods = true;
};
/// Creates or changes the item of that code, and categories named for the first time (name = code). Repeating changes nothing.
/// Errors: code_taken (a barcode that belongs to another item), wrong_parent.
Result<ItemId> put_item(sql::Tx& tx, IdGenerator& ids, const ItemInput& input, ActorId by, Instant now);

}  // namespace guanxi::catalog
