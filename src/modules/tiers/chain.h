// Inside modules/tiers: the hash chain of a growth journal, one per member and ladder. Each entry's
// hash is over the hash before it (32 zero bytes for the first) and the entry's fields in canonical
// form, see platform/crypto/canonical.h. The form never changes: a new field means
// "guanxi.tiers.entry.2" for the entries that have it. Pure; any thread.
#pragma once

#include <string_view>

#include "modules/tiers/tiers.h"

namespace guanxi::tiers {

struct ChainedFields {  // as stored, so that verify hashes what is there
  std::int64_t owner, ladder, seq, posted_at, occurred_at, counts_on;
  std::string_view cause_kind;
  std::int64_t cause_id, receipt_id, growth, of_visit;
  std::string_view tier_before, tier_after, note;
  std::int64_t actor;
};

sql::Digest entry_hash(const sql::Digest& before, const ChainedFields& fields);

/// A digest over the heads of all standings in the order of owner and ladder, starting with 32 zero
/// bytes.
sql::Digest fold_head(
    const sql::Digest& so_far,
    std::int64_t owner,
    std::int64_t ladder,
    std::int64_t seq,
    const sql::Digest& head
);

}  // namespace guanxi::tiers
