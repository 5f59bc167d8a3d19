#include "platform/sql/sqlite/page_sums.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/check.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace guanxi::sql::sqlite {
namespace {

constexpr std::size_t summed_bytes = page_bytes - page_sum_bytes;
constexpr std::size_t header_bytes = 100;          // of a database file
constexpr char header_text[] = "SQLite format 3";  // with its NUL

thread_local std::string damage_found;

/// SQLite allocates it, with room for the real file behind it.
struct File {
  sqlite3_file base;
  const char* path;  // SQLite keeps it as long as the file is open
  bool has_sums;     // a database; noted whenever its first page passes

  static File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  const sqlite3_io_methods& methods() { return *real()->pMethods; }
};
static_assert(sizeof(File) % alignof(sqlite3_int64) == 0);

int damaged(const File& file, const char* what, std::int64_t number, const char* how) {
  damage_found = std::string(what) + " " + std::to_string(number) + " of " +
                 (file.path == nullptr ? "a temporary file" : file.path) + " " + how;
  return SQLITE_IOERR_DATA;
}

/// As it is stored: little-endian on every machine.
std::uint64_t sum_of_page(const char* page, std::uint32_t number) {
  const std::uint64_t sum = XXH3_64bits_withSeed(page, summed_bytes, number);
  return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap64(sum) : sum;
}

/// Takes note of what the header of a database file says. False: it contradicts itself.
bool note_header(File& file, const void* bytes) {
  const char* const header = static_cast<const char*>(bytes);
  if (std::memcmp(header, header_text, sizeof header_text) != 0) return true;  // SQLite will tell
  const bool has_id =
      big_endian_32(header + 68) == static_cast<std::uint32_t>(page_sums_application_id);
  const bool has_room = header[20] == page_sum_bytes;
  const bool has_size = header[16] == page_bytes / 256 && header[17] == 0;
  file.has_sums = has_id || has_room;
  return !file.has_sums || (has_room && has_size);
}

bool is_page(int bytes, sqlite3_int64 at) { return bytes == page_bytes && at % page_bytes == 0; }

/// The page at 1 GiB whose bytes SQLite locks on some systems: it is never written, and read by
/// nobody but who copies the file. (SQLite is asked where it is: tests move it.)
bool is_lock_page(sqlite3_int64 at) {
  return at == sqlite3_test_control(SQLITE_TESTCTRL_PENDING_BYTE, 0U) / page_bytes * page_bytes;
}

int read_page(sqlite3_file* self, void* to, int bytes, sqlite3_int64 at) {
  File& file = File::of(self);
  const int result = file.methods().xRead(file.real(), to, bytes, at);
  const auto number = static_cast<std::uint32_t>(at / page_bytes + 1);
  // Beyond the end SQLite would go on with zeros.
  if (result == SQLITE_IOERR_SHORT_READ && file.has_sums && is_page(bytes, at) && at > 0) {
    return damaged(file, "page", number, "is missing: the file is too short");
  }
  if (result != SQLITE_OK) return result;
  if (at == 0 && static_cast<std::size_t>(bytes) >= header_bytes && !note_header(file, to)) {
    return damaged(file, "page", number, "contradicts itself about its checksums");
  }
  if (!file.has_sums || !is_page(bytes, at)) return SQLITE_OK;
  const char* const page = static_cast<const char*>(to);
  std::uint64_t stored = 0;
  std::memcpy(&stored, page + summed_bytes, sizeof stored);
  if (stored == sum_of_page(page, number) || is_lock_page(at)) return SQLITE_OK;
  return damaged(file, "page", number, "does not have its checksum");
}

int write_page(sqlite3_file* self, const void* from, int bytes, sqlite3_int64 at) {
  File& file = File::of(self);
  if (at == 0 && static_cast<std::size_t>(bytes) >= header_bytes) note_header(file, from);
  if (!file.has_sums || !is_page(bytes, at)) {
    return file.methods().xWrite(file.real(), from, bytes, at);
  }
  std::array<char, page_bytes> page;  // NOLINT: filled below
  std::memcpy(page.data(), from, summed_bytes);
  stamp_page(page.data(), static_cast<std::uint32_t>(at / page_bytes + 1));
  return file.methods().xWrite(file.real(), page.data(), bytes, at);
}

int read_frame(sqlite3_file* self, void* to, int bytes, sqlite3_int64 at) {
  File& file = File::of(self);
  const sqlite3_int64 start = at - frame_header_bytes;  // of the frame
  const bool is_frame = bytes == page_bytes && start >= log_header_bytes &&
                        (start - log_header_bytes) % frame_bytes == 0;
  // Whole frames are read by recovery, which checks them itself.
  if (!is_frame) return file.methods().xRead(file.real(), to, bytes, at);
  const std::int64_t number = (start - log_header_bytes) / frame_bytes + 1;
  const sqlite3_int64 before = number == 1 ? log_sum_at : start - frame_bytes + frame_sum_at;
  std::array<char, frame_bytes> frame;  // NOLINT: filled below
  std::array<char, 8> sum;              // NOLINT
  int result = file.methods().xRead(file.real(), frame.data(), frame.size(), start);
  if (result == SQLITE_OK) {
    result = file.methods().xRead(file.real(), sum.data(), sum.size(), before);
  }
  if (result == SQLITE_IOERR_SHORT_READ) {
    return damaged(file, "frame", number, "is missing: the file is too short");
  }
  if (result != SQLITE_OK) return result;
  if (!frame_follows(sum_at(sum.data()), frame.data())) {
    return damaged(file, "frame", number, "does not have its checksum");
  }
  std::memcpy(to, frame.data() + frame_header_bytes, page_bytes);
  return SQLITE_OK;
}

int control(sqlite3_file* self, int what, void* argument) {
  File& file = File::of(self);
  if (what == ask_page_sums) {
    *static_cast<bool*>(argument) = file.has_sums;
    return SQLITE_OK;
  }
  return file.methods().xFileControl(file.real(), what, argument);
}

/// Hands everything to the real file.
sqlite3_io_methods forwarding() {
  sqlite3_io_methods m{};
  m.xClose = [](sqlite3_file* f) { return File::of(f).methods().xClose(File::of(f).real()); };
  m.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
    return File::of(f).methods().xTruncate(File::of(f).real(), size);
  };
  m.xSync = [](sqlite3_file* f, int flags) {
    return File::of(f).methods().xSync(File::of(f).real(), flags);
  };
  m.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
    return File::of(f).methods().xFileSize(File::of(f).real(), size);
  };
  m.xLock = [](sqlite3_file* f, int lock) {
    return File::of(f).methods().xLock(File::of(f).real(), lock);
  };
  m.xUnlock = [](sqlite3_file* f, int lock) {
    return File::of(f).methods().xUnlock(File::of(f).real(), lock);
  };
  m.xCheckReservedLock = [](sqlite3_file* f, int* out) {
    return File::of(f).methods().xCheckReservedLock(File::of(f).real(), out);
  };
  m.xSectorSize = [](sqlite3_file* f) {
    return File::of(f).methods().xSectorSize(File::of(f).real());
  };
  m.xDeviceCharacteristics = [](sqlite3_file* f) {
    return File::of(f).methods().xDeviceCharacteristics(File::of(f).real());
  };
  return m;
}

