#include "modules/identity/identity.h"

#include <atomic>
#include <barrier>
#include <thread>

#include "modules/identity/testing.h"

namespace guanxi::identity {
namespace {

TEST_F(IdentityTest, ATokenTellsWhoAsks) {
  const ActorId id = person("王芳", {"sales:write", "members:read"}, {StoreId(store_a)});
  const auto actor = ask(token_of(id));
  ASSERT_TRUE(actor);
  EXPECT_EQ(actor->id, id);
  EXPECT_EQ(actor->kind, api::Actor::Kind::person);
  EXPECT_EQ(actor->name, "王芳");
  EXPECT_TRUE(actor->may("sales:write"));
  EXPECT_TRUE(actor->may(own_permission));
  EXPECT_FALSE(actor->may("identity:write"));
  EXPECT_TRUE(actor->in_scope(StoreId(store_a)));
  EXPECT_FALSE(actor->in_scope(StoreId(store_b)));
}

TEST_F(IdentityTest, WhatIsNoGoodTokenIsRefused) {
  const ActorId id = person("a", {});
  const std::string good = token_of(id);
  std::string other = good;
  other[10] = other[10] == 'A' ? 'B' : 'A';
  const auto ask_header = [&](std::vector<std::pair<std::string, std::string>> headers) {
    http::Request request;
    request.headers = std::move(headers);
    return identity_->authenticate(request, now());
  };
  EXPECT_TRUE(ask_header({{"authorization", "bearer " + good}}));
  EXPECT_EQ(code_of(ask_header({})), ErrorCode::unauthenticated);
  for (const std::string& header :
       {std::string(),
        std::string("Bearer"),
        "Bearer " + other,
        "Bearer  " + good,
        good,
        "Basic " + good,
        "Bearer " + good + "x",
        std::string("Bearer gx_"),
        std::string("Guanxi-HMAC-SHA256 "),
        "Bearer " + std::string(100'000, 'a')}) {
    EXPECT_EQ(code_of(ask_header({{"authorization", header}})), ErrorCode::unauthenticated)
        << header.substr(0, 80);
  }
  EXPECT_EQ(
      code_of(ask_header({{"authorization", "Bearer " + good}, {"authorization", "Bearer " + good}})
      ),
      ErrorCode::unauthenticated
  ) << "two headers: a proxy may have looked at the other one";
}

TEST_F(IdentityTest, ATokenEndsWithItsTimeItsRevocationOrItsOwner) {
  const ActorId id = person("a", {});
  const std::string brief = token_of(id, now().plus_seconds(60));
  const auto issued = identity_->issue_token(root_, id, "laptop", {}, now());
  EXPECT_TRUE(ask(brief));
  temp_.clock().advance_seconds(59);
  EXPECT_TRUE(ask(brief));
  temp_.clock().advance_seconds(1);
  EXPECT_EQ(code_of(ask(brief)), ErrorCode::credential_expired);
  ASSERT_TRUE(identity_->set_state(root_, id, State::disabled, now()));
  EXPECT_EQ(code_of(ask(issued->text)), ErrorCode::actor_disabled);
  ASSERT_TRUE(identity_->set_state(root_, id, State::active, now()));
  EXPECT_TRUE(ask(issued->text));
  ASSERT_TRUE(identity_->revoke_credential(root_, id, issued->key, now()));
  EXPECT_EQ(code_of(ask(issued->text)), ErrorCode::unauthenticated);
}

TEST_F(IdentityTest, OtherProcessesLearnOfARevocationAtTheirNextRefresh) {
  const auto other = open();
  const ActorId id = person("a", {"sales:read"});
  const auto issued = identity_->issue_token(root_, id, "laptop", {}, now());
  EXPECT_EQ(code_of(ask(issued->text, *other)), ErrorCode::unauthenticated);
  other->refresh();
  EXPECT_TRUE(ask(issued->text, *other));
  ASSERT_TRUE(identity_->revoke_credential(root_, id, issued->key, now()));
  other->refresh();
  EXPECT_EQ(code_of(ask(issued->text, *other)), ErrorCode::unauthenticated);
}

TEST_F(IdentityTest, SurvivesARestart) {
  const Till one = till();
  const std::string token = token_of(person("a", {}));
  identity_.reset();
  temp_.reopen();
  identity_ = open();
  EXPECT_TRUE(ask(token));
  EXPECT_TRUE(
      identity_->authenticate(signed_request(one.key, now_seconds(), nonce_of(1), "{}"), now())
  );
}

// After revoke_credential has returned, no thread gets in any more; before, none is refused.
TEST_F(IdentityTest, RevocationIsInForceWhenTheCallReturns) {
  const ActorId id = person("a", {});
  for (int round = 0; round < 20; ++round) {
    const auto issued = identity_->issue_token(root_, id, "race", {}, now());
    std::atomic<bool> revoking{false}, revoked{false}, stop{false};
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        while (!stop.load()) {
          const bool was_revoked = revoked.load();
          const bool admitted = ask(issued->text).has_value();
          if (admitted && was_revoked) ++wrong;
          if (!admitted && !revoking.load()) ++wrong;
        }
      });
    }
    std::this_thread::yield();
    revoking = true;
    ASSERT_TRUE(identity_->revoke_credential(root_, id, issued->key, now()));
    revoked = true;
    EXPECT_FALSE(ask(issued->text));
    stop = true;
    for (std::thread& thread : threads) thread.join();
    ASSERT_EQ(wrong.load(), 0);
  }
}

TEST_F(IdentityTest, ASignedRequestTellsWhichTill) {
  const Till one = till();
  const auto actor =
      identity_->authenticate(signed_request(one.key, now_seconds(), nonce_of(1), "{}"), now());
  ASSERT_TRUE(actor);
  EXPECT_EQ(actor->kind, api::Actor::Kind::till);
  EXPECT_EQ(actor->till, TillId(21));
  EXPECT_EQ(actor->stores, std::vector{StoreId(store_a)});
  EXPECT_TRUE(actor->may("sales:write"));
}

TEST_F(IdentityTest, ASignedRequestCountsOnce) {
  const Till one = till();
  const http::Request request = signed_request(one.key, now_seconds(), nonce_of(1), "{}");
  EXPECT_TRUE(identity_->authenticate(request, now()));
  EXPECT_EQ(code_of(identity_->authenticate(request, now())), ErrorCode::replayed_nonce);
  temp_.clock().advance_seconds(300);
  EXPECT_EQ(code_of(identity_->authenticate(request, now())), ErrorCode::replayed_nonce);
  temp_.clock().advance_seconds(1);
  EXPECT_EQ(code_of(identity_->authenticate(request, now())), ErrorCode::stale_timestamp);
}

TEST_F(IdentityTest, OfSixteenThreadsWithOneRequestExactlyOnePasses) {
  const Till one = till();
  constexpr int threads = 16, rounds = 50;
  std::vector<http::Request> requests;
  for (int i = 0; i < rounds; ++i)
    requests.push_back(signed_request(one.key, now_seconds(), nonce_of(i), "{}"));
  std::vector<std::atomic<int>> passed(rounds);
  std::barrier start(threads);
  std::vector<std::thread> all;
  for (int t = 0; t < threads; ++t) {
    all.emplace_back([&] {
      start.arrive_and_wait();
      for (std::size_t i = 0; i < rounds; ++i) {
        const auto actor = identity_->authenticate(requests[i], now());
        if (actor) {
          ++passed[i];
        } else {
          EXPECT_EQ(actor.error().code, ErrorCode::replayed_nonce);
        }
      }
    });
  }
  for (std::thread& thread : all) thread.join();
  for (const auto& count : passed) EXPECT_EQ(count.load(), 1);
}

TEST_F(IdentityTest, AWrongSignatureDoesNotUseUpTheNonce) {
  const Till one = till();
  http::Request forged = signed_request(one.key, now_seconds(), nonce_of(1), "{}");
  forged.body = R"({"amount":1})";
  EXPECT_EQ(code_of(identity_->authenticate(forged, now())), ErrorCode::bad_signature);
  EXPECT_TRUE(
      identity_->authenticate(signed_request(one.key, now_seconds(), nonce_of(1), "{}"), now())
  );
}

TEST_F(IdentityTest, TheClockMayBeFiveMinutesOff) {
  temp_.clock().advance_seconds(3600);  // long after the start
  const Till one = till();
  struct Row {
    std::int64_t off;
    bool passes;
  };
  int nonce = 0;
  for (const Row& row : {Row{-301, false}, {-300, true}, {0, true}, {300, true}, {301, false}}) {
    const auto actor = identity_->authenticate(
        signed_request(one.key, now_seconds() + row.off, nonce_of(++nonce), "{}"), now()
    );
    EXPECT_EQ(actor.has_value(), row.passes) << row.off;
    if (actor) continue;
    EXPECT_EQ(actor.error().code, ErrorCode::stale_timestamp);
    const auto& facts = actor.error().facts;
    EXPECT_EQ(facts.at(0), std::pair(std::string("now"), now().to_string()));
    EXPECT_EQ(facts.at(1), std::pair(std::string("server_time"), std::to_string(now_seconds())));
  }
}

// The nonces of the process before are forgotten: what it may have accepted is not accepted again.
TEST_F(IdentityTest, AfterARestartOlderSignaturesAreRefused) {
  const Till one = till();
  temp_.clock().advance_seconds(3600);
  const http::Request before = signed_request(one.key, now_seconds(), nonce_of(1), "{}");
  ASSERT_TRUE(identity_->authenticate(before, now()));
  temp_.clock().advance_seconds(60);
  identity_ = open();
  EXPECT_EQ(code_of(identity_->authenticate(before, now())), ErrorCode::stale_timestamp);
  EXPECT_EQ(
      code_of(identity_->authenticate(
          signed_request(one.key, now_seconds() - 11, nonce_of(2), "{}"), now()
      )),
      ErrorCode::stale_timestamp
  );
  EXPECT_TRUE(
      identity_->authenticate(signed_request(one.key, now_seconds() - 10, nonce_of(3), "{}"), now())
  );
}

TEST_F(IdentityTest, AFullSetOfNoncesRefusesInsteadOfForgetting) {
  identity_ = open({.nonces_max = 64});
  const Till one = till();
  int overloaded = 0;
  for (int i = 0; i < 300; ++i) {
    const auto actor =
        identity_->authenticate(signed_request(one.key, now_seconds(), nonce_of(i), "{}"), now());
    if (!actor && actor.error().code == ErrorCode::overloaded) ++overloaded;
  }
  EXPECT_GE(overloaded, 300 - 64);
  EXPECT_EQ(identity_->stats().nonces, 300 - overloaded);
}

TEST_F(IdentityTest, ARotatedKeyWorksThroughItsGrace) {
  const Till one = till();
  const auto fresh = identity_->rotate_signing_key(root_, one.id, one.key.key, 3600, now());
  ASSERT_TRUE(fresh);
  EXPECT_NE(fresh->secret, one.key.secret);
  int nonce = 0;
  const auto ask_with = [&](const IssuedKey& key) {
    return identity_->authenticate(
        signed_request(key, now_seconds(), nonce_of(++nonce), "{}"), now()
    );
  };
  EXPECT_TRUE(ask_with(one.key));
  EXPECT_TRUE(ask_with(*fresh));
  temp_.clock().advance_seconds(3600);
  EXPECT_EQ(code_of(ask_with(one.key)), ErrorCode::credential_expired);
  EXPECT_TRUE(ask_with(*fresh));
  ASSERT_TRUE(identity_->revoke_credential(root_, one.id, fresh->key, now()));
  EXPECT_EQ(code_of(ask_with(*fresh)), ErrorCode::unauthenticated);
}

TEST_F(IdentityTest, ADisabledTillIsToldSoOnlyWithAGoodSignature) {
  const Till one = till();
  ASSERT_TRUE(identity_->set_state(root_, one.id, State::disabled, now()));
  http::Request request = signed_request(one.key, now_seconds(), nonce_of(1), "{}");
  EXPECT_EQ(code_of(identity_->authenticate(request, now())), ErrorCode::actor_disabled);
  request.body = "x";
  EXPECT_EQ(code_of(identity_->authenticate(request, now())), ErrorCode::bad_signature);
}

TEST_F(IdentityTest, SecretsAreNotInTheDatabase) {
  const Till one = till();
  const std::string token = token_of(person("a", {}));
  static const sql::Query secrets{"SELECT secret FROM identity_credentials"};
  const auto stored = temp_->read([](sql::Tx& tx) { return tx.list<sql::Bytes>(secrets); });
  ASSERT_EQ(stored.size(), 2u);
  for (const sql::Bytes& bytes : stored) {
    EXPECT_EQ(bytes.data.find(one.key.secret), std::string::npos);
    EXPECT_EQ(bytes.data.find(token), std::string::npos);
  }
}

}  // namespace
}  // namespace guanxi::identity
