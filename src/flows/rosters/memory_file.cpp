#include "flows/rosters/memory_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace guanxi::rosters {
namespace {

[[noreturn]] void memory_fault() {
  throw std::system_error(errno, std::generic_category(), "a file in memory");
}

}  // namespace

MemoryFile::MemoryFile() : fd_(::memfd_create("roster", MFD_CLOEXEC)) {
  if (fd_ < 0) memory_fault();
}

MemoryFile::~MemoryFile() { ::close(fd_); }

void MemoryFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) memory_fault();
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::filesystem::path MemoryFile::path() const { return "/proc/self/fd/" + std::to_string(fd_); }

}  // namespace guanxi::rosters
