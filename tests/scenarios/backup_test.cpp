// A backup counts only after it was restored and verified: made of a house that was lived in, put
// back, compared. Where the tests run on PostgreSQL, backups are rows; restored is into SQLite.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <random>
#include <thread>

#include "app/place.h"
#include "flows/backup/backup.h"
#include "flows/backup/runs.h"
#include "platform/archive/archive.h"
#include "support/browser.h"
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

// One that was ended after the backup must not begin again with it.
TEST_F(BackupTest, a_restore_ends_every_session) {
  static const sql::Query count_open{
      "SELECT COUNT(*) FROM identity_sessions WHERE ended_at IS NULL"};
  const auto open_in = [&](app::Application& in) {
    return in.db().read([&](sql::Tx& tx) { return tx.get<std::int64_t>(count_open); });
  };
  house.person("李娜", {});
  give_password(house, "李娜", "four rivers meet a mountain");
  ASSERT_EQ(Browser(house).sign_in("李娜", "four rivers meet a mountain").status, 201);
  EXPECT_EQ(open_in(application()), 1);
  for (const bool portable : {false, true}) {
    const std::string name = portable ? "rows" : "file";
    ASSERT_EQ(code_of(restore(made(portable), name)), "fine");
    expect_lives(name, digest());
    config::Config config = place_;
    config.data = (places / name).string();
    app::Application restored(config, house.clock());
    EXPECT_EQ(open_in(restored), 0);
  }
  EXPECT_EQ(open_in(application()), 1) << "those of the shop that goes on stay";
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
  ASSERT_EQ(code_of(make({.to = backups})), "backup_exists") << "within the same second";
  house.clock().advance_seconds(1);
  const auto kept = make({.to = backups});
  ASSERT_EQ(code_of(kept), "fine");
  EXPECT_THAT(
      backup::prune(kept->file, 2, house.now()),
      ::testing::UnorderedElementsAre(files[0], files[1], files[2])
  );
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
  server.backups().wait();
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
  const auto work = [&] {
    EXPECT_TRUE(server.jobs().run_now("backup.work", house.now()));
    server.backups().wait();
  };
  const auto count = [&] { return server.backups().latest(50).size(); };
  work();  // the directory is not there: a disk that is not mounted
  const Answer told = house.manager().get("/v1/backups");
  EXPECT_EQ(told.string("/items/0/error"), "backup_unwritable");
  EXPECT_THAT(told.string("/items/0/reason"), ::testing::HasSubstr("later"));
  std::filesystem::create_directory(house.directory() / "later");
  work();
  EXPECT_EQ(count(), 1U) << "not at once again";
  house.clock().advance_seconds(3600);
  work();
  EXPECT_EQ(count(), 2U);
  EXPECT_EQ(server.backups().latest(1).front().state, backup::RunState::done);
  for (int day = 0; day < 4; ++day) {
    house.clock().advance_seconds(86'400);
    work();
    work();
  }
  EXPECT_EQ(count(), 6U) << "one a day";
  // A day with the clock a year ahead, and right again.
  house.advance_days(365);
  work();
  EXPECT_EQ(count(), 7U);
  house.advance_days(-364);
  work();
  work();
  EXPECT_EQ(count(), 8U) << "and no more than one, though the last one is of next year";
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(config.backup.directory), {}), 2);
}

/// The runs of a process of its own, as a command or another server has them.
struct Process {
  explicit Process(BackupTest& test, std::string name, int tell_ms = 5)
      : house(test.house),
        actor(test.application().system_actor().id),
        ids(test.house.clock(), next_node()),
        runs(
            test.application().db(),
            test.house.clock(),
            ids,
            options(test, std::move(name), tell_ms, actor)
        ) {}
  /// Two generators of one number at one time would make one id twice.
  static int next_node() {
    static int node = 70;
    return ++node;
  }
  static backup::Runs::Options options(
      BackupTest& test, std::string name, int tell_ms, ActorId actor
  ) {
    backup::Runs::Options options;
    options.origin = test.origin();
    options.process = std::move(name);
    if (test.on_sqlite) options.lock = test.house.directory() / "backup.lock";
    options.tell_ms = tell_ms;
    options.system = actor;
    return options;
  }
  Result<backup::Run> ask(const backup::Order& order) {
    return runs.request(order, backup::RunOrigin::command, actor, house.now(), true);
  }
  TestHouse& house;
  ActorId actor;
  IdGenerator ids;
  backup::Runs runs;
};

