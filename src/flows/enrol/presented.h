// What a person types off a card. Inside flows/enrol only.
#pragma once

#include <optional>
#include <string>

#include "modules/cards/cards.h"
#include "platform/crypto/keys.h"

namespace guanxi::enrol {

/// Nothing unless both number and code were entered.
inline std::optional<crypto::Digest> hash_of(
    const crypto::KeyRing& keys,
    const std::optional<std::string>& number,
    const std::optional<std::string>& code
) {
  if (!number || !code) return std::nullopt;
  return cards::hash_of_code(keys, *number, *code);
}

}  // namespace guanxi::enrol
