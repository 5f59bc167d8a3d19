// An exchange: what comes back pays for what goes out, in one transaction. The refund is posted
// first, so that the sale finds the account as the refund left it; both receipts carry the id of
// the new sale. What the wallet or points paid is no credit: it goes back there, and the new sale
// may spend it by a tender of its own.
#include <algorithm>

#include "flows/refund/refund.h"

namespace guanxi::refund {
namespace {

struct ExchangePlan {
  static constexpr bool guards_itself = false;
  RefundPlan returned;
  checkout::SalePlan sale;
  std::int64_t credit = 0;
};

/// What cannot pay for new goods: it was kept back, or is back in the wallet or in its lots.
bool is_no_credit(sales::TenderKind kind) {
  return kind == sales::TenderKind::points_purchase || kind == sales::TenderKind::gift_purchase ||
         kind == sales::TenderKind::points || sales::is_of_wallet(kind);
}

/// What the returned goods pay of the new ones leaves the refund's money and stands among the
/// sale's tenders, part by part with the tender that once paid for it: returned later, it goes back
/// that way.
void pay_with_credit(RefundPlan& returned, checkout::SalePlan& sale, std::int64_t credit) {
  if (credit == 0) return;
  std::vector<sales::Tender> money, kept;
  for (const sales::Tender& tender : returned.refund.tenders) {
    (is_no_credit(tender.kind) ? kept : money).push_back(tender);
  }
  const std::vector<sales::Tender> parts = restore_tenders(money, credit);
  returned.refund.tenders.clear();
  for (const sales::Tender& tender : money) {
    const std::int64_t paid_out = tender.amount - tender.restored;
    if (paid_out > 0) {
      returned.refund.tenders.push_back({tender.kind, paid_out, tender.reference, 0});
    }
  }
  std::erase_if(sale.receipt.tenders, [](const sales::Tender& tender) {
    return tender.kind == sales::TenderKind::exchange_credit;
  });
  for (const sales::Tender& part : parts) {
    const sales::Tender credited{
        sales::TenderKind::exchange_credit, part.amount, std::string(sales::word(part.kind)), 0};
    returned.refund.tenders.push_back(credited);
    sale.receipt.tenders.push_back(credited);
  }
  returned.refund.tenders.insert(returned.refund.tenders.end(), kept.begin(), kept.end());
}

std::int64_t payout_of(const sales::Receipt& refund) {
  std::int64_t payout = 0;
  for (const sales::Tender& tender : refund.tenders) {
    if (!is_no_credit(tender.kind)) payout += tender.amount;
  }
  return payout;
}

}  // namespace

Result<api::Reply<ExchangeAnswer>> Refund::exchange(
    const api::Call& call, const ExchangeRequest& request
) const {
  const checkout::SaleRequest& new_sale = request.sale;
  GX_TRY_VOID(checkout::below(checkout_.check(new_sale), "/sale"));
  if (request.returned.sequence == new_sale.sequence) {
    return fail(ErrorCode::invalid_request, "/returned/sequence", {{"reason", "@two_numbers"}});
  }
  Order order{
      .sale = request.receipt,
      .kind = sales::Kind::refund,
      .store = new_sale.store,
      .till = new_sale.till,
      .business_date = new_sale.business_date,
      .sequence = request.returned.sequence,
      .occurred_at = new_sale.occurred_at,
      .cashier = new_sale.cashier,
      .reason = request.returned.reason,
      .lines_at = "/returned/lines",
      .gifts = &request.returned.gifts,
      .gifts_at = "/returned/gifts",
  };
  if (request.returned.lines) {
    order.lines.emplace();
    for (const RefundLine& line : *request.returned.lines)
      order.lines->push_back({line.line, line.quantity});
  }

  const checkout::Judged judged = checkout_.judge_proof(call, new_sale);
  const auto make_plan = [&](sql::Tx& tx) -> Result<ExchangePlan> {
    ExchangePlan both;
    GX_TRY(returned, plan(tx, call, order));
    both.returned = std::move(returned);
    GX_TRY(
        sale,
        checkout::below(
            checkout_.plan_with_credit(
                tx,
                call,
                new_sale,
                payout_of(both.returned.refund),
                both.returned.whole ? both.returned.sale.id : ReceiptId()
            ),
            "/sale"
        )
    );
    both.sale = std::move(sale.plan);
    both.credit = sale.credit;
    pay_with_credit(both.returned, both.sale, both.credit);
    GX_TRY_VOID(checkout::below(checkout::earn(both.sale), "/sale"));
    return both;
  };
  const auto apply_both = [&](sql::Tx& tx, const ExchangePlan& planned) -> Result<Posted> {
    const ReceiptId refund_id = house_.ids.next_id<ReceiptTag>();
    const ReceiptId sale_id = house_.ids.next_id<ReceiptTag>();
    const TillId till = planned.sale.place.till->id;
    GX_TRY(
        claimed,
        sales::claim(
            tx,
            {till, new_sale.business_date, new_sale.sequence},
            call.idempotency_key,
            {planned.sale.receipt.owner, sale_id, call.request_hash}
        )
    );
    if (!claimed.fresh) return Posted{sales::load_claimed(tx, claimed), true};
    // The refund's number is claimed under its own natural key; the exchange's key is the sale's.
    // A number that is taken is refused as such: the caller's own key was not used before.
    const auto second = sales::claim(
        tx,
        {till, order.business_date, order.sequence},
        sales::natural_idempotency_key(order.business_date, order.sequence),
        {planned.returned.sale.owner, refund_id, call.request_hash}
    );
    if (!second || !second->fresh) return fail(ErrorCode::receipt_exists, "/returned/sequence");
    RefundPlan returned = planned.returned;
    returned.refund.exchange = sale_id.value();
    GX_TRY(applied, apply(tx, returned, refund_id, call));
    checkout::SalePlan sale = planned.sale;
    sale.receipt.exchange = sale_id.value();
    const bool same_owner = applied.account && sale.receipt.owner == applied.account->owner;
    if (same_owner) sale.buyer->account = *applied.account;
    GX_TRY_VOID(checkout::below(checkout_.plan_spending(tx, new_sale, sale), "/sale"));
    GX_TRY_VOID(checkout::below(checkout_.plan_proof(tx, call, new_sale, judged, sale), "/sale"));
    if (sale.buyer) checkout_.read_standings(tx, sale, call.now);
    checkout_.plan_growth(sale);
    GX_TRY(
        receipt,
        checkout_.apply(
            tx,
            sale,
            sale_id,
            call.now,
            call.actor.id,
            same_owner ? applied.account : std::optional<points::Account>()
        )
    );
    return Posted{std::move(receipt), false};
  };
  GX_TRY(
      posted,
      checkout::post_planned<ExchangePlan>(
          house_,
          call,
          {new_sale.store, new_sale.till, new_sale.business_date, new_sale.sequence},
          make_plan,
          apply_both
      )
  );

  // The first answer and every retry read the refund back by its number.
  const auto refund = house_.db.read([&](sql::Tx& tx) {
    return sales::find(
        tx, sales::NaturalKey{posted.receipt.till, order.business_date, order.sequence}
    );
  });
  GX_CHECK_WHY(refund.has_value(), "an exchange without its refund");
  ExchangeAnswer answer;
  answer.sale = reply_of(house_, posted, call.language).body;
  answer.returned = reply_of(house_, Posted{*refund, posted.replayed}, call.language).body;
  answer.credit = Money::zero(posted.receipt.currency);
  for (const sales::Tender& tender : posted.receipt.tenders) {
    if (tender.kind == sales::TenderKind::exchange_credit) {
      answer.credit += posted.receipt.money(tender.amount);
    }
  }
  return api::Reply<ExchangeAnswer>{.body = std::move(answer), .replayed = posted.replayed};
}

}  // namespace guanxi::refund
