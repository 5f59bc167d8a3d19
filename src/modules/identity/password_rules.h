// What a password has to be. Pure; any thread. Private to the module.
//
//   nist      NIST SP 800-63B-4, 3.1.1.2: as many characters as it takes, none of the common ones,
//   no
//             rules about kinds of characters, no expiry
//   dengbao   what assessors of GB/T 22239 ask for: kinds of characters, expiry, none used before
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "modules/identity/sign_in.h"

namespace guanxi::identity {

struct PasswordRules {
  int length_min;
  int classes_min;  // of capital letters, small letters, digits, others; 0: no matter
  int days_max;     // 0: it does not expire
  int used_before;  // so many of the last ones may not be taken again
};
inline constexpr std::size_t password_length_max = 128;

/// A password that stands alone has to be longer than one with a second factor beside it.
PasswordRules rules_of(PasswordPolicy policy, bool second_factor_required);

/// The form in which a password is compared: the same whatever keyboard wrote it (NFKC).
std::string password_form(std::string_view typed);

/// `own_words`: the account's name and the like. Errors at `pointer`: too_short, too_long,
/// password_weak with the fact `why`.
Outcome check_password(
    const PasswordRules& rules,
    std::string_view password,
    const std::vector<std::string>& own_words,
    const std::string& pointer
);

/// Whether it is one of the passwords most people choose, in whatever case, also with digits and
/// signs behind it.
bool is_common_password(std::string_view password);

}  // namespace guanxi::identity
