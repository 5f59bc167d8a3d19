// The SQL of batches, of cards in stock and of the keys of tracks. Inside modules/cards only.
#pragma once

#include "modules/cards/batches.h"

namespace guanxi::cards::store {

struct StockCard {
  std::string number;
  CardId card;
  CardTypeId type;
  BatchId batch;
  State state = State::stock;  // or cancelled
  std::optional<crypto::Digest> code_hash = {};
  std::int64_t track = 0;
  Instant changed_at;
  ActorId changed_by;
};

void insert_batch(sql::Tx& tx, const Batch& batch);
std::optional<Batch> find_batch(sql::Tx& tx, BatchId id);
std::vector<Batch> batches_before(sql::Tx& tx, CardTypeId type, BatchId before, int limit);
/// Writes who printed it when, as printings + 1 if the row still has batch.printings.
bool mark_printed(sql::Tx& tx, const Batch& batch);

void insert_stock(sql::Tx& tx, const StockCard& card);
std::optional<StockCard> find_stock(sql::Tx& tx, std::string_view number);
/// The same as a card of nobody.
std::optional<Card> find_stock_card(sql::Tx& tx, std::string_view number);
/// Those in state stock, the first made first.
std::vector<StockCard> stock_of_batch(sql::Tx& tx, BatchId batch);
std::int64_t count_stock(sql::Tx& tx, BatchId batch);
/// Writes state, code hash and track if the row is still in stock.
bool update_stock(sql::Tx& tx, const StockCard& card);
/// False if it is not in stock any more.
bool take_from_stock(sql::Tx& tx, std::string_view number);

std::vector<TrackKey> track_keys(sql::Tx& tx);
bool insert_track_key(sql::Tx& tx, const TrackKey& key);
void retire_track_key(sql::Tx& tx, const TrackKey& key);

}  // namespace guanxi::cards::store
