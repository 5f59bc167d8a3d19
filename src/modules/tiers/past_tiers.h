// Which tiers a member has had, all of them at once: for whoever goes through many sales of many
// members again, where tier_at() would ask for each. Reads only; any thread.
#pragma once

#include "modules/tiers/tiers.h"

namespace guanxi::tiers {

struct PastTier {
  Instant posted_at, occurred_at;
  Date counts_on;
  EntryKind kind = EntryKind::sale;
  std::int64_t receipt = 0;
  std::string tier;  // from then on
};
/// The changes of what applied, in the order they were entered.
std::vector<PastTier> past_tiers(sql::Tx& tx, OwnerId owner, LadderId ladder);

/// What a sale is told apart by.
struct AtSale {
  std::int64_t receipt = 0;
  Instant occurred_at, posted_at;
  Date day;  // of occurred_at
};
/// The tier that a sale had: what the journal knew when it was posted, as tier_at() reads it, but
/// for what the sale itself brought. Null: nothing had changed it.
const std::string* tier_at_sale(const std::vector<PastTier>& past, const AtSale& sale);

}  // namespace guanxi::tiers
