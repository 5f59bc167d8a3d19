// The wallet at the till: stored value and small change as tenders, and change that is saved
// instead of handed out.
#include <fmt/format.h>

#include "flows/checkout/checkout.h"
#include "modules/wallet/offers.h"

namespace guanxi::checkout {
namespace {

/// What the request asks of the wallet; places are the first tender's of each kind.
struct AskedOfWallet {
  Money stored, change;
  std::size_t stored_at = 0, change_at = 0;

  bool pays() const { return !stored.is_zero() || !change.is_zero(); }
};

AskedOfWallet asked_of(const SaleRequest& request, Currency currency) {
  const Money zero = Money::zero(currency);
  AskedOfWallet asked{zero, zero};
  for (std::size_t i = 0; i < request.tenders.size(); ++i) {
    const SaleTender& tender = request.tenders[i];
    const bool stored = tender.kind == sales::TenderKind::stored_value;
    if (!stored && tender.kind != sales::TenderKind::small_change) continue;
    Money& sum = stored ? asked.stored : asked.change;
    if (sum.is_zero()) (stored ? asked.stored_at : asked.change_at) = i;
    sum += tender.amount;
  }
  return asked;
}

/// The refusal of a payment, with the tender it is about.
Error at_tender(Error error, const AskedOfWallet& asked) {
  const bool of_change = error.code == ErrorCode::not_enough_change ||
                         error.code == ErrorCode::change_of_another_company ||
                         asked.stored.is_zero();
  error.pointer = fmt::format(
      "/tenders/{}/{}",
      of_change ? asked.change_at : asked.stored_at,
      error.code == ErrorCode::wallet_frozen ? "kind" : "amount"
  );
  return error;
}

/// A card without a type – a virtual one, or one from elsewhere – has no terms to save by.
wallet::ChangeRule change_rule(const cards::CardTerms& terms, Currency currency) {
  return {terms.small_change, terms.small_change_cap.value_or(Money::zero(currency))};
}

wallet::Account empty_account(const Buyer& buyer, Currency currency) {
  const Money zero = Money::zero(currency);
  return {
      .owner = buyer.member.id,
      .programme = buyer.member.programme,
      .currency = currency,
      .principal = zero,
      .bonus = zero,
      .change = zero,
      .posted_at = {}};
}

void add_notes(sales::Receipt& receipt, const WalletPlan& plan, const wallet::Account& after) {
  const auto note = [&](const char* code, Money value) {
    receipt.notes.push_back({code, 0, value.minor()});
  };
  if (!plan.bonus.is_zero()) note(sales::notes::wallet_bonus, plan.bonus);
  if (!plan.saved.is_zero()) note(sales::notes::change_saved, plan.saved);
  note(sales::notes::stored_value_left, after.stored());
  note(sales::notes::small_change_left, after.change);
}

}  // namespace

Outcome Checkout::plan_wallet(sql::Tx& tx, const SaleRequest& request, SalePlan& plan) const {
  const Currency currency = plan.receipt.currency;
  const AskedOfWallet asked = asked_of(request, currency);
  if (!asked.pays() && !request.save_change) return ok();
  if (!plan.buyer) return fail(ErrorCode::missing_field, "/member");
  if (request.save_change && request.save_change->amount.currency() != currency) {
    return fail(
        ErrorCode::currency_mismatch,
        "/save_change/amount/currency",
        {{"expected", std::string(currency.code())}}
    );
  }
  const Buyer& buyer = *plan.buyer;
  const bool stored = !asked.stored.is_zero();
  WalletPlan with;
  with.account = empty_account(buyer, currency);
  tx.ahead([&](sql::Tx& soon) {
    wallet::find_account(soon, buyer.member.id);
    if (stored) wallet::open_recharges(soon, with.account);
    if (stored) wallet::licensed(soon, buyer.member.programme, plan.today);
  });
  const auto found = wallet::find_account(tx, buyer.member.id);
  with.is_new = !found.has_value();
  if (found) with.account = *found;
  with.place.store = plan.receipt.store;
  with.place.company = wallet::company_of(*plan.place.organisation, plan.receipt.store);
  if (stored) with.recharges = wallet::open_recharges(tx, with.account);
  if (stored || with.account.change_company != with.place.company) {
    with.place.licensed = wallet::licensed(tx, buyer.member.programme, plan.today);
  }
  with.bonus = with.saved = Money::zero(currency);
  with.payment = {asked.stored, asked.change, asked.stored};

  wallet::Account after = with.account;
  if (asked.pays()) {
    auto paid = wallet::plan_payment(with.account, with.recharges, with.place, with.payment);
    if (!paid && paid.error().code == ErrorCode::conflict) return paid.error();
    if (!paid) return at_tender(std::move(paid).error(), asked);
    with.bonus = paid->bonus;
    after = paid->account;
  }
  if (request.save_change) {
    const auto& [amount, part] = *request.save_change;
    with.change_rule = change_rule(buyer.terms, currency);
    auto saved = wallet::plan_change_saved(after, with.place, amount, with.change_rule, part);
    if (!saved) {
      Error error = std::move(saved).error();
      const bool of_amount =
          error.code == ErrorCode::change_cap_reached || error.code == ErrorCode::change_off;
      error.pointer = of_amount ? "/save_change/amount" : "/save_change";
      return error;
    }
    with.saved = *saved;
    after.change += with.saved;
  }
  add_notes(plan.receipt, with, after);
  plan.wallet = std::move(with);
  return earn(plan);
}

Outcome Checkout::apply_wallet(sql::Tx& tx, const WalletPlan& plan, const sales::Receipt& receipt)
    const {
  wallet::Account account = plan.account;
  if (plan.is_new) {
    wallet::open_account(tx, account.owner, account.programme, account.currency, receipt.posted_at);
  }
  const auto context = [&](wallet::CauseKind kind) {
    return wallet::Context{
        .owner = account.owner,
        .cause = {kind, receipt.id.value()},
        .occurred_at = receipt.occurred_at,
        .posted_at = receipt.posted_at,
        .actor = receipt.actor,
        .store = receipt.store,
        .expected_seq = account.seq};
  };
  if (plan.pays()) {
    GX_TRY(
        paid,
        wallet::post_payment(
            tx,
            house_.ids,
            context(wallet::CauseKind::sale),
            account,
            plan.recharges,
            plan.place,
            plan.payment
        )
    );
    account = paid.account;
  }
  if (!plan.saved.is_zero()) {
    GX_TRY_VOID(wallet::post_change_saved(
        tx,
        house_.ids,
        context(wallet::CauseKind::change),
        account,
        plan.place,
        plan.saved,
        plan.change_rule,
        false
    ));
  }
  return ok();
}

}  // namespace guanxi::checkout
