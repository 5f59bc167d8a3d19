#include "platform/crypto/key_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

namespace guanxi::crypto {
namespace {

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

void write_all(const File& file, std::string_view text, const std::string& name) {
  while (!text.empty()) {
    const ssize_t count = ::write(file.get(), text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_with_errno("cannot write the key file " + name);
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  if (::fsync(file.get()) != 0) fail_with_errno("cannot make the key file " + name + " durable");
}

/// A new file beside the place, complete and durable; the caller moves it there or removes it.
std::string write_beside(
    const std::filesystem::path& path, std::string_view text, const struct stat* owner
) {
  const std::string beside = path.string() + ".new-" + to_hex(random_bytes(8));
  const File file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) fail_with_errno("cannot create the key file " + beside);
  try {
    // An administrator (root) changes the file of the service's account.
    if (owner != nullptr && ::fchown(file.get(), owner->st_uid, owner->st_gid) != 0)
      fail_with_errno("cannot give the key file " + beside + " to its owner");
    write_all(file, text, beside);
  } catch (...) {
    ::unlink(beside.c_str());
    throw;
  }
  return beside;
}

void sync_folder(const std::filesystem::path& path) {
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const File directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0 || ::fsync(directory.get()) != 0) {
    fail_with_errno("cannot make the key file " + path.string() + " durable");
  }
}

/// The next word of a line, and the line shortened by it.
std::string_view next_word(std::string_view& line) {
  const std::size_t end = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return word;
}

std::optional<SecretKey> key_of_base64(std::string_view text) {
  const auto bytes = from_base64(text);
  const auto digest = bytes ? digest_of(*bytes) : std::nullopt;
  return digest ? std::optional(SecretKey(*digest)) : std::nullopt;
}

/// "2 base64 [created [standby]]"; false if it is none.
bool read_generation(std::string_view line, KeyFile& file) {
  const std::string_view number_text = next_word(line);
  int number = 0;
  const auto [end, error] =
      std::from_chars(number_text.data(), number_text.data() + number_text.size(), number);
  if (error != std::errc() || end != number_text.data() + number_text.size()) return false;
  if (number < 1 || number > key_number_max) return false;
  const auto key = key_of_base64(next_word(line));
  const std::string_view created = next_word(line), state = next_word(line);
  if (!key || !line.empty() || (!state.empty() && state != "standby")) return false;
  if (!created.empty() && !Instant::parse(created)) return false;
  file.generations.push_back({number, *key, std::string(created), state == "standby"});
  return true;
}

bool read_lookup(std::string_view line, KeyFile& file) {
  next_word(line);
  const auto key = key_of_base64(line);
  if (!key || file.lookup) return false;
  file.lookup = *key;
  return true;
}

void check(const KeyFile& file, const std::string& source) {
  if (file.generations.empty()) throw KeyError(source + " holds no key; restore it from your copy");
  for (std::size_t i = 1; i < file.generations.size(); ++i) {
    if (file.generations[i].number == file.generations[i - 1].number) {
      throw KeyError(
          source + ": key " + std::to_string(file.generations[i].number) + " appears twice"
      );
    }
  }
  if (file.sealing() == 0)
    throw KeyError(source + ": every key is on standby; none is left to seal with");
}

}  // namespace

int KeyFile::sealing() const {
  int newest = 0;
  for (const Generation& generation : generations) {
    if (!generation.standby) newest = generation.number;
  }
  return newest;
}

KeyFile::Generation* KeyFile::find(int number) {
  const auto found = std::ranges::find(generations, number, &Generation::number);
  return found == generations.end() ? nullptr : &*found;
}

KeyFile parse_key_file(std::string_view text, const std::string& source) {
  KeyFile file;
  int line_number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++line_number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with("lookup ") ? read_lookup(line, file) : read_generation(line, file))
      continue;
    throw KeyError(
        source + ", line " + std::to_string(line_number) +
        ": expected a number from 1 to 255, a blank and 32 bytes in base64, then perhaps when it "
        "was made and 'standby'; or, once, 'lookup' and 32 bytes in base64"
    );
  }
  std::ranges::sort(file.generations, {}, &KeyFile::Generation::number);
  check(file, source);
  return file;
}

std::string text_of(const KeyFile& file) {
  std::string text =
      "# Master keys of this Guanxi installation. Without them no personal data can be read again: "
      "keep a copy in a\n"
      "# safe place, apart from the backups. Change this file with `guanxi key` only.\n"
      "# lookup KEY: members are found by hashes under it. NUMBER KEY [MADE [standby]]: the "
      "highest "
      "number that is\n"
      "# not on standby seals, all of them open.\n";
  if (file.lookup) text += "lookup " + to_base64(file.lookup->reveal()) + "\n";
  for (const KeyFile::Generation& generation : file.generations) {
    text += std::to_string(generation.number) + " " + to_base64(generation.secret.reveal());
    if (!generation.created.empty()) text += " " + generation.created;
    if (generation.standby) text += " standby";
    text += "\n";
  }
  return text;
}

KeyFile new_key_file(std::string_view created) {
  KeyFile file;
  file.lookup.emplace(*digest_of(random_bytes(32)));
  file.generations.push_back({1, SecretKey(*digest_of(random_bytes(32))), std::string(created)});
  return file;
}

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

bool create_key_file(const std::filesystem::path& path, std::string_view text) {
  const std::string beside = write_beside(path, text, nullptr);
  const bool won = ::link(beside.c_str(), path.c_str()) == 0;
  const int reason = errno;
  ::unlink(beside.c_str());
  if (!won && reason != EEXIST) {
    errno = reason;
    fail_with_errno("cannot create the key file " + path.string());
  }
  sync_folder(path);
  return won;
}

void replace_key_file(const std::filesystem::path& path, std::string_view text) {
  struct stat owner {};
  if (::stat(path.c_str(), &owner) != 0)
    fail_with_errno("cannot inspect the key file " + path.string());
  const std::string beside = write_beside(path, text, &owner);
  if (::rename(beside.c_str(), path.c_str()) != 0) {
    const int reason = errno;
    ::unlink(beside.c_str());
    errno = reason;
    fail_with_errno("cannot replace the key file " + path.string());
  }
  sync_folder(path);
}

}  // namespace guanxi::crypto
