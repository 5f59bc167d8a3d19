// A person's desk: what a member asks for about their own data – to see it, to have a copy, to have
// it corrected, restricted or erased, to be left without personalised offers –, with a clock, a
// record, and the action itself.
//
//   [PIPL] 个人信息保护法 art. 44–50: access and copy in time, correction, erasure – where the law
//   requires keeping, storage and nothing else –, reasons for a refusal.
//
// Erasure takes away what says who the member is, in all modules; the books – receipts, points,
// stored value – stay under an id that names nobody any more. What the law says must be kept (the
// registration of buyers of stored value, the proof of consents) stays as well.
//
// Threads: Person may be used from any thread.
#pragma once

#include <functional>

#include "flows/person/types.h"
#include "modules/members/members.h"
#include "modules/org/org.h"
#include "modules/programmes/programmes.h"
#include "platform/api/api.h"
#include "platform/api/idempotency.h"

namespace guanxi::person {

/// What the desk works with. All outlive it.
struct House {
  sql::Database& db;
  const org::Org& org;
  const programmes::Programmes& programmes;
  const members::Members& members;
  const crypto::KeyRing& keys;
  IdGenerator& ids;
  const api::FirstAnswers& answers;
  /// What flows above this one keep of somebody goes with the erasure.
  std::function<void(sql::Tx& tx, OwnerId member)> forget_more = {};
};

class Person {
 public:
  explicit Person(const House& house) : house_(house), sealer_(house.keys) {}

  // Every function answers member_not_found or person_request_not_found also for members the actor
  // may not see.

  /// Starts the clock. Once per idempotency key. Errors: too_long, bad_format (note).
  Result<api::Reply<RequestView>> add(const api::Call& call, const AddRequest& request) const;
  Result<RequestView> get(const api::Call& call, const GetRequest& request) const;
  /// Those of a programme in one state, the first due first.
  Result<api::Page<RequestView>> list(const api::Call& call, const ListRequests& request) const;
  /// A member's, the newest first.
  Result<RequestList> list_of(const api::Call& call, const MemberRequests& request) const;

  /// Does what was asked for and closes the request: restriction and non_personalised become wishes
  /// in the ledger of consents, a correction may set the right birthday, an erasure erases; access
  /// and copy were given by copy(). Errors: person_request_state; stored_value_remains unless
  /// `give_up_value`; unknown_value at /birthday but for corrections; member_closed (correction).
  Result<RequestView> complete(const api::Call& call, const CompleteRequest& request) const;
  /// With the reason, which the law wants. Errors: person_request_state.
  Result<RequestView> refuse(const api::Call& call, const RefuseRequest& request) const;
  /// The person changed their mind. Errors: person_request_state.
  Result<RequestView> withdraw(const api::Call& call, const GetRequest& request) const;

  /// Everything held about the member, for an open or completed request of access or copy; that it
  /// was read is recorded. Errors: person_request_state (another kind, or refused).
  Result<CopyView> copy(const api::Call& call, const GetRequest& request) const;
  /// The same as CSV: section, record, field, value.
  Result<api::Reply<Nothing>> copy_file(const api::Call& call, const GetRequest& request) const;

 private:
  Result<members::Member> member_of(sql::Tx& tx, const api::Call& call, OwnerId id) const;
  Result<Request> load(sql::Tx& tx, const api::Call& call, PersonRequestId id) const;
  RequestView view(const api::Call& call, const Request& request) const;
  Outcome act(
      sql::Tx& tx, const api::Call& call, const Request& request, const CompleteRequest& how
  ) const;
  Outcome correct(
      sql::Tx& tx,
      const api::Call& call,
      const members::Member& member,
      std::optional<Date> birthday
  ) const;
  Outcome erase(
      sql::Tx& tx, const api::Call& call, const members::Member& member, bool give_up_value
  ) const;
  Outcome erase_one(sql::Tx& tx, const api::Call& call, const members::Member& member) const;
  Outcome forget_coupons(sql::Tx& tx, const api::Call& call, const members::Member& member) const;
  Result<RequestView> close(
      sql::Tx& tx, const api::Call& call, Request request, State state, const std::string& answer
  ) const;
  void record(sql::Tx& tx, const api::Call& call, const Request& request, const char* action) const;
  Result<Request> load_to_copy(sql::Tx& tx, const api::Call& call, PersonRequestId id) const;

  House house_;
  crypto::Sealer sealer_;
};

/// Below /v1/person-requests and /v1/members/{id}/requests. `person` outlives `api`.
void add_endpoints(api::Api& api, const Person& person);

}  // namespace guanxi::person
