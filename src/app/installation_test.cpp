#include "app/installation.h"

#include <gtest/gtest.h>

#include "app/application.h"
#include "platform/sql/testing.h"

namespace guanxi::app {
namespace {

struct InstallationTest : ::testing::Test {
  sql::TempDirectory directory;
  SystemClock clock;
  config::Config config;

  InstallationTest() {
    config.data = (directory.path() / "data").string();
    ::unsetenv("GUANXI_KEY");
  }
};

TEST_F(InstallationTest, one_server_at_a_time) {
  std::optional<ServeLock> first(std::in_place, config.data);
  EXPECT_THROW(ServeLock(config.data), StartFailure);
  first.reset();
  EXPECT_NO_THROW(ServeLock(config.data));
}

TEST_F(InstallationTest, a_mistyped_directory_is_no_store) {
  EXPECT_THROW(require_store(config), StartFailure);
  EXPECT_FALSE(std::filesystem::exists(config.data));
  { Application made(config, clock); }
  EXPECT_NO_THROW(require_store(config));
  { Application read(config, clock, Schema::as_is); }
}

TEST_F(InstallationTest, a_store_without_its_key_gets_no_other) {
  { Application made(config, clock); }
  const std::filesystem::path key = std::filesystem::path(config.data) / "guanxi.key";
  const std::filesystem::path aside = directory.path() / "aside.key";
  std::filesystem::rename(key, aside);
  for (const char* given : {static_cast<const char*>(nullptr), ""}) {
    given == nullptr ? ::unsetenv("GUANXI_KEY") : ::setenv("GUANXI_KEY", given, 1);
    EXPECT_THROW(Application(config, clock), StartFailure);
    EXPECT_FALSE(std::filesystem::exists(key)) << "a second key would only add to the confusion";
  }
  ::unsetenv("GUANXI_KEY");
  std::filesystem::rename(aside, key);
  EXPECT_NO_THROW(Application(config, clock));
}

}  // namespace
}  // namespace guanxi::app
