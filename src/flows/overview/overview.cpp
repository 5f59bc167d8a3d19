#include "flows/overview/overview.h"

#include "flows/overview/facts.h"
#include "flows/overview/timeline.h"
#include "flows/overview/types.h"
#include "modules/matching/pairs.h"
#include "modules/points/histories.h"
#include "modules/sales/sales.h"

namespace guanxi::overview {
namespace {

constexpr const char* timeline_list = "timeline";
constexpr int purchases_max = 10;
constexpr int timeline_first = 20;

/// The member asked for, the event shown last, then for each source that has something left where
/// it goes on.
constexpr std::size_t parts_before = 5, parts_of_source = 6;

std::string cursor_of(OwnerId owner, const TimelinePlace& place) {
  const EventKey& shown = place.shown;
  std::vector<api::CursorPart> parts{
      owner.value(), shown.at, shown.member, shown.object, shown.version};
  for (const SourcePlace& source : *place.sources) {
    for (const std::int64_t part :
         {source.member.value(),
          source.points,
          source.wallet,
          source.trail.at,
          source.trail.chain,
          source.trail.seq}) {
      parts.emplace_back(part);
    }
  }
  return api::encode_cursor_parts(timeline_list, parts);
}

Result<TimelinePlace> place_of(OwnerId owner, const std::optional<std::string>& cursor) {
  if (!cursor) return TimelinePlace{};
  GX_TRY(parts, api::decode_cursor_parts(timeline_list, *cursor));
  std::vector<std::int64_t> of;
  for (const api::CursorPart& part : parts) {
    const auto* const number = std::get_if<std::int64_t>(&part);
    if (number == nullptr) return fail(ErrorCode::bad_cursor, "/cursor");
    of.push_back(*number);
  }
  if (of.size() < parts_before || (of.size() - parts_before) % parts_of_source != 0 ||
      of[0] != owner.value()) {
    return fail(ErrorCode::bad_cursor, "/cursor");
  }
  TimelinePlace place{{of[1], of[2], of[3], of[4]}, std::vector<SourcePlace>()};
  for (std::size_t i = parts_before; i < of.size(); i += parts_of_source) {
    place.sources->push_back(
        {OwnerId(of[i]), of[i + 1], of[i + 2], {of[i + 3], of[i + 4], of[i + 5]}}
    );
  }
  return place;
}

/// The member, and behind it those who were merged into it.
std::vector<members::Member> people_of(
    sql::Tx& tx, const members::Members& members, const members::Member& member
) {
  std::vector<members::Member> people{member};
  for (const OwnerId merged : members::merged_into(tx, member.id)) {
    auto found = members.find(tx, merged);
    GX_CHECK_WHY(found.has_value(), "somebody merged who is not there");
    people.push_back(*std::move(found));
  }
  return people;
}

std::vector<Purchase> purchases_of(
    sql::Tx& tx,
    const api::Call& call,
    const std::vector<members::Member>& people,
    const org::Snapshot& organisation
) {
  std::vector<Purchase> purchases;
  if (!call.actor.may("sales:read")) return purchases;
  constexpr points::CauseKind kinds[] = {points::CauseKind::sale};
  // Of other stores' sales some are passed over; further back than this nobody looks for ten.
  constexpr int looked_at_max = 5 * purchases_max;
  std::vector<points::HistoryPlace> from;
  for (const members::Member& one : people) from.push_back({one.id, 0});
  const auto found = points::history_of(tx, from, kinds, looked_at_max);
  for (const auto& [owner, cause] : found.causes) {
    const auto summary = sales::find_summary(tx, ReceiptId(cause.id), owner);
    if (!summary || !call.actor.in_scope(summary->store)) continue;
    const org::Store* const store = organisation.find_store(summary->store);
    GX_CHECK_WHY(store != nullptr, "a receipt of a store that is not there");
    purchases.push_back(
        {summary->id,
         owner,
         store->code,
         summary->business_date,
         {summary->payable, summary->currency},
         {summary->refunded, summary->currency},
         summary->points_earned}
    );
    if (std::ssize(purchases) == purchases_max) break;
  }
  return purchases;
}

}  // namespace

Result<members::Member> Overview::load(sql::Tx& tx, const api::Call& call, OwnerId id) const {
  auto member = house_.members.find_seen(tx, *house_.org.snapshot(), call.actor, id);
  if (!member) return ErrorCode::member_not_found;
  return *std::move(member);
}

Result<OverviewView> Overview::overview(const api::Call& call, const enrol::MemberPath& request)
    const {
  GX_TRY(shown, house_.enrol.get(call, request));
  return house_.db.read([&](sql::Tx& tx) -> Result<OverviewView> {
    GX_TRY(member, load(tx, call, request.id));
    const auto organisation = house_.org.snapshot();
    const auto programme = house_.programmes.shown(member.programme, call.now);
    GX_CHECK_WHY(programme != nullptr, "a member of a programme that is not there");
    OverviewView view;
    view.member = shown.body;
    add_facts(tx, house_, call, member, *programme, view);
    if (call.actor.may("wallet:read")) {
      if (const auto account = wallet::find_account(tx, member.id)) {
        view.wallet = {account->state, account->stored(), account->change};
      }
    }
    const auto people = people_of(tx, house_.members, member);
    view.purchases = purchases_of(tx, call, people, *organisation);
    view.possible_duplicates = matching::count_open_pairs(tx, member.id);
    Timeline timeline(tx, call, people, *programme, *organisation, {});
    while (std::ssize(view.timeline) < timeline_first) {
      auto item = timeline.next();
      if (!item) break;
      view.timeline.push_back(*std::move(item));
    }
    if (const auto place = timeline.place()) view.timeline_cursor = cursor_of(member.id, *place);
    return view;
  });
}

Result<api::Page<TimelineItem>> Overview::timeline(
    const api::Call& call, const ListTimeline& request
) const {
  GX_TRY(from, place_of(request.id, request.cursor));
  return house_.db.read([&](sql::Tx& tx) -> Result<api::Page<TimelineItem>> {
    GX_TRY(member, load(tx, call, request.id));
    const auto organisation = house_.org.snapshot();
    const auto programme = house_.programmes.shown(member.programme, call.now);
    GX_CHECK_WHY(programme != nullptr, "a member of a programme that is not there");
    const auto people = people_of(tx, house_.members, member);
    Timeline timeline(tx, call, people, *programme, *organisation, from);
    api::Page<TimelineItem> page;
    while (std::ssize(page.items) < request.limit) {
      auto item = timeline.next();
      if (!item) break;
      page.items.push_back(*std::move(item));
    }
    if (const auto place = timeline.place()) page.next_cursor = cursor_of(member.id, *place);
    return page;
  });
}

}  // namespace guanxi::overview
