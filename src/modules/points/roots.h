// The hourly root: one digest over the heads of all accounts as they were before an instant, itself
// chained to the root before. Keep the digest somewhere else (a mail, a printout): history
// rewritten consistently, hashes and all, then still shows. Called by the app: its hourly job, and
// `verify`. Functions; any thread.
#pragma once

#include <functional>
#include <optional>

#include "base/id.h"
#include "base/points.h"
#include "base/time.h"
#include "platform/sql/sql.h"

namespace guanxi::points {

/// The heads as they were before an instant: what a root covers.
struct Heads {
  std::int64_t accounts = 0;  // with at least one entry
  std::int64_t entries = 0;
  Points balance;
  sql::Digest digest{};  // see fold_head in chain.h
  bool operator==(const Heads&) const = default;
};

/// Builds heads account by account, in owner order. For who reads the accounts' rows otherwise than
/// through a Tx: a backup.
class HeadsFold {
 public:
  /// An account without entries (seq 0) does not count.
  void add(OwnerId owner, std::int64_t seq, Points balance, const sql::Digest& head_hash);
  /// The table whose rows it is made of, and one of them.
  static bool wants(const sql::Table& table);
  void add_row(const sql::Table& accounts, const sql::RowView& row);
  const Heads& heads() const { return heads_; }

 private:
  Heads heads_;
};

struct Root {
  std::int64_t root_id = 0;
  Instant covers_to;  // entries posted before
  Heads heads;
  sql::Digest hash{};  // over the root before and this one
  Instant created_at;
};

/// A root covers only what is at least this old, so that a posting on its way (its `now` read, not
/// yet committed) cannot end up under a root that was made without it. Far longer than any request
/// may take.
inline constexpr std::int64_t root_lag_seconds = 600;

/// Makes the root of the last whole hour (UTC) that lies root_lag_seconds back; nullopt if it
/// exists already. Reads in short snapshots – what was posted before an instant this old does not
/// change – and writes one row. Between them it asks `should_stop`, and then makes none.
std::optional<Root> make_due_root(
    sql::Database& db, IdGenerator& ids, Instant now, const std::function<bool()>& should_stop = {}
);
/// The root up to `covers_to`, at least root_lag_seconds before `now`; nullopt if there is one as
/// late already.
std::optional<Root> make_root(
    sql::Database& db,
    IdGenerator& ids,
    Instant covers_to,
    Instant now,
    const std::function<bool()>& should_stop = {}
);

/// The newest root. A program that starts with a clock before its covers_to would post into covered
/// time: it should wait.
std::optional<Root> last_root(sql::Tx& tx);
/// Recomputes what a root covers, from the journal: any root, however old. One look-up per account,
/// more for those that moved since. nullopt: no such root.
struct RecomputedRoot {
  Root stored;
  Heads now;
  bool matches() const { return stored.heads == now; }
};
std::optional<RecomputedRoot> recompute_root(sql::Tx& tx, std::int64_t root_id);

}  // namespace guanxi::points
