#include "platform/sql/postgres/scratch.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <mutex>

#include "base/clock.h"
#include "platform/sql/applied.h"
#include "platform/sql/postgres/connection.h"
#include "platform/sql/postgres/migrate.h"
#include "platform/sql/postgres/postgres.h"
#include "platform/sql/tables.h"

namespace guanxi::sql {
namespace {

using postgres::Connection;

/// A later dbname wins over an earlier one; a URL takes it as its last parameter.
std::string with_database(const std::string& server, const std::string& name) {
  if (server.find("://") == std::string::npos) return server + " dbname=" + name;
  return server + (server.find('?') == std::string::npos ? "?" : "&") + "dbname=" + name;
}

bool exists(Connection& connection, const std::string& name) {
  const std::string_view text = name;
  const Param param = text;
  const auto found =
      connection.execute("SELECT 1 FROM pg_database WHERE datname = $1::text", {&param, 1});
  return PQntuples(found.get()) > 0;
}

std::string template_name(std::span<const Migration> migrations) {
  std::string all;
  for (const Migration& migration : migrations) all += checksum(migration.text);
  return "guanxi_template_" + checksum(all);
}

/// Makes the template if it is missing; others that want it wait.
void ensure_template(
    Connection& connection,
    const std::string& server,
    std::span<const Migration> migrations,
    Instant now
) {
  const std::string name = template_name(migrations);
  if (exists(connection, name)) return;
  connection.execute("SELECT pg_advisory_lock(1197889306)");
  if (!exists(connection, name)) {
    const std::string unfinished = name + "_new";
    connection.execute("DROP DATABASE IF EXISTS " + unfinished);
    connection.execute("CREATE DATABASE " + unfinished + " TEMPLATE template0 ENCODING 'UTF8'");
    {
      Connection inside({with_database(server, unfinished)});
      postgres::migrate(inside, migrations, now);
    }
    connection.execute("ALTER DATABASE " + unfinished + " RENAME TO " + name);
  }
  connection.execute("SELECT pg_advisory_unlock(1197889306)");
}

}  // namespace

/// A database that exists until this goes.
class ScratchPostgres::Made {
 public:
  Made(std::string server, std::string model)
      : server_(std::move(server)), model_(std::move(model)) {
    static std::atomic<int> count{0};
    name_ = "guanxi_scratch_" + std::to_string(getpid()) + "_" + std::to_string(++count);
    conninfo_ = with_database(server_, name_);
    Connection connection({server_});
    connection.execute("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
    connection.execute("CREATE DATABASE " + name_ + " TEMPLATE " + model_);
    if (model_ != empty_model) remember();
  }
  ~Made() {
    try {
      Connection connection({server_});
      connection.execute("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
    } catch (const std::exception&) {
      // The server is gone; whoever ended it has its files.
    }
  }
  Made(const Made&) = delete;
  Made& operator=(const Made&) = delete;

  const std::string& conninfo() const { return conninfo_; }
  bool is_of(const std::string& server, const std::string& model) const {
    return server == server_ && model == model_;
  }

  /// Puts back what a fresh copy of the model holds. False: it cannot be used again.
  bool reset() {
    if (model_ == empty_model) return false;
    try {
      const auto db = open_postgres({.conninfo = conninfo_}, clock_);
      if (db->tables() != tables_) return false;
      {
        Connection connection({conninfo_});
        std::string script;
        for (const Table& table : tables_) script += "DELETE FROM " + table.name + ";";
        connection.execute_script(script);
      }
      for (std::size_t i = 0; i < tables_.size(); ++i) db->insert_rows(tables_[i], rows_[i]);
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }

  static constexpr const char* empty_model = "template0";

 private:
  void remember() {
    const auto db = open_postgres({.conninfo = conninfo_}, clock_);
    tables_ = db->tables();
    rows_.resize(tables_.size());
    db->read_tables([&](TableReader& reader) {
      for (std::size_t i = 0; i < tables_.size(); ++i) {
        reader.scan(tables_[i], {}, [&](const RowView& row) {
          TableRow& copy = rows_[i].emplace_back();
          for (std::size_t c = 0; c < tables_[i].columns.size(); ++c)
            copy.push_back(value_of(row, static_cast<int>(c), tables_[i].columns[c].type));
          return true;
        });
      }
    });
  }

  std::string server_, model_, name_, conninfo_;
  SystemClock clock_;
  std::vector<Table> tables_;
  std::vector<std::vector<TableRow>> rows_;
};

std::vector<std::unique_ptr<ScratchPostgres::Made>>& ScratchPostgres::unused() {
  static std::vector<std::unique_ptr<Made>> made;
  return made;
}

namespace {
std::mutex unused_mutex;
}

ScratchPostgres::ScratchPostgres(
    std::string server, std::span<const Migration> migrations, Instant now
) {
  std::string model = Made::empty_model;
  if (!migrations.empty()) {
    model = template_name(migrations);
    const std::lock_guard lock(unused_mutex);
    auto& made = unused();
    const auto at = std::find_if(made.begin(), made.end(), [&](const auto& one) {
      return one->is_of(server, model);
    });
    if (at != made.end()) {
      made_ = std::move(*at);
      made.erase(at);
      return;
    }
  }
  if (!migrations.empty()) {
    Connection connection({server});
    ensure_template(connection, server, migrations, now);
  }
  made_ = std::make_unique<Made>(std::move(server), std::move(model));
}

ScratchPostgres::~ScratchPostgres() {
  if (!made_->reset()) return;
  const std::lock_guard lock(unused_mutex);
  unused().push_back(std::move(made_));
}

const std::string& ScratchPostgres::conninfo() const { return made_->conninfo(); }

}  // namespace guanxi::sql
