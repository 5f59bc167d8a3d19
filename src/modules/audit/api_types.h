// The requests and answers of the audit trail, with their documentation; changes are stored in the
// same form. Private to the module.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modules/audit/audit.h"
#include "platform/api/api.h"

namespace guanxi::audit {

struct ChangeView {
  std::string field;
  std::optional<std::string> before, after;
  bool personal = false;
};
BOOST_DESCRIBE_STRUCT(ChangeView, (), (field, before, after, personal))

struct StoredChanges {
  std::vector<ChangeView> items;
};
BOOST_DESCRIBE_STRUCT(StoredChanges, (), (items))

struct SealedChanges {
  std::string salt;  // so that nobody finds the values by guessing what has this digest
  std::vector<ChangeView> items;
};
BOOST_DESCRIBE_STRUCT(SealedChanges, (), (salt, items))

struct ListAudit {
  std::optional<std::string> object_kind, object;
  std::optional<OwnerId> member;
  std::optional<ActorId> actor;
  std::optional<Instant> from, to;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListAudit, (), (object_kind, object, member, actor, from, to, limit, cursor))

struct GetAudit {
  std::string id;
};
BOOST_DESCRIBE_STRUCT(GetAudit, (), (id))

struct AuditView {
  std::string id;
  Instant at;
  std::optional<ActorId> actor;
  std::string action, object_kind, object;
  std::optional<OwnerId> member;
  std::vector<ChangeView> changes;
  bool sealed = false;
  bool forgotten = false;
  std::optional<std::string> reason, log, request;
};
BOOST_DESCRIBE_STRUCT(
    AuditView,
    (),
    (id,
     at,
     actor,
     action,
     object_kind,
     object,
     member,
     changes,
     sealed,
     forgotten,
     reason,
     log,
     request)
)

}  // namespace guanxi::audit

namespace guanxi::api {

namespace audit_fields {
inline constexpr Field id{
    .name = "id",
    .text = {"审计记录的编号：链号-序号", "The entry: its chain and its place in it"},
    .min = 3,
    .max = 40,
    .example = R"("17-42")",
    .chars = Chars::code};
inline constexpr Field object_kind{
    .name = "object_kind",
    .text =
        {"对象种类，例如 member、store、programme；与 object 一起给出",
         "Kind of object, e.g. member, store, programme; together with object"},
    .max = 32,
    .example = R"("store")",
    .chars = Chars::code};
inline constexpr Field object{
    .name = "object",
    .text = {"对象的编号或编码", "Id or code of the object"},
    .max = 64,
    .example = R"("301234567890123456")",
    .chars = Chars::code};
inline constexpr Field member{
    .name = "member",
    .text = {"涉及哪位会员", "The member it is about"},
    .example = R"("301234567890123456")"};
inline constexpr Field actor{
    .name = "actor",
    .text = {"谁做的；本机命令没有", "Who did it; absent: a command on the machine itself"},
    .example = R"("301234567890123457")"};
}  // namespace audit_fields

template <>
struct Doc<audit::ChangeView> {
  static constexpr const char* name = "AuditChange";
  static constexpr Text text{"一个字段的变更", "The change of one field"};
  static constexpr Field fields[] = {
      {.name = "field", .text = {"字段", "The field"}},
      {.name = "before",
       .text = {"变更前；没有则不出现", "What it was; absent: nothing"},
       .personal = true},
      {.name = "after",
       .text = {"变更后；没有则不出现", "What it became; absent: nothing"},
       .personal = true},
      {.name = "personal",
       .text =
           {"个人信息：列表中不出现内容，只能逐条打开",
            "Personal data: its values are not in lists, only in an entry that is opened"},
       .has_default = true},
  };
};

// How changes stand in the store and inside a seal; not part of the HTTP document.
template <>
struct Doc<audit::StoredChanges> {
  static constexpr Text text{"变更", "Changes"};
  static constexpr Field fields[] = {{.name = "items", .text = {"字段", "Fields"}}};
};
template <>
struct Doc<audit::SealedChanges> {
  static constexpr Text text{"封存的变更", "Sealed changes"};
  static constexpr Field fields[] = {
      {.name = "salt", .text = {"盐", "Salt"}}, {.name = "items", .text = {"字段", "Fields"}}};
};

template <>
struct Doc<audit::ListAudit> {
  static constexpr Text text{
      "按对象、会员、操作者、时间查找；都不给则列出全部",
      "By object, member, actor and time; all of it without any of them"};
  static constexpr Field fields[] = {
      audit_fields::object_kind,
      audit_fields::object,
      audit_fields::member,
      audit_fields::actor,
      {.name = "from",
       .text = {"从何时起（含）", "From this instant on"},
       .example = R"("2026-01-01T00:00:00+08:00")"},
      {.name = "to",
       .text = {"到何时为止（不含）", "Before this instant"},
       .example = R"("2027-01-01T00:00:00+08:00")"},
      limit_field,
      cursor_field};
};

template <>
struct Doc<audit::GetAudit> {
  static constexpr Text text{"打开一条审计记录", "Open one entry"};
  static constexpr Field fields[] = {audit_fields::id};
};

template <>
struct Doc<audit::AuditView> {
  static constexpr const char* name = "AuditEntry";
  static constexpr Text text{"一条审计记录", "An entry of the audit trail"};
  static constexpr Field fields[] = {
      audit_fields::id,
      {.name = "at", .text = {"时间", "When"}},
      audit_fields::actor,
      {.name = "action", .text = {"做了什么", "What happened"}, .example = R"("store_added")"},
      {.name = "object_kind", .text = {"对象种类", "Kind of object"}},
      {.name = "object", .text = {"对象的编号或编码", "Id or code of the object"}},
      audit_fields::member,
      {.name = "changes", .text = {"逐字段的变更", "What changed, field by field"}},
      {.name = "sealed",
       .text =
           {"有封存的个人信息内容可打开",
            "Values of personal fields are sealed in it and can be opened"}},
      {.name = "forgotten",
       .text =
           {"曾有封存的内容，已应本人要求删除",
            "It had such values; they were erased at the person's request"}},
      {.name = "reason", .text = {"原因", "Why"}},
      {.name = "log",
       .text =
           {"逐字段的内容在哪个接口",
            "The endpoint that keeps the values, where another log does"}},
      {.name = "request", .text = {"请求的 trace_id", "trace_id of the request"}},
  };
};

}  // namespace guanxi::api
