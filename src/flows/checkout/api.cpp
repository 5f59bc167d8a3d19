#include "flows/checkout/catalogue_prices.h"
#include "flows/checkout/checkout.h"
#include "flows/checkout/price_view.h"
#include "flows/checkout/reading.h"

namespace guanxi::checkout {
namespace {

std::vector<ErrorCode> pricing_errors() {
  using enum ErrorCode;
  return {store_not_found,    till_not_found,         till_disabled,         another_till,
          store_out_of_scope, occurred_in_future,     item_not_found,        item_retired,
          counter_not_found,  currency_mismatch,      member_not_found,      card_not_found,
          card_not_usable,    card_track_refused,     card_track_superseded, member_closed,
          member_frozen,      no_parameters_in_force, proof_wrong,           proof_expired,
          proof_used,         proof_locked,           phone_is_shared,       stopped_by_risk_rule,
          coupon_not_found,   coupon_state,           coupon_held,           coupon_not_yet_valid,
          coupon_expired,     coupon_not_applicable,  gift_stock_used_up};
}

}  // namespace

void add_endpoints(api::Api& api, const Checkout& checkout, const House& house) {
  using enum ErrorCode;
  api.add<QuoteRequest, QuoteAnswer>(
      {.method = api::Method::post,
       .path = "/v1/checkout/quote",
       .operation = "quote_checkout",
       .tag = "sales",
       .permission = "sales:write",
       .summary = {"试算", "Quote a basket"},
       .description =
           {"返回每行价格、应付金额、可得积分与说明；不记账。quote_id "
            "五分钟内锁定规则版本；价格若已变动，销售答 409 "
            "并给出新的试算编号。出示的券逐张说明能否"
            "使用（coupons）和销售要求的凭证（coupons_proof）。",
            "Each line's price, the payable amount, the points to be earned and why; posts "
            "nothing. The quote_id pins the rule version "
            "for five minutes; if a price has moved, the sale answers 409 with a fresh quote_id. "
            "Of "
            "the coupons presented it says whether each can be used (coupons) and which proof the "
            "sale asks for (coupons_proof)."},
       .errors = pricing_errors()},
      [&checkout](const api::Call& call, const QuoteRequest& request) {
        return checkout.quote(call, request);
      }
  );
  std::vector<ErrorCode> sale_errors = pricing_errors();
  sale_errors.insert(sale_errors.end(), {business_date_mismatch,  quote_not_found,
                                         quote_expired,           quote_mismatch,
                                         tenders_do_not_add_up,   points_not_accepted,
                                         points_payment_limit,    points_owed,
                                         not_enough_points,       wallet_frozen,
                                         not_enough_stored_value, stored_value_of_another_company,
                                         not_enough_change,       change_off,
                                         change_cap_reached,      change_of_another_company,
                                         proof_required,          proof_too_weak,
                                         proof_not_found,         pin_not_set,
                                         receipt_exists,          idempotency_key_reused});
  api.add<SaleRequest, ReceiptAnswer>(
      {.method = api::Method::post,
       .path = "/v1/checkout",
       .operation = "post_sale",
       .tag = "sales",
       .permission = "sales:write",
       .summary = {"销售记账", "Post a sale"},
       .description =
           {"落盘后才应答；同一请求重发返回首次结果。建议幂等键写成「营业日-流水号」，如 "
            "20261121-000123。",
            "Answers only once durable; a retry gets the first answer. We recommend the "
            "idempotency key "
            "\"<business date>-<number>\", e.g. 20261121-000123: readable and cheapest."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors = std::move(sale_errors)},
      [&checkout](const api::Call& call, const SaleRequest& request) {
        return checkout.sell(call, request);
      }
  );
  add_catalogue_endpoints(api, checkout);
  add_reading_endpoints(api, house);
  add_price_endpoints(api, house);
}

}  // namespace guanxi::checkout
