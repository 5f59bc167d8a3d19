// The HTTP endpoints of households.
#include "modules/consents/consents.h"
#include "modules/households/api_types.h"
#include "modules/org/org.h"
#include "modules/programmes/programmes.h"
#include "modules/proofs/proofs.h"
#include "platform/api/idempotency.h"

namespace guanxi::households {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using api::Reply;
using Judged = Result<std::optional<proofs::Proven>>;

std::string path_of(HouseholdId id) { return "/v1/households/" + id.to_string(); }

class Endpoints {
 public:
  explicit Endpoints(const Office& office) : office_(office) {}

  Result<Reply<HouseholdView>> create(const Call& call, const CreateHousehold& request) const {
    std::vector<NewHouseholdMember> asked{{request.head, request.proof}};
    asked.insert(asked.end(), request.members.begin(), request.members.end());
    std::vector<Judged> proofs;
    for (const NewHouseholdMember& one : asked) {
      proofs.push_back(office_.proofs.at_desk(call, one.member, one.proof));
    }
    return office_.answers.once<HouseholdView>(
        office_.db,
        call,
        "create_household",
        201,
        [&](sql::Tx& tx) -> Result<Reply<HouseholdView>> {
          std::vector<members::Member> joining;
          for (std::size_t i = 0; i < asked.size(); ++i) {
            const std::string at = i == 0 ? "/head" : "/members/" + std::to_string(i - 1);
            GX_TRY(member, candidate(tx, call, asked[i].member, i == 0 ? at : at + "/member"));
            GX_TRY_VOID(check(tx, proofs[i], i == 0 ? "" : at));
            if (!joining.empty() && member.programme != joining.front().programme) {
              return fail(ErrorCode::member_not_found, at + "/member");
            }
            joining.push_back(std::move(member));
          }
          GX_TRY(made, households::create(tx, office_.ids, joining, call, call.now));
          for (const Judged& proof : proofs) GX_TRY_VOID(use(tx, call, proof, made.id));
          return Reply<HouseholdView>{.body = view(tx, call, made), .location = path_of(made.id)};
        }
    );
  }

  Result<HouseholdView> get(const Call& call, const GetHousehold& request) const {
    return office_.db.read([&](sql::Tx& tx) -> Result<HouseholdView> {
      GX_TRY(found, load(tx, call, request.id));
      return view(tx, call, found);
    });
  }

  Result<HouseholdView> get_of(const Call& call, const GetHouseholdOfMember& request) const {
    return office_.db.read([&](sql::Tx& tx) -> Result<HouseholdView> {
      GX_TRY(member, member_of(tx, call, request.id, "/id"));
      const auto membership = membership_of(tx, member.id);
      if (!membership) return ErrorCode::household_not_found;
      return view(tx, call, *find(tx, membership->household));
    });
  }

  Result<Reply<HouseholdView>> join(const Call& call, const JoinHousehold& request) const {
    const Judged proof = office_.proofs.at_desk(call, request.member, request.proof);
    return once(call, "join_household", request.id, [&](sql::Tx& tx) -> Outcome {
      GX_TRY(member, candidate(tx, call, request.member, "/member"));
      GX_TRY_VOID(check(tx, proof, ""));
      GX_TRY_VOID(households::join(tx, office_.ids, request.id, member, call, call.now));
      return use(tx, call, proof, request.id);
    });
  }

  Result<Reply<HouseholdView>> leave(const Call& call, const LeaveHousehold& request) const {
    return once(call, "leave_household", request.id, [&](sql::Tx& tx) -> Outcome {
      return end(tx, call, request.id, request.member, Ending::left, "");
    });
  }

  Result<Reply<HouseholdView>> remove(const Call& call, const RemoveFromHousehold& request) const {
    return once(call, "remove_from_household", request.id, [&](sql::Tx& tx) -> Outcome {
      return end(tx, call, request.id, request.member, Ending::removed, request.reason);
    });
  }

  Result<Reply<HouseholdView>> dissolve(const Call& call, const DissolveHousehold& request) const {
    return once(call, "dissolve_household", request.id, [&](sql::Tx& tx) -> Outcome {
      return households::dissolve(tx, request.id, request.reason, call, call.now);
    });
  }

