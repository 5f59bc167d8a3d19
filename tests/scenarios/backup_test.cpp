// A backup counts only after it was restored and verified: made of a house that was lived in, put
// back, compared. Where the tests run on PostgreSQL, backups are rows; restored is into SQLite.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "app/place.h"
#include "flows/backup/backup.h"
#include "flows/backup/runs.h"
#include "platform/archive/archive.h"
#include "support/house.h"

namespace guanxi::test {
namespace {

using backup::Phase;
using backup::Progress;

std::string code_of(const auto& result) {
  return result ? "fine" : std::string(code_name(result.error().code));
}
std::string fact(const Error& error, std::string_view name) {
  for (const auto& [known, value] : error.facts) {
    if (known == name) return value;
  }
  return "";
}

struct BackupTest : ::testing::Test {
  TestHouse house;
  const std::filesystem::path backups = house.directory() / "backups";
  const std::filesystem::path places = house.directory() / "places";
  const bool on_sqlite = sql::test_engine() == sql::Engine::sqlite;

  BackupTest() {
    std::filesystem::create_directory(backups);
    std::filesystem::create_directory(places);
    for (int i = 0; i < 5; ++i) house.enrol("1380013800" + std::to_string(i));
    live(20);
  }
  void live(int sales) {
    for (int i = 0; i < sales; ++i) {
      const std::string phone = i % 6 == 5 ? "" : "1380013800" + std::to_string(i % 6);
      ASSERT_EQ(house.sell({.phone = phone, .lines = {{"A1001", "2"}, {"A1003"}}}).status, 201);
    }
  }
  app::Application& application() { return house.application(); }
  backup::Origin origin() {
    return {
        app::stored_fingerprint(application().db()).value(),
        app::program_version(),
        house.directory()};
  }
  Result<backup::Made> make(backup::Order order, const backup::OnProgress& on_progress = {}) {
    return backup::make(application().db(), order, origin(), house.clock(), on_progress);
  }
  std::filesystem::path made(bool portable = false) {
    house.clock().advance_seconds(1);
    const auto result = make({.to = backups, .portable = portable});
    EXPECT_EQ(code_of(result), "fine");
    return result ? result->file : std::filesystem::path();
  }
  Result<backup::Restored> restore(
      const std::filesystem::path& from,
      const std::string& name,
      std::optional<std::string> key = {}
  ) {
    const auto site = app::open_site((places / name).string(), place_, house.clock());
    return backup::restore(from, *site, key, house.clock(), {});
  }
  std::string digest() { return crypto::to_hex(crypto::bytes_of(house.verify().points.digest)); }
  bool is_store(const std::string& name) {
    return std::filesystem::exists(places / name / "guanxi.db");
  }

