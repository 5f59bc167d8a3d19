// The documentation of what api_types.h says about members' coupons and figures. Private to the
// module.
#pragma once

#include "modules/coupons/api_docs.h"

namespace guanxi::api {

template <>
struct Doc<coupons::ListCoupons> {
  static constexpr Text text{"查询会员的券", "List a member's coupons"};
  static constexpr Field fields[] = {
      coupon_fields::member,
      {.name = "state", .text = {"只看这个状态的", "Only those in this state"}},
      limit_field,
      cursor_field};
};
template <>
struct Doc<coupons::IssueCoupon> {
  static constexpr Text text{"发一张券", "Issue a coupon"};
  static constexpr Field fields[] = {
      coupon_fields::member,
      coupon_fields::template_code,
      coupon_fields::reason,
      coupon_fields::store};
};
template <>
struct Doc<coupons::WithdrawCoupon> {
  static constexpr Text text{"作废一张券", "Withdraw a coupon"};
  static constexpr Field fields[] = {
      coupon_fields::member, coupon_fields::coupon, coupon_fields::reason};
};
template <>
struct Doc<coupons::GiveCoupon> {
  static constexpr Text text{"转赠一张券", "Offer a coupon to a friend"};
  static constexpr Field fields[] = {
      coupon_fields::member,
      coupon_fields::coupon,
      {.name = "hours",
       .text = {"多少小时内未领取则退回", "After how many hours it is the giver's again"},
       .min = 1,
       .max = coupons::limits::offer_hours_max,
       .example = "24",
       .has_default = true},
      coupon_fields::store,
      {.name = "proof",
       .text = {
           "代金券、返券余额超过 proof_coupons_free_max 时须有",
           "Needed where what is left of a cash coupon is more than proof_coupons_free_max"}}};
};
template <>
struct Doc<coupons::TakeBackGift> {
  static constexpr const char* name = "TakeBackCouponGift";
  static constexpr Text text{"取消转赠", "Take an offer back"};
  static constexpr Field fields[] = {
      coupon_fields::member, coupon_fields::coupon, coupon_fields::store};
};
template <>
struct Doc<coupons::ClaimCoupon> {
  static constexpr Text text{"用券码领取", "Claim a coupon with a code"};
  static constexpr Field fields[] = {
      coupon_fields::member,
      {.name = "code",
       .text =
           {"券码或好友转赠码，大小写、空格和短横不限",
            "The code, of a batch or of a friend; case, blanks and dashes do not matter"},
       .min = 1,
       .max = 40,
       .example = R"("0000-0000-0000-00000")"},
      coupon_fields::store};
};
namespace coupon_fields {
inline constexpr Field hold{
    .name = "hold", .text = {"占用号", "Number of the hold"}, .example = R"("300000000000004")"};
}  // namespace coupon_fields
template <>
struct Doc<coupons::HoldCoupon> {
  static constexpr Text text{"占用一张券", "Hold a coupon"};
  static constexpr Field fields[] = {
      coupon_fields::member,
      coupon_fields::coupon,
      coupon_fields::needed_store,
      {.name = "minutes",
       .text = {"占用多少分钟", "For how many minutes"},
       .min = 1,
       .max = coupons::limits::hold_minutes_max,
       .example = "15",
       .has_default = true}};
};
template <>
struct Doc<coupons::ReleaseCoupon> {
  static constexpr Text text{"释放占用", "Let go of a held coupon"};
  static constexpr Field fields[] = {
      coupon_fields::member, coupon_fields::coupon, coupon_fields::hold, coupon_fields::store};
};
template <>
struct Doc<coupons::UndoCouponUse> {
  static constexpr Text text{"撤销核销", "Undo a use"};
  static constexpr Field fields[] = {
      coupon_fields::member,
      coupon_fields::coupon,
      {.name = "use", .text = {"核销编号", "The use's id"}, .example = R"("300000000000005")"},
      coupon_fields::needed_store,
      coupon_fields::reason};
};
template <>
struct Doc<coupons::HeldView> {
  static constexpr const char* name = "HeldCoupon";
  static constexpr Text text{"占用", "A held coupon"};
  static constexpr Field fields[] = {
      coupon_fields::hold, {.name = "coupon", .text = {"券", "The coupon"}}};
};
template <>
struct Doc<coupons::UseCoupon> {
  static constexpr Text text{"提货或核销停车券", "Hand a gift out, or use a parking coupon"};
  static constexpr Field fields[] = {
      coupon_fields::member,
      coupon_fields::coupon,
      coupon_fields::needed_store,
      {.name = "reference",
       .text = {"外部系统的单号，不要写个人信息", "Number in another system; no personal data"},
       .min = 1,
       .max = 64,
       .example = R"("P-2026-0001")",
       .chars = Chars::code},
      coupon_fields::hold};
};
template <>
struct Doc<coupons::CouponView> {
  static constexpr const char* name = "Coupon";
  static constexpr Text text{"一张券", "A coupon"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Id"}},
      {.name = "member", .text = {"会员编号", "The member"}},
      {.name = "template", .text = {"券模板编码", "Code of its template"}},
      {.name = "kind", .text = {"种类", "Kind"}},
      {.name = "name_zh", .text = {"中文名称", "Name in Chinese"}},
      {.name = "name_en", .text = {"英文名称", "Name in English"}},
      {.name = "state", .text = {"状态", "State"}},
      {.name = "valid_from", .text = {"第一天", "The first day"}},
      {.name = "valid_until", .text = {"最后一天", "The last day"}},
      {.name = "face_value", .text = {"面值", "Face value"}},
      {.name = "balance", .text = {"余额", "What is left of it"}},
      {.name = "deadline", .text = {"占用或转赠到何时", "Until when it is held or offered"}},
      {.name = "cause", .text = {"发放来源", "What it was issued for"}},
      {.name = "issued_at", .text = {"发放时间", "When it was issued"}}};
};
template <>
struct Doc<coupons::GiftView> {
  static constexpr const char* name = "CouponGift";
  static constexpr Text text{"转赠中的券", "A coupon on offer"};
  static constexpr Field fields[] = {
      {.name = "coupon", .text = {"券", "The coupon"}},
      {.name = "code",
       .text = {"领取码，只告诉这一次", "The code to claim it with, told this once"}}};
};
template <>
struct Doc<coupons::UseView> {
  static constexpr const char* name = "CouponUse";
  static constexpr Text text{"一次核销", "A use of a coupon"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Id"}},
      {.name = "coupon", .text = {"券", "The coupon afterwards"}},
      {.name = "item", .text = {"礼品的货品编码", "What is handed out"}},
      {.name = "reference", .text = {"外部单号", "Number in another system"}}};
};
template <>
struct Doc<coupons::ListCouponEndings> {
  static constexpr Text text{"查询即将到期的券", "List coupons that end soon"};
  static constexpr Field fields[] = {
      coupon_fields::programme,
      {.name = "until",
       .text =
           {"到这一天为止到期的，至多 400 天以后；不给则按会员计划的通知天数",
            "Those that end by this day, at most 400 days ahead; absent: as many days ahead as the "
            "programme gives notice"}},
      limit_field,
      cursor_field};
};
template <>
struct Doc<coupons::CouponEndingView> {
  static constexpr const char* name = "CouponEnding";
  static constexpr Text text{"即将到期的券", "A coupon that ends soon"};
  static constexpr Field fields[] = {
      {.name = "member", .text = {"会员编号", "The member"}},
      {.name = "coupon", .text = {"券编号", "The coupon"}},
      {.name = "valid_until", .text = {"最后一天", "Its last day"}}};
};
template <>
struct Doc<coupons::GetReport> {
  static constexpr const char* name = "GetCouponReport";
  static constexpr Text text{"券的统计", "Figures of a template's coupons"};
  static constexpr Field fields[] = {
      {.name = "template",
       .text = {"券模板编号", "Id of the template"},
       .example = R"("300000000000001")"},
      {.name = "from", .text = {"从哪一天", "From this day"}, .example = R"("2026-01-01")"},
      {.name = "until",
       .text = {"到哪一天，至多 400 天", "Through this day; at most 400 days"},
       .example = R"("2026-01-31")"}};
};
template <>
struct Doc<coupons::ReportRow> {
  static constexpr const char* name = "CouponReportRow";
  static constexpr Text text{"一天在一家门店的数字", "Figures of a day at a store"};
  static constexpr Field fields[] = {
      {.name = "day", .text = {"日期", "The day"}},
      {.name = "store", .text = {"门店编码，无则不在门店", "The store; absent: at none"}},
      {.name = "issued", .text = {"发放", "Issued"}},
      {.name = "redeemed", .text = {"核销次数", "Uses"}},
      {.name = "amount", .text = {"核销金额", "What they took off"}},
      {.name = "returned", .text = {"退货次数", "Refunds of uses"}},
      {.name = "returned_amount", .text = {"退货金额", "What of it was refunded"}},
      {.name = "expired",
       .text = {"过期（记在发放门店）", "Expired, told to the store that issued them"}},
      {.name = "expired_amount", .text = {"过期余额", "The balances that expired"}},
      {.name = "withdrawn", .text = {"作废", "Withdrawn"}}};
};
template <>
struct Doc<coupons::ReportView> {
  static constexpr const char* name = "CouponReport";
  static constexpr Text text{"券的统计", "Figures of a template's coupons"};
  static constexpr Field fields[] = {
      {.name = "items", .text = {"按日期、门店", "By day and store"}},
      {.name = "recovered",
       .text = {"回收金额：核销减退货", "What they took off, without what was refunded"}}};
};

}  // namespace guanxi::api
