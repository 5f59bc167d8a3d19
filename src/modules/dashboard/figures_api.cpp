// The figures of a period beside those of the one before, and of its days.
#include "modules/dashboard/desk.h"
#include "modules/points/days.h"

namespace guanxi::dashboard {
namespace {

using api::Call;
using api::Reply;

class FigureEndpoints {
 public:
  explicit FigureEndpoints(const Desk& desk) : desk_(desk) {}

  Result<DashboardView> dashboard(const Call& call, const AskDashboard& request) const {
    GX_TRY(programme, programme_of(desk_, call, request.programme));
    GX_TRY(scope, scope_of(desk_, call, programme->programme, request.store));
    GX_TRY_VOID(check_period(request.from, request.to));
    const Period period{request.from, request.to};
    const Period previous = previous_of(period);
    return desk_.db.read([&](sql::Tx& tx) {
      DashboardView view;
      view.from = period.from;
      view.to = period.to;
      view.previous_from = previous.from;
      view.previous_to = previous.to;
      view.complete = is_complete(tx);
      view.current = figures(tx, *programme, scope, period, request.lost_days);
      view.previous = figures(tx, *programme, scope, previous, request.lost_days);
      for (const DaySums& day : days_of(tx, scope, period))
        view.days.push_back(day_view(day, programme->currency));
      return view;
    });
  }

  Result<Reply<Nothing>> dashboard_file(const Call& call, const AskDashboard& request) const {
    GX_TRY(view, dashboard(call, request));
    CsvLines csv("figure,current,previous");
    const auto current = cells_of(view.current), previous = cells_of(view.previous);
    for (std::size_t i = 0; i < current.size(); ++i)
      csv.add(current[i].first).add(current[i].second).add(previous[i].second).end();
    return csv_file(name_of("dashboard", request.from, request.to), csv.take());
  }

  Result<Reply<Nothing>> days_file(const Call& call, const AskDashboardDays& request) const {
    GX_TRY(programme, programme_of(desk_, call, request.programme));
    GX_TRY(scope, scope_of(desk_, call, programme->programme, request.store));
    GX_TRY_VOID(check_period(request.from, request.to));
    const auto days = desk_.db.read([&](sql::Tx& tx) {
      return days_of(tx, scope, {request.from, request.to});
    });
    CsvLines csv(
        "day,new_members,departed_members,sales,sales_amount,returns,return_amount,net_amount,"
        "purchases,member_net_amount,coupons_issued,coupons_used"
    );
    for (const DaySums& one : days) {
      const DayView day = day_view(one, programme->currency);
      csv.add(day.day.to_string()).add(day.new_members).add(day.departed_members);
      csv.add(day.sales).add(day.sales_amount.to_string());
      csv.add(day.returns).add(day.return_amount.to_string()).add(day.net_amount.to_string());
      csv.add(day.purchases).add(day.member_net_amount.to_string());
      csv.add(day.coupons_issued).add(day.coupons_used).end();
    }
    return csv_file(name_of("dashboard-days", request.from, request.to), csv.take());
  }

 private:
  static std::string name_of(const char* what, Date from, Date to) {
    return std::string(what) + "-" + from.to_string() + "-" + to.to_string();
  }

  static DayView day_view(const DaySums& day, Currency currency) {
    const Sums& sums = day.sums;
    DayView view;
    view.day = day.day;
    view.new_members = sums.joined;
    view.departed_members = sums.departed;
    view.sales = sums.sales;
    view.sales_amount = Money(sums.sales_amount, currency);
    view.returns = sums.returns;
    view.return_amount = Money(sums.return_amount, currency);
    view.net_amount = Money(sums.net_amount(), currency);
    view.purchases = sums.purchases;
    view.member_net_amount = Money(sums.member_net_amount(), currency);
    view.coupons_issued = sums.coupons_issued;
    view.coupons_used = sums.coupons_used;
    return view;
  }

  FiguresView figures(
      sql::Tx& tx,
      const programmes::Version& programme,
      const Scope& scope,
      const Period& period,
      int lost_days
  ) const {
    FiguresView view;
    const Sums sums = sums_of(tx, scope, period);
    add_members(tx, scope, period, sums, lost_days, view);
    add_sales(sums, programme.currency, view);
    add_points(tx, programme, scope, period, view);
    return view;
  }

  static void add_members(
      sql::Tx& tx,
      const Scope& scope,
      const Period& period,
      const Sums& sums,
      int lost_days,
      FiguresView& view
  ) {
    view.members = members_on(tx, scope, period.to);
    view.new_members = sums.joined;
    view.departed_members = sums.departed;
    const std::int64_t growth = sums.joined - sums.departed;
    view.growth_per_mille = per_mille_of(growth, view.members - growth);
    const Buyers buyers = buyers_of(tx, scope, period, sums);
    view.active_members = buyers.active;
    view.repeat_members = buyers.repeat;
    view.repeat_per_mille = per_mille_of(buyers.repeat, buyers.active);
    const Lost lost = lost_on(tx, scope, period.to, lost_days);
    view.lost_members = lost.lost;
    view.churn_per_mille = per_mille_of(lost.lost, lost.before);
  }

