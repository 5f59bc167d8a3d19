#include "modules/coupons/merging.h"

#include "modules/coupons/changing.h"

namespace guanxi::coupons {
namespace {

const sql::Query counters_sql{
    "SELECT template_id, issued FROM coupon_members WHERE owner_id = $1 AND issued > 0 "
    "ORDER BY template_id"};
const sql::Query was_carried_sql{
    "SELECT COUNT(*) FROM coupon_carried WHERE owner_id = $1 AND merge_id = $2"};
const sql::Query carried_sql{
    "SELECT template_id, issued FROM coupon_carried WHERE owner_id = $1 AND merge_id = $2 "
    "ORDER BY template_id"};
const sql::Query insert_carried_sql{
    "INSERT INTO coupon_carried (owner_id, merge_id, template_id, issued) "
    "VALUES ($1, $2, $3, $4)"};
const sql::Query delete_carried_sql{
    "DELETE FROM coupon_carried WHERE owner_id = $1 AND merge_id = $2"};
const sql::Query add_counter_sql{
    "INSERT INTO coupon_members (owner_id, template_id, issued) VALUES ($1, $2, $3) "
    "ON CONFLICT (owner_id, template_id) "
    "DO UPDATE SET issued = coupon_members.issued + CAST($3 AS BIGINT)"};
const sql::Query take_counter_sql{
    "UPDATE coupon_members SET issued = issued - $3 WHERE owner_id = $1 AND template_id = $2 "
    "AND issued >= $3"};
const sql::Query brought_coupons_sql{
    "SELECT coupon_id, cause_id FROM coupons WHERE owner_id = $1 AND cause = 'merge' "
    "AND state <> 'carried' ORDER BY coupon_id"};

/// A coupon of the survivor's, and the one that it took the place of.
struct Brought {
  CouponId there, home;
};
struct Counter {
  TemplateId template_id;
  std::int64_t issued = 0;
};

/// Those of the merged member that can still be used, now or later.
std::vector<Coupon> usable(sql::Tx& tx, const Merge& merge) {
  std::vector<Coupon> found;
  for (const Coupon& one : store::open_of(tx, merge.absorbed)) {
    Coupon seen = seen_at(one, merge.act.today, merge.act.now);
    const bool goes = seen.state == CouponState::issued || seen.state == CouponState::offered;
    if (goes) found.push_back(std::move(seen));
  }
  return found;
}

void sum_counters(sql::Tx& tx, const Merge& merge) {
  if (tx.get<std::int64_t>(was_carried_sql, merge.survivor, merge.id) > 0) return;
  for (const Counter& one : tx.list<Counter>(counters_sql, merge.absorbed)) {
    tx.exec(insert_carried_sql, merge.survivor, merge.id, one.template_id, one.issued);
    tx.exec(add_counter_sql, merge.survivor, one.template_id, one.issued);
  }
}

}  // namespace

std::int64_t held_of(sql::Tx& tx, OwnerId owner, Date today, Instant now) {
  std::int64_t held = 0;
  for (const Coupon& one : store::open_of(tx, owner)) {
    held += seen_at(one, today, now).state == CouponState::held ? 1 : 0;
  }
  return held;
}

std::int64_t plan_merge(sql::Tx& tx, const Merge& merge) { return std::ssize(usable(tx, merge)); }

Result<std::int64_t> post_merge(sql::Tx& tx, IdGenerator& ids, const Merge& merge) {
  sum_counters(tx, merge);
  std::int64_t went = 0;
  for (const Coupon& one : usable(tx, merge)) {
    GX_TRY_VOID(pass_on(tx, ids, one, merge.survivor, CauseKind::merge, merge.act));
    ++went;
  }
  return went;
}

Result<Uncarried> post_merge_undo(sql::Tx& tx, const Merge& merge) {
  Uncarried done;
  const Act& act = merge.act;
  for (const Brought& one : tx.list<Brought>(brought_coupons_sql, merge.survivor)) {
    auto home = store::find(tx, merge.absorbed, one.home);
    if (!home) continue;  // somebody else's, brought by another merge
    Coupon away = seen_at(*store::find(tx, merge.survivor, one.there), act.today, act.now);
    const bool whole = away.state == CouponState::issued && away.balance == away.face;
    const bool offered = away.state == CouponState::offered && away.balance == away.face;
    if (!whole && !offered) {
      ++done.kept;
      continue;
    }
    const bool bound = home->state == CouponState::held || home->state == CouponState::offered;
    if (!bound) home->state = CouponState::issued;
    home->ended_on.reset();
    home->valid_until = away.valid_until;
    home->balance += away.balance;
    home->gone -= away.balance;
    home->told = away.told;
    away.state = CouponState::carried;
    away.hold_id = 0;
    away.deadline = {};
    away.gone += away.balance;
    away.balance = 0;
    away.ended_on = act.today;
    GX_TRY_VOID(write_coupon(tx, away));
    GX_TRY_VOID(write_coupon(tx, *home));
    ++done.back;
  }
  for (const Counter& one : tx.list<Counter>(carried_sql, merge.survivor, merge.id)) {
    const auto taken = tx.exec(take_counter_sql, merge.survivor, one.template_id, one.issued);
    GX_CHECK_WHY(taken == 1, "a merge added more coupons than there are");
  }
  tx.exec(delete_carried_sql, merge.survivor, merge.id);
  return done;
}

}  // namespace guanxi::coupons
