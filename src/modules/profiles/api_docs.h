// The words, limits and examples of the structs in api_types.h. Included by it; read that one
// first.
#pragma once

#include "modules/profiles/api_types.h"

namespace guanxi::api {

namespace profile_docs {
inline constexpr Field member{
    .name = "id", .text = {"会员编号", "Member id"}, .example = R"("301234567890123456")"};
inline constexpr Field programme{
    .name = "programme",
    .text = {"会员计划编码", "Programme code"},
    .max = 32,
    .example = R"("MAIN")",
    .chars = Chars::code};
inline constexpr Field code{
    .name = "code",
    .text = {"字段编码", "Code of the field"},
    .max = 32,
    .example = R"("shoe-size")",
    .chars = Chars::code};
inline constexpr Field kind{.name = "kind", .text = {"类型", "What it holds"}, .has_default = true};
inline constexpr Field use{
    .name = "use", .text = {"用途：资料或偏好", "Profile or preference"}, .has_default = true};
inline constexpr Field label_zh{
    .name = "label_zh",
    .text = {"中文名称", "Its name in Chinese"},
    .max = 100,
    .example = R"("鞋码")"};
inline constexpr Field label_en{
    .name = "label_en",
    .text = {"英文名称", "Its name in English"},
    .max = 100,
    .example = R"("Shoe size")"};
inline constexpr Field required{
    .name = "required",
    .text = {"必填：修改资料后不能没有", "A profile that is changed must have it"},
    .has_default = true};
inline constexpr Field personal{
    .name = "personal", .text = {"个人信息：封存", "Personal data: sealed"}, .has_default = true};
inline constexpr Field searchable{
    .name = "searchable",
    .text = {"可按值查找", "Members are found by its value"},
    .has_default = true};
inline constexpr Field decimals{
    .name = "decimals",
    .text = {"数字的小数位数", "Of a number: its decimals"},
    .min = 0,
    .max = 6,
    .has_default = true};
inline constexpr Field min{
    .name = "min",
    .text = {
        "数字的最小值，以末位小数为单位", "Of a number: the least, in units of its last decimal"}};
inline constexpr Field max{
    .name = "max",
    .text = {
        "数字的最大值，以末位小数为单位；文本的最大长度",
        "Of a number: the most, in units of its last decimal; of a text: its length"}};
inline constexpr Field choices{
    .name = "choices",
    .text =
        {"可选项；可增加、改名，不能删除", "What can be chosen; added and renamed, not removed"},
    .max_items = 100,
    .has_default = true};
inline constexpr Field state{
    .name = "state",
    .text = {"停用后不能再填", "Retired: not filled in any more"},
    .has_default = true};
inline constexpr Field address{
    .name = "address", .text = {"地址编号", "The address"}, .example = R"("301234567890123457")"};
inline constexpr Field division{
    .name = "division",
    .text = {"行政区划代码，GB/T 2260 六位", "Administrative division, six digits of GB/T 2260"},
    .max = 6,
    .example = R"("310101")",
    .chars = Chars::digits};
inline constexpr Field street{
    .name = "street",
    .text = {"详细地址", "Street and house"},
    .max = 200,
    .example = R"("南京东路 1 号")",
    .personal = true};
inline constexpr Field recipient{
    .name = "recipient",
    .text = {"收件人", "Who receives there"},
    .max = 100,
    .example = R"("张小明")",
    .personal = true};
inline constexpr Field phone{
    .name = "phone",
    .text = {"收件人电话", "Phone of who receives"},
    .max = 32,
    .example = R"("13800138000")",
    .personal = true};
inline constexpr Field postcode{
    .name = "postcode",
    .text = {"邮政编码，六位", "Postal code, six digits"},
    .max = 6,
    .example = R"("200001")",
    .chars = Chars::digits};
inline constexpr Field is_default{
    .name = "is_default",
    .text = {"默认地址；总有一个", "The default; there always is one"},
    .has_default = true};
inline constexpr Field relation{
    .name = "relation", .text = {"关系", "What they are to the member"}};
inline constexpr Field relative_name{
    .name = "name",
    .text = {"姓名；与生日至少一项", "Name; it or the birthday, or both"},
    .max = 100,
    .example = R"("小小")",
    .personal = true};
inline constexpr Field relative_birthday{
    .name = "birthday",
    .text = {"生日", "Birthday"},
    .example = R"("2010-06-01")",
    .personal = true};
}  // namespace profile_docs

template <>
struct Doc<profiles::FieldKind> {
  static constexpr const char* name = "ProfileFieldKind";
  static constexpr Text text{"字段类型", "What a field holds"};
  static constexpr Field values[] = {
      {.name = "text", .text = {"文本", "Text"}},
      {.name = "number", .text = {"数字", "Number"}},
      {.name = "date", .text = {"日期", "Date"}},
      {.name = "choice", .text = {"单选", "One of its choices"}},
      {.name = "choices", .text = {"多选", "Any of its choices"}},
      {.name = "boolean", .text = {"是否", "true or false"}},
  };
};
template <>
struct Doc<profiles::FieldUse> {
  static constexpr const char* name = "ProfileFieldUse";
  static constexpr Text text{"字段用途", "What a field is for"};
  static constexpr Field values[] = {
      {.name = "profile", .text = {"资料", "What is known of the member"}},
      {.name = "preference", .text = {"偏好：颜色、尺码、风格等", "Colour, size, style …"}},
  };
};
template <>
struct Doc<profiles::FieldState> {
  static constexpr const char* name = "ProfileFieldState";
  static constexpr Text text{"字段状态", "State of a field"};
  static constexpr Field values[] = {
      {.name = "active", .text = {"使用中", "In use"}},
      {.name = "retired", .text = {"已停用", "Retired"}},
  };
};
template <>
struct Doc<profiles::Relation> {
  static constexpr const char* name = "Relation";
  static constexpr Text text{"家庭关系", "What a relative is to the member"};
  static constexpr Field values[] = {
      {.name = "spouse", .text = {"配偶", "Spouse"}},
      {.name = "child", .text = {"子女", "Child"}},
      {.name = "parent", .text = {"父母", "Parent"}},
      {.name = "guardian", .text = {"监护人", "Guardian"}},
      {.name = "other", .text = {"其他", "Somebody else"}},
  };
};

template <>
struct Doc<profiles::Choice> {
  static constexpr const char* name = "ProfileChoice";
  static constexpr Text text{"一个可选项", "A choice"};
  static constexpr Field fields[] = {
      {.name = "code",
       .text = {"编码", "Code"},
       .max = 32,
       .example = R"("red")",
       .chars = Chars::code},
      {.name = "zh", .text = {"中文", "In Chinese"}, .max = 100, .example = R"("红")"},
      {.name = "en", .text = {"英文", "In English"}, .max = 100, .example = R"("Red")"}};
};
// How choices, addresses and relatives stand in the store; not part of the HTTP document.
template <>
struct Doc<profiles::StoredChoices> {
  static constexpr Text text{"可选项", "Choices"};
  static constexpr Field fields[] = {{.name = "items", .text = {"可选项", "Choices"}}};
};
template <>
struct Doc<profiles::SealedAddress> {
  static constexpr Text text{"地址", "An address"};
  static constexpr Field fields[] = {
      {.name = "street"}, {.name = "recipient"}, {.name = "phone"}, {.name = "postcode"}};
};
template <>
struct Doc<profiles::SealedRelative> {
  static constexpr Text text{"家庭成员", "A relative"};
  static constexpr Field fields[] = {{.name = "name"}, {.name = "birthday"}};
};

template <>
struct Doc<profiles::ListFields> {
  static constexpr const char* name = "ListProfileFields";
  static constexpr Text text{"一个会员计划的字段", "The fields of a programme"};
  static constexpr Field fields[] = {profile_docs::programme};
};
template <>
struct Doc<profiles::PutField> {
  static constexpr const char* name = "PutProfileField";
  static constexpr Text text{"新增或修改自定义字段", "Add or change a field"};
  static constexpr Field fields[] = {
      profile_docs::programme,
      profile_docs::code,
      profile_docs::kind,
      profile_docs::use,
      profile_docs::label_zh,
      profile_docs::label_en,
      profile_docs::required,
      profile_docs::personal,
      profile_docs::searchable,
      profile_docs::decimals,
      profile_docs::min,
      profile_docs::max,
      profile_docs::choices,
      profile_docs::state};
};
template <>
struct Doc<profiles::FieldView> {
  static constexpr const char* name = "ProfileField";
  static constexpr Text text{"一个自定义字段", "A field that a programme defines"};
  static constexpr Field fields[] = {
      profile_docs::code,
      profile_docs::kind,
      profile_docs::use,
      profile_docs::label_zh,
      profile_docs::label_en,
      profile_docs::required,
      profile_docs::personal,
      profile_docs::searchable,
      profile_docs::decimals,
      profile_docs::min,
      profile_docs::max,
      profile_docs::choices,
      profile_docs::state,
      {.name = "version", .text = {"版本", "Version"}}};
};
template <>
struct Doc<profiles::FieldList> {
  static constexpr const char* name = "ProfileFieldList";
  static constexpr Text text{"自定义字段，按编码排序", "Fields by code"};
  static constexpr Field fields[] = {{.name = "items", .text = {"字段", "Fields"}}};
};
template <>
struct Doc<profiles::OfMember> {
  static constexpr const char* name = "ProfileOfMember";
  static constexpr Text text{"一位会员的资料", "The profile of a member"};
  static constexpr Field fields[] = {profile_docs::member};
};
template <>
struct Doc<profiles::ValueEdit> {
  static constexpr const char* name = "ProfileEdit";
  static constexpr Text text{"一个字段的新值", "What a field shall hold"};
  static constexpr Field fields[] = {
      {.name = "field",
       .text = {"字段编码", "Code of the field"},
       .max = 32,
       .example = R"("shoe-size")",
       .chars = Chars::code},
      {.name = "values",
       .text =
           {"值；多选可有多个，空则清除",
            "Its value; several only where any may be chosen, none clears"},
       .max = 500,
       .max_items = 100,
       .example = R"(["42.5"])",
       .personal = true}};
};
template <>
struct Doc<profiles::ChangeProfile> {
  static constexpr Text text{"修改资料与偏好", "Change profile and preferences"};
  static constexpr Field fields[] = {
      profile_docs::member,
      {.name = "values", .text = {"要修改的字段", "What shall change"}, .max_items = 100}};
};
template <>
struct Doc<profiles::ValueView> {
  static constexpr const char* name = "ProfileValue";
  static constexpr Text text{"一个字段的值", "What a field holds"};
  static constexpr Field fields[] = {
      {.name = "field", .text = {"字段编码", "Code of the field"}},
      {.name = "values",
       .text =
           {"值；无 members:reveal 权限时个人信息不出现",
            "Its value; of personal ones absent without members:reveal"},
       .personal = true},
      {.name = "personal", .text = {"是否个人信息", "Whether it is personal"}}};
};
template <>
struct Doc<profiles::ProfileView> {
  static constexpr const char* name = "Profile";
  static constexpr Text text{"资料与偏好", "Profile and preferences"};
  static constexpr Field fields[] = {{.name = "values", .text = {"各字段的值", "By field"}}};
};
template <>
struct Doc<profiles::FindByField> {
  static constexpr const char* name = "FindMembersByField";
  static constexpr Text text{"按字段的值查找会员", "Find members by what a field holds"};
  static constexpr Field fields[] = {
      profile_docs::programme,
      {.name = "field",
       .text = {"可查找字段的编码", "Code of a searchable field"},
       .max = 32,
       .example = R"("shoe-size")",
       .chars = Chars::code},
      {.name = "value",
       .text = {"要找的值", "The value"},
       .max = 500,
       .example = R"("42.5")",
       .personal = true},
      limit_field,
      cursor_field};
};
template <>
struct Doc<profiles::FoundByField> {
  static constexpr const char* name = "MemberFoundByField";
  static constexpr Text text{"找到的会员", "A member that was found"};
  static constexpr Field fields[] = {profile_docs::member};
};
template <>
struct Doc<profiles::AddAddress> {
  static constexpr const char* name = "AddMemberAddress";
  static constexpr Text text{"新增地址", "An address to add"};
  static constexpr Field fields[] = {
      profile_docs::member,
      profile_docs::division,
      profile_docs::street,
      profile_docs::recipient,
      profile_docs::phone,
      profile_docs::postcode,
      profile_docs::is_default};
};
template <>
struct Doc<profiles::PutAddress> {
  static constexpr const char* name = "PutMemberAddress";
  static constexpr Text text{"修改地址", "What an address shall be"};
  static constexpr Field fields[] = {
      profile_docs::member,
      profile_docs::address,
      profile_docs::division,
      profile_docs::street,
      profile_docs::recipient,
      profile_docs::phone,
      profile_docs::postcode,
      profile_docs::is_default};
};
template <>
struct Doc<profiles::AddressPath> {
  static constexpr const char* name = "MemberAddressPath";
  static constexpr Text text{"一个地址", "One address"};
  static constexpr Field fields[] = {profile_docs::member, profile_docs::address};
};
template <>
struct Doc<profiles::AddressView> {
  static constexpr const char* name = "MemberAddress";
  static constexpr Text text{
      "一个地址；无 members:reveal 权限时只有行政区划",
      "An address; without members:reveal only its division"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"地址编号", "Its id"}},
      profile_docs::division,
      profile_docs::street,
      profile_docs::recipient,
      profile_docs::phone,
      profile_docs::postcode,
      profile_docs::is_default};
};
template <>
struct Doc<profiles::AddressList> {
  static constexpr const char* name = "MemberAddressList";
  static constexpr Text text{"地址，默认的在前", "Addresses, the default first"};
  static constexpr Field fields[] = {{.name = "items", .text = {"地址", "Addresses"}}};
};
template <>
struct Doc<profiles::AddRelative> {
  static constexpr Text text{"登记家庭成员", "A family member to add"};
  static constexpr Field fields[] = {
      profile_docs::member,
      profile_docs::relation,
      profile_docs::relative_name,
      profile_docs::relative_birthday};
};
template <>
struct Doc<profiles::RelativePath> {
  static constexpr Text text{"一位家庭成员", "One family member"};
  static constexpr Field fields[] = {
      profile_docs::member,
      {.name = "relative",
       .text = {"家庭成员编号", "The family member"},
       .example = R"("301234567890123458")"}};
};
template <>
struct Doc<profiles::RelativeView> {
  static constexpr const char* name = "Relative";
  static constexpr Text text{
      "一位家庭成员；无 members:reveal 权限时只有关系",
      "A family member; without members:reveal only the relation"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Its id"}},
      profile_docs::relation,
      profile_docs::relative_name,
      profile_docs::relative_birthday};
};
template <>
struct Doc<profiles::RelativeList> {
  static constexpr Text text{"家庭成员", "The family of a member"};
  static constexpr Field fields[] = {{.name = "items", .text = {"家庭成员", "Family members"}}};
};

}  // namespace guanxi::api
