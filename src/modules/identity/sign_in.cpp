// The attempt to sign in: counted, judged, logged.
#include "modules/identity/sign_in.h"

#include "base/text.h"
#include "modules/identity/sign_in_impl.h"
#include "modules/identity/store.h"
#include "platform/log/log.h"

namespace guanxi::identity {
namespace {

constexpr int begin_tries_max = 3;
constexpr std::int64_t log_days = 396;     // 13 months; the law asks for six
constexpr std::int64_t session_days = 30;  // after their end
constexpr std::int64_t day_seconds = 86'400;

/// A hash that costs as much as a real one and that no password has.
std::string hash_of_nobody(const crypto::PasswordCost& cost) {
  return "$argon2id$v=19$m=" + std::to_string(cost.memory_bytes / 1024) +
         ",t=" + std::to_string(cost.passes) + ",p=1$" + std::string(22, 'A') + "$" +
         std::string(43, 'A');
}

/// What the log knows and the caller is not told.
ErrorCode told(SignInOutcome outcome) {
  switch (outcome) {
    case SignInOutcome::code_missing:
      return ErrorCode::second_factor_required;
    case SignInOutcome::wrong_code:
      return ErrorCode::second_factor_wrong;
    default:
      return ErrorCode::sign_in_failed;
  }
}

}  // namespace

SignIn::Impl::Impl(const House& house, const Settings& settings)
    : house_(house),
      settings_(settings),
      rules_(rules_of(settings.policy, settings.second_factor_required)),
      guards_(house.keys, settings.count_by_address),
      gate_(settings.hashes_at_once_max, settings.hashes_waiting_max),
      nobodys_hash_(hash_of_nobody(settings.cost)) {}

void SignIn::Impl::note(
    sql::Tx& tx,
    const api::Call& call,
    SignInOutcome outcome,
    const std::optional<ActorId>& actor,
    const std::optional<std::int64_t>& session
) {
  const From from = From::of(call);
  store::insert_attempt(
      tx, {house_.ids.next(), call.now, actor, outcome, from.address, from.user_agent, session}
  );
}

Outcome SignIn::Impl::check_wait(
    const api::Call& call, std::string_view name, const std::optional<ActorId>& actor
) {
  const std::string address = From::of(call).address;
  const auto wait =
      house_.db.read([&](sql::Tx& tx) { return guards_.find_wait(tx, name, address, call.now); });
  if (!wait) return ok();
  if (!wait->noted) {
    GX_TRY_VOID(house_.db.write([&](sql::Tx& tx) -> Outcome {
      if (Guards::note(tx, *wait)) note(tx, call, SignInOutcome::locked, actor, std::nullopt);
      return ok();
    }));
  }
  return wait->refusal(call.now);
}

Result<Guards::Attempt> SignIn::Impl::begin(
    const api::Call& call, std::string_view name, const std::optional<ActorId>& actor
) {
  const std::string address = From::of(call).address;
  for (int tries = 1;; ++tries) {
    auto attempt =
        house_.db.write([&](sql::Tx& tx) { return guards_.begin(tx, name, address, call.now); });
    if (attempt) return attempt;
    if (attempt.error().code == ErrorCode::conflict && tries < begin_tries_max) continue;
    if (attempt.error().code != ErrorCode::sign_in_locked) return ErrorCode::overloaded;
    GX_TRY_VOID(check_wait(call, name, actor));  // others were quicker, and it is logged
    return attempt;
  }
}

void SignIn::Impl::take_back(const Guards::Attempt& attempt) {
  try {
    (void)house_.db.write([&](sql::Tx& tx) -> Outcome {
      Guards::take_back(tx, attempt);
      return ok();
    });
  } catch (const sql::StorageFault& fault) {
    log::warn("identity.attempt_not_taken_back", {{"what", fault.what()}});
  }
}

void SignIn::Impl::note_refused(
    const api::Call& call,
    const Guards::Attempt& attempt,
    SignInOutcome outcome,
    const std::optional<ActorId>& actor
) {
  const auto noted = house_.db.write([&](sql::Tx& tx) -> Outcome {
    // Whoever has the password is asked for the code: nothing was guessed.
    if (outcome == SignInOutcome::code_missing) Guards::take_back(tx, attempt);
    note(tx, call, outcome, actor, std::nullopt);
    return ok();
  });
  GX_CHECK(noted.has_value());
}

SignIn::Impl::Judged SignIn::Impl::judge(const Credentials& given, Instant now) {
  Judged judged;
  std::optional<store::PasswordRow> stored;
  const auto account = house_.identity.find_actor(Kind::person, given.name);
  if (account) {
    judged.actor = account->id;
    judged.outcome = SignInOutcome::no_password;
  }
  stored = house_.db.read([&](sql::Tx& tx) {  // also for nobody: it takes as long
    judged.factor = store::find_factor(tx, judged.actor);
    return store::find_password(tx, judged.actor);
  });
  judged.hash = stored ? stored->hash : nobodys_hash_;
  const bool right = is_it(judged.hash, judged.actor, given.password);
  if (!stored) return judged;
  if (judged.factor && !judged.factor->confirmed_at) judged.factor.reset();
  if (!right) {
    judged.outcome = SignInOutcome::wrong_password;
  } else if (stored->temporary_until && now >= *stored->temporary_until) {
    judged.outcome = SignInOutcome::temporary_expired;
  } else if (account->state != State::active) {
    judged.outcome = SignInOutcome::disabled;
  } else if (judged.factor && !given.code) {
    judged.outcome = SignInOutcome::code_missing;
  } else {
    judged.outcome = SignInOutcome::signed_in;
  }
  const bool too_old =
      rules_.days_max > 0 && now >= stored->set_at.plus_seconds(rules_.days_max * day_seconds);
  if (stored->temporary_until || too_old) {
    judged.lacking = Lacking::password;
  } else if (settings_.second_factor_required && !judged.factor) {
    judged.lacking = Lacking::second_factor;
  }
  return judged;
}

SignInOutcome SignIn::Impl::judge_again(
    sql::Tx& tx, const Credentials& given, const Judged& judged, Instant now
) const {
  const auto present = store::find_password(tx, judged.actor);
  if (!present || present->hash != judged.hash) return SignInOutcome::wrong_password;
  const auto account = store::find_actor(tx, judged.actor);
  if (!account || account->state != State::active) return SignInOutcome::disabled;
  auto factor = store::find_factor(tx, judged.actor);
  if (factor && !factor->confirmed_at) factor.reset();
  const bool same = factor.has_value() == judged.factor.has_value() &&
                    (!factor || factor->secret == judged.factor->secret);
  if (!same) return SignInOutcome::code_missing;
  if (factor && !use_code(tx, *factor, *given.code, /*recovery=*/true, now))
    return SignInOutcome::wrong_code;
  return SignInOutcome::signed_in;
}

Result<Sessions::Opened> SignIn::Impl::let_in(
    const api::Call& call, const Credentials& given, const Guards::Attempt& attempt, Judged& judged
) {
  return house_.db.write([&](sql::Tx& tx) -> Result<Sessions::Opened> {
    judged.outcome = judge_again(tx, given, judged, call.now);
    if (judged.outcome != SignInOutcome::signed_in) return told(judged.outcome);
    Guards::succeed(tx, attempt, call.now);
    if (call.http != nullptr) house_.sessions.end_presented(tx, *call.http, call.now);
    auto opened = house_.sessions.open(tx, judged.actor, From::of(call), judged.lacking, call.now);
    note(tx, call, SignInOutcome::signed_in, judged.actor, opened.info.id);
    return opened;
  });
}

Result<Sessions::Opened> SignIn::Impl::sign_in(const api::Call& call, const Credentials& given) {
  const auto account = house_.identity.find_actor(Kind::person, given.name);
  const auto actor = account ? std::optional(account->id) : std::nullopt;
  GX_TRY_VOID(check_wait(call, given.name, actor));
  GX_TRY(place, gate_.enter());  // before it counts: who is not looked at has guessed nothing
  GX_TRY(attempt, begin(call, given.name, actor));
  Judged judged = counted(attempt, [&] { return judge(given, call.now); });
  place.reset();
  if (judged.outcome == SignInOutcome::signed_in) {
    auto opened = counted(attempt, [&] { return let_in(call, given, attempt, judged); });
    if (opened) {
      renew_hash(judged, given.password);
      return opened;
    }
  }
  note_refused(call, attempt, judged.outcome, actor);
  return told(judged.outcome);
}

/// The cost was raised since: the password is here now, and only now.
void SignIn::Impl::renew_hash(const Judged& judged, const std::string& password) {
  if (!crypto::password_needs_rehash(judged.hash, settings_.cost)) return;
  try {
    const auto fresh = hash(judged.actor, password);
    if (!fresh) return;  // busy: next time
    (void)house_.db.write([&](sql::Tx& tx) -> Outcome {
      store::replace_hash(tx, judged.actor, judged.hash, *fresh);
      return ok();
    });
  } catch (const std::exception& fault) {  // the store, or no memory; they are in: next time
    log::warn("identity.hash_not_renewed", {{"what", fault.what()}});
  }
}

void SignIn::Impl::refresh() {
  try {
    house_.identity.refresh();
  } catch (const sql::StorageFault& fault) {
    log::warn("identity.not_refreshed", {{"what", fault.what()}});
  }
}

SignIn::SignIn(const House& house, const Settings& settings)
    : impl_(std::make_unique<Impl>(house, settings)) {}
SignIn::~SignIn() = default;

Result<Sessions::Opened> SignIn::sign_in(const api::Call& call, const Credentials& given) {
  return impl_->sign_in(call, given);
}
Outcome SignIn::change_password(
    const api::Call& call, const std::string& current, const std::string& wanted
) {
  return impl_->change_password(call, current, wanted);
}
Result<SignIn::Temporary> SignIn::give_temporary_password(
    const By& by, ActorId actor, std::int64_t hours, Instant now
) {
  return impl_->give_temporary_password(by, actor, hours, now);
}
Result<SignIn::Enrolment> SignIn::begin_second_factor(
    const api::Call& call, const std::string& password
) {
  return impl_->begin_second_factor(call, password);
}
Result<std::vector<std::string>> SignIn::confirm_second_factor(
    const api::Call& call, const std::string& code
) {
  return impl_->confirm_second_factor(call, code);
}
Result<std::vector<std::string>> SignIn::renew_recovery_codes(
    const api::Call& call, const std::string& code
) {
  return impl_->renew_recovery_codes(call, code);
}
Outcome SignIn::remove_second_factor(
    const By& by, ActorId actor, std::string_view reason, Instant now
) {
  return impl_->remove_second_factor(by, actor, reason, now);
}
std::optional<std::string> SignIn::make_setup_token(Instant now) {
  return impl_->make_setup_token(now);
}
Result<ActorInfo> SignIn::set_up(
    const api::Call& call,
    const std::string& token,
    const std::string& name,
    const std::string& password
) {
  return impl_->set_up(call, token, name, password);
}
std::optional<ActorId> SignIn::walk_seals(
    ActorId after, int limit, crypto::SealWalk walk, crypto::SealCensus& census
) {
  return impl_->walk_seals(after, limit, walk, census);
}

bool SignIn::has_second_factor(ActorId actor) const {
  const auto factor =
      impl_->house().db.read([&](sql::Tx& tx) { return store::find_factor(tx, actor); });
  return factor && factor->confirmed_at;
}

Outcome SignIn::end_session(const By& by, ActorId actor, std::int64_t session, Instant now) {
  const House& house = impl_->house();
  return house.db.write([&](sql::Tx& tx) -> Outcome {
    if (by.id != actor) {
      GX_TRY_VOID(house.identity.changeable(tx, by, actor));
    }
    if (!Sessions::end(tx, actor, session, now)) return ErrorCode::session_not_found;
    if (by.id != actor) house.identity.record(tx, by, actor, "session_ended", now);
    return ok();
  });
}

Outcome SignIn::end_sessions(const By& by, ActorId actor, std::int64_t except, Instant now) {
  const House& house = impl_->house();
  return house.db.write([&](sql::Tx& tx) -> Outcome {
    if (by.id != actor) {
      GX_TRY_VOID(house.identity.changeable(tx, by, actor));
    }
    const std::int64_t ended = Sessions::end_all(tx, actor, except, now);
    if (by.id != actor && ended > 0) house.identity.record(tx, by, actor, "sessions_ended", now);
    return ok();
  });
}

std::vector<SignInAttempt> SignIn::attempts(ActorId actor, std::int64_t before, int limit) const {
  return impl_->house().db.read([&](sql::Tx& tx) {
    return store::attempts(tx, actor, before, limit);
  });
}

void SignIn::begin_anew(sql::Tx& tx, Instant now) {
  Sessions::end_everybodys(tx, now);
  store::delete_setup(tx);
}

std::int64_t SignIn::prune(Instant now, int limit) {
  const auto gone = impl_->house().db.write([&](sql::Tx& tx) -> Result<std::int64_t> {
    return store::prune_attempts(tx, now.plus_seconds(-log_days * day_seconds), limit) +
           Sessions::prune(tx, now.plus_seconds(-session_days * day_seconds), limit) +
           Guards::prune(tx, now, limit);
  });
  return *gone;
}

}  // namespace guanxi::identity
