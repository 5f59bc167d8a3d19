#include "platform/web/pak.h"

#include <algorithm>
#include <cstdint>

#include "platform/crypto/crypto.h"

namespace guanxi::web {
namespace {

constexpr std::string_view magic = "GXWEBPK1";
constexpr std::size_t digest_bytes = 32;

/// Takes the index apart; never looks beyond the pak.
class IndexReader {
 public:
  IndexReader(std::string_view pak, std::size_t at) : pak_(pak), at_(at) {}

  std::string_view bytes(std::size_t count) {
    if (count > pak_.size() - at_) throw BadPak("its index is cut off");
    const std::string_view taken = pak_.substr(at_, count);
    at_ += count;
    return taken;
  }
  std::uint8_t byte() { return static_cast<std::uint8_t>(bytes(1).front()); }
  std::uint32_t number() {
    std::uint32_t sum = 0;
    for (int shift = 0; shift < 32; shift += 8) sum |= std::uint32_t{byte()} << shift;
    return sum;
  }
  std::string_view word() { return bytes(byte()); }
  /// A part of the pak; nullopt where there is none.
  std::optional<std::string_view> body() {
    const std::size_t offset = number(), length = number();
    if (offset == 0) return std::nullopt;
    if (offset > pak_.size() || length > pak_.size() - offset)
      throw BadPak("a body lies outside of it");
    return pak_.substr(offset, length);
  }

 private:
  std::string_view pak_;
  std::size_t at_;
};

File read_file(IndexReader& index) {
  File file;
  file.is_hashed = index.byte() != 0;
  file.path = index.word();
  file.content_type = index.word();
  file.tag = index.word();
  const auto body = index.body();
  file.gzip = index.body();
  file.brotli = index.body();
  if (!body) throw BadPak("a file has no body");
  if (!file.path.starts_with('/')) throw BadPak("a path does not begin with /");
  file.body = *body;
  return file;
}

}  // namespace

Pak::Pak(std::string_view bytes) {
  const std::size_t head = magic.size() + digest_bytes;
  if (!bytes.starts_with(magic)) throw BadPak("it is no pak, or one of another version");
  if (bytes.size() < head) throw BadPak("it is cut off");
  const crypto::Digest digest = crypto::sha256(bytes.substr(head));
  if (crypto::bytes_of(digest) != bytes.substr(magic.size(), digest_bytes))
    throw BadPak("it is cut off or changed");
  IndexReader index(bytes, head);
  const std::uint32_t count = index.number();
  for (std::uint32_t i = 0; i < count; ++i) {
    File file = read_file(index);
    if (!files_.empty() && file.path <= files_.back().path)
      throw BadPak("its files are in disorder");
    files_.push_back(file);
  }
}

const File* Pak::find(std::string_view path) const {
  const auto at =
      std::lower_bound(files_.begin(), files_.end(), path, [](const File& file, auto wanted) {
        return file.path < wanted;
      });
  return at != files_.end() && at->path == path ? &*at : nullptr;
}

}  // namespace guanxi::web
