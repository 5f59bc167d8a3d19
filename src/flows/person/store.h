// All SQL of a person's desk. Inside flows/person only.
#pragma once

#include "flows/person/types.h"
#include "platform/sql/sql.h"

namespace guanxi::person::store {

void insert(sql::Tx& tx, const Request& request);
std::optional<Request> find(sql::Tx& tx, PersonRequestId id);
/// False unless it is still open.
bool close(sql::Tx& tx, const Request& request);

struct Due {
  Date due_on;
  PersonRequestId id;
};
std::vector<Request> list(
    sql::Tx& tx, ProgrammeId programme, State state, const std::optional<Due>& after, int limit
);
/// The newest first.
std::vector<Request> list_of(sql::Tx& tx, OwnerId member, int limit);

}  // namespace guanxi::person::store
