// Gifts: class C outside of sales – for joining, for a recommendation –, each with its source. A
// gift lasts as what is earned today; what is owed is repaid first.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <functional>

#include "modules/points/points.h"

namespace guanxi::points {

struct GiftTag;
using GiftId = Id<GiftTag>;

enum class GiftSource { registration, referral };
BOOST_DESCRIBE_ENUM(GiftSource, registration, referral)

struct Gift {
  OwnerId owner;
  GiftId id;
  ProgrammeId programme;
  Points points;  // > 0
  GiftSource source = GiftSource::registration;
  OwnerId subject;  // the newcomer
  Instant given_at;
};

/// Posts the gift (its id is made by the caller) to the account as it is found in `tx`. Errors:
/// conflict, account_not_found, account_frozen, account_closed.
Result<Account> post_gift(
    sql::Tx& tx,
    IdGenerator& ids,
    const Gift& gift,
    const programmes::Version& programme,
    ActorId actor
);

/// Every gift, by owner and id: for holding other books against ours.
void each_gift(sql::Tx& tx, const std::function<void(const Gift&)>& visit);

}  // namespace guanxi::points
