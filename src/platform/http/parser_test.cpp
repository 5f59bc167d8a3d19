#include "platform/http/parser.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "platform/http/testing.h"

namespace guanxi::http {
namespace {

/// Feeds `bytes` in pieces that end at `cuts`, as a connection would; describes the request, or
/// says what was refused.
std::string read_in_pieces(std::string_view bytes, const std::vector<std::size_t>& cuts) {
  const ServerOptions options;
  Parser parser(options);
  Request request;
  HeaderScan scan;
  parser.begin(request);
  bool header_read = false;
  std::size_t used = 0;
  for (const std::size_t end : cuts) {
    if (!header_read) {
      const auto state = scan.look_at(bytes.substr(0, end));
      if (state == HeaderScan::State::malformed) return "malformed";
      if (state == HeaderScan::State::incomplete) continue;
      header_read = true;
      used = scan.header_bytes();
      if (const Refusal refusal = parser.read_header(bytes.substr(0, used)))
        return std::string(refusal.detail);
    }
    for (std::size_t step = 1; step > 0 && !parser.is_done(); used += step) {
      Refusal refusal;
      step = parser.read_body(bytes.substr(used, end - used), refusal);
      if (refusal) return std::string(refusal.detail);
    }
  }
  if (!header_read || !parser.is_done()) return "incomplete";
  return testing::EchoServer::describe(request) + "|left=" + std::string(bytes.substr(used));
}

TEST(HttpParser, reads_the_same_however_the_bytes_arrive) {
  const std::string head = "POST /a HTTP/1.1\r\nHost: t\r\n";
  const std::string chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
  const std::string requests[] = {
      head + "\r\n",
      head + "Content-Length: 5\r\n\r\nhello",
      head + "Content-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\n",
      chunked + "0\r\n\r\n",
      chunked + "0;a=b\r\n\r\nGET ",
      chunked + "000\r\nA: b\r\nC: d\r\n\r\n",
      chunked + "5\r\nhello\r\n1;x=\"\\\"\"\r\n!\r\n0\r\nA: b\r\n\r\nGET ",
      chunked + "5\r\nhello\r\nzz\r\n",
      chunked + "5\r\nhelloo\r\n0\r\n\r\n",
      chunked + "0\r\nContent-Length: 1\r\n\r\n",
      head + "X: a\r\n b\r\n\r\n",
      head + "X: a\n\r\n\r\n",
  };
  for (const std::string& request : requests) {
    const std::string whole = read_in_pieces(request, {request.size()});
    EXPECT_NE(whole, "incomplete") << request;
    std::vector<std::size_t> every;
    for (std::size_t cut = 1; cut <= request.size(); ++cut) {
      every.push_back(cut);
      EXPECT_EQ(read_in_pieces(request, {cut, request.size()}), whole)
          << request << "\ncut at " << cut;
    }
    EXPECT_EQ(read_in_pieces(request, every), whole) << request << "\nbyte by byte";
  }
}

TEST(HttpParser, keeps_trailers_out_of_the_header) {
  const std::string request =
      "POST /a HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nAuthorization: "
      "forged\r\n\r\n";
  EXPECT_EQ(
      read_in_pieces(request, {request.size()}),
      "POST /a|path=/a|h:host=t|h:transfer-encoding=chunked|body=|left="
  );
}

TEST(HttpParser, starts_over_without_a_trace_of_the_last_request) {
  const ServerOptions options;
  Parser parser(options);
  Request request;
  for (int i = 0; i < 2; ++i) {
    parser.begin(request);
    EXPECT_FALSE(parser.read_header("POST /a?b=c HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\n")
    );
    Refusal refusal;
    EXPECT_EQ(parser.read_body("hi", refusal), 2U);
    EXPECT_TRUE(parser.is_done());
    EXPECT_EQ(
        testing::EchoServer::describe(request),
        "POST /a?b=c|path=/a|q:b=c|h:host=t|h:content-length=2|body=hi"
    );
  }
}

}  // namespace
}  // namespace guanxi::http
