// The inside of Identity, shared by identity.cpp (who asks), admin.cpp, scope.cpp and roles.cpp
// (who may), credentials.cpp (with what).
#pragma once

#include <mutex>

#include "modules/identity/nonces.h"
#include "modules/identity/snapshot.h"

namespace guanxi::identity {

class Identity::Impl {
 public:
  Impl(
      sql::Database& db,
      IdGenerator& ids,
      const crypto::Sealer& sealer,
      const Clock& clock,
      Options options
  );

  Result<api::Actor> authenticate(const http::Request& request, Instant now);
  void refresh();
  Stats stats() const;
  std::shared_ptr<const Snapshot> snapshot() const { return cell_.load(); }
  sql::Database& db() { return db_; }

  void set_known_permissions(const std::vector<std::string>& permissions);
  std::vector<std::string> known_permissions() const;

  api::Actor ensure_system_actor(Instant now);
  Result<ActorId> add_person(const By& by, const NewPerson& person, Instant now);
  Result<ActorInfo> add_person_in(sql::Tx& tx, const By& by, const NewPerson& person, Instant now);
  Result<ActorId> add_till_actor(const By& by, const NewTill& till, Instant now);
  Result<ActorInfo> add_till_actor_in(sql::Tx& tx, const By& by, const NewTill& till, Instant now);
  Outcome set_state(const By& by, ActorId actor, State state, Instant now);
  Outcome set_permission(
      const By& by, ActorId actor, std::string_view permission, bool held, Instant now
  );
  Result<ActorInfo> change_actor(
      const By& by, ActorId actor, const ActorChange& change, const VersionCheck& check, Instant now
  );
  Result<IssuedToken> issue_token(
      const By& by,
      ActorId actor,
      std::string_view label,
      std::optional<Instant> expires_at,
      Instant now,
      const std::vector<std::string>& permissions
  );
  Result<IssuedToken> issue_token_in(
      sql::Tx& tx,
      const By& by,
      ActorId actor,
      std::string_view label,
      std::optional<Instant> expires_at,
      Instant now,
      const std::vector<std::string>& permissions
  );
  Result<IssuedKey> issue_signing_key(
      const By& by, ActorId actor, std::string_view label, Instant now
  );
  Result<IssuedKey> rotate_signing_key(
      const By& by, ActorId actor, std::string_view key, std::int64_t grace_seconds, Instant now
  );
  Result<IssuedKey> issue_signing_key_in(
      sql::Tx& tx, const By& by, ActorId actor, std::string_view label, Instant now
  );
  Result<IssuedKey> rotate_signing_key_in(
      sql::Tx& tx,
      const By& by,
      ActorId actor,
      std::string_view key,
      std::int64_t grace_seconds,
      Instant now
  );
  Result<IssuedTillKey> issue_till_key_in(
      sql::Tx& tx, const By& by, const NewTillKey& wanted, Instant now
  );
  std::int64_t keep_uses();
  /// With the last use as far as this process knows it.
  std::vector<CredentialInfo> with_uses(std::vector<CredentialInfo> credentials) const;
  Outcome revoke_credential(const By& by, ActorId actor, std::string_view key, Instant now);
  std::optional<std::string> walk_seals(
      std::string_view after, int limit, crypto::SealWalk walk, crypto::SealCensus& census
  );
  void take_sessions(SessionReader& sessions) { sessions_ = &sessions; }
  const SessionReader* sessions() const { return sessions_; }
  /// The actor to be changed, if `by` may.
  Result<ActorInfo> subject(sql::Tx& tx, const By& by, ActorId actor) const;
  /// From what to what; nothing where there are no values to show.
  struct Values {
    std::optional<std::string> before = {}, after = {};
  };
  void record(
      sql::Tx& tx,
      const By& by,
      ActorId subject,
      const char* action,
      Values values,
      Instant now,
      std::string_view reason = {}
  );

