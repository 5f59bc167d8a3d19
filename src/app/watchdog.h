// Says again and again that the program works, as long as it does: whoever listens (systemd) ends
// and restarts a program that stands still. For serve.
//
// Threads: a thread of its own calls `works` and `alive`.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace guanxi::app {

class Watchdog {
 public:
  /// Every `every`: if `works()` answers true, `alive()`. A `works` that hangs is an answer, too.
  Watchdog(
      std::chrono::microseconds every, std::function<bool()> works, std::function<void()> alive
  );
  ~Watchdog();  // waits for a `works` that runs
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  void loop();

  std::chrono::microseconds every_;
  std::function<bool()> works_;
  std::function<void()> alive_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace guanxi::app
