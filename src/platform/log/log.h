// Structured logging: one JSON object a line, to stderr or a file. For every layer from platform
// upwards.
//
//   log::info("checkout.posted", {{"receipt", receipt_id}, {"lines", lines.size()}});
//   {"at":"2026-11-21T13:05:00.123456Z","level":"info","event":"checkout.posted","trace_id":"4bf9…","receipt":"71","lines":3}
//
// The event is a fixed dotted word, the facts are fields; never personal data: Phone, Email and
// IdNumber do not convert to a Value, and text that looks like one of them (inside an exception's
// message, say) is masked. Control characters, broken UTF-8 and direction marks are escaped, so
// that no value can forge a line.
//
// Thread contract: everything may be called from any thread. After start() a line costs its caller
// about two microseconds and never waits for the disk: a queue of `queue_max` lines is written by
// one thread, and when it is full the oldest lines are dropped and counted.
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"

namespace guanxi::log {

enum class Level { trace, debug, info, warn, error, off };

/// "info" → Level::info; nullopt for anything else.
std::optional<Level> parse_level(std::string_view text);

/// A number, a truth value or text. Refers to the text: use it within the call only.
class Value {
 public:
  enum class Kind { signed_number, unsigned_number, real, truth, id, text };

  template <std::same_as<bool> T>
  Value(T truth) : kind_(Kind::truth), unsigned_(truth ? 1 : 0) {}  // NOLINT: implicit by design
  template <std::signed_integral T>
  Value(T number) : kind_(Kind::signed_number), signed_(number) {}  // NOLINT
  template <std::unsigned_integral T>
  requires(!std::same_as<T, bool>) Value(T number)
      : kind_(Kind::unsigned_number), unsigned_(number) {}           // NOLINT
  Value(double number) : kind_(Kind::real), real_(number) {}         // NOLINT
  Value(std::string_view text) : kind_(Kind::text), text_(text) {}   // NOLINT
  Value(const std::string& text) : Value(std::string_view(text)) {}  // NOLINT
  Value(const char* text) : Value(std::string_view(text)) {}         // NOLINT
  template <class Tag>
  Value(Id<Tag> id) : kind_(Kind::id), signed_(id.value()) {}  // NOLINT

  /// Appends the value as JSON.
  void append_to(std::string& line) const;

 private:
  Kind kind_;
  union {
    std::int64_t signed_;
    std::uint64_t unsigned_;
    double real_;
    std::string_view text_;
  };
};

struct Field {
  std::string_view name;  // a word of ours, not escaped: lower_case
  Value value;
};
using Fields = std::initializer_list<Field>;

struct Options {
  Level level = Level::info;
  std::string file;                                 // empty: stderr
  std::int64_t file_bytes_max = 100 * 1024 * 1024;  // then rotated
  int files_max = 10;                               // file, file.1 … file.9
  int queue_max = 8192;                             // lines waiting to be written
};

/// Until start() and after stop() lines go to stderr at once. Throws std::runtime_error if the file
/// cannot be opened.
void start(const Options& options);
/// Opens the file of start() anew, after somebody moved it away (logrotate): lines queued before go
/// to the old one, and none is lost. Throws as start() does, and then the old file stays in use.
/// Nothing without start().
void reopen();
/// Writes what is queued and closes. Safe to call twice.
void stop();
void set_level(Level level);
/// Lines lost because the queue was full.
std::uint64_t dropped();

namespace detail {
inline std::atomic<Level> level{Level::info};
}
inline bool enabled(Level level) { return level >= detail::level.load(std::memory_order_relaxed); }

void write(Level level, std::string_view event, Fields fields);

inline void trace(std::string_view event, Fields fields = {}) {
  if (enabled(Level::trace)) write(Level::trace, event, fields);
}
inline void debug(std::string_view event, Fields fields = {}) {
  if (enabled(Level::debug)) write(Level::debug, event, fields);
}
inline void info(std::string_view event, Fields fields = {}) {
  if (enabled(Level::info)) write(Level::info, event, fields);
}
inline void warn(std::string_view event, Fields fields = {}) {
  if (enabled(Level::warn)) write(Level::warn, event, fields);
}
inline void error(std::string_view event, Fields fields = {}) {
  if (enabled(Level::error)) write(Level::error, event, fields);
}

/// While it lives, lines of this thread carry the trace id (32 hex digits). Nests. Refers to the
/// text.
class TraceScope {
 public:
  explicit TraceScope(std::string_view trace_id);
  ~TraceScope();
  TraceScope(const TraceScope&) = delete;
  TraceScope& operator=(const TraceScope&) = delete;

 private:
  std::string_view before_;
};
/// The id of the innermost TraceScope of this thread, empty without one.
std::string_view current_trace_id();

/// True once in `one_in` calls per object, starting with the first; never for 0. For lines that
/// come in thousands.
class Sampler {
 public:
  bool draw(int one_in) {
    return one_in > 0 &&
           count_.fetch_add(1, std::memory_order_relaxed) % static_cast<std::uint64_t>(one_in) == 0;
  }

 private:
  std::atomic<std::uint64_t> count_{0};
};

/// For tests: while it lives, all lines go here instead, at `level`. One at a time.
class Capture {
 public:
  explicit Capture(Level level = Level::trace);
  ~Capture();
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;
  std::vector<std::string> lines() const;  // so far, without the line end

 private:
  Level before_;
};

}  // namespace guanxi::log
