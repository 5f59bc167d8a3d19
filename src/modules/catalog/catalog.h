// Goods: items with their barcodes, in large/middle/small categories, counter groups 柜组 and
// brands. Functions take the caller's transaction and may be called from any thread; Catalog adds
// what needs its own.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/currency.h"
#include "base/id.h"
#include "base/quantity.h"
#include "base/result.h"
#include "platform/sql/sql.h"

namespace guanxi::api {
class Api;
}
namespace guanxi::files {
class Source;
}  // namespace guanxi::files

namespace guanxi::catalog {

/// What goods cost is not for everybody who looks them up.
inline constexpr const char* see_costs = "catalog:costs";

struct CategoryTag;
using CategoryId = Id<CategoryTag>;

struct Item {
  ItemId id;
  std::string code;
  std::string name;
  std::optional<CategoryId> small_category, middle_category, large_category, counter_group, brand;
  std::string unit;
  Currency currency;
  std::optional<UnitPrice> list_price, shop_price;
  bool is_goods = true;
  bool active = true;
  std::int64_t version = 1;
};

/// By item code, else by barcode; nullopt if there is neither. Exact: the caller removes blanks
/// around it. An item that was retired is found too; whether it may still be sold is the caller's
/// question.
std::optional<Item> find_item(sql::Tx& tx, std::string_view code_or_barcode);
std::optional<Item> load_item(sql::Tx& tx, ItemId id);

enum class CodeKind { large_category, middle_category, small_category, counter_group, brand, item };
/// The ids of many codes of one kind in a few questions; a code that is not there is left out.
/// Items by item code only, retired ones too.
std::unordered_map<std::string, std::int64_t> ids_of(
    sql::Tx& tx, CodeKind kind, const std::vector<std::string>& codes
);

struct ItemInput {  // one row of an import, one body of the API
  std::string code, name, unit = "piece";
  Currency currency;
  std::optional<UnitPrice> list_price, shop_price;
  std::optional<UnitPrice> cost_price;  // what one costs the shop; for readers with catalog:costs
  std::string large_category, middle_category, small_category, counter_group,
      brand;  // codes; empty: none
  std::vector<std::string> barcodes;
  bool is_goods = true;

  bool operator==(const ItemInput&) const = default;
};
/// Creates the item of that code, or makes it what `input` says (also its set of barcodes), and
/// creates categories named for the first time (name = code). Repeating changes nothing and costs
/// two small reads. A middle or large category may be left out when the one below knows it already.
/// Refuses before its first write, so the transaction may go on. Errors, each with the pointer of
/// the field: missing_field (code, name, unit; the small category when a larger one is given; the
/// list price when a shop price is), too_long, bad_format, too_many (barcodes), out_of_range (a
/// negative price, a shop price above the list price); code_taken (a barcode that another item has
/// as barcode or code, or a code that is another item's barcode); wrong_parent (a category that
/// already hangs below another one).
Result<ItemId> put_item(
    sql::Tx& tx, IdGenerator& ids, const ItemInput& input, ActorId by, Instant now
);

/// What put_item would have to be given to change nothing; nullopt if there is no such item. `code`
/// is an item code.
std::optional<ItemInput> find_input(sql::Tx& tx, std::string_view code);

/// Retires an item, or takes it back into use; repeating changes nothing. Errors: item_not_found.
Result<Item> set_item_active(
    sql::Tx& tx, IdGenerator& ids, ItemId id, bool active, ActorId by, Instant now
);

struct ImportReport {
  std::uint64_t rows = 0, created = 0, changed = 0, unchanged = 0,
                rejected = 0;  // rows = the sum of the others
  /// Why the file could not be read to its end, in English; empty if it was. What stands before is
  /// imported: import the mended file again, rows that are known change nothing.
  std::string stopped;
};

struct ImportOptions {
  Currency currency;  // of new items whose row names none
  /// Called for every rejected row, in order, with its line in the file.
  std::function<void(std::uint64_t line, const Error& error)> on_reject = {};
  /// Called after every transaction.
  std::function<void(const ImportReport& so_far)> on_progress = {};
};

/// Threads: Catalog may be used from any thread. `db` and `ids` must outlive it.
class Catalog {
 public:
  Catalog(sql::Database& db, IdGenerator& ids) : db_(db), ids_(ids) {}

  /// Imports items from CSV (files/csv.h: UTF-8, comma, a header). Columns, in any order:
  ///
  /// - code: required
  /// - name: required for new items
  /// - unit: 'piece', 'kg' …; new items: piece
  /// - currency: ISO code; new items: the one of the options
  /// - list_price, shop_price, cost_price: "59.90", up to 4 decimals; empty: none (priced at the
  ///   till; not reduced; not known)
  /// - large_category, middle_category, small_category, counter_group, brand: codes; empty: none
  /// - barcodes: divided by blanks
  /// - is_goods: 1 or 0 (postage, charges); new items: 1
  ///
  /// A column that is not in the header leaves what is known of an item alone, so a price list
  /// needs code and list_price only. A row that is wrong is rejected and the others go on. Rows are
  /// durable in groups of 500.
  ImportReport import_items(
      files::Source& source, const ImportOptions& options, ActorId by, Instant now
  );

  sql::Database& db() const { return db_; }
  IdGenerator& ids() const { return ids_; }

 private:
  sql::Database& db_;
  IdGenerator& ids_;
};

/// /v1/items and below. All arguments outlive `api`.
void add_endpoints(api::Api& api, Catalog& catalog);

}  // namespace guanxi::catalog
