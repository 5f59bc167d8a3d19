// The HTTP endpoints of issuing to a list of members. Lists belong to the whole group.
#include "modules/audit/audit.h"
#include "modules/coupons/codes_types.h"
#include "modules/coupons/desk.h"
#include "modules/coupons/paging.h"
#include "modules/coupons/refusals.h"

namespace guanxi::coupons {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using api::Reply;

constexpr const char* lists_list = "coupon_lists";
constexpr const char* list_rows_list = "coupon_list_rows";

class ListEndpoints {
 public:
  explicit ListEndpoints(const Desk& desk) : desk_(desk) {}

  Result<Reply<ListView>> order(const Call& call, const OrderList& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    const Office& office = desk_.office();
    return office.answers.once<ListView>(
        office.db,
        call,
        "order_coupon_list",
        202,
        [&](sql::Tx& tx) -> Result<Reply<ListView>> {
          GX_TRY(terms, desk_.template_seen(tx, call, request.template_, "/template"));
          GX_TRY(
              list,
              order_list(
                  tx, office.ids, terms, request.members, request.reason, call.actor.id, call.now
              )
          );
          return ordered(tx, call, terms, list);
        }
    );
  }

  Result<Reply<ListView>> order_for(const Call& call, const OrderAudienceList& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    const Office& office = desk_.office();
    return office.answers.once<ListView>(
        office.db,
        call,
        "order_coupon_audience",
        202,
        [&](sql::Tx& tx) -> Result<Reply<ListView>> {
          GX_TRY(terms, desk_.template_seen(tx, call, request.template_, "/template"));
          const auto audience = audiences::find(tx, request.audience);
          if (!audience || audience->programme != terms.programme) {
            return fail(ErrorCode::audience_not_found, "/audience");
          }
          GX_TRY(
              list,
              order_audience(
                  tx, office.ids, terms, *audience, request.reason, call.actor.id, call.now
              )
          );
          return ordered(tx, call, terms, list);
        }
    );
  }

  Result<ListResultView> result(const Call& call, const NameList& request) const {
    return desk_.office().db.read([&](sql::Tx& tx) -> Result<ListResultView> {
      GX_TRY(found, seen(tx, call, request.id));
      ListResultView result;
      result.list = view(tx, found.terms, found.list);
      result.issued = found.list.handled - found.list.refused;
      for (const RefusalCount& one : refusals_of(tx, request.id)) {
        result.refusals.push_back({one.refusal, one.members});
      }
      return result;
    });
  }

  Result<api::Page<ListView>> list(const Call& call, const ListLists& request) const {
    const Paging paging(lists_list, request.template_.value(), request.cursor, request.limit);
    GX_TRY(place, paging.place());
    return desk_.office().db.read([&](sql::Tx& tx) -> Result<api::Page<ListView>> {
      GX_TRY(terms, desk_.template_seen(tx, call, request.template_, "/template"));
      return paging.page(
          lists_of(tx, terms.id, ListId(place), paging.asked()),
          [&](const MemberList& list) { return view(tx, terms, list); },
          [](const MemberList& list) { return list.id.value(); }
      );
    });
  }

  Result<ListView> get(const Call& call, const NameList& request) const {
    return desk_.office().db.read([&](sql::Tx& tx) -> Result<ListView> {
      GX_TRY(found, seen(tx, call, request.id));
      return view(tx, found.terms, found.list);
    });
  }

  Result<api::Page<ListRowView>> rows(const Call& call, const ListRows& request) const {
    const Paging paging(list_rows_list, request.id.value(), request.cursor, request.limit);
    GX_TRY(place, paging.place());
    return desk_.office().db.read([&](sql::Tx& tx) -> Result<api::Page<ListRowView>> {
      GX_TRY_VOID(seen(tx, call, request.id));
      return paging.page(
          rows_of(tx, request.id, place, paging.asked()),
          [](const ListRow& row) {
            return ListRowView{row.owner, row.coupon, row.refusal};
          },
          [](const ListRow& row) { return row.place + 1; }
      );
    });
  }

