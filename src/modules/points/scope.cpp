#include "modules/points/scope.h"

namespace guanxi::points {

Result<Account> Scope::account(
    sql::Tx& tx, const api::Call& call, OwnerId owner, std::optional<StoreId> store
) const {
  auto account = find_account(tx, owner);
  const auto organisation = org_.snapshot();
  if (!account || !org::sees_programme(*organisation, call.actor, account->programme) ||
      (store && organisation->find_store(*store)->programme != account->programme)) {
    return fail(ErrorCode::account_not_found, "/id");
  }
  return *std::move(account);
}

Result<std::shared_ptr<const programmes::Version>> Scope::programme(
    const Account& account, Instant now
) const {
  auto version = programmes_.in_force(account.programme, now);
  if (!version) return ErrorCode::no_parameters_in_force;
  return version;
}

Result<Context> Scope::context(sql::Tx& tx, const api::Call& call, OwnerId owner, Cause cause)
    const {
  GX_TRY(found, account(tx, call, owner));
  GX_TRY(version, programme(found, call.now));
  return Context{
      .owner = owner,
      .cause = cause,
      .occurred_at = call.now,
      .posted_at = call.now,
      .actor = call.actor.id,
      .expected_seq = found.seq,
      .today = version->zone.date_of(call.now)};
}

bool Scope::may_act_for(const api::Call& call, std::optional<StoreId> store) {
  return store ? call.actor.in_scope(*store) : call.actor.stores.empty();
}

Result<std::optional<StoreId>> Scope::store(
    const api::Call& call, const std::optional<std::string>& code
) const {
  std::optional<StoreId> id;
  if (code) {
    const auto snapshot = org_.snapshot();
    const org::Store* store = snapshot->find_store(*code);
    if (store == nullptr) {
      return fail(ErrorCode::store_not_found, "/store", {{"store", *code}});
    }
    id = store->id;
  }
  if (!may_act_for(call, id)) return fail(ErrorCode::store_out_of_scope, "/store");
  return id;
}

std::optional<std::string> Scope::code_of(std::optional<StoreId> store) const {
  if (!store) return std::nullopt;
  const auto snapshot = org_.snapshot();
  const org::Store* const found = snapshot->find_store(*store);
  if (found == nullptr) return std::nullopt;
  return found->code;
}

std::optional<std::string> Scope::code_seen(const api::Call& call, std::optional<StoreId> store)
    const {
  if (store && !call.actor.in_scope(*store)) return std::nullopt;
  return code_of(store);
}

}  // namespace guanxi::points
