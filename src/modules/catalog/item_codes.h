// From an item's id to its code, for what names items by their ids: rules of pricing. Functions of
// the caller's Tx; any thread.
#pragma once

#include <optional>
#include <string>

#include "base/id.h"
#include "platform/sql/sql.h"

namespace guanxi::catalog {

std::optional<std::string> find_item_code(sql::Tx& tx, ItemId item);

}  // namespace guanxi::catalog
