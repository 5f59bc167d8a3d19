// What the parameters of a card type may be, and how they read in the log of changes. Pure.
#include "modules/cards/type_rules.h"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>

#include "base/naming.h"
#include "base/text.h"
#include "modules/cards/cards.h"

namespace guanxi::cards {
namespace {

constexpr std::int64_t billion = 1'000'000'000;

bool is_number_text(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
  });
}
bool has_letters(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// Collects what is wrong with the terms, each fault under its parameter's name.
class TermsCheck {
 public:
  TermsCheck(const CardTerms& terms, Currency currency, Faults& faults)
      : terms_(terms), currency_(currency), faults_(faults) {}

  void run() {
    numbers();
    validity();
    rate("points_rate", terms_.points_rate, 0, limits::rate_max);
    rate("points_multiple", terms_.points_multiple, 0, limits::rate_max);
    rate("discount_rate", terms_.discount_rate, 0, 1);
    rate("stack_start", terms_.stack_start, 0, 1);
    rate("stack_rate", terms_.stack_rate, 0, 1);
    if (terms_.cost_group) faults_.add(check_code(*terms_.cost_group, at("cost_group")));
    money("entitling_amount", terms_.entitling_amount, limits::entitling_amount_max);
    money("small_change_cap", terms_.small_change_cap, limits::small_change_cap_max);
    if (terms_.small_change && !terms_.small_change_cap)
      faults_.add(fail(ErrorCode::missing_field, at("small_change_cap")));
    if (terms_.use == CardUse::rebate_voucher) voucher();
  }

 private:
  /// Nobody is known by it, so it carries nothing that only members have.
  void voucher() {
    if (terms_.points_multiple != Rate::of(0, 1)) bad_format("points_multiple", "@no_member_terms");
    if (terms_.discount_rate != Rate::one()) bad_format("discount_rate", "@no_member_terms");
    if (terms_.small_change) bad_format("small_change", "@no_member_terms");
  }

  static std::string at(const char* name) { return std::string("/terms/") + name; }
  void bad_format(const char* name, const char* expected) {
    faults_.add(fail(ErrorCode::bad_format, at(name), {{"expected", expected}}));
  }
  bool range(const char* name, std::int64_t value, std::int64_t min, std::int64_t max) {
    const auto outcome = check_range(value, min, max, at(name));
    faults_.add(outcome);
    return outcome.has_value();
  }

  bool affix(const char* name, const std::string& text) {
    if (text.size() > static_cast<std::size_t>(limits::affix_length_max)) {
      const auto max = std::to_string(limits::affix_length_max);
      faults_.add(fail(ErrorCode::too_long, at(name), {{"max", max}}));
      return false;
    }
    if (is_number_text(text)) return true;
    bad_format(name, "@card_characters");
    return false;
  }

  void numbers() {
    bool sound = affix("prefix", terms_.prefix);
    sound = affix("suffix", terms_.suffix) && sound;
    sound = range("check_length", terms_.check_length, 0, 2) && sound;
    if (terms_.check_length == 1 && has_letters(terms_.prefix)) {
      bad_format("prefix", "@card_prefix_digits");
      sound = false;
    }
    if (!range("serial_length", terms_.serial_length, 1, serial_length_max)) return;
    const std::int64_t max = serial_max(terms_.serial_length);
    sound = range("first_number", terms_.first_number, 0, max) && sound;
    const std::int64_t first = std::clamp<std::int64_t>(terms_.first_number, 0, max);
    sound = range("last_number", terms_.last_number, first, max) && sound;
    if (!sound) return;
    const NumberRange range = range_of(terms_);
    const std::size_t length = range.form.length();
    if (length < number_length_min || length > number_length_max ||
        may_meet(range, virtual_numbers())) {
      bad_format("serial_length", "@card_number_form");
    }
  }

  void validity() {
    if (terms_.use == CardUse::temporary && terms_.validity == Validity::unlimited)
      bad_format("validity", "@temporary_cards_end");
    if (terms_.validity == Validity::months) {
      if (!terms_.validity_months)
        faults_.add(fail(ErrorCode::missing_field, at("validity_months")));
    } else if (terms_.validity_months) {
      bad_format("validity_months", "@validity_months_only");
    }
    if (terms_.validity == Validity::until) {
      if (!terms_.valid_until) faults_.add(fail(ErrorCode::missing_field, at("valid_until")));
    } else if (terms_.valid_until) {
      bad_format("valid_until", "@valid_until_only");
    }
    if (terms_.validity_months)
      range("validity_months", *terms_.validity_months, 1, limits::validity_months_max);
  }

  void rate(const char* name, Rate rate, std::int64_t min, std::int64_t max) {
    if (rate < Rate::of(min, 1) || rate > Rate::of(max, 1)) {
      faults_.add(fail(
          ErrorCode::out_of_range,
          at(name),
          {{"min", std::to_string(min)}, {"max", std::to_string(max)}}
      ));
    } else if (rate_of_billionths(billionths(rate)) != rate) {
      bad_format(name, "@nine_decimals");
    }
  }

  void money(const char* name, const std::optional<Money>& amount, std::int64_t max) {
    if (!amount) return;
    if (amount->currency() != currency_) {
      faults_.add(fail(
          ErrorCode::currency_mismatch,
          at(name) + "/currency",
          {{"expected", std::string(currency_.code())}}
      ));
    }
    faults_.add(check_range(amount->minor(), 1, max, at(name) + "/amount"));
  }

  const CardTerms& terms_;
  Currency currency_;
  Faults& faults_;
};

template <class Enum>
std::string word(Enum value) {
  return boost::describe::enum_to_string(value, "");
}
std::optional<std::string> text_of(const std::optional<Money>& money) {
  if (!money) return std::nullopt;
  return money->to_string() + ' ' + std::string(money->currency().code());
}

}  // namespace

