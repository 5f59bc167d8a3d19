// Whether a backup is being made on this machine: a file that the kernel locks for who makes one,
// so that a program that dies lets go at once. Private to flows/backup.
//
// Threads: one at a time; is_taken() any.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/file_owner.h"
#include "platform/sql/sql.h"

namespace guanxi::backup {

class RunLock {
 public:
  /// Empty: there is no such file, as several machines share the store; it then says nothing.
  explicit RunLock(std::filesystem::path file) : file_(std::move(file)) {}
  ~RunLock() { give_back(); }
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

  bool says_something() const { return !file_.empty(); }
  /// False: somebody else makes a backup. Once more by who has it is fine.
  bool take() {
    if (!says_something() || fd_ >= 0) return true;
    const int fd = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) broken("open");
    give_to_folder_owner(file_);
    struct flock lock = whole();
    if (::fcntl(fd, F_OFD_SETLK, &lock) == 0) {
      fd_ = fd;
      return true;
    }
    const int error = errno;
    ::close(fd);
    errno = error;
    if (error != EAGAIN && error != EACCES) broken("lock");
    return false;
  }
  void give_back() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }
  /// Asks without taking it. True where it cannot be told.
  bool is_taken() const {
    const int fd = ::open(file_.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return errno != ENOENT;
    struct flock lock = whole();
    const bool asked = ::fcntl(fd, F_OFD_GETLK, &lock) == 0;
    ::close(fd);
    return !asked || lock.l_type != F_UNLCK;
  }

 private:
  static struct flock whole() {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
  }
  [[noreturn]] void broken(const char* what) const {
    throw sql::StorageFault(
        sql::StorageFault::Kind::io,
        std::string("cannot ") + what + " " + file_.string() + ": " + std::strerror(errno)
    );
  }

  std::filesystem::path file_;
  int fd_ = -1;
};

}  // namespace guanxi::backup
