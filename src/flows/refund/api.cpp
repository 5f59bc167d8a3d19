#include "flows/refund/refund.h"

namespace guanxi::refund {
namespace {

std::vector<ErrorCode> return_errors() {
  using enum ErrorCode;
  return {
      receipt_not_found,
      store_not_found,
      till_not_found,
      till_disabled,
      another_till,
      store_out_of_scope,
      occurred_in_future,
      business_date_mismatch,
      not_a_sale,
      already_voided,
      receipt_exists,
      idempotency_key_reused,
      no_parameters_in_force,
      refund_needs_points,
      refund_below_points_price};
}

std::vector<ErrorCode> with(std::vector<ErrorCode> codes, std::initializer_list<ErrorCode> more) {
  codes.insert(codes.end(), more);
  return codes;
}

}  // namespace

void add_endpoints(api::Api& api, const Refund& refund) {
  using enum ErrorCode;
  api.add<RefundRequest, checkout::ReceiptAnswer>(
      {.method = api::Method::post,
       .path = "/v1/checkout/{receipt}/refunds",
       .operation = "post_refund",
       .tag = "sales",
       .permission = "sales:refund",
       .summary = {"退货", "Refund a sale"},
       .description =
           {"按行、按数量退货，直到退完。退款为该行分摊后的实收；积分按比例收回，余额不足时按会员计"
            "划的规定处理。",
            "By line and quantity, until nothing is left. Pays the line's allocated net; points go "
            "back in proportion, and the "
            "programme's policy decides when the balance is short."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors = with(
           return_errors(),
           {line_not_found,
            refund_exceeds_sale,
            refund_exceeds_tender,
            refund_at_another_company,
            nothing_left_to_refund,
            duplicate_field,
            tenders_do_not_add_up,
            currency_mismatch,
            item_not_found}
       )},
      [&refund](const api::Call& call, const RefundRequest& request) {
        return refund.refund(call, request);
      }
  );
  api.add<VoidRequest, checkout::ReceiptAnswer>(
      {.method = api::Method::post,
       .path = "/v1/checkout/{receipt}/void",
       .operation = "void_sale",
       .tag = "sales",
       .permission = "sales:refund",
       .summary = {"作废", "Void a sale"},
       .description =
           {"同一营业日内撤销整单；已退过货的不能作废。",
            "Undoes a whole sale on its business day; not after a refund."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors = with(return_errors(), {void_after_business_day, void_after_refund})},
      [&refund](const api::Call& call, const VoidRequest& request) {
        return refund.void_sale(call, request);
      }
  );
  add_without_receipt_endpoints(api, refund);
  api.add<ExchangeRequest, ExchangeAnswer>(
      {.method = api::Method::post,
       .path = "/v1/checkout/{receipt}/exchanges",
       .operation = "post_exchange",
       .tag = "sales",
       .permission = "sales:refund",
       .summary = {"换货", "Exchange goods"},
       .description =
           {"关联的退货与销售在同一事务中完成；退货款先抵付新单，付款只需补足差额。"
            "原用储值、零钱支付的部分退回钱包，不抵付新单；新单可再用储值、零钱支付。",
            "A linked refund and sale in one transaction: the returned goods pay first, the "
            "tenders cover the difference. What stored value and small change had paid goes back "
            "to the wallet instead; the new sale may be paid from there again."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors = with(
           return_errors(),
           {line_not_found,
            refund_exceeds_sale,
            refund_exceeds_tender,
            refund_at_another_company,
            nothing_left_to_refund,
            duplicate_field,
            tenders_do_not_add_up,
            currency_mismatch,
            item_not_found,
            item_retired,
            counter_not_found,
            member_not_found,
            card_not_found,
            card_not_usable,
            card_track_refused,
            card_track_superseded,
            member_closed,
            member_frozen,
            stopped_by_risk_rule,
            quote_not_found,
            quote_expired,
            quote_mismatch,
            points_not_accepted,
            points_payment_limit,
            points_owed,
            not_enough_points,
            wallet_frozen,
            not_enough_stored_value,
            stored_value_of_another_company,
            not_enough_change,
            change_off,
            change_cap_reached,
            change_of_another_company,
            proof_required,
            proof_too_weak,
            proof_wrong,
            proof_expired,
            proof_used,
            proof_locked,
            proof_not_found,
            pin_not_set}
       )},
      [&refund](const api::Call& call, const ExchangeRequest& request) {
        return refund.exchange(call, request);
      }
  );
}

}  // namespace guanxi::refund
