// Inside modules/households: all of its SQL. Functions of the caller's Tx; any thread.
#pragma once

#include <functional>

#include "modules/households/households.h"

namespace guanxi::households::store {

std::optional<Terms> last_terms(sql::Tx& tx, ProgrammeId programme);
bool insert_terms(sql::Tx& tx, const Terms& terms);  // false: that version exists

void insert(sql::Tx& tx, const Household& household);
std::optional<Household> find(sql::Tx& tx, HouseholdId id);
bool dissolve(sql::Tx& tx, HouseholdId id, Instant now, ActorId by);  // false: it was not open

/// False: the member is in a household already.
bool insert_member(sql::Tx& tx, const Membership& membership);
std::optional<Membership> open_membership(sql::Tx& tx, OwnerId member);
std::vector<Membership> history_of(sql::Tx& tx, OwnerId member);
std::vector<Membership> members_of(sql::Tx& tx, HouseholdId id);
bool end_membership(sql::Tx& tx, const Membership& membership);  // false: it was not open
void make_head(sql::Tx& tx, const Membership& membership);

struct Count {
  HouseholdId household;
  State state = State::open;
  std::int64_t members = 0, heads = 0;  // now
};
/// Every household, by id.
void each_count(sql::Tx& tx, const std::function<void(const Count&)>& visit);
/// Open memberships of members who have more than one, or of no household.
std::vector<OwnerId> astray(sql::Tx& tx);

}  // namespace guanxi::households::store
