#include <array>

#include "flows/backup/backup.h"
#include "flows/backup/store.h"
#include "flows/backup/tables.h"
#include "modules/identity/sign_in.h"
#include "platform/archive/archive.h"
#include "platform/outbox/outbox.h"
#include "platform/sql/migrations.h"

namespace guanxi::backup {
namespace {

constexpr int first_schema_with_mark = 2;
constexpr std::string_view stamp_of_restore = "restore";      // and whose
constexpr std::int64_t sqlite_room = std::int64_t{16} << 20;  // for its log while it is verified

/// Takes away what a restore put there whose mark begins with `stamp`. The mark stays: without what
/// the migrations had put there, nothing but another restore makes a store of it.
void empty(sql::Database& db, std::string_view stamp) {
  if (db.schema_version() < first_schema_with_mark) return;
  const auto found = db.read([](sql::Tx& tx) { return store::find_filling(tx); });
  if (!found || !found->stamp.starts_with(stamp)) return;
  for (const sql::Table& table : content_tables(db)) db.delete_rows(table);
}

class Restorer {
 public:
  Restorer(
      const std::filesystem::path& from,
      Site& site,
      const Clock& clock,
      const OnProgress& on_progress
  )
      : reader_(from),
        manifest_(reader_.manifest()),
        site_(site),
        clock_(clock),
        on_progress_(on_progress),
        migrations_(sql::all_migrations(site.engine())),
        mine_(std::string(stamp_of_restore) + " " + crypto::to_hex(crypto::random_bytes(8))) {}

  void check(const std::optional<std::string>& key_fingerprint) const {
    const auto ours = static_cast<int>(migrations_.size());
    if (manifest_.schema_version > ours) {
      archive::give_up(
          ErrorCode::backup_newer_schema,
          {{"theirs", std::to_string(manifest_.schema_version)}, {"ours", std::to_string(ours)}}
      );
    }
    if (manifest_.kind == archive::Kind::physical && site_.engine() != sql::Engine::sqlite) {
      archive::give_up(ErrorCode::backup_other_engine);
    }
    if (key_fingerprint && *key_fingerprint != manifest_.key_fingerprint) {
      archive::give_up(
          ErrorCode::backup_other_key,
          {{"theirs", manifest_.key_fingerprint}, {"ours", *key_fingerprint}}
      );
    }
  }

  Restored restore() {
    std::unique_ptr<sql::Database> db;
    if (manifest_.kind == archive::Kind::physical) {
      put_file();
      db = site_.open();
    } else {
      db = site_.open();
      fill(*db);
    }
    compare(*db);
    db->migrate(migrations_);  // the books are verified by the rules of this program
    report(on_progress_, {Phase::verifying, 0, 0, false});
    Restored restored{manifest_, verify::verify(*db, verify::Depth::pages)};
    if (!restored.books.is_clean()) {
      archive::give_up(ErrorCode::backup_books_broken, {{"why", verify::headline(restored.books)}});
    }
    const std::string digest = crypto::to_hex(crypto::bytes_of(restored.books.points.digest));
    if (digest != manifest_.digest) {
      archive::give_up(ErrorCode::backup_differs, {{"why", "another digest of all chains"}});
    }
    release(*db);
    db.reset();
    site_.publish();
    return restored;
  }

  /// Takes away what it made. Where somebody else's mark is by now, as our lock was lost with its
  /// connection, all there is theirs.
  void discard() noexcept {
    try {
      if (marked_ && site_.engine() == sql::Engine::postgres) empty(*site_.open(), mine_);
    } catch (const std::exception&) {  // it stays marked, and the next restore begins with it
    }
    site_.discard();
  }

 private:
  /// The next bytes, counted for the progress.
  std::size_t read(std::span<char> into) {
    const std::size_t count = reader_.read(into);
    if (reader_.bytes_read() - reported_ >= (1 << 20) || count == 0) {
      reported_ = reader_.bytes_read();
      report(on_progress_, {Phase::reading, reported_, reader_.payload_bytes(), false});
    }
    return count;
  }

  void put_file() {
    archive::PartialFile file(site_.file());
    file.reserve(reader_.payload_bytes(), sqlite_room);
    std::vector<char> part(std::size_t{1} << 20);
    for (std::size_t count = 0; (count = read(part)) > 0;) {
      file.append({part.data(), count});
    }
    file.publish();
  }

