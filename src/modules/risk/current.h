// The rules as they are now. Inside modules/risk.
#pragma once

#include "modules/risk/risk.h"

namespace guanxi::risk {

/// All of them, in the order of the enumeration; those nobody changed by their defaults.
std::vector<RuleVersion> rules_in_force(sql::Tx& tx, ProgrammeId programme);

}  // namespace guanxi::risk
