#include "flows/enrol/entitled.h"

#include "flows/enrol/enrol.h"
#include "modules/sales/sales.h"

namespace guanxi::enrol {
namespace {

constexpr const char* receipt_pointer = "/receipt";

Error refused(const char* why) {
  return fail(ErrorCode::card_not_usable, receipt_pointer, {{"state", "stock"}, {"why", why}});
}

}  // namespace

Outcome check_entitled(sql::Tx& tx, const api::Call& call, const Wish& wish) {
  const auto type = wish.card_number ? cards::type_of_number(tx, *wish.card_number) : std::nullopt;
  const auto needed = type ? type->content.terms.entitling_amount : std::nullopt;
  if (!needed) return wish.receipt ? refused("@receipt_not_asked") : ok();
  if (!wish.receipt) {
    if (call.actor.may(cards_grant)) return ok();
    return fail(ErrorCode::missing_field, receipt_pointer, {{"field", "receipt"}});
  }
  const auto sale = sales::find(tx, *wish.receipt);
  if (!sale || sale->programme != wish.programme || !call.actor.in_scope(sale->store))
    return fail(ErrorCode::receipt_not_found, receipt_pointer);
  if (sale->kind != sales::Kind::sale) return fail(ErrorCode::not_a_sale, receipt_pointer);
  if (sale->state == sales::State::voided) return fail(ErrorCode::already_voided, receipt_pointer);
  if (!sale->is_anonymous() && sale->owner != wish.owner) return refused("@receipt_of_another");
  // What an exchange credited was paid on another receipt, which may have had its card.
  std::int64_t paid = sale->payable - sale->refunded;
  for (const sales::Tender& tender : sale->tenders) {
    if (tender.kind == sales::TenderKind::exchange_credit) paid -= tender.amount;
  }
  if (sale->money(paid) < *needed) return refused("@receipt_too_small");
  if (cards::is_used(tx, *wish.receipt)) return refused("@receipt_used");
  return ok();
}

Outcome use_receipt(
    sql::Tx& tx, const api::Call& call, std::optional<ReceiptId> receipt, const cards::Card& card
) {
  if (!receipt) return ok();
  if (cards::use_receipt(tx, *receipt, card, call.actor.id, call.now)) return ok();
  return refused("@receipt_used");
}

}  // namespace guanxi::enrol
