// What is known of a member's identities: since when, whether somebody proved them, until when.
#include <boost/describe/enum_to_string.hpp>

#include "modules/audit/audit.h"
#include "modules/members/members.h"
#include "platform/sql/enum_column.h"

namespace guanxi::members {
namespace {

const sql::Query identities_now_sql{
    "SELECT kind, created_at, verified_at, verified_by, verified_why, CAST(NULL AS BIGINT), "
    "CAST(NULL AS BIGINT) FROM member_identities WHERE owner_id = $1 ORDER BY kind, created_at, "
    "value"};
const sql::Query identities_released_sql{
    "SELECT kind, taken_at, verified_at, verified_by, verified_why, released_at, released_by "
    "FROM member_released WHERE owner_id = $1 ORDER BY released_at DESC, kind, value"};
const sql::Query verify_identity_sql{
    "UPDATE member_identities SET verified_at = COALESCE(verified_at, $1), "
    "verified_by = CASE WHEN verified_at IS NULL THEN $2 ELSE verified_by END, "
    "verified_why = CASE WHEN verified_at IS NULL THEN $3 ELSE verified_why END "
    "WHERE owner_id = $4 AND kind = $5"};

}  // namespace

std::vector<Identity> Members::identities(sql::Tx& tx, OwnerId id) const {
  std::vector<Identity> all = tx.list<Identity>(identities_now_sql, id);
  for (Identity& one : tx.list<Identity>(identities_released_sql, id)) {
    all.push_back(std::move(one));
  }
  return all;
}

Outcome Members::verify_identity(
    sql::Tx& tx,
    OwnerId id,
    IdentityKind kind,
    const std::optional<std::string>& why,
    ActorId by,
    Instant now
) const {
  bool known = false;  // one that was verified before tells nothing new
  for (const Identity& one : tx.list<Identity>(identities_now_sql, id)) {
    known = known || (one.kind == kind && one.verified_at);
  }
  if (tx.exec(verify_identity_sql, now, by, why, id, kind) == 0) {
    return ErrorCode::identity_not_found;
  }
  if (known) return ok();
  audit::record(
      tx,
      by,
      {.action = "identity_verified",
       .object_kind = "member",
       .object_id = id.to_string(),
       .member = id,
       .changes = audit::Changes().name(boost::describe::enum_to_string(kind, ""), true),
       .reason = why.value_or("")},
      now
  );
  return ok();
}

}  // namespace guanxi::members
