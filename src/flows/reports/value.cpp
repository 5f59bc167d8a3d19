// Stored value, and who bore what of discounts.
#include "flows/reports/listed.h"

namespace guanxi::reports {
namespace {

void add_settlement(downloads::Reports& reports, const House& house) {
  add(reports,
      house,
      {.name = "wallet_settlement",
       .title = {"储值清算：谁充值谁服务", "Settlement of stored value: who served"},
       .path = "/v1/wallet/reports/settlement",
       .columns =
           {{"/recharged_at", "充值门店", "Recharged at"},
            {"/company", "收款公司", "Company"},
            {"/served_at", "服务门店", "Served at"},
            {"/serving_company", "服务公司", "Serving company"},
            {"/same_company", "同一公司", "Same company"},
            {"/principal", "本金", "Principal", number},
            {"/bonus", "赠送", "Bonus", number},
            {"/paid_out", "退款", "Paid out", number}},
       .needs = by_programme | by_days,
       .rows = "/served"});
  add(reports,
      house,
      {.name = "wallet_taken",
       .title = {"储值清算：门店收支", "Settlement of stored value: what stores took"},
       .path = "/v1/wallet/reports/settlement",
       .columns =
           {{"/store", "门店", "Store"},
            {"/recharged", "充值", "Recharged", number},
            {"/granted", "赠送", "Granted", number},
            {"/voided", "充值作废", "Voided", number},
            {"/voided_bonus", "赠送作废（充值）", "Voided bonus", number},
            {"/kept", "扣留", "Kept", number},
            {"/forfeited", "赠送作废", "Forfeited", number},
            {"/change_saved", "零钱存入", "Change saved", number},
            {"/change_spent", "零钱消费", "Change spent", number},
            {"/change_paid_out", "零钱退款", "Change paid out", number}},
       .needs = by_programme | by_days,
       .rows = "/taken"});
  add(reports,
      house,
      {.name = "wallet_offers",
       .title = {"充值活动", "Offers of recharges"},
       .path = "/v1/wallet/offers",
       .columns =
           {{"/code", "编码", "Code"},
            {"/name", "名称", "Name"},
            {"/pay", "充值", "Pay", number},
            {"/bonus", "赠送", "Bonus", number},
            {"/starts_at", "开始", "Starts at", time},
            {"/ends_at", "结束", "Ends at", time}},
       .needs = by_programme});
}

void add_wallet(downloads::Reports& reports, const House& house) {
  add(reports,
      house,
      {.name = "wallet_entries",
       .title = {"会员的储值明细", "A member's stored value"},
       .path = "/v1/members/{member}/wallet/entries",
       .columns =
           {{"/posted_at", "记账时间", "Posted at", time},
            {"/occurred_at", "发生时间", "Occurred at", time},
            {"/text", "原因", "Reason"},
            {"/asset", "资产", "Asset"},
            {"/amount", "金额", "Amount", number},
            {"/balance", "余额", "Balance", number},
            {"/store", "门店", "Store"},
            {"/recharge", "充值编号", "Recharge"},
            {"/note", "备注", "Note"}},
       .needs = by_member,
       .renamed = {{"member", "id"}}});
  add(reports,
      house,
      {.name = "wallet_liability",
       .title = {"储值负债", "Liability of stored value"},
       .path = "/v1/wallet/reports/liability",
       .columns =
           {{"^/day", "日期", "Day", date},
            {"/company", "公司", "Company"},
            {"/store", "充值门店", "Store"},
            {"/principal", "本金", "Principal", number},
            {"/bonus", "赠送", "Bonus", number},
            {"/small_change", "零钱", "Small change", number},
            {"/recharged", "充值", "Recharged", number},
            {"/granted", "充值赠送", "Granted", number},
            {"/paid", "消费本金", "Paid", number},
            {"/paid_bonus", "消费赠送", "Paid of bonus", number},
            {"/restored", "退回本金", "Restored", number},
            {"/restored_bonus", "退回赠送", "Restored bonus", number},
            {"/paid_out", "退款", "Paid out", number},
            {"/kept", "扣留", "Kept", number},
            {"/forfeited", "赠送作废", "Forfeited", number},
            {"/voided", "充值作废", "Voided", number},
            {"/voided_bonus", "赠送作废（充值）", "Voided bonus", number},
            {"/change_saved", "零钱存入", "Change saved", number},
            {"/change_handed_out", "零钱交还", "Change handed out", number},
            {"/change_paid", "零钱消费", "Change paid", number},
            {"/change_restored", "零钱退回", "Change restored", number},
            {"/change_paid_out", "零钱退款", "Change paid out", number}},
       .needs = by_programme | by_days,
       .rows = "/days/*/stores"});
  add_settlement(reports, house);
}

}  // namespace

void add_value(downloads::Reports& reports, const House& house) {
  add_wallet(reports, house);
  add(reports,
      house,
      {.name = "cost_shares",
       .title = {"折扣分担", "Cost shares"},
       .path = "/v1/pricing/shares",
       .columns =
           {{"/bearer", "承担方", "Bearer"},
            {"/cause", "原因", "Cause"},
            {"/rule", "规则", "Rule"},
            {"/conceded", "让利", "Conceded", number},
            {"/returned", "退货收回", "Returned", number},
            {"/net", "净额", "Net", number}},
       .needs = by_programme | by_days,
       .takes = by_store | by_bearer,
       .rows = "/rows",
       .query = {{"by", "rule"}}});
  add(reports,
      house,
      {.name = "cost_share_receipts",
       .title = {"承担方的单据", "Receipts of a bearer"},
       .path = "/v1/pricing/shares/receipts",
       .columns =
           {{"^/day", "日期", "Day", date},
            {"^/store", "门店", "Store"},
            {"^/receipt", "单据编号", "Receipt"},
            {"^/original", "原单据", "Original"},
            {"^/cost_group", "分摊组", "Cost group"},
            {"/line", "行号", "Line", number},
            {"/cause", "原因", "Cause"},
            {"/rule", "规则", "Rule"},
            {"/amount", "金额", "Amount", number}},
       .needs = by_programme | by_days | by_bearer,
       .takes = by_store,
       .rows = "/items/*/parts"});
}

}  // namespace guanxi::reports
