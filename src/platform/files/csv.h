// Comma-separated values as RFC 4180 has them, read strictly, in one pass, with flat memory:
// quotes, "" inside quotes, line breaks inside quotes, CRLF or LF, a UTF-8 byte order mark. What is
// not CSV or not UTF-8 is a fault with the line it stands on; reading goes on with the next record
// wherever there is one.
//
//   files::FileSource file(path);
//   files::CsvTable table(file, columns);               // columns: {{"code", true}, {"name",
//   false}} for (auto step = table.next(); step != CsvStep::end; step = table.next()) {
//     if (step == CsvStep::fault) { … explain(table.fault(), "en") …; continue; }
//     use(table[0], table[1]);
//   }
//
// Threads: a reader belongs to one thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "platform/files/reader.h"

namespace guanxi::files {

struct CsvOptions {
  char separator = ',';  // ASCII, neither quote nor line end
  std::size_t field_bytes_max = 64 * 1024;
  std::size_t record_bytes_max = 1024 * 1024;
  std::size_t fields_max = 1000;  // of one record
};

struct CsvFault {
  enum class Kind {
    text_after_quote,      // "abc"d,
    quote_in_plain_field,  // ab"c,
    quote_not_closed,      // the file ends inside quotes
    stray_return,          // a carriage return that no line feed follows, outside quotes
    nul_character,
    not_utf8,  // GBK and UTF-16 files end up here
    field_too_long,
    record_too_long,
    too_many_fields,
    wrong_field_count,  // a row with more or fewer fields than the header (CsvTable)
    missing_header,     // an empty file (CsvTable)
    missing_column,     // the header lacks a required column (CsvTable)
    unknown_column,     // the header names one that is not ours (CsvTable)
    repeated_column,    // the header names one twice (CsvTable)
    source,             // the file cannot be read (on), see the source's fault()
  };
  Kind kind = Kind::source;
  std::uint64_t line = 0;    // of the file, from 1: where the fault was seen
  std::uint64_t record = 0;  // from 1, the header included: the record it is in
  std::size_t field = 0;     // from 1; 0: the record as a whole
  std::string detail;  // the column's name, the source's words, the counts; never a cell's content
  bool fatal = false;  // nothing follows
};

/// "text_after_quote" …: the word of a kind, for reject files and facts.
std::string_view fault_name(CsvFault::Kind kind);
/// One sentence for people, with line and field: zh-CN for that tag, else English.
std::string explain(const CsvFault& fault, std::string_view language_tag);
/// The fault as a coded error: bad_format, too_long, too_many, missing_field, unknown_field or
/// duplicate_field, with `line`, `field` and `why` (its fault_name) among the facts.
Error to_error(const CsvFault& fault);

enum class CsvStep { record, fault, end };

class CsvReader {
 public:
  /// `source` must outlive the reader.
  explicit CsvReader(Source& source, CsvOptions options = {});

  /// The next record. A line without any character is no record; a line of just "" is one empty
  /// field. After a fault the rest of the damaged record has been skipped and next() goes on behind
  /// it.
  CsvStep next();
  /// Of the record next() returned; views live until the next next().
  const std::vector<std::string_view>& fields() const { return fields_; }
  const CsvFault& fault() const { return fault_; }
  std::uint64_t line() const {
    return record_line_;
  }                                                 // of the file, from 1: where the record begins
  std::uint64_t record() const { return record_; }  // from 1, faulty ones counted

 private:
  enum class State { field_start, plain, quoted, quote_seen, skip_line };

  bool more() { return at_ < filled_ || fill(); }
  bool fill();
  bool begin();
  bool to_record();
  bool step(State& state);
  bool border(State& state, char c);
  void append_run(const std::array<bool, 256>& stops);
  void append(std::string_view bytes);
  void end_field();
  void blame(CsvFault::Kind kind);
  CsvStep finish_record();
  CsvStep at_end(State state);
  CsvStep blame_source();

  Source& source_;
  CsvOptions options_;
  std::array<bool, 256> plain_stops_{};  // bytes that mean something outside quotes
  std::vector<char> chunk_;
  std::size_t at_ = 0, filled_ = 0;  // chunk_[at_, filled_) waits
  bool begun_ = false, done_ = false;
  // The record's fields with a NUL behind each: one field's half character cannot be completed by
  // the next field's first byte when the whole is checked for UTF-8.
  std::string text_;
  std::vector<std::size_t> ends_;  // of each field in text_
  std::size_t field_begin_ = 0;
  bool faulty_ = false;
  std::uint64_t line_ = 1, record_line_ = 0, quote_line_ = 0, record_ = 0;
  std::vector<std::string_view> fields_;
  CsvFault fault_;
};

struct CsvColumn {
  std::string_view name;
  bool required = true;  // in the header; a cell may still be empty
};

enum class UnknownColumns { refuse, ignore };

/// Records under a header that names the columns, in any order. Names are compared exactly, after
/// blanks around them.
class CsvTable {
 public:
  CsvTable(
      Source& source,
      std::span<const CsvColumn> columns,
      UnknownColumns unknown = UnknownColumns::refuse,
      CsvOptions options = {}
  );

  /// As CsvReader::next(), the header read and checked before the first row; a fault of the header
  /// is fatal.
  CsvStep next();
  /// The cell of columns[i] in this row; empty if the header lacks the column.
  std::string_view operator[](std::size_t i) const;
  /// Whether the header has columns[i]; known after the first next().
  bool has(std::size_t i) const { return places_[i].has_value(); }
  const CsvFault& fault() const { return fault_; }
  std::uint64_t line() const { return reader_.line(); }
  std::uint64_t rows() const { return rows_; }  // so far, header not counted, faulty ones counted

 private:
  bool read_header();
  bool blame(CsvFault::Kind kind, std::string detail, std::size_t field);

  CsvReader reader_;
  std::vector<CsvColumn> columns_;
  UnknownColumns unknown_;
  std::vector<std::optional<std::size_t>> places_;
  std::size_t width_ = 0;
  std::uint64_t rows_ = 0;
  bool header_read_ = false, done_ = false;
  CsvFault fault_;
};

/// One record as text with a line feed: quotes where needed, and nowhere else. A field that a
/// spreadsheet would run as a formula is not changed here; that is the exporter's decision.
std::string csv_line(std::span<const std::string_view> fields, char separator = ',');

}  // namespace guanxi::files
