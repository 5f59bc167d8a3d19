// What whoever judges price rules asks of the catalogue: where goods in use stand, their prices and
// what they cost. Charges are no goods. Functions of the caller's Tx; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modules/catalog/catalog.h"

namespace guanxi::catalog {

struct ItemFacts {
  ItemId id;
  std::optional<CategoryId> large_category, middle_category, small_category, counter_group, brand;
  Currency currency;
  std::optional<UnitPrice> list_price, shop_price, cost_price;
};
/// At most `limit` goods in use behind `after`, in the order of their ids.
std::vector<ItemFacts> goods_after(sql::Tx& tx, ItemId after, int limit);
/// Those of `items` that are goods in use, in the order of their ids. `items`: 1,000 at most.
std::vector<ItemFacts> goods_among(sql::Tx& tx, const std::vector<ItemId>& items);

/// Those of `among` – categories, counter groups, brands – that have goods in use, in the order of
/// their ids. Walks the catalogue, once for each kind among them. `among`: 1,000 at most.
std::vector<CategoryId> categories_in_use(sql::Tx& tx, const std::vector<CategoryId>& among);
/// Of a category, counter group or brand.
std::optional<std::string> find_category_code(sql::Tx& tx, CategoryId category);

}  // namespace guanxi::catalog
