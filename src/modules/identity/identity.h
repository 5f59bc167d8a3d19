// Who asks, and what they may do: named people with access tokens, tills with signing keys, each
// with permissions per operation and a scope of stores; every change of access is recorded in the
// transaction that makes it. What somebody may do is what their roles and single permissions say
// together (roles.h); for which stores, what their scope says: stores, and units of the
// organisation with the stores that lie beneath them at the moment of the request.
//
// People:  Authorization: Bearer gx_…
//          or, without an Authorization, the cookie of a session (sessions.h)
// Tills:   Authorization: Guanxi-HMAC-SHA256 key=<id>, timestamp=<t>, nonce=<n>, signature=<s>
//
//   <t>  Unix seconds, at most 5 minutes from the server's time (stale_timestamp tells it)
//   <n>  16 … 64 of A–Z a–z 0–9 - _, used once
//   <s>  HMAC-SHA256 in base64url without padding or in hex; the HMAC key is the text of the
//        secret as it was issued (43 characters); the signed text is six lines, joined by \n,
//        without one at the end:
//
//          GX1
//          POST                        the method
//          /v1/checkout?dry=1          the request target as sent, with its query
//          1767225600                  the timestamp, the same digits as in the header
//          0123456789abcdef            the nonce
//          e3b0c44298fc1c14…           SHA-256 of the body in lower-case hex, of nothing if empty
//
// Used nonces are kept in memory (nonces.h). After a restart they are forgotten, so whatever was
// signed earlier than `restart_skew_seconds_max` before the start is refused as stale_timestamp;
// the till signs again with the current time, as it must for every retry, and the command's
// idempotency key sees to it that it counts once. What was signed within that skew could be
// replayed once more: again the idempotency key decides.
//
// Access is answered from an immutable snapshot. A change made through this object is in force
// when the function returns; one made by another process when refresh() has run, which app does
// every few seconds.
//
// Threads: Identity may be used from any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "modules/identity/keys.h"
#include "modules/identity/roles.h"
#include "platform/api/api.h"
#include "platform/crypto/keys.h"
#include "platform/sql/sql.h"

namespace guanxi::api {
class FirstAnswers;
}

namespace guanxi::identity {

enum class Kind { person, till, system };
BOOST_DESCRIBE_ENUM(Kind, person, till, system)
enum class State { active, disabled };
BOOST_DESCRIBE_ENUM(State, active, disabled)

/// Everybody who is known holds this, without it being granted: reading who one is.
inline constexpr const char* own_permission = "identity:self";

struct ActorInfo {
  ActorId id;
  Kind kind = Kind::person;
  std::string name;
  State state = State::active;
  TillId till;                           // tills only
  std::vector<std::string> permissions;  // granted singly, sorted
  std::vector<std::string> roles;        // their codes, sorted
  std::vector<std::string> allowed;      // what both of them give, sorted
  std::vector<StoreId> stores;           // sorted; of these and the units none: every store
  std::vector<UnitId> units;             // sorted
  std::int64_t version = 1;              // of all this
  Instant created_at;
};

/// The store of whoever has a scope in which there is no store: nobody's.
inline constexpr StoreId nowhere{-1};

struct Change {
  std::int64_t id = 0;
  Instant changed_at;
  ActorId changed_by;  // 0: a command on the machine itself
  ActorId subject;     // 0: it was a role
  std::string action;  // "actor_added", "permissions_changed", "token_issued" …
  std::optional<std::string> before_json, after_json;
  std::optional<std::string> role = {}, reason = {};
};

struct NewPerson {
  std::string name;
  std::vector<std::string> permissions;
  std::vector<StoreId> stores = {};  // of these and the units none: every store
  std::vector<std::string> roles = {};
  std::vector<UnitId> units = {};
};
/// What is to be otherwise; the rest stays.
struct ActorChange {
  std::optional<std::string> name = {};
  std::optional<std::vector<std::string>> roles = {}, permissions = {};
  std::optional<std::vector<StoreId>> stores = {};
  std::optional<std::vector<UnitId>> units = {};
  std::string reason = {};
};
/// Whether that version of what is to be changed is the one that the caller saw; not set: whichever
/// it is.
using VersionCheck = std::function<Outcome(std::int64_t version)>;

struct NewTill {
  std::string name;  // "S001/01"
  TillId till;
  StoreId store;
  std::vector<std::string> permissions;
};
/// Who changes access, and within which request: an actor, or the call of one.
struct By : api::Actor {
  std::string request = {};

