// The tier when goods come back: the growth that they gave is taken back on the day it counted for,
// and an upgrade that it no longer supports ends at once.
#include <map>

#include "base/rounding.h"
#include "flows/checkout/tier_notes.h"
#include "flows/refund/refund.h"
#include "modules/tiers/current.h"
#include "modules/tiers/merging.h"

namespace guanxi::refund {
namespace {

/// What a sale gave on a ladder, and what of it has gone back.
struct Given {
  Date counts_on;
  std::int64_t of_amount = 0, back = 0, of_visit = 0;
};

std::map<tiers::LadderId, Given> given_by(sql::Tx& tx, const sales::Receipt& sale) {
  std::map<tiers::LadderId, Given> all;
  for (const tiers::OfReceipt& entry : tiers::entries_of(tx, sale.owner, sale.id.value())) {
    Given& given = all[entry.ladder];
    if (entry.kind == tiers::EntryKind::sale) {
      given.counts_on = entry.counts_on;
      given.of_amount += entry.growth - entry.of_visit;
    } else {
      given.back -= entry.growth - entry.of_visit;
    }
    given.of_visit += entry.of_visit;
  }
  return all;
}

/// Whether nothing of the sale is left: such a receipt does not count as a visit.
bool is_all_back(const sales::Receipt& sale, const sales::Receipt& refund) {
  std::int64_t left = 0;
  for (const sales::Line& line : sale.lines) {
    left += line.quantity.milli() - line.refunded_quantity.milli();
  }
  for (const sales::Line& line : refund.lines) left -= line.quantity.milli();
  return left == 0;
}

}  // namespace

Outcome Refund::take_growth_back(
    sql::Tx& tx, const sales::Receipt& sale, sales::Receipt& refund, Date today
) const {
  if (sale.is_anonymous()) return ok();
  const bool all_back = is_all_back(sale, refund);
  for (const auto& [ladder, given] : given_by(tx, sale)) {
    std::int64_t target = given.of_amount;
    if (!all_back && sale.payable > 0) {
      const Int128 refunded = Int128{sale.refunded} + refund.payable;
      target = divide(given.of_amount * refunded, sale.payable, Rounding::floor);
    }
    const std::int64_t of_visit = all_back ? given.of_visit : 0;
    const std::int64_t growth = target - given.back + of_visit;
    if (growth == 0) continue;
    const auto standing = tiers::find_standing(tx, sale.owner, ladder);
    const auto version =
        tiers::current_version(tx, house_.ladders, ladder, standing, refund.posted_at);
    GX_CHECK_WHY(version && standing, "growth on a ladder that is not there");
    tiers::Progress progress(
        version,
        {sale.owner, standing->joined_on},
        standing,
        {refund.posted_at, today},
        tiers::sums_of(tx, sale.owner, ladder)
    );
    const std::string before = progress.tier();
    if (of_visit > 0) progress.forget_visit(given.counts_on);
    const bool voided = refund.kind == sales::Kind::void_;
    progress.enter(
        {.occurred_at = refund.occurred_at,
         .counts_on = given.counts_on,
         .kind = voided ? tiers::EntryKind::void_sale : tiers::EntryKind::refund,
         .receipt_id = sale.id.value(),
         .growth = -growth,
         .of_visit = -of_visit}
    );
    refund.notes.push_back({checkout::tier_notes::growth + version->code, 0, -growth});
    if (progress.tier() != before)
      refund.notes.push_back({checkout::tier_notes::reached + progress.tier(), 0, 0});
    GX_TRY_VOID(
        tiers::write(tx, house_.ids, progress, refund.id.value(), refund.posted_at, refund.actor)
    );
    // Whom the buyer was merged into has that growth as well, and so has whom that one was.
    for (auto merged = house_.members.find(tx, sale.owner); merged && merged->merged_into;) {
      const auto heir = house_.members.find(tx, *merged->merged_into);
      GX_CHECK_WHY(heir.has_value(), "merged into nobody");
      GX_TRY_VOID(tiers::enter_late_return(
          tx,
          house_.ids,
          house_.ladders,
          ladder,
          merged->id,
          {heir->id, heir->joined_on},
          given.counts_on,
          growth,
          refund.id.value(),
          {refund.posted_at, today},
          refund.actor
      ));
      merged = heir;
    }
  }
  return ok();
}

}  // namespace guanxi::refund
