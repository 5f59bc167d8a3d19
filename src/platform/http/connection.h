// One client: reads its requests one after the other, answers each before it reads the next.
// Includes Asio: for server.cpp and connection*.cpp. Lives on its loop's thread alone; a worker
// only ever sees its Exchange.
#pragma once

#include <vector>

#include "platform/http/io_loop.h"
#include "platform/http/parser.h"
#include "platform/http/wire.h"

namespace guanxi::http {

/// Bytes received and not yet used: one block, grown as needed.
class ReadBuffer {
 public:
  std::string_view bytes() const { return {block_.data() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }
  void consume(std::size_t count);
  void commit(std::size_t count) { end_ += count; }
  /// Free room of at least `least` bytes behind the unused ones.
  asio::mutable_buffer room(std::size_t least);

 private:
  std::vector<char> block_;
  std::size_t begin_ = 0, end_ = 0;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(IoLoop& loop, Tcp::socket socket, std::string remote_address);
  ~Connection();

  void start();
  /// Answers 503 and closes: the server has too many connections.
  void refuse();
  void completed();  // the exchange's response is ready
  void check_deadline(SteadyTime now);
  void drain();
  void close();

  std::size_t place = 0;  // in its loop's list

 private:
  enum class Phase { handshake, idle, header, body, working, writing, finishing, closed };

  void begin();
  void await_hello();
  void look_at_hello();
  void handshake_done(const boost::system::error_code& error);
  void read();
  void on_read(const boost::system::error_code& error, std::size_t count);
  void pump();
  bool read_first_byte();
  bool read_header();
  bool begin_body();
  void invite_body();
  bool read_body();
  bool take_large();  // false: there are enough
  void let_go_of_large();
  void dispatch();
  void answer(const Response& response);
  void refuse_request(const Refusal& refusal);
  void write(asio::const_buffer head, asio::const_buffer body);
  void write_rest();
  void send_rest();
  void written();
  void finish();
  void finish_sending();
  void throw_away();
  void close_idle();
  void wait(std::int64_t milliseconds);
  void wait_for_ever() { deadline_ = SteadyTime::max(); }
  const ServerOptions& options() const { return loop_.shared().options; }

  IoLoop& loop_;
  Wire wire_;
  Phase phase_ = Phase::idle;
  SteadyTime deadline_ = SteadyTime::max();
  bool reading_ = false;     // a read is under way
  bool keep_alive_ = false;  // after the answer to the present request
  bool fresh_ = true;        // no request yet
  bool refused_ = false;     // one connection too many: told so after the handshake
  bool secured_ = false;     // the handshake is done
  bool inviting_ = false;    // "100 Continue" is on its way through TLS
  bool skipped_empty_line_ = false;
  bool is_large_ = false;  // one of Shared::large_bodies
  ReadBuffer buffer_;
  HeaderScan scan_;
  Parser parser_;
  Exchange exchange_;
  std::string head_;
  std::string rest_;  // what the socket did not take at once; in the end what is thrown away
};

}  // namespace guanxi::http
