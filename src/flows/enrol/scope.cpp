#include "flows/enrol/scope.h"

#include <algorithm>

namespace guanxi::enrol {
namespace {

using Actor = api::Actor;

bool is_limited(const Actor& actor) {
  return actor.kind == Actor::Kind::till || !actor.stores.empty();
}

const org::Store* store_of_till(const org::Snapshot& organisation, const Actor& actor) {
  if (actor.kind != Actor::Kind::till) return nullptr;
  const org::Till* till = organisation.find_till(actor.till);
  return till != nullptr ? organisation.find_store(till->store) : nullptr;
}

/// The programmes of the stores an actor is limited to, each once.
std::vector<ProgrammeId> programmes_of(const org::Snapshot& organisation, const Actor& actor) {
  std::vector<ProgrammeId> found;
  const auto add = [&](const org::Store* store) {
    if (store == nullptr) return;
    if (std::find(found.begin(), found.end(), store->programme) == found.end()) {
      found.push_back(store->programme);
    }
  };
  if (actor.kind == Actor::Kind::till) {
    add(store_of_till(organisation, actor));
  } else {
    for (const StoreId id : actor.stores) add(organisation.find_store(id));
  }
  return found;
}

/// The only programme the actor can mean.
Result<ProgrammeId> only_programme(
    const House& house, const api::Call& call, const org::Snapshot& organisation
) {
  std::vector<ProgrammeId> found;
  if (is_limited(call.actor)) {
    found = programmes_of(organisation, call.actor);
  } else {
    for (const auto& version : house.programmes.list(call.now)) found.push_back(version->programme);
  }
  if (found.size() == 1) return found.front();
  return fail(ErrorCode::missing_field, "/programme", {{"field", "programme"}});
}

}  // namespace

bool may_see(const House& house, const Actor& actor, ProgrammeId programme) {
  if (!is_limited(actor)) return true;
  const auto seen = programmes_of(*house.org.snapshot(), actor);
  return std::find(seen.begin(), seen.end(), programme) != seen.end();
}

Result<Counter> find_counter(
    const House& house,
    const api::Call& call,
    const std::optional<std::string>& programme,
    const std::optional<std::string>& store
) {
  const auto organisation = house.org.snapshot();
  const org::Store* place = nullptr;
  if (store) {
    place = organisation->find_store(*store);
    if (place == nullptr) return fail(ErrorCode::store_not_found, "/store", {{"store", *store}});
    if (!call.actor.in_scope(place->id)) return fail(ErrorCode::store_out_of_scope, "/store");
  } else {
    place = store_of_till(*organisation, call.actor);
  }
  Counter counter;
  if (place != nullptr) {
    counter.store = place->id;
    counter.programme = place->programme;
  }
  if (programme) {
    const auto named = house.programmes.find(*programme);
    if (!named) {
      return fail(ErrorCode::programme_not_found, "/programme", {{"programme", *programme}});
    }
    if (place != nullptr && *named != place->programme) {
      return fail(ErrorCode::unknown_value, "/programme");
    }
    if (!may_see(house, call.actor, *named)) {
      return fail(ErrorCode::store_out_of_scope, "/programme");
    }
    counter.programme = *named;
  } else if (place == nullptr) {
    GX_TRY(only, only_programme(house, call, *organisation));
    counter.programme = only;
  }
  return counter;
}

}  // namespace guanxi::enrol
