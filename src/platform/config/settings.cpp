#include "platform/config/settings.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "base/text.h"

namespace guanxi::config {
namespace {

constexpr const char* levels[] = {"trace", "debug", "info", "warn", "error", "off"};
constexpr const char* languages[] = {"zh-CN", "en"};
constexpr const char* switches[] = {"on", "off"};
constexpr const char* automatic[] = {"auto", "on", "off"};
constexpr const char* password_policies[] = {"nist", "dengbao"};
constexpr const char* needs[] = {"optional", "required"};

bool is_address(std::string_view text) {
  const std::string address(text);
  std::array<unsigned char, 16> parsed;
  return inet_pton(AF_INET, address.c_str(), parsed.data()) == 1 ||
         inet_pton(AF_INET6, address.c_str(), parsed.data()) == 1;
}
/// Empty, a URL or libpq's key=value words; without a password, which is a secret and no setting.
bool is_store(std::string_view text) {
  if (text.empty()) return true;
  if (text.find("password=") != std::string_view::npos) return false;
  if (text.starts_with("postgresql://") || text.starts_with("postgres://")) {
    const std::string_view rest = text.substr(text.find("://") + 3);
    const std::string_view who = rest.substr(0, rest.find('@'));
    return rest.find('@') == std::string_view::npos || who.find(':') == std::string_view::npos;
  }
  return text.find("dbname=") != std::string_view::npos ||
         text.find("host=") != std::string_view::npos ||
         text.find("service=") != std::string_view::npos;
}
bool is_not_empty(std::string_view text) { return !text.empty(); }
bool is_time_of_day(std::string_view text) {  // "", or "00:00" … "23:59"
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.empty()) return true;
  if (text.size() != 5 || text[2] != ':') return false;
  if (!digit(0) || !digit(1) || !digit(3) || !digit(4)) return false;
  return text.substr(0, 2) < "24" && text[3] < '6';
}

constexpr std::int64_t gib = std::int64_t{1} << 30;
constexpr std::int64_t mib = std::int64_t{1} << 20;

// clang-format off
#define NUMBER(KEY, MEMBER, UNIT, MIN, MAX, ZH, EN) \
  Setting{KEY, [](Config& c) -> Slot { return &c.MEMBER; }, UNIT, MIN, MAX, {}, nullptr, ZH, EN}
#define WORD(KEY, MEMBER, WORDS, ZH, EN) \
  Setting{KEY, [](Config& c) -> Slot { return &c.MEMBER; }, "", 0, 0, WORDS, nullptr, ZH, EN}
#define WORDS_OF(KEY, MEMBER, ACCEPTS, ZH, EN) \
  Setting{KEY, [](Config& c) -> Slot { return &c.MEMBER; }, "", 0, 0, {}, ACCEPTS, ZH, EN}

// Settings without a section come first: in TOML nothing can follow a [section] but its own keys.
const Setting table[] = {
  WORDS_OF("data", data, is_not_empty, "数据目录:数据库、密钥文件和日志放在这里", "Data directory: store, key file and logs live here"),
  WORDS_OF("store", store, is_store, "PostgreSQL 地址 postgresql://用户@主机/库;空为数据目录下的 SQLite。密码放 ~/.pgpass 或 PGPASSWORD", "Address of PostgreSQL, postgresql://user@host/db; empty: SQLite in the data directory. Keep the password in ~/.pgpass or PGPASSWORD"),
  WORD("language", language, languages, "命令行输出的语言;HTTP 按 Accept-Language", "Language of commands; HTTP follows Accept-Language"),
  NUMBER("node", node, "", 0, 255, "本进程的节点号,同一数据库上的进程各不相同", "Node number of this process; differs between processes on one database"),

  WORDS_OF("http.address", http.address, is_address, "监听的 IP 地址;0.0.0.0 为所有网卡", "IP address to listen on; 0.0.0.0 means every interface"),
  NUMBER("http.port", http.port, "", 0, 65535, "监听端口;0 由系统分配", "Port to listen on; 0: the kernel picks one"),
  NUMBER("http.io_threads", http.io_threads, "threads", 1, 64, "网络读写线程数", "Threads that read and write the network"),
  NUMBER("http.workers", http.workers, "threads", 1, 1024, "处理请求的线程数", "Threads that handle requests"),
  NUMBER("http.queue_max", http.queue_max, "requests", 1, 1'000'000, "等待处理的请求上限,超过答 503", "Requests that may wait for a worker; beyond: 503"),
  NUMBER("http.connections_max", http.connections_max, "connections", 1, 1'000'000, "连接数上限", "Connections at once"),
  NUMBER("http.header_bytes_max", http.header_bytes_max, "bytes", 1024, 1 << 20, "请求头大小上限,超过答 431", "Size of a request's header; beyond: 431"),
  NUMBER("http.body_bytes_max", http.body_bytes_max, "bytes", 1024, gib, "请求体大小上限,超过答 413", "Size of a request's body; beyond: 413"),
  NUMBER("http.header_ms_max", http.header_ms_max, "ms", 100, 600'000, "收完请求头的时限", "Time for a whole header to arrive"),
  NUMBER("http.body_ms_max", http.body_ms_max, "ms", 100, 3'600'000, "收完请求体的时限", "Time for a whole body to arrive"),
  NUMBER("http.idle_ms_max", http.idle_ms_max, "ms", 100, 3'600'000, "空闲连接保持的时间", "How long an idle connection is kept"),
  NUMBER("http.write_ms_max", http.write_ms_max, "ms", 100, 3'600'000, "客户端收完回应的时限", "Time for a client to take a whole response"),
  NUMBER("http.drain_ms_max", http.drain_ms_max, "ms", 0, 600'000, "停止时等待进行中请求的时间", "On stop, how long running requests may take"),
  WORDS_OF("http.tls_certificate", http.tls_certificate, nullptr, "TLS 证书链文件(PEM,服务器证书在前);空为不加密的 HTTP", "TLS certificate chain (PEM, the server's own first); empty: plain HTTP"),
  WORDS_OF("http.tls_key", http.tls_key, nullptr, "TLS 私钥文件(PEM,不加口令)", "TLS private key (PEM, without a passphrase)"),
  NUMBER("http.tls_look_ms", http.tls_look_ms, "ms", 100, 3'600'000, "多久查看一次证书和私钥文件是否更换", "How often the certificate and key files are looked at for a change"),
  NUMBER("http.handshake_ms_max", http.handshake_ms_max, "ms", 100, 600'000, "完成 TLS 握手的时限", "Time for a TLS handshake"),

  WORDS_OF("sqlite.file", sqlite.file, is_not_empty, "数据库文件;相对路径在数据目录下", "Database file; relative to the data directory"),
  NUMBER("sqlite.group_max", sqlite.group_max, "functions", 1, 65536, "一次提交合并的写入数上限", "Write functions that share one commit"),
  NUMBER("sqlite.write_queue_max", sqlite.write_queue_max, "functions", 1, 1'000'000, "等待写入的上限", "Write functions that may wait"),
  NUMBER("sqlite.readers_max", sqlite.readers_max, "connections", 1, 1024, "同时读取的快照数上限", "Snapshots that may be read at once"),
  NUMBER("sqlite.cache_bytes", sqlite.cache_bytes, "bytes", mib, 1024 * gib, "写连接的页缓存", "Page cache of the writer"),
  NUMBER("sqlite.reader_cache_bytes", sqlite.reader_cache_bytes, "bytes", 256 * 1024, 64 * gib, "每个读连接的页缓存", "Page cache of each reader"),
  NUMBER("sqlite.busy_ms_max", sqlite.busy_ms_max, "ms", 0, 600'000, "等待其他进程释放写锁的时间", "How long another process may hold the write lock"),
  NUMBER("sqlite.checkpoint_bytes", sqlite.checkpoint_bytes, "bytes", 64 * 1024, 64 * gib, "新增这么多日志后做检查点", "New log after which a checkpoint runs"),
  NUMBER("sqlite.wal_reset_bytes", sqlite.wal_reset_bytes, "bytes", mib, 64 * gib, "日志到这个大小后从头写起", "Log size at which it starts over"),
  WORD("sqlite.page_sums", sqlite.page_sums, switches, "新建的库为每一页保存校验和", "A store that is made here keeps a checksum in each page"),

  NUMBER("postgres.connections_max", postgres.connections_max, "connections", 3, 1000, "到 PostgreSQL 的连接数上限", "Connections to PostgreSQL at once"),
  NUMBER("postgres.reader_threads", postgres.reader_threads, "threads", 1, 64, "合并发送查询的线程数,各占一个连接", "Threads that send the reads of many at once, each on a connection of its own"),
  NUMBER("postgres.writer_threads", postgres.writer_threads, "threads", 1, 64, "合并提交写入的线程数,各占一个连接", "Threads that commit the writes of many at once, each on a connection of its own"),
  NUMBER("postgres.group_max", postgres.group_max, "functions", 1, 4096, "一次合并的上限;Citus 上为 1,即不合并", "Functions that travel together at most; 1 on Citus: each by itself"),
  NUMBER("postgres.write_queue_max", postgres.write_queue_max, "functions", 1, 1'000'000, "等待写入的上限", "Write functions that may wait"),
  NUMBER("postgres.connect_seconds_max", postgres.connect_seconds_max, "s", 1, 600, "连接的时限,断线后也在此时间内重试", "Time for one attempt to connect, and for trying again after the line broke"),
  NUMBER("postgres.statement_ms_max", postgres.statement_ms_max, "ms", 100, 3'600'000, "单条语句的时限,超过即中止", "Time for one statement; beyond: it is ended"),

  WORD("log.level", log.level, levels, "写日志的最低级别", "Lowest level that is logged"),
  WORDS_OF("log.file", log.file, nullptr, "日志文件;空为标准错误输出", "Log file; empty: standard error"),
  NUMBER("log.file_bytes_max", log.file_bytes_max, "bytes", 64 * 1024, 64 * gib, "日志文件大小上限,到此轮换", "Size of a log file before it is rotated"),
  NUMBER("log.files_max", log.files_max, "files", 1, 1000, "保留的日志文件数", "Log files kept"),
  NUMBER("log.queue_max", log.queue_max, "lines", 64, 1'000'000, "等待写出的日志行上限,满后丢弃最旧的并计数", "Lines that may wait; then the oldest are dropped and counted"),
  NUMBER("log.requests_one_in", log.requests_one_in, "", 0, 1'000'000, "每多少个请求记一条访问日志;1 全记,0 不记", "One request in so many is logged; 1: all, 0: none"),

  NUMBER("identity.clock_skew_seconds_max", identity.clock_skew_seconds_max, "s", 10, 3600, "收银机签名时间与服务器时间允许相差", "How far the time in a till's signature may be from ours"),
  NUMBER("identity.restart_skew_seconds_max", identity.restart_skew_seconds_max, "s", 0, 3600, "重启后,早于启动时刻超过此值签名的请求须重新签名", "After a restart, requests signed earlier than this before it must be signed again"),
  NUMBER("identity.nonces_max", identity.nonces_max, "entries", 1000, 1'000'000'000, "记住的一次性随机数上限,每条约 8 至 24 字节", "One-time numbers remembered, 8 to 24 bytes each"),
  NUMBER("identity.rotation_grace_hours", identity.rotation_grace_hours, "h", 0, 24 * 365, "更换签名密钥后旧密钥还可用的时间", "How long the old signing key stays valid after a rotation"),
  WORD("identity.password_policy", identity.password_policy, password_policies, "密码要求:nist 为 NIST SP 800-63B(长度与常用密码),dengbao 为等保(三类字符、90 天、不重用)", "What a password has to be: nist, as NIST SP 800-63B (length, none of the common ones); dengbao, as assessors of GB/T 22239 (three kinds of characters, 90 days, none used before)"),
  WORD("identity.second_factor", identity.second_factor, needs, "登录是否必须有动态验证码", "Whether everybody who signs in needs a second factor"),
  NUMBER("identity.password_memory_kib", identity.password_memory_kib, "KiB", 19'456, 4'194'304, "每次计算密码哈希(Argon2id)所用的内存", "Memory of one password hash (Argon2id)"),
  NUMBER("identity.password_passes", identity.password_passes, "passes", 1, 100, "密码哈希遍数", "Passes of a password hash"),
  NUMBER("identity.hashes_at_once_max", identity.hashes_at_once_max, "hashes", 1, 64, "同时计算的密码哈希数,各占一个处理器", "Password hashes at once, a processor each"),
  NUMBER("identity.hashes_waiting_max", identity.hashes_waiting_max, "hashes", 0, 1000, "等待计算的密码哈希上限,超过答 503", "Password hashes that may wait; beyond: 503"),
  NUMBER("identity.session_idle_minutes", identity.session_idle_minutes, "min", 2, 1440, "登录会话闲置多久后结束", "After how long without a request a session ends"),
  NUMBER("identity.session_hours", identity.session_hours, "h", 1, 24 * 30, "登录会话最长时间", "How long a session lasts at most"),
  WORD("identity.secure_cookies", identity.secure_cookies, automatic, "会话 Cookie 仅经 TLS 发送;auto 为本程序自带 TLS 时;前有 TLS 代理时设为 on", "Session cookies travel by TLS only; auto: where this program has a certificate; set on behind a proxy that speaks TLS"),

  NUMBER("jobs.threads", jobs.threads, "threads", 1, 64, "运行定时任务的线程数", "Threads that run scheduled jobs"),
  NUMBER("jobs.slow_threads", jobs.slow_threads, "threads", 1, 64, "慢任务(导入、导出、密码)的线程数", "Threads for slow work (imports, exports, passwords)"),
  NUMBER("jobs.slow_queue_max", jobs.slow_queue_max, "tasks", 1, 100'000, "等待的慢任务上限", "Slow tasks that may wait"),
  NUMBER("jobs.lease_seconds", jobs.lease_seconds, "s", 10, 86'400, "任务租约:持有进程死亡后多久由他人接手", "Lease of a job: how long after its process died another takes over"),
  NUMBER("jobs.verify_minutes", jobs.verify_minutes, "min", 0, 10'080, "多久核对一次全部账目;0 不核对", "How often the books are verified; 0: never"),
  NUMBER("jobs.root_minutes", jobs.root_minutes, "min", 1, 1440, "多久为全部积分链封一次根", "How often a root over all points chains is sealed"),
  NUMBER("jobs.expiry_minutes", jobs.expiry_minutes, "min", 1, 1440, "多久清理一次到期积分", "How often expired points are swept"),
  NUMBER("jobs.refresh_seconds", jobs.refresh_seconds, "s", 1, 300, "多久查看一次其他进程改过的组织、参数与权限", "How often organisation, parameters and access changed elsewhere are looked for"),

  NUMBER("outbox.batch_max", outbox.batch_max, "events", 1, 100'000, "每批处理的事件上限", "Events handled in one batch"),
  NUMBER("outbox.poll_ms", outbox.poll_ms, "ms", 10, 600'000, "没有通知时多久查看一次新事件", "How often to look for events without being told"),
  NUMBER("outbox.pause_ms", outbox.pause_ms, "ms", 0, 60'000, "两批之间至少间隔,让事件成批", "Least time between two batches, so that events gather"),
  NUMBER("outbox.backoff_seconds_max", outbox.backoff_seconds_max, "s", 1, 86'400, "失败后重试的最长间隔", "Longest wait before a failed batch is tried again"),
  NUMBER("outbox.retention_days", outbox.retention_days, "d", 1, 3650, "处理完的事件保留天数", "Days that handled events are kept"),
  NUMBER("outbox.prune_minutes", outbox.prune_minutes, "min", 1, 1440, "多久删除一次过期事件", "How often old events are deleted"),

  WORDS_OF("backup.directory", backup.directory, nullptr, "定时备份和接口备份存放的目录;空则不做", "Directory for backups by the clock and through the API; empty: none"),
  WORDS_OF("backup.at", backup.at, is_time_of_day, "每天备份的时刻(本机时区),如 02:30;空则不按时刻", "When to back up each day, by the machine's clock: 02:30; empty: not by the clock"),
  NUMBER("backup.every_hours", backup.every_hours, "h", 0, 720, "每隔多少小时备份一次;0 不按间隔", "How often to back up; 0: not by interval"),
  NUMBER("backup.keep", backup.keep, "files", 0, 10'000, "该目录中保留最近多少份;0 全部保留", "How many of the newest to keep in that directory; 0: all"),
  NUMBER("backup.mib_per_second_max", backup.mib_per_second_max, "MiB/s", 0, 100'000, "服务运行中备份的读写速度上限;0 不限", "How fast a backup beside the service reads and writes; 0: as fast as it goes"),

  NUMBER("downloads.keep_days", downloads.keep_days, "d", 1, 90, "下载的文件保留天数", "Days that a file made for a download is kept"),
  NUMBER("downloads.rows_max", downloads.rows_max, "rows", 1000, 50'000'000, "一个下载文件的行数上限;Excel 最多 1048575 行", "Rows of a file made for a download; a workbook has at most 1048575"),
  NUMBER("downloads.mib_max", downloads.mib_max, "MiB", 1, 3'900, "一个下载文件的大小上限", "Size of a file made for a download"),
  NUMBER("downloads.open_max", downloads.open_max, "files", 1, 100, "每个账号同时等待生成的文件数", "Files of one account that wait to be made"),

  NUMBER("limits.idempotency_days", limits.idempotency_days, "d", 30, 3650, "幂等键保留天数", "Days that idempotency keys are kept"),
  NUMBER("limits.requests_per_second", limits.requests_per_second, "requests/s", 0, 1'000'000, "每个凭证(令牌或收银机密钥)每秒的请求数,超过答 429;0 不限", "Requests a second of one credential (token or till key); beyond: 429; 0: no limit"),
  NUMBER("limits.burst", limits.burst, "requests", 1, 1'000'000, "每个凭证停顿之后可一次发出的请求数", "Requests one credential may send at once after a pause"),
  NUMBER("limits.anonymous_per_second", limits.anonymous_per_second, "requests/s", 0, 1'000'000, "每个客户端地址每秒的未认证或认证失败的请求数,超过答 429;0 不限", "Requests a second of one client address without a credential or with a wrong one; beyond: 429; 0: no limit"),
  NUMBER("limits.anonymous_burst", limits.anonymous_burst, "requests", 1, 1'000'000, "每个客户端地址停顿之后可一次发出的此类请求数", "Such requests one client address may send at once after a pause"),
  NUMBER("limits.clients_max", limits.clients_max, "clients", 1000, 10'000'000, "为限速而记住的凭证数和地址数上限,每条约 120 字节;超过则忘记最久未见的", "Credentials, and addresses, whose rate is remembered, about 120 bytes each; beyond, the one seen longest ago is forgotten"),
};
#undef NUMBER
#undef WORD
#undef WORDS_OF
// clang-format on

std::int64_t distance(std::string_view a, std::string_view b) {
  std::vector<std::int64_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<std::int64_t>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::int64_t diagonal = row[0];
    row[0] = static_cast<std::int64_t>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::int64_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::string_view last_part(std::string_view key) {
  const auto dot = key.rfind('.');
  return dot == std::string_view::npos ? key : key.substr(dot + 1);
}

std::string shown(std::string_view text) {
  // A value may be anything a file holds; only what a terminal can take is repeated.
  if (!is_valid_utf8(text) || has_control_characters(text)) return "?";
  return std::string(text.substr(0, 100));
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace

std::span<const Setting> settings() { return table; }

const Setting* find_setting(std::string_view key) {
  const auto found = std::ranges::find_if(table, [&](const Setting& s) { return key == s.key; });
  return found == std::end(table) ? nullptr : &*found;
}

std::optional<std::string> nearest_key(std::string_view key) {
  const Setting* best = nullptr;
  std::int64_t best_distance = std::numeric_limits<std::int64_t>::max();
  for (const Setting& setting : table) {
    std::int64_t far = distance(key, setting.key);
    // The right name in the wrong section, or without one, is one step away.
    if (last_part(key) == last_part(setting.key)) far = std::min<std::int64_t>(far, 1);
    if (far < best_distance) {
      best = &setting;
      best_distance = far;
    }
  }
  const auto near_enough = std::max<std::int64_t>(2, static_cast<std::int64_t>(key.size()) / 4);
  if (best_distance > near_enough) return std::nullopt;
  return best->key;
}

bool Setting::is_number() const {
  Config any;
  return !std::holds_alternative<std::string*>(slot(any));
}

std::string Setting::range(Language language) const {
  if (is_number()) return fmt::format("{} … {}", min, max);
  if (!words.empty()) {
    std::string out;
    for (const char* word : words) out += (out.empty() ? "" : " | ") + std::string(word);
    return out;
  }
  if (accepts == is_address) return language == Language::zh_cn ? "IP 地址" : "an IP address";
  if (accepts == is_time_of_day)
    return language == Language::zh_cn ? "时刻 00:00 … 23:59，或空"
                                       : "a time 00:00 … 23:59, or empty";
  if (accepts == is_store)
    return language == Language::zh_cn ? "空,或不含密码的 postgresql://用户@主机/库"
                                       : "empty, or postgresql://user@host/db without a password";
  if (accepts == is_not_empty) return language == Language::zh_cn ? "不为空" : "not empty";
  return {};
}

std::string Setting::value(const Config& config) const {
  Config copy = config;
  return std::visit(
      [](auto* place) -> std::string {
        if constexpr (std::is_same_v<decltype(place), std::string*>) {
          return in_quotes(*place);
        } else {
          return std::to_string(*place);
        }
      },
      slot(copy)
  );
}

std::string Setting::environment() const {
  std::string name = "GUANXI_";
  for (const char c : std::string_view(key)) {
    name += c == '.' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return name;
}

Setting::Refusal Setting::wrong_type(std::string_view found) const {
  if (is_number()) {
    return {
        fmt::format("须为 {} 到 {} 的整数,现为 {}", min, max, shown(found)),
        fmt::format("must be a whole number from {} to {}, is {}", min, max, shown(found))};
  }
  return {
      fmt::format("须为文本,现为 {}", shown(found)),
      fmt::format("must be text, is {}", shown(found))};
}

std::optional<Setting::Refusal> Setting::set(Config& config, std::int64_t number) const {
  const Slot place = slot(config);
  if (std::holds_alternative<std::string*>(place) || number < min || number > max)
    return wrong_type(std::to_string(number));
  if (int* const* small = std::get_if<int*>(&place)) {
    **small = static_cast<int>(number);  // min and max are within int, a test sees to it
  } else {
    *std::get<std::int64_t*>(place) = number;
  }
  return std::nullopt;
}

std::optional<Setting::Refusal> Setting::set(Config& config, std::string_view text) const {
  const Slot place = slot(config);
  if (!std::holds_alternative<std::string*>(place)) return wrong_type(in_quotes(text));
  const bool is_word =
      words.empty() || std::ranges::any_of(words, [&](const char* word) { return text == word; });
  const bool is_plain = is_valid_utf8(text) && !has_control_characters(text);
  if (!is_word || !is_plain || (accepts != nullptr && !accepts(text))) {
    std::string allowed_zh = range(Language::zh_cn), allowed = range(Language::en);
    if (allowed.empty()) {
      allowed_zh = "不含控制字符的文本";
      allowed = "text without control characters";
    }
    return Refusal{
        fmt::format("须为 {},现为 \"{}\"", allowed_zh, shown(text)),
        fmt::format("must be {}, is \"{}\"", allowed, shown(text))};
  }
  std::get<std::string*>(place)->assign(text);
  return std::nullopt;
}

std::optional<Setting::Refusal> Setting::set_from_text(Config& config, std::string_view text)
    const {
  if (!is_number()) return set(config, text);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return wrong_type(in_quotes(text));
  }
  return set(config, number);
}

std::vector<Conflict> conflicts(const Config& config) {
  std::vector<Conflict> found;
  if (config.sqlite.wal_reset_bytes < config.sqlite.checkpoint_bytes) {
    found.push_back(
        {"sqlite.wal_reset_bytes",
         "不得小于 sqlite.checkpoint_bytes",
         "must not be less than sqlite.checkpoint_bytes"}
    );
  }
  const Config::Postgres& postgres = config.postgres;
  // The threads alone would take them all, and whoever needs a snapshot starve behind them.
  if (postgres.connections_max <= postgres.reader_threads + postgres.writer_threads) {
    found.push_back(
        {"postgres.connections_max",
         "须大于 postgres.reader_threads 与 postgres.writer_threads 之和",
         "must be more than postgres.reader_threads and postgres.writer_threads together"}
    );
  }
  if (!config.backup.at.empty() && config.backup.every_hours > 0) {
    found.push_back(
        {"backup.every_hours",
         "与 backup.at 只能设置一个",
         "and backup.at cannot both be set; keep one of them"}
    );
  }
  const bool by_itself = !config.backup.at.empty() || config.backup.every_hours > 0;
  if (by_itself && config.backup.directory.empty()) {
    found.push_back(
        {"backup.directory",
         "设置了 backup.at 或 backup.every_hours 时不能为空",
         "must not be empty while backup.at or backup.every_hours is set"}
    );
  }
  if (config.http.tls_certificate.empty() != config.http.tls_key.empty()) {
    const bool no_key = config.http.tls_key.empty();
    const std::string given = no_key ? "http.tls_certificate" : "http.tls_key";
    found.push_back(
        {no_key ? "http.tls_key" : "http.tls_certificate",
         "未设置,但设置了 " + given + ";TLS 需要两者,不用 TLS 则两者都不设",
         "is not set although " + given + " is; TLS needs both, plain HTTP neither"}
    );
  }
  return found;
}

}  // namespace guanxi::config
