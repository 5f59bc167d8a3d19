// The line to the server breaks, the server refuses: what callers hear, and that nothing is lost,
// doubled or left behind. A server that goes and comes back is in tests/crash.
#include <atomic>
#include <set>

#include "platform/sql/postgres/pool.h"
#include "platform/sql/postgres/testing.h"

namespace guanxi::sql::postgres {
namespace {

using Kind = StorageFault::Kind;

class PostgresOutageTest : public PostgresTest {
 protected:
  std::int64_t sessions() {
    const PgResult found =
        Connection({temp_->conninfo()})
            .execute(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
                "pg_backend_pid()"
            );
    return PQntuples(found.get());
  }
};

/// True: done, now or before. False: refused. Asks again under the same key until it is known.
bool credit(Database& db, const std::string& claim, bool guarded, std::atomic<int>& faults) {
  const auto function = [&](Tx& tx) -> Outcome {
    if (tx.exec(insert_claim, claim, 1, 1) == 0) return ErrorCode::conflict;
    tx.exec(add, 1, 1);
    return ok();
  };
  for (;;) {
    try {
      const Outcome outcome = guarded ? db.write_guarded(function) : db.write(function);
      return outcome || outcome.error().code == ErrorCode::conflict;
    } catch (const StorageFault& fault) {
      EXPECT_EQ(fault.kind(), Kind::unreachable) << fault.what();
      ++faults;
    }
  }
}

TEST_F(PostgresOutageTest, KilledSessionsLoseAndDoubleNothing) {
  account(1, 0);
  constexpr int threads = 12, kills = 25;
  std::atomic<bool> stop{false};
  std::atomic<int> faults{0}, done{0};
  {
    std::vector<std::jthread> all;
    for (int n = 0; n < threads; ++n) {
      all.emplace_back([&, n] {
        for (int i = 0; !stop; ++i) {
          const std::string claim = std::to_string(n) + "-" + std::to_string(i);
          EXPECT_TRUE(credit(db(), claim, n % 3 != 0, faults));
          ++done;
          const auto count = [&](Tx& tx) { return tx.get<std::int64_t>(count_claims, claim); };
          try {
            EXPECT_EQ(n % 2 == 0 ? db().read(count) : db().read_latest(count), 1) << claim;
          } catch (const StorageFault& fault) {
            EXPECT_EQ(fault.kind(), Kind::unreachable) << fault.what();
          }
        }
      });
    }
    for (int kill = 0; kill < kills; ++kill) {
      const int before = done;
      while (done < before + threads) std::this_thread::yield();
      end_sessions();
    }
    stop = true;
  }
  EXPECT_EQ(sum(), done);
  EXPECT_EQ(db().read([](Tx& tx) { return tx.get<std::int64_t>(count_all_claims); }), done);
  EXPECT_FALSE(db().stats().unreachable);
  EXPECT_EQ(db().stats().write_queue, 0);
  EXPECT_LE(sessions(), PostgresOptions{}.connections_max) << "connections are left behind";
}

TEST_F(PostgresOutageTest, NobodyHearsOfSessionsThatDiedIdle) {
  account(1, 5);
  const auto add_one = [](Tx& tx) -> Outcome {
    tx.exec(add, 1, 1);
    return ok();
  };
  const auto own = [](Tx& tx) { return tx.get<std::int64_t>(select_balance, 1); };
  const Table claims = [&] {
    for (const Table& table : db().tables())
      if (table.name == "claims") return table;
    return Table{};
  }();
  // Columns by name: account_id, amount, claim.
  const std::vector<TableRow> rows{{std::int64_t{1}, std::int64_t{1}, std::string("x")}};
  int n = 0;
  const std::pair<const char*, std::function<void()>> ways[] = {
      {"read", [&] { EXPECT_GE(db().read(own), 5); }},
      {"read_latest", [&] { EXPECT_GE(db().read_latest(own), 5); }},
      {"write", [&] { EXPECT_TRUE(db().write(add_one)); }},
      {"write_guarded", [&] { EXPECT_TRUE(db().write_guarded(add_one)); }},
      {"tables", [&] { EXPECT_EQ(db().tables().size(), 2U); }},
      {"read_tables",
       [&] {
         db().read_tables([&](TableReader& reader) {
           ++n;
           reader.scan(claims, {}, [](const RowView&) { return true; });
         });
       }},
      {"insert_rows", [&] { db().insert_rows(claims, rows); }},
      {"schema_version", [&] { EXPECT_EQ(db().schema_version(), 1); }},
      {"prepare", [&] { db().prepare(add); }},
  };
  for (const auto& [name, way] : ways) {
    SCOPED_TRACE(name);
    EXPECT_NO_THROW(db().read_latest(own)) << "leaves a session in the pool";
    end_sessions();
    EXPECT_NO_THROW(way());
  }
  EXPECT_EQ(n, 1) << "a function over all tables runs once";
  EXPECT_EQ(balance(1), 7);
}

TEST_F(PostgresOutageTest, AReadThatSawSomethingIsNotRunAgain) {
  account(1, 5);
  int runs = 0;
  const auto reads_twice = [&](Tx& tx) {
    ++runs;
    tx.get<std::int64_t>(select_balance, 1);
    end_sessions();
    return tx.get<std::int64_t>(select_balance, 1);
  };
  try {
    db().read(reads_twice);
    FAIL() << "nothing was thrown";
  } catch (const StorageFault& fault) {
    EXPECT_EQ(fault.kind(), Kind::unreachable);
  }
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(balance(1), 5);
}

TEST_F(PostgresOutageTest, AWriteRunsAgainAsLongAsNoCommitWasSent) {
  account(1, 5);
  int runs = 0;
  const auto outcome = db().write([&](Tx& tx) -> Outcome {
    tx.exec(add, 1, 1);
    if (++runs == 1) end_sessions();
    tx.exec(add, 1, 1);
    return ok();
  });
  EXPECT_TRUE(outcome);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(balance(1), 7);
}

TEST_F(PostgresOutageTest, AnUnansweredCommitIsNeverRunAgain) {
  account(1, 5);
  // Ends the session within the COMMIT: a deferred trigger runs there.
  admin(
      "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM "
      "pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$; CREATE CONSTRAINT TRIGGER "
      "dies AFTER UPDATE ON accounts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "
      "die()"
  );
  int runs = 0;
  const auto function = [&](Tx& tx) -> Outcome {
    ++runs;
    tx.exec(add, 1, 1);
    return ok();
  };
  for (const bool guarded : {false, true}) {
    SCOPED_TRACE(guarded);
    runs = 0;
    try {
      EXPECT_TRUE(guarded ? db().write_guarded(function) : db().write(function));
      ADD_FAILURE() << "nothing was thrown";
    } catch (const StorageFault& fault) {
      EXPECT_EQ(fault.kind(), Kind::unreachable) << fault.what();
    }
    EXPECT_EQ(runs, 1);
  }
  admin("DROP FUNCTION die() CASCADE");
  EXPECT_TRUE(db().write_guarded(function)) << "and goes on";
  EXPECT_EQ(balance(1), 6);
}

TEST_F(PostgresOutageTest, AServerThatOnlyReadsIsNoServer) {
  account(1, 5);
  SystemClock clock;
  const auto standby = open_postgres(
      {.conninfo = temp_->conninfo() +
                   " options='-c default_transaction_read_only=on' target_session_attrs=any"},
      clock
  );
  const auto add_one = [](Tx& tx) -> Outcome {
    tx.exec(add, 1, 1);
    return ok();
  };
  for (int i = 0; i < 3; ++i) {
    for (const bool guarded : {true, false}) {
      try {
        EXPECT_FALSE(guarded ? standby->write_guarded(add_one) : standby->write(add_one));
      } catch (const StorageFault& fault) {
        EXPECT_EQ(fault.kind(), Kind::unreachable) << fault.what();
      }
    }
  }
  EXPECT_EQ(balance(1), 5);
  // Asked for a primary, as by default, not even a connection is made.
  try {
    open_postgres(
        {.conninfo = temp_->conninfo() + " options='-c default_transaction_read_only=on'",
         .connect_seconds_max = 1},
        clock
    );
    FAIL() << "connected";
  } catch (const StorageFault& fault) {
    EXPECT_EQ(fault.kind(), Kind::unreachable) << fault.what();
  }
}

TEST_F(PostgresOutageTest, WithoutAFreeConnectionCallersHearSoAndRecover) {
  account(1, 5);
  const std::string role = "guanxi_few_" + std::to_string(getpid());
  admin(
      "CREATE ROLE " + role +
      " LOGIN CONNECTION LIMIT 1; GRANT ALL ON ALL TABLES IN SCHEMA public "
      "TO " +
      role
  );
  {
    SystemClock clock;
    const std::string conninfo = temp_->conninfo() + " user=" + role;
    const auto few = open_postgres({.conninfo = conninfo, .connect_seconds_max = 1}, clock);
    const auto own = [](Tx& tx) { return tx.get<std::int64_t>(select_balance, 1); };
    few->read([&](Tx& tx) {
      EXPECT_EQ(own(tx), 5);
      std::jthread([&] {
        for (int i = 0; i < 3; ++i) {
          try {
            few->read(own);
            ADD_FAILURE() << "a second connection";
          } catch (const StorageFault& fault) {
            EXPECT_EQ(fault.kind(), Kind::unreachable) << fault.what();
          }
        }
      }).join();
    });
    EXPECT_TRUE(few->stats().unreachable);
    EXPECT_EQ(few->read(own), 5);
    EXPECT_EQ(few->read_latest(own), 5);
  }
  admin("DROP OWNED BY " + role + "; DROP ROLE " + role);
}

TEST_F(PostgresOutageTest, WhereNobodyListensOpeningSaysSo) {
  SystemClock clock;
  try {
    open_postgres({.conninfo = "host=/nonexistent dbname=x", .connect_seconds_max = 1}, clock);
    FAIL() << "connected";
  } catch (const StorageFault& fault) {
    EXPECT_EQ(fault.kind(), Kind::unreachable);
    EXPECT_NE(std::string(fault.what()).find("/nonexistent"), std::string::npos) << fault.what();
  }
}

TEST_F(PostgresOutageTest, APoolGivesBackWhatItLent) {
  Health health;
  Pool pool({temp_->conninfo()}, 2, health);
  for (int i = 0; i < 5; ++i) {
    try {
      on_connection(pool, Again::untouched, [&](Connection& connection) {
        connection.begin(Isolation::read_committed);
        connection.execute("SELECT 1");
        if (i % 2 == 0) throw std::runtime_error("enough");
        end_sessions();
        connection.execute("SELECT 1");
      });
      FAIL() << "nothing was thrown";
    } catch (const std::runtime_error&) {
    }
    EXPECT_EQ(pool.in_use(), 0);
  }
  on_connection(pool, Again::untouched, [](Connection& connection) {
    EXPECT_EQ(PQtransactionStatus(connection.handle()), PQTRANS_IDLE) << "rolled back";
  });
}

}  // namespace
}  // namespace guanxi::sql::postgres
