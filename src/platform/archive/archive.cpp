#include "platform/archive/archive.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "platform/archive/bytes.h"

namespace guanxi::archive {
namespace {

constexpr std::int64_t block_bytes = std::int64_t{1} << 20;
constexpr std::size_t digest_bytes = 32;
constexpr std::uint64_t manifest_bytes_max = 16 << 20;  // a table takes some hundred
constexpr std::string_view magic = "GUANXIBK";
constexpr std::size_t fixed_bytes = 8 + 4 + 4 + 8 + 8 + 8;  // of the footer, before its digest
constexpr std::size_t footer_bytes = fixed_bytes + digest_bytes;

std::int64_t blocks_of(std::int64_t bytes) { return (bytes + block_bytes - 1) / block_bytes; }

std::string footer_text(std::int64_t payload, std::size_t digests, std::size_t manifest) {
  std::string text(magic);
  put<std::uint32_t>(text, format_version);
  put<std::uint32_t>(text, 0);
  put<std::int64_t>(text, payload);
  put<std::uint64_t>(text, digests);
  put<std::uint64_t>(text, manifest);
  return text;
}

std::string digest_of_back(
    std::string_view digests, std::string_view manifest, std::string_view footer
) {
  crypto::Sha256 hash;
  hash.add(digests);
  hash.add(manifest);
  hash.add(footer);
  return std::string(crypto::bytes_of(hash.finish()));
}

}  // namespace

void seal(
    PartialFile& file,
    const Manifest& manifest,
    Pacer& pacer,
    const std::function<bool(std::int64_t, std::int64_t)>& on_progress
) {
  const std::int64_t payload = file.size();
  std::vector<char> block(block_bytes);
  std::string digests;
  for (std::int64_t at = 0; at < payload;) {
    const std::size_t got = file.read_at(at, block);
    if (got == 0) {
      give_up(
          ErrorCode::backup_unwritable,
          {{"path", file.file().string()}, {"why", "it became shorter while it was made"}}
      );
    }
    digests += crypto::bytes_of(crypto::sha256({block.data(), got}));
    at += static_cast<std::int64_t>(got);
    if (!on_progress(at, payload)) give_up(ErrorCode::backup_stopped);
    pacer.spent(static_cast<std::int64_t>(got));
  }
  const std::string json = api::to_json(manifest) + "\n";
  const std::string footer = footer_text(payload, digests.size(), json.size());
  file.append(digests + json + footer + digest_of_back(digests, json, footer));
}

Reader::Reader(const std::filesystem::path& file) : file_(file) {
  fd_ = ::open(file_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a pipe would wait
  if (fd_ < 0) {
    give_up(
        ErrorCode::backup_unreadable, {{"path", file_.string()}, {"why", std::strerror(errno)}}
    );
  }
  try {
    read_back();
  } catch (...) {
    ::close(fd_);
    throw;
  }
}

Reader::~Reader() { ::close(fd_); }

void Reader::damaged(const std::string& why) const {
  give_up(ErrorCode::backup_damaged, {{"path", file_.string()}, {"why", why}});
}

void Reader::read_exactly(std::int64_t at, std::span<char> into) const {
  for (std::size_t done = 0; done < into.size();) {
    const ssize_t count =
        ::pread(fd_, into.data() + done, into.size() - done, at + static_cast<std::int64_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      give_up(
          ErrorCode::backup_unreadable, {{"path", file_.string()}, {"why", std::strerror(errno)}}
      );
    }
    if (count == 0) damaged("it ends too early");
    done += static_cast<std::size_t>(count);
  }
}

void Reader::read_back() {
  struct stat now {};
  const auto unknown = [&](const std::string& why) {
    give_up(ErrorCode::backup_unknown_format, {{"path", file_.string()}, {"why", why}});
  };
  if (::fstat(fd_, &now) != 0 || !S_ISREG(now.st_mode)) unknown("it is no file");
  const std::int64_t size = now.st_size;
  if (size < static_cast<std::int64_t>(footer_bytes)) unknown("it is too short");
  std::string footer(footer_bytes, '\0');
  read_exactly(size - static_cast<std::int64_t>(footer_bytes), footer);
  if (!footer.starts_with(magic)) unknown("it does not end as a whole backup does");
  const auto format = get<std::uint32_t>(footer, 8);
  if (format != format_version) unknown("its format is " + std::to_string(format));

  payload_bytes_ = get<std::int64_t>(footer, 16);
  const auto digests = get<std::uint64_t>(footer, 24);
  const auto json = get<std::uint64_t>(footer, 32);
  const auto all = static_cast<std::uint64_t>(size);
  if (payload_bytes_ < 0 || payload_bytes_ > size || digests > all || json > manifest_bytes_max ||
      digests != static_cast<std::uint64_t>(blocks_of(payload_bytes_)) * digest_bytes ||
      static_cast<std::uint64_t>(payload_bytes_) + digests + json + footer_bytes != all) {
    damaged("its lengths do not add up");
  }
  digests_.resize(digests);
  read_exactly(payload_bytes_, digests_);
  std::string text(json, '\0');
  read_exactly(payload_bytes_ + static_cast<std::int64_t>(digests), text);
  const std::string_view fixed = std::string_view(footer).substr(0, fixed_bytes);
  if (digest_of_back(digests_, text, fixed) != footer.substr(fixed_bytes)) {
    damaged("the checksum of its manifest is wrong");
  }
  auto manifest = api::from_json<Manifest>(text, api::Origin::stored);
  if (!manifest) damaged("its manifest cannot be read");
  manifest_ = std::move(*manifest);
}

void Reader::next_block() {
  const std::int64_t number = at_ / block_bytes;
  block_.resize(static_cast<std::size_t>(std::min(block_bytes, payload_bytes_ - at_)));
  block_at_ = 0;
  read_exactly(at_, block_);
  const crypto::Digest digest = crypto::sha256({block_.data(), block_.size()});
  const auto wanted = std::string_view(digests_).substr(
      static_cast<std::size_t>(number) * digest_bytes, digest_bytes
  );
  if (crypto::bytes_of(digest) != wanted) {
    damaged(
        "wrong checksum between byte " + std::to_string(at_) + " and " +
        std::to_string(at_ + static_cast<std::int64_t>(block_.size()))
    );
  }
}

std::size_t Reader::read(std::span<char> into) {
  if (at_ == payload_bytes_) return 0;
  if (block_at_ == block_.size()) next_block();
  const std::size_t count = std::min(into.size(), block_.size() - block_at_);
  std::copy_n(block_.begin() + static_cast<std::ptrdiff_t>(block_at_), count, into.begin());
  block_at_ += count;
  at_ += static_cast<std::int64_t>(count);
  return count;
}

}  // namespace guanxi::archive
