// Everything that is held about a person, across modules, in one form for JSON and CSV. Inside
// flows/person only.
#pragma once

#include "flows/person/person.h"

namespace guanxi::person {

/// Reads one snapshot; values in the clear.
std::vector<CopySection> everything_about(
    sql::Tx& tx, const House& house, const members::Member& member
);

/// section,record,field,value – with a header. What a spreadsheet would run as a formula is led by
/// an apostrophe (ASVS v5.0.0-1.2.10); numbers stay numbers.
std::string to_csv(const std::vector<CopySection>& sections);

}  // namespace guanxi::person
