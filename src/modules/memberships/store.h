// All SQL of the memberships module. Inside modules/memberships only.
#pragma once

#include "modules/memberships/memberships.h"

namespace guanxi::memberships::store {

/// False if the version exists.
bool insert_plan(sql::Tx& tx, const Plan& plan);
std::optional<Plan> newest_plan(sql::Tx& tx, ProgrammeId programme, std::string_view code);
std::optional<Plan> plan_version(
    sql::Tx& tx, ProgrammeId programme, std::string_view code, std::int64_t version
);
std::vector<Plan> plans(sql::Tx& tx, ProgrammeId programme);

std::optional<Membership> find(sql::Tx& tx, OwnerId owner, std::string_view plan);
std::vector<Membership> of_owner(sql::Tx& tx, OwnerId owner);
/// Writes the membership where it still has `before` payments, state and notice (null: it is new).
/// False: somebody came between.
bool put(sql::Tx& tx, const Membership& membership, const Membership* before);

void insert_payment(sql::Tx& tx, const Payment& payment);
/// Notes that a term was taken back. False: it was before.
bool cancel_payment(sql::Tx& tx, const Payment& payment);
std::vector<Payment> payments(sql::Tx& tx, OwnerId owner);
/// Of one plan, the newest first.
std::vector<Payment> payments(sql::Tx& tx, OwnerId owner, std::string_view plan);

/// A membership with its payments becomes somebody else's, who has none of that plan.
void move(sql::Tx& tx, OwnerId from, OwnerId to, std::string_view plan);

struct DueKey {
  Date due_on;
  OwnerId owner;
  std::string plan;
};
/// What is due by `today`, behind `after`.
std::vector<DueKey> due(sql::Tx& tx, const DueKey& after, Date today, int limit);
std::vector<Ending> ending(
    sql::Tx& tx, ProgrammeId programme, Date from, Date to, const Ending& after, int limit
);

}  // namespace guanxi::memberships::store
