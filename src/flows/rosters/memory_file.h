// A file without a name in memory, for what must not stand on a disk in the clear but is read by
// what wants a path. Inside flows/rosters only. Threads: one at a time.
#pragma once

#include <filesystem>
#include <string_view>

namespace guanxi::rosters {

class MemoryFile {
 public:
  /// Throws std::system_error, as append() does.
  MemoryFile();
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  void append(std::string_view bytes);
  /// To be opened by this process, as often as one likes.
  std::filesystem::path path() const;

 private:
  int fd_;
};

}  // namespace guanxi::rosters
