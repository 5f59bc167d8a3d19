// The bytes of one client, encrypted or not. Includes Asio: for server.cpp and connection*.cpp.
// Lives on its loop's thread alone.
#pragma once

#include <optional>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

namespace guanxi::http {

/// A socket that may become a TLS stream. Handlers are Asio's: (error_code, bytes).
class Wire {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  explicit Wire(Socket socket) : socket_(std::move(socket)) {}

  Socket& socket() { return socket_; }
  bool is_tls() const { return tls_.has_value(); }

  template <class Handler>
  void handshake(boost::asio::ssl::context& context, Handler handler) {
    tls_.emplace(socket_, context);
    tls_->async_handshake(boost::asio::ssl::stream_base::server, std::move(handler));
  }
  template <class Handler>
  void read_some(boost::asio::mutable_buffer room, Handler handler) {
    tls_ ? tls_->async_read_some(room, std::move(handler))
         : socket_.async_read_some(room, std::move(handler));
  }
  /// All of it; one write at a time.
  template <class Handler>
  void write(boost::asio::const_buffer bytes, Handler handler) {
    tls_ ? boost::asio::async_write(*tls_, bytes, std::move(handler))
         : boost::asio::async_write(socket_, bytes, std::move(handler));
  }
  /// Tells the client that nothing follows, so that it knows the end from a cut (RFC 8446 §6.1).
  template <class Handler>
  void say_goodbye(Handler handler) {
    tls_->async_shutdown(std::move(handler));
  }

 private:
  Socket socket_;
  std::optional<boost::asio::ssl::stream<Socket&>> tls_;
};

}  // namespace guanxi::http
