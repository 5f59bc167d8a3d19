// Proofs: a phone, a card number or a static code says who somebody is; spending what a member owns
// takes a proof that it is the member who spends. That is the cashier's confirmation for small
// amounts, and beyond them (by the programme's parameters, for each kind of value) the member's
// PIN, the rotating member code or a one-time code; a supervisor may stand in, with a reason.
//
// The flows of checkout and the desks of points and wallet call this in three steps: judge() what
// the request carries, in transactions of its own so that wrong attempts count whatever becomes of
// the request; check() that it is still good, where the request is planned; use() it up in the
// transaction that spends, under a guard: of two that present one code, one spends.
//
// No secret is stored or logged: codes are made from the installation's key, see codes.h.
//
// Threads: Proofs may be used from any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/money.h"
#include "base/points.h"
#include "base/result.h"
#include "base/time.h"
#include "modules/members/members.h"
#include "modules/org/org.h"
#include "modules/programmes/programmes.h"
#include "modules/proofs/request.h"
#include "platform/api/api.h"
#include "platform/crypto/keys.h"
#include "platform/sql/sql.h"

namespace guanxi::proofs {

struct OneTimeCodeTag;
using OneTimeCodeId = Id<OneTimeCodeTag>;

/// What a one-time code is good for: one that was asked for to spend sets no PIN.
enum class Purpose { spend, pin, phone, email };
BOOST_DESCRIBE_ENUM(Purpose, spend, pin, phone, email)

/// Whom a rotating code names: the static part of it, which proves nothing. Nullopt: it is none.
std::optional<std::string> member_code_of(std::string_view rotating_code);

/// What a proof stood for.
enum class Cause { sale, redemption, hold, payout, pin, identity, transfer, household };
BOOST_DESCRIBE_ENUM(Cause, sale, redemption, hold, payout, pin, identity, transfer, household)

/// The permission to decide in the member's place, and to take a forgotten PIN away.
inline constexpr const char* supervise = "proofs:supervise";

/// A proof that was found right and is not used up yet.
struct Proven {
  OwnerId owner;
  Kind kind = Kind::cashier;
  std::int64_t step = 0;  // rotating_code: of which time step it is
  OneTimeCodeId code;     // one_time_code
  Instant issued_at;      // one_time_code
  std::string reason;     // supervisor
};

inline Proven word_of_cashier(OwnerId owner) {
  return {.owner = owner, .kind = Kind::cashier, .code = {}, .issued_at = {}, .reason = {}};
}

struct Use {
  Cause cause = Cause::sale;
  std::int64_t id = 0;  // of the receipt, the redemption …
  Instant at;
  ActorId actor;
};

/// What is spent of one kind of value, and up to where a cashier may confirm it.
struct Spending {
  std::string of;  // "points"
  std::int64_t amount = 0, cashier_max = 0;
  std::string amount_text, cashier_max_text;
};
Spending spending(Points points, const programmes::Parameters& parameters);
Spending spending_stored_value(Money amount, const programmes::Parameters& parameters);
Spending spending_small_change(Money amount, const programmes::Parameters& parameters);
/// What coupons are worth, altogether; nothing where so much needs no proof.
Spending spending_coupons(Money amount, const programmes::Parameters& parameters);

/// Whether the proof is good for all of it. Errors, at /proof: proof_required, proof_too_weak.
Outcome suffices(const std::optional<Proven>& proven, std::span<const Spending> spent);

/// Refusals of judge(), check() and suffices(), for the document of whoever calls them.
std::vector<ErrorCode> refusals();

/// All of it outlives Proofs.
struct House {
  sql::Database& db;
  IdGenerator& ids;
  const crypto::KeyRing& keys;
  const members::Members& members;
  const programmes::Programmes& programmes;
  const org::Org& org;
};

class Proofs {
 public:
  explicit Proofs(const House& house) : house_(house) {}

