// A quote: a sale as far as its price and points, posted by nobody.
#include "flows/checkout/basket.h"
#include "flows/checkout/coupons.h"
#include "flows/checkout/price_view.h"

namespace guanxi::checkout {

Result<QuoteAnswer> Checkout::quote(const api::Call& call, const QuoteRequest& request) const {
  SaleRequest sale;
  sale.store = request.store;
  sale.till = request.till;
  sale.occurred_at = request.occurred_at.value_or(call.now);
  sale.channel = request.channel;
  sale.member = request.member;
  sale.lines = request.lines;
  sale.coupons = request.coupons;
  GX_TRY_VOID(check(sale));
  GX_TRY(place, find_place(house_, call.actor, request.store, request.till));
  if (sale.occurred_at > call.now.plus_seconds(clock_skew_seconds_max)) {
    return fail(ErrorCode::occurred_in_future, "/occurred_at", {{"now", call.now.to_string()}});
  }
  sale.business_date =
      business_date(sale.occurred_at, place.store->zone, place.store->cutoff_minutes);
  const Judged judged = judge_proof(call, sale);
  std::vector<SaleTender> tenders;
  for (const sales::TenderKind kind : request.tenders) tenders.push_back({kind, {}, {}});
  GX_TRY(planned, house_.db.read_latest([&](sql::Tx& tx) {
    return plan_price(tx, call, sale, tenders_of(tenders));
  }));
  if (!judged) return judged.error();

  const QuoteToken token{call.now, sale.occurred_at, planned.programme->version, planned.basket};
  const ReceiptAnswer priced =
      answer_of(planned.receipt, *planned.place.organisation, *planned.programme, call.language);
  QuoteAnswer answer;
  answer.quote_id = tokens_.encode(token);
  answer.expires_at = token.expires_at();
  if (planned.buyer) {
    const Buyer& buyer = *planned.buyer;
    answer.member = QuotedMember{
        buyer.member.id, buyer.member.member_code, mask_name(buyer.member.name), buyer.usable};
  }
  answer.lines = priced.lines;
  answer.list_total = priced.list_total;
  answer.payable = priced.payable;
  answer.points = priced.points;
  answer.points_offer = points_offer(planned);
  answer.coupons = quoted_coupons(planned, call.language);
  if (!planned.coupons.empty()) answer.coupons_proof = proof_for_coupons(planned, *judged);
  answer.explanation = priced.explanation;
  if (request.trace) {
    answer.price = price_view(
        planned.priced,
        planned.sold,
        planned.receipt.lines,
        *planned.rules,
        planned.buyer ? planned.buyer->terms.cost_group : std::nullopt,
        call.language
    );
  }
  return answer;
}

}  // namespace guanxi::checkout
