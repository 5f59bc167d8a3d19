#include "flows/attribution/attribution.h"

namespace guanxi::attribution {
namespace {

using api::Call;

/// What stands against giving the receipt, whoever asks.
std::vector<ErrorCode> giving_errors() {
  using enum ErrorCode;
  return {
      receipt_not_found,
      not_a_sale,
      already_voided,
      receipt_has_member,
      attribution_off,
      attribution_too_late,
      attribution_state,
      attribution_limit_exceeded,
      nothing_left_to_attribute,
      no_parameters_in_force,
      member_not_found,
      not_eligible,
      card_not_found,
      card_not_usable,
      card_track_refused,
      card_track_superseded,
      member_closed,
      member_frozen,
      phone_is_shared,
      stopped_by_risk_rule,
      account_frozen,
      account_closed,
      idempotency_key_reused};
}

void add_giving(api::Api& api, const Attributing& attributing) {
  using enum ErrorCode;
  api.add<AttributeReceipt, AttributionAnswer>(
      {.method = api::Method::post,
       .path = "/v1/receipts/{receipt}/attribution",
       .operation = "attribute_receipt",
       .tag = "sales",
       .permission = attribute_permission,
       .summary = {"补登：把散客小票记给会员", "Give a receipt to a member afterwards"},
       .description =
           {"会员结账时忘带卡，事后凭小票补登；只能补登一次，期限见会员计划的 "
            "late_attribution_days。积分、成长值、积分活动按销售当时的规则计算、入账当天记账；已退"
            "商品不得分；成交价不变。之后退货照常收回。积分不超过 "
            "late_attribution_unapproved_points 的立即入账（state 为 posted），超过的待另一人审批"
            "（submitted），此前什么都不变。按小票上的门店、收银机、营业日、流水号查编号：GET "
            "/v1/receipts。",
            "For a card that was forgotten: a sale made without a member becomes the member's, "
            "once, within late_attribution_days of the programme. Points, growth and occasions by "
            "the rules of the sale's moment, posted on the day it is given; what has come back "
            "earns nothing; what was paid stays. Later returns take back as ever. Up to "
            "late_attribution_unapproved_points it is posted at once; beyond, it is submitted to "
            "be approved by somebody else, and nothing changes until then. By the number on the "
            "paper (store, till, business date, sequence) GET /v1/receipts finds the id."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors = giving_errors()},
      [&attributing](const Call& call, const AttributeReceipt& request) {
        return attributing.attribute(call, request);
      }
  );
  std::vector<ErrorCode> errors = giving_errors();
  errors.insert(errors.end(), {attribution_not_found, own_approval});
  api.add<ApproveAttribution, AttributionAnswer>(
      {.method = api::Method::post,
       .path = "/v1/attributions/{id}/approve",
       .operation = "approve_attribution",
       .tag = "sales",
       .permission = approve_permission,
       .summary = {"批准补登", "Approve a late attribution"},
       .description =
           {"提交人不能批准自己的。按批准时的情况重新计算并入账（期限按提交日）；已不能补登的，说明"
            "原因，单据仍为待审批，可驳回。",
            "Nobody approves their own. It is computed anew and posted, by all that holds by then "
            "(its days count to the day it was submitted); where it has become impossible the "
            "answer says why, and it stays submitted and may be rejected."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors = std::move(errors)},
      [&attributing](const Call& call, const ApproveAttribution& request) {
        return attributing.approve(call, request);
      }
  );
}

void add_ending(api::Api& api, const Attributing& attributing) {
  using enum ErrorCode;
  api.add<RejectAttribution, AttributionView>(
      {.method = api::Method::post,
       .path = "/v1/attributions/{id}/reject",
       .operation = "reject_attribution",
       .tag = "sales",
       .permission = approve_permission,
       .summary = {"驳回补登", "Reject a late attribution"},
       .description =
           {"要写明理由；提交人自己的请撤回。", "With the reason why; authors withdraw their own."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors = {attribution_not_found, attribution_state, own_approval, idempotency_key_reused}},
      [&attributing](const Call& call, const RejectAttribution& request) {
        return attributing.reject(call, request);
      }
  );
  api.add<AttributionById, AttributionView>(
      {.method = api::Method::post,
       .path = "/v1/attributions/{id}/withdraw",
       .operation = "withdraw_attribution",
       .tag = "sales",
       .permission = attribute_permission,
       .summary = {"撤回补登", "Withdraw a late attribution"},
       .description =
           {"由提交人撤回，审批之前都可以。", "By its author, until somebody has decided."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors = {attribution_not_found, attribution_state, idempotency_key_reused}},
      [&attributing](const Call& call, const AttributionById& request) {
        return attributing.withdraw(call, request);
      }
  );
}

void add_reading(api::Api& api, const Attributing& attributing) {
  using enum ErrorCode;
  api.add<AttributionById, AttributionView>(
      {.path = "/v1/attributions/{id}",
       .operation = "get_attribution",
       .tag = "sales",
       .permission = "sales:read",
       .summary = {"查询补登单", "Read a late attribution"},
       .errors = {attribution_not_found}},
      [&attributing](const Call& call, const AttributionById& request) {
        return attributing.get(call, request);
      }
  );
  api.add<ListAttributions, api::Page<AttributionView>>(
      {.path = "/v1/attributions",
       .operation = "list_attributions",
       .tag = "sales",
       .permission = "sales:read",
       .summary = {"补登单列表", "List late attributions"},
       .description =
           {"最新的在前；可按状态、门店、会员筛选。其他门店的不显示，一页可能不满。",
            "The newest first, by state, store and member. Those of stores out of scope are left "
            "out, so that a page may hold fewer than its limit."},
       .errors =
           {programme_not_found,
            store_not_found,
            store_out_of_scope,
            member_not_found,
            bad_cursor}},
      [&attributing](const Call& call, const ListAttributions& request) {
        return attributing.list(call, request);
      }
  );
}

}  // namespace

void add_endpoints(api::Api& api, const Attributing& attributing) {
  add_giving(api, attributing);
  add_ending(api, attributing);
  add_reading(api, attributing);
}

}  // namespace guanxi::attribution
