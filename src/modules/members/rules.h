// What a member's fields may hold, and how the values that identify one are written before they are
// hashed. Pure. Inside modules/members only.
#pragma once

#include "modules/members/members.h"

namespace guanxi::members {

/// Tidies name, address and external id in place and judges every field.
Outcome check(NewMember& input, Date today);
Outcome check(Change& change, Date today);
/// Whether a birthday that was last changed on `changed_on` may be changed again. Errors:
/// birthday_changed_recently.
Outcome check_birthday_change(std::optional<Date> changed_on, Date today);

/// The form of `value` that is hashed: E.164, lower-case e-mail, upper-case member code, tidied
/// external id. nullopt if it cannot be an identity of that kind.
std::optional<std::string> canonical(IdentityKind kind, std::string_view value);
/// Mailboxes that differ by case only belong to one person, whatever RFC 5321 allows.
std::string canonical(const Email& email);

/// "M", ten random digits and their check digit.
std::string make_member_code(Random& random);

}  // namespace guanxi::members
