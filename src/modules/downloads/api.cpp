// The HTTP endpoints of downloads. Everybody has their own; downloads:all lists and drops those of
// others, but reads no file: it was made for the eyes of who asked.
#include <algorithm>
#include <boost/describe/enum_to_string.hpp>

#include "modules/audit/audit.h"
#include "modules/downloads/downloads.h"
#include "modules/downloads/parts.h"
#include "modules/downloads/view.h"

namespace guanxi::downloads {
namespace {

using api::Call;
using api::Method;
using api::Page;
using api::Reply;

constexpr const char* downloads_list = "downloads";
constexpr const char* reveal = "members:reveal";

Outcome check_may(const api::Actor& actor, std::string_view permission, const char* pointer) {
  if (actor.may(permission)) return ok();
  return fail(ErrorCode::forbidden, pointer, {{"permission", std::string(permission)}});
}

bool may_all(const api::Actor& actor, const Report& report) {
  return std::ranges::all_of(report.permissions, [&](const std::string& permission) {
    return actor.may(permission);
  });
}

/// What a report found wrong with a filter, where the request has it.
Error below_filter(Error error) {
  if (!error.pointer.empty()) error.pointer = "/filter" + error.pointer;
  for (Error& one : error.more) one = below_filter(std::move(one));
  return error;
}

class Desk {
 public:
  Desk(const House& house, const Settings& settings)
      : house_(house), settings_(settings), sealer_(house.keys) {}

  Result<Reply<DownloadView>> ask(const Call& call, const AskDownload& request) const {
    GX_TRY(report, allowed_report(call.actor, request.report, request.clear));
    if (request.clear && !report->is_personal)
      return fail(ErrorCode::unknown_value, "/clear", {{"allowed", "false"}});
    GX_TRY_VOID(check_filter(*report, request.filter));
    if (const auto opened =
            report->open({call.actor, request.filter, request.clear, call.language, call.now});
        !opened) {
      Error error = opened.error();
      return below_filter(std::move(error));
    }
    store::Row row;
    row.id = house_.ids.next_id<DownloadTag>();
    row.report = request.report;
    row.format = request.format;
    row.asked_for = api::to_json(request.filter);
    row.clear = request.clear;
    row.note = request.note.value_or("");
    row.language = api::language_tag(call.language);
    row.requested_at = call.now;
    row.requested_by = call.actor.id;
    GX_TRY_VOID(house_.db.write([&](sql::Tx& tx) -> Outcome {
      GX_TRY_VOID(check_room(tx, call.actor.id));
      store::insert(tx, row);
      if (report->is_personal) record(tx, call, row, "download_requested");
      return ok();
    }));
    return Reply<DownloadView>{
        .body = view(call, row), .location = "/v1/downloads/" + row.id.to_string()};
  }

  Result<DownloadView> get(const Call& call, const GetDownload& request) const {
    GX_TRY(row, load(call, request.id));
    return view(call, row);
  }

  Result<Page<DownloadView>> list(const Call& call, const ListDownloads& request) const {
    if (request.all) {
      GX_TRY_VOID(check_may(call.actor, all_permission, "/all"));
    }
    DownloadId before(INT64_MAX);
    if (request.cursor) {
      GX_TRY(parts, api::decode_cursor<std::int64_t>(downloads_list, *request.cursor));
      before = DownloadId(std::get<0>(parts));
    }
    const auto by = request.all ? std::nullopt : std::optional(call.actor.id);
    const auto rows =
        house_.db.read([&](sql::Tx& tx) { return store::list(tx, by, before, request.limit + 1); });
    Page<DownloadView> page;
    for (const store::Row& row : rows) {
      if (std::ssize(page.items) < request.limit) page.items.push_back(view(call, row));
    }
    if (std::ssize(rows) > request.limit)
      page.next_cursor = api::encode_cursor(downloads_list, page.items.back().id.value());
    return page;
  }

