#include <algorithm>

#include "flows/backup/backup.h"
#include "flows/backup/store.h"
#include "flows/backup/tables.h"
#include "platform/sql/migrations.h"
#include "platform/sql/tables.h"

namespace guanxi::backup {
namespace {

constexpr std::string_view installation_table = "installations";

class Copier {
 public:
  Copier(CopyEnd from, CopyEnd to, const Clock& clock, const OnProgress& on_progress)
      : from_(from), to_(to), clock_(clock), on_progress_(on_progress) {}

  Copied copy() {
    prepare_schemas();
    from_.db.read_tables([&](sql::TableReader& source) {
      take_up(source);
      for (const sql::Table& table : tables_) fill(source, table);
      compare(source);
    });
    report(on_progress_, {Phase::verifying, 0, 0, false});
    copied_.books = verify::verify(to_.db, verify::Depth::pages);
    if (!copied_.books.is_clean()) {
      archive::give_up(ErrorCode::backup_books_broken, {{"why", verify::headline(copied_.books)}});
    }
    const Outcome done = to_.db.write([](sql::Tx& tx) -> Outcome {
      store::delete_filling(tx);
      return ok();
    });
    GX_CHECK(done.has_value());
    copied_.tables = std::ssize(tables_);
    copied_.rows = total_;
    return copied_;
  }

 private:
  void prepare_schemas() {
    const auto ours = std::ssize(sql::all_migrations(from_.db.engine()));
    const int theirs = from_.db.schema_version();
    if (theirs != ours) {
      archive::give_up(
          theirs < ours ? ErrorCode::copy_older_schema : ErrorCode::backup_newer_schema,
          {{"theirs", std::to_string(theirs)}, {"ours", std::to_string(ours)}}
      );
    }
    to_.db.migrate(sql::all_migrations(to_.db.engine()));
    tables_ = content_tables(from_.db);
    if (tables_ != content_tables(to_.db)) {
      archive::give_up(ErrorCode::backup_differs, {{"why", "the two schemas differ"}});
    }
  }

  /// Marks an empty target, or sees that the mark there is of this source as it is now.
  void take_up(sql::TableReader& source) {
    const OnRows on_rows = [&](std::int64_t rows) {
      report(on_progress_, {Phase::counting, rows, 0, true});
    };
    const Contents contents = count_contents(source, tables_, on_rows);
    total_ = contents.rows();
    const std::string identity = identity_of(source);
    const std::string stamp = stamp_of(contents);
    const auto filling = to_.db.read([](sql::Tx& tx) { return store::find_filling(tx); });
    if (filling) {
      copied_.resumed = true;
      if (filling->identity != identity) {
        archive::give_up(
            ErrorCode::copy_other_source, {{"path", to_.name}, {"found", filling->source}}
        );
      }
      if (filling->stamp != stamp) {
        archive::give_up(
            ErrorCode::copy_source_changed,
            {{"path", from_.name}, {"why", "other numbers of rows, or other points"}}
        );
      }
      return;
    }
    expect_empty(to_.db, tables_, to_.name);
    delete_seeds(to_.db, tables_);
    const Outcome marked = to_.db.write([&](sql::Tx& tx) -> Outcome {
      store::insert_filling(tx, {from_.name, identity, stamp, clock_.now()});
      return ok();
    });
    GX_CHECK(marked.has_value());
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
    source.scan(table, after, [&](const sql::RowView& view) {
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
    done_ += there + filler.rows();
    report(on_progress_, {Phase::filling, done_, total_, true});
  }

  void compare(sql::TableReader& source) {
    const auto wanted = digest_contents(source, tables_, [&](std::int64_t rows) {
      report(on_progress_, {Phase::comparing, rows, 2 * total_, true});
    });
    std::vector<archive::TableCount> found;
    to_.db.read_tables([&](sql::TableReader& target) {
      found = digest_contents(target, tables_, [&](std::int64_t rows) {
        report(on_progress_, {Phase::comparing, total_ + rows, 2 * total_, true});
      });
    });
    const std::string why = difference(wanted, found);
    if (why.empty()) return;
    // Only a resumed copy can have rows of an earlier state of the source.
    archive::give_up(
        copied_.resumed ? ErrorCode::copy_source_changed : ErrorCode::backup_differs,
        {{"path", from_.name}, {"why", why}}
    );
  }

  CopyEnd from_, to_;
  const Clock& clock_;
  const OnProgress& on_progress_;
  std::vector<sql::Table> tables_;
  std::int64_t total_ = 0, done_ = 0;
  Copied copied_;
};

}  // namespace

Result<Copied> copy(CopyEnd from, CopyEnd to, const Clock& clock, const OnProgress& on_progress) {
  const std::string name = to.name;
  return guarded<Copied>(name, [&] { return Copier(from, to, clock, on_progress).copy(); });
}

}  // namespace guanxi::backup
