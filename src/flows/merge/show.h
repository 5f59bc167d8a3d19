// How merges are shown and told. Inside flows/merge only.
#pragma once

#include "flows/merge/store.h"
#include "modules/tiers/merging.h"

namespace guanxi::merge {

std::vector<TierMoved> shown(const std::vector<tiers::MergedTier>& tiers);
/// The fields that a merge filled, as they are stored and as a text.
std::vector<std::string> split(const std::string& filled);
std::string joined(const std::vector<std::string>& fields);
/// As a reader needs them: without the numbers of what was added.
std::vector<std::string> shown_fields(const std::string& filled);
MergeView view_of(const store::Merge& merge);
/// Appends an outbox event: {"survivor":…,"points":50}
void tell(
    sql::Tx& tx, IdGenerator& ids, std::string_view event, const store::Merge& merge, Instant now
);

}  // namespace guanxi::merge
