#include "modules/wallet/scope.h"

#include "modules/wallet/offers.h"

namespace guanxi::wallet {

using programmes::Version;

Result<members::Member> Scope::member(
    sql::Tx& tx, const api::Call& call, OwnerId owner, StoreId store
) const {
  const auto organisation = org_.snapshot();
  auto found = members_.find_seen(tx, *organisation, call.actor, owner);
  if (!found || (store && organisation->find_store(store)->programme != found->programme)) {
    return fail(ErrorCode::member_not_found, "/id");
  }
  return *std::move(found);
}

Outcome Scope::check_active(const members::Member& member, bool closed_too) {
  switch (member.state) {
    case members::State::active:
      return ok();
    case members::State::frozen:
      return ErrorCode::member_frozen;
    case members::State::closed:
      if (closed_too) return ok();
      return ErrorCode::member_closed;
  }
  return ok();
}

Result<std::shared_ptr<const Version>> Scope::programme(ProgrammeId id, Instant now) const {
  auto version = programmes_.in_force(id, now);
  if (!version) return ErrorCode::no_parameters_in_force;
  return version;
}

Result<std::shared_ptr<const Version>> Scope::programme_of_all(
    const api::Call& call, const std::string& code
) const {
  GX_TRY_VOID(call.actor.check_unlimited());
  const auto id = programmes_.find(code);
  if (!id) return fail(ErrorCode::programme_not_found, "/programme", {{"programme", code}});
  return programmes_.shown(*id, call.now);
}

Result<StoreId> Scope::store(const api::Call& call, const std::string& code) const {
  const auto organisation = org_.snapshot();
  const org::Store* const store = organisation->find_store(code);
  if (store == nullptr) return fail(ErrorCode::store_not_found, "/store", {{"store", code}});
  if (!call.actor.in_scope(store->id)) return fail(ErrorCode::store_out_of_scope, "/store");
  return store->id;
}

Result<StoreId> Scope::store(const api::Call& call, const std::optional<std::string>& code) const {
  if (code) return store(call, *code);
  if (org::is_limited(call.actor)) return fail(ErrorCode::store_out_of_scope, "/store");
  return StoreId();
}

Place Scope::place(sql::Tx& tx, StoreId store, const Version& programme, Instant now) const {
  return {
      store,
      company_of(*org_.snapshot(), store),
      licensed(tx, programme.programme, programme.zone.date_of(now))};
}

std::optional<std::string> Scope::code_of(const org::Snapshot& organisation, org::UnitId unit) {
  const org::Unit* const found = organisation.find_unit(unit);
  if (found == nullptr) return std::nullopt;
  return found->code;
}

Account Scope::account(sql::Tx& tx, const members::Member& member, const Version& programme) {
  if (auto found = find_account(tx, member.id)) return *std::move(found);
  const Money zero = Money::zero(programme.currency);
  return {
      .owner = member.id,
      .programme = member.programme,
      .currency = programme.currency,
      .principal = zero,
      .bonus = zero,
      .change = zero,
      .posted_at = {}};
}

}  // namespace guanxi::wallet
