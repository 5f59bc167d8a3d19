#include "modules/tiers/past_tiers.h"

#include <algorithm>

#include "platform/sql/enum_column.h"

namespace guanxi::tiers {
namespace {

struct Entered {
  Instant posted_at, occurred_at;
  Date counts_on;
  EntryKind kind = EntryKind::sale;
  std::int64_t receipt = 0;
  std::string before, after;
};
const sql::Query entered_sql{
    "SELECT posted_at, occurred_at, counts_on, cause_kind, receipt_id, tier_before, tier_after "
    "FROM "
    "tiers_entries WHERE owner_id = $1 AND ladder_id = $2 ORDER BY seq"};

/// These happen by the day alone, however late they are posted.
bool is_of_day(EntryKind kind) {
  return kind == EntryKind::tenure || kind == EntryKind::kept || kind == EntryKind::lost ||
         kind == EntryKind::grant_ended;
}

}  // namespace

std::vector<PastTier> past_tiers(sql::Tx& tx, OwnerId owner, LadderId ladder) {
  std::vector<PastTier> past;
  PastTier now;
  for (Entered& one : tx.list<Entered>(entered_sql, owner, ladder)) {
    now.posted_at = one.posted_at;
    if (is_of_day(one.kind)) {
      now.counts_by = std::max(now.counts_by, one.counts_on);
    } else {
      now.occurred_by = std::max(now.occurred_by, one.occurred_at);
    }
    if (one.before == one.after) continue;
    now.receipt = one.kind == EntryKind::sale ? one.receipt : 0;
    now.tier = std::move(one.after);
    past.push_back(now);
  }
  return past;
}

const std::string* tier_at_sale(const std::vector<PastTier>& past, const AtSale& sale) {
  const std::string* tier = nullptr;
  for (const PastTier& one : past) {
    const bool is_later = one.posted_at > sale.posted_at || one.occurred_by > sale.occurred_at ||
                          one.counts_by > sale.day;
    if (is_later || one.receipt == sale.receipt) break;
    tier = &one.tier;
  }
  return tier;
}

}  // namespace guanxi::tiers
