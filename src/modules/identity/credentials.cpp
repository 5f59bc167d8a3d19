// Tokens and signing keys: issued, replaced, revoked. Each change checks what `by` may, writes,
// records itself and moves the version, all in one transaction.
#include <algorithm>

#include "base/naming.h"
#include "modules/identity/impl.h"
#include "modules/identity/records.h"

namespace guanxi::identity {
namespace {

constexpr std::size_t label_length_max = 100;
constexpr std::size_t key_id_bytes = 6;
constexpr std::size_t secret_bytes = 32;

std::string new_key_id(CredentialKind kind) {
  return (kind == CredentialKind::token ? "tok_" : "key_") +
         crypto::to_hex(crypto::random_bytes(key_id_bytes));
}

}  // namespace

Result<IssuedToken> Identity::Impl::issue_token_in(
    sql::Tx& tx,
    const By& by,
    ActorId actor,
    std::string_view label,
    std::optional<Instant> expires_at,
    Instant now,
    const std::vector<std::string>& permissions
) {
  GX_TRY_VOID(check_name(label, "/label", label_length_max));
  if (expires_at && *expires_at <= now)
    return fail(ErrorCode::out_of_range, "/expires_at", {{"min", now.to_string()}});
  GX_TRY(info, subject(tx, by, actor));
  By owner = by;
  owner.permissions = info.allowed;
  GX_TRY_VOID(check_permissions(owner, permissions));
  const std::vector<std::string> limits = joined(permissions, {});
  const crypto::Token token = crypto::make_token();
  store::CredentialRow row{
      {},
      actor,
      CredentialKind::token,
      std::string(label),
      {std::string(crypto::bytes_of(token.hash))},
      now,
      expires_at,
      {},
      store::packed(limits)};
  do {
    row.key = new_key_id(row.kind);
  } while (!store::insert_credential(tx, row, by.id));
  const CredentialInfo issued{row.key, actor, row.kind, row.label, now, expires_at, {}, limits};
  record(tx, by, actor, "token_issued", {std::nullopt, record_of(issued)}, now);
  return IssuedToken{row.key, token.text, expires_at};
}

Result<IssuedToken> Identity::Impl::issue_token(
    const By& by,
    ActorId actor,
    std::string_view label,
    std::optional<Instant> expires_at,
    Instant now,
    const std::vector<std::string>& permissions
) {
  return change<IssuedToken>([&](sql::Tx& tx) {
    return issue_token_in(tx, by, actor, label, expires_at, now, permissions);
  });
}

IssuedKey Identity::Impl::new_signing_key(
    sql::Tx& tx, const By& by, ActorId actor, const std::string& label, Instant now
) {
  const std::string secret = crypto::to_base64url(crypto::random_bytes(secret_bytes));
  store::CredentialRow row{
      {},
      actor,
      CredentialKind::signing_key,
      label,
      {sealer_.seal(secret, secret_place(actor))},
      now,
      {},
      {}};
  do {
    row.key = new_key_id(row.kind);
  } while (!store::insert_credential(tx, row, by.id));
  const CredentialInfo issued{row.key, actor, row.kind, label, now, {}, {}};
  record(tx, by, actor, "signing_key_issued", {std::nullopt, record_of(issued)}, now);
  return {row.key, secret};
}

Result<IssuedKey> Identity::Impl::issue_signing_key_in(
    sql::Tx& tx, const By& by, ActorId actor, std::string_view label, Instant now
) {
  GX_TRY_VOID(check_name(label, "/label", label_length_max));
  GX_TRY(info, subject(tx, by, actor));
  if (info.kind != Kind::till) return fail(ErrorCode::wrong_type, "/id", {{"expected", "till"}});
  return new_signing_key(tx, by, actor, std::string(label), now);
}

Result<IssuedKey> Identity::Impl::issue_signing_key(
    const By& by, ActorId actor, std::string_view label, Instant now
) {
  return change<IssuedKey>([&](sql::Tx& tx) {
    return issue_signing_key_in(tx, by, actor, label, now);
  });
}

Result<IssuedKey> Identity::Impl::rotate_signing_key_in(
    sql::Tx& tx,
    const By& by,
    ActorId actor,
    std::string_view key,
    std::int64_t grace_seconds,
    Instant now
) {
  GX_CHECK(grace_seconds >= 0);
  GX_TRY(info, subject(tx, by, actor));
  auto old = store::find_credential(tx, actor, key);
  if (!old || old->kind != CredentialKind::signing_key || old->revoked_at)
    return fail(ErrorCode::actor_not_found, "/key");
  const Instant ends = now.plus_seconds(grace_seconds);
  if (!old->expires_at || *old->expires_at > ends) {
    const std::string before = record_of(*old);
    old->expires_at = ends;
    store::set_expiry(tx, key, ends);
    record(tx, by, actor, "signing_key_replaced", {before, record_of(*old)}, now);
  }
  return new_signing_key(tx, by, actor, old->label, now);
}

Result<IssuedKey> Identity::Impl::rotate_signing_key(
    const By& by, ActorId actor, std::string_view key, std::int64_t grace_seconds, Instant now
) {
  return change<IssuedKey>([&](sql::Tx& tx) {
    return rotate_signing_key_in(tx, by, actor, key, grace_seconds, now);
  });
}

Outcome Identity::Impl::revoke_credential(
    const By& by, ActorId actor, std::string_view key, Instant now
) {
  return change<Nothing>([&](sql::Tx& tx) -> Outcome {
    GX_TRY(info, subject(tx, by, actor));
    auto found = store::find_credential(tx, actor, key);
    if (!found) return fail(ErrorCode::actor_not_found, "/key");
    if (found->revoked_at) return ok();
    const std::string before = record_of(*found);
    found->revoked_at = now;
    store::set_revoked(tx, key, now);
    const auto last = with_uses({*found}).front().used_at;
    if (last) store::set_used(tx, key, *last);  // nobody keeps it afterwards
    const bool is_token = found->kind == CredentialKind::token;
    const char* const action = is_token ? "token_revoked" : "signing_key_revoked";
    record(tx, by, actor, action, {before, record_of(*found)}, now);
    return ok();
  });
}

Result<IssuedTillKey> Identity::Impl::issue_till_key_in(
    sql::Tx& tx, const By& by, const NewTillKey& wanted, Instant now
) {
  const auto store = options_.store_of_till ? options_.store_of_till(wanted.till) : std::nullopt;
  if (!store) return fail(ErrorCode::till_not_found, "/till", {{"till", wanted.till.to_string()}});
  GX_TRY_VOID(check_scope(by, {*store}, {}));
  const std::string name =
      options_.name_of_till ? options_.name_of_till(wanted.till) : wanted.till.to_string();
  IssuedTillKey issued;
  if (const auto known = store::find_named(tx, Kind::till, name)) {
    issued.actor = *known;
  } else {
    NewTill till{name, wanted.till, *store, wanted.permissions};
    if (till.permissions.empty()) till.permissions = till_permissions;
    GX_TRY(added, add_till_actor_in(tx, by, till, now));
    issued.actor = added.id;
  }
  GX_TRY(key, issue_signing_key_in(tx, by, issued.actor, wanted.label, now));
  issued.key = std::move(key);
  return issued;
}

std::vector<CredentialInfo> Identity::Impl::with_uses(std::vector<CredentialInfo> credentials
) const {
  const auto snapshot = cell_.load();
  for (CredentialInfo& one : credentials) {
    const auto use = snapshot->uses.find(one.key);
    if (use == snapshot->uses.end()) continue;
    const std::int64_t seen = use->second->seen_micros.load(std::memory_order_relaxed);
    if (seen > (one.used_at ? one.used_at->micros() : 0)) one.used_at = Instant::from_micros(seen);
  }
  return credentials;
}

std::int64_t Identity::Impl::keep_uses() {
  struct Moved {
    std::string key;
    std::shared_ptr<Use> use;
    std::int64_t seen_micros;
  };
  std::vector<Moved> moved;
  const auto snapshot = cell_.load();
  for (const auto& [key, use] : snapshot->uses) {
    const std::int64_t seen = use->seen_micros.load(std::memory_order_relaxed);
    if (seen > use->kept_micros.load(std::memory_order_relaxed)) moved.push_back({key, use, seen});
  }
  constexpr std::size_t at_once = 200;  // short transactions: checkouts wait behind each
  for (std::size_t begin = 0; begin < moved.size(); begin += at_once) {
    const std::size_t end = std::min(begin + at_once, moved.size());
    const auto kept = db_.write([&](sql::Tx& tx) -> Outcome {
      for (std::size_t i = begin; i < end; ++i)
        store::set_used(tx, moved[i].key, Instant::from_micros(moved[i].seen_micros));
      return ok();
    });
    GX_CHECK(kept.has_value());
    for (std::size_t i = begin; i < end; ++i) moved[i].use->kept_micros = moved[i].seen_micros;
  }
  return std::ssize(moved);
}

std::int64_t Identity::keep_uses() { return impl_->keep_uses(); }
Result<IssuedTillKey> Identity::issue_till_key(
    sql::Tx& tx, const By& by, const NewTillKey& wanted, Instant now
) {
  return impl_->issue_till_key_in(tx, by, wanted, now);
}
Result<IssuedKey> Identity::rotate_signing_key(
    sql::Tx& tx,
    const By& by,
    ActorId actor,
    std::string_view key,
    std::int64_t grace_seconds,
    Instant now
) {
  return impl_->rotate_signing_key_in(tx, by, actor, key, grace_seconds, now);
}

}  // namespace guanxi::identity
