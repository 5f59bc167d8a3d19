#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <algorithm>
#include <memory>

#include "base/check.h"
#include "platform/crypto/crypto.h"
#include "platform/crypto/sodium_ready.h"

namespace guanxi::crypto {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeDigest {
  void operator()(EVP_MD* digest) const { EVP_MD_free(digest); }
};

// Fetching the algorithm costs more than hashing a short text, so it happens once.
const EVP_MD* sha256_algorithm() {
  static const std::unique_ptr<EVP_MD, FreeDigest> fetched(EVP_MD_fetch(nullptr, "SHA256", nullptr)
  );
  GX_CHECK(fetched != nullptr);
  return fetched.get();
}

EVP_MD_CTX* fresh_context() {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  GX_CHECK(context != nullptr);
  GX_CHECK(EVP_DigestInit_ex2(context.get(), sha256_algorithm(), nullptr) == 1);
  return context.get();
}

Digest finish(EVP_MD_CTX* context) {
  Digest digest{};
  unsigned size = 0;
  GX_CHECK(EVP_DigestFinal_ex(context, digest.data(), &size) == 1 && size == digest.size());
  return digest;
}

}  // namespace

Digest sha256(std::string_view data) {
  EVP_MD_CTX* context = fresh_context();
  GX_CHECK(EVP_DigestUpdate(context, data.data(), data.size()) == 1);
  return finish(context);
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  GX_CHECK(context_ != nullptr);
  GX_CHECK(
      EVP_DigestInit_ex2(static_cast<EVP_MD_CTX*>(context_), sha256_algorithm(), nullptr) == 1
  );
}

Sha256::~Sha256() { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context_)); }

void Sha256::add(std::string_view data) {
  GX_CHECK(EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_), data.data(), data.size()) == 1);
}

Digest Sha256::finish() {
  auto* const context = static_cast<EVP_MD_CTX*>(context_);
  const Digest digest = crypto::finish(context);
  GX_CHECK(EVP_DigestInit_ex2(context, sha256_algorithm(), nullptr) == 1);
  return digest;
}

Digest sha256_of_parts(std::span<const std::string_view> parts) {
  EVP_MD_CTX* context = fresh_context();
  for (const std::string_view part : parts) {
    std::array<std::uint8_t, 8> length{};
    for (std::size_t i = 0; i < length.size(); ++i) {
      length[i] = static_cast<std::uint8_t>(std::uint64_t{part.size()} >> (8 * i));
    }
    GX_CHECK(EVP_DigestUpdate(context, length.data(), length.size()) == 1);
    GX_CHECK(EVP_DigestUpdate(context, part.data(), part.size()) == 1);
  }
  return finish(context);
}

// RFC 2104 written out: OpenSSL's own HMAC fetches and allocates on every call, libsodium's does
// not use the processor's SHA instructions; this takes a third of the time of either.
Digest hmac_sha256(std::string_view key, std::string_view data) {
  std::array<std::uint8_t, 64> block{};
  if (key.size() > block.size()) {
    const Digest shortened = sha256(key);
    std::copy(shortened.begin(), shortened.end(), block.begin());
  } else {
    std::copy(key.begin(), key.end(), block.begin());
  }
  for (std::uint8_t& byte : block) byte ^= 0x36;
  EVP_MD_CTX* context = fresh_context();
  GX_CHECK(EVP_DigestUpdate(context, block.data(), block.size()) == 1);
  GX_CHECK(EVP_DigestUpdate(context, data.data(), data.size()) == 1);
  const Digest inner = finish(context);
  for (std::uint8_t& byte : block) byte ^= 0x36 ^ 0x5c;
  context = fresh_context();
  GX_CHECK(EVP_DigestUpdate(context, block.data(), block.size()) == 1);
  GX_CHECK(EVP_DigestUpdate(context, inner.data(), inner.size()) == 1);
  sodium_memzero(block.data(), block.size());
  return finish(context);
}

std::string hmac_sha1(std::string_view key, std::string_view data) {
  std::string mac(20, '\0');
  unsigned size = 0;
  const unsigned char* const made = HMAC(
      EVP_sha1(),
      key.data(),
      static_cast<int>(key.size()),
      reinterpret_cast<const unsigned char*>(data.data()),
      data.size(),
      reinterpret_cast<unsigned char*>(mac.data()),
      &size
  );
  GX_CHECK(made != nullptr && size == mac.size());
  return mac;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::optional<Digest> digest_of(std::string_view bytes) {
  Digest digest{};
  if (bytes.size() != digest.size()) return std::nullopt;
  bytes.copy(reinterpret_cast<char*>(digest.data()), digest.size());
  return digest;
}

}  // namespace guanxi::crypto
