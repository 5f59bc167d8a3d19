#include "platform/log/log.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>

#include <spdlog/async_logger.h>
#include <spdlog/details/periodic_worker.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "platform/log/escape.h"

namespace guanxi::log {
namespace {

constexpr std::size_t text_bytes_max = 2048;
constexpr std::string_view level_names[] = {"trace", "debug", "info", "warn", "error", "off"};

/// Lines leave through here: spdlog's queue, thread, rotation and flushing.
struct Backend {
  explicit Backend(const Options& options) {
    spdlog::sink_ptr sink;
    if (options.file.empty()) {
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    } else {
      sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
          options.file,
          static_cast<std::size_t>(options.file_bytes_max),
          static_cast<std::size_t>(options.files_max - 1)
      );
    }
    pool = std::make_shared<spdlog::details::thread_pool>(
        static_cast<std::size_t>(options.queue_max), 1
    );
    logger = std::make_shared<spdlog::async_logger>(
        "guanxi", sink, pool, spdlog::async_overflow_policy::overrun_oldest
    );
    logger->set_pattern("%v");
    logger->set_level(spdlog::level::trace);
    logger->flush_on(spdlog::level::warn);
    flusher = std::make_unique<spdlog::details::periodic_worker>(
        [log = logger] { log->flush(); }, std::chrono::seconds(1)
    );
  }

  // Ends from the bottom up: no more flushes, then the queue is written out, then the file is
  // closed.
  std::shared_ptr<spdlog::async_logger> logger;
  std::shared_ptr<spdlog::details::thread_pool> pool;
  std::unique_ptr<spdlog::details::periodic_worker> flusher;
};

struct Outlet {
  std::shared_mutex mutex;  // shared: to write a line; unique: to change what follows
  std::unique_ptr<Backend> backend;
  Options options;  // of the backend
  bool capturing = false;
  std::mutex captured_mutex;
  std::vector<std::string> captured;
  std::uint64_t dropped_before = 0;
};

Outlet& outlet() {
  static Outlet* const the_outlet =
      new Outlet;  // outlives every static object that may log in its destructor
  return *the_outlet;
}

thread_local std::string_view trace_id_of_thread;

void append_number(std::string& line, auto number) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  line.append(digits, end);
}

void append_padded(std::string& line, std::uint64_t number, int width) {
  char digits[20];
  for (int i = width - 1; i >= 0; --i, number /= 10)
    digits[i] = static_cast<char>('0' + number % 10);
  line.append(digits, static_cast<std::size_t>(width));
}

/// The machine's own time, not the injected clock: a log tells when the program ran, not what day
/// it believed in.
void append_now(std::string& line) {
  using namespace std::chrono;
  const auto now = floor<microseconds>(system_clock::now());
  const auto second = floor<seconds>(now);
  thread_local sys_seconds cached_second{seconds(-1)};
  thread_local std::string cached;
  if (second != cached_second) {
    const auto day = floor<days>(second);
    const year_month_day date(day);
    const hh_mm_ss time(second - day);
    cached.clear();
    append_padded(cached, static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
    cached += '-';
    append_padded(cached, static_cast<unsigned>(date.month()), 2);
    cached += '-';
    append_padded(cached, static_cast<unsigned>(date.day()), 2);
    cached += 'T';
    append_padded(cached, static_cast<std::uint64_t>(time.hours().count()), 2);
    cached += ':';
    append_padded(cached, static_cast<std::uint64_t>(time.minutes().count()), 2);
    cached += ':';
    append_padded(cached, static_cast<std::uint64_t>(time.seconds().count()), 2);
    cached_second = second;
  }
  line += cached;
  line += '.';
  append_padded(line, static_cast<std::uint64_t>((now - second).count()), 6);
  line += 'Z';
}

void append_text(std::string& line, std::string_view text) {
  thread_local std::string masked;
  line += '"';
  append_escaped(
      line, mask_personal(text, masked) ? std::string_view(masked) : text, text_bytes_max
  );
  line += '"';
}

spdlog::level::level_enum spdlog_level(Level level) {
  return static_cast<spdlog::level::level_enum>(level);
}
static_assert(static_cast<int>(Level::warn) == static_cast<int>(spdlog::level::warn));
static_assert(static_cast<int>(Level::error) == static_cast<int>(spdlog::level::err));

/// Ends the backend outside the lock: it waits for its thread to write what is queued.
std::unique_ptr<Backend> replace_backend(std::unique_ptr<Backend> next) {
  Outlet& out = outlet();
  std::unique_lock lock(out.mutex);
  if (out.backend) out.dropped_before += out.backend->pool->overrun_counter();
  std::swap(out.backend, next);
  return next;
}

std::unique_ptr<Backend> make_backend(const Options& options) {
  try {
    return std::make_unique<Backend>(options);
  } catch (const spdlog::spdlog_ex& failure) {
    throw std::runtime_error("log file " + options.file + ": " + failure.what());
  }
}

}  // namespace

