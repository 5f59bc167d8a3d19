#include "platform/api/json_printer.h"

#include "platform/api/json_text.h"

namespace guanxi::api {

void JsonPrinter::new_line() {
  out_ += '\n';
  out_.append(closings_.size() * 2, ' ');
}

void JsonPrinter::begin_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (closings_.empty()) return;
  if (!empty_) out_ += ',';
  empty_ = false;
  new_line();
}

JsonPrinter& JsonPrinter::open(char opening) {
  begin_value();
  out_ += opening;
  closings_ += opening == '{' ? '}' : ']';
  empty_ = true;
  return *this;
}

JsonPrinter& JsonPrinter::key(std::string_view name) {
  begin_value();
  write_string(name, out_);
  out_ += ": ";
  after_key_ = true;
  return *this;
}

JsonPrinter& JsonPrinter::text(std::string_view value) {
  begin_value();
  write_string(value, out_);
  return *this;
}

JsonPrinter& JsonPrinter::number(std::int64_t value) {
  begin_value();
  write_integer(value, out_);
  return *this;
}

JsonPrinter& JsonPrinter::truth(bool value) { return raw(value ? "true" : "false"); }

JsonPrinter& JsonPrinter::raw(std::string_view json) {
  begin_value();
  out_ += json;
  return *this;
}

JsonPrinter& JsonPrinter::words(std::string_view name, Text value) {
  const std::string_view zh = value.zh;
  const std::string_view en = value.en;
  if (zh.empty() && en.empty()) return *this;
  member(name, std::string(zh) + (zh.empty() || en.empty() ? "" : " / ") + std::string(en));
  return key("x-" + std::string(name)).object().member("zh", zh).member("en", en).end();
}

}  // namespace guanxi::api
