// The requests and answers of the endpoints of audiences, with their documentation. Private to the
// module.
#pragma once

#include "modules/audiences/audiences.h"
#include "platform/api/api.h"

namespace guanxi::audiences {

struct ListAudiences {
  std::string programme;
};
BOOST_DESCRIBE_STRUCT(ListAudiences, (), (programme))
struct NameAudience {
  AudienceId id;
};
BOOST_DESCRIBE_STRUCT(NameAudience, (), (id))
struct CreateAudience {
  std::string programme, code, name_zh, name_en, reason;
};
BOOST_DESCRIBE_STRUCT(CreateAudience, (), (programme, code, name_zh, name_en, reason))
struct ChangeAudience {
  AudienceId id;
  std::string name_zh, name_en, reason;
};
BOOST_DESCRIBE_STRUCT(ChangeAudience, (), (id, name_zh, name_en, reason))
struct RetireAudience {
  AudienceId id;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(RetireAudience, (), (id, reason))
struct ListAudienceMembers {
  AudienceId id;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListAudienceMembers, (), (id, limit, cursor))
/// Adds or removes them.
struct MoveAudienceMembers {
  AudienceId id;
  std::vector<OwnerId> members;
};
BOOST_DESCRIBE_STRUCT(MoveAudienceMembers, (), (id, members))
struct ListMemberAudiences {
  OwnerId id;
};
BOOST_DESCRIBE_STRUCT(ListMemberAudiences, (), (id))

struct AudienceView {
  AudienceId id;
  std::string programme, code;
  std::int64_t version = 0;
  State state = State::active;
  std::string name_zh, name_en;
  std::optional<std::int64_t> members;
  std::string reason;
  Instant changed_at;
  ActorId changed_by;
};
BOOST_DESCRIBE_STRUCT(
    AudienceView,
    (),
    (id, programme, code, version, state, name_zh, name_en, members, reason, changed_at, changed_by)
)
struct AudienceList {
  std::vector<AudienceView> items;
};
BOOST_DESCRIBE_STRUCT(AudienceList, (), (items))
struct AudienceMemberView {
  OwnerId member;
  Instant added_at;
  ActorId added_by;
};
BOOST_DESCRIBE_STRUCT(AudienceMemberView, (), (member, added_at, added_by))
struct MovedView {
  std::int64_t moved = 0, unchanged = 0;
};
BOOST_DESCRIBE_STRUCT(MovedView, (), (moved, unchanged))
struct MemberAudienceView {
  AudienceId audience;
  std::string code, name_zh, name_en;
  Instant added_at;
  ActorId added_by;
};
BOOST_DESCRIBE_STRUCT(
    MemberAudienceView, (), (audience, code, name_zh, name_en, added_at, added_by)
)
struct MemberAudienceList {
  std::vector<MemberAudienceView> items;
};
BOOST_DESCRIBE_STRUCT(MemberAudienceList, (), (items))

}  // namespace guanxi::audiences

namespace guanxi::api {

namespace audience_fields {
inline constexpr Field id{
    .name = "id", .text = {"人群编号", "The audience's id"}, .example = R"("300000000000001")"};
inline constexpr Field member{
    .name = "id", .text = {"会员编号", "The member's id"}, .example = R"("300000000000002")"};
inline constexpr Field programme{
    .name = "programme",
    .text = {"会员计划编码", "Programme code"},
    .min = 1,
    .max = 32,
    .example = R"("MAIN")",
    .chars = Chars::code};
inline constexpr Field code{
    .name = "code",
    .text = {"人群编码，价格规则以此称呼它", "Its code, by which price rules name it"},
    .min = 1,
    .max = 32,
    .example = R"("MUMS")",
    .chars = Chars::code};
inline constexpr Field name_zh{
    .name = "name_zh",
    .text = {"中文名称", "Name in Chinese"},
    .min = 1,
    .max = 100,
    .example = R"("宝妈")"};
inline constexpr Field name_en{
    .name = "name_en",
    .text = {"英文名称", "Name in English"},
    .min = 1,
    .max = 100,
    .example = R"("Mothers")"};
inline constexpr Field reason{
    .name = "reason",
    .text = {"原因，不要写个人信息", "Why; no personal data"},
    .min = 1,
    .max = 500,
    .example = R"("母亲节")",
    .chars = Chars::lines};
inline constexpr Field added_at{.name = "added_at", .text = {"加入时间", "Since when"}};
inline constexpr Field added_by{.name = "added_by", .text = {"加入人", "Who added them"}};
}  // namespace audience_fields

template <>
struct Doc<audiences::State> {
  static constexpr const char* name = "AudienceState";
  static constexpr Text text{"人群的状态", "State of an audience"};
  static constexpr Field fields[] = {
      {.name = "active", .text = {"使用中", "In use"}},
      {.name = "retired",
       .text = {
           "已停用：不再加人，新规则不能用它", "Closed: nobody is added, no new rule names it"}}};
};
template <>
struct Doc<audiences::ListAudiences> {
  static constexpr Text text{"查询人群", "List audiences"};
  static constexpr Field fields[] = {audience_fields::programme};
};
template <>
struct Doc<audiences::NameAudience> {
  static constexpr Text text{"一个人群", "An audience"};
  static constexpr Field fields[] = {audience_fields::id};
};
template <>
struct Doc<audiences::CreateAudience> {
  static constexpr Text text{"新建人群", "A new audience"};
  static constexpr Field fields[] = {
      audience_fields::programme,
      audience_fields::code,
      audience_fields::name_zh,
      audience_fields::name_en,
      audience_fields::reason};
};
template <>
struct Doc<audiences::ChangeAudience> {
  static constexpr Text text{"修改名称", "Other names"};
  static constexpr Field fields[] = {
      audience_fields::id,
      audience_fields::name_zh,
      audience_fields::name_en,
      audience_fields::reason};
};
template <>
struct Doc<audiences::RetireAudience> {
  static constexpr Text text{"停用人群", "Retire an audience"};
  static constexpr Field fields[] = {audience_fields::id, audience_fields::reason};
};
template <>
struct Doc<audiences::ListAudienceMembers> {
  static constexpr Text text{"人群中的会员", "Members of an audience"};
  static constexpr Field fields[] = {audience_fields::id, limit_field, cursor_field};
};
template <>
struct Doc<audiences::MoveAudienceMembers> {
  static constexpr Text text{"加入或移出的会员", "Members to add or to remove"};
  static constexpr Field fields[] = {
      audience_fields::id,
      {.name = "members",
       .text = {"会员编号", "Their ids"},
       .min_items = 1,
       .max_items = audiences::members_at_once_max,
       .example = R"(["300000000000002"])"}};
};
template <>
struct Doc<audiences::ListMemberAudiences> {
  static constexpr Text text{"会员所在的人群", "The audiences a member is in"};
  static constexpr Field fields[] = {audience_fields::member};
};
template <>
struct Doc<audiences::AudienceView> {
  static constexpr const char* name = "Audience";
  static constexpr Text text{"人群", "An audience"};
  static constexpr Field fields[] = {
      audience_fields::id,
      audience_fields::programme,
      audience_fields::code,
      {.name = "version", .text = {"版本", "Version"}},
      {.name = "state", .text = {"状态", "State"}},
      audience_fields::name_zh,
      audience_fields::name_en,
      {.name = "members", .text = {"现有人数；列表中不给", "How many are in it; not in lists"}},
      audience_fields::reason,
      {.name = "changed_at", .text = {"最近修改时间", "When it was last changed"}},
      {.name = "changed_by", .text = {"最近修改人", "Who changed it last"}}};
};
template <>
struct Doc<audiences::AudienceList> {
  static constexpr Text text{"人群", "Audiences"};
  static constexpr Field fields[] = {{.name = "items", .text = {"按编码", "By code"}}};
};
template <>
struct Doc<audiences::AudienceMemberView> {
  static constexpr const char* name = "AudienceMember";
  static constexpr Text text{"人群中的会员", "A member of an audience"};
  static constexpr Field fields[] = {
      {.name = "member", .text = {"会员编号", "The member's id"}},
      audience_fields::added_at,
      audience_fields::added_by};
};
template <>
struct Doc<audiences::MovedView> {
  static constexpr const char* name = "AudienceMembersMoved";
  static constexpr Text text{"办理结果", "What was done"};
  static constexpr Field fields[] = {
      {.name = "moved", .text = {"加入或移出的人数", "How many were added or removed"}},
      {.name = "unchanged",
       .text = {"本来就在或不在的人数", "How many were in it, or not in it, before"}}};
};
template <>
struct Doc<audiences::MemberAudienceView> {
  static constexpr const char* name = "MemberAudience";
  static constexpr Text text{"会员所在的一个人群", "An audience a member is in"};
  static constexpr Field fields[] = {
      {.name = "audience", .text = {"人群编号", "The audience's id"}},
      audience_fields::code,
      audience_fields::name_zh,
      audience_fields::name_en,
      audience_fields::added_at,
      audience_fields::added_by};
};
template <>
struct Doc<audiences::MemberAudienceList> {
  static constexpr Text text{"会员所在的人群", "The audiences a member is in"};
  static constexpr Field fields[] = {
      {.name = "items", .text = {"最早加入的在前", "The oldest first"}}};
};

}  // namespace guanxi::api
