#include "platform/sql/sqlite/connection.h"

#include <array>
#include <chrono>
#include <cstring>
#include <thread>

#include "platform/sql/sqlite/page_cache.h"
#include "platform/sql/sqlite/page_sums.h"
#include "platform/sql/sqlite/values.h"
#include "platform/sql/tokens.h"

namespace guanxi::sql::sqlite {
namespace {

constexpr std::array<const char*, 7> control_texts{
    "BEGIN",
    "BEGIN IMMEDIATE",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT one",
    "RELEASE one",
    "ROLLBACK TO one",
};

}  // namespace

void configure_library() {
  static const bool done = [] {
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    install_page_cache();
    if (sqlite3_initialize() != SQLITE_OK) return false;
    install_page_sums();
    return true;
  }();
  GX_CHECK(done);
}

StorageFault::Kind fault_kind(int result) {
  // A page without its checksum: see page_sums.h.
  if (result == SQLITE_IOERR_DATA) return StorageFault::Kind::corrupt;
  switch (result & 0xff) {
    case SQLITE_FULL:
      return StorageFault::Kind::full;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
      return StorageFault::Kind::io;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return StorageFault::Kind::corrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return StorageFault::Kind::busy;
    case SQLITE_CONSTRAINT:
      return StorageFault::Kind::constraint;
    default:
      return StorageFault::Kind::other;
  }
}

/// A compiled statement. parameters[k-1] is where SQLite wants $k: it numbers names by first use.
struct Connection::Statement {
  sqlite3_stmt* handle = nullptr;
  std::vector<int> parameters = {};
  bool running = false;

