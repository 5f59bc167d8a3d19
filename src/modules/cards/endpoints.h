// What the endpoints of this module share. Inside modules/cards only.
#pragma once

#include "modules/cards/card_types.h"
#include "modules/cards/cards.h"
#include "platform/api/api.h"

namespace guanxi::cards {

/// Errors: card_type_not_found.
Result<CardType> load_type(sql::Tx& tx, const std::string& code);
/// Those of batches and track keys; add_endpoints() calls it.
void add_batch_endpoints(api::Api& api, const Office& office);

}  // namespace guanxi::cards
