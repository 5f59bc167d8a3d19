#include <sodium.h>

#include <numeric>

#include "base/check.h"
#include "platform/crypto/ring_keys.h"
#include "platform/crypto/sodium_ready.h"

namespace guanxi::crypto {
namespace {

constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t header_size = 2;
constexpr char format_version = 1;

// Header, then column, then owner; the column's length keeps "a" + "bc" apart from "ab" + "c".
std::string associated_data(std::string_view header, SealPlace place) {
  std::string data(header);
  data += std::to_string(place.column.size()) + ':';
  data += place.column;
  data += ':' + std::to_string(place.owner);
  return data;
}

/// The number of the key that sealed it; 0 for what is no seal.
int number_of(std::string_view sealed) {
  return sealed.size() < header_size ? 0 : static_cast<unsigned char>(sealed[1]);
}

}  // namespace

std::string Sealer::seal(std::string_view plain, SealPlace place) const {
  const auto keys = keys_->get();
  std::string sealed(header_size + nonce_size + plain.size() + tag_size, '\0');
  sealed[0] = format_version;
  sealed[1] = static_cast<char>(keys->sealing);
  auto* const bytes = reinterpret_cast<unsigned char*>(sealed.data());
  randombytes_buf(bytes + header_size, nonce_size);
  const std::string bound = associated_data(std::string_view(sealed).substr(0, header_size), place);
  const auto& key = keys->seal[static_cast<std::size_t>(keys->sealing)];
  GX_CHECK(key.has_value());
  unsigned long long written = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      bytes + header_size + nonce_size,
      &written,
      as_bytes(plain),
      plain.size(),
      as_bytes(bound),
      bound.size(),
      nullptr,
      bytes + header_size,
      as_bytes(key->reveal())
  );
  GX_CHECK(written == plain.size() + tag_size);
  return sealed;
}

std::optional<std::string> Sealer::try_open(std::string_view sealed, SealPlace place) const {
  if (sealed.size() < header_size + nonce_size + tag_size || sealed[0] != format_version)
    return std::nullopt;
  const auto keys = keys_->get();
  const auto& key = keys->seal[static_cast<unsigned char>(sealed[1])];
  if (!key) return std::nullopt;
  const std::string bound = associated_data(sealed.substr(0, header_size), place);
  const std::string_view nonce = sealed.substr(header_size, nonce_size);
  const std::string_view box = sealed.substr(header_size + nonce_size);
  std::string plain(box.size() - tag_size, '\0');
  unsigned long long written = 0;
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<unsigned char*>(plain.data()),
      &written,
      nullptr,
      as_bytes(box),
      box.size(),
      as_bytes(bound),
      bound.size(),
      as_bytes(nonce),
      as_bytes(key->reveal())
  );
  if (failed != 0) return std::nullopt;
  return plain;
}

std::string Sealer::open(std::string_view sealed, SealPlace place) const {
  auto plain = try_open(sealed, place);
  if (!plain) {
    throw SealBroken(
        "the sealed value in " + std::string(place.column) + " of owner " +
        std::to_string(place.owner) +
        " does not open: it was altered or moved, or the key file is not the one it was sealed with"
    );
  }
  return std::move(*plain);
}

bool Sealer::is_outdated(std::string_view sealed) const {
  return number_of(sealed) != keys_->get()->sealing;
}

std::optional<std::string> Sealer::renew(
    std::string_view sealed, SealPlace place, SealCensus& census
) const {
  ++census.by_key[static_cast<std::size_t>(number_of(sealed))];
  const bool outdated = is_outdated(sealed);
  const auto plain = try_open(sealed, place);
  if (!plain) ++census.unreadable;
  if (!plain || !outdated) return std::nullopt;
  return seal(*plain, place);
}

std::int64_t SealCensus::values() const {
  return std::accumulate(by_key.begin(), by_key.end(), std::int64_t{0});
}

}  // namespace guanxi::crypto
