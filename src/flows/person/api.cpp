// The endpoints of a person's desk.
#include "flows/person/person.h"

namespace guanxi::person {
namespace {

using api::Call;
using api::Method;
using enum ErrorCode;

constexpr const char* tag = "person";
constexpr const char* may_read = "person:read";
constexpr const char* may_write = "person:write";
constexpr const char* may_copy = "person:copy";
constexpr const char* may_decide = "person:decide";

void add_taking(api::Api& api, const Person& person) {
  api.add<AddRequest, RequestView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/requests",
       .operation = "add_person_request",
       .tag = tag,
       .permission = may_write,
       .summary = {"登记个人信息请求", "Take a person's request down"},
       .description =
           {"查阅、复制、更正、限制处理、删除、不要个性化推荐；从登记起计时，默认 15 "
            "个工作日（周一至周五）内办结。",
            "Access, copy, correction, restriction, erasure, no personalised offers. The clock "
            "runs from here: fifteen working days (Monday to Friday) by default."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors = {member_not_found}},
      [&person](const Call& call, const AddRequest& request) { return person.add(call, request); }
  );
  api.add<MemberRequests, RequestList>(
      {.method = Method::get,
       .path = "/v1/members/{id}/requests",
       .operation = "list_requests_of_member",
       .tag = tag,
       .permission = may_read,
       .summary = {"会员的个人信息请求", "List a member's requests"},
       .description = {"最新的在前。", "The newest first."},
       .errors = {member_not_found}},
      [&person](const Call& call, const MemberRequests& request) {
        return person.list_of(call, request);
      }
  );
  api.add<ListRequests, api::Page<RequestView>>(
      {.method = Method::get,
       .path = "/v1/person-requests",
       .operation = "list_person_requests",
       .tag = tag,
       .permission = may_read,
       .summary = {"个人信息请求列表", "List the requests of people"},
       .description =
           {"默认待办的；最先到期的在前。", "By default what is to be done; the first due first."},
       .errors = {programme_not_found, bad_cursor}},
      [&person](const Call& call, const ListRequests& request) {
        return person.list(call, request);
      }
  );
  api.add<GetRequest, RequestView>(
      {.method = Method::get,
       .path = "/v1/person-requests/{id}",
       .operation = "get_person_request",
       .tag = tag,
       .permission = may_read,
       .summary = {"查询个人信息请求", "Read a request"},
       .errors = {person_request_not_found}},
      [&person](const Call& call, const GetRequest& request) { return person.get(call, request); }
  );
}

void add_closing(api::Api& api, const Person& person) {
  api.add<CompleteRequest, RequestView>(
      {.method = Method::post,
       .path = "/v1/person-requests/{id}/complete",
       .operation = "complete_person_request",
       .tag = tag,
       .permission = may_decide,
       .summary = {"办结个人信息请求", "Do what a person asked for"},
       .description =
           {"限制处理与不要个性化推荐记入同意台账；更正可改生日；删除则去除各处的个人信息并注销会员"
            "，小票、积分、储值账保留但不再指向本人，尚有储值时须确认放弃。",
            "Restriction and no personalised offers go into the ledger of consents; a correction "
            "may set the birthday; an erasure takes the personal data away everywhere and closes "
            "the membership, while receipts, points and stored value stay in the books under an "
            "id that names nobody. With stored value left it wants to be confirmed."},
       .errors =
           {person_request_not_found,
            person_request_state,
            member_not_found,
            member_closed,
            stored_value_remains,
            conflict}},
      [&person](const Call& call, const CompleteRequest& request) {
        return person.complete(call, request);
      }
  );
  api.add<RefuseRequest, RequestView>(
      {.method = Method::post,
       .path = "/v1/person-requests/{id}/refuse",
       .operation = "refuse_person_request",
       .tag = tag,
       .permission = may_decide,
       .summary = {"拒绝个人信息请求", "Refuse a request"},
       .description = {"必须写明理由。", "The reason has to be given."},
       .errors = {person_request_not_found, person_request_state, conflict}},
      [&person](const Call& call, const RefuseRequest& request) {
        return person.refuse(call, request);
      }
  );
  api.add<GetRequest, RequestView>(
      {.method = Method::post,
       .path = "/v1/person-requests/{id}/withdraw",
       .operation = "withdraw_person_request",
       .tag = tag,
       .permission = may_write,
       .summary = {"撤回个人信息请求", "Withdraw a request"},
       .description = {"本人改变主意。", "The person changed their mind."},
       .errors = {person_request_not_found, person_request_state, conflict}},
      [&person](const Call& call, const GetRequest& request) {
        return person.withdraw(call, request);
      }
  );
}

void add_copies(api::Api& api, const Person& person) {
  api.add<GetRequest, CopyView>(
      {.method = Method::get,
       .path = "/v1/person-requests/{id}/copy",
       .operation = "copy_person_data",
       .tag = tag,
       .permission = may_copy,
       .summary = {"所存关于此人的全部信息", "Everything that is held about a person"},
       .description =
           {"只凭未拒绝的查阅或复制请求；内容为明文，每次读取都有记录。",
            "By a request of access or copy that was not refused only; in the clear, and every "
            "reading is recorded."},
       .errors = {person_request_not_found, person_request_state, member_not_found}},
      [&person](const Call& call, const GetRequest& request) { return person.copy(call, request); }
  );
  api.add<GetRequest, Nothing>(
      {.method = Method::get,
       .path = "/v1/person-requests/{id}/copy/file",
       .operation = "copy_person_data_file",
       .tag = tag,
       .permission = may_copy,
       .summary = {"同上，CSV 文件", "The same as a CSV file"},
       .errors = {person_request_not_found, person_request_state, member_not_found},
       .file_type = "text/csv; charset=utf-8"},
      [&person](const Call& call, const GetRequest& request) {
        return person.copy_file(call, request);
      }
  );
}

}  // namespace

void add_endpoints(api::Api& api, const Person& person) {
  add_taking(api, person);
  add_closing(api, person);
  add_copies(api, person);
}

}  // namespace guanxi::person
