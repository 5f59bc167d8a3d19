#include "modules/wallet/liability.h"

#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "modules/wallet/words.h"

namespace guanxi::wallet {
namespace {

const sql::Query left_in_lots_sql{
    "SELECT r.company_id, r.store_id, l.asset, CAST(SUM(l.remaining) AS BIGINT) "
    "FROM wallet_accounts a "
    "JOIN wallet_recharges r ON r.owner_id = a.owner_id "
    "JOIN wallet_lots l ON l.owner_id = r.owner_id AND l.lot_id = r.recharge_id "
    "WHERE a.programme_id = $1 GROUP BY r.company_id, r.store_id, l.asset"};
const sql::Query left_of_change_sql{
    "SELECT change_company_id, CAST(SUM(small_change) AS BIGINT) FROM wallet_accounts "
    "WHERE programme_id = $1 GROUP BY change_company_id"};
const sql::Query moved_lots_sql{
    "SELECT r.company_id, r.store_id, e.asset, e.reason, CAST(SUM(e.amount) AS BIGINT) "
    "FROM wallet_entries e JOIN wallet_accounts a ON a.owner_id = e.owner_id "
    "JOIN wallet_recharges r ON r.owner_id = e.owner_id AND r.recharge_id = e.lot_id "
    "WHERE e.posted_at >= $1 AND e.posted_at < $2 AND a.programme_id = $3 AND e.lot_id <> 0 "
    "GROUP BY r.company_id, r.store_id, e.asset, e.reason"};
const sql::Query moved_change_sql{
    "SELECT a.change_company_id, e.reason, CAST(SUM(e.amount) AS BIGINT) "
    "FROM wallet_entries e JOIN wallet_accounts a ON a.owner_id = e.owner_id "
    "WHERE e.posted_at >= $1 AND e.posted_at < $2 AND a.programme_id = $3 "
    "AND e.asset = 'change' GROUP BY a.change_company_id, e.reason"};

struct LeftInLots {
  org::UnitId company;
  StoreId store;
  Asset asset;
  std::int64_t amount;
};
struct LeftOfChange {
  org::UnitId company;
  std::int64_t amount;
};
struct MovedLots {
  org::UnitId company;
  StoreId store;
  Asset asset;
  Reason reason;
  std::int64_t amount;
};
struct MovedChange {
  org::UnitId company;
  Reason reason;
  std::int64_t amount;
};

using LiabilityPlace = std::pair<org::UnitId, StoreId>;

void add_moved(Movements& to, Reason reason, Asset asset, std::int64_t amount) {
  const bool bonus = asset == Asset::bonus;
  const bool change = asset == Asset::change;
  switch (reason) {
    case Reason::recharged:
      to.recharged += amount;
      return;
    case Reason::granted:
      to.granted += amount;
      return;
    case Reason::paid:
      (change ? to.change_paid : bonus ? to.paid_bonus : to.paid) += amount;
      return;
    case Reason::restored:
      (change ? to.change_restored : bonus ? to.restored_bonus : to.restored) += amount;
      return;
    case Reason::saved:
      to.saved += amount;
      return;
    case Reason::handed_out:
      to.handed_out += amount;
      return;
    case Reason::paid_out:
      (change ? to.change_paid_out : to.paid_out) += amount;
      return;
    case Reason::kept:
      to.kept += amount;
      return;
    case Reason::waived:
      to.kept -= amount;
      return;
    case Reason::forfeited:
      to.forfeited += amount;
      return;
    case Reason::voided:
      (bonus ? to.voided_bonus : to.voided) += amount;
      return;
    case Reason::frozen:
    case Reason::released:
    case Reason::registered:
    case Reason::merged:
    case Reason::unregistered:
      return;  // moves nothing
    case Reason::merged_out:
    case Reason::merged_in:
    case Reason::spent_out:
    case Reason::spent_in:
    case Reason::repaid_out:
    case Reason::repaid_in:
    case Reason::kept_out:
    case Reason::kept_in:
      return;  // of one member to another: the same company owes the same
  }
}

std::map<LiabilityPlace, Movements> moved_in(
    sql::Tx& tx, ProgrammeId programme, Instant from, Instant to
) {
  std::map<LiabilityPlace, Movements> moved;
  for (const MovedLots& row : tx.list<MovedLots>(moved_lots_sql, from, to, programme)) {
    add_moved(moved[{row.company, row.store}], row.reason, row.asset, row.amount);
  }
  for (const MovedChange& row : tx.list<MovedChange>(moved_change_sql, from, to, programme)) {
    add_moved(moved[{row.company, StoreId()}], row.reason, Asset::change, row.amount);
  }
  return moved;
}

/// What is owed at the moment of the snapshot.
std::map<LiabilityPlace, LiabilityRow> owed_now(sql::Tx& tx, ProgrammeId programme) {
  std::map<LiabilityPlace, LiabilityRow> owed;
  for (const LeftInLots& row : tx.list<LeftInLots>(left_in_lots_sql, programme)) {
    LiabilityRow& of = owed[{row.company, row.store}];
    (row.asset == Asset::bonus ? of.bonus : of.principal) += row.amount;
  }
  for (const LeftOfChange& row : tx.list<LeftOfChange>(left_of_change_sql, programme)) {
    owed[{row.company, StoreId()}].change += row.amount;
  }
  return owed;
}

void take_off(
    std::map<LiabilityPlace, LiabilityRow>& owed, const std::map<LiabilityPlace, Movements>& moved
) {
  for (const auto& [place, of] : moved) {
    LiabilityRow& row = owed[place];
    row.principal -= of.of_principal();
    row.bonus -= of.of_bonus();
    row.change -= of.of_change();
  }
}

}  // namespace

std::vector<LiabilityOfDay> liability_of_days(
    sql::Tx& tx, ProgrammeId programme, const TimeZone& zone, Date from, Date to
) {
  const Instant never = Instant::from_micros(std::numeric_limits<std::int64_t>::max());
  auto owed = owed_now(tx, programme);
  take_off(owed, moved_in(tx, programme, zone.start_of(to.plus_days(1)), never));
  std::vector<LiabilityOfDay> days(static_cast<std::size_t>(from.days_until(to)) + 1);
  // Backwards: what is owed as a day begins is what was owed as the one before it ended.
  Date day = to;
  for (auto at = days.rbegin(); at != days.rend(); ++at, day = day.plus_days(-1)) {
    at->day = day;
    const auto moved = moved_in(tx, programme, zone.start_of(day), zone.start_of(day.plus_days(1)));
    for (const auto& [place, of] : moved) owed.try_emplace(place);
    for (const auto& [place, left] : owed) {
      LiabilityRow row = left;
      std::tie(row.company, row.store) = place;
      if (const auto found = moved.find(place); found != moved.end()) row.moved = found->second;
      const bool owes = row.principal != 0 || row.bonus != 0 || row.change != 0;
      if (owes || row.moved != Movements()) at->rows.push_back(row);
    }
    take_off(owed, moved);
  }
  return days;
}

}  // namespace guanxi::wallet
