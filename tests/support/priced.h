// A house with a rule book: rules that are in force from now on, coupons that are out, and sales
// that pay what their quote asks. For tests about prices and coupons, told from the outside.
//
// Threads: as TestHouse.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "support/house.h"

namespace guanxi::test {

inline json::object rule(const char* kind, const char* code, json::object more) {
  json::object made{
      {"kind", kind}, {"code", code}, {"name_zh", std::string("规则") + code}, {"name_en", code}};
  for (auto& [key, value] : more) made[key] = value;
  return made;
}
inline json::object goods(const char* kind, const char* code) {
  return {{"kind", kind}, {"code", code}};
}

inline json::object money_off(
    const char* code, std::int64_t off, std::int64_t from = 0, json::object more = {}
) {
  json::object made{{"reward", {{"kind", "money_off"}, {"amount", money(off)}}}};
  if (from > 0) made["threshold"] = {{"amount", money(from)}};
  for (auto& [key, value] : more) made[key] = value;
  return rule("promotion", code, std::move(made));
}

class Prices : public testing::Test {
 protected:
  explicit Prices(const TestHouse::Options& options = TestHouse::Options())
      : house(options), auditor(house.person("auditor", {"pricing:read", "pricing:audit"})) {
    member = house.enrol(her_phone);
  }

  /// Drafted, submitted and audited: in force from now on. The rule's id.
  std::string put(const json::object& content) {
    const Answer drafted =
        house.manager().post("/v1/pricing/rules", {{"programme", "MAIN"}, {"rule", content}});
    EXPECT_EQ(drafted.status, 201) << drafted;
    const std::string at = "/v1/pricing/rules/" + drafted.string("/id");
    step(house.manager(), at, "submit");
    step(auditor, at, "audit");
    house.clock().advance_seconds(1);
    return drafted.string("/id");
  }
  void step(const Client& by, const std::string& at, const char* what, json::object body = {}) {
    const Answer moved = by.send(
        {.method = "POST",
         .target = at + "/" + what,
         .body = json::serialize(body),
         .if_match = house.manager().get(at).header("ETag")}
    );
    ASSERT_EQ(moved.status, 200) << what << ": " << moved;
  }
  void end(const std::string& id) {
    house.clock().advance_seconds(1);
    step(house.manager(), "/v1/pricing/rules/" + id, "end", {{"reason", "over"}});
    house.clock().advance_seconds(1);
  }
  void parameters(const json::object& content) {
    const Answer now = house.manager().get("/v1/pricing/parameters?programme=MAIN");
    const Answer put = house.manager().send(
        {.method = "PUT",
         .target = "/v1/pricing/parameters",
         .body = json::serialize(json::object{
             {"programme", "MAIN"}, {"parameters", content}, {"reason", "opening"}}),
         .if_match = now.header("ETag")}
    );
    ASSERT_EQ(put.status, 200) << put;
    house.clock().advance_seconds(1);
  }
  Answer quote(std::vector<Goods> lines, json::object more = {}) {
    json::object body = house.sale_body({.phone = her_phone, .lines = std::move(lines)});
    json::object asked{
        {"store", body["store"]},
        {"till", body["till"]},
        {"member", body["member"]},
        {"lines", body["lines"]}};
    for (auto& [key, value] : more) asked[key] = value;
    return house.manager().post("/v1/checkout/quote", asked);
  }
  /// A sale that pays what its quote asks, in cash.
  Answer sell(std::vector<Goods> lines, const std::string& phone = her_phone) {
    house.clock().advance_seconds(1);
    json::object body = house.sale_body({.phone = phone, .lines = lines});
    json::object asked{{"store", body["store"]}, {"till", body["till"]}, {"lines", body["lines"]}};
    if (body.contains("member")) asked["member"] = body["member"];
    const Answer quoted = house.manager().post("/v1/checkout/quote", asked);
    EXPECT_EQ(quoted.status, 200) << quoted;
    return house.sell(
        {.phone = phone,
         .lines = std::move(lines),
         .tenders = {{"cash", quoted.integer("/payable/amount")}},
         .more = {{"quote_id", quoted.string("/quote_id")}}}
    );
  }
  static std::string why(const Answer& quoted, std::string_view code) {
    for (const json::value& seen : quoted.find("/price/considered")->as_array()) {
      const json::object& one = seen.as_object();
      if (one.contains("rule") && one.at("rule") == json::value(code))
        return std::string(one.at("why").as_string());
    }
    return "not considered";
  }

  TestHouse house;
  Client auditor;
  std::string member;
};

class Vouchers : public Prices {
 protected:
  using Prices::Prices;

  /// A template in use, whose rule takes `off` from `from` on.
  void offer(
      const char* code,
      std::int64_t off,
      std::int64_t from,
      json::object more = {},
      json::object more_of_rule = {}
  ) {
    json::object content{{"reward", {{"kind", "money_off"}, {"amount", money(off)}}}};
    if (from > 0) content["threshold"] = {{"amount", money(from)}};
    for (auto& [key, value] : more_of_rule) content[key] = value;
    put(rule("coupon", code, std::move(content)));
    json::object terms{
        {"kind", "full_reduction"},
        {"name_zh", code},
        {"name_en", code},
        {"rule_code", code},
        {"validity", "relative"},
        {"for_days", 30},
        {"on_refund", "returned"}};
    for (auto& [key, value] : more) terms[key] = value;
    const Answer made = house.manager().post(
        "/v1/coupons/templates",
        {{"programme", "MAIN"}, {"code", code}, {"terms", terms}, {"reason", "opening"}},
        std::string("template-") + code
    );
    ASSERT_EQ(made.status, 201) << made;
    const std::string at = "/v1/coupons/templates/" + made.string("/id");
    const Answer on = house.manager().send(
        {.method = "POST",
         .target = at + "/activation",
         .body = R"({"reason":"opening"})",
         .if_match = house.manager().get(at).header("ETag")}
    );
    ASSERT_EQ(on.status, 200) << on;
  }
  std::string issue(const char* code, const std::string& to = {}) {
    const Answer issued = house.manager().post(
        "/v1/members/" + (to.empty() ? member : to) + "/coupons",
        {{"template", code}, {"reason", "spring"}},
        "issue-" + std::to_string(++keys_)
    );
    EXPECT_EQ(issued.status, 201) << issued;
    return issued.string("/id");
  }
  static json::array shown(const std::vector<std::string>& coupons) {
    json::array all;
    for (const std::string& coupon : coupons) all.push_back(json::object{{"id", coupon}});
    return all;
  }
  Answer pay(std::vector<Goods> lines, std::int64_t cash, const std::vector<std::string>& coupons) {
    house.clock().advance_seconds(1);
    std::vector<Paid> tenders;
    if (cash > 0) tenders.push_back({"cash", cash});
    json::object more{{"coupons", shown(coupons)}};
    if (cash == 0) more["tenders"] = json::array();
    return house.sell(
        {.phone = her_phone, .lines = std::move(lines), .tenders = tenders, .more = more}
    );
  }
  std::string state_of(const std::string& coupon) {
    const Answer all = house.manager().get("/v1/members/" + member + "/coupons");
    for (const json::value& one : all.find("/items")->as_array()) {
      if (one.at("id") == json::value(coupon)) return std::string(one.at("state").as_string());
    }
    return "gone";
  }

 private:
  int keys_ = 0;
};

}  // namespace guanxi::test
