// The requests and answers of the reports of cost sharing, with their documentation. Inside
// modules/pricing.
#pragma once

#include "modules/pricing/rules_types.h"
#include "modules/pricing/shares.h"

namespace guanxi::pricing {

inline constexpr int share_days_max = 366;

struct ReportShares {
  std::string programme;
  Date from, to;
  ShareBy by = ShareBy::bearer;
  std::optional<std::string> bearer, store;
};
BOOST_DESCRIBE_STRUCT(ReportShares, (), (programme, from, to, by, bearer, store))

struct ListShareReceipts {
  std::string programme;
  Date from, to;
  std::string bearer;
  std::optional<std::string> store;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListShareReceipts, (), (programme, from, to, bearer, store, limit, cursor))

struct ShareReceiptsFile {
  std::string programme;
  Date from, to;
  std::string bearer;
  std::optional<std::string> store;
};
BOOST_DESCRIBE_STRUCT(ShareReceiptsFile, (), (programme, from, to, bearer, store))

struct ShareRowView {
  std::string bearer;
  std::optional<ShareCause> cause;
  std::optional<std::string> rule, store, cost_group;
  std::optional<Date> day;
  Money conceded, returned, net;
};
BOOST_DESCRIBE_STRUCT(
    ShareRowView, (), (bearer, cause, rule, store, cost_group, day, conceded, returned, net)
)

struct ShareReport {
  Date from, to;
  Money conceded, returned, net;
  std::vector<ShareRowView> rows;
};
BOOST_DESCRIBE_STRUCT(ShareReport, (), (from, to, conceded, returned, net, rows))

struct SharePartView {
  std::int64_t line = 0;
  ShareCause cause = ShareCause::promotion;
  std::optional<std::string> rule;
  Money amount;
};
BOOST_DESCRIBE_STRUCT(SharePartView, (), (line, cause, rule, amount))

struct ShareReceiptView {
  ReceiptId receipt;
  Date day;
  std::string store;
  std::optional<ReceiptId> original;
  std::optional<std::string> cost_group;
  Money conceded, returned;
  std::vector<SharePartView> parts;
};
BOOST_DESCRIBE_STRUCT(
    ShareReceiptView, (), (receipt, day, store, original, cost_group, conceded, returned, parts)
)

}  // namespace guanxi::pricing

