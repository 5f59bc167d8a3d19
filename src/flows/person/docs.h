// The words, limits and examples of the structs in types.h. Included by it; read that one first.
#pragma once

#include "flows/person/types.h"

namespace guanxi::api {

namespace person_fields {
inline constexpr Field id{
    .name = "id", .text = {"请求编号", "The request's id"}, .example = R"("314159265358979")"};
inline constexpr Field member{
    .name = "id", .text = {"会员编号", "Member id"}, .example = R"("301234567890123456")"};
inline constexpr Field source{
    .name = "source",
    .text =
        {"来源：store、web、wechat、call_centre 等", "Where: store, web, wechat, call_centre …"},
    .max = 32,
    .example = R"("store")",
    .chars = Chars::code,
    .has_default = true};
inline constexpr Field note{
    .name = "note",
    .text = {"备注，不要写个人信息", "What else is to be known; no personal data"},
    .min = 1,
    .max = 500,
    .example = R"("本人到店，已核验证件")"};
}  // namespace person_fields

template <>
struct Doc<person::Kind> {
  static constexpr const char* name = "PersonRequestKind";
  static constexpr Text text{"请求的种类", "What a person asks for"};
  static constexpr Field values[] = {
      {.name = "access", .text = {"查阅", "To see what is held"}},
      {.name = "copy", .text = {"复制、转移", "To have a copy of it"}},
      {.name = "correction", .text = {"更正", "To have it put right"}},
      {.name = "restriction",
       .text = {"限制处理：只保存，不营销、不画像", "Keep it, do nothing else with it"}},
      {.name = "erasure", .text = {"删除", "To have it erased"}},
      {.name = "non_personalised", .text = {"不要个性化推荐", "No personalised offers"}},
  };
};
template <>
struct Doc<person::State> {
  static constexpr const char* name = "PersonRequestState";
  static constexpr Text text{"请求的状态", "Where a request stands"};
  static constexpr Field values[] = {
      {.name = "open", .text = {"待办", "To be done"}},
      {.name = "done", .text = {"已办", "Done"}},
      {.name = "refused", .text = {"已拒绝，附理由", "Refused, with a reason"}},
      {.name = "withdrawn", .text = {"本人撤回", "Withdrawn by the person"}},
  };
};

template <>
struct Doc<person::AddRequest> {
  static constexpr const char* name = "AddPersonRequest";
  static constexpr Text text{"登记个人信息请求", "A request of a person"};
  static constexpr Field fields[] = {
      person_fields::member,
      {.name = "kind", .text = {"要求什么", "What is asked for"}, .example = R"("copy")"},
      person_fields::source,
      person_fields::note,
      {.name = "working_days",
       .text = {"多少个工作日内办结", "Within how many working days it has to be answered"},
       .min = 1,
       .max = 30,
       .example = "15",
       .has_default = true},
  };
};
template <>
struct Doc<person::GetRequest> {
  static constexpr const char* name = "GetPersonRequest";
  static constexpr Text text{"一个请求", "One request"};
  static constexpr Field fields[] = {person_fields::id};
};
template <>
struct Doc<person::MemberRequests> {
  static constexpr Text text{"一位会员的请求", "The requests of a member"};
  static constexpr Field fields[] = {person_fields::member};
};
template <>
struct Doc<person::ListRequests> {
  static constexpr const char* name = "ListPersonRequests";
  static constexpr Text text{"请求列表", "List the requests of people"};
  static constexpr Field fields[] = {
      {.name = "programme",
       .text = {"会员计划编码", "Programme code"},
       .max = 32,
       .example = R"("MAIN")",
       .chars = Chars::code},
      {.name = "state", .text = {"哪种状态的", "In which state"}, .has_default = true},
      limit_field,
      cursor_field};
};
template <>
struct Doc<person::CompleteRequest> {
  static constexpr const char* name = "CompletePersonRequest";
  static constexpr Text text{"办结一个请求", "Do what was asked for"};
  static constexpr Field fields[] = {
      person_fields::id,
      {.name = "answer",
       .text = {"办了什么，不要写个人信息", "What was done; no personal data"},
       .min = 1,
       .max = 500,
       .example = R"("已办")"},
      {.name = "give_up_value",
       .text =
           {"删除：本人确认放弃剩余的储值与零钱",
            "Erasure: the person gives up the stored value and change that are left"},
       .has_default = true},
      {.name = "birthday",
       .text =
           {"更正：正确的生日，不受一年一次的限制",
            "Correction: the right birthday, whatever the rule of once a year"},
       .example = R"("1990-05-04")",
       .personal = true},
  };
};
template <>
struct Doc<person::RefuseRequest> {
  static constexpr const char* name = "RefusePersonRequest";
  static constexpr Text text{"拒绝一个请求", "Refuse a request"};
  static constexpr Field fields[] = {
      person_fields::id,
      {.name = "reason",
       .text = {"理由，会告知本人", "Why; the person is told"},
       .min = 1,
       .max = 500,
       .example = R"("无法核实本人身份")"},
  };
};
template <>
struct Doc<person::RequestView> {
  static constexpr const char* name = "PersonRequest";
  static constexpr Text text{"一个个人信息请求", "A request of a person"};
  static constexpr Field fields[] = {
      person_fields::id,
      {.name = "member", .text = {"会员编号", "The member"}},
      {.name = "kind", .text = {"要求什么", "What is asked for"}},
      {.name = "state", .text = {"状态", "Where it stands"}},
      {.name = "requested_at", .text = {"提出时间", "When it was made"}},
      {.name = "due_on", .text = {"最迟办结日", "The last day to answer it"}},
      {.name = "overdue", .text = {"是否已逾期", "Whether that day is over"}},
      {.name = "taken_by", .text = {"登记人", "Who took it down"}},
      {.name = "source", .text = {"来源", "Where it came from"}},
      person_fields::note,
      {.name = "closed_at", .text = {"办结时间", "When it was closed"}},
      {.name = "closed_by", .text = {"办结人", "Who closed it"}},
      {.name = "answer", .text = {"办理结果或拒绝理由", "What was done, or why not"}},
  };
};
template <>
struct Doc<person::RequestList> {
  static constexpr const char* name = "PersonRequestList";
  static constexpr Text text{"请求，最新的在前", "Requests, the newest first"};
  static constexpr Field fields[] = {{.name = "items", .text = {"请求", "Requests"}}};
};
template <>
struct Doc<person::CopyField> {
  static constexpr Text text{"一个字段", "A field"};
  static constexpr Field fields[] = {
      {.name = "field", .text = {"字段", "Its name"}},
      {.name = "value", .text = {"内容", "What it holds"}, .personal = true}};
};
template <>
struct Doc<person::CopyRecord> {
  static constexpr Text text{"一条记录", "A record"};
  static constexpr Field fields[] = {{.name = "fields", .text = {"字段", "Fields"}}};
};
template <>
struct Doc<person::CopySection> {
  static constexpr Text text{"一类记录", "Records of one kind"};
  static constexpr Field fields[] = {
      {.name = "section", .text = {"哪一类", "Which"}},
      {.name = "records", .text = {"记录", "Records"}}};
};
template <>
struct Doc<person::CopyView> {
  static constexpr const char* name = "PersonCopy";
  static constexpr Text text{
      "所存关于此人的全部信息", "Everything that is held about a person, in the clear"};
  static constexpr Field fields[] = {
      {.name = "member", .text = {"会员编号", "The member"}},
      {.name = "made_at", .text = {"何时制作", "When it was made"}},
      {.name = "sections", .text = {"内容", "What there is"}}};
};

}  // namespace guanxi::api
