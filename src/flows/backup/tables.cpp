#include "flows/backup/tables.h"

#include "platform/crypto/crypto.h"
#include "platform/sql/tables.h"

namespace guanxi::backup {
namespace {

constexpr std::size_t batch_rows_max = 5000;
constexpr std::size_t batch_bytes_max = std::size_t{4} << 20;
constexpr std::string_view filling_table = "backup_fillings";
constexpr std::string_view accounts_table = "points_accounts";
constexpr std::string_view installation_table = "installations";
constexpr std::int64_t rows_between_reports = 10'000;

int column(const sql::Table& table, std::string_view name) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name == name) return static_cast<int>(i);
  }
  GX_CHECK_WHY(false, table.name + " has no column " + std::string(name));
  return 0;
}

std::size_t bytes_of(const sql::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text->size();
  if (const auto* bytes = std::get_if<sql::Bytes>(&value)) return bytes->data.size();
  return 8;
}

}  // namespace

std::vector<sql::Table> content_tables(sql::Database& db) {
  std::vector<sql::Table> tables = db.tables();
  std::erase_if(tables, [](const sql::Table& table) { return table.name == filling_table; });
  return tables;
}

void HeadsOfRows::add(const sql::Table& table, const sql::RowView& row) {
  if (table.name != accounts_table) return;
  fold_.add(
      OwnerId(row.integer(column(table, "owner_id"))),
      row.integer(column(table, "seq")),
      Points(row.integer(column(table, "balance"))),
      sql::Column<sql::Digest>::read(row, column(table, "head_hash"))
  );
}

std::string HeadsOfRows::digest() const { return crypto::to_hex(crypto::bytes_of(heads().digest)); }

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
  HeadsOfRows heads;
  std::int64_t rows = 0;
  for (const sql::Table& table : tables) {
    contents.tables.push_back({table.name, reader.count(table), std::nullopt});
    on_rows(rows += contents.tables.back().rows);
    if (table.name != accounts_table) continue;
    reader.scan(table, {}, [&](const sql::RowView& row) {
      heads.add(table, row);
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

void expect_empty(
    sql::Database& db, const std::vector<sql::Table>& tables, const std::string& name
) {
  db.read_tables([&](sql::TableReader& reader) {
    for (const sql::Table& table : tables) {
      const std::int64_t rows = reader.count(table);
      if (rows <= (table.name == installation_table ? 0 : 1)) continue;
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

void report(const OnProgress& on_progress, const Progress& progress) {
  if (on_progress && !on_progress(progress)) archive::give_up(ErrorCode::backup_stopped);
}

}  // namespace guanxi::backup
