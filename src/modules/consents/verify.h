// Whether the ledger of consents is whole: each member's chain without a gap and every hash what
// its entry says, and each state what the newest entry about it says. Called by the flow of
// verification in its snapshot.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/crypto/crypto.h"
#include "platform/sql/sql.h"

namespace guanxi::consents {

struct Report {
  std::int64_t entries = 0;
  crypto::Digest digest{};  // over the last hash of every member: to be kept elsewhere
  std::int64_t faults_found = 0;
  std::vector<std::string> faults;  // the first of them
};
Report verify(sql::Tx& tx);

}  // namespace guanxi::consents
