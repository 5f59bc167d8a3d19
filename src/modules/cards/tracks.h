// What is written on a card's magnetic stripe or in its code: the number and a token that only we
// can make, "88000012345.0005G0001…". And the verification code printed beside it. Pure but for the
// keys. Inside modules/cards only; see cards.h for how a card is found by its track.
//
// The token holds the number of the key it was made with and the generation of the track: writing a
// card's track anew ends the one before, retiring a key ends all that were made with it. Whoever
// copies a track has the card's number, so a track identifies and nothing more; see product rules
// for what spending needs.
//
// Threads: values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "platform/crypto/keys.h"

namespace guanxi::cards {

struct Track {
  std::string number;
  int key = 0;
  std::int64_t generation = 0;

  bool operator==(const Track&) const = default;
};

inline constexpr std::int64_t track_generation_max = 0xff'ffff;
inline constexpr int track_key_max = 0xffff;

class Tracks {
 public:
  explicit Tracks(const crypto::KeyRing& keys) : keys_(keys) {}
  /// Number, '.', 24 characters: fits track 1 of ISO/IEC 7811 and the alphanumeric mode of QR
  /// codes.
  std::string make(const Track& track) const;
  /// nullopt unless we made it, to the character. Whether it still holds is the caller's question.
  std::optional<Track> read(std::string_view text) const;

 private:
  std::string mac(std::string_view head, std::string_view number, int key) const;
  crypto::KeyRing keys_;
};

/// Eight characters that are not mistaken for one another: about 10^12 codes for each card.
std::string make_verification_code(Random& random);
}  // namespace guanxi::cards
