#include "platform/sql/sql.h"

#include <algorithm>
#include <atomic>

namespace guanxi::sql {

// Constant-initialised, so that queries of any translation unit may register before main().
static constinit std::atomic<const Query*> newest_query{nullptr};

Query::Query(const char* sqlite, const char* postgres, int)
    : sqlite_(sqlite), postgres_(postgres), number_(0), next_(newest_query.load()) {
  do {
    number_ = next_ == nullptr ? 0 : next_->number_ + 1;
  } while (!newest_query.compare_exchange_weak(next_, this));
}

std::vector<const Query*> Query::all() {
  std::vector<const Query*> queries;
  for (const Query* query = newest_query.load(); query != nullptr; query = query->next_) {
    queries.push_back(query);
  }
  std::reverse(queries.begin(), queries.end());
  return queries;
}

}  // namespace guanxi::sql
