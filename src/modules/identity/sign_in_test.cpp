#include "modules/identity/sign_in_testing.h"

namespace guanxi::identity {
namespace {

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

TEST_F(SignInTest, ATemporaryPasswordIsNoWayRoundTheLastFive) {
  SignIn sign_in = make(PasswordPolicy::dengbao);
  const ActorId id = settled(sign_in, "Li Na", first_password).id;
  const auto given = sign_in.give_temporary_password(root_, id, 1, now());
  ASSERT_TRUE(given);
  const api::Actor actor = actor_of(*enter(sign_in, "Li Na", given->password));
  const auto again = change(sign_in, actor, given->password, first_password);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::password_weak);
  std::string present = given->password;
  for (int i = 0; i < 5; ++i) {  // each other than the one before
    temp_.clock().advance_seconds(1);
    const std::string next = second_password + std::to_string(i);
    ASSERT_TRUE(change(sign_in, actor, present, next)) << i;
    EXPECT_EQ(
        change(sign_in, actor, next, i < 4 ? first_password : present).error().code,
        ErrorCode::password_weak
    ) << i;
    present = next;
  }
  temp_.clock().advance_seconds(1);
  EXPECT_TRUE(change(sign_in, actor, present, first_password)) << "the sixth of the last";
}

TEST_F(SignInTest, WhoHasToHaveASecondFactorSetsItUpFirst) {
  SignIn sign_in = make(PasswordPolicy::nist, /*second_factor_required=*/true);
  settled(sign_in, "Li Na", "kx7 mount");
  const auto opened = enter(sign_in, "Li Na", "kx7 mount");
  const api::Actor actor = actor_of(*opened);
  EXPECT_FALSE(actor.may("sales:read"));
  EXPECT_TRUE(actor.may(own_permission));
  EXPECT_EQ(actor.refusal, ErrorCode::second_factor_setup_required);
  enrol(sign_in, actor, "kx7 mount");
  EXPECT_TRUE(actor_of(*opened).may("sales:read")) << "in the same session";
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

TEST_F(SignInTest, TheFirstStartGivesATokenForOnce) {
  SignIn sign_in = make(PasswordPolicy::nist);
  const std::string password = "four rivers meet a mountain";
  const auto first = sign_in.make_setup_token(now());
  ASSERT_TRUE(first);
  const auto newer = sign_in.make_setup_token(now());
  ASSERT_TRUE(newer);
  const auto set_up = [&](const std::string& token) {
    return sign_in.set_up(call(nobody_), token, "Li Na", password);
  };
  EXPECT_EQ(set_up(*first).error().code, ErrorCode::setup_link_not_valid) << "the newest alone";
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

TEST_F(SignInTest, WhoHasATokenNeedsNoSetUp) {
  token_of(person("Li Na", {"*"}));
  EXPECT_EQ(make(PasswordPolicy::nist).make_setup_token(now()), std::nullopt);
}

TEST_F(SignInTest, WhereSomebodyGetsInByNowTheTokenIsWorthNothing) {
  SignIn sign_in = make(PasswordPolicy::nist);
  const auto token = sign_in.make_setup_token(now());
  ASSERT_TRUE(token);
  token_of(person("boss", {"*"}));
  const auto made = sign_in.set_up(call(nobody_), *token, "Li Na", long_password);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::setup_link_not_valid);
}

TEST_F(SignInTest, InAStoreFromABackupNobodyIsSignedIn) {
  SignIn sign_in = make(PasswordPolicy::nist);
  settled(sign_in, "Li Na", long_password);
  const auto opened = enter(sign_in, "Li Na", long_password);
  ASSERT_TRUE(temp_->write([&](sql::Tx& tx) -> Outcome {
    SignIn::begin_anew(tx, now());
    return ok();
  }));
  EXPECT_TRUE(sessions_.open_of(opened->info.actor, now()).empty());
  EXPECT_EQ(try_it(sign_in, "Li Na", long_password), "");
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
  const api::Actor himself = as(boss);
  EXPECT_EQ(
      sign_in.give_temporary_password(himself, boss, 1, now()).error().code, ErrorCode::forbidden
  );
  EXPECT_EQ(
      sign_in.remove_second_factor(himself, boss, "mine", now()).error().code, ErrorCode::forbidden
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

// Of many that try to hash, so many do, so many wait, and the rest are told to come back.

}  // namespace
}  // namespace guanxi::identity
