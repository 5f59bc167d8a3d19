// The server as it is configured: every http.* and limits.* setting reaches it, going beyond one
// gets the documented answer, and `serve` as a command.
#include "app/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "app/commands.h"
#include "platform/http/tls_testing.h"
#include "platform/log/log.h"
#include "platform/sql/testing.h"

namespace guanxi::app {
namespace {

using http::testing::Answer;
using http::testing::PairFiles;
using http::testing::RawClient;
using http::testing::TlsClient;
using http::testing::until;
using ::testing::HasSubstr;
using ::testing::Not;

std::string get(const std::string& path, const std::string& token = {}) {
  return "GET " + path + " HTTP/1.1\r\nHost: t\r\n" +
         (token.empty() ? "" : "Authorization: Bearer " + token + "\r\n") + "\r\n";
}

/// A series of the metrics page.
std::string value_of(const std::string& metrics, const std::string& series) {
  const auto at = metrics.find("\n" + series + " ");
  if (at == std::string::npos) return "(none)";
  const auto from = at + series.size() + 2;
  return metrics.substr(from, metrics.find('\n', from) - from);
}

TEST(ServerOptions, follow_the_settings) {
  config::Config config;
  config.http = {
      .address = "127.0.0.2",
      .port = 1,
      .io_threads = 2,
      .workers = 3,
      .queue_max = 4,
      .connections_max = 5,
      .header_bytes_max = 6,
      .body_bytes_max = 7,
      .header_ms_max = 8,
      .body_ms_max = 9,
      .idle_ms_max = 10,
      .write_ms_max = 11,
      .drain_ms_max = 12,
      .tls_certificate = "chain",
      .tls_key = "key",
      .tls_look_ms = 13,
      .handshake_ms_max = 14};
  config.log.requests_one_in = 15;
  const http::ServerOptions options = server_options(config);
  EXPECT_EQ(options.address, "127.0.0.2");
  EXPECT_EQ(options.port, 1);
  EXPECT_EQ(options.io_threads, 2);
  EXPECT_EQ(options.worker_threads, 3);
  EXPECT_EQ(options.work_queue_max, 4);
  EXPECT_EQ(options.connections_max, 5);
  EXPECT_EQ(options.header_bytes_max, 6);
  EXPECT_EQ(options.body_bytes_max, 7);
  EXPECT_EQ(options.header_ms_max, 8);
  EXPECT_EQ(options.body_ms_max, 9);
  EXPECT_EQ(options.idle_ms_max, 10);
  EXPECT_EQ(options.write_ms_max, 11);
  EXPECT_EQ(options.drain_ms_max, 12);
  ASSERT_TRUE(options.tls.has_value());
  EXPECT_EQ(options.tls->certificate, "chain");
  EXPECT_EQ(options.tls->key, "key");
  EXPECT_EQ(options.tls->look_ms, 13);
  EXPECT_EQ(options.handshake_ms_max, 14);
  EXPECT_EQ(options.log_one_in, 15);
  EXPECT_FALSE(server_options({}).tls.has_value());
}

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() {
    config_.data = directory_.path().string();
    config_.http.port = 0;
    config_.http.workers = 2;
    config_.log.requests_one_in = 0;
  }
  void open() {
    application_ = std::make_unique<Application>(config_, clock_);
    server_ = std::make_unique<Server>(*application_);
    server_->start();
  }
  /// A person who may do nothing, but is known.
  std::string token() {
    identity::Identity& identity = application_->identity();
    const api::Actor& by = application_->system_actor();
    const auto person =
        identity.add_person(by, {.name = "Li Na", .permissions = {}, .stores = {}}, clock_.now());
    EXPECT_TRUE(person.has_value());
    const auto issued = identity.issue_token(by, *person, "test", std::nullopt, clock_.now());
    EXPECT_TRUE(issued.has_value());
    return issued->text;
  }
  std::uint16_t port() const { return server_->port(); }

