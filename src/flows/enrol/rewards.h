// Rewards of referrers at the newcomer's first purchase: a consumer of the news of sales.
//
// Threads: as consumers of the outbox run.
#pragma once

#include "modules/members/members.h"
#include "modules/programmes/programmes.h"
#include "platform/outbox/outbox.h"

namespace guanxi::enrol {

/// What the consumer works with. All of it outlives the outbox.
struct Rewarding {
  IdGenerator& ids;
  const members::Members& members;
  const programmes::Programmes& programmes;
  ActorId system;
};
/// Consumer "registration_rewards". What a later return takes back of the purchase leaves the
/// reward: it was for the recommendation.
outbox::Consumer rewards_consumer(const Rewarding& rewarding);

}  // namespace guanxi::enrol
