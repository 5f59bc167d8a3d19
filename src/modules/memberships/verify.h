// Whether memberships are what their payments say. Called by the flow of verification in its
// snapshot.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/sql/sql.h"

namespace guanxi::memberships {

struct Report {
  std::int64_t memberships = 0, payments = 0;
  std::int64_t paid = 0, refunded = 0;  // minor units
  std::int64_t faults_found = 0;
  std::vector<std::string> faults;  // the first of them
};
Report verify(sql::Tx& tx);

}  // namespace guanxi::memberships
