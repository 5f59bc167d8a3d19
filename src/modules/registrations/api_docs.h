// The words, limits and examples of the structs in api_types.h. Included by it; read that one
// first.
#pragma once

#include "modules/registrations/api_types.h"

namespace guanxi::api {

namespace registration_fields {
inline constexpr Field programme{
    .name = "programme",
    .text = {"会员计划编码", "Programme code"},
    .max = 32,
    .example = R"("MAIN")",
    .chars = Chars::code};
inline constexpr Field member{
    .name = "id", .text = {"会员编号", "Member id"}, .example = R"("301234567890123456")"};
inline constexpr Field code{
    .name = "id", .text = {"验证码编号", "Id of the code"}, .example = R"("301234567890123460")"};
inline constexpr Field reason{
    .name = "reason",
    .text = {"为什么改", "Why this version was made"},
    .max = 500,
    .example = R"("opening of the web channel")"};
inline constexpr Field terms{.name = "terms", .text = {"入会条件", "The terms"}};
inline constexpr Field store{
    .name = "store", .text = {"办理门店编码", "Code of the store"}, .chars = Chars::code};
}  // namespace registration_fields

template <>
struct Doc<registrations::Channel> {
  static constexpr const char* name = "RegistrationChannel";
  static constexpr Text text{"入会渠道", "Where people join"};
  static constexpr Field values[] = {
      {.name = "store", .text = {"门店", "In a store"}},
      {.name = "web", .text = {"网页", "On the web"}},
      {.name = "wechat", .text = {"微信", "In WeChat"}},
      {.name = "call_centre", .text = {"呼叫中心", "By phone"}},
      {.name = "batch", .text = {"合作方批量", "In a batch from a partner"}}};
};
template <>
struct Doc<registrations::Required> {
  static constexpr const char* name = "RegistrationField";
  static constexpr Text text{"入会必填项", "What has to be given"};
  static constexpr Field values[] = {
      {.name = "name", .text = {"姓名", "Name"}},
      {.name = "gender", .text = {"性别", "Gender"}},
      {.name = "birthday", .text = {"生日", "Birthday"}},
      {.name = "phone", .text = {"手机号", "Phone"}},
      {.name = "email", .text = {"电子邮箱", "E-mail"}},
      {.name = "id_number", .text = {"身份证号", "Identity number"}},
      {.name = "address", .text = {"地址", "Address"}}};
};
template <>
struct Doc<registrations::Under14> {
  static constexpr const char* name = "RegistrationUnder14";
  static constexpr Text text{"不满 14 周岁者", "Who is younger than 14"};
  static constexpr Field values[] = {
      {.name = "guardian", .text = {"监护人同意后可入会", "Joins with a guardian's consent"}},
      {.name = "refused", .text = {"不受理", "Does not join"}}};
};
template <>
struct Doc<registrations::Entry> {
  static constexpr const char* name = "RegistrationEntry";
  static constexpr Text text{"凭什么入会", "What opens the door"};
  static constexpr Field values[] = {
      {.name = "free", .text = {"免费", "Nothing"}},
      {.name = "receipt", .text = {"达到金额的小票", "A receipt of at least an amount"}},
      {.name = "paid", .text = {"购买付费会员", "A paid membership that is bought with it"}}};
};
template <>
struct Doc<registrations::RewardAt> {
  static constexpr const char* name = "ReferrerRewardAt";
  static constexpr Text text{"推荐奖励何时给", "When the referrer is rewarded"};
  static constexpr Field values[] = {
      {.name = "registration", .text = {"新会员入会时", "When the newcomer joins"}},
      {.name = "first_purchase",
       .text = {"新会员首次消费后", "After the newcomer's first purchase"}}};
};
template <>
struct Doc<registrations::RewardState> {
  static constexpr const char* name = "ReferrerRewardState";
  static constexpr Text text{"推荐奖励的状态", "What became of a referrer's reward"};
  static constexpr Field values[] = {
      {.name = "none", .text = {"没有奖励", "None was promised"}},
      {.name = "due", .text = {"等首次消费", "It waits for the first purchase"}},
      {.name = "given", .text = {"已给", "It was given"}},
      {.name = "over_limit", .text = {"当月已达上限", "The month's number was reached"}},
      {.name = "lapsed", .text = {"推荐人已非有效会员", "The referrer was no active member"}}};
};
template <>
struct Doc<registrations::TermsBody> {
  static constexpr const char* name = "RegistrationTermsBody";
  static constexpr Text text{"入会条件", "Terms of registration"};
  static constexpr Field fields[] = {
      {.name = "channels",
       .text = {"开放的渠道", "The open channels"},
       .min_items = 1,
       .max_items = 5,
       .example = R"(["store","web"])"},
      {.name = "proved_channels",
       .text =
           {"须以验证码验证手机号的渠道", "Channels where a one-time code has to prove the phone"},
       .max_items = 5,
       .example = R"([])",
       .has_default = true},
      {.name = "required",
       .text = {"必填项", "What has to be given"},
       .max_items = 7,
       .example = R"(["phone"])",
       .has_default = true},
      {.name = "age_min",
       .text =
           {"最低年龄；大于 0 则必须填生日",
            "Lowest age; more than 0 makes the birthday necessary"},
       .min = 0,
       .max = registrations::limits::age_max,
       .example = "0",
       .has_default = true},
      {.name = "under_14",
       .text = {"不满 14 周岁者", "Who is younger than 14"},
       .has_default = true},
      {.name = "charter",
       .text =
           {"须接受其现行版本的文本编码",
            "Code of the text whose version in force must be accepted"},
       .max = 32,
       .example = R"("charter")",
       .chars = Chars::code},
      {.name = "entry", .text = {"凭什么入会", "What opens the door"}, .has_default = true},
      {.name = "entry_amount",
       .text =
           {"小票（扣除已退）至少的金额；凭小票入会时必填",
            "What the receipt has to come to after returns; of entry by receipt only"},
       .min = 1,
       .max = registrations::limits::entry_amount_max},
      {.name = "plans",
       .text =
           {"可凭以入会的付费会员方案；不填为该计划的任何方案",
            "Which plans open the door; empty: any of the programme"},
       .max_items = registrations::limits::plans_max,
       .example = R"([])",
       .chars = Chars::code,
       .has_default = true},
      {.name = "newcomer_points",
       .text = {"入会赠送积分（C 类）", "Points for the newcomer, class C"},
       .min = 0,
       .max = registrations::limits::gift_points_max,
       .example = "100",
       .has_default = true},
      {.name = "referrer_points",
       .text = {"推荐人奖励积分（C 类）", "Points for the referrer, class C"},
       .min = 0,
       .max = registrations::limits::gift_points_max,
       .example = "50",
       .has_default = true},
      {.name = "referrer_when",
       .text = {"推荐奖励何时给", "When the referrer is rewarded"},
       .has_default = true},
      {.name = "referrer_month_max",
       .text =
           {"每位推荐人每个自然月的奖励次数上限；不填则不限",
            "Rewards of one referrer in a calendar month; absent: no limit"},
       .min = 1,
       .max = registrations::limits::rewards_month_max,
       .example = "10"}};
};
template <>
struct Doc<registrations::GetTerms> {
  static constexpr const char* name = "GetRegistrationTerms";
  static constexpr Text text{"一个会员计划", "One programme"};
  static constexpr Field fields[] = {registration_fields::programme};
};
template <>
struct Doc<registrations::PutTerms> {
  static constexpr const char* name = "PutRegistrationTerms";
  static constexpr Text text{"入会条件的下一版", "The next version of the terms"};
  static constexpr Field fields[] = {
      registration_fields::programme, registration_fields::terms, registration_fields::reason};
};
template <>
struct Doc<registrations::TermsView> {
  static constexpr const char* name = "RegistrationTerms";
  static constexpr Text text{"入会条件的一版", "A version of the terms"};
  static constexpr Field fields[] = {
      registration_fields::programme,
      {.name = "version",
       .text = {"版本；0 表示没有设条件", "Version; 0: the programme has no terms"}},
      registration_fields::terms,
      registration_fields::reason,
      {.name = "created_at", .text = {"生效时间", "In force since"}},
      {.name = "created_by", .text = {"由谁修改", "By whom (identifier)"}}};
};
template <>
struct Doc<registrations::TermsList> {
  static constexpr const char* name = "RegistrationTermsList";
  static constexpr Text text{"各版入会条件，最新的在前", "Every version, the newest first"};
  static constexpr Field fields[] = {{.name = "items", .text = {"各版", "The versions"}}};
};
template <>
struct Doc<registrations::IssuePhoneCode> {
  static constexpr const char* name = "IssueRegistrationCode";
  static constexpr Text text{"入会验证码", "A one-time code for joining"};
  static constexpr Field fields[] = {
      registration_fields::programme,
      {.name = "phone",
       .text = {"要验证的手机号", "The phone to be proved"},
       .max = 32,
       .example = R"("13800138000")",
       .personal = true}};
};
template <>
struct Doc<registrations::PhoneCodeView> {
  static constexpr const char* name = "RegistrationCode";
  static constexpr Text text{
      "已生成的入会验证码（不含数字）", "A code that was made, without its digits"};
  static constexpr Field fields[] = {
      registration_fields::code,
      {.name = "issued_at", .text = {"生成时间", "When it was made"}},
      {.name = "expires_at", .text = {"有效期至", "Good until"}}};
};
template <>
struct Doc<registrations::ReadPhoneCode> {
  static constexpr const char* name = "ReadRegistrationCode";
  static constexpr Text text{"一个入会验证码", "One code"};
  static constexpr Field fields[] = {registration_fields::code};
};
template <>
struct Doc<registrations::PhoneCodeDigits> {
  static constexpr const char* name = "RegistrationCodeDigits";
  static constexpr Text text{"入会验证码的数字", "The digits of a code"};
  static constexpr Field fields[] = {
      registration_fields::code,
      {.name = "digits", .text = {"六位数字", "Six digits"}, .example = R"("271828")"}};
};
template <>
struct Doc<registrations::GetRegistration> {
  static constexpr const char* name = "GetRegistration";
  static constexpr Text text{"一位会员", "One member"};
  static constexpr Field fields[] = {registration_fields::member};
};
template <>
struct Doc<registrations::RegistrationView> {
  static constexpr const char* name = "Registration";
  static constexpr Text text{"会员如何入会", "How a member joined"};
  static constexpr Field fields[] = {
      registration_fields::member,
      registration_fields::programme,
      {.name = "channel", .text = {"入会渠道", "Channel"}},
      {.name = "joined_on", .text = {"入会日期", "Date of joining"}},
      {.name = "recorded",
       .text =
           {"有入会记录；导入的会员没有，只有渠道与日期",
            "Whether there is a record; of imported members only channel and date are known"}},
      registration_fields::store,
      {.name = "terms_version",
       .text = {"当时的入会条件版本；0 为没有", "Version of the terms then; 0: none"}},
      {.name = "charter", .text = {"接受的章程编码", "Code of the charter that was accepted"}},
      {.name = "charter_version", .text = {"章程版本", "Its version"}},
      {.name = "guardian", .text = {"有监护人同意", "Whether a guardian consented"}},
      {.name = "phone_proved",
       .text = {"手机号经验证码验证", "Whether a code proved the phone on joining"}},
      {.name = "referrer", .text = {"推荐人", "Who recommended (member id)"}},
      {.name = "receipt", .text = {"凭以入会的小票", "By which receipt"}},
      {.name = "membership",
       .text = {"随入会购买的付费会员方案", "The plan that was bought with it"}},
      {.name = "gift_points", .text = {"入会赠送积分", "Points given for it"}},
      {.name = "registered_at", .text = {"登记时间", "When it was recorded"}},
      {.name = "registered_by", .text = {"由谁办理", "By whom (identifier)"}}};
};
template <>
struct Doc<registrations::ListReferrals> {
  static constexpr const char* name = "ListReferrals";
  static constexpr Text text{"一位会员推荐的人", "Whom a member recommended"};
  static constexpr Field fields[] = {registration_fields::member, limit_field, cursor_field};
};
template <>
struct Doc<registrations::ReferralView> {
  static constexpr const char* name = "Referral";
  static constexpr Text text{"一次推荐", "A recommendation"};
  static constexpr Field fields[] = {
      {.name = "member", .text = {"新会员编号", "The newcomer (member id)"}},
      {.name = "state", .text = {"奖励状态", "What became of the reward"}},
      {.name = "points", .text = {"奖励积分", "Points that were promised"}},
      {.name = "registered_at", .text = {"入会时间", "When the newcomer joined"}},
      {.name = "decided_at", .text = {"奖励确定的时间", "When the reward was decided"}}};
};

}  // namespace guanxi::api
