#include "platform/files/table.h"

#include <utility>

#include "base/check.h"
#include "platform/files/csv.h"

namespace guanxi::files {
namespace {

constexpr std::size_t workbook_cell_bytes_max = 32'000;

/// Not amidst a character.
std::string_view cut(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

/// What our own numbers, dates and times are made of: a minus before them is none of a formula.
bool is_plain(std::string_view cell) {
  return cell.find_first_not_of("0123456789.-: ") == std::string_view::npos;
}

}  // namespace

std::string harmless(std::string cell) {
  // Signs as they are, and full-width ones, which some spreadsheets read alike.
  constexpr std::string_view signs[] = {
      "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"};
  for (const std::string_view sign : signs) {
    if (cell.starts_with(sign)) return "'" + cell;
  }
  return cell;
}

TableWriter::TableWriter(
    TableForm form, const std::string& sheet, const std::vector<TableColumn>& columns, Sink sink
)
    : sink_(std::move(sink)) {
  GX_CHECK(!columns.empty());
  std::vector<std::string_view> titles;
  for (const TableColumn& column : columns) {
    titles.push_back(column.title);
    kinds_.push_back(column.kind);
  }
  if (form == TableForm::xlsx) {
    workbook_.emplace(sheet);
  } else {
    sink_("\xEF\xBB\xBF");
  }
  add(titles);
}

void TableWriter::add_row(std::span<const std::string> cells) {
  GX_CHECK(cells.size() == kinds_.size());
  std::vector<std::string> safe;
  std::vector<std::string_view> views;
  safe.reserve(cells.size());  // views into it stay
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (workbook_) {
      views.push_back(cut(cells[i], workbook_cell_bytes_max));
    } else if (kinds_[i] != CellKind::text && is_plain(cells[i])) {
      views.push_back(cells[i]);
    } else {
      views.push_back(safe.emplace_back(harmless(cells[i])));
    }
  }
  add(views);
}

void TableWriter::finish() {
  if (workbook_) workbook_->finish(sink_);
}

void TableWriter::add(std::span<const std::string_view> cells) {
  if (workbook_) {
    workbook_->add_row(cells, kinds_);
  } else {
    sink_(csv_line(cells));
  }
}

}  // namespace guanxi::files
