// HTTP as the rest of the program sees it: plain structs and a server that turns bytes into them. Knows no business.
// Boost.Beast and Asio stay inside server.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace guanxi::http {

struct Request {
  std::string method;    // "POST"
  std::string target;    // as sent: "/v1/members/42?limit=10"
  std::string path;      // target without the query, still percent-encoded: "/v1/members/42"
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order
  std::vector<std::pair<std::string, std::string>> headers;  // names lower-cased
  std::string body;
  std::string remote_address;  // "127.0.0.1"
  std::string trace_id;        // 32 hex digits; taken from a valid `traceparent`, else made here
  Instant received_at;

  /// First header of that (lower-case) name, or an empty view.
  std::string_view header(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// Runs on a worker thread; synchronous. An exception becomes a logged 500.
using Handler = std::function<Response(const Request&)>;

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;           // 0: the kernel picks one, see Server::port()
  int io_threads = 1;
  int worker_threads = 64;
  int work_queue_max = 1024;        // requests waiting for a worker; beyond: 503 with Retry-After
  int connections_max = 4096;       // beyond: closed after 503
  int header_bytes_max = 16 * 1024;
  std::int64_t body_bytes_max = 1024 * 1024;   // beyond: 413
  int header_seconds_max = 10;      // from the first byte to the end of the header (slow clients): 408
  int body_seconds_max = 30;
  int idle_seconds_max = 75;        // keep-alive without a request
  int write_seconds_max = 30;
  int drain_seconds_max = 20;       // stop(): how long running requests may take
};

struct ServerStats {
  std::int64_t connections = 0, work_queue = 0, busy_workers = 0;
  std::uint64_t requests = 0, refused_overload = 0, refused_limits = 0, timeouts = 0;
};

class Server {
 public:
  /// Binds and listens at once (throws std::system_error naming address and port), serves after start().
  Server(ServerOptions options, Handler handler, const Clock& clock);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  void start();
  /// Stops accepting, lets running requests finish (up to drain_seconds_max), closes. Safe to call twice.
  void stop();
  ServerStats stats() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Percent-decoding of one path segment or query part ('+' is a blank only in queries); empty optional if malformed.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank);

}  // namespace guanxi::http
