// Every check of doctor, each proved by a planted fault.
#include "app/doctor.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <fstream>
#include <map>
#include <set>

#include "app/application.h"
#include "platform/sql/sqlite/connection.h"
#include "platform/sql/testing.h"

namespace guanxi::app {
namespace {

/// A machine on which all is well, until a test plants a fault.
struct PlantedMachine final : Machine {
  Room has_room{100ULL << 30, 1'000'000, 2'000'000};
  ClockState clock = ClockState::synchronised;
  std::int64_t files = 65536, memory = std::int64_t{8} << 30;
  Port on_port = Port::free;
  std::string zones;

  std::optional<Room> room(const std::filesystem::path&) override { return has_room; }
  ClockState clock_state() override { return clock; }
  std::int64_t open_files_max() override { return files; }
  std::int64_t memory_bytes() override { return memory; }
  Port port(const std::string&, int) override { return on_port; }
  std::string time_zone_fault() override { return zones; }
};

class DoctorTest : public ::testing::Test {
 protected:
  DoctorTest() : umask_(::umask(077)) {  // as the program sets it
    ::unsetenv("GUANXI_KEY");
    load({});
    Application made(loaded_.config, clock_);
    ::chmod(data().c_str(), 0750);
  }

  ~DoctorTest() override { ::umask(umask_); }

  void load(std::vector<std::pair<std::string, std::string>> flags) {
    flags.emplace_back("data", (directory_.path() / "data").string());
    loaded_ = config::load({.flags = std::move(flags)});
  }
  std::filesystem::path data() const { return loaded_.config.data; }
  std::filesystem::path key() const { return data() / "guanxi.key"; }
  std::filesystem::path store() const { return data() / "guanxi.db"; }

  std::vector<Finding> all() { return examine(loaded_, clock_, machine_, {}); }
  /// The findings that are not well: check → state and words.
  std::map<std::string, std::pair<Health, std::string>> ills() {
    std::map<std::string, std::pair<Health, std::string>> found;
    for (const Finding& finding : all()) {
      EXPECT_FALSE(finding.zh.empty() || finding.en.empty()) << finding.check;
      EXPECT_EQ(finding.do_en.empty(), finding.health == Health::ok) << finding.check;
      EXPECT_EQ(finding.do_zh.empty(), finding.health == Health::ok) << finding.check;
      if (finding.health != Health::ok) found[finding.check] = {finding.health, finding.en};
    }
    return found;
  }
  /// Exactly one ill, of that state, whose words hold `words`.
  void expect_only(const std::string& check, Health health, const std::string& words) {
    const auto found = ills();
    for (const auto& [name, ill] : found) {
      if (name != check) ADD_FAILURE() << name << ": " << ill.second;
    }
    const auto ill = found.find(check);
    ASSERT_NE(ill, found.end()) << check << " did not notice";
    EXPECT_EQ(ill->second.first, health) << ill->second.second;
    EXPECT_NE(ill->second.second.find(words), std::string::npos) << ill->second.second;
  }
  void run_sql(const char* text) const {
    sql::sqlite::ConnectionSettings settings;
    settings.file = store();
    settings.cache_bytes = 1 << 20;
    settings.busy_ms_max = 1000;
    sql::sqlite::Connection(settings).execute(text);
  }

