#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <new>
#include <set>

#include "platform/crypto/crypto.h"

// Of a sanitizer that the program is linked with, though this file is compiled without.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" void __asan_init() __attribute__((weak));
extern "C" void __tsan_init() __attribute__((weak));
// NOLINTEND(bugprone-reserved-identifier)

namespace guanxi::crypto {
namespace {

constexpr PasswordCost cheap{.passes = 1, .memory_bytes = 8192};

TEST(RandomBytes, NeverRepeat) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random_bytes(16));
  EXPECT_EQ(seen.size(), 1000U);
  EXPECT_EQ(random_bytes(0), "");
}

TEST(SecureRandom, ServesTheRandomInterface) {
  SecureRandom random;
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 400; ++i) {
    const auto drawn = random.below(10);
    ASSERT_LT(drawn, 10U);
    seen.insert(drawn);
  }
  EXPECT_EQ(seen.size(), 10U) << "each of ten values within 400 draws, but for one run in 10^17";
}

TEST(Token, IsRecognisedByItsHashOnly) {
  const Token token = make_token();
  EXPECT_EQ(token.text.size(), 46U);
  EXPECT_TRUE(token.text.starts_with("gx_"));
  EXPECT_EQ(token_hash(token.text), token.hash);
  EXPECT_NE(make_token().text, token.text);
}

TEST(Token, WrongFormHasNoHash) {
  const std::string good = make_token().text;
  for (const std::string& text :
       {std::string(),
        std::string("gx_"),
        good.substr(0, 45),
        good + "A",
        good + "=",
        "GX_" + good.substr(3),
        good.substr(3)}) {
    EXPECT_EQ(token_hash(text), std::nullopt) << text.size();
  }
}

TEST(Password, HashVerifiesAndIsSalted) {
  const std::string hash = hash_password("correct horse", cheap);
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$")) << hash;
  EXPECT_TRUE(verify_password(hash, "correct horse"));
  EXPECT_FALSE(verify_password(hash, "correct horsf"));
  EXPECT_FALSE(verify_password(hash, ""));
  EXPECT_NE(hash_password("correct horse", cheap), hash);
}

TEST(Password, ANulInsideCounts) {
  const std::string hash = hash_password(std::string("a\0b", 3), cheap);
  EXPECT_TRUE(verify_password(hash, std::string("a\0b", 3)));
  EXPECT_FALSE(verify_password(hash, "a"));
}

TEST(Password, GarbageIsNoHash) {
  for (const std::string& hash :
       {std::string(), std::string("x"), std::string(500, '$'), std::string("\0", 1)}) {
    EXPECT_FALSE(verify_password(hash, "x"));
    EXPECT_TRUE(password_needs_rehash(hash, cheap));
  }
}

// In a process of its own, whose memory is taken away.
TEST(Password, WithoutMemoryItIsNotCalledWrong) {
  if (__asan_init != nullptr || __tsan_init != nullptr)
    GTEST_SKIP() << "a sanitizer needs memory of its own";
  const std::string hash =
      hash_password("correct horse", {.passes = 1, .memory_bytes = std::size_t{64} << 20});
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const rlimit little{std::size_t{1} << 20, RLIM_INFINITY};
    setrlimit(RLIMIT_AS, &little);
    try {
      _exit(verify_password(hash, "correct horse") ? 1 : 2);
    } catch (const std::bad_alloc&) {
      _exit(3);
    }
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 3);
}

TEST(Password, WhatIsNotWhollyAHashIsNone) {
  const std::string hash = hash_password("x", cheap);
  EXPECT_FALSE(verify_password(hash + "A", "x"));
  EXPECT_FALSE(verify_password(hash.substr(0, hash.size() - 1), "x"));
  EXPECT_FALSE(
      verify_password("$argon2id$v=19$m=0,t=1,p=1" + hash.substr(hash.find(",p=1$") + 4), "x")
  );
}

TEST(Password, AnotherCostWantsARehash) {
  const std::string hash = hash_password("x", cheap);
  EXPECT_FALSE(password_needs_rehash(hash, cheap));
  EXPECT_TRUE(password_needs_rehash(hash, {.passes = 2, .memory_bytes = 16384}));
}

}  // namespace
}  // namespace guanxi::crypto
