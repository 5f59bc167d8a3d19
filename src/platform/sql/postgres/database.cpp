#include "platform/sql/postgres/database.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "platform/sql/inside.h"
#include "platform/sql/postgres/fault.h"
#include "platform/sql/postgres/migrate.h"
#include "platform/sql/postgres/transaction.h"

namespace guanxi::sql {
namespace postgres {
namespace {

/// Waits longer from try to try, by a random part, so that those who met do not meet again.
void back_off(int tries) {
  thread_local std::minstd_rand random(std::random_device{}());
  const int longest_us = 500 << std::min(tries, 7);
  std::uniform_int_distribution<int> pause(longest_us / 4, longest_us);
  std::this_thread::sleep_for(std::chrono::microseconds(pause(random)));
}

constexpr int tries_max = 30;

/// Who keeps losing takes locks until nobody comes between. Taken before the transaction begins:
/// its snapshot must be younger than what the one before committed.
class Stubborn {
 public:
  Stubborn(Connection& connection, int tries) : connection_(tries < 2 ? nullptr : &connection) {
    if (!connection_) return;
    try {
      connection_->execute("SELECT pg_advisory_lock(1197889305)");  // no other loser
      // Nobody who writes guarded, see Isolation: there is always one of those.
      if (tries >= 6) connection_->execute("SELECT pg_advisory_lock(1197889307)");
    } catch (...) {
      connection_->abandon();  // else the first would stay with a connection of the pool
      throw;
    }
  }
  ~Stubborn() {
    if (!connection_ || connection_->broken()) return;  // they end with their connection
    try {
      connection_->roll_back();
      connection_->execute("SELECT pg_advisory_unlock_all()");
    } catch (const std::exception&) {
      connection_->abandon();  // see above
    }
  }
  Stubborn(const Stubborn&) = delete;
  Stubborn& operator=(const Stubborn&) = delete;

