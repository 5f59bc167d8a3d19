// Fields in one form for ever, to be hashed: each is its length in one byte, then its bytes;
// numbers are 8 bytes, big-endian, two's complement. Lengths instead of separators, because with
// separators "ab|c" and "a|bc" would hash alike. Journals chain their entries with it.
//
// Threads: a value; nothing is allocated.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "platform/crypto/crypto.h"

namespace guanxi::crypto {

/// Holds 2048 bytes, each text at most 255; more is a fault of ours.
class Canonical {
 public:
  /// `form` names what the fields are, and its version: "guanxi.points.entry.1".
  explicit Canonical(std::string_view form) { add(form); }

  void add(std::string_view text) {
    GX_CHECK(text.size() < 256 && size_ + 1 + text.size() <= buffer_.size());
    buffer_[size_++] = static_cast<char>(static_cast<unsigned char>(text.size()));
    text.copy(buffer_.data() + size_, text.size());
    size_ += text.size();
  }
  void add(std::int64_t number) {
    std::array<char, 8> bytes;
    auto bits = static_cast<std::uint64_t>(number);
    for (std::size_t i = bytes.size(); i-- > 0; bits >>= 8) {
      bytes[i] = static_cast<char>(static_cast<unsigned char>(bits & 0xff));
    }
    add(std::string_view(bytes.data(), bytes.size()));
  }
  void add(const Digest& digest) { add(bytes_of(digest)); }

  Digest hash() const { return sha256({buffer_.data(), size_}); }

 private:
  std::array<char, 2048> buffer_;
  std::size_t size_ = 0;
};

}  // namespace guanxi::crypto
