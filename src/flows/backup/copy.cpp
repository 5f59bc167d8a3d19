#include <algorithm>

#include "flows/backup/backup.h"
#include "flows/backup/store.h"
#include "flows/backup/tables.h"
#include "platform/outbox/outbox.h"
#include "platform/sql/migrations.h"
#include "platform/sql/tables.h"

namespace guanxi::backup {
namespace {

constexpr std::string_view installation_table = "installations";
constexpr std::string_view stamp_of_seeds = "seeds";  // the target may still hold some

class Copier {
 public:
  Copier(CopyEnd from, CopyEnd to, const Clock& clock, const OnProgress& on_progress)
      : from_(from), to_(to), clock_(clock), on_progress_(on_progress) {}

  Copied copy() {
    tables_ = content_tables(from_.db);
    check_source();
    from_.db.read_tables([&](sql::TableReader& source) {
      const std::string identity = identity_of(source);
      prepare_target(identity);
      take_up(source, identity);
      for (const sql::Table& table : tables_) fill(source, table);
    });
    report(on_progress_, {Phase::verifying, 0, 0, false});
    copied_.books = verify::verify(to_.db, verify::Depth::pages);
    if (!copied_.books.is_clean()) {
      archive::give_up(ErrorCode::backup_books_broken, {{"why", verify::headline(copied_.books)}});
    }
    compare();
    const Outcome done = to_.db.write([](sql::Tx& tx) -> Outcome {
      outbox::begin_anew(tx);
      store::delete_filling(tx);
      return ok();
    });
    GX_CHECK(done.has_value());
    copied_.tables = std::ssize(tables_);
    copied_.rows = total_;
    return copied_;
  }

 private:
  void check_source() const {
    const auto ours = std::ssize(sql::all_migrations(from_.db.engine()));
    const int theirs = from_.db.schema_version();
    if (theirs != ours) {
      archive::give_up(
          theirs < ours ? ErrorCode::copy_older_schema : ErrorCode::backup_newer_schema,
          {{"theirs", std::to_string(theirs)}, {"ours", std::to_string(ours)}}
      );
    }
  }

  [[noreturn]] void changed(const std::string& why) const {
    archive::give_up(ErrorCode::copy_source_changed, {{"path", from_.name}, {"why", why}});
  }

  std::optional<store::Filling> filling() const {
    return to_.db.read([](sql::Tx& tx) { return store::find_filling(tx); });
  }

  /// Changes nothing, not even the schema, where a store of somebody else's may be.
  void prepare_target(const std::string& identity) {
    if (to_.db.schema_version() > 0) {
      const auto known = find_filling(to_.db) ? filling() : std::nullopt;
      if (!known) expect_empty(to_.db, to_.name);
      if (known && known->identity != identity) {
        archive::give_up(
            ErrorCode::copy_other_source, {{"path", to_.name}, {"found", known->source}}
        );
      }
    }
    to_.db.migrate(sql::all_migrations(to_.db.engine()));
    const std::string why = difference(tables_, content_tables(to_.db));
    if (!why.empty()) {
      archive::give_up(ErrorCode::backup_differs, {{"path", to_.name}, {"why", why}});
    }
  }

  /// Marks an empty target, or sees that the mark there is of this source as it is now.
  void take_up(sql::TableReader& source, const std::string& identity) {
    const auto mark = [&](auto&& change) {
      const Outcome marked = to_.db.write([&](sql::Tx& tx) -> Outcome {
        change(tx);
        return ok();
      });
      GX_CHECK(marked.has_value());
    };
    auto known = filling();
    if (!known) {
      mark([&](sql::Tx& tx) {
        store::insert_filling(
            tx, {from_.name, identity, std::string(stamp_of_seeds), clock_.now()}
        );
      });
      known = filling();
    } else {
      copied_.resumed = true;
    }
    const OnRows on_rows = [&](std::int64_t rows) {
      report(on_progress_, {Phase::counting, rows, 0, true});
    };
    const Contents contents = count_contents(source, tables_, on_rows);
    total_ = contents.rows();
    const std::string stamp = stamp_of(contents);
    // What the migrations put there goes behind the mark and before the first row: one that is
    // killed here begins here.
    if (known->stamp == stamp_of_seeds) {
      copied_.resumed = false;
      delete_seeds(to_.db, tables_);
      mark([&](sql::Tx& tx) { store::set_filling_stamp(tx, stamp); });
    } else if (known->stamp != stamp) {
      changed("other numbers of rows, or other points");
    }
  }

