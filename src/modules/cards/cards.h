// Cards. Every member has one primary card, virtual if there is no plastic; the presented card
// decides rates, else the primary. A card comes from the stock of a printed batch (batches.h), is
// virtual, or has a plain number from elsewhere. Its life is a table of states (states.h).
//
// A temporary card stands in until there is a real one; a rebate-voucher card holds vouchers and
// makes nobody known, so it is never the primary.
//
// A number belongs to one card for ever, across programmes, whatever becomes of the card. Written
// with blanks, dashes, small or full-width letters it is the same number. A plain number must not
// be of a range that a card type hands out (card_types.h): those are printed before they are bound.
//
// The flows of enrolment and checkout call this inside their own transaction. Threads: functions of
// values and of the caller's Tx; any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/random.h"
#include "base/result.h"
#include "base/time.h"
#include "platform/crypto/crypto.h"
#include "platform/sql/sql.h"

namespace guanxi::api {
class Api;
class FirstAnswers;
}  // namespace guanxi::api
namespace guanxi::crypto {
class KeyRing;
}
namespace guanxi::programmes {
class Programmes;
}

namespace guanxi::cards {

struct CardTypeTag;
using CardTypeId = Id<CardTypeTag>;
struct BatchTag;
using BatchId = Id<BatchTag>;

/// Of these, `expired` is never stored: an issued or active card whose last day is over has
/// expired, see state_on().
enum class State { stock, issued, active, frozen, lost, expired, replaced, cancelled };
BOOST_DESCRIBE_ENUM(State, stock, issued, active, frozen, lost, expired, replaced, cancelled)

struct Card {
  CardId id;
  OwnerId owner;  // in stock: nobody
  std::string number = {};
  std::string form = {};  // "virtual" or "plastic"
  State state = State::active;
  bool primary = false;
  Instant issued_at;
  std::int64_t version = 1;
  std::optional<CardTypeId> type = {};  // none: a virtual card or a number from elsewhere
  std::optional<BatchId> batch = {};
  Date valid_to = Date::never;  // the last day
  std::optional<CardId> replaced_by = {};
  std::int64_t track = 0;  // generation of the newest track; 0: none was written