std::optional<Level> parse_level(std::string_view text) {
  for (std::size_t i = 0; i < std::size(level_names); ++i) {
    if (text == level_names[i]) return static_cast<Level>(i);
  }
  return std::nullopt;
}

void Value::append_to(std::string& line) const {
  switch (kind_) {
    case Kind::signed_number:
      append_number(line, signed_);
      return;
    case Kind::unsigned_number:
      append_number(line, unsigned_);
      return;
    case Kind::truth:
      line += unsigned_ != 0 ? "true" : "false";
      return;
    case Kind::text:
      append_text(line, text_);
      return;
    case Kind::real:
      if (std::isfinite(real_)) {
        append_number(line, real_);
      } else {
        line += "null";  // JSON has no infinity
      }
      return;
    case Kind::id:
      line += '"';
      append_number(line, signed_);
      line += '"';
      return;
  }
}

void start(const Options& options) {
  replace_backend(make_backend(options));
  {
    Outlet& out = outlet();
    const std::unique_lock lock(out.mutex);
    out.options = options;
  }
  set_level(options.level);
}

void reopen() {
  Outlet& out = outlet();
  Options options;
  {
    const std::shared_lock lock(out.mutex);
    if (!out.backend) return;
    options = out.options;
  }
  replace_backend(make_backend(options));
}

void stop() { replace_backend(nullptr); }

void set_level(Level level) { detail::level.store(level, std::memory_order_relaxed); }

std::uint64_t dropped() {
  Outlet& out = outlet();
  std::shared_lock lock(out.mutex);
  return out.dropped_before + (out.backend ? out.backend->pool->overrun_counter() : 0);
}

void write(Level level, std::string_view event, Fields fields) {
  thread_local std::string line;
  line = "{\"at\":\"";
  append_now(line);
  line += "\",\"level\":\"";
  line += level_names[static_cast<std::size_t>(level)];
  line += "\",\"event\":\"";
  append_escaped(line, event, text_bytes_max);
  line += '"';
  if (!trace_id_of_thread.empty()) {
    line += ",\"trace_id\":\"";
    append_escaped(line, trace_id_of_thread, 64);
    line += '"';
  }
  for (const Field& field : fields) {
    line += ",\"";
    line += field.name;
    line += "\":";
    field.value.append_to(line);
  }
  line += '}';

  Outlet& out = outlet();
  std::shared_lock lock(out.mutex);
  if (out.capturing) {
    std::lock_guard captured_lock(out.captured_mutex);
    out.captured.push_back(line);
  } else if (out.backend) {
    out.backend->logger->log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size()));
  } else {
    line += '\n';
    std::fwrite(line.data(), 1, line.size(), stderr);
  }
}

TraceScope::TraceScope(std::string_view trace_id) : before_(trace_id_of_thread) {
  trace_id_of_thread = trace_id;
}
TraceScope::~TraceScope() { trace_id_of_thread = before_; }

std::string_view current_trace_id() { return trace_id_of_thread; }

Capture::Capture(Level level) : before_(detail::level.load()) {
  Outlet& out = outlet();
  std::unique_lock lock(out.mutex);
  out.capturing = true;
  out.captured.clear();
  set_level(level);
}

Capture::~Capture() {
  Outlet& out = outlet();
  std::unique_lock lock(out.mutex);
  out.capturing = false;
  set_level(before_);
}

std::vector<std::string> Capture::lines() const {
  Outlet& out = outlet();
  std::lock_guard lock(out.captured_mutex);
  return out.captured;
}

}  // namespace guanxi::log
