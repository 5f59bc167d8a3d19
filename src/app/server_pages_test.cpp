// Console and till over HTTP, beside the API: which of the two answers, and with what headers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/server.h"
#include "platform/http/testing.h"
#include "platform/log/log.h"
#include "platform/sql/testing.h"
#include "platform/web/testing.h"

namespace guanxi::app {
namespace {

using http::testing::Answer;
using http::testing::RawClient;
using ::testing::HasSubstr;

class ServerPagesTest : public ::testing::Test {
 protected:
  ServerPagesTest() {
    config_.data = directory_.path().string();
    config_.http.port = 0;
    config_.http.workers = 2;
    config_.log.requests_one_in = 0;
  }
  void open(const web::Site& pages) {
    application_ = std::make_unique<Application>(config_, clock_);
    server_ = std::make_unique<Server>(*application_, pages);
    server_->start();
    client_ = std::make_unique<RawClient>(server_->port());
  }
  Answer ask(const std::string& method, const std::string& path, const std::string& fields = {}) {
    return client_->ask(
        method + " " + path + " HTTP/1.1\r\nHost: t\r\nAccept-Language: en\r\n" + fields + "\r\n",
        method == "HEAD"
    );
  }

  log::Capture quiet_;
  sql::TempDirectory directory_;
  SystemClock clock_;
  config::Config config_;
  const std::string pak_ = web::testing::small_pak();
  const web::Site pages_{pak_}, no_pages_{std::string_view()};
  std::unique_ptr<Application> application_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<RawClient> client_;
};

constexpr const char* page_script = "/assets/index-Bx1_qZ0a.js";

TEST_F(ServerPagesTest, each_path_has_its_page) {
  open(pages_);
  const struct {
    const char* path;
    const char* body;
    const char* type;
  } rows[] = {
      {"/", "the console", "text/html; charset=utf-8"},
      {"/members/123?tab=points", "the console", "text/html; charset=utf-8"},
      {"/pos", "the till", "text/html; charset=utf-8"},
      {page_script, "the script", "text/javascript; charset=utf-8"},
  };
  for (const auto& row : rows) {
    const Answer answer = ask("GET", row.path);
    EXPECT_EQ(answer.status, 200) << row.path;
    EXPECT_EQ(answer.body, row.body) << row.path;
    EXPECT_EQ(answer.field("content-type"), row.type) << row.path;
    EXPECT_EQ(answer.field("x-content-type-options"), "nosniff") << row.path;
    EXPECT_EQ(answer.field("referrer-policy"), "no-referrer") << row.path;
    EXPECT_THAT(answer.field("content-security-policy"), HasSubstr("frame-ancestors 'none'"));
  }
  const Answer smaller = ask("GET", page_script, "Accept-Encoding: gzip, br\r\n");
  EXPECT_EQ(smaller.body, "br script");
  EXPECT_EQ(smaller.field("content-encoding"), "br");
  EXPECT_EQ(smaller.field("cache-control"), "public, max-age=31536000, immutable");
  const Answer head = ask("HEAD", "/pos");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.field("content-length"), "8") << "the till";
  const Answer page = ask("GET", "/");
  const Answer known = ask("GET", "/", "If-None-Match: " + page.field("etag") + "\r\n");
  EXPECT_EQ(known.status, 304);
  EXPECT_EQ(known.body, "");
  for (const char* name :
       {"content-security-policy", "cache-control", "etag", "permissions-policy"}) {
    EXPECT_EQ(known.field(name), page.field(name)) << name;
  }
}

TEST_F(ServerPagesTest, the_api_keeps_what_is_its_own) {
  open(pages_);
  EXPECT_EQ(ask("GET", "/healthz").status, 200);
  EXPECT_EQ(ask("GET", "/readyz").body, R"({"ready":true})");
  EXPECT_THAT(ask("GET", "/docs").body, HasSubstr("Guanxi API"));
  EXPECT_EQ(ask("GET", "/openapi.json").field("content-type"), "application/json");
  EXPECT_EQ(ask("GET", "/v1/members/1").status, 401);
  for (const char* path : {"/v1/nothing", "/assets/index-00000000.js", "/robots.txt", "/.env"}) {
    const Answer answer = ask("GET", path);
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_EQ(answer.field("content-type"), "application/problem+json") << path;
    EXPECT_THAT(answer.body, HasSubstr(R"("code":"not_found")")) << path;
    EXPECT_EQ(answer.field("cache-control"), "no-store") << path << ": it may be there tomorrow";
  }
  const Answer post = ask("POST", "/members/123", "Content-Length: 0\r\n");
  EXPECT_EQ(post.status, 405);
  EXPECT_EQ(post.field("allow"), "GET, HEAD");
  EXPECT_THAT(post.body, HasSubstr(R"("code":"method_not_allowed")"));
  for (const auto& operation : application_->api().operations()) {
    http::Request request;
    request.method = "GET";
    request.path = operation.spec.path;
    EXPECT_FALSE(pages_.respond(request)) << operation.spec.operation;
  }
}

TEST_F(ServerPagesTest, pages_do_not_use_up_an_addresss_requests) {
  config_.limits.anonymous_per_second = 1;
  config_.limits.anonymous_burst = 4;
  open(pages_);
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(ask("GET", "/members").status, 200);
    EXPECT_EQ(ask("GET", page_script).status, 200);
  }
  EXPECT_EQ(ask("GET", "/v1/nothing").status, 404);
  Answer answer;
  for (int i = 0; i < 10'000 && answer.status != 429; ++i) answer = ask("GET", "/assets/no.js");
  EXPECT_EQ(answer.status, 429) << "who asks for what is not there is a stranger like any other";
  EXPECT_EQ(ask("GET", page_script).status, 200);
}

TEST_F(ServerPagesTest, a_program_without_pages_says_so) {
  open(no_pages_);
  const Answer page = ask("GET", "/");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("/docs"));
  EXPECT_EQ(page.field("cache-control"), "no-store");
  EXPECT_EQ(ask("GET", "/pos").status, 404);
  EXPECT_EQ(ask("POST", "/", "Content-Length: 0\r\n").status, 405);
  EXPECT_EQ(ask("GET", "/docs").status, 200);
}

}  // namespace
}  // namespace guanxi::app
