// Reads one request after the other into a Request. Used by connection.cpp.
//
// Beast checks tokens, versions, numbers and chunks; what it tolerates although a proxy in front of
// us might read it otherwise (request smuggling) is refused here: see RFC 9112 §2.2, §5.2, §6.3,
// §11.2.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error_code.h"
#include "platform/http/http.h"

namespace guanxi::http {

/// Why a request cannot be read, as the answer will say it.
struct Refusal {
  int status = 0;  // 0: none
  ErrorCode code = ErrorCode::internal;
  std::string detail;
  explicit operator bool() const { return status != 0; }
};

/// Finds the end of a header as bytes arrive, and what Beast would let pass: line ends without CR,
/// folded lines.
class HeaderScan {
 public:
  enum class State { incomplete, complete, malformed };
  /// `bytes` begins with the request and only grows between calls.
  State look_at(std::string_view bytes);
  std::size_t header_bytes() const { return end_; }  // with the empty line, once complete

 private:
  std::size_t seen_ = 0, line_ = 0, end_ = 0;
};

class Parser {
 public:
  explicit Parser(const ServerOptions& options);
  ~Parser();
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  /// Starts over; fills method, target, path, query, headers and body of `request`, which must
  /// outlive the parsing.
  void begin(Request& request);
  /// The whole header, as HeaderScan found it.
  Refusal read_header(std::string_view header);
  /// Some of the body; returns how many bytes were used, the rest is to be offered again with more
  /// behind it.
  std::size_t read_body(std::string_view bytes, Refusal& refusal);

  bool is_done() const;
  bool keeps_alive() const;       // after the header
  bool is_http11() const;         // after the header
  bool expects_continue() const;  // after the header
  bool is_large() const;          // after the header: more than other requests may bring

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace guanxi::http
