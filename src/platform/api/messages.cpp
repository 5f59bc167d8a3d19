#include "platform/api/messages.h"

#include <optional>

#include "platform/api/json_text.h"
#include "platform/api/messages_table.h"

namespace guanxi::api {
namespace {

const std::string* fact_of(const Error& error, std::string_view name) {
  for (const auto& [known, value] : error.facts) {
    if (known == name) return &value;
  }
  return nullptr;
}

/// Fills the places of one part; nullopt if a fact is missing.
std::optional<std::string> fill(std::string_view part, const Error& error, Language language) {
  std::string text;
  while (!part.empty()) {
    const std::size_t open = part.find('{');
    text += part.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = part.find('}', open);
    const std::string* const value = fact_of(error, part.substr(open + 1, close - open - 1));
    if (value == nullptr) return std::nullopt;
    text += term_text(*value, language);
    part.remove_prefix(close + 1);
  }
  return text;
}

/// Faults of one field, which a caller corrects and sends again: summed up as invalid_request.
bool is_field_fault(ErrorCode code) {
  switch (code) {
    case ErrorCode::unknown_field:
    case ErrorCode::duplicate_field:
    case ErrorCode::missing_field:
    case ErrorCode::wrong_type:
    case ErrorCode::out_of_range:
    case ErrorCode::too_short:
    case ErrorCode::too_long:
    case ErrorCode::too_many:
    case ErrorCode::too_few:
    case ErrorCode::bad_format:
    case ErrorCode::unknown_value:
      return true;
    default:
      return false;
  }
}

void write_facts(const Error& error, std::string& out) {
  char separator = '{';
  for (const auto& [name, value] : error.facts) {
    if (value.starts_with('@')) continue;  // words, already in the message
    if (separator == '{') out += R"(,"facts":)";
    out += separator;
    separator = ',';
    write_string(name, out);
    out += ':';
    write_string(value, out);
  }
  if (separator == ',') out += '}';
}

void write_entry(const Error& error, Language language, std::string& out) {
  out += R"({"pointer":)";
  write_string(error.pointer, out);
  out += R"(,"code":)";
  write_string(code_name(error.code), out);
  out += R"(,"message":)";
  write_string(message_of(error, language), out);
  write_facts(error, out);
  out += '}';
}

void write_entries(const Error& error, bool with_itself, Language language, std::string& out) {
  char separator = '[';
  if (with_itself) {
    out += R"(,"errors":[)";
    write_entry(error, language, out);
    separator = ',';
  }
  for (const Error& one : error.more) {
    if (separator == '[') out += R"(,"errors":)";
    out += separator;
    separator = ',';
    write_entry(one, language, out);
  }
  if (separator == ',') out += ']';
}

}  // namespace

int status_of(ErrorCode code) { return message_for(code).status; }

std::string_view title_of(ErrorCode code, Language language) {
  return in(language, message_for(code).title);
}

std::string message_of(const Error& error, Language language) {
  std::string_view pattern = in(language, message_for(error.code).detail);
  std::string text;
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('[');
    text += fill(pattern.substr(0, open), error, language).value_or("");
    if (open == std::string_view::npos) break;
    const std::size_t close = pattern.find(']', open);
    text += fill(pattern.substr(open + 1, close - open - 1), error, language).value_or("");
    pattern.remove_prefix(close + 1);
  }
  return text;
}

http::Response problem(const Error& error, Language language, std::string_view trace_id) {
  const bool field_fault = is_field_fault(error.code);
  const Error top = field_fault ? Error{ErrorCode::invalid_request} : error;
  http::Response response;
  response.status = status_of(top.code);
  response.content_type = "application/problem+json";
  std::string& out = response.body;
  out.reserve(400);
  out += R"({"type":"/docs#)";
  out += code_name(top.code);
  out += R"(","title":)";
  write_string(title_of(top.code, language), out);
  out += R"(,"status":)";
  write_integer(response.status, out);
  out += R"(,"detail":)";
  write_string(message_of(top, language), out);
  out += R"(,"code":)";
  write_string(code_name(top.code), out);
  out += R"(,"trace_id":)";
  write_string(trace_id, out);
  if (!field_fault) write_facts(error, out);
  write_entries(error, field_fault || !error.pointer.empty(), language, out);
  out += '}';
  response.headers.emplace_back("Content-Language", language_tag(language));
  response.headers.emplace_back("Vary", "Accept-Language");
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

}  // namespace guanxi::api
