#include "app/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdlib>

namespace guanxi::app {
namespace {

std::string_view variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

std::optional<std::int64_t> positive(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number <= 0) return std::nullopt;
  return number;
}

/// A line break would begin a variable of its own.
std::string status_line(std::string_view text) {
  std::string line = "STATUS=" + std::string(text);
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

}  // namespace

ServiceManager ServiceManager::from_environment() {
  std::optional<std::chrono::microseconds> watchdog;
  const std::string_view pid = variable("WATCHDOG_PID");
  if (pid.empty() || positive(pid) == std::int64_t{getpid()}) {
    if (const auto micros = positive(variable("WATCHDOG_USEC"))) watchdog.emplace(*micros);
  }
  return ServiceManager(std::string(variable("NOTIFY_SOCKET")), watchdog);
}

bool ServiceManager::send(std::string_view message) const {
  sockaddr_un address{};
  if (socket_.size() < 2 || socket_.size() >= sizeof address.sun_path) return false;
  if (socket_.front() != '/' && socket_.front() != '@') return false;
  address.sun_family = AF_UNIX;
  socket_.copy(address.sun_path, socket_.size());
  if (socket_.front() == '@') address.sun_path[0] = '\0';  // the abstract namespace
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  const auto length = offsetof(sockaddr_un, sun_path) + socket_.size();
  const ssize_t sent = ::sendto(
      fd,
      message.data(),
      message.size(),
      MSG_NOSIGNAL,
      reinterpret_cast<const sockaddr*>(&address),
      static_cast<socklen_t>(length)
  );
  ::close(fd);
  return sent == static_cast<ssize_t>(message.size());
}

void ServiceManager::ready(std::string_view status) const {
  send("READY=1\n" + status_line(status));
}

void ServiceManager::status(std::string_view text) const { send(status_line(text)); }

void ServiceManager::reloading() const {
  timespec now{};  // the manager compares it with the moment it asked
  clock_gettime(CLOCK_MONOTONIC, &now);
  const std::int64_t micros = std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000;
  send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(micros));
}

void ServiceManager::stopping(std::string_view status) const {
  send("STOPPING=1\n" + status_line(status));
}

void ServiceManager::alive() const { send("WATCHDOG=1"); }

}  // namespace guanxi::app
