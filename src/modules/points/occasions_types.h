// The requests and answers of the endpoints of points occasions, with their documentation. Private
// to the module.
#pragma once

#include "modules/points/api_types.h"
#include "modules/points/occasions.h"

namespace guanxi::points {

struct OccasionTag;
using OccasionId = Id<OccasionTag>;

enum class Weekday { monday, tuesday, wednesday, thursday, friday, saturday, sunday };
BOOST_DESCRIBE_ENUM(Weekday, monday, tuesday, wednesday, thursday, friday, saturday, sunday)

struct AddOccasion {
  std::string programme, code, name;
  OccasionKind kind = OccasionKind::multiple;
  std::optional<Rate> multiple;
  std::optional<Points> points;
  std::optional<Instant> starts_at, ends_at;
  std::vector<Weekday> weekdays;
  int from_minute = 0, to_minute = 1440;
  OccasionBirthday birthday = OccasionBirthday::any;
  std::vector<std::string> stores, card_types, items;
  std::optional<int> times_per_member;
  std::optional<OccasionPeriod> period;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(
    AddOccasion,
    (),
    (programme,
     code,
     name,
     kind,
     multiple,
     points,
     starts_at,
     ends_at,
     weekdays,
     from_minute,
     to_minute,
     birthday,
     stores,
     card_types,
     items,
     times_per_member,
     period,
     reason)
)

struct RetireOccasion {
  std::string code, programme, reason;
};
BOOST_DESCRIBE_STRUCT(RetireOccasion, (), (code, programme, reason))

struct ListOccasions {
  std::string programme;
};
BOOST_DESCRIBE_STRUCT(ListOccasions, (), (programme))

struct OccasionView {
  OccasionId id;
  std::string code;
  int version = 0;
  OccasionState state = OccasionState::active;
  std::string name;
  OccasionKind kind = OccasionKind::multiple;
  std::optional<Rate> multiple;
  std::optional<Points> points;
  Instant starts_at;
  std::optional<Instant> ends_at;
  std::vector<Weekday> weekdays;
  int from_minute = 0, to_minute = 1440;
  OccasionBirthday birthday = OccasionBirthday::any;
  std::vector<std::string> stores, card_types, items;
  std::optional<int> times_per_member;
  std::optional<OccasionPeriod> period;
  std::string reason;
  Instant created_at;
  ActorId created_by;
};
BOOST_DESCRIBE_STRUCT(
    OccasionView,
    (),
    (id,
     code,
     version,
     state,
     name,
     kind,
     multiple,
     points,
     starts_at,
     ends_at,
     weekdays,
     from_minute,
     to_minute,
     birthday,
     stores,
     card_types,
     items,
     times_per_member,
     period,
     reason,
     created_at,
     created_by)
)
struct OccasionList {
  std::vector<OccasionView> items;
};
BOOST_DESCRIBE_STRUCT(OccasionList, (), (items))

}  // namespace guanxi::points

namespace guanxi::api {

template <>
struct Doc<points::OccasionKind> {
  static constexpr const char* name = "PointsOccasionKind";
  static constexpr Text text{"积分活动的种类", "Kind of a points occasion"};
  static constexpr Field values[] = {
      {.name = "multiple", .text = {"倍数：多得 B 类积分", "Multiplies: class B"}},
      {.name = "gift", .text = {"赠送：温馨积分，C 类", "Gives points on top: class C"}}};
};
template <>
struct Doc<points::OccasionState> {
  static constexpr const char* name = "PointsOccasionState";
  static constexpr Text text{"积分活动的状态", "State of a points occasion"};
  static constexpr Field values[] = {
      {.name = "active", .text = {"启用", "Active"}},
      {.name = "retired", .text = {"停用", "Retired"}}};
};
template <>
struct Doc<points::OccasionBirthday> {
  static constexpr const char* name = "PointsOccasionBirthday";
  static constexpr Text text{
      "与会员生日的关系；2 月 29 日出生的，平年在 28 日",
      "What the member's birthday has to do with it; of 29 February, in other years the 28th"};
  static constexpr Field values[] = {
      {.name = "any", .text = {"无关", "Nothing"}},
      {.name = "day", .text = {"生日当天", "It is today"}},
      {.name = "month", .text = {"生日当月", "It is this month"}}};
};
template <>
struct Doc<points::OccasionPeriod> {
  static constexpr const char* name = "PointsOccasionPeriod";
  static constexpr Text text{
      "限次的周期，按会员计划的日历", "The period of a limit, by the programme's calendar"};
  static constexpr Field values[] = {
      {.name = "day", .text = {"每天", "A day"}},
      {.name = "month", .text = {"每月", "A month"}},
      {.name = "year",
       .text =
           {"每年；与生日有关的即每个生日，改生日也不多给",
            "A year; with a birthday, each birthday, also for who moves it"}},
      {.name = "ever", .text = {"只算总数", "For good"}}};
};
template <>
struct Doc<points::Weekday> {
  static constexpr Text text{"星期", "Day of the week"};
};

namespace points_occasion_fields {
inline constexpr Field programme{
    .name = "programme",
    .text = {"会员计划编码", "Code of the membership programme"},
    .min = 1,
    .max = 32,
    .example = R"("MAIN")",
    .chars = Chars::code};
inline constexpr Field code{
    .name = "code",
    .text = {"编码", "Code"},
    .min = 1,
    .max = 32,
    .example = R"("BIRTHDAY")",
    .chars = Chars::code};
inline constexpr Field name{
    .name = "name",
    .text = {"名称；会员在小票说明里读到", "Name; the member reads it in the explanation"},
    .min = 1,
    .max = 100,
    .example = R"("生日双倍")"};
inline constexpr Field kind{.name = "kind", .text = {"种类", "Kind"}, .example = R"("multiple")"};
inline constexpr Field multiple{
    .name = "multiple",
    .text =
        {"multiple：倍数，大于 1；2 即双倍",
         "multiple: of the consumption points, above 1; 2 doubles them"},
    .min = rate_one + 1,
    .max = points::limits::occasion_multiple_max * rate_one,
    .example = R"("2")"};
inline constexpr Field points{
    .name = "points",
    .text = {"gift：赠送的积分", "gift: the points given"},
    .min = 1,
    .max = points::limits::occasion_points_max,
    .example = "50"};
inline constexpr Field starts_at{
    .name = "starts_at",
    .text = {"开始时间；默认现在，不能在过去", "When it starts; now by default, never in the past"},
    .example = R"("2026-12-01T00:00:00+08:00")"};
inline constexpr Field ends_at{
    .name = "ends_at",
    .text = {"结束时间；没有则到下一版开始", "When it ends; absent: when its next version starts"},
    .example = R"("2027-01-01T00:00:00+08:00")"};
inline constexpr Field weekdays{
    .name = "weekdays",
    .text = {"星期几；空为每天", "On these days of the week; empty: on all"},
    .max_items = 7,
    .has_default = true};
inline constexpr Field from_minute{
    .name = "from_minute",
    .text = {"一天中从第几分钟起", "From this minute of the day"},
    .min = 0,
    .max = 1439,
    .example = "0",
    .has_default = true};
inline constexpr Field to_minute{
    .name = "to_minute",
    .text = {"到第几分钟止（不含）", "Up to this minute of the day, excluded"},
    .min = 1,
    .max = 1440,
    .example = "1440",
    .has_default = true};
inline constexpr Field birthday{
    .name = "birthday",
    .text = {"与生日的关系", "What the birthday has to do with it"},
    .example = R"("day")",
    .has_default = true};
inline constexpr Field stores{
    .name = "stores",
    .text = {"限这些门店；空为不限", "At these stores; empty: at all"},
    .min = 1,
    .max = 32,
    .max_items = 200,
    .chars = Chars::code,
    .has_default = true};
inline constexpr Field card_types{
    .name = "card_types",
    .text = {"限持这些类型的卡；空为不限", "For cards of these types; empty: for all"},
    .min = 1,
    .max = 32,
    .max_items = 100,
    .chars = Chars::code,
    .has_default = true};
inline constexpr Field items{
    .name = "items",
    .text = {"小票上须有其中一种货品；空为不限", "One of these items is bought; empty: any"},
    .min = 1,
    .max = 64,
    .max_items = 200,
    .chars = Chars::code,
    .has_default = true};
inline constexpr Field times_per_member{
    .name = "times_per_member",
    .text =
        {"一位会员在一个周期内最多几次；没有则不限。整单退回或作废的不计",
         "How often one member has it in a period; absent: any number of times. A sale that comes "
         "back wholly does not count"},
    .min = 1,
    .max = points::limits::occasion_times_max,
    .example = "1"};
inline constexpr Field period{
    .name = "period",
    .text = {"限次的周期；与 times_per_member 一起填写", "Of what period; with times_per_member"},
    .example = R"("year")"};
inline constexpr Field reason{
    .name = "reason",
    .text = {"为什么这样改", "Why this version is made"},
    .min = 1,
    .max = 200,
    .example = R"("十二月生日活动")"};
}  // namespace points_occasion_fields

template <>
struct Doc<points::AddOccasion> {
  static constexpr const char* name = "AddPointsOccasion";
  static constexpr Text text{
      "积分活动；已有的编码则为其下一版", "A points occasion; of a known code, its next version"};
  static constexpr const char* example =
      R"({"programme":"MAIN","code":"BIRTHDAY","name":"生日双倍","kind":"multiple","multiple":"2",)"
      R"("birthday":"day","reason":"生日活动"})";
  static constexpr Field fields[] = {
      points_occasion_fields::programme,
      points_occasion_fields::code,
      points_occasion_fields::name,
      points_occasion_fields::kind,
      points_occasion_fields::multiple,
      points_occasion_fields::points,
      points_occasion_fields::starts_at,
      points_occasion_fields::ends_at,
      points_occasion_fields::weekdays,
      points_occasion_fields::from_minute,
      points_occasion_fields::to_minute,
      points_occasion_fields::birthday,
      points_occasion_fields::stores,
      points_occasion_fields::card_types,
      points_occasion_fields::items,
      points_occasion_fields::times_per_member,
      points_occasion_fields::period,
      points_occasion_fields::reason};
};
template <>
struct Doc<points::RetireOccasion> {
  static constexpr const char* name = "RetirePointsOccasion";
  static constexpr Text text{"停用积分活动", "Retires a points occasion"};
  static constexpr Field fields[] = {
      points_occasion_fields::code,
      points_occasion_fields::programme,
      points_occasion_fields::reason};
};
template <>
struct Doc<points::ListOccasions> {
  static constexpr const char* name = "ListPointsOccasions";
  static constexpr Text text{"查询积分活动", "List points occasions"};
  static constexpr Field fields[] = {points_occasion_fields::programme};
};
template <>
struct Doc<points::OccasionView> {
  static constexpr const char* name = "PointsOccasion";
  static constexpr Text text{"积分活动的一版", "A version of a points occasion"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Id"}},
      points_occasion_fields::code,
      {.name = "version", .text = {"版本", "Version"}},
      {.name = "state", .text = {"状态", "State"}},
      points_occasion_fields::name,
      points_occasion_fields::kind,
      points_occasion_fields::multiple,
      points_occasion_fields::points,
      {.name = "starts_at", .text = {"开始时间", "When it starts"}},
      points_occasion_fields::ends_at,
      {.name = "weekdays", .text = {"星期几", "On these days of the week"}},
      points_occasion_fields::from_minute,
      points_occasion_fields::to_minute,
      points_occasion_fields::birthday,
      points_occasion_fields::stores,
      points_occasion_fields::card_types,
      points_occasion_fields::items,
      points_occasion_fields::times_per_member,
      points_occasion_fields::period,
      points_occasion_fields::reason,
      {.name = "created_at", .text = {"建立时间", "When it was made"}},
      {.name = "created_by", .text = {"建立者的编号", "Who made it"}}};
};
template <>
struct Doc<points::OccasionList> {
  static constexpr const char* name = "PointsOccasionList";
  static constexpr Text text{"积分活动的全部版本", "All versions of the points occasions"};
  static constexpr Field fields[] = {
      {.name = "items", .text = {"按编码，新版在前", "By code, the newest first"}}};
};

}  // namespace guanxi::api
