// A member's identities: since when, whether somebody proved them, and which were given up. A phone
// that is changed is unverified until a code that was sent to it comes back, or a supervisor says
// why it need not.
#include "flows/enrol/identities.h"

#include "flows/enrol/enrol.h"
#include "flows/enrol/events.h"
#include "flows/enrol/externals.h"
#include "flows/enrol/recording.h"
#include "modules/proofs/proofs.h"

namespace guanxi::enrol {
namespace {

using enum ErrorCode;

members::IdentityKind kind_of(Verifiable kind) {
  return kind == Verifiable::phone ? members::IdentityKind::phone : members::IdentityKind::email;
}

/// The phone or e-mail of now.
std::optional<members::Identity> current(
    const members::Members& members, sql::Tx& tx, OwnerId owner, members::IdentityKind kind
) {
  for (members::Identity& one : members.identities(tx, owner)) {
    if (one.kind == kind && !one.released_at) return std::move(one);
  }
  return std::nullopt;
}

IdentityView view_of(const members::Identity& one, std::optional<OwnerId> member) {
  return {
      one.kind,
      std::nullopt,
      one.state(),
      one.taken_at,
      one.verified_at,
      one.verified_by,
      one.verified_why,
      one.released_at,
      one.released_by,
      member};
}

class IdentityDesk {
 public:
  IdentityDesk(const House& house, const proofs::Proofs& proofs)
      : house_(house), proofs_(proofs), externals_(house, proofs) {}

  Result<IdentityList> list(const api::Call& call, OwnerId id) const {
    GX_TRY(member, proofs_.load(call, id));
    return house_.db.read([&](sql::Tx& tx) -> Result<IdentityList> {
      return IdentityList{identities_of(tx, house_.members, house_.keys, member.id)};
    });
  }

  Result<IdentityList> add(const api::Call& call, const AddIdentity& request) const {
    GX_TRY_VOID(externals_.add(call, request));
    return list(call, request.id);
  }

  Result<IdentityList> release(const api::Call& call, const ReleaseIdentity& request) const {
    GX_TRY_VOID(externals_.release(call, request));
    return list(call, request.id);
  }

  Result<IdentityList> verify(const api::Call& call, const VerifyIdentity& request) const {
    if (system_of(request.kind)) {
      GX_TRY_VOID(externals_.verify(call, request));
      return list(call, request.id);
    }
    for (const auto& [given, field] :
         {std::pair(request.value.has_value(), "value"),
          std::pair(request.app.has_value(), "app")}) {
      if (given) return fail(unknown_value, std::string("/") + field, {{"allowed", "-"}});
    }
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
      const auto held = current(house_.members, tx, member.id, kind);
      if (!held) return fail(identity_not_found, "/kind");
      const bool by_code = proven.kind == proofs::Kind::one_time_code;
      // The code was sent to what stood here before.
      if (by_code && proven.issued_at < held->taken_at) return fail(proof_expired, "/proof/value");
      GX_TRY_VOID(proofs_.check(tx, proven));
      GX_TRY_VOID(proofs_.use(
          tx, proven, {proofs::Cause::identity, member.id.value(), call.now, call.actor.id}
      ));
      const auto why = by_code ? std::nullopt : std::optional(proven.reason);
      GX_TRY_VOID(house_.members.verify_identity(tx, member.id, kind, why, call.actor.id, call.now)
      );
      append_member_event(tx, house_.ids, identity_verified, member, call.now);
      return ok();
    }));
    return list(call, member.id);
  }

 private:
  House house_;
  const proofs::Proofs& proofs_;
  ExternalDesk externals_;
};

}  // namespace

std::vector<IdentityView> identities_of(
    sql::Tx& tx, const members::Members& members, const crypto::KeyRing& keys, OwnerId member
) {
  const members::Externals externals(keys);
  std::vector<IdentityView> views;
  const auto add = [&](OwnerId holder, std::optional<OwnerId> named) {
    const auto systems = externals.held_by(tx, holder);
    auto system = systems.begin();
    for (const members::Identity& one : members.identities(tx, holder)) {
      views.push_back(view_of(one, named));
      const bool external = one.kind == members::IdentityKind::external && !one.released_at;
      if (external && system != systems.end()) views.back().system = (system++)->system;
    }
  };
  add(member, std::nullopt);
  for (const OwnerId merged : members::merged_into(tx, member)) add(merged, merged);
  return views;
}

namespace {

/// Refusals of proofs, and those given.
std::vector<ErrorCode> refusals_with(std::vector<ErrorCode> more) {
  for (const ErrorCode code : proofs::refusals()) more.push_back(code);
  for (const ErrorCode code :
       {member_not_found, ErrorCode::member_closed, no_parameters_in_force, conflict}) {
    more.push_back(code);
  }
  return more;
}

void add_external_endpoints(api::Api& api, const IdentityDesk& desk) {
  api.add<AddIdentity, IdentityList>(
      {.method = api::Method::post,
       .path = "/v1/members/{id}/identities",
       .operation = "add_member_identity",
       .tag = "members",
       .permission = "members:write",
       .summary = {"绑定微信或外部编号", "Bind a WeChat or external id to a member"},
       .description =
           {"已属于该会员（或并入该会员的会员）的保持不变；属于他人的为 identity_taken。带 proof "
            "的绑定即为已验证。",
            "One that means the member already – a merged member's does – stays as it is; one of "
            "somebody else is identity_taken. With a proof the binding is verified at once."},
       .errors =
           refusals_with({identity_taken, missing_field, unknown_value, bad_format, too_many})},
      [desk](const api::Call& call, const AddIdentity& request) { return desk.add(call, request); }
  );
  api.add<ReleaseIdentity, IdentityList>(
      {.method = api::Method::post,
       .path = "/v1/members/{id}/identities/release",
       .operation = "release_member_identity",
       .tag = "members",
       .permission = "members:write",
       .summary = {"解除微信或外部编号", "Release a WeChat or external id"},
       .description =
           {"此后他人可以绑定；何时由谁解除仍可查询。",
            "It is free for others from then on; that it was the member's, and until when, stays."},
       .errors =
           {member_not_found,
            ErrorCode::member_closed,
            identity_not_found,
            missing_field,
            unknown_value,
            bad_format,
            conflict}},
      [desk](const api::Call& call, const ReleaseIdentity& request) {
        return desk.release(call, request);
      }
  );
}

}  // namespace

void add_identity_endpoints(api::Api& api, const House& house, const proofs::Proofs& proofs) {
  const IdentityDesk desk(house, proofs);
  add_external_endpoints(api, desk);
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
       .summary = {"验证身份标识", "Verify a phone, an e-mail, a WeChat or external id"},
       .description =
           {"手机与邮箱先以用途 phone 或 email "
            "发送验证码；更换后须重新验证，更换前发出的验证码无效。微信与外部编号由会员的渠道"
            "（proofs:code）凭会员的密码、动态会员码或用途 phone 的验证码验证，或由主管确认。",
            "For phone and e-mail have a one-time code issued for the purpose phone or email "
            "first; one that is changed has to be verified anew, and a code from before the change "
            "does not. WeChat and external ids are verified by the member's channel (proofs:code) "
            "with the PIN, the rotating code or a one-time code for the purpose phone, or by a "
            "supervisor."},
       .errors = refusals_with({identity_not_found, missing_field, unknown_value, bad_format})},
      [desk](const api::Call& call, const VerifyIdentity& request) {
        return desk.verify(call, request);
      }
  );
}

}  // namespace guanxi::enrol