TEST_F(BackupTest, a_run_whose_process_died_is_told_so_and_blocks_nobody) {
  auto process = std::make_unique<Process>(*this, "one");
  const auto run = process->ask({.to = backups});
  ASSERT_EQ(code_of(run), "fine");
  Process other(*this, "two");
  EXPECT_EQ(code_of(other.ask({.to = backups})), "backup_running");
  if (on_sqlite) {  // its silence alone says nothing: it may wait for a disk
    house.clock().advance_seconds(3600);
    EXPECT_EQ(code_of(other.ask({.to = backups})), "backup_running");
  }
  process.reset();
  if (!on_sqlite) house.clock().advance_seconds(121);
  EXPECT_EQ(code_of(other.ask({.to = backups})), "fine") << "SQLite: at once";
  EXPECT_EQ(other.runs.find(run->id)->error->code, ErrorCode::backup_stopped);
}

TEST_F(BackupTest, a_run_that_waits_for_its_disk_goes_on_saying_so) {
  Process process(*this, "one");
  Process other(*this, "two");
  const auto run = process.ask({.to = backups});
  ASSERT_EQ(code_of(run), "fine");
  bool waited = false;
  const auto made = process.runs.perform(*run, [&](const Progress&) {
    if (std::exchange(waited, true)) return true;
    house.clock().advance_seconds(600);  // of a flush, say
    while (process.runs.find(run->id)->updated_at < house.now()) std::this_thread::yield();
    EXPECT_FALSE(other.runs.is_lost(*process.runs.find(run->id), house.now()));
    EXPECT_EQ(code_of(other.ask({.to = backups})), "backup_running");
    return true;
  });
  EXPECT_TRUE(waited);
  EXPECT_EQ(code_of(made), "fine");
}

TEST_F(BackupTest, who_is_asked_to_stop_keeps_its_place_until_it_has_and_leaves_nothing) {
  for (const int tell_ms : {5, 1'000'000}) {  // noticed on the way; only at the very end
    Process process(*this, "one", tell_ms);
    Process other(*this, "two");
    const auto run = process.ask({.to = backups});
    ASSERT_EQ(code_of(run), "fine");
    bool asked = false;
    const auto made = process.runs.perform(*run, [&](const Progress& now) {
      if (now.phase != Phase::sealing || now.done != now.total) return true;
      asked = other.runs.cancel(run->id, house.now());
      EXPECT_EQ(code_of(other.ask({.to = backups})), "backup_running");
      return true;
    });
    EXPECT_TRUE(asked);
    EXPECT_EQ(code_of(made), "backup_stopped");
    EXPECT_EQ(process.runs.find(run->id)->state, backup::RunState::failed);
    EXPECT_TRUE(std::filesystem::is_empty(backups));
    EXPECT_FALSE(other.runs.cancel(run->id, house.now()));
  }
}

TEST_F(BackupTest, a_server_does_everything_else_while_it_makes_one) {
  if (!on_sqlite) GTEST_SKIP() << "where a checkpoint of another program can hold it up";
  config::Config config = house.config();
  config.backup.directory = backups.string();
  app::Application server(config, house.clock());
  // Another program moves its log into the file, and does not come to an end.
  const int fd = ::open((house.directory() / "guanxi.db-copy").c_str(), O_RDWR | O_CLOEXEC);
  struct flock lock {};
  lock.l_type = F_RDLCK;
  lock.l_whence = SEEK_SET;
  lock.l_len = 1;
  ASSERT_EQ(::fcntl(fd, F_OFD_SETLK, &lock), 0);
  const auto asked = server.backups().request_default(
      false, backup::RunOrigin::api, server.system_actor().id, house.now()
  );
  ASSERT_EQ(code_of(asked), "fine");
  EXPECT_TRUE(server.jobs().run_now("backup.work", house.now()));
  EXPECT_TRUE(server.jobs().run_now("node.lease", house.now()));
  EXPECT_TRUE(server.jobs().run_now("backup.work", house.now())) << "one at a time";
  while (server.backups().find(asked->id)->state == backup::RunState::waiting)
    std::this_thread::yield();
  EXPECT_EQ(server.backups().find(asked->id)->state, backup::RunState::running);
  ::close(fd);
  server.backups().wait();
  EXPECT_EQ(server.backups().find(asked->id)->state, backup::RunState::done);
  EXPECT_EQ(server.backups().latest(9).size(), 1U);
}

