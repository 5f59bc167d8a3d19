#include "modules/cards/cards.h"

#include <boost/describe/enum_to_string.hpp>

#include "modules/cards/batches.h"
#include "modules/cards/issuing.h"
#include "modules/cards/numbers.h"
#include "modules/cards/states.h"
#include "modules/cards/store.h"
#include "modules/cards/tracks.h"

namespace guanxi::cards {

State state_on(const Card& card, Date today) {
  const bool lives = card.state == State::issued || card.state == State::active;
  return lives && card.valid_to < today ? State::expired : card.state;
}

Error not_usable(State state, std::string pointer) {
  const std::string word = boost::describe::enum_to_string(state, "");
  return fail(
      ErrorCode::card_not_usable, std::move(pointer), {{"state", word}, {"why", "@card_" + word}}
  );
}

Result<Card> issue(
    sql::Tx& tx,
    IdGenerator& ids,
    OwnerId owner,
    const NewCard& card,
    std::optional<StoreId> store,
    ActorId by,
    Instant now
) {
  crypto::SecureRandom random;
  return issue(tx, ids, random, owner, card, store, by, now);
}

Result<Card> issue(
    sql::Tx& tx,
    IdGenerator& ids,
    Random& random,
    OwnerId owner,
    const NewCard& wanted,
    std::optional<StoreId> store,
    ActorId by,
    Instant now
) {
  auto primary = store::primary_card(tx, owner);
  const bool needed = !primary || is_final(primary->state);
  NewCard asked = wanted;
  asked.for_member = asked.for_member || needed;
  GX_TRY(card, take_card(tx, ids, random, owner, asked, now));
  card.primary = needed || takes_over(tx, card, *primary);
  if (primary && card.primary) {
    primary->primary = false;
    if (!store::update(tx, *primary, by, now)) return ErrorCode::conflict;
  }
  store::insert(tx, card, store, by);
  return card;
}

std::optional<Card> find_by_number(sql::Tx& tx, std::string_view number) {
  const auto canonical = canonical_number(number);
  if (!canonical) return std::nullopt;
  return store::find_by_number(tx, *canonical);
}

Result<Card> find_by_track(sql::Tx& tx, const crypto::KeyRing& keys, std::string_view text) {
  const auto track = Tracks(keys).read(text);
  if (!track) return ErrorCode::card_track_refused;
  auto card = store::find_by_number(tx, track->number);
  if (!card) return ErrorCode::card_not_found;
  if (card->track != track->generation || !is_track_key_active(tx, track->key))
    return ErrorCode::card_track_superseded;
  return *std::move(card);
}

std::optional<OwnerId> used_by(sql::Tx& tx, ReceiptId receipt) {
  return store::receipt_used_by(tx, receipt);
}

bool use_receipt(sql::Tx& tx, ReceiptId receipt, const Card& card, ActorId by, Instant now) {
  return store::insert_receipt(tx, receipt, card, by, now);
}

std::optional<Card> primary_card(sql::Tx& tx, OwnerId owner) {
  return store::primary_card(tx, owner);
}

std::optional<Card> find(sql::Tx& tx, OwnerId owner, CardId card) {
  return store::find(tx, owner, card);
}

std::vector<Card> cards_of(sql::Tx& tx, OwnerId owner) { return store::cards_of(tx, owner); }

std::vector<Card> find_by_end(sql::Tx& tx, std::string_view end, CardId after, int limit) {
  const auto written = canonical_number(end);
  if (!written || written->size() < number_end_min || written->size() > number_end_max) return {};
  return store::by_end(tx, *written, after, limit);
}

}  // namespace guanxi::cards
