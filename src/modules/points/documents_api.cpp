// The HTTP endpoints of points documents. points:grant writes and posts them, points:approve
// decides; who is limited to stores acts for those only.
#include "modules/points/documents_desk.h"

namespace guanxi::points {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using api::Page;

void add_document_reading(api::Api& api, const DocumentDesk& endpoints) {
  using enum ErrorCode;
  api.add<ListDocuments, Page<DocumentView>>(
      {.method = Method::get,
       .path = "/v1/points/documents",
       .operation = "list_points_documents",
       .tag = "points",
       .permission = "points:read",
       .summary = {"人工积分单据列表", "List points documents"},
       .description =
           {"一个会员计划里某种状态的单据，默认待审批的；最新的在前。",
            "Those of a programme in one state, by default what waits for approval; the newest "
            "first."},
       .errors = {programme_not_found, bad_cursor}},
      [endpoints](const Call& call, const ListDocuments& request) {
        return endpoints.list(call, request);
      }
  );
  api.add<GetDocument, DocumentView>(
      {.method = Method::get,
       .path = "/v1/points/documents/{id}",
       .operation = "get_points_document",
       .tag = "points",
       .permission = "points:read",
       .summary = {"查询人工积分单据", "Read a points document"},
       .errors = {points_document_not_found}},
      [endpoints](const Call& call, const GetDocument& request) {
        return endpoints.get(call, request);
      }
  );
  api.add<ListDocumentsOfMember, Page<DocumentView>>(
      {.method = Method::get,
       .path = "/v1/members/{id}/points/documents",
       .operation = "list_points_documents_of_member",
       .tag = "points",
       .permission = "points:read",
       .summary = {"会员的人工积分单据", "List a member's points documents"},
       .description = {"任何状态；最新的在前。", "In any state; the newest first."},
       .errors = {account_not_found, bad_cursor}},
      [endpoints](const Call& call, const ListDocumentsOfMember& request) {
        return endpoints.list_of(call, request);
      }
  );
}

void add_document_writing(api::Api& api, const DocumentDesk& endpoints) {
  using enum ErrorCode;
  api.add<AddDocument, DocumentView>(
      {.method = Method::post,
       .path = "/v1/points/documents",
       .operation = "add_points_document",
       .tag = "points",
       .permission = "points:grant",
       .summary = {"新建人工积分单据", "Draft a points document"},
       .description =
           {"增加或扣减 D 类积分。草稿要提交，由另一人批准，再入账；写好后不能修改，只能撤回。",
            "Gives or takes points of class D. A draft is submitted, approved by somebody else, "
            "and "
            "then posted; it is never edited, only withdrawn."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {account_not_found,
            account_closed,
            attachment_not_found,
            points_limit_exceeded,
            store_not_found,
            store_out_of_scope,
            no_parameters_in_force}},
      [endpoints](const Call& call, const AddDocument& request) {
        return endpoints.add(call, request);
      }
  );
  api.add<MoveDocument, DocumentView>(
      {.method = Method::post,
       .path = "/v1/points/documents/{id}/submit",
       .operation = "submit_points_document",
       .tag = "points",
       .permission = "points:grant",
       .summary = {"提交人工积分单据", "Submit a points document"},
       .description =
           {"受单张、制单人每日、计划每日限额约束；增减同样计算，驳回或撤回的不计。",
            "Within the limits of one document, of its author's day and of the programme's day: "
            "plus and minus count alike, what was rejected or withdrawn does not."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {points_document_not_found,
            points_document_state,
            points_limit_exceeded,
            store_out_of_scope,
            no_parameters_in_force}},
      [endpoints](const Call& call, const MoveDocument& request) {
        return endpoints.submit(call, request);
      }
  );
  api.add<MoveDocument, DocumentView>(
      {.method = Method::post,
       .path = "/v1/points/documents/{id}/withdraw",
       .operation = "withdraw_points_document",
       .tag = "points",
       .permission = "points:grant",
       .summary = {"撤回人工积分单据", "Withdraw a points document"},
       .description = {"入账或驳回之前都可以。", "Until it is posted or rejected."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors = {points_document_not_found, points_document_state, store_out_of_scope}},
      [endpoints](const Call& call, const MoveDocument& request) {
        return endpoints.withdraw(call, request);
      }
  );
  api.add<MoveDocument, DocumentPosting>(
      {.method = Method::post,
       .path = "/v1/points/documents/{id}/post",
       .operation = "post_points_document",
       .tag = "points",
       .permission = "points:grant",
       .summary = {"人工积分单据入账", "Post a points document"},
       .description =
           {"增加的先偿还欠分，有效期按今天所得积分计算；扣减的先用最早到期的，不足时不入账。",
            "What it gives repays what is owed first and lasts as points earned today; what it "
            "takes is what expires first, and it is refused where there is not enough."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {points_document_not_found,
            points_document_state,
            account_not_found,
            account_closed,
            account_frozen,
            not_enough_points,
            points_owed,
            store_out_of_scope,
            no_parameters_in_force}},
      [endpoints](const Call& call, const MoveDocument& request) {
        return endpoints.post(call, request);
      }
  );
}

void add_document_decisions(api::Api& api, const DocumentDesk& endpoints) {
  using enum ErrorCode;
  api.add<ApproveDocument, DocumentView>(
      {.method = Method::post,
       .path = "/v1/points/documents/{id}/approve",
       .operation = "approve_points_document",
       .tag = "points",
       .permission = "points:approve",
       .summary = {"批准人工积分单据", "Approve a points document"},
       .description = {"制单人不能批准自己的单据。", "Nobody approves their own document."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {points_document_not_found, points_document_state, own_approval, store_out_of_scope}},
      [endpoints](const Call& call, const ApproveDocument& request) {
        return endpoints.approve(call, request);
      }
  );
  api.add<RejectDocument, DocumentView>(
      {.method = Method::post,
       .path = "/v1/points/documents/{id}/reject",
       .operation = "reject_points_document",
       .tag = "points",
       .permission = "points:approve",
       .summary = {"驳回人工积分单据", "Reject a points document"},
       .description =
           {"要写明理由；制单人自己的单据请撤回。",
            "With the reason why; authors withdraw their own."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {points_document_not_found, points_document_state, own_approval, store_out_of_scope}},
      [endpoints](const Call& call, const RejectDocument& request) {
        return endpoints.reject(call, request);
      }
  );
}

}  // namespace

void add_document_endpoints(api::Api& api, const Desk& desk) {
  const DocumentDesk endpoints(desk);
  add_document_reading(api, endpoints);
  add_document_writing(api, endpoints);
  add_document_decisions(api, endpoints);
}

}  // namespace guanxi::points
