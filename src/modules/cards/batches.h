// Batches: cards made at once, to be printed. Making a batch takes its numbers out of the type's
// range and puts the cards into stock; printing it makes their tracks and verification codes, which
// are shown this once. If the file is lost, printing may be renewed: what was made before for cards
// that are still in stock ends then. A card leaves the stock when it is bound to a member.
//
// And the keys that tracks are made with: the newest makes new tracks, the others are still read
// until they are retired. They are derived from the installation's look-up key by their number, so
// nothing secret is stored.
//
// Inside modules/cards only. Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include "modules/cards/card_types.h"
#include "modules/cards/cards.h"

namespace guanxi::cards {

inline constexpr int batch_cards_max = 10'000;

struct Batch {
  BatchId id;
  CardTypeId type;
  std::int64_t cards = 0;
  std::string first_number, last_number;  // printed
  std::string note;
  Instant made_at;
  ActorId made_by;
  std::int64_t printings = 0;
  std::optional<Instant> printed_at = {};
  std::optional<ActorId> printed_by = {};
};

/// Takes `cards` numbers (1 … batch_cards_max) out of the type's range; a number that a card from
/// elsewhere has is passed over. Errors: card_type_retired; card_numbers_used_up at /cards (fact
/// `left`); bad_format and too_long at /note; conflict if somebody took numbers at the same moment.
Result<Batch> make_batch(
    sql::Tx& tx,
    IdGenerator& ids,
    const CardType& type,
    int cards,
    std::string_view note,
    ActorId by,
    Instant now
);
std::optional<Batch> find_batch(sql::Tx& tx, BatchId id);
/// The newest first, behind `before` (none: all).
std::vector<Batch> batches_of(
    sql::Tx& tx, CardTypeId type, std::optional<BatchId> before, int limit
);
/// How many of its cards belong to nobody yet and are not cancelled.
std::int64_t stock_of(sql::Tx& tx, BatchId batch);

struct PrintedCard {
  std::string number, track, code;  // code: empty if the type needs none
};
/// Makes tracks and codes of what is in stock. Errors: card_batch_not_found, card_codes_shown
/// unless it is the first time or `renew`.
Result<std::vector<PrintedCard>> print_batch(
    sql::Tx& tx,
    Random& random,
    const crypto::KeyRing& keys,
    BatchId id,
    bool renew,
    ActorId by,
    Instant now
);
/// number,track,verification_code – with a header, one card a line.
std::string to_csv(const std::vector<PrintedCard>& cards);
/// The same as a workbook.
std::string to_xlsx(const std::vector<PrintedCard>& cards);

/// A card that was spoilt before it had an owner. Errors: card_not_found at /number unless it is of
/// this batch and has no owner, card_not_usable (cancelled already).
Outcome cancel_in_stock(
    sql::Tx& tx, BatchId batch, std::string_view number, ActorId by, Instant now
);

enum class TrackKeyState { active, retired };
BOOST_DESCRIBE_ENUM(TrackKeyState, active, retired)

struct TrackKey {
  int number = 0;
  TrackKeyState state = TrackKeyState::active;
  Instant created_at;
  ActorId created_by;
  std::optional<Instant> retired_at = {};
  std::optional<ActorId> retired_by = {};
};
/// By number. There is always an active one.
std::vector<TrackKey> track_keys(sql::Tx& tx);
/// From now on tracks are made with a new key.
Result<TrackKey> rotate_track_key(sql::Tx& tx, ActorId by, Instant now);
/// Ends every track made with it; repeating changes nothing. Errors: card_track_key_not_found,
/// card_track_key_in_use (the newest).
Result<TrackKey> retire_track_key(sql::Tx& tx, int number, ActorId by, Instant now);
/// The number of the key that makes tracks.
int newest_track_key(sql::Tx& tx);
bool is_track_key_active(sql::Tx& tx, int number);

}  // namespace guanxi::cards