  /// Whether the proof is right, of a member whom the caller may see. A wrong PIN or code counts
  /// against its limit, durably, before this returns; a right one may be judged again until it is
  /// used. Errors: at /proof/value missing_field, bad_format, proof_wrong with the fact `left`,
  /// proof_expired, proof_used, proof_locked with the fact `until`, proof_not_found, pin_not_set;
  /// at /proof/kind forbidden (a supervisor's permission is missing); at /proof/reason
  /// missing_field; no_parameters_in_force.
  Result<Proven> judge(
      const api::Call& call, const members::Member& member, Purpose purpose, const Proof& proof
  ) const;
  /// The same at a desk, for the member of a path. Without a proof a person confirms by calling,
  /// and has to be asked nothing more; a till has to say so. Errors: member_not_found, and those of
  /// judge().
  Result<std::optional<Proven>> at_desk(
      const api::Call& call, OwnerId owner, const std::optional<Proof>& proof
  ) const;
  /// Errors: proof_used at /proof/value.
  Outcome check(sql::Tx& tx, const Proven& proven) const;
  /// Uses it up, and keeps for what; of a cashier's word for a sale the receipt says so. Reads
  /// nothing. Errors: conflict (used meanwhile).
  Outcome use(sql::Tx& tx, const Proven& proven, const Use& use) const;
  /// suffices() and check() at once, for what is planned where it is written. Afterwards `judged`
  /// holds what is to be used. Errors: those of all of them.
  Outcome accept(sql::Tx& tx, const Result<std::optional<Proven>>& judged, const Spending& spent)
      const;

  // ---- the member's channel and the desk ----

  struct RotatingCode {
    std::string code;
    Instant valid_until;  // when another one is shown; this one is accepted a step longer
  };
  /// The code of this moment. Errors: conflict.
  Result<RotatingCode> rotating_code(const members::Member& member, Instant now) const;
  /// From now on other codes: those on a lost phone are worthless.
  void renew_key(const api::Call& call, OwnerId owner) const;

  /// Sets or changes the PIN. `judged`: the proof that goes with it, needed to change one: the PIN
  /// before, a one-time code for this purpose, or a supervisor. Errors: bad_format and pin_weak at
  /// /pin; proof_required, proof_too_weak; conflict.
  Outcome set_pin(
      const api::Call& call,
      const members::Member& member,
      std::string_view pin,
      const Result<std::optional<Proven>>& judged
  ) const;
  /// Takes the PIN away, and its lock. Idempotent.
  void remove_pin(const api::Call& call, OwnerId owner, std::string_view reason) const;

  struct OneTimeCode {
    OneTimeCodeId id;
    Purpose purpose = Purpose::spend;
    bool open = true;
    Instant issued_at, expires_at;
  };
  /// A new code, in the place of an open one for the same purpose; the outbox tells whoever
  /// delivers it ("proof.code_issued"; facts: purpose). Errors: one_time_codes_too_many.
  Result<OneTimeCode> issue_code(
      const api::Call& call, const members::Member& member, Purpose purpose
  ) const;
  /// What the member is told, for whoever delivers it. Errors: proof_not_found (not there, used,
  /// superseded or over).
  Result<std::string> digits_of(OwnerId owner, OneTimeCodeId code, Instant now) const;

  struct Standing {
    std::optional<Instant> pin_set_at, pin_locked_until, code_locked_until;
    std::vector<OneTimeCode> open_codes;
  };
  Standing standing(sql::Tx& tx, OwnerId owner, Instant now) const;
  struct PastUse {
    std::int64_t id = 0;
    Kind kind = Kind::cashier;
    Cause cause = Cause::sale;
    std::int64_t cause_id = 0;
    std::optional<std::string> reason;
    Instant used_at;
    ActorId actor;
  };
  /// The newest first.
  std::vector<PastUse> uses(sql::Tx& tx, OwnerId owner, int limit) const;

  /// A member whom the caller may see. Errors: member_not_found at /id.
  Result<members::Member> load(const api::Call& call, OwnerId owner) const;

 private:
  Result<std::shared_ptr<const programmes::Version>> rules(
      const members::Member& member, Instant now
  ) const;
  Result<Proven> judge_pin(
      const api::Call& call, const members::Member& member, std::string_view pin
  ) const;
  Result<Proven> judge_rotating(
      const api::Call& call, const members::Member& member, std::string_view code
  ) const;
  Result<Proven> judge_one_time(
      const api::Call& call, const members::Member& member, Purpose purpose, std::string_view code
  ) const;
  /// Counts a wrong rotating code. Returns what to answer.
  Error wrong_rotating(OwnerId owner, const programmes::Parameters& rules, Instant now) const;

  House house_;
};

/// /v1/members/{id}/proofs, pin, rotating-code, one-time-codes. Permissions: proofs:read,
/// proofs:code (the member's channel), proofs:pin, proofs:supervise, proofs:reveal. Both outlive
/// `api`.
/// The member is erased: the PIN, the key of its codes and the codes go; what was proved stays in
/// the books.
void forget(sql::Tx& tx, OwnerId owner, Instant now);

void add_endpoints(api::Api& api, sql::Database& db, const Proofs& proofs);

}  // namespace guanxi::proofs
