// The machine an installation runs on: clock, port, limits, memory, time zones, certificates.
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "app/application.h"
#include "app/doctor.h"

namespace guanxi::app::doctor {
namespace {

void examine_clock(const Context& context) {
  // A machine that lost its time begins in 1970 or when its firmware was made.
  const Instant earliest = Instant::from_seconds(1'767'225'600);  // 2026-01-01
  const std::string now = context.clock.now().to_string();
  if (context.clock.now() < earliest) {
    context.fail(
        "clock.time",
        fmt::format("时钟为 {}，早于本程序", now),
        fmt::format("the clock says {}, before this program was written", now),
        "校正时钟，并启用时间同步：timedatectl set-ntp true",
        "set the clock, and keep it set: timedatectl set-ntp true"
    );
    return;
  }
  switch (context.machine.clock_state()) {
    case Machine::ClockState::synchronised:
      context.ok("clock.time", now + "，已同步", now + ", synchronised");
      return;
    case Machine::ClockState::adrift:
      context.warn(
          "clock.time",
          now +
              "，未与时间服务器同步；偏差超过 identity.clock_skew_seconds_max 时收银机请求会被拒绝",
          now +
              ", not synchronised; tills are refused when it is off by more than "
              "identity.clock_skew_seconds_max",
          "timedatectl set-ntp true，或安装 chrony",
          "timedatectl set-ntp true, or install chrony"
      );
      return;
    case Machine::ClockState::unknown:
      context.ok("clock.time", now + "，同步状态未知", now + ", whether synchronised is not known");
      return;
  }
}

/// The value of a text setting, without its quotes; empty where there is no such setting.
std::string text_setting(const config::Loaded& loaded, std::string_view key) {
  for (const config::View& view : loaded.views) {
    if (view.key == key && view.value.size() >= 2)
      return view.value.substr(1, view.value.size() - 2);
  }
  return {};
}

bool server_runs(const std::filesystem::path& data) {
  try {
    return running_keys(data).has_value();
  } catch (const StartFailure&) {
    return false;  // not ours to ask: data.directory says why
  }
}

void examine_port(const Context& context) {
  const auto& http = context.config.http;
  const std::string place = fmt::format("{}:{}", http.address, http.port);
  if (http.port == 0) {
    return context.ok("http.port", "由系统分配", "the kernel picks one");
  }
  const bool serves_here = server_runs(context.data());
  switch (context.machine.port(http.address, http.port)) {
    case Machine::Port::free:
      if (serves_here) {
        return context.warn(
            "http.port",
            place + " 无人应答，但有服务在使用此数据目录",
            "nobody answers on " + place + ", but a server runs on this data directory",
            "用服务的设置运行 doctor（--config），或等待其启动完成",
            "run doctor with the settings of the service (--config), or wait until it is up"
        );
      }
      return context.ok("http.port", place + " 空闲", place + " is free");
    case Machine::Port::guanxi:
      if (serves_here) {
        return context.ok("http.port", place + " 由本服务使用", place + " is served by us");
      }
      return context.fail(
          "http.port",
          place + " 被另一个 Guanxi（另一数据目录）占用",
          place + " is served by another Guanxi, on another data directory",
          "修改 http.port，或停止另一个",
          "change http.port, or stop the other one"
      );
    case Machine::Port::other:
      // With TLS it does not answer our plain question.
      if (serves_here && !text_setting(context.loaded, "http.tls_certificate").empty()) {
        return context.ok("http.port", place + " 由本服务使用", place + " is served by us");
      }
      return context.fail(
          "http.port",
          place + " 被其他程序占用",
          place + " is taken by another program",
          "修改 http.port，或停止该程序（ss -ltnp 可查）",
          "change http.port, or stop that program (ss -ltnp names it)"
      );
    case Machine::Port::forbidden:
      return context.fail(
          "http.port",
          place + " 无法监听：地址不属于本机，或端口需要特权",
          place + " cannot be listened on: not an address of this machine, or a port for root",
          "修改 http.address 或 http.port",
          "change http.address or http.port"
      );
  }
}

void examine_open_files(const Context& context) {
  const auto& config = context.config;
  // Connections, snapshots (three files each), the log, and what a program needs anyway.
  const int store =
      config.store.empty() ? 3 * config.sqlite.readers_max : config.postgres.connections_max;
  const std::int64_t needed = std::int64_t{config.http.connections_max} + store + 64;
  const std::int64_t max = context.machine.open_files_max();
  if (max >= needed) {
    return context.ok(
        "limit.files",
        fmt::format("可打开 {} 个文件，需要至多 {}", max, needed),
        fmt::format("{} open files allowed, {} needed at most", max, needed)
    );
  }
  context.warn(
      "limit.files",
      fmt::format("此处只可打开 {} 个文件，http.connections_max 需要 {}", max, needed),
      fmt::format("{} open files allowed here, http.connections_max wants {}", max, needed),
      "ulimit -n 65536；服务单元已设 LimitNOFILE=65536",
      "ulimit -n 65536; the service unit sets LimitNOFILE=65536"
  );
}

void examine_memory(const Context& context) {
  if (!context.config.store.empty()) return;  // the caches are the server's
  const auto& sqlite = context.config.sqlite;
  const auto caches = static_cast<std::uint64_t>(
      sqlite.cache_bytes + sqlite.readers_max * sqlite.reader_cache_bytes
  );
  const auto memory = static_cast<std::uint64_t>(context.machine.memory_bytes());
  if (memory == 0) return;
  const std::string zh =
      fmt::format("内存 {}，数据库缓存至多 {}", size_text(memory), size_text(caches));
  const std::string en = fmt::format(
      "{} of memory, caches of the store up to {}", size_text(memory), size_text(caches)
  );
  if (caches * 10 > memory * 8) {
    context.fail(
        "memory",
        zh + "，会被系统终止",
        en + ": the system will end the program",
        "减小 sqlite.cache_bytes 或 sqlite.reader_cache_bytes",
        "lower sqlite.cache_bytes or sqlite.reader_cache_bytes"
    );
  } else if (caches * 2 > memory) {
    context.warn(
        "memory",
        zh + "，超过一半",
        en + ", more than half",
        "减小 sqlite.cache_bytes 或 sqlite.reader_cache_bytes",
        "lower sqlite.cache_bytes or sqlite.reader_cache_bytes"
    );
  } else {
    context.ok("memory", zh, en);
  }
}

void examine_time_zones(const Context& context) {
  const std::string fault = context.machine.time_zone_fault();
  if (fault.empty()) {
    return context.ok("time.zones", "时区数据库完整", "the time zone database is complete");
  }
  context.fail(
      "time.zones",
      "时区数据库不可用：" + fault,
      "the time zone database cannot be used: " + fault,
      "apt-get install --reinstall tzdata",
      "apt-get install --reinstall tzdata"
  );
}

void examine_certificates(const Context& context) {
  for (const std::string key : {"http.tls_certificate", "http.tls_key"}) {
    const std::string file = text_setting(context.loaded, key);
    if (file.empty()) continue;
    struct stat info {};
    const bool readable = ::access(file.c_str(), R_OK) == 0 && ::stat(file.c_str(), &info) == 0;
    if (!readable || !S_ISREG(info.st_mode)) {
      const std::string why = readable ? "not a file" : std::strerror(errno);
      context.fail(
          key,
          fmt::format("{} 读不了：{}", file, why),
          fmt::format("{} cannot be read: {}", file, why),
          "检查路径与权限；服务以用户 guanxi 运行",
          "look at the path and its mode; the service runs as the user guanxi"
      );
    } else if (key == "http.tls_key" && (info.st_mode & 0007U) != 0) {
      context.fail(
          key,
          fmt::format("私钥 {} 所有用户可读", file),
          fmt::format("the private key {} can be read by everybody", file),
          fmt::format("chmod 640 '{}'", file),
          fmt::format("chmod 640 '{}'", file)
      );
    } else {
      context.ok(key, file, file);
    }
  }
}

}  // namespace

void examine_machine(const Context& context) {
  examine_clock(context);
  examine_port(context);
  examine_open_files(context);
  examine_memory(context);
  examine_time_zones(context);
  examine_certificates(context);
}

}  // namespace guanxi::app::doctor
