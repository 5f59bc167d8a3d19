// People sign in, told from the outside: cookies, waits, temporary passwords, second factors,
// sessions that are ended, and what is written down of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/authenticator.h"
#include "support/browser.h"

namespace guanxi::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* her_password = "four rivers meet a mountain";
constexpr const char* another_password = "eleven lamps above the bridge";

class SignInStory : public testing::Test {
 protected:
  SignInStory() { give_password(house, "李娜", her_password); }

  void pass_seconds(std::int64_t seconds) { house.clock().advance_seconds(seconds); }
  void pass_minutes(std::int64_t minutes) { pass_seconds(minutes * 60); }
  Answer try_it(
      const std::string& name, const std::string& password, const std::string& address = "10.0.0.9"
  ) {
    return Browser(house, address).sign_in(name, password);
  }
  /// Outcomes of the log, newest first.
  std::vector<std::string> outcomes(const std::string& query = {}) {
    std::vector<std::string> found;
    const Answer answer = house.manager().get("/v1/sign-ins?limit=200" + query);
    EXPECT_EQ(answer.status, 200) << answer;
    for (const auto& item : answer.find("/items")->as_array())
      found.emplace_back(item.at("outcome").as_string());
    return found;
  }
  /// An authenticator with her secret, confirmed; the recovery codes.
  std::vector<std::string> enrol(Browser& browser) {
    const Answer begun = browser.post("/v1/session/second-factor", {{"password", her_password}});
    EXPECT_EQ(begun.status, 200) << begun;
    secret = begun.string("/secret");
    EXPECT_THAT(begun.string("/uri"), HasSubstr("secret=" + secret));
    const Answer confirmed = browser.post("/v1/session/second-factor/confirm", {{"code", code()}});
    EXPECT_EQ(confirmed.status, 200) << confirmed;
    std::vector<std::string> codes;
    for (const auto& one : confirmed.find("/codes")->as_array())
      codes.emplace_back(one.as_string());
    return codes;
  }
  std::string code() { return shown_code(secret, house.now()); }

  TestHouse house;
  Client by_token = house.person("李娜", {"members:read", "members:write"});
  std::string secret;
};

TEST_F(SignInStory, a_session_does_what_its_person_may) {
  Browser browser(house);
  const Answer signed_in = browser.sign_in("李娜", her_password);
  ASSERT_EQ(signed_in.status, 201) << signed_in;
  const std::string cookie = signed_in.header("Set-Cookie");
  EXPECT_THAT(cookie, HasSubstr("gx_session="));
  EXPECT_THAT(cookie, HasSubstr("; HttpOnly; "));
  EXPECT_THAT(cookie, HasSubstr("; SameSite=Strict"));
  EXPECT_THAT(cookie, Not(HasSubstr("Secure"))) << "without TLS a browser would not send it back";
  EXPECT_THAT(signed_in.text, Not(HasSubstr(browser.cookie().substr(11)))) << "for no script";

  const Answer who = browser.get("/v1/session");
  ASSERT_EQ(who.status, 200) << who;
  EXPECT_EQ(who.string("/name"), "李娜");
  EXPECT_EQ(who.size("/permissions"), 2U);
  EXPECT_EQ(who.string("/csrf_token"), browser.csrf());
  const json::object member{{"programme", "MAIN"}, {"phone", "13800138077"}, {"store", "S001"}};
  EXPECT_EQ(browser.post("/v1/members", member, "m-1").status, 201);
  EXPECT_EQ(browser.get("/v1/jobs").status, 403);

  const Answer left = browser.del("/v1/session");
  EXPECT_EQ(left.status, 204) << left;
  EXPECT_THAT(left.header("Set-Cookie"), HasSubstr("Max-Age=0"));
  EXPECT_EQ(browser.get("/v1/session").status, 401) << "whoever kept the cookie has nothing";
  EXPECT_EQ(by_token.get("/v1/session").status, 404) << "a token is no session";
}

TEST_F(SignInStory, it_ends_when_nobody_uses_it_and_at_its_end) {
  Browser browser(house);
  browser.sign_in("李娜", her_password);
  pass_minutes(29);
  EXPECT_EQ(browser.get("/v1/me").status, 200);
  pass_minutes(29);
  EXPECT_EQ(browser.get("/v1/me").status, 200) << "it was used in between";
  pass_minutes(30);
  const Answer idle = browser.get("/v1/me");
  EXPECT_EQ(idle.status, 401);
  EXPECT_EQ(idle.code(), "credential_expired");

  Browser busy(house);
  busy.sign_in("李娜", her_password);
  for (int i = 0; i < 35; ++i) {
    pass_minutes(20);
    ASSERT_EQ(busy.get("/v1/me").status, 200) << i;
  }
  pass_minutes(20);
  EXPECT_EQ(busy.get("/v1/me").status, 401) << "twelve hours";
}

