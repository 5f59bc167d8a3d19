// Whether a newcomer fits the terms: facts in, faults out.
#include <algorithm>
#include <boost/describe/enum_to_string.hpp>

#include "base/calendar.h"
#include "base/naming.h"
#include "modules/registrations/registrations.h"

namespace guanxi::registrations {
namespace {

template <class Enum>
std::string word_of(Enum value) {
  return boost::describe::enum_to_string(value, "");
}

template <class List, class Value>
bool holds(const List& list, const Value& value) {
  return std::ranges::find(list, value) != list.end();
}

Error missing(const std::string& field) {
  return fail(ErrorCode::missing_field, "/" + field, {{"field", field}});
}

bool is_open(const std::vector<Channel>& channels, const std::string& channel) {
  return std::ranges::any_of(channels, [&](Channel one) { return word_of(one) == channel; });
}

void check_age(const Version& version, const Facts& facts, Faults& faults) {
  const Terms& terms = version.terms;
  if (!facts.birthday) {
    const bool asked = terms.age_min > 0 || terms.under_14 == Under14::refused;
    if (asked && !holds(terms.required, Required::birthday)) faults.add(missing("birthday"));
    if (facts.has_guardian) faults.add(fail(ErrorCode::unknown_value, "/guardian"));
    return;
  }
  const int age = age_on(*facts.birthday, facts.today);
  if (age < terms.age_min) {
    faults.add(fail(
        ErrorCode::not_eligible,
        "/birthday",
        {{"reason", "@too_young"}, {"age_min", std::to_string(terms.age_min)}}
    ));
  } else if (age < guardian_years && terms.under_14 == Under14::refused) {
    faults.add(fail(ErrorCode::not_eligible, "/birthday", {{"reason", "@under_14"}}));
  } else if (age < guardian_years && !facts.has_guardian && version.version > 0) {
    faults.add(fail(ErrorCode::guardian_consent_required, "/guardian"));
  }
  // Whose data is not needed is not taken.
  if (age >= guardian_years && facts.has_guardian) {
    faults.add(fail(ErrorCode::unknown_value, "/guardian"));
  }
}

void check_entry(const Terms& terms, const Facts& facts, Faults& faults) {
  if (terms.entry == Entry::receipt && !facts.has_receipt) faults.add(missing("receipt"));
  if (terms.entry != Entry::paid) return;
  if (!facts.plan) {
    faults.add(missing("membership"));
  } else if (!terms.plans.empty() && !holds(terms.plans, *facts.plan)) {
    faults.add(fail(ErrorCode::not_eligible, "/membership/plan", {{"reason", "@plan_not_entry"}}));
  }
}

}  // namespace

int age_on(Date birthday, Date day) {
  int years = day.year() - birthday.year();
  if (day < birthday_in(birthday, day.year())) --years;
  return years;
}

Outcome check_fits(const Version& version, const Facts& facts) {
  const Terms& terms = version.terms;
  Faults faults;
  if (version.version > 0 && !is_open(terms.channels, facts.channel)) {
    faults.add(
        fail(ErrorCode::registration_channel_closed, "/channel", {{"channel", facts.channel}})
    );
  }
  const bool proved = is_open(terms.proved_channels, facts.channel);
  for (const Required field : terms.required) {
    if (!holds(facts.given, field)) faults.add(missing(word_of(field)));
  }
  if (proved && !holds(facts.given, Required::phone)) {
    if (!holds(terms.required, Required::phone)) faults.add(missing("phone"));
  } else if (proved && !facts.has_code) {
    faults.add(fail(ErrorCode::proof_required, "/phone_code"));
  }
  check_age(version, facts, faults);
  check_entry(terms, facts, faults);
  return faults.outcome();
}

}  // namespace guanxi::registrations
