// What a consumer has still to handle, for whoever verifies the books that it keeps.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "platform/sql/sql.h"

namespace guanxi::outbox {

/// The subjects of events of that kind that the consumer has not handled, as `tx` sees it: its
/// books cannot have them yet. All of them where it has not begun.
std::vector<std::int64_t> waiting(sql::Tx& tx, std::string_view consumer, std::string_view kind);

}  // namespace guanxi::outbox
