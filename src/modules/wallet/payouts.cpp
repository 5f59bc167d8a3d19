// Paying the balance out, by cause.
#include "modules/wallet/posting.h"
#include "modules/wallet/standing.h"
#include "modules/wallet/store.h"

namespace guanxi::wallet {

Payout plan_payout(sql::Tx& tx, const Account& account, const Place& place, Fault fault) {
  const Money zero = Money::zero(account.currency);
  const bool owes_change = usable_at(place, account.change_company);
  Payout payout{{}, zero, owes_change ? account.change : zero, zero, zero};
  for (const Recharge& recharge : store::open_recharges(tx, account)) {
    if (!usable_at(place, recharge.company)) continue;
    const Money undiscounted = store::undiscounted_spent(tx, account, recharge.id);
    PayoutPart part = plan_part(recharge, undiscounted, fault);
    // Where nothing is due the contract goes on: its value stays good for buying.
    if (part.paid_out.is_zero()) continue;
    payout.principal += part.paid_out;
    payout.kept += part.kept;
    payout.forfeited += part.forfeited;
    payout.parts.push_back(std::move(part));
  }
  return payout;
}

namespace {

Result<PaidOut> pay_out(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const Account& account,
    Payout payout,
    Fault fault,
    PayoutMethod method,
    const std::optional<std::string>& reference
) {
  Posting posting(account, context);
  for (const PayoutPart& part : payout.parts) {
    const auto at = posting.place(part.recharge);
    posting.enter(Reason::waived, Asset::principal, part.waived, at);
    posting.enter(Reason::paid_out, Asset::principal, part.paid_out, at);
    posting.enter(Reason::kept, Asset::principal, part.kept, at);
    posting.enter(Reason::forfeited, Asset::bonus, part.forfeited, at);
  }
  posting.enter_change(Reason::paid_out, payout.change);
  GX_TRY(written, posting.write(tx, ids));
  for (const PayoutPart& part : payout.parts) {
    store::end_recharge(tx, account.owner, part.recharge.id, fault);
  }
  store::insert_payout(tx, context, payout, fault, method, reference);
  return PaidOut{written, std::move(payout)};
}

Error too_little(ErrorCode code, Money balance, Money needed) {
  return fail(code, {}, {{"balance", balance.to_string()}, {"needed", needed.to_string()}});
}

}  // namespace

Result<PaidOut> post_payout(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const RulePack& rules,
    const Place& place,
    Fault fault,
    PayoutMethod method,
    const std::optional<std::string>& reference
) {
  GX_TRY(account, load_account(tx, context));
  GX_TRY_VOID(check_open(account));
  Payout payout = plan_payout(tx, account, place, fault);
  if (payout.total().is_zero()) return ErrorCode::nothing_to_pay_out;
  if (method == PayoutMethod::cash && payout.total() > rules.cash_payout_max) {
    return fail(
        ErrorCode::payout_not_in_cash,
        {},
        {{"amount", payout.total().to_string()}, {"max", rules.cash_payout_max.to_string()}}
    );
  }
  return pay_out(tx, ids, context, account, std::move(payout), fault, method, reference);
}

Result<PaidOut> post_opening_payout(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const BookedOpening& opening,
    const std::string& reference
) {
  GX_TRY(account, load_account(tx, context));
  GX_TRY_VOID(check_open(account));
  const Money zero = Money::zero(account.currency);
  if (account.change < opening.change) {
    return too_little(ErrorCode::not_enough_change, account.change, opening.change);
  }
  Payout payout{{}, zero, opening.change, zero, zero};
  if (opening.recharge) {
    const auto recharge = store::find_recharge(tx, account, *opening.recharge);
    if (!recharge) return ErrorCode::payment_not_found;
    const Money whole = recharge->terms().total();
    if (recharge->remaining() != whole) {
      return too_little(ErrorCode::recharge_used, recharge->remaining(), whole);
    }
    payout.parts.push_back(plan_part(*recharge, zero, Fault::merchant));
    payout.principal = payout.parts.front().paid_out;
    payout.kept = payout.parts.front().kept;
    payout.forfeited = payout.parts.front().forfeited;
  }
  if (payout.total().is_zero()) return ErrorCode::nothing_to_pay_out;
  return pay_out(
      tx, ids, context, account, std::move(payout), Fault::merchant, PayoutMethod::bank, reference
  );
}

}  // namespace guanxi::wallet
