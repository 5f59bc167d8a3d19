// guanxi key …: the generations of the key that seals personal data. Each step is refused while it
// would leave somebody with a seal that does not open (docs/guide/operations.md, Keys).
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "app/commands.h"
#include "app/seals.h"
#include "platform/log/log.h"

namespace guanxi::app {
namespace {

volatile sig_atomic_t interrupted = 0;
void on_interrupt(int) { interrupted = 1; }

/// One key command on an opened installation.
class KeyCommand {
 public:
  explicit KeyCommand(const config::Loaded& loaded)
      : config_(loaded.config), zh_(loaded.config.language != "en") {}

  int create();
  int list(bool json);
  int rotate();
  int retire(int number);

 private:
  Application& application() {
    if (!application_) application_.emplace(config_, clock_, Schema::as_is);
    return *application_;
  }
  crypto::SealCensus walk(crypto::SealWalk walk);
  /// Prints a sentence in the caller's language.
  template <class... Args>
  void say(const char* zh, const char* en, const Args&... args) const {
    fmt::print(fmt::runtime(zh_ ? zh : en), args...);
  }
  template <class... Args>
  int refuse(const char* zh, const char* en, const Args&... args) const {
    fmt::print(stderr, fmt::runtime(zh_ ? zh : en), args...);
    return 1;
  }
  bool server_opens(int number) const;
  int seal_anew(int number);

