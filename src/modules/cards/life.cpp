// What becomes of a card once it has an owner.
#include <algorithm>
#include <boost/describe/enum_to_string.hpp>

#include "modules/cards/batches.h"
#include "modules/cards/issuing.h"
#include "modules/cards/states.h"
#include "modules/cards/store.h"
#include "modules/cards/tracks.h"

namespace guanxi::cards {
namespace {

std::string word_of(State state) { return boost::describe::enum_to_string(state, ""); }

Result<Card> load(sql::Tx& tx, const Change& change) {
  auto card = store::find(tx, change.owner, change.card);
  if (!card) return ErrorCode::card_not_found;
  if (card->version != change.version) return ErrorCode::stale_version;
  return *std::move(card);
}

Outcome check_step(State from, State to, Step step) {
  if (may_go(from, to, step)) return ok();
  if (is_final(from)) return not_usable(from, {});
  return fail(ErrorCode::card_state_forbidden, {}, {{"from", word_of(from)}, {"to", word_of(to)}});
}

/// The card that becomes primary when `leaving` no longer can be.
const Card* heir(sql::Tx& tx, const std::vector<Card>& cards, CardId leaving) {
  for (const State wanted : {State::active, State::frozen, State::lost, State::issued}) {
    for (const Card& card : cards) {
      if (card.id == leaving || card.state != wanted) continue;
      if (standing_of(tx, card) != Standing::none) return &card;
    }
  }
  return nullptr;
}

void note(sql::Tx& tx, const Card& card, State before, const Change& change) {
  if (card.state == before) return;
  store::insert_state(
      tx, card, {card.version, before, card.state, change.reason, change.now, change.by}
  );
}

bool hand_on_primary(sql::Tx& tx, Card& from, const Card& to, const Change& change) {
  // First the one, then the other: an owner never has two primary cards, not even in between.
  from.primary = false;
  if (!store::update(tx, from, change.by, change.now)) return false;
  Card next = to;
  next.primary = true;
  return store::update(tx, next, change.by, change.now);
}

/// Writes the card and counts its version.
Outcome write(sql::Tx& tx, Card& card, const Change& change) {
  if (!store::update(tx, card, change.by, change.now)) return ErrorCode::stale_version;
  ++card.version;
  return ok();
}

/// Activates a card that was issued before.
Outcome take_into_use(sql::Tx& tx, Card& card, const Change& change) {
  auto primary = store::primary_card(tx, change.owner);
  if (!primary || !takes_over(tx, card, *primary)) return write(tx, card, change);
  primary->primary = false;
  if (!store::update(tx, *primary, change.by, change.now)) return ErrorCode::stale_version;
  card.primary = true;
  return write(tx, card, change);
}

Error day_is_over(Date today) {
  return fail(ErrorCode::out_of_range, "/valid_to", {{"min", today.to_string()}});
}

/// By what its type says; a card without one lives for ever.
Result<Date> next_last_day(sql::Tx& tx, const Card& card, Date today) {
  if (!card.type) return Date::never;
  const auto type = find_type(tx, *card.type);
  GX_CHECK_WHY(type.has_value(), "a card without its type");
  const Date from = card.valid_to == Date::never ? today : std::max(today, card.valid_to);
  const CardTerms& terms = type->content.terms;
  const auto end = last_day(terms, terms.validity == Validity::until ? today : from);
  if (!end) return day_is_over(today);
  return *end;
}

}  // namespace

Result<Card> set_state(sql::Tx& tx, const Change& change, State state) {
  GX_TRY(card, load(tx, change));
  const State before = state_on(card, change.today);
  if (before == state) return card;
  GX_TRY_VOID(check_step(before, state, Step::set));
  const State stored = std::exchange(card.state, state);
  if (before == State::issued && state == State::active && !card.primary) {
    GX_TRY_VOID(take_into_use(tx, card, change));
    note(tx, card, stored, change);
    return card;
  }
  const auto cards = state == State::cancelled && card.primary ? store::cards_of(tx, change.owner)
                                                               : std::vector<Card>();
  const Card* next = heir(tx, cards, card.id);
  if (next == nullptr) {
    GX_TRY_VOID(write(tx, card, change));
  } else {
    if (!hand_on_primary(tx, card, *next, change)) return ErrorCode::stale_version;
    ++card.version;
  }
  note(tx, card, stored, change);
  return card;
}

Result<Card> renew(sql::Tx& tx, const Change& change, std::optional<Date> valid_to) {
  GX_TRY(card, load(tx, change));
  const State before = state_on(card, change.today);
  const State after = before == State::issued ? State::issued : State::active;
  GX_TRY_VOID(check_step(before, after, Step::renew));
  if (valid_to && *valid_to < change.today) return day_is_over(change.today);
  const bool temporary = terms_of(tx, card).use == CardUse::temporary;
  if (!valid_to || temporary) {
    GX_TRY(end, next_last_day(tx, card, change.today));
    if (valid_to && *valid_to > end) {  // a temporary card becomes real by another one
      return fail(ErrorCode::out_of_range, "/valid_to", {{"max", end.to_string()}});
    }
    if (!valid_to) valid_to = end;
  }
  if (card.valid_to == *valid_to && card.state == after) return card;
  card.valid_to = *valid_to;
  const State stored = std::exchange(card.state, after);
  GX_TRY_VOID(write(tx, card, change));
  note(tx, card, stored, change);
  return card;
}

Result<Replacement> replace(
    sql::Tx& tx,
    IdGenerator& ids,
    Random& random,
    const Change& change,
    const NewCard& wanted,
    std::optional<StoreId> store
) {
  GX_TRY(old, load(tx, change));
  const State before = state_on(old, change.today);
  GX_TRY_VOID(check_step(before, State::replaced, Step::replace));
  Date valid_to = old.valid_to;
  if (valid_to < change.today) {
    GX_TRY(end, next_last_day(tx, old, change.today));
    valid_to = end;
  }
  const Standing standing = standing_of(tx, old);
  NewCard asked = wanted;
  asked.for_member = standing != Standing::none;
  GX_TRY(fresh, take_card(tx, ids, random, change.owner, asked, change.now));
  const bool made_real = standing == Standing::temporary && fresh.form == "plastic";
  if (!fresh.type && !made_real) {
    fresh.type = old.type;
    fresh.valid_to = valid_to;
  }
  fresh.primary = std::exchange(old.primary, false);
  const State stored = std::exchange(old.state, State::replaced);
  old.replaced_by = fresh.id;
  GX_TRY_VOID(write(tx, old, change));
  note(tx, old, stored, change);
  store::insert(tx, fresh, store, change.by);
  return Replacement{std::move(old), std::move(fresh)};
}

Result<WrittenTrack> write_track(sql::Tx& tx, const crypto::KeyRing& keys, const Change& change) {
  GX_TRY(card, load(tx, change));
  if (is_final(card.state)) return not_usable(card.state, {});
  if (card.track >= track_generation_max) return ErrorCode::conflict;
  ++card.track;
  GX_TRY_VOID(write(tx, card, change));
  std::string track = Tracks(keys).make({card.number, newest_track_key(tx), card.track});
  return WrittenTrack{std::move(card), std::move(track)};
}

std::vector<StateChange> state_changes(sql::Tx& tx, OwnerId owner, CardId card) {
  return store::state_changes(tx, owner, card);
}

std::optional<Card> card_then(sql::Tx& tx, const Card& card, Instant at, Date day) {
  const auto was_taken_into_use = [&](const Card& one) {
    return one.issued_at <= at && state_at(tx, one, at, day) != State::issued;
  };
  if (was_taken_into_use(card)) return card;
  const auto cards = store::cards_of(tx, card.owner);
  // Back from each to the one that it replaced.
  CardId one = card.id;
  for (std::size_t i = 0; i < cards.size(); ++i) {
    const auto before = std::ranges::find(cards, std::optional(one), &Card::replaced_by);
    if (before == cards.end()) break;
    if (was_taken_into_use(*before)) return *before;
    one = before->id;
  }
  std::optional<Card> best;
  Standing highest = Standing::none;
  for (const Card& other : cards) {
    if (other.issued_at > at || state_at(tx, other, at, day) != State::active) continue;
    const Standing standing = standing_of(tx, other);
    if (standing == Standing::none || standing < highest) continue;
    if (standing == highest && other.issued_at >= best->issued_at) continue;
    highest = standing;
    best = other;
  }
  return best;
}

State state_at(sql::Tx& tx, const Card& card, Instant at, Date day) {
  Card then = card;
  if (card.issued_at > at) return state_on(then, day);
  for (const StateChange& change : store::state_changes(tx, card.owner, card.id)) {
    if (change.changed_at > at) {
      then.state = change.before;
      break;
    }
  }
  return state_on(then, day);
}

void cancel_all(sql::Tx& tx, OwnerId owner, ActorId by, Instant now) {
  auto cards = store::cards_of(tx, owner);
  for (Card& card : cards) {
    if (is_final(card.state)) continue;
    const Change change{owner, card.id, card.version, by, now, {}};
    const State stored = std::exchange(card.state, State::cancelled);
    const bool written = store::update(tx, card, by, now);
    GX_CHECK(written);
    ++card.version;
    note(tx, card, stored, change);
  }
}

}  // namespace guanxi::cards
