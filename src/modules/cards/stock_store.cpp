#include "modules/cards/stock_store.h"

#include "platform/sql/enum_column.h"

namespace guanxi::cards::store {
namespace {

#define GX_BATCH_COLUMNS                                                                          \
  "batch_id, card_type_id, cards, first_number, last_number, note, made_at, made_by, printings, " \
  "printed_at, printed_by"

const sql::Query insert_batch_sql{"INSERT INTO card_batches (" GX_BATCH_COLUMNS
                                  ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};
const sql::Query find_batch_sql{"SELECT " GX_BATCH_COLUMNS
                                " FROM card_batches WHERE batch_id = $1"};
const sql::Query batches_sql{
    "SELECT " GX_BATCH_COLUMNS
    " FROM card_batches WHERE card_type_id = $1 AND batch_id < $2 ORDER BY batch_id DESC LIMIT $3"};
const sql::Query mark_printed_sql{
    "UPDATE card_batches SET printings = printings + 1, printed_at = $1, printed_by = $2 "
    "WHERE batch_id = $3 AND printings = $4"};

#define GX_STOCK_COLUMNS \
  "number, card_id, card_type_id, batch_id, state, code_hash, track, changed_at, changed_by"

const sql::Query insert_stock_sql{"INSERT INTO card_stock (" GX_STOCK_COLUMNS
                                  ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
const sql::Query find_stock_sql{"SELECT " GX_STOCK_COLUMNS " FROM card_stock WHERE number = $1"};
const sql::Query stock_of_batch_sql{
    "SELECT " GX_STOCK_COLUMNS
    " FROM card_stock WHERE batch_id = $1 AND state = 'stock' ORDER BY card_id"};
const sql::Query count_stock_sql{
    "SELECT COUNT(*) FROM card_stock WHERE batch_id = $1 AND state = 'stock'"};
const sql::Query update_stock_sql{
    "UPDATE card_stock SET state = $1, code_hash = $2, track = $3, changed_at = $4, "
    "changed_by = $5 WHERE number = $6 AND state = 'stock'"};
const sql::Query take_from_stock_sql{
    "DELETE FROM card_stock WHERE number = $1 AND state = 'stock'"};

const sql::Query track_keys_sql{
    "SELECT key_number, state, created_at, created_by, retired_at, retired_by "
    "FROM card_track_keys ORDER BY key_number"};
const sql::Query insert_track_key_sql{
    "INSERT INTO card_track_keys (key_number, state, created_at, created_by) "
    "VALUES ($1, $2, $3, $4) ON CONFLICT (key_number) DO NOTHING"};
const sql::Query retire_track_key_sql{
    "UPDATE card_track_keys SET state = 'retired', retired_at = $1, retired_by = $2 "
    "WHERE key_number = $3 AND state = 'active'"};

}  // namespace

void insert_batch(sql::Tx& tx, const Batch& batch) {
  tx.exec(
      insert_batch_sql,
      batch.id,
      batch.type,
      batch.cards,
      batch.first_number,
      batch.last_number,
      batch.note,
      batch.made_at,
      batch.made_by,
      batch.printings,
      batch.printed_at,
      batch.printed_by
  );
}

std::optional<Batch> find_batch(sql::Tx& tx, BatchId id) {
  return tx.find<Batch>(find_batch_sql, id);
}

std::vector<Batch> batches_before(sql::Tx& tx, CardTypeId type, BatchId before, int limit) {
  return tx.list<Batch>(batches_sql, type, before, limit);
}

bool mark_printed(sql::Tx& tx, const Batch& batch) {
  return tx.exec(mark_printed_sql, batch.printed_at, batch.printed_by, batch.id, batch.printings) ==
         1;
}

void insert_stock(sql::Tx& tx, const StockCard& card) {
  tx.exec(
      insert_stock_sql,
      card.number,
      card.card,
      card.type,
      card.batch,
      card.state,
      card.code_hash,
      card.track,
      card.changed_at,
      card.changed_by
  );
}

std::optional<StockCard> find_stock(sql::Tx& tx, std::string_view number) {
  return tx.find<StockCard>(find_stock_sql, number);
}

std::optional<Card> find_stock_card(sql::Tx& tx, std::string_view number) {
  const auto stock = find_stock(tx, number);
  if (!stock) return std::nullopt;
  Card card;
  card.id = stock->card;
  card.number = stock->number;
  card.form = "plastic";
  card.state = stock->state;
  card.issued_at = stock->changed_at;
  card.type = stock->type;
  card.batch = stock->batch;
  card.track = stock->track;
  return card;
}

std::vector<StockCard> stock_of_batch(sql::Tx& tx, BatchId batch) {
  return tx.list<StockCard>(stock_of_batch_sql, batch);
}

std::int64_t count_stock(sql::Tx& tx, BatchId batch) {
  return tx.get<std::int64_t>(count_stock_sql, batch);
}

bool update_stock(sql::Tx& tx, const StockCard& card) {
  return tx.exec(
             update_stock_sql,
             card.state,
             card.code_hash,
             card.track,
             card.changed_at,
             card.changed_by,
             card.number
         ) == 1;
}

bool take_from_stock(sql::Tx& tx, std::string_view number) {
  return tx.exec(take_from_stock_sql, number) == 1;
}

std::vector<TrackKey> track_keys(sql::Tx& tx) { return tx.list<TrackKey>(track_keys_sql); }

bool insert_track_key(sql::Tx& tx, const TrackKey& key) {
  return tx.exec(insert_track_key_sql, key.number, key.state, key.created_at, key.created_by) == 1;
}

void retire_track_key(sql::Tx& tx, const TrackKey& key) {
  tx.exec(retire_track_key_sql, key.retired_at, key.retired_by, key.number);
}

}  // namespace guanxi::cards::store
