// Marks this thread as inside a transaction of a database. Using the same database again from there
// would wait for itself; another database is fine (copying from one to the other).
#pragma once

#include <atomic>
#include <string>

#include "platform/sql/sql.h"

namespace guanxi::sql {

class Inside {
 public:
  explicit Inside(const Database* database) : database_(database), outer_(innermost_) {
    innermost_ = this;
  }
  ~Inside() { innermost_ = outer_; }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

  /// CheckFailed if this thread is inside `database`.
  static void refuse(const Database* database, const char* what) {
    for (const Inside* inside = innermost_; inside != nullptr; inside = inside->outer_) {
      GX_CHECK_WHY(
          inside->database_ != database,
          std::string(what) + " from inside a write or read of the same database"
      );
    }
  }

 private:
  static inline thread_local const Inside* innermost_ = nullptr;
  const Database* database_;
  const Inside* outer_;
};

/// Takes one off a gauge when it goes.
struct Counted {
  std::atomic<std::int64_t>& gauge;
  ~Counted() { gauge.fetch_sub(1); }
};

}  // namespace guanxi::sql
