// What doctor sees of a store on PostgreSQL. Skipped where no server is given for tests.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <algorithm>

#include "app/application.h"
#include "app/doctor.h"
#include "platform/sql/testing.h"

namespace guanxi::app {
namespace {

// What an index looks like whose making in the background failed; only a superuser may pretend.
const sql::Query spoil_index{
    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'installations_pkey'::regclass"};
const sql::Query mend_index{
    "UPDATE pg_index SET indisvalid = true WHERE indexrelid = 'installations_pkey'::regclass"};
const sql::Query make_newer{"UPDATE schema_migrations SET number = number + 1000"};
const sql::Query make_known{"UPDATE schema_migrations SET number = number - 1000"};

class DoctorOnPostgres : public ::testing::Test {
 protected:
  void SetUp() override {
    if (sql::test_engine() != sql::Engine::postgres) GTEST_SKIP() << "no PostgreSQL is given";
    mask_ = ::umask(077);
    ::unsetenv("GUANXI_KEY");
    scratch_ = sql::make_scratch(clock_.now(), {});
    load({});
    Application made(loaded_.config, clock_);
    ::chmod(loaded_.config.data.c_str(), 0750);
  }
  void TearDown() override {
    if (scratch_) ::umask(mask_);
  }

  void load(std::vector<std::pair<std::string, std::string>> flags) {
    flags.emplace_back("data", (directory_.path() / "data").string());
    flags.emplace_back("store", scratch_->conninfo());
    flags.emplace_back("http.port", "0");
    loaded_ = config::load({.flags = std::move(flags)});
  }
  std::vector<Finding> all(bool whole = true) {
    return examine(loaded_, clock_, machine_, {.whole = whole});
  }
  /// What doctor says of one check, its state before it; empty: nothing.
  std::string said(const std::string& check, const std::string& holding = "") {
    for (const Finding& finding : all()) {
      if (finding.check != check || finding.en.find(holding) == std::string::npos) continue;
      const char* const states[] = {"ok: ", "warning: ", "failed: "};
      return states[static_cast<int>(finding.health)] + finding.en;
    }
    return {};
  }
  void run_sql(const sql::Query& query) {
    const auto db = sql::open_postgres({.conninfo = scratch_->conninfo()}, clock_);
    const Outcome done = db->write([&](sql::Tx& tx) -> Outcome {
      tx.exec(query);
      return ok();
    });
    ASSERT_TRUE(done.has_value());
  }

  mode_t mask_ = 0;
  sql::TempDirectory directory_;
  ManualClock clock_{Instant::from_seconds(1'795'266'300)};
  ThisMachine machine_;
  std::unique_ptr<sql::ScratchPostgres> scratch_;
  config::Loaded loaded_;
};

TEST_F(DoctorOnPostgres, LooksAtServerSchemaKeysAndBooks) {
  EXPECT_EQ(said("store.integrity").substr(0, 3), "ok:");
  EXPECT_EQ(said("store.schema").substr(0, 3), "ok:");
  EXPECT_EQ(said("key.fits").substr(0, 3), "ok:");
  EXPECT_EQ(said("clock.books").substr(0, 3), "ok:");
  EXPECT_EQ(said("key.seals").substr(0, 3), "ok:");
  EXPECT_EQ(said("store.file"), "") << "there is no file";
  EXPECT_EQ(said("memory"), "") << "the caches are the server's";
  for (const Finding& finding : all(/*whole=*/false)) EXPECT_NE(finding.check, "store.integrity");
}

TEST_F(DoctorOnPostgres, NoticesAServerThatCannotBeTrustedOrIsTooSmall) {
  // The private server of the tests does without fsync: they do not cut its power.
  EXPECT_EQ(said("store.engine", "fsync").substr(0, 32), "failed: fsync is off, must be on");
  load({{"postgres.connections_max", "900"}});
  EXPECT_NE(
      said("store.engine", "max_connections").find("should be at least 900"), std::string::npos
  );
}

TEST_F(DoctorOnPostgres, NoticesWhatIsNotValid) {
  run_sql(spoil_index);
  EXPECT_EQ(
      said("store.integrity"), "failed: the store is damaged: index installations_pkey is not valid"
  );
}

TEST_F(DoctorOnPostgres, NoticesAnotherSchemaAndAnotherKey) {
  run_sql(make_newer);
  EXPECT_NE(said("store.schema").find("too old"), std::string::npos);
  run_sql(make_known);
  std::filesystem::remove(std::filesystem::path(loaded_.config.data) / "guanxi.key");
  crypto::KeyRing::open_or_create(std::filesystem::path(loaded_.config.data) / "guanxi.key");
  EXPECT_NE(said("key.fits").find("written with another key"), std::string::npos);
}

TEST_F(DoctorOnPostgres, SaysThatTheServerCannotBeReached) {
  load({});
  loaded_.config.store = "postgresql://127.0.0.1:1/guanxi?connect_timeout=2";
  EXPECT_EQ(said("store.engine").substr(0, 38), "failed: the store cannot be opened: ca");
}

}  // namespace
}  // namespace guanxi::app