  mode_t umask_;
  sql::TempDirectory directory_;
  ManualClock clock_{Instant::from_seconds(1'795'266'300)};
  PlantedMachine machine_;
  config::Loaded loaded_;
};

TEST_F(DoctorTest, FindsAHealthyInstallationWell) {
  EXPECT_TRUE(ills().empty());
  std::set<std::string> checks;
  for (const Finding& finding : all()) checks.insert(finding.check);
  const std::set<std::string> expected{
      "config",
      "data.directory",
      "key.file",
      "store.file",
      "disk.room",
      "disk.inodes",
      "clock.time",
      "http.port",
      "limit.files",
      "memory",
      "time.zones",
      "store.engine",
      "store.integrity",
      "store.schema",
      "key.fits",
      "clock.books",
      "key.seals"};
  for (const std::string& check : expected) EXPECT_TRUE(checks.contains(check)) << check;
  EXPECT_EQ(worst(all()), Health::ok);
}

TEST_F(DoctorTest, NoticesWhatIsWrongWithTheMachine) {
  const struct {
    const char* reason;
    void (*plant)(PlantedMachine&);
    const char* check;
    Health health;
    const char* words;
  } rows[] = {
      {"full",
       [](PlantedMachine& m) { m.has_room.bytes_free = 1 << 20; },
       "disk.room",
       Health::failed,
       "refused soon"},
      {"no inodes",
       [](PlantedMachine& m) { m.has_room.inodes_free = 3; },
       "disk.inodes",
       Health::failed,
       "3 inodes"},
      {"adrift",
       [](PlantedMachine& m) { m.clock = Machine::ClockState::adrift; },
       "clock.time",
       Health::warning,
       "not synchronised"},
      {"few files",
       [](PlantedMachine& m) { m.files = 1024; },
       "limit.files",
       Health::warning,
       "1024 open files"},
      {"small",
       [](PlantedMachine& m) { m.memory = 448 << 20; },
       "memory",
       Health::warning,
       "more than half"},
      {"tiny",
       [](PlantedMachine& m) { m.memory = 128 << 20; },
       "memory",
       Health::failed,
       "end the program"},
      {"slim zones",
       [](PlantedMachine& m) { m.zones = "slim"; },
       "time.zones",
       Health::failed,
       "slim"},
      {"another Guanxi",
       [](PlantedMachine& m) { m.on_port = Machine::Port::guanxi; },
       "http.port",
       Health::failed,
       "another Guanxi"},
      {"another program",
       [](PlantedMachine& m) { m.on_port = Machine::Port::other; },
       "http.port",
       Health::failed,
       "another program"},
      {"not ours",
       [](PlantedMachine& m) { m.on_port = Machine::Port::forbidden; },
       "http.port",
       Health::failed,
       "not an address"}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.reason);
    machine_ = {};
    row.plant(machine_);
    expect_only(row.check, row.health, row.words);
  }
}

TEST_F(DoctorTest, WarnsWhenNoCopyFits) {
  const auto log = static_cast<std::uint64_t>(loaded_.config.sqlite.wal_reset_bytes) * 2;
  machine_.has_room.bytes_free = log + (std::uint64_t{64} << 20) + 4096;
  expect_only("disk.room", Health::warning, "too little for a copy");
}

TEST_F(DoctorTest, KnowsAPortThatWeServe) {
  const ServeLock serving(loaded_.config.data);
  machine_.on_port = Machine::Port::guanxi;
  EXPECT_TRUE(ills().empty());
  machine_.on_port = Machine::Port::free;
  expect_only("http.port", Health::warning, "nobody answers");
}

TEST_F(DoctorTest, NoticesFilesThatOthersRead) {
  const struct {
    std::filesystem::path file;
    mode_t mode, right;
    const char* check;
    Health health;
  } rows[] = {
      {data(), 0755, 0750, "data.directory", Health::warning},
      {data(), 0770, 0750, "data.directory", Health::warning},
      {store(), 0644, 0600, "store.file", Health::failed}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.check);
    ::chmod(row.file.c_str(), row.mode);
    expect_only(row.check, row.health, "is open to other users");
    ::chmod(row.file.c_str(), row.right);
  }
  ::chmod(key().c_str(), 0640);  // which the program refuses as well
  const auto found = ills();
  EXPECT_EQ(found.at("key.file").first, Health::failed);
  EXPECT_EQ(found.at("key.opens").first, Health::failed);
}

TEST_F(DoctorTest, NoticesFilesOfAnotherUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  ASSERT_EQ(::chown(store().c_str(), 12345, 12345), 0);
  expect_only("store.file", Health::failed, "belongs to uid 12345");
}

TEST_F(DoctorTest, NoticesWhatIsNotThere) {
  std::filesystem::rename(key(), directory_.path() / "aside");
  expect_only("key.opens", Health::failed, "there is no key file");
  EXPECT_FALSE(std::filesystem::exists(key())) << "doctor makes nothing";
  std::filesystem::rename(directory_.path() / "aside", key());

  std::filesystem::rename(store(), directory_.path() / "aside");
  expect_only("store.engine", Health::failed, "there is no store");
  EXPECT_FALSE(std::filesystem::exists(store()));
  std::filesystem::remove_all(data());
  expect_only("data.directory", Health::failed, "does not exist");
  EXPECT_FALSE(std::filesystem::exists(data()));
}

TEST_F(DoctorTest, NoticesAKeyOfAnotherInstallation) {
  std::filesystem::remove(key());
  crypto::KeyRing::open_or_create(key());
  expect_only("key.fits", Health::failed, "written with another key");
}

TEST_F(DoctorTest, NoticesAnEngineOtherThanOurs) {
  run_sql("PRAGMA journal_mode=DELETE");
  expect_only("store.engine", Health::failed, "journal_mode is delete, must be wal");
  run_sql("PRAGMA journal_mode=WAL");
  EXPECT_TRUE(ills().empty());
}

TEST_F(DoctorTest, NoticesAnotherSchema) {
  run_sql("UPDATE schema_migrations SET number = number + 1000");
  expect_only("store.schema", Health::failed, "this program is too old");
  run_sql("DELETE FROM schema_migrations");
  expect_only("store.schema", Health::warning, "at the next start");
}

TEST_F(DoctorTest, NoticesDamage) {
  run_sql("PRAGMA wal_checkpoint(TRUNCATE)");
  const auto size = std::filesystem::file_size(store());
  {
    std::fstream file(store(), std::ios::in | std::ios::out | std::ios::binary);
    for (std::uintmax_t page = 2; page * 4096 + 4096 <= size; page += 2) {
      file.seekp(static_cast<std::streamoff>(page * 4096));
      file.write(std::string(4096, '\xff').data(), 4096);
    }
  }
  const auto found = ills();
  const bool noticed = found.contains("store.integrity") || found.contains("store.engine");
  EXPECT_TRUE(noticed);
  std::ofstream(store(), std::ios::trunc) << std::string(8192, 'x');
  EXPECT_TRUE(ills().contains("store.engine")) << "no database at all";
}

TEST_F(DoctorTest, NoticesAClockBehindTheBooks) {
  clock_.set(Instant::from_seconds(0));
  EXPECT_TRUE(ills().contains("clock.time")) << "1970";
  clock_.set(Instant::from_seconds(1'795'266'300));
  run_sql(
      "INSERT INTO points_roots VALUES (1, 1895266300000000, 0, 0, 0, zeroblob(32), zeroblob(32), "
      "1895266300000000)"
  );
  expect_only("clock.books", Health::failed, "the clock is behind it");
}

TEST_F(DoctorTest, NoticesSealsOfOlderAndOfMissingKeys) {
  {
    const auto keys = crypto::KeyRing::open(key());
    const std::string column = "idempotency_keys.answer:a";
    const std::string sealed = crypto::Sealer(keys).seal("\n\n{}", {column, 1});
    run_sql(("INSERT INTO idempotency_keys VALUES (1, 'a', zeroblob(32), 'x', 200, x'" +
             crypto::to_hex(sealed) + "', 0)")
                .c_str());
  }
  EXPECT_TRUE(ills().empty());
  crypto::add_key(key(), clock_.now());
  crypto::activate_key(key(), 2);
  expect_only("key.seals", Health::warning, "sealed by an older key");
  crypto::retire_key(key(), 1);
  expect_only("key.seals", Health::failed, "do not open");
}

TEST_F(DoctorTest, NoticesSettingsAndFilesTheyName) {
  load({{"http.workers", "0"}});
  expect_only("config", Health::failed, "http.workers");
  load({{"log.file", (directory_.path() / "nowhere" / "guanxi.log").string()}});
  expect_only("log.file", Health::failed, "cannot be written");
  const std::filesystem::path log = directory_.path() / "guanxi.log";
  std::ofstream(log) << "";
  ::chmod(log.c_str(), 0644);
  load({{"log.file", log.string()}});
  expect_only("log.file", Health::warning, "open to everybody");
  // The certificates' settings come from another part of the program: found by their names.
  load({});
  const auto name = [&](const char* setting, const std::filesystem::path& file) {
    std::erase_if(loaded_.views, [&](const auto& view) { return view.key == setting; });
    config::View view;
    view.key = setting;
    view.value = "\"" + file.string() + "\"";
    loaded_.views.push_back(view);
  };
  name("http.tls_certificate", directory_.path() / "none.pem");
  expect_only("http.tls_certificate", Health::failed, "cannot be read");
  name("http.tls_certificate", log);
  name("http.tls_key", log);
  expect_only("http.tls_key", Health::failed, "read by everybody");
  ::chmod(log.c_str(), 0640);
  EXPECT_TRUE(ills().empty());
}

TEST_F(DoctorTest, QuickLeavesOutWhatReadsTheWholeStore) {
  for (const Finding& finding : examine(loaded_, clock_, machine_, {.whole = false})) {
    EXPECT_NE(finding.check, "store.integrity");
    EXPECT_NE(finding.check, "key.seals");
  }
}

TEST(DoctorOutput, IsOneLineACheckOrOneObject) {
  const std::vector<Finding> findings{
      {"a", Health::ok, "好", "fine", "", ""},
      {"b.c", Health::failed, "坏 \"x\"", "bad \"x\"", "修", "mend"}};
  EXPECT_EQ(to_table(findings, false), "ok      a    fine\nfailed  b.c  bad \"x\". To do: mend\n");
  EXPECT_EQ(to_table(findings, true), "正常    a    好\n失败    b.c  坏 \"x\"。处理：修\n");
  EXPECT_EQ(
      to_json(findings, false),
      R"({"worst":"failed","checks":[{"check":"a","state":"ok","found":"fine","to_do":""},)"
      R"({"check":"b.c","state":"failed","found":"bad \"x\"","to_do":"mend"}]})"
  );
  EXPECT_EQ(worst(findings), Health::failed);
}

TEST(ThisMachine, AnswersEverything) {
  ThisMachine machine;
  EXPECT_TRUE(machine.room("/").has_value());
  EXPECT_FALSE(machine.room("/no/such/place").has_value());
  EXPECT_GT(machine.open_files_max(), 0);
  EXPECT_GT(machine.memory_bytes(), 0);
  EXPECT_EQ(machine.time_zone_fault(), "");
  machine.clock_state();  // whatever it is, it answers
  EXPECT_EQ(machine.port("no address", 1), Machine::Port::forbidden);
  EXPECT_EQ(machine.port("203.0.113.1", 0), Machine::Port::forbidden) << "not of this machine";
}

}  // namespace
}  // namespace guanxi::app
