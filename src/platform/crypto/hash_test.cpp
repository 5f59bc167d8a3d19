#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "platform/crypto/crypto.h"

namespace guanxi::crypto {
namespace {

std::string hex(const Digest& digest) { return to_hex(bytes_of(digest)); }

TEST(Sha256, AgreesWithFips180Vectors) {
  // NIST CAVP SHA256ShortMsg and the examples of FIPS 180-4.
  const struct {
    std::string text, digest;
  } rows[] = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {std::string(1'000'000, 'a'),
       "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
      {std::string("\xd3", 1), "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1"}};
  for (const auto& row : rows)
    EXPECT_EQ(hex(sha256(row.text)), row.digest) << row.text.substr(0, 60);
}

TEST(Sha256, ContextsOfThreadsDoNotMix) {
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&wrong, t] {
      const std::string text(100 + t, 'x');
      const Digest expected = sha256(text);
      for (int i = 0; i < 200; ++i) wrong[t] += sha256(text) != expected;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

TEST(Sha256, PartsAreLengthPrefixed) {
  const std::string_view one[] = {"ab", "c"};
  const std::string_view two[] = {"a", "bc"};
  const std::string_view three[] = {"ab", "c", ""};
  EXPECT_NE(sha256_of_parts(one), sha256_of_parts(two));
  EXPECT_NE(sha256_of_parts(one), sha256_of_parts(three));
  EXPECT_EQ(sha256_of_parts(one), sha256(std::string("\2\0\0\0\0\0\0\0ab\1\0\0\0\0\0\0\0c", 19)))
      << "8 bytes of length, little end first";
}

TEST(Hmac, AgreesWithRfc4231) {
  const auto bytes = [](std::string_view text) { return *from_hex(text); };
  const struct {
    const char* reason;
    std::string key, data, digest;
  } rows[] = {
      {"case 1",
       std::string(20, '\x0b'),
       "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"case 2: key shorter than the hash",
       "Jefe",
       "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {"case 3",
       std::string(20, '\xaa'),
       std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {"case 4",
       bytes("0102030405060708090a0b0c0d0e0f10111213141516171819"),
       std::string(50, '\xcd'),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {"case 6: key longer than a block",
       std::string(131, '\xaa'),
       "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {"case 7: both longer than a block",
       std::string(131, '\xaa'),
       "This is a test using a larger than block-size key and a larger than block-size data. The "
       "key needs to be "
       "hashed before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"}};
  for (const auto& row : rows)
    EXPECT_EQ(hex(hmac_sha256(row.key, row.data)), row.digest) << row.reason;
  EXPECT_EQ(
      hex(hmac_sha256(std::string(20, '\x0c'), "Test With Truncation")).substr(0, 32),
      "a3b6167473100ee06e0c796c2955552b"
  ) << "case 5 gives the first 128 bits";
}

TEST(ConstantTime, ComparesContentAndLength) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("secret", "secret"));
  EXPECT_FALSE(equal_in_constant_time("secret", "secreT"));
  EXPECT_FALSE(equal_in_constant_time("secret", "secre"));
}

TEST(Encoding, AgreesWithRfc4648AndRoundTrips) {
  const struct {
    std::string bytes, base64, base64url, hex;
  } rows[] = {
      {"", "", "", ""},
      {"f", "Zg==", "Zg", "66"},
      {"fo", "Zm8=", "Zm8", "666f"},
      {"foo", "Zm9v", "Zm9v", "666f6f"},
      {"foobar", "Zm9vYmFy", "Zm9vYmFy", "666f6f626172"},
      {"\xfb\xff\xfe", "+//+", "-__-", "fbfffe"},
      {std::string("\0\0", 2), "AAA=", "AAA", "0000"}};
  for (const auto& row : rows) {
    EXPECT_EQ(to_base64(row.bytes), row.base64);
    EXPECT_EQ(to_base64url(row.bytes), row.base64url);
    EXPECT_EQ(to_hex(row.bytes), row.hex);
    EXPECT_EQ(from_base64(row.base64), row.bytes);
    EXPECT_EQ(from_base64url(row.base64url), row.bytes);
    EXPECT_EQ(from_hex(row.hex), row.bytes);
  }
  EXPECT_EQ(from_hex("aBCd"), std::string("\xab\xcd"));
}

TEST(Encoding, RefusesWhatIsNotExactlyOneSpelling) {
  for (const char* text : {"Z", "Zg==", "Zm9v ", "Zm9+", "Zh", "Zm9", "中文"}) {
    EXPECT_EQ(from_base64url(text), std::nullopt) << text;
  }
  for (const char* text : {"Zg", "Zg=", "Zh==", "Zg===", "====", "Z===", "Zm-v"}) {
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
  }
  for (const char* text : {"a", "0g", " 0", "0x"}) EXPECT_EQ(from_hex(text), std::nullopt) << text;
}

// RFC 2202, cases 1 and 2.
TEST(Hash, HmacSha1OfTheStandard) {
  EXPECT_EQ(
      to_hex(hmac_sha1(std::string(20, '\x0b'), "Hi There")),
      "b617318655057264e28bc0b6fb378c8ef146be00"
  );
  EXPECT_EQ(
      to_hex(hmac_sha1("Jefe", "what do ya want for nothing?")),
      "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
  );
}

}  // namespace
}  // namespace guanxi::crypto
