// Accounts, recharges, small change, freezing: each refuses or enters its transfers in a Posting,
// which writes them. Payments and payouts have files of their own.
#include "modules/wallet/wallet.h"

#include <algorithm>

#include "modules/wallet/posting.h"
#include "modules/wallet/standing.h"
#include "modules/wallet/store.h"

namespace guanxi::wallet {

Result<Account> load_account(sql::Tx& tx, const Context& context) {
  const auto account = store::find_account(tx, context.owner);
  if (!account) return ErrorCode::wallet_not_found;
  if (account->seq != context.expected_seq) return ErrorCode::conflict;
  return *account;
}

Outcome check_open(const Account& account) {
  if (account.state == AccountState::frozen) return ErrorCode::wallet_frozen;
  return ok();
}

Outcome check_limit(const Account& account, const RulePack& rules, const NewRecharge& recharge) {
  const Money cap = limit_of(rules, account.named);
  if (account.stored() + recharge.principal + recharge.bonus > cap) {
    return fail(
        ErrorCode::wallet_limit_exceeded,
        {},
        {{"cap", cap.to_string()},
         {"balance", account.stored().to_string()},
         {"room", std::max(Money::zero(account.currency), cap - account.stored()).to_string()}}
    );
  }
  return ok();
}

void open_account(
    sql::Tx& tx, OwnerId owner, ProgrammeId programme, Currency currency, Instant now
) {
  store::insert_account(tx, owner, programme, currency, now);
}

std::optional<Account> find_account(sql::Tx& tx, OwnerId owner) {
  return store::find_account(tx, owner);
}

std::vector<Recharge> open_recharges(sql::Tx& tx, const Account& account) {
  return store::open_recharges(tx, account);
}

std::optional<Recharge> find_recharge(sql::Tx& tx, const Account& account, std::int64_t id) {
  return store::find_recharge(tx, account, id);
}

org::UnitId company_of(const org::Snapshot& organisation, StoreId store) {
  org::UnitId top(store.value());
  for (auto at = top; const org::Unit* const unit = organisation.find_unit(at);) {
    top = unit->id;
    if (unit->kind == org::UnitKind::company) return top;
    at = unit->parent;
  }
  return top;
}

Result<Account> post_recharge(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const RulePack& rules,
    const NewRecharge& recharge
) {
  GX_TRY(account, load_account(tx, context));
  GX_TRY_VOID(check_open(account));
  const Money zero = Money::zero(account.currency);
  GX_CHECK(recharge.principal > zero && recharge.bonus >= zero);
  GX_TRY_VOID(check_limit(account, rules, recharge));
  if (!store::insert_recharge(tx, context, recharge)) return ErrorCode::posting_repeated;
  const Lot empty{zero, zero, zero, zero, zero};
  Posting posting(account, context);
  const auto at = posting.add(
      {.id = context.cause.id,
       .recharged_at = context.posted_at,
       .store = context.store,
       .company = recharge.company,
       .offer = recharge.offer,
       .principal = empty,
       .bonus = empty}
  );
  posting.enter(Reason::recharged, Asset::principal, recharge.principal, at);
  posting.enter(Reason::granted, Asset::bonus, recharge.bonus, at);
  return posting.write(tx, ids);
}

Result<VoidedRecharge> post_recharge_void(
    sql::Tx& tx, IdGenerator& ids, const Context& context, std::int64_t id, const TimeZone& zone
) {
  GX_CHECK(context.cause.kind == CauseKind::recharge && context.cause.id != id);
  GX_TRY(account, load_account(tx, context));
  const auto recharge = store::find_recharge(tx, account, id);
  if (!recharge) return ErrorCode::payment_not_found;
  if (recharge->is_void()) return ErrorCode::already_voided;
  GX_TRY_VOID(check_open(account));
  const Date day = zone.date_of(recharge->recharged_at);
  if (zone.date_of(context.posted_at) != day) {
    return fail(ErrorCode::void_after_business_day, {}, {{"expected", day.to_string()}});
  }
  const Money whole = recharge->principal.original + recharge->bonus.original;
  if (recharge->remaining() != whole) {
    return fail(
        ErrorCode::recharge_used,
        {},
        {{"balance", recharge->remaining().to_string()}, {"needed", whole.to_string()}}
    );
  }
  GX_CHECK(context.store == recharge->store);
  Posting posting(account, context);
  const auto at = posting.place(*recharge);
  posting.enter(Reason::voided, Asset::principal, recharge->principal.remaining, at);
  posting.enter(Reason::voided, Asset::bonus, recharge->bonus.remaining, at);
  GX_TRY(after, posting.write(tx, ids));
  store::release_reference(tx, account.owner, recharge->id);
  return VoidedRecharge{after, *recharge};
}

Outcome check_change_at(const Account& account, const Place& place) {
  if (account.change.is_zero() || usable_at(place, account.change_company)) return ok();
  return fail(ErrorCode::change_of_another_company, {}, {{"balance", account.change.to_string()}});
}

Result<Money> plan_change_saved(
    const Account& account, const Place& place, Money amount, const ChangeRule& rule, bool part
) {
  GX_TRY_VOID(check_open(account));
  GX_TRY_VOID(check_change_at(account, place));
  return change_to_save(account.change, amount, rule, part);
}

Result<Saved> post_change_saved(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const Place& place,
    Money amount,
    const ChangeRule& rule,
    bool part
) {
  GX_TRY(account, load_account(tx, context));
  return post_change_saved(tx, ids, context, account, place, amount, rule, part);
}

Result<Saved> post_change_saved(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const Account& account,
    const Place& place,
    Money amount,
    const ChangeRule& rule,
    bool part
) {
  const CauseKind cause = context.cause.kind;
  GX_CHECK(cause == CauseKind::change || cause == CauseKind::opening);
  GX_CHECK(context.store == place.store);
  GX_TRY(saved, plan_change_saved(account, place, amount, rule, part));
  Posting posting(account, context);
  if (account.change.is_zero() || !account.change_company) posting.owe_change(place.company);
  posting.enter_change(Reason::saved, saved);
  GX_TRY(after, posting.write(tx, ids));
  return Saved{after, saved};
}

Result<HandedOut> post_change_handed_out(
    sql::Tx& tx, IdGenerator& ids, const Context& context, Money amount
) {
  const Money zero = Money::zero(amount.currency());
  GX_CHECK(context.cause.kind == CauseKind::change && amount > zero);
  GX_TRY(account, load_account(tx, context));
  const Money there = account.state == AccountState::frozen ? zero : account.change;
  const Money handed_out = std::min(amount, there);
  if (handed_out.is_zero()) return HandedOut{account, zero};
  Posting posting(account, context);
  posting.enter_change(Reason::handed_out, handed_out);
  GX_TRY(after, posting.write(tx, ids));
  return HandedOut{after, handed_out};
}

namespace {

Result<Account> post_note(sql::Tx& tx, IdGenerator& ids, const Context& context, Reason reason) {
  GX_TRY(account, load_account(tx, context));
  const bool frozen = account.state == AccountState::frozen;
  if (reason == Reason::frozen && frozen) return ErrorCode::wallet_frozen;
  if (reason == Reason::released && !frozen) return ErrorCode::wallet_not_frozen;
  Posting posting(account, context);
  posting.note(reason);
  return posting.write(tx, ids);
}

}  // namespace

Result<Account> post_freeze(sql::Tx& tx, IdGenerator& ids, const Context& context) {
  return post_note(tx, ids, context, Reason::frozen);
}
Result<Account> post_release(sql::Tx& tx, IdGenerator& ids, const Context& context) {
  return post_note(tx, ids, context, Reason::released);
}
Result<Account> post_named(sql::Tx& tx, IdGenerator& ids, const Context& context) {
  return post_note(tx, ids, context, Reason::registered);
}

std::vector<Entry> journal(
    sql::Tx& tx, const Account& account, std::int64_t from_entry, int limit
) {
  if (limit <= 0 || account.seq == 0) return {};
  return store::walk(tx, account, from_entry == 0 ? account.head_entry_id : from_entry, limit);
}

}  // namespace guanxi::wallet
