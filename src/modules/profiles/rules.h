// What a field may be and what may stand in one, as pure rules. Inside modules/profiles only.
#pragma once

#include "modules/profiles/profiles.h"

namespace guanxi::profiles {

/// Errors: see put_field, without those of a change.
Outcome check(const Field& field);
/// Whether `after` may take the place of `before`. Errors: unknown_value.
Outcome check_change(const Field& before, const Field& after);
/// Tidied; errors: see add_relative.
Outcome check(Relative& relative, Date today);

}  // namespace guanxi::profiles
