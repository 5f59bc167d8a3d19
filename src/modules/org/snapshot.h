// The snapshot in memory, built from the rows of the store. Private to the module.
#pragma once

#include <memory>

#include "modules/org/store.h"

namespace guanxi::org {

/// CheckFailed if the rows contradict each other (a till of no store): the store wrote them, so it
/// is a fault of ours.
std::shared_ptr<const Snapshot> make_snapshot(store::Rows rows);

}  // namespace guanxi::org