  Result<Reply<Nothing>> file(const Call& call, const GetDownloadFile& request) const {
    GX_TRY(row, load_file(call, request.id));
    const std::int64_t answers = answers_of(row.parts);
    if (request.part && *request.part > answers) {
      return fail(ErrorCode::out_of_range, "/part", {{"max", std::to_string(answers)}});
    }
    if (!request.part && row.bytes > whole_bytes_max) {
      return fail(ErrorCode::download_in_parts, "/part", {{"max", std::to_string(answers)}});
    }
    const std::int64_t first = request.part ? (*request.part - 1) * parts_at_once + 1 : 1;
    const std::int64_t last =
        request.part ? std::min(first + parts_at_once - 1, row.parts) : row.parts;
    const auto sealed =
        house_.db.read([&](sql::Tx& tx) { return store::parts(tx, row.id, first, last); });
    // Deleted this moment, otherwise all are there.
    if (std::ssize(sealed) != last - first + 1) return fail(ErrorCode::download_not_found, "/id");
    std::string content;
    for (const sql::Bytes& part : sealed)
      content += sealer_.open(part.data, place_of(row.id.value()));
    // That it was read is durable before it leaves.
    const Report* const report = house_.reports.find(row.report);
    if (report->is_personal) {
      GX_TRY_VOID(house_.db.write([&](sql::Tx& tx) -> Outcome {
        record(tx, call, row, "download_read");
        return ok();
      }));
    }
    const bool is_csv = row.format == Format::csv;
    return Reply<Nothing>{
        .file = {
            file_name(row, filter_of(row)),
            std::move(content),
            is_csv ? nullptr : files::xlsx_media_type}};
  }

  Result<Nothing> drop(const Call& call, const GetDownload& request) const {
    GX_TRY_VOID(load(call, request.id));
    return house_.db.write([&](sql::Tx& tx) -> Result<Nothing> {
      if (!store::drop(tx, request.id, call.now)) return fail(ErrorCode::download_not_found, "/id");
      return Nothing{};
    });
  }

  ReportList reports(const Call& call) const {
    ReportList list;
    for (const Report& report : house_.reports.all()) {
      const bool zh = call.language == api::Language::zh_cn;
      list.items.push_back(
          {std::string(report.name),
           zh ? report.title.zh : report.title.en,
           report.permissions,
           field_names(report.needs),
           field_names(report.takes),
           report.is_personal,
           may_all(call.actor, report)}
      );
    }
    return list;
  }

 private:
  Result<const Report*> allowed_report(const api::Actor& actor, std::string_view name, bool clear)
      const {
    const Report* const report = house_.reports.find(name);
    if (report == nullptr) {
      std::string allowed;
      for (const Report& one : house_.reports.all())
        allowed += (allowed.empty() ? "" : ", ") + std::string(one.name);
      return fail(ErrorCode::unknown_value, "/report", {{"allowed", allowed}});
    }
    for (const std::string& permission : report->permissions) {
      GX_TRY_VOID(check_may(actor, permission, "/report"));
    }
    if (clear) {
      GX_TRY_VOID(check_may(actor, reveal, "/clear"));
    }
    return report;
  }

  Outcome check_room(sql::Tx& tx, ActorId by) const {
    const store::Held held = store::held(tx, by);
    if (held.open < settings_.open_max && held.all < settings_.held_max) return ok();
    const int max = held.open < settings_.open_max ? settings_.held_max : settings_.open_max;
    return fail(ErrorCode::downloads_too_many, "", {{"max", std::to_string(max)}});
  }

  Result<store::Row> load(const Call& call, DownloadId id) const {
    auto row = house_.db.read([&](sql::Tx& tx) { return store::find(tx, id); });
    const bool seen = row && (row->requested_by == call.actor.id || call.actor.may(all_permission));
    if (!seen) return fail(ErrorCode::download_not_found, "/id");
    return *std::move(row);
  }

  /// One whose file this account may have now.
  Result<store::Row> load_file(const Call& call, DownloadId id) const {
    GX_TRY(row, load(call, id));
    if (row.requested_by != call.actor.id) return fail(ErrorCode::download_not_found, "/id");
    const bool over = row.expires_at && *row.expires_at <= call.now;
    if (row.state != State::done || over) {
      const State state = row.state == State::done ? State::expired : row.state;
      return fail(
          ErrorCode::download_state, "/id", {{"state", boost::describe::enum_to_string(state, "")}}
      );
    }
    const auto report = allowed_report(call.actor, row.report, row.clear);
    if (!report) return fail(report.error().code, "/id", report.error().facts);
    if (!covers(call.actor, row.stores)) return fail(ErrorCode::store_out_of_scope, "/id");
    return row;
  }

  DownloadView view(const Call& call, const store::Row& row) const {
    return view_of(row, house_.reports, call.language);
  }

  static void record(sql::Tx& tx, const Call& call, const store::Row& row, const char* action) {
    const Filter filter = filter_of(row);
    audit::Entry entry{action, "download", row.id.to_string()};
    if (filter.member) entry.member = *filter.member;
    const auto add = [&](const char* field, std::optional<std::string> value) {
      entry.changes.add(field, std::nullopt, std::move(value));
    };
    add("report", row.report);
    add("format", boost::describe::enum_to_string(row.format, ""));
    add("clear", row.clear ? "true" : "false");
    add("programme", filter.programme);
    add("store", filter.store);
    if (filter.from) add("from", filter.from->to_string());
    if (filter.to) add("to", filter.to->to_string());
    if (filter.state) add("state", filter.state);
    audit::record(tx, call, entry, call.now);
  }

