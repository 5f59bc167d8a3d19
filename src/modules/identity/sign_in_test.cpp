#include "modules/identity/sign_in.h"

#include <thread>

#include "modules/identity/guards.h"
#include "modules/identity/hash_gate.h"
#include "modules/identity/testing.h"

namespace guanxi::identity {
namespace {

// The least there is: these tests are about rules, not about cost.
constexpr crypto::PasswordCost cheap{.passes = 1, .memory_bytes = std::size_t{8} << 10};
constexpr const char* first_password = "Vier-Fluesse-7";
constexpr const char* second_password = "Zwei-Berge-12";

class SignInTest : public IdentityTest {
 protected:
  SignInTest() { identity_->take_sessions(sessions_); }

  SignIn make(PasswordPolicy policy, bool second_factor_required = false) {
    return {
        {*temp_, ids_, keys_, sealer_, *identity_, sessions_},
        {.policy = policy, .second_factor_required = second_factor_required, .cost = cheap}};
  }
  api::Call call(const api::Actor& actor) {
    return {.actor = actor, .now = now(), .http = &request_};
  }
  Result<Sessions::Opened> enter(
      SignIn& sign_in, const std::string& name, const std::string& password
  ) {
    return sign_in.sign_in(call(nobody_), {name, password, std::nullopt});
  }
  /// Who an opened session's cookie stands for.
  api::Actor actor_of(const Sessions::Opened& opened) {
    http::Request request;
    request.method = "GET";
    request.headers = {{"cookie", opened.cookie.substr(0, opened.cookie.find(';'))}};
    const auto actor = identity_->authenticate(request, now());
    EXPECT_TRUE(actor);
    return actor ? *actor : nobody_;
  }
  Outcome change(
      SignIn& sign_in,
      const api::Actor& actor,
      const std::string& current,
      const std::string& wanted
  ) {
    return sign_in.change_password(call(actor), current, wanted);
  }
  /// A person with that password of their own, signed in.
  api::Actor settled(SignIn& sign_in, const std::string& name, const std::string& password) {
    const ActorId id = person(name, {"sales:read"});
    const auto given = sign_in.give_temporary_password(root_, id, 1, now());
    EXPECT_TRUE(given);
    const api::Actor actor = actor_of(*enter(sign_in, name, given->password));
    EXPECT_TRUE(change(sign_in, actor, given->password, password));
    return actor_of(*enter(sign_in, name, password));
  }
  void pass_days(int days) { temp_.clock().advance_seconds(std::int64_t{86'400} * days); }

  crypto::KeyRing keys_ = crypto::KeyRing::for_tests("identity");
  Sessions sessions_{*temp_, ids_, keys_, {.secure_cookies = true}};
  http::Request request_;
  api::Actor nobody_;
};

TEST_F(SignInTest, BehindTlsTheCookieIsTheHostsAlone) {
  SignIn sign_in = make(PasswordPolicy::nist);
  settled(sign_in, "Li Na", "four rivers meet a mountain");
  const auto opened = enter(sign_in, "Li Na", "four rivers meet a mountain");
  ASSERT_TRUE(opened);
  EXPECT_TRUE(opened->cookie.starts_with("__Host-gx_session="));
  for (const char* const part : {"; Path=/", "; HttpOnly", "; Secure", "; SameSite=Strict"}) {
    EXPECT_NE(opened->cookie.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(opened->cookie.find("Domain"), std::string::npos);
}

TEST_F(SignInTest, TheAssessorsPasswordsExpireAndAreNotTakenAgain) {
  SignIn sign_in = make(PasswordPolicy::dengbao);
  api::Actor actor = settled(sign_in, "Li Na", first_password);
  EXPECT_TRUE(actor.may("sales:read"));
  pass_days(90);
  const auto late = enter(sign_in, "Li Na", first_password);
  ASSERT_TRUE(late);
  EXPECT_EQ(late->info.lacking, Lacking::password);
  actor = actor_of(*late);
  EXPECT_FALSE(actor.may("sales:read"));
  EXPECT_EQ(actor.refusal, ErrorCode::password_change_required);
  EXPECT_EQ(
      change(sign_in, actor, first_password, first_password).error().code, ErrorCode::password_weak
  );
  ASSERT_TRUE(change(sign_in, actor, first_password, second_password));
  actor = actor_of(*enter(sign_in, "Li Na", second_password));
  EXPECT_TRUE(actor.may("sales:read"));
  const auto again = change(sign_in, actor, second_password, first_password);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().pointer, "/password");
  EXPECT_EQ(
      change(sign_in, actor, second_password, "eine-kleine").error().code, ErrorCode::password_weak
  );
}

TEST_F(SignInTest, WhoHasToHaveASecondFactorSetsItUpFirst) {
  SignIn sign_in = make(PasswordPolicy::nist, /*second_factor_required=*/true);
  const api::Actor actor = settled(sign_in, "Li Na", "kx7 mount");
  EXPECT_FALSE(actor.may("sales:read"));
  EXPECT_TRUE(actor.may(own_permission));
  EXPECT_EQ(actor.refusal, ErrorCode::second_factor_setup_required);
}

TEST_F(SignInTest, AnotherCostIsTakenUpAtTheNextSignIn) {
  SignIn before = make(PasswordPolicy::nist);
  settled(before, "Li Na", "four rivers meet a mountain");
  SignIn after(
      {*temp_, ids_, keys_, sealer_, *identity_, sessions_},
      {.cost = {.passes = 2, .memory_bytes = std::size_t{16} << 10}}
  );
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(enter(after, "Li Na", "four rivers meet a mountain"));
  EXPECT_TRUE(enter(before, "Li Na", "four rivers meet a mountain"));
}

TEST_F(SignInTest, TheFirstStartGivesALinkForOnce) {
  SignIn sign_in = make(PasswordPolicy::nist);
  const std::string password = "four rivers meet a mountain";
  const auto link = sign_in.make_setup_token(now());
  ASSERT_TRUE(link);
  const auto newer = sign_in.make_setup_token(now());
  ASSERT_TRUE(newer);
  const auto set_up = [&](const std::string& token) {
    return sign_in.set_up(call(nobody_), token, "Li Na", password);
  };
  EXPECT_EQ(set_up(*link).error().code, ErrorCode::setup_link_not_valid) << "the newest alone";
  const auto weak = sign_in.set_up(call(nobody_), *newer, "Li Na", "short");
  EXPECT_EQ(weak.error().code, ErrorCode::too_short);
  temp_.clock().advance_seconds(3600);
  EXPECT_EQ(set_up(*newer).error().code, ErrorCode::setup_link_not_valid) << "an hour";
  const auto last = sign_in.make_setup_token(now());
  ASSERT_TRUE(set_up(*last));
  EXPECT_EQ(set_up(*last).error().code, ErrorCode::setup_link_not_valid) << "once";
  const auto opened = enter(sign_in, "Li Na", password);
  ASSERT_TRUE(opened);
  EXPECT_TRUE(actor_of(*opened).may("identity:write"));
  EXPECT_EQ(sign_in.make_setup_token(now()), std::nullopt) << "somebody can get in";
}

TEST_F(SignInTest, WhoHasATokenNeedsNoLink) {
  token_of(person("Li Na", {"*"}));
  EXPECT_EQ(make(PasswordPolicy::nist).make_setup_token(now()), std::nullopt);
}

TEST_F(SignInTest, NobodyGivesAPasswordToWhomTheyMayNotChange) {
  SignIn sign_in = make(PasswordPolicy::nist);
  const ActorId boss = person("boss", {"*"});
  const api::Actor clerk = as(person("clerk", {"identity:write"}, {StoreId(store_a)}));
  EXPECT_EQ(
      sign_in.give_temporary_password(clerk, boss, 1, now()).error().code, ErrorCode::forbidden
  );
  EXPECT_EQ(sign_in.end_sessions(clerk, boss, 0, now()).error().code, ErrorCode::forbidden);
  EXPECT_EQ(
      sign_in.give_temporary_password(root_, till().id, 1, now()).error().code,
      ErrorCode::wrong_type
  );
  const Outcome removed = sign_in.remove_second_factor(root_, boss, "lost", now());
  EXPECT_EQ(removed.error().code, ErrorCode::second_factor_state);
}

TEST_F(SignInTest, EveryChangeIsRecordedWithoutItsSecret) {
  SignIn sign_in = make(PasswordPolicy::nist);
  const api::Actor actor = settled(sign_in, "Li Na", "four rivers meet a mountain");
  std::vector<std::string> actions;
  for (const Change& change : identity_->changes(actor.id, 0, 10)) {
    actions.push_back(change.action);
    EXPECT_FALSE(change.after_json && change.after_json->find("river") != std::string::npos);
  }
  EXPECT_EQ(
      actions, (std::vector<std::string>{"password_changed", "password_given", "actor_added"})
  );
}

TEST_F(SignInTest, WhatIsOldIsForgotten) {
  SignIn sign_in = make(PasswordPolicy::nist);
  settled(sign_in, "Li Na", "four rivers meet a mountain");
  EXPECT_EQ(sign_in.prune(now(), 100), 0);
  pass_days(40);
  EXPECT_GT(sign_in.prune(now(), 100), 0) << "sessions and counters";
  EXPECT_EQ(sign_in.attempts({}, 0, 10).size(), 2u);
  pass_days(400);
  EXPECT_EQ(sign_in.prune(now(), 100), 2);
  EXPECT_TRUE(sign_in.attempts({}, 0, 10).empty());
}

TEST_F(SignInTest, SealedSecretsAreWalkedOver) {
  SignIn sign_in = make(PasswordPolicy::nist);
  const std::string password = "four rivers meet a mountain";
  const api::Actor actor = settled(sign_in, "Li Na", password);
  ASSERT_TRUE(sign_in.begin_second_factor(call(actor), password));
  crypto::SealCensus census;
  const auto next = sign_in.walk_seals({}, 10, crypto::SealWalk::count, census);
  EXPECT_EQ(next, actor.id);
  EXPECT_EQ(sign_in.walk_seals(*next, 10, crypto::SealWalk::count, census), std::nullopt);
  EXPECT_EQ(census.values(), 1);
  EXPECT_EQ(census.unreadable, 0);
}

TEST(Guards, TheWaitGrowsToAQuarterOfAnHour) {
  EXPECT_EQ(wait_after(4, 5), 0);
  EXPECT_EQ(wait_after(5, 5), 15);
  EXPECT_EQ(wait_after(6, 5), 30);
  EXPECT_EQ(wait_after(10, 5), 480);
  for (const std::int64_t many : {11, 12, 100, 1'000'000'000}) EXPECT_EQ(wait_after(many, 5), 900);
}

// Of many that try to hash, so many do, so many wait, and the rest are told to come back.
TEST(HashGate, LetsInSoManyAtOnce) {
  HashGate gate(1, 1);
  std::mutex mutex;
  std::condition_variable changed;
  bool inside = false, may_leave = false;
  std::thread first([&] {
    EXPECT_TRUE(gate.run([&] {
      std::unique_lock lock(mutex);
      inside = true;
      changed.notify_all();
      changed.wait(lock, [&] { return may_leave; });
      return true;
    }));
  });
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return inside; });
  }
  HashGate none(1, 0);
  EXPECT_TRUE(none.run([&] {
    const auto second = none.run([] { return true; });  // while the first is inside
    EXPECT_FALSE(second);
    return true;
  }));
  std::thread waiting([&] { EXPECT_TRUE(gate.run([] { return true; })); });
  {
    const std::lock_guard lock(mutex);
    may_leave = true;
  }
  changed.notify_all();
  first.join();
  waiting.join();
}

}  // namespace
}  // namespace guanxi::identity
