// For tests of this engine: a store of accounts, and a gate that makes write functions meet in one
// group.
#pragma once

#include <gtest/gtest.h>

#include <thread>

#include "platform/sql/postgres/connection.h"
#include "platform/sql/postgres/postgres.h"
#include "platform/sql/testing.h"

namespace guanxi::sql::postgres {

inline constexpr Migration accounts_schema[] = {
    {1,
     "0001_accounts",
     "CREATE TABLE accounts (account_id BIGINT PRIMARY KEY, family BIGINT NOT NULL,"
     " balance BIGINT NOT NULL, seq BIGINT NOT NULL, CHECK (balance >= 0)) /*table*/;"
     "CREATE TABLE claims (claim TEXT PRIMARY KEY, account_id BIGINT NOT NULL REFERENCES accounts"
     " (account_id), amount BIGINT NOT NULL) /*table*/;"}};

inline const Query insert_account{
    "INSERT INTO accounts (account_id, family, balance, seq) VALUES ($1, $2, $3, 0)"};
inline const Query insert_claim{
    "INSERT INTO claims (claim, account_id, amount) VALUES ($1, $2, $3) ON CONFLICT (claim) DO "
    "NOTHING"};
inline const Query insert_claim_or_fail{
    "INSERT INTO claims (claim, account_id, amount) VALUES ($1, $2, $3)"};
inline const Query add{"UPDATE accounts SET balance = balance + $2 WHERE account_id = $1"};
inline const Query take{
    "UPDATE accounts SET balance = balance - $2 WHERE account_id = $1 AND balance >= $2"};
inline const Query add_if_seq{
    "UPDATE accounts SET balance = balance + $2, seq = seq + 1 WHERE account_id = $1 AND seq = $3"};
inline const Query add_to_family{"UPDATE accounts SET balance = balance + $2 WHERE family = $1"};
inline const Query move_family{"UPDATE accounts SET family = $2 WHERE family = $1"};
inline const Query select_balance{"SELECT balance FROM accounts WHERE account_id = $1"};
inline const Query select_seq{"SELECT seq FROM accounts WHERE account_id = $1"};
inline const Query select_sum{"SELECT CAST(COALESCE(SUM(balance), 0) AS BIGINT) FROM accounts"};
inline const Query count_claims{"SELECT COUNT(*) FROM claims WHERE claim = $1"};
inline const Query count_all_claims{"SELECT COUNT(*) FROM claims"};
inline const Query list_claims{"SELECT claim FROM claims WHERE account_id = $1 ORDER BY claim"};

class PostgresTest : public testing::Test {
 protected:
  void SetUp() override {
    if (test_engine() == Engine::sqlite) GTEST_SKIP() << "needs PostgreSQL: GUANXI_TEST_POSTGRES";
    temp_.emplace(accounts_schema);
  }
  Database& db() { return **temp_; }
  std::unique_ptr<Database> open(PostgresOptions options = {}) {
    options.conninfo = temp_->conninfo();
    return open_postgres(options, temp_->clock());
  }
  void account(std::int64_t id, std::int64_t balance, std::int64_t family = 0) {
    temp_->given([&](Tx& tx) { tx.exec(insert_account, id, family, balance); });
  }
  std::int64_t balance(std::int64_t id) {
    return db().read([&](Tx& tx) { return tx.get<std::int64_t>(select_balance, id); });
  }
  std::int64_t sum() {
    return db().read([](Tx& tx) { return tx.get<std::int64_t>(select_sum); });
  }
  /// A statement by the administrator, in the test's database.
  void admin(const std::string& text) { Connection({temp_->conninfo()}).execute_script(text); }
  /// Ends the sessions of the test's database, but for the one that says so.
  void end_sessions() {
    admin(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
        "current_database() AND pid <> pg_backend_pid()"
    );
  }

  std::optional<TempDatabase> temp_;
};

/// Holds a row of the store's, so that a write function waits for it; what comes meanwhile is one
/// group. Of a database with one writer thread.
class GroupGate {
 public:
  static constexpr std::int64_t row = 1'000'000;
  /// Account `row` must be there. `held`: how many gates of this store are closed already.
  GroupGate(Database& db, const std::string& conninfo, std::int64_t account = row, int held = 0)
      : db_(db), holder_({conninfo}) {
    holder_.begin(Isolation::read_committed);
    holder_.execute_script(
        "SELECT * FROM accounts WHERE account_id = " + std::to_string(account) + " FOR UPDATE"
    );
    threads_.emplace_back([this, account] {
      const Outcome outcome = db_.write_guarded([account](Tx& tx) -> Outcome {
        tx.exec(add, account, 0);
        return ok();
      });
      EXPECT_TRUE(outcome);
    });
    wait_for(1);
    // The writer has taken it when the server says that somebody waits for the row.
    Connection asker({conninfo});
    while (PQntuples(asker
                         .execute("SELECT 1 FROM pg_stat_activity WHERE datname = "
                                  "current_database() AND wait_event_type = 'Lock'")
                         .get()) <= held)
      std::this_thread::yield();
  }
  ~GroupGate() { open(); }
  GroupGate(const GroupGate&) = delete;
  GroupGate& operator=(const GroupGate&) = delete;
  /// Runs `function` on a thread of its own, until it waits with the others.
  void join(std::function<void()> function) {
    threads_.emplace_back(std::move(function));
    wait_for(std::ssize(threads_));
  }
  void release() { holder_.roll_back(); }
  void open() {
    release();
    for (std::thread& thread : threads_)
      if (thread.joinable()) thread.join();
  }

 private:
  void wait_for(std::int64_t functions) {
    while (db_.stats().write_queue < functions) std::this_thread::yield();
  }
  Database& db_;
  Connection holder_;
  std::vector<std::thread> threads_;
};

}  // namespace guanxi::sql::postgres
