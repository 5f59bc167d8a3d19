// Giving points to another member, and taking them back.
#include "modules/points/transfers.h"

#include <algorithm>

#include "modules/members/members.h"
#include "modules/points/lots.h"
#include "modules/points/posting.h"
#include "modules/points/transfer.h"
#include "modules/points/transfers_store.h"

namespace guanxi::points {

namespace {

/// When the posting that made a lot was made: its cause's id says so (base/id.h).
Instant made_at(const Lot& lot) {
  constexpr std::int64_t ids_begin = 1'704'067'200'000;  // milliseconds, 2024-01-01T00:00Z
  constexpr int bits_below = 22;
  return Instant::from_micros(((lot.lot_id >> bits_below) + ids_begin) * 1000);
}

Error beyond(const char* limit, Points left) {
  return fail(
      ErrorCode::points_transfer_limit,
      "/points",
      {{"limit", limit}, {"left", std::to_string(std::max<std::int64_t>(left.value(), 0))}}
  );
}

Error at(Error error, std::string pointer) {
  error.pointer = std::move(pointer);
  return error;
}

/// Writes both accounts in one order whoever gives, so that two transfers that cross each other
/// wait instead of holding what the other one needs.
Result<TransferPosted> write_both(
    sql::Tx& tx, IdGenerator& ids, Posting& giver, Posting& receiver, TransferPosted posted
) {
  const bool giver_first = giver.account().owner < receiver.account().owner;
  Posting& first = giver_first ? giver : receiver;
  Posting& second = giver_first ? receiver : giver;
  GX_TRY(one, first.write(tx, ids));
  GX_TRY(other, second.write(tx, ids));
  posted.giver = giver_first ? one : other;
  posted.receiver = giver_first ? other : one;
  return posted;
}

/// What was put into a lot pays what is owed.
Points settle(Posting& posting, Sum sum, Points amount, Posting::LotAt at) {
  const Points part = std::min(amount, posting.account().owed);
  if (!part.is_zero()) posting.enter(Reason::settled, sum, part, at);
  return part;
}

Outcome enter_given(
    sql::Tx& tx,
    Posting& posting,
    const PointsTransfer& transfer,
    std::span<const Choice> choices,
    const TransferLimits& limits,
    std::vector<Travelled>& parts
) {
  const Instant youngest =
      posting.context().posted_at.plus_seconds(-std::int64_t{86400} * limits.age_days_min);
  const auto give = [&](Points points, auto&& chosen) -> Outcome {
    const auto fits = [&](const Lot& lot) {
      return (limits.age_days_min == 0 || made_at(lot) <= youngest) && chosen(lot);
    };
    GX_TRY(taken, find_free(tx, posting, points, Reach::usable, fits));
    for (const Posting::Part& part : taken) {
      const Lot& lot = posting.lot(part.lot);
      parts.push_back({lot.klass, lot.expires_on, part.points});
      posting.enter(Reason::given, sum_of(lot.klass), part.points, part.lot);
    }
    return ok();
  };
  if (choices.empty()) {
    auto given = give(transfer.points, [](const Lot&) { return true; });
    if (!given) return at(given.error(), "/points");
    return ok();
  }
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const Choice& choice = choices[i];
    auto given = give(choice.points, [&](const Lot& lot) {
      return lot.klass == choice.klass &&
             (!choice.expires_on || lot.expires_on == *choice.expires_on);
    });
    if (!given) return at(given.error(), "/lots/" + std::to_string(i) + "/points");
  }
  return ok();
}

/// One part for each class and last day.
void gather(std::vector<Travelled>& parts) {
  std::ranges::sort(parts, [](const Travelled& a, const Travelled& b) {
    return std::pair(a.expires_on, a.klass) < std::pair(b.expires_on, b.klass);
  });
  std::vector<Travelled> gathered;
  for (const Travelled& part : parts) {
    if (!gathered.empty() && gathered.back().klass == part.klass &&
        gathered.back().expires_on == part.expires_on) {
      gathered.back().points += part.points;
    } else {
      gathered.push_back(part);
    }
  }
  parts = std::move(gathered);
}

/// The entries with which the giver's lots were left, the last one first.
std::vector<Entry> find_given(sql::Tx& tx, const Account& giver, PointsTransferId id) {
  std::vector<Entry> found;
  walk_back(tx, giver, id.value(), [&](const Entry& entry) {
    const bool ours =
        entry.reason == Reason::given && entry.cause == Cause{CauseKind::transfer, id.value()};
    if (ours) found.push_back(entry);
    return ours || found.empty();  // one posting: its entries stand together
  });
  return found;
}

}  // namespace

Outcome check_transfer(
    const TransferLimits& limits, Points points, Points given_today, Points given_this_month
) {
  if (!limits.on) return beyond("transfers", {});
  if (points < limits.least) {
    return fail(
        ErrorCode::out_of_range, "/points", {{"min", std::to_string(limits.least.value())}}
    );
  }
  const auto check = [&](const char* name, Points max, Points before) -> Outcome {
    if (max.is_zero() || points <= max - before) return ok();
    return beyond(name, max - before);
  };
  GX_TRY_VOID(check("day_points_max", limits.day_max, given_today));
  return check("month_points_max", limits.month_max, given_this_month);
}

