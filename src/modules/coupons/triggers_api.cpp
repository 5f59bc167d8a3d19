// The HTTP endpoints of what issues coupons by itself. Triggers belong to the whole group.
#include <boost/describe/enum_to_string.hpp>

#include "modules/audit/audit.h"
#include "modules/coupons/desk.h"
#include "modules/coupons/paging.h"
#include "modules/coupons/refusals.h"
#include "modules/coupons/triggers_types.h"

namespace guanxi::coupons {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using api::Reply;

constexpr const char* misses_list = "coupon_misses";

class TriggerEndpoints {
 public:
  explicit TriggerEndpoints(const Desk& desk) : desk_(desk) {}

  Result<Reply<TriggerView>> make(const Call& call, const MakeTrigger& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    const Office& office = desk_.office();
    return office.answers.once<TriggerView>(
        office.db,
        call,
        "make_coupon_trigger",
        201,
        [&](sql::Tx& tx) -> Result<Reply<TriggerView>> {
          GX_TRY(terms, desk_.template_seen(tx, call, request.template_, "/template"));
          const auto programme = office.programmes.in_force(terms.programme, call.now);
          if (!programme) return ErrorCode::no_parameters_in_force;
          TriggerWithTiers wanted;
          wanted.trigger.happening = request.happening;
          wanted.trigger.ladder = request.ladder;
          wanted.trigger.days_before = request.days_before;
          wanted.trigger.reason = request.reason;
          wanted.tiers = request.tiers;
          const Act act{call.actor.id, call.now, programme->zone.date_of(call.now)};
          GX_TRY(made, make_trigger(tx, office.ids, terms, wanted, office.knows_tier, act));
          record(tx, call, "coupon_trigger_made", made, request.reason);
          return Reply<TriggerView>{
              .body = view(made),
              .location = "/v1/coupons/triggers/" + made.trigger.id.to_string()};
        }
    );
  }

  Result<TriggerList> list(const Call& call, const ListTriggers& request) const {
    return desk_.office().db.read([&](sql::Tx& tx) -> Result<TriggerList> {
      GX_TRY(terms, desk_.template_seen(tx, call, request.template_, "/template"));
      TriggerList list;
      for (const auto& one : triggers_of(tx, terms.id)) list.items.push_back(view(one));
      return list;
    });
  }

  Result<TriggerView> get(const Call& call, const NameTrigger& request) const {
    return desk_.office().db.read([&](sql::Tx& tx) -> Result<TriggerView> {
      GX_TRY(found, seen(tx, call, request.id));
      return view(found);
    });
  }

  Result<api::Page<MissView>> misses(const Call& call, const ListMisses& request) const {
    const Paging paging(misses_list, request.id.value(), request.cursor, request.limit);
    GX_TRY(place, paging.place());
    return desk_.office().db.read([&](sql::Tx& tx) -> Result<api::Page<MissView>> {
      GX_TRY_VOID(seen(tx, call, request.id));
      return paging.page(
          misses_of(tx, request.id, MissId(place), paging.asked()),
          [](const Miss& one) {
            return MissView{one.owner, one.refusal, one.missed_at};
          },
          [](const Miss& one) { return one.id.value(); }
      );
    });
  }

  Result<TriggerView> stop(const Call& call, const StopTrigger& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    return desk_.office().db.write([&](sql::Tx& tx) -> Result<TriggerView> {
      GX_TRY_VOID(seen(tx, call, request.id));
      GX_TRY(stopped, stop_trigger(tx, request.id, call.actor.id, call.now));
      record(tx, call, "coupon_trigger_stopped", stopped, request.reason);
      return view(stopped);
    });
  }

 private:
  Result<TriggerWithTiers> seen(sql::Tx& tx, const Call& call, TriggerId id) const {
    auto found = find_trigger(tx, id);
    if (!found || !desk_.template_seen(tx, call, found->trigger.template_id)) {
      return refuse(Why::coupon_trigger_not_found, "/id");
    }
    return *std::move(found);
  }

  static TriggerView view(const TriggerWithTiers& whole) {
    const Trigger& one = whole.trigger;
    return {
        one.id,
        one.template_id,
        one.happening,
        one.state,
        one.ladder,
        whole.tiers,
        one.days_before,
        one.covered_until,
        one.issued,
        one.missed,
        one.reason,
        one.made_at,
        one.made_by,
        one.stopped_at,
        one.stopped_by};
  }

