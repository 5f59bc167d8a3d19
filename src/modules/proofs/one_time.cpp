// One-time codes: asked for by the member's channel, delivered by whoever reads the outbox, good
// once, for minutes, for one purpose.
#include "modules/proofs/codes.h"
#include "modules/proofs/proofs.h"
#include "modules/proofs/store.h"
#include "platform/crypto/crypto.h"
#include "platform/outbox/outbox.h"

#include <boost/describe/enum_to_string.hpp>

namespace guanxi::proofs {
namespace {

constexpr std::int64_t hour_seconds = 3600;
constexpr std::int64_t kept_seconds = std::int64_t{90} * 24 * hour_seconds;

std::string digits_of_row(const crypto::KeyRing& keys, const store::CodeRow& row) {
  const crypto::SecretKey key = keys.derive("proof_codes.digits");
  const std::string data = std::to_string(row.owner.value()) + ":" +
                           std::to_string(row.id.value()) + ":" + row.salt.data;
  return truncated(key.reveal(), data, one_time_length);
}

}  // namespace

Result<Proofs::OneTimeCode> Proofs::issue_code(
    const api::Call& call, const members::Member& member, Purpose purpose
) const {
  GX_TRY(version, rules(member, call.now));
  const programmes::Parameters& limits = version->parameters;
  const store::CodeRow row{
      .owner = member.id,
      .id = house_.ids.next_id<OneTimeCodeTag>(),
      .purpose = purpose,
      .salt = {crypto::random_bytes(16)},
      .state = store::CodeState::open,
      .attempts = 0,
      .issued_at = call.now,
      .expires_at = call.now.plus_seconds(std::int64_t{60} * limits.one_time_code_minutes)};
  return house_.db.write([&](sql::Tx& tx) -> Result<OneTimeCode> {
    const Instant since = call.now.plus_seconds(-hour_seconds);
    const store::Issued issued = store::issued_since(tx, member.id, since);
    if (issued.count >= limits.one_time_codes_hour_max) {
      return fail(
          ErrorCode::one_time_codes_too_many,
          {},
          {{"after", issued.first->plus_seconds(hour_seconds).to_string()}}
      );
    }
    store::forget_codes(tx, member.id, call.now.plus_seconds(-kept_seconds));
    store::supersede_code(tx, member.id, purpose);
    store::insert_code(tx, row, call.actor.id);
    std::string facts = R"({"purpose":")";
    facts += boost::describe::enum_to_string(purpose, "");
    facts += R"("})";
    outbox::append(tx, house_.ids, "proof.code_issued", member.id, row.id.value(), call.now, facts);
    return OneTimeCode{row.id, purpose, true, row.issued_at, row.expires_at};
  });
}

Result<std::string> Proofs::digits_of(OwnerId owner, OneTimeCodeId code, Instant now) const {
  const auto row = house_.db.read([&](sql::Tx& tx) { return store::find_code(tx, owner, code); });
  if (!row || row->state != store::CodeState::open || row->expires_at <= now) {
    return fail(ErrorCode::proof_not_found, "/code");
  }
  return digits_of_row(house_.keys, *row);
}

Result<Proven> Proofs::judge_one_time(
    const api::Call& call, const members::Member& member, Purpose purpose, std::string_view code
) const {
  if (!is_pin(code)) {
    return fail(ErrorCode::bad_format, "/proof/value", {{"expected", "@six_digits"}});
  }
  GX_TRY(version, rules(member, call.now));
  const int attempts_max = version->parameters.proof_attempts_max;
  const auto tried = house_.db.write([&](sql::Tx& tx) -> Result<store::CodeRow> {
    const auto row = store::open_code(tx, member.id, purpose);
    if (!row) return fail(ErrorCode::proof_not_found, "/proof/value");
    if (row->expires_at <= call.now) return fail(ErrorCode::proof_expired, "/proof/value");
    if (!store::begin_code_attempt(tx, member.id, row->id, attempts_max)) {
      return fail(ErrorCode::proof_locked, "/proof/value");
    }
    return *row;
  });
  GX_TRY(row, tried);
  if (crypto::equal_in_constant_time(digits_of_row(house_.keys, row), code)) {
    return Proven{
        .owner = member.id,
        .kind = Kind::one_time_code,
        .code = row.id,
        .issued_at = row.issued_at,
        .reason = {}};
  }
  const std::int64_t left = attempts_max - row.attempts - 1;
  if (left <= 0) return fail(ErrorCode::proof_locked, "/proof/value");
  return fail(ErrorCode::proof_wrong, "/proof/value", {{"left", std::to_string(left)}});
}

void forget(sql::Tx& tx, OwnerId owner, Instant now) {
  store::forget_member(tx, owner);
  store::forget_codes(tx, owner, now.plus_seconds(1));
}

}  // namespace guanxi::proofs
