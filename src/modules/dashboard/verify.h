// The figures of the dashboard against the books they count. Reads the caller's snapshot.
#pragma once

#include <string>
#include <vector>

#include "platform/sql/sql.h"

namespace guanxi::dashboard {

/// Counts every receipt, member, tier and coupon once more, as far as the news of them is read, and
/// the links from the purchases. Returns what is wrong, the first `limit`.
std::vector<std::string> verify_figures(sql::Tx& tx, std::size_t limit = 100);

}  // namespace guanxi::dashboard
