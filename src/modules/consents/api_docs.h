// The words, limits and examples of the structs in api_types.h. Included by it; read that one
// first.
#pragma once

#include "modules/consents/api_types.h"

namespace guanxi::api {

namespace consent_fields {
inline constexpr Field programme{
    .name = "programme",
    .text = {"会员计划编码", "Programme code"},
    .max = 32,
    .example = R"("MAIN")",
    .chars = Chars::code};
inline constexpr Field code{
    .name = "code",
    .text = {"文本编码，例如 charter、privacy", "Code of the text, e.g. charter, privacy"},
    .max = 32,
    .example = R"("charter")",
    .chars = Chars::code};
inline constexpr Field version{
    .name = "version", .text = {"版本", "Version"}, .min = 1, .example = "1"};
inline constexpr Field member{
    .name = "id", .text = {"会员编号", "Member id"}, .example = R"("301234567890123456")"};
inline constexpr Field purpose{
    .name = "purpose", .text = {"目的", "What for"}, .example = R"("marketing")"};
inline constexpr Field channel{
    .name = "channel",
    .text = {"渠道；仅营销有", "By which channel; of marketing only"},
    .example = R"("sms")",
    .has_default = true};
inline constexpr Field topic{
    .name = "topic",
    .text =
        {"约定：文本编码；共享：接收方编码",
         "Of an agreement the text's code, of sharing the recipient's"},
    .max = 32,
    .chars = Chars::code};
inline constexpr Field decision{.name = "decision", .text = {"决定", "What was decided"}};
inline constexpr Field text{
    .name = "text",
    .text = {"出示的文本编码；撤回时不填", "Code of the text that was shown; none to withdraw"},
    .max = 32,
    .example = R"("sms-marketing")",
    .chars = Chars::code};
inline constexpr Field text_version{
    .name = "text_version",
    .text = {"出示的文本版本", "Which version of it"},
    .min = 1,
    .example = "1"};
inline constexpr Field store{
    .name = "store",
    .text = {"办理门店编码", "Code of the store"},
    .max = 32,
    .example = R"("S001")",
    .chars = Chars::code};
inline constexpr Field source{
    .name = "source",
    .text =
        {"来源：store、web、wechat、call_centre 等", "Where: store, web, wechat, call_centre …"},
    .max = 32,
    .example = R"("store")",
    .chars = Chars::code,
    .has_default = true};
inline constexpr Field evidence{
    .name = "evidence",
    .text =
        {"凭证号：表单号或录音号，不要写个人信息",
         "The number of a form or a recording; no personal data"},
    .max = 200,
    .example = R"("F-2026-0815")"};
inline constexpr Field title{.name = "title", .text = {"标题", "Title"}};
inline constexpr Field body{.name = "body", .text = {"全文", "The whole text"}};
inline constexpr Field digest{
    .name = "digest", .text = {"标题与全文的 SHA-256", "SHA-256 over titles and bodies"}};
inline constexpr Field renews{
    .name = "renews",
    .text =
        {"同意过旧版的人须重新同意", "Whether who agreed to an earlier version has to agree anew"},
    .has_default = true};
inline constexpr Field effective_from{
    .name = "effective_from",
    .text = {"生效时间；不给则立即", "In force from; absent: now"},
    .example = R"("2027-01-01T00:00:00+08:00")"};
}  // namespace consent_fields

template <>
struct Doc<consents::Purpose> {
  static constexpr const char* name = "ConsentPurpose";
  static constexpr Text text{"目的", "What data may be used for"};
  static constexpr Field values[] = {
      {.name = "membership", .text = {"入会约定：章程、隐私政策", "Charter and privacy policy"}},
      {.name = "marketing", .text = {"营销，按渠道", "Marketing, by channel"}},
      {.name = "profiling", .text = {"画像", "Profiling"}},
      {.name = "sharing", .text = {"提供给其他处理者", "Sharing with another company"}},
      {.name = "sensitive", .text = {"敏感个人信息", "Sensitive personal data"}},
      {.name = "guardian",
       .text = {"监护人同意（未满 14 周岁）", "A guardian's, for a member under 14"}},
      {.name = "non_personalised",
       .text = {"本人要求：不要个性化推荐", "A wish: no personalised offers"}},
      {.name = "restriction",
       .text = {"本人要求：限制处理", "A wish: keep the data, do nothing else with it"}},
  };
};
template <>
struct Doc<consents::Channel> {
  static constexpr const char* name = "ConsentChannel";
  static constexpr Text text{"渠道", "Channel"};
  static constexpr Field values[] = {
      {.name = "none", .text = {"不分渠道", "None"}},
      {.name = "sms", .text = {"短信", "SMS"}},
      {.name = "wechat", .text = {"微信", "WeChat"}},
      {.name = "wecom", .text = {"企业微信", "WeCom"}},
      {.name = "email", .text = {"电子邮件", "E-mail"}},
      {.name = "phone", .text = {"电话", "Telephone"}},
      {.name = "post", .text = {"邮寄", "Post"}},
      {.name = "app", .text = {"站内消息", "Inbox"}},
  };
};
template <>
struct Doc<consents::Decision> {
  static constexpr const char* name = "ConsentDecision";
  static constexpr Text text{"决定", "What was decided"};
  static constexpr Field values[] = {
      {.name = "given", .text = {"同意", "Given"}},
      {.name = "withdrawn", .text = {"撤回或拒绝", "Withdrawn, or refused"}},
  };
};

template <>
struct Doc<consents::Wording> {
  static constexpr const char* name = "Wording";
  static constexpr Text text{"两种语言的文字", "The same words in both languages"};
  static constexpr Field fields[] = {
      {.name = "zh",
       .text = {"中文", "Chinese"},
       .max = consents::body_length_max,
       .example = R"("会员章程")",
       .chars = Chars::lines},
      {.name = "en",
       .text = {"英文", "English"},
       .max = consents::body_length_max,
       .example = R"("Members' charter")",
       .chars = Chars::lines},
  };
};

template <>
struct Doc<consents::PublishText> {
  static constexpr const char* name = "PublishConsentText";
  static constexpr Text text{"发布文本的新一版", "The next version of a text"};
  static constexpr Field fields[] = {
      consent_fields::programme,
      consent_fields::code,
      {.name = "purpose",
       .text = {"目的，各版相同", "What for; the same in all versions"},
       .example = R"("membership")"},
      consent_fields::title,
      consent_fields::body,
      consent_fields::renews,
      consent_fields::effective_from,
      {.name = "reason",
       .text = {"为何发布", "Why it is published"},
       .min = 1,
       .max = 500,
       .example = R"("开业")"},
  };
};
template <>
struct Doc<consents::ListTexts> {
  static constexpr const char* name = "ListConsentTexts";
  static constexpr Text text{"一个会员计划的文本", "The texts of a programme"};
  static constexpr Field fields[] = {consent_fields::programme};
};
template <>
struct Doc<consents::GetText> {
  static constexpr const char* name = "GetConsentText";
  static constexpr Text text{"一个文本", "One text"};
  static constexpr Field fields[] = {
      consent_fields::programme,
      consent_fields::code,
      {.name = "version",
       .text = {"哪一版；不给则为生效的最新一版", "Which version; absent: the newest in force"},
       .min = 1,
       .example = "1"}};
};
template <>
struct Doc<consents::TextHead> {
  static constexpr const char* name = "ConsentTextHead";
  static constexpr Text text{"文本的标题与版本", "Title and version of a text"};
  static constexpr Field fields[] = {
      consent_fields::code,
      consent_fields::version,
      consent_fields::purpose,
      consent_fields::title,
      consent_fields::digest,
      consent_fields::renews,
      consent_fields::effective_from};
};
template <>
struct Doc<consents::TextList> {
  static constexpr const char* name = "ConsentTextList";
  static constexpr Text text{"生效的文本，按编码排序", "Texts in force, by code"};
  static constexpr Field fields[] = {{.name = "items", .text = {"文本", "Texts"}}};
};
template <>
struct Doc<consents::TextView> {
  static constexpr const char* name = "ConsentText";
  static constexpr Text text{"一个文本的一版", "A version of a text"};
  static constexpr Field fields[] = {
      consent_fields::code,
      consent_fields::version,
      consent_fields::purpose,
      consent_fields::title,
      consent_fields::body,
      consent_fields::digest,
      consent_fields::renews,
      consent_fields::effective_from};
};

template <>
struct Doc<consents::MemberConsents> {
  static constexpr Text text{"一位会员的同意", "The consents of a member"};
  static constexpr Field fields[] = {consent_fields::member};
};
template <>
struct Doc<consents::Decide> {
  static constexpr const char* name = "DecideConsent";
  static constexpr Text text{"给出或撤回一项同意", "Give or withdraw a consent"};
  static constexpr Field fields[] = {
      consent_fields::member,
      consent_fields::purpose,
      consent_fields::decision,
      consent_fields::channel,
      consent_fields::topic,
      consent_fields::text,
      consent_fields::text_version,
      consent_fields::store,
      consent_fields::source,
      consent_fields::evidence,
      {.name = "at",
       .text = {"本人何时决定；不给则为现在", "When it was decided; absent: now"},
       .example = R"("2026-01-01T12:00:00+08:00")"},
  };
};
template <>
struct Doc<consents::ConsentView> {
  static constexpr const char* name = "Consent";
  static constexpr Text text{"一项同意的现状", "Where a consent stands"};
  static constexpr Field fields[] = {
      consent_fields::purpose,
      consent_fields::channel,
      consent_fields::topic,
      consent_fields::decision,
      {.name = "valid",
       .text =
           {"现在是否可据以处理：未撤回、无须重新同意、本人未要求限制",
            "Whether it may be relied on now: not withdrawn, no newer text asks anew, no wish of "
            "the person stands against it"}},
      {.name = "decided_at", .text = {"何时决定", "When it was decided"}},
      consent_fields::text,
      consent_fields::text_version,
  };
};
template <>
struct Doc<consents::ConsentList> {
  static constexpr Text text{"各项同意的现状", "Where the consents of a member stand"};
  static constexpr Field fields[] = {{.name = "items", .text = {"同意", "Consents"}}};
};
template <>
struct Doc<consents::ListHistory> {
  static constexpr const char* name = "ListConsentHistory";
  static constexpr Text text{"同意的全部记录", "The ledger of a member's consents"};
  static constexpr Field fields[] = {consent_fields::member, limit_field, cursor_field};
};
template <>
struct Doc<consents::EntryView> {
  static constexpr const char* name = "ConsentEntry";
  static constexpr Text text{"同意台账的一条", "An entry of the ledger of consents"};
  static constexpr Field fields[] = {
      {.name = "seq", .text = {"第几条", "Its place"}},
      consent_fields::purpose,
      consent_fields::channel,
      consent_fields::topic,
      consent_fields::decision,
      {.name = "decided_at", .text = {"何时决定", "When it was decided"}},
      {.name = "recorded_at", .text = {"何时记下", "When it was taken down"}},
      consent_fields::text,
      consent_fields::text_version,
      {.name = "text_digest",
       .text = {"出示的文字的 SHA-256", "SHA-256 of the words that were shown"}},
      consent_fields::store,
      {.name = "actor", .text = {"谁记下的", "Who took it down"}},
      consent_fields::source,
      consent_fields::evidence,
  };
};

}  // namespace guanxi::api
