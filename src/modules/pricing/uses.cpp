#include "modules/pricing/uses.h"

#include <algorithm>

namespace guanxi::pricing {
namespace {

struct Counted {
  std::int64_t uses = 0, money = 0, points = 0;
};

const sql::Query member_uses{
    "SELECT COUNT(*), CAST(COALESCE(SUM(money), 0) AS BIGINT), "
    "CAST(COALESCE(SUM(points), 0) AS BIGINT) FROM pricing_uses "
    "WHERE owner_id = $1 AND code = $2 AND used_on >= $3 AND used_on <= $4 AND given_back = 0 "
    "AND receipt_id <> $5"};
const sql::Query budget_used{
    "SELECT uses, money, points FROM pricing_budgets "
    "WHERE programme_id = $1 AND code = $2 AND store_id = $3 AND day = $4"};
const sql::Query insert_use{
    "INSERT INTO pricing_uses (owner_id, code, used_on, receipt_id, money, points, counters, "
    "given_back) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)"};
const sql::Query add_points_to_use{
    "UPDATE pricing_uses SET points = points + $5 WHERE owner_id = $1 AND code = $2 "
    "AND used_on = $3 AND receipt_id = $4 AND given_back = 0"};
const sql::Query end_use{
    "UPDATE pricing_uses SET given_back = $5 WHERE owner_id = $1 AND code = $2 AND used_on = $3 "
    "AND receipt_id = $4 AND given_back = 0"};
const sql::Query begin_budget{
    "INSERT INTO pricing_budgets (programme_id, code, store_id, day, uses, money, points) "
    "VALUES ($1, $2, $3, $4, 0, 0, 0) ON CONFLICT (programme_id, code, store_id, day) DO NOTHING"};
const sql::Query take_budget{
    "UPDATE pricing_budgets SET uses = uses + 1, money = money + $5, points = points + $6 "
    "WHERE programme_id = $1 AND code = $2 AND store_id = $3 AND day = $4 "
    "AND uses + 1 <= $7 AND (money + $5 <= $8 OR CAST($5 AS BIGINT) = 0) "
    "AND (points + $6 <= $9 OR CAST($6 AS BIGINT) = 0)"};  // a limit may have been lowered since
const sql::Query take_points{
    "UPDATE pricing_budgets SET points = points + $5 "
    "WHERE programme_id = $1 AND code = $2 AND store_id = $3 AND day = $4 "
    "AND points + $5 <= $6"};
const sql::Query return_budget{
    "UPDATE pricing_budgets SET uses = uses - 1, money = money - $5, points = points - $6 "
    "WHERE programme_id = $1 AND code = $2 AND store_id = $3 AND day = $4 "
    "AND uses >= 1 AND money >= $5 AND points >= $6"};
const sql::Query uses_of_sale{
    "SELECT code, money, points, counters FROM pricing_uses "
    "WHERE owner_id = $1 AND used_on = $2 AND receipt_id = $3 AND given_back = 0 ORDER BY code"};
const sql::Query copy_uses{
    "INSERT INTO pricing_uses (owner_id, code, used_on, receipt_id, money, points, counters, "
    "given_back) "
    "SELECT CAST($2 AS BIGINT), code, used_on, receipt_id, money, points, counters, given_back "
    "FROM pricing_uses WHERE owner_id = $1 AND receipt_id = $3"};
const sql::Query drop_uses{"DELETE FROM pricing_uses WHERE owner_id = $1 AND receipt_id = $2"};
const sql::Query every_use{
    "SELECT receipt_id, owner_id, code, used_on, money, points, counters, "
    "CASE WHEN given_back = 0 THEN 0 ELSE 1 END FROM pricing_uses ORDER BY receipt_id, code"};
const sql::Query every_budget{
    "SELECT programme_id, code, store_id, day, uses, money, points FROM pricing_budgets "
    "ORDER BY programme_id, code, store_id, day"};

constexpr std::int64_t first_day = 0;

/// The counters, in the order in which every sale moves them.
constexpr LimitSpan counted_spans[] = {LimitSpan::store_day, LimitSpan::day, LimitSpan::total};

/// Its bit in pricing_uses.counters.
std::int64_t counter_of(LimitSpan span) {
  switch (span) {
    case LimitSpan::store_day:
      return 1;
    case LimitSpan::day:
      return 2;
    case LimitSpan::total:
      return 4;
    case LimitSpan::member:
    case LimitSpan::member_day:
      break;
  }
  return 0;
}

const Limit* limit_of(const Promotion& promotion, LimitSpan span) {
  const auto found = std::ranges::find(promotion.limits, span, &Limit::span);
  return found == promotion.limits.end() ? nullptr : &*found;
}

/// The counter that a span has.
struct Bucket {
  std::int64_t store = 0, day = 0;
};
Bucket bucket_of(LimitSpan span, StoreId store, Date day) {
  switch (span) {
    case LimitSpan::store_day:
      return {store.value(), day.yyyymmdd()};
    case LimitSpan::day:
      return {0, day.yyyymmdd()};
    case LimitSpan::total:
      return {};
    case LimitSpan::member:
    case LimitSpan::member_day:
      break;
  }
  GX_CHECK_WHY(false, "members' limits have no counter");
}

Counted used_by_member(sql::Tx& tx, const std::string& code, LimitSpan span, const UsedBy& who) {
  const std::int64_t day = who.day.yyyymmdd();
  const bool any_day = span == LimitSpan::member;
  Counted all;
  for (const OwnerId one : who.selves) {
    const auto used = tx.get<Counted>(
        member_uses,
        one,
        code,
        any_day ? first_day : day,
        any_day ? Date::never.yyyymmdd() : day,
        who.except
    );
    all.uses += used.uses;
    all.money += used.money;
    all.points += used.points;
  }
  return all;
}

void lower(std::optional<std::int64_t>& left, std::optional<std::int64_t> most, std::int64_t used) {
  if (!most) return;
  const std::int64_t here = std::max<std::int64_t>(*most - used, 0);
  left = left ? std::min(*left, here) : here;
}

/// Everybody meets at the counters, and always in the same order.
std::vector<Use> by_code(std::span<const Use> uses) {
  std::vector<Use> sorted(uses.begin(), uses.end());
  std::ranges::sort(sorted, {}, [](const Use& use) { return use.promotion->code; });
  return sorted;
}

/// A row of what a sale uses.
struct OfSale {
  std::string code;
  std::int64_t money, points, counters;
};

}  // namespace

Allowance allowance_of(sql::Tx& tx, const Promotion& promotion, const UsedBy& who) {
  Allowance allowance{promotion.id, std::nullopt, std::nullopt};
  for (const Limit& limit : promotion.limits) {
    Counted used;
    if (is_of_member(limit.span)) {
      if (who.selves.empty()) continue;
      used = used_by_member(tx, promotion.code, limit.span, who);
    } else {
      const Bucket bucket = bucket_of(limit.span, who.store, who.day);
      used = tx.find<Counted>(budget_used, who.programme, promotion.code, bucket.store, bucket.day)
                 .value_or(Counted());
    }
    lower(allowance.points_left, limit.points, used.points);
    const bool is_taken = std::ranges::find(who.taken, promotion.code) != who.taken.end();
    if (is_taken && !is_of_member(limit.span)) continue;
    lower(allowance.uses_left, limit.uses, used.uses);
    lower(allowance.money_left, limit.money, used.money);
  }
  return allowance;
}

void add_uses(sql::Tx& tx, const UsingSale& sale, std::span<const Use> uses) {
  for (const Use& use : uses) {
    if (use.promotion->limits.empty()) continue;
    std::int64_t counters = 0;
    for (const Limit& limit : use.promotion->limits) counters |= counter_of(limit.span);
    tx.exec(
        insert_use,
        sale.owner,
        use.promotion->code,
        sale.day,
        sale.receipt,
        use.money,
        use.points,
        counters
    );
  }
}

Outcome take_budgets(sql::Tx& tx, const UsingSale& sale, std::span<const Use> uses) {
  for (const Use& use : by_code(uses)) {
    for (const LimitSpan span : counted_spans) {
      const Limit* limit = limit_of(*use.promotion, span);
      if (!limit) continue;
      const Bucket bucket = bucket_of(span, sale.store, sale.day);
      const std::string& code = use.promotion->code;
      tx.exec(begin_budget, sale.programme, code, bucket.store, bucket.day);
      const std::int64_t taken = tx.exec(
          take_budget,
          sale.programme,
          code,
          bucket.store,
          bucket.day,
          use.money,
          use.points,
          limit->uses.value_or(INT64_MAX),
          limit->money.value_or(INT64_MAX),
          limit->points.value_or(INT64_MAX)
      );
      if (taken == 0) return ErrorCode::conflict;
    }
  }
  return ok();
}

Outcome add_points(sql::Tx& tx, const UsingSale& sale, std::span<const Use> uses) {
  const auto rows = tx.list<OfSale>(uses_of_sale, sale.owner, sale.day, sale.receipt);
  for (const Use& use : by_code(uses)) {
    const std::string& code = use.promotion->code;
    const auto row = std::ranges::find(rows, code, &OfSale::code);
    GX_CHECK_WHY(row != rows.end(), "points of a promotion that the sale does not use");
    if (tx.exec(add_points_to_use, sale.owner, code, sale.day, sale.receipt, use.points) == 0)
      return ErrorCode::conflict;
    for (const LimitSpan span : counted_spans) {
      if ((row->counters & counter_of(span)) == 0) continue;
      const Limit* limit = limit_of(*use.promotion, span);
      const Bucket bucket = bucket_of(span, sale.store, sale.day);
      const std::int64_t taken = tx.exec(
          take_points,
          sale.programme,
          code,
          bucket.store,
          bucket.day,
          use.points,
          limit ? limit->points.value_or(INT64_MAX) : INT64_MAX
      );
      if (taken == 0) return ErrorCode::conflict;
    }
  }
  return ok();
}

Outcome give_uses_back(sql::Tx& tx, const UsingSale& sale, ReceiptId refund) {
  const auto uses = tx.list<OfSale>(uses_of_sale, sale.owner, sale.day, sale.receipt);
  for (const OfSale& use : uses) {
    if (tx.exec(end_use, sale.owner, use.code, sale.day, sale.receipt, refund) == 0)
      return ErrorCode::conflict;
  }
  for (const OfSale& use : uses) {
    for (const LimitSpan span : counted_spans) {
      if ((use.counters & counter_of(span)) == 0) continue;
      const Bucket bucket = bucket_of(span, sale.store, sale.day);
      const auto moved = tx.exec(
          return_budget, sale.programme, use.code, bucket.store, bucket.day, use.money, use.points
      );
      GX_CHECK_WHY(moved == 1, "a counter of a promotion that a sale never moved");
    }
  }
  return ok();
}

void move_uses(sql::Tx& tx, OwnerId from, OwnerId to, ReceiptId receipt) {
  tx.exec(copy_uses, from, to, receipt);
  tx.exec(drop_uses, from, receipt);
}

void each_use(sql::Tx& tx, const std::function<void(const RecordedUse&)>& visit) {
  struct Row {
    ReceiptId receipt;
    OwnerId owner;
    std::string code;
    Date used_on;
    std::int64_t money, points, counters, given_back;
  };
  tx.each<Row>(every_use, [&](Row&& row) {
    visit(
        {row.receipt,
         row.owner,
         std::move(row.code),
         row.used_on,
         row.money,
         row.points,
         row.counters,
         row.given_back != 0}
    );
  });
}

std::vector<Budget> budgets(sql::Tx& tx) { return tx.list<Budget>(every_budget); }

std::vector<Budget> budgets_of(const RecordedUse& use, ProgrammeId programme, StoreId store) {
  std::vector<Budget> moved;
  if (use.given_back) return moved;
  for (const LimitSpan span : counted_spans) {
    if ((use.counters & counter_of(span)) == 0) continue;
    const Bucket bucket = bucket_of(span, store, use.used_on);
    moved.push_back({programme, use.code, bucket.store, bucket.day, 1, use.money, use.points});
  }
  return moved;
}

}  // namespace guanxi::pricing
