// A table on its way into a file: CSV with a byte order mark, as spreadsheets want it, or one sheet
// of a workbook. The bytes are handed on as they are made; memory stays flat.
//
// What somebody typed is never run by whoever opens the file: a text of a CSV that a spreadsheet
// would take for a formula begins with an apostrophe, texts of a workbook are texts.
//
// Threads: a writer belongs to one thread at a time.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/files/xlsx.h"

namespace guanxi::files {

enum class TableForm { csv, xlsx };

struct TableColumn {
  std::string title;
  CellKind kind = CellKind::text;
};

inline constexpr std::int64_t workbook_rows_max = 1'048'575;  // below the header

class TableWriter {
 public:
  using Sink = std::function<void(std::string_view)>;

  /// `sheet`: as XlsxWriter has it. Throws as XlsxWriter.
  TableWriter(
      TableForm form, const std::string& sheet, const std::vector<TableColumn>& columns, Sink sink
  );

  /// A cell for each column. A text longer than a workbook's cells hold is cut there.
  void add_row(std::span<const std::string> cells);
  /// To be called once, after the last row.
  void finish();

 private:
  void add(std::span<const std::string_view> cells);

  Sink sink_;
  std::vector<CellKind> kinds_;
  std::optional<XlsxWriter> workbook_;
};

/// The cell as a spreadsheet may open it: an apostrophe before what it would run ("=1+1", "@SUM").
std::string harmless(std::string cell);

}  // namespace guanxi::files
