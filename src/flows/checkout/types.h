// What a till sends and what it gets back: the request and response structs of checkout, with their
// documentation. They are the single source of parsing, validation and the OpenAPI document.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modules/coupons/coupons.h"
#include "modules/pricing/quote_view_docs.h"
#include "modules/proofs/request.h"
#include "modules/sales/sales.h"
#include "platform/api/api.h"

namespace guanxi::sales {
BOOST_DESCRIBE_ENUM(Pricing, engine, as_sold)
BOOST_DESCRIBE_ENUM(Channel, store, online, phone, import)
BOOST_DESCRIBE_ENUM(
    TenderKind,
    cash,
    bank_card,
    wechat_pay,
    alipay,
    unionpay,
    voucher,
    stored_value,
    small_change,
    points,
    other,
    exchange_credit,
    points_purchase,
    gift_purchase
)
}  // namespace guanxi::sales

namespace guanxi::checkout {

enum class MemberKey { member_id, member_code, phone, card, track, email, external, rotating_code };
BOOST_DESCRIBE_ENUM(
    MemberKey, member_id, member_code, phone, card, track, email, external, rotating_code
)

struct MemberRef {
  MemberKey kind = MemberKey::phone;
  std::string value;
};
BOOST_DESCRIBE_STRUCT(MemberRef, (), (kind, value))

struct SaleLine {
  std::string item;
  Quantity quantity;
  std::optional<UnitPrice> list_price, shop_price;
  std::optional<Money> amount;
  std::optional<std::string> counter, salesperson;
  std::optional<UnitPrice> cost;
};
BOOST_DESCRIBE_STRUCT(
    SaleLine, (), (item, quantity, list_price, shop_price, amount, counter, salesperson, cost)
)

struct SaleTender {
  sales::TenderKind kind = sales::TenderKind::cash;
  Money amount;
  std::optional<std::string> reference;
};
BOOST_DESCRIBE_STRUCT(SaleTender, (), (kind, amount, reference))

struct SaveChange {
  Money amount;
  bool part = false;
};
BOOST_DESCRIBE_STRUCT(SaveChange, (), (amount, part))

/// A coupon of the member, by its id or by the code that was claimed.
struct ShownCoupon {
  std::optional<coupons::CouponId> id;
  std::optional<std::string> code;
};
BOOST_DESCRIBE_STRUCT(ShownCoupon, (), (id, code))

struct QuoteRequest {
  std::string store, till;
  std::optional<Instant> occurred_at;
  sales::Channel channel = sales::Channel::store;
  std::optional<MemberRef> member;
  std::vector<SaleLine> lines;
  std::vector<ShownCoupon> coupons;
  std::vector<sales::TenderKind> tenders;
  bool trace = true;
};
BOOST_DESCRIBE_STRUCT(
    QuoteRequest, (), (store, till, occurred_at, channel, member, lines, coupons, tenders, trace)
)

struct SaleRequest {
  std::string store, till;
  Date business_date;
  std::int64_t sequence = 0;
  Instant occurred_at;
  sales::Channel channel = sales::Channel::store;
  std::string cashier;
  sales::Pricing pricing = sales::Pricing::engine;
  std::optional<std::string> quote_id;
  std::optional<MemberRef> member;
  std::vector<SaleLine> lines;
  std::vector<ShownCoupon> coupons;
  std::vector<SaleTender> tenders;
  std::optional<SaveChange> save_change;
  std::optional<proofs::Proof> proof;
};
BOOST_DESCRIBE_STRUCT(
    SaleRequest,
    (),
    (store,
     till,
     business_date,
     sequence,
     occurred_at,
     channel,
     cashier,
     pricing,
     quote_id,
     member,
     lines,
     coupons,
     tenders,
     save_change,
     proof)
)

struct LineAnswer {
  int line = 0;
  std::string item;
  Quantity quantity;
  UnitPrice list_price;
  std::optional<UnitPrice> shop_price;
  Money list_amount, amount;
  Points points;
  std::optional<int> original_line;
};
BOOST_DESCRIBE_STRUCT(
    LineAnswer,
    (),
    (line, item, quantity, list_price, shop_price, list_amount, amount, points, original_line)
)

struct PointsByClass {
  Points a, b, c, d, e, f, redeemed;
};
BOOST_DESCRIBE_STRUCT(PointsByClass, (), (a, b, c, d, e, f, redeemed))

struct Explanation {
  std::string code;
  std::optional<int> line;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Explanation, (), (code, line, text))

struct QuotedMember {
  OwnerId id;
  std::string member_code, name;
  Points balance;
};
BOOST_DESCRIBE_STRUCT(QuotedMember, (), (id, member_code, name, balance))

struct PointsOffer {
  Points points;
  Money amount;
};
BOOST_DESCRIBE_STRUCT(PointsOffer, (), (points, amount))

/// A coupon that was presented: what it takes off, or why a sale with it would be refused.
struct QuotedCoupon {
  coupons::CouponId id;
  std::string template_code;
  Money amount;
  std::optional<std::string> refused;
};
BOOST_DESCRIBE_STRUCT(QuotedCoupon, (), (id, template_code, amount, refused))

/// What a sale would ask of the member for using the coupons.
enum class CouponProof { none, cashier, member };
BOOST_DESCRIBE_ENUM(CouponProof, none, cashier, member)

struct QuoteAnswer {
  std::string quote_id;
  Instant expires_at;
  std::optional<QuotedMember> member;
  std::vector<LineAnswer> lines;
  Money list_total, payable;
  PointsByClass points;
  std::optional<PointsOffer> points_offer;
  std::vector<QuotedCoupon> coupons;
  std::optional<CouponProof> coupons_proof;
  std::vector<Explanation> explanation;
  std::optional<pricing::QuoteView> price;
};
BOOST_DESCRIBE_STRUCT(
    QuoteAnswer,
    (),
    (quote_id,
     expires_at,
     member,
     lines,
     list_total,
     payable,
     points,
     points_offer,
     coupons,
     coupons_proof,
     explanation,
     price)
)

struct TenderAnswer {
  sales::TenderKind kind = sales::TenderKind::cash;
  Money amount;
  std::optional<std::string> reference;
};
BOOST_DESCRIBE_STRUCT(TenderAnswer, (), (kind, amount, reference))

struct WalletAnswer {
  Money bonus, saved, handed_out, stored_value, small_change;
};
BOOST_DESCRIBE_STRUCT(WalletAnswer, (), (bonus, saved, handed_out, stored_value, small_change))

enum class GiftMove { handed_out, on_receipt, came_back, kept_back };
BOOST_DESCRIBE_ENUM(GiftMove, handed_out, on_receipt, came_back, kept_back)
/// A gift that came with the sale, or what a return did to it.
struct ReceiptGift {
  std::string item;
  GiftMove what = GiftMove::handed_out;
  std::optional<std::int64_t> pieces;
  std::optional<Money> amount;
};
BOOST_DESCRIBE_STRUCT(ReceiptGift, (), (item, what, pieces, amount))

enum class CouponMove { given, not_given, withdrawn, kept_back };
BOOST_DESCRIBE_ENUM(CouponMove, given, not_given, withdrawn, kept_back)
/// A coupon that a promotion promised, or what a return did to it.
struct ReceiptCoupon {
  std::string template_;
  CouponMove what = CouponMove::given;
  std::optional<coupons::CouponId> coupon;
  std::optional<Date> valid_until;
  std::optional<std::int64_t> count;
  std::optional<std::string> refusal;
  std::optional<Money> amount;
};
BOOST_DESCRIBE_STRUCT(
    ReceiptCoupon, (), (template_, what, coupon, valid_until, count, refusal, amount)
)

/// The answer of a sale, a refund and a void: the same bytes for the first request and every retry.
struct ReceiptAnswer {
  ReceiptId receipt;
  std::string kind;
  std::string store, till;
  Date business_date;
  std::int64_t sequence = 0;
  Instant occurred_at, posted_at;
  std::optional<ReceiptId> original;
  std::optional<std::string> reason;
  std::optional<OwnerId> member;
  std::string pricing;
  std::vector<LineAnswer> lines;
  Money list_total, payable, engine_payable;
  std::vector<TenderAnswer> tenders;
  PointsByClass points;
  std::optional<Points> balance;
  std::optional<WalletAnswer> wallet;
  std::optional<std::vector<ReceiptGift>> gifts;
  std::optional<std::vector<ReceiptCoupon>> coupons;
  std::vector<Explanation> explanation;
};
BOOST_DESCRIBE_STRUCT(
    ReceiptAnswer,
    (),
    (receipt,
     kind,
     store,
     till,
     business_date,
     sequence,
     occurred_at,
     posted_at,
     original,
     reason,
     member,
     pricing,
     lines,
     list_total,
     payable,
     engine_payable,
     tenders,
     points,
     balance,
     wallet,
     gifts,
     coupons,
     explanation)
)

}  // namespace guanxi::checkout

