// What a KeyRing holds, ready to use. Inside platform/crypto.
#pragma once

#include "platform/crypto/key_file.h"

namespace guanxi::crypto {

struct KeyRing::Keys {
  explicit Keys(const KeyFile& file);

  SecretKey lookup;
  int sealing;
  std::array<std::optional<SecretKey>, 256> seal;  // by number
  std::vector<KeyGeneration> generations;
};

}  // namespace guanxi::crypto
