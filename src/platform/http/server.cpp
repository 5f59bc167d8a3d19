#include <pthread.h>

#include <algorithm>
#include <system_error>

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

#include "base/check.h"
#include "platform/http/connection.h"

namespace guanxi::http {
namespace {

std::system_error cannot_listen(
    const ServerOptions& options, const boost::system::error_code& error
) {
  return std::system_error(
      std::error_code(error),
      "cannot listen on " + options.address + ":" + std::to_string(options.port)
  );
}

std::chrono::milliseconds sweep_interval(const ServerOptions& options) {
  const std::int64_t shortest = std::min(
      {options.header_ms_max,
       options.body_ms_max,
       options.idle_ms_max,
       options.write_ms_max,
       options.tls ? options.handshake_ms_max : options.header_ms_max}
  );
  return std::chrono::milliseconds(std::clamp<std::int64_t>(shortest / 4, 1, 1000));
}

}  // namespace

Shared::Shared(ServerOptions the_options, Handler the_handler, const Clock& the_clock)
    : options(std::move(the_options)),
      handler(std::move(the_handler)),
      clock(the_clock),
      pool(options.worker_threads, options.work_queue_max, [this](Exchange* exchange) {
        run(exchange);
      }) {}

void Shared::run(Exchange* exchange) {
  const Request& request = exchange->request;
  const log::TraceScope trace(request.trace_id);
  const auto fail = [&] {
    exchange->response = problem(
        500, ErrorCode::internal, "The server failed. The trace id finds out why.", request.trace_id
    );
  };
  try {
    exchange->response = handler(request);
    if (!is_sendable(exchange->response)) {
      log::error("http.unsendable_response", {{"status", exchange->response.status}});
      fail();
    }
  } catch (const std::exception& failure) {
    log::error(
        "http.handler_failed", {{"route", route_shape(request.path)}, {"what", failure.what()}}
    );
    fail();
  } catch (...) {
    log::error(
        "http.handler_failed", {{"route", route_shape(request.path)}, {"what", "unknown exception"}}
    );
    fail();
  }
  const auto took = std::chrono::steady_clock::now() - exchange->dispatched_at;
  const std::int64_t micros = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  if (metrics) metrics->answered(exchange->response.status, micros);
  if (exchange->response.status >= 500 || request_sampler.draw(options.log_one_in)) {
    log_request(request, exchange->response, micros);
  }
  exchange->loop->complete(exchange);
}

void Shared::connection_closed() {
  if (connections.fetch_sub(1) == 1 && draining) {
    const std::lock_guard lock(closed_mutex);
    all_closed.notify_all();
  }
}

IoLoop::IoLoop(Shared& shared)
    : shared_(shared),
      guard_(asio::make_work_guard(context_)),
      sweep_timer_(context_),
      sweep_every_(sweep_interval(shared.options)) {}

IoLoop::~IoLoop() = default;

void IoLoop::start() {
  sweep_later();
  thread_ = std::thread([this] { context_.run(); });
  pthread_setname_np(thread_.native_handle(), "http-io");
}

void IoLoop::join() {
  asio::post(context_, [this] {
    joining_ = true;
    sweep_timer_.cancel();
    guard_.reset();
  });
  thread_.join();
}

void IoLoop::adopt(std::shared_ptr<Connection> connection) {
  connection->place = connections_.size();
  connections_.push_back(std::move(connection));
}

void IoLoop::forget(Connection& connection) {
  const std::size_t place = connection.place;
  const std::shared_ptr<Connection> last_reference = std::move(connections_[place]);
  if (place + 1 != connections_.size()) {
    connections_[place] = std::move(connections_.back());
    connections_[place]->place = place;
  }
  connections_.pop_back();
  shared_.connection_closed();
}

void IoLoop::complete(Exchange* exchange) {
  Exchange* head = completed_.load(std::memory_order_relaxed);
  do {
    exchange->next = head;
  } while (!completed_.compare_exchange_weak(
      head, exchange, std::memory_order_release, std::memory_order_relaxed
  ));
  // Whoever finds the list empty wakes the loop for all that follow until it takes them: one
  // wake-up a group commit.
  if (head == nullptr) asio::post(context_, [this] { take_completed(); });
}

void IoLoop::take_completed() {
  Exchange* taken = completed_.exchange(nullptr, std::memory_order_acquire);
  Exchange* in_order = nullptr;
  while (taken) {
    Exchange* next = taken->next;
    taken->next = in_order;
    in_order = taken;
    taken = next;
  }
  while (in_order) {
    Exchange* exchange = in_order;
    in_order = exchange->next;
    const std::shared_ptr<Connection> connection = std::move(exchange->connection);
    connection->completed();
  }
}

void IoLoop::drain() {
  asio::post(context_, [this] {
    const auto connections = connections_;  // closing takes them off the list
    for (const auto& connection : connections) connection->drain();
  });
}

void IoLoop::close_all() {
  asio::post(context_, [this] {
    const auto connections = connections_;
    for (const auto& connection : connections) connection->close();
  });
}

/// One timer for all deadlines: a pass over the connections costs less than a timer for each
/// operation.
void IoLoop::sweep() {
  const SteadyTime time = now();
  for (std::size_t i = connections_.size(); i-- > 0;) {
    const auto connection = connections_[i];  // it may take itself off the list
    connection->check_deadline(time);
  }
  sweep_later();
}

void IoLoop::sweep_later() {
  sweep_timer_.expires_after(sweep_every_);
  sweep_timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error && !joining_) sweep();
  });
}

