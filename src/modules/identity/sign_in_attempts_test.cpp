// Attempts that are wrong, many, or at once.
#include <atomic>

#include "modules/identity/guards.h"
#include "modules/identity/hash_gate.h"
#include "modules/identity/sign_in_testing.h"

namespace guanxi::identity {
namespace {

TEST_F(SignInTest, OfTwoWithTheTokenOneMakesTheAccount) {
  SignIn sign_in = make(PasswordPolicy::nist);
  const auto token = sign_in.make_setup_token(now());
  std::atomic<int> number = 0;
  const auto answers = at_once(2, [&] {
    const std::string name = "First " + std::to_string(++number);
    const auto made = sign_in.set_up(call(nobody_), *token, name, long_password);
    return made ? "" : std::string(code_name(made.error().code));
  });
  EXPECT_EQ(answers, (std::vector<std::string>{"", "setup_link_not_valid"}));
}

TEST_F(SignInTest, WhoTriesManyNamesWaitsAtTheirAddressAndWhoIsKnownThereDoesNot) {
  SignIn sign_in = make(PasswordPolicy::nist);
  request_.remote_address = "10.0.0.77";
  settled(sign_in, "Wang Fang", long_password);
  request_.remote_address = "10.0.0.9";
  settled(sign_in, "Li Na", long_password);
  const auto refused_of = [&](int tries) {
    int refused = 0;
    for (int i = 0; i < tries; ++i)
      refused += try_it(sign_in, "name " + std::to_string(i), "the same") == "sign_in_locked";
    return refused;
  };
  EXPECT_EQ(refused_of(40), 10);
  EXPECT_EQ(logged(sign_in, SignInOutcome::locked), 1) << "the first of the wait";
  EXPECT_EQ(try_it(sign_in, "Wang Fang", long_password), "sign_in_locked");
  EXPECT_EQ(try_it(sign_in, "Li Na", "not hers at all"), "sign_in_failed") << "known here";
  EXPECT_EQ(try_it(sign_in, "Li Na", long_password), "");
  request_.remote_address = "10.0.0.77";
  EXPECT_EQ(try_it(sign_in, "Wang Fang", long_password), "");

  request_.remote_address = "10.0.0.9";
  temp_.clock().advance_seconds(16);
  EXPECT_EQ(try_it(sign_in, "another", "the same"), "sign_in_failed");
  EXPECT_EQ(try_it(sign_in, "another", "the same"), "sign_in_locked") << "the next is longer";
  temp_.clock().advance_seconds(3601);
  EXPECT_EQ(refused_of(20), 0) << "an hour without a wrong one, and it is forgotten";
}

TEST_F(SignInTest, BehindAProxyAddressesCountNothing) {
  SignIn sign_in(
      {*temp_, ids_, keys_, sealer_, *identity_, sessions_},
      {.cost = cheap, .count_by_address = false}
  );
  for (int i = 0; i < 40; ++i)
    EXPECT_EQ(try_it(sign_in, "name " + std::to_string(i), "the same"), "sign_in_failed") << i;
}

TEST_F(SignInTest, ManyAtOnceAreMany) {
  SignIn sign_in(
      {*temp_, ids_, keys_, sealer_, *identity_, sessions_},
      {.cost = cheap, .hashes_at_once_max = 4, .hashes_waiting_max = 100}
  );
  const auto answers = at_once(20, [&] { return try_it(sign_in, "Li Na", "the same"); });
  EXPECT_EQ(std::ranges::count(answers, "sign_in_failed"), 5);
  EXPECT_EQ(std::ranges::count(answers, ""), 0);
}

TEST_F(SignInTest, WhatNobodyLookedAtDoesNotCount) {
  SignIn busy(
      {*temp_, ids_, keys_, sealer_, *identity_, sessions_},
      {.cost = cheap, .hashes_at_once_max = 0, .hashes_waiting_max = 0}
  );
  for (int i = 0; i < 7; ++i) EXPECT_EQ(try_it(busy, "Li Na", "the same"), "overloaded");
  static const sql::Query count_guards{"SELECT COUNT(*) FROM identity_guards"};
  EXPECT_EQ(temp_->read([&](sql::Tx& tx) { return tx.get<std::int64_t>(count_guards); }), 0);
  EXPECT_TRUE(busy.attempts({}, 0, 10).empty()) << "nor is it written down";
}

TEST_F(SignInTest, OfTwoWithOneCodeOneGetsIn) {
  SignIn sign_in = make(PasswordPolicy::nist);
  const std::string secret =
      enrol(sign_in, settled(sign_in, "Li Na", long_password), long_password);
  temp_.clock().advance_seconds(30);
  const std::string code = totp_code(secret, totp_step(now()));
  const auto answers = at_once(2, [&] {
    const auto opened = sign_in.sign_in(call(nobody_), {"Li Na", long_password, code});
    return opened ? "" : std::string(code_name(opened.error().code));
  });
  EXPECT_EQ(answers, (std::vector<std::string>{"", "second_factor_wrong"}));
}

TEST(Guards, TheWaitGrowsToAQuarterOfAnHour) {
  EXPECT_EQ(wait_after(4, 5), 0);
  EXPECT_EQ(wait_after(5, 5), 15);
  EXPECT_EQ(wait_after(6, 5), 30);
  EXPECT_EQ(wait_after(10, 5), 480);
  for (const std::int64_t many : {11, 12, 100, 1'000'000'000}) EXPECT_EQ(wait_after(many, 5), 900);
}

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
