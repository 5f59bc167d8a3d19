#include "platform/http/connection.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "platform/http/trace_id.h"

namespace guanxi::http {
namespace {

constexpr std::size_t read_bytes_min = 4 * 1024;
constexpr std::size_t body_read_bytes = 16 * 1024;
constexpr std::size_t kept_bytes_max = 64 * 1024;  // larger bodies give their memory back
constexpr std::int64_t finish_ms_max = 1'000;

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

Connection::Connection(IoLoop& loop, Stream stream, std::string remote_address)
    : loop_(loop), stream_(std::move(stream)), parser_(loop.shared().options) {
  exchange_.loop = &loop;
  exchange_.request.remote_address = std::move(remote_address);
}

Connection::~Connection() = default;

void Connection::start() {
  if (loop_.shared().draining.load(std::memory_order_relaxed)) return close();
  boost::system::error_code ignored;  // a connection that is gone already shows at the first read
  stream_.set_option(Tcp::no_delay(true), ignored);
  stream_.non_blocking(true, ignored);
  wait(options().header_ms_max);
  read();
}

void Connection::refuse() {
  boost::system::error_code ignored;
  stream_.non_blocking(true, ignored);
  make_trace_id(exchange_.request.trace_id);
  refuse_request(
      {503, ErrorCode::overloaded, "The server has too many connections. Try again shortly."}
  );
}

void Connection::read() {
  if (reading_ || phase_ == Phase::closed) return;
  reading_ = true;
  const bool much_comes = phase_ == Phase::body || phase_ == Phase::finishing;
  const auto room = buffer_.room(much_comes ? body_read_bytes : read_bytes_min);
  stream_.async_read_some(
      room,
      [self = shared_from_this()](const boost::system::error_code& error, std::size_t count) {
        self->on_read(error, count);
      }
  );
}

void Connection::on_read(const boost::system::error_code& error, std::size_t count) {
  reading_ = false;
  if (phase_ == Phase::closed) return;
  if (error) return close();
  if (phase_ == Phase::finishing) return read();  // thrown away: the answer is out
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
    if (loop_.shared().draining.load(std::memory_order_relaxed)) close();
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

bool Connection::begin_body() {
  phase_ = Phase::body;
  if (parser_.is_done()) return true;
  wait(options().body_ms_max);
  if (parser_.expects_continue() && buffer_.empty()) {
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    boost::system::error_code error;
    const std::size_t sent = stream_.write_some(asio::buffer(go_on), error);
    // The socket's buffer holds at most the answer before this one: it has room unless the client
    // does not read.
    if (error || sent != go_on.size()) close();
  }
  return true;
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
void Connection::write(asio::const_buffer head, asio::const_buffer body) {
  const std::array<asio::const_buffer, 2> both{head, body};
  boost::system::error_code error;
  std::size_t sent = stream_.write_some(both, error);
  if (error && error != asio::error::would_block) return close();
  if (error) sent = 0;
  if (sent == head.size() + body.size()) return written();
  rest_.clear();
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
  asio::async_write(
      stream_,
      asio::buffer(rest_),
      [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
        if (self->phase_ == Phase::closed) return;
        if (error) return self->close();
        self->rest_ = {};
        self->written();
        self->pump();
      }
  );
}

void Connection::written() {
  if (!keep_alive_) return finish();
  Request& request = exchange_.request;
  if (request.body.capacity() > kept_bytes_max) request.body = {};
  exchange_.response = {};
  phase_ = Phase::idle;
  skipped_empty_line_ = false;
  wait(options().idle_ms_max);
}

/// Says goodbye first and throws away what still comes: closing with unread bytes resets the
/// connection, and the client might never see the answer (RFC 9112 §9.6).
void Connection::finish() {
  phase_ = Phase::finishing;
  wait(finish_ms_max);
  boost::system::error_code error;
  stream_.shutdown(Tcp::socket::shutdown_send, error);
  if (error) return close();
  if (!reading_) buffer_ = {};  // a read under way still writes there
  read();
}

void Connection::close() {
  if (phase_ == Phase::closed) return;
  phase_ = Phase::closed;
  wait_for_ever();
  boost::system::error_code ignored;
  stream_.close(ignored);
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
  if (phase_ == Phase::writing || (phase_ == Phase::idle && fresh_)) {
    loop_.shared().timeouts.fetch_add(1, std::memory_order_relaxed);
  }
  close();
}

void Connection::drain() {
  if (phase_ == Phase::idle && buffer_.empty()) close();
}

}  // namespace guanxi::http
