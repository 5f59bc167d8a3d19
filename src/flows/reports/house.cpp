// The house: stores, goods, accounts, and who did what.
#include "flows/reports/listed.h"

namespace guanxi::reports {
namespace {

void add_findings(downloads::Reports& reports, const House& house) {
  add(reports,
      house,
      {.name = "risk_findings",
       .title = {"风险记录", "Findings of risk"},
       .path = "/v1/risk/findings",
       .columns =
           {{"/id", "编号", "Id"},
            {"/rule", "规则", "Rule"},
            {"/subject", "对象", "Subject"},
            {"/member", "会员", "Member"},
            {"/store", "门店", "Store"},
            {"/till", "收银机", "Till"},
            {"/cashier", "收银员", "Cashier"},
            {"/from", "自", "From", date},
            {"/day", "至", "To", date},
            {"/allowed", "阈值", "Allowed", number},
            {"/measured", "实际", "Measured", number},
            {"/state", "状态", "State"},
            {"/found_at", "发现时间", "Found at", time},
            {"/decided_at", "处理时间", "Decided at", time},
            {"/reason", "理由", "Reason"}},
       .needs = by_programme,
       .takes = by_state});
  add(reports,
      house,
      {.name = "access_changes",
       .title = {"权限变更", "Changes of access"},
       .path = "/v1/access-changes",
       .columns = {
           {"/changed_at", "时间", "Time", time},
           {"/changed_by", "操作人", "Changed by"},
           {"/actor", "账号", "Account"},
           {"/action", "操作", "Action"},
           {"/before", "之前", "Before"},
           {"/after", "之后", "After"}}});
}

void add_watching(downloads::Reports& reports, const House& house) {
  add(reports,
      house,
      {.name = "audit",
       .title = {"审计记录", "Audit trail"},
       .path = "/v1/audit",
       .columns =
           {{"/id", "编号", "Id"},
            {"/at", "时间", "Time", time},
            {"/actor", "操作人", "Actor"},
            {"/action", "操作", "Action"},
            {"/object_kind", "对象类型", "Kind of object"},
            {"/object", "对象", "Object"},
            {"/member", "会员", "Member"},
            {"/changes", "变更", "Changes"},
            {"/reason", "理由", "Reason"},
            {"/request", "请求", "Request"}},
       .needs = by_days,
       .takes = by_member,
       .days_are_times = true});
  add(reports,
      house,
      {.name = "sign_ins",
       .title = {"登录日志", "Sign-ins"},
       .path = "/v1/sign-ins",
       .columns = {
           {"/tried_at", "时间", "Time", time},
           {"/actor", "账号", "Account"},
           {"/outcome", "结果", "Outcome"},
           {"/address", "地址", "Address"},
           {"/user_agent", "浏览器", "Browser"}}});
  add(reports,
      house,
      {.name = "accounts",
       .title = {"账号", "Accounts"},
       .path = "/v1/actors",
       .columns = {
           {"/id", "编号", "Id"},
           {"/kind", "类型", "Kind"},
           {"/name", "名称", "Name"},
           {"/state", "状态", "State"},
           {"/permissions", "权限", "Permissions"},
           {"/stores", "门店", "Stores"},
           {"/created_at", "建立时间", "Created at", time}}});
  add_findings(reports, house);
}

void add_types(downloads::Reports& reports, const House& house) {
  add(reports,
      house,
      {.name = "stores",
       .title = {"门店", "Stores"},
       .path = "/v1/stores",
       .columns = {
           {"/code", "编码", "Code"},
           {"/name", "名称", "Name"},
           {"/parent_code", "上级", "Below"},
           {"/programme_code", "会员计划", "Programme"},
           {"/time_zone", "时区", "Time zone"},
           {"/cutoff_minutes", "日切分钟", "Cut-off in minutes", number},
           {"/active", "营业", "Active"}}});
  add(reports,
      house,
      {.name = "card_types",
       .title = {"卡类型", "Card types"},
       .path = "/v1/card-types",
       .columns = {
           {"/programme", "会员计划", "Programme"},
           {"/code", "编码", "Code"},
           {"/name", "名称", "Name"},
           {"/state", "状态", "State"},
           {"/created_at", "建立时间", "Created at", time},
           {"/changed_at", "修改时间", "Changed at", time}}});
  add(reports,
      house,
      {.name = "tier_moves",
       .title = {"等级模拟的变动", "Moves of a simulation of tiers"},
       .path = "/v1/tier-simulations/{id}/moves",
       .columns =
           {{"/member", "会员", "Member"},
            {"/growth", "成长值", "Growth", number},
            {"/now", "现在的等级", "Tier now"},
            {"/then", "试算的等级", "Tier then"},
            {"/later_now", "期末（现行）", "Later, as it is"},
            {"/later_then", "期末（试算）", "Later, as tried"}},
       .needs = by_id});
}

}  // namespace

void add_house(downloads::Reports& reports, const House& house) {
  add_watching(reports, house);
  add(reports,
      house,
      {.name = "catalogue",
       .title = {"商品", "Goods"},
       .path = "/v1/items",
       .columns = {
           {"/code", "货品编码", "Code"},
           {"/name", "名称", "Name"},
           {"/unit", "单位", "Unit"},
           {"/currency", "货币", "Currency"},
           {"/list_price", "标价", "List price", number},
           {"/shop_price", "店内价", "Shop price", number},
           {"/large_category", "大类", "Large category"},
           {"/middle_category", "中类", "Middle category"},
           {"/small_category", "小类", "Small category"},
           {"/counter_group", "柜组", "Counter group"},
           {"/brand", "品牌", "Brand"},
           {"/is_goods", "是商品", "Goods"},
           {"/state", "状态", "State"},
           {"/updated_at", "修改时间", "Changed at", time}}});
  add(reports,
      house,
      {.name = "catalogue_costs",
       .title = {"商品成本", "What goods cost"},
       .path = "/v1/items",
       .columns =
           {{"/code", "货品编码", "Code"},
            {"/name", "名称", "Name"},
            {"/list_price", "标价", "List price", number},
            {"/shop_price", "店内价", "Shop price", number},
            {"/cost_price", "成本价", "Cost price", number}},
       .also = "catalog:costs"});
  add_types(reports, house);
}

}  // namespace guanxi::reports
