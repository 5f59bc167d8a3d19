// Points per day: the journals in sums by the programme's day of posting, store and class, for
// reports: what was issued, redeemed, reversed, expired, what travelled, and what is left in lots
// (the liability). Fed from the outbox (consumer "points_days"), so that no report reads a journal.
//
// How: an event names an owner whose journal has grown, and the owner's entries beyond those that
// are counted (points_counted) are added, in one transaction. So each entry counts once whatever
// happens when, and what was posted before there were figures is caught up in the same way: by the
// owner's next event, or by count_behind() for all (`guanxi recount`).
//
// The store of an entry is that of its receipt, redemption, document or transfer. What expires,
// what is imported and what nobody did at a store has none (StoreId(0)).
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <functional>
#include <map>
#include <tuple>

#include "modules/points/points.h"
#include "platform/outbox/outbox.h"

namespace guanxi::points {

/// Of one class. What is spent counts for the class of its lot. All as posted.
struct Figures {
  Points issued;              // earned by sales
  Points purchased;           // bought when a return could not be covered
  Points granted, deducted;   // by documents
  Points reversed;            // taken back by returns
  Points redeemed, restored;  // spent, and given back
  Points paid;                // of redeemed − restored, what paid at tills
  Points expired, forgiven;   // and booked back because a return did not charge it again
  Points given, received;     // by transfers, less what came back

  Figures& operator+=(const Figures& other);
  /// By how much the accounts' sum of the class moved, and what is redeemed.
  Points of_class() const;
  Points spent() const { return redeemed - restored; }
  bool operator==(const Figures&) const = default;
};

struct DayKey {
  ProgrammeId programme;
  Date day;
  StoreId store;  // 0: none
  Class klass = Class::a;
  auto operator<=>(const DayKey&) const = default;
};
struct LotsKey {
  ProgrammeId programme;
  Date day;
  Class klass = Class::a;
  auto operator<=>(const LotsKey&) const = default;
};
/// Some days being added up.
struct DaySums {
  std::map<DayKey, Figures> figures;
  std::map<LotsKey, Points> outstanding;  // by how much what lies in lots moved
  /// Pure: what one entry adds.
  void add(const Entry& entry, ProgrammeId programme, Date day, StoreId store);
};

/// Where a receipt was posted: modules/sales knows. Called with the owner of the entry.
using StoreOfReceipt =
    std::function<std::optional<StoreId>(sql::Tx& tx, ReceiptId receipt, OwnerId owner)>;

/// What counting works with; outlives the consumer.
struct Counting {
  const programmes::Programmes& programmes;
  StoreOfReceipt store_of_receipt;
};
/// Adds what the owners' journals have beyond what is counted; how many entries that were.
std::int64_t count_journals(sql::Tx& tx, const Counting& counting, std::span<const OwnerId> owners);
/// The same for `limit` accounts after `after`, in owner order; the last one seen, nullopt: behind
/// the last.
std::optional<OwnerId> count_behind(
    sql::Tx& tx, const Counting& counting, OwnerId after, int limit, std::int64_t& entries
);
/// Forgets all figures, to be counted again.
void forget_days(sql::Tx& tx);
/// Applies "receipt.posted", "receipt.attributed" and "points.posted".
outbox::Consumer days_consumer(Counting counting);
/// News in the outbox of every posting that is not a sale's, refund's or void's; subject: the
/// cause. {"programme":1}
inline constexpr std::string_view points_posted = "points.posted";

struct DayRow {
  Date day;
  StoreId store;  // 0: none
  Class klass = Class::a;
  Figures figures;
};
/// Rows of the programme from one day through another, behind `after`, in the order of day, store
/// and class; of one store or of all.
std::vector<DayRow> days_of(
    sql::Tx& tx,
    ProgrammeId programme,
    Date from,
    Date to,
    std::optional<StoreId> store,
    const std::optional<DayRow>& after,
    int limit
);
/// The same added up by class: six, in their order. Nullopt: over all stores, and what has none.
std::vector<Figures> sums_of(
    sql::Tx& tx,
    ProgrammeId programme,
    Date from,
    Date to,
    std::optional<StoreId> store = std::nullopt
);
/// What lies in lots at the end of each day, by class (six): one for every day from `from` through
/// `to`.
std::vector<std::vector<Points>> outstanding_of(
    sql::Tx& tx, ProgrammeId programme, Date from, Date to
);

/// Holds the figures to the journals as far as they are counted: every entry once more, by day and
/// class, and the stores' sums. Returns what is wrong, the first `limit`.
std::vector<std::string> verify_days(sql::Tx& tx, std::size_t limit = 100);

// ---- pure rules of the reports ----

/// What the points are worth at the programme's rate of points as money: rounded half up; the
/// parts by largest remainder, so that they add up. Nullopt: points pay nothing there.
struct Worth {
  Money total;
  std::vector<Money> parts;
};
std::optional<Worth> worth_of(
    std::span<const Points> parts, const programmes::Parameters& parameters, Currency currency
);
/// Thousandths of `part` in `whole`, rounded half up; nullopt for a whole of 0.
std::optional<std::int64_t> per_mille(Points part, Points whole);

}  // namespace guanxi::points
