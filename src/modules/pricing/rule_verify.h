// The rule book in itself: states against who did what when, revisions against each other, what
// stands in it against what can be read and compiled. Called by the flow of verification in its
// snapshot.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/id.h"
#include "platform/sql/sql.h"

namespace guanxi::pricing {

struct VerifyReport {
  std::int64_t rules = 0, in_force = 0;
  std::int64_t faults_found = 0;
  std::vector<std::string> faults;  // the first of them
};
VerifyReport verify(sql::Tx& tx);

}  // namespace guanxi::pricing
