// All SQL of the outbox. Private to it.
#pragma once

#include "platform/outbox/outbox.h"

namespace guanxi::outbox::store {

struct Cursor {
  std::string consumer;
  std::int64_t xact, event_id;
  Instant moved_at;

  Position position() const { return {xact, event_id}; }
};

void ensure_cursor(sql::Tx& tx, std::string_view consumer);
std::optional<Cursor> find_cursor(sql::Tx& tx, std::string_view consumer);
std::vector<Cursor> cursors(sql::Tx& tx);
/// False: the cursor was not at `from`.
bool move_cursor(sql::Tx& tx, std::string_view consumer, Position from, Position to, Instant now);
bool delete_cursor(sql::Tx& tx, std::string_view consumer);
/// False: another process has the lease.
bool take_lease(
    sql::Tx& tx, std::string_view consumer, std::string_view holder, Instant now, Instant until
);
/// As move_cursor, by the holder only.
bool move_cursor_as(
    sql::Tx& tx,
    std::string_view consumer,
    std::string_view holder,
    Position from,
    Position to,
    Instant now
);
void release_lease(sql::Tx& tx, std::string_view consumer, std::string_view holder);

std::vector<Event> events_after(sql::Tx& tx, Position after, int limit);
std::int64_t count_after(sql::Tx& tx, Position after, int limit);
/// Deletes up to `limit` of the oldest events before `horizon`, as far as every cursor has passed
/// and never the newest.
std::int64_t prune(sql::Tx& tx, Instant horizon, int limit);

}  // namespace guanxi::outbox::store
