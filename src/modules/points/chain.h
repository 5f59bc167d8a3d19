// Inside modules/points: the hash chain of an owner's journal. Each entry's hash is SHA-256 over
// the hash before it (32 zero bytes for the first) and the entry's fields in canonical form, so
// that editing, deleting or reordering an entry changes every hash after it, the account's head and
// the hourly root. Pure; any thread.
//
// Canonical form: the text "guanxi.points.entry.1", the hash before, then the fields in the order
// of ChainedFields, each preceded by its length in one byte; numbers are 8 bytes, big end first,
// two's complement. Lengths instead of separators, because with separators "ab|c" and "a|bc" would
// hash alike. The form never changes: a new field means "guanxi.points.entry.2" for the entries
// that have it.
#pragma once

#include <string_view>

#include "modules/points/points.h"

namespace guanxi::points {

struct ChainedFields {  // as stored, so that verify hashes what is there and not what it should
                        // have been
  std::int64_t owner, entry_id, seq, prev_entry_id, posted_at, occurred_at;
  std::string_view cause_kind;
  std::int64_t cause_id;
  std::string_view reason, klass, debit, credit;
  std::int64_t amount, expires_on, lot_id;
  std::string_view lot_class;
  std::int64_t balance, actor;
};

sql::Digest entry_hash(const sql::Digest& before, const ChainedFields& fields);

/// A digest over the heads of all accounts, built one account after another in owner order: SHA-256
/// over the digest so far, the owner, its seq and its head's hash. Starts with 32 zero bytes.
sql::Digest fold_head(
    const sql::Digest& so_far, OwnerId owner, std::int64_t seq, const sql::Digest& head_hash
);

/// The chain of the roots themselves, so that one altered or deleted root shows without recomputing
/// all of them.
struct RootFields {
  std::int64_t root_id, covers_to, accounts, entries, balance;
  sql::Digest digest;
  std::int64_t created_at;
};
sql::Digest root_hash(const sql::Digest& before, const RootFields& fields);

}  // namespace guanxi::points