  bool operator==(const Card&) const = default;
};

inline constexpr std::size_t number_length_min = 4;
inline constexpr std::size_t number_length_max = 32;

/// The state of a card on a day of its programme. Only an active one buys and earns.
State state_on(const Card& card, Date today);
/// card_not_usable with the state as a fact, and in words why: lost, replaced …
Error not_usable(State state, std::string pointer);

/// The keyed hash that is kept of a verification code. Written with blanks, dashes or small
/// letters, with O for 0 and I or L for 1, it is the same code.
crypto::Digest hash_of_code(
    const crypto::KeyRing& keys, std::string_view number, std::string_view code
);

/// A card to be issued.
struct NewCard {
  std::string_view number = {};                  // empty: a virtual card
  ProgrammeId programme;                         // the owner's
  Date today;                                    // of that programme
  std::optional<crypto::Digest> code_hash = {};  // of the verification code that was entered
  bool activate = true;     // otherwise it is issued, to be taken into use later
  bool for_member = false;  // the owner shall be known by it: no rebate-voucher card
};

/// What issue() would refuse; a virtual card is fine. For callers that write before they issue.
/// Errors at /card_number: card_number_taken; bad_format (not 4 … 32 letters and digits, the form
/// of a virtual number, or wrong check digits); card_number_not_printed (of a type's range, but not
/// in stock); card_not_usable (cancelled in stock, or its type's last day is over; of another
/// programme; a rebate-voucher card where a member is to be known by it); card_type_retired. At
/// /verification_code: missing_field, card_code_wrong.
Outcome check_new(sql::Tx& tx, const NewCard& card);

/// Issues a card: from stock with its type and the life that gives, else a plain number, else a
/// virtual one: "V" and 15 digits, the last a Luhn digit. It becomes the primary if the owner has
/// none, or only a cancelled one; an active one of a type also where the primary has no type, or is
/// temporary and this is not. Refuses before its first write. Errors: those of check_new().
Result<Card> issue(
    sql::Tx& tx,
    IdGenerator& ids,
    OwnerId owner,
    const NewCard& card,
    std::optional<StoreId> store,
    ActorId by,
    Instant now
);
/// The same with virtual numbers drawn from `random`: simulations repeat themselves exactly.
Result<Card> issue(
    sql::Tx& tx,
    IdGenerator& ids,
    Random& random,
    OwnerId owner,
    const NewCard& card,
    std::optional<StoreId> store,
    ActorId by,
    Instant now
);

/// The hot path of a sale: one question for the number, one for the card. A number that cannot be
/// one finds nothing.
std::optional<Card> find_by_number(sql::Tx& tx, std::string_view number);
/// The card of a track that we wrote. A track identifies and no more: it can be copied. Errors:
/// card_track_refused (altered or invented), card_track_superseded (a newer one was written, or its
/// key is retired), card_not_found.
Result<Card> find_by_track(sql::Tx& tx, const crypto::KeyRing& keys, std::string_view track);
std::optional<Card> primary_card(sql::Tx& tx, OwnerId owner);
std::optional<Card> find(sql::Tx& tx, OwnerId owner, CardId card);
/// All of them, the first issued first.
std::vector<Card> cards_of(sql::Tx& tx, OwnerId owner);

inline constexpr std::size_t number_end_min = 4;
inline constexpr std::size_t number_end_max = 6;
/// Cards that belong to somebody, of any programme and in whatever state, whose number ends with
/// `end`: 4 … 6 letters and digits, written as numbers are; anything else finds nothing. In the
/// order of their ids, behind `after`, at most `limit`.
std::vector<Card> find_by_end(sql::Tx& tx, std::string_view end, CardId after, int limit);

/// Who changes which card of whom, and the version that was seen. Errors of every change:
/// card_not_found, stale_version, card_not_usable (replaced or cancelled: nothing follows),
/// card_state_forbidden (facts `from`, `to`).
struct Change {
  OwnerId owner;
  CardId card;
  std::int64_t version = 0;
  ActorId by;
  Instant now;
  Date today;
  std::string reason = {};  // in words, for the card's history
};

/// Activates, freezes, reports lost or cancels. When the primary is cancelled, another card (the
/// oldest active, else frozen, lost or issued one) becomes primary; without one it stays. An issued
/// card that is taken into use becomes primary as one that is issued. The state it has already
/// changes nothing.
Result<Card> set_state(sql::Tx& tx, const Change& change, State state);
/// Makes the life of an issued, active or expired card longer: to `valid_to`, else by what its type
/// says, counted from its last day or today, whichever is later. Errors: out_of_range at /valid_to
/// (a day that is over, or the type's own last day is).
Result<Card> renew(sql::Tx& tx, const Change& change, std::optional<Date> valid_to);

struct Replacement {
  Card old, fresh;
};
/// Issues `card` in the place of another one: primary if that was, with its type and last day
/// unless it comes from stock with its own, or is plastic in the place of a temporary one. The old
/// number answers `replaced`. Errors: those of check_new() too.
Result<Replacement> replace(
    sql::Tx& tx,
    IdGenerator& ids,
    Random& random,
    const Change& change,
    const NewCard& card,
    std::optional<StoreId> store
);

struct WrittenTrack {
  Card card;
  std::string track;
};
/// A new track for a card; the one before is superseded.
Result<WrittenTrack> write_track(sql::Tx& tx, const crypto::KeyRing& keys, const Change& change);

/// One change of a card's state. That a card expires is nobody's change.
struct StateChange {
  std::int64_t version = 0;  // of the card, after it
  State before = State::active, after = State::active;
  std::string reason;
  Instant changed_at;
  ActorId changed_by;
};
/// The oldest first.
std::vector<StateChange> state_changes(sql::Tx& tx, OwnerId owner, CardId card);
/// The card as it was at an earlier time and on the day of that time: a sale that comes in late was
/// made with a card that may have been lost since. Before it was issued it is what it is now.
State state_at(sql::Tx& tx, const Card& card, Instant at, Date day);
/// The card that decided in its place at an earlier time and on the day of that time: itself, or
/// the one that it replaced, or the best one that its owner had in use. Nullopt: there was none.
std::optional<Card> card_then(sql::Tx& tx, const Card& card, Instant at, Date day);

/// When a membership ends: cancels whatever may still be. The primary stays what it was.
void cancel_all(sql::Tx& tx, OwnerId owner, ActorId by, Instant now);

/// The member to whom a card was issued by this receipt: it entitles to one.
std::optional<OwnerId> used_by(sql::Tx& tx, ReceiptId receipt);
/// Notes that `card` was issued by a receipt. False if another was.
bool use_receipt(sql::Tx& tx, ReceiptId receipt, const Card& card, ActorId by, Instant now);

/// What the endpoints of card types and batches work with. All outlive the Api.
struct Office {
  sql::Database& db;
  IdGenerator& ids;
  const programmes::Programmes& programmes;
  const crypto::KeyRing& keys;
  const api::FirstAnswers& answers;
};
/// /v1/card-types, /v1/card-batches, /v1/card-track-keys and below.
void add_endpoints(api::Api& api, const Office& office);

}  // namespace guanxi::cards
