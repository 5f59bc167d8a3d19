// How the jobs of coupons write. Inside modules/coupons only. Threads: as jobs run.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "platform/sql/sql.h"

namespace guanxi::coupons {

/// Runs `function(tx) -> Result<std::int64_t>`, again after a conflict: somebody may have changed
/// one of them meanwhile.
template <class Function>
Result<std::int64_t> write_again(sql::Database& db, const Function& function) {
  constexpr int tries_max = 3;
  for (int tries = 1;; ++tries) {
    auto done = db.write([&](sql::Tx& tx) -> Result<std::int64_t> { return function(tx); });
    const bool clash = !done && done.error().code == ErrorCode::conflict;
    if (!clash || tries == tries_max) return done;
  }
}

}  // namespace guanxi::coupons
