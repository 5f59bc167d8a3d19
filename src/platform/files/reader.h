// Bytes of a file in order, whether it is plain or gzip – told by the first two bytes, not by the
// name – with memory that stays flat whatever the size. For imports: csv.h reads records from a
// Source. Threads: a Source belongs to one thread at a time; FileSource::bytes_done() may be asked
// from any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace guanxi::files {

/// Why a source ended before its end. A caller's file may be half or damaged, so this is an
/// outcome, not an exception.
struct SourceFault {
  enum class Kind {
    cannot_open,    // missing, a directory, no permission
    cannot_read,    // the disk or the network said no in the middle
    truncated,      // a gzip stream without its end: half a download
    damaged,        // a gzip stream whose bytes or checksum are wrong
    trailing_data,  // something else behind the end of a gzip stream
  };
  Kind kind;
  std::string detail;  // what the system or zlib said; in English
};

/// "cannot_open", "truncated" …: the word of a kind, for logs and reject files.
std::string_view fault_name(SourceFault::Kind kind);

class Source {
 public:
  virtual ~Source() = default;
  /// Fills at most `into` (not empty) and returns how many bytes it got; 0 at the end, and at a
  /// fault – ask fault(). Bytes before a fault are delivered. Repeating the call after 0 gives 0
  /// again.
  virtual std::size_t read(std::span<char> into) = 0;
  /// Set once the source failed.
  virtual const std::optional<SourceFault>& fault() const = 0;
};

/// Bytes that are in memory already: request bodies, tests. `text` must outlive the source.
class MemorySource final : public Source {
 public:
  explicit MemorySource(std::string_view text) : rest_(text) {}
  std::size_t read(std::span<char> into) override;
  const std::optional<SourceFault>& fault() const override { return fault_; }

 private:
  std::string_view rest_;
  std::optional<SourceFault> fault_;
};

/// A file, plain or gzip (also several gzip streams one after another, as `cat a.gz b.gz` makes
/// them, with zero bytes behind them, as tapes and block devices add). A file that cannot be opened
/// is a source that faults at its first read; fault() says so at once.
class FileSource final : public Source {
 public:
  explicit FileSource(const std::filesystem::path& path);
  ~FileSource() override;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  std::size_t read(std::span<char> into) override;
  const std::optional<SourceFault>& fault() const override;

  bool is_gzip() const;
  /// Bytes of the file on disk, compressed if it is; 0 for a pipe. With bytes_done() this is the
  /// progress.
  std::uint64_t bytes_total() const;
  /// Bytes of the file taken so far. Any thread.
  std::uint64_t bytes_done() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace guanxi::files
