// What the tests of the rule book start from: a programme with a store, goods, a card type and a
// ladder; an author and an auditor.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "modules/audiences/audiences.h"
#include "modules/cards/card_types.h"
#include "modules/catalog/catalog.h"
#include "modules/pricing/desk.h"
#include "modules/pricing/rule_verify.h"
#include "modules/pricing/rules_types.h"
#include "modules/pricing/terms_testing.h"
#include "platform/sql/testing.h"

namespace guanxi::pricing {

class BookTest : public ::testing::Test {
 protected:
  class Doorkeeper final : public api::Authenticator {
   public:
    Result<api::Actor> authenticate(const http::Request& request, Instant) override {
      api::Actor actor = api::Actor::system("somebody");
      actor.id = ActorId(8);
      for (const auto& [name, value] : request.headers) {
        if (name == "x-actor") actor.id = ActorId(*parse_id(value));
      }
      actor.stores = stores;
      if (!permissions.empty()) actor.permissions = permissions;
      return actor;
    }
    std::vector<StoreId> stores;
    std::vector<std::string> permissions;  // empty: all
  };

  BookTest() {
    const Instant now = temp.clock().now();
    for (const char* code : {"MAIN", "OTHER"}) {
      programmes::Programmes::NewProgramme programme;
      programme.code = code;
      programme.name = "贵宾会";
      programme.currency = Currency::cny;
      programme.effective_from = now;
      GX_CHECK(programmes.add(programme, author, now).has_value());
    }
    main = *programmes.find("MAIN");
    GX_CHECK(org.add_unit({"group", "G", "集团", ""}, author, now).has_value());
    add_store("S001");
    add_item("A1001", "FUJI");
    add_item("A1002", "OLAY");
    cards::NewCardType type{main, Currency::cny, "GOLD", {"金卡", {}, 100}};
    temp.given([&](sql::Tx& tx) {
      GX_CHECK(cards::add_type(tx, ids, type, "first", author, now).has_value());
      for (const char* code : {"VIP", "NEW", "STAFF"}) {
        audiences::Audience audience;
        audience.programme = main;
        audience.code = audience.name_zh = audience.name_en = code;
        audience.reason = "first";
        audience.changed_at = now;
        audience.changed_by = author;
        GX_CHECK(audiences::create(tx, ids, audience).has_value());
      }
    });
    add_endpoints(api, desk());
  }

  Desk desk() { return {*temp, ids, book, programmes, org, ladders}; }

  void add_store(const std::string& code) {
    org::Org::NewStore store;
    store.code = code;
    store.name = "门店";
    store.parent_code = "G";
    store.programme = main;
    GX_CHECK(org.add_store(store, author, temp.clock().now()).has_value());
  }
  void add_item(const std::string& code, const std::string& brand, const char* cost = nullptr) {
    catalog::ItemInput item;
    item.code = code;
    item.name = "货品";
    item.currency = Currency::cny;
    item.list_price = UnitPrice::parse("100");
    item.brand = brand;
    if (cost) item.cost_price = UnitPrice::parse(cost);
    temp.given([&](sql::Tx& tx) {
      GX_CHECK(catalog::put_item(tx, ids, item, author, temp.clock().now()).has_value());
    });
  }
  std::int64_t item_id(const std::string& code) {
    return temp->read([&](sql::Tx& tx) { return catalog::find_item(tx, code)->id.value(); });
  }

  /// "201 {…}": the whole answer in one text; its headers are kept.
  std::string send(
      const char* method,
      const std::string& path,
      const std::string& body = "",
      const std::string& if_match = "",
      ActorId by = author
  ) {
    http::Request request;
    request.method = method;
    request.path = request.target = path;
    request.query = std::exchange(query, {});
    request.headers = {{"accept-language", "en"}, {"x-actor", by.to_string()}};
    if (!if_match.empty()) request.headers.emplace_back("if-match", if_match);
    if (!body.empty()) request.headers.emplace_back("content-type", "application/json");
    request.body = body;
    request.received_at = temp.clock().now();
    auto answer = api.handle(request);
    std::string text = std::to_string(answer.status) + " " + answer.body;
    etag.clear();
    for (const auto& [name, value] : answer.headers) {
      if (name == "ETag" || name == "etag") etag = value;
    }
    return text;
  }
  std::string get(const std::string& path) { return send("GET", path); }
  /// A step of the rule with the version it has; each a second after the one before.
  std::string step(
      RuleId id, const std::string& what, ActorId by = author, const std::string& reason = "why"
  ) {
    temp.clock().advance_seconds(1);
    const std::string body = reason.empty() ? "{}" : R"({"reason":")" + reason + "\"}";
    return send("POST", path_of(id) + "/" + what, body, "*", by);
  }
  static std::string path_of(RuleId id) { return "/v1/pricing/rules/" + id.to_string(); }

  static std::string promotion_json(
      const std::string& code, int fen, const std::string& more = ""
  ) {
    return testing::rule(
        "promotion",
        code,
        more + R"("reward":{"kind":"money_off","amount":)" + testing::yuan_json(fen) + "}"
    );
  }
  static std::string document_json(
      const std::string& code, const std::string& rate, const std::string& more = ""
  ) {
    return testing::rule(
        "document",
        code,
        more + R"("entries":[{"goods":{"kind":"brand","code":"FUJI"},"rate":")" + rate + "\"}]"
    );
  }
  static std::string body_of(const std::string& rule) {
    return R"({"programme":"MAIN","rule":)" + rule + R"(,"reason":"new"})";
  }

  RuleId draft(const std::string& rule, ActorId by = author) {
    temp.clock().advance_seconds(1);
    const std::string answer = send("POST", "/v1/pricing/rules", body_of(rule), "", by);
    EXPECT_EQ(answer.substr(0, 4), "201 ") << answer;
    return RuleId(*parse_id(answer.substr(11, answer.find('"', 11) - 11)));
  }
  RuleId submitted(const std::string& rule) {
    const RuleId id = draft(rule);
    const std::string answer = step(id, "submit");
    EXPECT_EQ(answer.substr(0, 4), "200 ") << answer;
    return id;
  }
  RuleId audited(const std::string& rule) {
    const RuleId id = submitted(rule);
    const std::string answer = step(id, "audit", auditor);
    EXPECT_EQ(answer.substr(0, 4), "200 ") << answer;
    return id;
  }
  BookRule stored(RuleId id) {
    return *temp->read([&](sql::Tx& tx) { return find_rule(tx, id); });
  }
  std::vector<std::string> faults() {
    return temp->read([](sql::Tx& tx) { return verify(tx); }).faults;
  }
  std::int64_t rows() {
    return temp->read([](sql::Tx& tx) { return verify(tx); }).rules;
  }

  static inline const ActorId author{8}, auditor{9}, another{10};
  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 1};
  programmes::Programmes programmes{*temp, ids};
  org::Org org{*temp, ids};
  tiers::Ladders ladders{*temp, ids};
  ProgrammeId main;
  RuleBook book{{*temp, org, programmes}, temp.clock().now()};
  Doorkeeper door;
  api::Api api{temp.clock(), &door};
  std::vector<std::pair<std::string, std::string>> query;
  std::string etag;
};

}  // namespace guanxi::pricing
