// What protects the server: sizes, times, numbers; and how it ends.
#include <gtest/gtest.h>

#include <vector>

#include "platform/http/testing.h"
#include "platform/log/log.h"

namespace guanxi::http {
namespace {

using testing::Answer;
using testing::EchoServer;
using testing::RawClient;
using testing::until;

const std::string get = "GET /a HTTP/1.1\r\nHost: t\r\n\r\n";
const std::string get_held = "GET /held HTTP/1.1\r\nHost: t\r\n\r\n";

std::string post(std::size_t body_bytes) {
  return "POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: " + std::to_string(body_bytes) +
         "\r\n\r\n" + std::string(body_bytes, 'b');
}
std::string chunked(std::size_t chunks, std::size_t chunk_bytes) {
  char size[20];
  std::snprintf(size, sizeof size, "%zx\r\n", chunk_bytes);
  std::string text = "POST /a HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (std::size_t i = 0; i < chunks; ++i) text += size + std::string(chunk_bytes, 'b') + "\r\n";
  return text + "0\r\n\r\n";
}
std::string with_header_of(std::size_t bytes) {
  const std::string frame = "GET /a HTTP/1.1\r\nHost: t\r\nX: \r\n\r\n";
  return "GET /a HTTP/1.1\r\nHost: t\r\nX: " + std::string(bytes - frame.size(), 'x') + "\r\n\r\n";
}

TEST(HttpLimits, sizes) {
  std::string many_fields = "GET /a HTTP/1.1\r\nHost: t\r\n";
  for (int i = 0; i < 99; ++i) many_fields += "X: y\r\n";
  const struct {
    std::string request;
    int status;
    const char* reason;
  } rows[] = {
      {with_header_of(2000), 200, "a header of exactly the limit"},
      {with_header_of(2001), 431, "one byte more"},
      {"GET /" + std::string(100'000, 'a'), 431, "a target without end"},
      {many_fields + "\r\n", 200, "100 fields"},
      {many_fields + "X: y\r\n\r\n", 431, "101 fields"},
      {post(5000), 200, "a body of exactly the limit"},
      {post(5001), 413, "one byte more"},
      {"POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 999999999999999\r\n\r\n",
       413,
       "refused before it is sent"},
      {"POST /a HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 5001\r\n\r\n",
       413,
       "and not invited"},
      {chunked(10, 500), 200, "chunks of exactly the limit"},
      {chunked(10, 501), 413, "chunks beyond"},
      {chunked(1, 5001), 413, "one chunk beyond"},
      {chunked(2500, 2), 200, "many small chunks"},
      {"POST /a HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n5;" +
           std::string(3000, 'x'),
       431,
       "a chunk's header without end"},
      {"POST /a HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " +
           std::string(3000, 'x'),
       431,
       "trailers without end"},
  };
  EchoServer echo({.header_bytes_max = 2000, .body_bytes_max = 5000});
  for (const auto& row : rows) {
    RawClient client(echo.port());
    client.send(row.request);
    const Answer answer = client.receive();
    EXPECT_EQ(answer.status, row.status) << row.reason;
    if (row.status == 200) {
      EXPECT_EQ(client.ask(get).status, 200) << row.reason << ": and the next one";
    } else {
      EXPECT_TRUE(client.is_closed()) << row.reason;
    }
  }
}

std::int64_t twenty_thousand_at_large(std::string_view method, std::string_view path) {
  return method == "POST" && path == "/large" ? 20'000 : 0;
}
std::string post_large(std::size_t body_bytes, const std::string& more = "") {
  return "POST /large?x=1 HTTP/1.1\r\nHost: t\r\nContent-Length: " + std::to_string(body_bytes) +
         "\r\n" + more + "\r\n";
}

TEST(HttpLimits, a_path_may_take_larger_bodies_than_the_others) {
  EchoServer echo({.body_bytes_max = 5000, .body_limit_of = twenty_thousand_at_large});
  const struct {
    std::string request;
    int status;
    const char* limit;
  } rows[] = {
      {post_large(20'000) + std::string(20'000, 'b'), 200, ""},
      {post_large(20'001), 413, "20000 bytes"},
      {post(5001), 413, "5000 bytes"},
      {"PUT /large HTTP/1.1\r\nHost: t\r\nContent-Length: 5001\r\n\r\n", 413, "5000 bytes"},
      {"POST /large HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n1389\r\n" +
           std::string(5001, 'b') + "\r\n0\r\n\r\n",
       413,
       "5000 bytes"},
  };
  for (const auto& row : rows) {
    RawClient client(echo.port());
    client.send(row.request);
    const Answer answer = client.receive();
    EXPECT_EQ(answer.status, row.status) << row.request.substr(0, 100);
    EXPECT_NE(answer.body.find(row.limit), std::string::npos) << answer.body.substr(0, 300);
  }
}

TEST(HttpLimits, so_many_large_bodies_at_once) {
  EchoServer echo(
      {.body_bytes_max = 5000, .body_limit_of = twenty_thousand_at_large, .large_bodies_max = 1}
  );
  const std::string invited = post_large(6000, "Expect: 100-continue\r\n");
  const std::string whole = post_large(6000) + std::string(6000, 'b');
  RawClient idle(echo.port()), one(echo.port()), other(echo.port()), small(echo.port());
  EXPECT_EQ(idle.ask(invited).status, 100) << "who sends nothing keeps nobody from it";
  EXPECT_EQ(one.ask(invited).status, 100);
  one.send(std::string(5001, 'b'));
  Answer refused;
  EXPECT_TRUE(until([&] {
    RawClient late(echo.port());
    refused = late.ask(whole);
    return refused.status == 503;
  })) << "one has more than others may bring";
  EXPECT_EQ(refused.field("retry-after"), "1");
  EXPECT_EQ(small.ask(post(5000)).status, 200) << "others are none of it";
  EXPECT_EQ(one.ask(std::string(999, 'b')).status, 200);
  EXPECT_EQ(other.ask(whole).status, 200) << "its place is free again";
  {
    RawClient gives_up(echo.port());
    EXPECT_EQ(gives_up.ask(invited).status, 100);
    gives_up.send(std::string(5001, 'b'));
    gives_up.reset();
  }
  EXPECT_TRUE(until([&] {
    RawClient next(echo.port());
    return next.ask(whole).status == 200;
  })) << "also that of who went away";
}

/// The answer reaches a client that goes on sending: closing with unread bytes would reset the
/// connection under it.
TEST(HttpLimits, refusal_is_readable_while_the_body_still_comes) {
  EchoServer echo({.body_bytes_max = 1000});
  for (int i = 0; i < 5; ++i) {
    RawClient client(echo.port());
    EXPECT_TRUE(client.send(post(8'000'000))) << "taken to its end, though thrown away";
    EXPECT_EQ(client.receive().status, 413);
    EXPECT_TRUE(client.is_closed());
  }
}

TEST(HttpLimits, slow_header) {
  EchoServer echo({.header_bytes_max = 1 << 20, .header_ms_max = 60});
  RawClient client(echo.port());
  client.send("GET / HTTP/1.1\r\nX: ");
  while (!client.has_news(1)) client.send("a");  // a byte now and then buys no time
  const Answer answer = client.receive();
  EXPECT_EQ(answer.status, 408);
  EXPECT_NE(answer.body.find("\"code\":\"timed_out\""), std::string::npos);
  EXPECT_TRUE(client.is_closed());
  EXPECT_EQ(echo.server.stats().timeouts, 1U);
  EXPECT_EQ(echo.runs, 0);
}

TEST(HttpLimits, slow_body) {
  const std::string heads[] = {
      "POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 500000\r\n\r\n",
      "POST /a HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n",
  };
  EchoServer echo({.body_ms_max = 60});
  for (const std::string& head : heads) {
    RawClient client(echo.port());
    client.send(head);
    while (!client.has_news(1)) client.send("a");
    EXPECT_EQ(client.receive().status, 408);
    EXPECT_TRUE(client.is_closed());
  }
  EXPECT_EQ(echo.runs, 0);
}

TEST(HttpLimits, silent_connections_are_closed_without_a_word) {
  EchoServer echo({.header_ms_max = 60, .idle_ms_max = 60});
  RawClient never_spoke(echo.port());
  EXPECT_TRUE(never_spoke.is_closed());
  RawClient spoke_once(echo.port());
  EXPECT_EQ(spoke_once.ask(get).status, 200);
  EXPECT_TRUE(spoke_once.is_closed());
}

TEST(HttpLimits, a_long_handler_is_no_timeout) {
  EchoServer echo({.header_ms_max = 20, .body_ms_max = 20, .idle_ms_max = 20, .write_ms_max = 20});
  RawClient slow(echo.port());
  slow.send(get_held);
  RawClient(echo.port()).is_closed();  // a full header_ms_max goes by
  RawClient(echo.port()).is_closed();
  EXPECT_FALSE(slow.has_news(0));
  echo.gate.open();
  EXPECT_EQ(slow.receive().status, 200);
}

TEST(HttpLimits, a_client_that_does_not_read_is_dropped) {
  EchoServer echo({.write_ms_max = 60});
  RawClient client(echo.port(), /*receive_buffer=*/4096);
  client.send("GET /big HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_TRUE(until([&] { return echo.server.stats().timeouts == 1; }));
  EXPECT_TRUE(until([&] { return echo.server.stats().connections == 0; }));
}

TEST(HttpLimits, a_large_answer_arrives_whole) {
  EchoServer echo;
  RawClient client(echo.port(), /*receive_buffer=*/4096);
  EXPECT_EQ(
      client.ask("GET /big HTTP/1.1\r\nHost: t\r\n\r\n" + get).body.size(), testing::big_bytes
  );
  EXPECT_EQ(client.receive().status, 200) << "and the next answer after it";
}

TEST(HttpLimits, full_queue) {
  EchoServer echo({.worker_threads = 1, .work_queue_max = 2});
  RawClient running(echo.port()), queued_first(echo.port()), queued_second(echo.port()),
      refused(echo.port());
  running.send(get_held);
  ASSERT_TRUE(until([&] { return echo.runs == 1; }));
  queued_first.send(get);
  queued_second.send(get);
  ASSERT_TRUE(until([&] { return echo.server.stats().work_queue == 2; }));
  EXPECT_EQ(echo.server.stats().busy_workers, 1);
  for (int i = 0; i < 3; ++i) {
    const Answer answer = refused.ask(get);
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.field("retry-after"), "1");
    EXPECT_NE(answer.body.find("\"code\":\"overloaded\""), std::string::npos);
    EXPECT_FALSE(answer.has_field("connection")) << "coming back should be cheap";
  }
  EXPECT_EQ(echo.server.stats().refused_overload, 3U);
  echo.gate.open();
  EXPECT_EQ(running.receive().status, 200);
  EXPECT_EQ(queued_first.receive().status, 200);
  EXPECT_EQ(queued_second.receive().status, 200);
  EXPECT_EQ(refused.ask(get).status, 200);
}

/// A pipeline of thousands on a full queue is answered in a loop, not by recursion.
TEST(HttpLimits, full_queue_and_a_long_pipeline) {
  EchoServer echo({.worker_threads = 1, .work_queue_max = 1});
  RawClient running(echo.port()), queued(echo.port()), client(echo.port());
  running.send(get_held);
  ASSERT_TRUE(until([&] { return echo.runs == 1; }));
  queued.send(get);
  ASSERT_TRUE(until([&] { return echo.server.stats().work_queue == 1; }));
  std::string pipeline;
  for (int i = 0; i < 5000; ++i) pipeline += get;
  std::thread sender([&] { client.send(pipeline); });
  int refused = 0;
  while (refused < 5000 && client.receive().status == 503) ++refused;
  sender.join();
  EXPECT_EQ(refused, 5000);
}

TEST(HttpLimits, too_many_connections) {
  EchoServer echo({.connections_max = 2});
  RawClient first(echo.port()), second(echo.port());
  EXPECT_EQ(first.ask(get).status, 200);
  EXPECT_EQ(second.ask(get).status, 200);
  {
    RawClient third(echo.port());
    const Answer answer = third.receive();
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.field("retry-after"), "1");
    EXPECT_TRUE(third.is_closed());
  }
  first.reset();
  ASSERT_TRUE(until([&] { return echo.server.stats().connections == 1; }));
  EXPECT_EQ(RawClient(echo.port()).ask(get).status, 200);
  EXPECT_EQ(second.ask(get).status, 200);
}

TEST(HttpLimits, clients_that_leave_while_their_request_runs) {
  EchoServer echo;
  for (int i = 0; i < 4; ++i) {
    RawClient client(echo.port());
    client.send(get_held + get);
    ASSERT_TRUE(until([&] { return echo.runs == i + 1; }));
    client.reset();
  }
  echo.gate.open();
  EXPECT_TRUE(until([&] { return echo.server.stats().connections == 0; }));
  EXPECT_EQ(RawClient(echo.port()).ask(get).status, 200);
}

TEST(HttpStop, finishes_what_runs_and_closes_what_idles) {
  EchoServer echo;
  RawClient idle(echo.port()), running(echo.port()), half_sent(echo.port());
  EXPECT_EQ(idle.ask(get).status, 200);
  half_sent.send("POST /b HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
  );
  EXPECT_EQ(half_sent.receive().status, 100);
  running.send(get_held + get);
  ASSERT_TRUE(until([&] { return echo.runs == 2; }));
  std::thread stopper([&] { echo.server.stop(); });
  EXPECT_TRUE(idle.is_closed());
  EXPECT_TRUE(until([&] { return !RawClient(echo.port()).connected(); })) << "nobody new gets in";
  half_sent.send("hello");
  const Answer last = half_sent.receive();
  EXPECT_EQ(last.status, 200) << "a request on its way in is still served";
  EXPECT_EQ(last.field("connection"), "close");
  half_sent.half_close();
  EXPECT_TRUE(half_sent.is_closed());
  echo.gate.open();
  const Answer answer = running.receive();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.field("connection"), "close");
  running.half_close();
  EXPECT_TRUE(running.is_closed()) << "what was pipelined behind it is the client's to repeat";
  stopper.join();
  EXPECT_EQ(echo.server.stats().connections, 0);
  echo.server.stop();
}

TEST(HttpStop, under_load_every_request_that_ran_is_answered) {
  EchoServer echo({.io_threads = 2, .worker_threads = 8});
  std::atomic<int> answered{0};
  std::vector<std::thread> clients;
  for (int c = 0; c < 8; ++c) {
    clients.emplace_back([&] {
      RawClient client(echo.port());
      while (client.ask(get).status == 200) answered.fetch_add(1);
    });
  }
  ASSERT_TRUE(until([&] { return answered > 500; }));
  echo.server.stop();
  for (auto& client : clients) client.join();
  EXPECT_EQ(answered, echo.runs);
}

TEST(HttpStop, gives_up_on_clients_after_the_drain_time) {
  const log::Capture capture;
  EchoServer echo({.worker_threads = 1, .drain_ms_max = 50});
  RawClient running(echo.port()), queued(echo.port());
  running.send(get_held);
  ASSERT_TRUE(until([&] { return echo.runs == 1; }));
  queued.send(get);
  ASSERT_TRUE(until([&] { return echo.server.stats().work_queue == 1; }));
  std::thread stopper([&] { echo.server.stop(); });
  EXPECT_TRUE(running.is_closed());
  EXPECT_TRUE(queued.is_closed());
  echo.gate.open();
  stopper.join();
  EXPECT_EQ(echo.runs, 1) << "what waited in the queue never ran";
  ASSERT_EQ(capture.lines().size(), 1U);
  EXPECT_NE(
      capture.lines()[0].find("\"event\":\"http.drain_incomplete\",\"connections\":2"),
      std::string::npos
  );
}

TEST(HttpStop, without_a_start_and_without_a_request) {
  ManualClock clock(Instant::from_seconds(0));
  const auto nothing = [](const Request&) { return Response{}; };
  { const Server never_started({.worker_threads = 2}, nothing, clock); }
  Server server({.worker_threads = 2}, nothing, clock);
  server.start();
  server.start();
  server.stop();
  server.stop();
  EXPECT_FALSE(RawClient(server.port()).connected());
}

}  // namespace
}  // namespace guanxi::http
