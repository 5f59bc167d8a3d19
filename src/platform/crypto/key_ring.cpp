#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>

#include "base/check.h"
#include "platform/crypto/keys.h"
#include "platform/crypto/sodium_ready.h"

namespace guanxi::crypto {
namespace {

constexpr const char* environment_name = "GUANXI_KEY";
constexpr int key_number_max = 255;
constexpr std::size_t key_file_bytes_max = 64 * 1024;

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

[[noreturn]] void fail_with_errno(const std::string& doing) {
  throw KeyError(doing + ": " + std::strerror(errno));
}

std::string octal(mode_t mode) {
  std::string digits;
  for (int shift = 6; shift >= 0; shift -= 3)
    digits += static_cast<char>('0' + (mode >> shift & 7U));
  return digits;
}

/// The text of the key file; nullopt if there is none.
std::optional<std::string> read_key_file(const std::filesystem::path& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    if (errno == ENOENT) return std::nullopt;
    fail_with_errno("cannot open the key file " + path.string());
  }
  struct stat info {};
  if (::fstat(file.get(), &info) != 0)
    fail_with_errno("cannot inspect the key file " + path.string());
  if (!S_ISREG(info.st_mode)) throw KeyError("the key file " + path.string() + " is not a file");
  if ((info.st_mode & 077U) != 0) {
    throw KeyError(
        "the key file " + path.string() + " is open to others (mode " + octal(info.st_mode) +
        "); whoever read it can read all personal data. Run: chmod 600 '" + path.string() + "'"
    );
  }
  std::string text(key_file_bytes_max + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t count = ::read(file.get(), text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_with_errno("cannot read the key file " + path.string());
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  if (size > key_file_bytes_max)
    throw KeyError("the key file " + path.string() + " is too large to be one");
  text.resize(size);
  return text;
}

void write_all(const File& file, std::string_view text, const std::string& name) {
  while (!text.empty()) {
    const ssize_t count = ::write(file.get(), text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_with_errno("cannot write the key file " + name);
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  if (::fsync(file.get()) != 0) fail_with_errno("cannot make the key file " + name + " durable");
}

/// Writes beside the place and links into it, so that a crash leaves no half key and the first of
/// two processes wins. False if somebody else was first.
bool create_key_file(const std::filesystem::path& path, std::string_view text) {
  const std::string beside = path.string() + ".new-" + to_hex(random_bytes(8));
  bool won = true;
  {
    const File file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (file.get() < 0) fail_with_errno("cannot create the key file " + beside);
    try {
      write_all(file, text, beside);
    } catch (...) {
      ::unlink(beside.c_str());
      throw;
    }
  }
  if (::link(beside.c_str(), path.c_str()) != 0) {
    const int reason = errno;
    if (reason != EEXIST) {
      ::unlink(beside.c_str());
      errno = reason;
      fail_with_errno("cannot create the key file " + path.string());
    }
    won = false;
  }
  ::unlink(beside.c_str());
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const File directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0 || ::fsync(directory.get()) != 0) {
    fail_with_errno("cannot make the key file " + path.string() + " durable");
  }
  return won;
}

std::string new_key_text() {
  return "# Master key of this Guanxi installation. Without it no personal data can be read again: "
         "keep a copy in a safe\n"
         "# place, apart from the backups. One key per line: number, base64 of 32 bytes. The "
         "highest number seals.\n"
         "1 " +
         to_base64(random_bytes(32)) + "\n";
}

std::optional<Digest> key_of_base64(std::string_view text) {
  const auto bytes = from_base64(text);
  return bytes ? digest_of(*bytes) : std::nullopt;
}

}  // namespace

SecretKey::~SecretKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

KeyRing KeyRing::parse(std::string_view text, const std::string& source) {
  KeyRing ring;
  int line_number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++line_number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    int number = 0;
    const auto [rest, error] = std::from_chars(line.data(), line.data() + line.size(), number);
    const auto used = static_cast<std::size_t>(rest - line.data());
    const bool has_number = error == std::errc() && used < line.size() && line[used] == ' ';
    const auto key = has_number ? key_of_base64(line.substr(used + 1)) : std::nullopt;
    if (!key || number < 1 || number > key_number_max) {
      throw KeyError(
          source + ", line " + std::to_string(line_number) +
          ": expected a number from 1 to 255, a blank and 32 bytes in base64"
      );
    }
    const auto same = [&](const Key& other) { return other.number == number; };
    if (std::any_of(ring.keys_.begin(), ring.keys_.end(), same)) {
      throw KeyError(source + ": key " + std::to_string(number) + " appears twice");
    }
    ring.keys_.push_back({number, SecretKey(*key)});
  }
  if (ring.keys_.empty()) throw KeyError(source + " holds no key; restore it from your copy");
  std::sort(ring.keys_.begin(), ring.keys_.end(), [](const Key& a, const Key& b) {
    return a.number < b.number;
  });
  return ring;
}

KeyRing KeyRing::open_or_create(const std::filesystem::path& path) {
  sodium_ready();
  const char* const environment = std::getenv(environment_name);
  std::optional<std::string> text = read_key_file(path);
  if (environment != nullptr && *environment != '\0') {
    if (!key_of_base64(environment)) {
      throw KeyError(
          "GUANXI_KEY must be 32 bytes in base64 (44 characters); make one with: openssl rand "
          "-base64 32"
      );
    }
    KeyRing ring = parse(std::string("1 ") + environment, "GUANXI_KEY");
    if (text && parse(*text, path.string()).fingerprint() != ring.fingerprint()) {
      throw KeyError(
          "GUANXI_KEY and the key file " + path.string() +
          " hold different keys. What one sealed the other cannot open: unset GUANXI_KEY, or move "
          "the file away"
      );
    }
    return ring;
  }
  bool created = false;
  if (!text) {
    created = create_key_file(path, new_key_text());
    text = read_key_file(path);
    if (!text) throw KeyError("the key file " + path.string() + " vanished while it was opened");
  }
  KeyRing ring = parse(*text, "the key file " + path.string());
  ring.created_ = created;
  sodium_memzero(text->data(), text->size());
  return ring;
}

KeyRing KeyRing::for_tests(std::string_view seed) {
  sodium_ready();
  KeyRing ring;
  ring.keys_.push_back({1, SecretKey(sha256(seed))});
  return ring;
}

std::optional<SecretKey> KeyRing::derive(int number, std::string_view purpose) const {
  for (const Key& key : keys_) {
    if (key.number == number) {
      return SecretKey(hmac_sha256(key.secret.reveal(), "guanxi/v1/" + std::string(purpose)));
    }
  }
  return std::nullopt;
}

Digest KeyRing::blind_index(std::string_view purpose, std::string_view value) const {
  const auto key = derive(keys_.front().number, "index/" + std::string(purpose));
  GX_CHECK(key.has_value());
  return hmac_sha256(key->reveal(), value);
}

std::string KeyRing::fingerprint() const {
  const auto key = derive(keys_.front().number, "fingerprint");
  GX_CHECK(key.has_value());
  return to_hex(key->reveal()).substr(0, 16);
}

std::vector<int> KeyRing::numbers() const {
  std::vector<int> numbers;
  for (const Key& key : keys_) numbers.push_back(key.number);
  return numbers;
}

}  // namespace guanxi::crypto
