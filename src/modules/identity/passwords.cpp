// Passwords: chosen, given for a while, and the first one of all.
#include <algorithm>

#include "base/naming.h"
#include "modules/identity/sign_in_impl.h"

namespace guanxi::identity {
namespace {

constexpr std::int64_t temporary_hours_max = 24 * 30;
constexpr std::int64_t setup_seconds = 3600;
constexpr std::size_t setup_token_bytes = 32;

/// 80 random bits in words of four: without letters and digits that look alike.
std::string random_password() {
  constexpr std::string_view alphabet = "abcdefghjkmnpqrstuvwxyz23456789ACDEFGHJKLMNPQRTUVWXYZ";
  crypto::SecureRandom random;
  std::string password;
  for (int i = 0; i < 16; ++i) {
    if (i > 0 && i % 4 == 0) password += '-';
    // The bias of 2^64 mod 53 is nothing.
    password += alphabet[static_cast<std::size_t>(random.next() % alphabet.size())];
  }
  return password;
}

}  // namespace

std::string SignIn::Impl::keyed(ActorId actor, std::string_view password) const {
  const crypto::SecretKey key = house_.keys.derive("identity_passwords.hash");
  const std::string text = std::to_string(actor.value()) + ":" + password_form(password);
  const crypto::Digest digest = crypto::hmac_sha256(key.reveal(), text);
  return crypto::to_base64url(crypto::bytes_of(digest));
}

Result<std::string> SignIn::Impl::hash(ActorId actor, std::string_view password) {
  const std::string text = keyed(actor, password);
  return gate_.run([&] { return crypto::hash_password(text, settings_.cost); });
}

bool SignIn::Impl::is_it(const std::string& hash, ActorId actor, std::string_view password) const {
  return crypto::verify_password(hash, keyed(actor, password));
}

Result<bool> SignIn::Impl::matches(
    const std::string& hash, ActorId actor, std::string_view password
) {
  return gate_.run([&] { return is_it(hash, actor, password); });
}

Result<store::PasswordRow> SignIn::Impl::prove(const api::Call& call, const std::string& password) {
  const api::Actor& actor = call.actor;
  if (actor.kind != api::Actor::Kind::person)
    return fail(ErrorCode::forbidden, "", {{"permission", own_permission}});
  const auto stored =
      house_.db.read([&](sql::Tx& tx) { return store::find_password(tx, actor.id); });
  if (!stored) return fail(ErrorCode::password_wrong);
  GX_TRY_VOID(check_wait(call, actor.name, actor.id));
  GX_TRY(place, gate_.enter());
  GX_TRY(attempt, begin(call, actor.name, actor.id));
  const bool right = counted(attempt, [&] { return is_it(stored->hash, actor.id, password); });
  place.reset();
  if (!right) {
    note_refused(call, attempt, SignInOutcome::wrong_password, actor.id);
    return fail(ErrorCode::password_wrong);
  }
  take_back(attempt);
  return *stored;
}

/// Hashes are salted, so each of the last ones is tried.
Outcome SignIn::Impl::check_unused(const store::PasswordRow& present, const std::string& wanted) {
  std::vector<std::string> hashes{present.hash};
  if (rules_.used_before > 0) {
    // One that was made for them is none of their last ones.
    const int before_present = rules_.used_before - (present.temporary_until ? 0 : 1);
    const auto before = house_.db.read([&](sql::Tx& tx) {
      return store::passwords_before(tx, present.actor, before_present);
    });
    hashes.insert(hashes.end(), before.begin(), before.end());
  }
  for (const std::string& one : hashes) {
    GX_TRY(same, matches(one, present.actor, wanted));
    if (same) return fail(ErrorCode::password_weak, "/password", {{"why", "@password_used"}});
  }
  return ok();
}

/// Where one may not be taken again; those made for a while nobody chose.
void SignIn::Impl::note_before(sql::Tx& tx, const store::PasswordRow& replaced, Instant now) const {
  if (rules_.used_before == 0 || replaced.temporary_until) return;
  store::note_password_before(tx, replaced.actor, now, replaced.hash, rules_.used_before);
}

Outcome SignIn::Impl::change_password(
    const api::Call& call, const std::string& current, const std::string& wanted
) {
  GX_TRY(present, prove(call, current));
  GX_TRY_VOID(check_password(rules_, wanted, {call.actor.name}, "/password"));
  GX_TRY_VOID(check_unused(present, wanted));
  GX_TRY(fresh, hash(present.actor, wanted));
  const auto changed = house_.db.write([&](sql::Tx& tx) -> Outcome {
    const ActorId actor = present.actor;
    const store::PasswordRow row{actor, fresh, call.now, actor, std::nullopt};
    if (!store::replace_password(tx, present.hash, row)) return ErrorCode::conflict;
    note_before(tx, present, call.now);
    const auto factor = store::find_factor(tx, actor);
    const bool lacks_factor = settings_.second_factor_required && !(factor && factor->confirmed_at);
    Sessions::end_all(tx, actor, call.actor.session, call.now);
    Sessions::set_lacking(
        tx,
        actor,
        call.actor.session,
        lacks_factor ? std::optional(Lacking::second_factor) : std::nullopt
    );
    house_.identity.record(tx, call, actor, "password_changed", call.now);
    return ok();
  });
  if (changed) refresh();
  return changed;
}

Result<SignIn::Temporary> SignIn::Impl::give_temporary_password(
    const By& by, ActorId actor, std::int64_t hours, Instant now
) {
  GX_TRY_VOID(check_range(hours, 1, temporary_hours_max, "/hours"));
  GX_TRY_VOID(check_another(by, actor));
  // Refused before it costs a hash.
  const auto may = house_.db.read([&](sql::Tx& tx) -> Outcome {
    GX_TRY(info, house_.identity.changeable(tx, by, actor));
    if (info.kind != Kind::person)
      return fail(ErrorCode::wrong_type, "/id", {{"expected", "person"}});
    return ok();
  });
  if (!may) return may.error();
  const Temporary made{random_password(), now.plus_seconds(hours * 3600)};
  GX_TRY(fresh, hash(actor, made.password));
  const auto given = house_.db.write([&](sql::Tx& tx) -> Outcome {
    GX_TRY_VOID(house_.identity.changeable(tx, by, actor));
    if (const auto present = store::find_password(tx, actor)) note_before(tx, *present, now);
    store::put_password(tx, {actor, fresh, now, by.id, made.until});
    store::delete_setup(tx);
    Sessions::end_all(tx, actor, 0, now);
    house_.identity.record(tx, by, actor, "password_given", now);
    return ok();
  });
  if (!given) return given.error();
  refresh();
  return made;
}

std::optional<std::string> SignIn::Impl::make_setup_token(Instant now) {
  const std::string token = crypto::to_base64url(crypto::random_bytes(setup_token_bytes));
  const crypto::Digest hashed = house_.keys.blind_index("identity_setups.token", token);
  const auto made = house_.db.write([&](sql::Tx& tx) -> Result<bool> {
    if (store::people_who_get_in(tx, now) > 0) return false;
    store::put_setup(tx, hashed, now.plus_seconds(setup_seconds));
    return true;
  });
  return *made ? std::optional(token) : std::nullopt;
}

Result<ActorInfo> SignIn::Impl::set_up(
    const api::Call& call,
    const std::string& token,
    const std::string& name,
    const std::string& password
) {
  GX_TRY_VOID(check_name(name, "/name"));
  GX_TRY_VOID(check_password(rules_, password, {name}, "/password"));
  const crypto::Digest hashed = house_.keys.blind_index("identity_setups.token", token);
  const By us(api::Actor::system("set-up"));
  auto made = house_.db.write([&](sql::Tx& tx) -> Result<ActorInfo> {
    if (!store::use_setup(tx, hashed, call.now)) return ErrorCode::setup_link_not_valid;
    // By a command or another server, since it was printed.
    if (store::people_who_get_in(tx, call.now) > 0) return ErrorCode::setup_link_not_valid;
    GX_TRY(info, house_.identity.add_person(tx, us, NewPerson{name, {"*"}, {}}, call.now));
    // Within the writer, since the hash is bound to the account: once in the life of a store.
    const std::string fresh = crypto::hash_password(keyed(info.id, password), settings_.cost);
    store::put_password(tx, {info.id, fresh, call.now, info.id, std::nullopt});
    house_.identity.record(tx, us, info.id, "password_set", call.now);
    return info;
  });
  if (made) refresh();
  return made;
}

}  // namespace guanxi::identity
