#include "flows/enrol/entitled.h"

#include "flows/enrol/enrol.h"
#include "modules/registrations/registrations.h"
#include "modules/sales/sales.h"

namespace guanxi::enrol {
namespace {

constexpr const char* receipt_pointer = "/receipt";

Error refused(const char* why) {
  return fail(ErrorCode::card_not_usable, receipt_pointer, {{"state", "stock"}, {"why", why}});
}

/// The receipt, if it is a sale that somebody at this desk may be shown.
Result<sales::Receipt> find_sale(
    sql::Tx& tx, const api::Call& call, ProgrammeId programme, ReceiptId receipt
) {
  auto sale = sales::find(tx, receipt);
  if (!sale || sale->programme != programme || !call.actor.in_scope(sale->store))
    return fail(ErrorCode::receipt_not_found, receipt_pointer);
  if (sale->kind != sales::Kind::sale) return fail(ErrorCode::not_a_sale, receipt_pointer);
  if (sale->state == sales::State::voided) return fail(ErrorCode::already_voided, receipt_pointer);
  return *std::move(sale);
}

/// What is left of it after returns. What an exchange credited was paid on another receipt, which
/// may have been used itself.
Money left_of(const sales::Receipt& sale) {
  std::int64_t paid = sale.payable - sale.refunded;
  for (const sales::Tender& tender : sale.tenders) {
    if (tender.kind == sales::TenderKind::exchange_credit) paid -= tender.amount;
  }
  return sale.money(paid);
}

}  // namespace

bool takes_receipt(sql::Tx& tx, const std::optional<std::string>& card_number) {
  const auto type = card_number ? cards::type_of_number(tx, *card_number) : std::nullopt;
  return type && type->content.terms.entitling_amount;
}

Outcome check_entry(
    sql::Tx& tx, const api::Call& call, ProgrammeId programme, ReceiptId receipt, Money needed
) {
  GX_TRY(sale, find_sale(tx, call, programme, receipt));
  const auto not_by_it = [](const char* why) {
    return fail(ErrorCode::not_eligible, receipt_pointer, {{"reason", why}});
  };
  if (!sale.is_anonymous()) return not_by_it("@receipt_of_another");
  if (left_of(sale) < needed) return not_by_it("@receipt_too_small");
  if (registrations::joined_by(tx, receipt)) return not_by_it("@receipt_joined");
  if (cards::used_by(tx, receipt)) return not_by_it("@receipt_used");
  return ok();
}

Outcome check_entitled(sql::Tx& tx, const api::Call& call, const Wish& wish) {
  const auto type = wish.card_number ? cards::type_of_number(tx, *wish.card_number) : std::nullopt;
  const auto needed = type ? type->content.terms.entitling_amount : std::nullopt;
  if (!needed) return wish.receipt && !wish.joins ? refused("@receipt_not_asked") : ok();
  if (!wish.receipt) {
    if (call.actor.may(cards_grant)) return ok();
    return fail(ErrorCode::missing_field, receipt_pointer, {{"field", "receipt"}});
  }
  GX_TRY(sale, find_sale(tx, call, wish.programme, *wish.receipt));
  if (!sale.is_anonymous() && sale.owner != wish.owner) return refused("@receipt_of_another");
  if (left_of(sale) < *needed) return refused("@receipt_too_small");
  if (cards::used_by(tx, *wish.receipt)) return refused("@receipt_used");
  if (registrations::joined_by(tx, *wish.receipt)) return refused("@receipt_joined");
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
