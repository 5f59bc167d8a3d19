// A file system over SQLite's own that finds what a disk lost or changed. SQLite has no checksums
// in its pages: a bit that flips inside a name or an amount is read as if it had always been so.
//
// The database file: each page ends in 8 bytes that SQLite leaves alone (bytes reserved per page),
// with the XXH3 hash of the rest under its page number. It is made when a checkpoint writes the
// page and compared whenever the page is read. A page that is missing, zeroed, changed or at
// another page's place is SQLITE_IOERR_DATA.
//
// The write-ahead log keeps SQLite's format: its frames carry checksums, chained from frame to
// frame, but SQLite looks at them only when it recovers a log. Here a frame is checked whenever a
// page is read from it, so that neither a reader nor a checkpoint takes over what is damaged.
//
// It is the default file system of the process, so that whatever opens a store here – backups too
// – writes pages with checksums. Another program that writes to the file (the sqlite3 shell, also
// when it closes a store whose log was left behind) leaves pages without valid ones. A store
// without checksums (made so, or before there were any) is read and written as before.
//
// Threads: stateless but for a note per thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace guanxi::sql::sqlite {

inline constexpr int page_bytes = 4096;
inline constexpr int page_sum_bytes = 8;
/// The application_id of a store with checksums ("GXPS"). Together with the number of reserved
/// bytes, so that one flipped bit in the first page cannot turn the checks off.
inline constexpr std::int32_t page_sums_application_id = 0x47585053;
/// For sqlite3_file_control on a database: sets the bool behind the argument to whether its pages
/// carry checksums.
inline constexpr int ask_page_sums = 0x47585001;

/// Makes it the default of the process. By configure_library(), once, while SQLite is initialised.
void install_page_sums();

/// What the latest read of this thread that failed found: "page 17 of /…/guanxi.db does not have
/// its checksum". Empty when there was none; forgets it.
std::string take_page_damage();

/// Writes the checksum into the last 8 bytes of a page of `page_bytes`. Pages are counted from 1.
void stamp_page(char* page, std::uint32_t number);

/// The checksum SQLite chains through its log: of `bytes` (a multiple of 8), going on from `sum`.
struct LogSum {
  std::uint32_t first = 0, second = 0;
  bool operator==(const LogSum&) const = default;
};
LogSum log_sum(LogSum sum, const char* from, std::size_t bytes, bool big_endian);

/// Where things lie in a log: a header, then frames of a header and a page each.
inline constexpr std::int64_t log_header_bytes = 32;
inline constexpr std::int64_t frame_header_bytes = 24;
inline constexpr std::int64_t frame_bytes = frame_header_bytes + page_bytes;
inline constexpr std::int64_t frame_sum_at = 16;  // in a frame's header
inline constexpr std::int64_t log_sum_at = 24;    // in the log's header

std::uint32_t big_endian_32(const char* from);

/// True if the page in `frame` (header and page) is what was written: its checksum follows from the
/// one before, that of the frame or the log header in front of it.
bool frame_follows(LogSum before, const char* frame);
LogSum sum_at(const char* from);

}  // namespace guanxi::sql::sqlite
