// The SQL of triggers and of what they missed. Inside modules/coupons only. Functions of the
// caller's Tx.
#pragma once

#include "modules/coupons/triggers.h"

namespace guanxi::coupons::store {

void insert_trigger(sql::Tx& tx, const TriggerWithTiers& one);
/// False: it is stopped.
bool stop_trigger(sql::Tx& tx, TriggerId id, ActorId by, Instant now);
void count_fired(sql::Tx& tx, TriggerId id, std::int64_t issued, std::int64_t missed);

/// False: that one was missed before.
bool insert_miss(sql::Tx& tx, TriggerId trigger, std::int64_t number, const Miss& miss);
/// False: it was not missed.
bool forget_miss(sql::Tx& tx, OwnerId owner, TriggerId trigger, std::int64_t number);

}  // namespace guanxi::coupons::store
