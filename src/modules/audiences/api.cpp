// The HTTP endpoints of audiences. They belong to the whole group.
#include <boost/describe/enum_to_string.hpp>

#include "modules/audiences/api_types.h"
#include "modules/audit/audit.h"
#include "modules/org/org.h"
#include "modules/programmes/programmes.h"
#include "platform/api/idempotency.h"

namespace guanxi::audiences {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using api::Reply;

constexpr const char* members_list = "audience_members";

class Endpoints {
 public:
  explicit Endpoints(const Office& office) : office_(office) {}

  Result<AudienceList> list(const Call& call, const ListAudiences& request) const {
    GX_TRY(programme, programme_of(call, request.programme));
    return office_.db.read([&](sql::Tx& tx) -> Result<AudienceList> {
      AudienceList list;
      for (const Audience& one : audiences_of(tx, programme)) list.items.push_back(view(call, one));
      return list;
    });
  }

  Result<Reply<AudienceView>> get(const Call& call, const NameAudience& request) const {
    return office_.db.read([&](sql::Tx& tx) -> Result<Reply<AudienceView>> {
      GX_TRY(one, seen(tx, call, request.id));
      return reply(tx, call, one);
    });
  }

  Result<Reply<AudienceView>> add(const Call& call, const CreateAudience& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(programme, programme_of(call, request.programme));
    return office_.answers.once<AudienceView>(
        office_.db,
        call,
        "create_audience",
        201,
        [&](sql::Tx& tx) -> Result<Reply<AudienceView>> {
          Audience wanted;
          wanted.programme = programme;
          wanted.code = request.code;
          wanted.name_zh = request.name_zh;
          wanted.name_en = request.name_en;
          stamp(call, request.reason, wanted);
          GX_TRY(made, create(tx, office_.ids, wanted));
          record(tx, call, "audience_created", std::nullopt, made);
          GX_TRY(answer, reply(tx, call, made));
          answer.location = "/v1/audiences/" + made.id.to_string();
          return answer;
        }
    );
  }

  Result<Reply<AudienceView>> rename(const Call& call, const ChangeAudience& request) const {
    return changed(call, request.id, "audience_changed", [&](Audience& wanted) {
      wanted.name_zh = request.name_zh;
      wanted.name_en = request.name_en;
      stamp(call, request.reason, wanted);
    });
  }

  Result<Reply<AudienceView>> retire(const Call& call, const RetireAudience& request) const {
    return changed(call, request.id, "audience_retired", [&](Audience& wanted) {
      wanted.state = State::retired;
      stamp(call, request.reason, wanted);
    });
  }

  Result<api::Page<AudienceMemberView>> members(
      const Call& call, const ListAudienceMembers& request
  ) const {
    OwnerId after;
    if (request.cursor) {
      GX_TRY(
          parts, (api::decode_cursor<std::int64_t, std::int64_t>(members_list, *request.cursor))
      );
      if (std::get<0>(parts) != request.id.value()) return fail(ErrorCode::bad_cursor, "/cursor");
      after = OwnerId(std::get<1>(parts));
    }
    return office_.db.read([&](sql::Tx& tx) -> Result<api::Page<AudienceMemberView>> {
      GX_TRY_VOID(seen(tx, call, request.id));
      auto found = members_of(tx, request.id, after, request.limit + 1);
      const bool more = std::ssize(found) > request.limit;
      if (more) found.pop_back();
      api::Page<AudienceMemberView> page;
      for (const Place& one : found) page.items.push_back({one.member, one.added_at, one.added_by});
      if (more) {
        page.next_cursor =
            api::encode_cursor(members_list, request.id.value(), found.back().member.value());
      }
      return page;
    });
  }

  Result<Reply<MovedView>> add_members(const Call& call, const MoveAudienceMembers& request) const {
    return moved(call, request, "add_audience_members", [&](sql::Tx& tx, OwnerId member) {
      return add_member(tx, office_.ids, request.id, member, {call.actor.id, call.now});
    });
  }

  Result<Reply<MovedView>> remove_members(const Call& call, const MoveAudienceMembers& request)
      const {
    return moved(call, request, "remove_audience_members", [&](sql::Tx& tx, OwnerId member) {
      return remove_member(tx, request.id, member, {call.actor.id, call.now});
    });
  }

  Result<MemberAudienceList> of_member(const Call& call, const ListMemberAudiences& request) const {
    return office_.db.read([&](sql::Tx& tx) -> Result<MemberAudienceList> {
      if (!office_.members.find_seen(tx, *office_.org.snapshot(), call.actor, request.id)) {
        return fail(ErrorCode::member_not_found, "/id");
      }
      MemberAudienceList list;
      for (const Place& place : places_of(tx, request.id)) {
        if (place.removed_at) continue;
        const auto one = find(tx, place.audience);
        GX_CHECK_WHY(one.has_value(), "a place in no audience");
        list.items.push_back(
            {one->id, one->code, one->name_zh, one->name_en, place.added_at, place.added_by}
        );
      }
      return list;
    });
  }

