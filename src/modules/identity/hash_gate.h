// Hashing a password costs a processor and 64 MiB for a tenth of a second. So many at once and no
// more, so that people who sign in, or somebody who tries passwords, cannot take the till's time;
// beyond those that may wait the answer is `overloaded`. Private to the module; any thread.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <type_traits>

#include "base/result.h"

namespace guanxi::identity {

class HashGate {
 public:
  HashGate(int at_once_max, int waiting_max)
      : at_once_max_(at_once_max), waiting_max_(waiting_max) {}

  struct Leave {
    void operator()(HashGate* gate) const { gate->leave(); }
  };
  /// Within the gate as long as it lives. Nobody asks for a second one meanwhile.
  using Place = std::unique_ptr<HashGate, Leave>;
  /// Errors: overloaded.
  Result<Place> enter() {
    std::unique_lock lock(mutex_);
    if (running_ >= at_once_max_) {
      if (waiting_ >= waiting_max_) return ErrorCode::overloaded;
      ++waiting_;
      free_.wait(lock, [this] { return running_ < at_once_max_; });
      --waiting_;
    }
    ++running_;
    return Place(this);
  }
  /// `work()` within the gate. Errors: overloaded.
  template <class Work>
  Result<std::invoke_result_t<Work>> run(Work&& work) {
    GX_TRY(place, enter());
    return work();
  }

 private:
  void leave() {
    {
      const std::lock_guard lock(mutex_);
      --running_;
    }
    free_.notify_one();
  }

  const int at_once_max_, waiting_max_;
  std::mutex mutex_;
  std::condition_variable free_;
  int running_ = 0, waiting_ = 0;
};

}  // namespace guanxi::identity
