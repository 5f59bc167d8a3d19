// Inside flows/overview: what happened to members that is kept whole – joining, cards, tiers, paid
// memberships – as items of the timeline. Used by one thread, within one Tx.
#pragma once

#include <tuple>
#include <vector>

#include "flows/overview/types.h"
#include "modules/members/members.h"
#include "modules/org/org.h"
#include "modules/programmes/programmes.h"

namespace guanxi::overview {

/// When, to whom, to what of theirs – a card, a ladder, a payment –, and which change of it.
struct EventKey {
  std::int64_t at = 0, member = 0, object = 0, version = 0;
  auto operator<=>(const EventKey&) const = default;
};
inline constexpr EventKey newest_event{INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX};

struct Event {
  TimelineItem item;
  std::int64_t object = 0, version = 0;
  EventKey key() const { return {item.at.micros(), item.member.value(), object, version}; }
};

/// Everything of the member that the caller may see, in no order.
std::vector<Event> events_of(
    sql::Tx& tx,
    const api::Call& call,
    const members::Member& member,
    const programmes::Version& programme,
    const org::Snapshot& organisation
);

/// The store's code where the caller may act for it.
std::optional<std::string> shown_store(
    const api::Call& call, const org::Snapshot& organisation, StoreId store
);

}  // namespace guanxi::overview
