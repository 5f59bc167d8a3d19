// What a programme declares for its wallets: recharge offers ("pay 1,000, get 200"), and the
// payment licence with which value may be used across legal persons. An offer is never edited: a
// change is the next version under the same code, and a recharge keeps the version it was made
// under. Functions of the caller's Tx; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/money.h"
#include "base/result.h"
#include "base/time.h"
#include "platform/sql/sql.h"

namespace guanxi::wallet {

struct Offer {
  std::int64_t id = 0;
  ProgrammeId programme;
  std::string code;
  int version = 0;
  std::string name;
  Money pay, bonus;
  Instant starts_at;
  std::optional<Instant> ends_at;  // none: until the next version starts
  Instant created_at;
  ActorId created_by;
};

struct NewOffer {
  ProgrammeId programme;
  Currency currency;
  std::string code, name;
  Money pay, bonus;  // of the programme's currency
  Instant starts_at;
  std::optional<Instant> ends_at;
};
/// The first version of a code, or the next one. Errors: currency_mismatch at /pay or /bonus;
/// out_of_range at /starts_at unless it is after the last version's, at /ends_at unless it is after
/// starts_at; conflict if another process adds one at the same moment.
Result<Offer> add_offer(
    sql::Tx& tx, IdGenerator& ids, const NewOffer& offer, ActorId by, Instant now
);
/// Every version, by code, the newest first.
std::vector<Offer> offers(sql::Tx& tx, ProgrammeId programme, Currency currency);
/// The version in force at `when`. Errors, with the fact `offer`: offer_not_found,
/// offer_not_in_force.
Result<Offer> offer_in_force(
    sql::Tx& tx, ProgrammeId programme, Currency currency, std::string_view code, Instant when
);

struct Licence {
  std::int64_t id = 0;
  std::string number;
  Date valid_from, valid_until;  // the last day
  Instant created_at;
  ActorId created_by;
  std::optional<Instant> ended_at = {};  // when the last day was brought forward
  std::optional<std::string> end_reason = {};
  std::optional<ActorId> ended_by = {};
};
/// Errors: out_of_range at /valid_until before valid_from.
Result<Licence> add_licence(
    sql::Tx& tx,
    IdGenerator& ids,
    ProgrammeId programme,
    const Licence& licence,
    ActorId by,
    Instant now
);
/// Brings the last day of a licence forward: what was done under it stays. Errors:
/// licence_not_found; out_of_range at /last_day (with the facts `min`, `max`) unless it is today or
/// later and before the last day it has.
Result<Licence> end_licence(
    sql::Tx& tx,
    ProgrammeId programme,
    std::int64_t licence,
    Date last_day,
    Date today,
    std::string_view reason,
    ActorId by,
    Instant now
);
/// The newest first.
std::vector<Licence> licences(sql::Tx& tx, ProgrammeId programme);
/// Whether a licence is in force on `day` of the programme.
bool licensed(sql::Tx& tx, ProgrammeId programme, Date day);

}  // namespace guanxi::wallet