  Result<Reply<HouseholdTermsView>> terms(const Call& call, const GetHouseholdTerms& request)
      const {
    GX_TRY(programme, programme_of(call, request.programme));
    return office_.db.read([&](sql::Tx& tx) -> Result<Reply<HouseholdTermsView>> {
      return shown(request.programme, terms_of(tx, programme));
    });
  }

  Result<Reply<HouseholdTermsView>> put_terms(const Call& call, const PutHouseholdTerms& request)
      const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(programme, programme_of(call, request.programme));
    return office_.db.write([&](sql::Tx& tx) -> Result<Reply<HouseholdTermsView>> {
      Terms wanted = terms_of(tx, programme);
      GX_TRY_VOID(api::check_if_match(call, api::etag_of(wanted.version)));
      wanted.members_max = request.members_max;
      wanted.transfers = request.transfers;
      wanted.points_min = request.points_min;
      wanted.day_points_max = request.day_points_max;
      wanted.month_points_max = request.month_points_max;
      wanted.age_days_min = request.age_days_min;
      wanted.reason = request.reason;
      GX_TRY(made, households::put_terms(tx, wanted, call, call.now));
      return shown(request.programme, made);
    });
  }

 private:
  /// Once per key: an existing household that the actor sees, moved by `step`.
  template <class Step>
  Result<Reply<HouseholdView>> once(
      const Call& call, const char* operation, HouseholdId id, Step&& step
  ) const {
    return office_.answers.once<HouseholdView>(
        office_.db,
        call,
        operation,
        200,
        [&](sql::Tx& tx) -> Result<HouseholdView> {
          GX_TRY_VOID(load(tx, call, id));
          GX_TRY_VOID(step(tx));
          return view(tx, call, *find(tx, id));
        }
    );
  }

  Result<ProgrammeId> programme_of(const Call& call, const std::string& code) const {
    const auto id = office_.programmes.find(code);
    if (!id || !org::sees_programme(*office_.org.snapshot(), call.actor, *id)) {
      return fail(ErrorCode::programme_not_found, "/programme", {{"programme", code}});
    }
    return *id;
  }

  Result<members::Member> member_of(
      sql::Tx& tx, const Call& call, OwnerId id, const std::string& pointer
  ) const {
    auto member = office_.members.find_seen(tx, *office_.org.snapshot(), call.actor, id);
    if (!member) return fail(ErrorCode::member_not_found, pointer);
    return *std::move(member);
  }

  /// Somebody who may join.
  Result<members::Member> candidate(
      sql::Tx& tx, const Call& call, OwnerId id, const std::string& pointer
  ) const {
    GX_TRY(member, member_of(tx, call, id, pointer));
    if (member.state == members::State::closed) return fail(ErrorCode::member_closed, pointer);
    const consents::Subject restriction{
        consents::Purpose::restriction, consents::Channel::none, {}};
    if (consents::may(tx, member, restriction, call.now)) {
      return fail(ErrorCode::member_restricted, pointer);
    }
    return member;
  }

  /// A member joins by a proof of their own, or by the word of whoever serves them. `at`: before
  /// the pointers of the proof.
  Outcome check(sql::Tx& tx, const Judged& judged, const std::string& at) const {
    const auto moved = [&](Error error) {
      error.pointer = at + error.pointer;
      return error;
    };
    if (!judged) return moved(judged.error());
    if (!*judged) return moved(fail(ErrorCode::proof_required, "/proof"));
    if (auto good = office_.proofs.check(tx, **judged); !good) return moved(good.error());
    return ok();
  }

  Outcome use(sql::Tx& tx, const Call& call, const Judged& judged, HouseholdId id) const {
    return office_.proofs.use(
        tx, **judged, {proofs::Cause::household, id.value(), call.now, call.actor.id}
    );
  }

  Outcome end(
      sql::Tx& tx,
      const Call& call,
      HouseholdId id,
      OwnerId member,
      Ending ending,
      const std::string& reason
  ) const {
    const auto membership = membership_of(tx, member);
    if (!membership || membership->household != id) {
      return fail(ErrorCode::member_not_found, "/member");
    }
    households::leave(tx, member, ending, reason, call, call.now);
    return ok();
  }

