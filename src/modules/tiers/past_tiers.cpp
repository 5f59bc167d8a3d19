#include "modules/tiers/past_tiers.h"

#include <ranges>

#include "platform/sql/enum_column.h"

namespace guanxi::tiers {
namespace {

const sql::Query past_tiers_sql{
    "SELECT posted_at, occurred_at, counts_on, cause_kind, receipt_id, tier_after FROM "
    "tiers_entries WHERE owner_id = $1 AND ladder_id = $2 AND tier_before <> tier_after "
    "ORDER BY seq"};

/// These happen by the day alone, however late they are posted.
bool is_of_day(EntryKind kind) {
  return kind == EntryKind::tenure || kind == EntryKind::kept || kind == EntryKind::lost ||
         kind == EntryKind::grant_ended;
}

}  // namespace

std::vector<PastTier> past_tiers(sql::Tx& tx, OwnerId owner, LadderId ladder) {
  return tx.list<PastTier>(past_tiers_sql, owner, ladder);
}

const std::string* tier_at_sale(const std::vector<PastTier>& past, const AtSale& sale) {
  for (const PastTier& one : past | std::views::reverse) {
    if (one.posted_at > sale.posted_at) continue;
    if (one.kind == EntryKind::sale && one.receipt == sale.receipt) continue;
    const bool by_then =
        one.occurred_at <= sale.occurred_at || (is_of_day(one.kind) && one.counts_on <= sale.day);
    if (by_then) return &one.tier;
  }
  return nullptr;
}

}  // namespace guanxi::tiers
