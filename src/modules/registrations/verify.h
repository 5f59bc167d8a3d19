// Whether what is kept of joinings agrees with itself: referrals on both sides, receipts that were
// used once, what waits for a first purchase. Called by the flow of verification in its snapshot.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/points.h"
#include "platform/sql/sql.h"

namespace guanxi::registrations {

struct Report {
  std::int64_t registrations = 0, referrals = 0;
  std::int64_t faults_found = 0;
  std::vector<std::string> faults;  // the first of them
};
Report verify(sql::Tx& tx);

/// A gift that the books of points must have.
struct Given {
  OwnerId owner;
  std::int64_t gift_id = 0;
  Points points;
  OwnerId newcomer;
};
/// To newcomers and to referrers, by owner and id.
void each_given(sql::Tx& tx, const std::function<void(const Given&)>& visit);

}  // namespace guanxi::registrations
