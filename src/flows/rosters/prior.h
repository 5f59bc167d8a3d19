// What a member had before an import changed it: kept sealed until the import can be undone no
// more. Inside flows/rosters only. Pure.
#pragma once

#include <string>

#include "modules/members/members.h"

namespace guanxi::rosters {

inline constexpr std::string_view prior_column = "rosters_rows.prior";

/// The change that takes `change` back; nothing for what is as it says.
members::Change reverse_of(
    const members::Change& change, const members::Member& before, const members::Contact& contact
);
bool is_empty(const members::Change& change);

/// As JSON: {"name":"…","phone":null}.
std::string to_text(const members::Change& change);
/// The contrary. What to_text() did not write is a fault of ours (CheckFailed).
members::Change change_of_text(std::string_view text);

}  // namespace guanxi::rosters
