// Counting journals into days, and reading the days.
#include "modules/points/days.h"

#include <algorithm>
#include <set>

#include "base/allocate.h"
#include "modules/members/members.h"
#include "modules/points/days_store.h"
#include "modules/points/documents.h"
#include "modules/points/point_sales.h"
#include "modules/points/store.h"
#include "modules/points/transfer.h"
#include "modules/points/transfers_store.h"

namespace guanxi::points {

namespace {

constexpr int classes = 6;

std::size_t place_of(Class klass) { return static_cast<std::size_t>(klass); }

/// What is spent counts for the class it was taken from, everything else for the class it moves.
std::optional<Class> counted_class(const Entry& entry) {
  if (entry.sum == Sum::redeemed) return entry.lot_class;
  return static_cast<Class>(entry.sum);
}

void count(Figures& figures, const Entry& entry) {
  const Points amount = entry.amount;
  const CauseKind cause = entry.cause.kind;
  const auto give_back = [&] {
    figures.restored += amount;
    if (cause == CauseKind::refund || cause == CauseKind::void_sale) figures.paid -= amount;
  };
  // A void's: what a return without the receipt had taken, or left owed, is there again.
  const bool taken_before = cause == CauseKind::refund_without_receipt_void;
  switch (entry.reason) {
    case Reason::earned:
      if (taken_before) {
        figures.reversed -= amount;
      } else {
        figures.issued += amount;
      }
      return;
    case Reason::reinstated:
      figures.reversed -= amount;
      return;
    case Reason::repaid:
      if (entry.sum == Sum::redeemed) return give_back();
      if (taken_before) {
        figures.reversed -= amount;
        return;
      }
      if (entry.sum == Sum::f) {
        figures.purchased += amount;
      } else {
        (cause == CauseKind::document ? figures.granted : figures.issued) += amount;
      }
      return;
    case Reason::granted:
      figures.granted += amount;
      return;
    case Reason::deducted:
      figures.deducted += amount;
      return;
    case Reason::reversed:
    case Reason::owed:
      figures.reversed += amount;
      return;
    case Reason::purchased:
      figures.purchased += amount;
      return;
    case Reason::refunded:
      figures.purchased -= amount;
      return;
    case Reason::forgiven:
      figures.forgiven += amount;
      return;
    case Reason::redeemed:
      figures.redeemed += amount;
      if (cause == CauseKind::sale) figures.paid += amount;
      return;
    case Reason::restored:
      return give_back();
    case Reason::expired:
      figures.expired += amount;
      return;
    case Reason::given:
      // Of a return: the receiver gives back what was received.
      if (cause == CauseKind::transfer_return) {
        figures.received -= amount;
      } else {
        figures.given += amount;
      }
      return;
    case Reason::received:
      figures.received += amount;
      return;
    case Reason::returned:
      figures.given -= amount;
      return;
    // Within the account, or between two that are one person.
    case Reason::held:
    case Reason::released:
    case Reason::settled:
    case Reason::unsettled:
    case Reason::merged_out:
    case Reason::merged_in:
    case Reason::merged_back:
    case Reason::debt_out:
    case Reason::debt_in:
      return;
  }
}

class Counter {
 public:
  Counter(sql::Tx& tx, const Counting& counting) : tx_(tx), counting_(counting) {}

  std::int64_t add(const Account& account) {
    const std::int64_t before = store::counted(tx_, account.owner);
    std::int64_t left = account.seq - before;
    if (left <= 0) return 0;
    const auto programme = counting_.programmes.shown(account.programme, account.posted_at);
    GX_CHECK_WHY(programme != nullptr, "an account of no programme");
    constexpr std::int64_t page = 256;
    for (std::int64_t next = account.head_entry_id; left > 0;) {
      const auto entries =
          store::walk(tx_, account.owner, next, static_cast<int>(std::min(left, page)));
      GX_CHECK(!entries.empty());
      for (const Entry& entry : entries) {
        const Date day = programme->zone.date_of(entry.posted_at);
        sums_.add(entry, account.programme, day, store_of(account.owner, entry.cause));
      }
      left -= std::ssize(entries);
      next = entries.back().prev_entry_id;
    }
    store::put_counted(tx_, account.owner, account.seq);
    return account.seq - before;
  }

  void write() {
    for (const auto& [key, figures] : sums_.figures) store::add_to_day(tx_, key, figures);
    for (const auto& [key, points] : sums_.outstanding) {
      store::add_to_outstanding(tx_, key, points);
    }
  }

 private:
  StoreId store_of(OwnerId owner, const Cause& cause) {
    // A cause's entries stand together.
    if (owner != owner_ || cause != cause_) {
      owner_ = owner;
      cause_ = cause;
      store_ = find_store(owner, cause).value_or(StoreId());
    }
    return store_;
  }

  std::optional<StoreId> find_store(OwnerId owner, const Cause& cause) {
    switch (cause.kind) {
      case CauseKind::sale:
      case CauseKind::refund:
      case CauseKind::void_sale:
      case CauseKind::refund_without_receipt:
      case CauseKind::refund_without_receipt_void:
        return counting_.store_of_receipt(tx_, ReceiptId(cause.id), owner);
      case CauseKind::redemption:
      case CauseKind::redemption_reversal: {
        const auto found = store::find_redemption(tx_, cause.id, owner);
        return found ? found->store : std::nullopt;
      }
      case CauseKind::document: {
        const auto found = find_document(tx_, DocumentId(cause.id));
        return found ? found->store : std::nullopt;
      }
      case CauseKind::late_return:  // the refund, or redemption, of somebody merged into the owner
        for (const OwnerId one : members::merged_into(tx_, owner)) {
          if (auto store = counting_.store_of_receipt(tx_, ReceiptId(cause.id), one)) return store;
          const auto found = store::find_redemption(tx_, cause.id, one);
          if (found) return found->store;
        }
        return std::nullopt;
      case CauseKind::points_sale:
      case CauseKind::points_sale_void: {
        const auto found = find_points_sale(tx_, owner, PointsSaleId(cause.id));
        return found ? found->store : std::nullopt;
      }
      case CauseKind::transfer:
      case CauseKind::transfer_return:
        return store::store_of_transfer(tx_, PointsTransferId(cause.id));
      case CauseKind::expiry:
      case CauseKind::correction:
      case CauseKind::hold:
      case CauseKind::gift:
      case CauseKind::merge:
      case CauseKind::merge_undo:
        return std::nullopt;
    }
    return std::nullopt;
  }

