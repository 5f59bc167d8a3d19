#include "modules/identity/totp.h"

#include <gtest/gtest.h>

namespace guanxi::identity {
namespace {

constexpr std::string_view rfc_secret = "12345678901234567890";

// RFC 6238, appendix B, SHA-1; the last six of its eight digits.
TEST(Totp, TheValuesOfTheStandard) {
  struct TotpRow {
    std::int64_t seconds;
    const char* code;
  };
  const TotpRow rows[] = {
      {59, "287082"},
      {1111111109, "081804"},
      {1111111111, "050471"},
      {1234567890, "005924"},
      {2000000000, "279037"},
      {20000000000, "353130"}};
  for (const TotpRow& row : rows) {
    const Instant at = Instant::from_seconds(row.seconds);
    EXPECT_EQ(totp_code(rfc_secret, totp_step(at)), row.code) << row.seconds;
    EXPECT_EQ(totp_match(rfc_secret, row.code, at, 0), totp_step(at)) << row.seconds;
  }
}

TEST(Totp, OneStepOfDriftAndNoCodeTwice) {
  const Instant at = Instant::from_seconds(1'800'000'015);
  const std::int64_t step = totp_step(at);
  for (const std::int64_t drift : {-1, 0, 1}) {
    EXPECT_EQ(totp_match(rfc_secret, totp_code(rfc_secret, step + drift), at, 0), step + drift);
  }
  for (const std::int64_t drift : {-2, 2}) {
    EXPECT_EQ(totp_match(rfc_secret, totp_code(rfc_secret, step + drift), at, 0), std::nullopt);
  }
  EXPECT_EQ(totp_match(rfc_secret, totp_code(rfc_secret, step), at, step), std::nullopt);
  EXPECT_EQ(totp_match(rfc_secret, totp_code(rfc_secret, step - 1), at, step), std::nullopt);
  EXPECT_EQ(totp_match(rfc_secret, totp_code(rfc_secret, step + 1), at, step), step + 1);
  for (const char* const none : {"", "0", "28708", "2870822", "abcdef"}) {
    EXPECT_EQ(totp_match(rfc_secret, none, at, 0), std::nullopt) << none;
  }
}

// RFC 4648, section 10.
TEST(Totp, SecretsAsPeopleTypeThem) {
  EXPECT_EQ(to_base32(""), "");
  EXPECT_EQ(to_base32("f"), "MY");
  EXPECT_EQ(to_base32("fo"), "MZXQ");
  EXPECT_EQ(to_base32("foo"), "MZXW6");
  EXPECT_EQ(to_base32("foob"), "MZXW6YQ");
  EXPECT_EQ(to_base32("fooba"), "MZXW6YTB");
  EXPECT_EQ(to_base32("foobar"), "MZXW6YTBOI");
  EXPECT_EQ(
      totp_uri("foobar", "Li Na"),
      "otpauth://totp/Guanxi:Li%20Na?secret=MZXW6YTBOI&issuer=Guanxi&algorithm=SHA1&digits=6&"
      "period=30"
  );
}

}  // namespace
}  // namespace guanxi::identity
