// What the consumer and the job of triggers share. Inside flows/triggers only.
#pragma once

#include "flows/triggers/triggers.h"

namespace guanxi::triggers {

/// A member as triggers see them, with their programme's calendar.
struct Receiver {
  members::Member member;       // who they are now
  std::vector<OwnerId> merged;  // into them
  std::shared_ptr<const programmes::Version> programme;
  coupons::Act act;

  coupons::Firing firing(sql::Tx& tx, std::int64_t number) const;
};
/// Nullopt: nobody, or of a programme that is not in force.
std::optional<Receiver> find_receiver(sql::Tx& tx, const House& house, OwnerId owner, Instant now);

/// Fires a birthday's trigger for who has one in [from, until]. Errors: conflict.
Result<coupons::Fired> fire_birthday(
    sql::Tx& tx,
    const House& house,
    const coupons::Trigger& trigger,
    const Receiver& receiver,
    Date from,
    Date until
);

}  // namespace guanxi::triggers
