#include "flows/attribution/attribution.h"

namespace guanxi::attribution {

void add_endpoints(api::Api& api, const Attributing& attributing) {
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
            "late_attribution_days。积分、成长值、积分活动按销售当时的规则计算、今日记账；已退商品"
            "不得分；成交价不变。之后退货照常收回。按小票上的门店、收银机、营业日、流水号查编号："
            "GET /v1/receipts。",
            "For a card that was forgotten: a sale made without a member becomes the member's, "
            "once, within late_attribution_days of the programme. Points, growth and occasions by "
            "the rules of the sale's moment, posted today; what has come back earns nothing; what "
            "was paid stays. Later returns take back as ever. By the number on the paper (store, "
            "till, business date, sequence) GET /v1/receipts finds the id."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors =
           {receipt_not_found,
            not_a_sale,
            already_voided,
            receipt_has_member,
            attribution_off,
            attribution_too_late,
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
            idempotency_key_reused}},
      [&attributing](const api::Call& call, const AttributeReceipt& request) {
        return attributing.attribute(call, request);
      }
  );
}

}  // namespace guanxi::attribution