class Server::Impl {
 public:
  Impl(ServerOptions options, Handler handler, const Clock& clock)
      : shared_(std::move(options), std::move(handler), clock) {
    GX_CHECK(
        shared_.options.io_threads > 0 && shared_.options.worker_threads > 0 &&
        shared_.options.work_queue_max > 0
    );
    if (shared_.options.tls)
      shared_.tls = std::make_unique<TlsKeeper>(*shared_.options.tls, shared_.clock);
    for (int i = 0; i < shared_.options.io_threads; ++i)
      loops_.push_back(std::make_unique<IoLoop>(shared_));
    acceptor_ = std::make_unique<Tcp::acceptor>(loops_.front()->context());
    accept_timer_ = std::make_unique<asio::steady_timer>(loops_.front()->context());
    listen();
    if (shared_.options.metrics) {
      shared_.metrics =
          std::make_unique<ServerMetrics>(*shared_.options.metrics, [this] { return stats(); });
    }
  }

  ~Impl() {
    stop();
    shared_.metrics.reset();  // its callbacks ask this object
  }

  std::uint16_t port() const { return port_; }

  void start() {
    const std::lock_guard lock(mutex_);
    if (started_ || stopped_) return;
    started_ = true;
    shared_.pool.start();
    if (shared_.tls) shared_.tls->start();
    accept();
    for (const auto& loop : loops_) loop->start();
  }

  void stop() {
    const std::lock_guard lock(mutex_);
    if (stopped_) return;
    stopped_ = true;
    if (!started_) return;
    if (shared_.tls) shared_.tls->stop();
    shared_.draining = true;
    asio::post(loops_.front()->context(), [this] {
      boost::system::error_code ignored;
      acceptor_->close(ignored);
      accept_timer_->cancel();
    });
    for (const auto& loop : loops_) loop->drain();
    wait_until_closed();
    // The queue goes first: who sees the connection closed may rely on it that the request will not
    // run any more.
    const std::vector<Exchange*> never_ran = shared_.pool.close();
    for (const auto& loop : loops_) loop->close_all();
    for (Exchange* exchange : never_ran)
      exchange->loop->complete(exchange);  // answered to nobody: lets it go
    shared_.pool.join();
    for (const auto& loop : loops_) loop->join();
  }

  bool answers(std::chrono::milliseconds within) {
    struct Answers {  // outlives this call: a loop may come to it late
      std::mutex mutex;
      std::condition_variable came;
      std::size_t count = 0;
    };
    const auto answers = std::make_shared<Answers>();
    {
      const std::lock_guard lock(mutex_);
      if (!started_ || stopped_) return false;
      for (const auto& loop : loops_) {
        asio::post(loop->context(), [answers] {
          const std::lock_guard counting(answers->mutex);
          ++answers->count;
          answers->came.notify_all();
        });
      }
    }
    std::unique_lock lock(answers->mutex);
    return answers->came.wait_for(lock, within, [&] { return answers->count == loops_.size(); });
  }