Result<TransferPosted> post_transfer(
    sql::Tx& tx,
    IdGenerator& ids,
    const Ends& ends,
    const PointsTransfer& transfer,
    std::span<const Choice> choices,
    const TransferLimits& limits
) {
  const Cause cause{CauseKind::transfer, transfer.id.value()};
  GX_CHECK(ends.giver.cause == cause && ends.receiver.cause == cause);
  GX_CHECK(transfer.giver == ends.giver.owner && transfer.receiver == ends.receiver.owner);
  GX_CHECK(transfer.giver != transfer.receiver && transfer.points > Points(0));
  GX_TRY(giver, load_account(tx, ends.giver));
  GX_TRY(receiver, load_account(tx, ends.receiver));
  const Date day = transfer.given_on;
  const Date month = *Date::of(day.year(), day.month(), 1);
  Points given_today, given_this_month;
  auto givers = members::merged_into(tx, transfer.giver);  // who are one person have one limit
  givers.push_back(transfer.giver);
  for (const OwnerId one : givers) {
    given_today += store::given_between(tx, one, day, day);
    given_this_month += store::given_between(tx, one, month, day);
  }
  GX_TRY_VOID(check_transfer(limits, transfer.points, given_today, given_this_month));
  if (auto open = check_open(receiver); !open) return at(open.error(), "/to");
  Posting from(giver, ends.giver), to(receiver, ends.receiver);
  from.expire_due(tx);
  to.expire_due(tx);
  GX_TRY_VOID(check_spendable(from.account()));
  TransferPosted posted;
  posted.moved = transfer.points;
  GX_TRY_VOID(enter_given(tx, from, transfer, choices, limits, posted.parts));
  gather(posted.parts);
  std::vector<Posting::LotAt> lots;
  for (const Travelled& part : posted.parts) {
    lots.push_back(to.add_lot(part.expires_on, transfer.id.value(), part.klass));
    to.enter(Reason::received, sum_of(part.klass), part.points, lots.back());
  }
  for (std::size_t i = 0; i < lots.size(); ++i) {
    const Travelled& part = posted.parts[i];
    posted.settled += settle(to, sum_of(part.klass), part.points, lots[i]);
  }
  GX_TRY(written, write_both(tx, ids, from, to, std::move(posted)));
  store::insert_transfer(tx, transfer);
  return written;
}

Result<TransferPosted> post_transfer_return(
    sql::Tx& tx,
    IdGenerator& ids,
    const Ends& ends,
    const PointsTransfer& transfer,
    std::string_view why
) {
  const Cause cause{CauseKind::transfer_return, transfer.id.value()};
  GX_CHECK(ends.giver.cause == cause && ends.receiver.cause == cause);
  GX_CHECK(transfer.giver == ends.giver.owner && transfer.receiver == ends.receiver.owner);
  if (transfer.returned_at) return ErrorCode::already_voided;
  if (transfer.given_on != ends.giver.today) return ErrorCode::void_after_business_day;
  GX_TRY(giver, load_account(tx, ends.giver));
  GX_TRY(receiver, load_account(tx, ends.receiver));
  Posting from(receiver, ends.receiver), to(giver, ends.giver);
  from.expire_due(tx);
  to.expire_due(tx);
  TransferPosted posted;
  for (const Entry& given : find_given(tx, giver, transfer.id)) {
    const Class klass = *given.lot_class;
    const auto lot = from.load_lot(tx, *given.expires_on, transfer.id.value(), klass);
    GX_CHECK_WHY(lot.has_value(), "a transfer that came into no lot");
    const Points part = std::min(given.amount, free_of(from.lot(*lot)));
    if (part.is_zero()) continue;
    from.enter(Reason::given, sum_of(klass), part, *lot);
    const auto home = to.load_lot(tx, *given.expires_on, given.lot_id, klass);
    GX_CHECK(home.has_value());
    to.enter(Reason::returned, sum_of(klass), part, *home);
    posted.settled += settle(to, sum_of(klass), part, *home);
    posted.moved += part;
    posted.parts.push_back({klass, *given.expires_on, part});
  }
  if (posted.moved.is_zero()) {
    return fail(
        ErrorCode::not_enough_points,
        {},
        {{"balance", "0"}, {"needed", std::to_string(transfer.points.value())}}
    );
  }
  gather(posted.parts);
  PointsTransfer noted = transfer;
  noted.returned = posted.moved;
  noted.returned_at = ends.giver.posted_at;
  noted.returned_by = ends.giver.actor;
  noted.returned_why = std::string(why);
  // `from` is the receiver here.
  GX_TRY(written, write_both(tx, ids, to, from, std::move(posted)));
  if (!store::note_transfer_return(tx, noted)) return ErrorCode::conflict;
  return written;
}

std::optional<PointsTransfer> find_transfer(sql::Tx& tx, OwnerId giver, PointsTransferId id) {
  return store::find_transfer(tx, id, giver);
}

std::vector<PointsTransfer> transfers_of(
    sql::Tx& tx, OwnerId member, std::optional<PointsTransferId> before, int limit
) {
  return store::transfers_of(tx, member, before.value_or(PointsTransferId(INT64_MAX)), limit);
}

}  // namespace guanxi::points
