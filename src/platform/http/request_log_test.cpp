// What the server tells about requests: trace ids, log lines, metrics.
#include "platform/http/request_log.h"

#include <gtest/gtest.h>

#include "platform/http/testing.h"
#include "platform/log/log.h"
#include "platform/metrics/metrics.h"

namespace guanxi::http {
namespace {

using testing::Answer;
using testing::EchoServer;
using testing::RawClient;

TEST(HttpTelling, keeps_only_plain_words_of_a_path) {
  const struct {
    const char* path;
    const char* shape;
  } rows[] = {
      {"/", "/"},
      {"/v1/members/42/points", "/v1/members/:/points"},
      {"/v1/by-phone/13800138000", "/v1/by-phone/:"},
      {"/v1/members/Ann", "/v1/members/:"},
      {"/v1/%E5%BC%A0", "/v1/:"},
      {"/a@b.example", "/:"},
      {"*", "/:"},
      {"", ""},
  };
  for (const auto& row : rows) EXPECT_EQ(route_shape(row.path), row.shape) << row.path;
  EXPECT_LE(route_shape(std::string(10'000, 'a')).size(), 121U);
}

TEST(HttpTelling, turns_an_exception_into_a_logged_500) {
  EchoServer echo;
  RawClient client(echo.port());
  for (const char* path : {"/throw", "/throw-number"}) {
    const log::Capture capture;
    const Answer answer = client.ask(std::string("GET ") + path + " HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.field("content-type"), "application/problem+json");
    const std::string trace_id = answer.field("x-trace-id");
    EXPECT_EQ(
        answer.body,
        "{\"type\":\"/docs#internal\",\"title\":\"Internal Server "
        "Error\",\"status\":500,\"code\":\"internal\",\"detail\":"
        "\"服务器内部出错，请把 trace_id 告诉管理员。 The server failed. The trace id finds out "
        "why.\",\"trace_id\":\"" +
            trace_id + "\"}"
    );
    const auto lines = capture.lines();
    ASSERT_GE(lines.size(), 1U);
    EXPECT_NE(
        lines[0].find("\"event\":\"http.handler_failed\",\"trace_id\":\"" + trace_id),
        std::string::npos
    );
    EXPECT_EQ(lines[0].find("13800138000"), std::string::npos)
        << "no personal data, not even from an exception";
  }
  EXPECT_EQ(client.ask("GET / HTTP/1.1\r\nHost: t\r\n\r\n").status, 200)
      << "and the connection lives on";
}

TEST(HttpTelling, logs_a_sample_of_requests_without_personal_data) {
  const log::Capture capture;
  ManualClock clock(Instant::from_seconds(0));
  Server server(
      {.worker_threads = 1, .log_one_in = 3}, [](const Request&) { return Response{}; }, clock
  );
  server.start();
  RawClient client(server.port());
  for (int i = 0; i < 7; ++i) {
    EXPECT_EQ(
        client
            .ask("GET /v1/members/13800138000/%E5%BC%A0/points?phone=13800138000 HTTP/1.1\r\nHost: "
                 "t\r\n\r\n")
            .status,
        200
    );
  }
  const auto lines = capture.lines();
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_NE(
      lines[0].find("\"method\":\"GET\",\"route\":\"/v1/members/:/:/points\",\"status\":200"),
      std::string::npos
  ) << lines[0];
}

TEST(HttpTelling, counts_in_the_registry) {
  metrics::Registry registry;
  ManualClock clock(Instant::from_seconds(0));
  {
    Server server(
        {.worker_threads = 1, .log_one_in = 0, .metrics = &registry},
        [](const Request&) { return Response{}; },
        clock
    );
    server.start();
    RawClient client(server.port());
    EXPECT_EQ(client.ask("GET / HTTP/1.1\r\nHost: t\r\n\r\n").status, 200);
    EXPECT_EQ(client.ask("GET / HTTP/9.9\r\n\r\n").status, 400);
    const std::string text = registry.render();
    EXPECT_NE(text.find("\nguanxi_http_requests_total 1\n"), std::string::npos) << text;
    EXPECT_NE(text.find("\nguanxi_http_refused_total{reason=\"limits\"} 1\n"), std::string::npos)
        << text;
    EXPECT_NE(
        text.find("\nguanxi_http_request_seconds_count{status=\"2xx\"} 1\n"), std::string::npos
    ) << text;
  }
  EXPECT_EQ(registry.render().find("guanxi_http_requests_total"), std::string::npos)
      << "nobody is left to ask";
}

TEST(HttpTelling, takes_the_trace_id_from_a_valid_traceparent) {
  struct Row {
    std::string traceparent;
    bool valid;
    const char* reason;
  };
  const std::string id = "4bf92f3577b34da6a3ce929d0e0e4736";
  const Row rows[] = {
      {"00-" + id + "-00f067aa0ba902b7-01", true, "as in the standard"},
      {"01-" + id + "-00f067aa0ba902b7-01-later", true, "a later version may say more"},
      {"00-" + id + "-00f067aa0ba902b7-01-later", false, "version 00 may not"},
      {"ff-" + id + "-00f067aa0ba902b7-01", false, "ff is no version"},
      {"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false, "upper case"},
      {"00-00000000000000000000000000000000-00f067aa0ba902b7-01", false, "all zero"},
      {"00-" + id + "-0000000000000000-01", false, "no parent"},
      {"00-" + id + "-00f067aa0ba902b7", false, "too short"},
      {"00-" + id.substr(1) + "\"-00f067aa0ba902b7-01", false, "not hexadecimal"},
  };
  EchoServer echo;
  RawClient client(echo.port());
  std::string before;
  for (const Row& row : rows) {
    const std::string given =
        client.ask("GET / HTTP/1.1\r\nHost: t\r\ntraceparent: " + row.traceparent + "\r\n\r\n")
            .field("x-trace-id");
    EXPECT_EQ(given == id, row.valid) << row.reason;
    EXPECT_EQ(given.find_first_not_of("0123456789abcdef"), std::string::npos) << row.reason;
    EXPECT_TRUE(row.valid || given != before) << "made anew for each request";
    before = given;
  }
}

}  // namespace
}  // namespace guanxi::http
