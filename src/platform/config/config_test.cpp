#include "platform/config/config.h"

#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <set>
#include <sstream>

#include "base/text.h"
#include "platform/config/settings.h"

namespace guanxi::config {
namespace {

class ConfigTest : public ::testing::Test {
 protected:
  ~ConfigTest() override { std::filesystem::remove_all(dir_); }

  Loaded load_toml(const std::string& text) {
    write(text);
    return load({.file = path_, .file_required = true});
  }
  void write(const std::string& text) { std::ofstream(path_, std::ios::binary) << text; }
  std::string problem_of(const std::string& text) {
    const Loaded loaded = load_toml(text);
    if (loaded.problems.size() != 1) {
      return std::to_string(loaded.problems.size()) + " problems";
    }
    std::string said = loaded.problems[0].text(Language::en);
    EXPECT_EQ(said.find(dir_.string() + "/"), 0u) << said;
    return said.substr(dir_.string().size() + 1);
  }

  static std::filesystem::path make_directory() {
    std::string name = (std::filesystem::temp_directory_path() / "guanxi-config-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    return name;
  }
  std::filesystem::path dir_ = make_directory();
  std::filesystem::path path_ = dir_ / "guanxi.toml";
};

const View& view_of(const Loaded& loaded, std::string_view key) {
  for (const View& view : loaded.views) {
    if (view.key == key) return view;
  }
  throw std::runtime_error("no such setting");
}

TEST_F(ConfigTest, WithoutAnySourceEverythingIsDefault) {
  const Loaded loaded = load({.file = path_});
  EXPECT_TRUE(loaded.problems.empty());
  EXPECT_EQ(loaded.config.http.port, 8080);
  for (const View& view : loaded.views) {
    EXPECT_EQ(view.source, Source::defaults) << view.key;
    EXPECT_EQ(view.value, view.default_value) << view.key;
  }
}

TEST_F(ConfigTest, EachSourceWinsOverTheOneBefore) {
  write("[http]\nport = 1001\nworkers = 11\nqueue_max = 21\n");
  const Loaded loaded = load(
      {.file = path_,
       .environment = {{"GUANXI_HTTP_PORT", "1002"}, {"GUANXI_HTTP_WORKERS", "12"}, {"PATH", "x"}},
       .flags = {{"http.port", "1003"}, {"http.port", "1004"}}}
  );
  ASSERT_TRUE(loaded.problems.empty()) << loaded.problems[0].text(Language::en);
  EXPECT_EQ(loaded.config.http.port, 1004);
  EXPECT_EQ(loaded.config.http.workers, 12);
  EXPECT_EQ(loaded.config.http.queue_max, 21);
  EXPECT_EQ(view_of(loaded, "http.port").source, Source::flag);
  EXPECT_EQ(view_of(loaded, "http.port").where, "--set http.port");
  EXPECT_EQ(view_of(loaded, "http.workers").where, "GUANXI_HTTP_WORKERS");
  EXPECT_EQ(view_of(loaded, "http.queue_max").where, path_.string() + ":4");
}

TEST_F(ConfigTest, TomlMistakesAreNamedWithFileAndLine) {
  struct Row {
    const char* reason;
    const char* toml;
    const char* says;
  };
  const Row rows[] = {
      {"a typo",
       "[http]\nprot = 1\n",
       "guanxi.toml:2: http.prot: there is no such setting; did you mean http.port?"},
      {"the right name in no section",
       "\nport = 1\n",
       "guanxi.toml:2: port: there is no such setting; did you mean http.port?"},
      {"nothing like it",
       "colour_of_the_sky = 1\n",
       "guanxi.toml:1: colour_of_the_sky: there is no such setting; see guanxi config"},
      {"a section's typo",
       "[htp]\nport = 1\n",
       "guanxi.toml:1: htp: there is no such setting; did you mean [http]?"},
      {"out of range",
       "[http]\n\nport = 70000\n",
       "guanxi.toml:3: http.port: must be a whole number from 0 to 65535, is 70000"},
      {"2^63 - 1 in an int",
       "[http]\nport = 9223372036854775807\n",
       "guanxi.toml:2: http.port: must be a whole number from 0 to 65535, is 9223372036854775807"},
      {"text for a number",
       "[http]\nport = \"8080\"\n",
       "guanxi.toml:2: http.port: must be a whole number from 0 to 65535, is \"8080\""},
      {"a fraction",
       "[http]\nport = 80.5\n",
       "guanxi.toml:2: http.port: must be a whole number from 0 to 65535, is 80.5"},
      {"a truth value",
       "[http]\nport = true\n",
       "guanxi.toml:2: http.port: must be a whole number from 0 to 65535, is true"},
      {"a list",
       "[http]\nport = [1]\n",
       "guanxi.toml:2: http.port: must be a whole number from 0 to 65535, is [ 1 ]"},
      {"a number for text", "data = 5\n", "guanxi.toml:1: data: must be text, is 5"},
      {"not one of the words",
       "[log]\nlevel = \"loud\"\n",
       "guanxi.toml:2: log.level: must be trace | debug | info | warn | error | off, is \"loud\""},
      {"no address",
       "[http]\naddress = \"localhost:80\"\n",
       "guanxi.toml:2: http.address: must be an IP address, is \"localhost:80\""},
      {"a control character",
       "data = \"a\\u001bb\"\n",
       "guanxi.toml:1: data: must be not empty, is \"?\""},
      {"a value where a section belongs",
       "http = 3\n",
       "guanxi.toml:1: http: must be a section: [http]"},
      {"settings that contradict each other",
       "[sqlite]\ncheckpoint_bytes = 4194304\nwal_reset_bytes = 2097152\n",
       "guanxi.toml:3: sqlite.wal_reset_bytes: must not be less than sqlite.checkpoint_bytes"},
  };
  for (const Row& row : rows) EXPECT_EQ(problem_of(row.toml), row.says) << row.reason;
}

TEST_F(ConfigTest, WhatIsNoTomlIsRefusedWithItsLine) {
  EXPECT_EQ(problem_of("[http]\nport = = 3\n").find("guanxi.toml:2: is not valid TOML: "), 0u);
  EXPECT_EQ(
      problem_of("[http]\nport = 3\nport = 4\n").find("guanxi.toml:3: is not valid TOML: "), 0u
  );
  EXPECT_EQ(problem_of("data = \"\xff\"\n").find("guanxi.toml:1: is not valid TOML: "), 0u);
}

TEST_F(ConfigTest, AllProblemsAreToldAtOnceAndTheGoodValuesStand) {
  const Loaded loaded = load_toml("[http]\nport = 99999\nworkers = 5\n[log]\nlevle = \"info\"\n");
  ASSERT_EQ(loaded.problems.size(), 2u);
  EXPECT_EQ(loaded.problems[0].key, "http.port");
  EXPECT_EQ(loaded.problems[1].key, "log.levle");
  EXPECT_EQ(loaded.config.http.port, 8080);
  EXPECT_EQ(loaded.config.http.workers, 5);
  EXPECT_EQ(
      loaded.problems[1].text(Language::zh_cn),
      path_.string() + ":5: log.levle: 没有这个设置;是否指 log.level?"
  );
}

TEST_F(ConfigTest, EnvironmentAndFlagsAreCheckedAlike) {
  const Loaded loaded = load(
      {.environment =
           {{"GUANXI_HTTP_PROT", "1"},
            {"GUANXI_HTTP_PORT", "80x"},
            {"GUANXI_DATA_DIR", "belongs to others"},
            {"GUANXI_KEY", "likewise"}},
       .flags = {{"http.port", ""}, {"log.levels", "info"}}}
  );
  std::vector<std::string> said;
  for (const Problem& problem : loaded.problems) said.push_back(problem.text(Language::en));
  EXPECT_EQ(
      said,
      (std::vector<std::string>{
          "GUANXI_HTTP_PROT: there is no such setting; did you mean GUANXI_HTTP_PORT?",
          "GUANXI_HTTP_PORT: http.port: must be a whole number from 0 to 65535, is \"80x\"",
          "--set http.port: must be a whole number from 0 to 65535, is \"\"",
          "--set log.levels: there is no such setting; did you mean log.level?"})
  );
}

TEST_F(ConfigTest, TlsNeedsTheCertificateAndTheKey) {
  const struct {
    const char* reason;
    const char* toml;
    const char* key;
    const char* en;
    const char* zh;
  } rows[] = {
      {"a certificate alone",
       "[http]\ntls_certificate = \"chain.pem\"\n",
       "http.tls_key",
       "is not set although http.tls_certificate is; TLS needs both, plain HTTP neither",
       "未设置,但设置了 http.tls_certificate;TLS 需要两者,不用 TLS 则两者都不设"},
      {"a key alone",
       "[http]\ntls_key = \"key.pem\"\n",
       "http.tls_certificate",
       "is not set although http.tls_key is; TLS needs both, plain HTTP neither",
       "未设置,但设置了 http.tls_key;TLS 需要两者,不用 TLS 则两者都不设"},
  };
  for (const auto& row : rows) {
    const Loaded loaded = load_toml(row.toml);
    ASSERT_EQ(loaded.problems.size(), 1u) << row.reason;
    EXPECT_EQ(loaded.problems[0].key, row.key) << row.reason;
    EXPECT_EQ(loaded.problems[0].en, row.en) << row.reason;
    EXPECT_EQ(loaded.problems[0].zh, row.zh) << row.reason;
  }
  EXPECT_TRUE(load_toml("[http]\ntls_certificate = \"a\"\ntls_key = \"b\"\n").problems.empty());
  EXPECT_TRUE(load_toml("[http]\ntls_certificate = \"\"\ntls_key = \"\"\n").problems.empty());
}

TEST_F(ConfigTest, AFileThatMustBeThereIsMissed) {
  EXPECT_TRUE(load({.file = path_}).problems.empty());
  const Loaded loaded = load({.file = path_, .file_required = true});
  ASSERT_EQ(loaded.problems.size(), 1u);
  EXPECT_EQ(loaded.problems[0].text(Language::en), path_.string() + ": there is no such file");
  const Loaded directory = load({.file = dir_, .file_required = true});
  ASSERT_EQ(directory.problems.size(), 1u);
}

TEST_F(ConfigTest, TheSampleNamesEverySettingAndChangesNothing) {
  for (const Language language : {Language::zh_cn, Language::en}) {
    std::string sample = sample_file(language);
    EXPECT_TRUE(load_toml(sample).problems.empty());
    // With the comment signs gone, it is a file with every setting at its default.
    std::string active;
    std::istringstream lines(sample);
    for (std::string line; std::getline(lines, line);) {
      active += (line.starts_with('#') && !line.starts_with("# ") ? line.substr(1) : line) + "\n";
    }
    const Loaded loaded = load_toml(active);
    EXPECT_TRUE(loaded.problems.empty()) << loaded.problems[0].text(Language::en);
    for (const View& view : loaded.views) {
      EXPECT_EQ(view.source, Source::file) << view.key;
      EXPECT_EQ(view.value, view.default_value) << view.key;
    }
  }
}

TEST_F(ConfigTest, DescribeShowsValueSourceAndHelp) {
  const Loaded loaded = load({.flags = {{"http.port", "9090"}}});
  const std::string english = describe(loaded, Language::en);
  EXPECT_NE(english.find("--set http.port, default 8080"), std::string::npos) << english;
  EXPECT_NE(english.find("GUANXI_HTTP_PORT"), std::string::npos);
  EXPECT_NE(describe(loaded, Language::zh_cn).find("监听端口"), std::string::npos);
}

TEST(SettingsTable, EverySettingIsCompleteAndItsDefaultIsAllowed) {
  std::set<std::string> names;
  for (const Setting& setting : settings()) {
    EXPECT_TRUE(names.insert(setting.environment()).second) << setting.key;
    EXPECT_NE(std::string(setting.zh), "") << setting.key;
    EXPECT_NE(std::string(setting.en), "") << setting.key;
    EXPECT_TRUE(is_valid_utf8(setting.zh));
    Config config;
    const Slot slot = setting.slot(config);
    if (int* const* number = std::get_if<int*>(&slot)) {
      EXPECT_GE(setting.min, std::numeric_limits<int>::min()) << setting.key;
      EXPECT_LE(setting.max, std::numeric_limits<int>::max()) << setting.key;
      EXPECT_FALSE(setting.set(config, std::int64_t{**number}).has_value()) << setting.key;
      EXPECT_TRUE(setting.set(config, setting.max + 1).has_value()) << setting.key;
    } else if (std::int64_t* const* wide = std::get_if<std::int64_t*>(&slot)) {
      EXPECT_FALSE(setting.set(config, **wide).has_value()) << setting.key;
    } else {
      EXPECT_FALSE(setting.set(config, *std::get<std::string*>(slot)).has_value()) << setting.key;
    }
  }
}

TEST(Flags, SplitAtTheFirstEqualsSign) {
  EXPECT_EQ(split_flag("a=b=c"), std::pair(std::string("a"), std::string("b=c")));
  EXPECT_EQ(split_flag("a="), std::pair(std::string("a"), std::string()));
  EXPECT_EQ(split_flag("a"), std::nullopt);
  EXPECT_EQ(split_flag("=a"), std::nullopt);
}

}  // namespace
}  // namespace guanxi::config
