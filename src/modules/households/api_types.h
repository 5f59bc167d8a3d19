// The requests and answers of the endpoints of households, with their documentation. Private to the
// module.
#pragma once

#include "modules/households/households.h"
#include "modules/proofs/request.h"
#include "platform/api/api.h"

namespace guanxi::households {

struct NewHouseholdMember {
  OwnerId member;
  std::optional<proofs::Proof> proof;
};
BOOST_DESCRIBE_STRUCT(NewHouseholdMember, (), (member, proof))

struct CreateHousehold {
  OwnerId head;
  std::optional<proofs::Proof> proof;
  std::vector<NewHouseholdMember> members;
};
BOOST_DESCRIBE_STRUCT(CreateHousehold, (), (head, proof, members))

struct GetHousehold {
  HouseholdId id;
};
BOOST_DESCRIBE_STRUCT(GetHousehold, (), (id))

struct GetHouseholdOfMember {
  OwnerId id;
};
BOOST_DESCRIBE_STRUCT(GetHouseholdOfMember, (), (id))

struct JoinHousehold {
  HouseholdId id;
  OwnerId member;
  std::optional<proofs::Proof> proof;
};
BOOST_DESCRIBE_STRUCT(JoinHousehold, (), (id, member, proof))

struct LeaveHousehold {
  HouseholdId id;
  OwnerId member;
};
BOOST_DESCRIBE_STRUCT(LeaveHousehold, (), (id, member))

struct RemoveFromHousehold {
  HouseholdId id;
  OwnerId member;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(RemoveFromHousehold, (), (id, member, reason))

struct DissolveHousehold {
  HouseholdId id;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(DissolveHousehold, (), (id, reason))

struct HouseholdMemberView {
  OwnerId member;
  bool head = false;
  Instant joined_at;
  ActorId joined_by;
  std::optional<Instant> left_at;
  std::optional<ActorId> left_by;
  std::optional<Ending> ending;
};
BOOST_DESCRIBE_STRUCT(
    HouseholdMemberView, (), (member, head, joined_at, joined_by, left_at, left_by, ending)
)

struct HouseholdView {
  HouseholdId id;
  std::string programme;
  State state = State::open;
  std::vector<HouseholdMemberView> members, former;
  Instant created_at;
  ActorId created_by;
  std::optional<Instant> dissolved_at;
  std::optional<ActorId> dissolved_by;
};
BOOST_DESCRIBE_STRUCT(
    HouseholdView,
    (),
    (id, programme, state, members, former, created_at, created_by, dissolved_at, dissolved_by)
)

struct GetHouseholdTerms {
  std::string programme;
};
BOOST_DESCRIBE_STRUCT(GetHouseholdTerms, (), (programme))

struct PutHouseholdTerms {
  std::string programme;
  int members_max = 6;
  bool transfers = false;
  Points points_min{1};
  Points day_points_max{10'000}, month_points_max{50'000};
  int age_days_min = 0;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(
    PutHouseholdTerms,
    (),
    (programme,
     members_max,
     transfers,
     points_min,
     day_points_max,
     month_points_max,
     age_days_min,
     reason)
)

struct HouseholdTermsView {
  std::string programme;
  std::int64_t version = 0;
  int members_max = 0;
  bool transfers = false;
  Points points_min, day_points_max, month_points_max;
  int age_days_min = 0;
  std::optional<std::string> reason;
  std::optional<Instant> created_at;
  std::optional<ActorId> created_by;
};
BOOST_DESCRIBE_STRUCT(
    HouseholdTermsView,
    (),
    (programme,
     version,
     members_max,
     transfers,
     points_min,
     day_points_max,
     month_points_max,
     age_days_min,
     reason,
     created_at,
     created_by)
)

}  // namespace guanxi::households

namespace guanxi::api {

namespace household_fields {
inline constexpr Field id{
    .name = "id",
    .text = {"家庭账户编号", "The household's id"},
    .example = R"("271828182845904")"};
inline constexpr Field member{
    .name = "member", .text = {"会员编号", "The member's id"}, .example = R"("314159265358979")"};
inline constexpr Field proof{
    .name = "proof",
    .text = {
        "入组会员本人的凭证；不给则由操作人员本人确认",
        "The joining member's own proof; absent: the person who calls confirms it"}};
inline constexpr Field reason{
    .name = "reason",
    .text = {"原因，不要写个人信息", "Why; no personal data"},
    .min = 1,
    .max = 500,
    .example = R"("本人要求")"};
inline constexpr Field programme{
    .name = "programme",
    .text = {"会员计划编码", "Code of the membership programme"},
    .min = 1,
    .max = 32,
    .example = R"("MAIN")",
    .chars = Chars::code};
inline constexpr Field members_max{
    .name = "members_max",
    .text = {"一个家庭账户最多几位会员", "The most members of a household"},
    .min = 2,
    .max = households::members_max_max,
    .example = "6",
    .has_default = true};
inline constexpr Field transfers{
    .name = "transfers",
    .text = {"是否允许转赠积分", "Whether points may be given"},
    .has_default = true};
inline constexpr Field points_min{
    .name = "points_min",
    .text = {"每次至少转赠", "The least points of one transfer"},
    .min = 1,
    .max = households::transfer_points_max,
    .example = "100",
    .has_default = true};
inline constexpr Field day_points_max{
    .name = "day_points_max",
    .text = {"一位会员一天最多转出；0 为不限", "The most that one member gives on a day; 0: any"},
    .min = 0,
    .max = households::transfer_points_max,
    .example = "10000",
    .has_default = true};
inline constexpr Field month_points_max{
    .name = "month_points_max",
    .text =
        {"一位会员一个自然月最多转出；0 为不限",
         "The most that one member gives in a calendar month; 0: any"},
    .min = 0,
    .max = households::transfer_points_max,
    .example = "50000",
    .has_default = true};
inline constexpr Field age_days_min{
    .name = "age_days_min",
    .text =
        {"入账不满几天的积分不能转赠；收到的积分重新计算",
         "Points posted less than so many days ago cannot travel; what was received counts anew"},
    .min = 0,
    .max = households::age_days_max,
    .example = "7",
    .has_default = true};
}  // namespace household_fields

template <>
struct Doc<households::State> {
  static constexpr const char* name = "HouseholdState";
  static constexpr Text text{"家庭账户的状态", "State of a household"};
  static constexpr Field values[] = {
      {.name = "open", .text = {"有效", "Open"}},
      {.name = "dissolved", .text = {"已解散", "Dissolved"}}};
};
template <>
struct Doc<households::Ending> {
  static constexpr const char* name = "HouseholdEnding";
  static constexpr Text text{"怎样离开的", "How somebody came to leave"};
  static constexpr Field values[] = {
      {.name = "left", .text = {"本人退出", "By themselves"}},
      {.name = "removed", .text = {"被移出", "Removed"}},
      {.name = "dissolved", .text = {"家庭账户解散", "The household was dissolved"}},
      {.name = "closed", .text = {"退会", "The membership was closed"}},
      {.name = "erased", .text = {"个人信息已删除", "The person was erased"}},
      {.name = "restricted", .text = {"限制处理", "The data may only be kept"}},
      {.name = "merged", .text = {"会员合并", "The member was merged into another"}}};
};

template <>
struct Doc<households::NewHouseholdMember> {
  static constexpr Text text{"一位入组的会员", "A member who joins"};
  static constexpr Field fields[] = {household_fields::member, household_fields::proof};
};
template <>
struct Doc<households::CreateHousehold> {
  static constexpr Text text{"建立家庭账户", "Create a household"};
  static constexpr Field fields[] = {
      {.name = "head",
       .text = {"户主的会员编号", "The id of the member who is the head"},
       .example = R"("271828182845904")"},
      household_fields::proof,
      {.name = "members",
       .text = {"其他会员", "The other members"},
       .min_items = 1,
       .max_items = households::members_max_max - 1}};
};
template <>
struct Doc<households::GetHousehold> {
  static constexpr Text text{"一个家庭账户", "A household"};
  static constexpr Field fields[] = {household_fields::id};
};
template <>
struct Doc<households::GetHouseholdOfMember> {
  static constexpr Text text{"一位会员的家庭账户", "A member's household"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"会员编号", "The member's id"}, .example = R"("271828182845904")"}};
};
template <>
struct Doc<households::JoinHousehold> {
  static constexpr Text text{"加入家庭账户", "Join a household"};
  static constexpr Field fields[] = {
      household_fields::id, household_fields::member, household_fields::proof};
};
template <>
struct Doc<households::LeaveHousehold> {
  static constexpr Text text{"退出家庭账户", "Leave a household"};
  static constexpr Field fields[] = {household_fields::id, household_fields::member};
};
template <>
struct Doc<households::RemoveFromHousehold> {
  static constexpr Text text{"移出家庭账户", "Remove somebody from a household"};
  static constexpr Field fields[] = {
      household_fields::id, household_fields::member, household_fields::reason};
};
template <>
struct Doc<households::DissolveHousehold> {
  static constexpr Text text{"解散家庭账户", "Dissolve a household"};
  static constexpr Field fields[] = {household_fields::id, household_fields::reason};
};
template <>
struct Doc<households::HouseholdMemberView> {
  static constexpr const char* name = "HouseholdMember";
  static constexpr Text text{"家庭账户中的一位会员", "A member of a household"};
  static constexpr Field fields[] = {
      household_fields::member,
      {.name = "head", .text = {"是否户主", "Whether the head"}},
      {.name = "joined_at", .text = {"加入时间", "When they joined"}},
      {.name = "joined_by", .text = {"经办人", "By whom"}},
      {.name = "left_at", .text = {"离开时间", "When they left"}},
      {.name = "left_by", .text = {"经办人", "By whom"}},
      {.name = "ending", .text = {"怎样离开的", "How they came to leave"}}};
};
template <>
struct Doc<households::HouseholdView> {
  static constexpr const char* name = "Household";
  static constexpr Text text{"家庭账户", "A household"};
  static constexpr Field fields[] = {
      household_fields::id,
      {.name = "programme", .text = {"会员计划", "The programme"}},
      {.name = "state", .text = {"状态", "State"}},
      {.name = "members",
       .text = {"现有会员，先加入的在前", "Who is in it, in the order of joining"}},
      {.name = "former", .text = {"曾在其中的会员", "Who was in it"}},
      {.name = "created_at", .text = {"建立时间", "When it was created"}},
      {.name = "created_by", .text = {"建立人", "By whom"}},
      {.name = "dissolved_at", .text = {"解散时间", "When it was dissolved"}},
      {.name = "dissolved_by", .text = {"解散人", "By whom"}}};
};
template <>
struct Doc<households::GetHouseholdTerms> {
  static constexpr Text text{"一个计划的家庭账户规则", "A programme's terms of households"};
  static constexpr Field fields[] = {household_fields::programme};
};
template <>
struct Doc<households::PutHouseholdTerms> {
  static constexpr Text text{"修改家庭账户规则", "Change the terms of households"};
  static constexpr Field fields[] = {
      household_fields::programme,
      household_fields::members_max,
      household_fields::transfers,
      household_fields::points_min,
      household_fields::day_points_max,
      household_fields::month_points_max,
      household_fields::age_days_min,
      household_fields::reason};
};
template <>
struct Doc<households::HouseholdTermsView> {
  static constexpr const char* name = "HouseholdTerms";
  static constexpr Text text{"家庭账户规则", "Terms of households"};
  static constexpr Field fields[] = {
      household_fields::programme,
      {.name = "version", .text = {"版本；0 为默认", "Version; 0: the defaults"}},
      household_fields::members_max,
      household_fields::transfers,
      household_fields::points_min,
      household_fields::day_points_max,
      household_fields::month_points_max,
      household_fields::age_days_min,
      household_fields::reason,
      {.name = "created_at", .text = {"何时修改", "When it was made"}},
      {.name = "created_by", .text = {"何人修改", "By whom"}}};
};

}  // namespace guanxi::api
