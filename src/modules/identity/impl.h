// The inside of Identity, shared by identity.cpp (who asks) and admin.cpp (who may).
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
  Outcome set_state(const By& by, ActorId actor, State state, Instant now);
  Outcome set_permission(
      const By& by, ActorId actor, std::string_view permission, bool held, Instant now
  );
  Outcome set_stores(const By& by, ActorId actor, const std::vector<StoreId>& stores, Instant now);
  Result<IssuedToken> issue_token(
      const By& by,
      ActorId actor,
      std::string_view label,
      std::optional<Instant> expires_at,
      Instant now
  );
  Result<IssuedToken> issue_token_in(
      sql::Tx& tx,
      const By& by,
      ActorId actor,
      std::string_view label,
      std::optional<Instant> expires_at,
      Instant now
  );
  Result<IssuedKey> issue_signing_key(
      const By& by, ActorId actor, std::string_view label, Instant now
  );
  Result<IssuedKey> rotate_signing_key(
      const By& by, ActorId actor, std::string_view key, std::int64_t grace_seconds, Instant now
  );
  Outcome revoke_credential(const By& by, ActorId actor, std::string_view key, Instant now);
  std::optional<std::string> walk_seals(
      std::string_view after, int limit, crypto::SealWalk walk, crypto::SealCensus& census
  );
  void take_sessions(SessionReader& sessions) { sessions_ = &sessions; }
  const SessionReader* sessions() const { return sessions_; }
  /// The actor to be changed, if `by` may.
  Result<ActorInfo> subject(sql::Tx& tx, const By& by, ActorId actor) const;
  void record(
      sql::Tx& tx,
      const By& by,
      ActorId subject,
      const char* action,
      std::optional<std::string> before,
      std::optional<std::string> after,
      Instant now,
      std::string_view reason = {}
  );

 private:
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
  Outcome check_permissions(const By& by, const std::vector<std::string>& wanted) const;
  Outcome check_stores(const By& by, const std::vector<StoreId>& stores) const;
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
