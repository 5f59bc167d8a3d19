// recount: the figures of points per day and of the dashboard catch up with the books, after an
// upgrade or a doubt.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/commands.h"
#include "app/installation.h"
#include "modules/dashboard/counting.h"
#include "platform/log/log.h"

namespace guanxi::app {
namespace {

Result<std::int64_t> recount_dashboard(Application& application, bool anew) {
  if (anew) {
    GX_TRY_VOID(application.db().write([&](sql::Tx& tx) -> Outcome {
      dashboard::forget_figures(tx);
      return ok();
    }));
  }
  return dashboard::catch_up(application.dashboard_counting(), [] { return false; });
}

/// Short transactions: a server that runs meanwhile goes on selling, and counting. Returns the
/// entries counted.
Result<std::int64_t> recount(Application& application, bool anew) {
  constexpr int accounts_at_once = 200;
  const points::Counting counting = application.points_counting();
  if (anew) {
    GX_TRY_VOID(application.db().write([&](sql::Tx& tx) -> Outcome {
      points::forget_days(tx);
      return ok();
    }));
  }
  std::int64_t entries = 0;
  for (std::optional<OwnerId> after = OwnerId(); after;) {
    std::int64_t more = 0;
    GX_TRY(next, application.db().write([&](sql::Tx& tx) -> Result<std::optional<OwnerId>> {
      return points::count_behind(tx, counting, *after, accounts_at_once, more);
    }));
    entries += more;
    after = next;
  }
  return entries;
}

}  // namespace

void add_recount(CLI::App& root, Common& common, int& code) {
  CLI::App* command = root.add_subcommand(
      "recount",
      "Catch up the figures of points per day and of the dashboard. 补齐积分日报与经营看板。"
  );
  static bool anew = false;
  command->add_flag(
      "--anew",
      anew,
      "Forget all figures first and count every journal and receipt from its beginning"
  );
  command->footer(
      "Example:\n  guanxi recount --data ./data\nOnce after an upgrade from a version without "
      "these figures; a server may run meanwhile. What is counted already costs a look."
  );
  command->callback([&common, &code] {
    const auto loaded = common.load();
    if (!loaded) {
      code = 2;
      return;
    }
    log::set_level(log::Level::warn);
    require_store(loaded->config);
    SystemClock clock;
    Application application(loaded->config, clock, Schema::as_is);
    const auto counted = recount(application, anew);
    const auto figures = counted ? recount_dashboard(application, anew) : counted;
    if (!figures) {
      print_error(figures.error(), loaded->config);
      code = 1;
      return;
    }
    fmt::print(
        fmt::runtime(common.zh(loaded->config) ? "新计入 {} 条分录\n" : "{} entries counted now\n"),
        *counted
    );
  });
}

}  // namespace guanxi::app