namespace guanxi::api {

template <>
struct Doc<checkout::MemberRef> {
  static constexpr Text text{
      "会员凭据：用哪种方式识别、值是什么", "How the member was recognised, and by which value"};
  static constexpr Field fields[] = {
      {.name = "kind", .text = {"识别方式", "Which identity"}, .example = R"("phone")"},
      {.name = "value",
       .text =
           {"手机号、卡号、会员码、会员编号、邮箱、外部编号或动态会员码",
            "Phone, card number, member code, member id, e-mail, external id or rotating code"},
       .min = 1,
       .max = 254,
       .example = R"("13800138000")",
       .personal = true},
  };
};

template <>
struct Doc<checkout::SaleLine> {
  static constexpr Text text{"一行商品", "One line of goods"};
  static constexpr const char* example =
      R"({"item":"A1001","quantity":"2","list_price":"100.00","shop_price":"90.00","salesperson":"E12"})";
  static constexpr Field fields[] = {
      {.name = "item",
       .text = {"货品编码或条码", "Item code or barcode"},
       .min = 1,
       .max = 64,
       .example = R"("A1001")"},
      {.name = "quantity",
       .text = {"数量，最多三位小数", "Quantity, up to three decimals"},
       .min = 1,
       .max = 1'000'000'000,
       .example = R"("2")"},
      {.name = "list_price",
       .text =
           {"原价（单价），最多四位小数；不填则取货品资料",
            "List price per unit, up to four decimals; the catalogue's if absent"},
       .min = 0,
       .max = 100'000'000'000,
       .example = R"("100.00")"},
      {.name = "shop_price",
       .text = {"该行的折后单价（如有）", "The line's own reduced price per unit, if any"},
       .min = 0,
       .max = 100'000'000'000,
       .example = R"("90.00")"},
      {.name = "amount",
       .text =
           {"仅 as_sold：收银机的行实收金额", "as_sold only: what the till charged for the line"},
       .min = 0,
       .max = 1'000'000'000'000},
      {.name = "counter",
       .text = {"柜台编码", "Counter code"},
       .min = 1,
       .max = 32,
       .example = R"("C01")"},
      {.name = "salesperson",
       .text = {"营业员工号", "Salesperson"},
       .min = 1,
       .max = 32,
       .example = R"("E12")"},
      {.name = "cost",
       .text = {"单位成本（如已知）", "Unit cost, if known"},
       .min = 0,
       .max = 100'000'000'000,
       .example = R"("50.00")"},
  };
};

template <>
struct Doc<checkout::SaleTender> {
  static constexpr Text text{
      "付款方式与金额；合计必须等于应付",
      "A tender and its amount; all of them add up to the payable amount"};
  static constexpr Field fields[] = {
      {.name = "kind", .text = {"付款方式", "Kind of tender"}, .example = R"("wechat_pay")"},
      {.name = "amount",
       .text = {"金额（分）", "Amount in minor units"},
       .min = 1,
       .max = 1'000'000'000'000,
       .example = R"({"amount":18000,"currency":"CNY"})"},
      {.name = "reference",
       .text = {"支付流水号", "The payment's number elsewhere"},
       .min = 1,
       .max = 64,
       .example = R"("4200001234")"},
  };
};

template <>
struct Doc<checkout::SaveChange> {
  static constexpr Text text{
      "找零不找现金，存入会员零钱；付款合计仍等于应付，找零另计",
      "Change that is saved for the member instead of handed out; on top of the tenders, which add "
      "up to the payable amount as ever"};
  static constexpr Field fields[] = {
      {.name = "amount",
       .text = {"找零金额", "The change"},
       .min = 1,
       .max = 1'000'000'000'000,
       .example = R"({"amount":40,"currency":"CNY"})"},
      {.name = "part",
       .text =
           {"true：超过上限时存得下多少存多少，其余找现金；false：存不下则整单拒绝",
            "true: above the cap saves what fits, the rest is handed out; false: refuses the sale"},
       .has_default = true},
  };
};

template <>
struct Doc<checkout::ShownCoupon> {
  static constexpr Text text{
      "会员出示的一张优惠券：编号或券码填一项",
      "A coupon that the member presents: its id or its code"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"券编号", "The coupon's id"}},
      {.name = "code", .text = {"已领取的券码", "A code that was claimed"}, .min = 1, .max = 64},
  };
};

