// What a browser gets for a path.
#include "platform/web/web.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/web/testing.h"

namespace guanxi::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SiteTest : public ::testing::Test {
 protected:
  std::optional<http::Response> ask(
      const std::string& path,
      std::vector<std::pair<std::string, std::string>> headers = {},
      const std::string& method = "GET"
  ) const {
    http::Request request;
    request.method = method;
    request.target = request.path = path;
    request.headers = std::move(headers);
    request.trace_id = std::string(32, 'a');
    return site_.respond(request);
  }
  /// The body, or "-" where the site has nothing to say.
  std::string body_of(const std::string& path) const {
    const auto response = ask(path);
    return response ? response->body : "-";
  }
  static std::string header(const std::optional<http::Response>& response, std::string_view name) {
    if (!response) return "(no answer)";
    for (const auto& [known, value] : response->headers) {
      if (known == name) return value;
    }
    return {};
  }

  const std::string pak_ = testing::small_pak();
  const Site site_{pak_};
};

constexpr const char* script = "/assets/index-Bx1_qZ0a.js";

TEST_F(SiteTest, a_path_is_a_file_or_a_place_within_a_page) {
  for (const char* path :
       {"/", "/members/123", "/members/", "/set-up", "/%E5%BC%A0", "/posx", "//"}) {
    EXPECT_EQ(body_of(path), "the console") << path;
  }
  for (const char* path : {"/pos", "/pos/", "/pos/sale/1"}) {
    EXPECT_EQ(body_of(path), "the till") << path;
  }
  EXPECT_EQ(body_of(script), "the script");
  EXPECT_EQ(body_of("/favicon.svg"), "<svg/>");
  EXPECT_EQ(body_of("/index.html"), "the console");
}

TEST_F(SiteTest, what_is_not_there_and_what_is_the_apis_is_left_to_the_api) {
  for (const char* path :
       {"/assets/index-00000000.js",
        "/assets/",
        "/assets",
        "/assets/deep/er",
        "/robots.txt",
        "/members/photo.png",
        "/.env",
        "/.git/config",
        "/.well-known/change-password",
        "/assets/../index.html",
        "/v1",
        "/v1/",
        "/v1/members/123",
        "/v1/nothing",
        "/docs",
        "/docs/app.js",
        "/docs/nothing",
        "/openapi.json",
        "/healthz",
        "/readyz",
        "/metrics",
        "*"}) {
    EXPECT_EQ(body_of(path), "-") << path;
  }
}

TEST_F(SiteTest, in_the_form_that_the_client_takes) {
  const auto brotli = ask(script, {{"accept-encoding", "gzip, br"}});
  EXPECT_EQ(brotli->body, "br script");
  EXPECT_EQ(header(brotli, "Content-Encoding"), "br");
  EXPECT_EQ(header(brotli, "Vary"), "Accept-Encoding");
  const auto gzip = ask("/", {{"accept-encoding", "gzip, br"}});
  EXPECT_EQ(gzip->body, "gz console") << "there is no other";
  EXPECT_EQ(header(gzip, "Content-Encoding"), "gzip");
  const auto plain = ask(script);
  EXPECT_EQ(plain->body, "the script");
  EXPECT_EQ(header(plain, "Content-Encoding"), "");
  EXPECT_EQ(header(plain, "Vary"), "Accept-Encoding") << "a cache between has to know here as well";
  EXPECT_EQ(plain->content_type, "text/javascript; charset=utf-8");
}

TEST_F(SiteTest, each_form_has_its_tag_and_whoever_has_it_gets_304) {
  const std::string gzip = "gzip", tag = R"("assetsindex-Bx1_qZ0a.js-gzip")";
  EXPECT_EQ(header(ask(script, {{"accept-encoding", gzip}}), "ETag"), tag);
  EXPECT_EQ(header(ask(script), "ETag"), R"("assetsindex-Bx1_qZ0a.js")");
  for (const std::string& known : {tag, "W/" + tag, "\"other\", " + tag, std::string("*")}) {
    const auto response = ask(script, {{"accept-encoding", gzip}, {"if-none-match", known}});
    EXPECT_EQ(response->status, 304) << known;
    EXPECT_EQ(response->body, "");
    EXPECT_EQ(header(response, "ETag"), tag);
  }
  EXPECT_EQ(ask(script, {{"if-none-match", tag}})->status, 200) << "the tag of another form";
  EXPECT_EQ(ask(script, {{"if-none-match", "\"\""}})->status, 200);
}