TEST_F(BackupTest, what_does_not_read_back_is_no_backup) {
  for (const bool portable : {false, true}) {
    bool damaged = false;
    const auto result = make({.to = backups, .portable = portable}, [&](const Progress& now) {
      if (now.phase != Phase::sealing || now.done * 2 != now.total || damaged) return true;
      for (const auto& entry : std::filesystem::directory_iterator(backups)) {
        if (entry.path().extension() != ".partial") continue;
        std::fstream file(entry.path(), std::ios::binary | std::ios::in | std::ios::out);
        file.seekg(100);
        const char was = static_cast<char>(file.get());
        file.seekp(100);
        file.put(static_cast<char>(was ^ 1));
        damaged = true;
      }
      return true;
    });
    EXPECT_TRUE(damaged);
    EXPECT_EQ(code_of(result), "backup_unwritable");
    EXPECT_TRUE(std::filesystem::is_empty(backups));
  }
}

TEST_F(BackupTest, it_says_no_time_after_the_moment_it_is_of) {
  std::optional<Instant> last;  // before its last step
  const auto result = make({.to = backups}, [&](const Progress& now) {
    if (now.phase == Phase::copying) last = house.now();
    house.clock().advance_seconds(1);
    return true;
  });
  ASSERT_EQ(code_of(result), "fine");
  if (on_sqlite) {
    EXPECT_LE(result->manifest.created_at, last.value());
  }
}

TEST_F(BackupTest, after_a_clock_that_was_ahead_the_newest_stays) {
  house.advance_days(365);
  const auto ahead = made();
  house.advance_days(-365);
  const auto older = made();
  const auto newest = made();
  EXPECT_THAT(backup::prune(newest, 2, house.now()), ::testing::ElementsAre(ahead));
  EXPECT_THAT(backup::prune(newest, 1, house.now()), ::testing::ElementsAre(older));
  EXPECT_TRUE(std::filesystem::exists(newest));
}

TEST_F(BackupTest, two_installations_may_share_a_directory_and_a_second) {
  TestHouse other;
  const backup::Origin another{
      app::stored_fingerprint(other.application().db()).value(),
      app::program_version(),
      other.directory()};
  const auto theirs =
      backup::make(other.application().db(), {.to = backups}, another, house.clock(), {});
  ASSERT_EQ(code_of(theirs), "fine");
  const auto ours = make({.to = backups});
  ASSERT_EQ(code_of(ours), "fine");
  EXPECT_THAT(ours->file.string(), ::testing::HasSubstr(origin().key_fingerprint.substr(0, 8)));
  EXPECT_THAT(backup::prune(ours->file, 1, house.now()), ::testing::IsEmpty());
}

TEST_F(BackupTest, a_store_that_came_into_its_place_meanwhile_stays) {
  const auto file = made();
  std::filesystem::create_directory(places / "one");
  const auto site = app::open_site((places / "one").string(), place_, house.clock());
  const auto restored = backup::restore(file, *site, {}, house.clock(), [&](const Progress& now) {
    if (now.phase == Phase::verifying) std::ofstream(places / "one" / "guanxi.db") << "mine";
    return true;
  });
  EXPECT_EQ(code_of(restored), "backup_place_taken");
  std::ifstream in(places / "one" / "guanxi.db");
  EXPECT_EQ((std::string{std::istreambuf_iterator<char>(in), {}}), "mine");
}

TEST_F(BackupTest, nobody_begins_a_store_where_a_restore_fills_one) {
  const std::string books = digest();
  const auto file = made();
  config::Config config = place_;
  config.data = (places / "one").string();
  {
    const auto site = app::open_site(config.data, place_, house.clock());
    EXPECT_THROW(app::open_site(config.data, place_, house.clock()), app::StartFailure);
    bool tried = false;
    const auto restored = backup::restore(file, *site, {}, house.clock(), [&](const Progress& now) {
      if (now.phase != Phase::verifying) return true;
      EXPECT_THROW(app::Application(config, house.clock()), app::StartFailure);
      return tried = true;
    });
    EXPECT_TRUE(tried);
    EXPECT_EQ(code_of(restored), "fine");
  }
  expect_lives("one", books);
  std::filesystem::create_directory(places / "two");
  std::ofstream(places / "two" / "guanxi.db.restoring") << "left by a killed restore";
  config.data = (places / "two").string();
  EXPECT_THROW(app::Application(config, house.clock()), app::StartFailure);
  EXPECT_FALSE(std::filesystem::exists(places / "two" / "guanxi.key"));
}