  const config::Config& config_;
  bool zh_;
  SystemClock clock_;
  std::optional<Application> application_;
};

/// True also when no server runs.
bool KeyCommand::server_opens(int number) const {
  const auto running = running_keys(config_.data);
  return !running || std::ranges::count(running->opens, number) > 0;
}

crypto::SealCensus KeyCommand::walk(crypto::SealWalk how) {
  const bool terminal = isatty(STDERR_FILENO) == 1;
  const auto census = walk_seals(
      application(),
      {.walk = how,
       .stop = [] { return interrupted != 0; },
       .on_page =
           [&](const crypto::SealCensus& so_far) {
             if (!terminal) return;
             fmt::print(
                 stderr,
                 fmt::runtime(zh_ ? "\r已查看 {}，已重新密封 {}" : "\r{} values, {} sealed anew"),
                 so_far.values(),
                 so_far.renewed
             );
           }}
  );
  if (terminal) fmt::print(stderr, "\n");
  return census;
}

int KeyCommand::create() {
  const int number = crypto::add_key(application().key_file(), clock_.now());
  say("已生成密钥 {}，处于备用状态：能解封，尚不用于密封。\n"
      "1. 另存一份 {}；若有多个节点，把它复制到每个节点。\n"
      "2. 让运行中的服务读入：systemctl reload guanxi（或 kill -HUP）。\n"
      "3. 启用并重新密封：guanxi key rotate\n",
      "made key {}, on standby: it opens, and does not seal yet.\n"
      "1. Keep a copy of {}; with several nodes, copy it to each of them.\n"
      "2. Let what runs take it up: systemctl reload guanxi (or kill -HUP).\n"
      "3. Use it, and seal anew: guanxi key rotate\n",
      number,
      application().key_file().string());
  return 0;
}

int KeyCommand::list(bool json) {
  const auto census = walk(crypto::SealWalk::count);
  if (interrupted != 0) return 1;
  std::string rows;
  for (const auto& key : application().keys().generations()) {
    const std::int64_t values = census.by_key[static_cast<std::size_t>(key.number)];
    if (json) {
      rows += fmt::format(
          R"({}{{"key":{},"created":"{}","state":"{}","fingerprint":"{}","values":{}}})",
          rows.empty() ? "" : ",",
          key.number,
          key.created,
          key.seals     ? "seals"
          : key.standby ? "standby"
                        : "opens",
          key.fingerprint,
          values
      );
      continue;
    }
    const char* const state = key.seals     ? (zh_ ? "密封" : "seals")
                              : key.standby ? (zh_ ? "备用" : "standby")
                                            : (zh_ ? "仅解封" : "opens only");
    rows += fmt::format(
        fmt::runtime(
            zh_ ? "{:>3}  {}  {}  生成于 {}  密封了 {} 个值\n"
                : "{:>3}  {}  {}  made {}  sealed {} values\n"
        ),
        key.number,
        key.fingerprint,
        state,
        key.created.empty() ? "?" : key.created,
        values
    );
  }
  if (json) {
    fmt::print(
        R"({{"lookup":"{}","keys":[{}],"unreadable":{}}})"
        "\n",
        application().keys().fingerprint(),
        rows,
        census.unreadable
    );
  } else {
    fmt::print("{}", rows);
    say("查找密钥 {}\n", "look-up key {}\n", application().keys().fingerprint());
  }
  if (census.unreadable == 0) return 0;
  return refuse(
      "{} 个值无法解封：缺少密封它们的密钥，或数据被改动过\n",
      "{} values do not open: the key that sealed them is missing, or they were altered\n",
      census.unreadable
  );
}

int KeyCommand::rotate() {
  const auto keys = application().keys().generations();
  const crypto::KeyGeneration& newest = keys.back();
  if (!server_opens(newest.number)) {
    return refuse(
        "运行中的服务还不认识密钥 {0}，会读不了用它密封的内容。先执行 systemctl reload guanxi（或 "
        "kill -HUP），再执行 "
        "guanxi key rotate\n",
        "the running server does not know key {0} yet and could not open what it seals. First run "
        "systemctl reload guanxi (or kill -HUP), then guanxi key rotate\n",
        newest.number
    );
  }
  if (newest.standby) {
    crypto::activate_key(application().key_file(), newest.number);
    application().keys().reload(application().key_file());
    say("现在用密钥 {} 密封\n", "key {} seals now\n", newest.number);
  } else if (keys.size() == 1) {
    return refuse(
        "只有一个密钥，没有可轮换的。先执行 guanxi key create\n",
        "there is one key and nothing to rotate to: first run guanxi key create\n"
    );
  }
  return seal_anew(newest.number);
}

int KeyCommand::seal_anew(int number) {
  const auto renewed = walk(crypto::SealWalk::renew);
  if (interrupted != 0) {
    return refuse(
        "已中断，已重新密封 {} 个值；再次执行 guanxi key rotate 即可继续\n",
        "interrupted after {} values; guanxi key rotate goes on\n",
        renewed.renewed
    );
  }
  const auto left = walk(crypto::SealWalk::count);
  say("重新密封 {} 个值，共 {} 个\n",
      "{} of {} values sealed anew\n",
      renewed.renewed,
      left.values());
  if (left.unreadable > 0) {
    return refuse(
        "{} 个值无法解封，保持原样：缺少密封它们的密钥，或数据被改动过\n",
        "{} values do not open and stay as they are: the key that sealed them is missing, or they "
        "were altered\n",
        left.unreadable
    );
  }
  const auto running = running_keys(config_.data);
  if (running && running->seals != number) {
    say("运行中的服务仍用密钥 {} 密封：执行 systemctl reload guanxi，再执行一次 guanxi key "
        "rotate\n",
        "the running server still seals with key {}: run systemctl reload guanxi, then guanxi key "
        "rotate once more\n",
        running->seals);
  } else if (left.outdated(number) > 0) {
    say("还有 {} 个值由旧密钥密封：再执行一次 guanxi key rotate\n",
        "{} values were sealed by an older key meanwhile: run guanxi key rotate once more\n",
        left.outdated(number));
  }
  return 0;
}

int KeyCommand::retire(int number) {
  const auto running = running_keys(config_.data);
  if (running && running->seals == number) {
    return refuse(
        "运行中的服务仍用密钥 {} 密封：先执行 systemctl reload guanxi\n",
        "the running server still seals with key {}: first run systemctl reload guanxi\n",
        number
    );
  }
  const auto census = walk(crypto::SealWalk::count);
  if (interrupted != 0) return 1;
  const bool known = number >= 1 && number <= 255;
  const std::int64_t values = known ? census.by_key[static_cast<std::size_t>(number)] : 0;
  if (values > 0 && application().keys().sealing() != number) {
    return refuse(
        "还有 {} 个值由密钥 {} 密封：先执行 guanxi key rotate\n",
        "key {1} still has {0} values that it sealed: first run guanxi key rotate\n",
        values,
        number
    );
  }
  crypto::retire_key(application().key_file(), number);
  say("密钥 {} 已从 {} 移除。在它之前的备份仍需它：旧的密钥文件与这些备份保留同样久。\n",
      "key {} is gone from {}. Backups from before need it: keep the old key file as long as "
      "those backups.\n",
      number,
      application().key_file().string());
  return 0;
}

/// Adds a subcommand that runs `action(KeyCommand&)`.
template <class Action>
CLI::App* add_one(
    CLI::App& key, Common& common, int& code, const char* name, const char* help, Action action
) {
  CLI::App* command = key.add_subcommand(name, help);
  command->callback([&common, &code, action] {
    const auto loaded = common.load();
    if (!loaded) {
      code = 2;
      return;
    }
    log::set_level(log::Level::warn);
    require_store(loaded->config);
    signal(SIGINT, on_interrupt);
    signal(SIGTERM, on_interrupt);
    KeyCommand run(*loaded);
    code = action(run);
  });
  return command;
}

}  // namespace

void add_key(CLI::App& root, Common& common, int& code) {
  CLI::App* key = root.add_subcommand(
      "key", "Create, list, rotate and retire the keys that seal personal data. 密钥轮换。"
  );
  key->require_subcommand(1);
  key->footer(
      "In this order, beside a running server:\n"
      "  guanxi key create && systemctl reload guanxi\n"
      "  guanxi key rotate && systemctl reload guanxi && guanxi key rotate\n"
      "  guanxi key retire 1 && systemctl reload guanxi"
  );
  static bool json = false;
  static int number = 0;
  add_one(
      *key,
      common,
      code,
      "create",
      "A new key, on standby. 生成备用密钥。",
      [](KeyCommand& run) { return run.create(); }
  );
  CLI::App* list = add_one(
      *key,
      common,
      code,
      "list",
      "The keys, and how many values each sealed. 列出密钥。",
      [](KeyCommand& run) { return run.list(json); }
  );
  list->add_flag("--json", json, "One JSON object instead of a table");
  add_one(
      *key,
      common,
      code,
      "rotate",
      "Seal with the newest key, and seal anew what older ones sealed. 轮换并重新密封。",
      [](KeyCommand& run) { return run.rotate(); }
  )->footer("May be interrupted, killed and repeated: it goes on where it was.");
  CLI::App* retire = add_one(
      *key,
      common,
      code,
      "retire",
      "Remove a key that sealed nothing that is still there. 移除不再使用的密钥。",
      [](KeyCommand& run) { return run.retire(number); }
  );
  retire->add_option("number", number, "See guanxi key list")->required();
}

}  // namespace guanxi::app
