// The jobs: imports and undos that were asked for, from where they stopped; and what is forgotten.
#include <exception>

#include "flows/rosters/memory_file.h"
#include "flows/rosters/run.h"
#include "flows/rosters/upload_desk.h"
#include "platform/jobs/jobs.h"
#include "platform/jobs/modest.h"
#include "platform/log/log.h"

namespace guanxi::rosters {
namespace {

constexpr std::int64_t day = 86'400;
constexpr int swept_at_once = 500;  // short transactions: checkouts wait behind each

using store::Upload;

/// Who asked, as the flow wants to know it. What they may do was judged when they asked.
api::Actor actor_of(ActorId id) {
  api::Actor actor;
  actor.id = id;
  actor.kind = api::Actor::Kind::person;
  return actor;
}

std::int64_t rows_of(const std::filesystem::path& file) {
  const auto sheet = open_sheet(file);
  if (sheet->next() != Step::row) return 0;
  std::int64_t rows = 0;
  for (Step step = sheet->next(); step == Step::row || step == Step::damaged; step = sheet->next())
    ++rows;
  return rows;
}

std::function<bool()> stop_of(const jobs::Context& context) {
  return [&context] { return context.should_stop(); };
}

}  // namespace

/// Its bytes go with it.
Outcome Uploads::end(UploadId id, UploadState state, const Report& report, const std::string& fault)
    const {
  const Instant now = house_.clock.now();
  return house_.db.write([&](sql::Tx& tx) -> Outcome {
    auto upload = store::find_upload(tx, id);
    GX_CHECK(upload.has_value());
    const bool open =
        upload->state == UploadState::running || upload->state == UploadState::cancelling;
    if (!open) return ok();  // another process has told
    upload->state = state;
    upload->ended_at = now;
    // Its own import, where somebody was killed before this could be told, is no repetition.
    upload->repeated = report.state == Report::State::already_done && upload->import != report.id;
    if (report.id != ImportId()) upload->import = report.id;
    upload->fault = fault;
    store::delete_parts(tx, id);
    return store::move_upload(tx, *upload) ? ok() : ErrorCode::conflict;
  });
}

void Uploads::run_one(const Upload& upload, const std::function<bool()>& stop) const {
  const auto cancelled = [&] {
    const auto now = house_.db.read([&](sql::Tx& tx) { return store::find_upload(tx, upload.id); });
    return !now || now->state != UploadState::running;
  };
  const auto finish = [&](UploadState state, const Report& report, const std::string& fault) {
    const Outcome ended = end(upload.id, state, report, fault);
    if (!ended) return;  // somebody cancels it this moment: seen the next time
    log::info("rosters.ended", {{"roster", upload.id}, {"rows", report.counters.rows()}});
  };
  if (upload.state == UploadState::cancelling) return finish(UploadState::cancelled, {}, "");
  const auto wanted = api::from_json<StartRoster>(upload.asked_for, api::Origin::stored);
  GX_CHECK_WHY(wanted.has_value(), "what an import is to do is stored as something else");
  Options options = options_of(*wanted, upload, programme_code(upload.programme));
  MemoryFile file;
  read_parts(upload, [&](std::string_view part) { file.append(part); });
  options.file = file.path();
  options.language = api::choose_language(upload.language);
  options.batch_rows = settings_.batch_rows;
  options.stop = [&] { return stop() || cancelled(); };
  const std::int64_t rows = rows_of(options.file);
  options.on_begin = [&](sql::Tx& tx, ImportId import) {
    store::set_import(tx, upload.id, import);
    store::set_rows_total(tx, upload.id, rows);
  };
  const auto report = Rosters(house_).run(options, actor_of(*upload.started_by));
  if (!report) {
    // Somebody imports the same with the command, or its undo is under way: after them.
    if (report.error().code == ErrorCode::conflict) return;
    return finish(UploadState::failed, {}, api::message_of(report.error(), options.language));
  }
  switch (report->state) {
    case Report::State::stopped:
      if (cancelled()) finish(UploadState::cancelled, *report, "");
      return;
    case Report::State::failed:
      return finish(UploadState::failed, *report, report->fault);
    case Report::State::done:
    case Report::State::already_done:
      return finish(UploadState::done, *report, "");
  }
}

void Uploads::undo_one(ImportId import, ActorId by, const std::function<bool()>& stop) const {
  UndoOptions options;
  options.import = import;
  options.stop = stop;
  const auto report = Undo(house_).run(options, actor_of(by));
  if (!report) return;  // a command undoes the same: what it leaves is done the next time
  log::info("rosters.undone", {{"import", import}, {"undone", report->undone}});
}

Outcome Uploads::work(const std::function<bool()>& stop) const {
  const auto undos = house_.db.read([](sql::Tx& tx) { return store::undos_asked(tx); });
  const auto uploads = house_.db.read([](sql::Tx& tx) { return store::uploads_at_work(tx); });
  if (undos.empty() && uploads.empty()) return ok();
  jobs::run_modestly("rosters", [&] {
    std::exception_ptr thrown;  // what one file breaks does not keep the others waiting
    const auto each = [&](const auto& asked, auto&& work_on) {
      for (const auto& one : asked) {
        if (stop()) break;
        try {
          work_on(one);
        } catch (...) {
          thrown = std::current_exception();
        }
      }
    };
    each(undos, [&](const store::AskedUndo& undo) { undo_one(undo.import, undo.by, stop); });
    each(uploads, [&](const Upload& upload) { run_one(upload, stop); });
    if (thrown) std::rethrow_exception(thrown);
  });
  return ok();
}

Outcome Uploads::sweep(Instant now, const std::function<bool()>& stop) const {
  for (;;) {
    const auto expired =
        house_.db.read([&](sql::Tx& tx) { return store::uploads_expired(tx, now, swept_at_once); });
    for (Upload upload : expired) {
      if (stop()) return ok();
      upload.state = UploadState::expired;
      upload.ended_at = now;
      GX_TRY_VOID(house_.db.write([&](sql::Tx& tx) -> Outcome {
        if (store::move_upload(tx, upload)) store::delete_parts(tx, upload.id);
        return ok();
      }));
    }
    if (std::ssize(expired) < swept_at_once) break;
  }
  const Instant before = now.plus_seconds(-day * rejects_days);
  for (std::int64_t gone = swept_at_once; gone == swept_at_once && !stop();) {
    GX_TRY(forgotten, house_.db.write([&](sql::Tx& tx) -> Result<std::int64_t> {
      return store::forget_rejects(tx, before, swept_at_once);
    }));
    gone = forgotten;
  }
  return ok();
}

void add_jobs(jobs::Scheduler& jobs, const Uploads& uploads) {
  jobs.add(
      {.name = "rosters.imports",  // what was asked for begins soon
       .interval_seconds = 5,
       .run = [&uploads](jobs::Context& context) { return uploads.work(stop_of(context)); }}
  );
  jobs.add(
      {.name = "rosters.sweep",
       .interval_seconds = 600,
       .run = [&uploads](jobs::Context& context
              ) { return uploads.sweep(context.now(), stop_of(context)); }}
  );
}

}  // namespace guanxi::rosters