  static void record(
      sql::Tx& tx,
      const Call& call,
      const char* action,
      const TriggerWithTiers& whole,
      const std::string& reason
  ) {
    const std::string happening = boost::describe::enum_to_string(whole.trigger.happening, "");
    audit::record(
        tx,
        call,
        {.action = action,
         .object_kind = "coupon_trigger",
         .object_id = whole.trigger.id.to_string(),
         .changes = audit::Changes()
                        .add("template", {}, whole.trigger.template_id.to_string())
                        .add("happening", {}, happening),
         .reason = reason},
        call.now
    );
  }

  Desk desk_;
};

void add_trigger_reading(api::Api& api, const TriggerEndpoints& endpoints) {
  using enum ErrorCode;
  api.add<ListTriggers, TriggerList>(
      {.method = Method::get,
       .path = "/v1/coupons/triggers",
       .operation = "list_coupon_triggers",
       .tag = "coupons",
       .permission = "coupons:read",
       .summary = {"一个模板的触发发券", "What issues a template by itself"},
       .errors = {coupon_template_not_found}},
      [endpoints](const Call& call, const ListTriggers& request) {
        return endpoints.list(call, request);
      }
  );
  api.add<NameTrigger, TriggerView>(
      {.method = Method::get,
       .path = "/v1/coupons/triggers/{id}",
       .operation = "get_coupon_trigger",
       .tag = "coupons",
       .permission = "coupons:read",
       .summary = {"查询一个触发及其发放数", "Read a trigger and how many it issued"},
       .errors = {coupon_trigger_not_found}},
      [endpoints](const Call& call, const NameTrigger& request) {
        return endpoints.get(call, request);
      }
  );
  api.add<ListMisses, api::Page<MissView>>(
      {.method = Method::get,
       .path = "/v1/coupons/triggers/{id}/misses",
       .operation = "list_coupon_misses",
       .tag = "coupons",
       .permission = "coupons:read",
       .summary = {"应发而未发的及原因", "What a trigger did not issue, and why"},
       .description =
           {"从最新的开始；之后补发了的不在其中。",
            "Newest first; what it issued after all is not among them."},
       .errors = {coupon_trigger_not_found, bad_cursor}},
      [endpoints](const Call& call, const ListMisses& request) {
        return endpoints.misses(call, request);
      }
  );
}

void add_trigger_changing(api::Api& api, const TriggerEndpoints& endpoints) {
  using enum ErrorCode;
  api.add<MakeTrigger, TriggerView>(
      {.method = Method::post,
       .path = "/v1/coupons/triggers",
       .operation = "make_coupon_trigger",
       .tag = "coupons",
       .permission = "coupons:issue",
       .summary = {"启用触发发券", "Have a template issued by an event"},
       .description =
           {"入会、升级、生日、首次购买时自动发放；只对此后发生的有效，不能修改，可以停止。",
            "At an enrolment, an upgrade, a birthday or a first purchase from now on. It is never "
            "changed, but can be stopped."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {coupon_template_not_found,
            coupon_template_state,
            tier_ladder_not_found,
            unknown_value,
            no_parameters_in_force,
            store_out_of_scope,
            idempotency_key_reused,
            conflict}},
      [endpoints](const Call& call, const MakeTrigger& request) {
        return endpoints.make(call, request);
      }
  );
  api.add<StopTrigger, TriggerView>(
      {.method = Method::post,
       .path = "/v1/coupons/triggers/{id}/stop",
       .operation = "stop_coupon_trigger",
       .tag = "coupons",
       .permission = "coupons:issue",
       .summary = {"停止触发发券", "Stop a trigger"},
       .description = {"已发的不变。", "What it issued stays."},
       .errors = {coupon_trigger_not_found, coupon_trigger_state, store_out_of_scope, conflict}},
      [endpoints](const Call& call, const StopTrigger& request) {
        return endpoints.stop(call, request);
      }
  );
}

}  // namespace

void add_trigger_endpoints(api::Api& api, const Desk& desk) {
  const TriggerEndpoints endpoints(desk);
  add_trigger_reading(api, endpoints);
  add_trigger_changing(api, endpoints);
}

}  // namespace guanxi::coupons