TEST_F(SignInStory, a_wrong_name_and_a_wrong_password_are_told_alike) {
  house.person("token only", {});
  const Answer password = try_it("李娜", "not hers at all, this one");
  const Answer name = try_it("nobody", her_password);
  const Answer none = try_it("token only", her_password);
  EXPECT_EQ(password.status, 401);
  EXPECT_EQ(password.code(), "sign_in_failed");
  EXPECT_EQ(password.text, name.text);
  EXPECT_EQ(password.text, none.text);
  house.manager().post(path_of_person(house, "李娜") + "/state", {{"state", "disabled"}});
  EXPECT_EQ(try_it("李娜", her_password).text, password.text) << "nor is that told";
  const auto log = outcomes();
  EXPECT_EQ(
      std::vector<std::string>(log.begin(), log.begin() + 4),
      (std::vector<std::string>{"disabled", "no_password", "unknown_name", "wrong_password"})
  ) << "but written down";
}

TEST_F(SignInStory, wrong_attempts_make_wait_longer_and_lock_nobody_out) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(try_it("李娜", "wrong again, this one").status, 401) << i;
  const Answer locked = try_it("李娜", her_password);
  EXPECT_EQ(locked.status, 429) << locked;
  EXPECT_EQ(locked.code(), "sign_in_locked");
  EXPECT_EQ(locked.header("Retry-After"), "15");
  EXPECT_EQ(try_it("李娜", her_password, "10.0.0.77").status, 429) << "from wherever";
  EXPECT_EQ(try_it("李娜", her_password, "127.0.0.1").status, 201)
      << "but not from where she signs in";
  pass_seconds(15);
  EXPECT_EQ(try_it("李娜", "wrong again, this one").status, 401);
  EXPECT_EQ(try_it("李娜", her_password).header("Retry-After"), "30");
  const auto written = outcomes().size();
  for (int i = 0; i < 12; ++i) {  // what is tried while waiting does not count
    EXPECT_EQ(try_it("李娜", "wrong again, this one").status, 429);
  }
  EXPECT_EQ(outcomes().size(), written) << "the first refusal of a wait is written down, no other";
  pass_seconds(30);
  EXPECT_EQ(try_it("李娜", her_password).status, 201);
  EXPECT_EQ(try_it("李娜", "wrong again, this one").status, 401) << "and it begins anew";
  EXPECT_EQ(try_it("李娜", her_password).status, 201);
}

TEST_F(SignInStory, names_nobody_has_are_counted_as_well) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(try_it("nobody", "wrong again, this one").status, 401);
  EXPECT_EQ(try_it("nobody", "wrong again, this one").status, 429);
}

TEST_F(SignInStory, behind_a_proxy_nobody_waits_for_what_others_try) {
  for (int i = 0; i < 40; ++i)  // the house's setting: limits.anonymous_per_second = 0
    ASSERT_EQ(try_it("name " + std::to_string(i), "the same for all of them").status, 401) << i;
  EXPECT_EQ(try_it("李娜", her_password).status, 201);
}

TEST_F(SignInStory, nobody_helps_themselves) {
  const std::string path = path_of_person(house, "manager");
  EXPECT_EQ(house.manager().post(path + "/password", json::object()).code(), "forbidden");
  const Answer answer = house.manager().post(path + "/second-factor/remove", {{"reason", "mine"}});
  EXPECT_EQ(answer.code(), "forbidden") << answer;
}

TEST_F(SignInStory, a_temporary_password_is_for_choosing_ones_own) {
  Browser before(house);
  before.sign_in("李娜", her_password);
  const std::string path = path_of_person(house, "李娜");
  const Answer given = house.manager().post(path + "/password", {{"hours", 24}});
  ASSERT_EQ(given.status, 201) << given;
  const std::string temporary = given.string("/password");
  EXPECT_EQ(before.get("/v1/me").status, 401) << "every session of hers is over";
  EXPECT_EQ(try_it("李娜", her_password).status, 401);

  Browser browser(house);
  const Answer signed_in = browser.sign_in("李娜", temporary);
  ASSERT_EQ(signed_in.status, 201) << signed_in;
  EXPECT_EQ(signed_in.string("/lacking"), "password");
  const Answer refused = browser.get("/v1/members/1");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.code(), "password_change_required");
  const auto change = [&](const std::string& current, const std::string& wanted) {
    return browser.post("/v1/session/password", {{"current", current}, {"password", wanted}});
  };
  EXPECT_EQ(change("not the one", another_password).code(), "password_wrong");
  const Answer weak = change(temporary, "password password");
  EXPECT_EQ(weak.status, 400) << weak;
  EXPECT_EQ(change(temporary, temporary).code(), "password_weak") << "not the same again";
  EXPECT_EQ(change(temporary, another_password).status, 204);
  EXPECT_EQ(browser.get("/v1/members/1").status, 404) << "now she may";

  const Answer second = house.manager().post(path + "/password", {{"hours", 24}});
  pass_minutes(24 * 60);
  EXPECT_EQ(try_it("李娜", second.string("/password")).status, 401) << "too late";
  EXPECT_EQ(outcomes()[0], "temporary_expired");
  EXPECT_EQ(by_token.post(path + "/password", json::object()).status, 403);
}

