// One thread that reads and writes the sockets of its connections. Includes Asio: for server.cpp
// and connection.cpp.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/http/request_log.h"
#include "platform/http/response_head.h"
#include "platform/http/tls.h"
#include "platform/http/work_pool.h"
#include "platform/log/log.h"

namespace guanxi::http {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using SteadyTime = std::chrono::steady_clock::time_point;

class Connection;
class IoLoop;

/// A request on its way through a worker. Part of its connection, which it keeps alive meanwhile.
struct Exchange {
  Request request;
  Response response;
  SteadyTime dispatched_at;
  std::shared_ptr<Connection> connection;
  IoLoop* loop = nullptr;
  Exchange* next = nullptr;  // in the list of completed ones
};

/// What all threads of a server share.
struct Shared {
  Shared(ServerOptions the_options, Handler the_handler, const Clock& the_clock);
  /// On a worker: calls the handler, and lets the exchange's loop send the answer.
  void run(Exchange* exchange);
  void connection_closed();

  const ServerOptions options;
  const Handler handler;
  const Clock& clock;

  std::atomic<std::int64_t> connections{0};
  std::atomic<int> large_bodies{0};
  std::atomic<std::uint64_t> requests{0}, refused_overload{0}, refused_limits{0}, timeouts{0},
      handshake_failures{0};
  std::atomic<bool> draining{false};
  std::mutex closed_mutex;
  std::condition_variable all_closed;
  std::unique_ptr<TlsKeeper> tls;  // null: plain HTTP
  std::unique_ptr<ServerMetrics> metrics;
  log::Sampler request_sampler, refusal_sampler;
  WorkPool pool;  // last: its threads use the rest
};

class IoLoop {
 public:
  explicit IoLoop(Shared& shared);
  ~IoLoop();

  asio::io_context& context() { return context_; }
  Shared& shared() { return shared_; }
  void start();
  /// Ends the thread once nothing is left to do for it; call after close_all() and after the
  /// workers have ended.
  void join();

  // On the loop's thread:
  void adopt(std::shared_ptr<Connection> connection);
  void forget(Connection& connection);
  SteadyTime now() const { return std::chrono::steady_clock::now(); }
  std::string_view date() { return date_.text(shared_.clock.now()); }

  // On any thread:
  void complete(Exchange* exchange);  // its answer is ready
  void drain();                       // close what is idle, and the rest after its answer
  void close_all();

 private:
  void take_completed();
  void sweep();
  void sweep_later();

  Shared& shared_;
  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> guard_;
  asio::steady_timer sweep_timer_;
  std::chrono::milliseconds sweep_every_;
  std::vector<std::shared_ptr<Connection>> connections_;
  std::atomic<Exchange*> completed_{
      nullptr};  // a stack: many workers push, the loop takes all at once
  DateCache date_;
  bool joining_ = false;
  std::thread thread_;
};

}  // namespace guanxi::http
