// The words, limits and examples of the structs in upload_types.h. Included by it; read that one
// first.
#pragma once

#include "flows/rosters/upload_types.h"

namespace guanxi::api {

namespace roster_fields {
inline constexpr Field roster{
    .name = "id", .text = {"名册编号", "The roster's id"}, .example = R"("301234567890123456")"};
inline constexpr Field import{
    .name = "id", .text = {"导入编号", "The import's id"}, .example = R"("301234567890123457")"};
inline constexpr Field store{
    .name = "store",
    .text = {"未写门店的行，新会员归属的门店", "Store of new members whose row names none"},
    .min = 1,
    .max = 32,
    .example = R"("S001")",
    .chars = Chars::code};
inline constexpr Field mode{
    .name = "mode",
    .text = {"新建、更新，或有则更新无则新建", "Create, update, or what fits"},
    .example = R"("create")",
    .has_default = true};
inline constexpr Field key{
    .name = "key",
    .text = {"按什么查找已有会员", "What members who are there are found by"},
    .example = R"("phone")",
    .has_default = true};
inline constexpr Field duplicates{
    .name = "duplicates",
    .text = {"可能已是会员的人怎么办", "What becomes of who may be a member already"},
    .example = R"("review")",
    .has_default = true};
inline constexpr Field map{
    .name = "map",
    .text =
        {"列是什么字段；比同义词优先，其余的列按列名识别",
         "What columns are; counts before their names, by which the others are known"},
    .max_items = 100,
    .has_default = true};
inline constexpr Field ignore_unknown{
    .name = "ignore_unknown",
    .text = {"忽略不认识的列；否则拒绝", "Ignore columns nobody knows; else they are refused"},
    .has_default = true};
inline constexpr Field profile_field{
    .name = "profile_field",
    .text =
        {"会员计划自定义字段的编码；与 field 二选一",
         "Code of a field that the programme defines; instead of field"},
    .min = 1,
    .max = 32,
    .chars = Chars::code};
inline constexpr Field tier_until{
    .name = "tier_until",
    .text = {"未写到期日的行，所授等级的最后一天", "Last day of tiers whose row names none"},
    .example = R"("2099-12-31")"};
inline constexpr Field wechat_app{
    .name = "wechat_app",
    .text = {"openid 列所属的微信应用", "The WeChat app whose openids the file has"},
    .min = 1,
    .max = 64,
    .example = R"("wx0123456789abcdef")",
    .chars = Chars::code};
}  // namespace roster_fields

template <>
struct Doc<rosters::UploadState> {
  static constexpr const char* name = "RosterState";
  static constexpr Text text{"名册的状态", "Where a roster stands"};
  static constexpr Field values[] = {
      {.name = "uploading", .text = {"等待上传", "Waiting for its parts"}},
      {.name = "ready", .text = {"内容齐全，可以导入", "Whole: it can be imported"}},
      {.name = "running", .text = {"导入中，或等待导入", "Being imported, or about to be"}},
      {.name = "cancelling",
       .text = {"正在取消，本批完成后停止", "Ends behind the batch that is being written"}},
      {.name = "done", .text = {"已导入", "Imported"}},
      {.name = "failed", .text = {"失败；之前的行仍然有效", "Failed; rows before it stay"}},
      {.name = "cancelled", .text = {"已取消；之前的行仍然有效", "Cancelled; rows before it stay"}},
      {.name = "expired", .text = {"超时未导入，已删除", "Nobody imported it in time: gone"}},
  };
};
template <>
struct Doc<rosters::ImportState> {
  static constexpr const char* name = "RosterImportState";
  static constexpr Text text{"导入的状态", "Where an import stands"};
  static constexpr Field values[] = {
      {.name = "running", .text = {"进行中或中断，可继续", "Under way, or stopped in the middle"}},
      {.name = "done", .text = {"完成", "Done"}},
      {.name = "failed", .text = {"文件无法读完", "The file could not be read to its end"}},
      {.name = "undoing", .text = {"撤销中", "Being undone"}},
      {.name = "undone", .text = {"已撤销", "Undone"}},
  };
};
template <>
struct Doc<rosters::Mode> {
  static constexpr const char* name = "RosterMode";
  static constexpr Text text{"导入方式", "What an import does"};
  static constexpr Field values[] = {
      {.name = "create", .text = {"只新建", "New members only"}},
      {.name = "update", .text = {"只更新", "Changes members only"}},
      {.name = "upsert", .text = {"有则更新，无则新建", "Changes who is found, enrols the others"}},
  };
};
template <>
struct Doc<rosters::Key> {
  static constexpr const char* name = "RosterKey";
  static constexpr Text text{"按什么查找会员", "What members are found by"};
  static constexpr Field values[] = {
      {.name = "phone", .text = {"手机", "Phone"}},
      {.name = "card", .text = {"卡号", "Card number"}},
      {.name = "external_id", .text = {"外部编号", "Number in the other system"}},
      {.name = "member_id", .text = {"会员编号或会员码", "Our id or member code"}},
      {.name = "email", .text = {"邮箱", "E-mail"}},
  };
};
template <>
struct Doc<rosters::OnDuplicate> {
  static constexpr const char* name = "RosterDuplicates";
  static constexpr Text text{"疑似重复的处理", "What becomes of who may be a member already"};
  static constexpr Field values[] = {
      {.name = "review", .text = {"新建并进入核对队列", "Enrolled, and put into the queue"}},
      {.name = "skip", .text = {"跳过", "Left out"}},
      {.name = "create", .text = {"不核对，直接新建", "Enrolled without a look"}},
  };
};
template <>
struct Doc<rosters::Field> {
  static constexpr const char* name = "RosterField";
  static constexpr Text text{"会员的字段", "A field of a member"};
  static constexpr Field values[] = {
      {.name = "name", .text = {"姓名", "Name"}},
      {.name = "phone", .text = {"手机", "Phone"}},
      {.name = "birthday", .text = {"生日", "Birthday"}},
      {.name = "gender", .text = {"性别", "Gender"}},
      {.name = "email", .text = {"邮箱", "E-mail"}},
      {.name = "id_number", .text = {"身份证号", "Identity number"}},
      {.name = "address", .text = {"地址", "Address"}},
      {.name = "language", .text = {"语言", "Language"}},
      {.name = "card", .text = {"卡号", "Card number"}},
      {.name = "external_id", .text = {"外部编号", "Number in the other system"}},
      {.name = "member_id", .text = {"会员编号", "Our id or member code"}},
      {.name = "store", .text = {"门店", "Store"}},
      {.name = "joined_on", .text = {"入会日期", "Day of joining"}},
      {.name = "points", .text = {"期初积分", "Opening balance of points"}},
      {.name = "points_until", .text = {"期初积分的最后一天", "Last day of those points"}},
      {.name = "stored_value", .text = {"期初储值", "Opening balance of stored value"}},
      {.name = "small_change", .text = {"期初零钱", "Opening balance of small change"}},
      {.name = "growth", .text = {"期初成长值", "Opening growth"}},
      {.name = "tier", .text = {"等级，授予到 tier_until", "Tier, granted until tier_until"}},
      {.name = "tier_until", .text = {"等级的最后一天", "Last day of that tier"}},
      {.name = "wechat_unionid", .text = {"微信 unionid", "Unionid of WeChat"}},
      {.name = "wechat_openid",
       .text = {"微信 openid，属于 wechat_app", "Openid of WeChat, of the app wechat_app"}},
      {.name = "consents", .text = {"同意与撤回", "What was agreed to or withdrawn"}},
      {.name = "referrer", .text = {"推荐人", "Who recommended the member"}},
      {.name = "card_state", .text = {"卡的状态", "State of the card"}},
      {.name = "division", .text = {"通信地址的行政区划代码", "Division of a postal address"}},
      {.name = "street", .text = {"通信地址的街道门牌", "Street of that address"}},
      {.name = "postcode", .text = {"通信地址的邮编", "Postcode of that address"}},
  };
};
template <>
struct Doc<rosters::Kept> {
  static constexpr const char* name = "RosterKept";
  static constexpr Text text{"撤销时保留一行的原因", "Why an undo leaves a row"};
  static constexpr Field values[] = {
      {.name = "closed", .text = {"会员已注销", "The member has left"}},
      {.name = "changed", .text = {"资料之后又有改动", "The profile was changed since"}},
      {.name = "points_moved", .text = {"积分之后有变动", "Points were moved since"}},
      {.name = "wallet_moved", .text = {"储值之后有变动", "Stored value was moved since"}},
      {.name = "cards_changed", .text = {"会员卡之后有变动", "Cards were changed since"}},
      {.name = "identity_taken",
       .text = {"原手机号或邮箱已属于他人", "The phone or e-mail from before is another's now"}},
  };
};

template <>
struct Doc<rosters::CreateRoster> {
  static constexpr Text text{"登记要上传的名册", "Announces a roster"};
  static constexpr Field fields[] = {
      {.name = "name",
       .text = {"文件名，不要写个人信息", "Name of the file; no personal data"},
       .min = 1,
       .max = 200,
       .example = R"("old.csv")"},
      {.name = "programme",
       .text = {"会员计划编码", "Programme code"},
       .min = 1,
       .max = 32,
       .example = R"("MAIN")",
       .chars = Chars::code},
      {.name = "bytes",
       .text = {"文件大小（字节）", "Size of the file in bytes"},
       .min = 1,
       .max = rosters::upload_bytes_max,
       .example = "1048576"},
      {.name = "sha256",
       .text = {"整个文件的 SHA-256，64 位十六进制", "SHA-256 of the whole file, 64 hex digits"},
       .min = 64,
       .max = 64,
       .example = R"("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")",
       .chars = Chars::code}};
};
template <>
struct Doc<rosters::GetRoster> {
  static constexpr Text text{"查询名册", "Asks for a roster"};
  static constexpr Field fields[] = {roster_fields::roster};
};
template <>
struct Doc<rosters::ListRosters> {
  static constexpr Text text{"查询名册列表", "Asks for rosters"};
  static constexpr Field fields[] = {limit_field, cursor_field};
};
template <>
struct Doc<rosters::PutRosterPart> {
  static constexpr Text text{"上传一部分", "A part of a file"};
  static constexpr Field fields[] = {
      roster_fields::roster,
      {.name = "part",
       .text = {"第几部分，从 1 起，次序不限", "Which part, from 1; in any order"},
       .min = 1,
       .max = 1'000'000,
       .example = "1"},
      {.name = "content",
       .text =
           {"内容，base64。除最后一部分外，每部分恰好 part_bytes 字节",
            "The bytes in base64. Each part but the last has exactly part_bytes"},
       .min = 1,
       .max = rosters::part_chars_max,
       .example = R"("5omL5py6CjEzODAwMTM4MDAwCg==")",
       .personal = true},
      {.name = "sha256",
       .text =
           {"这部分的 SHA-256，十六进制；给出则核对",
            "SHA-256 of this part in hex digits; compared where it is given"},
       .min = 64,
       .max = 64,
       .chars = Chars::code}};
};
template <>
struct Doc<rosters::CompleteRoster> {
  static constexpr Text text{"上传完毕", "Says that all parts are there"};
  static constexpr Field fields[] = {roster_fields::roster};
};
template <>
struct Doc<rosters::CancelRoster> {
  static constexpr Text text{"取消名册", "Cancels a roster"};
  static constexpr Field fields[] = {roster_fields::roster};
};
template <>
struct Doc<rosters::GetRosterColumns> {
  static constexpr Text text{"查询名册的列", "Asks for a roster's columns"};
  static constexpr Field fields[] = {roster_fields::roster};
};
template <>
struct Doc<rosters::ColumnChoice> {
  static constexpr const char* name = "RosterColumnChoice";
  static constexpr Text text{"一列是什么", "What a column is"};
  static constexpr Field fields[] = {
      {.name = "column",
       .text = {"列名，与文件一致", "Its name, as in the file"},
       .min = 1,
       .max = 200,
       .example = R"("手机号码")"},
      {.name = "field",
       .text =
           {"字段；与 profile_field 都不写则忽略这一列",
            "The field; without it and profile_field the column is ignored"},
       .example = R"("phone")"},
      roster_fields::profile_field};
};
template <>
struct Doc<rosters::StartRoster> {
  static constexpr Text text{"开始导入", "Starts an import"};
  static constexpr Field fields[] = {
      roster_fields::roster,
      roster_fields::store,
      roster_fields::mode,
      roster_fields::key,
      roster_fields::duplicates,
      roster_fields::map,
      roster_fields::ignore_unknown,
      roster_fields::tier_until,
      roster_fields::wechat_app};
};
template <>
struct Doc<rosters::PreviewRoster> {
  static constexpr Text text{"预览导入", "Previews an import"};
  static constexpr Field fields[] = {
      roster_fields::roster,
      roster_fields::store,
      roster_fields::mode,
      roster_fields::key,
      roster_fields::duplicates,
      roster_fields::map,
      roster_fields::ignore_unknown,
      roster_fields::tier_until,
      roster_fields::wechat_app,
      {.name = "rows",
       .text = {"试前多少行", "How many rows are tried"},
       .min = 1,
       .max = rosters::preview_rows_max,
       .example = "200",
       .has_default = true}};
};
template <>
struct Doc<rosters::RosterResult> {
  static constexpr Text text{"导入的结果", "What an import came to"};
  static constexpr Field fields[] = {
      {.name = "rows", .text = {"已处理的行", "Rows done"}},
      {.name = "created", .text = {"新建会员", "Members created"}},
      {.name = "updated", .text = {"更新会员", "Members changed"}},
      {.name = "unchanged", .text = {"无变化", "Rows that changed nothing"}},
      {.name = "skipped", .text = {"疑似重复，跳过", "Left out: may be members already"}},
      {.name = "rejected", .text = {"被拒的行", "Rows rejected"}},
      {.name = "alike",
       .text = {"新建中进入核对队列的", "Of the created, those in the queue of duplicates"}},
      {.name = "points", .text = {"期初积分", "Opening balances of points"}},
      {.name = "stored", .text = {"期初储值", "Opening balances of stored value"}},
      {.name = "small_change", .text = {"期初零钱", "Opening balances of small change"}},
      {.name = "growth", .text = {"期初成长值", "Opening growth"}},
      {.name = "tiers", .text = {"授予等级的会员数", "Tiers granted"}},
  };
};
template <>
struct Doc<rosters::RosterOptions> {
  static constexpr Text text{"导入的选项", "What an import was started with"};
  static constexpr Field fields[] = {
      roster_fields::store,
      roster_fields::mode,
      roster_fields::key,
      roster_fields::duplicates,
      roster_fields::map,
      roster_fields::ignore_unknown,
      roster_fields::tier_until,
      roster_fields::wechat_app};
};
template <>
struct Doc<rosters::RosterView> {
  static constexpr const char* name = "Roster";
  static constexpr Text text{"一份会员名册", "A file of members on its way in"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"名册编号", "Its id"}},
      {.name = "name", .text = {"文件名", "Name of the file"}},
      {.name = "programme", .text = {"会员计划编码", "Programme code"}},
      {.name = "state", .text = {"状态", "Where it stands"}},
      {.name = "bytes", .text = {"文件大小", "Size of the file"}},
      {.name = "part_bytes", .text = {"每部分的字节数", "Bytes of each part but the last"}},
      {.name = "parts", .text = {"共几部分", "How many parts it has"}},
      {.name = "missing",
       .text = {"还缺的部分，最多列 200 个", "Parts still missing, the first 200"}},
      {.name = "rows_total",
       .text = {"总行数；开始导入后才知道", "Rows of the file; known once its import runs"}},
      {.name = "options", .text = {"导入的选项；开始后才有", "What its import was started with"}},
      {.name = "import", .text = {"导入编号；开始后才有", "Its import's id, once it has begun"}},
      {.name = "result", .text = {"进度与结果", "How far its import is"}},
      {.name = "repeated",
       .text =
           {"同一文件以同样的选项导入过，未做改动",
            "It was imported before with the same options: nothing changed"}},
      {.name = "fault", .text = {"失败的原因", "Why it failed"}},
      {.name = "created_at", .text = {"登记时刻", "When it was announced"}},
      {.name = "created_by", .text = {"由谁登记", "By whom"}},
      {.name = "started_at", .text = {"开始导入的时刻", "When its import was asked for"}},
      {.name = "started_by", .text = {"由谁开始", "By whom"}},
      {.name = "ended_at",
       .text = {"结束时刻；内容同时删除", "When it ended and its bytes were deleted"}},
      {.name = "expires_at",
       .text = {"到此时仍未导入则删除", "Deleted then unless it is being imported"}},
  };
};
template <>
struct Doc<rosters::ColumnView> {
  static constexpr const char* name = "RosterColumn";
  static constexpr Text text{"名册的一列", "A column of a roster"};
  static constexpr Field fields[] = {
      {.name = "column", .text = {"列名", "Its name in the file"}},
      {.name = "field", .text = {"识别为什么字段", "The field it is; none: it is ignored"}},
      {.name = "profile_field",
       .text = {"或哪个自定义字段", "Or the field that the programme defines"}},
  };
};
template <>
struct Doc<rosters::ColumnsView> {
  static constexpr const char* name = "RosterColumns";
  static constexpr Text text{"名册的列", "A roster's columns"};
  static constexpr Field fields[] = {
      {.name = "columns", .text = {"全部列，按次序", "All of them, in order"}},
      {.name = "unknown",
       .text =
           {"不认识的列：在 map 中指明或忽略",
            "Those nobody knows: say in map what they are, or that they are ignored"}},
  };
};
template <>
struct Doc<rosters::CellFault> {
  static constexpr const char* name = "RosterCellFault";
  static constexpr Text text{"一个单元格的问题", "What is wrong with a cell"};
  static constexpr Field fields[] = {
      {.name = "column", .text = {"列名；空为整行", "The column; empty: all of the row"}},
      {.name = "field", .text = {"字段", "The field"}},
      {.name = "code",
       .text =
           {"错误码，或 row_damaged、may_be_member",
            "Code of the error, or row_damaged, may_be_member"}},
      {.name = "message", .text = {"说明", "The same in a sentence"}},
  };
};
template <>
struct Doc<rosters::RowView> {
  static constexpr const char* name = "RosterRow";
  static constexpr Text text{"文件的一行", "A row of the file"};
  static constexpr Field fields[] = {
      {.name = "cells", .text = {"各列的内容", "What its cells hold"}, .personal = true}};
};
template <>
struct Doc<rosters::RejectView> {
  static constexpr const char* name = "RosterReject";
  static constexpr Text text{"没有导入的一行", "A row that was not taken"};
  static constexpr Field fields[] = {
      {.name = "row", .text = {"第几行数据，从 1 起", "Which row, from 1"}},
      {.name = "line", .text = {"在文件的第几行", "Where it stands in the file"}},
      {.name = "faults", .text = {"逐个单元格的问题", "What is wrong, cell by cell"}},
  };
};
template <>
struct Doc<rosters::ProblemView> {
  static constexpr const char* name = "RosterProblem";
  static constexpr Text text{"不会导入的一行", "A row that would not be taken"};
  static constexpr Field fields[] = {
      {.name = "line", .text = {"在文件的第几行", "Where it stands in the file"}},
      {.name = "faults", .text = {"逐个单元格的问题", "What is wrong, cell by cell"}},
  };
};
template <>
struct Doc<rosters::PreviewView> {
  static constexpr const char* name = "RosterPreview";
  static constexpr Text text{"预览；未写入任何数据", "What would happen; nothing was written"};
  static constexpr Field fields[] = {
      {.name = "columns", .text = {"列与字段", "Columns and what they are"}},
      {.name = "rows", .text = {"前几行", "The first rows"}},
      {.name = "result", .text = {"将会", "What it would come to"}},
      {.name = "problems",
       .text = {"最前面不会导入的行", "The first rows that would not be taken"}},
      {.name = "whole", .text = {"是否试完了全部行", "Whether all rows were tried"}},
      {.name = "fault", .text = {"文件无法读完的原因", "Why the file cannot be read to its end"}},
  };
};
template <>
struct Doc<rosters::GetRosterImport> {
  static constexpr Text text{"查询导入", "Asks for an import"};
  static constexpr Field fields[] = {roster_fields::import};
};
template <>
struct Doc<rosters::ListRosterImports> {
  static constexpr Text text{"查询导入列表", "Asks for imports"};
  static constexpr Field fields[] = {limit_field, cursor_field};
};
template <>
struct Doc<rosters::ListRosterRejects> {
  static constexpr Text text{"查询没有导入的行", "Asks for rows that were not taken"};
  static constexpr Field fields[] = {roster_fields::import, limit_field, cursor_field};
};
template <>
struct Doc<rosters::GetRosterRejects> {
  static constexpr Text text{"下载没有导入的行", "Asks for the file of rejected rows"};
  static constexpr Field fields[] = {
      roster_fields::import,
      {.name = "after",
       .text = {"从这一行（row）之后开始", "Behind this row, as row names it"},
       .min = 0,
       .example = "0",
       .has_default = true},
      {.name = "rows",
       .text = {"最多多少行", "At most so many rows"},
       .min = 1,
       .max = rosters::rejects_rows_max,
       .example = "50000",
       .has_default = true}};
};
template <>
struct Doc<rosters::UndoRosterImport> {
  static constexpr Text text{"撤销导入", "Undoes an import"};
  static constexpr Field fields[] = {
      roster_fields::import,
      {.name = "reason",
       .text = {"理由，不要写个人信息", "Why; no personal data"},
       .min = 1,
       .max = 500,
       .example = R"("门店选错了")",
       .chars = Chars::lines}};
};
template <>
struct Doc<rosters::KeptRowView> {
  static constexpr const char* name = "RosterKeptRow";
  static constexpr Text text{"撤销时保留的一行", "A row that an undo left"};
  static constexpr Field fields[] = {
      {.name = "line", .text = {"在文件的第几行", "Where it stands in the file"}},
      {.name = "member", .text = {"会员编号", "Whose it is"}},
      {.name = "why", .text = {"原因", "Why it stays"}},
  };
};
template <>
struct Doc<rosters::RosterUndoView> {
  static constexpr const char* name = "RosterUndo";
  static constexpr Text text{"导入的撤销", "How an import is undone"};
  static constexpr Field fields[] = {
      {.name = "by", .text = {"由谁；命令撤销的没有", "Who asked; none: a command"}},
      {.name = "at", .text = {"何时提出", "When it was asked for"}},
      {.name = "reason", .text = {"理由", "Why"}},
      {.name = "undone", .text = {"已撤销的行", "Rows taken back"}},
      {.name = "kept", .text = {"保留的行", "Rows that stay"}},
      {.name = "rows",
       .text =
           {"保留的行与原因，最多 200 行；只在查询单个导入时给出",
            "Those that stay, the first 200; only where one import is asked for"}},
  };
};
template <>
struct Doc<rosters::RosterImportView> {
  static constexpr const char* name = "RosterImport";
  static constexpr Text text{"一次会员导入", "An import of members"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"导入编号", "Its id"}},
      {.name = "name", .text = {"文件名", "Name of the file"}},
      {.name = "programme", .text = {"会员计划编码", "Programme code"}},
      {.name = "state", .text = {"状态", "Where it stands"}},
      {.name = "result", .text = {"结果", "What it came to"}},
      {.name = "started_at", .text = {"开始时刻", "When it began"}},
      {.name = "updated_at", .text = {"最近一批的时刻", "When its last batch was written"}},
      {.name = "by", .text = {"由谁导入", "Who imported"}},
      {.name = "undo_until", .text = {"可撤销到何时", "Until when it can be undone"}},
      {.name = "undo", .text = {"撤销情况", "How it is undone"}},
  };
};

}  // namespace guanxi::api
