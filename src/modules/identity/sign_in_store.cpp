#include "modules/identity/sign_in_store.h"

#include <limits>

#include "platform/sql/enum_column.h"

namespace guanxi::identity::store {
namespace {

const sql::Query select_password{
    "SELECT actor_id, hash, set_at, set_by, temporary_until FROM identity_passwords "
    "WHERE actor_id = $1"};
const sql::Query upsert_password{
    "INSERT INTO identity_passwords (actor_id, hash, set_at, set_by, temporary_until) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (actor_id) DO UPDATE SET hash = $2, set_at = $3, "
    "set_by = $4, temporary_until = $5"};
const sql::Query update_password{
    "UPDATE identity_passwords SET hash = $3, set_at = $4, set_by = $5, temporary_until = NULL "
    "WHERE actor_id = $1 AND hash = $2"};
const sql::Query update_password_hash{
    "UPDATE identity_passwords SET hash = $3 WHERE actor_id = $1 AND hash = $2"};
const sql::Query select_passwords_before{
    "SELECT hash FROM identity_password_history WHERE actor_id = $1 "
    "ORDER BY replaced_at DESC LIMIT $2"};
const sql::Query insert_password_before{
    "INSERT INTO identity_password_history (actor_id, replaced_at, hash) VALUES ($1, $2, $3) "
    "ON CONFLICT (actor_id, replaced_at) DO NOTHING"};
const sql::Query trim_passwords_before{
    "DELETE FROM identity_password_history WHERE actor_id = $1 AND replaced_at NOT IN (SELECT "
    "replaced_at FROM identity_password_history WHERE actor_id = $1 ORDER BY replaced_at DESC "
    "LIMIT $2)"};

const sql::Query select_factor{
    "SELECT actor_id, secret, begun_at, confirmed_at, used_step FROM identity_second_factors "
    "WHERE actor_id = $1"};
const sql::Query upsert_factor{
    "INSERT INTO identity_second_factors (actor_id, secret, begun_at, confirmed_at, used_step) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (actor_id) DO UPDATE SET secret = $2, begun_at = $3, "
    "confirmed_at = $4, used_step = $5"};
const sql::Query update_step{
    "UPDATE identity_second_factors SET used_step = $2 WHERE actor_id = $1 AND used_step < $2"};
const sql::Query update_confirmed{
    "UPDATE identity_second_factors SET confirmed_at = $2 WHERE actor_id = $1"};
const sql::Query delete_factor_row{"DELETE FROM identity_second_factors WHERE actor_id = $1"};
const sql::Query select_factors{
    "SELECT actor_id, secret, begun_at, confirmed_at, used_step FROM identity_second_factors "
    "WHERE actor_id > $1 ORDER BY actor_id LIMIT $2"};
const sql::Query update_factor_secret{
    "UPDATE identity_second_factors SET secret = $1 WHERE actor_id = $2 AND secret = $3"};
const sql::Query delete_recovery_codes{"DELETE FROM identity_recovery_codes WHERE actor_id = $1"};
const sql::Query insert_recovery_code{
    "INSERT INTO identity_recovery_codes (actor_id, code) VALUES ($1, $2)"};
const sql::Query update_recovery_code{
    "UPDATE identity_recovery_codes SET used_at = $3 "
    "WHERE actor_id = $1 AND code = $2 AND used_at IS NULL"};

const sql::Query insert_sign_in{
    "INSERT INTO identity_sign_ins (sign_in_id, tried_at, actor_id, outcome, address, user_agent, "
    "session_id) VALUES ($1, $2, $3, $4, $5, $6, $7)"};
const sql::Query select_sign_ins{
    "SELECT sign_in_id, tried_at, actor_id, outcome, address, user_agent, session_id "
    "FROM identity_sign_ins WHERE sign_in_id < $1 ORDER BY sign_in_id DESC LIMIT $2"};
const sql::Query select_sign_ins_of{
    "SELECT sign_in_id, tried_at, actor_id, outcome, address, user_agent, session_id "
    "FROM identity_sign_ins WHERE actor_id = $1 AND sign_in_id < $2 "
    "ORDER BY sign_in_id DESC LIMIT $3"};
const sql::Query delete_sign_ins{
    "DELETE FROM identity_sign_ins WHERE sign_in_id IN (SELECT sign_in_id FROM identity_sign_ins "
    "WHERE tried_at < $1 ORDER BY tried_at LIMIT $2)"};

const sql::Query count_people{
    "SELECT COUNT(*) FROM identity_actors a WHERE a.kind = 'person' AND a.state = 'active' AND "
    "(EXISTS (SELECT 1 FROM identity_passwords p WHERE p.actor_id = a.actor_id) OR EXISTS (SELECT "
    "1 FROM identity_credentials c WHERE c.actor_id = a.actor_id AND c.kind = 'token' AND "
    "c.revoked_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > $1)))"};
const sql::Query upsert_setup{
    "INSERT INTO identity_setups (id, token, expires_at) VALUES (1, $1, $2) "
    "ON CONFLICT (id) DO UPDATE SET token = $1, expires_at = $2"};
const sql::Query delete_setups{"DELETE FROM identity_setups WHERE id = 1"};
const sql::Query delete_setup_of{
    "DELETE FROM identity_setups WHERE id = 1 AND token = $1 AND expires_at > $2"};

}  // namespace

std::optional<PasswordRow> find_password(sql::Tx& tx, ActorId actor) {
  return tx.find<PasswordRow>(select_password, actor);
}

void put_password(sql::Tx& tx, const PasswordRow& row) {
  tx.exec(upsert_password, row.actor, row.hash, row.set_at, row.set_by, row.temporary_until);
}

bool replace_password(sql::Tx& tx, std::string_view before, const PasswordRow& row) {
  return tx.exec(update_password, row.actor, before, row.hash, row.set_at, row.set_by) == 1;
}

void replace_hash(sql::Tx& tx, ActorId actor, std::string_view before, std::string_view hash) {
  tx.exec(update_password_hash, actor, before, hash);
}

std::vector<std::string> passwords_before(sql::Tx& tx, ActorId actor, int limit) {
  return tx.list<std::string>(select_passwords_before, actor, limit);
}

void note_password_before(
    sql::Tx& tx, ActorId actor, Instant replaced_at, std::string_view hash, int keep
) {
  tx.exec(insert_password_before, actor, replaced_at, hash);
  tx.exec(trim_passwords_before, actor, keep);
}

std::optional<FactorRow> find_factor(sql::Tx& tx, ActorId actor) {
  return tx.find<FactorRow>(select_factor, actor);
}

void put_factor(sql::Tx& tx, const FactorRow& row) {
  tx.exec(upsert_factor, row.actor, row.secret, row.begun_at, row.confirmed_at, row.used_step);
}

bool use_step(sql::Tx& tx, ActorId actor, std::int64_t step) {
  return tx.exec(update_step, actor, step) == 1;
}

void confirm_factor(sql::Tx& tx, ActorId actor, Instant now) {
  tx.exec(update_confirmed, actor, now);
}

void delete_factor(sql::Tx& tx, ActorId actor) {
  tx.exec(delete_factor_row, actor);
  tx.exec(delete_recovery_codes, actor);
}

std::vector<FactorRow> factors_behind(sql::Tx& tx, ActorId after, int limit) {
  return tx.list<FactorRow>(select_factors, after, limit);
}

bool replace_factor_secret(sql::Tx& tx, const FactorRow& before, const sql::Bytes& secret) {
  return tx.exec(update_factor_secret, secret, before.actor, before.secret) == 1;
}

void replace_recovery_codes(sql::Tx& tx, ActorId actor, const std::vector<crypto::Digest>& codes) {
  tx.exec(delete_recovery_codes, actor);
  for (const crypto::Digest& code : codes) tx.exec(insert_recovery_code, actor, code);
}

bool use_recovery_code(sql::Tx& tx, ActorId actor, const crypto::Digest& code, Instant now) {
  return tx.exec(update_recovery_code, actor, code, now) == 1;
}

void insert_attempt(sql::Tx& tx, const SignInAttempt& attempt) {
  tx.exec(
      insert_sign_in,
      attempt.id,
      attempt.tried_at,
      attempt.actor,
      attempt.outcome,
      attempt.address,
      attempt.user_agent,
      attempt.session
  );
}

std::vector<SignInAttempt> attempts(sql::Tx& tx, ActorId actor, std::int64_t before, int limit) {
  const std::int64_t below = before == 0 ? std::numeric_limits<std::int64_t>::max() : before;
  return actor ? tx.list<SignInAttempt>(select_sign_ins_of, actor, below, limit)
               : tx.list<SignInAttempt>(select_sign_ins, below, limit);
}

std::int64_t prune_attempts(sql::Tx& tx, Instant before, int limit) {
  return tx.exec(delete_sign_ins, before, limit);
}

std::int64_t people_who_get_in(sql::Tx& tx, Instant now) {
  return tx.get<std::int64_t>(count_people, now);
}

void put_setup(sql::Tx& tx, const crypto::Digest& token, Instant expires_at) {
  tx.exec(upsert_setup, token, expires_at);
}

void delete_setup(sql::Tx& tx) { tx.exec(delete_setups); }

bool use_setup(sql::Tx& tx, const crypto::Digest& token, Instant now) {
  return tx.exec(delete_setup_of, token, now) == 1;
}

}  // namespace guanxi::identity::store
