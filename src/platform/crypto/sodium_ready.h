// Inside platform/crypto only.
#pragma once

#include <string_view>

namespace guanxi::crypto {

/// libsodium wants one call before its random numbers and its CPU-specific code are used.
void sodium_ready();

inline const unsigned char* as_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace guanxi::crypto
