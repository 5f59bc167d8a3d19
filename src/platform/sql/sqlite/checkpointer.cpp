#include "platform/sql/sqlite/checkpointer.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>

#include "platform/sql/sqlite/page_sums.h"

namespace guanxi::sql::sqlite {
namespace {

constexpr int catch_up_rounds_max = 8;
constexpr int lock_failures_max = 600;  // a minute; then the log would grow unseen
constexpr auto foreign_checkpoint_max = std::chrono::minutes(5);
constexpr auto idle_period = std::chrono::seconds(1);

}  // namespace

Checkpointer::Checkpointer(
    const ConnectionSettings& connection,
    const Settings& settings,
    const Readers& readers,
    Gate& gate,
    Health& health
)
    : connection_(connection),
      settings_(settings),
      readers_(readers),
      gate_(gate),
      health_(health),
      turn_(connection.file),
      copy_(connection.file) {
  frame_bytes_ = connection_.number_of("PRAGMA page_size") + 24;
  frames_per_copy_ = std::max<std::int64_t>(1, settings_.checkpoint_bytes / frame_bytes_);
  frames_to_reset_ = std::max<std::int64_t>(1, settings_.wal_reset_bytes / frame_bytes_);
  const int result =
      sqlite3_file_control(connection_.handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file_);
  GX_CHECK(result == SQLITE_OK && file_ != nullptr && file_->pMethods != nullptr);
  thread_ = std::thread([this] { loop(); });
  pthread_setname_np(thread_.native_handle(), "store-copier");
}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Checkpointer::log_grew(int frames) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (frames < log_frames_) {  // all was copied and nobody read: SQLite started over by itself
      health_.wal_resets.fetch_add(1);
      copied_frames_ = 0;
      looked_at_ = 0;
    }
    wake = log_frames_ == copied_frames_ || frames - looked_at_ >= frames_per_copy_;
    log_frames_ = frames;
  }
  if (wake) wake_.notify_one();
}

std::int64_t Checkpointer::log_bytes() const {
  const std::lock_guard lock(mutex_);
  return log_frames_ * frame_bytes_;
}

std::int64_t Checkpointer::lag() const {
  const std::lock_guard lock(mutex_);
  return log_frames_ - copied_frames_;
}

/// Returns when enough of the log is new, or some of it has been lying for a while; false at the
/// end.
bool Checkpointer::wait_for_work() {
  std::unique_lock lock(mutex_);
  const auto wanted = [&] { return stopping_ || at_rest_ != nullptr; };
  wake_.wait(lock, [&] { return wanted() || log_frames_ != copied_frames_; });
  wake_.wait_for(lock, idle_period, [&] {
    return wanted() || log_frames_ - looked_at_ >= frames_per_copy_;
  });
  return !stopping_;
}

void Checkpointer::loop() {
  for (int failures = 0; wait_for_work();) {
    const std::lock_guard round(round_);
    try {
      if (copying_) {
        work();
      } else if (turn_.share()) {
        work();
        turn_.release();
      } else {  // another program copies the file; it moves the log itself, or we do when it is
                // done
        pause();
      }
      failures = 0;
    } catch (const StorageFault& fault) {  // a file system of the network may come back
      if (++failures >= lock_failures_max) health_.halt(fault.what());
      pause();
    }
  }
}

void Checkpointer::pause() {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, std::chrono::milliseconds(100), [&] { return stopping_; });
}

void Checkpointer::work() {
  const std::function<void()>* at_rest = nullptr;
  {
    const std::lock_guard lock(mutex_);
    at_rest = at_rest_;
  }
  // A failed flush leaves open what the disk holds; the log is the only good copy then.
  const bool copied = !health_.halted() && copy(/*flush=*/true);
  bool is_long = false;
  bool rested = false;
  {
    const std::lock_guard lock(mutex_);
    if (log_frames_ < reset_retry_frames_ / 2) reset_retry_frames_ = 0;  // it has started over
    is_long = log_frames_ >= std::max(frames_to_reset_, reset_retry_frames_);
  }
  if (copied && at_rest != nullptr) rested = rest(*at_rest);
  if (copied && is_long) start_over();
  if (at_rest == nullptr) return;
  {
    const std::lock_guard lock(mutex_);
    at_rest_ = nullptr;
    rested_ = rested;
  }
  answered_.notify_all();
}

void Checkpointer::in_turn(const std::function<void()>& checkpoint) {
  const std::lock_guard round(round_);
  if (!turn_.share()) return;
  try {
    checkpoint();
  } catch (...) {
    turn_.release();
    throw;
  }
  turn_.release();
}

bool Checkpointer::begin_copy() {
  if (copy_begun_.exchange(true)) return false;
  try {
    const auto until = std::chrono::steady_clock::now() + foreign_checkpoint_max;
    const bool ours = copy_.exclude([&] {
      if (std::chrono::steady_clock::now() < until) return;
      throw StorageFault(
          StorageFault::Kind::busy, "another program moves its log into the file without an end"
      );
    });
    if (!ours) {
      copy_begun_.store(false);
      return false;
    }
  } catch (...) {
    copy_begun_.store(false);
    throw;
  }
  const std::lock_guard round(round_);
  copying_ = true;
  return true;
}

