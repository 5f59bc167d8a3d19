// Inside modules/downloads: the bytes of a file, sealed and cut.
#pragma once

#include "modules/downloads/store.h"
#include "platform/crypto/keys.h"

namespace guanxi::downloads {

// About what a table of other rows has in a page of them: backups and copies read some at once.
inline constexpr std::size_t part_bytes = 256 * 1024;
inline constexpr std::int64_t parts_at_once = 16;  // of an answer

inline crypto::SealPlace place_of(std::int64_t download) {
  return {"download_parts.data", download};
}

/// How many answers a file of so many parts takes.
inline std::int64_t answers_of(std::int64_t parts) {
  return (parts + parts_at_once - 1) / parts_at_once;
}

/// Takes the bytes of a file as they are made and writes them down part by part, as long as the
/// attempt of `row` is the one in force. Belongs to one thread.
class PartWriter {
 public:
  PartWriter(sql::Database& db, const crypto::Sealer& sealer, store::Row& row)
      : db_(db), sealer_(sealer), row_(row) {}

  void add(std::string_view bytes);
  /// What is left; to be called once, at the end.
  void finish();
  /// Somebody dropped the download, or another process makes it: what follows is lost.
  bool is_over() const { return over_; }

 private:
  void put(std::string_view part);

  sql::Database& db_;
  const crypto::Sealer& sealer_;
  store::Row& row_;
  std::string waiting_;
  bool over_ = false;
};

}  // namespace guanxi::downloads
