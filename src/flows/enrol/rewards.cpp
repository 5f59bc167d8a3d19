#include "flows/enrol/rewards.h"

#include <boost/json.hpp>

#include "flows/enrol/joining.h"
#include "modules/points/gifts.h"

namespace guanxi::enrol {
namespace {

using registrations::RewardState;

/// A sale of a member who paid something.
bool is_purchase(const outbox::Event& event) {
  const boost::json::value facts = boost::json::parse(event.facts);
  return facts.at("kind").as_string() == "sale" && facts.at("member").as_int64() == 1 &&
         facts.at("payable").as_int64() > 0;
}

}  // namespace

Result<registrations::Referral> decide_reward(
    sql::Tx& tx,
    IdGenerator& ids,
    const members::Members& members,
    const programmes::Version& programme,
    registrations::Referral referral,
    ActorId by,
    Instant now
) {
  const Date today = programme.zone.date_of(now);
  const std::int64_t month = today.yyyymmdd() / 100;
  referral.decided_at = now;
  // Whom the referrer was merged into gets it, unless that is the newcomer.
  const OwnerId receiver = members::heir_of(tx, referral.referrer).value_or(referral.referrer);
  const OwnerId newcomer = members::heir_of(tx, referral.newcomer).value_or(referral.newcomer);
  const auto referrer = members.find(tx, receiver);
  if (!referrer || referrer->state != members::State::active || receiver == newcomer) {
    referral.state = RewardState::lapsed;
    return referral;
  }
  auto referrers = members::merged_into(tx, receiver);
  referrers.push_back(receiver);
  int given = 0;
  for (const OwnerId one : referrers) given += registrations::given_in(tx, one, month);
  if (referral.month_max && given >= *referral.month_max) {
    referral.state = RewardState::over_limit;
    return referral;
  }
  const points::Gift gift{
      receiver,
      ids.next_id<points::GiftTag>(),
      referral.programme,
      referral.points,
      points::GiftSource::referral,
      referral.newcomer,
      now};
  GX_TRY_VOID(points::post_gift(tx, ids, gift, programme, by));
  referral.state = RewardState::given;
  referral.gift_id = gift.id.value();
  referral.month = month;
  return referral;
}

outbox::Consumer rewards_consumer(const Rewarding& rewarding) {
  const auto apply = [rewarding](sql::Tx& tx, const outbox::Batch& batch) -> Outcome {
    for (const outbox::Event& event : batch.events) {
      if (!is_purchase(event)) continue;
      auto due = registrations::find_due(tx, event.owner);
      if (!due) continue;
      const auto programme = rewarding.programmes.shown(due->programme, batch.now);
      GX_CHECK_WHY(programme != nullptr, "a referral of a programme that is not there");
      GX_TRY(
          decided,
          decide_reward(
              tx,
              rewarding.ids,
              rewarding.members,
              *programme,
              *std::move(due),
              rewarding.system,
              batch.now
          )
      );
      if (!registrations::decide(tx, decided)) return ErrorCode::conflict;
    }
    return ok();
  };
  return {
      .name = "registration_rewards",
      .kinds = {"receipt.posted", "receipt.attributed"},
      .apply = apply};
}

}  // namespace guanxi::enrol