 private:
  template <class Edit>
  Result<Reply<AudienceView>> changed(
      const Call& call, AudienceId id, const char* action, const Edit& edit
  ) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    return office_.db.write([&](sql::Tx& tx) -> Result<Reply<AudienceView>> {
      GX_TRY(before, seen(tx, call, id));
      GX_TRY_VOID(api::check_if_match(call, api::etag_of(before.version)));
      Audience wanted = before;
      edit(wanted);
      GX_TRY(after, change(tx, wanted));
      record(tx, call, action, before, after);
      return reply(tx, call, after);
    });
  }

  /// All of them or, where one is not there, none.
  template <class Move>
  Result<Reply<MovedView>> moved(
      const Call& call, const MoveAudienceMembers& request, const char* operation, const Move& move
  ) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    return office_.answers
        .once<MovedView>(office_.db, call, operation, 200, [&](sql::Tx& tx) -> Result<MovedView> {
          GX_TRY(audience, seen(tx, call, request.id));
          if (audience.state == State::retired) return fail(ErrorCode::audience_retired, "/id");
          const auto organisation = office_.org.snapshot();
          MovedView done;
          for (std::size_t i = 0; i < request.members.size(); ++i) {
            const auto member =
                office_.members.find_seen(tx, *organisation, call.actor, request.members[i]);
            if (!member || member->programme != audience.programme) {
              return fail(ErrorCode::member_not_found, "/members/" + std::to_string(i));
            }
            if (move(tx, member->id)) {
              ++done.moved;
            } else {
              ++done.unchanged;
            }
          }
          audit::record(
              tx,
              call,
              {.action = operation,
               .object_kind = "audience",
               .object_id = audience.id.to_string(),
               .changes = audit::Changes().add("members", {}, std::to_string(done.moved)),
               .reason = audience.code},
              call.now
          );
          return done;
        });
  }

  Result<ProgrammeId> programme_of(const Call& call, const std::string& code) const {
    const auto id = office_.programmes.find(code);
    if (!id || !org::sees_programme(*office_.org.snapshot(), call.actor, *id)) {
      return fail(ErrorCode::programme_not_found, "/programme", {{"programme", code}});
    }
    return *id;
  }

  /// Those of a programme one has nothing to do with are not there.
  Result<Audience> seen(sql::Tx& tx, const Call& call, AudienceId id) const {
    auto found = find(tx, id);
    if (!found || !org::sees_programme(*office_.org.snapshot(), call.actor, found->programme)) {
      return fail(ErrorCode::audience_not_found, "/id");
    }
    return *std::move(found);
  }

  static void stamp(const Call& call, const std::string& reason, Audience& wanted) {
    wanted.reason = reason;
    wanted.changed_at = call.now;
    wanted.changed_by = call.actor.id;
  }

  static void record(
      sql::Tx& tx,
      const Call& call,
      const char* action,
      const std::optional<Audience>& before,
      const Audience& after
  ) {
    const auto old = [&](const std::string& text) {
      return before ? std::optional(text) : std::nullopt;
    };
    const auto word = [](State state) -> std::string {
      return boost::describe::enum_to_string(state, "");
    };
    audit::record(
        tx,
        call,
        {.action = action,
         .object_kind = "audience",
         .object_id = after.id.to_string(),
         .changes =
             audit::Changes()
                 .add("code", old(after.code), after.code)
                 .add("state", before ? old(word(before->state)) : std::nullopt, word(after.state))
                 .add("name_zh", before ? old(before->name_zh) : std::nullopt, after.name_zh)
                 .add("name_en", before ? old(before->name_en) : std::nullopt, after.name_en),
         .reason = after.reason},
        call.now
    );
  }

  AudienceView view(const Call& call, const Audience& one) const {
    const auto programme = office_.programmes.shown(one.programme, call.now);
    GX_CHECK(programme != nullptr);
    AudienceView view;
    view.id = one.id;
    view.programme = programme->code;
    view.code = one.code;
    view.version = one.version;
    view.state = one.state;
    view.name_zh = one.name_zh;
    view.name_en = one.name_en;
    view.reason = one.reason;
    view.changed_at = one.changed_at;
    view.changed_by = one.changed_by;
    return view;
  }

  Result<Reply<AudienceView>> reply(sql::Tx& tx, const Call& call, const Audience& one) const {
    AudienceView shown = view(call, one);
    shown.members = count_members(tx, one.id);
    return Reply<AudienceView>{.body = std::move(shown), .etag = api::etag_of(one.version)};
  }

  Office office_;
};

