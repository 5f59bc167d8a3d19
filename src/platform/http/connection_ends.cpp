// How a connection begins, with or without TLS, and how it ends.
#include <boost/asio/buffer.hpp>

#include "platform/http/connection.h"

namespace guanxi::http {
namespace {

constexpr std::size_t thrown_away_bytes = 16 * 1024;
constexpr std::int64_t finish_ms_max = 1'000;
constexpr char tls_handshake_record = 22;  // the first byte of a TLS client (RFC 8446 §5.1)

}  // namespace

void Connection::start() {
  if (loop_.shared().draining.load(std::memory_order_relaxed)) return close();
  boost::system::error_code ignored;  // a connection that is gone already shows at the first read
  wire_.socket().set_option(Tcp::no_delay(true), ignored);
  begin();
}

void Connection::refuse() {
  refused_ = true;
  begin();
}

void Connection::begin() {
  boost::system::error_code ignored;
  wire_.socket().non_blocking(true, ignored);
  if (loop_.shared().tls && !secured_) {
    phase_ = Phase::handshake;
    wait(options().handshake_ms_max);
    return await_hello();
  }
  if (refused_) {
    return refuse_request(
        {503, ErrorCode::overloaded, "The server has too many connections. Try again shortly."}
    );
  }
  phase_ = Phase::idle;
  wait(options().header_ms_max);
  read();
}

void Connection::await_hello() {
  wire_.socket().async_wait(
      Tcp::socket::wait_read,
      [self = shared_from_this()](const boost::system::error_code& error) {
        if (self->phase_ == Phase::closed) return;
        error ? self->close() : self->look_at_hello();
      }
  );
}

/// A client that speaks plain HTTP here is told so, in plain HTTP; nothing costs memory before a
/// client has begun to speak TLS.
void Connection::look_at_hello() {
  char first = 0;
  boost::system::error_code error;
  const std::size_t count =
      wire_.socket().receive(asio::buffer(&first, 1), Tcp::socket::message_peek, error);
  if (error == asio::error::would_block) return await_hello();
  if (error || count == 0) return close();
  if (first != tls_handshake_record) {
    loop_.shared().handshake_failures.fetch_add(1, std::memory_order_relaxed);
    return refuse_request({400, ErrorCode::invalid_request, "This port speaks TLS: use https."});
  }
  const auto pair = loop_.shared().tls->current();
  wire_.handshake(
      pair->context,
      [self = shared_from_this()](const boost::system::error_code& failure) {
        if (self->phase_ != Phase::closed) self->handshake_done(failure);
      }
  );
}

void Connection::handshake_done(const boost::system::error_code& error) {
  Shared& shared = loop_.shared();
  if (error) {
    shared.handshake_failures.fetch_add(1, std::memory_order_relaxed);
    if (shared.refusal_sampler.draw(shared.options.log_one_in))
      log::info("tls.handshake_failed", {{"what", error.message()}});
    return finish_sending();  // lets the alert that says why arrive
  }
  secured_ = true;
  if (shared.draining.load(std::memory_order_relaxed)) return finish();
  begin();
}

/// Says goodbye first and throws away what still comes: closing with unread bytes resets the
/// connection, and the client might never see the answer (RFC 9112 §9.6).
void Connection::finish() {
  phase_ = Phase::finishing;
  wait(finish_ms_max);
  if (!secured_) return finish_sending();
  wire_.say_goodbye([self = shared_from_this()](const boost::system::error_code&) {
    // An error means only that the client sent something else than its own goodbye.
    if (self->phase_ != Phase::closed) self->finish_sending();
  });
}

void Connection::finish_sending() {
  phase_ = Phase::finishing;
  wait(finish_ms_max);
  boost::system::error_code error;
  wire_.socket().shutdown(Tcp::socket::shutdown_send, error);
  if (error) return close();
  if (!reading_) buffer_ = {};  // a read under way still writes there
  rest_.resize(thrown_away_bytes);
  throw_away();
}

void Connection::throw_away() {
  wire_.socket().async_read_some(
      asio::buffer(rest_),
      [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
        if (self->phase_ == Phase::closed) return;
        error ? self->close() : self->throw_away();
      }
  );
}

/// Nothing is under way. Through TLS that is said, so that the client knows it was no accident.
void Connection::close_idle() { secured_ ? finish() : close(); }

void Connection::close() {
  if (phase_ == Phase::closed) return;
  phase_ = Phase::closed;
  wait_for_ever();
  boost::system::error_code ignored;
  wire_.socket().close(ignored);
  loop_.forget(*this);
}

void Connection::wait(std::int64_t milliseconds) {
  deadline_ = loop_.now() + std::chrono::milliseconds(milliseconds);
}

void Connection::check_deadline(SteadyTime now) {
  if (now < deadline_) return;
  const bool mid_request = phase_ == Phase::header || phase_ == Phase::body;
  if (mid_request) {
    refuse_request({408, ErrorCode::timed_out, "The request took too long to arrive."});
    return;
  }
  Shared& shared = loop_.shared();
  if (phase_ == Phase::writing || phase_ == Phase::handshake || (phase_ == Phase::idle && fresh_)) {
    shared.timeouts.fetch_add(1, std::memory_order_relaxed);
  }
  if (phase_ == Phase::handshake && wire_.is_tls())
    shared.handshake_failures.fetch_add(1, std::memory_order_relaxed);
  phase_ == Phase::idle ? close_idle() : close();
}

void Connection::drain() {
  if (phase_ == Phase::handshake) return close();
  if (phase_ == Phase::idle && buffer_.empty()) close_idle();
}

}  // namespace guanxi::http
