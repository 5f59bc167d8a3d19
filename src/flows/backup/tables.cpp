#include "flows/backup/tables.h"

#include <algorithm>
#include <array>

#include "platform/crypto/crypto.h"
#include "platform/sql/tables.h"

namespace guanxi::backup {
namespace {

constexpr std::size_t batch_rows_max = 20'000;
constexpr std::size_t batch_bytes_max = std::size_t{8} << 20;
constexpr std::string_view filling_table = "backup_fillings";
constexpr std::string_view leases_table = "node_leases";  // of the programs that use the store now
constexpr std::array<std::string_view, 2> tables_of_use{"installations", leases_table};
/// What migrations put into a table at most: a store that has no more was never used.
constexpr std::int64_t seeds_max = 3;
constexpr std::int64_t rows_between_reports = 10'000;

std::size_t bytes_of(const sql::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text->size();
  if (const auto* bytes = std::get_if<sql::Bytes>(&value)) return bytes->data.size();
  return 8;
}

}  // namespace

std::vector<sql::Table> content_tables(sql::Database& db) {
  std::vector<sql::Table> tables = db.tables();
  std::erase_if(tables, [](const sql::Table& table) {
    return table.name == filling_table || table.name == leases_table;
  });
  return tables;
}

std::int64_t Contents::rows() const {
  std::int64_t sum = 0;
  for (const auto& table : tables) sum += table.rows;
  return sum;
}

std::string Contents::digest() const { return crypto::to_hex(crypto::bytes_of(heads.digest)); }

Contents count_contents(
    sql::TableReader& reader, const std::vector<sql::Table>& tables, const OnRows& on_rows
) {
  Contents contents;
  points::HeadsFold heads;
  std::int64_t rows = 0;
  for (const sql::Table& table : tables) {
    const std::int64_t before = rows;
    rows += reader.count(table, [&](std::int64_t some) { on_rows(before + some); });
    on_rows(rows);
    contents.tables.push_back({table.name, rows - before, std::nullopt});
    if (!points::HeadsFold::wants(table)) continue;
    reader.scan(table, {}, [&](const sql::RowView& row) {
      heads.add_row(table, row);
      if (heads.heads().accounts % rows_between_reports == 0) on_rows(rows);
      return true;
    });
  }
  contents.heads = heads.heads();
  return contents;
}

std::vector<archive::TableCount> digest_contents(
    sql::TableReader& reader, const std::vector<sql::Table>& tables, const OnRows& on_rows
) {
  std::vector<archive::TableCount> counts;
  std::int64_t rows = 0;
  for (const sql::Table& table : tables) {
    archive::RowDigest digest;
    reader.scan(table, {}, [&](const sql::RowView& row) {
      digest.add(row, table);
      if (++rows % rows_between_reports == 0) on_rows(rows);
      return true;
    });
    const crypto::Digest sum = digest.finish();
    counts.push_back({table.name, digest.rows(), crypto::to_hex(crypto::bytes_of(sum))});
  }
  on_rows(rows);
  return counts;
}

void expect_empty(sql::Database& db, const std::string& name) {
  auto tables = db.tables();
  std::erase_if(tables, [](const sql::Table& table) { return table.name == filling_table; });
  db.read_tables([&](sql::TableReader& reader) {
    for (const sql::Table& table : tables) {
      const bool of_use = std::ranges::find(tables_of_use, table.name) != tables_of_use.end();
      const std::int64_t rows = reader.count(table);
      if (rows <= (of_use ? 0 : seeds_max)) continue;
      archive::give_up(
          ErrorCode::backup_place_taken,
          {{"path", name}, {"found", std::to_string(rows) + " rows in " + table.name}}
      );
    }
  });
}

void delete_seeds(sql::Database& db, const std::vector<sql::Table>& tables) {
  std::vector<sql::Table> seeded;
  db.read_tables([&](sql::TableReader& reader) {
    for (const sql::Table& table : tables) {
      if (reader.count(table) > 0) seeded.push_back(table);
    }
  });
  for (const sql::Table& table : seeded) db.delete_rows(table);
}

std::string difference(
    const std::vector<sql::Table>& wanted, const std::vector<sql::Table>& found
) {
  for (std::size_t i = 0; i < std::max(wanted.size(), found.size()); ++i) {
    const bool more = i >= wanted.size() || (i < found.size() && found[i].name < wanted[i].name);
    if (more) return "there is a table " + found[i].name + " that was not expected";
    if (i >= found.size() || wanted[i].name < found[i].name)
      return "the table " + wanted[i].name + " is missing";
    if (wanted[i] != found[i]) return "the table " + wanted[i].name + " has another shape";
  }
  return {};
}

std::string difference(
    const std::vector<archive::TableCount>& wanted, const std::vector<archive::TableCount>& found
) {
  if (wanted.size() != found.size()) {
    return std::to_string(wanted.size()) + " tables were expected, there are " +
           std::to_string(found.size());
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].name != found[i].name) {
      return "the table " + wanted[i].name + " was expected, there is " + found[i].name;
    }
    if (wanted[i].rows != found[i].rows) {
      return wanted[i].name + " has " + std::to_string(found[i].rows) + " rows instead of " +
             std::to_string(wanted[i].rows);
    }
    if (wanted[i].digest && found[i].digest && wanted[i].digest != found[i].digest) {
      return wanted[i].name + " has other content";
    }
  }
  return {};
}

void Filler::add(sql::TableRow row) {
  for (const sql::Value& value : row) bytes_ += bytes_of(value);
  batch_.push_back(std::move(row));
  if (batch_.size() >= batch_rows_max || bytes_ >= batch_bytes_max) flush();
}

void Filler::flush() {
  if (batch_.empty()) return;
  db_.insert_rows(table_, batch_);
  rows_ += static_cast<std::int64_t>(batch_.size());
  batch_.clear();
  bytes_ = 0;
}

Error error_of(const sql::StorageFault& fault, const std::string& place) {
  if (fault.kind() == sql::StorageFault::Kind::full)
    return fail(ErrorCode::backup_no_room, {}, {{"path", place}});
  return fail(ErrorCode::backup_failed, {}, {{"path", place}, {"why", fault.what()}});
}

void report(const OnProgress& on_progress, const Progress& progress) {
  if (on_progress && !on_progress(progress)) archive::give_up(ErrorCode::backup_stopped);
}

}  // namespace guanxi::backup
