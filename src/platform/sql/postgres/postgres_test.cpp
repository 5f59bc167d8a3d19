// The seam on PostgreSQL, where its own machinery is at stake; what both engines do alike is in
// sql_test.cpp.
#include "platform/sql/postgres/postgres.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <atomic>
#include <barrier>
#include <fstream>

#include "platform/sql/postgres/testing.h"
#include "platform/sql/tables.h"

namespace guanxi::sql::postgres {
namespace {

using Kind = StorageFault::Kind;
using testing::HasSubstr;

const Query set_balance{"UPDATE accounts SET balance = $2 WHERE account_id = $1"};

template <class Function>
std::optional<Kind> kind_of(Function&& function) {
  try {
    function();
  } catch (const StorageFault& fault) {
    return fault.kind();
  }
  return std::nullopt;
}

class PostgresSeamTest : public PostgresTest {};

// ── whole tables ──

TEST_F(PostgresSeamTest, RowsGoInAndComeOutAsTheyAre) {
  const Migration made{
      1,
      "0001_things",
      "CREATE TABLE things (id BIGINT, kind TEXT, seal BYTEA, note TEXT, PRIMARY KEY (id, kind)) "
      "/*table*/;"};
  ScratchPostgres scratch(test_server(), {}, temp_->clock().now());
  const auto db = open_postgres({.conninfo = scratch.conninfo()}, temp_->clock());
  db->migrate({&made, 1});
  const Table things = db->tables().at(0);
  // By column name: id, kind, note, seal.
  std::vector<TableRow> rows{
      {std::numeric_limits<std::int64_t>::min(),
       std::string(),
       Null{},
       Bytes{std::string("\0\xff", 2)}},
      {std::int64_t{-1}, std::string("关系\t\n\\N"), std::string("\\."), Null{}},
      {std::int64_t{0}, std::string("x"), std::string(3 << 20, 'y'), Bytes{}}};
  for (std::int64_t i = 1; i < 30'000; ++i)
    rows.push_back({i, "n" + std::to_string(i), std::string(), Bytes{std::to_string(i)}});
  db->insert_rows(things, rows);
  std::size_t same = 0;
  db->read_tables([&](TableReader& reader) {
    EXPECT_EQ(reader.count(things), std::ssize(rows));
    reader.scan(things, {}, [&](const RowView& view) {
      const RowView& row = view;
      for (std::size_t i = 0; i < things.columns.size(); ++i) {
        const Value value = value_of(row, static_cast<int>(i), things.columns[i].type);
        if (value.index() != rows[same][i].index()) return false;
        if (const auto* bytes = std::get_if<Bytes>(&value)) {
          if (bytes->data != std::get<Bytes>(rows[same][i]).data) return false;
        } else if (const auto* text = std::get_if<std::string>(&value)) {
          if (*text != std::get<std::string>(rows[same][i])) return false;
        } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
          if (*number != std::get<std::int64_t>(rows[same][i])) return false;
        }
      }
      ++same;
      return true;
    });
    int some = 0;
    reader.scan(things, {}, [&](const RowView&) { return ++some < 7; });
    EXPECT_EQ(some, 7);
  });
  EXPECT_EQ(same, rows.size());

  const std::vector<TableRow> wrong{
      {std::int64_t{-7}, std::string("a"), std::string("no\0text", 7), Null{}}};
  try {
    db->insert_rows(things, wrong);
    FAIL() << "PostgreSQL has no text with a zero byte in it";
  } catch (const StorageFault& fault) {
    EXPECT_EQ(fault.kind(), Kind::constraint);
    EXPECT_THAT(fault.what(), HasSubstr("things"));
    EXPECT_THAT(fault.what(), HasSubstr("column note"));
  }
  EXPECT_EQ(
      kind_of([&] {
        db->insert_rows(things, {rows.data(), 1});
      }),
      Kind::constraint
  ) << "the key is taken";
  db->delete_rows(things);
  db->insert_rows(things, {rows.data(), 1});
}

TEST_F(PostgresSeamTest, OneAtATimeFillsADatabase) {
  const PostgresOptions options{.conninfo = temp_->conninfo()};
  auto lock = lock_filling(options);
  ASSERT_NE(lock, nullptr);
  EXPECT_EQ(lock_filling(options), nullptr);
  lock.reset();
  EXPECT_NE(lock_filling(options), nullptr);
}

// ── write ──

TEST_F(PostgresSeamTest, TwoThatReadWhatTheOtherWritesRunOneAfterAnother) {
  account(1, 0);
  account(2, 0);
  for (int round = 0; round < 20; ++round) {
    temp_->given([](Tx& tx) {
      tx.exec(set_balance, 1, 100);
      tx.exec(set_balance, 2, 100);
    });
    std::barrier both(2);
    std::array<bool, 2> left{};
    const auto leave = [&](std::int64_t own) {
      bool met = false;
      const auto outcome = db().write([&](Tx& tx) -> Result<bool> {
        const auto sum = tx.get<std::int64_t>(select_sum);
        if (!std::exchange(met, true)) both.arrive_and_wait();
        if (sum < 200) return false;
        tx.exec(set_balance, own, 0);
        return true;
      });
      left[static_cast<std::size_t>(own) - 1] = *outcome;
    };
    {
      const std::jthread first([&] { leave(1); }), second([&] { leave(2); });
    }
    EXPECT_NE(left[0], left[1]) << "one of two had to see that the other was gone";
    EXPECT_EQ(sum(), 100);
  }
  EXPECT_GE(db().stats().batches_replayed, 20U);
}

TEST_F(PostgresSeamTest, ManyThatReadAndWriteOneRowEndWithTheExactSum) {
  account(1, 0);
  constexpr int threads = 64, each = 3;
  std::atomic<int> faults{0};
  {
    std::vector<std::jthread> all;
    for (int n = 0; n < threads; ++n) {
      all.emplace_back([&] {
        for (int i = 0; i < each; ++i) {
          try {
            temp_->given([](Tx& tx) {
              tx.exec(set_balance, 1, tx.get<std::int64_t>(select_balance, 1) + 1);
            });
          } catch (const StorageFault& fault) {
            ++faults;
            ADD_FAILURE() << fault.what();
          }
        }
      });
    }
  }
  EXPECT_EQ(faults, 0);
  EXPECT_EQ(sum(), threads * each);
  EXPECT_EQ(db().stats().write_queue, 0);
}

TEST_F(PostgresSeamTest, AGuardedWriteThatReadsSeesWhatItWrote) {
  account(1, 5);
  const auto outcome = db().write_guarded([](Tx& tx) -> Result<std::int64_t> {
    tx.exec(add, 1, 2);
    return tx.get<std::int64_t>(select_balance, 1);
  });
  ASSERT_TRUE(outcome);
  EXPECT_EQ(*outcome, 7);
  EXPECT_EQ(balance(1), 7);
}

TEST_F(PostgresSeamTest, FunctionsBeyondTheQueueAreRefused) {
  account(1, 0);
  account(GroupGate::row, 0);
  const auto small = open({.writer_threads = 1, .write_queue_max = 2});
  const auto add_one = [&](Tx& tx) -> Outcome {
    tx.exec(add, 1, 1);
    return ok();
  };
  {
    GroupGate gate(*small, temp_->conninfo());
    gate.join([&] { EXPECT_TRUE(small->write_guarded(add_one)); });
    EXPECT_EQ(kind_of([&] { (void)small->write_guarded(add_one); }), Kind::busy);
    EXPECT_EQ(kind_of([&] { (void)small->write(add_one); }), Kind::busy);
    EXPECT_EQ(small->stats().write_queue, 2);
  }
  EXPECT_EQ(small->stats().write_queue, 0);
  EXPECT_TRUE(small->write(add_one));
  EXPECT_EQ(balance(1), 2);
}

TEST_F(PostgresSeamTest, AHaltedStoreIsOnlyRead) {
  account(1, 5);
  const auto store = open();
  const auto add_one = [](Tx& tx) -> Outcome {
    tx.exec(add, 1, 1);
    return ok();
  };
  const auto halts = [&](Tx& tx) -> Outcome {
    store->halt("the books do not agree");
    return add_one(tx);
  };
  EXPECT_EQ(kind_of([&] { (void)store->write_guarded(halts); }), Kind::halted);
  EXPECT_EQ(kind_of([&] { (void)store->write_guarded(add_one); }), Kind::halted);
  EXPECT_EQ(kind_of([&] { (void)store->write(add_one); }), Kind::halted);
  const auto own = [](Tx& tx) { return tx.get<std::int64_t>(select_balance, 1); };
  EXPECT_EQ(store->read(own), 5);
  EXPECT_EQ(store->read_latest(own), 5);
  EXPECT_EQ(store->stats().halted, "the books do not agree");
}

TEST_F(PostgresSeamTest, FewConnectionsServeMany) {
  account(1, 0);
  const auto narrow = open({.connections_max = 3});
  {
    std::vector<std::jthread> all;
    for (int n = 0; n < 24; ++n) {
      all.emplace_back([&, n] {
        for (int i = 0; i < 5; ++i) {
          const auto add_one = [](Tx& tx) -> Outcome {
            tx.exec(add, 1, 1);
            return ok();
          };
          EXPECT_TRUE(n % 2 == 0 ? narrow->write(add_one) : narrow->write_guarded(add_one));
          const auto own = [](Tx& tx) { return tx.get<std::int64_t>(select_balance, 1); };
          EXPECT_GT(narrow->read(own), 0);
          EXPECT_GT(narrow->read_latest(own), 0);
        }
      });
    }
  }
  EXPECT_EQ(sum(), 24 * 5);
}

// ── read ──

TEST_F(PostgresSeamTest, ReadLatestSeesWhatIsCommittedBetweenItsStatements) {
  account(1, 1);
  const auto change = [&](std::int64_t to) {
    std::jthread([&, to] { temp_->given([&](Tx& tx) { tx.exec(set_balance, 1, to); }); }).join();
  };
  const auto seen = [&](Tx& tx) {
    const auto first = tx.get<std::int64_t>(select_balance, 1);
    change(first + 1);
    return std::pair(first, tx.get<std::int64_t>(select_balance, 1));
  };
  EXPECT_EQ(db().read_latest(seen), std::pair(std::int64_t{1}, std::int64_t{2}));
  EXPECT_EQ(db().read(seen), std::pair(std::int64_t{2}, std::int64_t{2}));
}

TEST_F(PostgresSeamTest, ReadLatestNeverWrites) {
  account(1, 5);
  static const Query returning{
      "UPDATE accounts SET balance = 0 WHERE account_id = $1 RETURNING balance"};
  static const Query hidden{
      "WITH gone AS (DELETE FROM accounts RETURNING balance) SELECT balance FROM gone"};
  const auto try_all = [&](auto&& call) {
    EXPECT_THROW(db().read_latest([&](Tx& tx) { return call(tx); }), CheckFailed);
  };
  try_all([](Tx& tx) { return tx.exec(set_balance, 1, 0); });
  try_all([](Tx& tx) { return tx.get<std::int64_t>(returning, 1); });
  try_all([](Tx& tx) { return tx.get<std::int64_t>(hidden); });
  EXPECT_EQ(balance(1), 5);
}

TEST_F(PostgresSeamTest, ReadsThatTravelTogetherKeepTheirOwnRows) {
  static const Query page{
      "SELECT account_id, balance FROM accounts u WHERE account_id >= $1 AND family = 0 ORDER BY "
      "account_id DESC LIMIT $2"};
  static const Query quotient{"SELECT $1 / (balance - $2) FROM accounts WHERE account_id = 1"};
  static const Query only_parameters{"SELECT CAST(SUM($1) AS BIGINT) FROM accounts"};
  struct Page {
    std::int64_t account_id, balance;
    bool operator==(const Page&) const = default;
  };
  constexpr std::int64_t rows = 12;
  for (std::int64_t id = 1; id <= rows; ++id) account(id, 10 * id);
  std::vector<std::jthread> all;
  for (std::int64_t n = 1; n <= 16; ++n) {
    all.emplace_back([&, n] {
      for (int i = 0; i < 30; ++i) {
        const auto list = db().read_latest([&](Tx& tx) { return tx.list<Page>(page, n, 3); });
        std::vector<Page> expected;
        for (std::int64_t id = rows; id >= n && std::ssize(expected) < 3; --id)
          expected.push_back({id, 10 * id});
        EXPECT_EQ(list, expected) << n;
        const auto divide = [&](Tx& tx) { return tx.get<std::int64_t>(quotient, 100, n + 4); };
        if (n + 4 == 10) {
          EXPECT_THROW(db().read_latest(divide), CheckFailed) << "by zero, and nobody else's";
        } else {
          EXPECT_EQ(db().read_latest(divide), 100 / (10 - n - 4));
        }
        EXPECT_EQ(
            db().read_latest([&](Tx& tx) { return tx.get<std::int64_t>(only_parameters, n); }),
            rows * n
        ) << "right by itself, though it cannot be merged";
      }
    });
  }
}

std::int64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::int64_t pages = 0, resident = 0;
  file >> pages >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

TEST_F(PostgresSeamTest, LongResultsStreamWithFlatMemory) {
  static const Query many{"SELECT repeat('x', 2000) FROM generate_series(1, $1)"};
  constexpr std::int64_t rows = 50'000;  // 100 MB
  const auto visit_all = [&](Tx& tx) {
    std::int64_t count = 0, most = 0;
    const std::int64_t before = resident_bytes();
    tx.each<std::string>(
        many,
        [&](const std::string& text) {
          count += std::ssize(text) / 2000;
          if (count % 1000 == 0) most = std::max(most, resident_bytes() - before);
        },
        rows
    );
    EXPECT_EQ(count, rows);
#ifndef GUANXI_SANITIZED  // which keeps what was freed for a while
    EXPECT_LT(most, 30 << 20);
#endif
    return 0;
  };
  db().read(visit_all);
  db().read_latest(visit_all);
  temp_->given(visit_all);
}

TEST_F(PostgresSeamTest, AStatementThatTakesTooLongIsEnded) {
  static const Query endless{
      "SELECT COUNT(*) FROM generate_series(1, $1) a, generate_series(1, $1) b"};
  const auto hasty = open({.statement_ms_max = 100});
  const auto run = [](Tx& tx) { return tx.get<std::int64_t>(endless, 1'000'000); };
  const auto quick = [](Tx& tx) { return tx.get<std::int64_t>(endless, 3); };
  EXPECT_EQ(kind_of([&] { hasty->read(run); }), Kind::busy);
  EXPECT_EQ(kind_of([&] { hasty->read_latest(run); }), Kind::busy);
  EXPECT_EQ(
      kind_of([&] { (void)hasty->write([&](Tx& tx) { return Result(run(tx)); }); }), Kind::busy
  );
  EXPECT_EQ(hasty->read(quick), 9) << "the connection goes on";
  EXPECT_EQ(hasty->read_latest(quick), 9);
}

// ── calls that are wrong ──

TEST_F(PostgresSeamTest, WrongCallsAreFaultsOfOursInEveryWay) {
  account(1, 5);
  static const Query nowhere{"UPDATE nowhere SET a = $1 WHERE b = $2"};
  static const Query small{"SELECT $1 + CAST(1 AS INTEGER)"};
  const auto throws = [&](auto&& call) {
    const auto refuse = [&](Tx& tx) -> Outcome {
      call(tx);
      return ErrorCode::conflict;
    };
    EXPECT_THROW((void)db().write(refuse), CheckFailed);
    EXPECT_THROW((void)db().write_guarded(refuse), CheckFailed);
    const auto accept = [&](Tx& tx) -> Outcome {
      call(tx);
      return ok();
    };
    EXPECT_THROW((void)db().write(accept), CheckFailed);
    EXPECT_THROW((void)db().write_guarded(accept), CheckFailed);
  };
  throws([](Tx& tx) { tx.exec(add, 1); });
  throws([](Tx& tx) { tx.exec(add, 1, "2"); });
  throws([](Tx& tx) { tx.exec(select_balance, 1); });
  throws([](Tx& tx) { tx.exec(nowhere, 1, 2); });
  EXPECT_THROW(
      db().read_latest([](Tx& tx) { return tx.get<std::string>(select_balance, 1); }), CheckFailed
  );
  EXPECT_THROW(db().read_latest([](Tx& tx) { return tx.get<std::int64_t>(add); }), CheckFailed);
  for (int i = 0; i < 2; ++i) {
    try {
      db().prepare(small);
      FAIL() << "an integer parameter was taken";
    } catch (const CheckFailed& failed) {
      EXPECT_THAT(failed.what(), HasSubstr("neither a bigint")) << "the same the second time";
    }
  }
  EXPECT_EQ(balance(1), 5);
}

TEST_F(PostgresSeamTest, AStatementThatFailedToPrepareMayBeRightLater) {
  static const Query later{"SELECT n FROM later WHERE n = $1"};
  const auto one = open({.connections_max = 3});
  const auto find = [](Tx& tx) { return tx.find<std::int64_t>(later, 1); };
  EXPECT_THROW(one->read(find), CheckFailed);
  EXPECT_THROW(one->read_latest(find), CheckFailed);
  admin("CREATE TABLE later (n BIGINT PRIMARY KEY); INSERT INTO later VALUES (1)");
  EXPECT_EQ(one->read(find), 1);
  EXPECT_EQ(one->read_latest(find), 1);
}

TEST_F(PostgresSeamTest, ANullFirstDoesNotDecideTheType) {
  static const Query find{"SELECT balance FROM accounts WHERE account_id = $1 AND family <> $2"};
  account(1, 5, 3);
  const auto with = [&](std::optional<std::int64_t> family) {
    return db().read([&](Tx& tx) { return tx.find<std::int64_t>(find, 1, family); });
  };
  EXPECT_EQ(with(std::nullopt), std::nullopt);
  EXPECT_EQ(with(4), 5);
  EXPECT_EQ(with(3), std::nullopt);
}

TEST_F(PostgresSeamTest, UsingADatabaseFromInsideItselfIsRefusedInEveryWay) {
  account(1, 5);
  const auto own = [](Tx& tx) { return tx.get<std::int64_t>(select_balance, 1); };
  const std::function<void()> inners[] = {
      [&] { db().read(own); },
      [&] { db().read_latest(own); },
      [&] { (void)db().write([](Tx&) { return ok(); }); },
      [&] { (void)db().write_guarded([](Tx&) { return ok(); }); },
      [&] { db().read_tables([](TableReader&) {}); },
  };
  for (const auto& inner : inners) {
    const auto outer = [&](Tx&) -> Outcome {
      inner();
      return ok();
    };
    EXPECT_THROW((void)db().write_guarded(outer), CheckFailed);
    EXPECT_THROW((void)db().read_latest(outer), CheckFailed);
  }
}

}  // namespace
}  // namespace guanxi::sql::postgres
