#include "modules/members/externals.h"

#include <algorithm>

#include "base/naming.h"
#include "modules/members/rules.h"
#include "modules/members/store.h"
#include "modules/members/vault.h"

namespace guanxi::members {
namespace {

constexpr std::string_view unionid = "unionid:", openid = "openid:";

const sql::Query externals_sql{
    "SELECT value, value_sealed, created_at, verified_at FROM member_identities "
    "WHERE owner_id = $1 AND kind = 'external' ORDER BY created_at, value"};
const sql::Query verify_external_sql{
    "UPDATE member_identities SET verified_at = $1, verified_by = $2, verified_why = $3 "
    "WHERE owner_id = $4 AND kind = 'external' AND value = $5 AND verified_at IS NULL"};
const sql::Query free_external_sql{
    "DELETE FROM member_directory "
    "WHERE programme_id = $1 AND kind = 'external' AND value = $2 AND owner_id = $3"};
const sql::Query keep_external_sql{
    "INSERT INTO member_released (owner_id, kind, value, released_at, released_by, taken_at, "
    "verified_at, verified_by, verified_why) "
    "SELECT owner_id, kind, value, CAST($1 AS BIGINT), CAST($2 AS BIGINT), created_at, "
    "verified_at, verified_by, verified_why "
    "FROM member_identities WHERE owner_id = $3 AND kind = 'external' AND value = $4"};
const sql::Query delete_external_sql{
    "DELETE FROM member_identities WHERE owner_id = $1 AND kind = 'external' AND value = $2"};

struct ExternalRow {
  sql::Bytes value;
  std::optional<sql::Bytes> sealed;
  Instant taken_at;
  std::optional<Instant> verified_at;
};

ExternalSystem system_of(std::string_view text) {
  if (text.starts_with(unionid)) return ExternalSystem::wechat_unionid;
  if (text.starts_with(openid)) return ExternalSystem::wechat_openid;
  return ExternalSystem::external;
}

}  // namespace

Result<std::string> external_text(
    ExternalSystem system, const std::string& value, const std::optional<std::string>& app
) {
  const bool is_openid = system == ExternalSystem::wechat_openid;
  if (is_openid && !app) return fail(ErrorCode::missing_field, "/app", {{"field", "app"}});
  if (!is_openid && app) return fail(ErrorCode::unknown_value, "/app", {{"allowed", "-"}});
  if (is_openid) return std::string(openid) + *app + ":" + value;
  if (system == ExternalSystem::wechat_unionid) return std::string(unionid) + value;
  // Tidied first: full-width letters would otherwise hide the beginning.
  const auto text = canonical(IdentityKind::external, value);
  if (!text || system_of(*text) != ExternalSystem::external) {
    return fail(ErrorCode::bad_format, "/value");
  }
  return *text;
}

std::vector<ExternalId> Externals::held_by(sql::Tx& tx, OwnerId holder) const {
  const Vault vault(keys_, sealer_);
  std::vector<ExternalId> held;
  for (ExternalRow& row : tx.list<ExternalRow>(externals_sql, holder)) {
    ExternalId one;
    one.holder = holder;
    if (row.sealed) one.text = vault.open_external(holder, *row.sealed);
    one.system = system_of(one.text);
    one.value = std::move(row.value);
    one.taken_at = row.taken_at;
    one.verified = row.verified_at.has_value();
    held.push_back(std::move(one));
  }
  return held;
}

std::vector<ExternalId> Externals::of(sql::Tx& tx, OwnerId member) const {
  std::vector<ExternalId> all = held_by(tx, member);
  for (const OwnerId merged : merged_into(tx, member)) {
    for (ExternalId& one : held_by(tx, merged)) all.push_back(std::move(one));
  }
  return all;
}

std::optional<ExternalId> Externals::find(sql::Tx& tx, OwnerId member, std::string_view text)
    const {
  const auto tidied = canonical(IdentityKind::external, text);
  if (!tidied) return std::nullopt;
  const sql::Bytes value = Vault(keys_, sealer_).directory_value(IdentityKind::external, *tidied);
  std::vector<ExternalId> known = of(tx, member);
  const auto found = std::ranges::find(known, value, &ExternalId::value);
  return found == known.end() ? std::nullopt : std::optional(std::move(*found));
}

Result<Externals::Taken> Externals::add(
    sql::Tx& tx, const Member& member, std::string_view text, Instant now
) const {
  const auto tidied = canonical(IdentityKind::external, text);
  if (!tidied) return fail(ErrorCode::bad_format, "/value");
  GX_TRY_VOID(check_name(*tidied, "/value", external_id_length_max));
  const Vault vault(keys_, sealer_);
  const sql::Bytes value = vault.directory_value(IdentityKind::external, *tidied);
  const auto taken = [] {
    return fail(ErrorCode::identity_taken, "/value", {{"kind", "external_id"}});
  };
  const std::vector<ExternalId> known = of(tx, member.id);
  const auto same = std::ranges::find(known, value, &ExternalId::value);
  if (same != known.end()) return Taken{*same, false};
  if (store::find_owner(tx, member.programme, IdentityKind::external, value)) return taken();
  if (std::ssize(known) >= externals_max) {
    return fail(ErrorCode::too_many, "/value", {{"max", std::to_string(externals_max)}});
  }
  const sql::Bytes sealed = vault.seal_external(member.id, *tidied);
  // On an engine with concurrent writers somebody may have come between.
  if (!store::claim(tx, member.programme, IdentityKind::external, value, sealed, member.id, now)) {
    return taken();
  }
  return Taken{{member.id, system_of(*tidied), *tidied, value, now, false}, true};
}

void Externals::verify(
    sql::Tx& tx,
    const ExternalId& id,
    const std::optional<std::string>& why,
    ActorId by,
    Instant now
) const {
  tx.exec(verify_external_sql, now, by, why, id.holder, id.value);
}

void Externals::release(
    sql::Tx& tx, const Member& member, const ExternalId& id, ActorId by, Instant now
) const {
  const auto freed = tx.exec(free_external_sql, member.programme, id.value, id.holder);
  GX_CHECK_WHY(freed == 1, "an external id that the directory does not know");
  tx.exec(keep_external_sql, now, by, id.holder, id.value);
  tx.exec(delete_external_sql, id.holder, id.value);
}

}  // namespace guanxi::members
