#include "platform/archive/table_stream.h"

#include <zlib.h>

#include "platform/archive/bytes.h"
#include "platform/archive/failure.h"

namespace guanxi::archive {
namespace {

constexpr std::size_t block_bytes = std::size_t{1}
                                    << 20;  // a block ends behind the row that fills it
constexpr std::size_t block_bytes_max = std::size_t{1} << 28;
constexpr std::size_t name_bytes_max = 200;
constexpr int level = 1;  // a backup beside the service: little CPU matters more than few bytes

enum Tag : char { is_null = 0, is_integer = 1, is_text = 2, is_bytes = 3 };

void put_text(std::string& out, std::string_view text) {
  put<std::uint32_t>(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}

void put_value(std::string& out, const sql::RowView& row, int column, sql::ColumnType type) {
  if (row.is_null(column)) {
    out += is_null;
    return;
  }
  switch (type) {
    case sql::ColumnType::integer:
      out += is_integer;
      put<std::int64_t>(out, row.integer(column));
      return;
    case sql::ColumnType::text:
      out += is_text;
      put_text(out, row.text(column));
      return;
    case sql::ColumnType::bytes:
      out += is_bytes;
      put_text(out, row.bytes(column));
      return;
  }
}

std::string head_of(const sql::Table& table) {
  std::string out = "T";
  put_text(out, table.name);
  put<std::uint32_t>(out, static_cast<std::uint32_t>(table.columns.size()));
  for (const sql::TableColumn& column : table.columns) {
    put_text(out, column.name);
    out += static_cast<char>(column.type);
    out += column.nullable ? '\1' : '\0';
  }
  put<std::uint32_t>(out, static_cast<std::uint32_t>(table.key.size()));
  for (const std::string& column : table.key) put_text(out, column);
  return out;
}

}  // namespace

void RowDigest::add(const sql::RowView& row, const sql::Table& table, std::string* out) {
  encoded_.clear();
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    put_value(encoded_, row, static_cast<int>(i), table.columns[i].type);
  }
  std::string length;
  put<std::uint32_t>(length, static_cast<std::uint32_t>(encoded_.size()));
  hash_.add(length);
  hash_.add(encoded_);
  ++rows_;
  if (out != nullptr) out->append(length).append(encoded_);
}

TableCount TableWriter::write(
    const sql::Table& table, const std::function<void(const Row&)>& each_row
) {
  sink_(head_of(table));
  RowDigest digest;
  each_row([&](const sql::RowView& row) {
    digest.add(row, table, &block_);
    ++block_rows_;
    if (block_.size() >= block_bytes) flush_block();
  });
  flush_block();
  std::string end = "E";
  put<std::int64_t>(end, digest.rows());
  const crypto::Digest sum = digest.finish();
  end += crypto::bytes_of(sum);
  sink_(end);
  ++tables_;
  return {table.name, digest.rows(), crypto::to_hex(crypto::bytes_of(sum))};
}

void TableWriter::flush_block() {
  if (block_.empty()) return;
  uLongf size = compressBound(block_.size());
  deflated_.resize(size);
  const int result = compress2(
      reinterpret_cast<Bytef*>(deflated_.data()),
      &size,
      reinterpret_cast<const Bytef*>(block_.data()),
      block_.size(),
      level
  );
  GX_CHECK(result == Z_OK && block_.size() <= block_bytes_max);
  std::string head = "B";
  put<std::uint32_t>(head, block_rows_);
  put<std::uint32_t>(head, static_cast<std::uint32_t>(block_.size()));
  put<std::uint32_t>(head, static_cast<std::uint32_t>(size));
  put<std::uint32_t>(
      head,
      static_cast<std::uint32_t>(crc32(
          crc32(0, nullptr, 0),
          reinterpret_cast<const Bytef*>(block_.data()),
          static_cast<uInt>(block_.size())
      ))
  );
  sink_(head);
  sink_(std::string_view(deflated_).substr(0, size));
  block_.clear();
  block_rows_ = 0;
}

void TableWriter::finish() {
  std::string end = "Z";
  put<std::uint32_t>(end, tables_);
  sink_(end);
}

void TableReader::damaged(const std::string& why) {
  give_up(ErrorCode::backup_damaged, {{"why", why}});
}

void TableReader::read_exactly(std::span<char> into) {
  for (std::size_t done = 0; done < into.size();) {
    const std::size_t count = source_(into.subspan(done));
    if (count == 0) damaged("its tables end too early");
    done += count;
  }
}

template <class Number>
Number TableReader::number() {
  std::string bytes(sizeof(Number), '\0');
  read_exactly(bytes);
  return get<Number>(bytes);
}

std::string TableReader::text(std::size_t bytes_max) {
  const auto size = number<std::uint32_t>();
  if (size > bytes_max) damaged("a name is too long");
  std::string text(size, '\0');
  read_exactly(text);
  return text;
}

bool TableReader::next_table(sql::Table& table) {
  GX_CHECK(!in_table_);
  const char what = number<char>();
  if (what == 'Z') {
    if (number<std::uint32_t>() != tables_) damaged("a table is missing");
    return false;
  }
  if (what != 'T') damaged("a table was expected");
  table_ = {text(name_bytes_max), {}, {}};
  const auto columns = number<std::uint32_t>();
  if (columns > 1000) damaged("too many columns");
  for (std::uint32_t i = 0; i < columns; ++i) {
    std::string name = text(name_bytes_max);
    const auto type = number<std::uint8_t>();
    if (type > static_cast<int>(sql::ColumnType::bytes)) damaged("an unknown type");
    const auto nullable = number<std::uint8_t>();
    if (nullable > 1) damaged("neither yes nor no");
    table_.columns.push_back({std::move(name), static_cast<sql::ColumnType>(type), nullable == 1});
  }
  const auto keys = number<std::uint32_t>();
  if (keys > columns) damaged("too many columns in a key");
  for (std::uint32_t i = 0; i < keys; ++i) table_.key.push_back(text(name_bytes_max));
  table = table_;
  rows_ = rows_due_ = 0;
  block_.clear();
  at_ = 0;
  in_table_ = true;
  ++tables_;
  return true;
}

void TableReader::next_block() {
  const auto rows = number<std::uint32_t>();
  const auto size = number<std::uint32_t>();
  const auto deflated = number<std::uint32_t>();
  const auto checksum = number<std::uint32_t>();
  if (rows == 0 || size == 0 || size > block_bytes_max || deflated > compressBound(size)) {
    damaged("a block of rows has impossible lengths");
  }
  std::string packed(deflated, '\0');
  read_exactly(packed);
  block_.resize(size);
  uLongf got = size;
  const int result = uncompress(
      reinterpret_cast<Bytef*>(block_.data()),
      &got,
      reinterpret_cast<const Bytef*>(packed.data()),
      packed.size()
  );
  const auto found = crc32(
      crc32(0, nullptr, 0), reinterpret_cast<const Bytef*>(block_.data()), static_cast<uInt>(got)
  );
  if (result != Z_OK || got != size || found != checksum) damaged("a block of rows is broken");
  at_ = 0;
  rows_due_ += rows;
}

bool TableReader::next_row(sql::TableRow& row) {
  GX_CHECK(in_table_);
  if (at_ == block_.size()) {
    if (rows_ != rows_due_) damaged("a block has another number of rows than it says");
    const char what = number<char>();
    if (what == 'E') {
      const auto rows = number<std::int64_t>();
      std::string digest(32, '\0');
      read_exactly(digest);
      if (rows != rows_ || digest != crypto::bytes_of(hash_.finish())) {
        damaged(table_.name + " is not whole");
      }
      in_table_ = false;
      return false;
    }
    if (what != 'B') damaged("rows were expected");
    next_block();
  }
  const auto need = [&](std::size_t bytes) {
    if (block_.size() - at_ < bytes) damaged("a row of " + table_.name + " is cut short");
  };
  need(4);
  const std::size_t size = get<std::uint32_t>(block_, at_);
  need(4 + size);
  hash_.add(std::string_view(block_).substr(at_, 4 + size));
  const std::size_t end = at_ + 4 + size;
  at_ += 4;
  row.clear();
  for (const sql::TableColumn& column : table_.columns) {
    need(1);
    const char tag = block_[at_++];
    if (tag == is_null) {
      row.emplace_back(sql::Null{});
      continue;
    }
    if (tag != static_cast<char>(column.type) + 1) damaged("a value of the wrong type");
    if (tag == is_integer) {
      need(8);
      row.emplace_back(get<std::int64_t>(block_, at_));
      at_ += 8;
      continue;
    }
    need(4);
    const std::size_t length = get<std::uint32_t>(block_, at_);
    need(4 + length);
    std::string text = block_.substr(at_ + 4, length);
    at_ += 4 + length;
    if (tag == is_text) {
      row.emplace_back(std::move(text));
    } else {
      row.emplace_back(sql::Bytes{std::move(text)});
    }
  }
  if (at_ != end) damaged("a row of " + table_.name + " has the wrong length");
  ++rows_;
  return true;
}

}  // namespace guanxi::archive