const sqlite3_io_methods data_methods = [] {
  sqlite3_io_methods m = forwarding();
  m.iVersion = 2;  // no memory map: what it shows passes nobody
  m.xRead = read_page;
  m.xWrite = write_page;
  m.xFileControl = control;
  m.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
    return File::of(f).methods().xShmMap(File::of(f).real(), page, size, extend, out);
  };
  m.xShmLock = [](sqlite3_file* f, int at, int n, int flags) {
    return File::of(f).methods().xShmLock(File::of(f).real(), at, n, flags);
  };
  m.xShmBarrier = [](sqlite3_file* f) { File::of(f).methods().xShmBarrier(File::of(f).real()); };
  m.xShmUnmap = [](sqlite3_file* f, int remove) {
    return File::of(f).methods().xShmUnmap(File::of(f).real(), remove);
  };
  return m;
}();

const sqlite3_io_methods log_methods = [] {
  sqlite3_io_methods m = forwarding();
  m.iVersion = 1;  // a log is neither mapped nor locked
  m.xRead = read_frame;
  m.xWrite = [](sqlite3_file* f, const void* from, int bytes, sqlite3_int64 at) {
    return File::of(f).methods().xWrite(File::of(f).real(), from, bytes, at);
  };
  m.xFileControl = [](sqlite3_file* f, int what, void* argument) {
    return File::of(f).methods().xFileControl(File::of(f).real(), what, argument);
  };
  return m;
}();

