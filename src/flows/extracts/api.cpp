// The HTTP endpoint of extracts.
#include "flows/extracts/extracts.h"
#include "platform/files/xlsx.h"

namespace guanxi::extracts {

// An answer stands in memory whole: larger extracts are taken in parts, or with the command.
inline constexpr int export_rows_max = 50'000;

struct ExportMembers {
  std::string programme;
  std::optional<std::string> store;
  std::optional<Date> joined_from, joined_to;
  std::optional<StateFilter> state;
  Format format = Format::csv;
  std::optional<OwnerId> after;
  int rows = 10'000;
};
BOOST_DESCRIBE_STRUCT(
    ExportMembers, (), (programme, store, joined_from, joined_to, state, format, after, rows)
)

}  // namespace guanxi::extracts

namespace guanxi::api {

template <>
struct Doc<extracts::ExportMembers> {
  static constexpr Text text{"导出哪些会员", "Which members to export"};
  static constexpr Field fields[] = {
      {.name = "programme",
       .text = {"会员计划编码", "Programme code"},
       .min = 1,
       .max = 32,
       .example = R"("MAIN")",
       .chars = Chars::code},
      {.name = "store",
       .text = {"只要在这家门店入会的", "Those who joined at this store only"},
       .min = 1,
       .max = 32,
       .example = R"("S001")",
       .chars = Chars::code},
      {.name = "joined_from",
       .text = {"入会日期从这天起", "Who joined on this day or later"},
       .example = R"("2026-01-01")"},
      {.name = "joined_to",
       .text = {"入会日期到这天止", "Who joined on this day or earlier"},
       .example = R"("2026-12-31")"},
      {.name = "state", .text = {"只要这种状态的", "In this state only"}, .example = R"("active")"},
      {.name = "format",
       .text = {"文件格式", "The form of the file"},
       .example = R"("csv")",
       .has_default = true},
      {.name = "after",
       .text =
           {"从这位会员之后开始：上一份文件最后一行的 member_id",
            "Behind this member: member_id of the last row of the file before"},
       .example = R"("42")"},
      {.name = "rows",
       .text = {"最多多少行", "At most so many rows"},
       .min = 1,
       .max = extracts::export_rows_max,
       .example = "10000",
       .has_default = true}};
};

}  // namespace guanxi::api

namespace guanxi::extracts {

void add_endpoints(api::Api& api, const Extracts& extracts) {
  using enum ErrorCode;
  api.add<ExportMembers, Nothing>(
      {.method = api::Method::get,
       .path = "/v1/members/export",
       .operation = "export_members",
       .tag = "members",
       .permission = "members:export",
       .summary = {"导出会员", "Export members as a file"},
       .description =
           {"列名与会员导入相同，按编号排列；退会的不在内。没有 members:reveal "
            "权限时姓名、手机、邮箱脱敏，生日与地址不给。每次导出记入审计；可能被当作公式的单元格"
            "前加撇号。",
            "In the columns that an import understands, by id; without who has left. Without "
            "members:reveal names, phones and e-mails are masked, birthdays and addresses left "
            "out. Each export stands on the audit trail; a cell that a spreadsheet would run "
            "begins with an apostrophe."},
       .errors =
           {programme_not_found, store_not_found, unknown_value, out_of_range, store_out_of_scope},
       .file_type = "text/csv; charset=utf-8",
       .other_file_type = files::xlsx_media_type},
      [&extracts](
          const api::Call& call, const ExportMembers& request
      ) -> Result<api::Reply<Nothing>> {
        Order order;
        order.filter = {
            request.programme,
            request.store,
            request.joined_from,
            request.joined_to,
            request.state};
        order.format = request.format;
        order.clear = call.actor.may("members:reveal");
        order.after = request.after.value_or(OwnerId());
        order.rows_max = request.rows;
        std::string content;
        GX_TRY_VOID(extracts.make(order, call.actor, call, call.now, [&](std::string_view bytes) {
          content += bytes;
        }));
        if (request.format == Format::xlsx) {
          return api::Reply<Nothing>{
              .file = {"members.xlsx", std::move(content), files::xlsx_media_type}};
        }
        return api::Reply<Nothing>{.file = {"members.csv", std::move(content)}};
      }
  );
}

}  // namespace guanxi::extracts
