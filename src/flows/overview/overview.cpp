#include "flows/overview/overview.h"

#include <tuple>

#include "flows/overview/timeline.h"
#include "modules/matching/pairs.h"
#include "modules/sales/sales.h"

namespace guanxi::overview {
namespace {

constexpr const char* timeline_list = "timeline";
constexpr int purchases_max = 10;
constexpr int timeline_first = 20;

std::string cursor_of(OwnerId owner, const TimelinePlace& place) {
  return api::encode_cursor(
      timeline_list,
      owner.value(),
      place.points,
      place.wallet,
      place.at,
      place.object,
      place.version,
      place.trail.at,
      place.trail.chain,
      place.trail.seq
  );
}

Result<TimelinePlace> place_of(OwnerId owner, const std::optional<std::string>& cursor) {
  if (!cursor) return TimelinePlace{};
  using I = std::int64_t;
  GX_TRY(parts, (api::decode_cursor<I, I, I, I, I, I, I, I, I>(timeline_list, *cursor)));
  const auto& [of, points, wallet, at, object, version, trail_at, chain, seq] = parts;
  if (of != owner.value()) return fail(ErrorCode::bad_cursor, "/cursor");
  return TimelinePlace{points, wallet, at, object, version, {trail_at, chain, seq}};
}

std::vector<Purchase> purchases_of(
    sql::Tx& tx, const api::Call& call, OwnerId owner, const org::Snapshot& organisation
) {
  std::vector<Purchase> purchases;
  if (!call.actor.may("sales:read")) return purchases;
  constexpr points::CauseKind kinds[] = {points::CauseKind::sale};
  // Of other stores' sales some are passed over; further back than this nobody looks for ten.
  constexpr int looked_at_max = 5 * purchases_max;
  const auto found = points::causes(tx, owner, kinds, 0, looked_at_max);
  for (const points::Cause& cause : found.causes) {
    const auto summary = sales::find_summary(tx, ReceiptId(cause.id), owner);
    if (!summary || !call.actor.in_scope(summary->store)) continue;
    const org::Store* const store = organisation.find_store(summary->store);
    GX_CHECK_WHY(store != nullptr, "a receipt of a store that is not there");
    purchases.push_back(
        {summary->id,
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
    if (call.actor.may("wallet:read")) {
      if (const auto account = wallet::find_account(tx, member.id)) {
        view.wallet = {account->state, account->stored(), account->change};
      }
    }
    view.purchases = purchases_of(tx, call, member.id, *organisation);
    view.possible_duplicates = matching::count_open_pairs(tx, member.id);
    Timeline timeline(tx, call, member, *programme, *organisation, {});
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
    Timeline timeline(tx, call, member, *programme, *organisation, from);
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
