#include "modules/identity/testing.h"

namespace guanxi::identity {
namespace {

class ScopeTest : public IdentityTest {
 protected:
  ActorId within(
      std::string name,
      std::vector<UnitId> units,
      std::vector<StoreId> stores = {},
      std::vector<std::string> permissions = {"identity:write", "sales:read"}
  ) {
    const auto id = identity_->add_person(
        root_,
        {std::move(name), std::move(permissions), std::move(stores), {}, std::move(units)},
        now()
    );
    EXPECT_TRUE(id);
    return *id;
  }
  Result<ActorId> add(const By& by, std::vector<UnitId> units, std::vector<StoreId> stores = {}) {
    const std::string name = "p" + std::to_string(++added_);
    return identity_->add_person(by, {name, {}, std::move(stores), {}, std::move(units)}, now());
  }
  static ErrorCode why(const Result<ActorId>& result) {
    return result ? ErrorCode::internal : result.error().code;
  }

  const StoreId a{store_a}, b{store_b}, c{store_c};
  int added_ = 0;
};

TEST_F(ScopeTest, AUnitMeansTheStoresBeneathItAndTheLaterOnes) {
  const std::string token = token_of(within("north", {north}));
  EXPECT_TRUE(ask(token)->in_scope(a));
  EXPECT_TRUE(ask(token)->in_scope(b));
  EXPECT_FALSE(ask(token)->in_scope(c));
  set_reach(north, {b, c});  // A went, C came
  EXPECT_FALSE(ask(token)->in_scope(a)) << "with the next request, whoever refreshes when";
  EXPECT_TRUE(ask(token)->in_scope(c));
  identity_->refresh();
  EXPECT_FALSE(ask(token)->in_scope(a));
  EXPECT_TRUE(ask(token)->in_scope(c));
}

TEST_F(ScopeTest, StoresStandBesideUnits) {
  const api::Actor actor = *ask(token_of(within("south and A", {south}, {a})));
  EXPECT_EQ(actor.stores, (std::vector<StoreId>{a, c}));
}

TEST_F(ScopeTest, AUnitWithoutStoresIsNotEverything) {
  const std::string token = token_of(within("early", {new_region}));
  const auto actor = ask(token);
  for (const StoreId store : {a, b, c}) EXPECT_FALSE(actor->in_scope(store));
  EXPECT_FALSE(actor->check_unlimited());
  set_reach(new_region, {c});
  EXPECT_TRUE(ask(token)->in_scope(c));
  EXPECT_FALSE(ask(token)->in_scope(a));
}

TEST_F(ScopeTest, TheOnlyGroupIsEverything) {
  const std::string token = token_of(within("group", {group}));
  EXPECT_TRUE(ask(token)->check_unlimited());
  reaches_[group].is_everything = false;  // another group was founded
  set_reach(group, {a, b, c});
  EXPECT_FALSE(ask(token)->check_unlimited());
  EXPECT_TRUE(ask(token)->in_scope(c));
}

TEST_F(ScopeTest, NobodyGivesAScopeThatTheyDoNotHave) {
  const api::Actor northern = as(within("north", {north}));
  EXPECT_TRUE(add(northern, {north}));
  EXPECT_TRUE(add(northern, {}, {a}));
  EXPECT_TRUE(add(northern, {north}, {b}));
  EXPECT_EQ(why(add(northern, {south})), ErrorCode::store_out_of_scope);
  EXPECT_EQ(why(add(northern, {group})), ErrorCode::store_out_of_scope);
  EXPECT_EQ(why(add(northern, {new_region})), ErrorCode::store_out_of_scope);
  EXPECT_EQ(why(add(northern, {}, {c})), ErrorCode::store_out_of_scope);
  EXPECT_EQ(why(add(northern, {})), ErrorCode::store_out_of_scope) << "nothing means everything";
  EXPECT_EQ(why(add(northern, {UnitId(99)})), ErrorCode::unit_not_found);
  EXPECT_EQ(why(add(northern, {}, {nowhere})), ErrorCode::store_not_found);
  // Whoever has the stores of today has not those of tomorrow.
  const api::Actor both = as(within("both", {}, {a, b}));
  EXPECT_EQ(why(add(both, {north})), ErrorCode::store_out_of_scope);
}

TEST_F(ScopeTest, NobodyChangesWhoseScopeReachesFurther) {
  const api::Actor northern = as(within("north", {north}));
  const auto disable = [&](ActorId id) {
    const auto outcome = identity_->set_state(northern, id, State::disabled, now());
    return outcome ? ErrorCode::internal : outcome.error().code;
  };
  EXPECT_EQ(disable(within("southern", {south})), ErrorCode::store_out_of_scope);
  EXPECT_EQ(disable(within("of both", {north, south})), ErrorCode::store_out_of_scope);
  EXPECT_EQ(disable(within("everywhere", {})), ErrorCode::store_out_of_scope);
  EXPECT_EQ(disable(within("at A", {}, {a})), ErrorCode::internal) << "that they may";
  EXPECT_EQ(disable(within("beside them", {north})), ErrorCode::internal);
}

}  // namespace
}  // namespace guanxi::identity
