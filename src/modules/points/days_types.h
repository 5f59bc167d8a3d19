// The requests and answers of the reports of points, with their documentation. Private to the
// module.
#pragma once

#include "modules/points/api_types.h"
#include "modules/points/days.h"

namespace guanxi::points {

inline constexpr int report_days_max = 366;

struct ReportDays {
  std::string programme;
  Date from, to;
  std::optional<std::string> store;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ReportDays, (), (programme, from, to, store, limit, cursor))

struct ReportDaysFile {
  std::string programme;
  Date from, to;
  std::optional<std::string> store;
};
BOOST_DESCRIBE_STRUCT(ReportDaysFile, (), (programme, from, to, store))

struct ReportTime {
  std::string programme;
  Date from, to;
};
BOOST_DESCRIBE_STRUCT(ReportTime, (), (programme, from, to))

struct DayFiguresView {
  Date day;
  std::optional<std::string> store;
  Sum class_ = Sum::a;
  Points issued, purchased, granted, deducted, reversed, redeemed, restored, paid, expired,
      forgiven, given, received;
};
BOOST_DESCRIBE_STRUCT(
    DayFiguresView,
    (),
    (day,
     store,
     class_,
     issued,
     purchased,
     granted,
     deducted,
     reversed,
     redeemed,
     restored,
     paid,
     expired,
     forgiven,
     given,
     received)
)

struct ClassLiability {
  Sum class_ = Sum::a;
  Points points;
  std::optional<Money> value;
};
BOOST_DESCRIBE_STRUCT(ClassLiability, (), (class_, points, value))

struct DayLiability {
  Date day;
  Points points;
  std::optional<Money> value;
  std::vector<ClassLiability> classes;
};
BOOST_DESCRIBE_STRUCT(DayLiability, (), (day, points, value, classes))

struct LiabilityReport {
  std::vector<DayLiability> days;
};
BOOST_DESCRIBE_STRUCT(LiabilityReport, (), (days))

struct ClassBreakage {
  std::optional<Sum> class_;
  Points expired, issued;
  std::optional<std::int64_t> per_mille;
};
BOOST_DESCRIBE_STRUCT(ClassBreakage, (), (class_, expired, issued, per_mille))

struct BreakageReport {
  Date from, to;
  ClassBreakage all;
  std::vector<ClassBreakage> classes;
};
BOOST_DESCRIBE_STRUCT(BreakageReport, (), (from, to, all, classes))

}  // namespace guanxi::points

