#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>

#include "flows/backup/backup.h"
#include "flows/backup/tables.h"
#include "platform/archive/archive.h"
#include "platform/sql/sqlite/sqlite.h"

namespace guanxi::backup {
namespace {

constexpr std::string_view prefix = "guanxi-";
constexpr std::string_view suffix = ".backup";
constexpr std::int64_t trailer_bytes_max = std::int64_t{4} << 20;
constexpr std::size_t append_bytes = std::size_t{1} << 20;

/// "guanxi-20261121T130500Z-9c0e12ab.backup": sorts by time, and names the key, so that two
/// installations may share a directory and a schedule.
std::string name_of(Instant now, const std::string& key_fingerprint) {
  std::string text = Instant::from_seconds(now.micros() / 1'000'000).to_string();
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return std::string(prefix) + text + "-" + key_fingerprint.substr(0, 8) + std::string(suffix);
}

std::filesystem::path file_of(const Order& order, Instant now, const std::string& key) {
  std::error_code ignored;
  if (std::filesystem::is_directory(order.to, ignored)) return order.to / name_of(now, key);
  // A name that must be a directory and is none may be a disk that is not mounted: making it would
  // fill another one.
  if (!order.to.has_filename()) {
    archive::give_up(
        ErrorCode::backup_unwritable,
        {{"path", order.to.string()}, {"why", "there is no such directory"}}
    );
  }
  return order.to;
}

/// What must stay free for the service, where it writes to the same disk.
std::int64_t spare_of(const std::filesystem::path& file, const std::filesystem::path& data) {
  struct stat here {};
  struct stat there {};
  struct statvfs disk {};
  const std::filesystem::path directory =
      file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  if (::stat(directory.c_str(), &here) != 0 || ::stat(data.c_str(), &there) != 0) return 0;
  if (here.st_dev != there.st_dev || ::statvfs(directory.c_str(), &disk) != 0) return 0;
  const auto size = static_cast<std::int64_t>(disk.f_blocks * disk.f_frsize);
  return std::min<std::int64_t>(std::int64_t{256} << 20, size / 20);
}

/// What this thread has read from a disk so far, rather than from memory.
std::int64_t bytes_from_disk() {
  struct rusage used {};
  ::getrusage(RUSAGE_THREAD, &used);
  return std::int64_t{used.ru_inblock} * 512;
}

class Maker {
 public:
  Maker(
      sql::Database& db,
      const Order& order,
      const Origin& origin,
      const Clock& clock,
      const OnProgress& on_progress
  )
      : db_(db),
        order_(order),
        origin_(origin),
        on_progress_(on_progress),
        clock_(clock),
        pacer_(order.bytes_per_second_max),
        file_(file_of(order, clock.now(), origin.key_fingerprint)) {}

  Made make() {
    manifest_.format = archive::format_version;
    manifest_.program = origin_.program;
    manifest_.engine = db_.engine() == sql::Engine::sqlite ? "sqlite" : "postgres";
    manifest_.key_fingerprint = origin_.key_fingerprint;
    const bool physical = db_.engine() == sql::Engine::sqlite && !order_.portable;
    manifest_.kind = physical ? archive::Kind::physical : archive::Kind::logical;
    physical ? copy_file() : write_rows();
    archive::seal(file_, manifest_, pacer_, [&](std::int64_t done, std::int64_t total) {
      report(on_progress_, {Phase::sealing, done, 2 * total, false});
      return true;
    });
    read_back();
    const Made made{file_.file(), file_.size(), manifest_};
    file_.publish();
    return made;
  }

 private:
  void copy_file() {
    std::int64_t spare = spare_of(file_.file(), origin_.data);
    bool reserved = false;
    sql::FileCopyOptions options;
    options.bytes_per_second_max = order_.bytes_per_second_max;
    options.on_progress = [&](std::int64_t done, std::int64_t total) {
      manifest_.created_at = clock_.now();  // the last time: before the moment the copy is of
      if (!reserved) {
        file_.reserve(total + db_.stats().wal_bytes + trailer_bytes_max, spare);
        reserved = true;
      }
      report(on_progress_, {Phase::copying, done, total, false});
      return true;
    };
    const sql::Copied copied = sql::copy_file(db_, file_.path(), options);
    if (copied == sql::Copied::busy) archive::give_up(ErrorCode::backup_running);

    // What the manifest says is counted in the copy, so that it is of the same moment.
    sql::SqliteOptions scratch;
    scratch.file = file_.path();
    scratch.readers_max = 1;
    scratch.cache_bytes = std::int64_t{1} << 20;
    const auto copy = sql::open_sqlite(scratch, clock_);
    manifest_.schema_version = copy->schema_version();
    const auto tables = content_tables(*copy);
    copy->read_tables([&](sql::TableReader& reader) { describe(count(reader, tables)); });
  }

