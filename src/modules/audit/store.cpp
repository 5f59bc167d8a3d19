#include "modules/audit/store.h"

#include "platform/crypto/canonical.h"

namespace guanxi::audit::store {
namespace {

#define GX_AUDIT_COLUMNS                                                                      \
  "chain, seq, recorded_at, actor_id, request_id, object_kind, object_id, owner_id, action, " \
  "changes, sealed, sealed_digest, reason, log, hash"

// What every search has in common: $1 … $8.
#define GX_AUDIT_PAGE                                               \
  "(recorded_at, chain, seq) < ($1, $2, $3) AND recorded_at >= $4 " \
  "AND (CAST($5 AS BIGINT) = 0 OR owner_id = CAST($5 AS BIGINT)) "  \
  "AND (CAST($6 AS BIGINT) = 0 OR actor_id = CAST($6 AS BIGINT)) "  \
  "ORDER BY recorded_at DESC, chain DESC, seq DESC LIMIT $7"

const sql::Query take_sql{
    "INSERT INTO audit_chains (chain, seq, head) VALUES ($1, 1, $2) "
    "ON CONFLICT (chain) DO UPDATE SET seq = audit_chains.seq + 1 RETURNING seq, head"};
const sql::Query set_head_sql{"UPDATE audit_chains SET head = $2 WHERE chain = $1"};
const sql::Query insert_sql{
    "INSERT INTO audit_entries (" GX_AUDIT_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"};
const sql::Query find_sql{"SELECT " GX_AUDIT_COLUMNS
                          " FROM audit_entries WHERE chain = $1 AND seq = $2"};
const sql::Query list_sql{"SELECT " GX_AUDIT_COLUMNS " FROM audit_entries WHERE " GX_AUDIT_PAGE};
const sql::Query list_of_object_sql{
    "SELECT " GX_AUDIT_COLUMNS
    " FROM audit_entries WHERE object_kind = $8 AND object_id = $9 AND " GX_AUDIT_PAGE};
const sql::Query list_of_member_sql{"SELECT " GX_AUDIT_COLUMNS
                                    " FROM audit_entries WHERE owner_id = $8 AND " GX_AUDIT_PAGE};
const sql::Query list_of_actor_sql{"SELECT " GX_AUDIT_COLUMNS
                                   " FROM audit_entries WHERE actor_id = $8 AND " GX_AUDIT_PAGE};
const sql::Query about_sql{
    "SELECT " GX_AUDIT_COLUMNS
    " FROM audit_entries WHERE owner_id = $1 ORDER BY recorded_at, chain, seq LIMIT $2"};
const sql::Query forget_sql{
    "UPDATE audit_entries SET sealed = NULL WHERE owner_id = $1 AND sealed IS NOT NULL"};
const sql::Query sealed_after_sql{
    "SELECT chain, seq, owner_id, sealed FROM audit_entries "
    "WHERE (chain, seq) > ($1, $2) AND sealed IS NOT NULL ORDER BY chain, seq LIMIT $3"};
const sql::Query replace_seal_sql{
    "UPDATE audit_entries SET sealed = $1 WHERE chain = $2 AND seq = $3 AND sealed = $4"};
const sql::Query heads_sql{"SELECT chain, seq, head FROM audit_chains ORDER BY chain"};
const sql::Query each_sql{"SELECT " GX_AUDIT_COLUMNS " FROM audit_entries ORDER BY chain, seq"};

#undef GX_AUDIT_COLUMNS
#undef GX_AUDIT_PAGE

}  // namespace

crypto::Digest hash_of(const crypto::Digest& before, const Row& row) {
  crypto::Canonical form("guanxi.audit.entry.1");
  form.add(before);
  form.add(row.chain);
  form.add(row.seq);
  form.add(row.at.micros());
  form.add(row.actor.value());
  form.add(crypto::sha256(row.request));
  form.add(row.object_kind);
  form.add(crypto::sha256(row.object_id));
  form.add(row.owner ? row.owner->value() : 0);
  form.add(row.action);
  form.add(crypto::sha256(row.changes));
  form.add(row.sealed_digest ? std::string_view(row.sealed_digest->data) : std::string_view());
  form.add(crypto::sha256(row.reason));
  form.add(crypto::sha256(row.log));
  return form.hash();
}

Head take(sql::Tx& tx, std::int64_t chain) { return tx.get<Head>(take_sql, chain, sql::Digest{}); }

void set_head(sql::Tx& tx, std::int64_t chain, const crypto::Digest& head) {
  tx.exec(set_head_sql, chain, head);
}

void insert(sql::Tx& tx, const Row& row) {
  tx.exec(
      insert_sql,
      row.chain,
      row.seq,
      row.at,
      row.actor,
      row.request,
      row.object_kind,
      row.object_id,
      row.owner,
      row.action,
      row.changes,
      row.sealed,
      row.sealed_digest,
      row.reason,
      row.log,
      row.hash
  );
}

std::optional<Row> find(sql::Tx& tx, const Place& place) {
  return tx.find<Row>(find_sql, place.chain, place.seq);
}

std::vector<Row> list(sql::Tx& tx, const Search& search) {
  const auto page = [&](const sql::Query& query, const auto&... more) {
    return tx.list<Row>(
        query,
        search.before_at,
        search.before.chain,
        search.before.seq,
        search.from,
        search.member,
        search.actor,
        search.limit,
        more...
    );
  };
  if (!search.object_kind.empty()) {
    return page(list_of_object_sql, search.object_kind, search.object_id);
  }
  if (search.member) return page(list_of_member_sql, search.member);
  if (search.actor) return page(list_of_actor_sql, search.actor);
  return page(list_sql);
}

std::vector<Row> about(sql::Tx& tx, OwnerId member, int limit) {
  return tx.list<Row>(about_sql, member, limit);
}

std::int64_t forget_values(sql::Tx& tx, OwnerId member) { return tx.exec(forget_sql, member); }

std::vector<SealedRow> sealed_after(sql::Tx& tx, const Place& after, int limit) {
  return tx.list<SealedRow>(sealed_after_sql, after.chain, after.seq, limit);
}

bool replace_seal(sql::Tx& tx, const SealedRow& row, const sql::Bytes& fresh) {
  return tx.exec(replace_seal_sql, fresh, row.chain, row.seq, row.sealed) == 1;
}

std::vector<ChainHead> heads(sql::Tx& tx) { return tx.list<ChainHead>(heads_sql); }

void each(sql::Tx& tx, const std::function<void(const Row&)>& visit) {
  tx.each<Row>(each_sql, [&](Row&& row) { visit(row); });
}

}  // namespace guanxi::audit::store
