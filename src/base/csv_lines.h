// Lines of comma-separated values as text (RFC 4180): a field with a comma, a quote or a line end
// is quoted. Belongs to one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace guanxi {

class CsvLines {
 public:
  explicit CsvLines(std::string_view head) : text_(head) { text_ += "\r\n"; }
  CsvLines& add(std::string_view field) {
    if (!at_start_) text_ += ',';
    at_start_ = false;
    if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
      text_ += field;
      return *this;
    }
    text_ += '"';
    for (const char c : field) text_.append(c == '"' ? 2 : 1, c);
    text_ += '"';
    return *this;
  }
  CsvLines& add(std::int64_t number) { return add(std::to_string(number)); }
  void end() {
    text_ += "\r\n";
    at_start_ = true;
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  bool at_start_ = true;
};

}  // namespace guanxi
