// What a member has, beside what happened: tiers, points that come and go, paid memberships,
// household, identities. Part of the answer in types.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flows/enrol/identity_types.h"
#include "modules/households/households.h"
#include "modules/tiers/standing_types.h"

namespace guanxi::overview {

struct PointsOfDay {
  Date day;
  Points points;
};
BOOST_DESCRIBE_STRUCT(PointsOfDay, (), (day, points))

struct PointsSoon {
  Points pending;
  std::optional<PointsOfDay> next_usable;
  Points expiring;
  Date until;
  std::optional<PointsOfDay> next_expiry;
};
BOOST_DESCRIBE_STRUCT(PointsSoon, (), (pending, next_usable, expiring, until, next_expiry))

struct PaidMembership {
  std::string plan, name;
  Date since, until, grace_until, renewable_from;
};
BOOST_DESCRIBE_STRUCT(PaidMembership, (), (plan, name, since, until, grace_until, renewable_from))

struct HouseholdPerson {
  OwnerId member;
  std::string member_code;
  std::optional<std::string> name;
  bool head = false;
  Instant joined_at;
};
BOOST_DESCRIBE_STRUCT(HouseholdPerson, (), (member, member_code, name, head, joined_at))

struct HouseholdFacts {
  households::HouseholdId id;
  OwnerId head;
  std::vector<HouseholdPerson> members;
};
BOOST_DESCRIBE_STRUCT(HouseholdFacts, (), (id, head, members))

}  // namespace guanxi::overview

namespace guanxi::api {

template <>
struct Doc<overview::PointsOfDay> {
  static constexpr const char* name = "OverviewPointsOfDay";
  static constexpr Text text{"某一天的积分", "Points of a day"};
  static constexpr Field fields[] = {
      {.name = "day", .text = {"日期", "The day"}},
      {.name = "points", .text = {"积分", "The points"}}};
};
template <>
struct Doc<overview::PointsSoon> {
  static constexpr const char* name = "OverviewPointsSoon";
  static constexpr Text text{"将可用与将到期的积分", "Points that come and points that go soon"};
  static constexpr Field fields[] = {
      {.name = "pending", .text = {"尚未可用", "Not to be spent yet"}},
      {.name = "next_usable",
       .text = {"最早可用的一天与积分", "The first day on which some of them can be spent"}},
      {.name = "expiring",
       .text =
           {"until 当日及之前到期的积分，含预留", "What ends on `until` or before, held ones too"}},
      {.name = "until",
       .text = {"今天加计划的到期提醒天数", "Today and the programme's days of notice"}},
      {.name = "next_expiry",
       .text = {
           "最早到期的一天与积分，可能晚于 until",
           "The first last day and what ends then, be it later than `until`"}}};
};
template <>
struct Doc<overview::PaidMembership> {
  static constexpr const char* name = "OverviewPaidMembership";
  static constexpr Text text{"有效的付费会员资格", "A paid membership that runs"};
  static constexpr Field fields[] = {
      {.name = "plan", .text = {"方案编码", "Code of the plan"}},
      {.name = "name", .text = {"方案名称", "Name of the plan"}},
      {.name = "since", .text = {"不间断的首日", "The first day without a gap"}},
      {.name = "until", .text = {"已付的最后一天", "The last day that is paid"}},
      {.name = "grace_until", .text = {"宽限的最后一天", "The last day of grace"}},
      {.name = "renewable_from", .text = {"可续费的首日", "From when on it can be renewed"}}};
};
template <>
struct Doc<overview::HouseholdPerson> {
  static constexpr const char* name = "OverviewHouseholdMember";
  static constexpr Text text{"家庭账户中的一位会员", "One of a household"};
  static constexpr Field fields[] = {
      {.name = "member", .text = {"会员编号", "The member"}},
      {.name = "member_code", .text = {"会员码", "Member code"}},
      {.name = "name", .text = {"姓名，总是脱敏", "Name, always masked"}},
      {.name = "head", .text = {"是否户主", "Whether it is the head"}},
      {.name = "joined_at", .text = {"加入时间", "When it joined"}}};
};
template <>
struct Doc<overview::HouseholdFacts> {
  static constexpr const char* name = "OverviewHousehold";
  static constexpr Text text{"所在的家庭账户", "The household a member is in"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"家庭账户编号", "The household"}},
      {.name = "head", .text = {"户主", "The head"}},
      {.name = "members", .text = {"现有的会员，含本人", "Who is in it, this member too"}}};
};

}  // namespace guanxi::api
