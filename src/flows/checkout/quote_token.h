// A quote's id carries the quote: no row is written for it and any node can read it. It says when
// it was made, by the rules of which moment, under which programme version, and for exactly which
// priced basket; a keyed hash keeps it honest.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "platform/crypto/keys.h"

namespace guanxi::checkout {

inline constexpr std::int64_t quote_seconds_max = 300;

struct QuoteToken {
  Instant issued_at;
  Instant priced_at;  // the moment whose rules it was priced by
  int programme_version = 0;
  std::string basket;  // 16 bytes: hash of store, owner, lines and amounts

  Instant expires_at() const { return issued_at.plus_seconds(quote_seconds_max); }
};

class QuoteTokens {
 public:
  explicit QuoteTokens(const crypto::KeyRing& keys);
  std::string encode(const QuoteToken& token) const;
  /// Errors, at /quote_id: quote_not_found (not one of ours), quote_expired.
  Result<QuoteToken> decode(std::string_view text, Instant now) const;

 private:
  std::string mac(std::string_view body) const;
  crypto::SecretKey key_;
};

}  // namespace guanxi::checkout
