// The HTTP endpoints of points sold outright. points:sell sells and voids; who is limited to stores
// does so there only.
#include "modules/points/point_sales_types.h"
#include "modules/points/scope.h"
#include "platform/api/idempotency.h"

namespace guanxi::points {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using api::Page;
using api::Reply;

constexpr const char* sales_of_list = "points_sales";
constexpr const char* sold_list = "points_sold";

class SaleEndpoints {
 public:
  explicit SaleEndpoints(const Desk& desk) : desk_(desk), scope_(desk) {}

  Result<Reply<PointsSaleResult>> sell(const Call& call, const SellPoints& request) const {
    GX_TRY(store, scope_.store(call, request.store));
    return desk_.first_answers.once<PointsSaleResult>(
        desk_.db,
        call,
        "sell_points",
        201,
        [&](sql::Tx& tx) -> Result<PointsSaleResult> {
          GX_TRY(account, scope_.account(tx, call, request.id, store));
          GX_TRY(programme, scope_.programme(account, call.now));
          if (request.paid.currency() != programme->currency) {
            return fail(ErrorCode::currency_mismatch, "/paid/currency");
          }
          PointsSale sale;
          sale.owner = request.id;
          sale.id = desk_.ids.next_id<PointsSaleTag>();
          sale.points = request.points;
          sale.paid = request.paid.minor();
          sale.reference = request.reference;
          sale.store = store;
          const Cause cause{CauseKind::points_sale, sale.id.value()};
          GX_TRY(context, scope_.context(tx, call, request.id, cause));
          GX_TRY(sold, post_points_sale(tx, desk_.ids, context, std::move(sale), *programme));
          return result(call, sold, programme->currency);
        }
    );
  }

  Result<Reply<PointsSaleResult>> void_sale(const Call& call, const VoidPointsSale& request) const {
    return desk_.first_answers.once<PointsSaleResult>(
        desk_.db,
        call,
        "void_points_sale",
        201,
        [&](sql::Tx& tx) -> Result<PointsSaleResult> {
          GX_TRY(account, scope_.account(tx, call, request.id));
          GX_TRY(programme, scope_.programme(account, call.now));
          auto sale = find_points_sale(tx, request.id, request.sale);
          if (!sale) return fail(ErrorCode::points_sale_not_found, "/sale");
          if (!Scope::may_act_for(call, sale->store)) {
            return fail(ErrorCode::store_out_of_scope, "/sale");
          }
          const Cause cause{CauseKind::points_sale_void, sale->id.value()};
          GX_TRY(context, scope_.context(tx, call, request.id, cause));
          GX_TRY(
              voided,
              post_points_sale_void(tx, desk_.ids, context, *std::move(sale), request.reason)
          );
          return result(call, voided, programme->currency);
        }
    );
  }

  Result<Page<PointsSaleView>> list_of(const Call& call, const ListPointsSales& request) const {
    std::optional<PointsSaleId> before;
    if (request.cursor) {
      GX_TRY(
          parts, (api::decode_cursor<std::int64_t, std::int64_t>(sales_of_list, *request.cursor))
      );
      if (std::get<0>(parts) != request.id.value()) return fail(ErrorCode::bad_cursor, "/cursor");
      before = PointsSaleId(std::get<1>(parts));
    }
    return desk_.db.read([&](sql::Tx& tx) -> Result<Page<PointsSaleView>> {
      GX_TRY(account, scope_.account(tx, call, request.id));
      GX_TRY(programme, scope_.programme(account, call.now));
      auto found = points_sales_of(tx, request.id, before, request.limit + 1);
      return page_of(
          call,
          std::move(found),
          request.limit,
          programme->currency,
          [&](PointsSaleId last) {
            return api::encode_cursor(sales_of_list, request.id.value(), last.value());
          }
      );
    });
  }

  Result<Page<PointsSaleView>> list_in(const Call& call, const ListPointsSold& request) const {
    GX_TRY(store, scope_.store(call, request.store));
    const auto programme = desk_.programmes.find(request.programme);
    const auto shown = programme ? desk_.programmes.shown(*programme, call.now) : nullptr;
    if (!shown || !org::sees_programme(*desk_.org.snapshot(), call.actor, *programme)) {
      return fail(ErrorCode::programme_not_found, "/programme", {{"programme", request.programme}});
    }
    const std::int64_t place = store.value_or(StoreId()).value();
    std::optional<PointsSaleId> before;
    if (request.cursor) {
      GX_TRY(
          parts,
          (api::decode_cursor<std::int64_t, std::int64_t, std::int64_t>(sold_list, *request.cursor))
      );
      const auto& [of, at, id] = parts;
      if (of != programme->value() || at != place) return fail(ErrorCode::bad_cursor, "/cursor");
      before = PointsSaleId(id);
    }
    auto found = desk_.db.read([&](sql::Tx& tx) {
      return points_sales_in(tx, *programme, store, before, request.limit + 1);
    });
    return page_of(call, std::move(found), request.limit, shown->currency, [&](PointsSaleId last) {
      return api::encode_cursor(sold_list, programme->value(), place, last.value());
    });
  }