void add_reading(api::Api& api, const Endpoints& endpoints) {
  using enum ErrorCode;
  api.add<ListAudiences, AudienceList>(
      {.method = Method::get,
       .path = "/v1/audiences",
       .operation = "list_audiences",
       .tag = "audiences",
       .permission = "audiences:read",
       .summary = {"人群列表", "List audiences"},
       .errors = {programme_not_found}},
      [endpoints](const Call& call, const ListAudiences& request) {
        return endpoints.list(call, request);
      }
  );
  api.add<NameAudience, AudienceView>(
      {.method = Method::get,
       .path = "/v1/audiences/{id}",
       .operation = "get_audience",
       .tag = "audiences",
       .permission = "audiences:read",
       .summary = {"查询人群", "Read an audience"},
       .errors = {audience_not_found}},
      [endpoints](const Call& call, const NameAudience& request) {
        return endpoints.get(call, request);
      }
  );
  api.add<ListAudienceMembers, api::Page<AudienceMemberView>>(
      {.method = Method::get,
       .path = "/v1/audiences/{id}/members",
       .operation = "list_audience_members",
       .tag = "audiences",
       .permission = "audiences:read",
       .summary = {"人群中的会员", "Who is in an audience"},
       .errors = {audience_not_found, bad_cursor}},
      [endpoints](const Call& call, const ListAudienceMembers& request) {
        return endpoints.members(call, request);
      }
  );
  api.add<ListMemberAudiences, MemberAudienceList>(
      {.method = Method::get,
       .path = "/v1/members/{id}/audiences",
       .operation = "list_member_audiences",
       .tag = "audiences",
       .permission = "audiences:read",
       .summary = {"会员所在的人群", "The audiences a member is in"},
       .errors = {member_not_found}},
      [endpoints](const Call& call, const ListMemberAudiences& request) {
        return endpoints.of_member(call, request);
      }
  );
}

void add_changing(api::Api& api, const Endpoints& endpoints) {
  using enum ErrorCode;
  api.add<CreateAudience, AudienceView>(
      {.method = Method::post,
       .path = "/v1/audiences",
       .operation = "create_audience",
       .tag = "audiences",
       .permission = "audiences:write",
       .summary = {"新建人群", "Create an audience"},
       .description =
           {"价格规则以编码称呼它；编码不再改变。",
            "Price rules name it by its code, which never changes."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {programme_not_found, code_taken, store_out_of_scope, idempotency_key_reused, conflict}},
      [endpoints](const Call& call, const CreateAudience& request) {
        return endpoints.add(call, request);
      }
  );
  api.add<ChangeAudience, AudienceView>(
      {.method = Method::put,
       .path = "/v1/audiences/{id}",
       .operation = "change_audience",
       .tag = "audiences",
       .permission = "audiences:write",
       .summary = {"修改人群名称", "Rename an audience"},
       .errors = {audience_not_found, audience_retired, store_out_of_scope, conflict},
       .needs_if_match = true},
      [endpoints](const Call& call, const ChangeAudience& request) {
        return endpoints.rename(call, request);
      }
  );
  api.add<RetireAudience, AudienceView>(
      {.method = Method::post,
       .path = "/v1/audiences/{id}/retirement",
       .operation = "retire_audience",
       .tag = "audiences",
       .permission = "audiences:write",
       .summary = {"停用人群", "Retire an audience"},
       .description =
           {"不再加人，新规则不能用它；已有的人和规则不变。",
            "Nobody is added and no new rule may name it; who is in it and the rules that name it "
            "stay."},
       .errors = {audience_not_found, audience_retired, store_out_of_scope, conflict},
       .needs_if_match = true},
      [endpoints](const Call& call, const RetireAudience& request) {
        return endpoints.retire(call, request);
      }
  );
  const std::vector<ErrorCode> moving = {
      audience_not_found,
      audience_retired,
      member_not_found,
      store_out_of_scope,
      idempotency_key_reused,
      conflict};
  api.add<MoveAudienceMembers, MovedView>(
      {.method = Method::post,
       .path = "/v1/audiences/{id}/members",
       .operation = "add_audience_members",
       .tag = "audiences",
       .permission = "audiences:write",
       .summary = {"把会员加入人群", "Add members to an audience"},
       .description =
           {"一次最多 1,000 位；有一位不存在则都不加入。",
            "At most 1,000 at a time; where one is not there nobody is added."},
       .idempotency = Idempotency::required,
       .errors = moving},
      [endpoints](const Call& call, const MoveAudienceMembers& request) {
        return endpoints.add_members(call, request);
      }
  );
  api.add<MoveAudienceMembers, MovedView>(
      {.method = Method::post,
       .path = "/v1/audiences/{id}/members/removal",
       .operation = "remove_audience_members",
       .tag = "audiences",
       .permission = "audiences:write",
       .summary = {"把会员移出人群", "Remove members from an audience"},
       .idempotency = Idempotency::required,
       .errors = moving},
      [endpoints](const Call& call, const MoveAudienceMembers& request) {
        return endpoints.remove_members(call, request);
      }
  );
}

}  // namespace

void add_endpoints(api::Api& api, const Office& office) {
  const Endpoints endpoints(office);
  add_reading(api, endpoints);
  add_changing(api, endpoints);
}

}  // namespace guanxi::audiences
