// What the consumer and the job of triggers share. Inside flows/triggers only.
#pragma once

#include "flows/triggers/triggers.h"

namespace guanxi::triggers {

/// What happened to somebody, or is going to, and which trigger it is for.
struct Occasion {
  OwnerId owner;  // who they were at that
  coupons::Trigger trigger;
  Instant at;
  std::string tier = {};       // tier_upgrade only: that was reached
  Date from = {}, until = {};  // birthday only: one of those days
};

/// A member as triggers see them, with their programme's calendar.
struct Receiver {
  members::Member member;       // who they are now
  std::vector<OwnerId> merged;  // into them
  std::shared_ptr<const programmes::Version> programme;
  coupons::Act act;

  /// Nullopt: they have no birthday in those days. Who is barred is refused, and who left and
  /// joined again: a tier alone is earned anew.
  std::optional<coupons::Firing> firing(sql::Tx& tx, const Occasion& of) const;

 private:
  std::optional<Date> birthday_within(Date from, Date until) const;
};
/// Nullopt: nobody, or of a programme that is not in force.
std::optional<Receiver> find_receiver(sql::Tx& tx, const House& house, OwnerId owner, Instant now);

/// Fires the trigger for who they are now, in a transaction of its own: of two members one would
/// take the other's counter behind the stock, and meet somebody who has them in their order.
/// Errors: conflict.
Result<coupons::Fired> fire_for(const House& house, const Occasion& of, Instant now);

}  // namespace guanxi::triggers
