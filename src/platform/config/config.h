// Every setting of the program, and where its value came from: defaults < TOML file < environment
// < flags. Read once at start by app, which hands the values to the parts; nobody else reads files
// or the environment for settings. The table in settings.cpp is the only list: parsing, checks,
// help, `guanxi config` and the sample file all follow from it.
//
//   [http]                      guanxi.toml
//   port = 8080
//   GUANXI_HTTP_PORT=8080       environment: GUANXI_, upper case, '.' becomes '_'
//   --set http.port=8080        flag
//
// There are no secrets among the settings; the master key has its own file (platform/crypto).
// Threads: pure functions; a Config is a value.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace guanxi::config {

/// The defaults are the member initialisers. Names say unit, then qualifier.
struct Config {
  std::string data = "data";       // directory of the store, the key file and the logs
  std::string store;               // PostgreSQL's address; empty: SQLite in `data`
  std::string language = "zh-CN";  // of commands; HTTP follows Accept-Language
  int node = 0;                    // of the ids this process makes

  struct Http {
    std::string address = "127.0.0.1";
    int port = 8080;
    int io_threads = 1;
    int workers = 64;
    int queue_max = 1024;
    int connections_max = 4096;
    int header_bytes_max = 16 * 1024;
    std::int64_t body_bytes_max = 1024 * 1024;
    std::int64_t header_ms_max = 10'000;
    std::int64_t body_ms_max = 30'000;
    std::int64_t idle_ms_max = 75'000;
    std::int64_t write_ms_max = 30'000;
    std::int64_t drain_ms_max = 20'000;
    std::string tls_certificate;  // empty: plain HTTP
    std::string tls_key;
    std::int64_t tls_look_ms = 10'000;
    std::int64_t handshake_ms_max = 10'000;
  } http;

  struct Sqlite {
    std::string file = "guanxi.db";  // below `data` unless absolute
    int group_max = 256;
    int write_queue_max = 4096;
    int readers_max = 16;
    std::int64_t cache_bytes = std::int64_t{192} << 20;
    std::int64_t reader_cache_bytes = std::int64_t{4} << 20;
    int busy_ms_max = 10'000;
    std::int64_t checkpoint_bytes = std::int64_t{128} << 20;
    std::int64_t wal_reset_bytes = std::int64_t{256} << 20;
    std::string page_sums = "on";
  } sqlite;

  struct Postgres {
    int connections_max = 24;
    int reader_threads = 1;
    int writer_threads = 2;
    int group_max = 64;
    int write_queue_max = 4096;
    int connect_seconds_max = 5;
    int statement_ms_max = 60'000;
  } postgres;

  struct Log {
    std::string level = "info";
    std::string file;  // empty: stderr
    std::int64_t file_bytes_max = 100 * 1024 * 1024;
    int files_max = 10;
    int queue_max = 8192;
    int requests_one_in = 100;
  } log;

  struct Identity {
    int clock_skew_seconds_max = 300;
    int restart_skew_seconds_max = 10;
    std::int64_t nonces_max = 10'000'000;
    int rotation_grace_hours = 72;
    std::string password_policy = "nist";
    std::string second_factor = "optional";
    int password_memory_kib = 65'536;
    int password_passes = 2;
    int hashes_at_once_max = 1;
    int hashes_waiting_max = 8;
    int session_idle_minutes = 30;
    int session_hours = 12;
    std::string secure_cookies = "auto";  // on where http.tls_certificate is set
  } identity;

  struct Jobs {
    int threads = 2;
    int slow_threads = 2;
    int slow_queue_max = 64;
    int lease_seconds = 120;
    int verify_minutes = 60;
    int root_minutes = 60;
    int expiry_minutes = 60;
    int refresh_seconds = 2;
  } jobs;

  struct Outbox {
    int batch_max = 500;
    int poll_ms = 1000;
    int pause_ms = 50;
    int backoff_seconds_max = 300;
    int retention_days = 14;
    int prune_minutes = 10;
  } outbox;

  struct Backup {
    std::string directory;        // empty: none by itself, none through the API
    std::string at;               // "02:30" on the machine's clock; empty: not by the clock
    int every_hours = 0;          // 0: not by interval
    int keep = 7;                 // of those in `directory`; 0: all
    int mib_per_second_max = 64;  // 0: as fast as it goes
  } backup;

  struct Downloads {
    int keep_days = 7;  // a file
    int rows_max = 5'000'000;
    int mib_max = 256;  // of a file
    int open_max = 5;   // of one account, not made yet
  } downloads;

  struct Limits {
    int idempotency_days = 45;
    int requests_per_second = 1000;  // of a credential; 0: no limit
    int burst = 2000;
    int anonymous_per_second = 20;  // of an address; 0: no limit
    int anonymous_burst = 100;
    int clients_max = 100'000;
  } limits;
};

enum class Language { zh_cn, en };
enum class Source { defaults, file, environment, flag };

/// What is wrong with one setting. `where` names the place a person has to go to:
/// "guanxi.toml:12", "GUANXI_HTTP_PORT", "--set http.port".
struct Problem {
  std::string where;
  std::string key;  // "http.port"; empty where none can be named
  std::string zh, en;

  /// "guanxi.toml:12: http.port: must be a whole number from 0 to 65535, is 70000"
  std::string text(Language language) const;
};

/// A setting as `guanxi config` shows it.
struct View {
  std::string key;    // "http.port"
  std::string value;  // as TOML: 8080, "info", true
  std::string default_value;
  std::string unit;         // "ms", "bytes" …; empty: none
  std::string range;        // "1 … 65535", "debug | info …"; empty: any text
  std::string environment;  // "GUANXI_HTTP_PORT"
  Source source = Source::defaults;
  std::string where;  // of the value; empty for defaults
  std::string help_zh, help_en;
};

struct Sources {
  /// Must exist if `file_required`; otherwise a missing file means defaults.
  std::optional<std::filesystem::path> file = {};
  bool file_required = false;
  /// Only names that begin with GUANXI_ are looked at; see environment().
  std::vector<std::pair<std::string, std::string>> environment = {};
  /// From `--set key=value`, in order; a later one wins.
  std::vector<std::pair<std::string, std::string>> flags = {};
};

struct Loaded {
  Config config;                  // settings with a problem keep the value of the source before
  std::vector<View> views;        // every setting, in the order of the table
  std::vector<Problem> problems;  // all of them at once; if there are any, do not start
};

/// Reads all sources. Unknown keys, wrong types and values out of range are problems; a name close
/// to a known one says so. In the environment, a GUANXI_ name is taken for a setting if it begins
/// like one of our sections (GUANXI_HTTP_…); other GUANXI_ names belong to other programs.
Loaded load(const Sources& sources);

/// The environment of this process, GUANXI_ names only.
std::vector<std::pair<std::string, std::string>> environment();

/// "http.port=8080" → {"http.port", "8080"}; nullopt without '='.
std::optional<std::pair<std::string, std::string>> split_flag(std::string_view text);

/// Every setting with value, default, unit, source and help, for people.
std::string describe(const Loaded& loaded, Language language);

/// A TOML file with every setting, help above it: commented out at its default, or as `config` has
/// it where that is another value. Loading it gives `config`.
std::string sample_file(Language language, const Config& config = {});

}  // namespace guanxi::config