  By(const api::Actor& actor) : api::Actor(actor) {}  // NOLINT: implicit by design
  By(const api::Call& call)                           // NOLINT: implicit by design
      : api::Actor(call.actor), request(call.trace_id) {}
};

struct Options {
  int clock_skew_seconds_max = 300;
  int restart_skew_seconds_max = 10;
  std::int64_t nonces_max = 10'000'000;
  /// What org knows; a function that is not set accepts everything.
  std::function<bool(StoreId)> store_exists = {};
  std::function<std::optional<StoreId>(TillId)> store_of_till = {};
  std::function<std::string(TillId)> name_of_till = {};  // "S001/01"
  /// What lies beneath a unit, itself included; nullopt: there is no such unit.
  struct Reach {
    std::vector<UnitId> units;
    std::vector<StoreId> stores;
    bool is_everything = false;
  };
  std::function<std::optional<Reach>(UnitId)> reach_of = {};
  /// The same pointer for as long as the organisation is the same.
  std::function<std::shared_ptr<const void>()> organisation = {};
};

struct Stats {
  std::int64_t actors = 0, tokens = 0, signing_keys = 0;
  std::int64_t nonces = 0, nonce_bytes = 0;
};

/// Who a session stands for.
struct SessionOwner {
  std::int64_t session = 0;
  ActorId actor;
  Instant seen_at;
  std::optional<ErrorCode> lacking;  // until it is set up they may read and change themselves only
};
/// What finds the session that a request's cookie names: Sessions.
class SessionReader {
 public:
  virtual ~SessionReader() = default;
  /// nullopt: there is no cookie. Errors: unauthenticated (unknown or ended), credential_expired,
  /// csrf_missing (it would change something and does not prove that a page of ours asks). Reads
  /// the database; throws StorageFault.
  virtual Result<std::optional<SessionOwner>> find(const http::Request& request, Instant now) = 0;
  /// It was used, by somebody who may. Never throws StorageFault.
  virtual void touch(const SessionOwner& owner, Instant now) = 0;
  /// As api::Authenticator's.
  virtual std::uint64_t credential_of(const http::Request& request) const = 0;
};

class Identity final : public api::Authenticator {
 public:
  /// All must outlive it. Reads the database. Throws StorageFault, SealBroken.
  Identity(
      sql::Database& db,
      IdGenerator& ids,
      const crypto::Sealer& sealer,
      const Clock& clock,
      Options options
  );
  ~Identity() override;

  /// Errors: unauthenticated (no or malformed header, unknown or revoked credential),
  /// bad_signature, stale_timestamp (facts: now, server_time), replayed_nonce, credential_expired,
  /// actor_disabled, overloaded (the nonces do not fit, see Options), csrf_missing (sessions).
  /// Touches the database for sessions only.
  Result<api::Actor> authenticate(const http::Request& request, Instant now) override;

  /// Of the token's digest, or of the till's key id. 0 for what authenticate() would not even read.
  std::uint64_t credential_of(const http::Request& request) const override;

  /// From now on people may come with a session. Before the first request; must outlive it.
  void take_sessions(SessionReader& sessions);

  /// Looks whether another process changed access, or anybody the organisation, and reads it anew
  /// if so. Throws StorageFault.
  void refresh();
  Stats stats() const;

  /// The permissions there are: those of all endpoints. "*" and "module:*" of theirs may be granted
  /// as well. Call it before the first request.
  void set_known_permissions(const std::vector<std::string>& permissions);
  std::vector<std::string> known_permissions() const;

  /// The program itself, for jobs and commands: found or made. Holds "*".
  api::Actor ensure_system_actor(Instant now);

  // Administration. `by` must be allowed what it gives: nobody grants a permission, a role, a store
  // or a unit that they do not have themselves, and nobody changes an actor who may do more than
  // they may (forbidden with the permission; store_out_of_scope). Where somebody could administer
  // before, a change after which nobody can is refused (last_administrator), except to commands on
  // the machine itself. All need identity:write, which the endpoints check.

  /// Errors: missing_field, too_long, bad_format (name), code_taken, unknown_value, role_retired,
  /// forbidden, store_not_found, unit_not_found, store_out_of_scope.
  Result<ActorId> add_person(const By& by, const NewPerson& person, Instant now);
  /// Errors: as add_person, and till_not_found.
  Result<ActorId> add_till_actor(const By& by, const NewTill& till, Instant now);

  // Errors of all that follow: actor_not_found, forbidden, store_out_of_scope, last_administrator.

  /// Errors: as add_person, and those of `check`; wrong_parent (a till's store is where the till
  /// stands), wrong_type (nor has it another name).
  Result<ActorInfo> change_actor(
      const By& by, ActorId actor, const ActorChange& change, const VersionCheck& check, Instant now
  );
  /// Repeatable. Errors: forbidden also for oneself.
  Outcome set_state(const By& by, ActorId actor, State state, Instant now);
  /// Repeatable. Errors: unknown_value.
  Outcome grant(const By& by, ActorId actor, std::string_view permission, Instant now);
  Outcome revoke(const By& by, ActorId actor, std::string_view permission, Instant now);
  /// Good for `permissions` of its owner's alone, if any are given. Errors: out_of_range
  /// (expires_at is not in the future), too_long, bad_format (label), unknown_value, forbidden
  /// (permissions: the owner has them not).
  Result<IssuedToken> issue_token(
      const By& by,
      ActorId actor,
      std::string_view label,
      std::optional<Instant> expires_at,
      Instant now,
      const std::vector<std::string>& permissions = {}
  );
  /// For tills. Errors: wrong_type (the actor is no till), too_long, bad_format (label).
  Result<IssuedKey> issue_signing_key(
      const By& by, ActorId actor, std::string_view label, Instant now
  );
  /// A new key; the old one stays valid for `grace_seconds`. Errors: not_found (also the key).
  Result<IssuedKey> rotate_signing_key(
      const By& by, ActorId actor, std::string_view key, std::int64_t grace_seconds, Instant now
  );
  /// A token or a signing key; at once. Repeatable. Errors: not_found (also the key).
  Outcome revoke_credential(const By& by, ActorId actor, std::string_view key, Instant now);

