// The words, limits and examples of the structs in api_types.h. Included by it; read that one
// first.
#pragma once

#include "modules/cards/api_types.h"

namespace guanxi::api {

namespace card_fields {
inline constexpr Field code{
    .name = "code",
    .text = {"卡类型编码：字母、数字、- _ .", "Code of the card type: letters, digits, - _ and ."},
    .max = 32,
    .example = R"("GOLD")",
    .chars = Chars::code};
inline constexpr Field programme{
    .name = "programme",
    .text = {"会员计划编码；以后不能更改", "Programme code; it never changes"},
    .max = 32,
    .example = R"("MAIN")",
    .chars = Chars::code};
inline constexpr Field name{
    .name = "name", .text = {"名称", "Name"}, .max = 100, .example = R"("金卡")"};
inline constexpr Field terms{
    .name = "terms", .text = {"参数；一次给全", "The parameters, all of them"}};
inline constexpr Field warn_below{
    .name = "warn_below",
    .text = {"剩余号码少于此数时提醒", "Fewer numbers left than this is a warning"},
    .min = 0,
    .max = cards::limits::warn_below_max,
    .example = "1000",
    .has_default = true};
inline constexpr Field reason{
    .name = "reason",
    .text = {"变更原因，记入变更日志", "Why; it stands in the log of changes"},
    .max = 500,
    .example = R"("2026 年卡种调整")",
    .chars = Chars::lines};
inline constexpr Field serial_length{
    .name = "serial_length",
    .text = {"流水号位数", "Digits of the serial"},
    .min = 1,
    .max = 15,
    .example = "8"};
inline constexpr Field state{.name = "state", .text = {"状态", "State"}, .example = R"("retired")"};
}  // namespace card_fields

template <>
struct Doc<cards::CardUse> {
  static constexpr Text text{"卡的用途", "What a card is for"};
  static constexpr Field values[] = {
      {.name = "member", .text = {"会员卡", "A member's card"}},
      {.name = "temporary", .text = {"临时卡", "A temporary card"}},
      {.name = "rebate_voucher", .text = {"返券卡", "A card that holds rebate vouchers"}}};
};
template <>
struct Doc<cards::Validity> {
  static constexpr Text text{"有效期的种类", "How long a card lives"};
  static constexpr const char* name = "CardValidity";
  static constexpr Field values[] = {
      {.name = "unlimited", .text = {"长期有效", "For ever"}},
      {.name = "months",
       .text = {"发卡后若干个月的月底", "To the end of the month some months after it was issued"}},
      {.name = "until", .text = {"固定截止日", "Through a fixed day"}}};
};
template <>
struct Doc<cards::Verification> {
  static constexpr Text text{"绑定实体卡时的验证", "What proves that the card is at hand"};
  static constexpr const char* name = "CardVerification";
  static constexpr Field values[] = {
      {.name = "none", .text = {"不验证", "Nothing"}},
      {.name = "printed_code",
       .text = {"须输入卡上印的验证码", "The verification code printed on it"}}};
};
template <>
struct Doc<cards::TypeState> {
  static constexpr Text text{"卡类型状态", "State of a card type"};
  static constexpr const char* name = "CardTypeState";
  static constexpr Field values[] = {
      {.name = "active", .text = {"在用", "In use"}},
      {.name = "retired",
       .text = {
           "已停用：不再制卡，已发的卡不变", "Retired: no more cards are made, those out stay"}}};
};

template <>
struct Doc<cards::CardTerms> {
  static constexpr Text text{
      "卡类型的参数；一起校验，一次给全", "The parameters of a card type, judged together"};
  static constexpr const char* name = "CardTerms";
  static constexpr Field fields[] = {
      {.name = "use", .text = {"用途", "What it is for"}, .example = R"("member")"},
      card_fields::serial_length,
      {.name = "first_number",
       .text = {"号段起始流水号", "First serial of the range"},
       .min = 0,
       .max = 999'999'999'999'999,
       .example = "1"},
      {.name = "last_number",
       .text =
           {"号段终止流水号；不能小于已发出的号码", "Last serial; not below what was handed out"},
       .min = 0,
       .max = 999'999'999'999'999,
       .example = "99999999"},
      {.name = "prefix",
       .text =
           {"卡号前缀，例如门店代码加卡类型前缀；大写字母和数字，可为空",
            "What stands before the serial, e.g. store code and the type's own prefix; upper-case "
            "letters and digits, may be empty"},
       .min = 0,
       .max = 16,
       .example = R"("88")"},
      {.name = "suffix",
       .text =
           {"卡号后缀；大写字母和数字，可为空",
            "What stands behind the check digits; upper-case letters and digits, may be empty"},
       .min = 0,
       .max = 16,
       .example = R"("")"},
      {.name = "check_length",
       .text =
           {"校验位数：0 无，1 为 Luhn（前缀须为数字），2 为 ISO 7064 MOD 97-10",
            "Check digits over prefix and serial: 0 none, 1 Luhn (the prefix has digits only), 2 "
            "ISO 7064 MOD 97-10"},
       .min = 0,
       .max = 2,
       .example = "1"},
      {.name = "validity", .text = {"有效期的种类", "How long it lives"}, .example = R"("months")"},
      {.name = "validity_months",
       .text =
           {"months：发卡后多少个月的月底到期",
            "months: to the end of the month this many months after it was issued"},
       .min = 1,
       .max = cards::limits::validity_months_max,
       .example = "24"},
      {.name = "valid_until",
       .text = {"until：最后一天", "until: the last day"},
       .example = R"("2030-12-31")"},
      {.name = "verification",
       .text = {"绑定时的验证", "What proves that it is at hand"},
       .example = R"("printed_code")"},
      {.name = "points_rate",
       .text =
           {"默认积分率：小票积分乘以此率", "Default points rate: factor on a receipt's points"},
       .min = 0,
       .max = cards::limits::rate_max * rate_one,
       .example = R"("1")"},
      {.name = "points_multiple",
       .text =
           {"身份积分倍数：基础积分之外另加几倍（E 类）",
            "Identity points: the extra in multiples of the base (class E)"},
       .min = 0,
       .max = cards::limits::rate_max * rate_one,
       .example = R"("1")"},
      {.name = "discount_rate",
       .text = {"默认折扣率：0.95 为九五折", "Default discount rate: 0.95 pays 95 %"},
       .min = 0,
       .max = rate_one,
       .example = R"("0.95")"},
      {.name = "cost_group",
       .text = {"折扣分摊组编码", "Code of the group that shares the discount's cost"},
       .max = 32,
       .example = R"("CG1")",
       .chars = Chars::code},
      {.name = "entitling_amount",
       .text =
           {"单张小票满此金额可办卡；不填则不按小票办卡",
            "A receipt of this much entitles to a card; absent: none does"},
       .min = 1,
       .max = cards::limits::entitling_amount_max,
       .example = R"({"amount":50000,"currency":"CNY"})"},
      {.name = "stack_start",
       .text = {"折上折起点折扣率", "Discount on discount: the rate at which it starts"},
       .min = 0,
       .max = rate_one,
       .example = R"("0.80")"},
      {.name = "stack_rate",
       .text = {"折上折折扣率", "Discount on discount: the rate"},
       .min = 0,
       .max = rate_one,
       .example = R"("0.95")"},
      {.name = "small_change",
       .text = {"是否可存零钱", "Whether change may be saved to the card"},
       .example = "true"},
      {.name = "small_change_cap",
       .text = {"零钱余额上限；可存零钱时必填", "Most it may hold; needed where change is saved"},
       .min = 1,
       .max = cards::limits::small_change_cap_max,
       .example = R"({"amount":5000,"currency":"CNY"})"}};
  static constexpr const char* example =
      R"({"use":"member","serial_length":8,"first_number":1,"last_number":99999999,"prefix":"88","suffix":"","check_length":1,"validity":"months","validity_months":24,"verification":"printed_code","points_rate":"1","points_multiple":"1","discount_rate":"0.95","cost_group":"CG1","entitling_amount":{"amount":50000,"currency":"CNY"},"stack_start":"0.8","stack_rate":"0.95","small_change":true,"small_change_cap":{"amount":5000,"currency":"CNY"}})";
};

template <>
struct Doc<cards::AddCardType> {
  static constexpr Text text{"新增卡类型", "A card type to add"};
  static constexpr Field fields[] = {
      card_fields::programme,
      card_fields::code,
      card_fields::name,
      card_fields::terms,
      card_fields::warn_below,
      card_fields::reason};
};
template <>
struct Doc<cards::PutCardType> {
  static constexpr Text text{"卡类型的全部内容", "A card type as it shall be"};
  static constexpr Field fields[] = {
      card_fields::code,
      card_fields::name,
      card_fields::terms,
      card_fields::warn_below,
      card_fields::reason};
};
template <>
struct Doc<cards::GetCardType> {
  static constexpr Text text{"查询一个卡类型", "Asks for a card type"};
  static constexpr Field fields[] = {card_fields::code};
};
template <>
struct Doc<cards::SetCardTypeState> {
  static constexpr Text text{
      "停用或重新启用卡类型", "Retires a card type or takes it back into use"};
  static constexpr Field fields[] = {card_fields::code, card_fields::state, card_fields::reason};
};
template <>
struct Doc<cards::DeleteCardType> {
  static constexpr Text text{"删除未使用的卡类型", "Deletes a card type that was never used"};
  static constexpr Field fields[] = {card_fields::code, card_fields::reason};
};
template <>
struct Doc<cards::ListTypeChanges> {
  static constexpr Text text{"查询卡类型的变更", "Asks for the changes of a card type"};
  static constexpr Field fields[] = {
      card_fields::code,
      {.name = "limit",
       .text = {"每页版本数", "Versions per page"},
       .min = 1,
       .max = page_limit_max,
       .example = "50",
       .has_default = true},
      cursor_field};
};
template <>
struct Doc<cards::RangeState> {
  static constexpr Text text{"号段状态", "State of a range of numbers"};
  static constexpr const char* name = "CardRangeState";
  static constexpr Field values[] = {
      {.name = "open", .text = {"制卡从此取号", "Cards are made with its numbers"}},
      {.name = "closed", .text = {"已封存，不再取号", "Closed: no more are made"}},
      {.name = "legacy",
       .text = {
           "旧系统的卡号：原样迁入，不再制卡",
           "Numbers that another system printed: bound as they are, none is made"}}};
};
template <>
struct Doc<cards::AddLegacyRange> {
  static constexpr Text text{"旧系统卡号的号段", "A range of numbers that another system printed"};
  static constexpr Field fields[] = {
      card_fields::code,
      {.name = "prefix",
       .text =
           {"卡号前缀；大写字母和数字，可为空",
            "Prefix; upper-case letters and digits, may be empty"},
       .min = 0,
       .max = 16,
       .example = R"("66")"},
      {.name = "suffix",
       .text =
           {"卡号后缀；大写字母和数字，可为空",
            "Suffix; upper-case letters and digits, may be empty"},
       .min = 0,
       .max = 16,
       .example = R"("")"},
      card_fields::serial_length,
      {.name = "first_number",
       .text = {"号段起始流水号", "First serial"},
       .min = 0,
       .max = 999'999'999'999'999,
       .example = "10000000"},
      {.name = "last_number",
       .text = {"号段终止流水号", "Last serial"},
       .min = 0,
       .max = 999'999'999'999'999,
       .example = "19999999"},
      {.name = "check_length",
       .text =
           {"校验位数，同卡类型；旧卡号没有或用别的算法时为 0，校验位算作流水号",
            "Check digits as of a card type; 0 where the old numbers have none or others, which "
            "count as serial then"},
       .min = 0,
       .max = 2,
       .example = "0"},
      card_fields::reason};
};
template <>
struct Doc<cards::RemoveLegacyRange> {
  static constexpr Text text{"撤销外来号段", "Takes a legacy range back"};
  static constexpr Field fields[] = {
      card_fields::code,
      {.name = "first_number",
       .text =
           {"号段的第一个卡号，如号段列表所示", "Its first number, as the list of ranges has it"},
       .min = 1,
       .max = 32,
       .example = R"("6610000000")"},
      card_fields::reason};
};
template <>
struct Doc<cards::RangeView> {
  static constexpr Text text{"一个号段", "A range of numbers"};
  static constexpr const char* name = "CardRange";
  static constexpr Field fields[] = {
      {.name = "state", .text = {"状态", "State"}, .example = R"("open")"},
      {.name = "first", .text = {"第一个卡号", "Its first number"}, .example = R"("8800000012")"},
      {.name = "last", .text = {"最后一个卡号", "Its last number"}, .example = R"("8899999991")"},
      {.name = "handed_out",
       .text = {"已发出；旧卡号不计", "Handed out; numbers of another system do not count"},
       .example = "1200"}};
};
template <>
struct Doc<cards::RangeList> {
  static constexpr Text text{"一个卡类型的全部号段", "All ranges of a card type"};
  static constexpr const char* name = "CardRanges";
  static constexpr Field fields[] = {
      {.name = "items", .text = {"先开的在前", "The first opened first"}}};
};
template <>
struct Doc<cards::NumbersView> {
  static constexpr Text text{"号码的使用情况", "How far the numbers are used up"};
  static constexpr const char* name = "CardNumbers";
  static constexpr Field fields[] = {
      {.name = "handed_out", .text = {"已发出", "Handed out"}, .example = "1200"},
      {.name = "left",
       .text =
           {"号段剩余；与外来卡号相同的会跳过",
            "Left of the range; a number that a card from elsewhere has is passed over"},
       .example = "98798799"},
      {.name = "low", .text = {"是否少于提醒数", "Whether fewer are left than wanted"}}};
};
template <>
struct Doc<cards::CardTypeView> {
  static constexpr Text text{"卡类型", "A card type"};
  static constexpr const char* name = "CardType";
  static constexpr Field fields[] = {
      {.name = "id", .text = {"内部编号", "Identifier"}, .example = R"("300000000000001")"},
      card_fields::programme,
      card_fields::code,
      card_fields::name,
      card_fields::state,
      {.name = "version",
       .text =
           {"版本号，每次修改加一；与 ETag 相同", "Grows with every change; the same as the ETag"},
       .example = "1"},
      card_fields::terms,
      card_fields::warn_below,
      {.name = "created_at",
       .text = {"建立时间", "When it was made"},
       .example = R"("2026-01-01T00:00:00Z")"},
      {.name = "changed_at",
       .text = {"最近修改时间", "When it was last changed"},
       .example = R"("2026-01-01T00:00:00Z")"}};
};
template <>
struct Doc<cards::CardTypeList> {
  static constexpr Text text{"全部卡类型", "All card types"};
  static constexpr Field fields[] = {{.name = "items", .text = {"按编码排序", "Ordered by code"}}};
};
template <>
struct Doc<cards::TypeChangeView> {
  static constexpr Text text{"卡类型一个字段的一次变更", "One change of one field of a card type"};
  static constexpr const char* name = "CardTypeChange";
  static constexpr Field fields[] = {
      {.name = "version", .text = {"变更后的版本", "The version it made"}, .example = "2"},
      {.name = "field", .text = {"字段", "The field"}, .example = R"("discount_rate")"},
      {.name = "before",
       .text = {"变更前；原来没有则无", "Before; absent: there was none"},
       .example = R"("0.95")"},
      {.name = "after",
       .text = {"变更后；现在没有则无", "After; absent: there is none"},
       .example = R"("0.9")"},
      card_fields::reason,
      {.name = "changed_at", .text = {"变更时间", "When"}, .example = R"("2026-01-01T00:00:00Z")"},
      {.name = "changed_by",
       .text = {"变更者的内部编号", "Who (identifier)"},
       .example = R"("300000000000009")"}};
};

}  // namespace guanxi::api
