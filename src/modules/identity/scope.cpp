// For which stores an actor may act, and who may give which scope. A scope names stores, and units
// of the organisation with whatever stores lie beneath them at the moment: see docs/adr/0020.
#include <algorithm>

#include "modules/identity/impl.h"

namespace guanxi::identity {

std::vector<StoreId> Identity::Impl::stores_of(const ActorInfo& info) const {
  if (info.units.empty()) return info.stores;
  std::vector<StoreId> all = info.stores;
  for (const UnitId unit : info.units) {
    const auto reach = options_.reach_of ? options_.reach_of(unit) : std::nullopt;
    if (!reach) continue;
    if (reach->is_everything) return {};
    all.insert(all.end(), reach->stores.begin(), reach->stores.end());
  }
  if (all.empty()) return {nowhere};  // none would be every store
  std::ranges::sort(all);
  const auto rest = std::ranges::unique(all);
  all.erase(rest.begin(), rest.end());
  return all;
}

bool Identity::Impl::covers_unit(const By& by, UnitId unit) const {
  if (by.stores.empty()) return true;
  const auto snapshot = cell_.load();
  const Account* const account = snapshot->find(by.id);
  if (account == nullptr || !options_.reach_of) return false;
  return std::ranges::any_of(account->info.units, [&](UnitId own) {
    const auto reach = options_.reach_of(own);
    return reach && std::ranges::find(reach->units, unit) != reach->units.end();
  });
}

bool Identity::Impl::covers(const By& by, const ActorInfo& info) const {
  if (by.stores.empty()) return true;
  if (info.stores.empty() && info.units.empty()) return false;
  return std::ranges::all_of(info.stores, [&](StoreId store) { return by.in_scope(store); }) &&
         std::ranges::all_of(info.units, [&](UnitId unit) { return covers_unit(by, unit); });
}

Outcome Identity::Impl::check_scope(
    const By& by, const std::vector<StoreId>& stores, const std::vector<UnitId>& units
) const {
  for (std::size_t i = 0; i < stores.size(); ++i) {
    const std::string pointer = "/stores/" + std::to_string(i);
    const std::string store = stores[i].to_string();
    if (options_.store_exists && !options_.store_exists(stores[i]))
      return fail(ErrorCode::store_not_found, pointer, {{"store", store}});
    if (!by.in_scope(stores[i]))
      return fail(ErrorCode::store_out_of_scope, pointer, {{"store", store}});
  }
  for (std::size_t i = 0; i < units.size(); ++i) {
    const std::string pointer = "/units/" + std::to_string(i);
    const std::string unit = units[i].to_string();
    if (!options_.reach_of || !options_.reach_of(units[i]))
      return fail(ErrorCode::unit_not_found, pointer, {{"unit", unit}});
    if (!covers_unit(by, units[i]))
      return fail(ErrorCode::store_out_of_scope, pointer, {{"store", unit}});
  }
  // Neither means every store, which only those may give who have it.
  if (!by.stores.empty() && stores.empty() && units.empty())
    return fail(ErrorCode::store_out_of_scope, "/stores");
  return ok();
}

bool Identity::Impl::has_administrator(sql::Tx& tx) const {
  const std::vector<ActorInfo> all = store::all_actors(tx);
  return std::ranges::any_of(all, [&](const ActorInfo& info) {
    if (info.kind != Kind::person || info.state != State::active) return false;
    api::Actor actor;
    actor.permissions = info.allowed;
    return actor.may("identity:write") && stores_of(info).empty();
  });
}

std::vector<StoreId> Identity::stores_of(const ActorInfo& info) const {
  return impl_->stores_of(info);
}

}  // namespace guanxi::identity
