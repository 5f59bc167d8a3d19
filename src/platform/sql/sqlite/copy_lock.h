// Who may move the log into the database file. A copy of the file is whole only if nobody writes to
// it behind the copier's back, so every program that has the store open asks before each
// checkpoint, and the copier keeps all others from it. A byte of <file>-copy, locked by the kernel:
// a program that dies lets go at once.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>

#include "base/file_owner.h"
#include "platform/sql/sql.h"

namespace guanxi::sql::sqlite {

class CopyLock {
 public:
  explicit CopyLock(const std::filesystem::path& store) {
    const std::string file = store.string() + "-copy";
    fd_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd_ < 0) {
      throw StorageFault(
          StorageFault::Kind::io, "cannot open " + file + ": " + std::strerror(errno)
      );
    }
    give_to_folder_owner(file);
  }
  ~CopyLock() { ::close(fd_); }
  CopyLock(const CopyLock&) = delete;
  CopyLock& operator=(const CopyLock&) = delete;

  /// Around a checkpoint; false while another copies the file. Throws StorageFault io where the
  /// file system cannot lock.
  bool share() { return lock(F_RDLCK); }
  /// To copy; waits for a checkpoint of another program to end. False: somebody else copies.
  /// `wanted` is asked meanwhile; it may throw.
  bool exclude(const std::function<void()>& wanted) {
    while (!lock(F_WRLCK)) {
      if (is_excluded()) return false;
      wanted();
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
  }
  void release() { set(F_UNLCK); }

 private:
  static struct flock byte(short how) {
    struct flock lock {};
    lock.l_type = how;
    lock.l_whence = SEEK_SET;
    lock.l_len = 1;
    return lock;
  }
  int set(short how) {
    struct flock lock = byte(how);
    return ::fcntl(fd_, F_OFD_SETLK, &lock) == 0 ? 0 : errno;
  }
  bool lock(short how) {
    const int error = set(how);
    if (error == 0 || error == EAGAIN || error == EACCES) return error == 0;
    throw StorageFault(
        StorageFault::Kind::io,
        std::string("cannot lock the store for its checkpoints: ") + std::strerror(error)
    );
  }
  bool is_excluded() {
    struct flock lock = byte(F_RDLCK);  // those that share are not in its way
    return ::fcntl(fd_, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  }

  int fd_ = -1;
};

}  // namespace guanxi::sql::sqlite