template <>
struct Doc<checkout::QuoteRequest> {
  static constexpr Text text{
      "试算请求：不记账，价格五分钟内有效",
      "A quote: posts nothing, holds its price for five minutes"};
  static constexpr Field fields[] = {
      {.name = "store",
       .text = {"门店编码", "Store code"},
       .min = 1,
       .max = 32,
       .example = R"("S001")"},
      {.name = "till",
       .text = {"收银机编码", "Till code"},
       .min = 1,
       .max = 32,
       .example = R"("01")"},
      {.name = "occurred_at", .text = {"发生时间；不填为现在", "When; now if absent"}},
      {.name = "channel", .text = {"渠道", "Channel"}, .has_default = true},
      {.name = "member", .text = {"会员；不填为散客", "The member; anonymous if absent"}},
      {.name = "lines", .text = {"商品行", "Lines of goods"}, .min_items = 1, .max_items = 2000},
      {.name = "coupons",
       .text =
           {"出示的优惠券，按此顺序使用；不适用的说明原因",
            "Coupons presented, used in this order; of one that does not apply the price says why"},
       .max_items = 10,
       .example = "[]",
       .has_default = true},
      {.name = "tenders",
       .text =
           {"打算用的付款方式，供限定付款方式的促销判断",
            "The kinds of tender that will pay, for promotions that ask for one"},
       .max_items = 20,
       .has_default = true},
      {.name = "trace",
       .text =
           {"false：不要价格说明（price），答复更短",
            "false: without the price explained, a shorter answer"},
       .has_default = true},
  };
};

