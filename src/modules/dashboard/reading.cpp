#include <algorithm>

#include "modules/dashboard/store.h"

namespace guanxi::dashboard {

Sums& Sums::operator+=(const Sums& other) {
  sales += other.sales;
  sales_amount += other.sales_amount;
  returns += other.returns;
  return_amount += other.return_amount;
  member_return_amount += other.member_return_amount;
  purchases += other.purchases;
  purchase_amount += other.purchase_amount;
  joined += other.joined;
  departed += other.departed;
  coupons_issued += other.coupons_issued;
  coupons_used += other.coupons_used;
  coupon_amount += other.coupon_amount;
  coupon_back_amount += other.coupon_back_amount;
  coupon_sales_amount += other.coupon_sales_amount;
  return *this;
}

Period previous_of(const Period& period) {
  const Date to = period.from.plus_days(-1);
  const bool whole = period.from.day() == 1 && period.to == period.to.month_end_after(0);
  if (!whole) return {period.from.plus_days(-period.days()), to};
  const int months =
      (period.to.year() - period.from.year()) * 12 + period.to.month() - period.from.month() + 1;
  Date from = period.from;
  for (int i = 0; i < months; ++i) from = first_of_month(from.plus_days(-1));
  return {from, to};
}

std::vector<DaySums> days_of(sql::Tx& tx, const Scope& scope, const Period& period) {
  const auto found = store::days(tx, scope, period.from, period.to);
  auto next = found.begin();
  std::vector<DaySums> days;
  for (Date day = period.from; day <= period.to; day = day.plus_days(1)) {
    const bool has = next != found.end() && next->day == day;
    days.push_back({day, has ? next->sums : Sums()});
    if (has) ++next;
  }
  return days;
}

Sums sums_of(sql::Tx& tx, const Scope& scope, const Period& period) {
  Sums all;
  for (const Piece& piece : pieces_of(period)) all += store::sums(tx, scope, piece);
  return all;
}

std::map<StoreId, Sums> stores_of(sql::Tx& tx, ProgrammeId programme, const Period& period) {
  std::map<StoreId, Sums> all;
  for (const Piece& piece : pieces_of(period)) {
    for (const store::StoreSums& one : store::stores(tx, programme, piece))
      all[one.store] += one.sums;
  }
  return all;
}

std::int64_t members_on(sql::Tx& tx, const Scope& scope, Date day) {
  const Date month = first_of_month(day);
  const auto months = store::moved_before(tx, scope, Span::month, Date(), month);
  const auto days = store::moved_before(tx, scope, Span::day, month, day.plus_days(1));
  return months.joined + days.joined - months.departed - days.departed;
}

namespace {

/// Links of purchases in the period that begin in it.
std::int64_t links_within(sql::Tx& tx, const Scope& scope, int back, const Period& period) {
  std::int64_t all = 0;
  for (const Piece& piece : pieces_of(period))
    all += store::links(tx, scope, back, piece, period.from);
  return all;
}

}  // namespace

Buyers buyers_of(sql::Tx& tx, const Scope& scope, const Period& period, const Sums& sums) {
  const std::int64_t first = links_within(tx, scope, 1, period);
  return {sums.purchases - first, first - links_within(tx, scope, 2, period)};
}

Lost lost_on(sql::Tx& tx, const Scope& scope, Date day, int days) {
  const auto active = [&](const Period& period) {
    const std::int64_t purchases = store::purchases(tx, scope, period.from, period.to);
    return purchases == 0 ? 0 : purchases - links_within(tx, scope, 1, period);
  };
  const Period both{day.plus_days(1 - 2 * days), day};
  const Period window{both.from, day.plus_days(-days)};
  const Period last{window.to.plus_days(1), day};
  return {active(both) - active(last), active(window)};
}

std::vector<TierSum> tiers_of(sql::Tx& tx, const tiers::Version& ladder, StoreId store) {
  auto found = store::tier_sums(tx, ladder.ladder, store);
  // Whoever has never risen has no row: they are in the lowest.
  const Date all_days = Date::never.plus_days(-31);
  std::int64_t rest = members_on(tx, {ladder.programme, store}, all_days);
  for (const TierSum& one : found) rest -= one.members;
  std::vector<TierSum> all;
  for (const tiers::Tier& tier : ladder.terms.tiers) {
    const auto at = std::ranges::find(found, tier.code, &TierSum::tier);
    all.push_back({tier.code, at == found.end() ? 0 : at->members});
    if (at != found.end()) found.erase(at);
  }
  if (!all.empty()) all.front().members += rest;
  all.insert(all.end(), found.begin(), found.end());
  return all;
}

bool is_complete(sql::Tx& tx) {
  using store::Walk;
  for (const Walk walk : {Walk::receipts, Walk::members, Walk::coupons}) {
    if (store::walked(tx, walk) != INT64_MAX) return false;
  }
  return true;
}

std::vector<Maker> makers_of(
    sql::Tx& tx, const Asked& asked, const std::optional<Place>& after, int limit
) {
  std::vector<Maker> makers;
  const auto take = [&](const std::vector<store::MakerRow>& rows) {
    for (const store::MakerRow& row : rows) {
      const std::int64_t id = row.receipt ? row.receipt.value() : row.owner.value();
      makers.push_back({row.owner, {row.store, row.day, id}, row.receipt});
    }
  };
  if (asked.figure == MadeOf::joined) {
    const StoreId in = asked.stores.empty() ? StoreId() : asked.stores.front();
    take(store::joiners(tx, asked, in, after.value_or(Place()), limit));
    return makers;
  }
  for (const StoreId in : asked.stores) {
    if (after && in < after->store) continue;
    const int left = limit - static_cast<int>(makers.size());
    if (left <= 0) break;
    const bool goes_on = after && in == after->store;
    take(store::makers(tx, asked, in, goes_on ? *after : Place(), left));
  }
  return makers;
}

}  // namespace guanxi::dashboard
