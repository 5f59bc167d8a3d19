// How members and reasons are shown. Inside flows/duplicates only.
#pragma once

#include "flows/duplicates/types.h"

namespace guanxi::duplicates {

/// "姓名：读音相同（+9.5）", "Name: sound the same (+9.5)".
/// Without `clear`, nothing is said of what the reader may not see.
std::vector<ReasonView> shown(
    const std::vector<matching::Reason>& reasons, api::Language language, bool clear
);
/// The outbox event "duplicate.decided".
void append_decided(sql::Tx& tx, IdGenerator& ids, const matching::KnownPair& pair, Instant now);
/// Masked for everybody.
PersonView shown(const members::Member& member, const std::optional<Phone>& phone);
/// Without `clear`, the facts that everybody with a view of members sees or has to know to ask.
matching::Facts facts_of(const members::Known& known, bool clear = true);

}  // namespace guanxi::duplicates
