#include "modules/members/rules.h"

#include <algorithm>

#include "base/calendar.h"
#include "base/luhn.h"
#include "base/naming.h"

namespace guanxi::members {
namespace {

constexpr std::size_t code_random_digits = 10;

const Date birthday_min = *Date::of(1900, 1, 1);

/// Tidies a text that may be empty.
Outcome tidy_text(std::string& text, std::string pointer, std::size_t length_max) {
  if (!is_valid_utf8(text)) return fail(ErrorCode::bad_format, std::move(pointer));
  text = tidy(text);
  if (text.empty()) return ok();
  return check_name(text, std::move(pointer), length_max);
}

/// The latest birthday of somebody who is `years` old on `today`. Born on 29 February, one has a
/// birthday on the 28th in other years.
Date latest_birthday(Date today, int years) { return birthday_in(today, today.year() - years); }

Outcome check_birthday(Date birthday, Date today, bool guardian_consents) {
  const Date max = guardian_consents ? today : latest_birthday(today, guardian_age);
  if (birthday >= birthday_min && birthday <= max) return ok();
  Error error = fail(
      ErrorCode::out_of_range,
      "/birthday",
      {{"min", birthday_min.to_string()}, {"max", max.to_string()}}
  );
  if (birthday > max && birthday <= today) {
    error.facts.emplace_back("reason", "guardian_consent_required");
    error.facts.emplace_back("why", "@guardian_consent");
  }
  return error;
}

/// BCP 47 as far as we need it: "zh-CN", "en".
Outcome check_language(std::string_view language) {
  const bool good = language.size() >= 2 && language.size() <= 35 &&
                    std::ranges::all_of(
                        language,
                        [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                 (c >= '0' && c <= '9') || c == '-';
                        }
                    ) &&
                    language.front() != '-' && language.back() != '-';
  if (good) return ok();
  return fail(ErrorCode::bad_format, "/language");
}

std::string lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

/// WeChat's ids stand among the external ones, under names that are theirs alone.
Outcome check_not_wechat(const std::string& external_id) {
  if (!external_id.starts_with("unionid:") && !external_id.starts_with("openid:")) return ok();
  return fail(ErrorCode::bad_format, "/external_id", {{"expected", "@not_wechat"}});
}

}  // namespace

Outcome check(NewMember& input, Date today) {
  Faults faults;
  faults.add(tidy_text(input.name, "/name", name_length_max))
      .add(tidy_text(input.address, "/address", address_length_max))
      .add(tidy_text(input.external_id, "/external_id", external_id_length_max))
      .add(check_not_wechat(input.external_id))
      .add(check_language(input.language))
      .add(check_code(input.channel, "/channel"));
  for (NewMember::External& one : input.more_external_ids) {
    faults.add(tidy_text(one.value, std::string("/") + one.field, external_id_length_max));
  }
  if (input.birthday) faults.add(check_birthday(*input.birthday, today, input.guardian_consents));
  if (input.joined_on > today.plus_days(1)) {
    faults.add(fail(ErrorCode::out_of_range, "/joined_on", {{"max", today.to_string()}}));
  }
  return faults.outcome();
}

Outcome check(Change& change, Date today) {
  Faults faults;
  if (change.state == State::closed) {
    faults.add(fail(ErrorCode::unknown_value, "/state", {{"allowed", "active, frozen"}}));
  }
  if (change.name) faults.add(tidy_text(*change.name, "/name", name_length_max));
  if (change.address) faults.add(tidy_text(*change.address, "/address", address_length_max));
  if (change.language) faults.add(check_language(*change.language));
  if (change.birthday && *change.birthday) {
    faults.add(check_birthday(**change.birthday, today, change.guardian_consents));
  }
  return faults.outcome();
}

Outcome check_birthday_change(std::optional<Date> changed_on, Date today) {
  if (!changed_on) return ok();
  const auto same = Date::of(changed_on->year() + 1, changed_on->month(), changed_on->day());
  const Date next = same ? *same : *Date::of(changed_on->year() + 1, 3, 1);
  if (today >= next) return ok();
  return fail(ErrorCode::birthday_changed_recently, "/birthday", {{"next", next.to_string()}});
}

std::string canonical(const Email& email) { return lower_case(email.reveal()); }

std::optional<std::string> canonical(IdentityKind kind, std::string_view value) {
  switch (kind) {
    case IdentityKind::phone: {
      const auto phone = Phone::parse(value);
      if (!phone) return std::nullopt;
      return phone->reveal_e164();
    }
    case IdentityKind::email: {
      const auto email = Email::parse(value);
      if (!email) return std::nullopt;
      return canonical(*email);
    }
    case IdentityKind::external: {
      if (!is_valid_utf8(value)) return std::nullopt;
      std::string text = tidy(value);
      if (text.empty()) return std::nullopt;
      return text;
    }
    case IdentityKind::member_code: {
      if (!is_valid_utf8(value)) return std::nullopt;
      std::string text = tidy(value);
      if (!text.empty() && text.front() == 'm') text.front() = 'M';
      if (text.empty()) return std::nullopt;
      return text;
    }
  }
  GX_CHECK(false);
}

std::string make_member_code(Random& random) {
  std::string digits = std::to_string(random.below(10'000'000'000));
  digits.insert(0, code_random_digits - digits.size(), '0');
  return "M" + digits + luhn_digit(digits);
}

}  // namespace guanxi::members
