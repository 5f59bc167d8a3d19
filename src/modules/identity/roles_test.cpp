#include <atomic>
#include <thread>

#include "modules/identity/testing.h"

namespace guanxi::identity {
namespace {

template <class T>
ErrorCode refused_with(const Result<T>& result) {
  return result ? ErrorCode::internal : result.error().code;
}

class RolesTest : public IdentityTest {
 protected:
  ActorId holder(std::string name, std::vector<std::string> roles, std::vector<UnitId> units = {}) {
    const auto id = identity_->add_person(
        root_, {std::move(name), {}, {}, std::move(roles), std::move(units)}, now()
    );
    EXPECT_TRUE(id);
    return *id;
  }
  Result<Role> put(const By& by, const std::string& code, std::vector<std::string> permissions) {
    return identity_->change_role(
        by, code, {"角色", "A role", "", std::move(permissions)}, "a test", {}, now()
    );
  }
  Result<ActorInfo> give(const By& by, ActorId actor, std::vector<std::string> roles) {
    ActorChange change;
    change.roles = std::move(roles);
    change.reason = "a test";
    return identity_->change_actor(by, actor, change, {}, now());
  }
};

TEST_F(RolesTest, AChangeOfARoleIsInForceAtOnceForAllWhoHoldIt) {
  ASSERT_TRUE(role(root_, "floor", {"sales:read"}));
  const std::string first = token_of(holder("first", {"floor"}));
  const std::string second = token_of(holder("second", {"floor"}));
  EXPECT_TRUE(ask(first)->may("sales:read"));
  EXPECT_FALSE(ask(first)->may("sales:write"));
  ASSERT_TRUE(put(root_, "floor", {"sales:write"}));
  for (const std::string& token : {first, second}) {
    EXPECT_TRUE(ask(token)->may("sales:write"));
    EXPECT_FALSE(ask(token)->may("sales:read"));
  }
  const auto other = open();
  EXPECT_TRUE(ask(first, *other)->may("sales:write")) << "as another process reads it";
}

TEST_F(RolesTest, SinglePermissionsStandBesideRoles) {
  ASSERT_TRUE(role(root_, "floor", {"sales:read"}));
  const ActorId id = holder("first", {"floor"});
  ASSERT_TRUE(identity_->grant(root_, id, "members:read", now()));
  const auto info = identity_->find_actor(id);
  EXPECT_EQ(info->permissions, std::vector<std::string>{"members:read"});
  EXPECT_EQ(info->allowed, (std::vector<std::string>{"members:read", "sales:read"}));
  ASSERT_TRUE(give(root_, id, {}));
  EXPECT_EQ(identity_->find_actor(id)->allowed, std::vector<std::string>{"members:read"});
}

TEST_F(RolesTest, BuiltInRolesAreThereAndAreNotChanged) {
  const auto head_office = identity_->find_role("head_office");
  ASSERT_TRUE(head_office);
  EXPECT_TRUE(head_office->built_in);
  EXPECT_TRUE(ask(token_of(holder("boss", {"head_office"})))->may("anything:at_all"));
  EXPECT_EQ(refused_with(put(root_, "cashier", {"sales:read"})), ErrorCode::role_built_in);
  EXPECT_EQ(refused_with(role(root_, "cashier", {"sales:read"})), ErrorCode::code_taken);
  EXPECT_EQ(
      refused_with(identity_->retire_role(root_, "cashier", "x", {}, now())),
      ErrorCode::role_built_in
  );
}

TEST_F(RolesTest, ARetiredRoleIsHeldByNobody) {
  ASSERT_TRUE(role(root_, "floor", {"sales:read"}));
  const ActorId id = holder("first", {"floor"});
  const auto held = identity_->retire_role(root_, "floor", "no floors", {}, now());
  ASSERT_EQ(refused_with(held), ErrorCode::role_in_use);
  EXPECT_EQ(identity_->holders("floor"), 1);
  ASSERT_TRUE(give(root_, id, {}));
  ASSERT_TRUE(identity_->retire_role(root_, "floor", "no floors", {}, now()));
  EXPECT_EQ(identity_->find_role("floor")->state, RoleState::retired);
  EXPECT_EQ(refused_with(give(root_, id, {"floor"})), ErrorCode::role_retired);
  EXPECT_EQ(refused_with(put(root_, "floor", {"sales:write"})), ErrorCode::role_retired);
  EXPECT_EQ(refused_with(role(root_, "floor", {"sales:read"})), ErrorCode::code_taken);
}

TEST_F(RolesTest, EveryChangeOfARoleIsRecorded) {
  ASSERT_TRUE(role(root_, "floor", {"sales:read"}));
  ASSERT_TRUE(put(root_, "floor", {"sales:read", "sales:write"}));
  ASSERT_TRUE(put(root_, "floor", {"sales:write", "sales:read"})) << "the same";
  ASSERT_TRUE(identity_->retire_role(root_, "floor", "no floors", {}, now()));
  const auto changes = identity_->role_changes("floor", 0, 10);
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[0].action, "role_retired");
  EXPECT_EQ(changes[0].reason, "no floors");
  EXPECT_EQ(changes[1].action, "role_changed");
  EXPECT_NE(changes[1].before_json->find(R"(["sales:read"])"), std::string::npos);
  EXPECT_NE(changes[1].after_json->find(R"(["sales:read","sales:write"])"), std::string::npos);
  EXPECT_EQ(changes[2].action, "role_added");
  EXPECT_EQ(changes[2].role, "floor");
  EXPECT_FALSE(changes[2].subject);
  EXPECT_EQ(identity_->role_changes("floor", changes[0].id, 1).front().id, changes[1].id);
}

TEST_F(RolesTest, NobodyGivesByARoleWhatTheyDoNotHave) {
  ASSERT_TRUE(role(root_, "clerks", {"sales:read"}));
  ASSERT_TRUE(role(root_, "managers", {"sales:read", "sales:write"}));
  const ActorId id = person("keeper", {"identity:write", "sales:read"});
  const api::Actor keeper = as(id);
  const ActorId clerk = holder("clerk", {"clerks"});
  const ActorId manager = holder("manager", {"managers"});
  EXPECT_EQ(refused_with(role(keeper, "mine", {"sales:write"})), ErrorCode::forbidden);
  EXPECT_EQ(refused_with(put(keeper, "clerks", {"sales:*"})), ErrorCode::forbidden);
  EXPECT_EQ(refused_with(put(keeper, "managers", {"sales:read"})), ErrorCode::forbidden)
      << "they could not give it back";
  EXPECT_EQ(
      refused_with(identity_->retire_role(keeper, "managers", "x", {}, now())), ErrorCode::forbidden
  );
  const auto more = give(keeper, clerk, {"clerks", "managers"});
  ASSERT_EQ(refused_with(more), ErrorCode::forbidden);
  EXPECT_EQ(more.error().pointer, "/roles/1");
  EXPECT_EQ(refused_with(give(keeper, manager, {})), ErrorCode::forbidden);
  // Nor to themselves, by a role of their own.
  ASSERT_TRUE(give(root_, id, {"clerks"}));
  EXPECT_EQ(refused_with(put(keeper, "clerks", {"sales:write"})), ErrorCode::forbidden);
  EXPECT_EQ(refused_with(give(keeper, id, {"managers"})), ErrorCode::forbidden);
  EXPECT_TRUE(role(keeper, "mine", {"sales:read"}));
  EXPECT_TRUE(give(keeper, clerk, {"clerks", "mine"}));
}

TEST_F(RolesTest, RolesBelongToTheGroup) {
  ASSERT_TRUE(role(root_, "clerks", {"sales:read"}));
  const api::Actor regional =
      as(person("regional", {"identity:write", "sales:*"}, {StoreId(store_a)}));
  EXPECT_EQ(refused_with(role(regional, "mine", {"sales:read"})), ErrorCode::store_out_of_scope);
  EXPECT_EQ(refused_with(put(regional, "clerks", {})), ErrorCode::store_out_of_scope);
  EXPECT_EQ(
      refused_with(identity_->retire_role(regional, "clerks", "x", {}, now())),
      ErrorCode::store_out_of_scope
  );
}

TEST_F(RolesTest, NobodyLocksEverybodyOut) {
  ASSERT_TRUE(role(root_, "admins", {"*"}));
  const ActorId one = holder("one", {"admins"});
  const api::Actor self = as(one);
  EXPECT_EQ(refused_with(give(self, one, {})), ErrorCode::last_administrator);
  EXPECT_EQ(refused_with(set_stores(self, one, {StoreId(store_a)})), ErrorCode::last_administrator);
  EXPECT_EQ(refused_with(put(self, "admins", {"sales:read"})), ErrorCode::last_administrator);
  EXPECT_TRUE(put(self, "admins", {"identity:write", "sales:read"})) << "enough to go on";
  ASSERT_TRUE(put(root_, "admins", {"*"}));
  const ActorId two = holder("two", {"admins"});
  EXPECT_TRUE(give(as(two), one, {}));
  EXPECT_EQ(refused_with(give(as(two), two, {})), ErrorCode::last_administrator);
  EXPECT_TRUE(give(root_, two, {})) << "the machine itself may";
}

TEST_F(RolesTest, OfTwoWhoDisableEachOtherOneStays) {
  const ActorId one = holder("one", {"head_office"}), two = holder("two", {"head_office"});
  const api::Actor first = as(one), second = as(two);
  std::thread other([&] { (void)identity_->set_state(second, one, State::disabled, now()); });
  (void)identity_->set_state(first, two, State::disabled, now());
  other.join();
  const bool has_one = identity_->find_actor(one)->state == State::active;
  const bool has_two = identity_->find_actor(two)->state == State::active;
  EXPECT_NE(has_one, has_two);
}

TEST_F(RolesTest, AStaleVersionChangesNothing) {
  ASSERT_TRUE(role(root_, "floor", {"sales:read"}));
  const ActorId id = person("a", {});
  std::int64_t seen = 0;
  const VersionCheck refuse = [&](std::int64_t version) -> Outcome {
    seen = version;
    return ErrorCode::stale_version;
  };
  const RoleContent content{"角色", "A role", "", {"sales:write"}};
  EXPECT_EQ(
      refused_with(identity_->change_role(root_, "floor", content, "x", refuse, now())),
      ErrorCode::stale_version
  );
  EXPECT_EQ(seen, 1);
  ASSERT_TRUE(put(root_, "floor", {"sales:write"}));
  EXPECT_EQ(identity_->find_role("floor")->version, 2);
  ActorChange change;
  change.name = "b";
  change.reason = "married";
  EXPECT_EQ(
      refused_with(identity_->change_actor(root_, id, change, refuse, now())),
      ErrorCode::stale_version
  );
  ASSERT_TRUE(identity_->change_actor(root_, id, change, {}, now()));
  EXPECT_EQ(identity_->find_actor(id)->version, 2);
  EXPECT_EQ(identity_->find_actor(id)->name, "b");
  EXPECT_EQ(identity_->changes(id, 0, 1).front().reason, "married");
  ASSERT_TRUE(identity_->change_actor(root_, id, change, {}, now()));
  EXPECT_EQ(identity_->find_actor(id)->version, 2) << "the same is no change";
  person("taken", {});
  change.name = "taken";
  EXPECT_EQ(
      refused_with(identity_->change_actor(root_, id, change, {}, now())), ErrorCode::code_taken
  );
}

TEST_F(RolesTest, RolesOfManyChangedAtOnceLeaveOneTruth) {
  ASSERT_TRUE(role(root_, "floor", {"sales:read"}));
  const std::string token = token_of(holder("a", {"floor"}));
  std::atomic<bool> is_over{false};
  std::thread reader([&] {
    while (!is_over) {
      const auto actor = ask(token);
      ASSERT_TRUE(actor);
      EXPECT_NE(actor->may("sales:read"), actor->may("sales:write")) << "the old or the new";
    }
  });
  for (int i = 0; i < 20; ++i) {
    const char* const wanted = i % 2 == 0 ? "sales:write" : "sales:read";
    ASSERT_TRUE(put(root_, "floor", {wanted}));
    EXPECT_TRUE(ask(token)->may(wanted)) << "in force for the next request";
  }
  is_over = true;
  reader.join();
}

TEST(RolePermissions, of_a_limited_key_are_what_both_have) {
  using List = std::vector<std::string>;
  EXPECT_EQ(in_both({"sales:read"}, {"*"}), List{"sales:read"});
  EXPECT_EQ(in_both({"sales:*"}, {"sales:read", "members:read"}), List{"sales:read"});
  EXPECT_EQ(in_both({"sales:read", "members:read"}, {"sales:*"}), List{"sales:read"});
  EXPECT_EQ(in_both({"*"}, {"sales:*", "jobs:read"}), (List{"jobs:read", "sales:*"}));
  EXPECT_EQ(in_both({"sales:write"}, {"sales:read"}), List{});
}

}  // namespace
}  // namespace guanxi::identity
