#include "modules/points/endings.h"

#include <algorithm>

#include "platform/outbox/outbox.h"

namespace guanxi::points {

namespace {

const sql::Query accounts_ending_sql{
    "SELECT next_expiry, owner_id FROM points_accounts "
    "WHERE programme_id = $1 AND next_expiry <= $4 AND (next_expiry, owner_id) > ($2, $3) "
    "ORDER BY next_expiry, owner_id LIMIT $5"};
const sql::Query days_ending_sql{
    "SELECT expires_on, CAST(SUM(remaining) AS BIGINT) FROM points_lots "
    "WHERE owner_id = $1 AND expires_on >= $2 AND expires_on <= $3 AND remaining > 0 "
    "GROUP BY expires_on ORDER BY expires_on"};
const sql::Query days_told_sql{
    "SELECT expires_on FROM points_notices "
    "WHERE owner_id = $1 AND expires_on >= $2 AND expires_on <= $3"};
const sql::Query told_at_sql{
    "SELECT told_at FROM points_notices WHERE owner_id = $1 AND expires_on = $2"};
const sql::Query insert_notice_sql{
    "INSERT INTO points_notices (owner_id, expires_on, points, told_at) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (owner_id, expires_on) DO NOTHING"};

struct EndingDay {
  Date expires_on;
  Points points;
};

}  // namespace

Endings endings(
    sql::Tx& tx, ProgrammeId programme, const Due& after, Date today, Date until, int accounts
) {
  Endings found;
  const auto due =
      tx.list<Due>(accounts_ending_sql, programme, after.next_expiry, after.owner, until, accounts);
  for (const Due& account : due) {
    const auto told = tx.list<Date>(days_told_sql, account.owner, today, until);
    for (const EndingDay& day : tx.list<EndingDay>(days_ending_sql, account.owner, today, until)) {
      const bool known = std::ranges::find(told, day.expires_on) != told.end();
      found.endings.push_back({account.owner, day.expires_on, day.points, known});
    }
  }
  if (std::ssize(due) == accounts) found.next = due.back();
  return found;
}

std::optional<Instant> told_at(sql::Tx& tx, OwnerId owner, Date expires_on) {
  return tx.find<Instant>(told_at_sql, owner, expires_on);
}

bool tell_ending(
    sql::Tx& tx, IdGenerator& ids, ProgrammeId programme, const Ending& ending, Instant now
) {
  const auto inserted =
      tx.exec(insert_notice_sql, ending.owner, ending.expires_on, ending.points, now);
  if (inserted == 0) return false;
  std::string facts = R"({"programme":)" + std::to_string(programme.value());
  facts += R"(,"expires_on":")" + ending.expires_on.to_string();
  facts += R"(","points":)" + std::to_string(ending.points.value()) + "}";
  outbox::append(tx, ids, points_ending, ending.owner, ending.owner.value(), now, facts);
  return true;
}

}  // namespace guanxi::points
