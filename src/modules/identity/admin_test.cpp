#include <atomic>
#include <thread>

#include "modules/identity/testing.h"

namespace guanxi::identity {
namespace {

template <class T>
ErrorCode refusal(const Result<T>& result) {
  return result ? ErrorCode::internal : result.error().code;
}

TEST_F(IdentityTest, EveryChangeIsRecordedWithBeforeAndAfter) {
  const ActorId id = person("王芳", {"sales:read"});
  temp_.clock().advance_seconds(1);
  ASSERT_TRUE(identity_->grant(root_, id, "sales:write", now()));
  ASSERT_TRUE(identity_->revoke(root_, id, "sales:read", now()));
  ASSERT_TRUE(set_stores(root_, id, {StoreId(store_b), StoreId(store_a)}));
  const auto issued = identity_->issue_token(root_, id, "laptop", now().plus_seconds(60), now());
  ASSERT_TRUE(identity_->revoke_credential(root_, id, issued->key, now()));
  ASSERT_TRUE(identity_->set_state(root_, id, State::disabled, now()));
  const auto changes = identity_->changes(id, 0, 100);
  std::vector<std::string> actions;
  for (const Change& change : changes) actions.push_back(change.action);
  EXPECT_EQ(
      actions,
      (std::vector<std::string>{
          "actor_disabled",
          "token_revoked",
          "token_issued",
          "actor_changed",
          "permissions_changed",
          "permissions_changed",
          "actor_added"})
  );
  EXPECT_EQ(changes.back().before_json, std::nullopt);
  EXPECT_EQ(
      changes.back().after_json,
      R"({"kind":"person","name":"王芳","state":"active","permissions":["sales:read"],"roles":[],)"
      R"("stores":[],"units":[]})"
  );
  EXPECT_NE(changes[3].before_json->find(R"("stores":[])"), std::string::npos);
  EXPECT_NE(changes[3].after_json->find(R"("stores":["11","12"])"), std::string::npos);
  EXPECT_EQ(changes[2].after_json->find(issued->text), std::string::npos);
  // Pages.
  const auto older = identity_->changes(id, changes[4].id, 1);
  ASSERT_EQ(older.size(), 1u);
  EXPECT_EQ(older[0].id, changes[5].id);
  EXPECT_EQ(identity_->changes({}, 0, 100).size(), 7u);
}

TEST_F(IdentityTest, RepeatingAChangeChangesAndRecordsNothing) {
  const ActorId id = person("a", {"sales:read"});
  const auto issued = identity_->issue_token(root_, id, "laptop", {}, now());
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(identity_->grant(root_, id, "sales:read", now()));
    EXPECT_TRUE(identity_->revoke(root_, id, "sales:write", now()));
    EXPECT_TRUE(identity_->set_state(root_, id, State::active, now()));
    EXPECT_TRUE(set_stores(root_, id, {}));
    EXPECT_TRUE(identity_->revoke_credential(root_, id, issued->key, now()));
  }
  EXPECT_EQ(identity_->changes(id, 0, 100).size(), 3u);  // added, issued, revoked
}

TEST_F(IdentityTest, ChangedAccessIsInForceAtOnce) {
  const ActorId id = person("a", {});
  const std::string token = token_of(id);
  ASSERT_TRUE(identity_->grant(root_, id, "sales:*", now()));
  EXPECT_TRUE(ask(token)->may("sales:write"));
  ASSERT_TRUE(set_stores(root_, id, {StoreId(store_b)}));
  EXPECT_FALSE(ask(token)->in_scope(StoreId(store_a)));
  ASSERT_TRUE(identity_->revoke(root_, id, "sales:*", now()));
  EXPECT_FALSE(ask(token)->may("sales:write"));
}

TEST_F(IdentityTest, PermissionsMustExist) {
  const ActorId id = person("a", {});
  for (const char* good : {"sales:write", "sales:*", "identity:*", "*"}) {
    EXPECT_TRUE(identity_->grant(root_, id, good, now())) << good;
  }
  for (const char* bad :
       {"", "sales", "sales:", "sales:wrote", "sale:*", ":*", "**", "*:*", own_permission}) {
    const auto outcome = identity_->grant(root_, id, bad, now());
    EXPECT_EQ(refusal(outcome), ErrorCode::unknown_value) << bad;
    EXPECT_EQ(outcome.error().pointer, "/permission");
  }
  const auto added = identity_->add_person(root_, {"b", {"sales:read", "x:y"}, {}}, now());
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().pointer, "/permissions/1");
}

