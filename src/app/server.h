// The running server: sockets, jobs and outbox consumers around an Application. Used by `serve`,
// tests and benchmarks.
#pragma once

#include "app/application.h"
#include "platform/http/http.h"
#include "platform/web/web.h"

namespace guanxi::app {

/// The settings of the server as it takes them; `tls` is set if they name a certificate.
http::ServerOptions server_options(const config::Config& config);

class Server {
 public:
  /// `pages` must outlive it: tests have theirs.
  explicit Server(Application& application, const web::Site& pages = web::built_in());
  ~Server();
  std::uint16_t port() const { return http_.port(); }
  void start();
  /// Stops accepting, finishes what runs, ends jobs and consumers. Safe to call twice.
  void stop();
  /// Reads again what may change while it runs: certificate and key. False if they are no good; the
  /// old ones stay then, and the log says why.
  bool reload();

  /// That the program does not stand still: the threads at the sockets take up work, and the writer
  /// answers – a refusal (a halted writer, a full disk) is an answer, and a restart would not help.
  /// Blocks for as long as the writer does. False after stop().
  bool works();

 private:
  http::Response handle(const http::Request& request);
  http::Response readiness() const;

  Application& application_;
  const web::Site& pages_;
  http::Server http_;
  std::vector<metrics::CallbackHandle> gauges_;
  std::atomic<bool> stopping_{false};
};

}  // namespace guanxi::app
