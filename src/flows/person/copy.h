// Everything that is held about a person, across modules, in one form for JSON and CSV. Inside
// flows/person only.
#pragma once

#include "flows/person/person.h"

namespace guanxi::person {

/// Reads one snapshot; values in the clear. Of members merged into this one too: their records
/// begin with the field merged_member.
std::vector<CopySection> everything_about(
    sql::Tx& tx, const House& house, const members::Member& member, Instant now
);

/// section,record,field,value – with a header. What a spreadsheet would run as a formula is led by
/// an apostrophe (ASVS v5.0.0-1.2.10); numbers stay numbers.
std::string to_csv(const std::vector<CopySection>& sections);

}  // namespace guanxi::person
