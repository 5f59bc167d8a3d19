// Whether merges that stand are what members and points say. Called by the flow of verification in
// its snapshot.
#pragma once

#include <functional>
#include <string>

#include "base/id.h"
#include "platform/sql/sql.h"

namespace guanxi::merge {

/// Who is merged is closed, points to the survivor of exactly one merge that stands, and has
/// neither points nor debts.
void verify(sql::Tx& tx, const std::function<void(OwnerId owner, std::string what)>& fault);

/// Whether `from` was ever merged into `into`, or into somebody who was; also where that was
/// undone.
bool was_merged(sql::Tx& tx, OwnerId from, OwnerId into);

}  // namespace guanxi::merge
