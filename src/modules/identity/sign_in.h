// Signing in with name, password and – where somebody set it up – a second factor; what belongs to
// it: setting passwords, authenticators, recovery codes, the log of attempts, and the token of
// a first start. Sessions themselves are in sessions.h. See docs/adr/0018 and
// docs/guide/accounts.md.
//
// Passwords are hashed behind a gate (hash_gate.h) on the thread that asks: so many at once, then
// `overloaded`. Threads: SignIn may be used from any thread.
#pragma once

#include <memory>

#include "modules/identity/sessions.h"

namespace guanxi::identity {

enum class PasswordPolicy { nist, dengbao };

enum class SignInOutcome {
  signed_in,
  unknown_name,
  no_password,
  wrong_password,
  temporary_expired,
  disabled,
  code_missing,
  wrong_code,
  locked
};
BOOST_DESCRIBE_ENUM(
    SignInOutcome,
    signed_in,
    unknown_name,
    no_password,
    wrong_password,
    temporary_expired,
    disabled,
    code_missing,
    wrong_code,
    locked
)

struct SignInAttempt {
  std::int64_t id = 0;
  Instant tried_at;
  std::optional<ActorId> actor;
  SignInOutcome outcome = SignInOutcome::signed_in;
  std::string address, user_agent;
  std::optional<std::int64_t> session;
};

class SignIn {
 public:
  struct House {
    sql::Database& db;
    IdGenerator& ids;
    const crypto::KeyRing& keys;
    const crypto::Sealer& sealer;
    Identity& identity;
    Sessions& sessions;
  };
  struct Settings {
    PasswordPolicy policy = PasswordPolicy::nist;
    bool second_factor_required = false;
    crypto::PasswordCost cost = {};
    int hashes_at_once_max = 1;
    int hashes_waiting_max = 8;
    bool count_by_address = true;  // false: a proxy stands in front, all come from one
  };
  SignIn(const House& house, const Settings& settings);
  ~SignIn();

  struct Credentials {
    std::string name, password;
    std::optional<std::string> code;  // of the authenticator, or a recovery code
  };
  /// The answer and its time are the same for a name nobody has and a wrong password. Errors:
  /// sign_in_failed, sign_in_locked, second_factor_required, second_factor_wrong, overloaded.
  Result<Sessions::Opened> sign_in(const api::Call& call, const Credentials& given);

  /// By themselves, who know the current one. Ends their other sessions. Errors: forbidden (no
  /// person), password_wrong (also where none was ever set), sign_in_locked, too_short, too_long,
  /// password_weak, conflict, overloaded.
  Outcome change_password(
      const api::Call& call, const std::string& current, const std::string& wanted
  );
  struct Temporary {
    std::string password;  // shown once, kept nowhere
    Instant until;
  };
  /// Made here, good for choosing one's own only; ends every session of that person. Errors: those
  /// of Identity::changeable; forbidden (oneself), wrong_type (no person), out_of_range,
  /// overloaded.
  Result<Temporary> give_temporary_password(
      const By& by, ActorId actor, std::int64_t hours, Instant now
  );

  struct Enrolment {
    std::string secret, uri;
  };
  /// Begins anew where one was begun. Errors: second_factor_state (one is in use), and those of
  /// change_password about the current one.
  Result<Enrolment> begin_second_factor(const api::Call& call, const std::string& password);
  /// The first code proves that the authenticator has the secret; answers the recovery codes.
  /// Errors: second_factor_state, second_factor_wrong, sign_in_locked.
  Result<std::vector<std::string>> confirm_second_factor(
      const api::Call& call, const std::string& code
  );
  /// New ones; the old ones are worth nothing. Errors: as confirm_second_factor.
  Result<std::vector<std::string>> renew_recovery_codes(
      const api::Call& call, const std::string& code
  );
  /// By an administrator, for whoever lost the phone; ends every session of that person. Errors:
  /// those of Identity::changeable; forbidden (oneself), second_factor_state (there is none).
  Outcome remove_second_factor(const By& by, ActorId actor, std::string_view reason, Instant now);
  bool has_second_factor(ActorId actor) const;

  /// One's own open session, or – with `by` – one of somebody `by` may change. Errors:
  /// session_not_found; those of Identity::changeable.
  Outcome end_session(const By& by, ActorId actor, std::int64_t session, Instant now);
  /// All of them but `except`. Errors: those of Identity::changeable.
  Outcome end_sessions(const By& by, ActorId actor, std::int64_t except, Instant now);

  /// Newest first; older than `before` if not 0; of one actor if given.
  std::vector<SignInAttempt> attempts(ActorId actor, std::int64_t before, int limit) const;

  /// The token of a first set-up, good for an hour and once, in place of the one before; nullopt
  /// where somebody can get in already, by password or token.
  std::optional<std::string> make_setup_token(Instant now);
  /// The first account, which may do everything. Errors: setup_link_not_valid (also where somebody
  /// can get in by now), and those of a name and of a password.
  Result<ActorInfo> set_up(
      const api::Call& call,
      const std::string& token,
      const std::string& name,
      const std::string& password
  );

  /// In a store from a backup: what was ended since must not begin again, so all sessions are over,
  /// and no token of a first set-up is good.
  static void begin_anew(sql::Tx& tx, Instant now);

  /// Forgets attempts, sessions and counters that are too old; returns how many rows went.
  std::int64_t prune(Instant now, int limit);

  /// As Identity::walk_seals: the secrets of authenticators.
  std::optional<ActorId> walk_seals(
      ActorId after, int limit, crypto::SealWalk walk, crypto::SealCensus& census
  );

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// /v1/session…, /v1/sessions…, /v1/sign-ins, /v1/setup and what administrators do with them below
/// /v1/actors. All must outlive the Api.
void add_sign_in_endpoints(api::Api& api, Identity& identity, Sessions& sessions, SignIn& sign_in);

}  // namespace guanxi::identity