  static void add_sales(const Sums& sums, Currency currency, FiguresView& view) {
    const auto money = [&](std::int64_t minor) { return Money(minor, currency); };
    view.sales = sums.sales;
    view.sales_amount = money(sums.sales_amount);
    view.returns = sums.returns;
    view.return_amount = money(sums.return_amount);
    view.net_amount = money(sums.net_amount());
    view.purchases = sums.purchases;
    view.member_net_amount = money(sums.member_net_amount());
    view.member_share_per_mille = per_mille_of(sums.member_net_amount(), sums.net_amount());
    view.average_receipt = average_of(sums.sales_amount, sums.sales, currency);
    view.coupons_issued = sums.coupons_issued;
    view.coupons_used = sums.coupons_used;
    const std::int64_t off = sums.coupon_amount - sums.coupon_back_amount;
    view.coupon_amount = money(off);
    view.coupon_sales_amount = money(sums.coupon_sales_amount);
    view.coupon_roi_per_mille = per_mille_of(sums.coupon_sales_amount, off);
  }

  void add_points(
      sql::Tx& tx,
      const programmes::Version& programme,
      const Scope& scope,
      const Period& period,
      FiguresView& view
  ) const {
    const auto store = scope.store ? std::optional(scope.store) : std::nullopt;
    for (const points::Figures& of :
         points::sums_of(tx, scope.programme, period.from, period.to, store)) {
      view.points_issued += of.issued + of.granted + of.purchased;
      view.points_redeemed += of.spent();
      view.points_expired += of.expired - of.forgiven;
    }
    if (store) return;
    const auto parts = points::outstanding_of(tx, scope.programme, period.to, period.to).front();
    view.points_liability = Points();
    for (const Points part : parts) *view.points_liability += part;
    // At the rate in force as the period ends.
    const Instant end = programme.zone.start_of(period.to.plus_days(1)).plus_micros(-1);
    const auto version = desk_.programmes.shown(scope.programme, end);
    const auto worth = points::worth_of(parts, version->parameters, version->currency);
    if (worth) view.points_liability_value = worth->total;
  }

  static std::vector<std::pair<std::string, std::string>> cells_of(const FiguresView& view) {
    std::vector<std::pair<std::string, std::string>> cells;
    const auto add = [&](const char* name, const auto& value) {
      using Value = std::decay_t<decltype(value)>;
      if constexpr (std::is_same_v<Value, Points>) {
        cells.emplace_back(name, std::to_string(value.value()));
      } else if constexpr (std::is_same_v<Value, std::optional<Points>>) {
        cells.emplace_back(name, value ? std::to_string(value->value()) : "");
      } else {
        cells.emplace_back(name, cell(value));
      }
    };
    using Members = boost::describe::describe_members<FiguresView, boost::describe::mod_any_access>;
    boost::mp11::mp_for_each<Members>([&](auto member) { add(member.name, view.*member.pointer); });
    return cells;
  }

  Desk desk_;
};

constexpr api::Text figures_text{
    "一段时间的会员、销售、积分和券，与上期并列，并按日列出；数秒内跟上入账。作废的销售不计；退货计"
    "在"
    "退货当日，那次消费仍算一次消费；合并的会员按存续会员计，历史亦然。每个数字的公式见字段说明。点"
    "开："
    "构成数字的会员见 /v1/dashboard/members，小票见 /v1/receipts，积分见 /v1/points/reports/days，"
    "券见 /v1/coupons/reports。",
    "Members, sales, points and coupons of a period beside those of the one before, and by day; "
    "follows postings within seconds. A voided sale is none; a return counts on its own day, and "
    "the purchase stays one; who was merged is the survivor, in the past as well. Each field says "
    "its formula. What makes a figure: members at /v1/dashboard/members, receipts at /v1/receipts, "
    "points at /v1/points/reports/days, coupons at /v1/coupons/reports."};

}  // namespace

void add_figure_endpoints(api::Api& api, const Desk& desk) {
  const FigureEndpoints endpoints(desk);
  const api::Spec spec =
      spec_of("/v1/dashboard", "get_dashboard", {"经营看板", "The dashboard"}, figures_text);
  api.add<AskDashboard, DashboardView>(
      spec,
      [endpoints](const Call& call, const AskDashboard& request) {
        return endpoints.dashboard(call, request);
      }
  );
  api.add<AskDashboard, Nothing>(
      as_file(
          spec,
          "/v1/dashboard.csv",
          "get_dashboard_csv",
          {"经营看板（CSV）", "The dashboard as CSV"}
      ),
      [endpoints](const Call& call, const AskDashboard& request) {
        return endpoints.dashboard_file(call, request);
      }
  );
  api.add<AskDashboardDays, Nothing>(
      as_file(
          spec,
          "/v1/dashboard/days.csv",
          "get_dashboard_days_csv",
          {"每天的数字（CSV）", "The figures of each day as CSV"}
      ),
      [endpoints](const Call& call, const AskDashboardDays& request) {
        return endpoints.days_file(call, request);
      }
  );
}

}  // namespace guanxi::dashboard
