// Tables as a stream of bytes: the payload of a logical backup. Neither side holds more than a
// block of rows.
//
//   'T' table: name, columns (name, type, nullable), key
//   'B' rows, bytes, deflated bytes, CRC-32, then the block: rows one after another, deflated
//   'E' number of rows, SHA-256 over them
//   'Z' number of tables
//
// A row is the length of what follows, then each value behind a byte that says what it is. That
// encoding is also what the digest of a table is taken over: two stores with equal digests hold the
// same rows, whatever their engines.
//
// Threads: each object belongs to one thread.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "platform/archive/manifest.h"
#include "platform/crypto/crypto.h"
#include "platform/sql/sql.h"

namespace guanxi::archive {

/// Rows of one table, counted and digested. See above.
class RowDigest {
 public:
  /// Appends the row's encoding to `out`, or only digests it.
  void add(const sql::RowView& row, const sql::Table& table, std::string* out = nullptr);
  std::int64_t rows() const { return rows_; }
  crypto::Digest finish() { return hash_.finish(); }

 private:
  crypto::Sha256 hash_;
  std::string encoded_;
  std::int64_t rows_ = 0;
};

class TableWriter {
 public:
  explicit TableWriter(std::function<void(std::string_view)> sink) : sink_(std::move(sink)) {}

  /// Writes a table: `each_row` calls what it is handed once per row, in key order.
  using Row = std::function<void(const sql::RowView&)>;
  TableCount write(const sql::Table& table, const std::function<void(const Row&)>& each_row);
  void finish();  // after the last table

 private:
  void flush_block();

  std::function<void(std::string_view)> sink_;
  std::string block_;
  std::string deflated_;
  std::uint32_t block_rows_ = 0;
  std::uint32_t tables_ = 0;
};

class TableReader {
 public:
  /// `source` fills at most what it is handed and returns how much; 0 at the end.
  explicit TableReader(std::function<std::size_t(std::span<char>)> source)
      : source_(std::move(source)) {}

  /// False at the end of the stream. After a table, every row of it must have been read. Throws
  /// Failure backup_damaged, as next_row() does.
  bool next_table(sql::Table& table);
  /// False behind the last row of the table; its digest was compared then.
  bool next_row(sql::TableRow& row);

 private:
  void read_exactly(std::span<char> into);
  template <class Number>
  Number number();
  std::string text(std::size_t bytes_max);
  void next_block();
  [[noreturn]] static void damaged(const std::string& why);

  std::function<std::size_t(std::span<char>)> source_;
  sql::Table table_;
  std::string block_;
  std::size_t at_ = 0;
  std::int64_t rows_ = 0;
  std::int64_t rows_due_ = 0;  // at the end of the block
  std::uint32_t tables_ = 0;
  bool in_table_ = false;
  crypto::Sha256 hash_;
};

}  // namespace guanxi::archive
