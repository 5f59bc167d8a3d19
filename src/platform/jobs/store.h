// All SQL of the jobs. Private to platform/jobs.
#pragma once

#include "platform/jobs/jobs.h"

namespace guanxi::jobs::store {

struct Row {
  std::string job;
  std::string holder;
  Instant lease_until, last_start, last_end;  // 0: never
  std::int64_t last_micros;
  std::string last_error;
  std::int64_t runs, failures;
};

std::optional<Row> find(sql::Tx& tx, std::string_view job);
std::vector<Row> all(sql::Tx& tx);
/// Takes the lease if nobody holds it and the last run began at or before `due_before`.
bool claim(
    sql::Tx& tx,
    std::string_view job,
    std::string_view holder,
    Instant now,
    Instant lease_until,
    Instant due_before
);
/// False: the lease was taken by another.
bool renew(
    sql::Tx& tx, std::string_view job, std::string_view holder, Instant started, Instant until
);
bool finish(
    sql::Tx& tx,
    std::string_view job,
    std::string_view holder,
    Instant started,
    Instant ended,
    std::int64_t micros,
    std::string_view error
);

}  // namespace guanxi::jobs::store
