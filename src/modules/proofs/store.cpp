#include "modules/proofs/store.h"

#include "platform/sql/enum_column.h"

namespace guanxi::proofs::store {
namespace {

const sql::Query find_sql{
    "SELECT owner_id, salt, code_step, code_failures, code_locked_until, pin_hash, pin_set_at, "
    "pin_failures, pin_locked_until FROM proof_members WHERE owner_id = $1"};
const sql::Query insert_sql{
    "INSERT INTO proof_members (owner_id, salt, code_step, code_failures, code_locked_until, "
    "pin_failures, pin_locked_until, created_at) VALUES ($1, $2, 0, 0, 0, 0, 0, $3) "
    "ON CONFLICT (owner_id) DO NOTHING"};
const sql::Query set_salt_sql{
    "UPDATE proof_members SET salt = $1, code_failures = 0, code_locked_until = 0 "
    "WHERE owner_id = $2"};
const sql::Query set_pin_sql{
    "UPDATE proof_members SET pin_hash = $1, pin_set_at = $2, pin_failures = 0, "
    "pin_locked_until = 0 WHERE owner_id = $3"};
// A lock that is over begins a new count.
const sql::Query begin_pin_attempt_sql{
    "UPDATE proof_members SET "
    "pin_failures = CASE WHEN pin_failures >= $1 THEN 1 ELSE pin_failures + 1 END, "
    "pin_locked_until = CASE WHEN pin_failures + 1 = $1 THEN $2 ELSE pin_locked_until END "
    "WHERE owner_id = $3 AND pin_locked_until <= $4 RETURNING pin_failures"};
const sql::Query forgive_pin_sql{
    "UPDATE proof_members SET pin_failures = 0, pin_locked_until = 0 "
    "WHERE owner_id = $1 AND pin_hash = $2"};
const sql::Query count_wrong_code_sql{
    "UPDATE proof_members SET "
    "code_failures = CASE WHEN code_failures >= $1 THEN 1 ELSE code_failures + 1 END, "
    "code_locked_until = CASE WHEN code_failures + 1 = $1 THEN $2 ELSE code_locked_until END "
    "WHERE owner_id = $3 AND code_locked_until <= $4 RETURNING code_failures"};
const sql::Query use_step_sql{
    "UPDATE proof_members SET code_step = $1, code_failures = 0 "
    "WHERE owner_id = $2 AND code_step < $1"};

#define GX_CODE_COLUMNS "owner_id, code_id, purpose, salt, state, attempts, issued_at, expires_at"

const sql::Query insert_code_sql{"INSERT INTO proof_codes (" GX_CODE_COLUMNS
                                 ", issued_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
const sql::Query supersede_code_sql{
    "UPDATE proof_codes SET state = 'superseded' "
    "WHERE owner_id = $1 AND purpose = $2 AND state = 'open'"};
const sql::Query forget_member_sql{"DELETE FROM proof_members WHERE owner_id = $1"};
const sql::Query forget_codes_sql{"DELETE FROM proof_codes WHERE owner_id = $1 AND issued_at < $2"};
const sql::Query find_code_sql{"SELECT " GX_CODE_COLUMNS
                               " FROM proof_codes WHERE owner_id = $1 AND code_id = $2"};
const sql::Query open_code_sql{
    "SELECT " GX_CODE_COLUMNS
    " FROM proof_codes WHERE owner_id = $1 AND purpose = $2 AND state = 'open'"};
const sql::Query open_codes_sql{
    "SELECT " GX_CODE_COLUMNS
    " FROM proof_codes WHERE owner_id = $1 AND state = 'open' ORDER BY code_id DESC"};
const sql::Query issued_since_sql{
    "SELECT count(*), min(issued_at) FROM proof_codes WHERE owner_id = $1 AND issued_at > $2"};
const sql::Query begin_code_attempt_sql{
    "UPDATE proof_codes SET attempts = attempts + 1 "
    "WHERE owner_id = $1 AND code_id = $2 AND state = 'open' AND attempts < $3"};
const sql::Query use_code_sql{
    "UPDATE proof_codes SET state = 'used', used_at = $1 "
    "WHERE owner_id = $2 AND code_id = $3 AND state = 'open' AND expires_at > $1"};
const sql::Query insert_use_sql{
    "INSERT INTO proof_uses (owner_id, use_id, kind, cause, cause_id, reason, used_at, actor_id) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
const sql::Query uses_sql{
    "SELECT use_id, kind, cause, cause_id, reason, used_at, actor_id FROM proof_uses "
    "WHERE owner_id = $1 ORDER BY use_id DESC LIMIT $2"};

#undef GX_CODE_COLUMNS

}  // namespace

std::optional<MemberRow> find(sql::Tx& tx, OwnerId owner) {
  return tx.find<MemberRow>(find_sql, owner);
}

void insert(sql::Tx& tx, OwnerId owner, const std::string& salt, Instant now) {
  tx.exec(insert_sql, owner, sql::Bytes{salt}, now);
}

void set_salt(sql::Tx& tx, OwnerId owner, const std::string& salt) {
  tx.exec(set_salt_sql, sql::Bytes{salt}, owner);
}

void set_pin(
    sql::Tx& tx, OwnerId owner, const std::optional<std::string>& hash, std::optional<Instant> now
) {
  tx.exec(set_pin_sql, hash, now, owner);
}

std::optional<std::int64_t> begin_pin_attempt(sql::Tx& tx, OwnerId owner, const Limit& limit) {
  return tx.find<std::int64_t>(
      begin_pin_attempt_sql, limit.attempts_max, limit.until, owner, limit.now
  );
}

void forgive_pin(sql::Tx& tx, OwnerId owner, const std::string& hash) {
  tx.exec(forgive_pin_sql, owner, hash);
}

std::int64_t count_wrong_code(sql::Tx& tx, OwnerId owner, const Limit& limit) {
  return tx
      .find<std::int64_t>(count_wrong_code_sql, limit.attempts_max, limit.until, owner, limit.now)
      .value_or(limit.attempts_max);
}

bool use_step(sql::Tx& tx, OwnerId owner, std::int64_t step) {
  return tx.exec(use_step_sql, step, owner) == 1;
}

void insert_code(sql::Tx& tx, const CodeRow& row, ActorId by) {
  tx.exec(
      insert_code_sql,
      row.owner,
      row.id,
      row.purpose,
      row.salt,
      row.state,
      row.attempts,
      row.issued_at,
      row.expires_at,
      by
  );
}

void supersede_code(sql::Tx& tx, OwnerId owner, Purpose purpose) {
  tx.exec(supersede_code_sql, owner, purpose);
}

void forget_member(sql::Tx& tx, OwnerId owner) { tx.exec(forget_member_sql, owner); }

void forget_codes(sql::Tx& tx, OwnerId owner, Instant before) {
  tx.exec(forget_codes_sql, owner, before);
}

std::optional<CodeRow> find_code(sql::Tx& tx, OwnerId owner, OneTimeCodeId id) {
  return tx.find<CodeRow>(find_code_sql, owner, id);
}

std::optional<CodeRow> open_code(sql::Tx& tx, OwnerId owner, Purpose purpose) {
  return tx.find<CodeRow>(open_code_sql, owner, purpose);
}

std::vector<CodeRow> open_codes(sql::Tx& tx, OwnerId owner) {
  return tx.list<CodeRow>(open_codes_sql, owner);
}

Issued issued_since(sql::Tx& tx, OwnerId owner, Instant since) {
  return tx.get<Issued>(issued_since_sql, owner, since);
}

bool begin_code_attempt(sql::Tx& tx, OwnerId owner, OneTimeCodeId id, int attempts_max) {
  return tx.exec(begin_code_attempt_sql, owner, id, attempts_max) == 1;
}

bool use_code(sql::Tx& tx, OwnerId owner, OneTimeCodeId id, Instant now) {
  return tx.exec(use_code_sql, now, owner, id) == 1;
}

void insert_use(sql::Tx& tx, std::int64_t id, const Proven& proven, const Use& use) {
  const bool reasoned = proven.kind == Kind::supervisor;
  tx.exec(
      insert_use_sql,
      proven.owner,
      id,
      proven.kind,
      use.cause,
      use.id,
      reasoned ? std::optional(proven.reason) : std::nullopt,
      use.at,
      use.actor
  );
}

std::vector<Proofs::PastUse> uses(sql::Tx& tx, OwnerId owner, int limit) {
  return tx.list<Proofs::PastUse>(uses_sql, owner, limit);
}

}  // namespace guanxi::proofs::store
