// All SQL of the audit trail, and the hash of an entry. Inside modules/audit only.
#pragma once

#include <functional>

#include "modules/audit/audit.h"

namespace guanxi::audit::store {

/// An entry's row, in the order of the columns.
struct Row {
  std::int64_t chain, seq;
  Instant at;
  ActorId actor;
  std::string request, object_kind, object_id;
  std::optional<OwnerId> owner;
  std::string action, changes;
  std::optional<sql::Bytes> sealed, sealed_digest;
  std::string reason, log;
  sql::Digest hash;
};

/// SHA-256 over the hash before it (32 zero bytes for the first of a chain) and the row's fields in
/// canonical form. What may be long enters as its own SHA-256; the seal enters as the digest over
/// its inside, since it may be renewed or taken away. The form never changes: a new field means
/// "guanxi.audit.entry.2" for the entries that have it.
crypto::Digest hash_of(const crypto::Digest& before, const Row& row);

struct Head {
  std::int64_t seq;  // of the entry to be written
  sql::Digest hash;  // of the one before it
};
/// Moves the chain on by one entry, and keeps others out until the transaction is over.
Head take(sql::Tx& tx, std::int64_t chain);
void set_head(sql::Tx& tx, std::int64_t chain, const crypto::Digest& head);
void insert(sql::Tx& tx, const Row& row);

std::optional<Row> find(sql::Tx& tx, const Place& place);
std::vector<Row> list(sql::Tx& tx, const Search& search);
std::vector<Row> about(sql::Tx& tx, OwnerId member, int limit);
std::int64_t forget_values(sql::Tx& tx, OwnerId member);

struct SealedRow {
  std::int64_t chain, seq;
  OwnerId owner;
  sql::Bytes sealed;
};
std::vector<SealedRow> sealed_after(sql::Tx& tx, const Place& after, int limit);
bool replace_seal(sql::Tx& tx, const SealedRow& row, const sql::Bytes& fresh);

struct ChainHead {
  std::int64_t chain, seq;
  sql::Digest head;
};
std::vector<ChainHead> heads(sql::Tx& tx);
/// By chain and place in it.
void each(sql::Tx& tx, const std::function<void(const Row&)>& visit);

}  // namespace guanxi::audit::store
