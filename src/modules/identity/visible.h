// Which accounts somebody may look at, for the endpoints of the module. Private to it.
#pragma once

#include "modules/identity/identity.h"

namespace guanxi::identity {

/// Who is bound to stores sees the actors of those stores.
inline bool sees(const Identity& identity, const api::Actor& by, const ActorInfo& info) {
  if (by.stores.empty() || by.id == info.id) return true;
  for (const StoreId store : identity.stores_of(info)) {
    if (store != nowhere && by.in_scope(store)) return true;
  }
  return false;
}

inline Result<ActorInfo> find_visible(const Identity& identity, const api::Actor& by, ActorId id) {
  auto info = identity.find_actor(id);
  if (!info || !sees(identity, by, *info)) return fail(ErrorCode::actor_not_found, "/id");
  return std::move(*info);
}

}  // namespace guanxi::identity
