// Taking back a card that was given by mistake, as an import does that is undone. The one exception
// to "a number belongs to one card for ever": a number from elsewhere that nothing has happened to
// is free again, because the file that is right brings it again.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include "modules/cards/cards.h"

namespace guanxi::cards {

/// Cancels the card and, where it is a plain number from elsewhere, forgets it. A card from stock
/// or a virtual one stays cancelled, and so does the primary of an owner with other cards. Errors:
/// those of every change.
Outcome take_back(sql::Tx& tx, const Change& change);

}  // namespace guanxi::cards
