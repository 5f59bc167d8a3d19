// A member's identities: since when, whether somebody proved them, and which were given up. A phone
// that is changed is unverified until a code that was sent to it comes back, or a supervisor says
// why it need not.
#include "flows/enrol/enrol.h"
#include "flows/enrol/events.h"
#include "flows/enrol/identity_types.h"
#include "modules/proofs/proofs.h"

namespace guanxi::enrol {
namespace {

using enum ErrorCode;

constexpr std::string_view identity_verified = "member.identity_verified";  // subject: the member

members::IdentityKind kind_of(Verifiable kind) {
  return kind == Verifiable::phone ? members::IdentityKind::phone : members::IdentityKind::email;
}

/// When the member took what is to be verified.
std::optional<Instant> taken_at(
    const members::Members& members, sql::Tx& tx, OwnerId owner, members::IdentityKind kind
) {
  for (const members::Identity& one : members.identities(tx, owner)) {
    if (one.kind == kind && !one.released_at) return one.taken_at;
  }
  return std::nullopt;
}

class IdentityDesk {
 public:
  IdentityDesk(const House& house, const proofs::Proofs& proofs) : house_(house), proofs_(proofs) {}

  Result<IdentityList> list(const api::Call& call, OwnerId id) const {
    GX_TRY(member, proofs_.load(call, id));
    return house_.db.read([&](sql::Tx& tx) -> Result<IdentityList> {
      IdentityList list;
      for (const members::Identity& one : house_.members.identities(tx, member.id)) {
        list.items.push_back(
            {one.kind,
             one.state(),
             one.taken_at,
             one.verified_at,
             one.verified_by,
             one.verified_why,
             one.released_at,
             one.released_by}
        );
      }
      return list;
    });
  }

  Result<IdentityList> verify(const api::Call& call, const VerifyIdentity& request) const {
    GX_TRY(member, proofs_.load(call, request.id));
    if (member.state == members::State::closed) return member_closed;
    const auto kind = kind_of(request.kind);
    // A cashier's word, or what proves the person, says nothing of who holds a phone.
    const bool fits = request.proof.kind == proofs::Kind::one_time_code ||
                      request.proof.kind == proofs::Kind::supervisor;
    if (!fits) return fail(proof_too_weak, "/proof/kind");
    const auto purpose =
        request.kind == Verifiable::phone ? proofs::Purpose::phone : proofs::Purpose::email;
    GX_TRY(proven, proofs_.judge(call, member, purpose, request.proof));
    GX_TRY_VOID(house_.db.write([&](sql::Tx& tx) -> Outcome {
      const auto since = taken_at(house_.members, tx, member.id, kind);
      if (!since) return fail(identity_not_found, "/kind");
      const bool by_code = proven.kind == proofs::Kind::one_time_code;
      // The code was sent to what stood here before.
      if (by_code && proven.issued_at < *since) return fail(proof_expired, "/proof/value");
      GX_TRY_VOID(proofs_.check(tx, proven));
      GX_TRY_VOID(proofs_.use(
          tx, proven, {proofs::Cause::identity, member.id.value(), call.now, call.actor.id}
      ));
      GX_TRY_VOID(house_.members.verify_identity(
          tx,
          member.id,
          kind,
          by_code ? std::nullopt : std::optional(proven.reason),
          call.actor.id,
          call.now
      ));
      append_member_event(tx, house_.ids, identity_verified, member, call.now);
      return ok();
    }));
    return list(call, member.id);
  }

 private:
  House house_;
  const proofs::Proofs& proofs_;
};

}  // namespace

void add_identity_endpoints(api::Api& api, const House& house, const proofs::Proofs& proofs) {
  const IdentityDesk desk(house, proofs);
  api.add<MemberPath, IdentityList>(
      {.method = api::Method::get,
       .path = "/v1/members/{id}/identities",
       .operation = "list_member_identities",
       .tag = "members",
       .permission = "members:read",
       .summary = {"会员的身份标识", "List a member's identities"},
       .description =
           {"只说状态，不含号码：何时登记、由谁验证、何时释放。",
            "Their states without their values: since when, verified by whom, given up when."},
       .errors = {member_not_found}},
      [desk](const api::Call& call, const MemberPath& request) {
        return desk.list(call, request.id);
      }
  );
  api.add<VerifyIdentity, IdentityList>(
      {.method = api::Method::post,
       .path = "/v1/members/{id}/identities/verification",
       .operation = "verify_member_identity",
       .tag = "members",
       .permission = "members:write",
       .summary = {"验证手机号或邮箱", "Verify a phone or an e-mail"},
       .description =
           {"先以用途 phone 或 email 发送验证码。更换手机号后须重新验证；更换前发出的验证码无效。",
            "Have a one-time code issued for the purpose phone or email first. One that is changed "
            "has to be verified anew; a code from before the change does not."},
       .errors =
           {member_not_found,
            ErrorCode::member_closed,
            identity_not_found,
            proof_too_weak,
            proof_wrong,
            proof_expired,
            proof_used,
            proof_locked,
            proof_not_found,
            no_parameters_in_force,
            conflict}},
      [desk](const api::Call& call, const VerifyIdentity& request) {
        return desk.verify(call, request);
      }
  );
}

}  // namespace guanxi::enrol