template <>
struct Doc<checkout::SaleRequest> {
  static constexpr Text text{"一笔销售", "A sale"};
  static constexpr const char* example =
      R"({"store":"S001","till":"01","business_date":"2026-11-21","sequence":123,)"
      R"("occurred_at":"2026-11-21T15:04:05+08:00","cashier":"C07",)"
      R"("member":{"kind":"phone","value":"13800138000"},)"
      R"("lines":[{"item":"A1001","quantity":"2","list_price":"100.00","shop_price":"90.00"}],)"
      R"("tenders":[{"kind":"wechat_pay","amount":{"amount":18000,"currency":"CNY"},)"
      R"("reference":"4200001234"}]})";
  static constexpr Field fields[] = {
      {.name = "store",
       .text = {"门店编码", "Store code"},
       .min = 1,
       .max = 32,
       .example = R"("S001")"},
      {.name = "till",
       .text = {"收银机编码", "Till code"},
       .min = 1,
       .max = 32,
       .example = R"("01")"},
      {.name = "business_date", .text = {"营业日", "Business date"}, .example = R"("2026-11-21")"},
      {.name = "sequence",
       .text =
           {"当日流水号；门店＋收银机＋营业日＋流水号永远唯一",
            "Number within the till's business day; store + till + day + number is unique for "
            "ever"},
       .min = 1,
       .max = 999'999'999,
       .example = "123"},
      {.name = "occurred_at",
       .text = {"成交时间", "When the sale happened"},
       .example = R"("2026-11-21T15:04:05+08:00")"},
      {.name = "channel", .text = {"渠道", "Channel"}, .has_default = true},
      {.name = "cashier",
       .text = {"收银员工号", "Cashier"},
       .min = 1,
       .max = 32,
       .example = R"("C07")"},
      {.name = "pricing",
       .text =
           {"engine：由本系统计价；as_sold：以收银机成交价为准，差异仅报告",
            "engine: we price; as_sold: the till's prices stand and a difference is only reported"},
       .has_default = true},
      {.name = "quote_id",
       .text = {"试算编号，五分钟内有效", "A quote's id, valid for five minutes"},
       .min = 1,
       .max = 300},
      {.name = "member", .text = {"会员；不填为散客", "The member; anonymous if absent"}},
      {.name = "lines", .text = {"商品行", "Lines of goods"}, .min_items = 1, .max_items = 2000},
      {.name = "coupons",
       .text =
           {"使用的优惠券，按此顺序；有一张不适用则整单拒绝，券不会被核销",
            "Coupons to be used, in this order; where one does not apply the sale is refused and "
            "none is used"},
       .max_items = 10,
       .example = "[]",
       .has_default = true},
      {.name = "tenders",
       .text = {"付款；应付为零时可为空", "Tenders; may be empty when nothing is payable"},
       .max_items = 20},
      {.name = "save_change",
       .text =
           {"把找零存入会员零钱；须有现金付款，上限由出示的卡（否则主卡）的卡类型规定",
            "Saves change for the member; needs a cash tender, and the type of the card presented "
            "(else of the primary one) says up to which balance"}},
      {.name = "proof",
       .text =
           {"凭证：用会员的储值、零钱等付款时必填；会员以动态会员码识别时可不填",
            "Needed where the member's stored value or small change pays; a member named by the "
            "rotating code has proved it"}},
  };
};