  void fill(sql::Database& db) {
    // Nothing is changed, not even the schema, where a store of somebody else's may be.
    if (db.schema_version() > 0) {
      empty_unfinished_restore(db);
      expect_empty(db, site_.name());
    }
    db.migrate(migrations_.first(static_cast<std::size_t>(manifest_.schema_version)));
    const auto tables = content_tables(db);
    mark(db);
    delete_seeds(db, tables);
    archive::TableReader stream([this](std::span<char> into) { return read(into); });
    sql::Table theirs;
    std::size_t number = 0;
    for (; stream.next_table(theirs); ++number) {
      if (number >= tables.size() || theirs != tables[number]) {
        archive::give_up(
            ErrorCode::backup_differs,
            {{"path", site_.name()}, {"why", "the table " + theirs.name + " has another shape"}}
        );
      }
      Filler filler(db, tables[number]);
      for (sql::TableRow row; stream.next_row(row);) filler.add(std::move(row));
      filler.flush();
    }
    if (number != tables.size()) {
      archive::give_up(
          ErrorCode::backup_differs, {{"why", "the table " + tables[number].name + " is missing"}}
      );
    }
    if (read(rest_) > 0) {
      archive::give_up(ErrorCode::backup_damaged, {{"why", "there is more behind its tables"}});
    }
  }

  /// A place that is killed in the middle and has no temporary name (a database server's) must not
  /// be taken for a store. Schemas from before the mark have none, and no such place.
  void mark(sql::Database& db) {
    if (manifest_.schema_version < first_schema_with_mark) return;
    const Outcome marked = db.write([&](sql::Tx& tx) -> Outcome {
      store::delete_filling(tx);  // of a restore that did not come to its end
      store::insert_filling(
          tx, {reader_.file().string(), manifest_.key_fingerprint, mine_, clock_.now()}
      );
      return ok();
    });
    GX_CHECK(marked.has_value());
    marked_ = true;
  }
  /// It is a store of its own now.
  void release(sql::Database& db) const {
    const Outcome done = db.write([&](sql::Tx& tx) -> Outcome {
      store::end_open_runs(tx, clock_.now());
      if (manifest_.kind == archive::Kind::logical) outbox::begin_anew(tx);
      identity::SignIn::begin_anew(tx, clock_.now());
      store::delete_filling(tx);
      return ok();
    });
    GX_CHECK(done.has_value());
  }

  void compare(sql::Database& db) {
    const auto tables = content_tables(db);
    std::vector<archive::TableCount> found;
    db.read_tables([&](sql::TableReader& reader) {
      if (manifest_.kind == archive::Kind::physical) {
        const auto on_rows = [&](std::int64_t rows) {
          report(on_progress_, {Phase::comparing, rows, 0, true});
        };
        found = count_contents(reader, tables, on_rows).tables;
        return;
      }
      std::int64_t total = 0;
      for (const auto& table : manifest_.tables) total += table.rows;
      found = digest_contents(reader, tables, [&](std::int64_t rows) {
        report(on_progress_, {Phase::comparing, rows, total, true});
      });
    });
    const std::string why = difference(manifest_.tables, found);
    if (!why.empty()) archive::give_up(ErrorCode::backup_differs, {{"why", why}});
  }

  archive::Reader reader_;
  const archive::Manifest& manifest_;
  Site& site_;
  const Clock& clock_;
  const OnProgress& on_progress_;
  std::span<const sql::Migration> migrations_;
  std::int64_t reported_ = 0;
  std::array<char, 1> rest_{};
  const std::string mine_;  // the mark
  bool marked_ = false;
};

}  // namespace

Result<Restored> restore(
    const std::filesystem::path& from,
    Site& site,
    const std::optional<std::string>& key_fingerprint,
    const Clock& clock,
    const OnProgress& on_progress
) {
  return guarded<Restored>(from, [&] {
    Restorer restorer(from, site, clock, on_progress);
    restorer.check(key_fingerprint);
    try {
      return restorer.restore();
    } catch (const sql::StorageFault& fault) {  // of the store, not of the backup
      restorer.discard();
      throw archive::Failure(error_of(fault, site.name()));
    } catch (...) {
      restorer.discard();
      throw;
    }
  });
}

std::optional<Filling> find_filling(sql::Database& db) {
  if (db.schema_version() < first_schema_with_mark) return std::nullopt;
  const auto found = db.read([](sql::Tx& tx) { return store::find_filling(tx); });
  if (!found) return std::nullopt;
  return Filling{found->source, found->started_at};
}

void empty_unfinished_restore(sql::Database& db) { empty(db, stamp_of_restore); }

}  // namespace guanxi::backup
