#include "platform/outbox/store.h"

#include <algorithm>

#include "platform/outbox/waiting.h"

namespace guanxi::outbox {
namespace {

// See "Order" in outbox.h. On SQLite the look-up is one descent of the primary key.
const sql::Query insert_event{
    "INSERT INTO outbox_events (xact, event_id, kind, owner_id, subject_id, posted_at, facts) "
    "VALUES (0, CASE WHEN $1 > COALESCE((SELECT MAX(event_id) FROM outbox_events WHERE xact = 0), "
    "0) THEN $1 ELSE (SELECT MAX(event_id) FROM outbox_events WHERE xact = 0) + 1 END, $2, $3, $4, "
    "$5, $6)",
    "INSERT INTO outbox_events (xact, event_id, kind, owner_id, subject_id, posted_at, facts) "
    "VALUES (CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT), $1, $2, $3, $4, $5, $6)"};
// Before the oldest event: those of a store that began anew stand below 0, see begin_anew().
const sql::Query insert_cursor{
    "INSERT INTO outbox_consumers (consumer, xact, event_id, moved_at, holder, lease_until) "
    "VALUES ($1, COALESCE((SELECT MIN(xact) FROM outbox_events WHERE xact < 0), 0), 0, 0, '', 0) "
    "ON CONFLICT (consumer) DO NOTHING"};
const sql::Query select_cursor{
    "SELECT consumer, xact, event_id, moved_at FROM outbox_consumers WHERE consumer = $1"};
const sql::Query select_cursors{
    "SELECT consumer, xact, event_id, moved_at FROM outbox_consumers ORDER BY consumer"};
const sql::Query update_cursor{
    "UPDATE outbox_consumers SET xact = $4, event_id = $5, moved_at = $6 "
    "WHERE consumer = $1 AND xact = $2 AND event_id = $3"};
const sql::Query update_cursor_as{
    "UPDATE outbox_consumers SET xact = $4, event_id = $5, moved_at = $6 "
    "WHERE consumer = $1 AND xact = $2 AND event_id = $3 AND holder = $7"};
const sql::Query delete_cursor_row{"DELETE FROM outbox_consumers WHERE consumer = $1"};
const sql::Query update_lease{
    "UPDATE outbox_consumers SET holder = $2, lease_until = $4 "
    "WHERE consumer = $1 AND (holder = $2 OR lease_until <= $3)"};
const sql::Query clear_lease{
    "UPDATE outbox_consumers SET holder = '', lease_until = 0 WHERE consumer = $1 AND holder = $2"};
const sql::Query select_events{
    "SELECT xact, event_id, kind, owner_id, subject_id, posted_at, facts FROM outbox_events "
    "WHERE (xact, event_id) > ($1, $2) ORDER BY xact, event_id LIMIT $3",
    "SELECT xact, event_id, kind, owner_id, subject_id, posted_at, facts FROM outbox_events "
    "WHERE (xact, event_id) > ($1, $2) "
    "AND xact < CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT) "
    "ORDER BY xact, event_id LIMIT $3"};
const sql::Query count_events{
    "SELECT COUNT(*) FROM (SELECT event_id FROM outbox_events WHERE (xact, event_id) > ($1, $2) "
    "LIMIT $3) AS e"};
const sql::Query select_waiting{
    "SELECT subject_id FROM outbox_events WHERE (xact, event_id) > ($1, $2) AND kind = $3"};
const sql::Query select_newest{
    "SELECT xact, event_id FROM outbox_events ORDER BY xact DESC, event_id DESC LIMIT 1"};
const sql::Query select_oldest{
    "SELECT xact, event_id, posted_at FROM outbox_events WHERE (xact, event_id) < ($1, $2) "
    "ORDER BY xact, event_id LIMIT $3"};
const sql::Query select_last_xact{
    "SELECT MAX(xact) FROM (SELECT MAX(xact) AS xact FROM outbox_events UNION ALL SELECT MAX(xact) "
    "AS xact FROM outbox_consumers) AS places"};
const sql::Query shift_events{"UPDATE outbox_events SET xact = xact - $1"};
const sql::Query shift_cursors{"UPDATE outbox_consumers SET xact = xact - $1"};
// One by one: of a range of rows PostgreSQL expects a ninth of the table, and reads all of it.
const sql::Query delete_event{"DELETE FROM outbox_events WHERE xact = $1 AND event_id = $2"};

}  // namespace

std::int64_t newest_event_id(sql::Tx& tx) {
  return tx.find<Position>(select_newest).value_or(Position{}).event_id;
}

std::vector<std::int64_t> waiting(sql::Tx& tx, std::string_view consumer, std::string_view kind) {
  const auto cursor = store::find_cursor(tx, consumer);
  const Position from = cursor ? cursor->position() : Position{INT64_MIN, 0};
  return tx.list<std::int64_t>(select_waiting, from.xact, from.event_id, kind);
}

void append(
    sql::Tx& tx,
    IdGenerator& ids,
    std::string_view kind,
    OwnerId owner,
    std::int64_t subject_id,
    Instant posted_at,
    std::string_view facts
) {
  tx.exec(insert_event, ids.next(), kind, owner, subject_id, posted_at, facts);
}

namespace store {

void ensure_cursor(sql::Tx& tx, std::string_view consumer) { tx.exec(insert_cursor, consumer); }

std::optional<Cursor> find_cursor(sql::Tx& tx, std::string_view consumer) {
  return tx.find<Cursor>(select_cursor, consumer);
}

std::vector<Cursor> cursors(sql::Tx& tx) { return tx.list<Cursor>(select_cursors); }

bool move_cursor(sql::Tx& tx, std::string_view consumer, Position from, Position to, Instant now) {
  return tx.exec(update_cursor, consumer, from.xact, from.event_id, to.xact, to.event_id, now) == 1;
}

bool delete_cursor(sql::Tx& tx, std::string_view consumer) {
  return tx.exec(delete_cursor_row, consumer) == 1;
}

bool take_lease(
    sql::Tx& tx, std::string_view consumer, std::string_view holder, Instant now, Instant until
) {
  return tx.exec(update_lease, consumer, holder, now, until) == 1;
}

bool move_cursor_as(
    sql::Tx& tx,
    std::string_view consumer,
    std::string_view holder,
    Position from,
    Position to,
    Instant now
) {
  return tx.exec(
             update_cursor_as, consumer, from.xact, from.event_id, to.xact, to.event_id, now, holder
         ) == 1;
}

void release_lease(sql::Tx& tx, std::string_view consumer, std::string_view holder) {
  tx.exec(clear_lease, consumer, holder);
}

std::vector<Event> events_after(sql::Tx& tx, Position after, int limit) {
  return tx.list<Event>(select_events, after.xact, after.event_id, limit);
}

std::int64_t count_after(sql::Tx& tx, Position after, int limit) {
  return tx.get<std::int64_t>(count_events, after.xact, after.event_id, limit);
}

std::int64_t prune(sql::Tx& tx, Instant horizon, int limit) {
  struct Oldest {
    std::int64_t xact, event_id;
    Instant posted_at;
  };
  auto end = tx.find<Position>(select_newest);
  if (!end) return 0;
  // A cursor stands on the last event it is done with, which may go.
  for (const Cursor& cursor : cursors(tx))
    end = std::min(*end, Position{cursor.xact, cursor.event_id + 1});
  std::int64_t gone = 0;
  for (const Oldest& event : tx.list<Oldest>(select_oldest, end->xact, end->event_id, limit)) {
    if (event.posted_at >= horizon) break;  // what comes after it was posted later, near enough
    gone += tx.exec(delete_event, event.xact, event.event_id);
  }
  return gone;
}

}  // namespace store

void begin_anew(sql::Tx& tx) {
  const auto last = tx.get<std::optional<std::int64_t>>(select_last_xact);
  if (!last || *last < 0) return;
  tx.exec(shift_events, *last + 1);
  tx.exec(shift_cursors, *last + 1);
}

}  // namespace guanxi::outbox
