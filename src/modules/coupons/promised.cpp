#include "modules/coupons/promised.h"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <tuple>

#include "base/rounding.h"
#include "modules/coupons/changing.h"
#include "platform/sql/enum_column.h"

namespace guanxi::coupons {
namespace {

const sql::Query insert_award_sql{
    "INSERT INTO coupon_awards (owner_id, receipt_id, template_id, number, coupon_id, state, "
    "refund_id, amount) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)"};
const sql::Query awards_sql{
    "SELECT owner_id, receipt_id, template_id, number, coupon_id, state, refund_id, amount "
    "FROM coupon_awards WHERE owner_id = $1 AND receipt_id = $2 ORDER BY template_id, number"};
const sql::Query every_award_sql{
    "SELECT owner_id, receipt_id, template_id, number, coupon_id, state, refund_id, amount "
    "FROM coupon_awards ORDER BY receipt_id, template_id, number"};
const sql::Query settle_award_sql{
    "UPDATE coupon_awards SET state = $5, refund_id = $6, amount = $7 WHERE owner_id = $1 "
    "AND receipt_id = $2 AND template_id = $3 AND number = $4 AND state = 'given'"};
// The newest: what an undone merge had carried is not passed on any more.
const sql::Query successor_sql{
    "SELECT owner_id, coupon_id FROM coupons WHERE cause_id = $1 AND cause IN ('gift', 'merge') "
    "ORDER BY cause_number DESC, coupon_id DESC LIMIT 1"};
// What one took off and was not refunded; how often it was used otherwise.
const sql::Query used_sql{
    "SELECT CAST(COALESCE(SUM(amount - undone), 0) AS BIGINT), "
    "CAST(COALESCE(SUM(CASE WHEN receipt_id IS NULL AND over = 0 THEN 1 ELSE 0 END), 0) AS BIGINT) "
    "FROM coupon_uses WHERE owner_id = $1 AND coupon_id = $2"};

struct Place {
  OwnerId owner;
  CouponId coupon;
};
struct Used {
  std::int64_t taken_off = 0, otherwise = 0;
};

/// Follows a coupon to where it is now, and looks what it is worth.
Settling look_at(sql::Tx& tx, const Award& award, const Template& terms, Date today, Instant now) {
  Settling one;
  one.template_id = award.template_id;
  one.template_code = terms.code;
  one.number = award.number;
  GX_CHECK(award.coupon.has_value());
  one.coupon = *award.coupon;
  Place at{award.owner, *award.coupon};
  for (;;) {
    const auto found = store::find(tx, at.owner, at.coupon);
    GX_CHECK_WHY(found.has_value(), "a coupon that came with a sale is not there");
    const Used used = tx.get<Used>(used_sql, at.owner, at.coupon);
    one.amount += used.taken_off + used.otherwise * terms.declared_value;
    const Coupon seen = seen_at(*found, today, now);
    one.holder = at.owner;
    one.held = at.coupon;
    one.seq = seen.seq;
    one.open = seen.state == CouponState::issued || seen.state == CouponState::held ||
               seen.state == CouponState::offered;
    const bool gone_on = seen.state == CouponState::given || seen.state == CouponState::carried;
    const auto next = gone_on ? tx.find<Place>(successor_sql, at.coupon) : std::nullopt;
    if (!next) break;
    at = *next;
  }
  one.what = terms.when_undone == WhenUndone::kept ? AwardState::kept
             : one.amount > 0                      ? AwardState::charged
             : one.open                            ? AwardState::withdrawn
                                                   : AwardState::over;
  if (one.what == AwardState::kept) one.amount = 0;
  return one;
}

/// Unlike staff, who wait for a sale that holds it: the sale would be paid by goods that are back.
Outcome take_away(sql::Tx& tx, IdGenerator& ids, const Settling& one, const Act& act) {
  GX_TRY(coupon, load_coupon(tx, one.holder, one.held, act, "/coupon"));
  coupon.state = CouponState::withdrawn;
  coupon.hold_id = 0;
  coupon.deadline = {};
  coupon.gone += coupon.balance;
  coupon.balance = 0;
  coupon.ended_on = act.today;
  GX_TRY(written, write_coupon(tx, coupon));
  if (took_member(coupon.cause)) store::uncount_issued(tx, one.holder, coupon.template_id);
  if (took_stock(coupon.cause)) store::untake_stock(tx, coupon.template_id, 1);
  tell(tx, ids, "coupon.withdrawn", written, act.now);
  return ok();
}

/// What of these – all of one template – is due.
void add_due(
    sql::Tx& tx,
    const ComingBack& back,
    const std::vector<Award>& awards,
    Date today,
    Instant now,
    std::vector<Settling>& due
) {
  const auto terms = store::find_template(tx, awards.front().template_id);
  GX_CHECK_WHY(terms.has_value(), "a coupon without its template");
  std::int64_t count = part_due(std::ssize(awards), back.whole, back.refunded, back.payable);
  std::vector<Settling> left;
  for (const Award& award : awards) {
    if (award.state != AwardState::given) {
      --count;
    } else {
      left.push_back(look_at(tx, award, *terms, today, now));
    }
  }
  std::ranges::stable_sort(left, {}, [](const Settling& one) {
    return std::tuple(one.amount > 0, !one.open, one.number);
  });
  for (std::size_t i = 0; i < left.size() && count > 0; ++i, --count) due.push_back(left[i]);
}

}  // namespace

std::optional<Template> find_by_rule(sql::Tx& tx, ProgrammeId programme, std::string_view rule) {
  return store::find_by_rule(tx, programme, rule);
}

std::int64_t part_due(std::int64_t count, bool whole, std::int64_t refunded, std::int64_t payable) {
  if (whole) return count;
  if (payable == 0) return 0;
  return divide(Int128{count} * refunded, payable, Rounding::floor);
}

Result<Promised> give_promised(
    sql::Tx& tx, IdGenerator& ids, const Template& terms, const Promise& promise, const Act& act
) {
  Promised promised;
  const std::int64_t most = std::min(promise.count, limits::of_a_sale_max);
  for (std::int64_t number = 0; number < most; ++number) {
    if (number < promise.back) {
      // As if it had been given, and taken back with the goods that are back.
      tx.exec(
          insert_award_sql,
          promise.owner,
          promise.receipt,
          terms.id,
          number,
          std::optional<CouponId>(),
          AwardState::over,
          std::optional(promise.receipt.value())
      );
      continue;
    }
    const Cause cause{CauseKind::sale, promise.receipt.value(), number};
    const auto issued =
        issue(tx, ids, terms, {promise.owner, promise.birthday, cause, promise.reason}, act);
    if (!issued) {
      if (issued.error().code == ErrorCode::conflict) return issued.error();
      promised.refused = promise.count - number;
      promised.refusal = refusal_of(issued.error());
      return promised;
    }
    promised.given.push_back(issued->coupon);
    if (issued->repeated) continue;
    tx.exec(
        insert_award_sql,
        promise.owner,
        promise.receipt,
        terms.id,
        number,
        std::optional(issued->coupon.id),
        AwardState::given,
        std::optional<std::int64_t>()
    );
  }
  if (most < promise.count) {
    promised.refused = promise.count - most;
    promised.refusal = boost::describe::enum_to_string(Why::coupon_sale_limit, "");
  }
  return promised;
}

std::vector<Settling> due_back(sql::Tx& tx, const ComingBack& back, Date today, Instant now) {
  std::vector<Settling> due;
  std::vector<Award> of_template;
  const auto awards = tx.list<Award>(awards_sql, back.owner, back.receipt);
  for (std::size_t i = 0; i < awards.size(); ++i) {
    of_template.push_back(awards[i]);
    const bool last = i + 1 == awards.size() || awards[i + 1].template_id != awards[i].template_id;
    if (!last) continue;
    add_due(tx, back, of_template, today, now, due);
    of_template.clear();
  }
  return due;
}

Outcome settle_promised(
    sql::Tx& tx,
    IdGenerator& ids,
    const ComingBack& back,
    std::int64_t refund,
    const std::vector<Settling>& planned,
    const Act& act
) {
  if (due_back(tx, back, act.today, act.now) != planned) return ErrorCode::conflict;
  for (const Settling& one : planned) {
    const auto settled = tx.exec(
        settle_award_sql,
        back.owner,
        back.receipt,
        one.template_id,
        one.number,
        one.what,
        refund,
        one.amount
    );
    if (settled != 1) return ErrorCode::conflict;
    if (one.what == AwardState::kept || !one.open) continue;
    GX_TRY_VOID(take_away(tx, ids, one, act));
  }
  return ok();
}

void each_award(sql::Tx& tx, const std::function<void(const Award&)>& visit) {
  tx.each<Award>(every_award_sql, visit);
}

}  // namespace guanxi::coupons
