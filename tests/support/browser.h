// Somebody in a browser: keeps the session's cookie, and sends its proof with what changes
// something, as the pages of the console do.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "support/house.h"

namespace guanxi::test {

class Browser {
 public:
  explicit Browser(TestHouse& house, std::string address = "127.0.0.1")
      : house_(house), address_(std::move(address)) {}

  /// POST /v1/session; keeps what it gives.
  Answer sign_in(
      const std::string& name, const std::string& password, const std::string& code = {}
  ) {
    json::object body{{"name", name}, {"password", password}};
    if (!code.empty()) body["code"] = code;
    const Answer answer = post("/v1/session", body);
    if (answer.status == 201) {
      const std::string cookie = answer.header("Set-Cookie");
      cookie_ = cookie.substr(0, cookie.find(';'));
      csrf_ = answer.string("/csrf_token");
    }
    return answer;
  }
  Answer send(Ask ask) {
    ask.address = address_;
    ask.headers.emplace_back("user-agent", "Firefox");
    if (!cookie_.empty()) ask.headers.emplace_back("cookie", cookie_);
    if (!csrf_.empty() && ask.method != "GET") ask.headers.emplace_back("x-csrf-token", csrf_);
    return house_.nobody().send(ask);
  }
  Answer get(const std::string& target) { return send({.target = target}); }
  Answer post(const std::string& target, const json::value& body, const std::string& key = {}) {
    return send({.method = "POST", .target = target, .body = json::serialize(body), .key = key});
  }
  Answer del(const std::string& target) { return send({.method = "DELETE", .target = target}); }

  const std::string& cookie() const { return cookie_; }
  const std::string& csrf() const { return csrf_; }
  /// A page that does not know the proof.
  void forget_csrf() { csrf_.clear(); }

 private:
  TestHouse& house_;
  std::string address_, cookie_, csrf_;
};

/// "/v1/actors/71"
inline std::string path_of_person(TestHouse& house, const std::string& name) {
  const auto actor = house.application().identity().find_actor(identity::Kind::person, name);
  return "/v1/actors/" + actor->id.to_string();
}

/// Gives somebody who is there the password `password`, the way it goes: a temporary one, changed.
inline void give_password(TestHouse& house, const std::string& name, const std::string& password) {
  const Answer given =
      house.manager().post(path_of_person(house, name) + "/password", json::object());
  ASSERT_EQ(given.status, 201) << given;
  Browser first(house);
  const std::string temporary = given.string("/password");
  ASSERT_EQ(first.sign_in(name, temporary).status, 201);
  const Answer changed =
      first.post("/v1/session/password", {{"current", temporary}, {"password", password}});
  ASSERT_EQ(changed.status, 204) << changed;
  ASSERT_EQ(first.del("/v1/session").status, 204);
}

}  // namespace guanxi::test
