// Coupons, and the rules of pricing.
#include "flows/reports/listed.h"

namespace guanxi::reports {
namespace {

void add_coupon_orders(downloads::Reports& reports, const House& house) {
  add(reports,
      house,
      {.name = "coupon_batches",
       .title = {"券码批次", "Batches of coupon codes"},
       .path = "/v1/coupons/batches",
       .columns =
           {{"/id", "批次", "Batch"},
            {"/state", "状态", "State"},
            {"/codes", "张数", "Codes", number},
            {"/made", "已生成", "Made", number},
            {"/claimed", "已领取", "Claimed", number},
            {"/note", "备注", "Note"},
            {"/made_at", "建立时间", "Made at", time},
            {"/made_by", "建立人", "Made by"}},
       .needs = by_id,
       .renamed = {{"id", "template"}}});
  add(reports,
      house,
      {.name = "coupon_endings",
       .title = {"即将到期的券", "Coupons that end soon"},
       .path = "/v1/coupons/endings",
       .columns =
           {{"/member", "会员", "Member"},
            {"/coupon", "券编号", "Coupon"},
            {"/valid_until", "最后一天", "Last day", date}},
       .needs = by_programme});
  add(reports,
      house,
      {.name = "coupon_lists",
       .title = {"发券名单", "Lists of coupons to issue"},
       .path = "/v1/coupons/lists",
       .columns =
           {{"/id", "名单", "List"},
            {"/state", "状态", "State"},
            {"/audience", "人群", "Audience"},
            {"/members", "会员数", "Members", number},
            {"/handled", "已处理", "Handled", number},
            {"/refused", "未发", "Refused", number},
            {"/reason", "理由", "Reason"},
            {"/made_at", "建立时间", "Made at", time},
            {"/made_by", "建立人", "Made by"}},
       .needs = by_id,
       .renamed = {{"id", "template"}}});
}

void add_coupons(downloads::Reports& reports, const House& house) {
  add(reports,
      house,
      {.name = "coupon_templates",
       .title = {"券模板", "Coupon templates"},
       .path = "/v1/coupons/templates",
       .columns =
           {{"/id", "编号", "Id"},
            {"/code", "编码", "Code"},
            {"/terms/name_zh", "名称", "Name in Chinese"},
            {"/terms/name_en", "英文名称", "Name"},
            {"/terms/kind", "种类", "Kind"},
            {"/state", "状态", "State"},
            {"/terms/face_value", "面值", "Face value", number},
            {"/taken", "已发放", "Issued", number},
            {"/changed_at", "修改时间", "Changed at", time},
            {"/changed_by", "修改人", "Changed by"}},
       .needs = by_programme});
  add(reports,
      house,
      {.name = "coupon_days",
       .title = {"券的统计", "Figures of a template's coupons"},
       .path = "/v1/coupons/reports",
       .columns =
           {{"/day", "日期", "Day", date},
            {"/store", "门店", "Store"},
            {"/issued", "发放", "Issued", number},
            {"/redeemed", "核销", "Redeemed", number},
            {"/amount", "核销金额", "Amount", number},
            {"/returned", "退回", "Returned", number},
            {"/returned_amount", "退回金额", "Returned amount", number},
            {"/expired", "过期", "Expired", number},
            {"/expired_amount", "过期金额", "Expired amount", number},
            {"/withdrawn", "作废", "Withdrawn", number}},
       .needs = by_id | by_days,
       .renamed = {{"id", "template"}, {"to", "until"}}});
  add_coupon_orders(reports, house);
}

}  // namespace

void add_offers(downloads::Reports& reports, const House& house) {
  add_coupons(reports, house);
  add(reports,
      house,
      {.name = "pricing_rules",
       .title = {"定价规则", "Rules of pricing"},
       .path = "/v1/pricing/rules",
       .columns =
           {{"/id", "编号", "Id"},
            {"/kind", "种类", "Kind"},
            {"/code", "编码", "Code"},
            {"/revision", "版次", "Revision", number},
            {"/state", "状态", "State"},
            {"/name_zh", "名称", "Name in Chinese"},
            {"/name_en", "英文名称", "Name"},
            {"/last_day", "最后一天", "Last day", date},
            {"/created_at", "建立时间", "Created at", time},
            {"/created_by", "建立人", "Created by"},
            {"/audited_at", "审核时间", "Audited at", time},
            {"/audited_by", "审核人", "Audited by"},
            {"/ended_at", "结束时间", "Ended at", time}},
       .needs = by_programme,
       .takes = by_state});
}

}  // namespace guanxi::reports
