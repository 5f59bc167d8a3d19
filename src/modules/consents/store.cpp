#include "modules/consents/store.h"

#include <boost/describe/enum_to_string.hpp>

#include "platform/crypto/canonical.h"
#include "platform/sql/enum_column.h"

namespace guanxi::consents::store {
namespace {

#define GX_TEXT_COLUMNS                                                                  \
  "programme_id, code, version, purpose, title_zh, title_en, body_zh, body_en, digest, " \
  "renews, effective_from, reason, published_at, published_by"
#define GX_ENTRY_COLUMNS                                                                   \
  "owner_id, seq, purpose, channel, topic, decision, decided_at, recorded_at, text_code, " \
  "text_version, text_digest, store_id, actor_id, source, evidence, hash"
#define GX_STATE_COLUMNS \
  "owner_id, purpose, channel, topic, decision, decided_at, text_code, text_version, seq"

const sql::Query insert_text_sql{
    "INSERT INTO consent_texts (" GX_TEXT_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
    "ON CONFLICT (programme_id, code, version) DO NOTHING"};
const sql::Query last_text_sql{
    "SELECT " GX_TEXT_COLUMNS
    " FROM consent_texts WHERE programme_id = $1 AND code = $2 ORDER BY version DESC LIMIT 1"};
const sql::Query find_text_sql{
    "SELECT " GX_TEXT_COLUMNS
    " FROM consent_texts WHERE programme_id = $1 AND code = $2 AND version = $3"};
const sql::Query text_in_force_sql{
    "SELECT " GX_TEXT_COLUMNS
    " FROM consent_texts WHERE programme_id = $1 AND code = $2 AND effective_from <= $3 "
    "ORDER BY version DESC LIMIT 1"};
const sql::Query texts_in_force_sql{
    "SELECT " GX_TEXT_COLUMNS
    " FROM consent_texts t WHERE programme_id = $1 AND version = ("
    "SELECT MAX(version) FROM consent_texts o WHERE o.programme_id = t.programme_id "
    "AND o.code = t.code AND o.effective_from <= $2) ORDER BY code"};
const sql::Query renewed_at_sql{
    "SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM consent_texts "
    "WHERE programme_id = $1 AND code = $2 AND renews = 1 AND effective_from <= $3"};
const sql::Query head_sql{
    "SELECT seq, hash FROM consent_entries WHERE owner_id = $1 ORDER BY seq DESC LIMIT 1"};
const sql::Query insert_sql{
    "INSERT INTO consent_entries (" GX_ENTRY_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) "
    "ON CONFLICT (owner_id, seq) DO NOTHING"};
const sql::Query put_state_sql{
    "INSERT INTO consent_states (" GX_STATE_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
    "ON CONFLICT (owner_id, purpose, channel, topic) DO UPDATE SET decision = $5, "
    "decided_at = $6, text_code = $7, text_version = $8, seq = $9"};
const sql::Query state_sql{
    "SELECT " GX_STATE_COLUMNS
    " FROM consent_states WHERE owner_id = $1 AND purpose = $2 AND channel = $3 AND topic = $4"};
const sql::Query states_sql{
    "SELECT " GX_STATE_COLUMNS
    " FROM consent_states WHERE owner_id = $1 ORDER BY purpose, channel, topic"};
const sql::Query history_sql{
    "SELECT " GX_ENTRY_COLUMNS
    " FROM consent_entries WHERE owner_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3"};
const sql::Query entries_after_sql{
    "SELECT " GX_ENTRY_COLUMNS
    " FROM consent_entries WHERE (owner_id, seq) > ($1, $2) ORDER BY owner_id, seq LIMIT $3"};
const sql::Query each_state_sql{"SELECT " GX_STATE_COLUMNS
                                " FROM consent_states ORDER BY owner_id, purpose, channel, topic"};

#undef GX_TEXT_COLUMNS
#undef GX_ENTRY_COLUMNS
#undef GX_STATE_COLUMNS

template <class Enum>
std::string_view word(Enum value) {
  return boost::describe::enum_to_string(value, "");
}

}  // namespace

