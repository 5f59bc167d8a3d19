// The buckets alone, and the dispatcher that asks them.
#include "platform/api/rate_limit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "platform/api/sample_shop_test.h"

namespace guanxi::api {
namespace {

using ::testing::HasSubstr;
using testing::header_of;
using testing::request_of;

constexpr std::int64_t second = 1'000'000;
Instant at(std::int64_t micros) { return Instant::from_micros(micros); }

TEST(Buckets, give_the_burst_at_once_and_then_the_rate) {
  Buckets buckets({.per_second = 3, .burst = 5}, 100);
  std::int64_t now = 77 * second;
  for (int i = 4; i >= 0; --i) {
    const Allowance left = buckets.take(1, at(now));
    EXPECT_TRUE(left.admitted);
    EXPECT_EQ(left.remaining, i);
  }
  const Allowance refused = buckets.take(1, at(now));
  EXPECT_FALSE(refused.admitted);
  EXPECT_EQ(refused.retry_after_seconds, 1);
  EXPECT_EQ(refused.whole_after_seconds, 2) << "5 requests at 3 a second";
  EXPECT_FALSE(buckets.take(1, at(now + 333'333)).admitted) << "a third of a second is not over";
  EXPECT_TRUE(buckets.take(1, at(now + 333'334)).admitted);
  EXPECT_TRUE(buckets.take(2, at(now)).admitted) << "everybody has a bucket of their own";
  now += 1000 * second;
  EXPECT_EQ(buckets.take(1, at(now)).remaining, 4) << "never more than the burst";
}

/// A client that asks at every moment gets exactly its rate, on the very microsecond.
TEST(Buckets, are_exact) {
  for (const std::int64_t rate : {1, 3, 7, 999}) {
    Buckets buckets({.per_second = rate, .burst = 1}, 100);
    buckets.take(1, at(0));
    for (std::int64_t i = 1; i <= 20; ++i) {
      // The bucket is empty at `from`, and the next request is due 1/rate later, rounded up.
      const std::int64_t from = i * 10 * second;
      buckets.take(1, at(from));
      const std::int64_t due = from + (second + rate - 1) / rate;
      EXPECT_FALSE(buckets.look(1, at(due - 1)).admitted) << rate;
      EXPECT_TRUE(buckets.look(1, at(due)).admitted) << rate;
    }
  }
}

/// With room in the bucket nothing is lost at all, however often and whenever it is asked.
TEST(Buckets, are_exact_over_any_pattern_of_questions) {
  Buckets buckets({.per_second = 7, .burst = 1000}, 100);
  std::int64_t now = 0;
  for (int i = 0; i < 1000; ++i) buckets.take(1, at(now));
  for (std::int64_t i = 0; i < 20'000; ++i) buckets.look(1, at(now += 1 + i * 37 % 5003));
  EXPECT_EQ(buckets.look(1, at(now)).remaining, now * 7 / second);
}

TEST(Buckets, take_debts_up_to_the_burst) {
  Buckets buckets({.per_second = 1, .burst = 10}, 100);
  for (int i = 0; i < 1000; ++i) buckets.charge(1, at(0));
  EXPECT_EQ(buckets.look(1, at(0)).retry_after_seconds, 11);
  EXPECT_FALSE(buckets.look(1, at(11 * second - 1)).admitted);
  EXPECT_TRUE(buckets.look(1, at(11 * second)).admitted);
}

TEST(Buckets, stand_any_clock) {
  Buckets buckets({.per_second = 1'000'000, .burst = 1'000'000}, 100);
  constexpr std::int64_t ten_years = 3650LL * 86'400 * second;
  EXPECT_TRUE(buckets.take(1, at(ten_years)).admitted);
  EXPECT_TRUE(buckets.take(1, at(0)).admitted) << "back";
  EXPECT_EQ(buckets.take(1, at(10 * ten_years)).remaining, 999'999) << "and far ahead";
  for (int i = 0; i < 1'000'000; ++i) buckets.charge(2, at(0));
  EXPECT_TRUE(buckets.take(2, at(10 * ten_years)).admitted);
}

TEST(Buckets, forget_the_client_seen_longest_ago) {
  Buckets buckets({.per_second = 1, .burst = 2}, 3);
  for (const std::uint64_t client : {1U, 2U, 3U}) buckets.take(client, at(0));
  buckets.take(1, at(0));
  EXPECT_EQ(buckets.clients(), 3);
  buckets.take(4, at(0));  // 2 goes
  EXPECT_EQ(buckets.clients(), 3);
  EXPECT_FALSE(buckets.look(1, at(0)).admitted);
  EXPECT_EQ(buckets.look(3, at(0)).remaining, 1);
  EXPECT_EQ(buckets.look(2, at(0)).remaining, 2) << "as new";
  Buckets large({.per_second = 1, .burst = 2}, 2000);
  for (std::uint64_t client = 0; client < 100'000; ++client) large.take(client, at(0));
  EXPECT_LE(large.clients(), 2000);
  EXPECT_GE(large.clients(), 1900) << "the numbers are spread evenly";
}

TEST(Buckets, admit_no_more_to_many_threads) {
  Buckets buckets({.per_second = 1, .burst = 1000}, 100);
  std::atomic<int> admitted{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::uint64_t i = 0; i < 1000; ++i) {
        admitted += buckets.take(1, at(5)).admitted;
        buckets.take(i * 4 + static_cast<std::uint64_t>(t) + 2, at(5));  // others come and go
        buckets.look(1, at(5));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(admitted, 1000);
}

TEST(Addresses, of_one_client_are_one) {
  const struct {
    const char* one;
    const char* other;
    bool same;
    const char* reason;
  } rows[] = {
      {"192.0.2.1", "192.0.2.1", true, "itself"},
      {"192.0.2.1", "192.0.2.2", false, "two IPv4 addresses"},
      {"192.0.2.1", "::ffff:192.0.2.1", true, "IPv4 seen through an IPv6 socket"},
      {"2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true, "one /64 is one client"},
      {"2001:db8:0:1::1", "2001:db8:0:2::1", false, "two networks"},
      {"fe80::1%eth0", "fe80::2%eth0", true, "with a zone"},
      {"::1", "127.0.0.1", false, "the two loopbacks"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(client_of_address(row.one) == client_of_address(row.other), row.same) << row.reason;
    EXPECT_NE(client_of_address(row.one), 0u) << row.reason;
  }
  EXPECT_EQ(client_of_address(""), 0u) << "inside the program";
}

/// "Bearer N…" is right; credentials are told apart by their text.
class Letters final : public Authenticator {
 public:
  Result<Actor> authenticate(const http::Request& request, Instant) override {
    ++looked_at;
    if (busy) return ErrorCode::overloaded;
    if (!request.header("authorization").starts_with("Bearer N")) return ErrorCode::unauthenticated;
    Actor actor;
    actor.id = ActorId(1);
    actor.permissions = {"orders:read"};
    return actor;
  }
  std::uint64_t credential_of(const http::Request& request) const override {
    return numbered ? std::hash<std::string_view>{}(request.header("authorization")) : 0;
  }
  int looked_at = 0;
  bool busy = false, numbered = true;
};

class RateLimitTest : public ::testing::Test {
 protected:
  void open(const RateLimits& limits) {
    api_ = std::make_unique<Api>(clock_, &door_, Options{.limits = limits});
    const auto add = [&](const char* path, const char* operation, const char* permission) {
      api_->add<Nothing, Nothing>(
          {.path = path, .operation = operation, .tag = "orders", .permission = permission},
          [this](const Call&, const Nothing&) -> Outcome {
            ++handled_;
            return ok();
          }
      );
    };
    add("/v1/orders", "list_orders", "orders:read");
    add("/v1/secrets", "list_secrets", "secrets:read");
    add("/v1/public", "read_public", nullptr);
  }
  http::Response ask(
      const std::string& authorization,
      const std::string& path = "/v1/orders",
      const std::string& address = "192.0.2.1"
  ) {
    http::Request request = request_of("GET", path);
    request.headers = {{"accept-language", "en"}};
    if (!authorization.empty()) request.headers.emplace_back("authorization", authorization);
    request.remote_address = address;
    return api_->handle(request);
  }
  int status(
      const std::string& authorization,
      const std::string& path = "/v1/orders",
      const std::string& address = "192.0.2.1"
  ) {
    return ask(authorization, path, address).status;
  }

  ManualClock clock_{Instant::from_seconds(1'795'000'000)};
  Letters door_;
  std::unique_ptr<Api> api_;
  int handled_ = 0;
};

TEST_F(RateLimitTest, a_credential_has_its_rate) {
  open({.requests_per_second = 2, .burst = 3});
  const http::Response first = ask("Bearer N1");
  EXPECT_EQ(first.status, 204);
  EXPECT_EQ(header_of(first, "RateLimit-Policy"), R"("credential";q=3;w=2)");
  EXPECT_EQ(header_of(first, "RateLimit"), R"("credential";r=2;t=1)");
  EXPECT_EQ(header_of(first, "Retry-After"), "(none)");
  EXPECT_EQ(status("Bearer N1", "/v1/secrets"), 403) << "what is forbidden counts as well";
  EXPECT_EQ(status("Bearer N1", "/v1/orders", "192.0.2.9"), 204) << "wherever it asks from";
  const http::Response refused = ask("Bearer N1");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.content_type, "application/problem+json");
  EXPECT_THAT(refused.body, HasSubstr(R"("code":"too_many_requests")"));
  EXPECT_EQ(header_of(refused, "Retry-After"), "1");
  EXPECT_EQ(header_of(refused, "RateLimit"), R"("credential";r=0;t=2)");
  EXPECT_EQ(handled_, 2);
  EXPECT_EQ(status("Bearer N2"), 204) << "another one of the same actor has its own";
  clock_.advance_seconds(1);
  EXPECT_EQ(status("Bearer N1"), 204);
  EXPECT_EQ(status("Bearer N1"), 204);
  EXPECT_EQ(status("Bearer N1"), 429);
  EXPECT_EQ(api_->limit_stats().refused_credentials, 2u);
  EXPECT_EQ(api_->limit_stats().refused_addresses, 0u);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(status(""), 401) << "addresses are not limited here";
}

TEST_F(RateLimitTest, where_credentials_have_no_numbers_the_actor_counts) {
  door_.numbered = false;
  open({.requests_per_second = 1, .burst = 1});
  EXPECT_EQ(status("Bearer N1"), 204);
  EXPECT_EQ(status("Bearer N2"), 429);
}

TEST_F(RateLimitTest, an_address_has_a_rate_for_what_needs_no_credential) {
  open({.anonymous_per_second = 1, .anonymous_burst = 4});
  const http::Response first = ask("", "/v1/public");
  EXPECT_EQ(first.status, 204);
  EXPECT_EQ(header_of(first, "RateLimit-Policy"), R"("address";q=4;w=4)");
  EXPECT_EQ(header_of(first, "RateLimit"), R"("address";r=3;t=1)");
  EXPECT_EQ(status("", "/v1/nowhere"), 404);
  EXPECT_EQ(status("", "/openapi.json"), 200);
  EXPECT_EQ(status("", "/docs"), 200);
  for (const char* path : {"/v1/public", "/v1/nowhere", "/openapi.json", "/docs"}) {
    const http::Response refused = ask("", path);
    EXPECT_EQ(refused.status, 429) << path;
    EXPECT_EQ(header_of(refused, "Retry-After"), "1") << path;
  }
  EXPECT_EQ(status("", "/v1/public", "192.0.2.2"), 204) << "another address";
  for (int i = 0; i < 20; ++i) EXPECT_EQ(status("", "/v1/public", ""), 204) << "the program itself";
  clock_.advance_seconds(2);
  EXPECT_EQ(status("", "/v1/public"), 204);
  EXPECT_EQ(status("", "/v1/public"), 204);
  EXPECT_EQ(status("", "/v1/public"), 429);
}

TEST_F(RateLimitTest, guessing_is_slowed) {
  open({.anonymous_per_second = 1, .anonymous_burst = 3});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(status("Bearer guess" + std::to_string(i)), 401);
  const int looked_at = door_.looked_at;
  const http::Response refused = ask("Bearer Nright");
  EXPECT_EQ(refused.status, 429) << "a right guess is not looked at either";
  EXPECT_EQ(header_of(refused, "Retry-After"), "1");
  EXPECT_EQ(status(""), 429);
  EXPECT_EQ(door_.looked_at, looked_at);
  EXPECT_EQ(status("Bearer Nright", "/v1/orders", "192.0.2.2"), 204) << "not from elsewhere";
  EXPECT_EQ(api_->limit_stats().refused_addresses, 2u);
  clock_.advance_seconds(10);
  for (int i = 0; i < 100; ++i) {
    status("Bearer more");
    clock_.advance_seconds(1);
  }
  EXPECT_EQ(door_.looked_at - looked_at - 1, 100) << "one a second";
  EXPECT_EQ(status("Bearer Nright"), 204);
}

TEST_F(RateLimitTest, who_was_right_before_is_not_locked_out_by_a_neighbour) {
  open({.anonymous_per_second = 1, .anonymous_burst = 3});
  EXPECT_EQ(status("Bearer Ntill"), 204);
  for (int i = 0; i < 10; ++i) status("Bearer broken neighbour");
  EXPECT_EQ(status("Bearer broken neighbour"), 429);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(status("Bearer Ntill"), 204);
  EXPECT_EQ(status("Bearer Nlaptop"), 429) << "not seen before";
}

TEST_F(RateLimitTest, the_way_past_the_limit_ends_with_the_first_failure) {
  // Only what names the same credential: signed requests do, with whatever signature.
  class OneKey final : public Authenticator {
   public:
    Result<Actor> authenticate(const http::Request& request, Instant) override {
      ++looked_at;
      if (request.header("authorization") != "right") return ErrorCode::bad_signature;
      Actor actor;
      actor.id = ActorId(1);
      actor.permissions = {"*"};
      return actor;
    }
    std::uint64_t credential_of(const http::Request&) const override { return 7; }
    int looked_at = 0;
  } door;
  Api api(clock_, &door, {.limits = {.anonymous_per_second = 1, .anonymous_burst = 2}});
  api.add<Nothing, Nothing>(
      {.path = "/v1/orders", .operation = "a", .tag = "orders", .permission = "orders:read"},
      [](const Call&, const Nothing&) -> Outcome { return ok(); }
  );
  const auto ask = [&](const char* signature) {
    http::Request request = request_of("GET", "/v1/orders");
    request.headers = {{"authorization", signature}};
    request.remote_address = "192.0.2.1";
    return api.handle(request).status;
  };
  EXPECT_EQ(ask("right"), 204);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(ask("wrong"), 401);
  EXPECT_EQ(ask("wrong"), 429);
  EXPECT_EQ(ask("right"), 429);
  EXPECT_EQ(door.looked_at, 3);
  clock_.advance_seconds(1);
  EXPECT_EQ(ask("right"), 204) << "and is found again";
}

TEST_F(RateLimitTest, our_being_busy_is_no_guess) {
  open({.anonymous_per_second = 1, .anonymous_burst = 1});
  door_.busy = true;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(status("Bearer N1"), 503);
  door_.busy = false;
  EXPECT_EQ(status("Bearer N1"), 204);
}

TEST_F(RateLimitTest, without_limits_nothing_is_said_or_remembered) {
  open({});
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(status("Bearer guess"), 401);
    EXPECT_EQ(status("", "/v1/public"), 204);
  }
  EXPECT_EQ(header_of(ask("Bearer N1"), "RateLimit-Policy"), "(none)");
  EXPECT_EQ(api_->limit_stats().clients, 0);
}

TEST_F(RateLimitTest, time_may_come_from_another_clock) {
  ManualClock steady(Instant::from_seconds(5));
  open({.requests_per_second = 1, .burst = 1, .clock = &steady});
  EXPECT_EQ(status("Bearer N1"), 204);
  clock_.advance_seconds(100);
  EXPECT_EQ(status("Bearer N1"), 429) << "the wall clock is not asked";
  steady.advance_seconds(1);
  EXPECT_EQ(status("Bearer N1"), 204);
}

}  // namespace
}  // namespace guanxi::api
