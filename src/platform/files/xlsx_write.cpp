#include <unistd.h>
#include <xlsxwriter.h>

#include <cerrno>
#include <charconv>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/check.h"
#include "platform/files/xlsx.h"

namespace guanxi::files {

namespace {

constexpr lxw_row_t rows_max = 1'048'576;
constexpr double column_width = 18;  // a date and a time are seen whole
constexpr int first_year = 1900;     // of dates that a spreadsheet knows
constexpr std::size_t copied_bytes = 256 * 1024;

[[noreturn]] void refuse(const char* what, lxw_error error) {
  throw std::runtime_error(std::string(what) + ": " + lxw_strerror(error));
}

/// A directory that only we can read, gone with what is in it.
class PrivateDirectory {
 public:
  PrivateDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "guanxi-xlsx-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
      throw std::system_error(errno, std::generic_category(), "temporary directory");
    }
    path_ = name;
  }
  ~PrivateDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  PrivateDirectory(const PrivateDirectory&) = delete;
  PrivateDirectory& operator=(const PrivateDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Number {
  double value = 0;
  bool has_cents = false;
};

/// "-1234.50". Nullopt: it is something else, or of more digits than a double keeps.
std::optional<Number> cell_number(std::string_view text) {
  constexpr std::size_t digits_max = 15;
  const auto point = text.find('.');
  const std::size_t signs = (text.starts_with('-') ? 1U : 0U) + (point != text.npos ? 1U : 0U);
  if (text.size() <= signs || text.size() - signs > digits_max) return std::nullopt;
  if (text.find_first_not_of("0123456789.-") != text.npos) return std::nullopt;
  Number number;
  const auto [end, fault] = std::from_chars(
      text.data(), text.data() + text.size(), number.value, std::chars_format::fixed
  );
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  number.has_cents = point != text.npos;
  return number;
}

/// Of "21:05:00" the number at `at`; nullopt where there are no two digits below `limit`.
std::optional<int> two_digits(std::string_view text, std::size_t at, int limit) {
  int number = 0;
  const char* const begin = text.data() + at;
  const auto [end, fault] = std::from_chars(begin, begin + 2, number);
  if (fault != std::errc() || end != begin + 2 || number < 0 || number >= limit)
    return std::nullopt;
  return number;
}

/// "2026-11-21" or "2026-11-21 21:05:00".
std::optional<lxw_datetime> moment_of(std::string_view text, CellKind kind) {
  const bool is_time = kind == CellKind::time;
  if (text.size() != (is_time ? 19U : 10U)) return std::nullopt;
  const auto date = Date::parse(text.substr(0, 10));
  if (!date || date->year() < first_year) return std::nullopt;
  lxw_datetime moment{};
  moment.year = date->year();
  moment.month = date->month();
  moment.day = date->day();
  if (!is_time) return moment;
  const std::string_view clock = text.substr(11);
  const auto hour = two_digits(clock, 0, 24), minute = two_digits(clock, 3, 60),
             second = two_digits(clock, 6, 60);
  const bool divided = text[10] == ' ' && clock[2] == ':' && clock[5] == ':';
  if (!divided || !hour || !minute || !second) return std::nullopt;
  moment.hour = *hour;
  moment.min = *minute;
  moment.sec = *second;
  return moment;
}

}  // namespace

struct XlsxWriter::Impl {
  PrivateDirectory directory;
  std::string directory_name = directory.path().string();
  std::string file = (directory.path() / "book.xlsx").string();
  lxw_workbook* book = nullptr;
  lxw_worksheet* sheet = nullptr;
  lxw_format* bold = nullptr;
  lxw_format *whole = nullptr, *cents = nullptr, *date = nullptr, *time = nullptr;
  lxw_row_t row = 0;

  ~Impl() {
    if (book != nullptr) workbook_close(book);
  }
  lxw_format* format(const char* pattern) const {
    lxw_format* const made = workbook_add_format(book);
    format_set_num_format(made, pattern);
    return made;
  }
  lxw_error write(lxw_col_t column, const std::string& text, CellKind kind) const {
    if (row == 0) return worksheet_write_string(sheet, row, column, text.c_str(), bold);
    if (kind == CellKind::number) {
      if (const auto number = cell_number(text)) {
        lxw_format* const shown = number->has_cents ? cents : whole;
        return worksheet_write_number(sheet, row, column, number->value, shown);
      }
    } else if (kind != CellKind::text) {
      if (auto moment = moment_of(text, kind)) {
        lxw_format* const shown = kind == CellKind::date ? date : time;
        return worksheet_write_datetime(sheet, row, column, &*moment, shown);
      }
    }
    return worksheet_write_string(sheet, row, column, text.c_str(), nullptr);
  }
};

XlsxWriter::XlsxWriter(const std::string& sheet) : impl_(std::make_unique<Impl>()) {
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  options.tmpdir = impl_->directory_name.data();
  impl_->book = workbook_new_opt(impl_->file.c_str(), &options);
  GX_CHECK(impl_->book != nullptr);
  impl_->sheet = workbook_add_worksheet(impl_->book, sheet.c_str());
  if (impl_->sheet == nullptr) throw std::runtime_error("a sheet cannot be named " + sheet);
  impl_->bold = workbook_add_format(impl_->book);
  format_set_bold(impl_->bold);
  impl_->whole = impl_->format("#,##0");
  impl_->cents = impl_->format("#,##0.00");
  impl_->date = impl_->format("yyyy-mm-dd");
  impl_->time = impl_->format("yyyy-mm-dd hh:mm:ss");
  worksheet_freeze_panes(impl_->sheet, 1, 0);
}

XlsxWriter::~XlsxWriter() = default;

void XlsxWriter::add_row(std::span<const std::string_view> cells) { add_row(cells, {}); }

void XlsxWriter::add_row(std::span<const std::string_view> cells, std::span<const CellKind> kinds) {
  GX_CHECK(impl_->book != nullptr && impl_->row < rows_max);
  GX_CHECK(kinds.empty() || kinds.size() == cells.size());
  if (impl_->row == 0 && !cells.empty()) {
    const auto last = static_cast<lxw_col_t>(cells.size() - 1);
    worksheet_set_column(impl_->sheet, 0, last, column_width, nullptr);
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const CellKind kind = kinds.empty() ? CellKind::text : kinds[i];
    const lxw_error error = impl_->write(static_cast<lxw_col_t>(i), std::string(cells[i]), kind);
    if (error != LXW_NO_ERROR) refuse("a cell", error);
  }
  ++impl_->row;
}

std::string XlsxWriter::finish() {
  std::string content;
  finish([&](std::string_view piece) { content += piece; });
  return content;
}

void XlsxWriter::finish(const std::function<void(std::string_view)>& sink) {
  GX_CHECK(impl_->book != nullptr);
  const lxw_error error = workbook_close(std::exchange(impl_->book, nullptr));
  if (error != LXW_NO_ERROR) refuse("a workbook", error);
  std::ifstream file(impl_->file, std::ios::binary);
  std::string piece(copied_bytes, '\0');
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())) || file.gcount() > 0)
    sink(std::string_view(piece.data(), static_cast<std::size_t>(file.gcount())));
  if (!file.eof()) throw std::runtime_error("a workbook: it cannot be read back");
}

}  // namespace guanxi::files