template <>
struct Doc<checkout::LineAnswer> {
  static constexpr Text text{"一行的价格与积分", "A line's price and points"};
  static constexpr Field fields[] = {
      {.name = "line", .text = {"行号，从 1 起", "Line number from 1"}},
      {.name = "item", .text = {"货品编码", "Item code"}},
      {.name = "quantity", .text = {"数量", "Quantity"}},
      {.name = "list_price", .text = {"原价", "List price per unit"}},
      {.name = "shop_price", .text = {"折后单价", "Shop price per unit"}},
      {.name = "list_amount", .text = {"原价金额", "List amount"}},
      {.name = "amount",
       .text = {"行实收（退货为退款）", "The line's share of payable; of the refund for refunds"}},
      {.name = "points", .text = {"该行积分", "The line's points"}},
      {.name = "original_line", .text = {"退货：原销售行号", "Refunds: the line of the sale"}},
  };
};

template <>
struct Doc<checkout::PointsByClass> {
  static constexpr Text text{
      "各类积分：A 消费、B 倍数、C 温馨、D 人工、E 身份、F 购买；退货为收回",
      "Points by class: A consumption, B multiplied, C warmth, D granted, E identity, F purchased; "
      "taken back for refunds"};
  static constexpr Field fields[] = {
      {.name = "a", .text = {"消费积分", "Consumption"}},
      {.name = "b", .text = {"倍数积分", "Multiplied"}},
      {.name = "c", .text = {"温馨积分", "Warmth"}},
      {.name = "d", .text = {"人工积分", "Granted"}},
      {.name = "e", .text = {"身份积分", "Identity"}},
      {.name = "f",
       .text = {"购买积分；退货时为补足而购入的记为负", "Purchased; for refunds negative: bought"}},
      {.name = "redeemed",
       .text = {"用来付款的积分；退货为退回", "What points paid; for refunds: points given back"}},
  };
};

template <>
struct Doc<checkout::Explanation> {
  static constexpr Text text{"价格与积分的一条说明", "One sentence of why"};
  static constexpr Field fields[] = {
      {.name = "code", .text = {"说明代码", "Code"}},
      {.name = "line", .text = {"行号；不填为整单", "Line; absent for the whole receipt"}},
      {.name = "text", .text = {"说明文字", "Words in the caller's language"}},
  };
};

template <>
struct Doc<checkout::QuotedMember> {
  static constexpr Text text{"识别到的会员（姓名脱敏）", "The member recognised, name masked"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"会员编号", "Member id"}},
      {.name = "member_code", .text = {"会员码", "Member code"}},
      {.name = "name", .text = {"脱敏姓名", "Masked name"}},
      {.name = "balance", .text = {"积分余额", "Points balance"}},
  };
};

