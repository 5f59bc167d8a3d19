#include "platform/sql/sqlite/writer.h"

#include <pthread.h>

#include "platform/sql/sqlite/transaction.h"

namespace guanxi::sql::sqlite {

Writer::Writer(Connection& connection, const Settings& settings, Gate& gate, Health& health)
    : connection_(connection), settings_(settings), gate_(gate), health_(health) {
  group_.reserve(static_cast<std::size_t>(settings_.group_max));
  thread_ = std::thread([this] { loop(); });
  pthread_setname_np(thread_.native_handle(), "store-writer");
}

Writer::~Writer() {
  queue_.close();
  thread_.join();
}

void Writer::run(Job& job) {
  if (job.function != nullptr && health_.halted()) health_.refuse();
  if (health_.write_queue.fetch_add(1) >= settings_.write_queue_max) {
    health_.write_queue.fetch_sub(1);
    throw StorageFault(StorageFault::Kind::busy, "too many functions wait for the writer");
  }
  queue_.push_and_wait(job);
  if (job.error != nullptr) std::rethrow_exception(std::move(job.error));
}

void Writer::loop() {
  for (;;) {
    take_queued();
    if (taken_ == nullptr) {
      if (queue_.closed()) return;
      queue_.wait();
      continue;
    }
    gate_.enter();
    if (taken_->alone != nullptr) {
      Job& job = *taken_;
      taken_ = job.next;
      run_alone(job);
    } else {
      run_group();
    }
    gate_.leave();
    answer_group();
  }
}

void Writer::take_queued() {
  Job* const more = queue_.take();
  if (more == nullptr) return;
  if (taken_ == nullptr) {
    taken_ = more;
  } else {
    taken_last_->next = more;
  }
  taken_last_ = more;
  while (taken_last_->next != nullptr) taken_last_ = taken_last_->next;
}

/// Moves the oldest waiting function into the group; what arrived meanwhile may still join.
bool Writer::next_of_group() {
  if (group_.size() >= static_cast<std::size_t>(settings_.group_max)) return false;
  if (taken_ == nullptr) take_queued();
  if (taken_ == nullptr || taken_->alone != nullptr) return false;
  group_.push_back(taken_);
  taken_ = taken_->next;
  return true;
}

void Writer::run_alone(Job& job) {
  group_.push_back(&job);
  try {
    (*job.alone)(connection_);
  } catch (...) {
    job.error = std::current_exception();
  }
  connection_.roll_back();
  health_.write_queue.fetch_sub(1);
}

void Writer::run_group() {
  try {
    if (health_.halted()) health_.refuse();
    Group ended = run_in_one_transaction(/*savepoints=*/false);
    if (ended == Group::spoiled) {
      health_.batches_replayed.fetch_add(1);
      ended = run_in_one_transaction(/*savepoints=*/true);
    }
    if (ended == Group::transaction_ended) {
      health_.batches_replayed.fetch_add(1);
      for (Job* const job : group_) run_in_own_transaction(*job);
    }
  } catch (const StorageFault& fault) {
    connection_.roll_back();
    fail_group(fault.kind(), fault.what());
  } catch (const std::exception& fault) {
    connection_.roll_back();
    fail_group(StorageFault::Kind::other, fault.what());
  }
  health_.write_functions.fetch_add(group_.size(), std::memory_order_relaxed);
  health_.write_batches.fetch_add(1, std::memory_order_relaxed);
  health_.write_queue.fetch_sub(static_cast<std::int64_t>(group_.size()));
}

/// Throws StorageFault if none of the group's answers is valid.
Writer::Group Writer::run_in_one_transaction(bool savepoints) {
  connection_.control_or_throw(Control::begin_write);
  // The first time round functions may still join; a replay runs the same ones in the same order.
  for (std::size_t i = 0; i < group_.size() || (!savepoints && next_of_group()); ++i) {
    if (savepoints) connection_.control_or_throw(Control::save);
    const Ran ran = run_function(*group_[i]);
    halt_if_damaged();
    if (ran == Ran::transaction_ended) return Group::transaction_ended;
    if (ran == Ran::wrote_and_failed) {
      if (!savepoints) {
        connection_.roll_back();
        return Group::spoiled;
      }
      connection_.control_or_throw(Control::rollback_to);
    }
    if (savepoints) connection_.control_or_throw(Control::release);
  }
  commit();
  return Group::finished;
}

void Writer::run_in_own_transaction(Job& job) {
  try {
    if (health_.halted()) health_.refuse();
    connection_.control_or_throw(Control::begin_write);
    const Ran ran = run_function(job);
    halt_if_damaged();
    if (ran == Ran::fine) {
      commit();
    } else if (ran == Ran::wrote_and_failed) {
      connection_.roll_back();
    } else if (job.error == nullptr) {  // it swallowed the fault that ended its transaction
      throw StorageFault(connection_.last_fault(), "the transaction ended under a function");
    }
  } catch (const StorageFault& fault) {
    connection_.roll_back();
    job.error = std::make_exception_ptr(StorageFault(fault.kind(), fault.what()));
  }
}

Writer::Ran Writer::run_function(Job& job) {
  job.error = nullptr;
  bool accepted = false;
  const std::int64_t changes_before = connection_.total_changes();
  try {
    Transaction transaction(connection_);
    accepted = (*job.function)(transaction);
  } catch (...) {
    job.error = std::current_exception();
  }
  if (!connection_.in_transaction()) return Ran::transaction_ended;
  if (accepted || connection_.total_changes() == changes_before) return Ran::fine;
  return Ran::wrote_and_failed;
}

void Writer::commit() {
  if (health_.halted()) health_.refuse();  // stopped from within a function of this group
  const int result = connection_.control(Control::commit);
  if (result == SQLITE_OK) return;
  const std::string why = "COMMIT failed: " + connection_.message();
  const StorageFault::Kind kind = fault_kind(result);
  connection_.roll_back();
  // A full disk refuses a write before the commit frame is whole: nothing happened, and later it
  // may work. After anything else (a failed fsync!) nobody knows what the disk holds.
  if (kind != StorageFault::Kind::full && kind != StorageFault::Kind::busy) health_.halt(why);
  throw StorageFault(kind, why);
}

void Writer::halt_if_damaged() {
  if (!connection_.damaged()) return;
  const std::string why = "the store is damaged: " + connection_.message();
  health_.halt(why);
  throw StorageFault(StorageFault::Kind::corrupt, why);
}

void Writer::fail_group(StorageFault::Kind kind, const std::string& why) {
  // Whoever waits already would only meet the same fault (and, at a foreign lock, the same wait).
  if (group_.empty()) {
    while (next_of_group()) {
    }
  }
  // One exception each: callers rethrow theirs at the same time.
  for (Job* const job : group_) job->error = std::make_exception_ptr(StorageFault(kind, why));
}

void Writer::answer_group() {
  queue_.answer(group_);
  group_.clear();
}

}  // namespace guanxi::sql::sqlite
