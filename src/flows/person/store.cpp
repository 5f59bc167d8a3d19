#include "flows/person/store.h"

#include "platform/sql/enum_column.h"

namespace guanxi::person::store {
namespace {

#define GX_REQUEST_COLUMNS                                                                    \
  "request_id, owner_id, programme_id, kind, state, requested_at, due_on, taken_by, source, " \
  "note, closed_at, closed_by, answer"

const sql::Query insert_sql{"INSERT INTO person_requests (" GX_REQUEST_COLUMNS
                            ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"};
const sql::Query find_sql{"SELECT " GX_REQUEST_COLUMNS
                          " FROM person_requests WHERE request_id = $1"};
const sql::Query close_sql{
    "UPDATE person_requests SET state = $1, closed_at = $2, closed_by = $3, answer = $4 "
    "WHERE request_id = $5 AND owner_id = $6 AND state = 'open'"};
const sql::Query first_sql{"SELECT " GX_REQUEST_COLUMNS
                           " FROM person_requests WHERE programme_id = $1 AND state = $2 "
                           "ORDER BY due_on, request_id LIMIT $3"};
const sql::Query after_sql{"SELECT " GX_REQUEST_COLUMNS
                           " FROM person_requests WHERE programme_id = $1 AND state = $2 "
                           "AND (due_on, request_id) > ($3, $4) "
                           "ORDER BY due_on, request_id LIMIT $5"};
const sql::Query list_of_sql{"SELECT " GX_REQUEST_COLUMNS
                             " FROM person_requests WHERE owner_id = $1 "
                             "ORDER BY request_id DESC LIMIT $2"};

#undef GX_REQUEST_COLUMNS

}  // namespace

void insert(sql::Tx& tx, const Request& request) {
  tx.exec(
      insert_sql,
      request.id,
      request.member,
      request.programme,
      request.kind,
      request.state,
      request.requested_at,
      request.due_on,
      request.taken_by,
      request.source,
      request.note,
      request.closed_at,
      request.closed_by,
      request.answer
  );
}

std::optional<Request> find(sql::Tx& tx, PersonRequestId id) {
  return tx.find<Request>(find_sql, id);
}

bool close(sql::Tx& tx, const Request& request) {
  return tx.exec(
             close_sql,
             request.state,
             request.closed_at,
             request.closed_by,
             request.answer,
             request.id,
             request.member
         ) == 1;
}

std::vector<Request> list(
    sql::Tx& tx, ProgrammeId programme, State state, const std::optional<Due>& after, int limit
) {
  if (!after) return tx.list<Request>(first_sql, programme, state, limit);
  return tx.list<Request>(after_sql, programme, state, after->due_on, after->id, limit);
}

std::vector<Request> list_of(sql::Tx& tx, OwnerId member, int limit) {
  return tx.list<Request>(list_of_sql, member, limit);
}

}  // namespace guanxi::person::store
