// What the tests of this module share.
#pragma once

#include <gtest/gtest.h>

#include <map>

#include "modules/identity/identity.h"
#include "modules/identity/signing.h"
#include "platform/sql/testing.h"

namespace guanxi::identity {

inline constexpr std::int64_t store_a = 11, store_b = 12, store_c = 13;
/// The group is everything; the north has stores A and B, the south C, the new region none yet.
inline constexpr UnitId group{1}, north{2}, south{3}, new_region{4};

class IdentityTest : public ::testing::Test {
 protected:
  Instant now() { return temp_.clock().now(); }
  std::int64_t now_seconds() { return now().micros() / 1'000'000; }

  std::unique_ptr<Identity> open(Options options = {}) {
    if (!options.store_exists)
      options.store_exists = [](StoreId id) { return id.value() >= 11 && id.value() <= 13; };
    if (!options.store_of_till) {
      options.store_of_till = [](TillId id) {
        return id.value() == 21 ? std::optional(StoreId(store_a)) : std::nullopt;
      };
    }
    if (!options.name_of_till) options.name_of_till = [](TillId) { return "S001/01"; };
    if (!options.reach_of) {
      options.reach_of = [this](UnitId id) -> std::optional<Options::Reach> {
        const auto found = reaches_.find(id);
        return found == reaches_.end() ? std::nullopt : std::optional(found->second);
      };
    }
    if (!options.organisation) options.organisation = [this] { return organisation_; };
    auto identity =
        std::make_unique<Identity>(*temp_, ids_, sealer_, temp_.clock(), std::move(options));
    identity->set_known_permissions(
        {"sales:write",
         "sales:read",
         "sales:refund",
         "members:read",
         "identity:read",
         "identity:write",
         own_permission}
    );
    return identity;
  }

  ActorId person(
      std::string name, std::vector<std::string> permissions, std::vector<StoreId> stores = {}
  ) {
    auto id = identity_->add_person(
        root_, {std::move(name), std::move(permissions), std::move(stores)}, now()
    );
    EXPECT_TRUE(id);
    return *id;
  }
  std::string token_of(ActorId actor, std::optional<Instant> expires_at = {}) {
    auto issued = identity_->issue_token(root_, actor, "test", expires_at, now());
    EXPECT_TRUE(issued);
    return issued->text;
  }
  /// A store moves or opens, and org reads itself anew.
  void set_reach(UnitId unit, std::vector<StoreId> stores) {
    reaches_[unit].stores = std::move(stores);
    organisation_ = std::make_shared<const int>();
  }
  Outcome set_stores(const By& by, ActorId actor, std::vector<StoreId> stores) {
    ActorChange change;
    change.stores = std::move(stores);
    change.reason = "a test";
    auto changed = identity_->change_actor(by, actor, change, {}, now());
    if (!changed) return std::move(changed).error();
    return ok();
  }
  Result<Role> role(const By& by, std::string code, std::vector<std::string> permissions) {
    return identity_->add_role(
        by, code, {"角色", "A role", "", std::move(permissions)}, "a test", now()
    );
  }
  api::Actor as(ActorId id) {
    const auto actor = ask(token_of(id));
    EXPECT_TRUE(actor);
    return *actor;
  }
  struct Till {
    ActorId id;
    IssuedKey key;
  };
  Till till() {
    const auto id = identity_->add_till_actor(
        root_, {"S001/01", TillId(21), StoreId(store_a), {"sales:write"}}, now()
    );
    EXPECT_TRUE(id);
    const auto key = identity_->issue_signing_key(root_, *id, "first", now());
    EXPECT_TRUE(key);
    return {*id, *key};
  }

  Result<api::Actor> ask(const std::string& token) { return ask(token, *identity_); }
  Result<api::Actor> ask(const std::string& token, Identity& identity) {
    http::Request request;
    request.headers = {{"authorization", "Bearer " + token}};
    return identity.authenticate(request, now());
  }

  static http::Request signed_request(
      const IssuedKey& key,
      std::int64_t timestamp,
      const std::string& nonce,
      const std::string& body
  ) {
    http::Request request;
    request.method = "POST";
    request.target = "/v1/checkout";
    request.body = body;
    const std::string seconds = std::to_string(timestamp);
    const std::string text = text_to_sign("POST", "/v1/checkout", seconds, nonce, body);
    const crypto::Digest signature = crypto::hmac_sha256(key.secret, text);
    request.headers = {
        {"authorization",
         "Guanxi-HMAC-SHA256 key=" + key.key + ", timestamp=" + seconds + ", nonce=" + nonce +
             ", signature=" + crypto::to_base64url(crypto::bytes_of(signature))}};
    return request;
  }
  static std::string nonce_of(int number) {
    const std::string digits = std::to_string(number);
    return std::string(20 - digits.size(), '0') + digits;
  }
  ErrorCode code_of(const Result<api::Actor>& result) {
    EXPECT_FALSE(result);
    return result ? ErrorCode::internal : result.error().code;
  }

  sql::TempDatabase temp_;
  IdGenerator ids_{temp_.clock(), 0};
  crypto::Sealer sealer_{crypto::KeyRing::for_tests("identity")};
  std::map<UnitId, Options::Reach> reaches_{
      {group, {{group, north, south, new_region}, {}, true}},
      {north, {{north}, {StoreId(store_a), StoreId(store_b)}}},
      {south, {{south}, {StoreId(store_c)}}},
      {new_region, {{new_region}, {}}}};
  std::shared_ptr<const void> organisation_ = std::make_shared<const int>();
  api::Actor root_ = api::Actor::system("test");
  std::unique_ptr<Identity> identity_ = open();
};

}  // namespace guanxi::identity