TEST_F(SignInStory, changing_the_password_ends_the_other_sessions) {
  Browser here(house), there(house);
  here.sign_in("李娜", her_password);
  there.sign_in("李娜", her_password);
  EXPECT_EQ(
      here.post(
              "/v1/session/password", {{"current", her_password}, {"password", another_password}}
      ).status,
      204
  );
  EXPECT_EQ(here.get("/v1/me").status, 200);
  EXPECT_EQ(there.get("/v1/me").status, 401);
  EXPECT_EQ(try_it("李娜", her_password, "127.0.0.1").status, 401);
  EXPECT_EQ(try_it("李娜", another_password, "127.0.0.1").status, 201);
}

TEST_F(SignInStory, a_second_factor_is_asked_for_and_no_code_works_twice) {
  Browser browser(house);
  browser.sign_in("李娜", her_password);
  const auto recovery = enrol(browser);
  ASSERT_EQ(recovery.size(), 10U);
  EXPECT_EQ(
      browser.post("/v1/session/second-factor", {{"password", her_password}}).code(),
      "second_factor_state"
  );
  const auto with = [&](const std::string& given) {
    return Browser(house).sign_in("李娜", her_password, given);
  };
  EXPECT_EQ(try_it("李娜", her_password, "127.0.0.1").code(), "second_factor_required");
  EXPECT_EQ(with(code()).code(), "second_factor_wrong") << "it confirmed the authenticator";
  pass_seconds(30);
  const std::string fresh = code();
  EXPECT_EQ(with(fresh).status, 201);
  EXPECT_EQ(with(fresh).code(), "second_factor_wrong") << "replayed";
  EXPECT_EQ(with(recovery[0]).status, 201);
  EXPECT_EQ(with(recovery[0]).code(), "second_factor_wrong") << "once each";

  pass_seconds(30);
  const Answer renewed =
      browser.post("/v1/session/second-factor/recovery-codes", {{"code", code()}});
  ASSERT_EQ(renewed.status, 200) << renewed;
  EXPECT_EQ(with(recovery[1]).code(), "second_factor_wrong") << "those before are worth nothing";
  EXPECT_EQ(with(renewed.string("/codes/0")).status, 201);
}

TEST_F(SignInStory, an_administrator_takes_the_factor_of_a_lost_phone_away) {
  Browser browser(house);
  browser.sign_in("李娜", her_password);
  enrol(browser);
  const std::string path = path_of_person(house, "李娜") + "/second-factor/remove";
  EXPECT_EQ(browser.post(path, {{"reason", "mine"}}).status, 403) << "not by oneself";
  EXPECT_EQ(house.manager().post(path, {{"reason", "lost the phone"}}).status, 204);
  EXPECT_EQ(house.manager().post(path, {{"reason", "again"}}).code(), "second_factor_state");
  EXPECT_EQ(browser.get("/v1/me").status, 401);
  EXPECT_EQ(try_it("李娜", her_password).status, 201);
  const Answer trail = house.manager().get("/v1/audit?limit=200");
  EXPECT_THAT(trail.text, HasSubstr("second_factor_removed"));
  EXPECT_THAT(trail.text, HasSubstr("lost the phone"));
}

TEST_F(SignInStory, sessions_are_listed_and_ended) {
  Browser here(house), there(house, "10.0.0.5"), third(house);
  here.sign_in("李娜", her_password);
  there.sign_in("李娜", her_password);
  third.sign_in("李娜", her_password);
  const Answer listed = here.get("/v1/sessions");
  ASSERT_EQ(listed.size("/items"), 3U) << listed;
  EXPECT_EQ(listed.string("/items/1/address"), "10.0.0.5");
  EXPECT_EQ(listed.string("/items/1/user_agent"), "Firefox");
  EXPECT_TRUE(listed.find("/items/2/current")->as_bool());
  const std::string path = "/v1/sessions/" + listed.string("/items/1/id");
  EXPECT_EQ(here.del(path).status, 204);
  EXPECT_EQ(here.del(path).status, 404);
  EXPECT_EQ(there.get("/v1/me").status, 401);
  EXPECT_EQ(here.send({.method = "POST", .target = "/v1/sessions/end-others"}).status, 204);
  EXPECT_EQ(third.get("/v1/me").status, 401);
  EXPECT_EQ(here.get("/v1/me").status, 200);

  const std::string hers = path_of_person(house, "李娜") + "/sessions";
  EXPECT_EQ(house.manager().get(hers).size("/items"), 1U);
  EXPECT_EQ(here.get(hers).status, 403);
  EXPECT_EQ(here.del(hers).status, 403);
  EXPECT_EQ(house.manager().send({.method = "DELETE", .target = hers}).status, 204);
  EXPECT_EQ(here.get("/v1/me").status, 401);
}

