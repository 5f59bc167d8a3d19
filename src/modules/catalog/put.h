// put_item with what it did, for the endpoints and the import. Private to the module.
#pragma once

#include "modules/catalog/catalog.h"

namespace guanxi::catalog {

enum class PutOutcome { created, changed, unchanged };

struct Put {
  ItemId id;
  PutOutcome outcome = PutOutcome::unchanged;
};

/// See put_item.
Result<Put> put(sql::Tx& tx, IdGenerator& ids, const ItemInput& input, ActorId by, Instant now);

}  // namespace guanxi::catalog