namespace guanxi::api {

namespace report_fields {
inline constexpr Field programme{
    .name = "programme",
    .text = {"会员计划编码", "Code of the membership programme"},
    .min = 1,
    .max = 32,
    .example = R"("MAIN")",
    .chars = Chars::code};
inline constexpr Field from{
    .name = "from",
    .text = {"第一天（含），按会员计划的时区", "The first day, in the programme's time zone"},
    .example = R"("2026-03-01")"};
inline constexpr Field to{
    .name = "to",
    .text = {"最后一天（含），最多 366 天", "The last day; at most 366 days"},
    .example = R"("2026-03-31")"};
inline constexpr Field store{
    .name = "store",
    .text =
        {"只看一个门店；权限限于部分门店的操作者必填",
         "Of one store; an actor limited to some stores has to name one"},
    .min = 1,
    .max = 32,
    .example = R"("S001")",
    .chars = Chars::code};
inline constexpr Field klass{.name = "class", .text = {"类别", "Class"}};
}  // namespace report_fields

template <>
struct Doc<points::ReportDays> {
  static constexpr const char* name = "ReportPointsDays";
  static constexpr Text text{"查询积分日报", "Ask for the points of days"};
  static constexpr Field fields[] = {
      report_fields::programme,
      report_fields::from,
      report_fields::to,
      report_fields::store,
      limit_field,
      cursor_field};
};
template <>
struct Doc<points::ReportDaysFile> {
  static constexpr const char* name = "ReportPointsDaysFile";
  static constexpr Text text{"下载积分日报", "Ask for the points of days as a file"};
  static constexpr Field fields[] = {
      report_fields::programme, report_fields::from, report_fields::to, report_fields::store};
};
template <>
struct Doc<points::ReportTime> {
  static constexpr const char* name = "ReportPointsTime";
  static constexpr Text text{"查询一段时间", "Ask about a time"};
  static constexpr Field fields[] = {
      report_fields::programme, report_fields::from, report_fields::to};
};
template <>
struct Doc<points::DayFiguresView> {
  static constexpr const char* name = "PointsDay";
  static constexpr Text text{
      "一天、一个门店、一类积分，按入账", "A day, a store, a class of points, as posted"};
  static constexpr Field fields[] = {
      {.name = "day",
       .text = {"入账日，按会员计划的时区", "Day of posting, in the programme's zone"}},
      {.name = "store",
       .text = {"门店；到期、导入等没有门店", "The store; absent of what expired or was imported"}},
      {.name = "class",
       .text = {"类别；使用按批次的类别", "Class; of what was spent that of its lot"}},
      {.name = "issued", .text = {"销售所得", "Earned by sales"}},
      {.name = "purchased", .text = {"退货不足时补购", "Bought when a return was not covered"}},
      {.name = "granted", .text = {"单据增加", "Given by documents"}},
      {.name = "deducted", .text = {"单据扣减", "Taken by documents"}},
      {.name = "reversed", .text = {"退货扣回", "Taken back by returns"}},
      {.name = "redeemed", .text = {"已使用，含收银台抵现", "Spent, at tills too"}},
      {.name = "restored", .text = {"使用后退回", "Spent before and given back"}},
      {.name = "paid",
       .text =
           {"其中收银台抵现（已减退货退回）",
            "Of these, what paid at tills, less what returns gave back"}},
      {.name = "expired", .text = {"到期", "Expired"}},
      {.name = "forgiven",
       .text =
           {"到期冲回：退货时免予扣回",
            "Of these, booked back because a return did not charge them"}},
      {.name = "given", .text = {"转赠转出", "Given to other members"}},
      {.name = "received", .text = {"转赠转入", "Received from other members"}}};
};
template <>
struct Doc<points::ClassLiability> {
  static constexpr const char* name = "PointsClassLiability";
  static constexpr Text text{"一类积分的负债", "The liability of a class"};
  static constexpr Field fields[] = {
      report_fields::klass,
      {.name = "points", .text = {"批次中剩余的积分", "What is left in lots"}},
      {.name = "value",
       .text = {
           "按抵现比率的金额；不能抵现则没有",
           "At the rate of points as money; absent where they pay nothing"}}};
};
template <>
struct Doc<points::DayLiability> {
  static constexpr const char* name = "PointsDayLiability";
  static constexpr Text text{"一天结束时的积分负债", "The liability at the end of a day"};
  static constexpr Field fields[] = {
      {.name = "day", .text = {"日期", "The day"}},
      {.name = "points", .text = {"剩余积分合计", "What is left in lots, all classes"}},
      {.name = "value",
       .text =
           {"合计金额，四舍五入到分；各类按最大余数分摊，合计不差",
            "Its value, rounded half up; the classes share it by largest remainder"}},
      {.name = "classes", .text = {"各类", "Each class"}}};
};
template <>
struct Doc<points::LiabilityReport> {
  static constexpr const char* name = "PointsLiability";
  static constexpr Text text{"积分负债", "The liability of points"};
  static constexpr Field fields[] = {{.name = "days", .text = {"每天", "Each day"}}};
};
template <>
struct Doc<points::ClassBreakage> {
  static constexpr const char* name = "PointsClassBreakage";
  static constexpr Text text{"到期占发放之比", "What expired of what was issued"};
  static constexpr Field fields[] = {
      {.name = "class", .text = {"类别；合计没有", "Class; absent of all"}},
      {.name = "expired",
       .text = {"分子：到期，减冲回", "Numerator: expired, less what was booked back"}},
      {.name = "issued",
       .text = {"分母：销售所得、单据增加、补购", "Denominator: earned, granted and purchased"}},
      {.name = "per_mille",
       .text = {
           "千分比，四舍五入；分母为零则没有",
           "In thousandths, rounded half up; absent where nothing was issued"}}};
};
template <>
struct Doc<points::BreakageReport> {
  static constexpr const char* name = "PointsBreakage";
  static constexpr Text text{"积分沉淀率", "Breakage of points"};
  static constexpr Field fields[] = {
      {.name = "from", .text = {"第一天", "The first day"}},
      {.name = "to", .text = {"最后一天", "The last day"}},
      {.name = "all", .text = {"合计", "All classes"}},
      {.name = "classes", .text = {"各类", "Each class"}}};
};

}  // namespace guanxi::api