TEST_F(IdentityTest, NobodyGivesWhatTheyDoNotHave) {
  const api::Actor clerk =
      as(person("clerk", {"identity:write", "sales:read"}, {StoreId(store_a), StoreId(store_b)}));
  const auto add = [&](std::vector<std::string> permissions, std::vector<StoreId> stores) {
    static int number = 0;
    return identity_->add_person(
        clerk, {"p" + std::to_string(++number), std::move(permissions), std::move(stores)}, now()
    );
  };
  const StoreId a(store_a), b(store_b), c(store_c), none(99);
  EXPECT_TRUE(add({"sales:read"}, {a}));
  EXPECT_TRUE(add({"identity:write", "sales:read"}, {a, b}));
  EXPECT_EQ(refusal(add({"sales:write"}, {a})), ErrorCode::forbidden);
  EXPECT_EQ(refusal(add({"sales:*"}, {a})), ErrorCode::forbidden);
  EXPECT_EQ(refusal(add({"*"}, {a})), ErrorCode::forbidden);
  EXPECT_EQ(refusal(add({}, {a, c})), ErrorCode::store_out_of_scope);
  EXPECT_EQ(refusal(add({}, {})), ErrorCode::store_out_of_scope) << "no store means every store";
  EXPECT_EQ(refusal(add({}, {none})), ErrorCode::store_not_found);
}

// Otherwise a token for somebody mightier would be as good as their permissions.
TEST_F(IdentityTest, NobodyChangesWhoMayDoMore) {
  const ActorId boss = person("boss", {"*"});
  const ActorId elsewhere = person("elsewhere", {"sales:read"}, {StoreId(store_c)});
  const api::Actor clerk =
      as(person("clerk", {"identity:write", "sales:read"}, {StoreId(store_a)}));
  for (const auto& [id, code] :
       {std::pair(boss, ErrorCode::forbidden),
        std::pair(elsewhere, ErrorCode::store_out_of_scope)}) {
    EXPECT_EQ(refusal(identity_->issue_token(clerk, id, "x", {}, now())), code);
    EXPECT_EQ(refusal(identity_->set_state(clerk, id, State::disabled, now())), code);
    EXPECT_EQ(refusal(identity_->grant(clerk, id, "sales:read", now())), code);
    EXPECT_EQ(refusal(identity_->revoke(clerk, id, "sales:read", now())), code);
    EXPECT_EQ(refusal(set_stores(clerk, id, {StoreId(store_a)})), code);
    EXPECT_EQ(refusal(identity_->revoke_credential(clerk, id, "tok_x", now())), code);
  }
  EXPECT_EQ(identity_->find_actor(boss)->state, State::active);
}

TEST_F(IdentityTest, NobodyDisablesThemselves) {
  const ActorId id = person("boss", {"*"});
  EXPECT_EQ(
      refusal(identity_->set_state(as(id), id, State::disabled, now())), ErrorCode::forbidden
  );
  EXPECT_TRUE(identity_->set_state(as(id), id, State::active, now()));
}

