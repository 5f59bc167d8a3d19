// A file that has come whole, looked at before it is imported, and the word that it is to be.
#include <boost/describe/enum_to_string.hpp>

#include "base/text.h"
#include "flows/rosters/memory_file.h"
#include "flows/rosters/run.h"
#include "flows/rosters/upload_desk.h"
#include "modules/audit/audit.h"

namespace guanxi::rosters {
namespace {

using store::Upload;

StartRoster start_of(const PreviewRoster& preview) {
  return {
      preview.id,
      preview.store,
      preview.mode,
      preview.key,
      preview.duplicates,
      preview.map,
      preview.ignore_unknown,
      preview.tier_until,
      preview.wechat_app};
}

std::vector<std::string> shown_cells(const std::vector<std::string>& cells) {
  std::vector<std::string> shown;
  for (const std::string& cell : cells) shown.push_back(is_valid_utf8(cell) ? cell : "");
  return shown;
}

}  // namespace

Options options_of(const StartRoster& wanted, const Upload& upload, std::string programme) {
  Options options;
  options.name = upload.file_name;
  Order& order = options.order;
  order.programme = std::move(programme);
  order.store = wanted.store.value_or("");
  order.mode = wanted.mode;
  order.key = wanted.key;
  order.duplicates = wanted.duplicates;
  order.ignore_unknown = wanted.ignore_unknown;
  for (const ColumnChoice& choice : wanted.map) {
    order.columns.push_back({choice.column, choice.field, choice.profile_field});
  }
  order.tier_until = wanted.tier_until;
  order.wechat_app = wanted.wechat_app;
  return options;
}

Result<Upload> Uploads::load_ready(const Call& call, UploadId id) const {
  GX_TRY(upload, house_.db.read([&](sql::Tx& tx) { return load(tx, call, id); }));
  if (upload.state != UploadState::ready) return not_in_state(upload.state);
  return upload;
}

Result<ColumnsView> Uploads::columns(const Call& call, const GetRosterColumns& request) const {
  GX_TRY(upload, load_ready(call, request.id));
  MemoryFile file;
  read_parts(upload, [&](std::string_view part) { file.append(part); });
  const auto sheet = open_sheet(file.path());
  ColumnsView view;
  if (sheet->next() != Step::row) return view;
  const auto defined = defined_of(active_fields(house_.db, upload.programme));
  for (const std::string& cell : sheet->cells()) {
    ColumnView column{is_valid_utf8(cell) ? tidy(cell) : "", {}, {}};
    column.field = field_of_header(column.column);
    if (!column.field) column.profile_field = defined_of_header(defined, column.column);
    const bool known = column.field || column.profile_field || column.column.empty();
    const bool ours = column.column == reject_line || column.column == reject_reason;
    if (!known && !ours) view.unknown.push_back(column.column);
    view.columns.push_back(std::move(column));
  }
  return view;
}

Result<PreviewView> Uploads::preview(const Call& call, const PreviewRoster& request) const {
  GX_TRY(upload, load_ready(call, request.id));
  MemoryFile file;
  read_parts(upload, [&](std::string_view part) { file.append(part); });
  Options options = options_of(start_of(request), upload, programme_code(upload.programme));
  options.file = file.path();
  options.language = call.language;
  options.preview_rows = request.rows;
  options.batch_rows = settings_.batch_rows;
  GX_TRY(found, Rosters(house_).preview(options, call.actor));
  PreviewView view;
  for (std::size_t i = 0; i < found.columns.size(); ++i) {
    view.columns.push_back({found.columns[i], found.fields[i], found.defined[i]});
  }
  for (const auto& row : found.rows) view.rows.push_back({shown_cells(row)});
  const Counters& counters = found.counters;
  view.result = {
      counters.rows(),
      counters.created,
      counters.updated,
      counters.unchanged,
      counters.skipped,
      counters.rejected,
      counters.alike,
      Points(counters.points),
      Money(counters.stored, currency_of(upload.programme)),
      Money(counters.change, currency_of(upload.programme)),
      counters.growth,
      counters.tiers};
  for (Preview::Problem& problem : found.problems) {
    view.problems.push_back({problem.line, std::move(problem.cells)});
  }
  view.whole = found.whole;
  if (!found.fault.empty()) view.fault = std::move(found.fault);
  GX_TRY_VOID(house_.db.write([&](sql::Tx& tx) -> Outcome {  // its rows are personal data
    const audit::Entry entry{"roster_previewed", "roster", upload.id.to_string()};
    audit::record(tx, call, entry, call.now);
    return ok();
  }));
  return view;
}

Uploads::Answer<RosterView> Uploads::start(const Call& call, const StartRoster& request) const {
  GX_TRY(known, house_.db.read([&](sql::Tx& tx) { return answers_.find(tx, call); }));
  if (!known) {
    GX_TRY_VOID(check_header(call, request));
  }
  return answers_.once<RosterView>(
      house_.db,
      call,
      "start_roster",
      202,
      [&](sql::Tx& tx) -> Answer<RosterView> {
        GX_TRY(upload, load(tx, call, request.id));
        if (upload.state != UploadState::ready) return not_in_state(upload.state);
        upload.state = UploadState::running;
        upload.asked_for = api::to_json(request);
        upload.language = api::language_tag(call.language);
        upload.started_at = call.now;
        upload.started_by = call.actor.id;
        if (!store::move_upload(tx, upload)) return ErrorCode::conflict;
        using boost::describe::enum_to_string;
        audit::Entry entry{"roster_started", "roster", upload.id.to_string()};
        entry.changes.add("store", {}, request.store)
            .add("mode", {}, enum_to_string(request.mode, ""))
            .add("key", {}, enum_to_string(request.key, ""))
            .add("duplicates", {}, enum_to_string(request.duplicates, ""));
        audit::record(tx, call, entry, call.now);
        return api::Reply<RosterView>{.body = view(tx, upload)};
      }
  );
}

/// What would make the whole import fail is said at once, to whoever asks for it.
Outcome Uploads::check_header(const Call& call, const StartRoster& request) const {
  GX_TRY(upload, load_ready(call, request.id));
  MemoryFile file;
  read_parts(upload, [&](std::string_view part) { file.append(part); });
  Options options = options_of(request, upload, programme_code(upload.programme));
  options.file = file.path();
  options.language = call.language;
  GX_TRY_VOID(open_roster(house_, options, call.actor));
  return ok();
}

}  // namespace guanxi::rosters
