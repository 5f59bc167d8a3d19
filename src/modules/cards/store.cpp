#include "modules/cards/store.h"

#include "modules/cards/stock_store.h"
#include "platform/sql/enum_column.h"

namespace guanxi::cards::store {
namespace {

#define GX_CARD_COLUMNS                                                                      \
  "c.card_id, c.owner_id, c.number, c.form, c.state, c.is_primary, c.issued_at, c.version, " \
  "c.card_type_id, c.batch_id, c.valid_to, c.replaced_by, c.track"

const sql::Query claim_number_sql{
    "INSERT INTO card_directory (number, owner_id, card_id) VALUES ($1, $2, $3) "
    "ON CONFLICT (number) DO NOTHING"};
const sql::Query bind_number_sql{
    "UPDATE card_directory SET owner_id = $1 WHERE number = $2 AND owner_id = 0 AND card_id = $3"};
const sql::Query insert_sql{
    "INSERT INTO cards (card_id, owner_id, number, form, state, is_primary, issued_at, version, "
    "issued_by, store_id, changed_at, changed_by, card_type_id, batch_id, valid_to, replaced_by, "
    "track) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $7, $9, $11, $12, $13, $14, $15)"};
const sql::Query find_sql{"SELECT " GX_CARD_COLUMNS
                          " FROM cards c WHERE c.owner_id = $1 AND c.card_id = $2"};
const sql::Query find_number_sql{"SELECT owner_id, card_id FROM card_directory WHERE number = $1"};
// The plus keeps the index of primary cards out of it: a member's few cards lie together.
const sql::Query primary_sql{"SELECT " GX_CARD_COLUMNS
                             " FROM cards c WHERE c.owner_id = $1 AND +c.is_primary = 1"};
const sql::Query cards_of_sql{"SELECT " GX_CARD_COLUMNS
                              " FROM cards c WHERE c.owner_id = $1 ORDER BY c.card_id"};
// The index is over the last four characters. Numbers have no wildcards: see canonical_number().
const sql::Query by_end_sql{
    "SELECT " GX_CARD_COLUMNS
    " FROM cards c WHERE substr(c.number, length(c.number) - 3) = $1 AND c.number LIKE $2 "
    "AND c.card_id > $3 ORDER BY c.card_id LIMIT $4"};
const sql::Query update_sql{
    "UPDATE cards SET state = $1, is_primary = $2, version = version + 1, changed_at = $3, "
    "changed_by = $4, valid_to = $5, replaced_by = $6, track = $7 "
    "WHERE owner_id = $8 AND card_id = $9 AND version = $10"};

const sql::Query insert_state_sql{
    "INSERT INTO card_states (owner_id, card_id, version, before, after, reason, changed_at, "
    "changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
const sql::Query state_changes_sql{
    "SELECT version, before, after, reason, changed_at, changed_by FROM card_states "
    "WHERE owner_id = $1 AND card_id = $2 ORDER BY version"};
const sql::Query find_receipt_sql{"SELECT owner_id FROM card_receipts WHERE receipt_id = $1"};
const sql::Query insert_receipt_sql{
    "INSERT INTO card_receipts (receipt_id, owner_id, card_id, issued_at, issued_by) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (receipt_id) DO NOTHING"};

}  // namespace

bool claim_number(sql::Tx& tx, std::string_view number, OwnerId owner, CardId card) {
  return tx.exec(claim_number_sql, number, owner, card) == 1;
}

bool bind_number(sql::Tx& tx, std::string_view number, OwnerId owner, CardId card) {
  return tx.exec(bind_number_sql, owner, number, card) == 1;
}

void insert(sql::Tx& tx, const Card& card, std::optional<StoreId> store, ActorId by) {
  tx.exec(
      insert_sql,
      card.id,
      card.owner,
      card.number,
      card.form,
      card.state,
      card.primary,
      card.issued_at,
      card.version,
      by,
      store,
      card.type,
      card.batch,
      card.valid_to,
      card.replaced_by,
      card.track
  );
}

std::optional<Card> find(sql::Tx& tx, OwnerId owner, CardId card) {
  return tx.find<Card>(find_sql, owner, card);
}

std::optional<Card> find_by_number(sql::Tx& tx, std::string_view number) {
  // Two statements: on a store spread over machines the number and the owner live apart.
  struct Place {
    OwnerId owner;
    CardId card;
  };
  const auto place = tx.find<Place>(find_number_sql, number);
  if (!place) return std::nullopt;
  if (!place->owner) return find_stock_card(tx, number);
  return find(tx, place->owner, place->card);
}

std::optional<Card> primary_card(sql::Tx& tx, OwnerId owner) {
  return tx.find<Card>(primary_sql, owner);
}

std::vector<Card> cards_of(sql::Tx& tx, OwnerId owner) {
  return tx.list<Card>(cards_of_sql, owner);
}

std::vector<Card> by_end(sql::Tx& tx, const std::string& end, CardId after, int limit) {
  constexpr std::size_t indexed = 4;
  GX_CHECK(end.size() >= indexed);
  return tx.list<Card>(by_end_sql, end.substr(end.size() - indexed), "%" + end, after, limit);
}

std::optional<OwnerId> receipt_used_by(sql::Tx& tx, ReceiptId receipt) {
  return tx.find<OwnerId>(find_receipt_sql, receipt);
}

bool insert_receipt(sql::Tx& tx, ReceiptId receipt, const Card& card, ActorId by, Instant now) {
  return tx.exec(insert_receipt_sql, receipt, card.owner, card.id, now, by) == 1;
}

void insert_state(sql::Tx& tx, const Card& card, const StateChange& change) {
  tx.exec(
      insert_state_sql,
      card.owner,
      card.id,
      change.version,
      change.before,
      change.after,
      change.reason,
      change.changed_at,
      change.changed_by
  );
}

std::vector<StateChange> state_changes(sql::Tx& tx, OwnerId owner, CardId card) {
  return tx.list<StateChange>(state_changes_sql, owner, card);
}

bool update(sql::Tx& tx, const Card& card, ActorId by, Instant now) {
  return tx.exec(
             update_sql,
             card.state,
             card.primary,
             now,
             by,
             card.valid_to,
             card.replaced_by,
             card.track,
             card.owner,
             card.id,
             card.version
         ) == 1;
}

}  // namespace guanxi::cards::store
