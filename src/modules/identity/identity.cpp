#include "modules/identity/identity.h"

#include <algorithm>

#include "modules/identity/impl.h"
#include "modules/identity/signing.h"

namespace guanxi::identity {
namespace {

constexpr std::string_view bearer = "bearer ";
constexpr std::int64_t expired_kept_seconds = 30 * 86'400;

bool is_bearer(std::string_view authorization) {
  return authorization.size() > bearer.size() &&
         std::ranges::equal(authorization.substr(0, bearer.size()), bearer, {}, [](char c) {
           return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
         });
}

/// Empty unless there is exactly one: two would let a proxy and us see different ones.
std::string_view authorization_of(const http::Request& request) {
  std::string_view authorization;
  int found = 0;
  for (const auto& [name, value] : request.headers) {
    if (name != "authorization") continue;
    authorization = value;
    ++found;
  }
  return found == 1 ? authorization : std::string_view();
}

bool has_authorization(const http::Request& request) {
  return std::ranges::any_of(request.headers, [](const auto& header) {
    return header.first == "authorization";
  });
}

std::int64_t seconds_of(Instant instant) { return instant.micros() / 1'000'000; }

}  // namespace

Identity::Impl::Impl(
    sql::Database& db,
    IdGenerator& ids,
    const crypto::Sealer& sealer,
    const Clock& clock,
    Options options
)
    : db_(db),
      ids_(ids),
      sealer_(sealer),
      clock_(clock),
      options_(std::move(options)),
      started_seconds_(seconds_of(clock.now())),
      nonces_(options_.nonces_max, options_.clock_skew_seconds_max) {
  reload(/*only_if_moved=*/false);
}

Result<api::Actor> Identity::Impl::authenticate(const http::Request& request, Instant now) {
  if (sessions_ != nullptr && !has_authorization(request))
    return authenticate_session(request, now);
  const std::string_view authorization = authorization_of(request);
  if (is_bearer(authorization))
    return authenticate_person(authorization.substr(bearer.size()), now);
  if (is_signed_scheme(authorization)) return authenticate_till(authorization, request, now);
  return ErrorCode::unauthenticated;
}

Result<api::Actor> Identity::Impl::authenticate_session(const http::Request& request, Instant now) {
  GX_TRY(found, sessions_->find(request, now));
  if (!found) return ErrorCode::unauthenticated;
  const auto snapshot = cell_.load();
  const Account* const account = snapshot->find(found->actor);
  if (account == nullptr) return ErrorCode::unauthenticated;
  GX_TRY(actor, admit(*snapshot, *account, std::nullopt, now));
  sessions_->touch(*found, now);
  actor.session = found->session;
  if (found->lacking) {
    actor.permissions = {own_permission};
    actor.refusal = *found->lacking;
  }
  return actor;
}

Result<api::Actor> Identity::Impl::authenticate_person(std::string_view token, Instant now) const {
  const auto hash = crypto::token_hash(token);
  if (!hash) return ErrorCode::unauthenticated;
  const auto snapshot = cell_.load();
  const auto found = snapshot->tokens.find(*hash);
  if (found == snapshot->tokens.end()) return ErrorCode::unauthenticated;
  const TokenEntry& entry = found->second;
  GX_TRY(actor, admit(*snapshot, snapshot->accounts[entry.account], entry.expires_at, now));
  if (entry.permissions) actor.permissions = *entry.permissions;
  entry.use->note(now);
  return actor;
}

Result<api::Actor> Identity::Impl::authenticate_till(
    std::string_view authorization, const http::Request& request, Instant now
) {
  GX_TRY(header, parse_signed_header(authorization));
  const auto snapshot = cell_.load();
  const auto found = snapshot->signing_keys.find(header.key);
  if (found == snapshot->signing_keys.end()) return ErrorCode::unauthenticated;
  const SigningEntry& key = found->second;
  // The time first, as it costs nothing and tells a till with a wrong clock what the matter is.
  GX_TRY_VOID(check_time(header.timestamp, now));
  if (!signature_matches(header, request, key.secret)) return ErrorCode::bad_signature;
  GX_TRY(actor, admit(*snapshot, snapshot->accounts[key.account], key.expires_at, now));
  // Last, so that only a valid request uses a nonce up, and nobody without a key fills the set.
  switch (nonces_.use(header.key, header.nonce, header.timestamp, seconds_of(now))) {
    case Nonces::Answer::used:
      return ErrorCode::replayed_nonce;
    case Nonces::Answer::full:
      return ErrorCode::overloaded;
    case Nonces::Answer::fresh:
      break;
  }
  key.use->note(now);
  return actor;
}

Outcome Identity::Impl::check_time(std::int64_t timestamp, Instant now) const {
  const std::int64_t now_seconds = seconds_of(now);
  const std::int64_t skew = options_.clock_skew_seconds_max;
  const bool before_start = timestamp < started_seconds_ - options_.restart_skew_seconds_max;
  if (timestamp >= now_seconds - skew && timestamp <= now_seconds + skew && !before_start)
    return ok();
  return fail(
      ErrorCode::stale_timestamp,
      "/headers/Authorization",
      {{"now", Instant::from_seconds(now_seconds).to_string()},
       {"server_time", std::to_string(now_seconds)}}
  );
}

/// What is left to check once the credential has proved who it is.
Result<api::Actor> Identity::Impl::admit(
    const Snapshot& snapshot,
    const Account& account,
    const std::optional<Instant>& expires_at,
    Instant now
) const {
  if (expires_at && now >= *expires_at) return ErrorCode::credential_expired;
  if (account.info.state != State::active) return ErrorCode::actor_disabled;
  return acting(snapshot, account);
}

api::Actor Identity::Impl::acting(const Snapshot& snapshot, const Account& account) const {
  api::Actor actor = account.actor;
  // A store was opened or moved since: it counts from this request on.
  if (!account.info.units.empty() && organisation() != snapshot.organisation)
    actor.stores = stores_of(account.info);
  return actor;
}

void Identity::Impl::refresh() { reload(/*only_if_moved=*/true); }

void Identity::Impl::reload(bool only_if_moved) {
  const std::lock_guard lock(reload_mutex_);
  const auto before = cell_.load();
  const Instant horizon = clock_.now().plus_seconds(-expired_kept_seconds);
  auto organised = organisation();  // before the scopes are resolved: never newer than they are
  const bool same_places = before != nullptr && before->organisation == organised;
  // Everything from one snapshot of the database; whoever comes later reads a later one.
  Snapshot::Rows rows;
  const bool moved = db_.read([&](sql::Tx& tx) {
    rows.version = store::version(tx);
    if (only_if_moved && same_places && rows.version == before->version) return false;
    rows.actors = store::all_actors(tx);
    rows.roles = store::all_roles(tx);
    rows.credentials = store::usable_credentials(tx, horizon);
    return true;
  });
  if (!moved) return;
  const auto made = Snapshot::make(
      std::move(rows),
      [this](const ActorInfo& info) { return stores_of(info); },
      sealer_,
      before.get()
  );
  made->organisation = std::move(organised);
  cell_.store(made);
}

Stats Identity::Impl::stats() const {
  const auto now = cell_.load();
  return {
      static_cast<std::int64_t>(now->accounts.size()),
      static_cast<std::int64_t>(now->tokens.size()),
      static_cast<std::int64_t>(now->signing_keys.size()),
      nonces_.entries(),
      nonces_.bytes()};
}

Identity::Identity(
    sql::Database& db,
    IdGenerator& ids,
    const crypto::Sealer& sealer,
    const Clock& clock,
    Options options
)
    : impl_(std::make_unique<Impl>(db, ids, sealer, clock, std::move(options))) {}
Identity::~Identity() = default;

Result<api::Actor> Identity::authenticate(const http::Request& request, Instant now) {
  return impl_->authenticate(request, now);
}
std::uint64_t Identity::credential_of(const http::Request& request) const {
  if (impl_->sessions() != nullptr && !has_authorization(request))
    return impl_->sessions()->credential_of(request);
  const std::string_view authorization = authorization_of(request);
  if (is_bearer(authorization)) {
    const auto digest = crypto::token_hash(authorization.substr(bearer.size()));
    return digest ? DigestHash{}(*digest) : 0;
  }
  if (!is_signed_scheme(authorization)) return 0;
  const auto header = parse_signed_header(authorization);
  return header ? TextHash{}(header->key) : 0;
}
void Identity::refresh() { impl_->refresh(); }
void Identity::take_sessions(SessionReader& sessions) { impl_->take_sessions(sessions); }
Result<ActorInfo> Identity::changeable(sql::Tx& tx, const By& by, ActorId actor) const {
  return impl_->subject(tx, by, actor);
}
void Identity::record(
    sql::Tx& tx,
    const By& by,
    ActorId subject,
    const char* action,
    Instant now,
    std::string_view reason
) {
  impl_->record(tx, by, subject, action, {}, now, reason);
}
Stats Identity::stats() const { return impl_->stats(); }
void Identity::set_known_permissions(const std::vector<std::string>& permissions) {
  impl_->set_known_permissions(permissions);
}
std::vector<std::string> Identity::known_permissions() const { return impl_->known_permissions(); }
api::Actor Identity::ensure_system_actor(Instant now) { return impl_->ensure_system_actor(now); }

Result<ActorId> Identity::add_person(const By& by, const NewPerson& person, Instant now) {
  return impl_->add_person(by, person, now);
}
Result<ActorId> Identity::add_till_actor(const By& by, const NewTill& till, Instant now) {
  return impl_->add_till_actor(by, till, now);
}
Outcome Identity::set_state(const By& by, ActorId actor, State state, Instant now) {
  return impl_->set_state(by, actor, state, now);
}
Outcome Identity::grant(const By& by, ActorId actor, std::string_view permission, Instant now) {
  return impl_->set_permission(by, actor, permission, /*held=*/true, now);
}
Outcome Identity::revoke(const By& by, ActorId actor, std::string_view permission, Instant now) {
  return impl_->set_permission(by, actor, permission, /*held=*/false, now);
}
Result<IssuedToken> Identity::issue_token(
    const By& by,
    ActorId actor,
    std::string_view label,
    std::optional<Instant> expires_at,
    Instant now,
    const std::vector<std::string>& permissions
) {
  return impl_->issue_token(by, actor, label, expires_at, now, permissions);
}
Result<IssuedKey> Identity::issue_signing_key(
    const By& by, ActorId actor, std::string_view label, Instant now
) {
  return impl_->issue_signing_key(by, actor, label, now);
}
Result<IssuedKey> Identity::rotate_signing_key(
    const By& by, ActorId actor, std::string_view key, std::int64_t grace_seconds, Instant now
) {
  return impl_->rotate_signing_key(by, actor, key, grace_seconds, now);
}
Outcome Identity::revoke_credential(
    const By& by, ActorId actor, std::string_view key, Instant now
) {
  return impl_->revoke_credential(by, actor, key, now);
}

Result<ActorInfo> Identity::add_person(
    sql::Tx& tx, const By& by, const NewPerson& person, Instant now
) {
  return impl_->add_person_in(tx, by, person, now);
}
Result<IssuedToken> Identity::issue_token(
    sql::Tx& tx,
    const By& by,
    ActorId actor,
    std::string_view label,
    std::optional<Instant> expires_at,
    Instant now,
    const std::vector<std::string>& permissions
) {
  return impl_->issue_token_in(tx, by, actor, label, expires_at, now, permissions);
}

std::vector<ActorInfo> Identity::actors(ActorId after, int limit) const {
  const auto now = impl_->snapshot();
  std::vector<ActorInfo> page;
  auto at = std::ranges::upper_bound(now->accounts, after, {}, [](const Account& account) {
    return account.info.id;
  });
  for (; at != now->accounts.end() && std::ssize(page) < limit; ++at) page.push_back(at->info);
  return page;
}

std::optional<ActorInfo> Identity::find_actor(ActorId id) const {
  const auto now = impl_->snapshot();
  const Account* found = now->find(id);
  return found == nullptr ? std::nullopt : std::optional(found->info);
}

std::optional<ActorInfo> Identity::find_actor(Kind kind, std::string_view name) const {
  const auto now = impl_->snapshot();
  for (const Account& account : now->accounts) {
    if (account.info.kind == kind && account.info.name == name) return account.info;
  }
  return std::nullopt;
}

std::optional<api::Actor> Identity::find_acting(ActorId id) const {
  const auto now = impl_->snapshot();
  const Account* found = now->find(id);
  const bool acts = found != nullptr && found->info.state == State::active;
  return acts ? std::optional(impl_->acting(*now, *found)) : std::nullopt;
}

std::vector<CredentialInfo> Identity::credentials(ActorId actor) const {
  return impl_->with_uses(impl_->db().read([&](sql::Tx& tx) {
    return store::credentials_of(tx, actor);
  }));
}

std::vector<CredentialInfo> Identity::credentials(std::string_view after, int limit) const {
  return impl_->with_uses(impl_->db().read([&](sql::Tx& tx) {
    return store::credentials_behind(tx, after, limit);
  }));
}

std::vector<Change> Identity::changes(ActorId subject, std::int64_t before, int limit) const {
  return impl_->db().read([&](sql::Tx& tx) { return store::changes(tx, subject, before, limit); });
}

std::vector<Change> Identity::role_changes(std::string_view role, std::int64_t before, int limit)
    const {
  return impl_->db().read([&](sql::Tx& tx) {
    return store::changes_of_role(tx, role, before, limit);
  });
}

}  // namespace guanxi::identity
