// Stores beside each other.
#include <algorithm>

#include "modules/dashboard/desk.h"

namespace guanxi::dashboard {
namespace {

using api::Call;
using api::Reply;

constexpr const char* stores_list = "dashboard_stores";

struct Asking {
  std::string programme;
  Date from, to;
  StoreSort sort;
  StoreOrder order;
};

std::int64_t sorted_by(const StoreView& view, StoreSort sort) {
  switch (sort) {
    case StoreSort::net_amount:
      return view.net_amount.minor();
    case StoreSort::sales:
      return view.sales;
    case StoreSort::member_share:
      return view.member_share_per_mille.value_or(-1);
    case StoreSort::average_receipt:
      return view.average_receipt ? view.average_receipt->minor() : -1;
    case StoreSort::new_members:
      return view.new_members;
    case StoreSort::returns:
      return view.returns;
    case StoreSort::coupons_used:
      return view.coupons_used;
  }
  return 0;
}

StoreView store_view(
    const org::Store& store, const Sums& sums, const Sums& previous, Currency currency
) {
  const auto money = [&](std::int64_t minor) { return Money(minor, currency); };
  StoreView view;
  view.store = store.code;
  view.name = store.name;
  view.net_amount = money(sums.net_amount());
  view.sales = sums.sales;
  view.sales_amount = money(sums.sales_amount);
  view.returns = sums.returns;
  view.return_amount = money(sums.return_amount);
  view.purchases = sums.purchases;
  view.member_net_amount = money(sums.member_net_amount());
  view.member_share_per_mille = per_mille_of(sums.member_net_amount(), sums.net_amount());
  view.average_receipt = average_of(sums.sales_amount, sums.sales, currency);
  view.new_members = sums.joined;
  view.coupons_issued = sums.coupons_issued;
  view.coupons_used = sums.coupons_used;
  view.previous_net_amount = money(previous.net_amount());
  view.net_change_per_mille =
      per_mille_of(sums.net_amount() - previous.net_amount(), previous.net_amount());
  return view;
}

class RankingEndpoints {
 public:
  explicit RankingEndpoints(const Desk& desk) : desk_(desk) {}

  Result<api::Page<StoreView>> stores(const Call& call, const RankStores& request) const {
    GX_TRY(
        all,
        ranked(call, {request.programme, request.from, request.to, request.sort, request.order})
    );
    std::int64_t after = 0;
    if (request.cursor) {
      GX_TRY(parts, api::decode_cursor<std::int64_t>(stores_list, *request.cursor));
      after = std::get<0>(parts);
      if (after < 1) return fail(ErrorCode::bad_cursor, "/cursor");
    }
    api::Page<StoreView> page;
    for (StoreView& view : all) {
      if (view.rank <= after) continue;
      if (std::ssize(page.items) == request.limit) {
        page.next_cursor = api::encode_cursor(stores_list, page.items.back().rank);
        break;
      }
      page.items.push_back(std::move(view));
    }
    return page;
  }

  Result<Reply<Nothing>> stores_file(const Call& call, const RankStoresFile& request) const {
    GX_TRY(
        all,
        ranked(call, {request.programme, request.from, request.to, request.sort, request.order})
    );
    CsvLines csv(
        "rank,store,name,net_amount,sales,sales_amount,returns,return_amount,purchases,"
        "member_net_amount,member_share_per_mille,average_receipt,new_members,coupons_issued,"
        "coupons_used,previous_net_amount,net_change_per_mille"
    );
    for (const StoreView& view : all) {
      csv.add(view.rank).add(view.store).add(view.name).add(view.net_amount.to_string());
      csv.add(view.sales).add(view.sales_amount.to_string());
      csv.add(view.returns).add(view.return_amount.to_string()).add(view.purchases);
      csv.add(view.member_net_amount.to_string()).add(cell(view.member_share_per_mille));
      csv.add(cell(view.average_receipt)).add(view.new_members);
      csv.add(view.coupons_issued).add(view.coupons_used);
      csv.add(view.previous_net_amount.to_string()).add(cell(view.net_change_per_mille)).end();
    }
    const std::string name =
        "dashboard-stores-" + request.from.to_string() + "-" + request.to.to_string();
    return csv_file(name, csv.take());
  }

 private:
  /// The stores of the programme that the actor may see: those in use, and those that had any.
  Result<std::vector<StoreView>> ranked(const Call& call, const Asking& asking) const {
    GX_TRY(programme, programme_of(desk_, call, asking.programme));
    GX_TRY_VOID(check_period(asking.from, asking.to));
    const Period period{asking.from, asking.to};
    auto [now, before] = desk_.db.read([&](sql::Tx& tx) {
      return std::pair(
          stores_of(tx, programme->programme, period),
          stores_of(tx, programme->programme, previous_of(period))
      );
    });
    std::vector<StoreView> all;
    const auto organisation = desk_.org.snapshot();
    for (const org::Store* store : organisation->stores()) {
      if (store->programme != programme->programme || !call.actor.in_scope(store->id)) continue;
      if (!store->active && !now.contains(store->id) && !before.contains(store->id)) continue;
      all.push_back(store_view(*store, now[store->id], before[store->id], programme->currency));
    }
    // Equals stand by their codes, whichever way.
    std::ranges::stable_sort(all, [&](const StoreView& one, const StoreView& other) {
      const std::int64_t a = sorted_by(one, asking.sort), b = sorted_by(other, asking.sort);
      return asking.order == StoreOrder::desc ? a > b : a < b;
    });
    for (std::size_t i = 0; i < all.size(); ++i) all[i].rank = static_cast<std::int64_t>(i) + 1;
    return all;
  }

  Desk desk_;
};

constexpr api::Text ranking_text{
    "会员计划的各门店按所选数字排名，附上期净销售额及环比；权限限于部分门店的操作者只看到自己的门店"
    "，"
    "名次在其中计算。",
    "The stores of a programme ranked by a figure, with the net sales of the previous period and "
    "their change. Who is limited to stores sees those, ranked among themselves."};

}  // namespace

void add_ranking_endpoints(api::Api& api, const Desk& desk) {
  const RankingEndpoints endpoints(desk);
  api::Spec spec = spec_of(
      "/v1/dashboard/stores", "rank_dashboard_stores", {"门店排名", "Stores ranked"}, ranking_text
  );
  spec.errors = {ErrorCode::programme_not_found, ErrorCode::bad_cursor};
  api.add<RankStores, api::Page<StoreView>>(
      spec,
      [endpoints](const Call& call, const RankStores& request) {
        return endpoints.stores(call, request);
      }
  );
  api.add<RankStoresFile, Nothing>(
      as_file(
          spec,
          "/v1/dashboard/stores.csv",
          "rank_dashboard_stores_csv",
          {"门店排名（CSV）", "Stores ranked as CSV"}
      ),
      [endpoints](const Call& call, const RankStoresFile& request) {
        return endpoints.stores_file(call, request);
      }
  );
}

}  // namespace guanxi::dashboard
