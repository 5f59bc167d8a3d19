// The key file as text, and how it gets to the disk whole. Inside platform/crypto.
//
//   # comment
//   lookup base64(32 bytes)                         what look-up hashes and the fingerprint come
//   from 1 base64(32 bytes) 2026-11-22T10:00:00Z         a generation: number, key, when it was
//   made 2 base64(32 bytes) 2027-11-22T10:00:00Z standby opens, does not seal yet
//
// A file without a look-up line (one key in GUANXI_KEY, files made by version 0.1) takes its lowest
// generation for it. GUANXI_KEY may hold the whole file, with ';' for the ends of lines.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/crypto/keys.h"

namespace guanxi::crypto {

struct KeyFile {
  struct Generation {
    int number;
    SecretKey secret;
    std::string created;  // empty: not known
    bool standby = false;
  };
  std::optional<SecretKey> lookup;
  std::vector<Generation> generations;  // ascending, never empty

  const SecretKey& lookup_key() const { return lookup ? *lookup : generations.front().secret; }
  /// The newest generation that is not on standby.
  int sealing() const;
  Generation* find(int number);
};

/// Throws KeyError naming `source` and the line.
KeyFile parse_key_file(std::string_view text, const std::string& source);
std::string text_of(const KeyFile& file);
KeyFile new_key_file(std::string_view created);

/// The text of the file, which nobody but its owner may read; nullopt if there is none. Throws
/// KeyError.
std::optional<std::string> read_key_file(const std::filesystem::path& path);
/// False if somebody else made it first. A crash leaves no half file.
bool create_key_file(const std::filesystem::path& path, std::string_view text);
/// The new text in the place of the old, whole or not at all, with the old file's owner; durable.
void replace_key_file(const std::filesystem::path& path, std::string_view text);

}  // namespace guanxi::crypto
