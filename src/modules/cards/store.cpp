#include "modules/cards/store.h"

#include "platform/sql/enum_column.h"

namespace guanxi::cards::store {
namespace {

#define GX_CARD_COLUMNS \
  "c.card_id, c.owner_id, c.number, c.form, c.state, c.is_primary, c.issued_at, c.version"

const sql::Query claim_number_sql{
    "INSERT INTO card_directory (number, owner_id, card_id) VALUES ($1, $2, $3) "
    "ON CONFLICT (number) DO NOTHING"};
const sql::Query insert_sql{
    "INSERT INTO cards (card_id, owner_id, number, form, state, is_primary, issued_at, version, "
    "issued_by, store_id, changed_at, changed_by, valid_to, track) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $7, $9, 99991231, 0)"};
const sql::Query find_sql{"SELECT " GX_CARD_COLUMNS
                          " FROM cards c WHERE c.owner_id = $1 AND c.card_id = $2"};
const sql::Query find_number_sql{"SELECT owner_id, card_id FROM card_directory WHERE number = $1"};
// The plus keeps the index of primary cards out of it: a member's few cards lie together.
const sql::Query primary_sql{"SELECT " GX_CARD_COLUMNS
                             " FROM cards c WHERE c.owner_id = $1 AND +c.is_primary = 1"};
const sql::Query cards_of_sql{"SELECT " GX_CARD_COLUMNS
                              " FROM cards c WHERE c.owner_id = $1 ORDER BY c.card_id"};
const sql::Query update_sql{
    "UPDATE cards SET state = $1, is_primary = $2, version = version + 1, changed_at = $3, "
    "changed_by = $4 WHERE owner_id = $5 AND card_id = $6 AND version = $7"};

}  // namespace

bool claim_number(sql::Tx& tx, std::string_view number, OwnerId owner, CardId card) {
  return tx.exec(claim_number_sql, number, owner, card) == 1;
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
      store
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
  return find(tx, place->owner, place->card);
}

std::optional<Card> primary_card(sql::Tx& tx, OwnerId owner) {
  return tx.find<Card>(primary_sql, owner);
}

std::vector<Card> cards_of(sql::Tx& tx, OwnerId owner) {
  return tx.list<Card>(cards_of_sql, owner);
}

bool update(sql::Tx& tx, const Card& card, ActorId by, Instant now) {
  return tx.exec(
             update_sql, card.state, card.primary, now, by, card.owner, card.id, card.version
         ) == 1;
}

}  // namespace guanxi::cards::store
