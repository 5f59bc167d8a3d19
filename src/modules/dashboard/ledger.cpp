#include "modules/dashboard/ledger.h"

#include <algorithm>
#include <set>

#include "modules/dashboard/store.h"
#include "modules/tiers/holders.h"

namespace guanxi::dashboard {

std::optional<Addition> addition_of(
    const sales::Head& receipt, const std::optional<sales::Head>& original, bool of_member
) {
  Addition made{receipt.programme, receipt.store, receipt.business_date, {}};
  Sums& sums = made.sums;
  const auto returned = [&](int sign) {
    sums.returns = sign;
    sums.return_amount = sign * receipt.payable;
    if (of_member) sums.member_return_amount = sign * receipt.payable;
  };
  switch (receipt.kind) {
    case sales::Kind::sale:
      sums.sales = 1;
      sums.sales_amount = receipt.payable;
      if (receipt.with_coupon) sums.coupon_sales_amount = receipt.payable;
      return made;
    case sales::Kind::void_:
      if (!original) return std::nullopt;
      made.day = original->business_date;
      sums.sales = -1;
      sums.sales_amount = -original->payable;
      if (original->with_coupon) sums.coupon_sales_amount = -original->payable;
      return made;
    case sales::Kind::refund:
      returned(1);
      if (original && original->with_coupon) sums.coupon_sales_amount = -receipt.payable;
      return made;
    case sales::Kind::refund_without_receipt:
      returned(1);
      return made;
    case sales::Kind::refund_without_receipt_void:
      if (original) made.day = original->business_date;
      returned(-1);
      return made;
  }
  return std::nullopt;
}

void Ledger::add(ProgrammeId programme, StoreId store, Date day, const Sums& sums) {
  std::set<StoreId> places{StoreId(), store};
  for (const StoreId place : places) {
    sums_[{programme, Span::day, day, place}] += sums;
    sums_[{programme, Span::month, first_of_month(day), place}] += sums;
  }
}

// ---- purchases ----

void Ledger::shift(const Purchase& purchase, int sign) {
  Sums sums;
  sums.purchases = sign;
  sums.purchase_amount = sign * purchase.amount;
  add(purchase.programme, purchase.store, purchase.day, sums);
  for (const StoreId store : {StoreId(), purchase.store}) {
    Neighbours around{
        store::days_before(tx_, purchase, store), store::days_after(tx_, purchase, store)};
    std::ranges::reverse(around.before);
    for (const auto& [key, more] : moved_links(around, purchase.day, sign)) {
      const Date month = first_of_month(key.day);
      links_[{purchase.programme, store, key.back, Span::day, key.day, key.before}] += more;
      links_[{purchase.programme, store, key.back, Span::month, month, key.before}] += more;
    }
  }
}

void Ledger::put(const sales::Head& sale) {
  const OwnerId now = members::heir_of(tx_, sale.owner).value_or(sale.owner);
  const Purchase purchase{
      now, sale.business_date, sale.id, sale.programme, sale.store, sale.owner, sale.payable};
  if (store::insert(tx_, purchase)) shift(purchase, 1);
}

void Ledger::remove(const sales::Head& sale) {
  const auto found = store::find_purchase(tx_, sale.store, sale.business_date, sale.id);
  if (found && store::erase(tx_, *found)) shift(*found, -1);
}

void Ledger::gather(OwnerId absorbed, OwnerId survivor) {
  const OwnerId now = members::heir_of(tx_, absorbed).value_or(absorbed);
  std::vector<OwnerId> theirs = members::merged_into(tx_, absorbed);
  theirs.push_back(absorbed);
  // Wherever earlier merges, and those that follow in the news, have brought them.
  const std::set<OwnerId> places{
      absorbed, survivor, members::heir_of(tx_, survivor).value_or(survivor)};
  for (const OwnerId place : places) {
    if (place == now) continue;
    for (const OwnerId one : theirs) {
      for (Purchase& purchase : store::purchases_of(tx_, place, one)) {
        store::erase(tx_, purchase);
        shift(purchase, -1);
        purchase.owner = now;
        if (store::insert(tx_, purchase)) shift(purchase, 1);
      }
    }
  }
}

// ---- members ----

void Ledger::shift_member(const CountedMember& member, int sign) {
  Sums joined;
  joined.joined = sign;
  add(member.programme, member.store, member.joined_on, joined);
  if (!member.departed_on) return;
  Sums departed;
  departed.departed = sign;
  add(member.programme, member.store, *member.departed_on, departed);
}

void Ledger::refresh(const members::Roll& roll, const TimeZone& zone) {
  const auto before = store::find_member(tx_, roll.owner);
  std::optional<CountedMember> now;
  if (!roll.merged_into) {
    now = CountedMember{
        roll.owner,
        roll.programme,
        roll.joined_on,
        roll.joined_store.value_or(StoreId()),
        std::nullopt};
    if (roll.state == members::State::closed) {
      const Date day = std::max(zone.date_of(roll.changed_at), roll.joined_on);
      now->departed_on = before && before->departed_on ? before->departed_on : std::optional(day);
    }
  }
  if (now != before) {
    if (before) shift_member(*before, -1);
    if (now) {
      shift_member(*now, 1);
      store::put_member(tx_, *now);
    } else {
      store::erase_member(tx_, roll.owner);
    }
  }
  refresh_tiers(roll.owner, now ? now->store : StoreId(), now.has_value() && !now->departed_on);
}

void Ledger::refresh(OwnerId owner, const std::map<ProgrammeId, TimeZone>& zones) {
  const auto roll = members::find_roll(tx_, owner);
  if (!roll) return;
  const auto zone = zones.find(roll->programme);
  GX_CHECK_WHY(zone != zones.end(), "a member of no programme");
  refresh(*roll, zone->second);
}

void Ledger::refresh_tiers(OwnerId owner, StoreId store, bool counts) {
  const auto before = store::tiers_of(tx_, owner);
  std::vector<store::CountedTier> now;
  if (counts) {
    for (const tiers::Holder& holder : tiers::held_by(tx_, owner)) {
      if (holder.tier != holder.began) now.push_back({owner, holder.ladder, store, holder.tier});
    }
  }
  if (now == before) return;
  store::erase_tiers(tx_, owner);
  for (const auto& one : before) shift_tier(one.ladder, one.store, one.tier, -1);
  for (const auto& one : now) {
    store::put_tier(tx_, one);
    shift_tier(one.ladder, one.store, one.tier, 1);
  }
}

void Ledger::shift_tier(tiers::LadderId ladder, StoreId store, const std::string& tier, int sign) {
  for (const StoreId place : std::set<StoreId>{StoreId(), store})
    tiers_[{ladder, place, tier}] += sign;
}

// ---- coupons ----

void Ledger::recount(const coupons::TemplateOf& of, Date from, Date to) {
  const auto before = store::coupon_days(tx_, of.id, from, to);
  std::vector<store::CountedCoupons> now;
  for (const coupons::DayFigures& one : coupons::report(tx_, of.id, from, to)) {
    const store::CountedCoupons counted{
        of.id,
        one.day,
        one.store.value_or(StoreId()),
        of.programme,
        one.issued,
        one.redeemed,
        one.amount,
        one.returned_amount};
    if (counted.issued != 0 || counted.used != 0 || counted.back_amount != 0)
      now.push_back(counted);
  }
  const auto shift = [&](const store::CountedCoupons& one, int sign) {
    Sums sums;
    sums.coupons_issued = sign * one.issued;
    sums.coupons_used = sign * one.used;
    sums.coupon_amount = sign * one.amount;
    sums.coupon_back_amount = sign * one.back_amount;
    add(one.programme, one.store, one.day, sums);
  };
  store::erase_coupon_days(tx_, of.id, from, to);
  for (const auto& one : before) shift(one, -1);
  for (const auto& one : now) {
    store::put_coupon_day(tx_, one);
    shift(one, 1);
  }
}

// ---- writing ----

void Ledger::write() {
  std::set<std::pair<ProgrammeId, StoreId>> stores;
  for (const auto& [key, sums] : sums_) {
    if (key.store && sums != Sums()) stores.insert({key.programme, key.store});
  }
  for (const auto& [programme, store] : stores) store::add_store(tx_, programme, store);
  for (const auto& [key, sums] : sums_) {
    if (sums != Sums()) store::add_sums(tx_, key.programme, key.span, key.day, key.store, sums);
  }
  for (const auto& [key, more] : links_) {
    if (more == 0) continue;
    store::add_links(
        tx_, {key.programme, key.store}, key.back, key.span, key.day, key.before, more
    );
  }
  for (const auto& [key, more] : tiers_) {
    if (more != 0) store::add_tier(tx_, key.ladder, key.store, key.tier, more);
  }
  sums_.clear();
  links_.clear();
  tiers_.clear();
}

}  // namespace guanxi::dashboard
