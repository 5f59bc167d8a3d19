// The one thread that writes: runs queued functions back to back and commits them together.
//
// A function that refuses has written nothing yet, so it costs nothing. One that fails after it
// wrote spoils the group: everything is rolled back and run again with a savepoint around each. If
// even the transaction ended (a full disk, OR ROLLBACK), nothing of the group is valid, and each
// function runs again in a transaction of its own. Callers wake after the commit, and no answer
// leaves before it. A COMMIT that fails for another reason than a full disk leaves open what is on
// the disk: nobody gets an answer, and the writer halts.
#pragma once

#include <thread>
#include <vector>

#include "platform/sql/health.h"
#include "platform/sql/sqlite/connection.h"
#include "platform/sql/sqlite/gate.h"
#include "platform/sql/sqlite/job_queue.h"

namespace guanxi::sql::sqlite {

class Writer {
 public:
  struct Settings {
    int group_max = 256;
    int write_queue_max = 4096;
  };
  Writer(Connection& connection, const Settings& settings, Gate& gate, Health& health);
  ~Writer();  // runs what is queued, then ends
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Blocks until `job` is done; throws what it threw. Any thread but the writer's own.
  void run(Job& job);

 private:
  enum class Ran { fine, wrote_and_failed, transaction_ended };
  enum class Group { finished, spoiled, transaction_ended };

  void loop();
  void run_alone(Job& job);
  void run_group();
  Group run_in_one_transaction(bool savepoints);
  void run_in_own_transaction(Job& job);
  Ran run_function(Job& job);
  void commit();
  void halt_if_damaged();
  void take_queued();
  bool next_of_group();
  void fail_group(StorageFault::Kind kind, const std::string& why);
  void answer_group();

  Connection& connection_;
  Settings settings_;
  Gate& gate_;
  Health& health_;
  JobQueue queue_;
  Job* taken_ = nullptr;  // taken from the queue, not yet in a group; oldest first
  Job* taken_last_ = nullptr;
  std::vector<Job*> group_;
  std::thread thread_;
};

}  // namespace guanxi::sql::sqlite