 private:
  Connection* connection_;
};

}  // namespace

PostgresDatabase::PostgresDatabase(const PostgresOptions& options, const Clock& clock)
    : clock_(clock),
      write_queue_max_(options.write_queue_max),
      pool_(
          {options.conninfo, options.connect_seconds_max, options.statement_ms_max},
          options.connections_max,
          health_
      ),
      readers_(pool_, options.reader_threads, options.group_max),
      writers_(pool_, health_, options.writer_threads, options.group_max) {
  Pool::Lease lease(pool_);
  std::string encoding;
  lease->begin(Isolation::long_snapshot);
  lease->scan("SELECT current_setting('server_encoding')", {}, [&](const RowView& row) {
    encoding = row.text(0);
    return true;
  });
  if (encoding != "UTF8") {
    throw StorageFault(
        StorageFault::Kind::other,
        "the database's encoding is " + encoding +
            ", it must be UTF8: CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8'"
    );
  }
}

int PostgresDatabase::migrate(std::span<const Migration> migrations) {
  if (health_.halted()) health_.refuse();
  int applied = 0;
  on_connection(pool_, Again::uncommitted, [&](Connection& connection) {
    applied = postgres::migrate(connection, migrations, clock_.now());
  });
  return applied;
}

int PostgresDatabase::schema_version() {
  Inside::refuse(this, "schema_version");
  int version = 0;
  on_connection(pool_, Again::uncommitted, [&](Connection& connection) {
    version = postgres::schema_version(connection);
  });
  return version;
}

DatabaseStats PostgresDatabase::stats() const {
  DatabaseStats stats;
  stats.write_functions = health_.write_functions.load();
  stats.write_batches = health_.write_batches.load();
  stats.batches_replayed = health_.batches_replayed.load();
  stats.read_transactions = health_.read_transactions.load();
  stats.write_queue = health_.write_queue.load();
  stats.halted = health_.reason();
  stats.unreachable = health_.unreachable.load();
  return stats;
}

void PostgresDatabase::prepare(const Query& query) {
  Inside::refuse(this, "prepare");
  on_connection(pool_, Again::uncommitted, [&](Connection& connection) {
    connection.prepare(query);
  });
}

template <class Work>
void PostgresDatabase::watched(Work&& work) {
  try {
    work();
  } catch (const StorageFault& fault) {
    if (fault.kind() == StorageFault::Kind::corrupt) halt(fault.what());
    throw;
  }
}

void PostgresDatabase::run_in(Isolation isolation, const std::function<bool(Tx&)>& function) {
  Inside::refuse(this, "write");
  if (health_.halted()) health_.refuse();
  watched([&] { run_alone(isolation, function); });
}

/// One function in a transaction of its own, again until nothing came between.
void PostgresDatabase::run_alone(Isolation isolation, const std::function<bool(Tx&)>& function) {
  if (health_.write_queue.fetch_add(1) >= write_queue_max_) {
    health_.write_queue.fetch_sub(1);
    throw StorageFault(StorageFault::Kind::busy, "too many functions wait to write");
  }
  bool deferring = true;  // the first time; what it took for granted may turn out wrong
  const auto once = [&](Connection& connection, int tries) {
    const Stubborn stubborn(connection, tries);
    connection.begin(isolation);
    bool accepted = false;
    {
      const Inside inside(this);
      if (deferring) {
        Deferred transaction(connection);
        try {
          accepted = function(transaction);
        } catch (const StorageFault&) {
          throw;
        } catch (...) {  // as a refusal, it may rest on what was taken for granted
          if (transaction.has_deferred()) throw Deferred::Mistaken{};
          throw;
        }
        if (!accepted && transaction.has_deferred()) throw Deferred::Mistaken{};
        transaction.flush();
      } else {
        Transaction transaction(connection);
        accepted = function(transaction);
      }
    }
    if (health_.halted()) health_.refuse();  // stopped from within
    if (accepted) {
      connection.commit();
    } else {
      connection.roll_back();
    }
  };
  const Counted leave{health_.write_queue};
  for (int tries = 0;;) {
    try {
      on_connection(pool_, Again::uncommitted, [&](Connection& connection) {
        once(connection, tries);
      });
      break;
    } catch (const Deferred::Mistaken&) {
      deferring = false;
      continue;
    } catch (const CheckFailed&) {
      if (!deferring) throw;
      deferring = false;
      continue;
    } catch (const SerializationFault&) {
      health_.batches_replayed.fetch_add(1, std::memory_order_relaxed);
      if (tries >= tries_max) throw;
    } catch (const StorageFault& fault) {
      if (fault.kind() != StorageFault::Kind::constraint) throw;
      if (deferring) {
        deferring = false;
        continue;
      }
      // Of two that insert the same key one may hear of the key before it hears that it lost.
      if (tries > 0 || isolation != Isolation::serializable) throw;
    }
    back_off(tries++);
  }
  health_.write_functions.fetch_add(1, std::memory_order_relaxed);
  health_.write_batches.fetch_add(1, std::memory_order_relaxed);
}

void PostgresDatabase::run_write(const std::function<bool(Tx&)>& function) {
  run_in(Isolation::serializable, function);
}

void PostgresDatabase::run_write_guarded(const std::function<bool(Tx&)>& function) {
  Inside::refuse(this, "write");
  if (health_.halted()) health_.refuse();
  Notes notes;
  if (note(function, notes)) {
    if (health_.write_queue.fetch_add(1) >= write_queue_max_) {
      health_.write_queue.fetch_sub(1);
      throw StorageFault(StorageFault::Kind::busy, "too many functions wait to write");
    }
    const Counted leave{health_.write_queue};
    bool written = false;
    watched([&] { written = writers_.write(notes); });
    if (written) return;
  }
  run_in(Isolation::read_committed, function);
}

/// On paper. False: it read, or what it was told made it refuse or throw; it shall do so for real.
bool PostgresDatabase::note(const std::function<bool(Tx&)>& function, Notes& notes) const {
  const Inside inside(this);
  try {
    return function(notes);
  } catch (...) {
    return false;
  }
}

void PostgresDatabase::run_read_latest(const std::function<void(Tx&)>& function) {
  Inside::refuse(this, "read");
  const Inside inside(this);
  Glance glance(readers_);
  watched([&] { function(glance); });
  health_.read_transactions.fetch_add(1, std::memory_order_relaxed);
}

void PostgresDatabase::run_read(const std::function<void(Tx&)>& function) {
  Inside::refuse(this, "read");
  const Inside inside(this);
  watched([&] {
    on_connection(pool_, Again::untouched, [&](Connection& connection) {
      connection.begin(Isolation::snapshot);
      Transaction transaction(connection);
      function(transaction);
      connection.end_read();
    });
  });
  health_.read_transactions.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace postgres

std::unique_ptr<Database> open_postgres(const PostgresOptions& options, const Clock& clock) {
  return std::make_unique<postgres::PostgresDatabase>(options, clock);
}

}  // namespace guanxi::sql
