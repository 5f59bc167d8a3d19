#include "modules/registrations/codes.h"

#include <boost/describe/enum.hpp>

#include "platform/crypto/crypto.h"
#include "platform/sql/enum_column.h"

namespace guanxi::registrations {
namespace {

constexpr std::int64_t code_hour_seconds = 3600;
constexpr std::size_t code_length = 6;

enum class CodeState { open, used, superseded };
BOOST_DESCRIBE_ENUM(CodeState, open, used, superseded)

#define GX_CODE_COLUMNS \
  "phone_hash, code_id, programme_id, salt, state, attempts, issued_at, issued_by, expires_at"

const sql::Query insert_code_sql{"INSERT INTO registration_codes (" GX_CODE_COLUMNS
                                 ") VALUES ($1, $2, $3, $4, 'open', 0, $5, $6, $7)"};
const sql::Query supersede_codes_sql{
    "UPDATE registration_codes SET state = 'superseded' WHERE phone_hash = $1 AND state = 'open'"};
const sql::Query forget_codes_sql{
    "DELETE FROM registration_codes WHERE code_id IN (SELECT code_id FROM registration_codes "
    "WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)"};
const sql::Query issued_codes_sql{
    "SELECT COUNT(*), MIN(issued_at) FROM registration_codes "
    "WHERE phone_hash = $1 AND issued_at > $2"};
const sql::Query open_code_sql{"SELECT " GX_CODE_COLUMNS
                               " FROM registration_codes WHERE phone_hash = $1 AND state = 'open' "
                               "ORDER BY code_id DESC LIMIT 1"};
const sql::Query code_by_id_sql{"SELECT " GX_CODE_COLUMNS
                                " FROM registration_codes WHERE code_id = $1"};
const sql::Query count_attempt_sql{
    "UPDATE registration_codes SET attempts = attempts + 1 "
    "WHERE phone_hash = $1 AND code_id = $2 AND attempts < $3"};
const sql::Query use_code_sql{
    "UPDATE registration_codes SET state = 'used', used_at = $1 "
    "WHERE phone_hash = $2 AND code_id = $3 AND state = 'open'"};

#undef GX_CODE_COLUMNS

struct PhoneCodeRow {
  sql::Bytes phone_hash;
  PhoneCodeId id;
  ProgrammeId programme;
  sql::Bytes salt;
  CodeState state;
  std::int64_t attempts;
  Instant issued_at;
  ActorId issued_by;
  Instant expires_at;
};

struct IssuedCodes {
  std::int64_t count;
  std::optional<Instant> first;
};

std::string digits_of_code(const crypto::KeyRing& keys, const PhoneCodeRow& row) {
  const crypto::SecretKey key = keys.derive("registration_codes.digits");
  const std::string data =
      std::to_string(row.id.value()) + ":" + row.salt.data + row.phone_hash.data;
  const crypto::Digest digest = crypto::hmac_sha256(key.reveal(), data);
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = (number << 8U) | digest[i];
  std::string digits(code_length, '0');
  for (std::size_t i = code_length; i > 0; --i, number /= 10) {
    digits[i - 1] = static_cast<char>('0' + number % 10);
  }
  return digits;
}

}  // namespace

PhoneCodes::PhoneCodes(
    sql::Database& db,
    IdGenerator& ids,
    const crypto::KeyRing& keys,
    const programmes::Programmes& programmes
)
    : db_(db), ids_(ids), keys_(keys), programmes_(programmes) {}

sql::Bytes PhoneCodes::hash_of(ProgrammeId programme, const Phone& phone) const {
  const std::string value = programme.to_string() + ":" + phone.reveal_e164();
  return {std::string(crypto::bytes_of(keys_.blind_index("registration_codes.phone", value)))};
}

Result<PhoneCode> PhoneCodes::issue(
    ProgrammeId programme, const Phone& phone, ActorId by, Instant now
) const {
  const auto version = programmes_.in_force(programme, now);
  if (!version) return ErrorCode::no_parameters_in_force;
  const programmes::Parameters& rules = version->parameters;
  const PhoneCode code{
      ids_.next_id<PhoneCodeTag>(),
      programme,
      now,
      now.plus_seconds(std::int64_t{60} * rules.one_time_code_minutes)};
  const sql::Bytes hash = hash_of(programme, phone);
  const sql::Bytes salt{crypto::random_bytes(16)};
  return db_.write([&](sql::Tx& tx) -> Result<PhoneCode> {
    const Instant since = now.plus_seconds(-code_hour_seconds);
    const auto issued = tx.get<IssuedCodes>(issued_codes_sql, hash, since);
    if (issued.count >= rules.one_time_codes_hour_max) {
      return fail(
          ErrorCode::one_time_codes_too_many,
          {},
          {{"after", issued.first->plus_seconds(code_hour_seconds).to_string()}}
      );
    }
    tx.exec(supersede_codes_sql, hash);
    tx.exec(insert_code_sql, hash, code.id, programme, salt, code.issued_at, by, code.expires_at);
    return code;
  });
}

Result<std::string> PhoneCodes::digits_of(sql::Tx& tx, PhoneCodeId code, Instant now) const {
  const auto row = tx.find<PhoneCodeRow>(code_by_id_sql, code);
  if (!row || row->state != CodeState::open || row->expires_at <= now) {
    return fail(ErrorCode::proof_not_found, "/id");
  }
  return digits_of_code(keys_, *row);
}

std::optional<PhoneCode> PhoneCodes::find(sql::Tx& tx, PhoneCodeId code) const {
  const auto row = tx.find<PhoneCodeRow>(code_by_id_sql, code);
  if (!row) return std::nullopt;
  return PhoneCode{row->id, row->programme, row->issued_at, row->expires_at};
}

Result<PhoneCodeId> PhoneCodes::judge(
    ProgrammeId programme, const Phone& phone, std::string_view digits, Instant now
) const {
  if (digits.size() != code_length || !all_digits(digits)) {
    return fail(ErrorCode::bad_format, "/phone_code", {{"expected", "@six_digits"}});
  }
  const auto version = programmes_.in_force(programme, now);
  if (!version) return ErrorCode::no_parameters_in_force;
  const int attempts_max = version->parameters.proof_attempts_max;
  const sql::Bytes hash = hash_of(programme, phone);
  const auto tried = db_.write([&](sql::Tx& tx) -> Result<PhoneCodeRow> {
    const auto row = tx.find<PhoneCodeRow>(open_code_sql, hash);
    if (!row) return fail(ErrorCode::proof_not_found, "/phone_code");
    if (row->expires_at <= now) return fail(ErrorCode::proof_expired, "/phone_code");
    if (tx.exec(count_attempt_sql, hash, row->id, attempts_max) == 0) {
      return fail(ErrorCode::proof_locked, "/phone_code");
    }
    return *row;
  });
  if (!tried) return tried.error();
  if (crypto::equal_in_constant_time(digits_of_code(keys_, *tried), digits)) return tried->id;
  const std::int64_t left = attempts_max - tried->attempts - 1;
  if (left <= 0) return fail(ErrorCode::proof_locked, "/phone_code");
  return fail(ErrorCode::proof_wrong, "/phone_code", {{"left", std::to_string(left)}});
}

std::int64_t PhoneCodes::forget(sql::Tx& tx, Instant before, int limit) {
  return tx.exec(forget_codes_sql, before, limit);
}

bool PhoneCodes::use(sql::Tx& tx, const Phone& phone, PhoneCodeId code, Instant now) const {
  const auto row = tx.find<PhoneCodeRow>(code_by_id_sql, code);
  if (!row || row->phone_hash.data != hash_of(row->programme, phone).data) return false;
  return tx.exec(use_code_sql, now, row->phone_hash, code) == 1;
}

}  // namespace guanxi::registrations