int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* self, int flags, int* out_flags) {
  auto* const real = static_cast<sqlite3_vfs*>(vfs->pAppData);
  if ((flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) == 0) {
    return real->xOpen(real, path, self, flags, out_flags);
  }
  File& file = File::of(self);
  file.base.pMethods = nullptr;
  file.path = path;
  file.has_sums = false;
  file.real()->pMethods = nullptr;
  const int result = real->xOpen(real, path, file.real(), flags, out_flags);
  if (file.real()->pMethods != nullptr) {
    file.base.pMethods = (flags & SQLITE_OPEN_WAL) != 0 ? &log_methods : &data_methods;
  }
  return result;
}

}  // namespace

void install_page_sums() {
  static sqlite3_vfs ours = [] {
    sqlite3_vfs* const real = sqlite3_vfs_find(nullptr);
    GX_CHECK(real != nullptr);
    sqlite3_vfs vfs = *real;  // the rest ignores which VFS it is called through
    vfs.pNext = nullptr;
    vfs.zName = "guanxi";
    vfs.szOsFile = real->szOsFile + static_cast<int>(sizeof(File));
    vfs.pAppData = real;
    vfs.xOpen = open;
    return vfs;
  }();
  GX_CHECK(sqlite3_vfs_register(&ours, /*makeDflt=*/1) == SQLITE_OK);
}

std::string take_page_damage() { return std::exchange(damage_found, std::string()); }

void stamp_page(char* page, std::uint32_t number) {
  const std::uint64_t sum = sum_of_page(page, number);
  std::memcpy(page + summed_bytes, &sum, sizeof sum);
}

std::uint32_t big_endian_32(const char* from) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(from[i]);
  return value;
}

LogSum sum_at(const char* from) { return {big_endian_32(from), big_endian_32(from + 4)}; }

LogSum log_sum(LogSum sum, const char* from, std::size_t bytes, bool big_endian) {
  for (std::size_t i = 0; i < bytes; i += 8) {
    std::array<std::uint32_t, 2> words;  // NOLINT: filled below
    std::memcpy(words.data(), from + i, 8);
    if (big_endian != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)) {
      words = {__builtin_bswap32(words[0]), __builtin_bswap32(words[1])};
    }
    sum.first += words[0] + sum.second;
    sum.second += words[1] + sum.first;
  }
  return sum;
}

bool frame_follows(LogSum before, const char* frame) {
  const LogSum stored = sum_at(frame + frame_sum_at);
  // In the byte order of the machine that began the log: ours, unless the file has travelled.
  for (const bool big_endian : {false, true}) {
    const LogSum head = log_sum(before, frame, 8, big_endian);
    if (log_sum(head, frame + frame_header_bytes, page_bytes, big_endian) == stored) return true;
  }
  return false;
}

}  // namespace guanxi::sql::sqlite
