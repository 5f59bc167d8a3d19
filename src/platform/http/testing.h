// A client that sends exactly the bytes a test gives it, and a server with a handler a test can
// hold. For tests only.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "platform/http/http.h"

namespace guanxi::http::testing {

constexpr std::size_t big_bytes = 16 * 1024 * 1024;  // more than the kernel buffers
constexpr int patience_ms = 20'000;                  // a test that waits this long has failed

/// What came back for one request. status 0: the server closed without (the rest of) an answer.
struct Answer {
  int status = 0;
  std::string head;  // status line and fields, names lower-cased
  std::string body;

  std::string field(const std::string& lower_name) const {
    const auto at = head.find("\r\n" + lower_name + ": ");
    if (at == std::string::npos) return {};
    const auto from = at + lower_name.size() + 4;
    return head.substr(from, head.find("\r\n", from) - from);
  }
  bool has_field(const std::string& lower_name) const {
    return head.find("\r\n" + lower_name + ": ") != std::string::npos;
  }
};

class RawClient {
 public:
  explicit RawClient(std::uint16_t port, int receive_buffer = 0) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receive_buffer > 0) {
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // The C interface of sockets wants this cast.
    connected_ =
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  virtual ~RawClient() {
    if (socket_ >= 0) ::close(socket_);
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return connected_; }

  /// False if the server has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = put(bytes.data(), bytes.size());
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  /// The next answer; for HEAD none of the promised body follows.
  Answer receive(bool to_head = false) {
    Answer answer;
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
      if (!receive_more(patience_ms)) return {};
    }
    answer.head = received_.substr(0, end + 2);
    received_.erase(0, end + 4);
    bool in_name = false;
    for (std::size_t i = answer.head.find("\r\n"); i < answer.head.size(); ++i) {
      char& c = answer.head[i];
      if (c == '\n') in_name = true;
      if (c == ':') in_name = false;
      if (in_name && c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    }
    const int status = std::atoi(answer.head.c_str() + 9);
    const std::string length = answer.field("content-length");
    const auto body_bytes =
        to_head || length.empty() ? 0 : static_cast<std::size_t>(std::stoull(length));
    while (received_.size() < body_bytes) {
      if (!receive_more(patience_ms)) return {};
    }
    answer.body = received_.substr(0, body_bytes);
    received_.erase(0, body_bytes);
    answer.status = status;
    return answer;
  }
  Answer ask(std::string_view bytes, bool to_head = false) {
    send(bytes);
    return receive(to_head);
  }

  /// Waits for the server to close; true if not a byte came before.
  bool is_closed() {
    while (receive_more(patience_ms)) {
    }
    return received_.empty() && closed_;
  }
  /// True if something, be it the end, arrives within that time.
  bool has_news(int milliseconds) {
    pollfd wanted{socket_, POLLIN, 0};
    return ::poll(&wanted, 1, milliseconds) > 0;
  }
  /// Says that nothing more will be sent.
  void half_close() { ::shutdown(socket_, SHUT_WR); }
  /// Goes away the hard way: the server gets a reset.
  void reset() {
    const linger now{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(std::exchange(socket_, -1));
  }

 protected:
  // What a client through TLS does differently.
  virtual ssize_t put(const char* bytes, std::size_t count) {
    return ::send(socket_, bytes, count, MSG_NOSIGNAL);
  }
  virtual ssize_t take(char* bytes, std::size_t room) { return ::recv(socket_, bytes, room, 0); }
  virtual bool holds_bytes() { return false; }  // taken off the socket already
  int socket() const { return socket_; }

 private:
  bool receive_more(int milliseconds) {
    if (!holds_bytes() && !has_news(milliseconds)) return false;
    char bytes[16 * 1024];
    const ssize_t count = take(bytes, sizeof bytes);
    closed_ = count <= 0;
    if (closed_) return false;
    received_.append(bytes, static_cast<std::size_t>(count));
    return true;
  }

  int socket_ = -1;
  bool connected_ = false;
  bool closed_ = false;
  std::string received_;
};

/// Waits for what another thread will make true; false if it never does.
template <class Condition>
bool until(Condition&& condition) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience_ms);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    std::this_thread::yield();
  }
  return true;
}

/// Lets threads wait until it opens.
class Gate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void pass() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

/// A server on a free port that answers with what it understood:
/// "POST /a?x=1|path=/a|q:x=1|h:host=t|body=…". "/throw", "/odd", "/held" and "/big" misbehave as
/// told in the cpp.
struct EchoServer {
  explicit EchoServer(ServerOptions options = {})
      : server(
            prepared(std::move(options)),
            [this](const Request& request) { return answer(request); },
            clock
        ) {
    server.start();
  }
  ~EchoServer() { gate.open(); }

  static ServerOptions prepared(ServerOptions options) {
    options.log_one_in = 0;
    if (options.worker_threads == ServerOptions{}.worker_threads) options.worker_threads = 4;
    return options;
  }

  Response answer(const Request& request) {
    runs.fetch_add(1);
    if (request.path == "/held") gate.pass();
    if (request.path == "/throw") throw std::runtime_error("disk of 13800138000 is full");
    if (request.path == "/throw-number") throw 42;
    Response response;
    if (request.path == "/big") {
      response.body.assign(big_bytes, 'x');
    } else if (request.path == "/empty") {
      response.status = 204;
    } else if (request.path == "/split") {
      response.headers = {{"X-Note", "a\r\nSet-Cookie: stolen=1"}};
    } else if (request.path == "/own-headers") {
      response.content_type = "text/html";
      response.headers = {
          {"cache-control", "max-age=60"},
          {"Content-Security-Policy", "default-src 'self'"},
          {"Content-Length", "7"},
          {"Connection", "upgrade"},
          {"X-Kept", "yes"}};
      response.body = "<p>";
    } else {
      response.body = describe(request);
    }
    return response;
  }
  static std::string describe(const Request& request) {
    std::string text = request.method + ' ' + request.target + "|path=" + request.path;
    for (const auto& [name, value] : request.query) text += "|q:" + name + '=' + value;
    for (const auto& [name, value] : request.headers) text += "|h:" + name + '=' + value;
    return text + "|body=" + request.body;
  }
  std::uint16_t port() const { return server.port(); }

  ManualClock clock{Instant::from_seconds(1'795'266'300)};  // 2026-11-21T13:05:00Z
  Gate gate;
  std::atomic<int> runs{0};
  Server server;  // last: its threads use the rest
};

}  // namespace guanxi::http::testing
