// The documentation of the requests and answers of the dashboard. Inside modules/dashboard.
#pragma once

#include "modules/dashboard/api_types.h"

namespace guanxi::api {

namespace dashboard_fields {
inline constexpr Field programme{
    .name = "programme",
    .text = {"会员计划编码", "Code of the membership programme"},
    .min = 1,
    .max = 32,
    .example = R"("MAIN")",
    .chars = Chars::code};
inline constexpr Field from{
    .name = "from",
    .text = {"第一个营业日（含）", "The first business day"},
    .example = R"("2026-03-01")"};
inline constexpr Field to{
    .name = "to",
    .text = {"最后一个营业日（含），最多 366 天", "The last business day; at most 366 days"},
    .example = R"("2026-03-31")"};
inline constexpr Field store{
    .name = "store",
    .text =
        {"只看一个门店；权限限于部分门店的操作者必填",
         "Of one store; an actor limited to some stores has to name one"},
    .min = 1,
    .max = 32,
    .example = R"("S001")",
    .chars = Chars::code};
inline constexpr Field lost_days{
    .name = "lost_days",
    .text = {"多少天未消费算流失", "After how many days without a purchase a member is lost"},
    .min = 1,
    .max = dashboard::lost_days_max,
    .example = "90",
    .has_default = true};
inline constexpr Field figure{
    .name = "figure",
    .text =
        {"哪个数字：入会、活跃、复购、流失",
         "Which figure: who joined, bought, bought again, was lost"},
    .example = R"("active")",
    .has_default = true};
inline constexpr Field sort{
    .name = "sort",
    .text = {"按什么排名", "What stores are ranked by"},
    .example = R"("net_amount")",
    .has_default = true};
inline constexpr Field order{
    .name = "order",
    .text = {"从高到低或从低到高", "The highest first, or the lowest"},
    .example = R"("desc")",
    .has_default = true};
inline constexpr Field ladder{
    .name = "ladder",
    .text = {"只看一个等级体系", "Of one ladder"},
    .min = 1,
    .max = 32,
    .example = R"("CLUB")",
    .chars = Chars::code};

inline constexpr Field new_members{
    .name = "new_members", .text = {"期内入会", "Who joined in the period"}};
inline constexpr Field departed_members{
    .name = "departed_members", .text = {"期内注销", "Who was closed in the period"}};
inline constexpr Field sales{
    .name = "sales", .text = {"销售笔数（不含作废）", "Sales, voided ones left out"}};
inline constexpr Field sales_amount{
    .name = "sales_amount", .text = {"销售额，未减退货", "Sold, before returns"}};
inline constexpr Field returns{
    .name = "returns", .text = {"退货笔数，按退货当日", "Returns, on their own day"}};
inline constexpr Field return_amount{.name = "return_amount", .text = {"退货额", "Given back"}};
inline constexpr Field net_amount{
    .name = "net_amount", .text = {"净销售额：销售额－退货额", "Net sales: sold − given back"}};
inline constexpr Field purchases{
    .name = "purchases", .text = {"会员销售笔数", "Of the sales: members'"}};
inline constexpr Field member_net_amount{
    .name = "member_net_amount", .text = {"会员净销售额", "Net sales to members"}};
inline constexpr Field member_share_per_mille{
    .name = "member_share_per_mille",
    .text = {
        "会员销售占比（千分比）：会员净销售额÷净销售额",
        "Members' share in thousandths: net sales to members ÷ net sales"}};
inline constexpr Field average_receipt{
    .name = "average_receipt",
    .text = {
        "客单价：销售额÷销售笔数，四舍五入", "Average receipt: sold ÷ sales, rounded half up"}};
inline constexpr Field coupons_issued{
    .name = "coupons_issued", .text = {"发券张数", "Coupons issued"}};
inline constexpr Field coupons_used{
    .name = "coupons_used", .text = {"核销张数", "Uses of coupons"}};
}  // namespace dashboard_fields

template <>
struct Doc<dashboard::AskDashboard> {
  static constexpr const char* name = "AskDashboard";
  static constexpr Text text{"查询经营看板", "Asks for the figures of a period"};
  static constexpr Field fields[] = {
      dashboard_fields::programme,
      dashboard_fields::from,
      dashboard_fields::to,
      dashboard_fields::store,
      dashboard_fields::lost_days};
};
template <>
struct Doc<dashboard::AskDashboardDays> {
  static constexpr const char* name = "AskDashboardDays";
  static constexpr Text text{"查询每天的数字", "Asks for the figures of each day"};
  static constexpr Field fields[] = {
      dashboard_fields::programme,
      dashboard_fields::from,
      dashboard_fields::to,
      dashboard_fields::store};
};
template <>
struct Doc<dashboard::RankStores> {
  static constexpr const char* name = "RankDashboardStores";
  static constexpr Text text{"查询门店排名", "Asks for a ranking of stores"};
  static constexpr Field fields[] = {
      dashboard_fields::programme,
      dashboard_fields::from,
      dashboard_fields::to,
      dashboard_fields::sort,
      dashboard_fields::order,
      limit_field,
      cursor_field};
};
template <>
struct Doc<dashboard::RankStoresFile> {
  static constexpr const char* name = "RankDashboardStoresFile";
  static constexpr Text text{"下载门店排名", "Asks for a ranking of stores as a file"};
  static constexpr Field fields[] = {
      dashboard_fields::programme,
      dashboard_fields::from,
      dashboard_fields::to,
      dashboard_fields::sort,
      dashboard_fields::order};
};
template <>
struct Doc<dashboard::AskTiers> {
  static constexpr const char* name = "AskDashboardTiers";
  static constexpr Text text{"查询等级金字塔", "Asks for the members of each tier"};
  static constexpr Field fields[] = {
      dashboard_fields::programme, dashboard_fields::ladder, dashboard_fields::store};
};
template <>
struct Doc<dashboard::ListMakers> {
  static constexpr const char* name = "ListDashboardMembers";
  static constexpr Text text{"查询构成一个数字的会员", "Asks who makes a figure"};
  static constexpr Field fields[] = {
      dashboard_fields::programme,
      dashboard_fields::from,
      dashboard_fields::to,
      dashboard_fields::figure,
      dashboard_fields::store,
      dashboard_fields::lost_days,
      limit_field,
      cursor_field};
};
template <>
struct Doc<dashboard::FiguresView> {
  static constexpr const char* name = "DashboardFigures";
  static constexpr Text text{"一段时间的各项数字", "The figures of a period"};
  static constexpr Field fields[] = {
      {.name = "members",
       .text =
           {"期末会员数：截至期末入会减已注销",
            "Members as the period ends: who joined by then, less who was closed"}},
      dashboard_fields::new_members,
      dashboard_fields::departed_members,
      {.name = "growth_per_mille",
       .text =
           {"会员增长率（千分比）：(入会－注销)÷期初会员数；期初没有会员则无",
            "Growth in thousandths: (joined − closed) ÷ members before the period; absent without "
            "any"}},
      {.name = "active_members",
       .text =
           {"活跃会员：期内至少消费一次",
            "Active: members with at least one purchase in the period"}},
      {.name = "repeat_members",
       .text = {"复购会员：期内至少消费两次", "Members with at least two purchases in the period"}},
      {.name = "repeat_per_mille",
       .text =
           {"复购率（千分比）：复购会员÷活跃会员",
            "Repeat rate in thousandths: repeat ÷ active members"}},
      {.name = "lost_members",
       .text =
           {"流失会员：期末前 N 天未消费，而再往前 N 天消费过（N 为 lost_days）",
            "Lost: bought in the N days before the last N days of the period, and not in these (N: "
            "lost_days)"}},
      {.name = "churn_per_mille",
       .text =
           {"流失率（千分比）：流失会员÷在那 N 天消费过的会员",
            "Churn in thousandths: lost ÷ all who bought in those N days before"}},
      dashboard_fields::sales,
      dashboard_fields::sales_amount,
      dashboard_fields::returns,
      dashboard_fields::return_amount,
      dashboard_fields::net_amount,
      dashboard_fields::purchases,
      dashboard_fields::member_net_amount,
      dashboard_fields::member_share_per_mille,
      dashboard_fields::average_receipt,
      {.name = "points_issued",
       .text =
           {"发放积分：销售所得、单据增加、补购",
            "Points issued: earned, granted by documents, purchased"}},
      {.name = "points_redeemed",
       .text = {"使用积分，减退回", "Points redeemed, less what was given back"}},
      {.name = "points_expired",
       .text = {"到期积分，减冲回", "Points expired, less what was booked back"}},
      {.name = "points_liability",
       .text =
           {"期末积分负债（全会员计划；按门店查询则无）",
            "Points outstanding as the period ends; of the whole programme: absent for one store"}},
      {.name = "points_liability_value",
       .text = {"其金额，按当时抵现比率", "Their value at the rate of points as money of then"}},
      dashboard_fields::coupons_issued,
      dashboard_fields::coupons_used,
      {.name = "coupon_amount",
       .text = {"券优惠额，减退货冲回", "What coupons took off, less what returns undid of it"}},
      {.name = "coupon_sales_amount",
       .text =
           {"用券销售实付额，减其退货",
            "Paid in sales with a coupon, less what came back of them"}},
      {.name = "coupon_roi_per_mille",
       .text = {
           "券投入产出比（千分比）：用券销售实付额÷券优惠额",
           "ROI of coupons in thousandths: paid in sales with a coupon ÷ what coupons took off"}}};
};
template <>
struct Doc<dashboard::DayView> {
  static constexpr const char* name = "DashboardDay";
  static constexpr Text text{"一天的数字", "The figures of a day"};
  static constexpr Field fields[] = {
      {.name = "day", .text = {"营业日", "Business day"}},
      dashboard_fields::new_members,
      dashboard_fields::departed_members,
      dashboard_fields::sales,
      dashboard_fields::sales_amount,
      dashboard_fields::returns,
      dashboard_fields::return_amount,
      dashboard_fields::net_amount,
      dashboard_fields::purchases,
      dashboard_fields::member_net_amount,
      dashboard_fields::coupons_issued,
      dashboard_fields::coupons_used};
};
template <>
struct Doc<dashboard::DashboardView> {
  static constexpr const char* name = "Dashboard";
  static constexpr Text text{"经营看板", "The dashboard"};
  static constexpr Field fields[] = {
      {.name = "from", .text = {"第一天", "The first day"}},
      {.name = "to", .text = {"最后一天", "The last day"}},
      {.name = "previous_from",
       .text =
           {"上期第一天：整月比整月，否则比同样天数",
            "First day of the previous period: as many months before whole months, else as many "
            "days"}},
      {.name = "previous_to", .text = {"上期最后一天", "Its last day"}},
      {.name = "complete",
       .text =
           {"是否已补计完升级前的数据",
            "Whether all that was there before there were figures is counted"}},
      {.name = "current", .text = {"本期", "The period"}},
      {.name = "previous", .text = {"上期", "The previous period"}},
      {.name = "days", .text = {"每天", "Each day"}}};
};
template <>
struct Doc<dashboard::StoreView> {
  static constexpr const char* name = "DashboardStore";
  static constexpr Text text{"一个门店的数字", "The figures of a store"};
  static constexpr Field fields[] = {
      {.name = "rank", .text = {"名次", "Its rank"}},
      {.name = "store", .text = {"门店编码", "Code of the store"}},
      {.name = "name", .text = {"门店名称", "Its name"}},
      dashboard_fields::new_members,
      dashboard_fields::sales,
      dashboard_fields::sales_amount,
      dashboard_fields::returns,
      dashboard_fields::return_amount,
      dashboard_fields::net_amount,
      dashboard_fields::purchases,
      dashboard_fields::member_net_amount,
      dashboard_fields::member_share_per_mille,
      dashboard_fields::average_receipt,
      dashboard_fields::coupons_issued,
      dashboard_fields::coupons_used,
      {.name = "previous_net_amount", .text = {"上期净销售额", "Net sales of the previous period"}},
      {.name = "net_change_per_mille",
       .text = {
           "净销售额环比（千分比）；上期为零则无",
           "Change of net sales in thousandths; absent where there were none before"}}};
};
template <>
struct Doc<dashboard::TierView> {
  static constexpr const char* name = "DashboardTier";
  static constexpr Text text{"一个等级", "A tier"};
  static constexpr Field fields[] = {
      {.name = "tier", .text = {"等级编码", "Code of the tier"}},
      {.name = "name_zh",
       .text =
           {"中文名称；已取消的等级没有",
            "Its name in Chinese; absent where the ladder has it no more"}},
      {.name = "name_en", .text = {"英文名称", "Its name in English"}},
      {.name = "members", .text = {"会员数", "How many members have it"}},
      {.name = "per_mille", .text = {"占比（千分比）", "Their share in thousandths"}}};
};
template <>
struct Doc<dashboard::LadderView> {
  static constexpr const char* name = "DashboardLadder";
  static constexpr Text text{
      "一个等级体系的金字塔，由低到高", "The pyramid of a ladder, the lowest first"};
  static constexpr Field fields[] = {
      {.name = "ladder", .text = {"等级体系编码", "Code of the ladder"}},
      {.name = "members", .text = {"会员数", "Members"}},
      {.name = "tiers", .text = {"各等级", "Its tiers"}}};
};
template <>
struct Doc<dashboard::PyramidView> {
  static constexpr const char* name = "DashboardTiers";
  static constexpr Text text{"等级金字塔", "The pyramids"};
  static constexpr Field fields[] = {{.name = "ladders", .text = {"各等级体系", "Each ladder"}}};
};
template <>
struct Doc<dashboard::MakerView> {
  static constexpr const char* name = "DashboardMember";
  static constexpr Text text{"构成数字的一位会员", "A member who makes a figure"};
  static constexpr Field fields[] = {
      {.name = "member", .text = {"会员", "The member"}},
      {.name = "day", .text = {"入会日，或那次消费的营业日", "When they joined, or bought"}},
      {.name = "store", .text = {"入会或消费的门店", "Where"}},
      {.name = "receipt",
       .text = {
           "那张小票：首次（活跃）、第二次（复购）、最后一次（流失）；入会则无",
           "The purchase: the first (active), the second (repeat), the last (lost); absent of who "
           "joined"}}};
};

}  // namespace guanxi::api
