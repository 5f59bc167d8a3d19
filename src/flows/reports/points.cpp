// Points: accounts, documents, and the reports of finance.
#include "flows/reports/listed.h"

namespace guanxi::reports {
namespace {

/// Of one member.
void add_accounts(downloads::Reports& reports, const House& house) {
  add(reports,
      house,
      {.name = "points_entries",
       .title = {"会员的积分明细", "A member's points"},
       .path = "/v1/members/{member}/points/entries",
       .columns =
           {{"/posted_at", "记账时间", "Posted at", time},
            {"/occurred_at", "发生时间", "Occurred at", time},
            {"/text", "原因", "Reason"},
            {"/class", "类别", "Class"},
            {"/points", "积分", "Points", number},
            {"/balance", "余额", "Balance", number},
            {"/expires_on", "到期日", "Expires on", date},
            {"/note", "备注", "Note"},
            {"/cause/kind", "来源", "Cause"},
            {"/cause/id", "来源编号", "Id of the cause"}},
       .needs = by_member,
       .renamed = {{"member", "id"}}});
  add(reports,
      house,
      {.name = "points_statement",
       .title = {"会员的积分对账单", "A member's statement of points"},
       .path = "/v1/members/{member}/points/statement",
       .columns =
           {{"^/class", "类别", "Class"},
            {"^/opening", "期初", "Opening", number},
            {"/text", "变动原因", "Movement"},
            {"/points", "变动", "Points", number},
            {"^/closing", "期末", "Closing", number}},
       .needs = by_member | by_days,
       .rows = "/classes/*/movements",
       .renamed = {{"member", "id"}}});
  add(reports,
      house,
      {.name = "points_endings",
       .title = {"即将到期的积分", "Points that end soon"},
       .path = "/v1/points/endings",
       .columns =
           {{"/member", "会员", "Member"},
            {"/expires_on", "最后一天", "Last day", date},
            {"/points", "积分", "Points", number},
            {"/told", "已通知", "Told"}},
       .needs = by_programme});
}

void add_documents(downloads::Reports& reports, const House& house) {
  add(reports,
      house,
      {.name = "points_documents",
       .title = {"积分单据", "Points documents"},
       .path = "/v1/points/documents",
       .columns =
           {{"/id", "单据编号", "Document"},
            {"/member", "会员", "Member"},
            {"/state", "状态", "State"},
            {"/points", "积分", "Points", number},
            {"/reason", "理由", "Reason"},
            {"/store", "门店", "Store"},
            {"/created_at", "制单时间", "Created at", time},
            {"/created_by", "制单人", "Created by"},
            {"/submitted_at", "提交时间", "Submitted at", time},
            {"/decided_at", "审批时间", "Decided at", time},
            {"/decided_by", "审批人", "Decided by"},
            {"/note", "审批意见", "Note"},
            {"/ended_at", "结束时间", "Ended at", time}},
       .needs = by_programme | by_state});
  add(reports,
      house,
      {.name = "points_sales",
       .title = {"积分销售", "Sales of points"},
       .path = "/v1/points/sales",
       .columns =
           {{"/id", "编号", "Id"},
            {"/member", "会员", "Member"},
            {"/points", "积分", "Points", number},
            {"/paid", "收款", "Paid", number},
            {"/reference", "付款凭证", "Reference"},
            {"/store", "门店", "Store"},
            {"/sold_at", "销售时间", "Sold at", time},
            {"/sold_by", "经手人", "Sold by"},
            {"/voided_at", "作废时间", "Voided at", time},
            {"/voided_why", "作废理由", "Why voided"}},
       .needs = by_programme,
       .takes = by_store});
  add(reports,
      house,
      {.name = "points_occasions",
       .title = {"积分活动", "Points occasions"},
       .path = "/v1/points/occasions",
       .columns =
           {{"/code", "编码", "Code"},
            {"/name", "名称", "Name"},
            {"/kind", "种类", "Kind"},
            {"/state", "状态", "State"},
            {"/multiple", "倍数", "Multiple", number},
            {"/points", "积分", "Points", number},
            {"/starts_at", "开始", "Starts at", time},
            {"/ends_at", "结束", "Ends at", time},
            {"/stores", "门店", "Stores"},
            {"/card_types", "卡类型", "Card types"},
            {"/reason", "理由", "Reason"}},
       .needs = by_programme});
}

}  // namespace

void add_points(downloads::Reports& reports, const House& house) {
  add_accounts(reports, house);
  add_documents(reports, house);
  add(reports,
      house,
      {.name = "points_days",
       .title = {"积分日报", "Points by day"},
       .path = "/v1/points/reports/days",
       .columns =
           {{"/day", "日期", "Day", date},
            {"/store", "门店", "Store"},
            {"/class", "类别", "Class"},
            {"/issued", "发放", "Issued", number},
            {"/purchased", "退货购回", "Purchased", number},
            {"/granted", "单据增加", "Granted", number},
            {"/deducted", "单据扣减", "Deducted", number},
            {"/reversed", "退货收回", "Reversed", number},
            {"/redeemed", "回馈", "Redeemed", number},
            {"/restored", "回馈退回", "Restored", number},
            {"/paid", "其中抵现", "Paid at tills", number},
            {"/expired", "到期", "Expired", number},
            {"/forgiven", "免收", "Forgiven", number},
            {"/given", "转出", "Given", number},
            {"/received", "转入", "Received", number}},
       .needs = by_programme | by_days,
       .takes = by_store});
  add(reports,
      house,
      {.name = "points_liability",
       .title = {"积分负债", "Liability of points"},
       .path = "/v1/points/reports/liability",
       .columns =
           {{"^/day", "日期", "Day", date},
            {"/class", "类别", "Class"},
            {"/points", "未用积分", "Points outstanding", number},
            {"/value", "价值", "Value", number}},
       .needs = by_programme | by_days,
       .rows = "/days/*/classes"});
  add(reports,
      house,
      {.name = "points_breakage",
       .title = {"积分过期率", "Breakage of points"},
       .path = "/v1/points/reports/breakage",
       .columns =
           {{"/class", "类别", "Class"},
            {"/expired", "到期", "Expired", number},
            {"/issued", "发放", "Issued", number},
            {"/per_mille", "千分比", "Per mille", number}},
       .needs = by_programme | by_days,
       .rows = "/classes"});
}

}  // namespace guanxi::reports