  House house_;
  Settings settings_;
  crypto::Sealer sealer_;
};

api::Spec spec_of(
    Method method, const char* path, const char* operation, api::Text summary, api::Text description
) {
  api::Spec spec;
  spec.method = method;
  spec.path = path;
  spec.operation = operation;
  spec.tag = "downloads";
  spec.permission = "downloads:make";
  spec.summary = summary;
  spec.description = description;
  spec.errors = {ErrorCode::download_not_found};
  return spec;
}

void add_asking(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  api::Spec spec = spec_of(
      Method::post,
      "/v1/downloads",
      "ask_download",
      {"要一个文件", "Ask for a file"},
      {"列表或报表，CSV 或 "
       "Excel，后台生成；需要该报表本身的权限，只含账号数据范围内的行。个人信息脱敏"
       "，除非 clear。",
       "A list or report as CSV or workbook, made in the background; takes the permission of the "
       "report as well, and has the rows that the account may see. Personal data is masked, unless "
       "clear."}
  );
  spec.success_status = 202;
  spec.errors = {
      unknown_value,
      unknown_field,
      missing_field,
      out_of_range,
      programme_not_found,
      store_not_found,
      store_out_of_scope,
      member_not_found,
      account_not_found,
      coupon_template_not_found,
      tier_simulation_not_found,
      no_parameters_in_force,
      downloads_too_many};
  api.add<AskDownload, DownloadView>(
      std::move(spec),
      [desk](const Call& call, const AskDownload& request) { return desk.ask(call, request); }
  );
  api.add<Nothing, ReportList>(
      [] {
        api::Spec reports = spec_of(
            Method::get,
            "/v1/downloads/reports",
            "list_download_reports",
            {"有哪些报表", "What there is to download"},
            {"以及各用哪些条件、什么权限。", "With what each is asked with, and its permission."}
        );
        reports.errors.clear();
        return reports;
      }(),
      [desk](const Call& call, const Nothing&) -> Result<ReportList> { return desk.reports(call); }
  );
}

}  // namespace

void add_endpoints(api::Api& api, const House& house, const Settings& settings) {
  using enum ErrorCode;
  const Desk desk(house, settings);
  add_asking(api, desk);
  api::Spec listing = spec_of(
      Method::get,
      "/v1/downloads",
      "list_downloads",
      {"下载列表", "List downloads"},
      {"自己的，最新的在前；all 为所有人的，需要 downloads:all。",
       "One's own, the newest first; with all those of everybody, which takes downloads:all."}
  );
  listing.errors = {bad_cursor};
  api.add<ListDownloads, Page<DownloadView>>(
      std::move(listing),
      [desk](const Call& call, const ListDownloads& request) { return desk.list(call, request); }
  );
  api.add<GetDownload, DownloadView>(
      spec_of(
          Method::get,
          "/v1/downloads/{id}",
          "get_download",
          {"查询下载", "Read a download"},
          {"进度：rows、rows_total 与 started_at。",
           "How far it is: rows, rows_total and started_at."}
      ),
      [desk](const Call& call, const GetDownload& request) { return desk.get(call, request); }
  );
  api::Spec file = spec_of(
      Method::get,
      "/v1/downloads/{id}/file",
      "get_download_file",
      {"取文件", "Have the file"},
      {"只给要的人；超过 32 MiB 的按 part 分段取，依次相接。含个人信息的记入审计。",
       "For who asked only. One of more than 32 MiB is had part by part, to be put one behind the "
       "other. Recorded where it has personal data."}
  );
  file.errors = {
      download_not_found, download_state, download_in_parts, out_of_range, store_out_of_scope};
  file.file_type = "text/csv; charset=utf-8";
  file.other_file_type = files::xlsx_media_type;
  api.add<GetDownloadFile, Nothing>(
      std::move(file),
      [desk](const Call& call, const GetDownloadFile& request) { return desk.file(call, request); }
  );
  api.add<GetDownload, Nothing>(
      spec_of(
          Method::del,
          "/v1/downloads/{id}",
          "drop_download",
          {"取消或删除下载", "Cancel a download, or delete it"},
          {"生成中的随即停下；文件随之删除。", "One that is being made stops soon; its file goes."}
      ),
      [desk](const Call& call, const GetDownload& request) { return desk.drop(call, request); }
  );
}

}  // namespace guanxi::downloads
