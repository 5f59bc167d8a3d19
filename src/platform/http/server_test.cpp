// What a well-behaved client sees.
#include <gtest/gtest.h>

#include <system_error>

#include "platform/http/testing.h"
#include "platform/log/log.h"

namespace guanxi::http {
namespace {

using testing::Answer;
using testing::EchoServer;
using testing::RawClient;
using ::testing::Test;

TEST(HttpServer, hands_the_request_to_the_handler_as_plain_data) {
  EchoServer echo;
  RawClient client(echo.port());
  const Answer answer = client.ask(
      "POST /v1/members/%E5%BC%A0?limit=10&name=a+b%26&flag&limit=2 HTTP/1.1\r\nHost: "
      "shop\r\nX-Odd-CASE: Kept Value \r\n"
      "Content-Length: 5\r\n\r\nhello"
  );
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(
      answer.body,
      "POST "
      "/v1/members/%E5%BC%A0?limit=10&name=a+b%26&flag&limit=2|path=/v1/members/"
      "%E5%BC%A0|q:limit=10|q:name=a b&|"
      "q:flag=|q:limit=2|h:host=shop|h:x-odd-case=Kept Value|h:content-length=5|body=hello"
  );
}

TEST(HttpServer, says_who_asks_and_when) {
  std::string remote;
  Instant at;
  ManualClock clock(Instant::from_seconds(1'795'266'300));
  Server server(
      {.worker_threads = 1, .log_one_in = 0},
      [&](const Request& request) {
        remote = request.remote_address;
        at = request.received_at;
        return Response{};
      },
      clock
  );
  server.start();
  EXPECT_EQ(RawClient(server.port()).ask("GET / HTTP/1.1\r\nHost: t\r\n\r\n").status, 200);
  EXPECT_EQ(remote, "127.0.0.1");
  EXPECT_EQ(at, clock.now());
}

TEST(HttpServer, keeps_the_connection_and_answers_pipelined_requests_in_order) {
  EchoServer echo;
  RawClient client(echo.port());
  std::string all;
  for (int i = 0; i < 200; ++i) {
    const std::string body(static_cast<std::size_t>(i) * 7, 'b');
    all += "PUT /" + std::to_string(i) +
           " HTTP/1.1\r\nHost: t\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body;
  }
  ASSERT_TRUE(client.send(all));
  for (int i = 0; i < 200; ++i) {
    const Answer answer = client.receive();
    ASSERT_EQ(answer.status, 200);
    ASSERT_TRUE(answer.body.starts_with("PUT /" + std::to_string(i) + "|")) << answer.body;
    EXPECT_FALSE(answer.has_field("connection"));
  }
  EXPECT_EQ(echo.server.stats().connections, 1);
}

TEST(HttpServer, reads_requests_that_come_byte_by_byte) {
  EchoServer echo;
  RawClient client(echo.port());
  const std::string request =
      "POST /a HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
      "4;name=\"v\"\r\nWiki\r\n5\r\npedia\r\n0\r\nX-Trailer: dropped\r\n\r\n";
  for (int round = 0; round < 2; ++round) {
    for (char c : request) ASSERT_TRUE(client.send({&c, 1}));
    EXPECT_EQ(
        client.receive().body, "POST /a|path=/a|h:host=t|h:transfer-encoding=chunked|body=Wikipedia"
    );
  }
  const std::string empty =
      "POST /a HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  for (char c : empty) ASSERT_TRUE(client.send({&c, 1}));
  EXPECT_EQ(client.receive().body, "POST /a|path=/a|h:host=t|h:transfer-encoding=chunked|body=");
}

TEST(HttpServer, understands_other_forms_of_the_target) {
  struct Row {
    const char* line;
    const char* answer_begins;
    const char* reason;
  } const rows[] = {
      {"GET http://shop:80/a?b=c HTTP/1.1",
       "GET http://shop:80/a?b=c|path=/a|q:b=c|",
       "absolute-form, as proxies send"},
      {"GET HTTPS://shop HTTP/1.1",
       "GET HTTPS://shop|path=/|",
       "absolute-form without a path means /"},
      {"GET http://shop?x=1 HTTP/1.1",
       "GET http://shop?x=1|path=/|q:x=1|",
       "absolute-form with a query alone"},
      {"OPTIONS * HTTP/1.1", "OPTIONS *|path=*|", "asterisk-form"},
      {"GET /? HTTP/1.1", "GET /?|path=/|h:", "empty query"},
      {"GET //evil/x HTTP/1.1", "GET //evil/x|path=//evil/x|", "no authority hides in a path"},
      {"PURGE /a HTTP/1.1", "PURGE /a|", "unknown methods are the handler's to refuse"},
  };
  EchoServer echo;
  RawClient client(echo.port());
  for (const Row& row : rows) {
    const Answer answer = client.ask(std::string(row.line) + "\r\nHost: t\r\n\r\n");
    EXPECT_TRUE(answer.body.starts_with(row.answer_begins)) << row.reason << ": " << answer.body;
  }
}

TEST(HttpServer, answers_HEAD_without_the_body_but_with_its_length) {
  EchoServer echo;
  RawClient client(echo.port());
  const Answer head = client.ask("HEAD /a HTTP/1.1\r\nHost: t\r\n\r\n", /*to_head=*/true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(
      head.field("content-length"),
      std::to_string(std::string("HEAD /a|path=/a|h:host=t|body=").size())
  );
  EXPECT_EQ(client.ask("GET /b HTTP/1.1\r\nHost: t\r\n\r\n").body, "GET /b|path=/b|h:host=t|body=");
}

TEST(HttpServer, sends_neither_body_nor_length_with_204) {
  EchoServer echo;
  RawClient client(echo.port());
  const Answer answer = client.ask("DELETE /empty HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(answer.status, 204);
  EXPECT_FALSE(answer.has_field("content-length"));
  EXPECT_FALSE(answer.has_field("content-type"));
  EXPECT_EQ(client.ask("GET /b HTTP/1.1\r\nHost: t\r\n\r\n").status, 200);
}

TEST(HttpServer, closes_when_the_client_or_its_version_wants_it) {
  struct Row {
    const char* request;
    const char* connection;
    bool closes;
    const char* reason;
  } const rows[] = {
      {"GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n", "close", true, "asked for"},
      {"GET / HTTP/1.1\r\nHost: t\r\nConnection: foo, Close\r\n\r\n",
       "close",
       true,
       "one option of several"},
      {"GET / HTTP/1.0\r\n\r\n", "close", true, "HTTP/1.0 closes"},
      {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
       "keep-alive",
       false,
       "unless asked not to"},
      {"\r\nGET / HTTP/1.1\r\nHost: t\r\n\r\n", "", false, "one empty line in front is forgiven"},
  };
  EchoServer echo;
  for (const Row& row : rows) {
    RawClient client(echo.port());
    const Answer answer = client.ask(row.request);
    EXPECT_EQ(answer.status, 200) << row.reason;
    EXPECT_EQ(answer.field("connection"), row.connection) << row.reason;
    if (row.closes) {
      EXPECT_TRUE(client.is_closed()) << row.reason;
    } else {
      EXPECT_EQ(client.ask("GET / HTTP/1.1\r\nHost: t\r\n\r\n").status, 200) << row.reason;
    }
  }
}

TEST(HttpServer, answers_a_client_that_closed_its_side) {
  EchoServer echo;
  RawClient client(echo.port());
  client.send("GET /a HTTP/1.1\r\nHost: t\r\n\r\n");
  client.half_close();
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_TRUE(client.is_closed());
}

TEST(HttpServer, invites_the_body_it_is_asked_to_invite) {
  EchoServer echo;
  RawClient client(echo.port());
  client.send("POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nExpect: 100-Continue\r\n\r\n");
  EXPECT_EQ(client.receive().status, 100);
  EXPECT_EQ(client.ask("hello").status, 200);
  // A body that is there already needs no invitation.
  EXPECT_EQ(
      client
          .ask("POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nExpect: "
               "100-continue\r\n\r\nhello")
          .status,
      200
  );
  EXPECT_EQ(
      RawClient(echo.port())
          .ask("POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nExpect: tea\r\n\r\n")
          .status,
      417
  );
}

TEST(HttpServer, sends_the_security_headers_and_the_date_with_everything) {
  EchoServer echo;
  for (const char* request :
       {"GET /a HTTP/1.1\r\nHost: t\r\n\r\n",
        "GET /throw HTTP/1.1\r\nHost: t\r\n\r\n",
        "nonsense\r\n\r\n"}) {
    const log::Capture quiet;
    const Answer answer = RawClient(echo.port()).ask(request);
    EXPECT_EQ(answer.field("x-content-type-options"), "nosniff") << request;
    EXPECT_EQ(answer.field("cache-control"), "no-store") << request;
    EXPECT_EQ(answer.field("referrer-policy"), "no-referrer") << request;
    EXPECT_EQ(answer.field("content-security-policy"), "default-src 'none'; frame-ancestors 'none'")
        << request;
    EXPECT_EQ(answer.field("date"), "Sat, 21 Nov 2026 13:05:00 GMT") << request;
    EXPECT_EQ(answer.field("x-trace-id").size(), 32U) << request;
  }
}

TEST(HttpServer, lets_the_handler_replace_defaults_but_not_the_framing) {
  EchoServer echo;
  RawClient client(echo.port());
  const Answer answer = client.ask("GET /own-headers HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(answer.body, "<p>");
  EXPECT_EQ(answer.field("cache-control"), "max-age=60");
  EXPECT_EQ(answer.field("content-security-policy"), "default-src 'self'");
  EXPECT_EQ(answer.field("content-type"), "text/html");
  EXPECT_EQ(answer.field("x-kept"), "yes");
  EXPECT_EQ(answer.head.find("no-store"), std::string::npos);
  EXPECT_EQ(answer.head.find("default-src 'none'"), std::string::npos);
  EXPECT_FALSE(answer.has_field("connection"));
}

TEST(HttpServer, lets_no_header_of_a_handler_break_the_framing) {
  EchoServer echo;
  const log::Capture capture;
  const Answer answer = RawClient(echo.port()).ask("GET /split HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.head.find("stolen"), std::string::npos);
}

TEST(HttpServer, names_the_address_it_cannot_listen_on) {
  EchoServer first;
  ManualClock clock(Instant::from_seconds(0));
  ServerOptions options;
  options.port = first.port();
  try {
    const Server second(
        options, [](const Request&) { return Response{}; }, clock
    );
    FAIL() << "two servers on one port";
  } catch (const std::system_error& failure) {
    const std::string where = "127.0.0.1:" + std::to_string(first.port());
    EXPECT_NE(std::string(failure.what()).find(where), std::string::npos) << failure.what();
    EXPECT_EQ(failure.code(), std::errc::address_in_use);
  }
}

TEST(HttpServer, serves_many_clients_on_several_io_threads) {
  EchoServer echo({.io_threads = 2, .worker_threads = 8});
  std::vector<std::thread> clients;
  std::atomic<int> right{0};
  for (int c = 0; c < 8; ++c) {
    clients.emplace_back([&, c] {
      RawClient client(echo.port());
      for (int i = 0; i < 100; ++i) {
        const std::string path = "/" + std::to_string(c) + "-" + std::to_string(i);
        const Answer answer = client.ask("GET " + path + " HTTP/1.1\r\nHost: t\r\n\r\n");
        if (answer.body == "GET " + path + "|path=" + path + "|h:host=t|body=") right.fetch_add(1);
      }
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(right, 800);
  EXPECT_EQ(echo.server.stats().requests, 800U);
}

TEST(HttpServer, knows_whether_its_threads_take_up_work) {
  SystemClock clock;
  Server server(
      {.io_threads = 3, .worker_threads = 1, .log_one_in = 0},
      [](const Request&) { return Response(); },
      clock
  );
  const std::chrono::milliseconds at_once(0), plenty(60'000);
  EXPECT_FALSE(server.answers(at_once)) << "not started";
  server.start();
  EXPECT_TRUE(server.answers(plenty));
  EXPECT_TRUE(server.answers(plenty)) << "again";
  server.stop();
  EXPECT_FALSE(server.answers(plenty)) << "stopped: at once, not after a minute";
}

TEST(PercentDecode, decodes_or_refuses) {
  EXPECT_EQ(percent_decode("a%2Fb%e5%bc%A0", false), "a/b\xe5\xbc\xa0");
  EXPECT_EQ(percent_decode("a+b", true), "a b");
  EXPECT_EQ(percent_decode("a+b", false), "a+b");
  EXPECT_EQ(percent_decode("", false), "");
  for (const char* bad : {"%", "%2", "a%zz", "%2g", "100%"})
    EXPECT_EQ(percent_decode(bad, false), std::nullopt) << bad;
}

}  // namespace
}  // namespace guanxi::http