template <>
struct Doc<checkout::PointsOffer> {
  static constexpr Text text{
      "这张小票最多可以用积分付多少", "The most that points may pay of this receipt"};
  static constexpr Field fields[] = {
      {.name = "points", .text = {"所需积分", "Points it takes"}, .example = "1000"},
      {.name = "amount", .text = {"可抵金额", "What they pay"}},
  };
};

template <>
struct Doc<checkout::QuotedCoupon> {
  static constexpr Text text{"出示的一张券", "A coupon that was presented"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"券编号", "The coupon"}},
      {.name = "template_code", .text = {"券模板编码", "Code of its template"}},
      {.name = "amount", .text = {"抵扣金额", "What it takes off"}},
      {.name = "refused",
       .text =
           {"带这张券销售会被拒绝，以及原因；可用则无",
            "Why a sale with it would be refused, in the caller's language; absent: it would not"}},
  };
};

template <>
struct Doc<checkout::CouponProof> {
  static constexpr Text text{
      "使用这些券时销售要求的凭证", "The proof that a sale with the coupons asks for"};
  static constexpr Field values[] = {
      {.name = "none",
       .text = {"不需要，或所出示的动态码已足够", "None, or the rotating code shown is enough"}},
      {.name = "cashier", .text = {"收银员确认即可", "The cashier's word is enough"}},
      {.name = "member",
       .text = {
           "会员本人的凭证：密码、动态码或一次性验证码",
           "The member's own: PIN, rotating or one-time code"}}};
};

template <>
struct Doc<checkout::QuoteAnswer> {
  static constexpr Text text{"试算结果", "The quote"};
  static constexpr Field fields[] = {
      {.name = "quote_id", .text = {"试算编号", "Quote id"}},
      {.name = "expires_at", .text = {"有效至", "Valid until"}},
      {.name = "member", .text = {"会员", "Member"}},
      {.name = "lines", .text = {"商品行", "Lines"}},
      {.name = "list_total", .text = {"原价合计", "List total"}},
      {.name = "payable", .text = {"应付", "Payable"}},
      {.name = "points", .text = {"可得积分", "Points to be earned"}},
      {.name = "points_offer",
       .text =
           {"可用积分付款的上限；不能用则无",
            "What the member's points may pay; absent: they may not"}},
      {.name = "coupons",
       .text =
           {"出示的券：能否使用、抵扣多少；有一张被拒绝，带着它的销售就被拒绝",
            "The coupons presented: whether each can be used and what it takes off. A sale with "
            "one that is refused is refused"}},
      {.name = "coupons_proof",
       .text =
           {"使用这些券时销售要求的凭证；没有出示券则无",
            "The proof that a sale with them asks for; absent without coupons"}},
      {.name = "explanation", .text = {"说明", "Why"}},
      {.name = "price",
       .text =
           {"价格说明：逐行逐步、每条看过的规则；trace 为 false 则无",
            "The price explained: each step of each line and every rule that was looked at; absent "
            "where trace is false"}},
  };
};

template <>
struct Doc<checkout::TenderAnswer> {
  static constexpr Text text{"付款或退款方式", "A tender paid or given back"};
  static constexpr Field fields[] = {
      {.name = "kind", .text = {"方式", "Kind"}},
      {.name = "amount", .text = {"金额", "Amount"}},
      {.name = "reference", .text = {"流水号", "Reference"}},
  };
};

template <>
struct Doc<checkout::WalletAnswer> {
  static constexpr Text text{"这张单据动用的钱包", "What the receipt moved in the member's wallet"};
  static constexpr Field fields[] = {
      {.name = "bonus",
       .text =
           {"储值付款（退货为退回）中的赠送部分",
            "Of what stored value paid, or had back for refunds: the bonus"}},
      {.name = "saved", .text = {"存入的找零", "Change saved"}},
      {.name = "handed_out",
       .text =
           {"作废：原先存入、现找回的零钱",
            "Voids: change that the sale had saved, to be handed out in cash"}},
      {.name = "stored_value", .text = {"之后的储值余额", "Stored value afterwards"}},
      {.name = "small_change", .text = {"之后的零钱余额", "Small change afterwards"}},
  };
};

