#include "app/service_manager.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <future>

#include "app/reloads.h"
#include "app/watchdog.h"
#include "platform/log/log.h"
#include "platform/sql/testing.h"

namespace guanxi::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

/// What systemd listens on.
class Manager {
 public:
  explicit Manager(const std::string& name) : fd_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path, name.size());
    if (name.front() == '@') address.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    bound_ = ::bind(fd_, reinterpret_cast<const sockaddr*>(&address), length) == 0;
  }
  ~Manager() { ::close(fd_); }
  bool bound() const { return bound_; }
  std::string heard() {
    char text[512];
    const ssize_t size = ::recv(fd_, text, sizeof text, MSG_DONTWAIT);
    return size < 0 ? std::string("nothing") : std::string(text, static_cast<std::size_t>(size));
  }

 private:
  int fd_;
  bool bound_ = false;
};

TEST(ServiceManager, hears_on_a_path_and_on_an_abstract_name) {
  const sql::TempDirectory folder;
  const std::string path = (folder.path() / "notify").string();
  const std::string name = "@guanxi-test-" + std::to_string(getpid());
  for (const std::string& socket : {path, name}) {
    Manager manager(socket);
    ASSERT_TRUE(manager.bound()) << socket;
    const ServiceManager service(socket);
    service.ready("serving on http://127.0.0.1:8080");
    EXPECT_EQ(manager.heard(), "READY=1\nSTATUS=serving on http://127.0.0.1:8080");
    service.status("halted:\nREADY=1");
    EXPECT_EQ(manager.heard(), "STATUS=halted: READY=1") << "one line: no variable can be forged";
    service.reloading();
    EXPECT_THAT(manager.heard(), MatchesRegex("RELOADING=1\nMONOTONIC_USEC=[0-9]+"));
    service.stopping("draining");
    EXPECT_EQ(manager.heard(), "STOPPING=1\nSTATUS=draining");
    service.alive();
    EXPECT_EQ(manager.heard(), "WATCHDOG=1");
    EXPECT_EQ(manager.heard(), "nothing");
  }
}

TEST(ServiceManager, that_does_not_listen_harms_nobody) {
  const sql::TempDirectory folder;
  for (const std::string& socket :
       {std::string(),
        std::string("@"),
        std::string("relative/path"),
        (folder.path() / "nobody").string(),
        "/" + std::string(200, 'x')}) {
    EXPECT_FALSE(ServiceManager(socket).send("READY=1")) << socket;
  }
}

TEST(ServiceManager, tells_a_watchdog_only_to_the_process_it_means) {
  const struct {
    const char* reason;
    std::string micros, pid;
    std::optional<std::int64_t> expected;
  } rows[] = {
      {"none wanted", "", "", std::nullopt},
      {"wanted of anybody", "30000000", "", 30'000'000},
      {"wanted of us", "30000000", std::to_string(getpid()), 30'000'000},
      {"wanted of our parent", "30000000", std::to_string(getppid()), std::nullopt},
      {"no number", "soon", "", std::nullopt},
      {"zero", "0", "", std::nullopt},
      {"negative", "-1", "", std::nullopt}};
  for (const auto& row : rows) {
    row.micros.empty() ? ::unsetenv("WATCHDOG_USEC")
                       : ::setenv("WATCHDOG_USEC", row.micros.c_str(), 1);
    row.pid.empty() ? ::unsetenv("WATCHDOG_PID") : ::setenv("WATCHDOG_PID", row.pid.c_str(), 1);
    const auto watchdog = ServiceManager::from_environment().watchdog();
    const auto micros = watchdog ? std::optional<std::int64_t>(watchdog->count()) : std::nullopt;
    EXPECT_EQ(micros, row.expected) << row.reason;
  }
  ::unsetenv("WATCHDOG_USEC");
  ::unsetenv("WATCHDOG_PID");
}

TEST(Watchdog, speaks_as_long_as_the_program_works) {
  std::atomic<bool> works{true};
  std::atomic<int> asked{0}, alive{0};
  {
    const Watchdog watchdog(
        std::chrono::microseconds(50),
        [&] {
          ++asked;
          return works.load();
        },
        [&] { ++alive; }
    );
    while (alive < 3) std::this_thread::yield();
    works = false;
    const int asked_before = asked + 1;  // one may have been under way
    while (asked < asked_before) std::this_thread::yield();
    const int said = alive;
    while (asked < asked_before + 3) std::this_thread::yield();
    EXPECT_EQ(alive, said) << "asked three times, never well";
    works = true;
    while (alive == said) std::this_thread::yield();
  }
}

TEST(Watchdog, is_silent_while_the_program_hangs) {
  std::promise<void> asked, end;
  std::atomic<int> alive{0};
  {
    const Watchdog watchdog(
        std::chrono::microseconds(1),
        [&, first = true]() mutable {
          if (!std::exchange(first, false)) return false;
          asked.set_value();
          end.get_future().wait();
          return false;
        },
        [&] { ++alive; }
    );
    asked.get_future().wait();
    EXPECT_EQ(alive, 0);
    end.set_value();
  }
  EXPECT_EQ(alive, 0);
}

TEST(Reloads, go_on_behind_one_that_fails) {
  Reloads reloads;
  std::vector<std::string> ran;
  reloads.add("first", [&](const config::Config& fresh) { ran.push_back(fresh.log.level); });
  reloads.add("certificate", [](const config::Config&) {
    throw std::runtime_error("the certificate is of another key");
  });
  reloads.add("last", [&](const config::Config&) { ran.emplace_back("last"); });
  config::Config fresh;
  fresh.log.level = "debug";
  const log::Capture capture;
  EXPECT_EQ(reloads.run(fresh), 1);
  EXPECT_THAT(ran, ElementsAre("debug", "last"));
  ASSERT_EQ(capture.lines().size(), 1U);
  EXPECT_THAT(capture.lines().front(), HasSubstr("\"part\":\"certificate\""));
}

TEST(Reloads, name_what_waits_for_a_restart) {
  const auto loaded = [](std::vector<std::pair<std::string, std::string>> flags) {
    return config::load({.flags = std::move(flags)});
  };
  const auto before = loaded({});
  EXPECT_THAT(changed_until_restart(before, loaded({{"log.level", "debug"}})), ElementsAre());
  EXPECT_THAT(
      changed_until_restart(before, loaded({{"http.workers", "9"}, {"log.level", "warn"}})),
      ElementsAre("http.workers")
  );
}

}  // namespace
}  // namespace guanxi::app
