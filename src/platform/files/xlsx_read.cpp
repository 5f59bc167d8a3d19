#include <expat.h>
#include <zip.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <map>
#include <utility>

#include "base/check.h"
#include "platform/files/xlsx.h"

namespace guanxi::files {

namespace {

constexpr std::size_t piece_bytes = 64 * 1024;
constexpr char between = '|';  // namespace and name, as expat joins them

std::string_view local_name(std::string_view name) {
  const std::size_t at = name.rfind(between);
  return at == std::string_view::npos ? name : name.substr(at + 1);
}

std::string attribute(const XML_Char** attributes, std::string_view wanted) {
  for (; *attributes != nullptr; attributes += 2) {
    if (local_name(attributes[0]) == wanted) return attributes[1];
  }
  return {};
}

/// "B" → 1, "AA7" → 26; nullopt where there is no letter.
std::optional<std::size_t> column_of(std::string_view reference) {
  std::size_t column = 0, letters = 0;
  for (const char c : reference) {
    if (c < 'A' || c > 'Z' || ++letters > 3) break;
    column = column * 26 + static_cast<std::size_t>(c - 'A') + 1;
  }
  if (letters == 0 || letters > 3) return std::nullopt;
  return column - 1;
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || error != std::errc() || stop != end) return std::nullopt;
  return number;
}

/// An XML part of a zip, read in pieces; handlers() of the subclass take what is in it.
class Part {
 public:
  virtual ~Part() {
    if (parser_ != nullptr) XML_ParserFree(parser_);
    if (entry_ != nullptr) zip_fclose(entry_);
  }
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;

  /// Reads until the end, a fault, or a pause.
  void read() {
    while (!fault_ && !ended_) {
      XML_ParsingStatus status;
      XML_GetParsingStatus(parser_, &status);
      const XML_Status done =
          status.parsing == XML_SUSPENDED ? XML_ResumeParser(parser_) : parse_more();
      if (fault_) return;
      if (done == XML_STATUS_SUSPENDED) return;
      if (done == XML_STATUS_ERROR) {
        return fail(XlsxFault::Kind::damaged, XML_ErrorString(XML_GetErrorCode(parser_)));
      }
      if (last_) ended_ = true;
    }
  }
  bool is_over() const { return ended_ || fault_; }
  const std::optional<XlsxFault>& fault() const { return fault_; }

 protected:
  /// `left`: bytes that may still be unpacked, of the whole file.
  Part(zip_t* zip, const std::string& name, std::uint64_t& left) : left_(left) {
    entry_ = zip_fopen(zip, name.c_str(), 0);
    if (entry_ == nullptr) fail(XlsxFault::Kind::damaged, "no " + name);
    parser_ = XML_ParserCreateNS(nullptr, between);
    GX_CHECK(parser_ != nullptr);
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(
        parser_,
        [](void* self, const XML_Char* name_of, const XML_Char** attributes) {
          static_cast<Part*>(self)->begin(local_name(name_of), attributes);
        },
        [](void* self, const XML_Char* name_of) {
          static_cast<Part*>(self)->end(local_name(name_of));
        }
    );
    XML_SetCharacterDataHandler(parser_, [](void* self, const XML_Char* text, int length) {
      static_cast<Part*>(self)->text({text, static_cast<std::size_t>(length)});
    });
    XML_SetStartDoctypeDeclHandler(
        parser_,
        [](void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
          static_cast<Part*>(self)->fail(XlsxFault::Kind::damaged, "a document type declaration");
        }
    );
  }
  virtual void begin(std::string_view name, const XML_Char** attributes) = 0;
  virtual void end(std::string_view name) = 0;
  virtual void text(std::string_view piece) = 0;

  void fail(XlsxFault::Kind kind, std::string detail) {
    if (!fault_) fault_ = {kind, std::move(detail)};
    if (parser_ != nullptr) XML_StopParser(parser_, XML_FALSE);
  }
  void pause() { XML_StopParser(parser_, XML_TRUE); }

 private:
  XML_Status parse_more() {
    void* const buffer = XML_GetBuffer(parser_, static_cast<int>(piece_bytes));
    GX_CHECK(buffer != nullptr);
    const zip_int64_t got = zip_fread(entry_, buffer, piece_bytes);
    if (got < 0) {
      fail(XlsxFault::Kind::damaged, zip_file_strerror(entry_));
      return XML_STATUS_ERROR;
    }
    if (static_cast<std::uint64_t>(got) > left_) {
      fail(XlsxFault::Kind::too_large, "it unpacks to too many bytes");
      return XML_STATUS_ERROR;
    }
    left_ -= static_cast<std::uint64_t>(got);
    last_ = got == 0;
    return XML_ParseBuffer(parser_, static_cast<int>(got), last_ ? 1 : 0);
  }

