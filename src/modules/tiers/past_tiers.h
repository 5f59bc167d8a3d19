// Which tiers a member has had, all of them at once: for whoever goes through many sales of many
// members again, where tier_at() would ask for each. Reads only; any thread.
#pragma once

#include "modules/tiers/tiers.h"

namespace guanxi::tiers {

/// A change of what applied. It rests on everything that was entered before it.
struct PastTier {
  Instant posted_at;
  Instant occurred_by;       // the latest of what occurred until it was entered …
  Date counts_by;            // … and of what ended by a day
  std::int64_t receipt = 0;  // the sale's that brought it
  std::string tier;          // from then on
};
/// In the order they were entered.
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
