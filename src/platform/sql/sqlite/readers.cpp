#include "platform/sql/sqlite/readers.h"

#include "platform/sql/sqlite/transaction.h"

namespace guanxi::sql::sqlite {
namespace {

std::int64_t steady_nanoseconds() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch()
  )
      .count();
}

}  // namespace

class Readers::Lease {
 public:
  explicit Lease(Readers& readers) : readers_(readers) {
    std::unique_lock lock(readers_.mutex_);
    readers_.returned_.wait(lock, [&] { return !readers_.free_.empty(); });
    reader_ = readers_.free_.back();
    readers_.free_.pop_back();
  }
  ~Lease() {
    // A connection that cannot even end its transaction is not lent again.
    if (reader_->connection != nullptr) {
      reader_->connection->roll_back();
      if (reader_->connection->in_transaction()) reader_->connection.reset();
    }
    reader_->since.store(0);
    {
      const std::lock_guard lock(readers_.mutex_);
      readers_.free_.push_back(reader_);
    }
    readers_.returned_.notify_one();
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  Connection& connection() {
    if (reader_->connection == nullptr) {
      reader_->connection = std::make_unique<Connection>(readers_.settings_);
    }
    return *reader_->connection;
  }
  void start_snapshot() {
    reader_->since.store(steady_nanoseconds());
    connection().control_or_throw(Control::begin_read);
  }

 private:
  Readers& readers_;
  Reader* reader_;
};

Readers::Readers(const ConnectionSettings& settings, int readers_max) : settings_(settings) {
  for (int i = 0; i < readers_max; ++i) {
    readers_.push_back(std::make_unique<Reader>());
    free_.push_back(readers_.back().get());
  }
}

void Readers::run(const std::function<void(Tx&)>& function) {
  snapshot([&](Connection& connection) {
    Transaction transaction(connection);
    function(transaction);
  });
}

void Readers::snapshot(const std::function<void(Connection&)>& function) {
  Lease lease(*this);
  lease.start_snapshot();
  function(lease.connection());
  lease.connection().control_or_throw(Control::commit);
}

void Readers::borrow(const std::function<void(Connection&)>& function) {
  Lease lease(*this);
  function(lease.connection());
}

bool Readers::has_older_than(std::chrono::milliseconds age) const {
  const std::int64_t limit =
      steady_nanoseconds() - std::chrono::duration_cast<std::chrono::nanoseconds>(age).count();
  for (const auto& reader : readers_) {
    const std::int64_t since = reader->since.load();
    if (since != 0 && since < limit) return true;
  }
  return false;
}

void Readers::keep_log_on_close() {
  const std::lock_guard lock(mutex_);
  for (const auto& reader : readers_) {
    if (reader->connection != nullptr) reader->connection->keep_log_on_close();
  }
}

}  // namespace guanxi::sql::sqlite
