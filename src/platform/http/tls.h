// The certificate and key a TLS server shows, read from two PEM files and replaced while it runs.
// Includes Asio: for server.cpp and connection*.cpp.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include <boost/asio/ssl/context.hpp>

#include "base/published.h"
#include "platform/http/http.h"

namespace guanxi::http {

/// A certificate chain with its key, checked and ready for connections, which keep what they need
/// of it: a later pair changes nothing for them.
struct TlsPair {
  explicit TlsPair(SSL_CTX* owned) : context(owned) {}

  // Asio wants it changeable, but only counts its uses.
  mutable boost::asio::ssl::context context;
  Instant valid_from;
  Instant expires_at;  // when the first of the chain does
};

/// Reads and checks both files; TLS 1.2 and 1.3 with forward secrecy, ALPN http/1.1. Throws
/// TlsProblem.
std::shared_ptr<const TlsPair> load_tls_pair(const TlsOptions& files);

/// Holds the pair in force. Any thread.
class TlsKeeper {
 public:
  /// Loads the first pair; throws TlsProblem. `clock` must outlive it.
  TlsKeeper(TlsOptions options, const Clock& clock);
  ~TlsKeeper();  // stop()

  std::shared_ptr<const TlsPair> current() const { return pair_.get(); }
  /// Loads both files again. False if they are no good: the pair in force stays, and the log says
  /// why.
  bool reload();
  /// Looks every `look_ms` whether a file was replaced or written to, on a thread of its own: a
  /// disk that hangs must not hold up the connections.
  void start();
  void stop();

 private:
  struct FileState;  // what changes with every write and replacement
  struct Seen;
  Seen look() const;
  void take(std::shared_ptr<const TlsPair> pair);
  void look_now_and_then();

  const TlsOptions options_;
  const Clock& clock_;
  std::mutex loading_;  // one load at a time
  std::unique_ptr<Seen> seen_;
  Published<TlsPair> pair_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace guanxi::http