  /// Those of a programme one has nothing to do with are not there.
  Result<Household> load(sql::Tx& tx, const Call& call, HouseholdId id) const {
    const auto found = find(tx, id);
    if (!found || !org::sees_programme(*office_.org.snapshot(), call.actor, found->programme)) {
      return fail(ErrorCode::household_not_found, "/id");
    }
    return *found;
  }

  HouseholdView view(sql::Tx& tx, const Call& call, const Household& household) const {
    HouseholdView shown;
    shown.id = household.id;
    const auto programme = office_.programmes.shown(household.programme, call.now);
    GX_CHECK(programme != nullptr);
    shown.programme = programme->code;
    shown.state = household.state;
    shown.created_at = household.created_at;
    shown.created_by = household.created_by;
    shown.dissolved_at = household.dissolved_at;
    shown.dissolved_by = household.dissolved_by;
    for (const Membership& one : members_of(tx, household.id)) {
      (one.left_at ? shown.former : shown.members)
          .push_back(
              {one.member,
               one.is_head,
               one.joined_at,
               one.joined_by,
               one.left_at,
               one.left_by,
               one.ending}
          );
    }
    return shown;
  }

  static Reply<HouseholdTermsView> shown(const std::string& programme, const Terms& terms) {
    HouseholdTermsView view;
    view.programme = programme;
    view.version = terms.version;
    view.members_max = terms.members_max;
    view.transfers = terms.transfers;
    view.points_min = terms.points_min;
    view.day_points_max = terms.day_points_max;
    view.month_points_max = terms.month_points_max;
    view.age_days_min = terms.age_days_min;
    if (terms.version != 0) {
      view.reason = terms.reason;
      view.created_at = terms.created_at;
      view.created_by = terms.created_by;
    }
    return {.body = std::move(view), .etag = api::etag_of(terms.version)};
  }

  Office office_;
};

std::vector<ErrorCode> joining_errors(std::vector<ErrorCode> more) {
  for (const ErrorCode code : proofs::refusals()) more.push_back(code);
  using enum ErrorCode;
  for (const ErrorCode code :
       {member_not_found,
        member_closed,
        member_restricted,
        household_full,
        already_in_household,
        no_parameters_in_force,
        conflict}) {
    more.push_back(code);
  }
  return more;
}

void add_reading(api::Api& api, const Endpoints& endpoints) {
  using enum ErrorCode;
  api.add<GetHousehold, HouseholdView>(
      {.method = Method::get,
       .path = "/v1/households/{id}",
       .operation = "get_household",
       .tag = "households",
       .permission = "households:read",
       .summary = {"查询家庭账户", "Read a household"},
       .description =
           {"现有与曾有的会员，何时由何人经办。",
            "Who is and who was in it, since when and by whom."},
       .errors = {household_not_found}},
      [endpoints](const Call& call, const GetHousehold& request) {
        return endpoints.get(call, request);
      }
  );
  api.add<GetHouseholdOfMember, HouseholdView>(
      {.method = Method::get,
       .path = "/v1/members/{id}/household",
       .operation = "get_household_of_member",
       .tag = "households",
       .permission = "households:read",
       .summary = {"会员的家庭账户", "Read the household a member is in"},
       .errors = {member_not_found, household_not_found}},
      [endpoints](const Call& call, const GetHouseholdOfMember& request) {
        return endpoints.get_of(call, request);
      }
  );
  api.add<GetHouseholdTerms, HouseholdTermsView>(
      {.method = Method::get,
       .path = "/v1/programmes/{programme}/household-terms",
       .operation = "get_household_terms",
       .tag = "households",
       .permission = "households:read",
       .summary = {"家庭账户规则", "Read the terms of households"},
       .errors = {programme_not_found}},
      [endpoints](const Call& call, const GetHouseholdTerms& request) {
        return endpoints.terms(call, request);
      }
  );
}

