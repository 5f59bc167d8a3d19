// Cards. Every member has one primary card, virtual if there is no plastic; the presented card
// decides rates later on. Here: plain numbers. Card types, ranges and check digits come with the
// membership core.
//
// A number belongs to one card for ever, across programmes, whatever becomes of the card. Written
// with blanks, dashes, small or full-width letters it is the same number.
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

enum class State { active, frozen, cancelled };
BOOST_DESCRIBE_ENUM(State, active, frozen, cancelled)

struct Card {
  CardId id;
  OwnerId owner;
  std::string number = {};
  std::string form = {};  // "virtual" or "plastic"
  State state = State::active;
  bool primary = false;
  Instant issued_at;
  std::int64_t version = 1;

  bool operator==(const Card&) const = default;
};

inline constexpr std::size_t number_length_min = 4;
inline constexpr std::size_t number_length_max = 32;

/// What issue() would refuse of a given number; an empty one is fine. For callers that write before
/// they issue. Errors at /card_number: card_number_taken, bad_format.
Outcome check_number(sql::Tx& tx, std::string_view number);

/// Issues a card. An empty number makes a virtual one: "V" and 15 digits, the last a Luhn digit. It
/// becomes the primary if the owner has none, or only a cancelled one. Refuses before its first
/// write. Errors at /card_number: card_number_taken, bad_format (not 4 … 32 letters and digits, or
/// the form of a virtual number).
Result<Card> issue(
    sql::Tx& tx,
    IdGenerator& ids,
    OwnerId owner,
    std::string_view number,
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
    std::string_view number,
    std::optional<StoreId> store,
    ActorId by,
    Instant now
);

/// The hot path of a sale: one statement. A number that cannot be one finds nothing.
std::optional<Card> find_by_number(sql::Tx& tx, std::string_view number);
std::optional<Card> primary_card(sql::Tx& tx, OwnerId owner);
std::optional<Card> find(sql::Tx& tx, OwnerId owner, CardId card);
/// All of them, the first issued first.
std::vector<Card> cards_of(sql::Tx& tx, OwnerId owner);

/// Freezes, unfreezes or cancels a card that still has `version`. A cancelled card stays so. When
/// the primary is cancelled, another card (the oldest active, else the oldest frozen one) becomes
/// primary; without one it stays. The state it has already changes nothing. Errors:
/// card_not_found, stale_version, card_not_usable (cancelled; fact `state`).
Result<Card> set_state(
    sql::Tx& tx,
    OwnerId owner,
    CardId card,
    State state,
    std::int64_t version,
    ActorId by,
    Instant now
);
/// When a membership ends: cancels whatever is not cancelled yet. The primary stays what it was.
void cancel_all(sql::Tx& tx, OwnerId owner, ActorId by, Instant now);

/// What the endpoints of card types and batches work with. All outlive the Api.
struct Office {
  sql::Database& db;
  IdGenerator& ids;
  const programmes::Programmes& programmes;
  const crypto::KeyRing& keys;
  const api::FirstAnswers& answers;
};
/// /v1/card-types, /v1/card-batches and below.
void add_endpoints(api::Api& api, const Office& office);

}  // namespace guanxi::cards
