// Inside modules/points: the SQL of gifts that verify needs. Functions of the caller's Tx.
#pragma once

#include "modules/points/gifts.h"

namespace guanxi::points::store {

struct RawGifted {
  std::int64_t owner = 0, points = 0;
};
/// What the gifts to the owners in (after, to] come to, by owner.
void each_owner_gifted(
    sql::Tx& tx,
    std::int64_t after,
    std::int64_t to,
    const std::function<void(const RawGifted&)>& visit
);

}  // namespace guanxi::points::store