  sql::Tx& tx_;
  const Counting& counting_;
  DaySums sums_;
  OwnerId owner_;
  Cause cause_;
  StoreId store_;
};

}  // namespace

Figures& Figures::operator+=(const Figures& other) {
  issued += other.issued;
  purchased += other.purchased;
  granted += other.granted;
  deducted += other.deducted;
  reversed += other.reversed;
  redeemed += other.redeemed;
  restored += other.restored;
  paid += other.paid;
  expired += other.expired;
  forgiven += other.forgiven;
  given += other.given;
  received += other.received;
  return *this;
}

Points Figures::of_class() const {
  return issued + purchased + granted + forgiven + received - deducted - reversed - expired - given;
}

void DaySums::add(const Entry& entry, ProgrammeId programme, Date day, StoreId store) {
  if (entry.amount.is_zero()) return;
  if (const auto klass = counted_class(entry)) {
    Figures more;
    count(more, entry);
    if (more != Figures{}) figures[{programme, day, store, *klass}] += more;
  }
  if (!entry.lot_class) return;
  Lot lot;
  apply(lot, entry.reason, entry.sum, entry.amount);
  if (!lot.remaining.is_zero()) outstanding[{programme, day, *entry.lot_class}] += lot.remaining;
}

std::int64_t count_journals(
    sql::Tx& tx, const Counting& counting, std::span<const OwnerId> owners
) {
  Counter counter(tx, counting);
  std::int64_t entries = 0;
  for (const OwnerId owner : owners) {
    if (const auto account = store::find_account(tx, owner)) entries += counter.add(*account);
  }
  counter.write();
  return entries;
}

std::optional<OwnerId> count_behind(
    sql::Tx& tx, const Counting& counting, OwnerId after, int limit, std::int64_t& entries
) {
  Counter counter(tx, counting);
  const auto accounts = store::accounts_after(tx, after, limit);
  std::int64_t more = 0;
  for (const Account& account : accounts) more += counter.add(account);
  counter.write();
  entries = more;
  if (std::ssize(accounts) < limit) return std::nullopt;
  return accounts.back().owner;
}

void forget_days(sql::Tx& tx) { store::delete_days(tx); }

outbox::Consumer days_consumer(Counting counting) {
  return {
      .name = "points_days",
      .kinds = {"receipt.posted", "receipt.attributed", std::string(points_posted)},
      .apply = [counting =
                    std::move(counting)](sql::Tx& tx, const outbox::Batch& batch) -> Outcome {
        std::set<OwnerId> owners;  // each once, in one order
        for (const outbox::Event& event : batch.events) owners.insert(event.owner);
        const std::vector<OwnerId> all(owners.begin(), owners.end());
        count_journals(tx, counting, all);
        return ok();
      }};
}

std::vector<DayRow> days_of(
    sql::Tx& tx,
    ProgrammeId programme,
    Date from,
    Date to,
    std::optional<StoreId> store,
    const std::optional<DayRow>& after,
    int limit
) {
  return store::days(tx, programme, from, to, store, after, limit);
}

std::vector<Figures> sums_of(
    sql::Tx& tx, ProgrammeId programme, Date from, Date to, std::optional<StoreId> store
) {
  std::vector<Figures> sums(classes);
  for (const store::ClassSum& sum : store::class_sums(tx, programme, from, to, store)) {
    sums[place_of(sum.klass)] = sum.figures;
  }
  return sums;
}

std::vector<std::vector<Points>> outstanding_of(
    sql::Tx& tx, ProgrammeId programme, Date from, Date to
) {
  std::vector<Points> now(classes);
  for (const store::Outstanding& sum : store::outstanding_before(tx, programme, from)) {
    now[place_of(sum.klass)] = sum.points;
  }
  const auto moved = store::outstanding(tx, programme, from, to);
  auto next = moved.begin();
  std::vector<std::vector<Points>> ends;
  for (Date day = from; day <= to; day = day.plus_days(1)) {
    for (; next != moved.end() && next->day == day; ++next) {
      now[place_of(next->klass)] += next->points;
    }
    ends.push_back(now);
  }
  return ends;
}

std::optional<Worth> worth_of(
    std::span<const Points> parts, const programmes::Parameters& parameters, Currency currency
) {
  if (parameters.pay_points == 0) return std::nullopt;
  Points all;
  std::vector<std::int64_t> weights;
  for (const Points part : parts) {
    all += part;
    weights.push_back(std::max<std::int64_t>(part.value(), 0));
  }
  const std::int64_t total =
      divide(Int128{all.value()} * parameters.pay_amount, parameters.pay_points, Rounding::half_up);
  return Worth{Money(total, currency), allocate(Money(total, currency), weights)};
}

std::optional<std::int64_t> per_mille(Points part, Points whole) {
  if (whole.value() <= 0) return std::nullopt;
  return divide(Int128{part.value()} * 1000, whole.value(), Rounding::half_up);
}

}  // namespace guanxi::points
