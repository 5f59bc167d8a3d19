// The words, limits and examples of the structs in types.h. Included by it; read that one first.
#pragma once

#include "modules/downloads/types.h"

namespace guanxi::api {

namespace download_fields {
inline constexpr Field id{
    .name = "id", .text = {"下载编号", "The download's id"}, .example = R"("301234567890123456")"};
inline constexpr Field report{
    .name = "report",
    .text = {"报表，见 /v1/downloads/reports", "The report, see /v1/downloads/reports"},
    .min = 1,
    .max = 64,
    .example = R"("receipts")",
    .chars = Chars::code};
inline constexpr Field title{
    .name = "title", .text = {"报表名称", "Name of the report"}, .example = R"("单据")"};
inline constexpr Field format{
    .name = "format",
    .text = {"文件格式", "The form of the file"},
    .example = R"("xlsx")",
    .has_default = true};
inline constexpr Field filter{
    .name = "filter",
    .text = {"要哪些行", "Which rows"},
    .example = R"({"store":"S001","from":"2026-01-01","to":"2026-01-31"})",
    .has_default = true};
inline constexpr Field clear{
    .name = "clear",
    .text =
        {"个人信息不脱敏；需要 members:reveal，并记入审计",
         "Personal data in the clear; takes members:reveal and is recorded"},
    .example = "false",
    .has_default = true};
inline constexpr Field note{
    .name = "note",
    .text = {"备注，不要写个人信息", "A note; no personal data"},
    .min = 1,
    .max = 200,
    .example = R"("一月对账")"};
}  // namespace download_fields

template <>
struct Doc<downloads::Format> {
  static constexpr const char* name = "DownloadFormat";
  static constexpr Text text{"下载文件的格式", "The form of a file"};
  static constexpr Field values[] = {
      {.name = "csv", .text = {"CSV，UTF-8 带 BOM", "CSV in UTF-8 with a byte order mark"}},
      {.name = "xlsx",
       .text = {"Excel 工作簿，最多 1048575 行", "A workbook, of at most 1048575 rows"}}};
};
template <>
struct Doc<downloads::State> {
  static constexpr const char* name = "DownloadState";
  static constexpr Text text{"下载的状态", "Where a download stands"};
  static constexpr Field values[] = {
      {.name = "waiting", .text = {"等待生成", "Waiting to be made"}},
      {.name = "running", .text = {"生成中", "Being made"}},
      {.name = "done", .text = {"可以下载", "The file can be had"}},
      {.name = "failed", .text = {"失败，见 reason", "Failed: reason says why"}},
      {.name = "expired", .text = {"文件已删除", "The file is gone"}},
      {.name = "dropped", .text = {"已取消或删除", "Cancelled or deleted"}}};
};
template <>
struct Doc<downloads::AskDownload> {
  static constexpr Text text{"要什么文件", "Which file is wanted"};
  static constexpr Field fields[] = {
      download_fields::report,
      download_fields::format,
      download_fields::filter,
      download_fields::clear,
      download_fields::note};
  static constexpr const char* example =
      R"({"report":"receipts","format":"csv","filter":{"store":"S001","from":"2026-01-01","to":"2026-01-31"}})";
};
template <>
struct Doc<downloads::GetDownload> {
  static constexpr Text text{"查询下载", "Asks for a download"};
  static constexpr Field fields[] = {download_fields::id};
};
template <>
struct Doc<downloads::GetDownloadFile> {
  static constexpr Text text{"取下载的文件", "Asks for the file"};
  static constexpr Field fields[] = {
      download_fields::id,
      {.name = "part",
       .text =
           {"第几段，从 1 起，每段 4 MiB；不填为整个文件，最大 32 MiB",
            "Which part, from 1, of 4 MiB each; left out: the whole file, of at most 32 MiB"},
       .min = 1,
       .max = 1'000,
       .example = "1"}};
};
template <>
struct Doc<downloads::ListDownloads> {
  static constexpr Text text{"查询下载列表", "Asks for downloads"};
  static constexpr Field fields[] = {
      {.name = "all",
       .text = {"所有人的；需要 downloads:all", "Those of everybody; takes downloads:all"},
       .example = "false",
       .has_default = true},
      limit_field,
      cursor_field};
};
template <>
struct Doc<downloads::DownloadView> {
  static constexpr const char* name = "Download";
  static constexpr Text text{"一次下载", "A download"};
  static constexpr Field fields[] = {
      download_fields::id,
      download_fields::report,
      download_fields::title,
      download_fields::format,
      download_fields::filter,
      download_fields::clear,
      download_fields::note,
      {.name = "state", .text = {"状态", "Where it stands"}, .example = R"("running")"},
      {.name = "rows", .text = {"已写行数", "Rows so far"}, .example = "1200"},
      {.name = "rows_total",
       .text = {"总行数，事先知道才有", "Rows in all, where that is known"},
       .example = "4800"},
      {.name = "bytes", .text = {"已写字节数", "Bytes so far"}, .example = "262144"},
      {.name = "parts",
       .text = {"文件可分几段取", "Parts that the file can be had in"},
       .example = "1"},
      {.name = "file_name",
       .text = {"文件名", "Name of the file"},
       .example = R"("receipts-S001-2026-01-01-2026-01-31.csv")"},
      {.name = "reason", .text = {"为什么失败", "Why it failed"}},
      {.name = "requested_at", .text = {"何时要的", "When it was asked for"}},
      {.name = "requested_by",
       .text = {"谁要的", "Who asked"},
       .example = R"("301234567890123456")"},
      {.name = "started_at",
       .text = {"何时开始生成（重来的从最近一次算）", "When the making began, the last time"}},
      {.name = "ended_at", .text = {"何时结束", "When it ended"}},
      {.name = "expires_at", .text = {"文件何时删除", "When the file goes"}}};
};
template <>
struct Doc<downloads::ReportView> {
  static constexpr const char* name = "DownloadReport";
  static constexpr Text text{"一种报表", "A report"};
  static constexpr Field fields[] = {
      {.name = "name", .text = {"报表", "The report"}, .example = R"("receipts")"},
      download_fields::title,
      {.name = "permissions",
       .text = {"需要的权限，缺一不可", "The permissions it takes, all of them"},
       .example = R"(["sales:read"])"},
      {.name = "needs", .text = {"必填的条件", "What the filter must have"}},
      {.name = "takes", .text = {"选填的条件", "What the filter may have besides"}},
      {.name = "personal", .text = {"含个人信息", "Has personal data"}},
      {.name = "allowed", .text = {"本账号有这些权限", "Whether this account may have it"}}};
};
template <>
struct Doc<downloads::ReportList> {
  static constexpr Text text{"全部报表", "All reports"};
  static constexpr Field fields[] = {{.name = "items", .text = {"报表", "The reports"}}};
};

}  // namespace guanxi::api
