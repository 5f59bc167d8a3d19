// What the tests of enrolment start from: two programmes, a store of each, and people who may do
// different things.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <sstream>
#include <string>

#include "flows/enrol/enrol.h"
#include "modules/registrations/codes.h"
#include "modules/registrations/registrations.h"
#include "platform/sql/testing.h"

namespace guanxi::enrol {

namespace json = boost::json;

/// Knows the actors a test made by the name in `Authorization`.
class Door final : public api::Authenticator {
 public:
  Result<api::Actor> authenticate(const http::Request& request, Instant) override {
    const auto found = actors.find(std::string(request.header("authorization")));
    if (found == actors.end()) return ErrorCode::unauthenticated;
    return found->second;
  }
  std::map<std::string, api::Actor> actors;
};

struct Answer {
  int status = 0;
  json::value body;
  std::map<std::string, std::string> headers;
  std::string text;

  std::string code() const { return text_at("code"); }
  std::string pointer() const {
    return json::value_to<std::string>(body.at("errors").at(0).at("pointer"));
  }
  std::string text_at(std::string_view name) const {
    return json::value_to<std::string>(body.at(name));
  }
};

class HouseTest : public testing::Test {
 protected:
  HouseTest() {
    add_programme("MAIN");
    add_programme("OTHER");
    GX_CHECK(org_.add_unit({"group", "G", "集团", ""}, boss(), now()).has_value());
    main_store_ = add_store("S001", "MAIN");
    other_store_ = add_store("S002", "OTHER");
    const auto till = org_.add_till(main_store_, "01", "一号机", boss(), now());
    add_actor("boss", {"*"}, {});
    add_actor("clerk", {"members:read", "members:write"}, {main_store_});
    add_actor("reader", {"members:read"}, {main_store_});
    add_actor("stranger", {"*"}, {other_store_});
    add_actor("till", {"members:read", "members:write"}, {main_store_});
    door_.actors["till"].kind = api::Actor::Kind::till;
    door_.actors["till"].till = *till;
    add_endpoints(api_, enrol_);
    registrations::add_endpoints(api_, {*temp_, org_, programmes_, members_, codes_, answers_});
    memberships::add_endpoints(
        api_, {*temp_, ids_, ladders_, programmes_, org_, members_, answers_}
    );
  }

  /// `extra`: If-Match, Idempotency-Key …; a POST gets a key of its own without one.
  Answer call(
      const char* who,
      const char* method,
      const std::string& path,
      const std::string& body = "",
      std::map<std::string, std::string> extra = {}
  ) {
    http::Request request;
    request.method = method;
    request.target = path;
    request.path = path.substr(0, path.find('?'));
    std::istringstream query(path.substr(std::min(path.size(), request.path.size() + 1)));
    for (std::string one; std::getline(query, one, '&');) {
      request.query.emplace_back(one.substr(0, one.find('=')), one.substr(one.find('=') + 1));
    }
    request.body = body;
    request.trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
    request.headers = {
        {"authorization", who},
        {"content-type",
         request.method == "PATCH" ? "application/merge-patch+json" : "application/json"}};
    extra.emplace("accept-language", "en");
    if (request.method == "POST" && extra.count("idempotency-key") == 0) {
      extra["idempotency-key"] = "key-" + std::to_string(++keys_used_);
    }
    for (const auto& header : extra) request.headers.emplace_back(header);
    const http::Response response = api_.handle(request);
    Answer answer{response.status, {}, {}, response.body};
    for (const auto& [name, value] : response.headers) answer.headers[name] = value;
    if (!response.body.empty()) answer.body = json::parse(response.body);
    return answer;
  }
  /// Enrols through the API and returns the member's id.
  std::string given(const std::string& body) {
    const Answer answer = call("boss", "POST", "/v1/members", body);
    GX_CHECK_WHY(answer.status == 201, answer.text);
    return answer.text_at("id");
  }
  std::string etag_of(const std::string& id) {
    return call("reader", "GET", "/v1/members/" + id).headers.at("ETag");
  }
  std::int64_t count(const sql::Query& query) {
    return temp_->read([&](sql::Tx& tx) { return tx.get<std::int64_t>(query); });
  }
  Instant now() { return temp_.clock().now(); }
  static ActorId boss() { return ActorId(1); }

  sql::TempDatabase temp_;
  IdGenerator ids_{temp_.clock(), 1};
  const crypto::KeyRing keys_ = crypto::KeyRing::for_tests("enrol");
  org::Org org_{*temp_, ids_};
  programmes::Programmes programmes_{*temp_, ids_};
  members::Members members_{keys_};
  tiers::Ladders ladders_{*temp_, ids_};
  registrations::PhoneCodes codes_{*temp_, ids_, keys_, programmes_};
  api::FirstAnswers answers_{keys_};
  Enrol enrol_{{*temp_, org_, programmes_, members_, keys_, ids_, ladders_, codes_}};
  Door door_;
  api::Api api_{temp_.clock(), &door_};
  StoreId main_store_, other_store_;

 private:
  void add_programme(const char* code) {
    programmes::Programmes::NewProgramme programme;
    programme.code = code;
    programme.name = code;
    programme.currency = *Currency::parse("CNY");
    programme.effective_from = now();
    GX_CHECK(programmes_.add(programme, boss(), now()).has_value());
  }
  StoreId add_store(const char* code, const char* programme) {
    org::Org::NewStore store;
    store.code = code;
    store.name = code;
    store.parent_code = "G";
    store.programme = *programmes_.find(programme);
    const auto added = org_.add_store(store, boss(), now());
    GX_CHECK(added.has_value());
    return *added;
  }
  void add_actor(
      const char* name, std::vector<std::string> permissions, std::vector<StoreId> stores
  ) {
    api::Actor actor;
    actor.id = ActorId(static_cast<std::int64_t>(door_.actors.size()) + 1);
    actor.kind = api::Actor::Kind::person;
    actor.name = name;
    actor.permissions = std::move(permissions);
    actor.stores = std::move(stores);
    door_.actors[name] = std::move(actor);
  }
  int keys_used_ = 0;
};

}  // namespace guanxi::enrol
