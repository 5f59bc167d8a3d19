#include "flows/enrol/externals.h"

#include <boost/describe/enum_to_string.hpp>

#include "base/naming.h"
#include "flows/enrol/events.h"
#include "flows/enrol/recording.h"

namespace guanxi::enrol {
namespace {

/// The permission of the member's own channel: it shows codes and knows who is logged in.
constexpr const char* channel_permission = "proofs:code";

const char* field_of(members::ExternalSystem system) {
  return boost::describe::enum_to_string(system, "");
}

}  // namespace

Result<members::Member> ExternalDesk::open_member(sql::Tx& tx, const api::Call& call, OwnerId id)
    const {
  auto member = house_.members.find_seen(tx, *house_.org.snapshot(), call.actor, id);
  if (!member) return fail(ErrorCode::member_not_found, "/id");
  if (member->state == members::State::closed) return ErrorCode::member_closed;
  return *std::move(member);
}

Result<proofs::Proven> ExternalDesk::judge_holder(
    const api::Call& call, const members::Member& member, const proofs::Proof& proof
) const {
  if (proof.kind == proofs::Kind::cashier) return fail(ErrorCode::proof_too_weak, "/proof/kind");
  if (proof.kind != proofs::Kind::supervisor && !call.actor.may(channel_permission)) {
    return fail(ErrorCode::forbidden, "/proof/kind", {{"permission", channel_permission}});
  }
  return proofs_.judge(call, member, proofs::Purpose::phone, proof);
}

Result<members::ExternalId> ExternalDesk::named(
    sql::Tx& tx, OwnerId member, members::ExternalSystem system, const NamedIdentity& name
) const {
  if (name.value) {
    GX_TRY(text, members::external_text(system, *name.value, name.app));
    auto found = externals_.find(tx, member, text);
    if (!found) return fail(ErrorCode::identity_not_found, "/value");
    return *std::move(found);
  }
  std::optional<members::ExternalId> only;
  const std::string of_app = "openid:" + name.app.value_or("") + ":";
  for (members::ExternalId& one : externals_.of(tx, member)) {
    if (one.system != system || (name.app && !one.text.starts_with(of_app))) continue;
    if (only) return fail(ErrorCode::missing_field, "/value", {{"field", "value"}});
    only = std::move(one);
  }
  if (!only) return fail(ErrorCode::identity_not_found, "/kind");
  return *std::move(only);
}

Outcome ExternalDesk::mark(
    sql::Tx& tx,
    const api::Call& call,
    const members::Member& member,
    const members::ExternalId& id,
    const proofs::Proven& proven
) const {
  const bool by_code = proven.kind == proofs::Kind::one_time_code;
  if (by_code) {
    // The code was sent to the phone of before.
    for (const members::Identity& one : house_.members.identities(tx, member.id)) {
      const bool phone = one.kind == members::IdentityKind::phone && !one.released_at;
      if (phone && proven.issued_at < one.taken_at) {
        return fail(ErrorCode::proof_expired, "/proof/value");
      }
    }
  }
  GX_TRY_VOID(proofs_.check(tx, proven));
  GX_TRY_VOID(
      proofs_.use(tx, proven, {proofs::Cause::identity, member.id.value(), call.now, call.actor.id})
  );
  if (id.verified) return ok();
  const bool decided = proven.kind == proofs::Kind::supervisor;
  const auto why = decided ? std::optional(proven.reason) : std::nullopt;
  externals_.verify(tx, id, why, call.actor.id, call.now);
  record_verified(tx, call, member.id, field_of(id.system), why.value_or(""));
  append_member_event(tx, house_.ids, identity_verified, member, call.now);
  return ok();
}

Outcome ExternalDesk::add(const api::Call& call, const AddIdentity& request) const {
  GX_TRY(text, members::external_text(request.kind, request.value, request.app));
  std::optional<proofs::Proven> proven;
  if (request.proof) {
    GX_TRY(member, house_.db.read([&](sql::Tx& tx) { return open_member(tx, call, request.id); }));
    GX_TRY(judged, judge_holder(call, member, *request.proof));
    proven = std::move(judged);
  }
  return house_.db.write([&](sql::Tx& tx) -> Outcome {
    GX_TRY(member, open_member(tx, call, request.id));
    GX_TRY(taken, externals_.add(tx, member, text, call.now));
    if (taken.is_new) {
      audit::Changes changes;
      changes.add_personal(field_of(taken.id.system), std::nullopt, taken.id.text);
      record_member(tx, house_.keys, call, "identity_added", member.id, std::move(changes));
      append_member_event(tx, house_.ids, identity_added, member, call.now);
    }
    if (proven) return mark(tx, call, member, taken.id, *proven);
    return ok();
  });
}

Outcome ExternalDesk::verify(const api::Call& call, const VerifyIdentity& request) const {
  const auto system = *system_of(request.kind);
  GX_TRY(member, house_.db.read([&](sql::Tx& tx) { return open_member(tx, call, request.id); }));
  GX_TRY(proven, judge_holder(call, member, request.proof));
  return house_.db.write([&](sql::Tx& tx) -> Outcome {
    GX_TRY(now, open_member(tx, call, request.id));
    GX_TRY(id, named(tx, now.id, system, {request.value, request.app}));
    return mark(tx, call, now, id, proven);
  });
}

Outcome ExternalDesk::release(const api::Call& call, const ReleaseIdentity& request) const {
  GX_TRY_VOID(check_reason(request.reason));
  return house_.db.write([&](sql::Tx& tx) -> Outcome {
    GX_TRY(member, open_member(tx, call, request.id));
    GX_TRY(id, named(tx, member.id, request.kind, {request.value, request.app}));
    externals_.release(tx, member, id, call.actor.id, call.now);
    audit::Changes changes;
    changes.add_personal(field_of(id.system), id.text, std::nullopt);
    record_member(
        tx, house_.keys, call, "identity_released", member.id, std::move(changes), request.reason
    );
    append_member_event(tx, house_.ids, identity_released, member, call.now);
    return ok();
  });
}

}  // namespace guanxi::enrol
