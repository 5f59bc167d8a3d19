#include "platform/http/response_head.h"

#include <charconv>
#include <chrono>
#include <utility>

namespace guanxi::http {
namespace {

struct Status {
  int number;
  std::string_view line;    // the whole status line, ready to send
  std::string_view reason;  // for the title of a problem
};
#define GX_STATUS(number, reason) \
  { number, "HTTP/1.1 " #number " " reason "\r\n", reason }
constexpr Status statuses[] = {
    GX_STATUS(200, "OK"),
    GX_STATUS(201, "Created"),
    GX_STATUS(202, "Accepted"),
    GX_STATUS(204, "No Content"),
    GX_STATUS(206, "Partial Content"),
    GX_STATUS(301, "Moved Permanently"),
    GX_STATUS(302, "Found"),
    GX_STATUS(303, "See Other"),
    GX_STATUS(304, "Not Modified"),
    GX_STATUS(307, "Temporary Redirect"),
    GX_STATUS(308, "Permanent Redirect"),
    GX_STATUS(400, "Bad Request"),
    GX_STATUS(401, "Unauthorized"),
    GX_STATUS(403, "Forbidden"),
    GX_STATUS(404, "Not Found"),
    GX_STATUS(405, "Method Not Allowed"),
    GX_STATUS(406, "Not Acceptable"),
    GX_STATUS(408, "Request Timeout"),
    GX_STATUS(409, "Conflict"),
    GX_STATUS(410, "Gone"),
    GX_STATUS(411, "Length Required"),
    GX_STATUS(412, "Precondition Failed"),
    GX_STATUS(413, "Content Too Large"),
    GX_STATUS(415, "Unsupported Media Type"),
    GX_STATUS(417, "Expectation Failed"),
    GX_STATUS(422, "Unprocessable Content"),
    GX_STATUS(428, "Precondition Required"),
    GX_STATUS(429, "Too Many Requests"),
    GX_STATUS(431, "Request Header Fields Too Large"),
    GX_STATUS(500, "Internal Server Error"),
    GX_STATUS(501, "Not Implemented"),
    GX_STATUS(502, "Bad Gateway"),
    GX_STATUS(503, "Service Unavailable"),
    GX_STATUS(504, "Gateway Timeout"),
    GX_STATUS(507, "Insufficient Storage"),
};
#undef GX_STATUS

const Status* find_status(int number) {
  for (const Status& status : statuses) {
    if (status.number == number) return &status;
  }
  return nullptr;
}

// OWASP ASVS 5.0 §3.4: what a browser needs to be told on every answer, data or error. The
// console's pages bring their own policy.
struct Default {
  std::string_view name;  // lower case
  std::string_view line;
};
constexpr Default defaults[] = {
    {"x-content-type-options", "X-Content-Type-Options: nosniff\r\n"},
    {"cache-control", "Cache-Control: no-store\r\n"},
    {"referrer-policy", "Referrer-Policy: no-referrer\r\n"},
    {"content-security-policy",
     "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"},
};

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + 32) : text[i];
    if (c != lower[i]) return false;
  }
  return true;
}

bool is_named(const Response& response, std::string_view lower_name) {
  for (const auto& header : response.headers) {
    if (equals_ignoring_case(header.first, lower_name)) return true;
  }
  return false;
}

/// What belongs to the framing is the server's alone.
bool is_ours(std::string_view name) {
  for (std::string_view ours : {"content-length", "transfer-encoding", "connection", "date"}) {
    if (equals_ignoring_case(name, ours)) return true;
  }
  return false;
}

void append_number(std::string& text, auto number) {
  char digits[20];
  text.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

bool is_token(std::string_view text) {
  if (text.empty()) return false;
  for (char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter && std::string_view("!#$%&'*+-.^_`|~").find(c) == std::string_view::npos)
      return false;
  }
  return true;
}

bool is_field_value(std::string_view text) {
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7f) return false;
  }
  return true;
}

}  // namespace

