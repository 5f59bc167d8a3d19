// All SQL of the proofs module. Inside modules/proofs only.
#pragma once

#include "modules/proofs/proofs.h"

namespace guanxi::proofs::store {

struct MemberRow {
  OwnerId owner;
  sql::Bytes salt;
  std::int64_t code_step = 0, code_failures = 0;
  Instant code_locked_until;
  std::optional<std::string> pin_hash;
  std::optional<Instant> pin_set_at;
  std::int64_t pin_failures = 0;
  Instant pin_locked_until;
};
std::optional<MemberRow> find(sql::Tx& tx, OwnerId owner);
/// Where there is none yet.
void insert(sql::Tx& tx, OwnerId owner, const std::string& salt, Instant now);
void set_salt(sql::Tx& tx, OwnerId owner, const std::string& salt);
void set_pin(
    sql::Tx& tx, OwnerId owner, const std::optional<std::string>& hash, std::optional<Instant> now
);

struct Limit {
  int attempts_max = 0;
  Instant now, until;  // `until`: of a lock that begins now
};
/// Counts an attempt before it is looked at, so that many at once are no more than the limit; the
/// last one locks. Returns how many that makes; nullopt: it is locked.
std::optional<std::int64_t> begin_pin_attempt(sql::Tx& tx, OwnerId owner, const Limit& limit);
/// It was the right one.
void forgive_pin(sql::Tx& tx, OwnerId owner, const std::string& hash);
std::int64_t count_wrong_code(sql::Tx& tx, OwnerId owner, const Limit& limit);

/// False if a code of that step or a later one was used.
bool use_step(sql::Tx& tx, OwnerId owner, std::int64_t step);

enum class CodeState { open, used, superseded };
BOOST_DESCRIBE_ENUM(CodeState, open, used, superseded)
struct CodeRow {
  OwnerId owner;
  OneTimeCodeId id;
  Purpose purpose = Purpose::spend;
  sql::Bytes salt;
  CodeState state = CodeState::open;
  std::int64_t attempts = 0;
  Instant issued_at, expires_at;
};
void insert_code(sql::Tx& tx, const CodeRow& row, ActorId by);
void supersede_code(sql::Tx& tx, OwnerId owner, Purpose purpose);
void forget_member(sql::Tx& tx, OwnerId owner);
void forget_codes(sql::Tx& tx, OwnerId owner, Instant before);
std::optional<CodeRow> find_code(sql::Tx& tx, OwnerId owner, OneTimeCodeId id);
std::optional<CodeRow> open_code(sql::Tx& tx, OwnerId owner, Purpose purpose);
std::vector<CodeRow> open_codes(sql::Tx& tx, OwnerId owner);
struct Issued {
  std::int64_t count = 0;
  std::optional<Instant> first;
};
Issued issued_since(sql::Tx& tx, OwnerId owner, Instant since);
/// False: it is no longer open, or was tried too often.
bool begin_code_attempt(sql::Tx& tx, OwnerId owner, OneTimeCodeId id, int attempts_max);
/// False: it is no longer open, or over.
bool use_code(sql::Tx& tx, OwnerId owner, OneTimeCodeId id, Instant now);

void insert_use(sql::Tx& tx, std::int64_t id, const Proven& proven, const Use& use);
std::vector<Proofs::PastUse> uses(sql::Tx& tx, OwnerId owner, int limit);

}  // namespace guanxi::proofs::store