  Result<ListView> release(const Call& call, const NameList& request) const {
    return moved(call, request, "coupon_list_released", release_list);
  }
  Result<ListView> cancel(const Call& call, const NameList& request) const {
    return moved(call, request, "coupon_list_cancelled", cancel_list);
  }

 private:
  struct Seen {
    Template terms;
    MemberList list;
  };
  Result<Seen> seen(sql::Tx& tx, const Call& call, ListId id) const {
    auto list = find_list(tx, id);
    if (!list) return refuse(Why::coupon_list_not_found, "/id");
    auto terms = desk_.template_seen(tx, call, list->template_id);
    if (!terms) return refuse(Why::coupon_list_not_found, "/id");
    return Seen{*std::move(terms), *std::move(list)};
  }

  template <class Move>
  Result<ListView> moved(
      const Call& call, const NameList& request, const char* action, const Move& move
  ) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    return desk_.office().db.write([&](sql::Tx& tx) -> Result<ListView> {
      GX_TRY(found, seen(tx, call, request.id));
      GX_TRY(list, move(tx, request.id));
      record(tx, call, action, list);
      return view(tx, found.terms, list);
    });
  }

  static Reply<ListView> ordered(
      sql::Tx& tx, const Call& call, const Template& terms, const MemberList& list
  ) {
    record(tx, call, "coupon_list_ordered", list);
    return {.body = view(tx, terms, list), .location = "/v1/coupons/lists/" + list.id.to_string()};
  }

  static ListView view(sql::Tx& tx, const Template& terms, const MemberList& list) {
    ListView view;
    view.id = list.id;
    view.template_ = list.template_id;
    view.audience = list.audience;
    view.state = list.state;
    view.members = list.members;
    view.handled = list.handled;
    view.refused = list.refused;
    view.reason = list.reason;
    view.made_at = list.made_at;
    view.made_by = list.made_by;
    if (!list.audience) return view;
    view.eligible = list.eligible;
    view.over_limit = list.over_limit;
    if (terms.stock > 0) view.stock_left = terms.stock - taken_of(tx, terms.id);
    const bool waits = list.state == ListState::counting || list.state == ListState::counted;
    if (waits) {
      const std::int64_t left = view.stock_left.value_or(list.eligible);
      view.short_by = std::max<std::int64_t>(0, list.eligible - left);
    }
    return view;
  }

  static audit::Changes changes_of(const MemberList& list) {
    audit::Changes changes;
    changes.add("members", {}, std::to_string(list.members));
    if (list.audience) changes.add("audience", {}, list.audience->to_string());
    return changes;
  }

  static void record(sql::Tx& tx, const Call& call, const char* action, const MemberList& list) {
    audit::record(
        tx,
        call,
        {.action = action,
         .object_kind = "coupon_list",
         .object_id = list.id.to_string(),
         .changes = changes_of(list),
         .reason = list.reason},
        call.now
    );
  }

  Desk desk_;
};

