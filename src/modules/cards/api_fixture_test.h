// What the tests of the endpoints of this module start from: a programme, and somebody who may all.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "modules/cards/cards.h"
#include "modules/programmes/programmes.h"
#include "platform/api/api.h"
#include "platform/api/idempotency.h"
#include "platform/sql/testing.h"

namespace guanxi::cards {

class CardsApi : public testing::Test {
 protected:
  // Lets everybody in as `actor`.
  class Doorkeeper final : public api::Authenticator {
   public:
    Result<api::Actor> authenticate(const http::Request&, Instant) override { return actor; }
    api::Actor actor = api::Actor::system("admin");
  };

  CardsApi() {
    programmes::Programmes::NewProgramme programme;
    programme.code = "MAIN";
    programme.name = "贵宾会";
    programme.currency = *Currency::parse("CNY");
    programme.effective_from = temp.clock().now();
    GX_CHECK(programmes.add(programme, ActorId(9), temp.clock().now()).has_value());
    door.actor.id = ActorId(9);
    add_endpoints(api, {*temp, ids, programmes, keys, answers});
  }

  /// "201 {…}": the whole answer in one text; its headers are kept.
  std::string send(
      const char* method,
      const std::string& path,
      const std::string& body = "",
      const std::string& if_match = ""
  ) {
    http::Request request;
    request.method = method;
    request.path = request.target = path;
    request.query = query;
    request.headers = {{"accept-language", "en"}, {"idempotency-key", key}};
    if (!if_match.empty()) request.headers.emplace_back("if-match", if_match);
    if (!body.empty()) request.headers.emplace_back("content-type", "application/json");
    request.body = body;
    request.received_at = temp.clock().now();
    last = api.handle(request);
    return std::to_string(last.status) + " " + last.body;
  }
  std::string post(const std::string& path, const std::string& body = "") {
    key = "key-" + std::to_string(++keys_used_);
    return send("POST", path, body);
  }
  std::string get(
      const std::string& path, std::vector<std::pair<std::string, std::string>> with = {}
  ) {
    query = std::move(with);
    std::string answer = send("GET", path);
    query.clear();
    return answer;
  }
  static std::string type_body(const std::string& code, const std::string& verification = "none") {
    return R"({"programme":"MAIN","code":")" + code +
           R"(","name":"金卡","terms":{"use":"member","serial_length":6,"first_number":1000,)"
           R"("last_number":1999,"prefix":"88","suffix":"","check_length":1,)"
           R"("validity":"unlimited","verification":")" +
           verification +
           R"(","points_rate":"1","points_multiple":"1","discount_rate":"0.95","stack_start":"0.8",)"
           R"("stack_rate":"0.95","small_change":true,)"
           R"("small_change_cap":{"amount":5000,"currency":"CNY"}},"warn_below":100,)"
           R"("reason":"first"})";
  }

  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 1};
  const crypto::KeyRing keys = crypto::KeyRing::for_tests("cards");
  const api::FirstAnswers answers{keys};
  programmes::Programmes programmes{*temp, ids};
  Doorkeeper door;
  api::Api api{temp.clock(), &door};
  std::vector<std::pair<std::string, std::string>> query;
  std::string key = "key";
  http::Response last;

 private:
  int keys_used_ = 0;
};

}  // namespace guanxi::cards
