#include "platform/http/tls.h"

#include <pthread.h>
#include <sys/stat.h>

#include <array>
#include <chrono>

#include "platform/log/log.h"

namespace guanxi::http {

struct TlsKeeper::FileState {
  dev_t device = 0;
  ino_t inode = 0;
  off_t bytes = -1;  // no such file
  std::array<std::int64_t, 4> times{};
  bool operator==(const FileState&) const = default;
};

struct TlsKeeper::Seen {
  FileState certificate, key;
  bool operator==(const Seen&) const = default;
};

namespace {

bool is_readable_by_others(const std::string& file) {
  struct stat about {};
  return ::stat(file.c_str(), &about) == 0 && (about.st_mode & S_IROTH) != 0;
}

void warn_of_open_key(const std::string& file) {
  if (!is_readable_by_others(file)) return;
  log::warn("tls.key_readable_by_others", {{"file", file}, {"fix", "chmod o= " + file}});
}

}  // namespace

TlsReport check_tls(const TlsOptions& files) {
  const auto pair = load_tls_pair(files);
  return {pair->valid_from, pair->expires_at, is_readable_by_others(files.key)};
}

TlsKeeper::TlsKeeper(TlsOptions options, const Clock& clock)
    : options_(std::move(options)),
      clock_(clock),
      seen_(std::make_unique<Seen>(look())),  // before reading: a change meanwhile is seen later
      pair_(load_tls_pair(options_)) {
  const Instant now = clock_.now();
  const auto pair = current();
  if (pair->expires_at <= now || pair->valid_from > now) {
    // Serving beats not serving: clients refuse it with a message their administrator understands.
    log::warn(
        "tls.not_valid_now",
        {{"file", options_.certificate},
         {"valid_from", pair->valid_from.to_string()},
         {"expires_at", pair->expires_at.to_string()}}
    );
  }
  warn_of_open_key(options_.key);
}

TlsKeeper::~TlsKeeper() { stop(); }

/// The content itself is not compared: the time of the last change of a file's state (ctime) moves
/// with every write and rename, and nobody can set it back.
TlsKeeper::Seen TlsKeeper::look() const {
  const auto state_of = [](const std::string& file) {
    struct stat about {};
    FileState state;
    if (::stat(file.c_str(), &about) != 0) return state;
    state.device = about.st_dev;
    state.inode = about.st_ino;
    state.bytes = about.st_size;
    state.times = {
        about.st_mtim.tv_sec, about.st_mtim.tv_nsec, about.st_ctim.tv_sec, about.st_ctim.tv_nsec};
    return state;
  };
  return {state_of(options_.certificate), state_of(options_.key)};
}

void TlsKeeper::take(std::shared_ptr<const TlsPair> pair) {
  const Instant now = clock_.now();
  if (pair->expires_at <= now || pair->valid_from > now) {
    throw TlsProblem(
        TlsProblem::Part::certificate,
        options_.certificate,
        "不在有效期内:" + pair->valid_from.to_string() + " 至 " + pair->expires_at.to_string(),
        "is not valid now, but from " + pair->valid_from.to_string() + " to " +
            pair->expires_at.to_string()
    );
  }
  warn_of_open_key(options_.key);
  log::info(
      "tls.loaded", {{"file", options_.certificate}, {"expires_at", pair->expires_at.to_string()}}
  );
  pair_.set(std::move(pair));
}

bool TlsKeeper::reload() {
  const std::lock_guard lock(loading_);
  *seen_ = look();
  try {
    take(load_tls_pair(options_));
    return true;
  } catch (const std::exception& refused) {
    // A pair is replaced one file after the other: the look after the second finds it whole.
    log::error(
        "tls.refused",
        {{"what", refused.what()}, {"in_force_expires_at", current()->expires_at.to_string()}}
    );
    return false;
  }
}

void TlsKeeper::start() {
  if (thread_.joinable()) return;
  thread_ = std::thread([this] { look_now_and_then(); });
  pthread_setname_np(thread_.native_handle(), "tls-files");
}

void TlsKeeper::look_now_and_then() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, std::chrono::milliseconds(options_.look_ms), [this] {
    return stopping_;
  })) {
    lock.unlock();
    bool changed = false;
    {
      const std::lock_guard loading(loading_);
      changed = look() != *seen_;
    }
    if (changed) reload();
    lock.lock();
  }
}

void TlsKeeper::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

}  // namespace guanxi::http
