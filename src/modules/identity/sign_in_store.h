// The SQL of signing in. Private to the module.
#pragma once

#include "modules/identity/sign_in.h"

namespace guanxi::identity::store {

struct PasswordRow {
  ActorId actor;
  std::string hash;
  Instant set_at;
  ActorId set_by;
  std::optional<Instant> temporary_until;
};
std::optional<PasswordRow> find_password(sql::Tx& tx, ActorId actor);
void put_password(sql::Tx& tx, const PasswordRow& row);
/// False: it is another one by now.
bool replace_password(sql::Tx& tx, std::string_view before, const PasswordRow& row);
/// The same password under another cost.
void replace_hash(sql::Tx& tx, ActorId actor, std::string_view before, std::string_view hash);
/// Newest first.
std::vector<std::string> passwords_before(sql::Tx& tx, ActorId actor, int limit);
/// Keeps the newest `keep`.
void note_password_before(
    sql::Tx& tx, ActorId actor, Instant replaced_at, std::string_view hash, int keep
);

struct FactorRow {
  ActorId actor;
  sql::Bytes secret;
  Instant begun_at;
  std::optional<Instant> confirmed_at;
  std::int64_t used_step;
};
std::optional<FactorRow> find_factor(sql::Tx& tx, ActorId actor);
/// In place of one that was begun.
void put_factor(sql::Tx& tx, const FactorRow& row);
/// False: a code of this step or a later one was used already.
bool use_step(sql::Tx& tx, ActorId actor, std::int64_t step);
void confirm_factor(sql::Tx& tx, ActorId actor, Instant now);
void delete_factor(sql::Tx& tx, ActorId actor);
std::vector<FactorRow> factors_behind(sql::Tx& tx, ActorId after, int limit);
bool replace_factor_secret(sql::Tx& tx, const FactorRow& before, const sql::Bytes& secret);

void replace_recovery_codes(sql::Tx& tx, ActorId actor, const std::vector<crypto::Digest>& codes);
/// False: there is none, or it was used.
bool use_recovery_code(sql::Tx& tx, ActorId actor, const crypto::Digest& code, Instant now);

void insert_attempt(sql::Tx& tx, const SignInAttempt& attempt);
std::vector<SignInAttempt> attempts(sql::Tx& tx, ActorId actor, std::int64_t before, int limit);
std::int64_t prune_attempts(sql::Tx& tx, Instant before, int limit);

/// People who can get in, by password or token.
std::int64_t people_who_get_in(sql::Tx& tx, Instant now);
void put_setup(sql::Tx& tx, const crypto::Digest& token, Instant expires_at);
void delete_setup(sql::Tx& tx);
/// False: it is another one, or over.
bool use_setup(sql::Tx& tx, const crypto::Digest& token, Instant now);

}  // namespace guanxi::identity::store