void Checkpointer::end_copy() {
  const std::lock_guard round(round_);
  copying_ = false;
  copy_.release();
  copy_begun_.store(false);
}

bool Checkpointer::come_to_rest(const std::function<void()>& at_rest) {
  std::unique_lock lock(mutex_);
  at_rest_ = &at_rest;
  wake_.notify_one();
  answered_.wait(lock, [&] { return at_rest_ == nullptr; });
  return rested_;
}

bool Checkpointer::rest(const std::function<void()>& at_rest) {
  if (has_old_snapshot() || !catch_up() || has_old_snapshot()) return false;
  sqlite3_busy_timeout(connection_.handle(), settings_.reset_wait_ms_max);
  gate_.close();
  int in_log = 0;
  int copied = 0;
  const int result = sqlite3_wal_checkpoint_v2(
      connection_.handle(), "main", SQLITE_CHECKPOINT_FULL, &in_log, &copied
  );
  const bool whole = result == SQLITE_OK && in_log == copied;
  if (whole) at_rest();
  gate_.open();
  if (result != SQLITE_OK) return failed("moving the whole log", result);
  const std::lock_guard lock(mutex_);
  copied_frames_ = copied <= log_frames_ ? copied : 0;
  return whole;
}

bool Checkpointer::copy(bool flush) {
  int in_log = 0;
  int copied = 0;
  {
    const std::lock_guard lock(mutex_);
    looked_at_ = log_frames_;
  }
  int result = sqlite3_wal_checkpoint_v2(
      connection_.handle(), "main", SQLITE_CHECKPOINT_PASSIVE, &in_log, &copied
  );
  if (result != SQLITE_OK) return failed("checkpoint", result);
  if (flush) {
    result = file_->pMethods->xSync(file_, SQLITE_SYNC_NORMAL);
    if (result != SQLITE_OK) return failed("flushing the database file", result);
  }
  health_.checkpoints.fetch_add(1, std::memory_order_relaxed);
  const std::lock_guard lock(mutex_);
  // If the log is shorter by now, it has started over since and nothing of it is copied.
  copied_frames_ = copied <= log_frames_ ? copied : 0;
  return true;
}

bool Checkpointer::failed(const char* what, int result) {
  const StorageFault::Kind kind = fault_kind(result);
  // A full disk or another program's checkpoint may pass; the log simply stays as it is.
  if (kind != StorageFault::Kind::full && kind != StorageFault::Kind::busy) {
    const std::string found = take_page_damage();
    health_.halt(
        std::string(what) + " failed: " + (found.empty() ? sqlite3_errstr(result) : found)
    );
  }
  return false;
}

int Checkpointer::boldness() const {
  const std::lock_guard lock(mutex_);
  if (log_frames_ >= 6 * frames_to_reset_) return 100;
  return log_frames_ >= 2 * frames_to_reset_ ? 10 : 1;
}

bool Checkpointer::is_far_too_long() const { return boldness() > 1; }

/// Copies until little is left. False: the writer outruns us, or a snapshot holds us up.
bool Checkpointer::catch_up() {
  for (int round = 0; lag() >= settings_.reset_lag_frames_max; ++round) {
    const std::int64_t before = lag();
    // Then the bound matters more than the writer's pause.
    if (round >= catch_up_rounds_max) return is_far_too_long();
    // Little is left for the last flush, which belongs to the reset; flushing it here would give
    // the writer time to add as much again.
    if (!copy(/*flush=*/before >= 4 * settings_.reset_lag_frames_max)) return false;
    if (lag() > before + frames_per_copy_) return is_far_too_long();
  }
  return true;
}

/// A snapshot that has been open for long will stay: trying would only make the writer wait. One
/// that merely waits for a processor looks the same for a while, so be bolder with a longer log.
bool Checkpointer::has_old_snapshot() const {
  return readers_.has_older_than(std::chrono::milliseconds(boldness() * settings_.reset_wait_ms_max)
  );
}

void Checkpointer::start_over() {
  int result = SQLITE_BUSY;
  if (!has_old_snapshot() && catch_up() && !has_old_snapshot()) {
    // Where threads wait long for a processor, so do snapshots: the bound is worth a pause then.
    const int patience = boldness() == 100 ? 25 : 1;
    sqlite3_busy_timeout(connection_.handle(), patience * settings_.reset_wait_ms_max);
    gate_.close();
    result = sqlite3_wal_checkpoint_v2(
        connection_.handle(), "main", SQLITE_CHECKPOINT_RESTART, nullptr, nullptr
    );
    if (result == SQLITE_OK) {
      const std::lock_guard lock(mutex_);
      log_frames_ = copied_frames_ = looked_at_ = reset_retry_frames_ = 0;
    }
    gate_.open();
  }
  if (result == SQLITE_OK) {
    health_.wal_resets.fetch_add(1);
    return;
  }
  failed("starting the log over", result);
  const std::lock_guard lock(mutex_);
  reset_retry_frames_ = log_frames_ + frames_to_reset_ / 16;
}

}  // namespace guanxi::sql::sqlite
