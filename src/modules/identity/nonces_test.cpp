#include "modules/identity/nonces.h"

#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <string>
#include <thread>
#include <vector>

namespace guanxi::identity {
namespace {

using Answer = Nonces::Answer;
constexpr std::int64_t now = 1'767'225'600;

// The vectors of the reference implementation: key 00 … 0f, messages of 00, 01, 02 …
TEST(SipHashTest, AgreesWithThePublishedVectors) {
  const std::array<std::uint64_t, 2> key{0x0706050403020100, 0x0f0e0d0c0b0a0908};
  std::string message;
  for (char c = 0; c < 15; ++c) message += c;
  EXPECT_EQ(siphash24(key, ""), 0x726fdb47dd0e0e31u);
  EXPECT_EQ(siphash24(key, message.substr(0, 1)), 0x74f839c593dc67fdu);
  EXPECT_EQ(siphash24(key, message.substr(0, 7)), 0xab0200f58b01d137u);
  EXPECT_EQ(siphash24(key, message.substr(0, 8)), 0x93f5f5799a932462u);
  EXPECT_EQ(siphash24(key, message), 0xa129ca6149be45e5u);
}

TEST(NoncesTest, ANonceIsFreshOnceForItsKey) {
  Nonces nonces(1000, 300);
  EXPECT_EQ(nonces.use("a", "n1", now, now), Answer::fresh);
  EXPECT_EQ(nonces.use("a", "n1", now, now), Answer::used);
  EXPECT_EQ(nonces.use("b", "n1", now, now), Answer::fresh) << "another key's nonce";
  EXPECT_EQ(nonces.use("a", "n2", now, now), Answer::fresh);
  EXPECT_EQ(nonces.use("a", "n1", now + 130, now), Answer::used) << "signed for another time";
  EXPECT_EQ(nonces.entries(), 3);
}

// A request signed at the very edge of the window is accepted until the window has passed it.
TEST(NoncesTest, IsRememberedForAsLongAsItCouldBeRepeated) {
  for (const std::int64_t signed_at : {now - 300, now - 1, now, now + 119, now + 300}) {
    Nonces nonces(100'000, 300);
    ASSERT_EQ(nonces.use("a", "n1", signed_at, now), Answer::fresh);
    for (std::int64_t t = now; t <= signed_at + 300; t += 7) {
      ASSERT_EQ(nonces.use("a", "n1", signed_at, t), Answer::used)
          << signed_at - now << " " << t - now;
    }
    ASSERT_EQ(nonces.use("a", "n1", signed_at, signed_at + 300), Answer::used);
  }
}

TEST(NoncesTest, ForgetsWhatNobodyAcceptsAnyMore) {
  Nonces nonces(100'000, 300);
  for (int second = 0; second < 3600; ++second) {
    for (int i = 0; i < 20; ++i) {
      const std::string nonce = std::to_string(second) + "-" + std::to_string(i);
      ASSERT_EQ(nonces.use("a", nonce, now + second, now + second), Answer::fresh);
    }
    // 300 s window, up to 120 s of a period, and shards that were not touched for a moment
    ASSERT_LE(nonces.entries(), 20 * (300 + 120 + 60));
  }
}

TEST(NoncesTest, WhenFullItRefusesInsteadOfForgetting) {
  Nonces nonces(640, 300);
  int fresh = 0, full = 0;
  for (int i = 0; i < 5000; ++i) {
    switch (nonces.use("a", "n" + std::to_string(i), now, now)) {
      case Answer::fresh:
        ++fresh;
        break;
      case Answer::full:
        ++full;
        break;
      case Answer::used:
        ADD_FAILURE();
        break;
    }
  }
  EXPECT_EQ(fresh, 640);
  EXPECT_EQ(full, 4360);
  EXPECT_EQ(nonces.use("a", "n0", now, now), Answer::used);
  EXPECT_EQ(nonces.use("a", "later", now + 500, now + 500), Answer::fresh);
}

TEST(NoncesTest, IsCompact) {
  Nonces nonces(10'000'000, 300);
  for (int i = 0; i < 200'000; ++i) nonces.use("key_0123456789ab", std::to_string(i), now, now);
  EXPECT_EQ(nonces.entries(), 200'000);
  EXPECT_LE(nonces.bytes(), 200'000 * 24);
}

TEST(NoncesTest, OfSixteenThreadsExactlyOneGetsIt) {
  constexpr int threads = 16, rounds = 2000;
  Nonces nonces(1'000'000, 300);
  std::vector<std::atomic<int>> fresh(rounds);
  std::barrier start(threads);
  std::vector<std::thread> all;
  for (int t = 0; t < threads; ++t) {
    all.emplace_back([&] {
      start.arrive_and_wait();
      for (int i = 0; i < rounds; ++i) {
        if (nonces.use("a", "n" + std::to_string(i), now, now) == Answer::fresh)
          ++fresh[static_cast<std::size_t>(i)];
      }
    });
  }
  for (std::thread& thread : all) thread.join();
  for (const auto& count : fresh) ASSERT_EQ(count.load(), 1);
}

}  // namespace
}  // namespace guanxi::identity
