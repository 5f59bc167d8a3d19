// The growth of a refund without a receipt: what such a sale would grow today for its amount goes
// off, and comes back with a void. A visit is nothing that goods give, so it stays.
#include "flows/checkout/tier_notes.h"
#include "flows/refund/refund.h"
#include "modules/tiers/current.h"
#include "modules/tiers/merging.h"

namespace guanxi::refund {
namespace {

/// Enters it and notes it in the receipt.
void enter_growth(tiers::Progress& progress, tiers::Entry entry, sales::Receipt& receipt) {
  const std::int64_t growth = entry.growth;
  const std::string before = progress.tier();
  progress.enter(std::move(entry));
  const std::string& ladder = progress.version().code;
  receipt.notes.push_back({checkout::tier_notes::growth + ladder, 0, growth});
  if (progress.tier() != before)
    receipt.notes.push_back({checkout::tier_notes::reached + progress.tier(), 0, 0});
}

}  // namespace

Outcome Refund::take_growth_of_today(
    sql::Tx& tx, const WithoutReceiptPlan& plan, sales::Receipt& refund
) const {
  const members::Member& member = plan.worth.buyer->member;
  const tiers::Today today{refund.posted_at, plan.worth.today};
  for (const auto& in_force : house_.ladders.in_force(refund.programme, refund.posted_at)) {
    const std::int64_t growth =
        tiers::growth_of(in_force->terms.sources, refund.money(refund.payable));
    if (growth == 0) continue;
    const auto standing = tiers::find_standing(tx, member.id, in_force->ladder);
    tiers::Progress progress(
        tiers::current_version(tx, house_.ladders, in_force->ladder, standing, today.now),
        {member.id, member.joined_on},
        standing,
        today,
        tiers::sums_of(tx, member.id, in_force->ladder)
    );
    enter_growth(
        progress,
        {.occurred_at = refund.occurred_at,
         .counts_on = today.day,
         .kind = tiers::EntryKind::refund_without_receipt,
         .receipt_id = refund.id.value(),
         .growth = -growth},
        refund
    );
    GX_TRY_VOID(
        tiers::write(tx, house_.ids, progress, refund.id.value(), refund.posted_at, refund.actor)
    );
  }
  return ok();
}

Outcome Refund::give_growth_again(
    sql::Tx& tx, const sales::Receipt& taken, sales::Receipt& undone, Date day
) const {
  const tiers::Today today{undone.posted_at, day};
  for (const tiers::OfReceipt& entry : tiers::entries_of(tx, taken.owner, taken.id.value())) {
    const auto standing = tiers::find_standing(tx, taken.owner, entry.ladder);
    const auto version =
        tiers::current_version(tx, house_.ladders, entry.ladder, standing, today.now);
    GX_CHECK_WHY(version && standing, "growth on a ladder that is not there");
    tiers::Progress progress(
        version,
        {taken.owner, standing->joined_on},
        standing,
        today,
        tiers::sums_of(tx, taken.owner, entry.ladder)
    );
    enter_growth(
        progress,
        {.occurred_at = undone.occurred_at,
         .counts_on = entry.counts_on,
         .kind = tiers::EntryKind::refund_without_receipt_void,
         .receipt_id = taken.id.value(),
         .growth = -entry.growth},
        undone
    );
    GX_TRY_VOID(
        tiers::write(tx, house_.ids, progress, undone.id.value(), undone.posted_at, undone.actor)
    );
    // Whom the member was merged into lost it as well, and so did whom that one was.
    for (auto merged = house_.members.find(tx, taken.owner); merged && merged->merged_into;) {
      const auto heir = house_.members.find(tx, *merged->merged_into);
      GX_CHECK_WHY(heir.has_value(), "merged into nobody");
      GX_TRY_VOID(tiers::enter_late_return(
          tx,
          house_.ids,
          house_.ladders,
          entry.ladder,
          merged->id,
          {heir->id, heir->joined_on},
          entry.counts_on,
          entry.growth,
          undone.id.value(),
          today,
          undone.actor
      ));
      merged = heir;
    }
  }
  return ok();
}

}  // namespace guanxi::refund
