// What a member had before an import changed it: kept sealed until the import can be undone no
// more. Inside flows/rosters only. Pure.
#pragma once

#include <string>
#include <vector>

#include "modules/consents/consents.h"
#include "modules/members/members.h"
#include "modules/profiles/profiles.h"

namespace guanxi::rosters {

inline constexpr std::string_view prior_column = "rosters_rows.prior";

/// The change that takes `change` back; nothing for what is as it says.
members::Change reverse_of(
    const members::Change& change, const members::Member& before, const members::Contact& contact
);
bool is_empty(const members::Change& change);

/// What a field of the programme held, and what the row put there, in stored form; empty: nothing.
struct PriorValue {
  std::string field, before, after;
  bool operator==(const PriorValue&) const = default;
};
/// What was agreed to or withdrawn by the row, and the entry that says so.
struct PriorConsent {
  consents::Subject subject;
  std::int64_t seq = 0;
  bool operator==(const PriorConsent&) const = default;
};
struct Prior {
  members::Change change;
  std::vector<PriorValue> values;
  std::vector<std::string> externals;  // that the row bound
  std::vector<PriorConsent> consents = {};
  std::optional<profiles::Address> address = {};  // that the row added
  bool is_empty() const;
};

/// As JSON: {"name":"…","phone":null}.
std::string to_text(const Prior& prior);
/// The contrary. What to_text() did not write is a fault of ours (CheckFailed).
Prior prior_of_text(std::string_view text);

}  // namespace guanxi::rosters
