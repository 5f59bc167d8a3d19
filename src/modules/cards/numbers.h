// How card numbers are written. Pure. Inside modules/cards only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"

namespace guanxi::cards {

/// The one form a number is stored in: upper-case ASCII letters and digits. nullopt if it cannot be
/// a number.
std::optional<std::string> canonical_number(std::string_view text);
/// "V" and 15 digits: the form only we hand out. `number` is canonical.
bool has_virtual_form(std::string_view number);
/// "V", 14 random digits and their check digit.
std::string make_virtual_number(Random& random);

}  // namespace guanxi::cards
