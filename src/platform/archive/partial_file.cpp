#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "platform/archive/archive.h"

namespace guanxi::archive {
namespace {

constexpr const char* suffix = ".partial";

[[noreturn]] void unwritable(const std::filesystem::path& file, int error) {
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) {
    give_up(ErrorCode::backup_no_room, {{"path", file.string()}});
  }
  give_up(ErrorCode::backup_unwritable, {{"path", file.string()}, {"why", std::strerror(error)}});
}

std::filesystem::path directory_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

void flush_directory(const std::filesystem::path& directory) {
  const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const int result = fd < 0 ? -1 : ::fsync(fd);
  const int error = errno;
  if (fd >= 0) ::close(fd);
  if (result != 0) unwritable(directory, error);
}

/// Into the name, unless there is one already; file systems that cannot do both at once look first.
int rename_to_free(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  if (::access(to.c_str(), F_OK) == 0) return EEXIST;
  return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

/// What SQLite makes beside a file while it has it open.
void remove_neighbours(const std::filesystem::path& partial) {
  for (const char* const more : {"-wal", "-shm", "-copy", "-mark"}) {
    ::unlink((partial.string() + more).c_str());
  }
}

/// The open file is what has that name.
bool lies_at(int fd, const std::filesystem::path& name) {
  struct stat open {};
  struct stat there {};
  return ::fstat(fd, &open) == 0 && ::stat(name.c_str(), &there) == 0 &&
         open.st_dev == there.st_dev && open.st_ino == there.st_ino;
}

std::string mib(std::int64_t bytes) { return std::to_string((bytes + (1 << 20) - 1) >> 20); }

}  // namespace

PartialFile::PartialFile(const std::filesystem::path& file)
    : file_(file), partial_(file.string() + suffix) {
  try {
    // Somebody who was making the same one may have given it its name, or removed it, before we had
    // the lock: then what we hold is not what lies there.
    for (bool ours = false; !ours;) {
      fd_ = ::open(partial_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
      if (fd_ < 0) unwritable(file_, errno);
      if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
        give_up(ErrorCode::backup_exists, {{"path", partial_.string()}});
      }
      if (::access(file_.c_str(), F_OK) == 0) {
        ours = lies_at(fd_, partial_);
        if (ours) ::unlink(partial_.c_str());
        give_up(ErrorCode::backup_exists, {{"path", file_.string()}});
      }
      ours = lies_at(fd_, partial_);
      if (!ours) ::close(std::exchange(fd_, -1));
    }
    if (::ftruncate(fd_, 0) != 0) unwritable(file_, errno);  // what a program that died left
  } catch (...) {
    if (fd_ >= 0) ::close(fd_);
    throw;
  }
}

PartialFile::~PartialFile() {
  if (!published_) {
    ::unlink(partial_.c_str());
    remove_neighbours(partial_);
  }
  ::close(fd_);
}

std::int64_t PartialFile::size() const {
  struct stat now {};
  if (::fstat(fd_, &now) != 0) unwritable(file_, errno);
  return now.st_size;
}

void PartialFile::reserve(std::int64_t bytes, std::int64_t spare) const {
  struct statvfs disk {};
  if (::fstatvfs(fd_, &disk) != 0) unwritable(file_, errno);
  const auto free = static_cast<std::int64_t>(disk.f_bavail * disk.f_frsize);
  if (free < bytes + spare) {
    give_up(
        ErrorCode::backup_no_room,
        {{"path", file_.string()}, {"needed", mib(bytes + spare)}, {"free", mib(free)}}
    );
  }
  if (bytes == 0 || ::fallocate(fd_, FALLOC_FL_KEEP_SIZE, 0, bytes) == 0) return;
  if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG) unwritable(file_, errno);
}

void PartialFile::append(std::string_view bytes) {
  std::int64_t at = size();
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(fd_, bytes.data(), bytes.size(), at);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) unwritable(file_, errno);
    bytes.remove_prefix(static_cast<std::size_t>(count));
    at += count;
  }
}

std::size_t PartialFile::read_at(std::int64_t at, std::span<char> into) const {
  std::size_t done = 0;
  while (done < into.size()) {
    const ssize_t count =
        ::pread(fd_, into.data() + done, into.size() - done, at + static_cast<std::int64_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) unwritable(file_, errno);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

void PartialFile::flush() {
  // What was reserved and not needed goes back.
  if (::ftruncate(fd_, size()) != 0 || ::fsync(fd_) != 0) unwritable(file_, errno);
  ::posix_fadvise(fd_, 0, 0, POSIX_FADV_DONTNEED);
}

void PartialFile::publish() {
  flush();
  const int error = rename_to_free(partial_, file_);
  if (error == EEXIST) give_up(ErrorCode::backup_exists, {{"path", file_.string()}});
  if (error != 0) unwritable(file_, error);
  try {
    flush_directory(directory_of(file_));
  } catch (...) {
    ::unlink(file_.c_str());
    throw;
  }
  published_ = true;
  remove_neighbours(partial_);
}

void remove_stale_partials(const std::filesystem::path& directory, std::string_view prefix) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(directory, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix) || !name.ends_with(suffix)) continue;
    const int fd = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) continue;
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0 && lies_at(fd, entry.path())) {
      remove_neighbours(entry.path());
      ::unlink(entry.path().c_str());
    }
    ::close(fd);
  }
}

}  // namespace guanxi::archive