void add_joining(api::Api& api, const Endpoints& endpoints) {
  using enum ErrorCode;
  api.add<CreateHousehold, HouseholdView>(
      {.method = Method::post,
       .path = "/v1/households",
       .operation = "create_household",
       .tag = "households",
       .permission = "households:write",
       .summary = {"建立家庭账户", "Create a household"},
       .description =
           {"同一会员计划的两位或更多会员；每位须本人同意（凭证，或经办人当面确认）。一位会员同时只"
            "属于一个家庭账户。",
            "Two or more members of one programme, each of whom agrees: by a proof, or by the word "
            "of the person who serves them. A member is in one household at a time."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors = joining_errors({})},
      [endpoints](const Call& call, const CreateHousehold& request) {
        return endpoints.create(call, request);
      }
  );
  api.add<JoinHousehold, HouseholdView>(
      {.method = Method::post,
       .path = "/v1/households/{id}/members",
       .operation = "join_household",
       .tag = "households",
       .permission = "households:write",
       .summary = {"加入家庭账户", "Join a household"},
       .idempotency = Idempotency::required,
       .errors = joining_errors({household_not_found})},
      [endpoints](const Call& call, const JoinHousehold& request) {
        return endpoints.join(call, request);
      }
  );
}

void add_leaving(api::Api& api, const Endpoints& endpoints) {
  using enum ErrorCode;
  api.add<LeaveHousehold, HouseholdView>(
      {.method = Method::post,
       .path = "/v1/households/{id}/members/{member}/leave",
       .operation = "leave_household",
       .tag = "households",
       .permission = "households:write",
       .summary = {"退出家庭账户", "Leave a household"},
       .description =
           {"户主退出则由最早加入的会员接任；只剩一位时家庭账户解散。各人的积分不动。",
            "When the head leaves, whoever joined first is the head; with one left, the household "
            "is dissolved. Everybody keeps their points."},
       .idempotency = Idempotency::required,
       .errors = {household_not_found, member_not_found, conflict}},
      [endpoints](const Call& call, const LeaveHousehold& request) {
        return endpoints.leave(call, request);
      }
  );
  api.add<RemoveFromHousehold, HouseholdView>(
      {.method = Method::post,
       .path = "/v1/households/{id}/members/{member}/removal",
       .operation = "remove_from_household",
       .tag = "households",
       .permission = "households:write",
       .summary = {"移出家庭账户", "Remove somebody from a household"},
       .description =
           {"由户主或经办人决定，附原因；其余同退出。",
            "The head or the desk decides, with a reason; otherwise as leaving."},
       .idempotency = Idempotency::required,
       .errors = {household_not_found, member_not_found, conflict}},
      [endpoints](const Call& call, const RemoveFromHousehold& request) {
        return endpoints.remove(call, request);
      }
  );
  api.add<DissolveHousehold, HouseholdView>(
      {.method = Method::post,
       .path = "/v1/households/{id}/dissolution",
       .operation = "dissolve_household",
       .tag = "households",
       .permission = "households:write",
       .summary = {"解散家庭账户", "Dissolve a household"},
       .idempotency = Idempotency::required,
       .errors = {household_not_found, conflict}},
      [endpoints](const Call& call, const DissolveHousehold& request) {
        return endpoints.dissolve(call, request);
      }
  );
}

void add_terms(api::Api& api, const Endpoints& endpoints) {
  using enum ErrorCode;
  api.add<PutHouseholdTerms, HouseholdTermsView>(
      {.method = Method::put,
       .path = "/v1/programmes/{programme}/household-terms",
       .operation = "put_household_terms",
       .tag = "households",
       .permission = "households:configure",
       .summary = {"修改家庭账户规则", "Change the terms of households"},
       .description =
           {"即时生效，成为下一版；旧版永久保留。转赠默认关闭。",
            "The next version, in force at once; the old ones stay. Transfers are off until they "
            "are switched on."},
       .errors = {programme_not_found, store_out_of_scope, conflict},
       .needs_if_match = true},
      [endpoints](const Call& call, const PutHouseholdTerms& request) {
        return endpoints.put_terms(call, request);
      }
  );
}

}  // namespace

void add_endpoints(api::Api& api, const Office& office) {
  const Endpoints endpoints(office);
  add_reading(api, endpoints);
  add_joining(api, endpoints);
  add_leaving(api, endpoints);
  add_terms(api, endpoints);
}

}  // namespace guanxi::households
