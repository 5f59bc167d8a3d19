// The HTTP endpoints of what members hold: reading, issuing, taking away.
#include "modules/coupons/desk.h"
#include "modules/coupons/paging.h"
#include "modules/coupons/refusals.h"

namespace guanxi::coupons {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using api::Reply;

constexpr const char* coupons_list = "member_coupons";

class MemberEndpoints {
 public:
  explicit MemberEndpoints(const Desk& desk) : desk_(desk) {}

  Result<api::Page<CouponView>> list(const Call& call, const ListCoupons& request) const {
    const Paging paging(coupons_list, request.id.value(), request.cursor, request.limit);
    GX_TRY(place, paging.place());
    return db().read([&](sql::Tx& tx) -> Result<api::Page<CouponView>> {
      GX_TRY(at, desk_.looking(tx, call, request.id));
      return paging.page(
          coupons_of(
              tx, request.id, request.state, CouponId(place), at.act.today, call.now, paging.asked()
          ),
          [&](const Coupon& one) { return desk_.view(tx, *at.programme, one); },
          [](const Coupon& one) { return one.id.value(); }
      );
    });
  }

  Result<Reply<CouponView>> issue_one(const Call& call, const IssueCoupon& request) const {
    return once<CouponView>(call, "issue_coupon", [&](sql::Tx& tx) -> Result<CouponView> {
      GX_TRY(at, desk_.active_at_desk(tx, call, request.id, request.store));
      const auto terms = find_template(tx, at.member.programme, request.template_);
      if (!terms) return unknown_template();
      const Cause cause{CauseKind::desk, desk_.office().ids.next()};
      auto issued = issue(
          tx,
          desk_.office().ids,
          *terms,
          {request.id, at.member.birthday, cause, request.reason},
          at.act
      );
      if (!issued) return at_template(issued.error());
      CouponView view = desk_.view(tx, *at.programme, issued->coupon);
      record_coupon(tx, call, "coupon_issued", view, request.reason);
      return view;
    });
  }

  Result<Reply<CouponView>> withdraw_one(const Call& call, const WithdrawCoupon& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    return once<CouponView>(call, "withdraw_coupon", [&](sql::Tx& tx) -> Result<CouponView> {
      GX_TRY(at, desk_.looking(tx, call, request.id));
      GX_TRY(
          coupon,
          withdraw(tx, desk_.office().ids, request.id, request.coupon, request.reason, at.act)
      );
      CouponView view = desk_.view(tx, *at.programme, coupon);
      record_coupon(tx, call, "coupon_withdrawn", view, request.reason);
      return view;
    });
  }

 private:
  sql::Database& db() const { return desk_.office().db; }

  template <class View, class Action>
  Result<Reply<View>> once(const Call& call, std::string_view operation, const Action& action)
      const {
    return desk_.office().answers.once<View>(db(), call, operation, 201, action);
  }

  static Error unknown_template() {
    Error error = refuse(Why::coupon_template_not_found, "/template");
    return error;
  }
  /// What issue() refuses is about the template that was asked for.
  static Error at_template(Error error) {
    if (error.pointer.empty() && error.code != ErrorCode::conflict) error.pointer = "/template";
    return error;
  }

  Desk desk_;
};

void add_holding_endpoints(api::Api& api, const MemberEndpoints& endpoints) {
  using enum ErrorCode;
  api.add<ListCoupons, api::Page<CouponView>>(
      {.method = Method::get,
       .path = "/v1/members/{id}/coupons",
       .operation = "list_coupons",
       .tag = "coupons",
       .permission = "coupons:read",
       .summary = {"会员的券", "A member's coupons"},
       .description =
           {"从最新的开始；状态以现在为准，过了最后一天即为已过期。",
            "Newest first; states are as of now: past its last day a coupon is expired."},
       .errors = {member_not_found, bad_cursor, no_parameters_in_force}},
      [endpoints](const Call& call, const ListCoupons& request) {
        return endpoints.list(call, request);
      }
  );
  api.add<IssueCoupon, CouponView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/coupons",
       .operation = "issue_coupon",
       .tag = "coupons",
       .permission = "coupons:issue",
       .summary = {"发一张券", "Issue a coupon to a member"},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {coupon_template_not_found,
            coupon_template_state,
            coupon_expired,
            coupon_birthday_unknown,
            coupons_used_up,
            coupon_member_limit,
            member_not_found,
            member_closed,
            member_frozen,
            store_not_found,
            store_out_of_scope,
            no_parameters_in_force,
            idempotency_key_reused,
            conflict}},
      [endpoints](const Call& call, const IssueCoupon& request) {
        return endpoints.issue_one(call, request);
      }
  );
  api.add<WithdrawCoupon, CouponView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/coupons/{coupon}/withdrawal",
       .operation = "withdraw_coupon",
       .tag = "coupons",
       .permission = "coupons:withdraw",
       .summary = {"作废一张券", "Withdraw a coupon"},
       .description =
           {"交易占用中的不能作废；名额退回，好友转赠和合并带来的除外。",
            "Not while it is held for a sale. Its place is free again, unless a friend or a merge "
            "brought it."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {coupon_not_found,
            coupon_state,
            coupon_held,
            member_not_found,
            store_out_of_scope,
            no_parameters_in_force,
            idempotency_key_reused,
            conflict}},
      [endpoints](const Call& call, const WithdrawCoupon& request) {
        return endpoints.withdraw_one(call, request);
      }
  );
}

}  // namespace

void add_member_endpoints(api::Api& api, const Desk& desk) {
  const MemberEndpoints endpoints(desk);
  add_holding_endpoints(api, endpoints);
}

}  // namespace guanxi::coupons
