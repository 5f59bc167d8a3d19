// Moves the write-ahead log into the database file in the background, so that no commit waits for
// it, and keeps the log bounded.
//
// PASSIVE copies what no snapshot needs, beside the running writer; then we flush the database file
// ourselves through SQLite's own file handle (opening and closing the file would drop SQLite's
// locks). Otherwise all that was copied would be flushed at once, at the moment the log starts
// over, with the writer waiting. When the log is long, we catch up until little is left, close the
// gate between two groups and let the log start over; not while an old snapshot lives, as that
// would only make the writer wait for nothing.
//
// It alone writes the database file, so it is also where a copy of the file comes from: see
// mirroring_vfs.h, copy_lock.h and file_copy.cpp.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

#include "platform/sql/health.h"
#include "platform/sql/sqlite/connection.h"
#include "platform/sql/sqlite/copy_lock.h"
#include "platform/sql/sqlite/gate.h"
#include "platform/sql/sqlite/readers.h"

namespace guanxi::sql::sqlite {

class Checkpointer {
 public:
  struct Settings {
    std::int64_t checkpoint_bytes = 0;
    std::int64_t wal_reset_bytes = 0;
    int reset_lag_frames_max = 0;
    int reset_wait_ms_max = 0;
  };
  Checkpointer(
      const ConnectionSettings& connection,
      const Settings& settings,
      const Readers& readers,
      Gate& gate,
      Health& health
  );
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  /// The writer tells after each commit how many frames the log has now.
  void log_grew(int frames);
  std::int64_t log_bytes() const;
  Connection& connection() { return connection_; }

  /// Runs a checkpoint of somebody else's, unless another program copies the file: it must not be
  /// written then. Not from the writer's thread.
  void in_turn(const std::function<void()>& checkpoint);

  /// Keeps other programs from writing the database file until end_copy(). False: it is being
  /// copied already.
  bool begin_copy();
  void end_copy();
  /// Moves the whole log into the file while the writer pauses, and runs `at_rest` before it goes
  /// on. False: not now, as an old snapshot needs the log or the writer is too fast. Any thread.
  bool come_to_rest(const std::function<void()>& at_rest);

 private:
  void loop();
  void work();
  void pause();
  bool rest(const std::function<void()>& at_rest);
  bool wait_for_work();
  bool copy(bool flush);  // false: it failed
  bool catch_up();
  /// 1; more the longer the log is beyond where it should have started over.
  int boldness() const;
  bool is_far_too_long() const;
  bool has_old_snapshot() const;
  void start_over();
  bool failed(const char* what, int result);
  std::int64_t lag() const;

  Connection connection_;
  Settings settings_;
  const Readers& readers_;
  Gate& gate_;
  Health& health_;
  sqlite3_file* file_ = nullptr;  // the database file as SQLite has it open
  std::int64_t frame_bytes_ = 0;
  std::int64_t frames_per_copy_ = 0;
  std::int64_t frames_to_reset_ = 0;
  std::int64_t reset_retry_frames_ =
      0;  // after a reset that failed, wait until the log is that long

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::int64_t log_frames_ = 0;     // in the log now
  std::int64_t copied_frames_ = 0;  // of those, already in the database file
  std::int64_t looked_at_ = 0;      // log_frames_ when we copied last
  bool stopping_ = false;
  const std::function<void()>* at_rest_ = nullptr;  // wanted by come_to_rest()
  bool rested_ = false;                             // what came of it
  std::condition_variable answered_;

  std::mutex round_;      // held while this thread works
  CopyLock turn_;         // shared with the checkpointers of other programs
  CopyLock copy_;         // ours alone while we copy
  bool copying_ = false;  // under round_
  std::atomic<bool> copy_begun_{false};
  std::thread thread_;
};

}  // namespace guanxi::sql::sqlite