  std::string identity_of(sql::TableReader& source) {
    const auto table = std::ranges::find(tables_, installation_table, &sql::Table::name);
    GX_CHECK(table != tables_.end());
    archive::RowDigest digest;
    source.scan(*table, {}, [&](const sql::RowView& row) {
      digest.add(row, *table);
      const auto column = std::ranges::find(
          table->columns, std::string("key_fingerprint"), &sql::TableColumn::name
      );
      GX_CHECK(column != table->columns.end());
      copied_.key_fingerprint = row.text(static_cast<int>(column - table->columns.begin()));
      return true;
    });
    const crypto::Digest sum = digest.finish();
    return crypto::to_hex(crypto::bytes_of(sum));
  }

  static std::string stamp_of(const Contents& contents) {
    std::string text = contents.digest();
    for (const auto& table : contents.tables) {
      text += " " + table.name + "=" + std::to_string(table.rows);
    }
    const crypto::Digest sum = crypto::sha256(text);
    return crypto::to_hex(crypto::bytes_of(sum));
  }

  /// Goes on behind the last row there is: every batch was one transaction, in key order.
  void fill(sql::TableReader& source, const sql::Table& table) {
    sql::TableRow after;
    std::int64_t there = 0;
    to_.db.read_tables([&](sql::TableReader& target) {
      after = target.last_key(table);
      if (!after.empty()) there = target.count(table);
    });
    Filler filler(to_.db, table);
    archive::RowDigest digest;
    source.scan(table, after, [&](const sql::RowView& view) {
      digest.add(view, table);
      sql::TableRow row;
      row.reserve(table.columns.size());
      for (std::size_t i = 0; i < table.columns.size(); ++i) {
        row.push_back(sql::value_of(view, static_cast<int>(i), table.columns[i].type));
      }
      const std::int64_t before = filler.rows();
      filler.add(std::move(row));
      if (filler.rows() != before) {
        report(on_progress_, {Phase::filling, done_ + there + filler.rows(), total_, true});
      }
      return true;
    });
    filler.flush();
    const crypto::Digest sum = digest.finish();
    filled_.push_back({table.name, digest.rows(), crypto::to_hex(crypto::bytes_of(sum))});
    done_ += there + filler.rows();
    report(on_progress_, {Phase::filling, done_, total_, true});
  }

  /// The source last, and as it is by now: what was sold there meanwhile would be lost.
  void compare() {
    const auto digest_of = [&](sql::Database& db, std::int64_t before) {
      std::vector<archive::TableCount> digests;
      db.read_tables([&](sql::TableReader& reader) {
        digests = digest_contents(reader, tables_, [&](std::int64_t rows) {
          report(on_progress_, {Phase::comparing, before + rows, 2 * total_, true});
        });
      });
      return digests;
    };
    const auto found = digest_of(to_.db, 0);
    const auto newest = [](sql::Tx& tx) { return outbox::newest_event_id(tx); };
    const std::int64_t event = from_.db.read(newest);
    const auto wanted = digest_of(from_.db, total_);
    const std::string why = difference(wanted, found);
    if (!why.empty()) {
      // Rows of a resumed copy may be of an earlier state of the source; those that passed here are
      // known.
      if (copied_.resumed || !difference(filled_, wanted).empty()) changed(why);
      archive::give_up(ErrorCode::backup_differs, {{"path", to_.name}, {"why", why}});
    }
    // While that was read, too.
    if (from_.db.read(newest) != event) changed("somebody goes on working there");
    const std::string user = from_.user ? from_.user() : "";
    if (!user.empty()) changed(user + " uses it");
  }

  CopyEnd from_, to_;
  const Clock& clock_;
  const OnProgress& on_progress_;
  std::vector<sql::Table> tables_;
  std::vector<archive::TableCount> filled_;  // what passed on its way into the target
  std::int64_t total_ = 0, done_ = 0;
  Copied copied_;
};

}  // namespace

Result<Copied> copy(CopyEnd from, CopyEnd to, const Clock& clock, const OnProgress& on_progress) {
  const std::string name = to.name;
  return guarded<Copied>(name, [&] { return Copier(from, to, clock, on_progress).copy(); });
}

}  // namespace guanxi::backup
