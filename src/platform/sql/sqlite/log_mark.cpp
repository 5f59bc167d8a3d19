#include "platform/sql/sqlite/log_mark.h"
#include "base/file_owner.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "platform/sql/sql.h"
#include "platform/sql/sqlite/page_sums.h"

namespace guanxi::sql::sqlite {
namespace {

// The note: 5 words and a checksum over them, as this machine writes them.
constexpr std::uint32_t magic = 0x4d475847;  // "GXGM"
struct Stored {
  std::array<std::uint32_t, 6> words;  // magic, salts, frames, closing, unused
  LogSum sum;
};
static_assert(sizeof(Stored) == 32);

LogSum sum_of(const Stored& stored) {
  return log_sum({1, 1}, reinterpret_cast<const char*>(stored.words.data()), 24, false);
}

constexpr std::size_t frames_at_once = 128;

/// What a log holds, as far as a scan of the file can tell.
struct Scan {
  bool is_there = false;    // a log with something in it
  bool is_foreign = false;  // of another page size: not ours to judge
  bool has_header = false;  // one that is whole
  LogPosition good;         // the frames that follow from each other, from the first
  bool has_more = false;    // after one that does not follow, a commit and frames after it
  bool operator==(const Scan&) const = default;
};

class Log {
 public:
  explicit Log(const std::filesystem::path& file)
      : fd_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)), frames_(frames_at_once * frame_bytes) {}
  ~Log() {
    if (fd_ >= 0) ::close(fd_);
  }
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  Scan scan() {
    Scan scan;
    std::array<char, log_header_bytes> header{};
    if (fd_ < 0 || read(header.data(), header.size(), 0) < header.size()) return scan;
    scan.is_there = true;
    const LogSum sum = sum_at(header.data() + log_sum_at);
    for (const bool big_endian : {false, true}) {
      if (log_sum({}, header.data(), log_sum_at, big_endian) == sum) scan.has_header = true;
    }
    scan.is_foreign = scan.has_header && big_endian_32(header.data() + 8) != page_bytes;
    if (scan.is_foreign) return scan;
    if (scan.has_header) {
      scan.good.salt_first = big_endian_32(header.data() + 16);
      scan.good.salt_second = big_endian_32(header.data() + 20);
    }
    each_frame(scan, sum);
    return scan;
  }

 private:
  /// A frame follows if its checksum does and it is of the same log: what an earlier log left
  /// behind the present one is no part of it.
  void each_frame(Scan& scan, LogSum before) {
    bool is_good = scan.has_header;
    bool was_commit = false;
    LogPosition salts = scan.good;
    std::int64_t at = log_header_bytes;
    for (;;) {
      const std::size_t whole = read(frames_.data(), frames_.size(), at) / frame_bytes;
      for (std::size_t i = 0; i < whole; ++i) {
        const char* const frame = frames_.data() + i * frame_bytes;
        const LogPosition own{big_endian_32(frame + 8), big_endian_32(frame + 12), 0};
        const bool same_log =
            own.salt_first == salts.salt_first && own.salt_second == salts.salt_second;
        const bool follows = same_log && frame_follows(before, frame);
        if (is_good && follows) {
          ++scan.good.frames;
        } else {
          is_good = false;
          // Written only after the commit before it was flushed.
          if (follows && was_commit) scan.has_more = true;
        }
        was_commit = big_endian_32(frame + 4) != 0;
        before = sum_at(frame + frame_sum_at);
        if (!scan.has_header) salts = own;
      }
      if (whole < frames_at_once) return;
      at += static_cast<std::int64_t>(whole) * frame_bytes;
    }
  }

  std::size_t read(char* to, std::size_t bytes, std::int64_t at) const {
    std::size_t done = 0;
    while (done < bytes) {
      const ssize_t count =
          ::pread(fd_, to + done, bytes - done, at + static_cast<std::int64_t>(done));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) {
        throw StorageFault(
            StorageFault::Kind::io, std::string("cannot read the log: ") + std::strerror(errno)
        );
      }
      if (count == 0) break;
      done += static_cast<std::size_t>(count);
    }
    return done;
  }

  int fd_;
  std::vector<char> frames_;
};

}  // namespace

