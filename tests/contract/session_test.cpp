// A session authenticates every operation as a token does, and changes nothing without the proof
// that one of our own pages asks.
#include <gtest/gtest.h>

#include <regex>

#include "contract/rows.h"
#include "support/browser.h"

namespace guanxi::test {
namespace {

constexpr const char* walkers_password = "four rivers meet a mountain";

std::string target_of(const api::Spec& spec) {
  return std::regex_replace(std::string(spec.path), std::regex(R"(\{[^}]+\})"), "1");
}

const char* name_of(api::Method method) {
  switch (method) {
    case api::Method::get:
      return "GET";
    case api::Method::post:
      return "POST";
    case api::Method::put:
      return "PUT";
    case api::Method::patch:
      return "PATCH";
    case api::Method::del:
      return "DELETE";
  }
  return "";
}

class SessionContract : public testing::Test {
 protected:
  SessionContract() {
    give_password(house, "walker", walkers_password);
    EXPECT_EQ(browser.sign_in("walker", walkers_password).status, 201);
  }
  Ask changing(const api::Spec& spec) {
    const bool has_body = spec.method != api::Method::del;
    return {
        .method = name_of(spec.method),
        .target = target_of(spec),
        .body = has_body ? "{}" : "",
        .key = "some-key",
        .if_match = "\"1\""};
  }

  TestHouse house;
  Client by_token = house.person("walker", {"*"});
  Browser browser{house};
};

TEST_F(SessionContract, nothing_changes_without_the_proof) {
  Rows rows(house.application().db());
  const std::string before = rows.counts();
  const std::string csrf = browser.csrf();
  int judged = 0;
  for (const auto& operation : house.application().api().operations()) {
    const api::Spec& spec = operation.spec;
    if (spec.permission == nullptr || spec.method == api::Method::get) continue;
    const std::pair<std::string, std::string> nonsense{"x-csrf-token", csrf + "x"};
    const std::pair<std::string, std::string> right{"x-csrf-token", csrf};
    const std::pair<std::string, std::string> elsewhere{"sec-fetch-site", "cross-site"};
    const std::vector<std::vector<std::pair<std::string, std::string>>> attempts{
        {}, {nonsense}, {right, elsewhere}};
    for (const auto& headers : attempts) {
      Ask ask = changing(spec);
      ask.headers = headers;
      browser.forget_csrf();
      const Answer answer = browser.send(ask);
      EXPECT_EQ(answer.status, 403) << spec.operation << ": " << answer;
      EXPECT_EQ(answer.code(), "csrf_missing") << spec.operation;
    }
    ++judged;
  }
  EXPECT_GT(judged, 100);
  EXPECT_EQ(rows.counts(), before);
  EXPECT_EQ(browser.get("/v1/session").status, 200) << "and the session is still there";
}

TEST_F(SessionContract, reading_answers_as_it_does_a_token) {
  int judged = 0;
  for (const auto& operation : house.application().api().operations()) {
    const api::Spec& spec = operation.spec;
    if (spec.permission == nullptr || spec.method != api::Method::get) continue;
    if (std::string_view(spec.operation) == "get_session") continue;  // of a token there is none
    const Answer as_person = browser.get(target_of(spec));
    const Answer as_token = by_token.get(target_of(spec));
    EXPECT_EQ(as_person.status, as_token.status) << spec.operation << ": " << as_person;
    EXPECT_EQ(as_person.code(), as_token.code()) << spec.operation;
    EXPECT_NE(as_person.status, 401) << spec.operation;
    ++judged;
  }
  EXPECT_GT(judged, 60);
}

TEST_F(SessionContract, an_authorization_stands_before_a_cookie) {
  const Answer answer = house.nobody().send(
      {.target = "/v1/me",
       .headers = {{"authorization", "Bearer gx_nonsense"}, {"cookie", browser.cookie()}}}
  );
  EXPECT_EQ(answer.status, 401) << answer;
  const std::string twice = browser.cookie() + "; " + browser.cookie();
  EXPECT_EQ(house.nobody().send({.target = "/v1/me", .headers = {{"cookie", twice}}}).status, 401)
      << "of two, somebody may have planted one";
}

}  // namespace
}  // namespace guanxi::test
