// What SIGHUP does again while the program serves. Each part that can take something new without a
// restart – the log, the keys, certificates – adds its action in serve.cpp (add_reloads).
//
// Threads: add() comes before the first run(); both on one thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "platform/config/config.h"

namespace guanxi::app {

class Reloads {
 public:
  /// Gets the settings as they are now. Throws if it cannot: what was before stays in force.
  using Action = std::function<void(const config::Config&)>;
  void add(std::string name, Action action) {
    actions_.push_back({std::move(name), std::move(action)});
  }
  /// Runs every action in order; one that throws is logged (serve.reload_failed) and does not keep
  /// the others from running. Returns how many threw.
  int run(const config::Config& fresh) const;

 private:
  struct Named {
    std::string name;
    Action action;
  };
  std::vector<Named> actions_;
};

/// The settings that differ between the two and that no reload takes up: a restart does.
std::vector<std::string> changed_until_restart(
    const config::Loaded& before, const config::Loaded& after
);

}  // namespace guanxi::app
