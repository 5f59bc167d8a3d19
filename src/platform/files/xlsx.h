// Workbooks as spreadsheet programs save them (Office Open XML, ECMA-376, ".xlsx"): one sheet of
// texts, written and read with flat memory.
//
// Written cells are texts, never formulas: a card number keeps its noughts, and nothing that a
// customer typed is run by whoever opens the file. Numbers, dates and times are what they are only
// in columns that are said to hold them.
//
// Reading is of files that strangers send. Bounded: bytes unpacked, rows, columns, the length of a
// cell. A file with a DTD, encrypted or with anything but deflate is refused. Numbers come as they
// are stored ("0.1", "45000" for a date: a column of dates should be text or is converted by
// date_of_serial), formulas as the value they had when the file was saved.
//
// Threads: a writer or reader belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace guanxi::files {

inline constexpr const char* xlsx_media_type =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What the cells of a column are. All come as texts: numbers as "-1234.50", dates as
/// "2026-11-21", times as "2026-11-21 21:05:00". A cell that is not what its column says stays a
/// text, and so does a number of more than 15 digits, which a spreadsheet could not keep.
enum class CellKind { text, number, date, time };

class XlsxWriter {
 public:
  /// `sheet`: the name of the sheet, up to 31 characters. Throws std::runtime_error where the
  /// system's directory for temporary files cannot be written.
  explicit XlsxWriter(const std::string& sheet);
  ~XlsxWriter();
  XlsxWriter(const XlsxWriter&) = delete;
  XlsxWriter& operator=(const XlsxWriter&) = delete;

  /// The first row is the header: bold, and it stays in sight. At most 1,048,576 rows.
  void add_row(std::span<const std::string_view> cells);
  /// The same with a kind for each cell; the header stays texts.
  void add_row(std::span<const std::string_view> cells, std::span<const CellKind> kinds);
  /// The finished file; nothing can be added afterwards. Throws as the constructor.
  std::string finish();
  /// The same in pieces, so that memory stays flat.
  void finish(const std::function<void(std::string_view)>& sink);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct XlsxLimits {
  std::uint64_t unpacked_bytes_max = 1ULL << 30U;
  std::uint64_t shared_bytes_max = 256ULL << 20U;  // texts that cells share, held in memory
  std::size_t rows_max = 1'048'576, columns_max = 1000, cell_bytes_max = 64 * 1024;
};

/// Why a workbook cannot be read (on).
struct XlsxFault {
  enum class Kind {
    not_a_workbook,  // no zip, or none with a sheet in it
    encrypted,
    damaged,    // a zip or XML that breaks off or contradicts itself
    too_large,  // beyond a limit
  };
  Kind kind = Kind::not_a_workbook;
  std::string detail;  // in English; never a cell's content
};

/// The rows of the first sheet, from the top.
class XlsxReader {
 public:
  explicit XlsxReader(const std::filesystem::path& file, const XlsxLimits& limits = {});
  ~XlsxReader();
  XlsxReader(const XlsxReader&) = delete;
  XlsxReader& operator=(const XlsxReader&) = delete;

  /// False at the end and at a fault. Rows without any cell are passed over.
  bool next();
  /// The cells of the row, from the first column on; without empty ones at its end.
  const std::vector<std::string>& cells() const;
  /// The row's number in the sheet, from 1.
  std::uint64_t row() const;
  const std::optional<XlsxFault>& fault() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The day a spreadsheet means by a whole number ("45000": 2023-03-15): days since 1899-12-30, from
/// 1900-03-01 on. nullopt for anything else.
std::optional<Date> date_of_serial(std::string_view text);

}  // namespace guanxi::files
