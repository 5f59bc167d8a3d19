// How what follows a person is written down with a merge. Inside flows/merge only.
#pragma once

#include <string>
#include <vector>

#include "flows/merge/merge.h"
#include "modules/memberships/memberships.h"

namespace guanxi::merge {

/// The paid memberships among the words of a merge.
std::vector<memberships::Passed> passed_memberships(const std::vector<std::string>& words);

}  // namespace guanxi::merge