 private:
  template <class Cursor>
  Page<PointsSaleView> page_of(
      const Call& call, std::vector<PointsSale> found, int limit, Currency currency, Cursor&& cursor
  ) const {
    const bool more = std::ssize(found) > limit;
    if (more) found.pop_back();
    Page<PointsSaleView> page;
    for (const PointsSale& sale : found) page.items.push_back(view(call, sale, currency));
    if (more) page.next_cursor = cursor(found.back().id);
    return page;
  }

  PointsSaleResult result(const Call& call, const PointsSold& sold, Currency currency) const {
    return {view(call, sold.sale, currency), sold.repaid, sold.account.balance};
  }

  PointsSaleView view(const Call& call, const PointsSale& sale, Currency currency) const {
    return {
        .id = sale.id,
        .member = sale.owner,
        .points = sale.points,
        .paid = Money(sale.paid, currency),
        .reference = sale.reference,
        .store = scope_.code_seen(call, sale.store),
        .sold_at = sale.sold_at,
        .sold_by = sale.sold_by,
        .voided_at = sale.voided_at,
        .voided_by = sale.voided_by,
        .voided_why = sale.voided_why};
  }

  Desk desk_;
  Scope scope_;
};

void add_sale_reading(api::Api& api, const SaleEndpoints& endpoints) {
  using enum ErrorCode;
  api.add<ListPointsSales, Page<PointsSaleView>>(
      {.method = Method::get,
       .path = "/v1/members/{id}/points/sales",
       .operation = "list_points_sales",
       .tag = "points",
       .permission = "points:read",
       .summary = {"会员购买的积分", "List the points a member bought"},
       .description = {"最新的在前，含已作废的。", "The newest first, voided ones among them."},
       .errors = {account_not_found, bad_cursor, no_parameters_in_force}},
      [endpoints](const Call& call, const ListPointsSales& request) {
        return endpoints.list_of(call, request);
      }
  );
  api.add<ListPointsSold, Page<PointsSaleView>>(
      {.method = Method::get,
       .path = "/v1/points/sales",
       .operation = "list_points_sold",
       .tag = "points",
       .permission = "points:read",
       .summary = {"出售的积分", "List the points a programme sold"},
       .description =
           {"供财务核对收款：最新的在前，可按门店筛选；权限限于部分门店的操作者须指明门店。",
            "For holding against what was taken in: the newest first, of one store if named; who "
            "is limited to some stores names one."},
       .errors = {programme_not_found, store_not_found, store_out_of_scope, bad_cursor}},
      [endpoints](const Call& call, const ListPointsSold& request) {
        return endpoints.list_in(call, request);
      }
  );
}

}  // namespace

void add_sale_endpoints(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  const SaleEndpoints endpoints(desk);
  add_sale_reading(api, endpoints);
  api.add<SellPoints, PointsSaleResult>(
      {.method = Method::post,
       .path = "/v1/members/{id}/points/sales",
       .operation = "sell_points",
       .tag = "points",
       .permission = "points:sell",
       .summary = {"出售积分", "Sell points outright"},
       .description =
           {"F 类积分，按计划的 points_sale_price 出售，先偿还欠分；一笔支付只能用一次，"
            "一名会员一年有上限。当日、积分未动用前可作废。",
            "Class F, at the programme's points_sale_price; what is owed is repaid first. A "
            "payment pays once, and a member may buy so many within a year. It can be voided until "
            "the end of its day, as long as none of the points was used."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {account_not_found,
            account_closed,
            account_frozen,
            points_not_for_sale,
            points_price_differs,
            points_limit_exceeded,
            currency_mismatch,
            code_taken,
            store_not_found,
            store_out_of_scope,
            no_parameters_in_force}},
      [endpoints](const Call& call, const SellPoints& request) {
        return endpoints.sell(call, request);
      }
  );
  api.add<VoidPointsSale, PointsSaleResult>(
      {.method = Method::post,
       .path = "/v1/members/{id}/points/sales/{sale}/void",
       .operation = "void_points_sale",
       .tag = "points",
       .permission = "points:sell",
       .summary = {"作废积分出售", "Void a sale of points"},
       .description =
           {"收回全部积分，钱由收款处退还；这笔支付可重新使用。",
            "Takes all of its points back; who took the money gives it back, and the payment's "
            "number is free again."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {account_not_found,
            points_sale_not_found,
            already_voided,
            void_after_business_day,
            not_enough_points,
            store_out_of_scope,
            no_parameters_in_force}},
      [endpoints](const Call& call, const VoidPointsSale& request) {
        return endpoints.void_sale(call, request);
      }
  );
}

}  // namespace guanxi::points