NumberRange range_of(const CardTerms& terms) {
  return {
      {terms.prefix, terms.suffix, terms.serial_length, terms.check_length},
      terms.first_number,
      terms.last_number};
}

std::int64_t billionths(Rate rate) { return rate.apply(billion, Rounding::floor); }
Rate rate_of_billionths(std::int64_t value) { return Rate::of(value, billion); }

Outcome check(const CardTypeInput& input, Currency currency) {
  Faults faults;
  faults.add(check_name(input.name, "/name"));
  faults.add(check_range(input.warn_below, 0, limits::warn_below_max, "/warn_below"));
  TermsCheck(input.terms, currency, faults).run();
  return faults.outcome();
}

std::vector<FieldText> texts_of(const CardTypeInput& input) {
  const CardTerms& terms = input.terms;
  const auto number = [](std::int64_t value) { return std::to_string(value); };
  return {
      {"name", input.name},
      {"warn_below", number(input.warn_below)},
      {"use", word(terms.use)},
      {"serial_length", number(terms.serial_length)},
      {"first_number", number(terms.first_number)},
      {"last_number", number(terms.last_number)},
      {"prefix", terms.prefix},
      {"suffix", terms.suffix},
      {"check_length", number(terms.check_length)},
      {"validity", word(terms.validity)},
      {"validity_months",
       terms.validity_months ? std::optional(number(*terms.validity_months)) : std::nullopt},
      {"valid_until",
       terms.valid_until ? std::optional(terms.valid_until->to_string()) : std::nullopt},
      {"verification", word(terms.verification)},
      {"points_rate", terms.points_rate.to_string()},
      {"points_multiple", terms.points_multiple.to_string()},
      {"discount_rate", terms.discount_rate.to_string()},
      {"cost_group", terms.cost_group},
      {"entitling_amount", text_of(terms.entitling_amount)},
      {"stack_start", terms.stack_start.to_string()},
      {"stack_rate", terms.stack_rate.to_string()},
      {"small_change", terms.small_change ? "true" : "false"},
      {"small_change_cap", text_of(terms.small_change_cap)},
  };
}

}  // namespace guanxi::cards
