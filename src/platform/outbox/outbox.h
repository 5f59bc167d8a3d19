// The outbox: news of what was committed, written in the transaction that made it true, read
// afterwards by consumers – each event at least once, in event order, each consumer resumable by
// its own cursor.
//
// A consumer either applies events to the database, in one transaction with the move of its cursor
// (so each event takes effect exactly once, whatever dies when), or delivers them to the outside
// and moves the cursor afterwards (so a crash in between delivers a batch again: the receiver must
// tell repeats by event_id).
//
// Order. A cursor is right only if no event can appear behind it later.
// SQLite: append() takes its number inside the write function and above every number in the table;
// write functions run one after another, across processes too (BEGIN IMMEDIATE), so numbers grow in
// commit order even if the machine's clock was set back while the program was down, and a function
// that is run again takes a new number. Retention never deletes the newest event, which holds the
// high-water mark.
// PostgreSQL commits concurrently, and a smaller number may commit later. So an event carries the
// id of its transaction, and events are read in the order (transaction, number), up to the oldest
// transaction that is still running: later ones have larger ids. A transaction that writes for
// long, anywhere in the database server, holds consumers up for as long.
//
// Threads: append() belongs to its transaction. add() comes before start() and run_due(). notify(),
// status(), prune() and forget() may be called from any thread. run_due() is for tests and
// commands, one thread at a time, while start() is not in force.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/time.h"
#include "platform/sql/sql.h"

namespace guanxi::metrics {
class Registry;
}

namespace guanxi::outbox {

/// Where an event stands in the order. On SQLite xact is 0, but for what came from elsewhere.
struct Position {
  std::int64_t xact = 0, event_id = 0;
  auto operator<=>(const Position&) const = default;
};

struct Event {
  std::int64_t xact = 0;
  std::int64_t event_id = 0;
  std::string kind;  // "sale.posted"
  OwnerId owner;
  std::int64_t subject_id = 0;  // the receipt …
  Instant posted_at;
  std::string facts;  // JSON, no personal data

  Position position() const { return {xact, event_id}; }
};

/// Call it inside the write function that makes the event true.
void append(
    sql::Tx& tx,
    IdGenerator& ids,
    std::string_view kind,
    OwnerId owner,
    std::int64_t subject_id,
    Instant posted_at,
    std::string_view facts
);

/// Of a store whose rows came from another one: transactions count anew here, so what is there
/// moves, with the cursors, before all that will be written.
void begin_anew(sql::Tx& tx);

/// The newest event there ever was, 0: none. Whatever becomes true is told here, and the newest
/// event is never pruned: no id older than it is free. See IdGenerator::begin_after.
std::int64_t newest_event_id(sql::Tx& tx);

/// Some events in order, those of other kinds left out.
struct Batch {
  std::span<const Event> events;
  Instant now;
};

/// Exactly one of `apply`, `prepare` and `deliver` is set. Each may refuse or throw: the batch is
/// then tried again, after a growing pause and one event at a time, so that what is wrong with one
/// event holds up only what comes after it.
struct Consumer {
  std::string name;                     // "sale_store_days": the key of its cursor, fixed for ever
  std::vector<std::string> kinds = {};  // which events; empty: all
  /// May run more than once for a batch, as any write function: changes nothing outside `tx`.
  std::function<Outcome(sql::Tx&, const Batch&)> apply = {};
  /// Likewise in two steps, where much is read that never changes: reads what the batch asks for
  /// from a snapshot, while others write, and returns what is then applied.
  std::function<std::function<Outcome(sql::Tx&)>(const Batch&)> prepare = {};
  /// To the outside. One process at a time, by a lease.
  std::function<Outcome(const Batch&)> deliver = {};
};

struct Options {
  int batch_max = 500;
  int poll_ms = 1000;            // looks for events this often without notify()
  int pause_ms = 50;             // least time between two batches that were not full
  int backoff_ms_min = 1000;     // after the first failure; then doubled …
  int backoff_ms_max = 300'000;  // … up to this
  int lease_seconds = 120;       // of a consumer that delivers; longer than a batch takes
  std::int64_t retention_days = 14;
  int prune_chunk = 500;                 // events deleted in one transaction
  std::string process = "guanxi";        // names the holder of a lease; unique among processes
  metrics::Registry* metrics = nullptr;  // guanxi_outbox_* if given; must outlive the outbox
};

struct ConsumerStatus {
  std::string name;
  bool known = false;  // false: only its cursor is left, see forget()
  std::int64_t event_id = 0;
  Instant moved_at;
  std::int64_t lag_events = 0;   // counted up to 100,000
  std::int64_t lag_seconds = 0;  // age of the oldest event not handled yet
  int failures = 0;              // in a row, in this process
  std::string last_error;        // of this process; empty: the last batch went well
};

class Outbox {
 public:
  Outbox(sql::Database& db, const Clock& clock, Options options);
  ~Outbox();
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  /// A consumer that is new to the database starts with the oldest event kept.
  void add(Consumer consumer);
  /// One thread per consumer.
  void start();
  /// Lets running batches finish. Safe to call twice.
  void stop();
  /// Something was committed: costs a few nanoseconds while the consumers are busy.
  void notify();

  /// At most one batch for each consumer that is not waiting after a failure; returns how many
  /// events were handled.
  int run_due(Instant now);

  /// One entry per cursor. Also sets the metrics, so have a job call it. Reads the database.
  std::vector<ConsumerStatus> status(Instant now);

  /// Deletes what every cursor has passed and is older than the retention, in small transactions;
  /// returns how many events went. Stops early when stop() is called or `should_stop` says so.
  std::int64_t prune(Instant now, const std::function<bool()>& should_stop = {});

  /// Deletes the cursor of a consumer this program no longer has, so that it holds up retention no
  /// longer. Errors: not_found, conflict (the program still has it).
  Outcome forget(std::string_view consumer);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace guanxi::outbox
