// Who was born on a day of the year.
#include "modules/members/members.h"

namespace guanxi::members {
namespace {

// As the index members_by_day_of_birth has it.
const sql::Query born_on_sql{
    "SELECT owner_id FROM members WHERE programme_id = $1 AND birthday IS NOT NULL "
    "AND birthday % 10000 = $2 AND owner_id > $3 AND state <> 'closed' ORDER BY owner_id LIMIT $4"};

}  // namespace

std::vector<OwnerId> born_on(
    sql::Tx& tx, ProgrammeId programme, int month, int day, OwnerId after, int limit
) {
  return tx.list<OwnerId>(born_on_sql, programme, month * 100 + day, after, limit);
}

}  // namespace guanxi::members
