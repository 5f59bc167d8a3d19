// The HTTP endpoints of issuing to a list of members. Lists belong to the whole group.
#include "modules/audit/audit.h"
#include "modules/coupons/codes_types.h"
#include "modules/coupons/desk.h"
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
          record(tx, call, "coupon_list_ordered", list);
          return Reply<ListView>{
              .body = view(list), .location = "/v1/coupons/lists/" + list.id.to_string()};
        }
    );
  }

  Result<api::Page<ListView>> list(const Call& call, const ListLists& request) const {
    ListId before;
    if (request.cursor) {
      GX_TRY(parts, api::decode_cursor<std::int64_t>(lists_list, *request.cursor));
      before = ListId(std::get<0>(parts));
    }
    return desk_.office().db.read([&](sql::Tx& tx) -> Result<api::Page<ListView>> {
      GX_TRY(terms, desk_.template_seen(tx, call, request.template_, "/template"));
      auto lists = lists_of(tx, terms.id, before, request.limit + 1);
      const bool more = std::ssize(lists) > request.limit;
      if (more) lists.pop_back();
      api::Page<ListView> page;
      for (const MemberList& one : lists) page.items.push_back(view(one));
      if (more) page.next_cursor = api::encode_cursor(lists_list, lists.back().id.value());
      return page;
    });
  }

  Result<ListView> get(const Call& call, const NameList& request) const {
    return desk_.office().db.read([&](sql::Tx& tx) -> Result<ListView> {
      GX_TRY(list, seen(tx, call, request.id));
      return view(list);
    });
  }

  Result<api::Page<ListRowView>> rows(const Call& call, const ListRows& request) const {
    std::int64_t from = 0;
    if (request.cursor) {
      GX_TRY(
          parts, (api::decode_cursor<std::int64_t, std::int64_t>(list_rows_list, *request.cursor))
      );
      if (std::get<0>(parts) != request.id.value()) return fail(ErrorCode::bad_cursor, "/cursor");
      from = std::get<1>(parts);
    }
    return desk_.office().db.read([&](sql::Tx& tx) -> Result<api::Page<ListRowView>> {
      GX_TRY_VOID(seen(tx, call, request.id));
      auto rows = rows_of(tx, request.id, from, request.limit + 1);
      api::Page<ListRowView> page;
      if (std::ssize(rows) > request.limit) {
        page.next_cursor =
            api::encode_cursor(list_rows_list, request.id.value(), rows.back().place);
        rows.pop_back();
      }
      for (const ListRow& row : rows) page.items.push_back({row.owner, row.coupon, row.refusal});
      return page;
    });
  }

  Result<ListView> cancel(const Call& call, const NameList& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    return desk_.office().db.write([&](sql::Tx& tx) -> Result<ListView> {
      GX_TRY_VOID(seen(tx, call, request.id));
      GX_TRY(list, cancel_list(tx, request.id));
      record(tx, call, "coupon_list_cancelled", list);
      return view(list);
    });
  }

 private:
  Result<MemberList> seen(sql::Tx& tx, const Call& call, ListId id) const {
    auto list = find_list(tx, id);
    if (!list || !desk_.template_seen(tx, call, list->template_id)) {
      return refuse(Why::coupon_list_not_found, "/id");
    }
    return *std::move(list);
  }

  static ListView view(const MemberList& list) {
    return {
        list.id,
        list.template_id,
        list.state,
        list.members,
        list.handled,
        list.refused,
        list.reason,
        list.made_at,
        list.made_by};
  }

  static void record(sql::Tx& tx, const Call& call, const char* action, const MemberList& list) {
    audit::record(
        tx,
        call,
        {.action = action,
         .object_kind = "coupon_list",
         .object_id = list.id.to_string(),
         .changes = audit::Changes().add("members", {}, std::to_string(list.members)),
         .reason = list.reason},
        call.now
    );
  }

  Desk desk_;
};

}  // namespace

void add_list_endpoints(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  const ListEndpoints endpoints(desk);
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

}  // namespace guanxi::coupons