crypto::Digest hash_of(const crypto::Digest& before, const Row& row) {
  crypto::Canonical form("guanxi.consents.entry.1");
  form.add(before);
  form.add(row.owner.value());
  form.add(row.seq);
  form.add(word(row.purpose));
  form.add(word(row.channel));
  form.add(row.topic);
  form.add(word(row.decision));
  form.add(row.decided_at.micros());
  form.add(row.recorded_at.micros());
  form.add(row.text);
  form.add(row.text_version);
  form.add(row.text_digest ? std::string_view(row.text_digest->data) : std::string_view());
  form.add(row.store ? row.store->value() : 0);
  form.add(row.actor.value());
  form.add(row.source);
  form.add(crypto::sha256(row.evidence));
  return form.hash();
}

bool insert_text(sql::Tx& tx, const TextRow& row) {
  return tx.exec(
             insert_text_sql,
             row.programme,
             row.code,
             row.version,
             row.purpose,
             row.title_zh,
             row.title_en,
             row.body_zh,
             row.body_en,
             row.digest,
             row.renews,
             row.effective_from,
             row.reason,
             row.published_at,
             row.published_by
         ) == 1;
}

std::optional<TextRow> last_text(sql::Tx& tx, ProgrammeId programme, std::string_view code) {
  return tx.find<TextRow>(last_text_sql, programme, code);
}

std::optional<TextRow> find_text(
    sql::Tx& tx, ProgrammeId programme, std::string_view code, std::int64_t version
) {
  return tx.find<TextRow>(find_text_sql, programme, code, version);
}

std::optional<TextRow> text_in_force(
    sql::Tx& tx, ProgrammeId programme, std::string_view code, Instant when
) {
  return tx.find<TextRow>(text_in_force_sql, programme, code, when);
}

std::vector<TextRow> texts_in_force(sql::Tx& tx, ProgrammeId programme, Instant when) {
  return tx.list<TextRow>(texts_in_force_sql, programme, when);
}

std::int64_t renewed_at(sql::Tx& tx, ProgrammeId programme, std::string_view code, Instant when) {
  return tx.get<std::int64_t>(renewed_at_sql, programme, code, when);
}

std::optional<Head> head(sql::Tx& tx, OwnerId owner) { return tx.find<Head>(head_sql, owner); }

bool insert(sql::Tx& tx, const Row& row) {
  return tx.exec(
             insert_sql,
             row.owner,
             row.seq,
             row.purpose,
             row.channel,
             row.topic,
             row.decision,
             row.decided_at,
             row.recorded_at,
             row.text,
             row.text_version,
             row.text_digest,
             row.store,
             row.actor,
             row.source,
             row.evidence,
             row.hash
         ) == 1;
}

void put_state(sql::Tx& tx, const Row& row) {
  tx.exec(
      put_state_sql,
      row.owner,
      row.purpose,
      row.channel,
      row.topic,
      row.decision,
      row.decided_at,
      row.text,
      row.text_version,
      row.seq
  );
}

std::optional<StateRow> state(sql::Tx& tx, OwnerId owner, const Subject& subject) {
  return tx.find<StateRow>(state_sql, owner, subject.purpose, subject.channel, subject.topic);
}

std::vector<StateRow> states(sql::Tx& tx, OwnerId owner) {
  return tx.list<StateRow>(states_sql, owner);
}

std::vector<Row> history(sql::Tx& tx, OwnerId owner, std::int64_t before, int limit) {
  return tx.list<Row>(history_sql, owner, before, limit);
}

std::vector<Row> entries_after(sql::Tx& tx, const Position& after, int limit) {
  return tx.list<Row>(entries_after_sql, after.owner, after.seq, limit);
}

void each_state(sql::Tx& tx, const std::function<void(const StateRow&)>& visit) {
  tx.each<StateRow>(each_state_sql, [&](StateRow&& row) { visit(row); });
}

}  // namespace guanxi::consents::store
