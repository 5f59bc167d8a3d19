// Parameters: what they may be, and their form in the store. Pure. Private to the module.
#pragma once

#include "modules/programmes/programmes.h"

namespace guanxi::programmes {

/// Errors: out_of_range with `pointer` and the parameter's name ("/parameters/earn_amount"),
/// several as invalid_request.
Outcome check(const Parameters& parameters, std::string_view pointer);

/// The stored form: one flat JSON object in a fixed order, "format" first. A version of years ago
/// must mean today what it meant then, so the format has a number of its own: whoever adds a
/// parameter raises it and says in from_json what the older formats meant, instead of letting a
/// default change the past.
std::string to_json(const Parameters& parameters);
/// Strict: malformed_json; unknown_field, duplicate_field, missing_field, wrong_type, unknown_value
/// or out_of_range with the pointer of the parameter; unknown_value at /format for one that a newer
/// program wrote.
Result<Parameters> from_json(std::string_view json);

/// What differs between two stored forms; an empty `before`: all of `after`.
audit::Changes changes_between(std::string_view before, std::string_view after);

std::string_view word(EarnScope scope);
std::string_view word(Rounding rounding);
std::string_view word(ExpiryKind kind);
std::string_view word(ShortfallPolicy policy);
std::string_view word(StoredValueEarns earns);
std::string_view word(PaidPointsEarn earn);
std::string_view word(DayPointsOf classes);

}  // namespace guanxi::programmes