TEST_F(IdentityTest, BadInputIsRefusedByField) {
  const auto add = [&](std::string name) {
    return identity_->add_person(root_, {std::move(name), {}, {}}, now());
  };
  ASSERT_TRUE(add("taken"));
  EXPECT_EQ(refusal(add("taken")), ErrorCode::code_taken);
  EXPECT_EQ(refusal(add("")), ErrorCode::missing_field);
  EXPECT_EQ(refusal(add(std::string(101, 'a'))), ErrorCode::too_long);
  EXPECT_EQ(refusal(add("a\nb")), ErrorCode::bad_format);
  EXPECT_EQ(refusal(add("\xff")), ErrorCode::bad_format);
  const ActorId id = person("a", {});
  const auto late = identity_->issue_token(root_, id, "x", now(), now());
  EXPECT_EQ(refusal(late), ErrorCode::out_of_range);
  EXPECT_EQ(late.error().pointer, "/expires_at");
  EXPECT_EQ(refusal(identity_->issue_token(root_, id, "", {}, now())), ErrorCode::missing_field);
  EXPECT_EQ(
      refusal(identity_->issue_token(root_, ActorId(5), "x", {}, now())), ErrorCode::actor_not_found
  );
  EXPECT_EQ(
      refusal(identity_->revoke_credential(root_, id, "tok_x", now())), ErrorCode::actor_not_found
  );
  EXPECT_EQ(refusal(identity_->issue_signing_key(root_, id, "x", now())), ErrorCode::wrong_type);
}

TEST_F(IdentityTest, ATillStandsWhereItStands) {
  const auto add = [&](std::int64_t till, std::int64_t store) {
    return identity_->add_till_actor(
        root_, {"t", TillId(till), StoreId(store), {"sales:write"}}, now()
    );
  };
  EXPECT_EQ(refusal(add(22, store_a)), ErrorCode::till_not_found);
  EXPECT_EQ(refusal(add(21, store_b)), ErrorCode::till_not_found);
  const auto id = add(21, store_a);
  ASSERT_TRUE(id);
  EXPECT_EQ(refusal(set_stores(root_, *id, {StoreId(store_b)})), ErrorCode::wrong_parent);
  const auto key = identity_->issue_signing_key(root_, *id, "x", now());
  const auto token = identity_->issue_token(root_, *id, "x", {}, now());
  EXPECT_EQ(
      refusal(identity_->rotate_signing_key(root_, *id, token->key, 0, now())),
      ErrorCode::actor_not_found
  ) << "a token is no signing key";
  EXPECT_TRUE(identity_->rotate_signing_key(root_, *id, key->key, 0, now()));
}

TEST_F(IdentityTest, CredentialsAreListedWithoutSecrets) {
  const Till one = till();
  temp_.clock().advance_seconds(5);
  const auto fresh = identity_->rotate_signing_key(root_, one.id, one.key.key, 60, now());
  const auto listed = identity_->credentials(one.id);
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed[0].key, fresh->key);
  EXPECT_EQ(listed[0].label, "first");
  EXPECT_EQ(listed[1].expires_at, now().plus_seconds(60));
  // A second rotation does not lengthen the grace.
  ASSERT_TRUE(identity_->rotate_signing_key(root_, one.id, one.key.key, 600, now()));
  EXPECT_EQ(identity_->credentials(one.id).back().expires_at, now().plus_seconds(60));
}

TEST_F(IdentityTest, TheSystemActorIsMadeOnce) {
  const api::Actor first = identity_->ensure_system_actor(now());
  EXPECT_TRUE(first.id);
  EXPECT_TRUE(first.may("anything:at_all"));
  const auto other = open();
  EXPECT_EQ(other->ensure_system_actor(now()).id, first.id);
  EXPECT_EQ(identity_->actors({}, 10).size(), 1u);
  EXPECT_EQ(
      refusal(identity_->set_state(as(person("boss", {"*"})), first.id, State::disabled, now())),
      ErrorCode::forbidden
  );
}

TEST_F(IdentityTest, ManyAtOnceLeaveOneTruth) {
  std::vector<std::thread> threads;
  std::atomic<int> added{0};
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) {
        if (identity_->add_person(root_, {"p" + std::to_string(i), {"sales:read"}, {}}, now()))
          ++added;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(added.load(), 10);
  EXPECT_EQ(identity_->actors({}, 100).size(), 10u);
  identity_->refresh();
  EXPECT_EQ(identity_->stats().actors, 10);
  EXPECT_EQ(identity_->changes({}, 0, 100).size(), 10u);
}

}  // namespace
}  // namespace guanxi::identity
