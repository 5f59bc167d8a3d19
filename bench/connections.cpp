#include "connections.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace guanxi::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Moment = SteadyClock::time_point;

constexpr int silence_ms_max = 30'000;
constexpr std::size_t refusals_kept = 3;

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }

 private:
  int number_;
};

Descriptor connect_to(std::uint16_t port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) fail("socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    fail("connect");
  const int on = 1;
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::fcntl(socket.get(), F_SETFL, O_NONBLOCK) != 0) fail("fcntl");
  return socket;
}

struct Answer {
  int status = 0;
  std::size_t size = 0;  // head and body
  std::size_t body_at = 0;
};

/// The value of Content-Length in a head; header names know no case.
std::optional<std::size_t> content_length(std::string_view head) {
  constexpr std::string_view name = "\r\ncontent-length:";
  const auto found =
      std::search(head.begin(), head.end(), name.begin(), name.end(), [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == b;
      });
  if (found == head.end()) return std::nullopt;
  auto at = static_cast<std::size_t>(found - head.begin()) + name.size();
  while (at < head.size() && head[at] == ' ') ++at;
  std::size_t length = 0;
  const auto read = std::from_chars(head.data() + at, head.data() + head.size(), length);
  return read.ec == std::errc() ? std::optional(length) : std::nullopt;
}

/// nullopt: not whole yet.
std::optional<Answer> parse_answer(std::string_view bytes) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return std::nullopt;
  Answer answer;
  constexpr std::size_t status_at = 9;  // behind "HTTP/1.1 "
  const auto read =
      std::from_chars(bytes.data() + status_at, bytes.data() + status_at + 3, answer.status);
  const auto length = content_length(bytes.substr(0, end));
  if (end < status_at + 3 || read.ec != std::errc() || !length)
    throw std::runtime_error("an answer that is no HTTP");
  answer.body_at = end + 4;
  answer.size = answer.body_at + *length;
  return bytes.size() >= answer.size ? std::optional(answer) : std::nullopt;
}

struct Connection {
  Descriptor socket;
  std::string out = {}, in = {};
  std::size_t sent = 0;
  Moment started = {};
  bool waits_to_write = false;
};

class Loop {
 public:
  Loop(const Load& load, const std::function<std::string()>& make_request)
      : load_(load), make_request_(make_request), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_.get() < 0) fail("epoll_create1");
  }

  Measured run() {
    connections_.reserve(static_cast<std::size_t>(load_.connections));
    for (int i = 0; i < load_.connections; ++i) {
      connections_.push_back({connect_to(load_.port)});
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = static_cast<std::uint64_t>(i);
      if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, connections_.back().socket.get(), &event) != 0)
        fail("epoll_ctl");
    }
    from_ = SteadyClock::now() + load_.warm_up;
    until_ = from_ + load_.measured;
    for (std::size_t i = 0; i < connections_.size(); ++i) start(i);
    while (busy_ > 0) wait();
    result_.measured_micros =
        std::chrono::duration_cast<std::chrono::microseconds>(load_.measured).count();
    return std::move(result_);
  }

 private:
  void start(std::size_t i) {
    Connection& connection = connections_[i];
    connection.out = make_request_();
    connection.sent = 0;
    connection.started = SteadyClock::now();
    ++busy_;
    write(i);
  }

  void write(std::size_t i) {
    Connection& connection = connections_[i];
    while (connection.sent < connection.out.size()) {
      const auto sent = ::send(
          connection.socket.get(),
          connection.out.data() + connection.sent,
          connection.out.size() - connection.sent,
          MSG_NOSIGNAL
      );
      if (sent < 0 && errno == EAGAIN) return watch_writing(i, true);
      if (sent < 0) fail("send");
      connection.sent += static_cast<std::size_t>(sent);
    }
    if (connection.waits_to_write) watch_writing(i, false);
  }

  void watch_writing(std::size_t i, bool on) {
    epoll_event event{};
    event.events = on ? EPOLLIN | EPOLLOUT : EPOLLIN;
    event.data.u64 = i;
    if (::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, connections_[i].socket.get(), &event) != 0)
      fail("epoll_ctl");
    connections_[i].waits_to_write = on;
  }

  void wait() {
    std::array<epoll_event, 256> events;
    const int count =
        ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), silence_ms_max);
    if (count < 0 && errno == EINTR) return;
    if (count < 0) fail("epoll_wait");
    if (count == 0) throw std::runtime_error("no answer for half a minute");
    for (int k = 0; k < count; ++k) {
      const epoll_event& event = events[static_cast<std::size_t>(k)];
      const auto i = static_cast<std::size_t>(event.data.u64);
      if ((event.events & EPOLLOUT) != 0) write(i);
      if ((event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) read(i);
    }
  }

  void read(std::size_t i) {
    Connection& connection = connections_[i];
    std::array<char, 16 * 1024> buffer;
    const auto got = ::recv(connection.socket.get(), buffer.data(), buffer.size(), 0);
    if (got < 0 && errno == EAGAIN) return;
    if (got < 0) fail("recv");
    if (got == 0) throw std::runtime_error("the server closed a connection");
    connection.in.append(buffer.data(), static_cast<std::size_t>(got));
    const auto answer = parse_answer(connection.in);
    if (!answer) return;
    const Moment now = SteadyClock::now();
    note(connection, *answer, now);
    connection.in.erase(0, answer->size);
    --busy_;
    if (now < until_) start(i);
  }

  void note(const Connection& connection, const Answer& answer, Moment now) {
    ++result_.statuses[answer.status];
    if (answer.status != 201 && result_.refusals.size() < refusals_kept) {
      result_.refusals.push_back(connection.in.substr(answer.body_at, answer.size - answer.body_at)
      );
    }
    if (now < from_ || now >= until_) return;
    ++result_.completed;
    result_.latency.add(
        std::chrono::duration_cast<std::chrono::microseconds>(now - connection.started).count()
    );
  }

  const Load& load_;
  const std::function<std::string()>& make_request_;
  Descriptor epoll_;
  std::vector<Connection> connections_;
  std::size_t busy_ = 0;
  Moment from_, until_;
  Measured result_;
};

}  // namespace

Measured run(const Load& load, const std::function<std::string()>& make_request) {
  return Loop(load, make_request).run();
}

}  // namespace guanxi::bench