  std::uint64_t& left_;
  zip_file_t* entry_ = nullptr;
  XML_Parser parser_ = nullptr;
  std::optional<XlsxFault> fault_;
  bool last_ = false, ended_ = false;
};

/// The relation that the first sheet of a workbook names.
class WorkbookPart final : public Part {
 public:
  WorkbookPart(zip_t* zip, std::uint64_t& left) : Part(zip, "xl/workbook.xml", left) { read(); }
  std::string sheet;

 private:
  void begin(std::string_view name, const XML_Char** attributes) override {
    if (name == "sheet" && sheet.empty()) sheet = attribute(attributes, "id");
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
};

/// The parts that relations name, and where the shared texts are.
class RelationsPart final : public Part {
 public:
  RelationsPart(zip_t* zip, std::uint64_t& left) : Part(zip, "xl/_rels/workbook.xml.rels", left) {
    read();
  }
  std::map<std::string, std::string> parts;
  std::string shared_texts;

 private:
  void begin(std::string_view name, const XML_Char** attributes) override {
    if (name != "Relationship" || parts.size() > 10'000) return;
    std::string target = attribute(attributes, "Target");
    target = target.starts_with('/') ? target.substr(1) : "xl/" + target;
    if (attribute(attributes, "Type").ends_with("/sharedStrings")) shared_texts = target;
    parts[attribute(attributes, "Id")] = std::move(target);
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
};

/// Texts that cells share, by their place.
class SharedTexts final : public Part {
 public:
  SharedTexts(zip_t* zip, const std::string& name, std::uint64_t& left, const XlsxLimits& limits)
      : Part(zip, name, left), bytes_left_(limits.shared_bytes_max) {
    read();
  }
  std::vector<std::string> texts;

 private:
  void begin(std::string_view name, const XML_Char**) override {
    if (name == "si") {
      spend(sizeof(std::string));
      texts.emplace_back();
    }
    if (name == "rPh") is_phonetic_ = true;
    if (name == "t") in_text_ = !is_phonetic_ && !texts.empty();
  }
  void end(std::string_view name) override {
    if (name == "rPh") is_phonetic_ = false;
    if (name == "t") in_text_ = false;
  }
  void text(std::string_view piece) override {
    if (!in_text_) return;
    spend(piece.size());
    texts.back() += piece;
  }
  void spend(std::size_t bytes) {
    if (bytes > bytes_left_) return fail(XlsxFault::Kind::too_large, "too much shared text");
    bytes_left_ -= bytes;
  }

  std::uint64_t bytes_left_;
  bool in_text_ = false, is_phonetic_ = false;
};

class SheetPart final : public Part {
 public:
  SheetPart(
      zip_t* zip,
      const std::string& name,
      std::uint64_t& left,
      const XlsxLimits& limits,
      const std::vector<std::string>& shared
  )
      : Part(zip, name, left), limits_(limits), shared_(shared) {}

  bool next() {
    has_row_ = false;
    while (!has_row_ && !is_over()) read();
    return has_row_ && !fault();
  }
  std::vector<std::string> cells;
  std::uint64_t row = 0;

 private:
  void begin(std::string_view name, const XML_Char** attributes) override {
    if (name == "row") return begin_row(attribute(attributes, "r"));
    if (name == "c") return begin_cell(attribute(attributes, "r"), attribute(attributes, "t"));
    if (name == "rPh") is_phonetic_ = true;
    takes_text_ = in_cell_ && !is_phonetic_ && (name == "v" || name == "t");
  }
  void end(std::string_view name) override {
    takes_text_ = false;
    if (name == "rPh") is_phonetic_ = false;
    if (name == "c") end_cell();
    if (name == "row") end_row();
  }
  void text(std::string_view piece) override {
    if (!takes_text_) return;
    if (value_.size() + piece.size() > limits_.cell_bytes_max) {
      return fail(XlsxFault::Kind::too_large, "a cell of row " + std::to_string(row));
    }
    value_ += piece;
  }

  void begin_row(const std::string& number) {
    const auto named = number_of(number);
    const std::uint64_t before = row;
    row = named ? *named : before + 1;
    if (row <= before) return fail(XlsxFault::Kind::damaged, "rows out of order");
    if (row > limits_.rows_max) return fail(XlsxFault::Kind::too_large, "too many rows");
    cells.clear();
    column_ = 0;
  }
  void begin_cell(const std::string& reference, std::string type) {
    const auto named = column_of(reference);
    if (named) column_ = *named;
    if (column_ >= limits_.columns_max) {
      return fail(XlsxFault::Kind::too_large, "too many columns in row " + std::to_string(row));
    }
    in_cell_ = true;
    type_ = std::move(type);
    value_.clear();
  }
  void end_cell() {
    in_cell_ = false;
    if (type_ == "s") {
      const auto place = number_of(value_);
      if (!place || *place >= shared_.size()) {
        return fail(XlsxFault::Kind::damaged, "a shared text that is not there");
      }
      value_ = shared_[*place];
    }
    if (!value_.empty()) {
      if (cells.size() <= column_) cells.resize(column_ + 1);
      cells[column_] = std::move(value_);
      value_.clear();
    }
    ++column_;
  }
  void end_row() {
    if (cells.empty()) return;
    has_row_ = true;
    pause();
  }

  const XlsxLimits& limits_;
  const std::vector<std::string>& shared_;
  std::size_t column_ = 0;
  std::string type_, value_;
  bool in_cell_ = false, takes_text_ = false, is_phonetic_ = false, has_row_ = false;
};

/// The compound file that Office makes of a workbook with a password.
bool is_compound_file(const std::filesystem::path& path) {
  std::array<char, 4> first{};
  std::ifstream file(path, std::ios::binary);
  file.read(first.data(), first.size());
  return file && std::string_view(first.data(), first.size()) == "\xd0\xcf\x11\xe0";
}

}  // namespace

struct XlsxReader::Impl {
  Impl(const std::filesystem::path& file, const XlsxLimits& wanted) : limits(wanted) {
    if (is_compound_file(file)) {
      fault = {XlsxFault::Kind::encrypted, "a workbook with a password, or of an old format"};
      return;
    }
    int error = 0;
    zip = zip_open(file.c_str(), ZIP_RDONLY, &error);
    if (zip == nullptr) {
      fault = {XlsxFault::Kind::not_a_workbook, "no zip"};
      return;
    }
    if (zip_name_locate(zip, "xl/workbook.xml", 0) < 0) {
      fault = {XlsxFault::Kind::not_a_workbook, "no workbook in the zip"};
      return;
    }
    open();
  }
  ~Impl() {
    sheet.reset();
    if (zip != nullptr) zip_discard(zip);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void open() {
    const WorkbookPart book(zip, left);
    const RelationsPart relations(zip, left);
    fault = book.fault() ? book.fault() : relations.fault();
    if (fault) return;
    const auto found = relations.parts.find(book.sheet);
    if (found == relations.parts.end()) {
      fault = {XlsxFault::Kind::not_a_workbook, "no sheet in the workbook"};
      return;
    }
    if (!relations.shared_texts.empty()) {
      SharedTexts texts(zip, relations.shared_texts, left, limits);
      fault = texts.fault();
      shared = std::move(texts.texts);
    }
    sheet = std::make_unique<SheetPart>(zip, found->second, left, limits, shared);
  }

  const XlsxLimits limits;
  std::uint64_t left = limits.unpacked_bytes_max;
  zip_t* zip = nullptr;
  std::vector<std::string> shared;
  std::unique_ptr<SheetPart> sheet;
  std::optional<XlsxFault> fault;
  std::vector<std::string> none;
};

XlsxReader::XlsxReader(const std::filesystem::path& file, const XlsxLimits& limits)
    : impl_(std::make_unique<Impl>(file, limits)) {}

XlsxReader::~XlsxReader() = default;

bool XlsxReader::next() {
  if (impl_->fault) return false;
  const bool found = impl_->sheet->next();
  impl_->fault = impl_->sheet->fault();
  return found;
}

const std::vector<std::string>& XlsxReader::cells() const {
  return impl_->sheet ? impl_->sheet->cells : impl_->none;
}

std::uint64_t XlsxReader::row() const { return impl_->sheet ? impl_->sheet->row : 0; }

const std::optional<XlsxFault>& XlsxReader::fault() const { return impl_->fault; }

std::optional<Date> date_of_serial(std::string_view text) {
  // The format counts a 29 February 1900 that never was: before March its days are off by one.
  constexpr std::uint64_t first = 61, last = 2'958'465;  // 1900-03-01, 9999-12-31
  const auto days = number_of(text);
  if (!days || *days < first || *days > last) return std::nullopt;
  return Date::of(1899, 12, 30)->plus_days(static_cast<int>(*days));
}

}  // namespace guanxi::files