std::string_view DateCache::text(Instant now) {
  const std::int64_t second = now.micros() / 1'000'000;
  if (second == second_) return text_;
  using namespace std::chrono;
  static constexpr const char* day_names[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* month_names[] = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const sys_seconds at{seconds(second)};
  const auto day = floor<days>(at);
  const year_month_day date(day);
  const hh_mm_ss time(at - day);
  const auto two_digits = [](std::int64_t number) {
    return std::string{
        static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
  };
  text_ = day_names[weekday(day).c_encoding()];
  text_ += ", " + two_digits(static_cast<unsigned>(date.day())) + ' ';
  text_ += month_names[static_cast<unsigned>(date.month()) - 1];
  text_ += ' ' + std::to_string(static_cast<int>(date.year())) + ' ';
  text_ += two_digits(time.hours().count()) + ':' + two_digits(time.minutes().count()) + ':';
  text_ += two_digits(time.seconds().count()) + " GMT";
  second_ = second;
  return text_;
}

void append_head(
    std::string& head,
    const Response& response,
    std::string_view trace_id,
    std::string_view date,
    ConnectionOption option
) {
  if (const Status* status = find_status(response.status)) {
    head += status->line;
  } else {
    head += "HTTP/1.1 ";
    append_number(head, response.status);
    head += " \r\n";  // the reason may be empty, the blank may not be missing
  }
  head += "Server: guanxi\r\nDate: ";
  head += date;
  if (!response.content_type.empty() && has_body(response.status)) {
    head += "\r\nContent-Type: ";
    head += response.content_type;
  }
  if (has_body(response.status)) {
    head += "\r\nContent-Length: ";
    append_number(head, response.body.size());
  }
  head += "\r\nX-Trace-Id: ";
  head += trace_id;
  head += "\r\n";
  for (const Default& fallback : defaults) {
    if (!is_named(response, fallback.name)) head += fallback.line;
  }
  for (const auto& [name, value] : response.headers) {
    if (is_ours(name)) continue;
    head += name;
    head += ": ";
    head += value;
    head += "\r\n";
  }
  if (option == ConnectionOption::close) head += "Connection: close\r\n";
  if (option == ConnectionOption::keep_alive) head += "Connection: keep-alive\r\n";
  head += "\r\n";
}

bool is_sendable(const Response& response) {
  if (response.status < 200 || response.status > 599) return false;
  if (!is_field_value(response.content_type)) return false;
  for (const auto& [name, value] : response.headers) {
    if (!is_token(name) || !is_field_value(value)) return false;
  }
  return true;
}

bool has_body(int status) { return status != 204 && status != 304; }

namespace {

/// What is refused before it could be read does not say which language its sender reads: both.
constexpr std::pair<std::string_view, std::string_view> in_chinese[] = {
    {"The body is larger than this server takes.", "正文超过服务器允许的大小。 "},
    {"The header is larger than this server takes.", "请求头超过服务器允许的大小。 "},
    {"The header has more than 100 fields.", "请求头多于 100 个字段。 "},
    {"The only Expect this server meets is 100-continue.", "Expect 只支持 100-continue。 "},
    {"The request is malformed.", "请求格式不正确。 "},
    {"The request took too long to arrive.", "请求没有在限定时间内到齐。 "},
    {"The server has too many connections. Try again shortly.", "服务器连接过多，请稍后再试。 "},
    {"This port speaks TLS: use https.", "本端口只接受 TLS，请使用 https。 "},
    {"The server is busy. Try again shortly.", "服务器正忙，请稍后再试。 "},
    {"The server failed. The trace id finds out why.",
     "服务器内部出错，请把 trace_id 告诉管理员。 "},
};

std::string_view chinese_of(std::string_view detail) {
  for (const auto& [english, chinese] : in_chinese) {
    if (english == detail) return chinese;
  }
  return {};
}

}  // namespace

Response problem(int status, ErrorCode code, std::string_view detail, std::string_view trace_id) {
  const Status* known = find_status(status);
  Response response;
  response.status = status;
  response.content_type = "application/problem+json";
  response.body = "{\"type\":\"/docs#";
  response.body += code_name(code);
  response.body += "\",\"title\":\"";
  if (known) response.body += known->reason;
  response.body += "\",\"status\":";
  append_number(response.body, status);
  response.body += ",\"code\":\"";
  response.body += code_name(code);
  response.body += "\",\"detail\":\"";
  response.body += chinese_of(detail);  // sentences of ours: nothing to escape
  response.body += detail;
  response.body += "\",\"trace_id\":\"";
  response.body += trace_id;
  response.body += "\"}";
  return response;
}

}  // namespace guanxi::http
