#include "modules/identity/signing.h"

#include <gtest/gtest.h>

namespace guanxi::identity {
namespace {

constexpr const char* secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I";

http::Request request_of(const char* method, const char* target, const char* body) {
  http::Request request;
  request.method = method;
  request.target = target;
  request.body = body;
  return request;
}

std::string header_of(
    const std::string& key,
    const std::string& timestamp,
    const std::string& nonce,
    const std::string& signature
) {
  return "Guanxi-HMAC-SHA256 key=" + key + ", timestamp=" + timestamp + ", nonce=" + nonce +
         ", signature=" + signature;
}

// Computed with Python's hmac and hashlib; the first one stands in docs/guide/till-signing.md.
TEST(SigningTest, AgreesWithAnIndependentImplementation) {
  struct Vector {
    const char *method, *target, *timestamp, *nonce, *body, *text, *hex, *base64url;
  };
  const Vector vectors[] = {
      {"POST",
       "/v1/checkout",
       "1767225600",
       "0123456789abcdef",
       R"({"hello":"world"})",
       "GX1\nPOST\n/v1/checkout\n1767225600\n0123456789abcdef\n"
       "93a23971a914e5eacbf0a8d25154cda309c3c1c72fbb9914d47c60f3cb681588",
       "77008428e347f16d062850d4bcb92ce3151fc016a39d90df0be87c1f4397c1f7",
       "dwCEKONH8W0GKFDUvLks4xUfwBajnZDfC-h8H0OXwfc"},
      {"GET",
       "/v1/members/42?limit=10",
       "1767225601",
       "A-Za-z0-9_A-Za-z0-9_",
       "",
       "GX1\nGET\n/v1/members/42?limit=10\n1767225601\nA-Za-z0-9_A-Za-z0-9_\n"
       "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
       "012f2f52dba6af9cb9b440ee5fba6447829a9325efa218788c6e9a9ec96f36db",
       "AS8vUtumr5y5tEDuX7pkR4KakyXvohh4jG6anslvNts"},
  };
  for (const Vector& v : vectors) {
    EXPECT_EQ(text_to_sign(v.method, v.target, v.timestamp, v.nonce, v.body), v.text);
    const http::Request request = request_of(v.method, v.target, v.body);
    std::string upper = v.hex;
    for (char& c : upper) c = c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
    for (const std::string& signature : {std::string(v.hex), upper, std::string(v.base64url)}) {
      const std::string text = header_of("key_1", v.timestamp, v.nonce, signature);
      const auto header = parse_signed_header(text);
      ASSERT_TRUE(header) << signature;
      EXPECT_TRUE(signature_matches(*header, request, secret)) << signature;
      EXPECT_FALSE(signature_matches(*header, request, std::string(secret) + "x"));
    }
  }
}

TEST(SigningTest, EveryPartIsCovered) {
  const std::string good = "dwCEKONH8W0GKFDUvLks4xUfwBajnZDfC-h8H0OXwfc";
  const auto matches = [&](const http::Request& request, const char* timestamp, const char* nonce) {
    const std::string text = header_of("key_1", timestamp, nonce, good);
    const auto header = parse_signed_header(text);
    return header && signature_matches(*header, request, secret);
  };
  const char* const body = R"({"hello":"world"})";
  const http::Request request = request_of("POST", "/v1/checkout", body);
  EXPECT_TRUE(matches(request, "1767225600", "0123456789abcdef"));
  EXPECT_FALSE(matches(request, "1767225601", "0123456789abcdef")) << "timestamp";
  EXPECT_FALSE(matches(request, "1767225600", "0123456789abcdeF")) << "nonce";
  EXPECT_FALSE(matches(request_of("PUT", "/v1/checkout", body), "1767225600", "0123456789abcdef"));
  EXPECT_FALSE(matches(request_of("POST", "/v1/checkout?", body), "1767225600", "0123456789abcdef")
  );
  EXPECT_FALSE(matches(request_of("POST", "/v1/checkout", "{}"), "1767225600", "0123456789abcdef"));
}

TEST(SigningTest, ReadsWhatTheGrammarAllows) {
  const std::string signature(64, 'a');
  const std::string texts[] = {
      "Guanxi-HMAC-SHA256 key=k,timestamp=1,nonce=0123456789abcdef,signature=" + signature,
      "guanxi-hmac-sha256 nonce=0123456789abcdef , signature=" + signature + ",timestamp=1, key=k",
      "GUANXI-HMAC-SHA256  key=\"k\", timestamp=\"1\", nonce=\"0123456789abcdef\", signature=\"" +
          signature + "\"",
  };
  for (const std::string& text : texts) {
    EXPECT_TRUE(is_signed_scheme(text)) << text;
    const auto header = parse_signed_header(text);
    ASSERT_TRUE(header) << text;
    EXPECT_EQ(header->key, "k");
    EXPECT_EQ(header->timestamp, 1);
  }
  EXPECT_FALSE(is_signed_scheme("Guanxi-HMAC-SHA256"));
  EXPECT_FALSE(is_signed_scheme("Guanxi-HMAC-SHA2567 key=k"));
  EXPECT_FALSE(is_signed_scheme("Bearer gx_abc"));
}

TEST(SigningTest, NamesThePartThatIsWrong) {
  const std::string s(64, 'a'), n = "0123456789abcdef";
  struct Row {
    const char* reason;
    std::string text;
    const char* part;
  };
  const Row rows[] = {
      {"no key", "Guanxi-HMAC-SHA256 timestamp=1, nonce=" + n + ", signature=" + s, "key"},
      {"no timestamp", "Guanxi-HMAC-SHA256 key=k, nonce=" + n + ", signature=" + s, "timestamp"},
      {"no nonce", "Guanxi-HMAC-SHA256 key=k, timestamp=1, signature=" + s, "nonce"},
      {"no signature", "Guanxi-HMAC-SHA256 key=k, timestamp=1, nonce=" + n, "signature"},
      {"a part twice", header_of("k", "1", n, s) + ", key=k", "key"},
      {"an unknown part", header_of("k", "1", n, s) + ", extra=1", "name=value"},
      {"no equals sign", header_of("k", "1", n, s) + ", extra", "name=value"},
      {"a comma too many", header_of("k", "1", n, s) + ",,", "name=value"},
      {"an empty key", header_of("", "1", n, s), "key"},
      {"a key with a blank", header_of("k k", "1", n, s), "key"},
      {"a key that is too long", header_of(std::string(65, 'k'), "1", n, s), "key"},
      {"a negative time", header_of("k", "-1", n, s), "timestamp"},
      {"a plus sign", header_of("k", "+1", n, s), "timestamp"},
      {"a fraction", header_of("k", "1.5", n, s), "timestamp"},
      {"leading zeros: two texts for one time", header_of("k", "01", n, s), "timestamp"},
      {"2^63", header_of("k", "9223372036854775808", n, s), "timestamp"},
      {"a short nonce", header_of("k", "1", n.substr(1), s), "nonce"},
      {"a long nonce", header_of("k", "1", std::string(65, 'n'), s), "nonce"},
      {"a nonce with another character", header_of("k", "1", n + "+", s), "nonce"},
      {"a signature that is short", header_of("k", "1", n, s.substr(2)), "signature"},
      {"a signature that is no hex", header_of("k", "1", n, std::string(64, 'g')), "signature"},
      {"base64url with padding", header_of("k", "1", n, std::string(43, 'A') + "="), "signature"},
      {"base64url with unused bits",
       header_of("k", "1", n, std::string(42, 'A') + "B"),
       "signature"},
      {"nothing at all", "Guanxi-HMAC-SHA256 ", "key"},
  };
  for (const Row& row : rows) {
    const auto header = parse_signed_header(row.text);
    ASSERT_FALSE(header) << row.reason;
    EXPECT_EQ(header.error().code, ErrorCode::unauthenticated) << row.reason;
    EXPECT_EQ(header.error().facts.at(0).second, row.part) << row.reason;
  }
}

}  // namespace
}  // namespace guanxi::identity
