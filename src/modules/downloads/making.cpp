// The jobs: files that were asked for, one after another, and what goes.
#include <exception>

#include "modules/downloads/downloads.h"
#include "modules/downloads/parts.h"
#include "platform/jobs/modest.h"
#include "platform/log/log.h"

namespace guanxi::downloads {
namespace {

constexpr std::int64_t day_seconds = 86'400;
constexpr std::int64_t kept_days = 30;  // rows without a file
constexpr int emptied_at_once = 20;     // parts: they are large, and checkouts wait behind
constexpr std::int64_t rows_between_notes = 2'000;
constexpr std::int64_t attempts_max = 8;  // of processes that died or stopped amidst it

std::string stores_of(const api::Actor& actor) {
  std::string text;
  for (const StoreId store : actor.stores) text += (text.empty() ? "" : ",") + store.to_string();
  return text;
}

/// One download on its way; what it finds out it writes into the row.
class Making {
 public:
  Making(const House& house, const Settings& settings, jobs::Context& context, store::Row row)
      : house_(house),
        settings_(settings),
        context_(context),
        sealer_(house.keys),
        row_(std::move(row)),
        language_(api::choose_language(row_.language)) {}

  void run() {
    if (!begin()) return;
    try {
      const Outcome made = make();
      if (over_) return;
      if (made) {
        end(State::done, "");
      } else {
        end(State::failed, api::message_of(made.error(), language_));
      }
    } catch (const sql::StorageFault&) {
      throw;  // of the world: it is tried again
    } catch (const std::exception& fault) {
      // A fault of ours is there tomorrow as well: it must not keep the others waiting.
      log::error("download.fault", {{"download", row_.id}, {"why", fault.what()}});
      end(State::failed, api::message_of(Error{ErrorCode::internal}, language_));
    }
  }

 private:
  /// False: somebody else has it, or dropped it.
  bool begin() {
    const Instant now = house_.clock.now();
    const auto begun = house_.db.write([&](sql::Tx& tx) -> Result<bool> {
      store::Row row = row_;
      if (!store::begin(tx, row, now)) return false;
      begun_ = row;
      return true;
    });
    if (!*begun) return false;
    row_ = begun_;
    for (std::int64_t gone = emptied_at_once; gone == emptied_at_once;) {
      gone = *house_.db.write([&](sql::Tx& tx) -> Result<std::int64_t> {
        return store::delete_parts(tx, row_.id, emptied_at_once);
      });
    }
    row_.parts = row_.bytes = 0;
    return *house_.db.write([&](sql::Tx& tx) -> Result<bool> {
      return store::note_clean(tx, row_);
    });
  }

  Result<Asking> asking(const Report& report) {
    auto filter = api::from_json<Filter>(row_.asked_for, api::Origin::stored);
    GX_CHECK_WHY(filter.has_value(), "the filter of a download cannot be read");
    auto actor = house_.actor_of(row_.requested_by);
    if (!actor) return ErrorCode::actor_disabled;
    std::vector<std::string> needed = report.permissions;
    if (row_.clear) needed.emplace_back("members:reveal");
    for (const std::string& permission : needed) {
      if (!actor->may(permission))
        return fail(ErrorCode::forbidden, "", {{"permission", permission}});
    }
    // A key may be good for less than its account, and the making does not know the key.
    actor->permissions = std::move(needed);
    row_.stores = stores_of(*actor);
    return Asking{*std::move(actor), *std::move(filter), row_.clear, language_, house_.clock.now()};
  }

  Outcome make() {
    if (row_.attempt > attempts_max) return ErrorCode::internal;
    const Report* const report = house_.reports.find(row_.report);
    if (report == nullptr) return ErrorCode::internal;  // of another version of the program
    GX_TRY(asked, asking(*report));
    GX_TRY(table, report->open(asked));
    row_.rows_total = table.total;
    PartWriter parts(house_.db, sealer_, row_);
    const bool is_csv = row_.format == Format::csv;
    files::TableWriter writer(
        is_csv ? files::TableForm::csv : files::TableForm::xlsx,
        std::string(report->name),
        table.columns,
        [&](std::string_view bytes) { parts.add(bytes); }
    );
    GX_TRY_VOID(write_rows(table, writer, parts));
    if (over_) return ok();
    writer.finish();
    GX_TRY_VOID(check_bytes());
    parts.finish();
    over_ = parts.is_over();
    return ok();
  }

