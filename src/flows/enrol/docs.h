// The words, limits and examples of the structs in types.h. Included by it; read that one first.
#pragma once

#include "flows/enrol/types.h"

namespace guanxi::api {

namespace member_fields {

inline constexpr Field programme{
    .name = "programme",
    .text =
        {"会员计划编码；只能用到一个计划时可不填",
         "Programme code; needed only where more than one could be meant"},
    .max = 32,
    .example = R"("MAIN")",
    .chars = Chars::code};
inline constexpr Field id{
    .name = "id", .text = {"会员编号", "Member id"}, .example = R"("301234567890123456")"};
inline constexpr Field member_code{
    .name = "member_code",
    .text = {"会员码：M 加 11 位数字", "Member code: M and 11 digits"},
    .example = R"("M00412345671")"};
inline constexpr Field name{
    .name = "name",
    .text = {"姓名", "Name"},
    .max = 100,
    .example = R"("张小明")",
    .personal = true};
inline constexpr Field gender{.name = "gender", .text = {"性别", "Gender"}};
inline constexpr Field birthday{
    .name = "birthday",
    .text =
        {"生日，1900-01-01 起；不满 14 周岁须有监护人同意（guardian）",
         "Birthday from 1900-01-01; under 14 needs a guardian's consent"},
    .example = R"("1990-05-04")",
    .personal = true};
inline constexpr Field phone{
    .name = "phone",
    .text =
        {"手机号；境外号码带国家码，例如 +442079460958",
         "Phone number; abroad with its country code, e.g. +442079460958"},
    .max = 32,
    .example = R"("13800138000")",
    .personal = true};
inline constexpr Field email{
    .name = "email",
    .text = {"电子邮箱", "E-mail address"},
    .max = 254,
    .example = R"("xiaoming@example.com")",
    .personal = true};
inline constexpr Field id_number{
    .name = "id_number",
    .text = {"居民身份证号，18 位", "Resident identity number, 18 characters"},
    .max = 32,
    .example = R"("11010519491231002X")",
    .personal = true};
inline constexpr Field address{
    .name = "address",
    .text = {"通信地址", "Postal address"},
    .max = 200,
    .example = R"("上海市黄浦区南京东路 1 号")",
    .personal = true};
inline constexpr Field language{
    .name = "language",
    .text = {"与会员联系所用的语言", "The language to write to the member in"},
    .min = 2,
    .max = 35,
    .example = R"("zh-CN")",
    .chars = Chars::code,
    .has_default = true};
inline constexpr Field card_number{
    .name = "card_number",
    .text =
        {"实体卡号，4 至 32 位字母或数字；不填则发虚拟卡",
         "Number of a plastic card, 4 to 32 letters or digits; a virtual card if absent"},
    .max = 64,
    .example = R"("880012345678")"};
inline constexpr Field verification_code{
    .name = "verification_code",
    .text =
        {"卡上印的验证码；卡类型要求时必填",
         "The code printed on the card; needed where its type says so"},
    .max = 32,
    .example = R"("7K0M-1PQR")"};
inline constexpr Field card_receipt{
    .name = "receipt",
    .text =
        {"凭以办卡的小票；卡类型按小票金额办卡时必填，有 cards:grant "
         "权限者除外。一张小票只办一张卡",
         "The receipt that entitles to the card: needed where its type says so, but from actors "
         "with the permission cards:grant. One receipt, one card"},
    .example = R"("301234567890123458")"};
inline constexpr Field card{
    .name = "card",
    .text = {"卡编号（不是卡号）", "Card id (not its number)"},
    .example = R"("301234567890123457")"};
inline constexpr Field card_store{
    .name = "store",
    .text = {"发卡门店编码", "Code of the store that issues it"},
    .max = 32,
    .example = R"("S001")",
    .chars = Chars::code};
inline constexpr Field state{.name = "state", .text = {"状态", "State"}};
inline constexpr Field phone_shared{
    .name = "phone_shared",
    .text =
        {"已说明手机号与他人共用：号码只作联系用，不再识别任何人；需 members:share_phone 权限",
         "The phone is shared knowingly: the contact of several, it identifies none of them. Needs "
         "the permission members:share_phone"},
    .example = "false",
    .has_default = true};
inline constexpr Field version{
    .name = "version", .text = {"版本，每次修改加一", "Version, one more with every change"}};
inline constexpr Field joined_on{.name = "joined_on", .text = {"入会日期", "Date of joining"}};

/// The same field with other words.
constexpr Field with_text(Field field, Text text) {
  field.text = text;
  return field;
}
constexpr Field as_default(Field field) {
  field.has_default = true;
  return field;
}

}  // namespace member_fields

template <>
struct Doc<members::State> {
  static constexpr const char* name = "MemberState";
  static constexpr Text text{"会员状态", "State of a membership"};
  static constexpr Field values[] = {
      {.name = "active", .text = {"正常", "In force"}},
      {.name = "frozen",
       .text = {"冻结：暂不能消费积累与使用权益", "Frozen: cannot buy as a member for now"}},
      {.name = "closed", .text = {"已注销", "Closed for good"}},
  };
};

template <>
struct Doc<members::Gender> {
  static constexpr Text text{"性别", "Gender"};
  static constexpr Field values[] = {
      {.name = "female", .text = {"女", "Female"}},
      {.name = "male", .text = {"男", "Male"}},
      {.name = "unknown", .text = {"未知或不愿透露", "Unknown, or not said"}},
  };
};

template <>
struct Doc<enrol::LookupKind> {
  static constexpr Text text{"按什么查找", "What to look up by"};
  static constexpr Field values[] = {
      {.name = "member_id", .text = {"会员编号", "Member id"}},
      {.name = "member_code", .text = {"会员码", "Member code"}},
      {.name = "phone", .text = {"手机号", "Phone number"}},
      {.name = "card", .text = {"卡号", "Card number"}},
      {.name = "track", .text = {"磁道信息", "What is on the card's track"}},
      {.name = "email", .text = {"电子邮箱", "E-mail address"}},
      {.name = "external", .text = {"外部编号", "Number in another system"}},
      {.name = "wechat_unionid", .text = {"微信 unionid", "WeChat unionid"}},
      {.name = "wechat_openid",
       .text = {"微信 openid，写作 appid:openid", "WeChat openid, as appid:openid"}},
  };
};

template <>
struct Doc<enrol::EnrolRequest> {
  static constexpr Text text{
      "入会申请：手机号、邮箱、外部编号、微信身份、实体卡号至少一项",
      "An enrolment: at least one of phone, e-mail, external id, WeChat id and card number"};
  static constexpr Field fields[] = {
      member_fields::programme,
      {.name = "store",
       .text = {"办理门店编码；收银机默认为本店", "Code of the store; a till's own by default"},
       .max = 32,
       .example = R"("S001")",
       .chars = Chars::code},
      member_fields::name,
      member_fields::as_default(member_fields::gender),
      member_fields::birthday,
      member_fields::phone,
      member_fields::email,
      member_fields::id_number,
      member_fields::address,
      {.name = "external_id",
       .text = {"其他系统中的编号", "The member's number in another system"},
       .max = 100,
       .example = R"("legacy:17850")",
       .personal = true},
      member_fields::card_number,
      member_fields::verification_code,
      member_fields::card_receipt,
      member_fields::language,
      {.name = "channel",
       .text =
           {"入会渠道；计划设有入会条件时须为开放的渠道。web、wechat、call_centre、batch 须有各自的"
            "权限 registrations:web 等",
            "Where the member joins; under terms of registration one of the open channels. web, "
            "wechat, call_centre and batch each need their permission: registrations:web …"},
       .max = 32,
       .example = R"("wechat")",
       .chars = Chars::code,
       .has_default = true},
      {.name = "charter", .text = {"所接受的章程", "The charter that was accepted"}},
      {.name = "guardian",
       .text = {"监护人的同意；仅不满 14 周岁时填写", "A guardian's consent; under 14 only"}},
      {.name = "referrer", .text = {"推荐人", "Who recommended"}},
      {.name = "phone_code",
       .text = {"发到手机的入会验证码", "The one-time code that was sent to the phone"},
       .min = 6,
       .max = 6,
       .example = R"("271828")",
       .chars = Chars::digits},
      member_fields::phone_shared,
      {.name = "wechat", .text = {"微信身份", "Who it is in WeChat"}},
      {.name = "membership",
       .text = {"随入会购买的付费会员", "A paid membership that is bought with it"}},
  };
};

template <>
struct Doc<enrol::CharterAcceptance> {
  static constexpr Text text{"接受章程", "The acceptance of a charter"};
  static constexpr Field fields[] = {
      {.name = "text",
       .text = {"文本编码", "Code of the text"},
       .max = 32,
       .example = R"("charter")",
       .chars = Chars::code},
      {.name = "version", .text = {"版本", "Version"}, .min = 1, .example = "1"},
      {.name = "accepted_at", .text = {"何时接受；默认现在", "When; now by default"}},
      {.name = "evidence",
       .text = {"凭证号，不要写个人信息", "The number of a form or a recording; no personal data"},
       .max = 200,
       .example = R"("F-2026-0815")"}};
};
template <>
struct Doc<enrol::GuardianConsent> {
  static constexpr Text text{
      "监护人的同意：记入同意台账，姓名记入家庭资料",
      "A guardian's consent: it goes into the ledger of consents, the name into the family"};
  static constexpr Field fields[] = {
      {.name = "name",
       .text = {"监护人姓名", "The guardian's name"},
       .max = 100,
       .example = R"("张大明")",
       .personal = true},
      {.name = "text",
       .text = {"出示的监护人同意书编码", "Code of the guardians' text that was shown"},
       .max = 32,
       .example = R"("guardian")",
       .chars = Chars::code},
      {.name = "version", .text = {"版本", "Version"}, .min = 1, .example = "1"},
      {.name = "consented_at", .text = {"何时同意；默认现在", "When; now by default"}},
      {.name = "evidence",
       .text = {"凭证号，不要写个人信息", "The number of a form or a recording; no personal data"},
       .max = 200,
       .example = R"("F-2026-0816")"}};
};
template <>
struct Doc<enrol::ReferrerKey> {
  static constexpr Text text{"按什么找推荐人", "What to find the referrer by"};
  static constexpr Field values[] = {
      {.name = "member_code", .text = {"会员码", "Member code"}},
      {.name = "card", .text = {"卡号", "Card number"}},
      {.name = "phone", .text = {"手机号", "Phone number"}}};
};
template <>
struct Doc<enrol::Referrer> {
  static constexpr Text text{
      "推荐人：同一计划的有效会员，不能是本人",
      "The referrer: an active member of the programme, and not the newcomer"};
  static constexpr Field fields[] = {
      {.name = "kind", .text = {"按什么找", "What to look up by"}, .example = R"("member_code")"},
      {.name = "value",
       .text = {"会员码、卡号或手机号", "The member code, card number or phone"},
       .max = 64,
       .example = R"("M00412345671")",
       .personal = true}};
};
template <>
struct Doc<enrol::WechatIds> {
  static constexpr Text text{
      "微信身份：unionid，或某个应用的 openid", "The unionid, or the openid within an app"};
  static constexpr Field fields[] = {
      {.name = "unionid",
       .text = {"微信开放平台的 unionid", "Unionid of the WeChat Open Platform"},
       .max = 64,
       .example = R"("oR5GjjgEhCMJFyzaVZdrxZ2zRRF4")",
       .personal = true},
      {.name = "app",
       .text = {"openid 所属应用的 appid", "Id of the app whose openid it is"},
       .max = 32,
       .example = R"("wx2421b1c4370ec43b")",
       .chars = Chars::code},
      {.name = "openid",
       .text = {"该应用的 openid，须同时填 app", "Openid within that app; with app"},
       .max = 64,
       .example = R"("oLVPpjqs9BhvzwPj5A-vTYAX3GLc")",
       .personal = true}};
};
template <>
struct Doc<enrol::BoughtOnJoining> {
  static constexpr Text text{"随入会购买的一期", "A term that is bought on joining"};
  static constexpr Field fields[] = {
      {.name = "plan",
       .text = {"付费会员方案编码", "Code of the plan"},
       .max = 32,
       .example = R"("PLUS")",
       .chars = Chars::code},
      {.name = "paid",
       .text = {"已付金额，须等于方案价格", "What was paid; the plan's price exactly"},
       .min = 1,
       .max = memberships::limits::price_max,
       .example = R"({"amount":19900,"currency":"CNY"})"},
      {.name = "reference",
       .text = {"支付单号", "Number of the payment elsewhere"},
       .max = 64,
       .example = R"("4200001234")"}};
};

template <>
struct Doc<enrol::MemberPath> {
  static constexpr Text text{"一位会员", "One member"};
  static constexpr Field fields[] = {member_fields::id};
};

template <>
struct Doc<enrol::LookupRequest> {
  static constexpr Text text{"查找一位会员", "Look a member up"};
  static constexpr Field fields[] = {
      {.name = "kind", .text = {"按什么查找", "What to look up by"}, .example = R"("phone")"},
      {.name = "value",
       .text = {"要找的值，书写形式不限", "The value, as people write it"},
       .max = 254,
       .example = R"("138 0013 8000")",
       .personal = true},
      member_fields::programme,
  };
};

template <>
struct Doc<enrol::SearchRequest> {
  static constexpr Text text{
      "按手机尾号、卡号末几位、姓名（含拼音与首字母）或姓名开头查找，四者选一",
      "Search by the end of the phone, the end of a card's number, the name (also in pinyin or "
      "initials) or the beginning of the name as it is stored, one of them"};
  static constexpr const char* example = R"({"phone_last4":"8000","programme":"MAIN"})";
  static constexpr Field fields[] = {
      {.name = "phone_last4",
       .text = {"手机号后四位", "Last four digits of the phone"},
       .min = 4,
       .max = 4,
       .example = R"("8000")",
       .chars = Chars::digits,
       .personal = true},
      {.name = "card_end",
       .text =
           {"卡号末 4–6 位，实体卡与虚拟卡皆可；任何状态的卡都能查到",
            "Last 4 to 6 characters of a card's number, plastic or virtual, in whatever state the "
            "card is"},
       .min = 4,
       .max = 6,
       .example = R"("5678")",
       .chars = Chars::code,
       .personal = true},
      {.name = "name",
       .text =
           {"姓名、名、拼音或首字母的开头，繁简、大小写、空格不限：张小、xiaoming、zxm",
            "Beginning of the name, the given name, their pinyin or the initials, however written: "
            "張小, xiaoming, zxm"},
       .max = 100,
       .example = R"("zxm")",
       .personal = true},
      {.name = "name_prefix",
       .text = {"所存姓名的开头，逐字相符", "Beginning of the name as it is stored"},
       .max = 100,
       .example = R"("张小")",
       .personal = true},
      member_fields::programme,
  };
};

template <>
struct Doc<enrol::ChangeMember> {
  static constexpr Text text{
      "修改资料：未给出的字段不变，null 清空",
      "A change of profile: what is absent stays, null clears"};
  static constexpr Field fields[] = {
      member_fields::id,
      member_fields::with_text(
          member_fields::state,
          {"active 或 frozen；注销另有接口", "active or frozen; closing has its own endpoint"}
      ),
      member_fields::name,
      member_fields::gender,
      member_fields::birthday,
      member_fields::phone,
      member_fields::email,
      member_fields::id_number,
      member_fields::address,
      member_fields::language,
      member_fields::phone_shared,
  };
};

template <>
struct Doc<enrol::PointsView> {
  static constexpr Text text{"积分", "Points"};
  static constexpr Field fields[] = {
      {.name = "balance", .text = {"今日可用余额", "Balance usable today"}},
      {.name = "held", .text = {"其中占用", "Of these, held"}},
      {.name = "owed", .text = {"欠分", "Points owed"}},
  };
};

template <>
struct Doc<enrol::MemberView> {
  static constexpr Text text{
      "会员资料；无 members:reveal 权限时姓名、手机号、邮箱脱敏",
      "A member; name, phone and e-mail are masked without the permission members:reveal"};
  static constexpr Field fields[] = {
      member_fields::id,
      member_fields::member_code,
      {.name = "programme", .text = {"会员计划编码", "Programme code"}},
      member_fields::state,
      {.name = "masked", .text = {"是否已脱敏", "Whether personal data is masked"}},
      member_fields::name,
      member_fields::gender,
      member_fields::birthday,
      member_fields::phone,
      member_fields::email,
      {.name = "language", .text = {"联系语言", "Language"}},
      member_fields::joined_on,
      {.name = "joined_store", .text = {"入会门店编码", "Code of the store of joining"}},
      {.name = "channel", .text = {"入会渠道", "Where the member joined"}},
      member_fields::version,
      {.name = "cards", .text = {"会员卡", "Cards, the first issued first"}},
      {.name = "points", .text = {"积分", "Points"}},
      {.name = "merged_into",
       .text = {"被合并时：保留的会员编号", "Of a merged member: the id of the one who stayed"}},
      {.name = "possible_duplicates",
       .text =
           {"仅入会应答：可能是同一人的已有会员，已进入待核对；没有则不出现",
            "In the answer of an enrolment only: members who may be the same person, now waiting "
            "to be looked at; absent where there are none"}},
  };
};

template <>
struct Doc<enrol::FoundCard> {
  static constexpr Text text{"查到的卡", "The card that was found"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"会员卡 id", "Card id"}},
      {.name = "number", .text = {"卡号", "Card number"}},
      {.name = "form", .text = {"介质：virtual 或 plastic", "virtual or plastic"}},
      {.name = "state", .text = {"会员卡状态", "State of the card"}},
  };
};

