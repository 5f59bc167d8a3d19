#include "flows/enrol/scope.h"

#include <algorithm>

namespace guanxi::enrol {
namespace {

using Actor = api::Actor;

const org::Store* store_of_till(const org::Snapshot& organisation, const Actor& actor) {
  if (actor.kind != Actor::Kind::till) return nullptr;
  const org::Till* till = organisation.find_till(actor.till);
  return till != nullptr ? organisation.find_store(till->store) : nullptr;
}

/// The only programme the actor can mean.
Result<ProgrammeId> only_programme(
    const House& house, const api::Call& call, const org::Snapshot& organisation
) {
  std::vector<ProgrammeId> found;
  if (org::is_limited(call.actor)) {
    found = org::programmes_of(organisation, call.actor);
  } else {
    for (const auto& version : house.programmes.list(call.now)) found.push_back(version->programme);
  }
  if (found.size() == 1) return found.front();
  return fail(ErrorCode::missing_field, "/programme", {{"field", "programme"}});
}

}  // namespace

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
    if (!org::sees_programme(*organisation, call.actor, *named)) {
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