template <>
struct Doc<checkout::ReceiptGift> {
  static constexpr Text text{
      "随单赠品及其退回", "A gift that came with the sale, or what a return did to it"};
  static constexpr Field fields[] = {
      {.name = "item", .text = {"货品编码", "Item code"}, .example = R"("TOWEL")"},
      {.name = "what",
       .text =
           {"handed_out 单外交付、on_receipt 在本单免费、came_back 已退回、kept_back 未退回而扣款",
            "handed_out beside the receipt, on_receipt as a free line, came_back, or kept_back: "
            "it did not, and money was"}},
      {.name = "pieces", .text = {"件数", "Pieces"}, .example = "1"},
      {.name = "amount",
       .text =
           {"kept_back：从退款中扣下的金额；为负则是退还先前所扣",
            "kept_back: of the refund; negative: paid out again, since it came back after all"}},
  };
};

template <>
struct Doc<checkout::ReceiptCoupon> {
  static constexpr Text text{
      "促销返券及其收回", "A coupon that a promotion promised, or what a return did to it"};
  static constexpr Field fields[] = {
      {.name = "template",
       .text = {"券模板编码", "Code of the template"},
       .example = R"("REBATE50")"},
      {.name = "what",
       .text =
           {"given 已发、not_given 未发、withdrawn 已收回、kept_back 已使用而扣款",
            "given, not_given, withdrawn, or kept_back: it was used, and money was kept back"}},
      {.name = "coupon", .text = {"券编号", "The coupon's id"}},
      {.name = "valid_until", .text = {"given：最后一天", "given: its last day"}},
      {.name = "count", .text = {"not_given：张数", "not_given: how many"}, .example = "1"},
      {.name = "refusal",
       .text = {"not_given：原因", "not_given: why"},
       .example = R"("coupons_used_up")"},
      {.name = "amount", .text = {"kept_back：从退款中扣下的金额", "kept_back: of the refund"}},
  };
};

template <>
struct Doc<checkout::ReceiptAnswer> {
  static constexpr Text text{"单据：销售、退货或作废", "A receipt: sale, refund or void"};
  static constexpr Field fields[] = {
      {.name = "receipt", .text = {"单据编号", "Receipt id"}},
      {.name = "kind",
       .text =
           {"sale 销售、refund 退货、void 作废、refund_without_receipt 无小票退货、"
            "refund_without_receipt_void 作废无小票退货",
            "sale, refund, void, refund_without_receipt or refund_without_receipt_void"}},
      {.name = "store", .text = {"门店编码", "Store code"}},
      {.name = "till", .text = {"收银机编码", "Till code"}},
      {.name = "business_date", .text = {"营业日", "Business date"}},
      {.name = "sequence", .text = {"流水号", "Number within the till's business day"}},
      {.name = "occurred_at", .text = {"成交时间", "When it happened"}},
      {.name = "posted_at", .text = {"记账时间", "When it was posted"}},
      {.name = "original", .text = {"退货、作废：原销售", "Refunds and voids: the sale"}},
      {.name = "reason", .text = {"退货、作废原因", "Refunds and voids: why"}},
      {.name = "member", .text = {"会员编号；散客无", "Member id; absent when anonymous"}},
      {.name = "pricing", .text = {"计价方式", "Who priced"}},
      {.name = "lines", .text = {"商品行", "Lines"}},
      {.name = "list_total", .text = {"原价合计", "List total"}},
      {.name = "payable", .text = {"实收；退货为退款", "Paid; given back for refunds"}},
      {.name = "engine_payable",
       .text =
           {"本系统应收（与 payable 之差即差异）",
            "What our engine would ask; the difference to payable is reported"}},
      {.name = "tenders", .text = {"付款", "Tenders"}},
      {.name = "points", .text = {"所得积分；退货为收回", "Points earned; taken back for refunds"}},
      {.name = "balance", .text = {"记账后积分余额", "Points balance afterwards"}},
      {.name = "wallet",
       .text = {"钱包；没动用则无", "The wallet; absent if the receipt did not touch it"}},
      {.name = "gifts", .text = {"赠品；没有则无", "Gifts; absent where there were none"}},
      {.name = "coupons",
       .text = {"促销返券；没有则无", "Coupons promised; absent where there were none"}},
      {.name = "explanation", .text = {"说明", "Why"}},
  };
};

}  // namespace guanxi::api