TEST_F(SignInStory, nobody_ends_the_session_of_somebody_else) {
  house.person("王芳", {});
  give_password(house, "王芳", another_password);
  Browser hers(house), other(house);
  hers.sign_in("李娜", her_password);
  other.sign_in("王芳", another_password);
  const std::string session = hers.get("/v1/session").string("/id");
  EXPECT_EQ(other.del("/v1/sessions/" + session).status, 404);
  EXPECT_EQ(hers.get("/v1/me").status, 200);
}

TEST_F(SignInStory, a_disabled_account_has_no_sessions) {
  Browser browser(house);
  browser.sign_in("李娜", her_password);
  const std::string path = path_of_person(house, "李娜");
  house.manager().post(path + "/state", {{"state", "disabled"}});
  EXPECT_EQ(browser.get("/v1/me").code(), "unauthenticated");
  house.manager().post(path + "/state", {{"state", "active"}});
  EXPECT_EQ(browser.get("/v1/me").status, 401) << "it is over";
}

TEST_F(SignInStory, a_sign_in_ends_the_session_it_came_with) {
  Browser browser(house);
  browser.sign_in("李娜", her_password);
  const std::string before = browser.cookie();
  ASSERT_EQ(browser.sign_in("李娜", her_password).status, 201);
  EXPECT_NE(browser.cookie(), before);
  EXPECT_EQ(house.nobody().send({.target = "/v1/me", .headers = {{"cookie", before}}}).status, 401);
  EXPECT_EQ(browser.get("/v1/sessions").size("/items"), 1U);
}

TEST_F(SignInStory, sessions_outlive_a_restart) {
  Browser browser(house);
  browser.sign_in("李娜", her_password);
  house.restart();
  EXPECT_EQ(browser.get("/v1/session").status, 200);
  EXPECT_EQ(try_it("李娜", her_password).status, 201);
}

TEST_F(SignInStory, what_was_tried_is_read_in_pages_and_holds_no_secret) {
  try_it("the password by mistake", her_password);
  try_it("李娜", "wrong again, this one");
  const auto actor = house.application().identity().find_actor(identity::Kind::person, "李娜");
  const auto hers = outcomes("&actor=" + actor->id.to_string());
  EXPECT_EQ(hers, (std::vector<std::string>{"wrong_password", "signed_in"}));
  const Answer whole = house.manager().get("/v1/sign-ins");
  EXPECT_THAT(whole.text, Not(HasSubstr("by mistake"))) << "it may have been a password";
  const Answer first = house.manager().get("/v1/sign-ins?limit=1");
  const Answer next =
      house.manager().get("/v1/sign-ins?limit=1&cursor=" + first.string("/next_cursor"));
  EXPECT_EQ(first.string("/items/0/outcome"), "wrong_password");
  EXPECT_EQ(next.string("/items/0/outcome"), "unknown_name");
  EXPECT_EQ(by_token.get("/v1/sign-ins").status, 403);
  const Client clerk = house.person("clerk", {"identity:read"}, {"S001"});
  EXPECT_EQ(clerk.get("/v1/sign-ins").code(), "store_out_of_scope");
}

TEST_F(SignInStory, another_site_cannot_sign_somebody_in) {
  const json::object body{{"name", "李娜"}, {"password", her_password}};
  const Answer answer = house.nobody().send(
      {.method = "POST",
       .target = "/v1/session",
       .body = json::serialize(body),
       .headers = {{"sec-fetch-site", "cross-site"}}}
  );
  EXPECT_EQ(answer.code(), "csrf_missing") << answer;
}

TEST_F(SignInStory, a_house_with_people_gives_no_set_up_link) {
  EXPECT_EQ(house.application().sign_in().make_setup_token(house.now()), std::nullopt);
  const Answer answer = house.nobody().send(
      {.method = "POST",
       .target = "/v1/setup",
       .body = R"({"token":"guessed","name":"me","password":"four rivers meet a mountain"})"}
  );
  EXPECT_EQ(answer.code(), "setup_link_not_valid") << answer;
}

}  // namespace
}  // namespace guanxi::test
