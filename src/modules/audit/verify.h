// Whether the audit trail is whole: every chain without a gap from its first entry to its head, and
// every hash what its entry says. Called by the flow of verification in its snapshot.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/crypto/crypto.h"
#include "platform/sql/sql.h"

namespace guanxi::audit {

struct Report {
  std::int64_t chains = 0, entries = 0;
  crypto::Digest digest{};  // over the heads of all chains: to be kept elsewhere
  std::int64_t faults_found = 0;
  std::vector<std::string> faults;  // the first of them
};
Report verify(sql::Tx& tx);

}  // namespace guanxi::audit