TEST_F(BackupTest, the_store_comes_back_where_the_settings_say_it_is) {
  place_.sqlite.file = "db/shop.db";
  const std::string books = digest();
  const auto file = made();
  ASSERT_EQ(code_of(restore(file, "one")), "fine");
  EXPECT_TRUE(std::filesystem::exists(places / "one" / "db" / "shop.db"));
  expect_lives("one", books);
  EXPECT_THROW(restore(file, "one"), archive::Failure) << "a store is there";
  EXPECT_THROW(
      app::open_target((places / "two").string(), place_, house.clock()), app::StartFailure
  );
}

const sql::Query mark_as{
    "INSERT INTO backup_fillings (id, source, identity, stamp, started_at) VALUES (1, 'x', 'y', "
    "$1, 0)"};
const sql::Query change_mark{"UPDATE backup_fillings SET stamp = $1"};
const sql::Query settle_in{
    "INSERT INTO installations (id, key_fingerprint, created_at) VALUES (1, 'somebody', 0)"};
void given(sql::Database& db, const std::function<void(sql::Tx&)>& function) {
  const Outcome done = db.write([&](sql::Tx& tx) -> Outcome {
    function(tx);
    return ok();
  });
  ASSERT_TRUE(done);
}

/// Backups put back into a database of a server.
struct ServerRestoreTest : BackupTest {
  void SetUp() override {
    if (on_sqlite) GTEST_SKIP() << "in the lane of PostgreSQL";
    scratch = std::make_unique<sql::ScratchPostgres>(
        sql::test_server(), std::span<const sql::Migration>{}, house.now()
    );
    url = scratch->conninfo();
    if (url.find("://") != std::string::npos) return;
    std::istringstream words(url);
    url = "postgresql:///?";
    for (std::string word; words >> word;) url += word + "&";
    url.pop_back();
  }
  Result<backup::Restored> put(
      const std::filesystem::path& from, const backup::OnProgress& on_progress = {}
  ) {
    const auto site = app::open_site(url, place_, house.clock());
    return backup::restore(from, *site, {}, house.clock(), on_progress);
  }
  std::unique_ptr<sql::Database> open() {
    return sql::open_postgres({.conninfo = url}, house.clock());
  }
  std::int64_t rows() {
    std::int64_t rows = 0;
    const auto db = open();
    for (const sql::Table& table : db->tables())
      db->read_tables([&](sql::TableReader& reader) { rows += reader.count(table); });
    return rows;
  }
  std::unique_ptr<sql::ScratchPostgres> scratch;
  std::string url;
};

TEST_F(ServerRestoreTest, rows_come_back_into_a_database) {
  const std::string books = digest();
  const auto file = made(true);
  ASSERT_EQ(code_of(put(file)), "fine");
  const auto db = open();
  EXPECT_FALSE(backup::find_filling(*db).has_value());
  const verify::Report report = verify::verify(*db);
  EXPECT_TRUE(report.is_clean()) << verify::headline(report);
  EXPECT_EQ(crypto::to_hex(crypto::bytes_of(report.points.digest)), books);
  EXPECT_EQ(code_of(put(file)), "backup_place_taken");
  const verify::Report again = verify::verify(*db);
  EXPECT_EQ(crypto::to_hex(crypto::bytes_of(again.points.digest)), books) << "what was there stays";
}

TEST_F(ServerRestoreTest, stopped_anywhere_it_leaves_nothing_but_its_mark) {
  const auto file = made(true);
  for (const Phase phase : {Phase::reading, Phase::comparing, Phase::verifying}) {
    const auto stopped = put(file, [&](const Progress& now) { return now.phase != phase; });
    ASSERT_EQ(code_of(stopped), "backup_stopped");
    EXPECT_EQ(rows(), 1);
    EXPECT_TRUE(backup::find_filling(*open()).has_value())
        << "else it would be a store without seeds";
  }
  EXPECT_EQ(code_of(put(file)), "fine");
}

TEST_F(ServerRestoreTest, a_store_that_was_only_migrated_is_empty) {
  const auto file = made(true);
  const auto db = open();
  db->migrate(sql::all_migrations(db->engine()));
  EXPECT_EQ(code_of(put(file)), "fine") << "as one that was killed there leaves it";
}

TEST_F(ServerRestoreTest, what_a_killed_one_left_is_emptied_by_the_next) {
  const auto file = made(true);
  const auto db = open();
  db->migrate(sql::test_migrations());
  given(*db, [](sql::Tx& tx) {
    tx.exec(settle_in);
    tx.exec(mark_as, "restore 0011");
  });
  EXPECT_EQ(code_of(put(file)), "fine");
}

