#include "platform/http/connection.h"

#include <array>
#include <utility>

#include <boost/asio/buffer.hpp>

#include "platform/http/trace_id.h"

namespace guanxi::http {
namespace {

constexpr std::size_t read_bytes_min = 4 * 1024;
constexpr std::size_t body_read_bytes = 16 * 1024;
constexpr std::size_t kept_bytes_max = 64 * 1024;  // larger bodies give their memory back
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

/// An assignment of nothing would keep the memory.
void give_back(std::string& text) {
  if (text.capacity() > kept_bytes_max) std::string().swap(text);
}

}  // namespace

void ReadBuffer::consume(std::size_t count) {
  begin_ += count;
  if (begin_ == end_) begin_ = end_ = 0;
}

asio::mutable_buffer ReadBuffer::room(std::size_t least) {
  if (block_.size() - end_ < least && begin_ > 0) {
    std::copy(
        block_.begin() + static_cast<std::ptrdiff_t>(begin_),
        block_.begin() + static_cast<std::ptrdiff_t>(end_),
        block_.begin()
    );
    end_ -= begin_;
    begin_ = 0;
  }
  if (block_.size() - end_ < least) block_.resize(end_ + std::max(least, block_.size()));
  return asio::buffer(block_.data() + end_, block_.size() - end_);
}

Connection::Connection(IoLoop& loop, Tcp::socket socket, std::string remote_address)
    : loop_(loop), wire_(std::move(socket)), parser_(loop.shared().options) {
  exchange_.loop = &loop;
  exchange_.request.remote_address = std::move(remote_address);
}

Connection::~Connection() { let_go_of_large(); }

void Connection::read() {
  if (reading_ || phase_ == Phase::closed) return;
  reading_ = true;
  const auto room = buffer_.room(phase_ == Phase::body ? body_read_bytes : read_bytes_min);
  wire_.read_some(
      room,
      [self = shared_from_this()](const boost::system::error_code& error, std::size_t count) {
        self->on_read(error, count);
      }
  );
}

void Connection::on_read(const boost::system::error_code& error, std::size_t count) {
  reading_ = false;
  if (phase_ == Phase::closed) return;
  if (phase_ == Phase::finishing) return;  // the answer is out
  // Who says goodbye through TLS is answered.
  if (error) return error == asio::error::eof && secured_ ? finish() : close();
  buffer_.commit(count);
  pump();
}

/// Goes on until bytes or an answer are missing.
void Connection::pump() {
  for (;;) {
    bool more = false;
    switch (phase_) {
      case Phase::idle:
        more = read_first_byte();
        break;
      case Phase::header:
        more = read_header();
        break;
      case Phase::body:
        more = read_body();
        break;
      case Phase::handshake:
      case Phase::working:
      case Phase::writing:
      case Phase::finishing:
      case Phase::closed:
        return;
    }
    if (!more && (phase_ == Phase::idle || phase_ == Phase::header || phase_ == Phase::body))
      return read();
  }
}

bool Connection::read_first_byte() {
  if (buffer_.empty()) {
    if (loop_.shared().draining.load(std::memory_order_relaxed)) close_idle();
    return false;
  }
  // Old clients send an empty line behind a body (RFC 9112 §2.2): one is forgiven.
  if (!skipped_empty_line_ && buffer_.bytes().starts_with('\r')) {
    if (buffer_.bytes().size() == 1) return false;
    if (buffer_.bytes()[1] == '\n') {
      buffer_.consume(2);
      skipped_empty_line_ = true;
      return true;
    }
  }
  fresh_ = false;
  phase_ = Phase::header;
  scan_ = {};
  exchange_.request.trace_id.clear();
  parser_.begin(exchange_.request);
  wait(options().header_ms_max);
  return true;
}

bool Connection::read_header() {
  const HeaderScan::State state = scan_.look_at(buffer_.bytes());
  if (state == HeaderScan::State::malformed) {
    refuse_request(
        {400,
         ErrorCode::invalid_request,
         "A line of the header does not end in CR LF, or is folded."}
    );
    return true;
  }
  const auto header_bytes_max = static_cast<std::size_t>(options().header_bytes_max);
  const bool complete = state == HeaderScan::State::complete;
  if ((complete ? scan_.header_bytes() : buffer_.bytes().size()) > header_bytes_max) {
    refuse_request({431, ErrorCode::too_long, "The header is larger than this server takes."});
    return true;
  }
  if (!complete) return false;
  const Refusal refusal = parser_.read_header(buffer_.bytes().substr(0, scan_.header_bytes()));
  buffer_.consume(scan_.header_bytes());
  // The trace id comes first: a refusal carries it too.
  if (const auto given = trace_id_of(exchange_.request.header("traceparent")); !given.empty()) {
    exchange_.request.trace_id.assign(given);
  }
  if (refusal) {
    refuse_request(refusal);
    return true;
  }
  return begin_body();
}

/// Whoever has no credentials yet must not fill the memory: only so many large bodies at once, each
/// from where it is larger than others may be until its answer is out.
bool Connection::take_large() {
  if (is_large_ || std::ssize(exchange_.request.body) <= options().body_bytes_max) return true;
  Shared& shared = loop_.shared();
  is_large_ = true;
  if (shared.large_bodies.fetch_add(1) < shared.options.large_bodies_max) return true;
  let_go_of_large();
  return false;
}

void Connection::let_go_of_large() {
  if (std::exchange(is_large_, false)) loop_.shared().large_bodies.fetch_sub(1);
}

bool Connection::begin_body() {
  phase_ = Phase::body;
  if (parser_.is_done()) return true;
  wait(options().body_ms_max);
  if (parser_.expects_continue() && buffer_.empty()) invite_body();
  return true;
}

void Connection::invite_body() {
  if (!wire_.is_tls()) {
    boost::system::error_code error;
    const std::size_t sent = wire_.socket().write_some(asio::buffer(go_on), error);
    // The socket's buffer holds at most the answer before this one: it has room unless the client
    // does not read.
    if (error || sent != go_on.size()) close();
    return;
  }
  inviting_ = true;
  wire_.write(
      asio::buffer(go_on),
      [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
        self->inviting_ = false;
        if (self->phase_ == Phase::closed) return;
        if (error) return self->close();
        if (self->phase_ == Phase::writing) self->send_rest();  // it waited for us
      }
  );
}

bool Connection::read_body() {
  while (!parser_.is_done()) {
    Refusal refusal;
    const std::size_t used = parser_.read_body(buffer_.bytes(), refusal);
    buffer_.consume(used);
    if (refusal) {
      refuse_request(refusal);
      return true;
    }
    if (parser_.is_large() && !take_large()) {
      refuse_request(
          {503,
           ErrorCode::overloaded,
           "The server takes no more large bodies now. Try again shortly."}
      );
      return true;
    }
    if (parser_.is_done()) break;
    // What Beast leaves is part of a chunk's header line or of the trailers: held to the header's
    // limit.
    if (buffer_.bytes().size() > static_cast<std::size_t>(options().header_bytes_max)) {
      refuse_request(
          {431,
           ErrorCode::too_long,
           "A chunk's header or the trailers are larger than this server takes."}
      );
      return true;
    }
    if (used == 0) return false;
  }
  dispatch();
  return true;
}

void Connection::dispatch() {
  Shared& shared = loop_.shared();
  shared.requests.fetch_add(1, std::memory_order_relaxed);
  keep_alive_ = parser_.keeps_alive();
  exchange_.request.received_at = shared.clock.now();
  exchange_.dispatched_at = loop_.now();
  if (exchange_.request.trace_id.empty()) make_trace_id(exchange_.request.trace_id);
  phase_ = Phase::working;
  wait_for_ever();
  exchange_.connection = shared_from_this();
  if (shared.pool.push(&exchange_)) return;
  exchange_.connection.reset();
  shared.refused_overload.fetch_add(1, std::memory_order_relaxed);
  Response response = problem(
      503,
      ErrorCode::overloaded,
      "The server is busy. Try again shortly.",
      exchange_.request.trace_id
  );
  response.headers.emplace_back("Retry-After", "1");
  answer(response);
}

void Connection::completed() {
  if (phase_ == Phase::closed) return;
  answer(exchange_.response);
  pump();
}

void Connection::answer(const Response& response) {
  const Request& request = exchange_.request;
  if (loop_.shared().draining.load(std::memory_order_relaxed)) keep_alive_ = false;
  ConnectionOption option = ConnectionOption::none;
  if (!keep_alive_) option = ConnectionOption::close;
  if (keep_alive_ && !parser_.is_http11()) option = ConnectionOption::keep_alive;
  head_.clear();
  append_head(head_, response, request.trace_id, loop_.date(), option);
  const bool bodiless = request.method == "HEAD" || !has_body(response.status);
  write(asio::buffer(head_), bodiless ? asio::const_buffer() : asio::buffer(response.body));
}

/// For requests that cannot be read: where the next one would begin is unknown, so the connection
/// ends.
void Connection::refuse_request(const Refusal& refusal) {
  Shared& shared = loop_.shared();
  std::atomic<std::uint64_t>& counter = refusal.status == 503   ? shared.refused_overload
                                        : refusal.status == 408 ? shared.timeouts
                                                                : shared.refused_limits;
  counter.fetch_add(1, std::memory_order_relaxed);
  std::string& trace_id = exchange_.request.trace_id;
  if (trace_id.empty()) make_trace_id(trace_id);
  if (shared.refusal_sampler.draw(shared.options.log_one_in)) {
    const log::TraceScope trace(trace_id);
    log::info("http.refused", {{"status", refusal.status}, {"detail", refusal.detail}});
  }
  keep_alive_ = false;
  Response response = problem(refusal.status, refusal.code, refusal.detail, trace_id);
  if (refusal.status == 503) response.headers.emplace_back("Retry-After", "1");
  head_.clear();
  append_head(head_, response, trace_id, loop_.date(), ConnectionOption::close);
  write(asio::buffer(head_), asio::buffer(response.body));
}

/// One system call if the socket takes everything, which it does unless the client reads slowly.
/// TLS wants the bytes to stay where they are until they are out, and together, for one record.
void Connection::write(asio::const_buffer head, asio::const_buffer body) {
  const std::array<asio::const_buffer, 2> both{head, body};
  std::size_t sent = 0;
  if (!wire_.is_tls()) {
    boost::system::error_code error;
    sent = wire_.socket().write_some(both, error);
    if (error && error != asio::error::would_block) return close();
    if (error) sent = 0;
    if (sent == head.size() + body.size()) return written();
  }
  rest_.clear();
  rest_.reserve(head.size() + body.size() - sent);
  for (const asio::const_buffer& part : both) {
    const std::size_t skipped = std::min(sent, part.size());
    sent -= skipped;
    rest_.append(static_cast<const char*>(part.data()) + skipped, part.size() - skipped);
  }
  write_rest();
}

void Connection::write_rest() {
  phase_ = Phase::writing;
  wait(options().write_ms_max);
  if (!inviting_) send_rest();
}

void Connection::send_rest() {
  wire_.write(
      asio::buffer(rest_),
      [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
        if (self->phase_ == Phase::closed) return;
        if (error) return self->close();
        give_back(self->rest_);
        self->written();
        self->pump();
      }
  );
}

void Connection::written() {
  Request& request = exchange_.request;
  give_back(request.body);
  let_go_of_large();
  if (!keep_alive_) return finish();
  Response empty;
  std::swap(exchange_.response, empty);  // an assignment would keep the memory of its body
  phase_ = Phase::idle;
  skipped_empty_line_ = false;
  wait(options().idle_ms_max);
}

}  // namespace guanxi::http
