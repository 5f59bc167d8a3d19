// Items that tills sell all day, kept in memory so that a sale does not read them again. What is
// kept counts only for transactions that see the version of the catalogue it was read at, so it is
// never older than what the transaction itself would read.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "modules/catalog/catalog.h"

namespace guanxi::catalog {

/// Any thread may use it.
class ItemCache {
 public:
  /// Keeps about `items_max` items, dropping those not asked for lately.
  explicit ItemCache(std::size_t items_max = 20'000) : half_(items_max / 2) {}
  ItemCache(const ItemCache&) = delete;
  ItemCache& operator=(const ItemCache&) = delete;

  /// The items as `tx` sees them. Costs one small read; the items it has in memory cost none.
  class View {
   public:
    /// As find_item(tx, code_or_barcode); null if there is none.
    std::shared_ptr<const Item> find(std::string_view code_or_barcode) const;

   private:
    friend class ItemCache;
    View(ItemCache& cache, sql::Tx& tx, std::int64_t version)
        : cache_(cache), tx_(tx), version_(version) {}
    ItemCache& cache_;
    sql::Tx& tx_;
    std::int64_t version_;
  };
  View in(sql::Tx& tx);

 private:
  struct Entry {
    std::int64_t version;  // of the catalogue it was read at
    std::shared_ptr<const Item> item;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  using Entries = std::unordered_map<std::string, Entry, Hash, std::equal_to<>>;

  std::shared_ptr<const Item> known(std::string_view code, std::int64_t version);
  void keep(std::string_view code, Entry entry);

  const std::size_t half_;
  std::mutex mutex_;
  Entries recent_, older_;  // when `recent_` is full it becomes `older_`, and what was there goes
};

}  // namespace guanxi::catalog
