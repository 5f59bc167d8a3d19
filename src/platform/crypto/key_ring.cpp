#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/check.h"
#include "base/clock.h"
#include "platform/crypto/ring_keys.h"
#include "platform/crypto/sodium_ready.h"

namespace guanxi::crypto {
namespace {

constexpr const char* environment_name = "GUANXI_KEY";
constexpr int key_number_max = 255;

SecretKey derive_from(const SecretKey& key, std::string_view purpose) {
  return SecretKey(hmac_sha256(key.reveal(), "guanxi/v1/" + std::string(purpose)));
}

std::string fingerprint_of(const SecretKey& key) {
  return to_hex(derive_from(key, "fingerprint").reveal()).substr(0, 16);
}

/// What GUANXI_KEY says; nullopt if it is not set.
std::optional<KeyFile> environment_key() {
  const char* const value = std::getenv(environment_name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  std::string text(value);
  if (text.find_first_of(";\n") == std::string::npos) {  // one key, no file
    const auto bytes = from_base64(text);
    if (!bytes || !digest_of(*bytes)) {
      throw KeyError(
          "GUANXI_KEY must be 32 bytes in base64 (44 characters); make one with: openssl rand "
          "-base64 32"
      );
    }
    text = "1 " + text;
  }
  std::replace(text.begin(), text.end(), ';', '\n');
  KeyFile file = parse_key_file(text, "GUANXI_KEY");
  sodium_memzero(text.data(), text.size());
  return file;
}

KeyFile parse_and_wipe(std::string text, const std::filesystem::path& path) {
  KeyFile file = parse_key_file(text, "the key file " + path.string());
  sodium_memzero(text.data(), text.size());
  return file;
}

/// While it lives, no other process changes the key file.
class KeyFileLock {
 public:
  explicit KeyFileLock(const std::filesystem::path& path)
      : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (fd_ < 0) throw KeyError("cannot open the key file " + path.string() + ": " + why());
    // The file that was locked may have been replaced meanwhile: then the lock holds nothing.
    struct stat locked {
    }, there{};
    if (::flock(fd_, LOCK_EX | LOCK_NB) == 0 && ::fstat(fd_, &locked) == 0 &&
        ::stat(path.c_str(), &there) == 0 && locked.st_ino == there.st_ino) {
      return;
    }
    ::close(fd_);
    throw KeyError("another program changes the key file " + path.string() + ": try again");
  }
  ~KeyFileLock() { ::close(fd_); }
  KeyFileLock(const KeyFileLock&) = delete;
  KeyFileLock& operator=(const KeyFileLock&) = delete;

 private:
  static std::string why() { return std::strerror(errno); }
  int fd_;
};

/// Reads the file under a lock, lets `change` work on it, and puts it back.
template <class Change>
void change_key_file(const std::filesystem::path& path, Change&& change) {
  sodium_ready();
  const char* const environment = std::getenv(environment_name);
  if (environment != nullptr && *environment != '\0') {
    throw KeyError(
        "GUANXI_KEY stands for the key file: change the keys where it is set, or unset it and use "
        "the file " +
        path.string()
    );
  }
  const KeyFileLock lock(path);
  const auto text = read_key_file(path);
  if (!text) throw KeyError("there is no key file " + path.string());
  KeyFile file = parse_and_wipe(*text, path);
  change(file);
  std::string changed = text_of(file);
  replace_key_file(path, changed);
  sodium_memzero(changed.data(), changed.size());
}

KeyFile::Generation& find_generation(KeyFile& file, int number) {
  if (auto* generation = file.find(number)) return *generation;
  throw KeyError("there is no key " + std::to_string(number) + "; see guanxi key list");
}

}  // namespace

SecretKey::~SecretKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

KeyRing::Keys::Keys(const KeyFile& file) : lookup(file.lookup_key()), sealing(file.sealing()) {
  for (const KeyFile::Generation& generation : file.generations) {
    seal[static_cast<std::size_t>(generation.number)] = derive_from(generation.secret, "seal");
    generations.push_back(
        {generation.number,
         generation.created,
         generation.standby,
         generation.number == sealing,
         fingerprint_of(generation.secret).substr(0, 8)}
    );
  }
}

KeyRing::KeyRing(std::shared_ptr<const Keys> keys)
    : keys_(std::make_shared<Published<Keys>>(std::move(keys))) {}

std::shared_ptr<const KeyRing::Keys> KeyRing::load(
    const std::filesystem::path& path, bool create, bool& created
) {
  sodium_ready();
  std::optional<std::string> text = read_key_file(path);
  if (const auto given = environment_key()) {
    if (text && fingerprint_of(parse_and_wipe(*text, path).lookup_key()) !=
                    fingerprint_of(given->lookup_key())) {
      throw KeyError(
          "GUANXI_KEY and the key file " + path.string() +
          " hold different keys. What one sealed the other cannot open: unset GUANXI_KEY, or move "
          "the file away"
      );
    }
    return std::make_shared<const Keys>(*given);
  }
  if (!text && !create) {
    throw KeyError(
        "there is no key file " + path.string() + ": put the right one back, or set GUANXI_KEY"
    );
  }
  if (!text) {
    // When a key was made is for people; no rule depends on it.
    std::string fresh = text_of(new_key_file(SystemClock().now().to_string()));
    created = create_key_file(path, fresh);
    sodium_memzero(fresh.data(), fresh.size());
    text = read_key_file(path);
    if (!text) throw KeyError("the key file " + path.string() + " vanished while it was opened");
  }
  return std::make_shared<const Keys>(parse_and_wipe(*std::move(text), path));
}

KeyRing KeyRing::open_or_create(const std::filesystem::path& path) {
  bool created = false;
  KeyRing ring(load(path, /*create=*/true, created));
  ring.created_ = created;
  return ring;
}

KeyRing KeyRing::open(const std::filesystem::path& path) {
  bool created = false;
  return KeyRing(load(path, /*create=*/false, created));
}

KeyRing KeyRing::for_tests(std::string_view seed) {
  sodium_ready();
  KeyFile file;
  file.generations.push_back({1, SecretKey(sha256(seed)), ""});
  return KeyRing(std::make_shared<const Keys>(file));
}

void KeyRing::reload(const std::filesystem::path& path) {
  bool created = false;
  auto fresh = load(path, /*create=*/false, created);
  if (fingerprint_of(fresh->lookup) != fingerprint()) {
    throw KeyError(
        "the key file " + path.string() + " is of another installation: put the right one back"
    );
  }
  keys_->set(std::move(fresh));
}

SecretKey KeyRing::derive(std::string_view purpose) const {
  return derive_from(keys_->get()->lookup, purpose);
}

Digest KeyRing::blind_index(std::string_view purpose, std::string_view value) const {
  return hmac_sha256(derive("index/" + std::string(purpose)).reveal(), value);
}

std::string KeyRing::fingerprint() const { return fingerprint_of(keys_->get()->lookup); }

int KeyRing::sealing() const { return keys_->get()->sealing; }

std::vector<KeyGeneration> KeyRing::generations() const { return keys_->get()->generations; }

int add_key(const std::filesystem::path& path, Instant now) {
  int number = 0;
  change_key_file(path, [&](KeyFile& file) {
    // Above all there are, so that a number that was retired is not given again: old backups hold
    // values that name it.
    number = file.generations.back().number + 1;
    if (number > key_number_max)
      throw KeyError("a key file holds keys 1 to 255, and the last number is taken");
    const auto secret = digest_of(random_bytes(32));
    GX_CHECK(secret.has_value());
    file.generations.push_back({number, SecretKey(*secret), now.to_string(), /*standby=*/true});
  });
  return number;
}

void activate_key(const std::filesystem::path& path, int number) {
  change_key_file(path, [&](KeyFile& file) {
    KeyFile::Generation& generation = find_generation(file, number);
    if (file.sealing() > number) {
      throw KeyError(
          "key " + std::to_string(file.sealing()) + " seals already, and it is newer than key " +
          std::to_string(number)
      );
    }
    generation.standby = false;
  });
}

void retire_key(const std::filesystem::path& path, int number) {
  change_key_file(path, [&](KeyFile& file) {
    find_generation(file, number);
    if (file.sealing() == number) {
      throw KeyError(
          "key " + std::to_string(number) +
          " seals what is written now: make another (guanxi key create) and rotate first"
      );
    }
    file.lookup = SecretKey(file.lookup_key());  // which it may have been until now
    std::erase_if(file.generations, [&](const auto& one) { return one.number == number; });
  });
}

}  // namespace guanxi::crypto
