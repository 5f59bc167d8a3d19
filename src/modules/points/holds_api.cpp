// The HTTP endpoints of holds.
#include "modules/points/holds_types.h"
#include "modules/points/scope.h"
#include "modules/points/store.h"
#include "platform/api/idempotency.h"

namespace guanxi::points {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using api::Page;
using api::Reply;

constexpr const char* holds_list = "points_holds";

class HoldEndpoints {
 public:
  explicit HoldEndpoints(const Desk& desk) : desk_(desk), scope_(desk) {}

  Result<Reply<HoldResult>> hold(const Call& call, const HoldPoints& request) const {
    GX_TRY(store, scope_.store(call, request.store));
    // What is held was proved; capturing it asks no more.
    const auto judged = desk_.proofs.at_desk(call, request.id, request.proof);
    return desk_.first_answers.once<HoldResult>(
        desk_.db,
        call,
        "hold_points",
        201,
        [&](sql::Tx& tx) -> Result<HoldResult> {
          const HoldId id = desk_.ids.next_id<HoldTag>();
          const Cause cause{CauseKind::hold, id.value()};
          GX_TRY(account, scope_.account(tx, call, request.id, store));
          GX_TRY_VOID(desk_.check_risk(call, request.id));
          GX_TRY(programme, scope_.programme(account, call.now));
          GX_TRY(context, scope_.context(tx, call, request.id, cause));
          const int minutes = request.minutes.value_or(programme->parameters.hold_minutes);
          const Hold hold{
              .id = id,
              .owner = request.id,
              .points = request.points,
              .reason = request.reason,
              .store = store,
              .state = HoldState::open,
              .deadline = call.now.plus_seconds(std::int64_t{60} * minutes),
              .captured = {},
              .redemption = std::nullopt,
              .held_at = call.now,
              .held_by = call.actor.id,
              .settled_at = std::nullopt,
              .settled_by = std::nullopt};
          const auto spent = proofs::spending(request.points, programme->parameters);
          GX_TRY_VOID(desk_.proofs.accept(tx, judged, spent));
          GX_TRY(after, post_hold(tx, desk_.ids, context, hold));
          GX_TRY_VOID(desk_.proofs.use(
              tx, **judged, {proofs::Cause::hold, id.value(), call.now, call.actor.id}
          ));
          return HoldResult{view(call, hold), after.balance, after.held};
        }
    );
  }

  Result<Page<HoldView>> list(const Call& call, const ListHolds& request) const {
    HoldId before;
    if (request.cursor) {
      GX_TRY(parts, (api::decode_cursor<std::int64_t, std::int64_t>(holds_list, *request.cursor)));
      if (std::get<0>(parts) != request.id.value()) {
        return fail(ErrorCode::bad_cursor, "/cursor");
      }
      before = HoldId(std::get<1>(parts));
    }
    return desk_.db.read([&](sql::Tx& tx) -> Result<Page<HoldView>> {
      GX_TRY_VOID(scope_.account(tx, call, request.id));
      auto holds = holds_of(tx, request.id, before, call.now, request.limit + 1);
      const bool more = std::ssize(holds) > request.limit;
      if (more) holds.pop_back();
      Page<HoldView> page;
      for (const Hold& hold : holds) page.items.push_back(view(call, hold));
      if (more) {
        page.next_cursor =
            api::encode_cursor(holds_list, request.id.value(), holds.back().id.value());
      }
      return page;
    });
  }

  Result<HoldView> get(const Call& call, const GetHold& request) const {
    return desk_.db.read([&](sql::Tx& tx) -> Result<HoldView> {
      GX_TRY_VOID(scope_.account(tx, call, request.id));
      const auto hold = find_hold(tx, request.id, request.hold, call.now);
      if (!hold) return fail(ErrorCode::hold_not_found, "/hold");
      return view(call, *hold);
    });
  }

  Result<Reply<HoldResult>> capture(const Call& call, const CaptureHold& request) const {
    return desk_.first_answers.once<HoldResult>(
        desk_.db,
        call,
        "capture_points_hold",
        201,
        [&](sql::Tx& tx) -> Result<HoldResult> {
          const std::int64_t id = desk_.ids.next();
          GX_TRY(context, scope_.context(tx, call, request.id, {CauseKind::redemption, id}));
          GX_TRY_VOID(check_scope(tx, call, request.id, request.hold));
          GX_TRY(done, post_capture(tx, desk_.ids, context, request.hold, request.points));
          const Hold& hold = done.hold;
          store::insert_redemption(
              tx, {id, request.id, hold.captured, hold.reason, hold.store, call.now, call.actor.id}
          );
          return HoldResult{view(call, hold), done.account.balance, done.account.held};
        }
    );
  }

  Result<Reply<HoldResult>> release(const Call& call, const ReleaseHold& request) const {
    return desk_.first_answers.once<HoldResult>(
        desk_.db,
        call,
        "release_points_hold",
        201,
        [&](sql::Tx& tx) -> Result<HoldResult> {
          const Cause cause{CauseKind::hold, request.hold.value()};
          GX_TRY(context, scope_.context(tx, call, request.id, cause));
          GX_TRY_VOID(check_scope(tx, call, request.id, request.hold));
          GX_TRY(done, post_release(tx, desk_.ids, context, request.hold));
          return HoldResult{view(call, done.hold), done.account.balance, done.account.held};
        }
    );
  }

