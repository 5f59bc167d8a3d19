#include "flows/refund/refund.h"

namespace guanxi::refund {

void add_without_receipt_endpoints(api::Api& api, const Refund& refund) {
  using enum ErrorCode;
  api.add<WithoutReceiptRequest, checkout::ReceiptAnswer>(
      {.method = api::Method::post,
       .path = "/v1/checkout/refunds-without-receipt",
       .operation = "refund_without_receipt",
       .tag = "sales",
       .permission = without_receipt_permission,
       .summary = {"无小票退货", "Refund without the receipt"},
       .description =
           {"会员计划默认不办理（参数 "
            "refund_without_receipt_max）。每行最多按该会员今日应付的金额退款"
            "，收回今日购买可得的消费积分、身份积分与成长值；余额不足时按会员计划的规定处理。"
            "不是销售，没有原单：不能再退、补登或换货。",
            "Off by default (parameter refund_without_receipt_max). Each line gives back at most "
            "what this member would pay for it today; the points (classes A and E) and growth that "
            "buying it today would give go back, and the programme's policy decides when the "
            "balance is short. It is no sale and has none: it is not refunded, attributed or "
            "exchanged."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors =
           {store_not_found,
            till_not_found,
            till_disabled,
            another_till,
            store_out_of_scope,
            occurred_in_future,
            business_date_mismatch,
            no_parameters_in_force,
            refund_without_receipt_off,
            refund_without_receipt_limit,
            item_not_found,
            item_retired,
            currency_mismatch,
            member_not_found,
            card_not_found,
            card_not_usable,
            card_track_refused,
            card_track_superseded,
            member_closed,
            member_frozen,
            phone_is_shared,
            stopped_by_risk_rule,
            proof_wrong,
            proof_expired,
            proof_used,
            proof_locked,
            refund_needs_points,
            refund_below_points_price,
            tenders_do_not_add_up,
            receipt_exists,
            idempotency_key_reused}},
      [&refund](const api::Call& call, const WithoutReceiptRequest& request) {
        return refund.without_receipt(call, request);
      }
  );
  api.add<VoidRequest, checkout::ReceiptAnswer>(
      {.method = api::Method::post,
       .path = "/v1/checkout/refunds-without-receipt/{receipt}/void",
       .operation = "void_refund_without_receipt",
       .tag = "sales",
       .permission = without_receipt_permission,
       .summary = {"作废无小票退货", "Void a refund without the receipt"},
       .description =
           {"同一营业日、同一收银机内整单撤销：积分与成长值如数退回会员，次数重新可用；过后不能撤销"
            "。",
            "Undoes the whole of it on its business day, at its till: points and growth come back "
            "to "
            "the member as they were, and the count is free again; never afterwards."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors =
           {receipt_not_found,
            store_not_found,
            till_not_found,
            till_disabled,
            another_till,
            store_out_of_scope,
            occurred_in_future,
            business_date_mismatch,
            already_voided,
            void_after_business_day,
            no_parameters_in_force,
            receipt_exists,
            idempotency_key_reused}},
      [&refund](const api::Call& call, const VoidRequest& request) {
        return refund.void_without_receipt(call, request);
      }
  );
}

}  // namespace guanxi::refund
