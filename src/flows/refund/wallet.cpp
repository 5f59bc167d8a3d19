// The wallet when goods come back: what it paid returns to where it came from, and a void hands out
// the change that its sale had saved.
#include "flows/refund/refund.h"
#include "modules/wallet/offers.h"

namespace guanxi::refund {
namespace {

Money paid_back(const sales::Receipt& refund, sales::TenderKind kind) {
  Money sum = Money::zero(refund.currency);
  for (const sales::Tender& tender : refund.tenders) {
    if (tender.kind == kind) sum += refund.money(tender.amount);
  }
  return sum;
}

/// Whoever served gives back, and so does everybody with a licence: value of one legal person does
/// not pass through another's till.
Outcome check_company(
    const checkout::House& house,
    sql::Tx& tx,
    const sales::Receipt& sale,
    const sales::Receipt& refund,
    Date today
) {
  const auto organisation = house.org.snapshot();
  const auto served = wallet::company_of(*organisation, sale.store);
  if (wallet::company_of(*organisation, refund.store) == served) return ok();
  const org::Store* const store = organisation->find_store(sale.store);
  GX_CHECK_WHY(store != nullptr, "a receipt of a store that is not there");
  if (wallet::licensed(tx, store->programme, today)) return ok();
  return fail(ErrorCode::refund_at_another_company, "/store");
}

Money saved_by(const sales::Receipt& sale) {
  Money sum = Money::zero(sale.currency);
  for (const sales::Note& note : sale.notes) {
    if (note.code == sales::notes::change_saved) sum += sale.money(note.value);
  }
  return sum;
}

}  // namespace

Outcome Refund::restore_wallet(
    sql::Tx& tx, const sales::Receipt& sale, sales::Receipt& refund, Date today
) const {
  const bool voided = refund.kind == sales::Kind::void_;
  const Money zero = Money::zero(refund.currency);
  const Money stored = paid_back(refund, sales::TenderKind::stored_value);
  const Money change = paid_back(refund, sales::TenderKind::small_change);
  const Money saved = voided ? saved_by(sale) : zero;
  const bool restores = !stored.is_zero() || !change.is_zero();
  if (!restores && saved.is_zero()) return ok();
  if (restores) {
    GX_TRY_VOID(check_company(house_, tx, sale, refund, today));
  }
  // With a merge the contract that paid went to the survivor, and so did the change.
  const OwnerId payer = members::heir_of(tx, refund.owner).value_or(refund.owner);
  auto account = wallet::find_account(tx, payer);
  GX_CHECK_WHY(account.has_value(), "a receipt of a wallet that is not there");
  const auto context = [&](wallet::CauseKind kind) {
    return wallet::Context{
        .owner = payer,
        .cause = {kind, refund.id.value()},
        .occurred_at = refund.occurred_at,
        .posted_at = refund.posted_at,
        .actor = refund.actor,
        .store = refund.store,
        .expected_seq = account->seq};
  };
  const auto note = [&](const char* code, Money value) {
    refund.notes.push_back({code, 0, value.minor()});
  };
  if (restores) {
    const auto kind = voided ? wallet::CauseKind::void_sale : wallet::CauseKind::refund;
    GX_TRY(
        back,
        wallet::post_payment_refund(
            tx, house_.ids, context(kind), {sale.id.value(), stored, change}
        )
    );
    if (!back.bonus.is_zero()) note(sales::notes::wallet_bonus, back.bonus);
    account = back.account;
  }
  if (!saved.is_zero()) {
    GX_TRY(
        out,
        wallet::post_change_handed_out(tx, house_.ids, context(wallet::CauseKind::change), saved)
    );
    if (!out.handed_out.is_zero()) note(sales::notes::change_handed_out, out.handed_out);
    account = out.account;
  }
  note(sales::notes::stored_value_left, account->stored());
  note(sales::notes::small_change_left, account->change);
  return ok();
}

}  // namespace guanxi::refund
