// The member's PIN. Six digits are guessed quickly by whoever has the hash: what is hashed is
// therefore the PIN under a key that is not in the store, and Argon2id on top costs whoever has
// both. Guessing at a till is held off by the limit of attempts.
#include "modules/audit/audit.h"
#include "modules/proofs/codes.h"
#include "modules/proofs/proofs.h"
#include "modules/proofs/store.h"
#include "platform/crypto/crypto.h"
#include "platform/log/log.h"
#include "platform/outbox/outbox.h"

namespace guanxi::proofs {
namespace {

// 20 ms: a till waits for it. OWASP's smallest setting for Argon2id.
constexpr crypto::PasswordCost pin_cost{.passes = 2, .memory_bytes = std::size_t{19} << 20};

/// The PIN under the installation's key, bound to its member.
std::string keyed(const crypto::KeyRing& keys, OwnerId owner, std::string_view pin) {
  const crypto::SecretKey key = keys.derive("proof_members.pin");
  const crypto::Digest digest =
      crypto::hmac_sha256(key.reveal(), std::to_string(owner.value()) + ":" + std::string(pin));
  return crypto::to_base64url(crypto::bytes_of(digest));
}

store::Limit limit_of(const programmes::Parameters& rules, Instant now) {
  return {
      rules.proof_attempts_max, now, now.plus_seconds(std::int64_t{60} * rules.proof_lock_minutes)};
}

/// That there is another PIN, or none, and by whom; never which.
void record(
    sql::Tx& tx,
    const api::Call& call,
    OwnerId owner,
    const char* action,
    const std::optional<Proven>& proven
) {
  const bool supervised = proven && proven->kind == Kind::supervisor;
  audit::record(
      tx,
      call,
      {.action = action,
       .object_kind = "member",
       .object_id = owner.to_string(),
       .member = owner,
       .changes = audit::Changes().name("pin", true),
       .reason = supervised ? proven->reason : std::string()},
      call.now
  );
}

Error locked(Instant until) {
  return fail(ErrorCode::proof_locked, "/proof/value", {{"until", until.to_string()}});
}

}  // namespace

Result<Proven> Proofs::judge_pin(
    const api::Call& call, const members::Member& member, std::string_view pin
) const {
  if (!is_pin(pin)) {
    return fail(ErrorCode::bad_format, "/proof/value", {{"expected", "@six_digits"}});
  }
  GX_TRY(version, rules(member, call.now));
  const store::Limit limit = limit_of(version->parameters, call.now);
  struct Attempt {
    store::MemberRow row;
    std::int64_t number = 0;
  };
  const auto attempt = house_.db.write([&](sql::Tx& tx) -> Result<Attempt> {
    auto row = store::find(tx, member.id);
    if (!row || !row->pin_hash) return fail(ErrorCode::pin_not_set, "/proof/kind");
    const auto number = store::begin_pin_attempt(tx, member.id, limit);
    if (!number) return locked(row->pin_locked_until);
    return Attempt{*std::move(row), *number};
  });
  if (!attempt) return attempt.error();
  const std::string& hash = *attempt->row.pin_hash;
  if (crypto::verify_password(hash, keyed(house_.keys, member.id, pin))) {
    GX_TRY_VOID(house_.db.write([&](sql::Tx& tx) -> Outcome {
      store::forgive_pin(tx, member.id, hash);
      return ok();
    }));
    return Proven{.owner = member.id, .kind = Kind::pin, .code = {}, .issued_at = {}, .reason = {}};
  }
  const std::int64_t left = limit.attempts_max - attempt->number;
  if (left > 0) {
    return fail(ErrorCode::proof_wrong, "/proof/value", {{"left", std::to_string(left)}});
  }
  log::warn("proof.pin_locked", {{"member", member.id.value()}});
  return locked(limit.until);
}

Outcome Proofs::set_pin(
    const api::Call& call,
    const members::Member& member,
    std::string_view pin,
    const Result<std::optional<Proven>>& judged
) const {
  if (!is_pin(pin)) return fail(ErrorCode::bad_format, "/pin", {{"expected", "@six_digits"}});
  const members::Contact contact =
      house_.db.read([&](sql::Tx& tx) { return house_.members.contact(tx, member.id); });
  PinFacts facts{member.birthday, {}};
  if (contact.phone && contact.phone->reveal_e164().size() > pin_length) {
    const std::string& phone = contact.phone->reveal_e164();
    facts.phone_end = phone.substr(phone.size() - pin_length);
  }
  if (is_weak(pin, facts)) return fail(ErrorCode::pin_weak, "/pin");
  if (!judged) return judged.error();
  const std::string hash =
      crypto::hash_password(keyed(house_.keys, member.id, pin), pin_cost);  // outside the writer
  const std::string salt = crypto::random_bytes(16);
  return house_.db.write([&](sql::Tx& tx) -> Outcome {
    const auto row = store::find(tx, member.id);
    if (row && row->pin_hash) {
      if (!*judged) return fail(ErrorCode::proof_required, "/proof");
      const Kind kind = (*judged)->kind;  // what shows who is there for one purchase is no key
      if (kind == Kind::cashier || kind == Kind::rotating_code)
        return fail(ErrorCode::proof_too_weak, "/proof");
    }
    if (*judged) {
      GX_TRY_VOID(check(tx, **judged));
      GX_TRY_VOID(use(tx, **judged, {Cause::pin, member.id.value(), call.now, call.actor.id}));
    }
    store::insert(tx, member.id, salt, call.now);
    store::set_pin(tx, member.id, hash, call.now);
    record(tx, call, member.id, row && row->pin_hash ? "pin_changed" : "pin_set", *judged);
    outbox::append(tx, house_.ids, "proof.pin_set", member.id, member.id.value(), call.now, "{}");
    return ok();
  });
}

void Proofs::remove_pin(const api::Call& call, OwnerId owner, std::string_view reason) const {
  const Proven decided{
      .owner = owner,
      .kind = Kind::supervisor,
      .code = {},
      .issued_at = {},
      .reason = std::string(reason)};
  const auto removed = house_.db.write([&](sql::Tx& tx) -> Outcome {
    const auto row = store::find(tx, owner);
    if (!row || !row->pin_hash) return ok();
    store::set_pin(tx, owner, std::nullopt, std::nullopt);
    record(tx, call, owner, "pin_removed", decided);
    outbox::append(tx, house_.ids, "proof.pin_removed", owner, owner.value(), call.now, "{}");
    return use(tx, decided, {Cause::pin, owner.value(), call.now, call.actor.id});
  });
  GX_CHECK(removed.has_value());
}

}  // namespace guanxi::proofs
