// How far the write-ahead log went when it was last flushed, noted in a small file beside it, and
// the check at start that it still goes that far.
//
// SQLite recovers a log up to the first frame that is not as it was written and forgets the rest
// without a word: right for the torn end a power failure leaves, wrong for a bit that flipped in
// the middle or a file that was cut off, where acknowledged commits would be gone. The note tells
// the two apart. It is written after each flush and not flushed itself: whatever it says was
// durable before, and if the machine lost the newest note, the log's own chain of checksums still
// shows damage before its last commit.
//
// Threads: one at a time; several processes on one store write the same note, each after its own
// commits.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace guanxi::sql::sqlite {

struct LogPosition {
  std::uint32_t salt_first = 0, salt_second = 0;  // which log: new ones whenever it starts over
  std::uint32_t frames = 0;                       // durable in it
  bool operator==(const LogPosition&) const = default;
};

class LogMark {
 public:
  /// Opens or creates `database`-mark and checks the log: before SQLite opens the store, as it
  /// would forget what the log lost. Throws StorageFault corrupt if the log lost what was
  /// acknowledged; io, full.
  explicit LogMark(const std::filesystem::path& database);
  ~LogMark();
  LogMark(const LogMark&) = delete;
  LogMark& operator=(const LogMark&) = delete;

  /// The log is durable that far. A failure leaves an older note, which asks for less.
  void note(const LogPosition& position) { write(position, /*is_closing=*/false); }
  /// From here on the log may be gone: the last connection moves it into the database and deletes
  /// it.
  void note_closing();

 private:
  struct Note {
    LogPosition position;
    bool is_closing = false;
  };
  std::filesystem::path log_file() const { return database_.string() + "-wal"; }
  void check_log() const;
  std::optional<Note> read() const;
  void write(const LogPosition& position, bool is_closing);

  std::filesystem::path database_;
  std::filesystem::path file_;
  int fd_ = -1;
};

}  // namespace guanxi::sql::sqlite
