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
#include <thread>

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
  }
  ~CopyLock() { ::close(fd_); }
  CopyLock(const CopyLock&) = delete;
  CopyLock& operator=(const CopyLock&) = delete;

  /// Around a checkpoint; false while another copies the file.
  bool share() { return lock(F_RDLCK); }
  /// To copy; waits for checkpoints to end. False: somebody else copies.
  bool exclude() {
    using namespace std::chrono;
    const auto until = steady_clock::now() + seconds(10);
    while (!lock(F_WRLCK)) {
      if (steady_clock::now() >= until) return false;
      std::this_thread::sleep_for(milliseconds(5));
    }
    return true;
  }
  void release() { lock(F_UNLCK); }

 private:
  bool lock(short how) {
    struct flock lock {};
    lock.l_type = how;
    lock.l_whence = SEEK_SET;
    lock.l_len = 1;
    return ::fcntl(fd_, F_OFD_SETLK, &lock) == 0;
  }

  int fd_ = -1;
};

}  // namespace guanxi::sql::sqlite
