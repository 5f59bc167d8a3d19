// Who was a member before.
#include "modules/members/members.h"

namespace guanxi::members {
namespace {

const sql::Query was_here_before_sql{
    "SELECT COUNT(*) FROM member_identities i JOIN member_released r "
    "ON r.value = i.value AND r.kind = i.kind AND r.owner_id <> i.owner_id "
    "JOIN members m ON m.owner_id = r.owner_id AND m.programme_id = i.programme_id "
    "WHERE i.owner_id = $1 AND i.kind <> 'member_code' AND r.released_at >= $2 "
    "AND i.created_at >= r.released_at AND (m.merged_into IS NULL OR m.merged_into <> $1)"};

}  // namespace

bool was_here_before(sql::Tx& tx, OwnerId id, Instant since) {
  return tx.get<std::int64_t>(was_here_before_sql, id, since) > 0;
}

}  // namespace guanxi::members