  void write_rows() {
    const std::int64_t spare = spare_of(file_.file(), origin_.data);
    file_.reserve(0, spare);
    manifest_.schema_version = db_.schema_version();
    const auto tables = content_tables(db_);
    std::string pending;
    const auto hand_on = [&] {
      file_.reserve(0, spare);
      file_.append(pending);
      pacer_.spent(static_cast<std::int64_t>(pending.size()));
      pending.clear();
    };
    archive::TableWriter writer([&](std::string_view bytes) {
      pending += bytes;
      if (pending.size() >= append_bytes) hand_on();
    });
    db_.read_tables([&](sql::TableReader& reader) {
      manifest_.created_at = clock_.now();
      Contents contents = count(reader, tables);
      const std::int64_t total = contents.rows();
      contents.tables.clear();
      std::int64_t rows = 0;
      for (const sql::Table& table : tables) {
        contents.tables.push_back(writer.write(table, [&](const auto& row_of) {
          reader.scan(table, {}, [&](const sql::RowView& row) {
            row_of(row);
            if (++rows % 10'000 == 0) report(on_progress_, {Phase::copying, rows, total, true});
            return true;
          });
        }));
      }
      describe(contents);
    });
    writer.finish();
    hand_on();
  }

  Contents count(sql::TableReader& reader, const std::vector<sql::Table>& tables) {
    std::int64_t before = bytes_from_disk();
    return count_contents(reader, tables, [&](std::int64_t rows) {
      report(on_progress_, {Phase::counting, rows, 0, true});
      const std::int64_t bytes = bytes_from_disk();
      pacer_.spent(bytes - before);
      before = bytes;
    });
  }

  /// As the disk has it: only what reads back whole counts, and lets an older one be removed.
  void read_back() {
    file_.flush();
    try {
      archive::Reader reader(file_.path());
      std::vector<char> part(append_bytes);
      const std::int64_t total = reader.payload_bytes();
      while (const std::size_t got = reader.read(part)) {
        report(on_progress_, {Phase::sealing, total + reader.bytes_read(), 2 * total, false});
        pacer_.spent(static_cast<std::int64_t>(got));
      }
    } catch (const archive::Failure& failure) {
      if (failure.error().code == ErrorCode::backup_stopped) throw;
      std::string why = "what was written does not read back";
      for (const auto& [name, value] : failure.error().facts) {
        if (name == "why") why += ": " + value;
      }
      archive::give_up(
          ErrorCode::backup_unwritable, {{"path", file_.file().string()}, {"why", why}}
      );
    }
  }

  void describe(const Contents& contents) {
    manifest_.tables = contents.tables;
    manifest_.entries = contents.heads.entries;
    manifest_.digest = contents.digest();
  }

  sql::Database& db_;
  const Order& order_;
  const Origin& origin_;
  const OnProgress& on_progress_;
  const Clock& clock_;
  Pacer pacer_;
  archive::PartialFile file_;
  archive::Manifest manifest_;
};

/// A whole backup of that installation.
struct Found {
  std::filesystem::path file;
  Instant created_at;
};

/// Whole backups of that installation under the names we give; whatever cannot be read is none.
std::vector<Found> own_backups(
    const std::filesystem::path& directory, const std::string& key_fingerprint
) {
  std::vector<Found> found;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(directory, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix) || !name.ends_with(suffix)) continue;
    try {
      const archive::Reader reader(entry.path());
      if (reader.manifest().key_fingerprint != key_fingerprint) continue;
      found.push_back({entry.path(), reader.manifest().created_at});
    } catch (const archive::Failure&) {
      continue;
    }
  }
  return found;
}

}  // namespace

Result<Made> make(
    sql::Database& db,
    const Order& order,
    const Origin& origin,
    const Clock& clock,
    const OnProgress& on_progress
) {
  return guarded<Made>(order.to, [&] {
    std::error_code ignored;
    if (std::filesystem::is_directory(order.to, ignored))
      archive::remove_stale_partials(order.to, prefix);
    return Maker(db, order, origin, clock, on_progress).make();
  });
}

std::vector<std::filesystem::path> prune(const std::filesystem::path& made, int keep, Instant now) {
  std::vector<std::filesystem::path> gone;
  std::vector<Found> others;
  try {
    const archive::Reader newest(made);
    others = own_backups(made.parent_path(), newest.manifest().key_fingerprint);
  } catch (const archive::Failure&) {
    return gone;  // it is gone itself: no time to remove others
  }
  std::erase_if(others, [&](const Found& one) { return one.file == made; });
  // Of a clock that was ahead: whenever it was made, it was before the newest.
  for (Found& one : others) one.created_at = one.created_at > now ? Instant() : one.created_at;
  std::ranges::sort(others, [](const Found& a, const Found& b) {
    return std::pair(a.created_at, a.file) > std::pair(b.created_at, b.file);
  });
  for (std::size_t i = static_cast<std::size_t>(std::max(keep, 1)) - 1; i < others.size(); ++i) {
    std::error_code fault;
    std::filesystem::remove(others[i].file, fault);
    if (!fault) gone.push_back(others[i].file);
  }
  return gone;
}

}  // namespace guanxi::backup
