#include "modules/identity/testing.h"

namespace guanxi::identity {
namespace {

class KeysTest : public IdentityTest {
 protected:
  static ErrorCode why(const Result<IssuedToken>& result) {
    return result ? ErrorCode::internal : result.error().code;
  }
  Result<IssuedToken> limited(ActorId actor, std::vector<std::string> permissions) {
    return identity_->issue_token(root_, actor, "integration", {}, now(), permissions);
  }
  std::optional<Instant> used_at(ActorId actor) {
    return identity_->credentials(actor).front().used_at;
  }
  Result<IssuedTillKey> till_key(const By& by, TillId till) {
    auto issued = temp_->write([&](sql::Tx& tx) -> Result<IssuedTillKey> {
      return identity_->issue_till_key(tx, by, {till, "front"}, now());
    });
    identity_->refresh();
    return issued;
  }
};

TEST_F(KeysTest, ALimitedTokenIsGoodForItsPermissionsOnly) {
  const ActorId id = person("shop", {"sales:*", "members:read"});
  const auto token = limited(id, {"sales:read"});
  ASSERT_TRUE(token);
  EXPECT_TRUE(ask(token->text)->may("sales:read"));
  EXPECT_TRUE(ask(token->text)->may(own_permission));
  EXPECT_FALSE(ask(token->text)->may("sales:write"));
  EXPECT_FALSE(ask(token->text)->may("members:read"));
  EXPECT_TRUE(ask(token_of(id))->may("sales:write")) << "another token of theirs is not";
  // What the owner loses it loses as well.
  ASSERT_TRUE(identity_->revoke(root_, id, "sales:*", now()));
  EXPECT_FALSE(ask(token->text)->may("sales:read"));
  ASSERT_TRUE(identity_->grant(root_, id, "sales:read", now()));
  EXPECT_TRUE(ask(token->text)->may("sales:read"));
  const auto other = open();
  EXPECT_FALSE(ask(token->text, *other)->may("members:read"));
}

TEST_F(KeysTest, ATokenIsLimitedToWhatItsOwnerHas) {
  const ActorId id = person("shop", {"sales:read"});
  EXPECT_EQ(why(limited(id, {"sales:write"})), ErrorCode::forbidden);
  EXPECT_EQ(why(limited(id, {"sales:*"})), ErrorCode::forbidden);
  EXPECT_EQ(why(limited(id, {"sales:fly"})), ErrorCode::unknown_value);
  EXPECT_EQ(limited(id, {"sales:read", "sales:fly"}).error().pointer, "/permissions/1");
}

TEST_F(KeysTest, ALimitedTokenGivesNoMoreThanItMay) {
  const ActorId boss = person("boss", {"*"});
  const ActorId id = person("somebody", {"sales:read"});
  const auto token = limited(boss, {"identity:write"});
  const api::Actor actor = *ask(token->text);
  EXPECT_EQ(identity_->issue_token(actor, boss, "x", {}, now()).error().code, ErrorCode::forbidden);
  EXPECT_EQ(identity_->grant(actor, id, "sales:read", now()).error().code, ErrorCode::forbidden);
}

TEST_F(KeysTest, WhenAKeyWasUsedLastIsKeptInTheBackground) {
  const ActorId id = person("shop", {"sales:read"});
  const std::string token = token_of(id);
  EXPECT_EQ(used_at(id), std::nullopt);
  const auto written = temp_->stats().write_functions;
  ASSERT_TRUE(ask(token));
  const Instant first = now();
  EXPECT_EQ(used_at(id), first) << "as this process knows it";
  temp_.clock().advance_seconds(30);
  ASSERT_TRUE(ask(token));
  EXPECT_EQ(used_at(id), first) << "to the minute";
  EXPECT_EQ(temp_->stats().write_functions, written) << "no request writes";
  EXPECT_EQ(open()->credentials(id).front().used_at, std::nullopt);
  EXPECT_EQ(identity_->keep_uses(), 1);
  EXPECT_EQ(identity_->keep_uses(), 0);
  EXPECT_EQ(open()->credentials(id).front().used_at, first);
  // Through a reading anew, and beyond its end.
  temp_.clock().advance_seconds(60);
  ASSERT_TRUE(ask(token));
  person("another", {});
  EXPECT_EQ(used_at(id), now());
  ASSERT_TRUE(identity_->revoke_credential(root_, id, identity_->credentials(id).front().key, now())
  );
  EXPECT_EQ(open()->credentials(id).front().used_at, now());
}

TEST_F(KeysTest, OfATillAsWell) {
  const Till one = till();
  ASSERT_TRUE(
      identity_->authenticate(signed_request(one.key, now_seconds(), nonce_of(1), "{}"), now())
  );
  EXPECT_EQ(used_at(one.id), now());
  EXPECT_EQ(identity_->keep_uses(), 1);
}

TEST_F(KeysTest, ATillGetsAnAccountWithItsFirstKey) {
  const auto first = till_key(root_, TillId(21));
  ASSERT_TRUE(first);
  const auto account = identity_->find_actor(first->actor);
  EXPECT_EQ(account->name, "S001/01");
  EXPECT_EQ(account->stores, std::vector<StoreId>{StoreId(store_a)});
  EXPECT_EQ(account->permissions, till_permissions);
  const auto second = till_key(root_, TillId(21));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->actor, first->actor);
  EXPECT_EQ(identity_->credentials(first->actor).size(), 2U);
  EXPECT_EQ(till_key(root_, TillId(22)).error().code, ErrorCode::till_not_found);
  const api::Actor elsewhere =
      as(person("elsewhere", {"identity:write", "sales:*"}, {StoreId(store_b)}));
  EXPECT_EQ(till_key(elsewhere, TillId(21)).error().code, ErrorCode::store_out_of_scope);
}

}  // namespace
}  // namespace guanxi::identity