TEST_F(SiteTest, what_never_changes_is_kept_for_ever_and_pages_are_asked_for_again) {
  EXPECT_EQ(header(ask(script), "Cache-Control"), "public, max-age=31536000, immutable");
  for (const char* path : {"/", "/pos", "/members/1", "/favicon.svg"}) {
    EXPECT_EQ(header(ask(path), "Cache-Control"), "no-cache") << path;
  }
}

TEST_F(SiteTest, a_page_runs_and_loads_what_is_ours_alone) {
  const std::string policy = header(ask("/"), "Content-Security-Policy");
  for (const char* part :
       {"default-src 'self';",
        "script-src 'self';",
        "object-src 'none';",
        "base-uri 'none';",
        "connect-src 'self';",
        "form-action 'self';",
        "frame-ancestors 'none'"}) {
    EXPECT_THAT(policy, HasSubstr(part));
  }
  EXPECT_THAT(policy, Not(HasSubstr("unsafe-eval")));
  EXPECT_THAT(policy, Not(HasSubstr("script-src 'self' '"))) << "no script within a page";
  for (const char* path : {"/", "/pos", "/members/1"}) {
    const auto response = ask(path);
    EXPECT_EQ(header(response, "Content-Security-Policy"), policy) << path;
    EXPECT_EQ(header(response, "Cross-Origin-Opener-Policy"), "same-origin") << path;
    EXPECT_THAT(header(response, "Permissions-Policy"), HasSubstr("camera=(self), microphone=()"));
  }
  EXPECT_EQ(header(ask(script), "Content-Security-Policy"), policy) << "a worker goes by its own";
  EXPECT_EQ(header(ask(script), "Cross-Origin-Resource-Policy"), "same-origin");
}

/// A browser takes over the headers of a 304: with other ones the page it keeps would stop working.
TEST_F(SiteTest, a_304_has_the_headers_of_the_page) {
  const auto page = ask("/"), again = ask("/", {{"if-none-match", header(page, "ETag")}});
  ASSERT_EQ(again->status, 304);
  EXPECT_EQ(again->headers, page->headers);
}

TEST_F(SiteTest, other_methods_are_refused_as_the_api_does) {
  EXPECT_EQ(ask("/members/1", {}, "HEAD")->status, 200);
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE"}) {
    const auto response = ask("/members/1", {{"accept-language", "en"}}, method);
    ASSERT_TRUE(response) << method;
    EXPECT_EQ(response->status, 405) << method;
    EXPECT_EQ(header(response, "Allow"), "GET, HEAD");
    EXPECT_EQ(response->content_type, "application/problem+json");
    EXPECT_THAT(response->body, HasSubstr(R"("code":"method_not_allowed")"));
  }
  EXPECT_FALSE(ask("/assets/nothing.js", {}, "POST"));
}

TEST(Site, without_pages_it_says_so_and_leads_to_the_documentation) {
  const Site none{std::string_view()};
  EXPECT_FALSE(none.has_pages());
  http::Request request;
  request.method = "GET";
  request.path = "/";
  const auto page = none.respond(request);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->content_type, "text/html; charset=utf-8");
  EXPECT_THAT(page->body, HasSubstr("href=\"/docs\""));
  EXPECT_THAT(page->body, HasSubstr("built without"));
  EXPECT_THAT(page->body, HasSubstr("未包含"));
  request.method = "POST";
  EXPECT_EQ(none.respond(request)->status, 405);
  request.path = "/members/1";
  EXPECT_FALSE(none.respond(request));
}

TEST(Site, a_damaged_pak_is_refused) {
  EXPECT_THROW(Site{std::string_view("GXWEBPK1")}, BadPak);
  EXPECT_TRUE(Site{testing::small_pak()}.has_pages());
}

/// Whatever script/web has made: its pages are there, and all of it can be sent.
TEST(Site, what_is_built_in_is_whole) {
  if (!built_in().has_pages()) GTEST_SKIP() << "built without the pages";
  for (const char* path : {"/", "/pos"}) {
    http::Request request;
    request.method = "GET";
    request.path = path;
    const auto page = built_in().respond(request);
    ASSERT_TRUE(page) << path;
    EXPECT_THAT(page->body, HasSubstr("/assets/")) << path;
    EXPECT_THAT(page->body, Not(HasSubstr("<script>"))) << "the policy would not run it";
  }
}

}  // namespace
}  // namespace guanxi::web
