// Lets the checkpointer stop the writer between two groups. The writer has no chance to slip
// through a closed gate, which an ordinary mutex would give it.
#pragma once

#include <condition_variable>
#include <mutex>

namespace guanxi::sql::sqlite {

class Gate {
 public:
  /// The writer, around each group.
  void enter() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !closed_; });
    inside_ = true;
  }
  void leave() {
    const std::lock_guard lock(mutex_);
    inside_ = false;
    if (closed_) changed_.notify_all();
  }
  /// The checkpointer. Returns once the writer is outside.
  void close() {
    std::unique_lock lock(mutex_);
    closed_ = true;
    changed_.wait(lock, [&] { return !inside_; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    closed_ = false;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool inside_ = false;
  bool closed_ = false;
};

}  // namespace guanxi::sql::sqlite
