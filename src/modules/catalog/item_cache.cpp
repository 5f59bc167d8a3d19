#include "modules/catalog/item_cache.h"

#include "modules/catalog/store.h"

namespace guanxi::catalog {

ItemCache::View ItemCache::in(sql::Tx& tx) { return {*this, tx, store::version(tx)}; }

std::shared_ptr<const Item> ItemCache::View::find(std::string_view code_or_barcode) const {
  if (auto item = cache_.known(code_or_barcode, version_)) return item;
  auto found = find_item(tx_, code_or_barcode);
  if (!found) return nullptr;  // not kept: the codes that do not exist are too many
  auto item = std::make_shared<const Item>(*std::move(found));
  cache_.keep(code_or_barcode, {version_, item});
  return item;
}

std::shared_ptr<const Item> ItemCache::known(std::string_view code, std::int64_t version) {
  const std::lock_guard lock(mutex_);
  if (const auto at = recent_.find(code); at != recent_.end()) {
    return at->second.version == version ? at->second.item : nullptr;
  }
  const auto at = older_.find(code);
  if (at == older_.end() || at->second.version != version) return nullptr;
  auto item = at->second.item;
  recent_.insert(older_.extract(at));
  return item;
}

void ItemCache::keep(std::string_view code, Entry entry) {
  const std::lock_guard lock(mutex_);
  if (recent_.size() >= half_) {
    older_ = std::move(recent_);
    recent_.clear();
  }
  recent_.insert_or_assign(std::string(code), std::move(entry));
}

}  // namespace guanxi::catalog