  Statement() = default;
  ~Statement() { sqlite3_finalize(handle); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
};

/// The statement of a query for the time of one run. A query that runs while it is already running
/// (a visitor that asks the same again) gets a statement of its own.
class Connection::Lease {
 public:
  Lease(Connection& connection, const Query& query) {
    const auto number = static_cast<std::size_t>(query.number());
    if (number >= connection.queries_.size()) connection.queries_.resize(number + 1);
    std::unique_ptr<Statement>& cached = connection.queries_[number];
    if (cached == nullptr) {
      GX_CHECK_WHY(
          is_plain(query.sqlite()),
          "only SELECT, INSERT, UPDATE and DELETE may run here: " + std::string(query.sqlite())
      );
      cached = connection.compile(query.sqlite());
    }
    if (cached->running) {
      own_ = connection.compile(query.sqlite());
      statement_ = own_.get();
    } else {
      statement_ = cached.get();
    }
    statement_->running = true;
  }
  ~Lease() {
    sqlite3_reset(statement_->handle);
    statement_->running = false;
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  Statement* operator->() const { return statement_; }

 private:
  std::unique_ptr<Statement> own_;
  Statement* statement_ = nullptr;
};

Connection::Connection(const ConnectionSettings& settings)
    : read_only_(settings.read_only), controls_(control_texts.size()) {
  configure_library();
  try {
    open(settings);
    set_up(settings);
  } catch (...) {
    sqlite3_close(handle_);
    throw;
  }
}

Connection::~Connection() {
  queries_.clear();
  controls_.clear();
  sqlite3_close(handle_);
}

void Connection::open(const ConnectionSettings& settings) {
  const int flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (settings.read_only ? 0 : SQLITE_OPEN_CREATE);
  const char* vfs = settings.vfs.empty() ? nullptr : settings.vfs.c_str();
  const int result = sqlite3_open_v2(settings.file.c_str(), &handle_, flags, vfs);
  if (result != SQLITE_OK) {
    throw StorageFault(
        fault_kind(handle_ == nullptr ? result : sqlite3_extended_errcode(handle_)),
        "cannot open " + settings.file.string() + ": " +
            (handle_ == nullptr ? "out of memory" : message())
    );
  }
  sqlite3_extended_result_codes(handle_, 1);
  sqlite3_busy_timeout(handle_, settings.busy_ms_max);
  if (settings.page_sums) {  // has no effect on a store that is there
    int reserved = page_sum_bytes;
    sqlite3_file_control(handle_, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
  }
}

void Connection::set_up(const ConnectionSettings& settings) {
  // Two programs that open a new file at once: SQLite does not wait for this lock by itself.
  for (int tries = 0;; ++tries) {
    sqlite3_stmt* statement = nullptr;
    int result = sqlite3_prepare_v2(handle_, "PRAGMA journal_mode=WAL", -1, &statement, nullptr);
    if (result == SQLITE_OK) result = sqlite3_step(statement);
    const bool is_wal = result == SQLITE_ROW && Row(statement).text(0) == "wal";
    // The new file is written only after its row was read: without this step a failure is missed.
    if (result == SQLITE_ROW) result = sqlite3_step(statement);
    const int finalized = sqlite3_finalize(statement);
    if (result == SQLITE_DONE) result = finalized;
    if (result == SQLITE_OK && is_wal) break;
    if (result == SQLITE_OK) {
      throw StorageFault(
          StorageFault::Kind::other,
          "cannot keep a write-ahead log beside " + settings.file.string()
      );
    }
    if ((result & 0xff) != SQLITE_BUSY || tries * 5 >= settings.busy_ms_max) {
      raise(result, settings.file.string());
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  execute(
      "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=0;"
      "PRAGMA secure_delete=FAST; PRAGMA mmap_size=0; PRAGMA trusted_schema=OFF;"
      "PRAGMA cache_size=-" +
      std::to_string(settings.cache_bytes / 1024)
  );
  if (settings.read_only) {
    execute("PRAGMA query_only=ON");
  } else {
    // Statement journals in memory; large sorts belong to readers. And nothing goes to the log
    // before the commit: see gathering_vfs.h.
    execute("PRAGMA temp_store=MEMORY; PRAGMA cache_spill=OFF");
    int safe = -1;  // asks
    sqlite3_file_control(handle_, "main", SQLITE_FCNTL_POWERSAFE_OVERWRITE, &safe);
    GX_CHECK_WHY(safe == 1, "a log padded to sectors has its end after the flush");
    if (has_page_sums() && number_of("PRAGMA application_id") != page_sums_application_id) {
      execute("PRAGMA application_id=" + std::to_string(page_sums_application_id));
    }
  }
  // With NORMAL, acknowledged commits are lost on power failure.
  if (number_of("PRAGMA synchronous") != 2) {
    throw StorageFault(
        StorageFault::Kind::other, "SQLite does not accept synchronous=FULL; commits would be lost"
    );
  }
  GX_CHECK(number_of("PRAGMA foreign_keys") == 1);
}

bool Connection::has_page_sums() {
  bool has = false;
  sqlite3_file_control(handle_, "main", ask_page_sums, &has);
  return has;
}

void Connection::reserve_log_index(std::int64_t frames) {
  // The wal-index: blocks of 32 KiB for 4096 frames each, the first for a few less.
  constexpr std::int64_t frames_in_block = 4000;
  constexpr int block_bytes = 32768;
  sqlite3_file* file = nullptr;
  sqlite3_file_control(handle_, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  for (int block = 0; block <= frames / frames_in_block; ++block) {
    void volatile* mapped = nullptr;
    const int result = file->pMethods->xShmMap(file, block, block_bytes, /*extend=*/1, &mapped);
    if (result == SQLITE_OK) continue;
    throw StorageFault(
        StorageFault::Kind::full, "there is no room for the index of the write-ahead log"
    );
  }
}

std::string Connection::message() const {
  const std::string found =
      sqlite3_extended_errcode(handle_) == SQLITE_IOERR_DATA ? take_page_damage() : "";
  return found.empty() ? sqlite3_errmsg(handle_) : found;
}

void Connection::raise(int result, std::string_view statement) {
  const std::string why = message() + ": " + std::string(statement);
  if (fault_kind(result) == StorageFault::Kind::corrupt) damaged_ = true;
  switch (result & 0xff) {
    case SQLITE_ERROR:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
    case SQLITE_MISUSE:
      GX_CHECK_WHY(false, why);
      break;
    case SQLITE_READONLY:
      GX_CHECK_WHY(!read_only_, why);
      break;
    case SQLITE_CONSTRAINT:  // a value of the wrong type is our mistake, a taken key the world's
      GX_CHECK_WHY(result != SQLITE_CONSTRAINT_DATATYPE, why);
      break;
    default:
      break;
  }
  last_fault_ = fault_kind(result);
  throw StorageFault(last_fault_, why);
}

std::unique_ptr<Connection::Statement> Connection::compile(std::string_view text) {
  auto statement = std::make_unique<Statement>();
  const char* rest = nullptr;
  const int result = sqlite3_prepare_v3(
      handle_,
      text.data(),
      static_cast<int>(text.size()),
      SQLITE_PREPARE_PERSISTENT,
      &statement->handle,
      &rest
  );
  if (result != SQLITE_OK) raise(result, text);
  GX_CHECK_WHY(statement->handle != nullptr, "an empty statement");
  const std::string_view tail(rest, text.size() - static_cast<std::size_t>(rest - text.data()));
  GX_CHECK_WHY(
      tail.find_first_not_of(" \t\r\n;") == std::string_view::npos,
      "more than one statement: " + std::string(text)
  );

  const int count = sqlite3_bind_parameter_count(statement->handle);
  for (int k = 1; k <= count; ++k) {
    const std::string name = "$" + std::to_string(k);
    const int index = sqlite3_bind_parameter_index(statement->handle, name.c_str());
    GX_CHECK_WHY(index != 0, "parameters must be exactly $1 … $n: " + std::string(text));
    statement->parameters.push_back(index);
  }
  return statement;
}

std::int64_t Connection::run(
    const Query& query, std::span<const Param> params, int columns, const RowSink& sink
) {
  Lease statement(*this, query);
  sqlite3_stmt* const handle = statement->handle;
  GX_CHECK_WHY(
      statement->parameters.size() == params.size(),
      std::to_string(params.size()) + " values for the parameters of " + sqlite3_sql(handle)
  );
  GX_CHECK_WHY(
      sqlite3_column_count(handle) == columns,
      std::to_string(columns) + " columns wanted of " + sqlite3_sql(handle)
  );
  const bool reads_only = sqlite3_stmt_readonly(handle) != 0;
  GX_CHECK_WHY(reads_only || !read_only_, std::string("a write in a read: ") + sqlite3_sql(handle));

  for (std::size_t k = 0; k < params.size(); ++k) {
    const int result = bind(handle, statement->parameters[k], params[k]);
    if (result != SQLITE_OK) raise(result, query.sqlite());
  }
  const std::int64_t before = total_changes();
  const Row row(handle);
  int result = sqlite3_step(handle);
  for (; result == SQLITE_ROW; result = sqlite3_step(handle)) sink(row);
  if (result != SQLITE_DONE) raise(result, query.sqlite());
  // sqlite3_changes keeps the count of an earlier statement where this one changed nothing.
  return reads_only || total_changes() == before ? 0 : sqlite3_changes64(handle_);
}

void Connection::prepare(const Query& query) { Lease(*this, query); }

int Connection::control(Control control) {
  const auto number = static_cast<std::size_t>(control);
  if (controls_[number] == nullptr) controls_[number] = compile(control_texts[number]);
  sqlite3_stmt* const handle = controls_[number]->handle;
  const int result = sqlite3_step(handle);
  sqlite3_reset(handle);
  if (fault_kind(result) == StorageFault::Kind::corrupt) damaged_ = true;
  return result == SQLITE_DONE ? SQLITE_OK : result;
}

void Connection::control_or_throw(Control what) {
  const int result = control(what);
  if (result != SQLITE_OK) raise(result, control_texts[static_cast<std::size_t>(what)]);
}

void Connection::roll_back() {
  // A failed ROLLBACK leaves no transaction behind either: SQLite ends it whatever happens.
  if (in_transaction()) control(Control::rollback);
}

void Connection::keep_log_on_close() {
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

void Connection::execute(const std::string& script) {
  const int result = sqlite3_exec(handle_, script.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) raise(result, std::string_view(script).substr(0, 200));
}

std::int64_t Connection::number_of(const std::string& text) {
  const std::unique_ptr<Statement> statement = compile(text);
  const int result = sqlite3_step(statement->handle);
  if (result != SQLITE_ROW) raise(result, text);
  return Row(statement->handle).integer(0);
}

std::string Connection::text_of(const std::string& text) {
  const std::unique_ptr<Statement> statement = compile(text);
  const int result = sqlite3_step(statement->handle);
  if (result != SQLITE_ROW) raise(result, text);
  return std::string(Row(statement->handle).text(0));
}

}  // namespace guanxi::sql::sqlite
