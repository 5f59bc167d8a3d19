// The endpoints of rosters.
#include "flows/rosters/uploads.h"

namespace guanxi::rosters {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using enum ErrorCode;

constexpr const char* rosters_tag = "rosters";
constexpr const char* may_import = "rosters:import";
constexpr const char* may_read = "rosters:read";

void add_uploading(api::Api& api, const Uploads& uploads) {
  api.add<CreateRoster, RosterView>(
      {.method = Method::post,
       .path = "/v1/rosters",
       .operation = "create_roster",
       .tag = rosters_tag,
       .permission = may_import,
       .summary = {"登记要上传的会员名册", "Announce a roster"},
       .description =
           {"回答给出每部分的大小 part_bytes。内容加密保存；导入结束、取消或 24 "
            "小时内未导入即删除。",
            "The answer says how large a part is (part_bytes). The bytes are kept sealed and are "
            "deleted when the import has ended, was cancelled, or nobody imported them within 24 "
            "hours."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors = {programme_not_found, store_out_of_scope}},
      [&uploads](const Call& call, const CreateRoster& request) {
        return uploads.create(call, request);
      }
  );
  api.add<PutRosterPart, RosterView>(
      {.method = Method::put,
       .path = "/v1/rosters/{id}/parts/{part}",
       .operation = "put_roster_part",
       .tag = rosters_tag,
       .permission = may_import,
       .summary = {"上传名册的一部分", "Upload a part of a roster"},
       .description =
           {"次序不限，可重复；missing 列出还缺的部分。",
            "In any order, and again where an answer was lost; missing tells what is not there."},
       .errors = {roster_not_found, roster_state, roster_differs, store_out_of_scope, conflict}},
      [&uploads](const Call& call, const PutRosterPart& request) {
        return uploads.put_part(call, request);
      }
  );
  api.add<CompleteRoster, RosterView>(
      {.method = Method::post,
       .path = "/v1/rosters/{id}/complete",
       .operation = "complete_roster",
       .tag = rosters_tag,
       .permission = may_import,
       .summary = {"名册上传完毕", "Say that a roster is complete"},
       .description =
           {"核对整个文件的 SHA-256；可重复。不符时各部分仍可重新上传。",
            "Compares the SHA-256 of the whole; repeatable. Where it is another, parts can be "
            "uploaded again."},
       .errors = {roster_not_found, roster_state, roster_differs, store_out_of_scope, conflict}},
      [&uploads](const Call& call, const CompleteRoster& request) {
        return uploads.complete(call, request);
      }
  );
  api.add<CancelRoster, RosterView>(
      {.method = Method::post,
       .path = "/v1/rosters/{id}/cancel",
       .operation = "cancel_roster",
       .tag = rosters_tag,
       .permission = may_import,
       .summary = {"取消名册", "Cancel a roster"},
       .description =
           {"删除内容。正在导入的在本批之后停止：已导入的行有效，可撤销；同一文件再次导入则接着继续"
            "。",
            "Deletes its bytes. An import that runs stops behind its batch: what it has done "
            "stays and can be undone; the same file again goes on there."},
       .idempotency = Idempotency::required,
       .errors = {roster_not_found, roster_state, store_out_of_scope, conflict}},
      [&uploads](const Call& call, const CancelRoster& request) {
        return uploads.cancel(call, request);
      }
  );
}

void add_importing(api::Api& api, const Uploads& uploads) {
  api.add<GetRosterColumns, ColumnsView>(
      {.method = Method::get,
       .path = "/v1/rosters/{id}/columns",
       .operation = "get_roster_columns",
       .tag = rosters_tag,
       .permission = may_import,
       .summary = {"名册有哪些列", "Read a roster's columns"},
       .description =
           {"按中英文列名识别；文件没有表头时为空。",
            "Known by their names in Chinese and English; none where the file has no header."},
       .errors = {roster_not_found, roster_state, store_out_of_scope}},
      [&uploads](const Call& call, const GetRosterColumns& request) {
        return uploads.columns(call, request);
      }
  );
  api.add<PreviewRoster, PreviewView>(
      {.method = Method::post,
       .path = "/v1/rosters/{id}/preview",
       .operation = "preview_roster",
       .tag = rosters_tag,
       .permission = may_import,
       .summary = {"预览会员导入", "Preview an import of members"},
       .description =
           {"试前 rows 行再全部撤回。包含文件的前几行，因此记入审计。",
            "Tries the first rows and takes them back. Shows the first ones as they are, and is "
            "therefore on the audit trail."},
       .errors =
           {roster_not_found,
            roster_state,
            store_not_found,
            unknown_value,
            missing_field,
            duplicate_field,
            unknown_field,
            store_out_of_scope}},
      [&uploads](const Call& call, const PreviewRoster& request) {
        return uploads.preview(call, request);
      }
  );
  api.add<StartRoster, RosterView>(
      {.method = Method::post,
       .path = "/v1/rosters/{id}/start",
       .operation = "start_roster",
       .tag = rosters_tag,
       .permission = may_import,
       .summary = {"开始导入会员", "Start an import of members"},
       .description =
           {"在后台导入，重启后继续；进度见名册。同一文件以同样的选项只导入一次。",
            "In the background, and on after a restart; the roster tells how far it is. The same "
            "file with the same options is imported once."},
       .idempotency = Idempotency::required,
       .success_status = 202,
       .errors =
           {roster_not_found,
            roster_state,
            store_not_found,
            unknown_value,
            missing_field,
            duplicate_field,
            unknown_field,
            store_out_of_scope,
            conflict}},
      [&uploads](const Call& call, const StartRoster& request) {
        return uploads.start(call, request);
      }
  );
}

void add_rosters(api::Api& api, const Uploads& uploads) {
  api.add<ListRosters, api::Page<RosterView>>(
      {.method = Method::get,
       .path = "/v1/rosters",
       .operation = "list_rosters",
       .tag = rosters_tag,
       .permission = may_read,
       .summary = {"名册列表", "List rosters"},
       .description = {"最新在前。", "The newest first."},
       .errors = {store_out_of_scope, bad_cursor}},
      [&uploads](const Call& call, const ListRosters& request) {
        return uploads.list(call, request);
      }
  );
  api.add<GetRoster, RosterView>(
      {.method = Method::get,
       .path = "/v1/rosters/{id}",
       .operation = "get_roster",
       .tag = rosters_tag,
       .permission = may_read,
       .summary = {"查询名册与进度", "Read a roster and how far it is"},
       .errors = {roster_not_found, store_out_of_scope}},
      [&uploads](const Call& call, const GetRoster& request) { return uploads.get(call, request); }
  );
}

void add_imports(api::Api& api, const Uploads& uploads) {
  api.add<ListRosterImports, api::Page<RosterImportView>>(
      {.method = Method::get,
       .path = "/v1/roster-imports",
       .operation = "list_roster_imports",
       .tag = rosters_tag,
       .permission = may_read,
       .summary = {"会员导入列表", "List imports of members"},
       .description =
           {"最新在前，包括用命令做的。", "The newest first, those of the command among them."},
       .errors = {store_out_of_scope, bad_cursor}},
      [&uploads](const Call& call, const ListRosterImports& request) {
        return uploads.imports(call, request);
      }
  );
  api.add<GetRosterImport, RosterImportView>(
      {.method = Method::get,
       .path = "/v1/roster-imports/{id}",
       .operation = "get_roster_import",
       .tag = rosters_tag,
       .permission = may_read,
       .summary = {"查询一次会员导入", "Read an import of members"},
       .errors = {roster_not_found, store_out_of_scope}},
      [&uploads](const Call& call, const GetRosterImport& request) {
        return uploads.import(call, request);
      }
  );
  api.add<UndoRosterImport, RosterImportView>(
      {.method = Method::post,
       .path = "/v1/roster-imports/{id}/undo",
       .operation = "undo_roster_import",
       .tag = rosters_tag,
       .permission = may_import,
       .summary = {"撤销会员导入", "Undo an import of members"},
       .description =
           {"30 天内，一次，在后台进行。之后有变动的行保留，并列出原因。",
            "Within 30 days and once, in the background. Rows that something happened to since "
            "stay, and are named with the reason."},
       .idempotency = Idempotency::required,
       .success_status = 202,
       .errors = {roster_not_found, roster_state, store_out_of_scope, conflict}},
      [&uploads](const Call& call, const UndoRosterImport& request) {
        return uploads.undo(call, request);
      }
  );
}

void add_rejects(api::Api& api, const Uploads& uploads) {
  api.add<ListRosterRejects, api::Page<RejectView>>(
      {.method = Method::get,
       .path = "/v1/roster-imports/{id}/rejects",
       .operation = "list_roster_rejects",
       .tag = rosters_tag,
       .permission = may_read,
       .summary = {"没有导入的行", "List rows that were not taken"},
       .description =
           {"按文件次序，逐个单元格说明，不含单元格的内容。保留 30 天；命令的导入写在它的文件里。",
            "In file order, cell by cell, without what the cells hold. Kept for 30 days; those of "
            "the command stand in its file."},
       .errors = {roster_not_found, store_out_of_scope, bad_cursor}},
      [&uploads](const Call& call, const ListRosterRejects& request) {
        return uploads.rejects(call, request);
      }
  );
  api.add<GetRosterRejects, Nothing>(
      {.method = Method::get,
       .path = "/v1/roster-imports/{id}/rejects/file",
       .operation = "get_roster_rejects",
       .tag = rosters_tag,
       .permission = may_import,
       .summary = {"下载没有导入的行", "Download rows that were not taken"},
       .description =
           {"与命令写出的文件相同：原来的列，加上行号与原因；改正后可再次导入。每次下载记入审计。",
            "As the command writes them: the columns they came with, where they stood and why. To "
            "be corrected and imported. Each download stands on the audit trail."},
       .errors = {roster_not_found, store_out_of_scope},
       .file_type = "text/csv; charset=utf-8"},
      [&uploads](const Call& call, const GetRosterRejects& request) -> Result<api::Reply<Nothing>> {
        GX_TRY(file, uploads.rejects_file(call, request));
        return api::Reply<Nothing>{.file = std::move(file)};
      }
  );
}

}  // namespace

void add_endpoints(api::Api& api, const Uploads& uploads) {
  add_uploading(api, uploads);
  add_importing(api, uploads);
  add_rosters(api, uploads);
  add_imports(api, uploads);
  add_rejects(api, uploads);
}

}  // namespace guanxi::rosters
