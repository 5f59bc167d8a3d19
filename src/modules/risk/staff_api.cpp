// The HTTP endpoints of members who work here.
#include "modules/audit/audit.h"
#include "modules/risk/desk.h"
#include "modules/risk/store.h"

namespace guanxi::risk {
namespace {

using api::Call;
using api::Method;

constexpr const char* staff_list = "risk_staff";

class StaffDesk {
 public:
  explicit StaffDesk(const Desk& desk) : desk_(desk) {}

  Result<StaffView> put(const Call& call, const PutStaff& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    return desk_.db.write([&](sql::Tx& tx) -> Result<StaffView> {
      const auto member =
          desk_.members.find_seen(tx, *desk_.org.snapshot(), call.actor, request.member);
      if (!member) return fail(ErrorCode::member_not_found, "/member");
      const auto before = store::find_staff(tx, request.member);
      const store::Staff after{
          request.member,
          member->programme,
          request.employee,
          request.reason,
          call.now,
          call.actor.id};
      store::put_staff(tx, after);
      record(tx, call, request.member, before, after, request.reason);
      return view(call, after);
    });
  }

  Outcome remove(const Call& call, const RemoveStaff& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    return desk_.db.write([&](sql::Tx& tx) -> Outcome {
      const auto before = store::find_staff(tx, request.member);
      if (!before || !store::remove_staff(tx, request.member)) {
        return fail(ErrorCode::member_not_found, "/member");
      }
      record(tx, call, request.member, before, std::nullopt, "");
      return ok();
    });
  }

  Result<api::Page<StaffView>> list(const Call& call, const ListStaff& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(programme, programme_of(desk_, call, request.programme));
    OwnerId after;
    if (request.cursor) {
      GX_TRY(parts, (api::decode_cursor<std::int64_t, std::int64_t>(staff_list, *request.cursor)));
      if (std::get<0>(parts) != programme.value()) return fail(ErrorCode::bad_cursor, "/cursor");
      after = OwnerId(std::get<1>(parts));
    }
    return desk_.db.read([&, programme = programme](sql::Tx& tx) {
      auto found = store::staff_of(tx, programme, after, request.limit + 1);
      const bool more = std::ssize(found) > request.limit;
      if (more) found.pop_back();
      api::Page<StaffView> page;
      for (const store::Staff& one : found) page.items.push_back(view(call, one));
      if (more) {
        page.next_cursor =
            api::encode_cursor(staff_list, programme.value(), found.back().member.value());
      }
      return page;
    });
  }

 private:
  StaffView view(const Call& call, const store::Staff& staff) const {
    return {
        staff.member,
        programme_code(desk_, staff.programme, call.now),
        staff.employee,
        staff.reason,
        staff.since,
        staff.noted_by};
  }

  static void record(
      sql::Tx& tx,
      const Call& call,
      OwnerId member,
      const std::optional<store::Staff>& before,
      const std::optional<store::Staff>& after,
      const std::string& reason
  ) {
    const auto employee = [](const std::optional<store::Staff>& staff) {
      return staff ? std::optional(staff->employee) : std::nullopt;
    };
    audit::Changes changes;
    changes.add("employee", employee(before), employee(after));
    if (changes.empty()) return;
    audit::record(
        tx,
        call,
        {.action = after ? "risk_staff_noted" : "risk_staff_removed",
         .object_kind = "member",
         .object_id = member.to_string(),
         .member = member,
         .changes = std::move(changes),
         .reason = reason},
        call.now
    );
  }

  const Desk desk_;
};

}  // namespace

void add_staff_endpoints(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  const StaffDesk endpoints(desk);
  api.add<ListStaff, api::Page<StaffView>>(
      {.method = Method::get,
       .path = "/v1/risk/staff",
       .operation = "list_risk_staff",
       .tag = "risk",
       .permission = "risk:read",
       .summary = {"员工会员列表", "List members who work here"},
       .errors = {programme_not_found, store_out_of_scope, bad_cursor}},
      [endpoints](const Call& call, const ListStaff& request) {
        return endpoints.list(call, request);
      }
  );
  api.add<PutStaff, StaffView>(
      {.method = Method::put,
       .path = "/v1/risk/staff/{member}",
       .operation = "put_risk_staff",
       .tag = "risk",
       .permission = "risk:configure",
       .summary = {"登记员工会员", "Note that a member works here"},
       .description =
           {"规则 staff_card 只看登记的会员；工号与收银员字段相同的小票视为给自己收银。",
            "The rule staff_card looks at these members only; receipts whose cashier is the "
            "employee were rung by themselves."},
       .errors = {member_not_found, store_out_of_scope, conflict}},
      [endpoints](const Call& call, const PutStaff& request) {
        return endpoints.put(call, request);
      }
  );
  api.add<RemoveStaff, Nothing>(
      {.method = Method::del,
       .path = "/v1/risk/staff/{member}",
       .operation = "remove_risk_staff",
       .tag = "risk",
       .permission = "risk:configure",
       .summary = {"取消员工登记", "Note that a member no longer works here"},
       .errors = {member_not_found, store_out_of_scope, conflict}},
      [endpoints](const Call& call, const RemoveStaff& request) {
        return endpoints.remove(call, request);
      }
  );
}

}  // namespace guanxi::risk
