// Inside platform/api: indented JSON, one value a line, so that a committed document shows small
// differences.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/api/type.h"

namespace guanxi::api {

class JsonPrinter {
 public:
  JsonPrinter& object() { return open('{'); }
  JsonPrinter& array() { return open('['); }
  JsonPrinter& end() {
    const char closing = closings_.back();
    closings_.pop_back();
    if (!empty_) new_line();
    out_ += closing;
    empty_ = false;
    return *this;
  }
  JsonPrinter& key(std::string_view name);
  JsonPrinter& text(std::string_view value);
  JsonPrinter& number(std::int64_t value);
  JsonPrinter& truth(bool value);
  /// JSON that is ready.
  JsonPrinter& raw(std::string_view json);

  JsonPrinter& member(std::string_view name, std::string_view value) {
    return key(name).text(value);
  }
  /// "name": "中文 / English" for readers of one string, and "x-name": {"zh", "en"} for those who
  /// choose. Nothing if empty.
  JsonPrinter& words(std::string_view name, Text value);

  std::string take() { return std::move(out_) + "\n"; }

 private:
  JsonPrinter& open(char opening);
  void new_line();
  void begin_value();

  std::string out_;
  std::string closings_;  // what each open container ends with
  bool empty_ = true;
  bool after_key_ = false;
};

}  // namespace guanxi::api
