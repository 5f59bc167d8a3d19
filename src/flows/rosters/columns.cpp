#include "flows/rosters/columns.h"

#include <algorithm>
#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include "base/naming.h"
#include "base/text.h"

namespace guanxi::rosters {
namespace {

struct Synonym {
  std::string_view header;  // as plain() writes it
  Field field;
};
constexpr Synonym synonyms[] = {
    {"姓名", Field::name},
    {"名字", Field::name},
    {"会员姓名", Field::name},
    {"顾客姓名", Field::name},
    {"客户姓名", Field::name},
    {"name", Field::name},
    {"fullname", Field::name},
    {"membername", Field::name},
    {"customername", Field::name},
    {"手机", Field::phone},
    {"手机号", Field::phone},
    {"手机号码", Field::phone},
    {"电话", Field::phone},
    {"电话号码", Field::phone},
    {"联系电话", Field::phone},
    {"移动电话", Field::phone},
    {"mobile", Field::phone},
    {"mobilephone", Field::phone},
    {"mobilenumber", Field::phone},
    {"phone", Field::phone},
    {"phonenumber", Field::phone},
    {"tel", Field::phone},
    {"telephone", Field::phone},
    {"生日", Field::birthday},
    {"出生日期", Field::birthday},
    {"出生年月日", Field::birthday},
    {"birthday", Field::birthday},
    {"birthdate", Field::birthday},
    {"dateofbirth", Field::birthday},
    {"dob", Field::birthday},
    {"性别", Field::gender},
    {"gender", Field::gender},
    {"sex", Field::gender},
    {"邮箱", Field::email},
    {"电子邮箱", Field::email},
    {"电子邮件", Field::email},
    {"邮件", Field::email},
    {"email", Field::email},
    {"emailaddress", Field::email},
    {"mail", Field::email},
    {"身份证", Field::id_number},
    {"身份证号", Field::id_number},
    {"身份证号码", Field::id_number},
    {"证件号码", Field::id_number},
    {"idnumber", Field::id_number},
    {"idcard", Field::id_number},
    {"identitynumber", Field::id_number},
    {"地址", Field::address},
    {"联系地址", Field::address},
    {"住址", Field::address},
    {"家庭住址", Field::address},
    {"address", Field::address},
    {"语言", Field::language},
    {"language", Field::language},
    {"卡号", Field::card},
    {"会员卡号", Field::card},
    {"会员卡", Field::card},
    {"card", Field::card},
    {"cardno", Field::card},
    {"cardnumber", Field::card},
    {"会员编号", Field::external_id},
    {"外部编号", Field::external_id},
    {"客户编号", Field::external_id},
    {"原系统编号", Field::external_id},
    {"externalid", Field::external_id},
    {"customerid", Field::external_id},
    {"customernumber", Field::external_id},
    {"legacyid", Field::external_id},
    {"会员id", Field::member_id},
    {"memberid", Field::member_id},
    {"门店", Field::store},
    {"门店编码", Field::store},
    {"门店代码", Field::store},
    {"入会门店", Field::store},
    {"开卡门店", Field::store},
    {"store", Field::store},
    {"storecode", Field::store},
    {"shop", Field::store},
    {"入会日期", Field::joined_on},
    {"入会时间", Field::joined_on},
    {"注册日期", Field::joined_on},
    {"开卡日期", Field::joined_on},
    {"joinedon", Field::joined_on},
    {"joindate", Field::joined_on},
    {"membersince", Field::joined_on},
    {"积分", Field::points},
    {"期初积分", Field::points},
    {"积分余额", Field::points},
    {"当前积分", Field::points},
    {"points", Field::points},
    {"pointsbalance", Field::points},
    {"openingpoints", Field::points},
    {"积分有效期", Field::points_until},
    {"积分有效期至", Field::points_until},
    {"积分到期日", Field::points_until},
    {"积分到期日期", Field::points_until},
    {"pointsuntil", Field::points_until},
    {"pointsexpiry", Field::points_until},
    {"pointsvaliduntil", Field::points_until},
    {"储值", Field::stored_value},
    {"储值余额", Field::stored_value},
    {"期初储值", Field::stored_value},
    {"余额", Field::stored_value},
    {"storedvalue", Field::stored_value},
    {"balance", Field::stored_value},
    {"walletbalance", Field::stored_value},
    {"零钱", Field::small_change},
    {"零钱余额", Field::small_change},
    {"期初零钱", Field::small_change},
    {"smallchange", Field::small_change},
    {"changebalance", Field::small_change},
    {"成长值", Field::growth},
    {"期初成长值", Field::growth},
    {"当前成长值", Field::growth},
    {"growth", Field::growth},
    {"openinggrowth", Field::growth},
    {"等级", Field::tier},
    {"会员等级", Field::tier},
    {"级别", Field::tier},
    {"会员级别", Field::tier},
    {"tier", Field::tier},
    {"level", Field::tier},
    {"memberlevel", Field::tier},
    {"membertier", Field::tier},
    {"等级有效期", Field::tier_until},
    {"等级有效期至", Field::tier_until},
    {"等级到期日", Field::tier_until},
    {"等级到期日期", Field::tier_until},
    {"tieruntil", Field::tier_until},
    {"tierexpiry", Field::tier_until},
    {"levelexpiry", Field::tier_until},
    {"unionid", Field::wechat_unionid},
    {"微信unionid", Field::wechat_unionid},
    {"wechatunionid", Field::wechat_unionid},
    {"openid", Field::wechat_openid},
    {"微信openid", Field::wechat_openid},
    {"wechatopenid", Field::wechat_openid},
    {"卡状态", Field::card_state},
    {"会员卡状态", Field::card_state},
    {"cardstate", Field::card_state},
    {"cardstatus", Field::card_state},
    {"行政区划", Field::division},
    {"行政区划代码", Field::division},
    {"区划代码", Field::division},
    {"地区代码", Field::division},
    {"division", Field::division},
    {"divisioncode", Field::division},
    {"详细地址", Field::street},
    {"街道地址", Field::street},
    {"收货地址", Field::street},
    {"street", Field::street},
    {"streetaddress", Field::street},
    {"邮编", Field::postcode},
    {"邮政编码", Field::postcode},
    {"postcode", Field::postcode},
    {"postalcode", Field::postcode},
    {"zip", Field::postcode},
    {"zipcode", Field::postcode},
    {"同意", Field::consents},
    {"同意记录", Field::consents},
    {"授权", Field::consents},
    {"授权记录", Field::consents},
    {"consents", Field::consents},
    {"consent", Field::consents},
    {"推荐人", Field::referrer},
    {"介绍人", Field::referrer},
    {"推荐人手机", Field::referrer},
    {"推荐人手机号", Field::referrer},
    {"推荐人编号", Field::referrer},
    {"referrer", Field::referrer},
    {"referredby", Field::referrer},
    {"referrerphone", Field::referrer},
};

std::string all_words() {
  std::string words;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Field>>([&](auto one) {
    if (!words.empty()) words += ", ";
    words += one.name;
  });
  return words;
}

/// A header without what people decorate it with: "手机号码（必填）*" → "手机号码".
std::string plain(std::string_view header) {
  if (!is_valid_utf8(header)) return {};
  std::string text;
  bool bracket = false;
  for (const char c : nfkc(header)) {  // full-width brackets are plain ones now
    if (c == '(' || c == '[') bracket = true;
    if (!bracket && std::string_view(" \t\r\n_-*:.").find(c) == std::string_view::npos) {
      text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    if (c == ')' || c == ']') bracket = false;
  }
  return text;
}

Error about(ErrorCode code, std::string_view column) {
  return fail(code, "/map", {{"field", std::string(column)}});
}

}  // namespace

std::string_view word(Field field) { return boost::describe::enum_to_string(field, ""); }

std::optional<Field> field_of_header(std::string_view header) {
  const std::string text = plain(header);
  for (const Synonym& synonym : synonyms) {
    if (synonym.header == text) return synonym.field;
  }
  return std::nullopt;
}

std::optional<std::string> defined_of_header(
    std::span<const Defined> defined, std::string_view header
) {
  const std::string text = plain(header);
  if (text.empty()) return std::nullopt;
  for (const Defined& one : defined) {
    for (const std::string& name : {one.code, one.label_zh, one.label_en}) {
      if (plain(name) == text) return one.code;
    }
  }
  return std::nullopt;
}

Result<Assignment> parse_assignment(std::string_view text) {
  const std::size_t sign = text.rfind('=');  // a column may have one in its name, a field has none
  if (sign == std::string_view::npos || sign == 0) return fail(ErrorCode::bad_format, "/map");
  Assignment assignment{std::string(text.substr(0, sign)), std::nullopt};
  const std::string field(text.substr(sign + 1));
  if (field == "-") return assignment;
  if (field.starts_with(defined_prefix) && field.size() > defined_prefix.size()) {
    assignment.defined = field.substr(defined_prefix.size());
    return assignment;
  }
  Field found{};
  if (!boost::describe::enum_from_string(field.c_str(), found)) {
    return fail(ErrorCode::unknown_value, "/map", {{"allowed", all_words() + ", field:…, -"}});
  }
  assignment.field = found;
  return assignment;
}

Result<Mapping> Mapping::of(
    std::span<const std::string> header,
    std::span<const Assignment> assignments,
    bool ignore_unknown,
    std::span<const Defined> defined
) {
  Faults faults;
  Mapping mapping;
  for (const std::string& cell : header) {
    mapping.header_.push_back(is_valid_utf8(cell) ? tidy(cell) : "");
  }
  for (const Assignment& one : assignments) {
    if (std::ranges::find(mapping.header_, one.column) == mapping.header_.end()) {
      faults.add(about(ErrorCode::missing_field, one.column));
    }
    if (one.field && one.defined) faults.add(about(ErrorCode::duplicate_field, one.column));
    if (one.defined && std::ranges::find(defined, *one.defined, &Defined::code) == defined.end()) {
      faults.add(about(ErrorCode::unknown_field, std::string(defined_prefix) + *one.defined));
    }
  }
  for (std::size_t i = 0; i < mapping.header_.size(); ++i) {
    const std::string& title = mapping.header_[i];
    const auto assigned = std::ranges::find(assignments, title, &Assignment::column);
    const bool said = assigned != assignments.end();
    const auto field = said ? assigned->field : field_of_header(title);
    const auto code = said    ? assigned->defined
                      : field ? std::nullopt
                              : defined_of_header(defined, title);
    const auto before = std::ranges::find(mapping.defined_, code);
    if (code && before != mapping.defined_.end()) {
      const auto& other =
          mapping.header_[static_cast<std::size_t>(before - mapping.defined_.begin())];
      faults.add(about(ErrorCode::duplicate_field, other + ", " + title));
    }
    mapping.fields_.push_back(field);
    mapping.defined_.push_back(code);
    if (field) {
      auto& place = mapping.places_[static_cast<std::size_t>(*field)];
      if (place)
        faults.add(about(ErrorCode::duplicate_field, mapping.header_[*place] + ", " + title));
      place = i;
      continue;
    }
    const bool ours = title.empty() || title == reject_line || title == reject_reason;
    if (!said && !code && !ours && !ignore_unknown) {
      faults.add(about(ErrorCode::unknown_field, title));
    }
  }
  GX_TRY_VOID(faults.outcome());
  return mapping;
}

std::string Mapping::cell(std::span<const std::string> cells, Field field) const {
  const auto at = place(field);
  return at ? cell(cells, *at) : std::string();
}

std::string Mapping::cell(std::span<const std::string> cells, std::size_t column) {
  if (column >= cells.size() || !is_valid_utf8(cells[column])) return {};
  return tidy(cells[column]);
}

std::string Mapping::title(std::string_view defined) const {
  for (std::size_t i = 0; i < defined_.size(); ++i) {
    if (defined_[i] == defined) return header_[i];
  }
  return std::string(defined);
}

std::string Mapping::title(Field field) const {
  const auto at = place(field);
  return at ? header_[*at] : std::string(word(field));
}

}  // namespace guanxi::rosters
