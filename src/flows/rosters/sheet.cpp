#include "flows/rosters/sheet.h"

#include <array>
#include <fstream>
#include <optional>

#include "flows/rosters/encoding.h"
#include "platform/files/csv.h"
#include "platform/files/xlsx.h"

namespace guanxi::rosters {
namespace {

using api::Language;

class TextSheet final : public Sheet {
 public:
  explicit TextSheet(const std::filesystem::path& file)
      : file_(file),
        converted_(encoding_of(file) == Encoding::gb18030 ? from_gb18030(file_) : nullptr),
        reader_(source(), {.separator = separator(file, converted_ != nullptr)}) {}

  Step next() override {
    switch (reader_.next()) {
      case files::CsvStep::record:
        cells_.assign(reader_.fields().begin(), reader_.fields().end());
        return check_width();
      case files::CsvStep::fault:
        fault_ = reader_.fault();
        return fault_.fatal ? Step::broken : Step::damaged;
      case files::CsvStep::end:
        break;
    }
    return Step::end;
  }
  const std::vector<std::string>& cells() const override { return cells_; }
  std::uint64_t line() const override { return reader_.line(); }
  std::string why(Language language) const override {
    return files::explain(fault_, api::language_tag(language));
  }
  std::uint64_t bytes_done() const override { return file_.bytes_done(); }
  bool is_workbook() const override { return false; }

 private:
  files::Source& source() { return converted_ ? *converted_ : file_; }
  static char separator(const std::filesystem::path& file, bool gb18030) {
    files::FileSource again(file);
    if (!gb18030) return separator_of(again);
    const auto converted = from_gb18030(again);
    return separator_of(*converted);
  }
  /// A row with a separator too many or too few has its values in the wrong columns.
  Step check_width() {
    if (width_ == 0) width_ = cells_.size();
    if (cells_.size() == width_) return Step::row;
    fault_ = {
        .kind = files::CsvFault::Kind::wrong_field_count,
        .line = reader_.line(),
        .record = reader_.record(),
        .detail = std::to_string(cells_.size()) + "/" + std::to_string(width_)};
    return Step::damaged;
  }

  files::FileSource file_;
  std::unique_ptr<files::Source> converted_;
  files::CsvReader reader_;
  std::size_t width_ = 0;
  std::vector<std::string> cells_;
  files::CsvFault fault_;
};

class WorkbookSheet final : public Sheet {
 public:
  explicit WorkbookSheet(const std::filesystem::path& file) : reader_(file) {}

  Step next() override {
    if (reader_.next()) return Step::row;
    return reader_.fault() ? Step::broken : Step::end;
  }
  const std::vector<std::string>& cells() const override { return reader_.cells(); }
  std::uint64_t line() const override { return reader_.row(); }
  std::string why(Language language) const override {
    const bool zh = language == Language::zh_cn;
    const files::XlsxFault& fault = *reader_.fault();
    switch (fault.kind) {
      case files::XlsxFault::Kind::not_a_workbook:
        return zh ? "不是 XLSX 工作簿" : "this is no XLSX workbook";
      case files::XlsxFault::Kind::encrypted:
        return zh ? "工作簿有密码，请去掉密码后重试" : "the workbook has a password: take it off";
      case files::XlsxFault::Kind::damaged:
        return (zh ? "工作簿已损坏：" : "the workbook is damaged: ") + fault.detail;
      case files::XlsxFault::Kind::too_large:
        break;
    }
    return (zh ? "工作簿过大：" : "the workbook is too large: ") + fault.detail;
  }
  std::uint64_t bytes_done() const override { return 0; }
  bool is_workbook() const override { return true; }

 private:
  files::XlsxReader reader_;
};

/// Zip archives begin so, and a workbook with a password is a compound file.
bool looks_like_workbook(const std::filesystem::path& file) {
  std::array<char, 4> start{};
  std::ifstream(file, std::ios::binary).read(start.data(), start.size());
  const std::string_view seen(start.data(), start.size());
  return seen == "PK\x03\x04" || seen == "\xD0\xCF\x11\xE0";
}

}  // namespace

std::unique_ptr<Sheet> open_sheet(const std::filesystem::path& file) {
  if (looks_like_workbook(file)) return std::make_unique<WorkbookSheet>(file);
  return std::make_unique<TextSheet>(file);
}

}  // namespace guanxi::rosters
