// The bytes in front of a response's body, and the answers the server gives by itself. Used by
// connection.cpp.
#pragma once

#include <string>
#include <string_view>

#include "base/error_code.h"
#include "platform/http/http.h"

namespace guanxi::http {

/// The Date header, made once a second. One thread.
class DateCache {
 public:
  /// "Tue, 15 Nov 1994 08:12:31 GMT" (IMF-fixdate); valid until the next call.
  std::string_view text(Instant now);

 private:
  std::int64_t second_ = -1;
  std::string text_;
};

enum class ConnectionOption { none, close, keep_alive };

/// Appends status line and header to `head`. Defaults as Response says; with 204 and 304 no
/// Content-Length.
void append_head(
    std::string& head,
    const Response& response,
    std::string_view trace_id,
    std::string_view date,
    ConnectionOption option
);

/// True if status and header can be sent as they are: names are tokens, values hold no control
/// characters.
bool is_sendable(const Response& response);

bool has_body(int status);

/// An RFC 9457 problem+json for what never reached a handler: `detail`, and the same in Chinese
/// before it, since nobody knows yet which language the sender reads.
Response problem(int status, ErrorCode code, std::string_view detail, std::string_view trace_id);

}  // namespace guanxi::http