  /// A store opened as the program opens it, with the house's key.
  void expect_lives(const std::string& name, const std::string& books) {
    std::filesystem::copy_file(
        house.directory() / "guanxi.key",
        places / name / "guanxi.key",
        std::filesystem::copy_options::overwrite_existing
    );
    config::Config config = place_;
    config.data = (places / name).string();
    app::Application restored(config, house.clock());
    const verify::Report report = verify::verify(restored.db());
    EXPECT_TRUE(report.is_clean()) << verify::headline(report);
    EXPECT_EQ(crypto::to_hex(crypto::bytes_of(report.points.digest)), books);
  }
  /// As house.config(), for stores in directories.
  config::Config place_ = [this] {
    config::Config config = house.config();
    config.store.clear();
    return config;
  }();
};

TEST_F(BackupTest, what_is_backed_up_comes_back) {
  for (const bool portable : {false, true}) {
    const std::string name = portable ? "rows" : "file";
    const std::string books = digest();
    const auto file = made(portable);
    const archive::Reader reader(file);
    const archive::Manifest& manifest = reader.manifest();
    EXPECT_EQ(
        manifest.kind, portable || !on_sqlite ? archive::Kind::logical : archive::Kind::physical
    );
    EXPECT_EQ(manifest.digest, books);
    EXPECT_EQ(manifest.key_fingerprint, origin().key_fingerprint);
    EXPECT_GT(manifest.entries, 0);
    live(3);  // what comes later is not in it
    const auto restored = restore(file, name);
    ASSERT_EQ(code_of(restored), "fine");
    EXPECT_TRUE(restored->books.is_clean());
    expect_lives(name, books);
    EXPECT_NE(digest(), books);
  }
}

TEST_F(BackupTest, the_key_is_not_in_it) {
  std::ifstream key_file(house.directory() / "guanxi.key");
  std::string number, key;
  for (std::string line; std::getline(key_file, line);) {
    if (!line.starts_with("#")) std::istringstream(line) >> number >> key;
  }
  ASSERT_GE(key.size(), 44U);
  std::ifstream in(made(), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(bytes.find(key), std::string::npos);
  EXPECT_EQ(bytes.find(crypto::from_base64(key).value()), std::string::npos);
}

TEST_F(BackupTest, flipped_bits_are_found_and_leave_nothing) {
  const auto file = made();
  std::ifstream in(file, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  std::mt19937_64 random(seed());
  SCOPED_TRACE(seed());
  const std::filesystem::path damaged = backups / "damaged";
  for (int i = 0; i < 50; ++i) {
    std::string bytes = whole;
    const std::size_t at = random() % bytes.size();
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
    std::ofstream(damaged, std::ios::binary | std::ios::trunc) << bytes;
    const auto site_or = [&] { return restore(damaged, "damaged"); };
    const auto restored = site_or();
    ASSERT_FALSE(restored) << "byte " << at << " of " << bytes.size();
    EXPECT_THAT(code_of(restored), ::testing::AnyOf("backup_damaged", "backup_unknown_format"));
    EXPECT_EQ(fact(restored.error(), "path"), damaged.string());
    EXPECT_FALSE(std::filesystem::exists(places / "damaged"));
  }
}

TEST_F(BackupTest, a_restore_takes_an_empty_place_only) {
  const auto file = made();
  ASSERT_EQ(code_of(restore(file, "one")), "fine");
  EXPECT_THROW(restore(file, "one"), archive::Failure) << "a store is there";
  std::filesystem::create_directory(places / "two");
  std::ofstream(places / "two" / "diary.txt") << "mine";
  EXPECT_THROW(restore(file, "two"), archive::Failure);
  EXPECT_TRUE(std::filesystem::exists(places / "two" / "diary.txt"));
  std::filesystem::create_directory(places / "three");
  std::filesystem::copy_file(house.directory() / "guanxi.key", places / "three" / "guanxi.key");
  std::ofstream(places / "three" / "guanxi.db.restoring") << "left by a killed restore";
  EXPECT_EQ(code_of(restore(file, "three")), "fine");
}

TEST_F(BackupTest, another_key_is_told_at_once) {
  const auto file = made();
  const auto restored = restore(file, "one", std::string("0123456789abcdef"));
  EXPECT_EQ(code_of(restored), "backup_other_key");
  EXPECT_EQ(fact(restored.error(), "theirs"), origin().key_fingerprint);
  EXPECT_EQ(fact(restored.error(), "ours"), "0123456789abcdef");
  EXPECT_FALSE(is_store("one"));
  EXPECT_EQ(code_of(restore(file, "one", origin().key_fingerprint)), "fine");
}

/// Writes the back of a backup anew, as another program might.
void forge(
    const std::filesystem::path& from,
    const std::filesystem::path& to,
    const std::function<void(archive::Manifest&)>& change
) {
  archive::Reader reader(from);
  archive::Manifest manifest = reader.manifest();
  change(manifest);
  archive::PartialFile file(to);
  std::vector<char> part(1 << 20);
  for (std::size_t count = 0; (count = reader.read(part)) > 0;) file.append({part.data(), count});
  Pacer pacer(0);
  archive::seal(file, manifest, pacer, [](std::int64_t, std::int64_t) { return true; });
  file.publish();
}

TEST_F(BackupTest, what_the_manifest_says_must_be_so) {
  struct Row {
    const char* name;
    std::function<void(archive::Manifest&)> change;
    const char* code;
  };
  const Row rows[] = {
      {"newer", [](archive::Manifest& m) { ++m.schema_version; }, "backup_newer_schema"},
      {"fewer", [](archive::Manifest& m) { ++m.tables.front().rows; }, "backup_differs"},
      {"table", [](archive::Manifest& m) { m.tables.pop_back(); }, "backup_differs"},
      {"digest", [](archive::Manifest& m) { m.digest[0] ^= 1; }, "backup_differs"},
  };
  for (const bool portable : {false, true}) {
    const auto file = made(portable);
    for (const Row& row : rows) {
      const std::filesystem::path forged =
          backups / (std::string(row.name) + (portable ? "2" : "1"));
      forge(file, forged, row.change);
      EXPECT_EQ(code_of(restore(forged, row.name)), row.code) << row.name;
      EXPECT_FALSE(is_store(row.name));
    }
  }
}

TEST_F(BackupTest, books_that_do_not_agree_are_not_restored) {
  // A row changed behind the program's back before the backup was made; put right for the house.
  static const sql::Query steal{"UPDATE points_accounts SET balance = balance + $1 WHERE seq > 0"};
  const auto change = [&](std::int64_t by) {
    const Outcome done = application().db().write([&](sql::Tx& tx) -> Outcome {
      tx.exec(steal, by);
      return ok();
    });
    ASSERT_TRUE(done);
  };
  change(1);
  const auto file = made();
  change(-1);
  const auto restored = restore(file, "one");
  EXPECT_EQ(code_of(restored), "backup_books_broken");
  EXPECT_FALSE(is_store("one"));
}

TEST_F(BackupTest, a_backup_never_overwrites_and_needs_its_directory) {
  const std::filesystem::path file = backups / "mine.backup";
  std::ofstream(file) << "mine";
  EXPECT_EQ(code_of(make({.to = file})), "backup_exists");
  const auto nowhere = make({.to = house.directory() / "not mounted" / ""});
  EXPECT_EQ(code_of(nowhere), "backup_unwritable");
  EXPECT_FALSE(std::filesystem::exists(house.directory() / "not mounted"));
  EXPECT_EQ(
      code_of(make({.to = house.directory() / "not mounted" / "x.backup"})), "backup_unwritable"
  );
}

TEST_F(BackupTest, stopped_it_leaves_nothing) {
  for (const bool portable : {false, true}) {
    for (const Phase phase : {Phase::copying, Phase::counting, Phase::sealing}) {
      bool seen = false;
      const auto stopped = make({.to = backups, .portable = portable}, [&](const Progress& now) {
        seen |= now.phase == phase;
        return now.phase != phase;
      });
      if (!seen) continue;  // too few rows to be told of
      EXPECT_EQ(code_of(stopped), "backup_stopped");
      EXPECT_TRUE(std::filesystem::is_empty(backups));
    }
  }
  EXPECT_FALSE(made().empty()) << "and the next one is fine";
}

TEST_F(BackupTest, only_our_whole_backups_are_pruned) {
  std::vector<std::filesystem::path> files{made(), made(), made(true), made()};
  const auto name = [](const char* text) { return std::string("guanxi-2020") + text + ".backup"; };
  std::ofstream(backups / name("half")) << "half a file";
  std::ofstream(backups / "notes.txt") << "mine";
  std::ofstream(backups / "guanxi-9.backup.partial") << "killed";
  forge(files[0], backups / name("other"), [](archive::Manifest& m) {
    m.key_fingerprint = "other";
  });
  std::filesystem::copy_file(files[0], backups / "by hand.backup");
  const auto result = make({.to = backups, .keep = 2});
  ASSERT_EQ(code_of(result), "backup_exists") << "within the same second";
  house.clock().advance_seconds(1);
  const auto kept = make({.to = backups, .keep = 2});
  ASSERT_EQ(code_of(kept), "fine");
  EXPECT_THAT(kept->pruned, ::testing::UnorderedElementsAre(files[0], files[1], files[2]));
  EXPECT_TRUE(std::filesystem::exists(files[3]));
  EXPECT_TRUE(std::filesystem::exists(kept->file));
  for (const std::string& stays :
       {name("half"), name("other"), std::string("notes.txt"), std::string("by hand.backup")}) {
    EXPECT_TRUE(std::filesystem::exists(backups / stays)) << stays;
  }
  EXPECT_FALSE(std::filesystem::exists(backups / "guanxi-9.backup.partial"));
}

TEST_F(BackupTest, a_server_makes_what_is_asked_for_and_tells) {
  config::Config config = house.config();
  config.backup.directory = backups.string();
  config.backup.keep = 3;
  app::Application server(config, house.clock());
  const auto none = house.manager().post("/v1/backups", json::object());
  EXPECT_EQ(none.status, 409);
  EXPECT_EQ(none.code(), "backup_no_directory");
  const auto asked = server.backups().request_default(
      false, backup::RunOrigin::api, server.system_actor().id, house.now()
  );
  ASSERT_EQ(code_of(asked), "fine");
  const auto twice = server.backups().request_default(
      false, backup::RunOrigin::api, server.system_actor().id, house.now()
  );
  EXPECT_EQ(code_of(twice), "backup_running");
  const std::string place = "/v1/backups/" + asked->id.to_string();
  EXPECT_EQ(house.manager().get(place).string("/state"), "waiting");
  ASSERT_TRUE(server.jobs().run_now("backup.work", house.now()));
  const Answer done = house.manager().get(place);
  EXPECT_EQ(done.string("/state"), "done") << done;
  EXPECT_EQ(code_of(restore(done.string("/file"), "one")), "fine");
  EXPECT_EQ(house.manager().get("/v1/backups").size("/items"), 1U);
  EXPECT_EQ(house.manager().get("/v1/backups/4711").code(), "backup_not_found");
  EXPECT_EQ(house.person("Reader", {"members:read"}).get("/v1/backups").status, 403);
  EXPECT_THAT(
      server.metrics().render(), ::testing::HasSubstr("guanxi_backups_total{result=\"done\"} 1")
  );
}

TEST_F(BackupTest, by_the_schedule_and_again_after_a_failure) {
  config::Config config = house.config();
  config.backup.directory = (house.directory() / "later").string();
  config.backup.every_hours = 24;
  config.backup.keep = 2;
  app::Application server(config, house.clock());
  const auto work = [&] { return server.jobs().run_now("backup.work", house.now()); };
  const auto count = [&] { return server.backups().latest(50).size(); };
  const Outcome failed = work();
  ASSERT_FALSE(failed) << "the directory is not there: a disk that is not mounted";
  EXPECT_EQ(code_name(failed.error().code), "backup_unwritable");
  const Answer told = house.manager().get("/v1/backups");
  EXPECT_EQ(told.string("/items/0/error"), "backup_unwritable");
  EXPECT_THAT(told.string("/items/0/reason"), ::testing::HasSubstr("later"));
  std::filesystem::create_directory(house.directory() / "later");
  EXPECT_TRUE(work());
  EXPECT_EQ(count(), 1U) << "not at once again";
  house.clock().advance_seconds(3600);
  EXPECT_TRUE(work());
  EXPECT_EQ(count(), 2U);
  EXPECT_EQ(server.backups().latest(1).front().state, backup::RunState::done);
  for (int day = 0; day < 4; ++day) {
    house.clock().advance_seconds(86'400);
    EXPECT_TRUE(work());
    EXPECT_TRUE(work());
  }
  EXPECT_EQ(count(), 6U) << "one a day";
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(config.backup.directory), {}), 2);
}

TEST_F(BackupTest, a_run_whose_process_died_is_told_so_and_blocks_nobody) {
  const auto ask = [&] {
    return application().backups().request(
        {.to = backups},
        backup::RunOrigin::command,
        application().system_actor().id,
        house.now(),
        true
    );
  };
  const auto run = ask();
  ASSERT_EQ(code_of(run), "fine");
  EXPECT_EQ(code_of(ask()), "backup_running");
  house.clock().advance_seconds(121);
  EXPECT_EQ(code_of(ask()), "fine");
  EXPECT_EQ(application().backups().find(run->id)->error->code, ErrorCode::backup_stopped);
}

struct CopyTest : BackupTest {
  std::unique_ptr<sql::Database> open(const std::string& name) {
    app::ClosedShop shop = app::open_target((places / name).string(), place_, house.clock());
    locks_.push_back(std::move(shop.alone));
    return std::move(shop.db);
  }
  Result<backup::Copied> copy(const std::string& name, const backup::OnProgress& on_progress = {}) {
    locks_.clear();
    const auto target = open(name);
    return backup::copy(
        {"the house", application().db()}, {name, *target}, house.clock(), on_progress
    );
  }
  std::vector<std::unique_ptr<app::ServeLock>> locks_;
};

TEST_F(CopyTest, a_copy_holds_the_same) {
  const std::string books = digest();
  const auto copied = copy("one");
  ASSERT_EQ(code_of(copied), "fine");
  EXPECT_FALSE(copied->resumed);
  EXPECT_EQ(copied->key_fingerprint, origin().key_fingerprint);
  locks_.clear();
  expect_lives("one", books);
  EXPECT_EQ(code_of(copy("one")), "backup_place_taken");
}

TEST_F(CopyTest, it_goes_on_where_it_was_stopped) {
  const std::string books = digest();
  int stops = 0;
  for (int steps = 0; steps < 1000; ++steps) {
    int left = steps;
    const auto copied = copy("one", [&](const Progress&) { return left-- > 0; });
    if (copied) {
      EXPECT_TRUE(copied->resumed);
      break;
    }
    ASSERT_EQ(code_of(copied), "backup_stopped");
    ++stops;
    const auto target = open("two");  // another one is not touched
    EXPECT_EQ(backup::find_filling(*target), std::nullopt);
    locks_.clear();
  }
  EXPECT_GT(stops, 20) << "before, in the middle of, and behind every table";
  locks_.clear();
  expect_lives("one", books);
}

TEST_F(CopyTest, half_a_copy_is_no_store) {
  ASSERT_EQ(
      code_of(copy("one", [n = 30](const Progress&) mutable { return n-- > 0; })), "backup_stopped"
  );
  locks_.clear();
  std::filesystem::copy_file(house.directory() / "guanxi.key", places / "one" / "guanxi.key");
  config::Config config = place_;
  config.data = (places / "one").string();
  EXPECT_THROW(app::Application(config, house.clock()), app::StartFailure);
}

TEST_F(CopyTest, only_the_same_source_as_it_was_goes_on) {
  const auto stop = [n = 45](const Progress&) mutable { return n-- > 0; };
  ASSERT_EQ(code_of(copy("one", stop)), "backup_stopped");
  live(1);
  EXPECT_EQ(code_of(copy("one")), "copy_source_changed");

  ASSERT_EQ(code_of(copy("two", stop)), "backup_stopped");
  TestHouse other;
  locks_.clear();
  const auto target = open("two");
  const auto copied =
      backup::copy({"other", other.application().db()}, {"two", *target}, house.clock(), {});
  EXPECT_EQ(code_of(copied), "copy_other_source");
  EXPECT_EQ(fact(copied.error(), "found"), "the house");
}

TEST_F(CopyTest, what_was_changed_in_the_target_is_found) {
  static const sql::Query rename{"UPDATE catalog_items SET name = 'x' WHERE name <> 'x'"};
  bool done = false;
  locks_.clear();
  const auto target = open("one");
  const auto copied = backup::copy(
      {"the house", application().db()},
      {"one", *target},
      house.clock(),
      [&](const Progress& now) {
        if (now.phase != Phase::comparing || done) return true;
        done = true;
        return target->write(
                         [](sql::Tx& tx) -> Result<bool> { return tx.exec(rename) > 0; }
        ).value();
      }
  );
  EXPECT_TRUE(done);
  EXPECT_EQ(code_of(copied), "backup_differs");
}

TEST_F(CopyTest, to_the_other_engine_and_back) {
  if (on_sqlite) GTEST_SKIP() << "in the lane of PostgreSQL";
  const std::string books = digest();
  ASSERT_EQ(code_of(copy("there")), "fine");
  locks_.clear();
  const auto there = open("there");
  sql::ScratchPostgres scratch(sql::test_server(), {}, house.now());
  const auto back = sql::open_postgres({.conninfo = scratch.conninfo()}, house.clock());
  const auto copied = backup::copy({"there", *there}, {"back", *back}, house.clock(), {});
  ASSERT_EQ(code_of(copied), "fine");
  EXPECT_EQ(crypto::to_hex(crypto::bytes_of(copied->books.points.digest)), books);
}

}  // namespace
}  // namespace guanxi::test
