// The second factor: an authenticator's codes, and recovery codes for when the phone is gone.
#include "base/naming.h"
#include "modules/identity/sign_in_impl.h"
#include "modules/identity/totp.h"

namespace guanxi::identity {
namespace {

constexpr int recovery_codes_count = 10;
constexpr std::size_t recovery_code_bytes = 15;  // 120 bits, 24 characters

/// Upper case, without what people put between the groups.
std::string recovery_form(std::string_view typed) {
  std::string form;
  for (const char c : typed) {
    if (c == '-' || c == ' ') continue;
    form += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return form;
}

}  // namespace

crypto::Digest SignIn::Impl::recovery_hash(ActorId actor, std::string_view code) const {
  return house_.keys.blind_index(
      "identity_recovery_codes.code", std::to_string(actor.value()) + ":" + recovery_form(code)
  );
}

bool SignIn::Impl::use_code(
    sql::Tx& tx, const store::FactorRow& factor, std::string_view code, bool recovery, Instant now
) const {
  const std::string secret = house_.sealer.open(factor.secret.data, factor_place(factor.actor));
  if (const auto step = totp_match(secret, code, now, factor.used_step))
    return store::use_step(tx, factor.actor, *step);
  return recovery &&
         store::use_recovery_code(tx, factor.actor, recovery_hash(factor.actor, code), now);
}

std::vector<std::string> SignIn::Impl::new_recovery_codes(sql::Tx& tx, ActorId actor) const {
  std::vector<std::string> codes;
  std::vector<crypto::Digest> hashes;
  for (int i = 0; i < recovery_codes_count; ++i) {
    std::string code = to_base32(crypto::random_bytes(recovery_code_bytes));
    for (const std::size_t at : {20U, 16U, 12U, 8U, 4U}) code.insert(at, "-");
    hashes.push_back(recovery_hash(actor, code));
    codes.push_back(std::move(code));
  }
  store::replace_recovery_codes(tx, actor, hashes);
  return codes;
}

Result<SignIn::Enrolment> SignIn::Impl::begin_second_factor(
    const api::Call& call, const std::string& password
) {
  GX_TRY(present, prove(call, password));
  const ActorId actor = present.actor;
  const std::string secret = crypto::random_bytes(totp_secret_bytes);
  const std::string sealed = house_.sealer.seal(secret, factor_place(actor));
  GX_TRY_VOID(house_.db.write([&](sql::Tx& tx) -> Outcome {
    const auto known = store::find_factor(tx, actor);
    if (known && known->confirmed_at) return ErrorCode::second_factor_state;
    store::put_factor(tx, {actor, {sealed}, call.now, std::nullopt, 0});
    return ok();
  }));
  return Enrolment{to_base32(secret), totp_uri(secret, call.actor.name)};
}

template <class Change>
Result<std::vector<std::string>> SignIn::Impl::with_factor(
    const api::Call& call, const std::string& code, bool confirmed, Change&& change
) {
  using Codes = std::vector<std::string>;
  const ActorId actor = call.actor.id;
  const auto known = house_.db.read([&](sql::Tx& tx) { return store::find_factor(tx, actor); });
  if (!known || known->confirmed_at.has_value() != confirmed) return ErrorCode::second_factor_state;
  GX_TRY_VOID(check_wait(call, call.actor.name, actor));
  GX_TRY(attempt, begin(call, call.actor.name, actor));
  auto done = counted(attempt, [&] {
    return house_.db.write([&](sql::Tx& tx) -> Result<Codes> {
      const auto factor = store::find_factor(tx, actor);
      if (!factor || factor->confirmed_at.has_value() != confirmed)
        return ErrorCode::second_factor_state;
      if (!use_code(tx, *factor, code, /*recovery=*/false, call.now))
        return fail(ErrorCode::second_factor_wrong, "/code");
      Guards::take_back(tx, attempt);
      return change(tx);
    });
  });
  if (!done && done.error().code == ErrorCode::second_factor_wrong) {
    note_refused(call, attempt, SignInOutcome::wrong_code, actor);
  } else if (!done) {
    take_back(attempt);
  }
  if (done) refresh();
  return done;
}

Result<std::vector<std::string>> SignIn::Impl::confirm_second_factor(
    const api::Call& call, const std::string& code
) {
  return with_factor(call, code, /*confirmed=*/false, [&](sql::Tx& tx) {
    const ActorId actor = call.actor.id;
    store::confirm_factor(tx, actor, call.now);
    // Who had to set it up has done so; a password that is due stays due.
    const auto session = house_.sessions.find_in(tx, call.actor.session);
    if (session && session->lacking == Lacking::second_factor)
      Sessions::set_lacking(tx, actor, session->id, std::nullopt);
    house_.identity.record(tx, call, actor, "second_factor_set", call.now);
    return new_recovery_codes(tx, actor);
  });
}

Result<std::vector<std::string>> SignIn::Impl::renew_recovery_codes(
    const api::Call& call, const std::string& code
) {
  return with_factor(call, code, /*confirmed=*/true, [&](sql::Tx& tx) {
    house_.identity.record(tx, call, call.actor.id, "recovery_codes_renewed", call.now);
    return new_recovery_codes(tx, call.actor.id);
  });
}

Outcome SignIn::Impl::check_another(const By& by, ActorId actor) {
  if (!by.id || by.id != actor) return ok();
  return fail(ErrorCode::forbidden, "/id", {{"permission", "identity:write"}});
}

Outcome SignIn::Impl::remove_second_factor(
    const By& by, ActorId actor, std::string_view reason, Instant now
) {
  GX_TRY_VOID(check_another(by, actor));
  GX_TRY_VOID(check_reason(reason));
  const auto removed = house_.db.write([&](sql::Tx& tx) -> Outcome {
    GX_TRY_VOID(house_.identity.changeable(tx, by, actor));
    if (!store::find_factor(tx, actor)) return ErrorCode::second_factor_state;
    store::delete_factor(tx, actor);
    Sessions::end_all(tx, actor, 0, now);
    house_.identity.record(tx, by, actor, "second_factor_removed", now, reason);
    return ok();
  });
  if (removed) refresh();
  return removed;
}

std::optional<ActorId> SignIn::Impl::walk_seals(
    ActorId after, int limit, crypto::SealWalk walk, crypto::SealCensus& census
) {
  const auto page =
      house_.db.read([&](sql::Tx& tx) { return store::factors_behind(tx, after, limit); });
  if (page.empty()) return std::nullopt;
  std::vector<std::pair<store::FactorRow, sql::Bytes>> renewed;
  for (const store::FactorRow& row : page) {
    if (auto fresh = house_.sealer.renew(row.secret.data, factor_place(row.actor), census))
      renewed.emplace_back(row, sql::Bytes{*std::move(fresh)});
  }
  if (walk == crypto::SealWalk::renew && !renewed.empty()) {
    const auto written = house_.db.write([&](sql::Tx& tx) -> Result<std::int64_t> {
      std::int64_t values = 0;
      for (const auto& [before, fresh] : renewed) {
        if (store::replace_factor_secret(tx, before, fresh)) ++values;
      }
      return values;
    });
    census.renewed += *written;
  }
  return page.back().actor;
}

}  // namespace guanxi::identity
