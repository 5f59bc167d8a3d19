#include <sodium.h>

#include "base/check.h"
#include "platform/crypto/keys.h"
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

}  // namespace

Sealer::Sealer(const KeyRing& keys) : newest_(keys.newest()) {
  sodium_ready();
  for (const int number : keys.numbers()) {
    keys_[static_cast<std::size_t>(number)] = keys.derive(number, "seal");
  }
}

std::string Sealer::seal(std::string_view plain, SealPlace place) const {
  std::string sealed(header_size + nonce_size + plain.size() + tag_size, '\0');
  sealed[0] = format_version;
  sealed[1] = static_cast<char>(newest_);
  auto* const bytes = reinterpret_cast<unsigned char*>(sealed.data());
  randombytes_buf(bytes + header_size, nonce_size);
  const std::string bound = associated_data(std::string_view(sealed).substr(0, header_size), place);
  const auto& key = keys_[static_cast<std::size_t>(newest_)];
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
  const auto& key = keys_[static_cast<unsigned char>(sealed[1])];
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
  return sealed.size() < header_size || static_cast<unsigned char>(sealed[1]) != newest_;
}

}  // namespace guanxi::crypto