TEST_F(ServerRestoreTest, two_at_once_do_not_meet) {
  const auto file = made(true);
  const auto site = app::open_site(url, place_, house.clock());
  EXPECT_THROW(app::open_site(url, place_, house.clock()), app::StartFailure);
  EXPECT_THROW(app::open_target(url, place_, house.clock()), app::StartFailure);
  // Should the lock have been lost with its connection: the other's rows are not ours to take away.
  const auto db = open();
  const auto lost = backup::restore(file, *site, {}, house.clock(), [&](const Progress& now) {
    if (now.phase != Phase::comparing) return true;
    given(*db, [](sql::Tx& tx) { tx.exec(change_mark, "restore of another"); });
    return false;
  });
  EXPECT_EQ(code_of(lost), "backup_stopped");
  EXPECT_GT(rows(), 20);
}

TEST_F(ServerRestoreTest, an_older_store_of_somebody_else_is_not_even_migrated) {
  const auto file = made(true);
  const auto db = open();
  db->migrate(sql::test_migrations().first(1));
  given(*db, [](sql::Tx& tx) { tx.exec(settle_in); });
  EXPECT_EQ(code_of(put(file)), "backup_place_taken");
  EXPECT_EQ(db->schema_version(), 1);
  const auto target = app::open_target(url, place_, house.clock());
  const auto copied =
      backup::copy({"the house", application().db()}, {url, *target.db}, house.clock(), {});
  EXPECT_EQ(code_of(copied), "backup_place_taken");
  EXPECT_EQ(db->schema_version(), 1);
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
  std::vector<std::shared_ptr<const void>> locks_;
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

TEST_F(CopyTest, a_source_that_goes_on_is_noticed_whenever_it_does) {
  for (const Phase phase : {Phase::filling, Phase::verifying, Phase::comparing}) {
    const std::string name = "copy" + std::to_string(static_cast<int>(phase));
    bool sold = false;
    const auto copied = copy(name, [&](const Progress& now) {
      const bool here = now.phase == phase && (phase != Phase::comparing || now.done == now.total);
      if (here && !std::exchange(sold, true)) live(1);
      return true;
    });
    EXPECT_TRUE(sold);
    EXPECT_EQ(code_of(copied), "copy_source_changed");
  }
}

TEST_F(CopyTest, whoever_uses_the_source_is_named) {
  const auto target = open("one");
  const auto copied = backup::copy(
      {"the house", application().db(), [] { return std::string("till:4711"); }},
      {"one", *target},
      house.clock(),
      {}
  );
  ASSERT_EQ(code_of(copied), "copy_source_changed");
  EXPECT_THAT(fact(copied.error(), "why"), ::testing::HasSubstr("till:4711"));
  if (!on_sqlite) {
    EXPECT_THAT(app::user_of(application().db(), house.now()), ::testing::HasSubstr(":"));
    return;
  }
  EXPECT_THROW(
      app::open_source(house.directory().string(), place_, house.clock()), app::StartFailure
  ) << "a program has it open";
}

TEST_F(CopyTest, killed_before_its_first_row_it_begins_anew) {
  const std::string books = digest();
  ASSERT_EQ(
      code_of(copy("one", [](const Progress& now) { return now.phase != Phase::filling; })),
      "backup_stopped"
  );
  locks_.clear();
  given(*open("one"), [](sql::Tx& tx) { tx.exec(change_mark, "seeds"); });
  const auto copied = copy("one");
  ASSERT_EQ(code_of(copied), "fine");
  EXPECT_FALSE(copied->resumed);
  locks_.clear();
  expect_lives("one", books);
}

TEST_F(CopyTest, an_older_store_of_somebody_else_is_not_even_migrated) {
  std::filesystem::create_directory(places / "old");
  const auto open_old = [&] {
    return sql::open_sqlite({.file = places / "old" / "guanxi.db"}, house.clock());
  };
  {
    const auto old = open_old();
    old->migrate(sql::all_migrations(sql::Engine::sqlite).first(1));
    given(*old, [](sql::Tx& tx) { tx.exec(settle_in); });
  }
  EXPECT_EQ(code_of(copy("old")), "backup_place_taken");
  locks_.clear();
  EXPECT_EQ(open_old()->schema_version(), 1);
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
  const auto stop = [n = 9](const Progress& progress) mutable {  // once the first rows are there
    return progress.phase != Phase::filling || n-- > 0;
  };
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
        if (now.phase != Phase::verifying || done) return true;
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