namespace guanxi::api {

namespace share_fields {
inline constexpr Field from{
    .name = "from",
    .text = {"第一天（含），按会员计划的时区", "The first day, in the programme's time zone"},
    .example = R"("2026-03-01")"};
inline constexpr Field to{
    .name = "to",
    .text = {"最后一天（含），最多 366 天", "The last day; at most 366 days"},
    .example = R"("2026-03-31")"};
inline constexpr Field by{
    .name = "by",
    .text =
        {"每个承担方再按什么细分：规则、门店、卡类型分摊组、日",
         "What each bearer's sums are told apart by"},
    .example = R"("bearer")",
    .has_default = true};
inline constexpr Field bearer{
    .name = "bearer",
    .text =
        {"承担方：mall、party:编码、counter:门店/柜台、counter_group:编码、brand:编码",
         "Who bears it: mall, party:CODE, counter:STORE/CODE, counter_group:CODE or brand:CODE"},
    .min = 1,
    .max = 128,
    .example = R"("mall")"};
inline constexpr Field store{
    .name = "store",
    .text =
        {"只看一个门店；权限限于部分门店的操作者必填",
         "Of one store; an actor limited to some stores has to name one"},
    .min = 1,
    .max = 32,
    .example = R"("S001")",
    .chars = Chars::code};
inline constexpr Field conceded{
    .name = "conceded",
    .text = {"销售中承担；进位为负", "Borne of sales; negative where rounding adds"}};
inline constexpr Field returned{
    .name = "returned", .text = {"退货中收回", "What returns brought back of it"}};
inline constexpr Field net{.name = "net", .text = {"净承担", "What is left to bear"}};
inline constexpr Field cause{
    .name = "cause",
    .text = {
        "原因：店内折后价、会员折扣、折扣单、促销、券、抹零", "Why it came off the list price"}};
inline constexpr Field of_rule{
    .name = "rule", .text = {"规则编码；没有规则则无", "The rule's code; absent: no rule"}};
}  // namespace share_fields

template <>
struct Doc<pricing::ReportShares> {
  static constexpr const char* name = "ReportCostShares";
  static constexpr Text text{"查询折扣分担", "Asks who bore what"};
  static constexpr Field fields[] = {
      pricing_book_fields::programme,
      share_fields::from,
      share_fields::to,
      share_fields::by,
      share_fields::bearer,
      share_fields::store};
};
template <>
struct Doc<pricing::ListShareReceipts> {
  static constexpr const char* name = "ListCostShareReceipts";
  static constexpr Text text{"查询一个承担方的小票", "Asks for the receipts of a bearer"};
  static constexpr Field fields[] = {
      pricing_book_fields::programme,
      share_fields::from,
      share_fields::to,
      share_fields::bearer,
      share_fields::store,
      limit_field,
      cursor_field};
};
template <>
struct Doc<pricing::ShareReceiptsFile> {
  static constexpr const char* name = "CostShareReceiptsFile";
  static constexpr Text text{"下载一个承担方的小票", "Asks for the receipts of a bearer as a file"};
  static constexpr Field fields[] = {
      pricing_book_fields::programme,
      share_fields::from,
      share_fields::to,
      share_fields::bearer,
      share_fields::store};
};
template <>
struct Doc<pricing::ShareRowView> {
  static constexpr const char* name = "CostShareRow";
  static constexpr Text text{"一个承担方的合计", "Sums of a bearer"};
  static constexpr Field fields[] = {
      share_fields::bearer,
      share_fields::cause,
      share_fields::of_rule,
      {.name = "store", .text = {"门店", "The store"}},
      {.name = "cost_group",
       .text = {"卡类型分摊组；没有则空", "The card type's group; empty: none"}},
      {.name = "day", .text = {"入账日", "Day of posting"}},
      share_fields::conceded,
      share_fields::returned,
      share_fields::net};
};
template <>
struct Doc<pricing::ShareReport> {
  static constexpr const char* name = "CostShares";
  static constexpr Text text{"折扣分担结算", "Who bore what in a time"};
  static constexpr Field fields[] = {
      {.name = "from", .text = {"第一天", "The first day"}},
      {.name = "to", .text = {"最后一天", "The last day"}},
      share_fields::conceded,
      share_fields::returned,
      share_fields::net,
      {.name = "rows", .text = {"各承担方", "Each bearer"}}};
};
template <>
struct Doc<pricing::SharePartView> {
  static constexpr const char* name = "CostSharePart";
  static constexpr Text text{"一行的一部分", "A part of a line"};
  static constexpr Field fields[] = {
      {.name = "line", .text = {"行号", "The line"}},
      share_fields::cause,
      share_fields::of_rule,
      {.name = "amount", .text = {"金额", "How much"}}};
};
template <>
struct Doc<pricing::ShareReceiptView> {
  static constexpr const char* name = "CostShareReceipt";
  static constexpr Text text{"一张小票由一方承担的部分", "What a receipt makes a bearer bear"};
  static constexpr Field fields[] = {
      {.name = "receipt", .text = {"小票", "The receipt"}},
      {.name = "day", .text = {"入账日", "Day of posting"}},
      {.name = "store", .text = {"门店", "The store"}},
      {.name = "original", .text = {"退货的原小票", "Of a return its sale"}},
      {.name = "cost_group", .text = {"卡类型分摊组", "The card type's group"}},
      share_fields::conceded,
      share_fields::returned,
      {.name = "parts", .text = {"逐行", "Line by line"}}};
};

}  // namespace guanxi::api