  // Roles. They belong to the group: for whoever has no limit to stores. Nobody puts into a role or
  // takes out of it what they may not do themselves.

  /// Built-in ones and those made here, by code. From the snapshot.
  std::vector<Role> roles() const;
  std::optional<Role> find_role(std::string_view code) const;
  /// How many hold it, the disabled among them. From the snapshot.
  std::int64_t holders(std::string_view code) const;
  /// Errors: missing_field, too_long, bad_format (code, names), code_taken, unknown_value,
  /// forbidden, store_out_of_scope.
  Result<Role> add_role(
      const By& by,
      std::string_view code,
      const RoleContent& content,
      std::string_view reason,
      Instant now
  );
  /// Errors: as add_role, and those of `check`; role_not_found, role_built_in, role_retired,
  /// last_administrator.
  Result<Role> change_role(
      const By& by,
      std::string_view code,
      const RoleContent& content,
      std::string_view reason,
      const VersionCheck& check,
      Instant now
  );
  /// For good. Errors: as change_role, and role_in_use (facts: role, holders).
  Result<Role> retire_role(
      const By& by,
      std::string_view code,
      std::string_view reason,
      const VersionCheck& check,
      Instant now
  );

  // Those that answer something that cannot be had again, inside a transaction of the caller, who
  // calls refresh() once it is committed.
  Result<ActorInfo> add_person(sql::Tx& tx, const By& by, const NewPerson& person, Instant now);
  Result<IssuedToken> issue_token(
      sql::Tx& tx,
      const By& by,
      ActorId actor,
      std::string_view label,
      std::optional<Instant> expires_at,
      Instant now,
      const std::vector<std::string>& permissions = {}
  );

  /// Errors: till_not_found, and those of add_till_actor and issue_signing_key.
  Result<IssuedTillKey> issue_till_key(
      sql::Tx& tx, const By& by, const NewTillKey& wanted, Instant now
  );
  Result<IssuedKey> rotate_signing_key(
      sql::Tx& tx,
      const By& by,
      ActorId actor,
      std::string_view key,
      std::int64_t grace_seconds,
      Instant now
  );

  // For what this module keeps beside the account (sign_in.h), in the transaction of the caller.

  /// The actor, if `by` may change it. Errors: actor_not_found, forbidden, store_out_of_scope.
  Result<ActorInfo> changeable(sql::Tx& tx, const By& by, ActorId actor) const;
  /// Records a change of access that has no values to show.
  void record(
      sql::Tx& tx,
      const By& by,
      ActorId subject,
      const char* action,
      Instant now,
      std::string_view reason = {}
  );

  /// By id; after `after` if given. From the snapshot.
  std::vector<ActorInfo> actors(ActorId after, int limit) const;
  std::optional<ActorInfo> find_actor(ActorId id) const;
  std::optional<ActorInfo> find_actor(Kind kind, std::string_view name) const;
  /// The actor as its requests carry it now, for work that goes on after one; nullopt: unknown or
  /// disabled. From the snapshot.
  std::optional<api::Actor> find_acting(ActorId id) const;
  /// The stores that an actor's scope comes to at this moment, as api::Actor has them: none for
  /// every store.
  std::vector<StoreId> stores_of(const ActorInfo& info) const;
  /// Newest first, revoked ones included.
  std::vector<CredentialInfo> credentials(ActorId actor) const;
  /// Of everybody, by key; behind `after`.
  std::vector<CredentialInfo> credentials(std::string_view after, int limit) const;
  /// Writes down when keys were used last, of those used since it was written; returns how many.
  /// Every few minutes, so that no request writes for it.
  std::int64_t keep_uses();
  /// Newest first; older than `before` if not 0; of one actor if given.
  std::vector<Change> changes(ActorId subject, std::int64_t before, int limit) const;
  std::vector<Change> role_changes(std::string_view role, std::int64_t before, int limit) const;

  /// Walks over the sealed secrets of up to `limit` signing keys behind `after`, counting them in
  /// `census`; `renew` seals anew, in one short transaction, what older keys sealed. Returns where
  /// the next walk begins, or nullopt behind the last. May be repeated, from any point.
  std::optional<std::string> walk_seals(
      std::string_view after, int limit, crypto::SealWalk walk, crypto::SealCensus& census
  );

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// /v1/me, /v1/actors…, /v1/roles…, /v1/permissions, /v1/access-changes. All must outlive the Api.
void add_endpoints(
    api::Api& api, sql::Database& db, Identity& identity, const api::FirstAnswers& first_answers
);

}  // namespace guanxi::identity
