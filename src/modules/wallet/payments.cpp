// Paying with stored value and small change, and taking it back.
#include "modules/wallet/posting.h"
#include "modules/wallet/standing.h"
#include "modules/wallet/store.h"

namespace guanxi::wallet {

namespace {

struct Entered {
  Paid paid;
  std::vector<PaymentPart> parts;
};

Result<std::vector<Take>> take_stored(
    const std::vector<Recharge>& open, const Place& place, Money needed
) {
  const Money zero = Money::zero(needed.currency());
  std::vector<Recharge> usable;
  std::vector<std::size_t> at;
  Money elsewhere = zero;
  for (std::size_t i = 0; i < open.size(); ++i) {
    if (usable_at(place, open[i].company)) {
      usable.push_back(open[i]);
      at.push_back(i);
    } else {
      elsewhere += open[i].remaining();
    }
  }
  Takes taken = take(usable, needed);
  if (!taken.missing.is_zero()) {
    const bool is_elsewhere = elsewhere >= taken.missing;
    Error error = fail(
        is_elsewhere ? ErrorCode::stored_value_of_another_company
                     : ErrorCode::not_enough_stored_value,
        {},
        {{"balance", (needed - taken.missing).to_string()}, {"needed", needed.to_string()}}
    );
    if (is_elsewhere) error.facts.emplace_back("elsewhere", elsewhere.to_string());
    return error;
  }
  for (Take& part : taken.takes) part.recharge = at[part.recharge];
  return std::move(taken.takes);
}

/// Each statement of a plan may see another moment; what does not add up was read at two.
bool of_one_moment(const Account& account, const std::vector<Recharge>& open) {
  Money principal = Money::zero(account.currency), bonus = principal;
  for (const Recharge& recharge : open) {
    principal += recharge.principal.remaining;
    bonus += recharge.bonus.remaining;
  }
  return principal == account.principal && bonus == account.bonus;
}

Result<Entered> enter_payment(
    Posting& posting, const std::vector<Recharge>& open, const Place& place, const Payment& payment
) {
  const Account& before = posting.account();
  const Money zero = Money::zero(before.currency);
  GX_TRY_VOID(check_open(before));
  GX_CHECK(!payment.stored.is_zero() || !payment.change.is_zero());
  Entered entered{{before, zero, zero, zero}, {}};
  if (!payment.change.is_zero()) {
    GX_CHECK(payment.change > zero);
    GX_TRY_VOID(check_change_at(before, place));
    if (payment.change > before.change) {
      return fail(
          ErrorCode::not_enough_change,
          {},
          {{"balance", before.change.to_string()}, {"needed", payment.change.to_string()}}
      );
    }
  }
  if (!payment.stored.is_zero()) {
    GX_CHECK(payment.stored > zero && payment.undiscounted >= payment.stored);
    if (!of_one_moment(before, open)) return ErrorCode::conflict;
    GX_TRY(takes, take_stored(open, place, payment.stored));
    const auto undiscounted = undiscounted_shares(takes, payment.undiscounted);
    for (std::size_t i = 0; i < takes.size(); ++i) {
      const Take& part = takes[i];
      const auto at = posting.place(open[part.recharge]);
      posting.enter(Reason::paid, Asset::principal, part.principal, at);
      posting.enter(Reason::paid, Asset::bonus, part.bonus, at);
      entered.paid.principal += part.principal;
      entered.paid.bonus += part.bonus;
      entered.parts.push_back({open[part.recharge].id, part.amount(), undiscounted[i], zero, zero});
    }
  }
  if (!payment.change.is_zero()) {
    posting.enter_change(Reason::paid, payment.change);
    entered.paid.change = payment.change;
    entered.parts.push_back({0, payment.change, payment.change, zero, zero});
  }
  entered.paid.account = posting.account();
  return entered;
}

Outcome check_left(const std::vector<PaymentPart>& parts, Money amount) {
  Money left = Money::zero(parts.front().amount.currency());
  for (const PaymentPart& part : parts) left += part.left();
  if (amount <= left) return ok();
  return fail(ErrorCode::refund_exceeds_tender, {}, {{"left", left.to_string()}});
}

/// Gives `amount` back to the recharges that `parts` came from.
void enter_restored(
    sql::Tx& tx, Posting& posting, std::vector<PaymentPart>& parts, Money amount, Paid& paid
) {
  const auto shares = restore(parts, amount);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (shares[i].is_zero()) continue;
    const auto recharge = store::find_recharge(tx, posting.account(), parts[i].lot_id);
    GX_CHECK(recharge.has_value());
    const Take back = give_back(*recharge, shares[i]);
    const auto at = posting.place(*recharge);
    posting.enter(Reason::restored, Asset::principal, back.principal, at);
    posting.enter(Reason::restored, Asset::bonus, back.bonus, at);
    paid.principal += back.principal;
    paid.bonus += back.bonus;
  }
}

}  // namespace

