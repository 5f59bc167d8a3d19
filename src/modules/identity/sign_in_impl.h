// The inside of SignIn, shared by sign_in.cpp (the attempt), passwords.cpp and second_factor.cpp.
#pragma once

#include "modules/identity/guards.h"
#include "modules/identity/hash_gate.h"
#include "modules/identity/password_rules.h"
#include "modules/identity/sign_in_store.h"

namespace guanxi::identity {

class SignIn::Impl {
 public:
  Impl(const House& house, const Settings& settings);

  Result<Sessions::Opened> sign_in(const api::Call& call, const Credentials& given);
  Outcome change_password(
      const api::Call& call, const std::string& current, const std::string& wanted
  );
  Result<Temporary> give_temporary_password(
      const By& by, ActorId actor, std::int64_t hours, Instant now
  );
  Result<Enrolment> begin_second_factor(const api::Call& call, const std::string& password);
  Result<std::vector<std::string>> confirm_second_factor(
      const api::Call& call, const std::string& code
  );
  Result<std::vector<std::string>> renew_recovery_codes(
      const api::Call& call, const std::string& code
  );
  Outcome remove_second_factor(const By& by, ActorId actor, std::string_view reason, Instant now);
  std::optional<std::string> make_setup_token(Instant now);
  Result<ActorInfo> set_up(
      const api::Call& call,
      const std::string& token,
      const std::string& name,
      const std::string& password
  );
  std::optional<ActorId> walk_seals(
      ActorId after, int limit, crypto::SealWalk walk, crypto::SealCensus& census
  );
  const House& house() const { return house_; }

 private:
  struct Judged {
    SignInOutcome outcome = SignInOutcome::unknown_name;
    ActorId actor;
    std::string hash;  // as it stands in the store
    std::optional<Lacking> lacking;
    std::optional<store::FactorRow> factor;
  };
  /// Refuses who has to wait: without a write, but for the first within each wait, which is logged.
  Outcome check_wait(
      const api::Call& call, std::string_view name, const std::optional<ActorId>& actor
  );
  /// Counts the attempt, where nobody has to wait by now.
  Result<Guards::Attempt> begin(
      const api::Call& call, std::string_view name, const std::optional<ActorId>& actor
  );
  /// It was no wrong guess: it does not count. Never throws StorageFault.
  void take_back(const Guards::Attempt& attempt);
  /// `look()`; where a fault of ours ends it, nothing was guessed.
  template <class Look>
  auto counted(const Guards::Attempt& attempt, Look&& look) {
    try {
      return look();
    } catch (...) {
      take_back(attempt);
      throw;
    }
  }
  /// The caller has a place in the gate.
  Judged judge(const Credentials& given, Instant now);
  /// Looks again at what may have changed since it was judged; says in `judged` what it was.
  Result<Sessions::Opened> let_in(
      const api::Call& call,
      const Credentials& given,
      const Guards::Attempt& attempt,
      Judged& judged
  );
  /// What still stands of the judgement: signed_in, or why not.
  SignInOutcome judge_again(
      sql::Tx& tx, const Credentials& given, const Judged& judged, Instant now
  ) const;
  void note(
      sql::Tx& tx,
      const api::Call& call,
      SignInOutcome outcome,
      const std::optional<ActorId>& actor,
      const std::optional<std::int64_t>& session
  );
  void note_refused(
      const api::Call& call,
      const Guards::Attempt& attempt,
      SignInOutcome outcome,
      const std::optional<ActorId>& actor
  );
  void renew_hash(const Judged& judged, const std::string& password);
  /// What was changed is in force now; where that cannot be read, within a few seconds.
  void refresh();

  /// The password under the installation's key, bound to its account.
  std::string keyed(ActorId actor, std::string_view password) const;
  Result<std::string> hash(ActorId actor, std::string_view password);
  Result<bool> matches(const std::string& hash, ActorId actor, std::string_view password);
  /// Without the gate: for who has a place in it.
  bool is_it(const std::string& hash, ActorId actor, std::string_view password) const;
  /// The caller's account, a person with a password that `password` is.
  Result<store::PasswordRow> prove(const api::Call& call, const std::string& password);
  Outcome check_unused(const store::PasswordRow& present, const std::string& wanted);
  void note_before(sql::Tx& tx, const store::PasswordRow& replaced, Instant now) const;
  /// Helping is for others: whoever has a stolen session or token would need no proof otherwise.
  static Outcome check_another(const By& by, ActorId actor);

  crypto::SealPlace factor_place(ActorId actor) const {
    return {"identity_second_factors.secret", actor.value()};
  }
  crypto::Digest recovery_hash(ActorId actor, std::string_view code) const;
  /// Uses the code up: of the authenticator, or a recovery code where `recovery` allows one.
  bool use_code(
      sql::Tx& tx, const store::FactorRow& factor, std::string_view code, bool recovery, Instant now
  ) const;
  /// Makes new recovery codes and stores their hashes.
  std::vector<std::string> new_recovery_codes(sql::Tx& tx, ActorId actor) const;
  /// Runs `change(tx, factor) -> Result<codes>` with the caller's factor, guesses counted.
  template <class Change>
  Result<std::vector<std::string>> with_factor(
      const api::Call& call, const std::string& code, bool confirmed, Change&& change
  );

  const House house_;
  const Settings settings_;
  const PasswordRules rules_;
  const Guards guards_;
  HashGate gate_;
  const std::string nobodys_hash_;  // what the passwords of names nobody has are compared with
};

}  // namespace guanxi::identity
