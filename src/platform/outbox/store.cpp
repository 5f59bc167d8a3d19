#include "platform/outbox/store.h"

namespace guanxi::outbox {
namespace {

// See "Order" in outbox.h. The look-up is one descent of the primary key.
const sql::Query insert_event{
    "INSERT INTO outbox_events (event_id, kind, owner_id, subject_id, posted_at, facts) VALUES ("
    "CASE WHEN $1 > COALESCE((SELECT MAX(event_id) FROM outbox_events), 0) THEN $1 "
    "ELSE (SELECT MAX(event_id) FROM outbox_events) + 1 END, $2, $3, $4, $5, $6)"};
const sql::Query select_newest{"SELECT COALESCE(MAX(event_id), 0) FROM outbox_events"};
const sql::Query insert_cursor{
    "INSERT INTO outbox_consumers (consumer, event_id, moved_at, holder, lease_until) "
    "VALUES ($1, 0, 0, '', 0) ON CONFLICT (consumer) DO NOTHING"};
const sql::Query select_cursor{
    "SELECT consumer, event_id, moved_at FROM outbox_consumers WHERE consumer = $1"};
const sql::Query select_cursors{
    "SELECT consumer, event_id, moved_at FROM outbox_consumers ORDER BY consumer"};
const sql::Query update_cursor{
    "UPDATE outbox_consumers SET event_id = $3, moved_at = $4 "
    "WHERE consumer = $1 AND event_id = $2"};
const sql::Query update_cursor_as{
    "UPDATE outbox_consumers SET event_id = $3, moved_at = $4 "
    "WHERE consumer = $1 AND event_id = $2 AND holder = $5"};
const sql::Query delete_cursor_row{"DELETE FROM outbox_consumers WHERE consumer = $1"};
const sql::Query update_lease{
    "UPDATE outbox_consumers SET holder = $2, lease_until = $4 "
    "WHERE consumer = $1 AND (holder = $2 OR lease_until <= $3)"};
const sql::Query clear_lease{
    "UPDATE outbox_consumers SET holder = '', lease_until = 0 WHERE consumer = $1 AND holder = $2"};
const sql::Query select_events{
    "SELECT event_id, kind, owner_id, subject_id, posted_at, facts FROM outbox_events "
    "WHERE event_id > $1 ORDER BY event_id LIMIT $2"};
const sql::Query count_events{
    "SELECT COUNT(*) FROM (SELECT event_id FROM outbox_events WHERE event_id > $1 LIMIT $2) AS e"};
const sql::Query select_oldest{
    "SELECT event_id, posted_at FROM outbox_events "
    "WHERE event_id < (SELECT MAX(event_id) FROM outbox_events) "
    "AND event_id <= COALESCE((SELECT MIN(event_id) FROM outbox_consumers), 9223372036854775807) "
    "ORDER BY event_id LIMIT $1"};
const sql::Query delete_events{"DELETE FROM outbox_events WHERE event_id <= $1"};

}  // namespace

std::int64_t newest_event_id(sql::Tx& tx) { return tx.get<std::int64_t>(select_newest); }

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

bool move_cursor(
    sql::Tx& tx, std::string_view consumer, std::int64_t from, std::int64_t to, Instant now
) {
  return tx.exec(update_cursor, consumer, from, to, now) == 1;
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
    std::int64_t from,
    std::int64_t to,
    Instant now
) {
  return tx.exec(update_cursor_as, consumer, from, to, now, holder) == 1;
}

void release_lease(sql::Tx& tx, std::string_view consumer, std::string_view holder) {
  tx.exec(clear_lease, consumer, holder);
}

std::vector<Event> events_after(sql::Tx& tx, std::int64_t event_id, int limit) {
  return tx.list<Event>(select_events, event_id, limit);
}

std::int64_t count_after(sql::Tx& tx, std::int64_t event_id, int limit) {
  return tx.get<std::int64_t>(count_events, event_id, limit);
}

std::int64_t prune(sql::Tx& tx, Instant horizon, int limit) {
  struct Oldest {
    std::int64_t event_id;
    Instant posted_at;
  };
  std::int64_t upto = 0;
  for (const Oldest& event : tx.list<Oldest>(select_oldest, limit)) {
    if (event.posted_at >= horizon) break;  // what comes after it was posted later, near enough
    upto = event.event_id;
  }
  return upto == 0 ? 0 : tx.exec(delete_events, upto);
}

}  // namespace store
}  // namespace guanxi::outbox
