// What the tests of signing in share.
#pragma once

#include <algorithm>
#include <functional>
#include <latch>
#include <thread>

#include "modules/identity/sign_in.h"
#include "modules/identity/testing.h"
#include "modules/identity/totp.h"

namespace guanxi::identity {

// The least there is: these tests are about rules, not about cost.
inline constexpr crypto::PasswordCost cheap{.passes = 1, .memory_bytes = std::size_t{8} << 10};
inline constexpr const char* first_password = "Vier-Fluesse-7";
inline constexpr const char* second_password = "Zwei-Berge-12";
inline constexpr const char* long_password = "four rivers meet a mountain";

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
  /// "" or the code of what was refused.
  std::string try_it(SignIn& sign_in, const std::string& name, const std::string& password) {
    const auto opened = enter(sign_in, name, password);
    return opened ? "" : std::string(code_name(opened.error().code));
  }
  std::int64_t logged(SignIn& sign_in, SignInOutcome outcome) {
    return std::ranges::count(sign_in.attempts({}, 0, 1000), outcome, &SignInAttempt::outcome);
  }
  /// What `count` threads that begin together answered, sorted.
  std::vector<std::string> at_once(int count, const std::function<std::string()>& ask) {
    std::vector<std::string> answers(static_cast<std::size_t>(count));
    std::latch begun(count);
    std::vector<std::thread> threads;
    for (std::string& answer : answers) {
      threads.emplace_back([&] {
        begun.arrive_and_wait();
        answer = ask();
      });
    }
    for (std::thread& thread : threads) thread.join();
    std::ranges::sort(answers);
    return answers;
  }
  static std::string bytes_of_base32(std::string_view text) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string bytes;
    std::uint32_t held = 0;
    unsigned bits = 0;
    for (const char c : text) {
      held = held << 5U | static_cast<std::uint32_t>(alphabet.find(c));
      bits += 5;
      if (bits < 8) continue;
      bits -= 8;
      bytes += static_cast<char>(held >> bits & 0xffU);
    }
    return bytes;
  }
  /// The secret of an authenticator that is in use from then on.
  std::string enrol(SignIn& sign_in, const api::Actor& actor, const std::string& password) {
    const auto begun = sign_in.begin_second_factor(call(actor), password);
    EXPECT_TRUE(begun);
    const std::string secret = bytes_of_base32(begun->secret);
    EXPECT_TRUE(sign_in.confirm_second_factor(call(actor), totp_code(secret, totp_step(now()))));
    return secret;
  }
  void pass_days(int days) { temp_.clock().advance_seconds(std::int64_t{86'400} * days); }

  crypto::KeyRing keys_ = crypto::KeyRing::for_tests("identity");
  Sessions sessions_{*temp_, ids_, keys_, {.secure_cookies = true}};
  http::Request request_;
  api::Actor nobody_;
};

}  // namespace guanxi::identity