template <>
struct Doc<enrol::FoundMember> {
  static constexpr Text text{"找到的会员（脱敏）", "A member found, masked"};
  static constexpr Field fields[] = {
      member_fields::id,
      member_fields::member_code,
      member_fields::state,
      member_fields::with_text(member_fields::name, {"脱敏姓名", "Masked name"}),
      member_fields::with_text(member_fields::phone, {"脱敏手机号", "Masked phone"}),
      member_fields::joined_on,
      {.name = "card",
       .text =
           {"按卡号查找时：是哪张卡；一位会员有几张相符的卡就列几行",
            "Searched by card: which one; a member with several that match stands there for each"}},
  };
};

template <>
struct Doc<enrol::FoundMembers> {
  static constexpr Text text{"查找结果，最多 20 条", "What a search found, at most 20"};
  static constexpr Field fields[] = {
      {.name = "items", .text = {"会员", "Members"}},
      {.name = "more", .text = {"还有更多，请缩小范围", "There are more: narrow the search"}},
  };
};

template <>
struct Doc<enrol::ContactView> {
  static constexpr Text text{
      "联系方式明文；每次查看都会留下审计记录",
      "Contact data in the clear; every reading leaves an audit record"};
  static constexpr Field fields[] = {
      member_fields::name,
      member_fields::phone,
      member_fields::email,
      member_fields::id_number,
      member_fields::address,
      {.name = "external_ids",
       .text = {"在其他系统中的编号", "Numbers in other systems"},
       .personal = true},
  };
};

}  // namespace guanxi::api
