// What the machine says, for doctor.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>

#include "app/doctor.h"
#include "base/time.h"

namespace guanxi::app {
namespace {

/// An IPv4 or IPv6 address as the kernel wants it; length 0 if it is none.
struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;

  Address(const std::string& text, int port) {
    sockaddr_in v4{};
    sockaddr_in6 v6{};
    v4.sin_family = AF_INET;
    v6.sin6_family = AF_INET6;
    v4.sin_port = v6.sin6_port = htons(static_cast<std::uint16_t>(port));
    if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
      set(&v4, sizeof v4);
    } else if (inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
      set(&v6, sizeof v6);
    }
  }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  int family() const { return storage.ss_family; }

 private:
  void set(const void* from, socklen_t size) {
    std::memcpy(&storage, from, size);
    length = size;
  }
};

class Socket {
 public:
  explicit Socket(int family) : fd_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{.tv_sec = 2, .tv_usec = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  }
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

/// 0: somebody could listen there now; otherwise errno.
int try_to_listen(const Address& address) {
  const Socket probe(address.family());
  const int yes = 1;
  ::setsockopt(probe.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(probe.get(), address.get(), address.length) != 0) return errno;
  return ::listen(probe.get(), 1) == 0 ? 0 : errno;
}

/// Whether a Guanxi answers there.
bool answers_as_guanxi(const Address& address) {
  const Socket client(address.family());
  if (::connect(client.get(), address.get(), address.length) != 0) return false;
  constexpr std::string_view request =
      "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  if (::send(client.get(), request.data(), request.size(), MSG_NOSIGNAL) < 0) return false;
  std::string answer;
  std::array<char, 2048> part;
  for (ssize_t got = 0; answer.size() < 16 * 1024;) {
    got = ::recv(client.get(), part.data(), part.size(), 0);
    if (got <= 0) break;
    answer.append(part.data(), static_cast<std::size_t>(got));
  }
  return answer.find(R"({"alive":true})") != std::string::npos;
}

/// The number a file begins with; the largest there is for "max" and for no file.
std::int64_t number_in(const char* file) {
  std::ifstream in(file);
  std::int64_t number = 0;
  return in >> number ? number : std::numeric_limits<std::int64_t>::max();
}

}  // namespace

std::optional<Machine::Room> ThisMachine::room(const std::filesystem::path& path) {
  struct statvfs info {};
  if (::statvfs(path.c_str(), &info) != 0) return std::nullopt;
  return Room{info.f_bavail * info.f_frsize, info.f_favail, info.f_files};
}

Machine::ClockState ThisMachine::clock_state() {
  struct timex state {};  // modes 0: asks only
  const int answer = ::adjtimex(&state);
  if (answer < 0) return ClockState::unknown;
  const bool adrift = answer == TIME_ERROR || (state.status & STA_UNSYNC) != 0;
  return adrift ? ClockState::adrift : ClockState::synchronised;
}

std::int64_t ThisMachine::open_files_max() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  constexpr auto most = static_cast<rlim_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(std::min(limit.rlim_cur, most));
}

std::int64_t ThisMachine::memory_bytes() {
  const std::int64_t pages = ::sysconf(_SC_PHYS_PAGES), page = ::sysconf(_SC_PAGE_SIZE);
  if (pages <= 0 || page <= 0) return 0;
  return std::min(
      {pages * page,
       number_in("/sys/fs/cgroup/memory.max"),
       number_in("/sys/fs/cgroup/memory/memory.limit_in_bytes")}
  );
}

Machine::Port ThisMachine::port(const std::string& text, int port) {
  const Address address(text, port);
  if (address.length == 0) return Port::forbidden;
  const int why = try_to_listen(address);
  if (why == 0) return Port::free;
  if (why != EADDRINUSE) return Port::forbidden;
  // 0.0.0.0 and :: are places to listen, not to call.
  const std::string called = text == "0.0.0.0" ? "127.0.0.1" : text == "::" ? "::1" : text;
  return answers_as_guanxi(Address(called, port)) ? Port::guanxi : Port::other;
}

std::string ThisMachine::time_zone_fault() {
  try {
    for (const char* name : {"Asia/Shanghai", "Europe/London", "America/New_York"}) {
      if (!TimeZone::find(name)) return std::string("there is no ") + name;
    }
  } catch (const std::exception& fault) {
    return fault.what();  // "slim" files among others, see base/time.cpp
  }
  return {};
}

}  // namespace guanxi::app
