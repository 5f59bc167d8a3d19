#include "modules/proofs/proofs.h"

#include "modules/proofs/codes.h"
#include "modules/proofs/store.h"

namespace guanxi::proofs {
namespace {

Error at(Error error, const char* field) {
  error.pointer = std::string("/proof/") + field;
  return error;
}

Spending spending_money(const char* of, Money amount, std::int64_t cashier_max) {
  const Money max(cashier_max, amount.currency());
  return {of, amount.minor(), cashier_max, amount.to_string(), max.to_string()};
}

}  // namespace

Spending spending(Points points, const programmes::Parameters& parameters) {
  const std::int64_t max = parameters.proof_points_cashier_max;
  return {"points", points.value(), max, std::to_string(points.value()), std::to_string(max)};
}

Spending spending_stored_value(Money amount, const programmes::Parameters& parameters) {
  return spending_money("stored_value", amount, parameters.proof_stored_value_cashier_max);
}

Spending spending_small_change(Money amount, const programmes::Parameters& parameters) {
  return spending_money("small_change", amount, parameters.proof_small_change_cashier_max);
}

Spending spending_coupons(Money amount, const programmes::Parameters& parameters) {
  const bool free = amount.minor() <= parameters.proof_coupons_free_max;
  return spending_money(
      "coupons",
      free ? Money(0, amount.currency()) : amount,
      parameters.proof_stored_value_cashier_max
  );
}

Outcome suffices(const std::optional<Proven>& proven, std::span<const Spending> spent) {
  for (const Spending& one : spent) {
    if (one.amount <= 0) continue;
    const bool small = one.amount <= one.cashier_max;
    if (proven && (proven->kind != Kind::cashier || small)) continue;
    return fail(
        proven ? ErrorCode::proof_too_weak : ErrorCode::proof_required,
        "/proof",
        {{"of", "@proof_" + one.of},
         {"kind", one.of},
         {"amount", one.amount_text},
         {"cashier_max", one.cashier_max_text}}
    );
  }
  return ok();
}

std::vector<ErrorCode> refusals() {
  using enum ErrorCode;
  return {
      proof_required,
      proof_too_weak,
      proof_wrong,
      proof_expired,
      proof_used,
      proof_locked,
      proof_not_found,
      pin_not_set};
}

Result<members::Member> Proofs::load(const api::Call& call, OwnerId owner) const {
  auto member = house_.db.read([&](sql::Tx& tx) {
    return house_.members.find_seen(tx, *house_.org.snapshot(), call.actor, owner);
  });
  if (!member) return fail(ErrorCode::member_not_found, "/id");
  return *std::move(member);
}

Result<std::shared_ptr<const programmes::Version>> Proofs::rules(
    const members::Member& member, Instant now
) const {
  auto version = house_.programmes.in_force(member.programme, now);
  if (!version) return ErrorCode::no_parameters_in_force;
  return version;
}

Result<Proven> Proofs::judge(
    const api::Call& call, const members::Member& member, Purpose purpose, const Proof& proof
) const {
  const bool has_value = proof.kind != Kind::cashier && proof.kind != Kind::supervisor;
  if (has_value != proof.value.has_value()) {
    const char* const expected = has_value ? "@proof_value" : "@proof_no_value";
    return fail(ErrorCode::invalid_request, "/proof/value", {{"reason", expected}});
  }
  switch (proof.kind) {
    case Kind::cashier:
      return word_of_cashier(member.id);
    case Kind::supervisor:
      if (!call.actor.may(supervise)) {
        return at(fail(ErrorCode::forbidden, {}, {{"permission", supervise}}), "kind");
      }
      if (!proof.reason) return fail(ErrorCode::missing_field, "/proof/reason");
      return Proven{
          .owner = member.id,
          .kind = Kind::supervisor,
          .code = {},
          .issued_at = {},
          .reason = *proof.reason};
    case Kind::pin:
      return judge_pin(call, member, *proof.value);
    case Kind::rotating_code:
      return judge_rotating(call, member, *proof.value);
    case Kind::one_time_code:
      return judge_one_time(call, member, purpose, *proof.value);
  }
  GX_CHECK_WHY(false, "no such proof");
}

Result<std::optional<Proven>> Proofs::at_desk(
    const api::Call& call, OwnerId owner, const std::optional<Proof>& proof
) const {
  if (!proof) {
    // A till is a machine: that somebody looked has to be said.
    if (call.actor.kind == api::Actor::Kind::till) return std::optional<Proven>();
    return std::optional(word_of_cashier(owner));
  }
  GX_TRY(member, load(call, owner));
  GX_TRY(proven, judge(call, member, Purpose::spend, *proof));
  return std::optional(std::move(proven));
}

Outcome Proofs::check(sql::Tx& tx, const Proven& proven) const {
  bool good = true;
  if (proven.kind == Kind::rotating_code) {
    const auto row = store::find(tx, proven.owner);
    good = row && row->code_step < proven.step;
  }
  if (proven.kind == Kind::one_time_code) {
    const auto row = store::find_code(tx, proven.owner, proven.code);
    good = row && row->state == store::CodeState::open;
  }
  if (good) return ok();
  return fail(ErrorCode::proof_used, "/proof/value");
}

Outcome Proofs::use(sql::Tx& tx, const Proven& proven, const Use& use) const {
  if (proven.kind == Kind::rotating_code && !store::use_step(tx, proven.owner, proven.step)) {
    return ErrorCode::conflict;
  }
  if (proven.kind == Kind::one_time_code &&
      !store::use_code(tx, proven.owner, proven.code, use.at)) {
    return ErrorCode::conflict;
  }
  if (proven.kind == Kind::cashier && use.cause == Cause::sale) return ok();
  store::insert_use(tx, house_.ids.next(), proven, use);
  return ok();
}

Outcome Proofs::accept(
    sql::Tx& tx, const Result<std::optional<Proven>>& judged, const Spending& spent
) const {
  GX_CHECK(spent.amount > 0);
  if (!judged) return judged.error();
  GX_TRY_VOID(suffices(*judged, {&spent, 1}));
  return check(tx, **judged);
}

Proofs::Standing Proofs::standing(sql::Tx& tx, OwnerId owner, Instant now) const {
  Standing standing;
  if (const auto row = store::find(tx, owner)) {
    standing.pin_set_at = row->pin_set_at;
    if (row->pin_locked_until > now) standing.pin_locked_until = row->pin_locked_until;
    if (row->code_locked_until > now) standing.code_locked_until = row->code_locked_until;
  }
  for (const store::CodeRow& row : store::open_codes(tx, owner)) {
    if (row.expires_at <= now) continue;
    standing.open_codes.push_back({row.id, row.purpose, true, row.issued_at, row.expires_at});
  }
  return standing;
}

std::vector<Proofs::PastUse> Proofs::uses(sql::Tx& tx, OwnerId owner, int limit) const {
  return store::uses(tx, owner, limit);
}

}  // namespace guanxi::proofs
