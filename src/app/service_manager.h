// What the program tells the service manager that started it (systemd, Type=notify): ready, status,
// reloading, stopping, alive. Without one – a terminal, a container – nothing is sent. For serve.
//
// The protocol is a datagram to the socket that NOTIFY_SOCKET names (sd_notify(3)), thirty lines of
// our own: libsystemd would add its dependencies to a program that needs nothing beside it.
//
// Threads: immutable; any thread may call.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace guanxi::app {

class ServiceManager {
 public:
  /// What the environment names: NOTIFY_SOCKET, and WATCHDOG_USEC where WATCHDOG_PID is this
  /// process or absent.
  static ServiceManager from_environment();
  /// `socket`: a path, or "@name" in the abstract namespace; empty: nobody listens.
  explicit ServiceManager(
      std::string socket, std::optional<std::chrono::microseconds> watchdog = std::nullopt
  )
      : socket_(std::move(socket)), watchdog_(watchdog) {}

  /// Within this time alive() must come again and again, or we are killed and started anew;
  /// nullopt: nobody waits for it.
  std::optional<std::chrono::microseconds> watchdog() const { return watchdog_; }

  void ready(std::string_view status) const;
  void status(std::string_view text) const;
  void reloading() const;  // ready() follows
  void stopping(std::string_view status) const;
  void alive() const;

  /// Sends one datagram as it is. False if it did not arrive; nothing depends on it.
  bool send(std::string_view message) const;

 private:
  std::string socket_;
  std::optional<std::chrono::microseconds> watchdog_;
};

}  // namespace guanxi::app
