// HTTP as the rest of the program sees it: plain structs and a server that turns bytes into them.
// Knows no business. Beast stays inside parser.cpp, Asio inside connection*.cpp, server.cpp and
// tls*.cpp. Used by platform/api and app. Server's functions may be called from any thread, stop()
// from any but the server's own; the handler is called from many threads at once.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace guanxi::metrics {
class Registry;
}

namespace guanxi::http {

struct Request {
  std::string method;  // "POST"
  std::string target;  // as sent: "/v1/members/42?limit=10"
  std::string path;    // target without the query, still percent-encoded: "/v1/members/42"
  std::vector<std::pair<std::string, std::string>> query;    // decoded, in order
  std::vector<std::pair<std::string, std::string>> headers;  // names lower-cased
  std::string body;
  std::string remote_address;  // "127.0.0.1"
  std::string trace_id;        // 32 hex digits; taken from a valid `traceparent`, else made here
  Instant received_at;

  /// First header of that (lower-case) name, or an empty view.
  std::string_view header(std::string_view name) const;
};

/// The server adds Date, Content-Length, X-Trace-Id and the security headers (nosniff, no-store,
/// no-referrer, a closed Content-Security-Policy; each of them only if `headers` does not name it).
/// Content-Length, Transfer-Encoding, Connection and Date in `headers` are ignored. A name or value
/// that would break the framing is a fault of ours: 500.
struct Response {
  int status = 200;                               // 200 … 599
  std::string content_type = "application/json";  // empty: none is sent
  std::string body;                               // not sent for HEAD, 204 and 304
  std::vector<std::pair<std::string, std::string>> headers;
};

/// Runs on a worker thread; synchronous. An exception becomes a logged 500.
using Handler = std::function<Response(const Request&)>;

/// Two PEM files: the certificate with its chain, the server's own first, and its key, without a
/// passphrase.
struct TlsOptions {
  std::string certificate, key;
  std::int64_t look_ms = 10'000;  // how often the files are looked at for a change
};

/// Why a certificate or key is not used: a sentence that follows the file's name, in Chinese and
/// English.
class TlsProblem : public std::runtime_error {
 public:
  enum class Part { certificate, key };
  TlsProblem(Part part, std::string file, std::string zh, std::string en);
  Part part() const { return part_; }
  const std::string& file() const { return file_; }
  const std::string& zh() const { return zh_; }
  const std::string& en() const { return en_; }

 private:
  Part part_;
  std::string file_, zh_, en_;
};

/// What a server would say of two files before it uses them.
struct TlsReport {
  Instant valid_from, expires_at;  // of the chain: expires_at is the first one's of it
  bool key_readable_by_others = false;
};
/// Reads and checks both files as the server does; throws TlsProblem. For commands.
TlsReport check_tls(const TlsOptions& files);

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: the kernel picks one, see Server::port()
  int io_threads = 1;
  int worker_threads = 64;
  int work_queue_max = 1024;         // requests waiting for a worker; beyond: 503 with Retry-After
  int connections_max = 4096;        // beyond: closed after 503
  int header_bytes_max = 16 * 1024;  // beyond: 431 (also more than 100 fields)
  std::int64_t body_bytes_max = 1024 * 1024;  // beyond: 413
  /// What a request of this method and path may bring where that is more, its length announced; 0:
  /// nothing of its own. Asked for large bodies only, from any thread.
  std::function<std::int64_t(std::string_view method, std::string_view path)> body_limit_of = {};
  int large_bodies_max = 8;  // larger than body_bytes_max, at once; beyond: 503 with Retry-After
  std::int64_t header_ms_max =
      10'000;  // from the first byte to the end of the header (slow clients): 408
  std::int64_t body_ms_max = 30'000;   // from the end of the header to the end of the body: 408
  std::int64_t idle_ms_max = 75'000;   // keep-alive without a request: closed
  std::int64_t write_ms_max = 30'000;  // until the client has taken a whole response: closed
  std::int64_t drain_ms_max = 20'000;  // stop(): how long running requests may take
  std::optional<TlsOptions> tls = std::nullopt;  // without: plain HTTP
  std::int64_t handshake_ms_max =
      10'000;  // from connecting to the end of the TLS handshake: closed
  int log_one_in =
      100;  // log one in so many requests (1: each, 0: none); 5xx of the handler always
  metrics::Registry* metrics = nullptr;  // guanxi_http_* if given; must outlive the server
};

struct ServerStats {
  std::int64_t connections = 0, work_queue = 0, busy_workers = 0;
  std::uint64_t requests = 0, refused_overload = 0, refused_limits = 0, timeouts = 0;
  std::uint64_t handshake_failures = 0;  // also of clients that gave up or were too slow
  /// When the first certificate of the chain expires, in seconds since 1970; 0 without TLS.
  std::int64_t certificate_expires_at = 0;
};

class Server {
 public:
  /// Binds and listens at once (throws std::system_error naming address and port, and TlsProblem),
  /// serves after start().
  Server(ServerOptions options, Handler handler, const Clock& clock);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  void start();
  /// Stops accepting, lets running requests finish (up to drain_ms_max), closes, joins. A handler
  /// that runs on after that loses its connection, but stop() still waits for it to return. Safe to
  /// call twice.
  void stop();
  ServerStats stats() const;
  /// Reads certificate and key again, for new connections; those there are keep theirs. False if
  /// they are no good: the old ones stay, and the log says why. True without TLS.
  bool reload_tls();
  /// True when every io thread took up a word within that time: false, and one stands still or the
  /// server does not run. Blocks for as long. Not from the server's own threads.
  bool answers(std::chrono::milliseconds within) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Percent-decoding of one path segment or query part ('+' is a blank only in queries); empty
/// optional if malformed.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank);

}  // namespace guanxi::http
