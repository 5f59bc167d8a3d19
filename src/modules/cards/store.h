// The SQL of cards, their numbers and the keys of tracks. Inside modules/cards only.
#pragma once

#include "modules/cards/cards.h"

namespace guanxi::cards::store {

/// False if the number was ever issued; nothing is written then. Numbers in stock have no owner.
bool claim_number(sql::Tx& tx, std::string_view number, OwnerId owner, CardId card);
/// Gives a number in stock its owner. False if somebody was first.
bool bind_number(sql::Tx& tx, std::string_view number, OwnerId owner, CardId card);
void insert(sql::Tx& tx, const Card& card, std::optional<StoreId> store, ActorId by);

std::optional<Card> find(sql::Tx& tx, OwnerId owner, CardId card);
std::optional<Card> find_by_number(sql::Tx& tx, std::string_view number);
std::optional<Card> primary_card(sql::Tx& tx, OwnerId owner);
std::vector<Card> cards_of(sql::Tx& tx, OwnerId owner);
/// `end` is canonical, of four characters at least.
std::vector<Card> by_end(sql::Tx& tx, const std::string& end, CardId after, int limit);

std::optional<OwnerId> receipt_used_by(sql::Tx& tx, ReceiptId receipt);
/// False if the receipt is there already.
bool insert_receipt(sql::Tx& tx, ReceiptId receipt, const Card& card, ActorId by, Instant now);

/// Writes what can change of a card as version + 1 if the row still has card.version.
bool update(sql::Tx& tx, const Card& card, ActorId by, Instant now);
void insert_state(sql::Tx& tx, const Card& card, const StateChange& change);
/// The oldest first.
std::vector<StateChange> state_changes(sql::Tx& tx, OwnerId owner, CardId card);

}  // namespace guanxi::cards::store