  // roles.cpp
  Result<Role> add_role(
      const By& by,
      std::string_view code,
      const RoleContent& content,
      std::string_view reason,
      Instant now
  );
  Result<Role> change_role(
      const By& by,
      std::string_view code,
      const RoleContent& content,
      std::string_view reason,
      const VersionCheck& check,
      Instant now
  );
  Result<Role> retire_role(
      const By& by,
      std::string_view code,
      std::string_view reason,
      const VersionCheck& check,
      Instant now
  );

  // scope.cpp
  std::vector<StoreId> stores_of(const ActorInfo& info) const;
  /// The account's actor with its scope as the organisation stands.
  api::Actor acting(const Snapshot& snapshot, const Account& account) const;

 private:
  Result<api::Actor> admit(
      const Snapshot& snapshot,
      const Account& account,
      const std::optional<Instant>& expires_at,
      Instant now
  ) const;
  Result<api::Actor> authenticate_session(const http::Request& request, Instant now);
  Result<api::Actor> authenticate_person(std::string_view token, Instant now) const;
  Result<api::Actor> authenticate_till(
      std::string_view authorization, const http::Request& request, Instant now
  );
  Outcome check_time(std::int64_t timestamp, Instant now) const;
  void reload(bool only_if_moved);

  /// Runs `function(tx) -> Result<T>`, then reads the snapshot anew.
  template <class T, class Function>
  Result<T> change(Function&& function) {
    auto result = db_.write([&](sql::Tx& tx) -> Result<T> { return function(tx); });
    if (result) reload(/*only_if_moved=*/false);
    return result;
  }
  /// Errors at `pointer`/0 …: unknown_value, forbidden.
  Outcome check_permissions(
      const By& by, const std::vector<std::string>& wanted, const char* pointer = "/permissions"
  ) const;
  /// Errors at /roles/0 …: unknown_value, role_retired, forbidden.
  Outcome check_roles(
      const By& by, const std::vector<Role>& all, const std::vector<std::string>& wanted
  ) const;
  std::shared_ptr<const void> organisation() const {
    return options_.organisation ? options_.organisation() : nullptr;
  }
  bool covers(const By& by, const ActorInfo& info) const;
  /// Errors at /stores… and /units…: store_not_found, unit_not_found, store_out_of_scope.
  Outcome check_scope(
      const By& by, const std::vector<StoreId>& stores, const std::vector<UnitId>& units
  ) const;
  /// The unit is one of `by`'s own, or lies beneath one.
  bool covers_unit(const By& by, UnitId unit) const;
  Outcome apply(sql::Tx& tx, const By& by, ActorInfo& info, const ActorChange& change) const;
  /// Somebody may change anybody's access: an active person with identity:write and no limit.
  bool has_administrator(sql::Tx& tx) const;
  /// Runs `function(tx) -> Result<T>` and refuses it with last_administrator if nobody of those is
  /// left.
  template <class T, class Function>
  Result<T> change_guarded(const By& by, Function&& function) {
    return change<T>([&](sql::Tx& tx) -> Result<T> {
      const bool is_guarded = by.kind != api::Actor::Kind::system && has_administrator(tx);
      Result<T> result = function(tx);
      if (result && is_guarded && !has_administrator(tx)) return ErrorCode::last_administrator;
      return result;
    });
  }
  void record_role(
      sql::Tx& tx,
      const By& by,
      const Role& role,
      const char* action,
      std::optional<std::string> before,
      std::string_view reason,
      Instant now
  );
  Result<ActorInfo> add(sql::Tx& tx, const By& by, ActorInfo info, Instant now);
  IssuedKey new_signing_key(
      sql::Tx& tx, const By& by, ActorId actor, const std::string& label, Instant now
  );

  sql::Database& db_;
  IdGenerator& ids_;
  const crypto::Sealer& sealer_;
  const Clock& clock_;
  const Options options_;
  const std::int64_t started_seconds_;
  SessionReader* sessions_ = nullptr;
  Nonces nonces_;
  SnapshotCell cell_;
  std::mutex reload_mutex_;
  mutable std::mutex known_mutex_;
  std::vector<std::string> known_;  // sorted
};

}  // namespace guanxi::identity
