#include "platform/sql/sqlite/page_cache.h"

#include <sqlite3.h>

#include <algorithm>
#include <new>

namespace guanxi::sql::sqlite {
namespace {

sqlite3_pcache_methods2 original;

struct Cache {
  sqlite3_pcache* pages;
  unsigned highest = 0;         // no page with a higher number is held
  unsigned highest_before = 0;  // … once the page with the number `passing` has another again
  unsigned passing = 0;         // a number beyond all others that a page was given; 0: none

  static Cache& of(sqlite3_pcache* cache) { return *reinterpret_cast<Cache*>(cache); }
};

sqlite3_pcache* create(int page_bytes, int extra_bytes, int purgeable) {
  auto* const cache =
      new (std::nothrow) Cache{original.xCreate(page_bytes, extra_bytes, purgeable)};
  if (cache == nullptr || cache->pages == nullptr) {
    delete cache;
    return nullptr;
  }
  return reinterpret_cast<sqlite3_pcache*>(cache);
}

sqlite3_pcache_page* fetch(sqlite3_pcache* self, unsigned number, int create_flag) {
  Cache& cache = Cache::of(self);
  if (create_flag != 0) {
    cache.highest = std::max(cache.highest, number);
    cache.highest_before = std::max(cache.highest_before, number);
  }
  return original.xFetch(cache.pages, number, create_flag);
}

void rekey(sqlite3_pcache* self, sqlite3_pcache_page* page, unsigned from, unsigned to) {
  Cache& cache = Cache::of(self);
  if (to > cache.highest) {
    cache.highest_before = cache.highest;
    cache.highest = cache.passing = to;
  } else if (from == cache.passing && from == cache.highest) {
    cache.highest = std::max(cache.highest_before, to);
    cache.passing = 0;
  }
  original.xRekey(cache.pages, page, from, to);
}

void truncate(sqlite3_pcache* self, unsigned first) {
  Cache& cache = Cache::of(self);
  if (first > cache.highest) return;
  original.xTruncate(cache.pages, first);
  cache.highest = first - 1;
  cache.passing = 0;
}

}  // namespace

void install_page_cache() {
  if (sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &original) != SQLITE_OK) return;
  sqlite3_pcache_methods2 ours = original;
  ours.xCreate = create;
  ours.xCachesize = [](sqlite3_pcache* self, int pages) {
    original.xCachesize(Cache::of(self).pages, pages);
  };
  ours.xPagecount = [](sqlite3_pcache* self) { return original.xPagecount(Cache::of(self).pages); };
  ours.xFetch = fetch;
  ours.xUnpin = [](sqlite3_pcache* self, sqlite3_pcache_page* page, int discard) {
    original.xUnpin(Cache::of(self).pages, page, discard);
  };
  ours.xRekey = rekey;
  ours.xTruncate = truncate;
  ours.xDestroy = [](sqlite3_pcache* self) {
    original.xDestroy(Cache::of(self).pages);
    delete &Cache::of(self);
  };
  ours.xShrink = [](sqlite3_pcache* self) { original.xShrink(Cache::of(self).pages); };
  sqlite3_config(SQLITE_CONFIG_PCACHE2, &ours);
}

}  // namespace guanxi::sql::sqlite
