// Inside modules/points: the SQL of points sold that verify and reports need. Functions of the
// caller's Tx.
#pragma once

#include "modules/points/point_sales.h"

namespace guanxi::points::store {

struct RawSold {
  std::int64_t owner = 0, points = 0;
};
/// What was sold and not voided to the owners in (after, to], by owner.
void each_owner_sold(
    sql::Tx& tx,
    std::int64_t after,
    std::int64_t to,
    const std::function<void(const RawSold&)>& visit
);

}  // namespace guanxi::points::store
