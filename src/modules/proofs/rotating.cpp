// The rotating member code: it says who somebody is and proves it, once.
#include "modules/audit/audit.h"
#include "modules/proofs/codes.h"
#include "modules/proofs/proofs.h"
#include "modules/proofs/store.h"
#include "platform/crypto/crypto.h"
#include "platform/log/log.h"

namespace guanxi::proofs {
namespace {

std::string key_of(const crypto::KeyRing& keys, OwnerId owner, const sql::Bytes& salt) {
  const crypto::SecretKey key = keys.derive("proof_members.rotating_code");
  const crypto::Digest digest =
      crypto::hmac_sha256(key.reveal(), std::to_string(owner.value()) + ":" + salt.data);
  return std::string(crypto::bytes_of(digest));
}

}  // namespace

std::optional<std::string> member_code_of(std::string_view rotating_code) {
  const auto read = parse_rotating(rotating_code);
  return read ? std::optional(read->member_code) : std::nullopt;
}

Result<Proofs::RotatingCode> Proofs::rotating_code(const members::Member& member, Instant now)
    const {
  auto row = house_.db.read([&](sql::Tx& tx) { return store::find(tx, member.id); });
  if (!row) {
    const std::string salt = crypto::random_bytes(16);
    auto made = house_.db.write([&](sql::Tx& tx) -> Result<std::optional<store::MemberRow>> {
      store::insert(tx, member.id, salt, now);
      return store::find(tx, member.id);
    });
    GX_TRY(fresh, std::move(made));
    row = fresh;
  }
  GX_CHECK(row.has_value());
  const std::int64_t step = step_of(now);
  const std::string key = key_of(house_.keys, member.id, row->salt);
  return RotatingCode{
      rotating_text(member.member_code, rotating_digits(key, step)), begin_of_step(step + 1)};
}

void Proofs::renew_key(const api::Call& call, OwnerId owner) const {
  const std::string salt = crypto::random_bytes(16);
  const auto renewed = house_.db.write([&](sql::Tx& tx) -> Outcome {
    store::insert(tx, owner, salt, call.now);
    store::set_salt(tx, owner, salt);
    audit::record(
        tx,
        call,
        {.action = "rotating_code_renewed",
         .object_kind = "member",
         .object_id = owner.to_string(),
         .member = owner,
         .changes = audit::Changes().name("rotating_code", true)},
        call.now
    );
    return ok();
  });
  GX_CHECK(renewed.has_value());
}

Error Proofs::wrong_rotating(OwnerId owner, const programmes::Parameters& rules, Instant now)
    const {
  const store::Limit limit{
      rules.proof_attempts_max, now, now.plus_seconds(std::int64_t{60} * rules.proof_lock_minutes)};
  const auto failures = house_.db.write([&](sql::Tx& tx) -> Result<std::int64_t> {
    return store::count_wrong_code(tx, owner, limit);
  });
  GX_CHECK(failures.has_value());
  const std::int64_t left = limit.attempts_max - *failures;
  if (left > 0) {
    return fail(ErrorCode::proof_wrong, "/proof/value", {{"left", std::to_string(left)}});
  }
  log::warn("proof.rotating_code_locked", {{"member", owner.value()}});
  return fail(ErrorCode::proof_locked, "/proof/value", {{"until", limit.until.to_string()}});
}

Result<Proven> Proofs::judge_rotating(
    const api::Call& call, const members::Member& member, std::string_view code
) const {
  const auto read = parse_rotating(code);
  if (!read) {
    return fail(ErrorCode::bad_format, "/proof/value", {{"expected", "@member_code_form"}});
  }
  // Of somebody else: nothing to count, and nothing to tell.
  if (read->member_code != member.member_code) return fail(ErrorCode::proof_wrong, "/proof/value");
  GX_TRY(version, rules(member, call.now));
  const auto row = house_.db.read([&](sql::Tx& tx) { return store::find(tx, member.id); });
  if (row && row->code_locked_until > call.now) {
    return fail(
        ErrorCode::proof_locked, "/proof/value", {{"until", row->code_locked_until.to_string()}}
    );
  }
  if (!row) return fail(ErrorCode::proof_wrong, "/proof/value");  // no code was ever shown
  const std::string key = key_of(house_.keys, member.id, row->salt);
  const std::int64_t now = step_of(call.now);
  for (std::int64_t step = now + steps_around; step >= now - steps_expired; --step) {
    if (!crypto::equal_in_constant_time(rotating_digits(key, step), read->digits)) continue;
    if (step < now - steps_around) return fail(ErrorCode::proof_expired, "/proof/value");
    if (step <= row->code_step) return fail(ErrorCode::proof_used, "/proof/value");
    return Proven{
        .owner = member.id,
        .kind = Kind::rotating_code,
        .step = step,
        .code = {},
        .issued_at = {},
        .reason = {}};
  }
  return wrong_rotating(member.id, version->parameters, call.now);
}

}  // namespace guanxi::proofs
