// Inside modules/wallet: the hash chain of an owner's journal. Each entry's hash is SHA-256 over
// the hash before it (32 zero bytes for the first) and the entry's fields in canonical form, so
// that editing, deleting or reordering an entry changes every hash after it and the account's head.
// Pure; any thread.
//
// Canonical form: the text "guanxi.wallet.entry.1", the hash before, then the fields in the order
// of ChainedFields, each preceded by its length in one byte; numbers are 8 bytes, big end first,
// two's complement. The form never changes: a new field means "guanxi.wallet.entry.2" for the
// entries that have it.
#pragma once

#include <string_view>

#include "modules/wallet/wallet.h"

namespace guanxi::wallet {

struct ChainedFields {  // as stored, so that verify hashes what is there and not what it should
                        // have been
  std::int64_t owner, entry_id, seq, prev_entry_id, posted_at, occurred_at;
  std::string_view cause_kind;
  std::int64_t cause_id;
  std::string_view reason, asset, debit, credit;
  std::int64_t amount, lot_id, balance, store, actor;
};

sql::Digest entry_hash(const sql::Digest& before, const ChainedFields& fields);

/// A digest over the heads of all accounts, built one account after another in owner order: SHA-256
/// over the digest so far, the owner, its seq and its head's hash. Starts with 32 zero bytes.
sql::Digest fold_head(
    const sql::Digest& so_far, OwnerId owner, std::int64_t seq, const sql::Digest& head_hash
);

}  // namespace guanxi::wallet