LogMark::LogMark(const std::filesystem::path& database)
    : database_(database), file_(database.string() + "-mark") {
  fd_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd_ < 0) {
    const int reason = errno;
    throw StorageFault(
        reason == ENOSPC ? StorageFault::Kind::full : StorageFault::Kind::io,
        "cannot open " + file_.string() + ": " + std::strerror(reason)
    );
  }
  give_to_folder_owner(file_);
  try {
    check_log();
  } catch (...) {
    ::close(fd_);
    throw;
  }
}

LogMark::~LogMark() {
  // A store that did not open to its end has closed what it had, without a note before.
  std::error_code absent;
  const auto bytes = std::filesystem::file_size(log_file(), absent);
  if (absent || bytes == 0) note_closing();
  ::close(fd_);
}

std::optional<LogMark::Note> LogMark::read() const {
  Stored stored{};
  const ssize_t count = ::pread(fd_, &stored, sizeof stored, 0);
  if (count < static_cast<ssize_t>(sizeof stored)) return std::nullopt;  // new, or never noted
  if (stored.words[0] == 0 && stored.sum == LogSum{}) return std::nullopt;
  if (stored.words[0] != magic || stored.sum != sum_of(stored)) {
    throw StorageFault(
        StorageFault::Kind::corrupt,
        file_.string() +
            " is damaged. It notes how far the log goes; without it that cannot be "
            "checked. To start all the same, delete it and run guanxi verify"
    );
  }
  return Note{{stored.words[1], stored.words[2], stored.words[3]}, stored.words[4] != 0};
}

void LogMark::write(const LogPosition& position, bool is_closing) {
  Stored stored{
      {magic, position.salt_first, position.salt_second, position.frames, is_closing ? 1U : 0U, 0},
      {}};
  stored.sum = sum_of(stored);
  // Not whole or not at all: an older note asks for less, a torn one is found at start.
  [[maybe_unused]] const ssize_t count = ::pwrite(fd_, &stored, sizeof stored, 0);
}

void LogMark::note_closing() {
  try {
    if (const auto note = read()) write(note->position, /*is_closing=*/true);
  } catch (const StorageFault&) {
    // Damaged meanwhile: the next start says so.
  }
}

void LogMark::check_log() const {
  const std::string log = log_file().string();
  const auto fault = [&](const std::string& what) {
    throw StorageFault(
        StorageFault::Kind::corrupt,
        "the log " + log + " " + what +
            ": commits that were acknowledged would be lost. Restore a backup; or, to go on with "
            "what is there, delete " +
            file_.string() + " and the log and run guanxi verify"
    );
  };
  // Another program may be writing: only what looks the same twice is so.
  std::error_code absent;
  if (std::filesystem::file_size(database_, absent) == 0 || absent) {
    if (!read()) return;  // a new store
    throw StorageFault(
        StorageFault::Kind::corrupt,
        database_.string() +
            " is missing or empty, but there was a store in it. Put it back or restore a backup; "
            "or, to begin anew, delete " +
            file_.string()
    );
  }
  Scan last;
  for (int tries = 0; tries < 10; ++tries) {
    const auto note = read();
    const Scan scan = Log(log).scan();
    const bool is_noted = note && !note->is_closing;
    const bool same_log = note && scan.good.salt_first == note->position.salt_first &&
                          scan.good.salt_second == note->position.salt_second;
    const bool is_short = same_log && scan.good.frames < note->position.frames;
    const bool is_fine =
        !scan.is_there ? !is_noted : scan.has_header && !is_short && !scan.has_more;
    // Nothing is lost with a header that nothing was noted or found behind.
    const bool is_begun = scan.is_there && !scan.has_header && !is_noted && !scan.has_more;
    if (is_fine || is_begun || scan.is_foreign) return;
    if (tries > 0 && scan == last) {
      if (!scan.is_there) fault("is missing");
      if (!scan.has_header) fault("has a damaged header");
      fault("ends or is damaged after frame " + std::to_string(scan.good.frames));
    }
    last = scan;
  }
}

}  // namespace guanxi::sql::sqlite
