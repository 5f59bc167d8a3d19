// Downloads: lists and reports as files. Somebody asks, a job makes the file in the background, in
// pages of snapshot reads and bounded memory, and it can be had for some days. What files there can
// be others declare (reports.h).
//
// Who may see a list may have it as a file: the report's permission is asked for at the asking, at
// the making and at each reading, and rows are those of the stores of the account when the file is
// made. Personal data is masked unless it was asked for in the clear, which takes members:reveal;
// that it was asked for and read stands on the audit trail.
//
// A file is kept in the store in sealed parts and can be had once all of them are there: a process
// that dies amidst the making leaves nothing that anybody reads, and the next one begins anew.
//
// Threads: Downloads may be used from any thread.
#pragma once

#include <functional>

#include "modules/downloads/reports.h"
#include "platform/crypto/keys.h"
#include "platform/jobs/jobs.h"
#include "platform/sql/sql.h"

namespace guanxi::downloads {

/// Lists and drops those of others as well. Besides downloads:make, which all endpoints ask for.
inline constexpr const char* all_permission = "downloads:all";

/// All outlive whoever has it.
struct House {
  sql::Database& db;
  IdGenerator& ids;
  const crypto::KeyRing& keys;
  const Clock& clock;
  const Reports& reports;
  /// An account as its requests carry it now; nullopt: unknown or disabled.
  std::function<std::optional<api::Actor>(ActorId id)> actor_of;
};

struct Settings {
  int keep_days = 7;                                 // a file, once it is made
  std::int64_t rows_max = 5'000'000;                 // of a file; workbooks have less
  std::int64_t bytes_max = std::int64_t{256} << 20;  // of a file
  int open_max = 5;                                  // of one account, not made yet
  int held_max = 50;                                 // of one account, with those made
};

inline constexpr std::int64_t whole_bytes_max = std::int64_t{32} << 20;  // of an answer

/// Makes what was asked for, the oldest first, each from its beginning where a process was stopped
/// amidst it. What cannot be made has failed, with its reason, so that the next goes on; a fault of
/// the store is thrown, and it is tried again.
Outcome work(const House& house, const Settings& settings, jobs::Context& context);
/// Deletes files that have had their time, and forgets what ended long ago.
Outcome sweep(const House& house, jobs::Context& context);
/// Somebody is erased: files with data in the clear go at once, in which they may stand; those that
/// are being made begin anew. Masked ones have some days left.
void forget_clear(sql::Tx& tx);

/// A place among the sealed parts.
struct PartPlace {
  std::int64_t download = 0, part = 0;
};
/// As members::Members::walk_seals.
std::optional<PartPlace> walk_seals(
    sql::Database& db,
    const crypto::KeyRing& keys,
    const PartPlace& after,
    int limit,
    crypto::SealWalk walk,
    crypto::SealCensus& census
);

/// /v1/downloads and below. `house` is copied; what it names outlives the Api.
void add_endpoints(api::Api& api, const House& house, const Settings& settings);
/// "downloads.make" and "downloads.sweep".
void add_jobs(jobs::Scheduler& jobs, const House& house, const Settings& settings);

}  // namespace guanxi::downloads
