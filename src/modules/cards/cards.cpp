#include "modules/cards/cards.h"

#include "modules/cards/numbers.h"
#include "modules/cards/store.h"
#include "platform/crypto/crypto.h"

namespace guanxi::cards {
namespace {

constexpr int number_tries_max = 64;
constexpr const char* number_pointer = "/card_number";

Result<std::string> read_number(std::string_view wanted) {
  auto number = canonical_number(wanted);
  if (number && !has_virtual_form(*number)) return *std::move(number);
  return fail(ErrorCode::bad_format, number_pointer, {{"expected", "@card_number"}});
}

/// Claims the given number or a virtual one, and fills in number and form.
Outcome take_number(sql::Tx& tx, Random& random, std::string_view wanted, Card& card) {
  if (wanted.empty()) {
    card.form = "virtual";
    for (int tries = 0; tries < number_tries_max; ++tries) {
      card.number = make_virtual_number(random);
      if (store::claim_number(tx, card.number, card.owner, card.id)) return ok();
    }
    GX_CHECK_WHY(false, "no free card number found: the random numbers repeat");
  }
  GX_TRY(number, read_number(wanted));
  card.form = "plastic";
  card.number = std::move(number);
  if (store::claim_number(tx, card.number, card.owner, card.id)) return ok();
  return fail(ErrorCode::card_number_taken, number_pointer);
}

/// The card that becomes primary when `leaving` no longer can be.
const Card* heir(const std::vector<Card>& cards, CardId leaving) {
  for (const State wanted : {State::active, State::frozen}) {
    for (const Card& card : cards) {
      if (card.id != leaving && card.state == wanted) return &card;
    }
  }
  return nullptr;
}

bool hand_on_primary(sql::Tx& tx, Card& from, const Card& to, ActorId by, Instant now) {
  // First the one, then the other: an owner never has two primary cards, not even in between.
  from.primary = false;
  if (!store::update(tx, from, by, now)) return false;
  Card next = to;
  next.primary = true;
  return store::update(tx, next, by, now);
}

}  // namespace

Outcome check_number(sql::Tx& tx, std::string_view number) {
  if (number.empty()) return ok();
  GX_TRY(wanted, read_number(number));
  if (!store::find_by_number(tx, wanted)) return ok();
  return fail(ErrorCode::card_number_taken, number_pointer);
}

Result<Card> issue(
    sql::Tx& tx,
    IdGenerator& ids,
    OwnerId owner,
    std::string_view number,
    std::optional<StoreId> store,
    ActorId by,
    Instant now
) {
  crypto::SecureRandom random;
  return issue(tx, ids, random, owner, number, store, by, now);
}

Result<Card> issue(
    sql::Tx& tx,
    IdGenerator& ids,
    Random& random,
    OwnerId owner,
    std::string_view number,
    std::optional<StoreId> store,
    ActorId by,
    Instant now
) {
  Card card{.id = ids.next_id<CardTag>(), .owner = owner, .issued_at = now};
  GX_TRY_VOID(take_number(tx, random, number, card));
  auto primary = store::primary_card(tx, owner);
  card.primary = !primary || primary->state == State::cancelled;
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

std::optional<Card> primary_card(sql::Tx& tx, OwnerId owner) {
  return store::primary_card(tx, owner);
}

std::optional<Card> find(sql::Tx& tx, OwnerId owner, CardId card) {
  return store::find(tx, owner, card);
}

std::vector<Card> cards_of(sql::Tx& tx, OwnerId owner) { return store::cards_of(tx, owner); }

Result<Card> set_state(
    sql::Tx& tx,
    OwnerId owner,
    CardId id,
    State state,
    std::int64_t version,
    ActorId by,
    Instant now
) {
  auto card = store::find(tx, owner, id);
  if (!card) return ErrorCode::card_not_found;
  if (card->version != version) return ErrorCode::stale_version;
  if (card->state == state) return *card;
  if (card->state == State::cancelled) {
    return fail(ErrorCode::card_not_usable, {}, {{"state", "cancelled"}});
  }
  card->state = state;
  const auto cards =
      state == State::cancelled && card->primary ? store::cards_of(tx, owner) : std::vector<Card>();
  const Card* next = heir(cards, id);
  const bool written = next != nullptr ? hand_on_primary(tx, *card, *next, by, now)
                                       : store::update(tx, *card, by, now);
  if (!written) return ErrorCode::stale_version;
  ++card->version;
  return *card;
}

void cancel_all(sql::Tx& tx, OwnerId owner, ActorId by, Instant now) {
  auto cards = store::cards_of(tx, owner);
  for (Card& card : cards) {
    if (card.state == State::cancelled) continue;
    card.state = State::cancelled;
    const bool written = store::update(tx, card, by, now);
    GX_CHECK(written);
  }
}

}  // namespace guanxi::cards
