#include "modules/points/uses.h"

namespace guanxi::points {

namespace {

const sql::Query uses_in_period_sql{
    "SELECT COUNT(*) FROM points_uses WHERE owner_id = $1 AND code = $2 AND used_on >= $3 "
    "AND used_on <= $4 AND given_back = 0 AND receipt_id <> $5"};
const sql::Query insert_use_sql{
    "INSERT INTO points_uses (owner_id, code, used_on, receipt_id, given_back) "
    "VALUES ($1, $2, $3, $4, 0)"};
const sql::Query give_use_back_sql{
    "UPDATE points_uses SET given_back = $5 WHERE owner_id = $1 AND code = $2 AND used_on = $3 "
    "AND receipt_id = $4 AND given_back = 0"};
const sql::Query each_use_sql{
    "SELECT receipt_id, owner_id, code, used_on, CASE WHEN given_back = 0 THEN 0 ELSE 1 END "
    "FROM points_uses ORDER BY receipt_id, code"};

struct UseRow {
  std::int64_t receipt;
  OwnerId owner;
  std::string code;
  Date used_on;
  std::int64_t given_back;
};

/// Days of a period as numbers yyyymmdd; those that no month has do no harm.
struct Days {
  std::int64_t first, last;
};
Days days_of(OccasionPeriod period, Date day) {
  const std::int64_t number = day.yyyymmdd();
  switch (period) {
    case OccasionPeriod::day:
      return {number, number};
    case OccasionPeriod::month:
      return {number / 100 * 100, number / 100 * 100 + 99};
    case OccasionPeriod::year:
      return {number / 10'000 * 10'000, number / 10'000 * 10'000 + 9'999};
    case OccasionPeriod::ever:
      return {0, Date::never.yyyymmdd()};
  }
  GX_CHECK_WHY(false, "no such period");
}

}  // namespace

std::int64_t uses_in_period(
    sql::Tx& tx, OwnerId owner, const Occasion& occasion, Date day, std::int64_t except
) {
  const Days days = days_of(occasion.period, day);
  return tx.get<std::int64_t>(
      uses_in_period_sql, owner, occasion.code, days.first, days.last, except
  );
}

void add_use(sql::Tx& tx, const Use& use) {
  tx.exec(insert_use_sql, use.owner, use.code, use.used_on, use.receipt);
}

Outcome give_use_back(sql::Tx& tx, const Use& use, std::int64_t refund) {
  const auto changed =
      tx.exec(give_use_back_sql, use.owner, use.code, use.used_on, use.receipt, refund);
  if (changed == 0) return ErrorCode::conflict;
  return ok();
}

void each_use(sql::Tx& tx, const std::function<void(const RecordedUse&)>& visit) {
  tx.each<UseRow>(each_use_sql, [&](UseRow&& row) {
    visit({row.receipt, row.owner, std::move(row.code), row.used_on, row.given_back != 0});
  });
}

}  // namespace guanxi::points
