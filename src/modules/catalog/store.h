// All SQL of the catalog module. Private to it.
#pragma once

#include "modules/catalog/catalog.h"

namespace guanxi::catalog::store {

/// An item with the codes of where it stands; the barcodes apart.
struct ItemRow {
  ItemId id;
  std::string code;
  std::string name;
  std::string unit;
  Currency currency;
  std::optional<UnitPrice> list_price, shop_price, cost_price;
  std::optional<std::string> large_category, middle_category, small_category, counter_group, brand;
  bool is_goods = true;
  bool active = true;
  std::int64_t version = 1;
  Instant updated_at;
};

struct Category {
  CategoryId id;
  std::optional<CategoryId> parent;
};

struct BarcodeRow {
  ItemId item;
  std::string barcode;
};

/// The columns that put_item writes.
struct ItemFields {
  ItemId id;
  const ItemInput& input;
  std::optional<CategoryId> small_category, counter_group, brand;
};

struct Stamp {
  ActorId by;
  Instant at;
};

/// Moves with every change to an item, to a number it never had.
std::int64_t version(sql::Tx& tx);
void move_version(sql::Tx& tx, IdGenerator& ids);

std::optional<Item> find_by_code(sql::Tx& tx, std::string_view code);
std::optional<Item> find_by_barcode(sql::Tx& tx, std::string_view barcode);
std::optional<Item> load(sql::Tx& tx, ItemId id);
std::optional<ItemRow> find_row(sql::Tx& tx, std::string_view code);
std::vector<std::string> barcodes_of(sql::Tx& tx, ItemId id);  // sorted
std::optional<ItemId> owner_of_barcode(sql::Tx& tx, std::string_view barcode);
std::optional<ItemId> owner_of_code(sql::Tx& tx, std::string_view code);

/// At most `limit` items behind `code` in the order of codes, and their barcodes.
std::vector<ItemRow> list_after(sql::Tx& tx, std::string_view code, int limit);
std::vector<BarcodeRow> barcodes_after(sql::Tx& tx, std::string_view code, int limit);

/// A code and its id.
struct CodeRow {
  std::string code;
  std::int64_t id = 0;
};
/// `codes` is a JSON list of texts; `kind` empty: items.
std::vector<CodeRow> find_codes(sql::Tx& tx, std::string_view kind, std::string_view codes);

std::optional<Category> find_category(sql::Tx& tx, std::string_view kind, std::string_view code);
void insert_category(
    sql::Tx& tx,
    CategoryId id,
    std::optional<CategoryId> parent,
    std::string_view kind,
    std::string_view code,
    const Stamp& stamp
);
void set_parent(sql::Tx& tx, CategoryId category, CategoryId parent);

void insert_item(sql::Tx& tx, const ItemFields& item, const Stamp& stamp);
void update_item(sql::Tx& tx, const ItemFields& item, const Stamp& stamp);  // and its version
void set_active(sql::Tx& tx, ItemId id, bool active, const Stamp& stamp);   // and its version
void insert_barcode(sql::Tx& tx, std::string_view barcode, ItemId id);
void delete_barcode(sql::Tx& tx, std::string_view barcode);

}  // namespace guanxi::catalog::store
