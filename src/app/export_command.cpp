#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/describe/enum_from_string.hpp>
#include <cerrno>
#include <system_error>

#include "app/commands.h"
#include "app/installation.h"
#include "flows/extracts/extracts.h"
#include "platform/log/log.h"

namespace guanxi::app {
namespace {

volatile sig_atomic_t export_interrupted = 0;
void on_export_interrupt(int) { export_interrupted = 1; }

struct ExportArguments {
  std::string file, format = "csv", joined_from, joined_to, state;
  extracts::Order order;
};

/// A new file that only its owner reads: it holds personal data.
class PrivateFile {
 public:
  explicit PrivateFile(const std::string& path)
      : path_(path), fd_(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) {
    if (fd_ < 0) fault();
  }
  ~PrivateFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  PrivateFile(const PrivateFile&) = delete;
  PrivateFile& operator=(const PrivateFile&) = delete;

  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t done = ::write(fd_, bytes.data(), bytes.size());
      if (done < 0 && errno == EINTR) continue;
      if (done < 0) fault();
      bytes.remove_prefix(static_cast<std::size_t>(done));
    }
  }
  void close() {
    if (fsync(fd_) != 0 || ::close(std::exchange(fd_, -1)) != 0) fault();
  }

 private:
  [[noreturn]] void fault() const {
    throw std::system_error(errno, std::generic_category(), path_);
  }
  std::string path_;
  int fd_;
};

std::optional<Date> day_of(const std::string& text, const char* flag) {
  if (text.empty()) return std::nullopt;
  const auto day = Date::parse(text);
  if (!day) throw CLI::ValidationError(flag, "a date such as 2026-11-21");
  return day;
}

int export_members(const config::Loaded& loaded, ExportArguments arguments) {
  const bool zh = loaded.config.language != "en";
  log::set_level(log::Level::warn);
  require_store(loaded.config);
  extracts::Order& order = arguments.order;
  GX_CHECK(boost::describe::enum_from_string(arguments.format.c_str(), order.format));
  if (!arguments.state.empty()) {
    extracts::StateFilter state{};
    GX_CHECK(boost::describe::enum_from_string(arguments.state.c_str(), state));
    order.filter.state = state;
  }
  SystemClock clock;
  Application application(loaded.config, clock);
  const extracts::Extracts flow(
      {application.db(),
       application.org(),
       application.programmes(),
       application.members(),
       application.keys(),
       application.ladders()}
  );
  signal(SIGINT, on_export_interrupt);
  signal(SIGTERM, on_export_interrupt);
  order.stop = [] { return export_interrupted != 0; };
  PrivateFile file(arguments.file);
  const api::Actor& actor = application.system_actor();
  const auto made = flow.make(order, actor, actor.id, clock.now(), [&](std::string_view bytes) {
    file.write(bytes);
  });
  if (!made) {
    unlink(arguments.file.c_str());
    print_error(made.error(), loaded.config);
    return 2;
  }
  file.close();
  fmt::print(
      fmt::runtime(
          made->more ? (zh ? "{} 位会员写入 {}，未完\n" : "{} members in {}, and there are more\n")
                     : (zh ? "{} 位会员写入 {}\n" : "{} members in {}\n")
      ),
      made->rows,
      arguments.file
  );
  return made->more ? 1 : 0;
}

}  // namespace

void add_export(CLI::App& root, Common& common, int& code) {
  CLI::App* command = root.add_subcommand("export", "Write files for others. 导出。");
  command->require_subcommand(1);
  CLI::App* members = command->add_subcommand("members", "Members as a table. 导出会员。");
  static ExportArguments arguments;
  members->add_option("file", arguments.file, "The file to write; it must not exist")->required();
  members->add_option("--programme", arguments.order.filter.programme, "Programme of the members")
      ->required();
  members->add_option("--format", arguments.format, "csv or xlsx")
      ->check(CLI::IsMember({"csv", "xlsx"}))
      ->capture_default_str();
  members->add_option("--store", arguments.order.filter.store, "Those who joined there only");
  members->add_option("--joined-from", arguments.joined_from, "Who joined on this day or later");
  members->add_option("--joined-to", arguments.joined_to, "Who joined on this day or earlier");
  members->add_option("--state", arguments.state, "active or frozen")
      ->check(CLI::IsMember({"active", "frozen"}));
  members->add_flag("--clear", arguments.order.clear, "Personal data in the clear, else masked");
  members->footer(
      "Examples:\n"
      "  guanxi export members members.csv --programme MAIN --data ./data\n"
      "  guanxi export members all.xlsx --programme MAIN --format xlsx --clear --data ./data\n"
      "Each export stands on the audit trail. The file can be read by its owner only."
  );
  members->callback([&common, &code] {
    arguments.order.filter.joined_from = day_of(arguments.joined_from, "--joined-from");
    arguments.order.filter.joined_to = day_of(arguments.joined_to, "--joined-to");
    const auto loaded = common.load();
    code = loaded ? export_members(*loaded, arguments) : 2;
  });
}

}  // namespace guanxi::app