Result<Paid> plan_payment(
    const Account& account,
    const std::vector<Recharge>& open,
    const Place& place,
    const Payment& payment
) {
  Context context;
  context.owner = account.owner;
  context.expected_seq = account.seq;
  Posting posting(account, context);
  GX_TRY(entered, enter_payment(posting, open, place, payment));
  return entered.paid;
}

Result<Paid> post_payment(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const Place& place,
    const Payment& payment
) {
  GX_TRY(account, load_account(tx, context));
  return post_payment(
      tx, ids, context, account, store::open_recharges(tx, account), place, payment
  );
}

Result<Paid> post_payment(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const Account& account,
    const std::vector<Recharge>& open,
    const Place& place,
    const Payment& payment
) {
  GX_CHECK(context.cause.kind == CauseKind::sale && context.store == place.store);
  Posting posting(account, context);
  GX_TRY(entered, enter_payment(posting, open, place, payment));
  GX_TRY(written, posting.write(tx, ids));
  for (const PaymentPart& part : entered.parts) {
    store::insert_part(tx, account.owner, context.cause.id, part);
  }
  entered.paid.account = written;
  return entered.paid;
}

Result<Paid> post_payment_refund(
    sql::Tx& tx, IdGenerator& ids, const Context& context, const PaymentRefund& refund
) {
  GX_TRY(account, load_account(tx, context));
  const Money zero = Money::zero(account.currency);
  GX_CHECK(!refund.stored.is_negative() && !refund.change.is_negative());
  GX_CHECK(!refund.stored.is_zero() || !refund.change.is_zero());
  std::vector<PaymentPart> stored, change;
  for (const PaymentPart& part : store::parts(tx, account, refund.payment)) {
    (part.lot_id == 0 ? change : stored).push_back(part);
  }
  const std::vector<PaymentPart> before = stored;
  Posting posting(account, context);
  Paid paid{account, zero, zero, zero};
  if (!refund.stored.is_zero()) {
    if (stored.empty()) return ErrorCode::payment_not_found;
    GX_TRY_VOID(check_left(stored, refund.stored));
    enter_restored(tx, posting, stored, refund.stored, paid);
  }
  if (!refund.change.is_zero()) {
    if (change.empty()) return ErrorCode::payment_not_found;
    GX_TRY_VOID(check_left(change, refund.change));
    restore(change, refund.change);
    posting.enter_change(Reason::restored, refund.change);
    paid.change = refund.change;
  }
  GX_TRY(written, posting.write(tx, ids));
  for (std::size_t i = 0; i < stored.size(); ++i) {
    if (stored[i] == before[i]) continue;
    store::update_part(tx, account.owner, refund.payment, stored[i]);
  }
  if (!refund.change.is_zero()) {
    store::update_part(tx, account.owner, refund.payment, change.front());
  }
  paid.account = written;
  return paid;
}

}  // namespace guanxi::wallet
