// In which audiences somebody was: what a price rule asks. Reads only; any thread.
#pragma once

#include "modules/audiences/audiences.h"

namespace guanxi::audiences {

/// The codes of the audiences that one of `owners` was in at `when`. A person is whoever was merged
/// into them as well: name them all.
std::vector<std::string> codes_at(sql::Tx& tx, const std::vector<OwnerId>& owners, Instant when);

struct Stay {
  std::string code;
  Instant from;
  std::optional<Instant> until;
  bool is_at(Instant when) const { return from <= when && (!until || when < *until); }
};
/// All that the member is or was in: for whoever goes through many of their sales.
std::vector<Stay> stays_of(sql::Tx& tx, OwnerId member);

}  // namespace guanxi::audiences
