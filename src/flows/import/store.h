// The stored progress of imports: one row per file content and format.
#pragma once

#include <optional>
#include <string>

#include "base/time.h"
#include "platform/sql/sql.h"

namespace guanxi::import::store {

struct Job {
  std::int64_t import_id = 0;
  std::string state;  // running, done, failed
  std::int64_t units_done = 0;
  std::string progress;
};
std::optional<Job> find_job(sql::Tx& tx, const sql::Digest& file, std::string_view format);
void insert_job(
    sql::Tx& tx,
    std::int64_t id,
    const sql::Digest& file,
    std::string_view format,
    std::string_view file_name,
    ActorId by,
    std::string_view progress,
    Instant now
);
/// Moves the progress from `units_before`; false if another process has moved it.
bool move_job(
    sql::Tx& tx,
    std::int64_t id,
    std::int64_t units_before,
    std::int64_t units_after,
    std::string_view progress,
    Instant now
);
void end_job(sql::Tx& tx, std::int64_t id, std::string_view state, Instant now);

}  // namespace guanxi::import::store