  ServerStats stats() const {
    ServerStats stats;
    stats.connections = shared_.connections.load(std::memory_order_relaxed);
    stats.work_queue = shared_.pool.queued();
    stats.busy_workers = shared_.pool.busy();
    stats.requests = shared_.requests.load(std::memory_order_relaxed);
    stats.refused_overload = shared_.refused_overload.load(std::memory_order_relaxed);
    stats.refused_limits = shared_.refused_limits.load(std::memory_order_relaxed);
    stats.timeouts = shared_.timeouts.load(std::memory_order_relaxed);
    stats.handshake_failures = shared_.handshake_failures.load(std::memory_order_relaxed);
    if (shared_.tls)
      stats.certificate_expires_at = shared_.tls->current()->expires_at.micros() / 1'000'000;
    return stats;
  }

  bool reload_tls() { return !shared_.tls || shared_.tls->reload(); }

 private:
  void listen() {
    const ServerOptions& options = shared_.options;
    boost::system::error_code error;
    const auto address = asio::ip::make_address(options.address, error);
    if (error) throw cannot_listen(options, error);
    const Tcp::endpoint endpoint(address, options.port);
    acceptor_->open(endpoint.protocol(), error);
    if (!error) acceptor_->set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_->bind(endpoint, error);
    if (!error) acceptor_->listen(asio::socket_base::max_listen_connections, error);
    if (error) throw cannot_listen(options, error);
    port_ = acceptor_->local_endpoint().port();
  }

  void wait_until_closed() {
    std::unique_lock lock(shared_.closed_mutex);
    const auto drain_max = std::chrono::milliseconds(shared_.options.drain_ms_max);
    const bool closed =
        shared_.all_closed.wait_for(lock, drain_max, [this] { return shared_.connections == 0; });
    if (!closed) log::warn("http.drain_incomplete", {{"connections", shared_.connections.load()}});
  }

  void accept() {
    IoLoop& loop = *loops_[next_loop_];
    next_loop_ = (next_loop_ + 1) % loops_.size();
    acceptor_->async_accept(
        loop.context(),
        peer_,
        [this, &loop](const boost::system::error_code& error, Tcp::socket socket) {
          if (!acceptor_->is_open()) return;
          if (error) return accept_failed(error);
          welcome(loop, std::move(socket));
          accept();
        }
    );
  }

  void welcome(IoLoop& loop, Tcp::socket socket) {
    constexpr int refused_at_once_max =
        64;  // beyond, not even a 503: the socket is closed unanswered
    const std::int64_t before = shared_.connections.load();
    if (before >= shared_.options.connections_max + refused_at_once_max) {
      shared_.refused_overload.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    shared_.connections.fetch_add(1);
    const bool full = before >= shared_.options.connections_max;
    auto connection =
        std::make_shared<Connection>(loop, std::move(socket), peer_.address().to_string());
    asio::dispatch(loop.context(), [&loop, full, connection = std::move(connection)] {
      loop.adopt(connection);
      full ? connection->refuse() : connection->start();
    });
  }

  /// Out of descriptors, most likely: those in use must be given back first, so trying again at
  /// once would only spin.
  void accept_failed(const boost::system::error_code& error) {
    if (error == asio::error::connection_aborted) return accept();
    log::warn("http.accept_failed", {{"what", error.message()}});
    accept_timer_->expires_after(std::chrono::milliseconds(100));
    accept_timer_->async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled && acceptor_->is_open()) accept();
    });
  }

  Shared shared_;  // outlives the loops, whose connections use it
  std::vector<std::unique_ptr<IoLoop>> loops_;
  std::unique_ptr<Tcp::acceptor> acceptor_;
  std::unique_ptr<asio::steady_timer> accept_timer_;
  Tcp::endpoint peer_;
  std::size_t next_loop_ = 0;
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  bool started_ = false, stopped_ = false;
};

Server::Server(ServerOptions options, Handler handler, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handler), clock)) {}
Server::~Server() = default;
std::uint16_t Server::port() const { return impl_->port(); }
void Server::start() { impl_->start(); }
void Server::stop() { impl_->stop(); }
ServerStats Server::stats() const { return impl_->stats(); }
bool Server::reload_tls() { return impl_->reload_tls(); }
bool Server::answers(std::chrono::milliseconds within) const { return impl_->answers(within); }

}  // namespace guanxi::http
