// The requests and answers of the programmes endpoints, with their documentation. Private to the
// module.
#pragma once

#include "modules/programmes/programmes.h"
#include "platform/api/api.h"

namespace guanxi {
BOOST_DESCRIBE_ENUM(Rounding, half_up, floor, ceil)
}

namespace guanxi::programmes {

BOOST_DESCRIBE_ENUM(EarnScope, receipt, line)
BOOST_DESCRIBE_ENUM(ExpiryKind, never, months, yearly)
BOOST_DESCRIBE_ENUM(ShortfallPolicy, purchase, debt, refuse)
BOOST_DESCRIBE_ENUM(StoredValueEarns, all, principal, nothing)
BOOST_DESCRIBE_ENUM(PaidPointsEarn, all, nothing)
BOOST_DESCRIBE_ENUM(DayPointsOf, extras, all)
BOOST_DESCRIBE_STRUCT(
    Parameters,
    (),
    (earn_amount,
     earn_points,
     earn_scope,
     earn_rounding,
     expiry,
     expiry_months,
     expiry_month,
     expiry_day,
     shortfall,
     points_price,
     stored_value_earns,
     duplicate_review_score,
     duplicate_automatic_score,
     hold_minutes,
     document_points_max,
     document_actor_day_max,
     document_programme_day_max,
     notice_days,
     pay_points,
     pay_amount,
     pay_points_min,
     pay_points_step,
     pay_percent_max,
     paid_points_earn,
     member_day_points_max,
     proof_points_cashier_max,
     proof_stored_value_cashier_max,
     proof_small_change_cashier_max,
     proof_attempts_max,
     proof_lock_minutes,
     one_time_code_minutes,
     one_time_codes_hour_max,
     points_pending_days,
     programme_day_points_max,
     programme_day_points_of,
     late_attribution_days,
     late_attribution_unapproved_points,
     late_attribution_points_max,
     late_attributions_member_month_max,
     late_attributions_actor_day_max,
     refund_without_receipt_max,
     refunds_without_receipt_year_max,
     points_sale_price,
     points_sale_step,
     points_sale_member_year_max,
     proof_coupons_free_max)
)

struct AddProgramme {
  std::string code;
  std::string name;
  Currency currency;
  std::string time_zone = "Asia/Shanghai";
  std::optional<Instant> effective_from;
  std::optional<Parameters> parameters;
};
BOOST_DESCRIBE_STRUCT(
    AddProgramme, (), (code, name, currency, time_zone, effective_from, parameters)
)

struct AddVersion {
  std::string code;
  Instant effective_from;
  Parameters parameters;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(AddVersion, (), (code, effective_from, parameters, note))

struct GetProgramme {
  std::string code;
};
BOOST_DESCRIBE_STRUCT(GetProgramme, (), (code))

struct ProgrammeView {
  ProgrammeId id;
  std::string code;
  std::string name;
  Currency currency;
  std::string time_zone;
  int version = 0;
  Instant effective_from;
  bool in_force = true;
  Parameters parameters;
};
BOOST_DESCRIBE_STRUCT(
    ProgrammeView,
    (),
    (id, code, name, currency, time_zone, version, effective_from, in_force, parameters)
)

struct ProgrammeList {
  std::vector<ProgrammeView> items;
};
BOOST_DESCRIBE_STRUCT(ProgrammeList, (), (items))

struct VersionView {
  int version = 0;
  Instant effective_from;
  Parameters parameters;
  std::string note;
  Instant created_at;
  ActorId created_by;
};
BOOST_DESCRIBE_STRUCT(
    VersionView, (), (version, effective_from, parameters, note, created_at, created_by)
)

struct VersionList {
  std::vector<VersionView> items;
};
BOOST_DESCRIBE_STRUCT(VersionList, (), (items))

}  // namespace guanxi::programmes

namespace guanxi::api {

namespace programme_fields {
inline constexpr Field id{
    .name = "id", .text = {"内部编号", "Identifier"}, .example = R"("300000000000001")"};
inline constexpr Field code{
    .name = "code",
    .text = {"会员计划编码：字母、数字、- _ .", "Programme code of letters, digits, - _ and ."},
    .min = 1,
    .max = 32,
    .example = R"("MAIN")",
    .chars = Chars::code};
inline constexpr Field name{
    .name = "name",
    .text = {"会员计划名称", "Name of the programme"},
    .min = 1,
    .max = 100,
    .example = R"("贵宾会")"};
inline constexpr Field currency{
    .name = "currency",
    .text = {"币种；以后不能更改", "Currency; it never changes"},
    .example = R"("CNY")"};
inline constexpr Field time_zone{
    .name = "time_zone",
    .text = {"积分到期等所用的时区（IANA 名称）", "Time zone of expiry dates (IANA name)"},
    .min = 1,
    .max = 64,
    .example = R"("Asia/Shanghai")",
    .has_default = true};
inline constexpr Field version{
    .name = "version",
    .text = {"版本号，从 1 开始", "Number of the version, from 1"},
    .example = "1"};
inline constexpr Field effective_from{
    .name = "effective_from",
    .text = {"从这一刻起生效", "In force from this moment on"},
    .example = R"("2026-01-01T00:00:00+08:00")"};
inline constexpr Field parameters{.name = "parameters", .text = {"参数", "The parameters"}};
inline constexpr Field note{
    .name = "note",
    .text = {"变更说明", "Why it was changed"},
    .min = 0,
    .max = 500,
    .example = R"("积分有效期改为 12 个月")",
    .chars = Chars::lines,
    .has_default = true};
}  // namespace programme_fields

template <>
struct Doc<Rounding> {
  static constexpr Text text{"舍入方式", "How fractions are rounded"};
  static constexpr Field values[] = {
      {.name = "half_up", .text = {"四舍五入", "Half up"}},
      {.name = "floor", .text = {"舍去零头", "Down"}},
      {.name = "ceil", .text = {"进一", "Up"}}};
};
template <>
struct Doc<programmes::EarnScope> {
  static constexpr Text text{"零头在哪里处理", "Where fractions of a point are rounded"};
  static constexpr Field values[] = {
      {.name = "receipt", .text = {"整单", "Per receipt"}},
      {.name = "line", .text = {"逐行", "Per line"}}};
};
template <>
struct Doc<programmes::ExpiryKind> {
  static constexpr Text text{"积分有效期的种类", "How points expire"};
  static constexpr Field values[] = {
      {.name = "never", .text = {"永不过期", "Never"}},
      {.name = "months", .text = {"若干个月后的月底", "At the end of the month some months later"}},
      {.name = "yearly", .text = {"每年固定日期", "On a fixed date, at least a year later"}}};
};
template <>
struct Doc<programmes::ShortfallPolicy> {
  static constexpr Text text{
      "退货时积分不够扣回怎么办",
      "What happens when a return takes back more points than there are"};
  static constexpr Field values[] = {
      {.name = "purchase",
       .text =
           {"差额由顾客购买，从退款中扣除", "The customer buys the difference out of the refund"}},
      {.name = "debt",
       .text = {"记为欠分，以后的积分先还", "The difference is owed; later earnings repay it"}},
      {.name = "refuse", .text = {"不允许退货", "The return is refused"}}};
};
template <>
struct Doc<programmes::StoredValueEarns> {
  static constexpr Text text{
      "用储值支付的部分怎样积分", "What of a payment with stored value earns"};
  static constexpr Field values[] = {
      {.name = "all", .text = {"本金与赠送都积分", "Principal and bonus"}},
      {.name = "principal", .text = {"只有本金积分", "The principal only"}},
      {.name = "nothing", .text = {"都不积分", "Nothing"}}};
};

template <>
struct Doc<programmes::PaidPointsEarn> {
  static constexpr Text text{
      "用积分支付的部分是否积分", "Whether what points pay earns points itself"};
  static constexpr Field values[] = {
      {.name = "all", .text = {"照常积分", "It earns like money"}},
      {.name = "nothing", .text = {"不积分", "It earns nothing"}}};
};

template <>
struct Doc<programmes::DayPointsOf> {
  static constexpr Text text{
      "会员计划的每日积分预算管哪些类别", "Which classes a programme's budget of a day is for"};
  static constexpr Field values[] = {
      {.name = "extras", .text = {"倍数（B）与温馨（C）积分", "Classes B and C"}},
      {.name = "all", .text = {"销售所得的全部类别", "All that sales earn: A, B, C and E"}}};
};

template <>
struct Doc<programmes::Parameters> {
  static constexpr Text text{
      "会员计划的参数；一次给全", "The parameters of a programme, all of them"};
  static constexpr const char* name = "ProgrammeParameters";
  static constexpr Field fields[] = {
      {.name = "earn_amount",
       .text = {"每消费这么多（最小货币单位，如分）", "For this much money (minor units) …"},
       .min = 1,
       .max = programmes::limits::earn_amount_max,
       .example = "1000"},
      {.name = "earn_points",
       .text =
           {"得这么多积分；0 表示不积分；每一最小货币单位至多 1000 分",
            "… one earns this many points; 0: nothing; at most 1000 per minor unit"},
       .min = 0,
       .max = programmes::limits::earn_points_max,
       .example = "1"},
      {.name = "earn_scope",
       .text = {"零头按整单还是逐行处理", "Fractions per receipt or per line"},
       .example = R"("receipt")"},
      {.name = "earn_rounding",
       .text = {"零头的舍入方式", "Rounding of fractions"},
       .example = R"("floor")"},
      {.name = "expiry", .text = {"有效期的种类", "How points expire"}, .example = R"("months")"},
      {.name = "expiry_months",
       .text =
           {"months：得分后多少个月的月底到期",
            "months: usable to the end of the month this many months after"},
       .min = 1,
       .max = programmes::limits::expiry_months_max,
       .example = "24"},
      {.name = "expiry_month",
       .text = {"yearly：到期的月", "yearly: month of the date"},
       .min = 1,
       .max = 12,
       .example = "12"},
      {.name = "expiry_day",
       .text =
           {"yearly：到期的日（每年都有的日期）",
            "yearly: day of the date, one that every year has"},
       .min = 1,
       .max = 31,
       .example = "31"},
      {.name = "shortfall",
       .text = {"退货时积分不够扣回的处理", "When a return takes back more than there is"},
       .example = R"("purchase")"},
      {.name = "points_price",
       .text =
           {"购买差额时每 1000 分的价格（最小货币单位）；purchase 时至少为 1",
            "Price of 1,000 points when a shortfall is bought (minor units); at least 1 with "
            "purchase"},
       .min = 0,
       .max = programmes::limits::points_price_max,
       .example = "1000"},
      {.name = "stored_value_earns",
       .text = {"用储值支付的部分怎样积分", "What of a payment with stored value earns"},
       .example = R"("principal")",
       .has_default = true},
      {.name = "duplicate_review_score",
       .text =
           {"疑似重复会员得分（千分之一比特）达到此值进入人工核对",
            "Score of two members who may be one person (thousandths of a bit) from which on "
            "somebody looks at the pair"},
       .min = 1,
       .max = programmes::limits::duplicate_score_max,
       .example = "3000",
       .has_default = true},
      {.name = "duplicate_automatic_score",
       .text =
           {"达到此值且无矛盾时自动认定为同一人；0 为从不，否则不得低于核对分",
            "From here on, unless something contradicts, they are taken for one person without "
            "anybody looking; 0: never, else not below the score for review"},
       .min = 0,
       .max = programmes::limits::duplicate_score_max,
       .example = "0",
       .has_default = true},
      {.name = "hold_minutes",
       .text =
           {"积分冻结多少分钟后自动解除（未指定时）",
            "After how many minutes a hold on points ends, unless it says otherwise"},
       .min = 1,
       .max = programmes::limits::hold_minutes_max,
       .example = "15",
       .has_default = true},
      {.name = "document_points_max",
       .text =
           {"一张人工积分单据的上限（增减同样计算）；0 表示不允许",
            "The most one points document may add or take; 0: none is allowed"},
       .min = 0,
       .max = programmes::limits::document_points_max,
       .example = "10000",
       .has_default = true},
      {.name = "document_actor_day_max",
       .text =
           {"一位制单人一天提交的人工积分合计上限",
            "The most one author's points documents of a day may add and take together"},
       .min = 0,
       .max = programmes::limits::document_day_max,
       .example = "50000",
       .has_default = true},
      {.name = "document_programme_day_max",
       .text =
           {"整个会员计划一天提交的人工积分合计上限",
            "The most all points documents of a day may add and take together"},
       .min = 0,
       .max = programmes::limits::document_day_max,
       .example = "500000",
       .has_default = true},
      {.name = "notice_days",
       .text =
           {"积分到期前多少天通知会员", "How many days before their points end members are told"},
       .min = programmes::limits::notice_days_min,
       .max = programmes::limits::notice_days_max,
       .example = "30",
       .has_default = true},
      {.name = "pay_points",
       .text =
           {"积分当钱用：这么多积分……；0 表示不能用积分付款；每一最小货币单位至多 1000000 分",
            "Points as money: this many points …; 0: points do not pay; at most 1,000,000 per "
            "minor unit"},
       .min = 0,
       .max = programmes::limits::pay_points_max,
       .example = "1000",
       .has_default = true},
      {.name = "pay_amount",
       .text = {"……抵这么多钱（最小货币单位，如分）", "… pay this much money (minor units)"},
       .min = 1,
       .max = programmes::limits::pay_amount_max,
       .example = "100",
       .has_default = true},
      {.name = "pay_points_min",
       .text =
           {"一张小票用积分付款时至少用多少积分", "The fewest points that may pay on one receipt"},
       .min = 1,
       .max = programmes::limits::pay_points_max,
       .example = "1",
       .has_default = true},
      {.name = "pay_points_step",
       .text =
           {"一张小票所用积分须是它的整数倍",
            "What pays on one receipt is a whole number of so many points"},
       .min = 1,
       .max = programmes::limits::pay_points_step_max,
       .example = "1",
       .has_default = true},
      {.name = "pay_percent_max",
       .text =
           {"积分至多抵应付金额的百分之几",
            "The most points may pay of a receipt's payable amount, in per cent"},
       .min = 1,
       .max = 100,
       .example = "100",
       .has_default = true},
      {.name = "paid_points_earn",
       .text = {"用积分支付的部分是否积分", "Whether what points pay earns points itself"},
       .example = R"("nothing")",
       .has_default = true},
      {.name = "member_day_points_max",
       .text =
           {"一位会员一天的销售最多得多少积分（各类合计）；超出的先减 C，再减 B、E、A；0 表示不限",
            "The most one member's sales earn on a day, all classes together; what is beyond is "
            "cut from class C first, then B, E and A; 0: any"},
       .min = 0,
       .max = programmes::limits::member_day_points_max,
       .example = "0",
       .has_default = true},
      {.name = "proof_points_cashier_max",
       .text =
           {"一次使用积分不超过此数，收银员确认即可；超过须有会员密码、动态会员码或一次性验证码",
            "The most points of one spending that a cashier may confirm; beyond it takes the PIN, "
            "the rotating member code or a one-time code"},
       .min = 0,
       .max = programmes::limits::proof_cashier_max,
       .example = "5000",
       .has_default = true},
      {.name = "proof_stored_value_cashier_max",
       .text =
           {"一次使用储值不超过此数（最小货币单位），收银员确认即可",
            "The most stored value of one spending that a cashier may confirm (minor units)"},
       .min = 0,
       .max = programmes::limits::proof_cashier_max,
       .example = "20000",
       .has_default = true},
      {.name = "proof_small_change_cashier_max",
       .text =
           {"一次使用零钱不超过此数（最小货币单位），收银员确认即可",
            "The most small change of one spending that a cashier may confirm (minor units)"},
       .min = 0,
       .max = programmes::limits::proof_cashier_max,
       .example = "5000",
       .has_default = true},
      {.name = "proof_attempts_max",
       .text =
           {"密码或动态会员码连续错误多少次后锁定",
            "How many wrong attempts in a row lock the PIN or the member code"},
       .min = programmes::limits::proof_attempts_min,
       .max = programmes::limits::proof_attempts_max,
       .example = "5",
       .has_default = true},
      {.name = "proof_lock_minutes",
       .text = {"锁定多少分钟", "For how many minutes they are locked"},
       .min = 1,
       .max = programmes::limits::proof_lock_minutes_max,
       .example = "30",
       .has_default = true},
      {.name = "one_time_code_minutes",
       .text = {"一次性验证码的有效分钟数", "For how many minutes a one-time code is good"},
       .min = 1,
       .max = programmes::limits::one_time_code_minutes_max,
       .example = "5",
       .has_default = true},
      {.name = "one_time_codes_hour_max",
       .text =
           {"一小时内最多给一位会员发多少个验证码",
            "How many one-time codes may be issued to one member within an hour"},
       .min = 1,
       .max = programmes::limits::one_time_codes_hour_max,
       .example = "5",
       .has_default = true},
      {.name = "points_pending_days",
       .text =
           {"销售所得积分从销售当天算起第几天 00:00 起可用；0 表示立即可用；须早于积分到期",
            "What a sale earns can be spent from 00:00 of its day and so many days on; 0: at once. "
            "Never so long that points would end before"},
       .min = 0,
       .max = programmes::limits::points_pending_days_max,
       .example = "0",
       .has_default = true},
      {.name = "programme_day_points_max",
       .text =
           {"全体会员的销售一天最多得多少积分（类别见 programme_day_points_of）；超出的先减 "
            "C，再减 "
            "B、E、A；退货不退回额度；0 表示不限",
            "The most that all members' sales earn on a day, in the classes of "
            "programme_day_points_of; what is beyond is cut from class C first, then B, E and A; "
            "returns give no room back; 0: any"},
       .min = 0,
       .max = programmes::limits::programme_day_points_max,
       .example = "0",
       .has_default = true},
      {.name = "programme_day_points_of",
       .text = {"每日积分预算管哪些类别", "Which classes that budget is for"},
       .example = R"("extras")",
       .has_default = true},
      {.name = "late_attribution_days",
       .text =
           {"散客小票在销售日之后多少天内可补登给会员；0 表示不可补登",
            "A sale made without a member may be given to one up to so many days after its own; "
            "0: never"},
       .min = 0,
       .max = programmes::limits::late_attribution_days_max,
       .example = "7",
       .has_default = true},
      {.name = "late_attribution_unapproved_points",
       .text =
           {"补登积分不超过此数时无需他人审批；0 表示每笔都须他人审批",
            "A late attribution of up to so many points needs no other person's approval; 0: each "
            "one does"},
       .min = 0,
       .max = programmes::limits::late_attribution_points_max,
       .example = "0",
       .has_default = true},
      {.name = "late_attribution_points_max",
       .text = {"一笔补登最多给多少积分", "The most points one late attribution may give"},
       .min = 0,
       .max = programmes::limits::late_attribution_points_max,
       .example = "100000",
       .has_default = true},
      {.name = "late_attributions_member_month_max",
       .text =
           {"一名会员一个自然月最多补登几笔；0 表示不限",
            "How many receipts one member may be given afterwards in a calendar month; 0: any"},
       .min = 0,
       .max = programmes::limits::late_attributions_max,
       .example = "5",
       .has_default = true},
      {.name = "late_attributions_actor_day_max",
       .text =
           {"一名操作者一天最多补登几笔；0 表示不限",
            "How many receipts one actor may give to members afterwards on a day; 0: any"},
       .min = 0,
       .max = programmes::limits::late_attributions_max,
       .example = "50",
       .has_default = true},
      {.name = "refund_without_receipt_max",
       .text =
           {"一笔无小票退货最多退多少钱（分）；0 表示不办理",
            "The most money (minor units) given back at once for goods without their receipt; 0: "
            "none"},
       .min = 0,
       .max = programmes::limits::refund_without_receipt_max,
       .example = "0",
       .has_default = true},
      {.name = "refunds_without_receipt_year_max",
       .text =
           {"一名会员 365 天内最多办理几次无小票退货；0 表示不限",
            "How many returns without a receipt one member may make within 365 days; 0: any"},
       .min = 0,
       .max = programmes::limits::refunds_without_receipt_max,
       .example = "3",
       .has_default = true},
      {.name = "points_sale_price",
       .text =
           {"出售 1000 积分的价格（分），金额向上取整；0 表示不出售",
            "Price of 1,000 points sold to members (minor units), amounts rounded up; 0: none are "
            "sold"},
       .min = 0,
       .max = programmes::limits::points_price_max,
       .example = "0",
       .has_default = true},
      {.name = "points_sale_step",
       .text = {"积分按多少的整数倍出售", "Points are sold in multiples of this"},
       .min = 1,
       .max = programmes::limits::points_sale_max,
       .example = "100",
       .has_default = true},
      {.name = "points_sale_member_year_max",
       .text =
           {"一名会员 365 天内最多买多少积分；0 表示不限",
            "The most points one member may buy within 365 days; 0: any"},
       .min = 0,
       .max = programmes::limits::points_sale_max,
       .example = "100000",
       .has_default = true},
      {.name = "proof_coupons_free_max",
       .text =
           {"优惠券一次合计优惠不超过此数（最小货币单位），无须凭证；超过与储值同样处理",
            "The most that coupons of one sale take off, or that one given away is worth, without "
            "a "
            "proof (minor units); more needs one as stored value does"},
       .min = 0,
       .max = programmes::limits::proof_cashier_max,
       .example = "10000",
       .has_default = true}};
};

template <>
struct Doc<programmes::AddProgramme> {
  static constexpr Text text{"新增会员计划", "A programme to add"};
  static constexpr Field fields[] = {
      programme_fields::code,
      programme_fields::name,
      programme_fields::currency,
      programme_fields::time_zone,
      {.name = "effective_from",
       .text =
           {"第一版从何时起生效；不给则立即；要导入旧小票时填更早的时间",
            "When version 1 comes into force; absent: now; earlier if old receipts are to be "
            "imported"},
       .example = R"("2026-01-01T00:00:00+08:00")"},
      {.name = "parameters",
       .text = {"参数；不给则用默认值", "The parameters; absent: the defaults"}}};
};
template <>
struct Doc<programmes::AddVersion> {
  static constexpr Text text{
      "会员计划的下一版参数", "The next version of a programme's parameters"};
  static constexpr const char* name = "AddProgrammeVersion";
  static constexpr Field fields[] = {
      programme_fields::code,
      programme_fields::effective_from,
      programme_fields::parameters,
      programme_fields::note};
};
template <>
struct Doc<programmes::GetProgramme> {
  static constexpr Text text{"查询一个会员计划", "Asks for a programme"};
  static constexpr Field fields[] = {programme_fields::code};
};
template <>
struct Doc<programmes::ProgrammeView> {
  static constexpr Text text{
      "会员计划及其当前参数", "A programme with the parameters now in force"};
  static constexpr Field fields[] = {
      programme_fields::id,
      programme_fields::code,
      programme_fields::name,
      programme_fields::currency,
      programme_fields::time_zone,
      programme_fields::version,
      programme_fields::effective_from,
      {.name = "in_force",
       .text =
           {"是否已生效；否则显示的是将要生效的第一版",
            "Whether it is in force; otherwise the first version to come is shown"},
       .example = "true"},
      programme_fields::parameters};
};
template <>
struct Doc<programmes::ProgrammeList> {
  static constexpr Text text{"全部会员计划", "All programmes"};
  static constexpr Field fields[] = {{.name = "items", .text = {"按编码排序", "Ordered by code"}}};
};
template <>
struct Doc<programmes::VersionView> {
  static constexpr Text text{
      "会员计划参数的一个版本；从不修改", "A version of a programme's parameters; never edited"};
  static constexpr const char* name = "ProgrammeVersion";
  static constexpr Field fields[] = {
      programme_fields::version,
      programme_fields::effective_from,
      programme_fields::parameters,
      programme_fields::note,
      {.name = "created_at",
       .text = {"建立时间", "When it was made"},
       .example = R"("2026-01-01T00:00:00Z")"},
      {.name = "created_by",
       .text = {"建立者的内部编号", "Who made it (identifier)"},
       .example = R"("300000000000009")"}};
};
template <>
struct Doc<programmes::VersionList> {
  static constexpr Text text{"参数的全部版本", "All versions of the parameters"};
  static constexpr const char* name = "ProgrammeVersionList";
  static constexpr Field fields[] = {
      {.name = "items", .text = {"按版本号，最早的在前", "The first one first"}}};
};

}  // namespace guanxi::api
