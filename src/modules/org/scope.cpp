// What actors have to do with.
#include <algorithm>

#include "modules/org/org.h"
#include "platform/api/api.h"

namespace guanxi::org {

using api::Actor;

bool is_limited(const Actor& actor) {
  return actor.kind == Actor::Kind::till || !actor.stores.empty();
}

std::vector<ProgrammeId> programmes_of(const Snapshot& organisation, const Actor& actor) {
  std::vector<ProgrammeId> found;
  const auto add = [&](StoreId id) {
    const Store* const store = organisation.find_store(id);
    if (store == nullptr) return;
    if (std::find(found.begin(), found.end(), store->programme) == found.end()) {
      found.push_back(store->programme);
    }
  };
  if (actor.kind == Actor::Kind::till) {
    if (const Till* const till = organisation.find_till(actor.till)) add(till->store);
  } else {
    for (const StoreId id : actor.stores) add(id);
  }
  return found;
}

bool sees_programme(const Snapshot& organisation, const Actor& actor, ProgrammeId programme) {
  if (!is_limited(actor)) return true;
  const auto seen = programmes_of(organisation, actor);
  return std::find(seen.begin(), seen.end(), programme) != seen.end();
}

}  // namespace guanxi::org
