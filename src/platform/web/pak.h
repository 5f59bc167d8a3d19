// Inside platform/web: the pages as one file, made and described by script/lib/web_pak.py. Read
// once at the start; afterwards constant, for any thread.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace guanxi::web {

/// Bytes that are no pak, or one that somebody cut or changed.
class BadPak : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct File {
  std::string_view path;  // "/assets/index-Bx1_qZ0a.js"
  std::string_view content_type;
  std::string_view tag;    // of the content, hex
  bool is_hashed = false;  // what has this name never changes
  std::string_view body;
  std::optional<std::string_view> gzip, brotli;  // where they are smaller
};

class Pak {
 public:
  /// `bytes` must outlive it. Throws BadPak.
  explicit Pak(std::string_view bytes);
  /// Null where there is none. Lives as long as the pak.
  const File* find(std::string_view path) const;
  const std::vector<File>& files() const { return files_; }  // in the order of their paths

 private:
  std::vector<File> files_;
};

}  // namespace guanxi::web
