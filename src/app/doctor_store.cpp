// The store of an installation: its engine, its schema, its keys and what they sealed, its books.
#include <fmt/format.h>

#include "app/application.h"
#include "app/doctor.h"
#include "app/installation.h"
#include "app/seals.h"
#include "modules/points/roots.h"
#include "platform/sql/inspection.h"
#include "platform/sql/migrations.h"
#include "platform/sql/postgres/postgres.h"
#include "platform/sql/sqlite/sqlite.h"

namespace guanxi::app::doctor {
namespace {

void fail_to_open(const Context& context, const std::string& why) {
  const bool embedded = context.config.store.empty();
  context.fail(
      "store.engine",
      "数据库打不开：" + why,
      "the store cannot be opened: " + why,
      embedded ? "从备份恢复，或检查权限与磁盘" : "检查 store 的地址、PostgreSQL 是否运行及其权限",
      embedded ? "restore it from a backup, or look at its mode and the disk"
               : "look at the address in store, whether PostgreSQL runs, and whom it lets in"
  );
}

void examine_engine(const Context& context, const sql::Inspection& found) {
  bool fits = true;
  std::string all = found.engine;
  for (const sql::EngineSetting& setting : found.settings) {
    all += fmt::format(", {} {}", setting.name, setting.value);
    if (setting.fits()) continue;
    fits = false;
    if (setting.needed) {
      const bool embedded = found.kind == sql::Engine::sqlite;
      context.fail(
          "store.engine",
          fmt::format("{} 为 {}，须为 {}", setting.name, setting.value, setting.wanted),
          fmt::format("{} is {}, must be {}", setting.name, setting.value, setting.wanted),
          embedded ? "不要用其他程序修改数据库；重新启动服务会改正 journal_mode，其余请从备份恢复"
                   : "在 PostgreSQL 中改正此设置",
          embedded ? "let no other program change the store; a start of the service sets "
                     "journal_mode right, for the rest restore a backup"
                   : "set it right in PostgreSQL"
      );
    } else {
      context.warn(
          "store.engine",
          fmt::format("{} 为 {}，宜为 {}", setting.name, setting.value, setting.wanted),
          fmt::format("{} is {}, should be {}", setting.name, setting.value, setting.wanted),
          "见 docs/guide/operations.md 的 PostgreSQL 一节",
          "see PostgreSQL in docs/guide/operations.md"
      );
    }
  }
  if (fits) context.ok("store.engine", all, all);
}

void examine_integrity(const Context& context, const sql::Inspection& found) {
  if (!context.options.whole) return;
  if (found.damage.empty()) {
    const bool embedded = found.kind == sql::Engine::sqlite;
    return context.ok(
        "store.integrity",
        embedded ? "所有页与索引完好" : "所有表均可读，约束与索引有效",
        embedded ? "every page and index is whole"
                 : "every table can be read, constraints and indexes are valid"
    );
  }
  const std::string damage = fmt::format("{}", fmt::join(found.damage, "; "));
  context.fail(
      "store.integrity",
      "数据库已损坏：" + damage,
      "the store is damaged: " + damage,
      "停止服务，从备份恢复，并检查磁盘",
      "stop the service, restore a backup, and look at the disk"
  );
}

/// True when the program can work with the store as it is.
bool examine_schema(const Context& context, const sql::Inspection& found) {
  const auto ours = static_cast<int>(sql::all_migrations(found.kind).size());
  const std::string zh = fmt::format("库为版本 {}，程序为版本 {}", found.schema_version, ours);
  const std::string en =
      fmt::format("the store has {}, the program {}", found.schema_version, ours);
  if (found.schema_version == ours) {
    context.ok("store.schema", fmt::format("版本 {}", ours), fmt::format("version {}", ours));
    return true;
  }
  if (found.schema_version < ours) {
    context.warn(
        "store.schema",
        zh + "，将在下次启动时升级",
        en + ": it will be brought up to date at the next start",
        "先备份，再 guanxi migrate",
        "make a backup, then guanxi migrate"
    );
  } else {
    context.fail(
        "store.schema",
        zh + "，程序太旧",
        en + ": this program is too old",
        "安装写过此库的那个版本或更新的版本",
        "install the version that wrote it, or a newer one"
    );
  }
  return false;
}

/// The keys as the file (or GUANXI_KEY) has them; nullopt if they cannot be had.
std::optional<crypto::KeyRing> examine_key(const Context& context) {
  try {
    return crypto::KeyRing::open(context.data() / "guanxi.key");
  } catch (const crypto::KeyError& fault) {
    context.fail(
        "key.opens",
        fault.what(),
        fault.what(),
        "放回此安装的密钥文件",
        "put the key file of this installation back"
    );
    return std::nullopt;
  }
}

bool examine_fingerprint(const Context& context, sql::Database& db, const crypto::KeyRing& keys) {
  const std::string ours = keys.fingerprint();
  const auto stored = stored_fingerprint(db);
  if (!stored || *stored == ours) {
    const std::size_t count = keys.generations().size();
    context.ok(
        "key.fits",
        fmt::format("查找密钥 {} 与数据库相符，{} 个密钥，用 {} 密封", ours, count, keys.sealing()),
        fmt::format("look-up key {} fits the store, {} keys, {} seals", ours, count, keys.sealing())
    );
    return true;
  }
  context.fail(
      "key.fits",
      fmt::format("数据库由另一密钥（{}）写成，此处为 {}", *stored, ours),
      fmt::format("the store was written with another key ({}), this one is {}", *stored, ours),
      "放回此安装的密钥文件",
      "put the key file of this installation back"
  );
  return false;
}

void examine_books_clock(const Context& context, sql::Database& db) {
  const auto root = db.read([](sql::Tx& tx) { return points::last_root(tx); });
  if (!root) return context.ok("clock.books", "尚无封根", "no root is sealed yet");
  const std::string until = root->covers_to.to_string();
  if (context.clock.now() >= root->covers_to) {
    return context.ok("clock.books", "账目封至 " + until, "the books are closed to " + until);
  }
  context.fail(
      "clock.books",
      "账目已封至 " + until + "，时钟却在此之前，服务不会启动",
      "the books are closed to " + until +
          " and the clock is behind it: the service will not start",
      "校正时钟",
      "set the clock right"
  );
}

void examine_seals(const Context& context) {
  if (!context.options.whole) return;
  Application application(context.config, context.clock, Schema::as_is);
  const auto census = walk_seals(application, {});
  const std::int64_t outdated = census.outdated(application.keys().sealing());
  if (census.unreadable > 0) {
    return context.fail(
        "key.seals",
        fmt::format("{} 个值中有 {} 个无法解封", census.values(), census.unreadable),
        fmt::format("{} of {} sealed values do not open", census.unreadable, census.values()),
        "guanxi key list 列出密钥；放回密封它们的密钥",
        "guanxi key list shows the keys; put back the one that sealed them"
    );
  }
  if (outdated > 0) {
    return context.warn(
        "key.seals",
        fmt::format("{} 个值中有 {} 个仍由旧密钥密封", census.values(), outdated),
        fmt::format("{} of {} values are still sealed by an older key", outdated, census.values()),
        "guanxi key rotate",
        "guanxi key rotate"
    );
  }
  context.ok(
      "key.seals",
      fmt::format("{} 个密封值均可解封", census.values()),
      fmt::format("all {} sealed values open", census.values())
  );
}

/// As the program opens it, with little memory and few connections.
std::unique_ptr<sql::Database> open_store(const Context& context) {
  if (!context.config.store.empty()) {
    return sql::open_postgres(
        {.conninfo = context.config.store, .connections_max = 4, .writer_threads = 1}, context.clock
    );
  }
  return sql::open_sqlite(
      {.file = context.store(), .cache_bytes = 1 << 20, .reader_cache_bytes = 1 << 20},
      context.clock
  );
}

/// What needs the store opened by the program's own hand.
void examine_contents(const Context& context, const crypto::KeyRing& keys) {
  const auto db = open_store(context);
  check_whole(*db);
  const bool fits = examine_fingerprint(context, *db, keys);
  examine_books_clock(context, *db);
  if (fits && context.findings.back().health == Health::ok) examine_seals(context);
}

sql::Inspection inspect(const Context& context) {
  const config::Config& config = context.config;
  if (config.store.empty()) return sql::inspect_sqlite(context.store(), context.options.whole);
  return sql::inspect_postgres(
      config.store, config.postgres.connections_max, context.options.whole
  );
}

bool has_store(const Context& context) {
  std::error_code ignored;
  if (!context.config.store.empty() || std::filesystem::exists(context.store(), ignored)) {
    return true;
  }
  context.fail(
      "store.engine",
      "没有数据库 " + context.store().string(),
      "there is no store " + context.store().string(),
      "用 --data 指定正确的目录，或用 guanxi migrate 建库",
      "give the right --data, or make one with guanxi migrate"
  );
  return false;
}

}  // namespace

void examine_store(const Context& context) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(context.data(), ignored) || !has_store(context)) return;
  try {
    const sql::Inspection found = inspect(context);
    examine_engine(context, found);
    examine_integrity(context, found);
    const bool usable = examine_schema(context, found);
    const auto keys = examine_key(context);
    if (usable && keys && found.damage.empty()) examine_contents(context, *keys);
  } catch (const std::exception& fault) {
    fail_to_open(context, fault.what());
  }
}

}  // namespace guanxi::app::doctor
