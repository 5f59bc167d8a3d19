// Functions that run together. Their statements are short, and what a short statement costs is
// mostly its own journey; so those of many functions travel as one, see merge.h.
//
// Writes: a guarded function runs first on paper: its INSERTs and UPDATEs are noted, each taken to
// change exactly one row, as they do when no guard fails. The notes of many functions are sent in
// one transaction; if each statement changed as many rows as it stands for, all is as the functions
// believed, and one COMMIT makes it durable. If not, the transaction is rolled back and halves of
// the group are tried until the function that was wrong stands alone; that one runs again by
// itself, with real answers. A function that reads does so at once.
//
// Reads: the statement a function waits for is sent together with what others ask meanwhile. Each
// sees what was committed when it ran.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "platform/sql/health.h"
#include "platform/sql/postgres/answers.h"
#include "platform/sql/postgres/pool.h"

namespace guanxi::sql::postgres {

/// A queue from many threads to a few; each takes what is there, up to a number.
template <class Job>
class Waiting {
 public:
  void push(Job& job) {
    {
      const std::lock_guard lock(mutex_);
      bells.enlist(job);
      jobs_.push_back(&job);
    }
    pushed_.notify_one();
  }
  /// Waits for the first; empty once closed.
  std::vector<Job*> take(std::size_t max) {
    std::unique_lock lock(mutex_);
    pushed_.wait(lock, [&] { return closed_ || !jobs_.empty(); });
    std::vector<Job*> taken;
    while (!jobs_.empty() && taken.size() < max) {
      taken.push_back(jobs_.front());
      jobs_.pop_front();
    }
    bells.turn();
    return taken;
  }
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    pushed_.notify_all();
  }
  Bells bells;

 private:
  std::mutex mutex_;
  std::condition_variable pushed_;
  std::deque<Job*> jobs_;
  bool closed_ = false;
};

/// What a function would write, noted in order.
class Notes final : public Tx {
 public:
  /// Thrown where the function reads: it cannot run on paper.
  struct Reads {};

  struct Call {
    const Query* query;
    std::vector<Param> params;  // views into texts
  };
  void note(const Query& query, std::span<const Param> params);
  const std::vector<Call>& calls() const { return calls_; }
  void clear();

 protected:
  std::int64_t run(
      const Query& query, std::span<const Param> params, int columns, const RowSink& sink
  ) override;

 private:
  std::vector<Call> calls_;
  std::deque<std::string> texts_;
};

/// A running transaction whose INSERTs and UPDATEs wait until something is read, or the end, and
/// then travel together; each is taken to change one row.
class Deferred final : public Tx {
 public:
  /// Thrown where one did not: the function has to run again without deferring.
  struct Mistaken {};

  explicit Deferred(Connection& connection) : connection_(connection) {}
  void flush();
  /// Something was taken for granted: a refusal may rest on it.
  bool has_deferred() const { return has_deferred_; }

 protected:
  std::int64_t run(
      const Query& query, std::span<const Param> params, int columns, const RowSink& sink
  ) override;
  void stream(const Query& query, std::span<const Param> params, int columns, const RowSink& sink)
      override;

 private:
  Connection& connection_;
  Notes notes_;
  bool has_deferred_ = false;
};

class Writers {
 public:
  Writers(Pool& pool, Health& health, int threads, int group_max);
  ~Writers();
  Writers(const Writers&) = delete;
  Writers& operator=(const Writers&) = delete;

  /// True: written and durable. False: a statement did not change its one row; nothing happened.
  /// Throws StorageFault.
  bool write(const Notes& notes);

 private:
  struct Job {
    const Notes* notes;
    bool fits = false;
    std::exception_ptr error = {};
    std::size_t bell = 0;
    std::atomic<bool> done{false};
  };
  void loop();
  void run_group(std::span<Job* const> jobs);
  bool try_group(Connection& connection, std::span<Job* const> jobs);

  Pool& pool_;
  Health& health_;
  std::size_t group_max_;
  Waiting<Job> waiting_;
  std::vector<std::thread> threads_;
};

class Readers {
 public:
  Readers(Pool& pool, int threads, int group_max);
  ~Readers();
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;

  /// A question. Its parameters must live until it is answered.
  struct Job {
    const Query* query = nullptr;
    std::span<const Param> params = {};
    std::shared_ptr<const PGresult> result = {};
    std::vector<int> rows = {};  // of the result, that are this job's
    int first_column = 0;
    std::exception_ptr error = {};
    std::size_t bell = 0;
    std::atomic<bool> done{false};
  };
  void ask(Job& job) { waiting_.push(job); }
  void await(Job& job) { waiting_.bells.wait(job); }
  /// Awaits the answer and hands over its rows: the contract of Tx::run for a SELECT, outside any
  /// transaction.
  void deliver(Job& job, int columns, const RowSink& sink);

 private:
  void loop();
  void run_group(std::span<Job* const> jobs);
  void try_group(Connection& connection, std::span<Job* const> jobs);

  Pool& pool_;
  std::size_t group_max_;
  Waiting<Job> waiting_;
  std::vector<std::thread> threads_;
};

/// A Tx whose statements are read together with those of others.
class Glance final : public Tx {
 public:
  explicit Glance(Readers& readers) : readers_(readers), ahead_(readers) {}

 protected:
  std::int64_t run(
      const Query& query, std::span<const Param> params, int columns, const RowSink& sink
  ) override;
  Tx* ahead_of_time() override { return &ahead_; }

 private:
  /// Asks, and finds nothing yet.
  class Ahead final : public Tx {
   public:
    explicit Ahead(Readers& readers) : readers_(readers) {}
    ~Ahead() override;  // nobody may answer to where it was
    Readers::Job* find(const Query& query, std::span<const Param> params);

   protected:
    std::int64_t run(
        const Query& query, std::span<const Param> params, int columns, const RowSink& sink
    ) override;

   private:
    Readers& readers_;
    struct Question {
      Notes params;
      Readers::Job job;
    };
    std::deque<Question> questions_;
  };

  Readers& readers_;
  Ahead ahead_;
};

}  // namespace guanxi::sql::postgres