  Outcome write_rows(Table& table, files::TableWriter& writer, const PartWriter& parts) {
    const std::int64_t rows_max = row_.format == Format::csv
                                      ? settings_.rows_max
                                      : std::min(settings_.rows_max, files::workbook_rows_max);
    Rows rows;
    std::int64_t noted = 0;
    for (bool follows = true; follows;) {
      follows = table.next(rows);
      if (row_.rows_done + std::ssize(rows) > rows_max) {
        return fail(ErrorCode::download_too_large, "", {{"rows_max", std::to_string(rows_max)}});
      }
      for (const auto& cells : rows) writer.add_row(cells);
      row_.rows_done += std::ssize(rows);
      GX_TRY_VOID(check_bytes());
      if (row_.rows_done >= noted + rows_between_notes) {
        noted = row_.rows_done;
        note();
      }
      context_.report(row_.rows_done, row_.rows_total);
      over_ = over_ || parts.is_over() || context_.should_stop();
      if (over_) return ok();
    }
    return ok();
  }

  Outcome check_bytes() const {
    if (row_.bytes <= settings_.bytes_max) return ok();
    return fail(
        ErrorCode::download_too_large, "", {{"bytes_max", std::to_string(settings_.bytes_max)}}
    );
  }

  void note() {
    const auto mine =
        house_.db.write([&](sql::Tx& tx) -> Result<bool> { return store::note_rows(tx, row_); });
    over_ = over_ || !*mine;
  }

  void end(State state, std::string fault) {
    row_.state = state;
    row_.fault = std::move(fault);
    row_.ended_at = house_.clock.now();
    if (state == State::done) {
      row_.rows_total = row_.rows_done;
      row_.expires_at = row_.ended_at->plus_seconds(day_seconds * settings_.keep_days);
    }
    const auto told =
        house_.db.write([&](sql::Tx& tx) -> Result<bool> { return store::end(tx, row_); });
    if (!*told) return;
    log::info(
        "download.ended",
        {{"download", row_.id}, {"rows", row_.rows_done}, {"done", state == State::done}}
    );
  }

  const House& house_;
  const Settings& settings_;
  jobs::Context& context_;
  crypto::Sealer sealer_;
  store::Row row_, begun_;
  api::Language language_;
  bool over_ = false;  // stopped, dropped, or another's by now: it says nothing more
};

}  // namespace

Outcome work(const House& house, const Settings& settings, jobs::Context& context) {
  const auto oldest = [&] {
    return house.db.read([](sql::Tx& tx) { return store::oldest_open(tx); });
  };
  auto open = oldest();
  if (!open) return ok();
  jobs::run_modestly("downloads", [&] {
    for (; open && !context.should_stop(); open = oldest()) {
      const DownloadId before = open->id;
      Making(house, settings, context, *std::move(open)).run();
      const auto next = oldest();
      if (next && next->id == before) return;  // somebody else has it: looked at again later
    }
  });
  return ok();
}

Outcome sweep(const House& house, jobs::Context& context) {
  const Instant now = context.now();
  const Instant forgotten = now.plus_seconds(-day_seconds * kept_days);
  const bool due = house.db.read([&](sql::Tx& tx) { return store::is_due(tx, now, forgotten); });
  if (due) {
    GX_TRY_VOID(house.db.write([&](sql::Tx& tx) -> Outcome {
      store::expire(tx, now);
      store::forget(tx, forgotten);
      return ok();
    }));
  }
  while (!context.should_stop()) {
    const auto some = house.db.read([](sql::Tx& tx) { return store::to_be_emptied(tx, 1); });
    if (some.empty()) return ok();
    GX_TRY_VOID(house.db.write([&](sql::Tx& tx) -> Outcome {
      const DownloadId id = some.front();
      if (store::delete_parts(tx, id, emptied_at_once) == 0) store::note_emptied(tx, id);
      return ok();
    }));
  }
  return ok();
}

void forget_clear(sql::Tx& tx) { store::end_clear_ones(tx); }

void add_jobs(jobs::Scheduler& jobs, const House& house, const Settings& settings) {
  jobs.add(
      {.name = "downloads.make",  // what was asked for begins soon
       .interval_seconds = 3,
       .run = [house, settings](jobs::Context& context) { return work(house, settings, context); }}
  );
  jobs.add(
      {.name = "downloads.sweep",
       .interval_seconds = 600,
       .run = [house](jobs::Context& context) { return sweep(house, context); }}
  );
}

}  // namespace guanxi::downloads
