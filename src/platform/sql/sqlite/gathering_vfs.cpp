#include "platform/sql/sqlite/gathering_vfs.h"

#include <atomic>
#include <memory>
#include <new>
#include <utility>

#include "platform/sql/sqlite/connection.h"
#include "platform/sql/sqlite/page_sums.h"

namespace guanxi::sql::sqlite {
namespace {

constexpr std::size_t gathered_bytes_max = 0x1ffff;  // the most SQLite's unix files write at once

struct Gathered {
  const GatheringVfs::Flushed* flushed;
  sqlite3_int64 at = 0;  // where in the file the first of `bytes` belongs
  std::string bytes = {};
  LogPosition written = {};  // up to the latest frame; 0 frames: none since the last flush
};

/// SQLite allocates it, with room for the other file system's file behind it.
struct Log {
  sqlite3_file base;
  Gathered* gathered;

  static Log& of(sqlite3_file* file) { return *reinterpret_cast<Log*>(file); }
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  const sqlite3_io_methods& methods() { return *real()->pMethods; }
};
static_assert(sizeof(Log) % alignof(std::max_align_t) == 0);

/// What could not be written is forgotten: the COMMIT fails, and SQLite undoes the transaction.
int hand_on(Log& log) {
  Gathered& gathered = *log.gathered;
  if (gathered.bytes.empty()) return SQLITE_OK;
  const int result = log.methods().xWrite(
      log.real(), gathered.bytes.data(), static_cast<int>(gathered.bytes.size()), gathered.at
  );
  gathered.bytes.clear();
  return result;
}

/// Remembers which frame it is, if it is a frame's header.
void note_frame(Gathered& gathered, const void* from, int size, sqlite3_int64 at) {
  const sqlite3_int64 before = at - log_header_bytes;
  if (size != frame_header_bytes || before < 0 || before % frame_bytes != 0) return;
  const char* const header = static_cast<const char*>(from);
  gathered.written = {
      big_endian_32(header + 8),
      big_endian_32(header + 12),
      static_cast<std::uint32_t>(before / frame_bytes + 1)};
}

int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
  Log& log = Log::of(file);
  Gathered& gathered = *log.gathered;
  const auto more = static_cast<std::size_t>(size);  // a page at most
  const bool follows = at == gathered.at + static_cast<sqlite3_int64>(gathered.bytes.size());
  if (!follows || gathered.bytes.size() + more > gathered_bytes_max) {
    const int result = hand_on(log);
    if (result != SQLITE_OK) return result;
  }
  if (gathered.bytes.empty()) gathered.at = at;
  gathered.bytes.append(static_cast<const char*>(from), more);
  note_frame(gathered, from, size, at);
  return SQLITE_OK;
}

int flush(sqlite3_file* file, int flags) {
  Log& log = Log::of(file);
  int result = hand_on(log);
  if (result == SQLITE_OK) result = log.methods().xSync(log.real(), flags);
  const LogPosition written = std::exchange(log.gathered->written, LogPosition());
  // Frames are flushed once, behind the last of a commit.
  if (result == SQLITE_OK && written.frames > 0 && *log.gathered->flushed) {
    (*log.gathered->flushed)(written);
  }
  return result;
}

/// A call that must find in the file what was written so far.
template <class Call>
int after_writing(sqlite3_file* file, Call&& call) {
  Log& log = Log::of(file);
  const int result = hand_on(log);
  return result != SQLITE_OK ? result : call(log.methods(), log.real());
}

const sqlite3_io_methods log_methods = [] {
  sqlite3_io_methods m{};
  m.iVersion = 1;  // a log is neither mapped nor locked
  m.xClose = [](sqlite3_file* file) {
    Log& log = Log::of(file);
    const int result = log.methods().xClose(log.real());
    delete log.gathered;
    return result;
  };
  m.xRead = [](sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
    return after_writing(file, [&](auto& real, auto* f) { return real.xRead(f, to, size, at); });
  };
  m.xWrite = write;
  m.xTruncate = [](sqlite3_file* file, sqlite3_int64 size) {
    return after_writing(file, [&](auto& real, auto* f) { return real.xTruncate(f, size); });
  };
  m.xSync = flush;
  m.xFileSize = [](sqlite3_file* file, sqlite3_int64* size) {
    return after_writing(file, [&](auto& real, auto* f) { return real.xFileSize(f, size); });
  };
  m.xLock = [](sqlite3_file* file, int lock) {
    return Log::of(file).methods().xLock(Log::of(file).real(), lock);
  };
  m.xUnlock = [](sqlite3_file* file, int lock) {
    return Log::of(file).methods().xUnlock(Log::of(file).real(), lock);
  };
  m.xCheckReservedLock = [](sqlite3_file* file, int* out) {
    return Log::of(file).methods().xCheckReservedLock(Log::of(file).real(), out);
  };
  m.xFileControl = [](sqlite3_file* file, int what, void* argument) {
    return Log::of(file).methods().xFileControl(Log::of(file).real(), what, argument);
  };
  m.xSectorSize = [](sqlite3_file* file) {
    return Log::of(file).methods().xSectorSize(Log::of(file).real());
  };
  m.xDeviceCharacteristics = [](sqlite3_file* file) {
    return Log::of(file).methods().xDeviceCharacteristics(Log::of(file).real());
  };
  return m;
}();

}  // namespace

int GatheringVfs::open(
    sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags
) {
  const auto* const self = static_cast<GatheringVfs*>(vfs->pAppData);
  sqlite3_vfs* const over = self->over_;
  if ((flags & SQLITE_OPEN_WAL) == 0) return over->xOpen(over, path, file, flags, out_flags);
  Log& log = Log::of(file);
  log.base.pMethods = nullptr;
  log.real()->pMethods = nullptr;
  const int result = over->xOpen(over, path, log.real(), flags, out_flags);
  if (log.real()->pMethods == nullptr) return result;
  try {
    auto gathered = std::make_unique<Gathered>(Gathered{&self->flushed_});
    gathered->bytes.reserve(gathered_bytes_max);
    log.gathered = gathered.release();
  } catch (const std::bad_alloc&) {
    log.methods().xClose(log.real());
    return SQLITE_NOMEM;
  }
  log.base.pMethods = &log_methods;
  return result;
}

GatheringVfs::GatheringVfs(const std::string& over, Flushed flushed)
    : flushed_(std::move(flushed)) {
  configure_library();
  static std::atomic<int> count{0};
  name_ = "gathering" + std::to_string(++count);
  over_ = sqlite3_vfs_find(over.empty() ? nullptr : over.c_str());
  if (over_ == nullptr) {
    throw StorageFault(StorageFault::Kind::other, "there is no SQLite VFS named " + over);
  }
  vfs_ = *over_;  // the rest of it ignores which VFS it is called through, or asks for names only
  vfs_.pNext = nullptr;
  vfs_.zName = name_.c_str();
  vfs_.szOsFile = over_->szOsFile + static_cast<int>(sizeof(Log));
  vfs_.pAppData = this;
  vfs_.xOpen = open;
  if (sqlite3_vfs_register(&vfs_, 0) != SQLITE_OK) {
    throw StorageFault(StorageFault::Kind::other, "SQLite does not take another VFS");
  }
}

GatheringVfs::~GatheringVfs() { sqlite3_vfs_unregister(&vfs_); }

}  // namespace guanxi::sql::sqlite
