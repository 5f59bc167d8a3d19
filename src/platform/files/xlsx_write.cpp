#include <unistd.h>
#include <xlsxwriter.h>

#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/check.h"
#include "platform/files/xlsx.h"

namespace guanxi::files {

namespace {

constexpr lxw_row_t rows_max = 1'048'576;

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

}  // namespace

struct XlsxWriter::Impl {
  PrivateDirectory directory;
  std::string directory_name = directory.path().string();
  std::string file = (directory.path() / "book.xlsx").string();
  lxw_workbook* book = nullptr;
  lxw_worksheet* sheet = nullptr;
  lxw_format* bold = nullptr;
  lxw_row_t row = 0;

  ~Impl() {
    if (book != nullptr) workbook_close(book);
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
  worksheet_freeze_panes(impl_->sheet, 1, 0);
}

XlsxWriter::~XlsxWriter() = default;

void XlsxWriter::add_row(std::span<const std::string_view> cells) {
  GX_CHECK(impl_->book != nullptr && impl_->row < rows_max);
  lxw_col_t column = 0;
  for (const std::string_view cell : cells) {
    const std::string text(cell);
    const lxw_error error = worksheet_write_string(
        impl_->sheet, impl_->row, column++, text.c_str(), impl_->row == 0 ? impl_->bold : nullptr
    );
    if (error != LXW_NO_ERROR) refuse("a cell", error);
  }
  ++impl_->row;
}

std::string XlsxWriter::finish() {
  GX_CHECK(impl_->book != nullptr);
  const lxw_error error = workbook_close(std::exchange(impl_->book, nullptr));
  if (error != LXW_NO_ERROR) refuse("a workbook", error);
  std::ifstream file(impl_->file, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(file), {}};
  if (!file) throw std::runtime_error("a workbook: it cannot be read back");
  return content;
}

}  // namespace guanxi::files
