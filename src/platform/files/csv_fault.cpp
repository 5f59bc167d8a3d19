// The words for what is wrong with a CSV file: for programs (a name, a coded error) and for people.
#include "base/check.h"
#include "platform/files/csv.h"

namespace guanxi::files {
namespace {

using Kind = CsvFault::Kind;

struct Words {
  Kind kind;
  ErrorCode code;
  std::string_view name;
  std::string_view zh;
  std::string_view en;
};

constexpr Words all_words[] = {
    {Kind::text_after_quote,
     ErrorCode::bad_format,
     "text_after_quote",
     "结束引号后面还有文字；引号内的引号要写两个（\"\"）",
     "text follows the closing quote; a quote inside quotes is written twice (\"\")"},
    {Kind::quote_in_plain_field,
     ErrorCode::bad_format,
     "quote_in_plain_field",
     "没有用引号括起的字段里出现引号；请把整个字段用引号括起",
     "a quote inside a field that does not begin with one; put the whole field in quotes"},
    {Kind::quote_not_closed,
     ErrorCode::bad_format,
     "quote_not_closed",
     "从这里开始的引号直到文件结束都没有闭合",
     "the quote that opens here is never closed"},
    {Kind::stray_return,
     ErrorCode::bad_format,
     "stray_return",
     "回车符后面没有换行符；行尾应为 LF 或 CRLF",
     "a carriage return without a line feed; lines end in LF or CRLF"},
    {Kind::nul_character,
     ErrorCode::bad_format,
     "nul_character",
     "含有空字符（NUL）；文件可能不是文本",
     "a NUL character; the file may not be text"},
    {Kind::not_utf8,
     ErrorCode::bad_format,
     "not_utf8",
     "不是 UTF-8 编码；请另存为“CSV UTF-8”后重试",
     "not UTF-8; save the file as \"CSV UTF-8\" and try again"},
    {Kind::field_too_long,
     ErrorCode::too_long,
     "field_too_long",
     "字段太长；也可能是前面的引号没有闭合",
     "the field is too long; a quote before it may not be closed"},
    {Kind::record_too_long,
     ErrorCode::too_long,
     "record_too_long",
     "整行太长",
     "the row is too long"},
    {Kind::too_many_fields, ErrorCode::too_many, "too_many_fields", "字段太多", "too many fields"},
    {Kind::wrong_field_count,
     ErrorCode::bad_format,
     "wrong_field_count",
     "字段个数与表头不同",
     "the number of fields differs from the header's"},
    {Kind::missing_header,
     ErrorCode::missing_field,
     "missing_header",
     "文件是空的，没有表头",
     "the file is empty: there is no header"},
    {Kind::missing_column,
     ErrorCode::missing_field,
     "missing_column",
     "表头缺少这一列",
     "the header lacks a column"},
    {Kind::unknown_column,
     ErrorCode::unknown_field,
     "unknown_column",
     "表头有不认识的列",
     "the header names an unknown column"},
    {Kind::repeated_column,
     ErrorCode::duplicate_field,
     "repeated_column",
     "表头重复列出这一列",
     "the header names a column twice"},
    {Kind::source,
     ErrorCode::bad_format,
     "source",
     "文件无法（继续）读取",
     "the file cannot be read (on)"},
};

const Words& words_of(Kind kind) {
  for (const Words& words : all_words) {
    if (words.kind == kind) return words;
  }
  GX_CHECK(false);
}

}  // namespace

std::string_view fault_name(CsvFault::Kind kind) { return words_of(kind).name; }

std::string explain(const CsvFault& fault, std::string_view language_tag) {
  const Words& words = words_of(fault.kind);
  const bool chinese = language_tag.starts_with("zh");
  std::string text = chinese ? "第 " : "line ";
  text += std::to_string(fault.line);
  if (chinese) text += " 行";
  if (fault.field > 0) {
    text += chinese ? "，第 " : ", field ";
    text += std::to_string(fault.field);
    if (chinese) text += " 个字段";
  }
  text += chinese ? "：" : ": ";
  text += chinese ? words.zh : words.en;
  if (!fault.detail.empty())
    text += chinese ? "（" + fault.detail + "）" : " (" + fault.detail + ")";
  return text;
}

Error to_error(const CsvFault& fault) {
  const Words& words = words_of(fault.kind);
  Error error = fail(words.code, {}, {{"line", std::to_string(fault.line)}});
  if (fault.field > 0) error.facts.emplace_back("field", std::to_string(fault.field));
  error.facts.emplace_back("why", words.name);
  if (!fault.detail.empty()) error.facts.emplace_back("detail", fault.detail);
  return error;
}

}  // namespace guanxi::files
