// Every household a member was in, for a copy of what is held about them. A function of the
// caller's Tx; any thread.
#pragma once

#include "modules/households/households.h"

namespace guanxi::households {

/// In the order of joining.
std::vector<Membership> history_of(sql::Tx& tx, OwnerId member);

}  // namespace guanxi::households
