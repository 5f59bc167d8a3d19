// WeChat ids and numbers in other systems of members who are there: bound, verified, released.
// Inside flows/enrol only. Threads: any.
#pragma once

#include "flows/enrol/enrol.h"
#include "flows/enrol/identity_types.h"
#include "modules/proofs/proofs.h"

namespace guanxi::enrol {

class ExternalDesk {
 public:
  ExternalDesk(const House& house, const proofs::Proofs& proofs)
      : house_(house), proofs_(proofs), externals_(house.keys) {}

  /// Errors: member_not_found, member_closed, those of members::external_text and Externals::add,
  /// and of judge_holder.
  Outcome add(const api::Call& call, const AddIdentity& request) const;
  /// Errors: as add(), and identity_not_found at /value.
  Outcome verify(const api::Call& call, const VerifyIdentity& request) const;
  /// Errors: as verify(); those of a reason.
  Outcome release(const api::Call& call, const ReleaseIdentity& request) const;

 private:
  /// Whether the proof makes an id of another system a verified one. That system's channel knows
  /// who is logged in there, and the proof who the member is; both together bind them. Without that
  /// a supervisor decides. Errors: forbidden and proof_too_weak at /proof/kind, those of judging.
  Result<proofs::Proven> judge_holder(
      const api::Call& call, const members::Member& member, const proofs::Proof& proof
  ) const;
  Result<members::Member> open_member(sql::Tx& tx, const api::Call& call, OwnerId id) const;
  Result<members::ExternalId> named(
      sql::Tx& tx, OwnerId member, members::ExternalSystem system, const NamedIdentity& name
  ) const;
  Outcome mark(
      sql::Tx& tx,
      const api::Call& call,
      const members::Member& member,
      const members::ExternalId& id,
      const proofs::Proven& proven
  ) const;

  House house_;
  const proofs::Proofs& proofs_;
  members::Externals externals_;
};

}  // namespace guanxi::enrol