 private:
  /// Who may act for the store that held them may end the hold.
  static Outcome check_scope(sql::Tx& tx, const Call& call, OwnerId owner, HoldId id) {
    const auto hold = find_hold(tx, owner, id, call.now);
    if (!hold) return fail(ErrorCode::hold_not_found, "/hold");
    if (Scope::may_act_for(call, hold->store)) return ok();
    return fail(ErrorCode::store_out_of_scope, "/hold");
  }

  HoldView view(const Call& call, const Hold& hold) const {
    HoldView shown{
        .id = hold.id,
        .member = hold.owner,
        .state = hold.state,
        .points = hold.points,
        .captured = hold.captured,
        .reason = hold.reason,
        .store = scope_.code_seen(call, hold.store),
        .held_at = hold.held_at,
        .deadline = hold.deadline,
        .settled_at = hold.settled_at,
        .redemption = std::nullopt};
    if (hold.redemption) shown.redemption = RedemptionId(*hold.redemption);
    return shown;
  }

  const Desk desk_;
  const Scope scope_;
};

void add_hold_reading(api::Api& api, const HoldEndpoints& endpoints) {
  using enum ErrorCode;
  api.add<ListHolds, Page<HoldView>>(
      {.method = Method::get,
       .path = "/v1/members/{id}/points/holds",
       .operation = "list_points_holds",
       .tag = "points",
       .permission = "points:read",
       .summary = {"会员的积分冻结", "List the holds on a member's points"},
       .description = {"从最新的开始，包括已结束的。", "Newest first, those that ended too."},
       .errors = {account_not_found, bad_cursor}},
      [endpoints](const Call& call, const ListHolds& request) {
        return endpoints.list(call, request);
      }
  );
  api.add<GetHold, HoldView>(
      {.method = Method::get,
       .path = "/v1/members/{id}/points/holds/{hold}",
       .operation = "get_points_hold",
       .tag = "points",
       .permission = "points:read",
       .summary = {"查询一笔积分冻结", "Read a hold"},
       .errors = {account_not_found, hold_not_found}},
      [endpoints](const Call& call, const GetHold& request) { return endpoints.get(call, request); }
  );
}

void add_holding(api::Api& api, const HoldEndpoints& endpoints) {
  using enum ErrorCode;
  api.add<HoldPoints, HoldResult>(
      {.method = Method::post,
       .path = "/v1/members/{id}/points/holds",
       .operation = "hold_points",
       .tag = "points",
       .permission = "points:redeem",
       .summary = {"冻结积分", "Set points aside until they are spent or released"},
       .description =
           {"先用最早到期的。冻结的积分仍在余额中，但不能另作他用、不会被退货扣回；到期日已过的，"
            "在冻结结束时才失效。到时自动解除。",
            "Takes what expires first. What is held stays in the balance, cannot be spent "
            "otherwise "
            "and is not taken back by a return; past its last day it expires only when the hold "
            "ends. It ends by itself at its deadline."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {account_not_found,
            stopped_by_risk_rule,
            account_closed,
            account_frozen,
            not_enough_points,
            points_owed,
            proof_required,
            proof_too_weak,
            proof_wrong,
            proof_expired,
            proof_used,
            proof_locked,
            proof_not_found,
            pin_not_set,
            member_not_found,
            store_not_found,
            store_out_of_scope,
            no_parameters_in_force}},
      [endpoints](const Call& call, const HoldPoints& request) {
        return endpoints.hold(call, request);
      }
  );
  api.add<CaptureHold, HoldResult>(
      {.method = Method::post,
       .path = "/v1/members/{id}/points/holds/{hold}/capture",
       .operation = "capture_points_hold",
       .tag = "points",
       .permission = "points:redeem",
       .summary = {"使用冻结的积分", "Spend what a hold keeps"},
       .description =
           {"可以只用一部分，其余解除。撤销时用返回的积分使用编号。",
            "All or a part of it; the rest is released. The redemption named in the answer can be "
            "reversed."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {account_not_found,
            account_closed,
            account_frozen,
            points_owed,
            hold_not_found,
            hold_not_open,
            store_out_of_scope,
            no_parameters_in_force}},
      [endpoints](const Call& call, const CaptureHold& request) {
        return endpoints.capture(call, request);
      }
  );
  api.add<ReleaseHold, HoldResult>(
      {.method = Method::post,
       .path = "/v1/members/{id}/points/holds/{hold}/release",
       .operation = "release_points_hold",
       .tag = "points",
       .permission = "points:redeem",
       .summary = {"解除积分冻结", "Release a hold"},
       .description =
           {"先偿还欠分；到期日已过的当即失效。",
            "What is owed is repaid first; what is past its last day expires at once."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {account_not_found,
            hold_not_found,
            hold_not_open,
            store_out_of_scope,
            no_parameters_in_force}},
      [endpoints](const Call& call, const ReleaseHold& request) {
        return endpoints.release(call, request);
      }
  );
}

}  // namespace

void add_hold_endpoints(api::Api& api, const Desk& desk) {
  const HoldEndpoints endpoints(desk);
  add_hold_reading(api, endpoints);
  add_holding(api, endpoints);
}

}  // namespace guanxi::points
