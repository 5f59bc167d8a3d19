#include "platform/files/reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <vector>

#include "base/check.h"

namespace guanxi::files {
namespace {

constexpr std::size_t chunk_bytes = 256 * 1024;

std::string words_of(int error_number) {
  return std::error_code(error_number, std::generic_category()).message();
}

}  // namespace

std::string_view fault_name(SourceFault::Kind kind) {
  switch (kind) {
    case SourceFault::Kind::cannot_open:
      return "cannot_open";
    case SourceFault::Kind::cannot_read:
      return "cannot_read";
    case SourceFault::Kind::truncated:
      return "truncated";
    case SourceFault::Kind::damaged:
      return "damaged";
    case SourceFault::Kind::trailing_data:
      return "trailing_data";
  }
  GX_CHECK(false);
}

std::size_t MemorySource::read(std::span<char> into) {
  const std::size_t taken = rest_.copy(into.data(), into.size());
  rest_.remove_prefix(taken);
  return taken;
}

class FileSource::Impl {
 public:
  explicit Impl(const std::filesystem::path& path) : chunk_(chunk_bytes) {
    open(path);
    while (filled_ < 2 && fill()) {
    }
    gzip_ = filled_ >= 2 && chunk_[0] == 0x1f && chunk_[1] == 0x8b;
    if (gzip_) start_inflating();
  }
  ~Impl() {
    if (inflating_) inflateEnd(&stream_);
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::size_t read(std::span<char> into) {
    GX_CHECK(!into.empty());
    return gzip_ ? read_gzip(into) : read_plain(into);
  }

  std::optional<SourceFault> fault_;
  bool gzip_ = false;
  std::uint64_t total_ = 0;
  std::atomic<std::uint64_t> done_{0};

 private:
  void fail(SourceFault::Kind kind, std::string detail) {
    if (!fault_) fault_ = SourceFault{kind, std::move(detail)};
  }

  void open(const std::filesystem::path& path) {
    descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status {};
    if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0) {
      return fail(SourceFault::Kind::cannot_open, words_of(errno));
    }
    if (S_ISDIR(status.st_mode)) return fail(SourceFault::Kind::cannot_open, words_of(EISDIR));
    if (S_ISREG(status.st_mode)) total_ = static_cast<std::uint64_t>(status.st_size);
  }

  /// Reads behind what is there; false at the end or a fault.
  bool fill() {
    if (at_end_ || fault_) return false;
    if (taken_ == filled_) taken_ = filled_ = 0;
    while (true) {
      const ssize_t got = ::read(descriptor_, chunk_.data() + filled_, chunk_.size() - filled_);
      if (got > 0) {
        filled_ += static_cast<std::size_t>(got);
        return true;
      }
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) fail(SourceFault::Kind::cannot_read, words_of(errno));
      at_end_ = true;
      return false;
    }
  }
  void take(std::size_t bytes) {
    taken_ += bytes;
    done_.fetch_add(bytes, std::memory_order_relaxed);
  }

  std::size_t read_plain(std::span<char> into) {
    if (taken_ == filled_ && !fill()) return 0;
    const std::size_t bytes = std::min(into.size(), filled_ - taken_);
    std::memcpy(into.data(), chunk_.data() + taken_, bytes);
    take(bytes);
    return bytes;
  }

  void start_inflating() {
    // 15 + 16: the largest window, and only gzip framing with its checksum.
    GX_CHECK(inflateInit2(&stream_, 15 + 16) == Z_OK);
    inflating_ = true;
  }

  std::size_t read_gzip(std::span<char> into) {
    if (into.size() > chunk_bytes) into = into.first(chunk_bytes);
    while (!fault_ && !finished_) {
      if (taken_ == filled_ && !fill()) {
        if (!fault_ && !between_streams_) {
          fail(SourceFault::Kind::truncated, "the gzip stream ends before its end");
        }
        finished_ = true;
        break;
      }
      if (between_streams_ && !next_stream()) continue;
      if (const std::size_t made = inflate_some(into); made > 0) return made;
    }
    return 0;
  }

  /// At the border behind a stream: another one begins, or zero bytes are skipped. False: look
  /// again.
  bool next_stream() {
    if (chunk_[taken_] == 0) {
      padding_ = true;
      take(1);
      return false;
    }
    if (padding_ || chunk_[taken_] != 0x1f) {
      fail(SourceFault::Kind::trailing_data, "bytes behind the end of the gzip stream");
      return false;
    }
    GX_CHECK(inflateReset(&stream_) == Z_OK);
    between_streams_ = false;
    return true;
  }

  std::size_t inflate_some(std::span<char> into) {
    const std::size_t available = filled_ - taken_;
    stream_.next_in = chunk_.data() + taken_;
    stream_.avail_in = static_cast<uInt>(available);
    stream_.next_out = reinterpret_cast<Bytef*>(into.data());
    stream_.avail_out = static_cast<uInt>(into.size());
    const int outcome = inflate(&stream_, Z_NO_FLUSH);
    take(available - stream_.avail_in);
    const std::size_t made = into.size() - stream_.avail_out;
    if (outcome == Z_STREAM_END) {
      between_streams_ = true;
    } else if (outcome != Z_OK && outcome != Z_BUF_ERROR) {
      fail(SourceFault::Kind::damaged, stream_.msg != nullptr ? stream_.msg : zError(outcome));
    }
    return made;
  }

  int descriptor_ = -1;
  std::vector<unsigned char> chunk_;
  std::size_t taken_ = 0, filled_ = 0;  // chunk_[taken_, filled_) waits
  bool at_end_ = false;
  z_stream stream_{};
  bool inflating_ = false, between_streams_ = false, padding_ = false, finished_ = false;
};

FileSource::FileSource(const std::filesystem::path& path) : impl_(std::make_unique<Impl>(path)) {}
FileSource::~FileSource() = default;

std::size_t FileSource::read(std::span<char> into) { return impl_->read(into); }
const std::optional<SourceFault>& FileSource::fault() const { return impl_->fault_; }
bool FileSource::is_gzip() const { return impl_->gzip_; }
std::uint64_t FileSource::bytes_total() const { return impl_->total_; }
std::uint64_t FileSource::bytes_done() const {
  return impl_->done_.load(std::memory_order_relaxed);
}

}  // namespace guanxi::files