void add_list_ordering(api::Api& api, const ListEndpoints& endpoints) {
  using enum ErrorCode;
  api.add<OrderList, ListView>(
      {.method = Method::post,
       .path = "/v1/coupons/lists",
       .operation = "order_coupon_list",
       .tag = "coupons",
       .permission = "coupons:issue",
       .summary = {"按名单发券", "Issue to a list of members"},
       .description =
           {"由后台任务逐行发放；每行是否发出、为何未发，见各行。",
            "A job goes through it; each row says what was issued, or why nothing was."},
       .idempotency = Idempotency::required,
       .success_status = 202,
       .errors =
           {coupon_template_not_found,
            coupon_template_state,
            store_out_of_scope,
            idempotency_key_reused,
            conflict}},
      [endpoints](const Call& call, const OrderList& request) {
        return endpoints.order(call, request);
      }
  );
  api.add<OrderAudienceList, ListView>(
      {.method = Method::post,
       .path = "/v1/coupons/lists/for-audience",
       .operation = "order_coupon_audience",
       .tag = "coupons",
       .permission = "coupons:issue",
       .summary = {"按人群发券：先清点", "Count an audience, to issue to it"},
       .description =
           {"后台清点可发多少、多少已达限领、库存是否足够；放行后才发放。",
            "A job counts how many could get one, how many are over their limit and whether the "
            "stock suffices. It issues once that is released."},
       .idempotency = Idempotency::required,
       .success_status = 202,
       .errors =
           {coupon_template_not_found,
            coupon_template_state,
            audience_not_found,
            audience_retired,
            store_out_of_scope,
            idempotency_key_reused,
            conflict}},
      [endpoints](const Call& call, const OrderAudienceList& request) {
        return endpoints.order_for(call, request);
      }
  );
  api.add<NameList, ListView>(
      {.method = Method::post,
       .path = "/v1/coupons/lists/{id}/release",
       .operation = "release_coupon_list",
       .tag = "coupons",
       .permission = "coupons:issue",
       .summary = {"放行已清点的名单", "Release a list that was counted"},
       .description =
           {"由后台任务发放，给现在仍在人群中的人；库存不足时先到先得，其余记为未发。",
            "A job issues to those who are in the audience still; where the stock does not "
            "suffice the rest is refused."},
       .errors = {coupon_list_not_found, coupon_list_state, store_out_of_scope, conflict}},
      [endpoints](const Call& call, const NameList& request) {
        return endpoints.release(call, request);
      }
  );
  api.add<NameList, ListView>(
      {.method = Method::post,
       .path = "/v1/coupons/lists/{id}/cancellation",
       .operation = "cancel_coupon_list",
       .tag = "coupons",
       .permission = "coupons:issue",
       .summary = {"取消发券名单", "Cancel a list"},
       .description = {"已发的不变。", "What was issued stays."},
       .errors = {coupon_list_not_found, coupon_list_state, store_out_of_scope, conflict}},
      [endpoints](const Call& call, const NameList& request) {
        return endpoints.cancel(call, request);
      }
  );
}

void add_list_reading(api::Api& api, const ListEndpoints& endpoints) {
  using enum ErrorCode;
  api.add<ListLists, api::Page<ListView>>(
      {.method = Method::get,
       .path = "/v1/coupons/lists",
       .operation = "list_coupon_lists",
       .tag = "coupons",
       .permission = "coupons:read",
       .summary = {"发券名单", "The lists of a template"},
       .errors = {coupon_template_not_found, bad_cursor}},
      [endpoints](const Call& call, const ListLists& request) {
        return endpoints.list(call, request);
      }
  );
  api.add<NameList, ListView>(
      {.method = Method::get,
       .path = "/v1/coupons/lists/{id}",
       .operation = "get_coupon_list",
       .tag = "coupons",
       .permission = "coupons:read",
       .summary = {"查询一份发券名单及其进度", "Read a list and how far it is"},
       .errors = {coupon_list_not_found}},
      [endpoints](const Call& call, const NameList& request) {
        return endpoints.get(call, request);
      }
  );
  api.add<ListRows, api::Page<ListRowView>>(
      {.method = Method::get,
       .path = "/v1/coupons/lists/{id}/rows",
       .operation = "list_coupon_list_rows",
       .tag = "coupons",
       .permission = "coupons:read",
       .summary = {"名单的各行", "The rows of a list"},
       .errors = {coupon_list_not_found, bad_cursor}},
      [endpoints](const Call& call, const ListRows& request) {
        return endpoints.rows(call, request);
      }
  );
  api.add<NameList, ListResultView>(
      {.method = Method::get,
       .path = "/v1/coupons/lists/{id}/result",
       .operation = "get_coupon_list_result",
       .tag = "coupons",
       .permission = "coupons:read",
       .summary =
           {"名单的结果：发了多少，其余为何未发", "What a list came to, and why others got none"},
       .errors = {coupon_list_not_found}},
      [endpoints](const Call& call, const NameList& request) {
        return endpoints.result(call, request);
      }
  );
}

}  // namespace

void add_list_endpoints(api::Api& api, const Desk& desk) {
  const ListEndpoints endpoints(desk);
  add_list_ordering(api, endpoints);
  add_list_reading(api, endpoints);
}

}  // namespace guanxi::coupons
