// What cannot be read, or could be read in two ways, is refused and ends the connection.
#include <gtest/gtest.h>

#include "base/random.h"
#include "platform/http/testing.h"

namespace guanxi::http {
namespace {

using namespace std::string_literals;
using testing::Answer;
using testing::EchoServer;
using testing::RawClient;

struct Row {
  std::string request;
  const char* reason;
  int status = 400;
};

// What an attacker would like to have read as a request of its own.
const std::string hidden = "GET /smuggled HTTP/1.1\r\nHost: t\r\n\r\n";

void expect_refused(EchoServer& echo, const Row& row) {
  const int runs = echo.runs;
  RawClient client(echo.port());
  client.send(row.request);
  const Answer answer = client.receive();
  EXPECT_EQ(answer.status, row.status) << row.reason;
  EXPECT_EQ(answer.field("connection"), "close") << row.reason;
  EXPECT_EQ(answer.field("content-type"), "application/problem+json") << row.reason;
  EXPECT_NE(
      answer.body.find("\"trace_id\":\"" + answer.field("x-trace-id") + "\""), std::string::npos
  ) << row.reason;
  client.half_close();
  EXPECT_TRUE(client.is_closed()) << row.reason << ": more than one answer";
  EXPECT_EQ(echo.runs, runs) << row.reason << ": the handler ran";
}

TEST(HttpMalformed, smuggling) {
  const std::string post = "POST /a HTTP/1.1\r\nHost: t\r\n";
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  const Row rows[] = {
      {post + "Content-Length: 5\r\n" + chunked + "\r\n0\r\n\r\n" + hidden, "CL.TE"},
      {post + chunked + "Content-Length: 5\r\n\r\n0\r\n\r\n" + hidden, "TE.CL"},
      {post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
       "Content-Length twice, even if equal"},
      {post + "Content-Length: 5\r\nContent-Length: 0\r\n\r\nhello", "Content-Length twice"},
      {post + "Content-Length: 5, 5\r\n\r\nhello", "a list of lengths"},
      {post + "Content-Length: +5\r\n\r\nhello", "a sign"},
      {post + "Content-Length: -5\r\n\r\nhello", "a negative length"},
      {post + "Content-Length: 0x5\r\n\r\nhello", "hexadecimal"},
      {post + "Content-Length: 5 5\r\n\r\nhello", "two numbers"},
      {post + "Content-Length: 5.0\r\n\r\nhello", "a fraction"},
      {post + "Content-Length: \r\n\r\nhello", "no number"},
      {post + "Content-Length: 18446744073709551621\r\n\r\nhello", "2^64 + 5 is 5 to some"},
      {post + "Content-Length : 5\r\n\r\nhello", "a blank before the colon"},
      {post + "Content-Length\r\n : 5\r\n\r\nhello", "a folded name"},
      {post + " Content-Length: 5\r\n\r\nhello", "a folded line"},
      {post + "X-A: b\r\n\tTransfer-Encoding: chunked\r\n\r\n", "a line folded with a tab"},
      {"POST /a HTTP/1.1\r\n Host: t\r\n\r\n", "blank before the first field"},
      {post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       "Transfer-Encoding twice"},
      {post + "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       "identity first",
       501},
      {post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
       "an encoding we do not know",
       501},
      {post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "almost chunked", 501},
      {post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", "chunked is not last", 501},
      {post + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n", "quoted", 501},
      {post + "Transfer-Encoding:\x0b"
              "chunked\r\n\r\n0\r\n\r\n",
       "a vertical tab"},
      {post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", "a blank before the colon"},
      {"POST /a HTTP/1.0\r\n" + chunked + "\r\n0\r\n\r\n", "chunked in HTTP/1.0"},
      {"POST /a HTTP/1.1\nHost: t\nContent-Length: 5\n\nhello", "line feeds alone"},
      {"POST /a HTTP/1.1\r\nHost: t\nX: y\r\n\r\n", "one line feed alone"},
      {"POST /a HTTP/1.1\r\nHost: t\r\nX: a\rb\r\n\r\n", "carriage return alone in a value"},
      {"POST /a HTTP/1.1\r\nHost: t\r\nX: a\r\r\n\r\n", "two carriage returns"},
      {post + chunked + "\r\n5\nhello\r\n0\r\n\r\n", "a chunk line that ends in a line feed alone"},
      {post + chunked + "\r\n5\r\nhelloX\r\n0\r\n\r\n", "a chunk longer than it says"},
      {post + chunked + "\r\nfive\r\nhello\r\n0\r\n\r\n", "a chunk size that is no number"},
      {post + chunked + "\r\n-5\r\nhello\r\n0\r\n\r\n", "a negative chunk"},
      {post + chunked + "\r\n0x5\r\nhello\r\n0\r\n\r\n", "a chunk size with 0x"},
      {post + chunked + "\r\n 5\r\nhello\r\n0\r\n\r\n", "a blank before the chunk size"},
      {post + chunked + "\r\n10000000000000005\r\nhello\r\n0\r\n\r\n", "2^64 + 5 in hexadecimal"},
      {post + chunked + "\r\n5;\r\nhello\r\n0\r\n\r\n", "an extension without a name"},
      {post + chunked + "\r\n0\r\nContent-Length: 5\r\n\r\n" + hidden, "a length in the trailers"},
      {post + chunked + "\r\n0\r\nbad trailer\r\n\r\n", "a trailer without a colon"},
  };
  EchoServer echo;
  for (const Row& row : rows) expect_refused(echo, row);
  EXPECT_EQ(echo.server.stats().refused_limits, std::size(rows));
}

TEST(HttpMalformed, request_line_and_fields) {
  const Row rows[] = {
      {"nonsense\r\n\r\n", "no request at all"},
      {"GET\r\n\r\n", "a method alone"},
      {"GET /\r\nHost: t\r\n\r\n", "HTTP/0.9"},
      {"GET / HTTP/2.0\r\nHost: t\r\n\r\n", "HTTP/2 needs another beginning"},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/2's beginning"},
      {"GET / http/1.1\r\nHost: t\r\n\r\n", "a version in lower case"},
      {"GET / HTTP/1.1 \r\nHost: t\r\n\r\n", "a blank behind the version"},
      {"GET  / HTTP/1.1\r\nHost: t\r\n\r\n", "two blanks"},
      {" GET / HTTP/1.1\r\nHost: t\r\n\r\n", "a blank in front"},
      {"\r\n\r\nGET / HTTP/1.1\r\nHost: t\r\n\r\n", "two empty lines in front"},
      {"G(T / HTTP/1.1\r\nHost: t\r\n\r\n", "a method that is no token"},
      {"GET a HTTP/1.1\r\nHost: t\r\n\r\n", "a relative target"},
      {"GET * HTTP/1.1\r\nHost: t\r\n\r\n", "the asterisk is for OPTIONS"},
      {"CONNECT t:443 HTTP/1.1\r\nHost: t\r\n\r\n", "we are no proxy"},
      {"GET ftp://t/a HTTP/1.1\r\nHost: t\r\n\r\n", "another scheme"},
      {"GET http:///a HTTP/1.1\r\nHost: t\r\n\r\n", "no host"},
      {"GET /a#b HTTP/1.1\r\nHost: t\r\n\r\n", "a fragment"},
      {"GET /\xe5\xbc\xa0 HTTP/1.1\r\nHost: t\r\n\r\n", "bytes that must be encoded"},
      {"GET /a?b=%2 HTTP/1.1\r\nHost: t\r\n\r\n", "a broken escape in the query"},
      {"GET /a%zz HTTP/1.1\r\nHost: t\r\n\r\n", "a broken escape in the path"},
      {"GET /a\0b HTTP/1.1\r\nHost: t\r\n\r\n"s, "NUL in the target"},
      {"GET /a HTTP/1.1\r\nHost: t\r\nX: a\0b\r\n\r\n"s, "NUL in a value"},
      {"GET /a HTTP/1.1\r\nHost: t\r\nX\0: b\r\n\r\n"s, "NUL in a name"},
      {"GET /a HTTP/1.1\r\nHost: t\r\nX: a\x1b[2J\r\n\r\n", "an escape sequence in a value"},
      {"GET /a HTTP/1.1\r\n\r\n", "no Host"},
      {"GET /a HTTP/1.1\r\nHost: t\r\nHost: u\r\n\r\n", "two Hosts"},
      {"GET /a HTTP/1.1\r\nHost: t/../u\r\n\r\n", "a Host with a path"},
      {"GET /a HTTP/1.1\r\nHost: a@b\r\n\r\n", "a Host with a user"},
      {"GET /a HTTP/1.1\r\nHost: t\r\n: b\r\n\r\n", "a field without a name"},
      {"GET /a HTTP/1.1\r\nHost: t\r\nno colon\r\n\r\n", "a field without a colon"},
      {"GET /a HTTP/1.1\r\nHost: t\r\nX\xe5: b\r\n\r\n", "a name that is not ASCII"},
  };
  EchoServer echo;
  for (const Row& row : rows) expect_refused(echo, row);
}

TEST(HttpMalformed, ends_a_connection_that_went_well_before) {
  EchoServer echo;
  RawClient client(echo.port());
  const std::string good = "GET /a HTTP/1.1\r\nHost: t\r\n\r\n";
  EXPECT_EQ(client.ask(good).status, 200);
  client.send(good + "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: x\r\n\r\n" + hidden);
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_EQ(client.receive().status, 400);
  EXPECT_TRUE(client.is_closed());
  EXPECT_EQ(echo.runs, 2);
}

/// Valid requests with a few bytes changed, dropped or doubled: never a crash, never silence, and
/// what the server reads it answers once.
TEST(HttpMalformed, survives_mutated_requests) {
  const std::string seeds[] = {
      "POST /a?b=%20c HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello",
      "POST /a HTTP/1.1\r\nHost: t\r\nConnection: close\r\nTransfer-Encoding: "
      "chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nA: b\r\n\r\n",
      "GET http://t/a HTTP/1.0\r\nExpect: 100-continue\r\n\r\n",
  };
  EchoServer echo;
  SeededRandom random(20261121);
  for (int i = 0; i < 1500; ++i) {
    std::string request = seeds[random.below(3)];
    for (std::uint64_t changes = random.below(4); changes > 0; --changes) {
      const std::size_t at = random.below(request.size());
      switch (random.below(4)) {
        case 0:
          request[at] = static_cast<char>(random.below(256));
          break;
        case 1:
          request.erase(at, 1 + random.below(3));
          break;
        case 2:
          request.insert(at, request.substr(random.below(request.size()), random.below(9)));
          break;
        default:
          request[at] = " \r\n\t:;,%/"[random.below(9)];
          break;
      }
    }
    RawClient client(echo.port());
    client.send(request);
    client.half_close();
    for (Answer answer = client.receive(); answer.status != 0; answer = client.receive()) {
      EXPECT_TRUE(
          answer.status == 100 || answer.status == 200 ||
          (answer.status >= 400 && answer.status < 500) || answer.status == 501
      ) << answer.status;
      if (answer.has_field("connection")) break;
    }
  }
  EXPECT_EQ(RawClient(echo.port()).ask("GET / HTTP/1.1\r\nHost: t\r\n\r\n").status, 200);
  EXPECT_TRUE(testing::until([&] { return echo.server.stats().connections == 0; }))
      << "none is left behind";
}

}  // namespace
}  // namespace guanxi::http
