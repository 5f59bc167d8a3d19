#include <algorithm>
#include <iterator>

#include "platform/api/messages_table.h"

namespace guanxi::api {
namespace {

// Values of facts that are words themselves ("@integer") rather than numbers or codes.
constexpr struct {
  std::string_view name;
  Text text;
} terms[] = {
    {"@string", {"字符串", "a string"}},
    {"@integer", {"整数（不带小数点和指数）", "a whole number (no point, no exponent)"}},
    {"@boolean", {" true 或 false", "true or false"}},
    {"@object", {" JSON 对象", "a JSON object"}},
    {"@array", {" JSON 数组", "a JSON array"}},
    {"@money",
     {"金额对象，例如 {\"amount\":1250,\"currency\":\"CNY\"}",
      "an amount such as {\"amount\":1250,\"currency\":\"CNY\"}"}},
    {"@unicode",
     {"合法的 Unicode 文本（UTF-8，不含孤立的代理项）",
      "Unicode text (UTF-8, no lone surrogates)"}},
    {"@no_control_characters", {"不含控制字符的文本", "text without control characters"}},
    {"@code_characters",
     {"编码：仅限字母、数字和 - _ . / :", "a code of ASCII letters, digits and - _ . / :"}},
    {"@digits", {"数字 0 至 9", "digits 0 to 9"}},
    {"@id",
     {"编号：字符串形式的正整数，例如 \"42\"",
      "an id: a positive whole number as a string, such as \"42\""}},
    {"@amount", {"不小于 0 的金额，例如 1234.50", "an amount of 0 or more, such as 1234.50"}},
    {"@not_negative", {"不小于 0 的整数", "a whole number of 0 or more"}},
    {"@currency", {"ISO 4217 货币代码，例如 CNY", "ISO 4217 codes such as CNY"}},
    {"@quantity",
     {"最多三位小数的数量字符串，例如 \"1.5\"",
      "a quantity as a string with at most 3 decimals, such as \"1.5\""}},
    {"@unit_price",
     {"最多四位小数的单价字符串，例如 \"59.90\"",
      "a price as a string with at most 4 decimals, such as \"59.90\""}},
    {"@rate",
     {"最多九位小数的比率字符串，例如 \"0.95\"",
      "a rate as a string with at most 9 decimals, such as \"0.95\""}},
    {"@date", {"日期，例如 \"2026-11-21\"", "a date such as \"2026-11-21\""}},
    {"@instant",
     {"带时区的时间，例如 \"2026-11-21T21:05:00+08:00\"",
      "a time with its offset, such as \"2026-11-21T21:05:00+08:00\""}},
    {"@visible_ascii",
     {"1 至 64 个可见 ASCII 字符，可加双引号",
      "1 to 64 visible ASCII characters, in quotes or bare"}},
    {"@phone",
     {"手机号或带国家码的号码，例如 13800138000、+442079460958",
      "a phone number, abroad with its country code: 13800138000, +442079460958"}},
    {"@email",
     {"电子邮箱地址，例如 name@example.com", "an e-mail address such as name@example.com"}},
    {"@id_number",
     {"18 位居民身份证号，校验码正确",
      "a resident identity number of 18 characters with its check digit"}},
    {"@card_number",
     {"4 至 32 位字母或数字，且不是虚拟卡号（V 加 15 位数字）",
      "4 to 32 letters or digits, and not the form of a virtual card (V and 15 digits)"}},
    {"@card_characters", {"大写字母和数字", "upper-case letters and digits"}},
    {"@card_prefix_digits",
     {"仅限数字：Luhn 校验位不能含字母", "digits only: Luhn has no letters"}},
    {"@card_check_digits",
     {"校验位正确的卡号，请核对是否输错",
      "a card number whose check digits are right; it may be mistyped"}},
    {"@card_number_form",
     {"4 至 32 位的卡号，且不是虚拟卡号的形式（V 加 15 位数字）",
      "printed numbers of 4 to 32 characters that are not of the form of virtual ones (V and 15 "
      "digits)"}},
    {"@validity_months_only", {"有效期为 months 时才填写", "only with the validity months"}},
    {"@valid_until_only", {"有效期为 until 时才填写", "only with the validity until"}},
    {"@temporary_cards_end",
     {"months 或 until：临时卡必须有期限", "months or until: a temporary card must end"}},
    {"@nine_decimals", {"最多九位小数的比率", "a rate of at most 9 decimals"}},
    {"@no_member_terms",
     {"返券卡不带会员待遇：倍数 0、折扣率 1、不存零钱",
      "the terms of a card nobody is known by: multiple 0, discount rate 1, no small change"}},
    {"@card_voucher",
     {"它是返券卡，不代表会员", "it is a rebate-voucher card and makes no member known"}},
    {"@receipt_not_asked", {"该卡类型不按小票办卡", "cards of its type are not issued by receipt"}},
    {"@receipt_of_another", {"小票属于另一位会员", "the receipt is another member's"}},
    {"@receipt_too_small",
     {"小票（扣除已退）未达到办卡金额",
      "less than the amount that entitles to it is left of the receipt"}},
    {"@receipt_used", {"小票已办过卡", "a card was issued by the receipt before"}},
    {"@card_elsewhere", {"属于另一个会员计划", "it is of another programme"}},
    {"@card_stock", {"尚在库存，没有发给会员", "it is in stock and belongs to no member"}},
    {"@card_issued", {"已发出，尚未启用", "it was issued and is not active yet"}},
    {"@card_frozen", {"已冻结", "it is frozen"}},
    {"@card_lost", {"已挂失", "it was reported lost"}},
    {"@card_expired", {"已过期，请先续期", "it has expired and must be renewed first"}},
    {"@card_replaced", {"已换新卡，请使用新卡", "it was replaced by a new card"}},
    {"@card_cancelled", {"已作废", "it is cancelled"}},
    {"@as_sold_only", {"只有 as_sold 才填写", "only with as_sold"}},
    {"@engine_only", {"只有 engine 才填写", "only with engine"}},
    {"@change_needs_cash",
     {"只有收现金才有找零", "only cash leaves change: there is no cash tender"}},
    {"@two_numbers", {"两张小票须用两个流水号", "two receipts need two numbers"}},
    {"@one_search",
     {"phone_last4、name、name_prefix 须且只须填一个",
      "exactly one of phone_last4, name and name_prefix"}},
    {"@guardian_consent",
     {"不满 14 周岁须先取得监护人同意，目前不受理。",
      "Members under 14 need a guardian's consent, which is not taken yet."}},
    {"@external_id_stays",
     {"这位会员原有的外部编号：导入不改它",
      "the external id that the member has: an import leaves it as it is"}},
    {"@path", {"合法的百分号编码路径", "a path with valid percent-encoding"}},
};

}  // namespace

std::string_view term_text(std::string_view name, Language language) {
  const auto found = std::find_if(std::begin(terms), std::end(terms), [&](const auto& term) {
    return term.name == name;
  });
  return found == std::end(terms) ? name : in(language, found->text);
}

}  // namespace guanxi::api
