// The documentation of what api_types.h says about templates, and the fields that others share.
// Private to the module.
#pragma once

#include "modules/coupons/api_types.h"

namespace guanxi::api {

namespace coupon_fields {
inline constexpr Field programme{
    .name = "programme",
    .text = {"会员计划编码", "Programme code"},
    .min = 1,
    .max = 32,
    .example = R"("MAIN")",
    .chars = Chars::code};
inline constexpr Field code{
    .name = "code",
    .text = {"券模板编码，启用前后都不能改", "Code of the template; it is never changed"},
    .min = 1,
    .max = 32,
    .example = R"("OFF20")",
    .chars = Chars::code};
inline constexpr Field template_code{
    .name = "template",
    .text = {"券模板编码", "Code of the template"},
    .min = 1,
    .max = 32,
    .example = R"("OFF20")",
    .chars = Chars::code};
inline constexpr Field template_id{
    .name = "id", .text = {"券模板编号", "Id of the template"}, .example = R"("300000000000001")"};
inline constexpr Field member{
    .name = "id", .text = {"会员编号", "The member's id"}, .example = R"("300000000000002")"};
inline constexpr Field coupon{
    .name = "coupon", .text = {"券编号", "The coupon's id"}, .example = R"("300000000000003")"};
inline constexpr Field reason{
    .name = "reason",
    .text = {"原因，不要写个人信息", "Why; no personal data"},
    .min = 1,
    .max = 500,
    .example = R"("双十一")",
    .chars = Chars::lines};
inline constexpr Field needed_store{
    .name = "store",
    .text = {"门店编码", "Code of the store"},
    .min = 1,
    .max = 32,
    .example = R"("S001")",
    .chars = Chars::code};
inline constexpr Field store{
    .name = "store",
    .text =
        {"办理门店的编码；权限限于部分门店的操作者必填",
         "Code of the store; an actor limited to some stores has to name one"},
    .min = 1,
    .max = 32,
    .example = R"("S001")",
    .chars = Chars::code};
}  // namespace coupon_fields

template <>
struct Doc<coupons::TemplateState> {
  static constexpr const char* name = "CouponTemplateState";
  static constexpr Text text{"券模板的状态", "State of a coupon template"};
  static constexpr Field values[] = {
      {.name = "draft", .text = {"草稿", "Drafted"}},
      {.name = "active", .text = {"启用", "In use"}},
      {.name = "stopped", .text = {"已停发，已发的继续有效", "Issued no more; what is out stays"}},
  };
};
template <>
struct Doc<coupons::CouponKind> {
  static constexpr Text text{"券的种类", "Kind of a coupon"};
  static constexpr Field values[] = {
      {.name = "cash", .text = {"代金券", "Cash: a face value"}},
      {.name = "full_reduction", .text = {"满减券", "Money off from a threshold on"}},
      {.name = "discount", .text = {"折扣券", "A percentage"}},
      {.name = "gift", .text = {"礼品券", "Something is handed out"}},
      {.name = "rebate", .text = {"返券", "Rebate: given for a purchase, with a face value"}},
      {.name = "birthday", .text = {"生日券", "For the birthday"}},
      {.name = "parking", .text = {"停车券", "Parking, for another system"}},
      {.name = "freight", .text = {"运费券", "Takes off what freight costs"}},
  };
};
template <>
struct Doc<coupons::Validity> {
  static constexpr const char* name = "CouponValidity";
  static constexpr Text text{"有效期的算法", "How its days are found"};
  static constexpr Field values[] = {
      {.name = "fixed", .text = {"固定日期", "Fixed days"}},
      {.name = "relative", .text = {"发放后起算", "From the day of issue"}},
      {.name = "birthday_month",
       .text = {"生日当月，已过则为明年", "The month of the birthday; past it, next year's"}},
  };
};
template <>
struct Doc<coupons::OnRefund> {
  static constexpr const char* name = "CouponOnRefund";
  static constexpr Text text{"退货时券的处理", "What a refund does to it"};
  static constexpr Field values[] = {
      {.name = "returned",
       .text =
           {"退回，至少保留使用时剩余的天数",
            "It comes back, with at least the days it had left when it was used"}},
      {.name = "returned_while_valid",
       .text = {"有效期内退回", "It comes back through its last day"}},
      {.name = "lost", .text = {"不退", "It does not come back"}},
  };
};
template <>
struct Doc<coupons::WhenUndone> {
  static constexpr const char* name = "CouponWhenUndone";
  static constexpr Text text{
      "促销返券：所购商品退货时券的处理",
      "Of one that came with a sale: what becomes of it when the goods come back"};
  static constexpr Field values[] = {
      {.name = "taken_back",
       .text =
           {"收回；已使用的，从退款中扣回其所抵金额",
            "It is taken back; of one that was used, what it took off is kept back of the refund"}},
      {.name = "kept", .text = {"会员保留", "The member keeps it"}},
  };
};
template <>
struct Doc<coupons::CouponState> {
  static constexpr Text text{"券的状态", "State of a coupon"};
  static constexpr Field values[] = {
      {.name = "issued", .text = {"可用", "Issued"}},
      {.name = "held", .text = {"交易占用中", "Held for a sale"}},
      {.name = "offered", .text = {"转赠中", "Offered to a friend"}},
      {.name = "redeemed", .text = {"已核销", "Redeemed"}},
      {.name = "expired", .text = {"已过期", "Expired"}},
      {.name = "withdrawn", .text = {"已作废", "Withdrawn by staff"}},
      {.name = "given", .text = {"已转赠", "Given to a friend"}},
      {.name = "carried", .text = {"已随合并转出", "Carried to the survivor of a merge"}},
  };
};
template <>
struct Doc<coupons::CauseKind> {
  static constexpr const char* name = "CouponCause";
  static constexpr Text text{"发放来源", "What it was issued for"};
  static constexpr Field values[] = {
      {.name = "desk", .text = {"人工发放", "By staff"}},
      {.name = "list", .text = {"名单发放", "To a list of members"}},
      {.name = "event", .text = {"事件发放", "By an event"}},
      {.name = "code", .text = {"券码领取", "Claimed with a code"}},
      {.name = "points", .text = {"积分兑换", "For points"}},
      {.name = "gift", .text = {"好友转赠", "From a friend"}},
      {.name = "merge", .text = {"会员合并", "By a merge of members"}},
      {.name = "sale", .text = {"促销返券", "With a sale, as a promotion promised"}},
  };
};

template <>
struct Doc<coupons::PickupPlace> {
  static constexpr const char* name = "CouponPickup";
  static constexpr Text text{
      "可提货的门店及其库存", "A store that hands the gift out, and its stock"};
  static constexpr Field fields[] = {
      coupon_fields::needed_store,
      {.name = "stock",
       .text = {"可提数量", "How many there are"},
       .min = 0,
       .max = coupons::limits::stock_max,
       .example = "100"}};
};
template <>
struct Doc<coupons::TemplateTerms> {
  static constexpr const char* name = "CouponTerms";
  static constexpr Text text{"券模板的内容", "What a coupon template says"};
  static constexpr Field fields[] = {
      {.name = "kind", .text = {"种类", "Kind"}, .example = R"("full_reduction")"},
      {.name = "name_zh",
       .text = {"中文名称", "Name in Chinese"},
       .min = 1,
       .max = 100,
       .example = R"("满200减20")"},
      {.name = "name_en",
       .text = {"英文名称", "Name in English"},
       .min = 1,
       .max = 100,
       .example = R"("20 off 200")"},
      {.name = "rule_code",
       .text =
           {"规则库中的规则编码，决定减多少；礼品券可不填，停车券没有",
            "Code of the rule that says what it takes off; gifts may have none, parking has none"},
       .min = 1,
       .max = 32,
       .example = R"("OFF20")",
       .chars = Chars::code},
      {.name = "stock",
       .text = {"发放总量，0 为不限", "How many may be issued; 0: any"},
       .min = 0,
       .max = coupons::limits::stock_max,
       .example = "1000",
       .has_default = true},
      {.name = "per_member_max",
       .text = {"每人限领，0 为不限", "How many one member may be issued; 0: any"},
       .min = 0,
       .max = coupons::limits::per_member_max,
       .example = "1",
       .has_default = true},
      {.name = "validity",
       .text = {"有效期的算法", "How its days are found"},
       .example = R"("fixed")"},
      {.name = "valid_from",
       .text = {"fixed：第一天", "fixed: the first day"},
       .example = R"("2026-01-01")"},
      {.name = "valid_until",
       .text = {"fixed：最后一天", "fixed: the last day"},
       .example = R"("2036-01-01")"},
      {.name = "after_days",
       .text = {"relative：发放几天后起用", "relative: from so many days after the issue"},
       .min = 0,
       .max = coupons::limits::days_max,
       .example = "0",
       .has_default = true},
      {.name = "for_days",
       .text = {"relative：可用几天", "relative: for so many days"},
       .min = 0,
       .max = coupons::limits::days_max,
       .example = "0",
       .has_default = true},
      {.name = "face_value",
       .text = {"代金券、返券的面值", "Face value of cash and rebate coupons"},
       .min = 1,
       .max = coupons::limits::face_max},
      {.name = "in_parts",
       .text = {"面值可分次使用", "The face value may be used in parts"},
       .has_default = true},
      {.name = "cost_owner",
       .text = {"承担方编码，不填则按规则", "Who bears it; absent: as the rule says"},
       .min = 1,
       .max = 32,
       .example = R"("OLAY")",
       .chars = Chars::code},
      {.name = "transferable", .text = {"可转赠", "May be given to a friend"}, .has_default = true},
      {.name = "on_refund",
       .text = {"退货时的处理", "What a refund does to it"},
       .example = R"("returned_while_valid")",
       .has_default = true},
      {.name = "points_price",
       .text = {"兑换所需积分，不填则不能兑换", "Price in points; absent: not for points"},
       .min = 1,
       .max = coupons::limits::points_max},
      {.name = "item",
       .text = {"礼品券：礼品的货品编码", "Gifts: the item's code"},
       .min = 1,
       .max = 32,
       .chars = Chars::code},
      {.name = "pickups",
       .text =
           {"礼品券：可提货的门店，不填则任何门店、不计库存",
            "Gifts: stores that hand it out; none: any, without a stock"},
       .max_items = coupons::limits::pickups_max,
       .has_default = true},
      {.name = "when_undone",
       .text =
           {"促销返券：所购商品退货时的处理",
            "Of one that came with a sale: what becomes of it when the goods come back"},
       .example = R"("taken_back")",
       .has_default = true},
      {.name = "declared_value",
       .text =
           {"申报价值：促销返的礼品券、停车券已使用而退货时，按此从退款中扣回",
            "Declared value: kept back of a refund for one that came with the sale and was used "
            "without taking anything off a receipt"},
       .min = 1,
       .max = coupons::limits::face_max},
  };
};
template <>
struct Doc<coupons::ListTemplates> {
  static constexpr const char* name = "ListCouponTemplates";
  static constexpr Text text{"查询券模板", "List coupon templates"};
  static constexpr Field fields[] = {coupon_fields::programme};
};
template <>
struct Doc<coupons::AddTemplate> {
  static constexpr const char* name = "AddCouponTemplate";
  static constexpr Text text{"新券模板", "A new coupon template"};
  static constexpr Field fields[] = {
      coupon_fields::programme,
      coupon_fields::code,
      {.name = "terms", .text = {"内容", "What it says"}},
      coupon_fields::reason};
};
template <>
struct Doc<coupons::ChangeTemplate> {
  static constexpr const char* name = "ChangeCouponTemplate";
  static constexpr Text text{"修改券模板", "A change of a coupon template"};
  static constexpr Field fields[] = {
      coupon_fields::template_id,
      {.name = "terms", .text = {"内容", "What it says from now on"}},
      coupon_fields::reason};
};
template <>
struct Doc<coupons::GetTemplate> {
  static constexpr const char* name = "GetCouponTemplate";
  static constexpr Text text{"查询一个券模板", "Read a coupon template"};
  static constexpr Field fields[] = {coupon_fields::template_id};
};
template <>
struct Doc<coupons::MoveTemplate> {
  static constexpr const char* name = "MoveCouponTemplate";
  static constexpr Text text{"启用或停发", "Put into use, or stop"};
  static constexpr Field fields[] = {coupon_fields::template_id, coupon_fields::reason};
};
template <>
struct Doc<coupons::PickedUp> {
  static constexpr const char* name = "CouponPickedUp";
  static constexpr Text text{"一家门店已提的数量", "What a store has handed out"};
  static constexpr Field fields[] = {
      {.name = "store", .text = {"门店编码", "The store's code"}},
      {.name = "taken", .text = {"已提", "Handed out"}}};
};
template <>
struct Doc<coupons::TemplateView> {
  static constexpr const char* name = "CouponTemplate";
  static constexpr Text text{"券模板", "A coupon template"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Id"}},
      {.name = "programme", .text = {"会员计划编码", "Programme code"}},
      {.name = "code", .text = {"编码", "Code"}},
      {.name = "version", .text = {"版本，即 ETag", "Version: the ETag"}},
      {.name = "state", .text = {"状态", "State"}},
      {.name = "terms", .text = {"内容", "What it says"}},
      {.name = "taken", .text = {"已发放及为券码预留的数量", "Issued, or set aside for codes"}},
      {.name = "picked_up", .text = {"各门店已提", "Handed out, by store"}},
      {.name = "reason", .text = {"最近一次修改的原因", "Why it was changed last"}},
      {.name = "changed_at", .text = {"最近修改时间", "When"}},
      {.name = "changed_by", .text = {"修改人", "By whom"}}};
};
template <>
struct Doc<coupons::TemplateList> {
  static constexpr const char* name = "CouponTemplateList";
  static constexpr Text text{"券模板列表", "Coupon templates"};
  static constexpr Field fields[] = {{.name = "items", .text = {"按编码", "By code"}}};
};

}  // namespace guanxi::api
