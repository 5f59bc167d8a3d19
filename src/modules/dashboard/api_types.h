// The requests and answers of the dashboard; their documentation is api_docs.h. Inside
// modules/dashboard.
#pragma once

#include "modules/dashboard/dashboard.h"
#include "platform/api/api.h"

namespace guanxi::dashboard {

inline constexpr int lost_days_default = 90;

enum class StoreSort {
  net_amount,
  sales,
  member_share,
  average_receipt,
  new_members,
  returns,
  coupons_used
};
BOOST_DESCRIBE_ENUM(
    StoreSort, net_amount, sales, member_share, average_receipt, new_members, returns, coupons_used
)
enum class StoreOrder { desc, asc };
BOOST_DESCRIBE_ENUM(StoreOrder, desc, asc)

struct AskDashboard {
  std::string programme;
  Date from, to;
  std::optional<std::string> store;
  int lost_days = lost_days_default;
};
BOOST_DESCRIBE_STRUCT(AskDashboard, (), (programme, from, to, store, lost_days))

struct AskDashboardDays {
  std::string programme;
  Date from, to;
  std::optional<std::string> store;
};
BOOST_DESCRIBE_STRUCT(AskDashboardDays, (), (programme, from, to, store))

struct RankStores {
  std::string programme;
  Date from, to;
  StoreSort sort = StoreSort::net_amount;
  StoreOrder order = StoreOrder::desc;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(RankStores, (), (programme, from, to, sort, order, limit, cursor))

struct RankStoresFile {
  std::string programme;
  Date from, to;
  StoreSort sort = StoreSort::net_amount;
  StoreOrder order = StoreOrder::desc;
};
BOOST_DESCRIBE_STRUCT(RankStoresFile, (), (programme, from, to, sort, order))

struct AskTiers {
  std::string programme;
  std::optional<std::string> ladder, store;
};
BOOST_DESCRIBE_STRUCT(AskTiers, (), (programme, ladder, store))

struct ListMakers {
  std::string programme;
  Date from, to;
  MadeOf figure = MadeOf::active;
  std::optional<std::string> store;
  int lost_days = lost_days_default;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(
    ListMakers, (), (programme, from, to, figure, store, lost_days, limit, cursor)
)

struct FiguresView {
  std::int64_t members = 0, new_members = 0, departed_members = 0;
  std::optional<std::int64_t> growth_per_mille;
  std::int64_t active_members = 0, repeat_members = 0;
  std::optional<std::int64_t> repeat_per_mille;
  std::int64_t lost_members = 0;
  std::optional<std::int64_t> churn_per_mille;
  std::int64_t sales = 0;
  Money sales_amount;
  std::int64_t returns = 0;
  Money return_amount, net_amount;
  std::int64_t purchases = 0;
  Money member_net_amount;
  std::optional<std::int64_t> member_share_per_mille;
  std::optional<Money> average_receipt;
  Points points_issued, points_redeemed, points_expired;
  std::optional<Points> points_liability;
  std::optional<Money> points_liability_value;
  std::int64_t coupons_issued = 0, coupons_used = 0;
  Money coupon_amount, coupon_sales_amount;
  std::optional<std::int64_t> coupon_roi_per_mille;
};
BOOST_DESCRIBE_STRUCT(
    FiguresView,
    (),
    (members,
     new_members,
     departed_members,
     growth_per_mille,
     active_members,
     repeat_members,
     repeat_per_mille,
     lost_members,
     churn_per_mille,
     sales,
     sales_amount,
     returns,
     return_amount,
     net_amount,
     purchases,
     member_net_amount,
     member_share_per_mille,
     average_receipt,
     points_issued,
     points_redeemed,
     points_expired,
     points_liability,
     points_liability_value,
     coupons_issued,
     coupons_used,
     coupon_amount,
     coupon_sales_amount,
     coupon_roi_per_mille)
)

struct DayView {
  Date day;
  std::int64_t new_members = 0, departed_members = 0, sales = 0;
  Money sales_amount;
  std::int64_t returns = 0;
  Money return_amount, net_amount;
  std::int64_t purchases = 0;
  Money member_net_amount;
  std::int64_t coupons_issued = 0, coupons_used = 0;
};
BOOST_DESCRIBE_STRUCT(
    DayView,
    (),
    (day,
     new_members,
     departed_members,
     sales,
     sales_amount,
     returns,
     return_amount,
     net_amount,
     purchases,
     member_net_amount,
     coupons_issued,
     coupons_used)
)

struct DashboardView {
  Date from, to, previous_from, previous_to;
  bool complete = false;
  FiguresView current, previous;
  std::vector<DayView> days;
};
BOOST_DESCRIBE_STRUCT(
    DashboardView, (), (from, to, previous_from, previous_to, complete, current, previous, days)
)

struct StoreView {
  std::int64_t rank = 0;
  std::string store, name;
  std::int64_t new_members = 0, sales = 0;
  Money sales_amount;
  std::int64_t returns = 0;
  Money return_amount, net_amount;
  std::int64_t purchases = 0;
  Money member_net_amount;
  std::optional<std::int64_t> member_share_per_mille;
  std::optional<Money> average_receipt;
  std::int64_t coupons_issued = 0, coupons_used = 0;
  Money previous_net_amount;
  std::optional<std::int64_t> net_change_per_mille;
};
BOOST_DESCRIBE_STRUCT(
    StoreView,
    (),
    (rank,
     store,
     name,
     new_members,
     sales,
     sales_amount,
     returns,
     return_amount,
     net_amount,
     purchases,
     member_net_amount,
     member_share_per_mille,
     average_receipt,
     coupons_issued,
     coupons_used,
     previous_net_amount,
     net_change_per_mille)
)

struct TierView {
  std::string tier;
  std::optional<std::string> name_zh, name_en;
  std::int64_t members = 0;
  std::optional<std::int64_t> per_mille;
};
BOOST_DESCRIBE_STRUCT(TierView, (), (tier, name_zh, name_en, members, per_mille))

struct LadderView {
  std::string ladder;
  std::int64_t members = 0;
  std::vector<TierView> tiers;
};
BOOST_DESCRIBE_STRUCT(LadderView, (), (ladder, members, tiers))

struct PyramidView {
  std::vector<LadderView> ladders;
};
BOOST_DESCRIBE_STRUCT(PyramidView, (), (ladders))

struct MakerView {
  OwnerId member;
  Date day;
  std::optional<std::string> store;
  std::optional<ReceiptId> receipt;
};
BOOST_DESCRIBE_STRUCT(MakerView, (), (member, day, store, receipt))

}  // namespace guanxi::dashboard