  log::Capture quiet_;
  sql::TempDirectory directory_;
  SystemClock clock_;
  config::Config config_;
  std::unique_ptr<Application> application_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, beyond_a_limit_comes_the_documented_answer) {
  config_.http.connections_max = 2;
  config_.http.header_bytes_max = 1024;
  config_.http.body_bytes_max = 2048;
  config_.http.header_ms_max = 150;
  config_.http.body_ms_max = 150;
  open();
  const std::string post = "POST /v1/checkout HTTP/1.1\r\nHost: t\r\nContent-Length: ";
  const struct {
    const char* setting;
    std::string bytes;
    int status;
    const char* code;
  } rows[] = {
      {"within", get("/healthz"), 200, ""},
      {"http.header_bytes_max", get("/" + std::string(1024, 'a')), 431, "too_long"},
      {"http.body_bytes_max", post + "2049\r\n\r\n", 413, "body_too_large"},
      {"its own limit",
       "POST /v1/attachments HTTP/1.1\r\nHost: t\r\nContent-Length: 7340033\r\n\r\n",
       413,
       "body_too_large"},
      {"http.body_ms_max",
       "POST /v1/attachments HTTP/1.1\r\nHost: t\r\nContent-Length: 7340032\r\n\r\n{",
       408,
       "timed_out"},
      {"http.header_ms_max", "GET /healthz HTTP/1.1\r\n", 408, "timed_out"},
      {"http.body_ms_max", post + "2048\r\n\r\n{", 408, "timed_out"},
  };
  const auto nobody = [&] {
    return application_->metrics().render().find("guanxi_http_connections 0\n") !=
           std::string::npos;
  };
  for (const auto& row : rows) {
    ASSERT_TRUE(until(nobody)) << row.setting;
    RawClient client(port());
    const Answer answer = client.ask(row.bytes);
    EXPECT_EQ(answer.status, row.status) << row.setting;
    if (answer.status == 200) continue;
    EXPECT_EQ(answer.field("content-type"), "application/problem+json") << row.setting;
    EXPECT_THAT(answer.body, HasSubstr(std::string(R"("code":")") + row.code)) << row.setting;
    EXPECT_TRUE(client.is_closed()) << row.setting;
  }
  ASSERT_TRUE(until(nobody));
  RawClient first(port()), second(port());
  first.ask(get("/healthz"));
  second.ask(get("/healthz"));
  const Answer third = RawClient(port()).receive();
  EXPECT_EQ(third.status, 503);
  EXPECT_EQ(third.field("retry-after"), "1");
  EXPECT_THAT(third.body, HasSubstr(R"("code":"overloaded")"));
}

/// Asks until it is refused, which a client that is faster than one request a second must be.
Answer ask_until_refused(RawClient& client, const std::string& request) {
  Answer answer;
  for (int i = 0; i < 10'000 && answer.status != 429; ++i) answer = client.ask(request);
  return answer;
}

TEST_F(ServerTest, rates_of_requests) {
  config_.limits.requests_per_second = 1;
  config_.limits.burst = 3;
  config_.limits.anonymous_per_second = 1;
  config_.limits.anonymous_burst = 4;
  open();
  RawClient client(port());
  const std::string mine = token();
  const Answer first = client.ask(get("/v1/jobs", mine));
  EXPECT_EQ(first.status, 403);
  EXPECT_EQ(first.field("ratelimit-policy"), R"("credential";q=3;w=3)");
  EXPECT_EQ(first.field("ratelimit"), R"("credential";r=2;t=1)");
  const Answer refused = ask_until_refused(client, get("/v1/jobs", mine));
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.field("retry-after"), "1");
  EXPECT_EQ(refused.field("content-type"), "application/problem+json");
  EXPECT_THAT(refused.body, HasSubstr(R"("code":"too_many_requests")"));
  const Answer address = ask_until_refused(client, get("/v1/jobs", "gx_guess"));
  EXPECT_EQ(address.status, 429);
  EXPECT_EQ(address.field("retry-after"), "1");
  EXPECT_EQ(address.field("ratelimit-policy"), R"("address";q=4;w=4)");
  for (const char* path : {"/healthz", "/readyz", "/metrics"}) {
    for (int i = 0; i < 50; ++i) EXPECT_EQ(client.ask(get(path)).status, 200) << path;
  }
  const std::string metrics = client.ask(get("/metrics")).body;
  EXPECT_EQ(value_of(metrics, "guanxi_limits_refused_total{of=\"credential\"}"), "1");
  EXPECT_EQ(value_of(metrics, "guanxi_limits_refused_total{of=\"address\"}"), "1");
  EXPECT_EQ(value_of(metrics, "guanxi_limits_clients"), "2");
  EXPECT_EQ(value_of(metrics, "guanxi_http_tls_certificate_expires_seconds"), "(none)");
}

/// The flags of `serve`, run in this process.
int serve(std::vector<std::string> flags, const char* language = "en") {
  flags.insert(
      flags.begin(), {"guanxi", "serve", "--language", language, "--set", "log.level=off"}
  );
  std::vector<char*> argv;
  for (std::string& flag : flags) argv.push_back(flag.data());
  return run(static_cast<int>(argv.size()), argv.data());
}

class ServeCommand : public ::testing::Test {
 protected:
  std::vector<std::string> flags(std::uint16_t port = 0) {
    return {
        "--data",
        (directory_.path() / "data").string(),
        "--port",
        std::to_string(port),
        "--set",
        "http.tls_certificate=" + files_.chain(),
        "--set",
        "http.tls_key=" + files_.key()};
  }
  /// Returns when it expires.
  std::int64_t make_valid_today(const std::string& name) {
    const std::int64_t now = SystemClock().now().micros() / 1'000'000;
    files_.replace(name, now + PairFiles::day, now - PairFiles::day);
    return now + PairFiles::day;
  }
  sql::TempDirectory directory_;
  PairFiles files_;
};

TEST_F(ServeCommand, names_the_setting_of_a_file_that_is_no_good) {
  PairFiles::write(files_.key(), "nothing");
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(serve(flags()), 2);
  const std::string said = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(said.find("--set http.tls_key: " + files_.key() + ": holds no private key"), 0u)
      << said;
  EXPECT_FALSE(std::filesystem::exists(directory_.path() / "data")) << "nothing was made yet";
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(serve(flags(), "zh-CN"), 2);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("没有 PEM 格式的私钥"));
}

/// A port nobody listens on.
std::uint16_t free_port() {
  ManualClock clock(Instant::from_seconds(0));
  return http::Server(
             {.worker_threads = 1}, [](const http::Request&) { return http::Response{}; }, clock
  )
      .port();
}

TEST_F(ServeCommand, reloads_on_sighup_and_ends_on_sigterm) {
  // As serve() does for its threads: the signals wait until somebody takes them.
  sigset_t taken, before;
  sigemptyset(&taken);
  for (const int number : {SIGHUP, SIGTERM, SIGINT}) sigaddset(&taken, number);
  pthread_sigmask(SIG_BLOCK, &taken, &before);
  const std::string expires_at = std::to_string(make_valid_today("first"));
  const std::uint16_t port = free_port();
  int code = -1;
  ::testing::internal::CaptureStdout();
  std::thread serving([&] { code = serve(flags(port)); });
  ASSERT_TRUE(until([&] { return RawClient(port).connected(); }));
  TlsClient client(port);
  EXPECT_EQ(client.shown(), "first");
  EXPECT_EQ(client.ask(get("/readyz")).status, 200);
  const std::string metrics = client.ask(get("/metrics")).body;
  EXPECT_EQ(value_of(metrics, "guanxi_http_tls_certificate_expires_seconds"), expires_at);
  EXPECT_EQ(value_of(metrics, "guanxi_http_tls_handshake_failures_total"), "0");
  make_valid_today("second");
  ::kill(::getpid(), SIGHUP);
  EXPECT_TRUE(until([&] { return TlsClient(port).shown() == "second"; }));
  EXPECT_EQ(client.ask(get("/healthz")).status, 200) << "the old connection goes on";
  ::kill(::getpid(), SIGTERM);
  serving.join();
  EXPECT_EQ(code, 0);
  const std::string said = ::testing::internal::GetCapturedStdout();
  const std::string base = "https://127.0.0.1:" + std::to_string(port);
  EXPECT_THAT(said, HasSubstr("serving on " + base + "\n"));
  // Nobody can get in yet: the way to the first account.
  if (web::built_in().has_pages()) {
    EXPECT_THAT(said, HasSubstr("console " + base + "/\ntill " + base + "/pos\n"));
    EXPECT_THAT(said, HasSubstr("\n  " + base + "/set-up#token="));
  } else {
    EXPECT_THAT(said, HasSubstr("\n  curl -k -X POST " + base + "/v1/setup "));
    EXPECT_THAT(said, Not(HasSubstr("/set-up")));
  }
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(client.was_told_goodbye());
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace
}  // namespace guanxi::app
