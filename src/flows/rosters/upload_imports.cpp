// Imports as they are shown – of the command and over HTTP –, what they did not take, and the word
// that one is to be undone.
#include <boost/describe/enum_to_string.hpp>

#include "flows/rosters/rejected.h"
#include "flows/rosters/undo_store.h"
#include "flows/rosters/upload_desk.h"
#include "modules/audit/audit.h"

namespace guanxi::rosters {
namespace {

constexpr const char* imports_list = "roster_imports";
constexpr const char* rejects_list = "roster_rejects";
constexpr int kept_shown = 200;
constexpr int rejects_at_once = 1'000;
constexpr std::int64_t undo_seconds = std::int64_t{undo_days} * 86'400;

Error import_state(const char* state) {
  return fail(ErrorCode::roster_state, {}, {{"state", state}});
}

}  // namespace

Result<store::Shown> Uploads::load_import(sql::Tx& tx, const Call& call, ImportId id) const {
  GX_TRY_VOID(call.actor.check_unlimited());
  auto import = store::find_shown(tx, id);
  if (!import) return ErrorCode::roster_not_found;
  return *std::move(import);
}

RosterImportView Uploads::view(const store::Shown& import) const {
  RosterImportView shown;
  shown.id = import.id;
  shown.name = import.file_name;
  shown.programme = programme_code(import.programme);
  shown.state = import.state;
  shown.result = {
      import.rows_done,
      import.created,
      import.updated,
      import.unchanged,
      import.skipped,
      import.rejected,
      import.alike,
      Points(import.points),
      Money(import.stored, currency_of(import.programme)),
      Money(import.change, currency_of(import.programme)),
      import.growth,
      import.tiers};
  shown.started_at = import.started_at;
  shown.updated_at = import.updated_at;
  shown.by = import.by;
  shown.undo_until = import.updated_at.plus_seconds(undo_seconds);
  if (import.state == ImportState::undoing || import.state == ImportState::undone) {
    RosterUndoView undo;
    undo.by = import.undo_by;
    undo.at = import.undo_at;
    if (!import.undo_reason.empty()) undo.reason = import.undo_reason;
    undo.undone = import.undone;
    undo.kept = import.kept;
    shown.undo = std::move(undo);
  }
  return shown;
}

Result<RosterImportView> Uploads::import(const Call& call, const GetRosterImport& request) const {
  return house_.db.read([&](sql::Tx& tx) -> Result<RosterImportView> {
    GX_TRY(import, load_import(tx, call, request.id));
    RosterImportView shown = view(import);
    if (!shown.undo) return shown;
    shown.undo->rows.emplace();
    for (const KeptRow& row : store::kept_rows(tx, import.id, kept_shown)) {
      shown.undo->rows->push_back({row.line, row.member, row.why});
    }
    return shown;
  });
}

Result<api::Page<RosterImportView>> Uploads::imports(
    const Call& call, const ListRosterImports& request
) const {
  GX_TRY_VOID(call.actor.check_unlimited());
  ImportId before(std::numeric_limits<std::int64_t>::max());
  if (request.cursor) {
    GX_TRY(parts, api::decode_cursor<std::int64_t>(imports_list, *request.cursor));
    before = ImportId(std::get<0>(parts));
  }
  api::Page<RosterImportView> page;
  for (const store::Shown& import :
       house_.db.read([&](sql::Tx& tx) { return store::list_shown(tx, before, request.limit); })) {
    page.items.push_back(view(import));
  }
  if (std::ssize(page.items) == request.limit) {
    page.next_cursor = api::encode_cursor(imports_list, page.items.back().id.value());
  }
  return page;
}

Result<api::Page<RejectView>> Uploads::rejects(const Call& call, const ListRosterRejects& request)
    const {
  std::int64_t after = 0;
  if (request.cursor) {
    GX_TRY(parts, api::decode_cursor<std::int64_t>(rejects_list, *request.cursor));
    after = std::get<0>(parts);
  }
  const crypto::Sealer sealer(house_.keys);
  return house_.db.read([&](sql::Tx& tx) -> Result<api::Page<RejectView>> {
    GX_TRY(import, load_import(tx, call, request.id));
    api::Page<RejectView> page;
    for (RejectedRow& row : rejects_of(tx, sealer, import.id, after, request.limit)) {
      page.items.push_back({row.row_no, row.line, std::move(row.faults)});
    }
    if (std::ssize(page.items) == request.limit) {
      page.next_cursor = api::encode_cursor(rejects_list, page.items.back().row);
    }
    return page;
  });
}

Result<api::File> Uploads::rejects_file(const Call& call, const GetRosterRejects& request) const {
  GX_TRY_VOID(house_.db.write([&](sql::Tx& tx) -> Outcome {
    GX_TRY(import, load_import(tx, call, request.id));
    const audit::Entry entry{"roster_rejects_read", "roster_import", import.id.to_string()};
    audit::record(tx, call, entry, call.now);
    return ok();
  }));
  const crypto::Sealer sealer(house_.keys);
  api::File file{"rejects-" + request.id.to_string() + ".csv", {}};
  file.content =
      house_.db.read([&](sql::Tx& tx) { return rejects_header_of(tx, sealer, request.id); });
  std::int64_t after = request.after, left = request.rows;
  while (left > 0) {
    const int limit = static_cast<int>(std::min<std::int64_t>(left, rejects_at_once));
    const auto rows = house_.db.read([&](sql::Tx& tx) {
      return rejects_of(tx, sealer, request.id, after, limit);
    });
    for (const RejectedRow& row : rows) file.content += row.text;
    if (std::ssize(rows) < limit) break;
    after = rows.back().row_no;
    left -= limit;
  }
  return file;
}

Uploads::Answer<RosterImportView> Uploads::undo(const Call& call, const UndoRosterImport& request)
    const {
  return answers_.once<RosterImportView>(
      house_.db,
      call,
      "undo_roster_import",
      202,
      [&](sql::Tx& tx) -> Result<RosterImportView> {
        GX_TRY(import, load_import(tx, call, request.id));
        const bool begun = import.state == ImportState::undoing;
        if (!begun && call.now > import.updated_at.plus_seconds(undo_seconds)) {
          return import_state("too_late");
        }
        if (store::is_at_work(tx, import.id)) return import_state("running");
        if (!store::ask_undo(tx, import.id, call.actor.id, request.reason, call.now)) {
          return import_state(boost::describe::enum_to_string(import.state, ""));
        }
        audit::Entry entry{"roster_import_undone", "roster_import", import.id.to_string()};
        entry.reason = request.reason;
        audit::record(tx, call, entry, call.now);
        return view(*store::find_shown(tx, import.id));
      }
  );
}

}  // namespace guanxi::rosters
