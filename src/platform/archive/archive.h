// A backup as one file. Made by flows/backup.
//
//   payload          what is kept: a SQLite database file as it is (physical), or rows
//   (table_stream.h) block digests    SHA-256 of each MiB of the payload, one after another
//   manifest         JSON: what it is, of which program and schema, how many rows it holds, which
//   key footer           72 bytes: lengths of the three, and a SHA-256 over digests, manifest and
//   itself
//
// The payload comes first and unchanged, so that a physical backup is also a SQLite file; and what
// is at the end is written last, so that half a backup has no footer. Every bit of the file is
// under a checksum. The Reader hands out no byte whose block it has not verified.
//
// The key that sealed personal data is never in it; the manifest names its fingerprint.
//
// Threads: each object belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/pacer.h"
#include "platform/archive/failure.h"
#include "platform/archive/manifest.h"
#include "platform/crypto/crypto.h"

namespace guanxi::archive {

/// A file under a temporary name (<name>.partial, locked) that gets its right name when it is
/// whole, and is removed otherwise.
class PartialFile {
 public:
  /// Throws Failure: backup_exists, backup_unwritable.
  explicit PartialFile(const std::filesystem::path& file);
  ~PartialFile();
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  const std::filesystem::path& path() const { return partial_; }
  const std::filesystem::path& file() const { return file_; }
  std::int64_t size() const;
  /// Sees that there is room for `bytes`, and takes it where the file system can. `spare` is left
  /// for others. Throws Failure backup_no_room.
  void reserve(std::int64_t bytes, std::int64_t spare) const;
  /// Throws Failure: backup_no_room, backup_unwritable.
  void append(std::string_view bytes);
  std::size_t read_at(std::int64_t at, std::span<char> into) const;
  /// Makes it durable, and forgets what memory holds of it: what is read next comes from the disk.
  void flush();
  /// The same, and gives it its name; never over another file. Throws as the constructor; where it
  /// does, no file of that name is left by it.
  void publish();

 private:
  std::filesystem::path file_, partial_;
  int fd_ = -1;
  bool published_ = false;
};

/// What a program that died left behind under names that begin with `prefix`; a file somebody still
/// writes stays.
void remove_stale_partials(const std::filesystem::path& directory, std::string_view prefix);

/// Writes what stands behind the payload. `on_progress(done, total)` false ends it with Failure
/// backup_stopped.
void seal(
    PartialFile& file,
    const Manifest& manifest,
    Pacer& pacer,
    const std::function<bool(std::int64_t, std::int64_t)>& on_progress
);

class Reader {
 public:
  /// Reads what stands behind the payload. Throws Failure: backup_unreadable,
  /// backup_unknown_format, backup_damaged.
  explicit Reader(const std::filesystem::path& file);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  const Manifest& manifest() const { return manifest_; }
  const std::filesystem::path& file() const { return file_; }
  std::int64_t payload_bytes() const { return payload_bytes_; }
  std::int64_t bytes_read() const { return at_; }
  /// The next bytes of the payload, at most as many as `into` takes; 0 at its end. Throws Failure
  /// backup_damaged naming the place, backup_unreadable.
  std::size_t read(std::span<char> into);

 private:
  void read_back();
  void next_block();
  void read_exactly(std::int64_t at, std::span<char> into) const;
  [[noreturn]] void damaged(const std::string& why) const;

  std::filesystem::path file_;
  int fd_ = -1;
  std::int64_t payload_bytes_ = 0;
  std::int64_t at_ = 0;  // handed out so far
  std::string digests_;
  Manifest manifest_;
  std::vector<char> block_;
  std::size_t block_at_ = 0;
};

}  // namespace guanxi::archive
