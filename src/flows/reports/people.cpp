// Members: the columns that an import understands, or one person's history.
#include "flows/reports/listed.h"

namespace guanxi::reports {
namespace {

using downloads::Asking;
using downloads::Rows;
using downloads::Table;

Result<Table> open_members(const House& house, const Asking& asking) {
  const downloads::Filter& filter = asking.filter;
  extracts::Order order;
  order.filter = {filter.programme.value_or(""), filter.store, filter.from, filter.to, {}};
  if (filter.state) {
    if (*filter.state != "active" && *filter.state != "frozen")
      return fail(ErrorCode::unknown_value, "/state", {{"allowed", "active, frozen"}});
    const bool frozen = *filter.state == "frozen";
    order.filter.state = frozen ? extracts::StateFilter::frozen : extracts::StateFilter::active;
  }
  order.clear = asking.clear;
  auto opened = house.extracts.open(order, asking.actor, asking.now);
  if (!opened) {
    Error error = std::move(opened).error();
    if (error.pointer == "/joined_to") error.pointer = "/to";
    return error;
  }
  const auto pages = std::make_shared<extracts::Pages>(*std::move(opened));
  Table table;
  table.columns = pages->header();
  table.next = [pages](Rows& rows) { return pages->next(rows); };
  return table;
}

/// Members together.
void add_groups(downloads::Reports& reports, const House& house) {
  add(reports,
      house,
      {.name = "audiences",
       .title = {"人群", "Audiences"},
       .path = "/v1/audiences",
       .columns =
           {{"/code", "编码", "Code"},
            {"/name_zh", "名称", "Name in Chinese"},
            {"/name_en", "英文名称", "Name"},
            {"/state", "状态", "State"},
            {"/members", "会员数", "Members", number},
            {"/changed_at", "修改时间", "Changed at", time},
            {"/changed_by", "修改人", "Changed by"}},
       .needs = by_programme});
  add(reports,
      house,
      {.name = "roster_imports",
       .title = {"会员导入", "Imports of members"},
       .path = "/v1/roster-imports",
       .columns = {
           {"/id", "编号", "Id"},
           {"/name", "文件名", "File"},
           {"/programme", "会员计划", "Programme"},
           {"/state", "状态", "State"},
           {"/result/rows", "行数", "Rows", number},
           {"/result/created", "新建", "Created", number},
           {"/result/updated", "更新", "Updated", number},
           {"/result/rejected", "被拒", "Rejected", number},
           {"/started_at", "开始", "Started at", time},
           {"/by", "经手人", "By"}}});
}

}  // namespace

void add_people(downloads::Reports& reports, const House& house) {
  downloads::Report members;
  members.name = "members";
  members.title = {"会员", "Members"};
  members.permissions = {"members:export"};
  members.needs = by_programme;
  members.takes = by_store | by_days | by_state;
  members.is_personal = true;
  members.open = [house](const Asking& asking) { return open_members(house, asking); };
  reports.add(std::move(members));
  add(reports,
      house,
      {.name = "member_coupons",
       .title = {"会员的券", "A member's coupons"},
       .path = "/v1/members/{member}/coupons",
       .columns =
           {{"/id", "券编号", "Coupon"},
            {"/name_zh", "券名称", "Name"},
            {"/kind", "种类", "Kind"},
            {"/state", "状态", "State"},
            {"/valid_from", "起始日", "Valid from", date},
            {"/valid_until", "截止日", "Valid until", date},
            {"/face_value", "面值", "Face value", number},
            {"/balance", "余额", "Balance", number},
            {"/issued_at", "发放时间", "Issued at", time}},
       .needs = by_member,
       .renamed = {{"member", "id"}}});
  add(reports,
      house,
      {.name = "member_receipts",
       .title = {"会员的单据", "A member's receipts"},
       .path = "/v1/members/{member}/receipts",
       .columns =
           {{"/receipt", "单据编号", "Receipt"},
            {"/kind", "类型", "Kind"},
            {"/store", "门店", "Store"},
            {"/till", "收银机", "Till"},
            {"/business_date", "营业日", "Business date", date},
            {"/sequence", "流水号", "Number", number},
            {"/occurred_at", "发生时间", "Time", time},
            {"/payable", "应收", "Payable", number},
            {"/refunded", "已退", "Refunded", number},
            {"/points", "积分", "Points", number},
            {"/state", "状态", "State"}},
       .needs = by_member,
       .rows = "/receipts",
       .renamed = {{"member", "id"}}});
  add(reports,
      house,
      {.name = "person_requests",
       .title = {"个人信息请求", "Requests of people"},
       .path = "/v1/person-requests",
       .columns =
           {{"/id", "编号", "Id"},
            {"/member", "会员", "Member"},
            {"/kind", "请求", "Request"},
            {"/state", "状态", "State"},
            {"/requested_at", "提出时间", "Requested at", time},
            {"/due_on", "期限", "Due on", date},
            {"/overdue", "逾期", "Overdue"},
            {"/source", "来源", "Source"},
            {"/closed_at", "办结时间", "Closed at", time}},
       .needs = by_programme | by_state});
  add_groups(reports, house);
}

}  // namespace guanxi::reports
