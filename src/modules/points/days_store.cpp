#include "modules/points/days_store.h"

#include "modules/points/words.h"

namespace guanxi::points::store {

namespace {

#define GX_FIGURES                                                                      \
  "issued, purchased, granted, deducted, reversed, redeemed, restored, paid, expired, " \
  "forgiven, given, received"
#define GX_SUM(column) "CAST(SUM(" column ") AS BIGINT)"
#define GX_FIGURE_SUMS                                                                           \
  GX_SUM("issued")                                                                               \
  ", " GX_SUM("purchased") ", " GX_SUM("granted") ", " GX_SUM("deducted") ", " GX_SUM("reversed" \
  ) ", " GX_SUM("redeemed") ", " GX_SUM("restored") ", " GX_SUM("paid") ", " GX_SUM("expired"    \
  ) ", " GX_SUM("forgiven") ", " GX_SUM("given") ", " GX_SUM("received")
#define GX_ADD(column) column " = points_days." column " + excluded." column
#define GX_ADD_SUM(column) column " = points_day_sums." column " + excluded." column

const sql::Query counted_sql{"SELECT seq FROM points_counted WHERE owner_id = $1"};
const sql::Query put_counted_sql{
    "INSERT INTO points_counted (owner_id, seq) VALUES ($1, $2) "
    "ON CONFLICT (owner_id) DO UPDATE SET seq = excluded.seq"};
const sql::Query add_to_day_sql{
    "INSERT INTO points_days (programme_id, day, store_id, class, " GX_FIGURES
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) "
    "ON CONFLICT (programme_id, day, store_id, class) DO UPDATE SET " GX_ADD("issued"
    ) ", " GX_ADD("purchased") ", " GX_ADD("granted") ", " GX_ADD("deducted") ", " GX_ADD("reversed"
    ) ", " GX_ADD("redeemed") ", " GX_ADD("restored") ", " GX_ADD("paid") ", " GX_ADD("expired"
    ) ", " GX_ADD("forgiven") ", " GX_ADD("given") ", " GX_ADD("received")};
const sql::Query add_to_day_sum_sql{
    "INSERT INTO points_day_sums (programme_id, day, class, " GX_FIGURES
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) "
    "ON CONFLICT (programme_id, day, class) DO UPDATE SET " GX_ADD_SUM("issued"
    ) ", " GX_ADD_SUM("purchased") ", " GX_ADD_SUM("granted") ", " GX_ADD_SUM("deducted"
    ) ", " GX_ADD_SUM("reversed") ", " GX_ADD_SUM("redeemed") ", " GX_ADD_SUM("restored"
    ) ", " GX_ADD_SUM("paid") ", " GX_ADD_SUM("expired") ", " GX_ADD_SUM("forgiven"
    ) ", " GX_ADD_SUM("given") ", " GX_ADD_SUM("received")};
const sql::Query add_to_outstanding_sql{
    "INSERT INTO points_outstanding (programme_id, day, class, points) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (programme_id, day, class) "
    "DO UPDATE SET points = points_outstanding.points + excluded.points"};
const sql::Query delete_days_sql{"DELETE FROM points_days"};
const sql::Query delete_day_sums_sql{"DELETE FROM points_day_sums"};
const sql::Query delete_outstanding_sql{"DELETE FROM points_outstanding"};
const sql::Query delete_counted_sql{"DELETE FROM points_counted"};

// The range of days as well as the place behind which to go on: the key is then entered at the
// later of the two.
const sql::Query days_sql{
    "SELECT day, store_id, class, " GX_FIGURES
    " FROM points_days WHERE programme_id = $1 AND day BETWEEN $2 AND $3 "
    "AND (day, store_id, class) > ($4, $5, $6) ORDER BY day, store_id, class LIMIT $7"};
const sql::Query days_of_store_sql{
    "SELECT day, store_id, class, " GX_FIGURES
    " FROM points_days WHERE programme_id = $1 AND day BETWEEN $2 AND $3 "
    "AND (day, store_id, class) > ($4, $5, $6) AND store_id = $8 "
    "ORDER BY day, store_id, class LIMIT $7"};
const sql::Query class_sums_sql{
    "SELECT class, " GX_FIGURE_SUMS
    " FROM points_day_sums WHERE programme_id = $1 AND day BETWEEN $2 AND $3 GROUP BY class"};
const sql::Query class_sums_of_store_sql{
    "SELECT class, " GX_FIGURE_SUMS
    " FROM points_days WHERE programme_id = $1 AND day BETWEEN $2 AND $3 AND store_id = $4 "
    "GROUP BY class"};
const sql::Query outstanding_sql{
    "SELECT day, class, points FROM points_outstanding WHERE programme_id = $1 "
    "AND day BETWEEN $2 AND $3 ORDER BY day, class"};
const sql::Query outstanding_before_sql{"SELECT class, " GX_SUM("points"
) " FROM points_outstanding WHERE programme_id = $1 AND day < $2 GROUP BY class"};

const sql::Query each_counted_sql{
    "SELECT a.owner_id, a.programme_id, c.seq FROM points_accounts a JOIN points_counted c "
    "ON c.owner_id = a.owner_id ORDER BY a.owner_id"};
const sql::Query each_entry_to_count_sql{
    "SELECT owner_id, seq, posted_at, cause_kind, reason, class, amount, lot_class "
    "FROM points_entries"};
const sql::Query each_day_sql{"SELECT programme_id, day, class, " GX_FIGURE_SUMS
                              " FROM points_days GROUP BY programme_id, day, class"};
const sql::Query each_day_sum_sql{"SELECT programme_id, day, class, " GX_FIGURES
                                  " FROM points_day_sums"};
const sql::Query each_outstanding_sql{
    "SELECT programme_id, day, class, points FROM points_outstanding"};

#undef GX_FIGURES
#undef GX_FIGURE_SUMS
#undef GX_SUM
#undef GX_ADD
#undef GX_ADD_SUM

struct DayColumns {
  Date day;
  StoreId store;
  Class klass;
  Points issued, purchased, granted, deducted, reversed, redeemed, restored, paid, expired,
      forgiven, given, received;
};
struct ClassColumns {
  Class klass;
  Points issued, purchased, granted, deducted, reversed, redeemed, restored, paid, expired,
      forgiven, given, received;
};
struct ProgrammeDayColumns {
  ProgrammeId programme;
  Date day;
  Class klass;
  Points issued, purchased, granted, deducted, reversed, redeemed, restored, paid, expired,
      forgiven, given, received;
};
struct OutstandingColumns {
  ProgrammeId programme;
  Date day;
  Class klass;
  Points points;
};
struct EntryColumns {
  OwnerId owner;
  std::int64_t seq;
  Instant posted_at;
  std::string cause_kind, reason, klass;
  Points amount;
  std::string lot_class;
};

template <class Row>
Figures figures_of(const Row& row) {
  return {
      row.issued,
      row.purchased,
      row.granted,
      row.deducted,
      row.reversed,
      row.redeemed,
      row.restored,
      row.paid,
      row.expired,
      row.forgiven,
      row.given,
      row.received};
}

}  // namespace

std::int64_t counted(sql::Tx& tx, OwnerId owner) {
  return tx.find<std::int64_t>(counted_sql, owner).value_or(0);
}

void put_counted(sql::Tx& tx, OwnerId owner, std::int64_t seq) {
  tx.exec(put_counted_sql, owner, seq);
}

void add_to_day(sql::Tx& tx, const DayKey& key, const Figures& more) {
  tx.exec(
      add_to_day_sql,
      key.programme,
      key.day,
      key.store,
      key.klass,
      more.issued,
      more.purchased,
      more.granted,
      more.deducted,
      more.reversed,
      more.redeemed,
      more.restored,
      more.paid,
      more.expired,
      more.forgiven,
      more.given,
      more.received
  );
  tx.exec(
      add_to_day_sum_sql,
      key.programme,
      key.day,
      key.klass,
      more.issued,
      more.purchased,
      more.granted,
      more.deducted,
      more.reversed,
      more.redeemed,
      more.restored,
      more.paid,
      more.expired,
      more.forgiven,
      more.given,
      more.received
  );
}

void add_to_outstanding(sql::Tx& tx, const LotsKey& key, Points more) {
  tx.exec(add_to_outstanding_sql, key.programme, key.day, key.klass, more);
}

void delete_days(sql::Tx& tx) {
  tx.exec(delete_days_sql);
  tx.exec(delete_day_sums_sql);
  tx.exec(delete_outstanding_sql);
  tx.exec(delete_counted_sql);
}

std::vector<DayRow> days(
    sql::Tx& tx,
    ProgrammeId programme,
    Date from,
    Date to,
    std::optional<StoreId> store,
    const std::optional<DayRow>& after,
    int limit
) {
  const Date day = after ? after->day : from;
  const StoreId last_store = after ? after->store : StoreId(-1);
  const std::string_view klass = after ? word(after->klass) : "";
  std::vector<DayRow> rows;
  const auto add = [&](const DayColumns& row) {
    rows.push_back({row.day, row.store, row.klass, figures_of(row)});
  };
  if (store) {
    tx.each<DayColumns>(
        days_of_store_sql, add, programme, day, to, day, last_store, klass, limit, *store
    );
  } else {
    tx.each<DayColumns>(days_sql, add, programme, day, to, day, last_store, klass, limit);
  }
  return rows;
}

std::vector<ClassSum> class_sums(
    sql::Tx& tx, ProgrammeId programme, Date from, Date to, std::optional<StoreId> store
) {
  std::vector<ClassSum> sums;
  const auto add = [&](const ClassColumns& row) { sums.push_back({row.klass, figures_of(row)}); };
  if (store) {
    tx.each<ClassColumns>(class_sums_of_store_sql, add, programme, from, to, *store);
  } else {
    tx.each<ClassColumns>(class_sums_sql, add, programme, from, to);
  }
  return sums;
}

std::vector<DayOutstanding> outstanding(sql::Tx& tx, ProgrammeId programme, Date from, Date to) {
  return tx.list<DayOutstanding>(outstanding_sql, programme, from, to);
}

std::vector<Outstanding> outstanding_before(sql::Tx& tx, ProgrammeId programme, Date day) {
  return tx.list<Outstanding>(outstanding_before_sql, programme, day);
}

void each_counted(sql::Tx& tx, const std::function<void(const CountedAccount&)>& visit) {
  tx.each<CountedAccount>(each_counted_sql, [&](const CountedAccount& row) { visit(row); });
}

void each_entry_to_count(
    sql::Tx& tx, const std::function<void(OwnerId owner, const Entry& entry)>& visit
) {
  tx.each<EntryColumns>(each_entry_to_count_sql, [&](const EntryColumns& row) {
    const auto cause = parse_word<CauseKind>(row.cause_kind);
    const auto reason = parse_word<Reason>(row.reason);
    const auto sum = parse_word<Sum>(row.klass);
    if (!cause || !reason || !sum) return;  // verify() names it
    Entry entry;
    entry.seq = row.seq;
    entry.posted_at = row.posted_at;
    entry.cause.kind = *cause;
    entry.reason = *reason;
    entry.sum = *sum;
    entry.amount = row.amount;
    entry.lot_class = parse_word<Class>(row.lot_class);
    visit(row.owner, entry);
  });
}

void each_day(
    sql::Tx& tx, const std::function<void(const LotsKey& key, const Figures& figures)>& visit
) {
  tx.each<ProgrammeDayColumns>(each_day_sql, [&](const ProgrammeDayColumns& row) {
    visit({row.programme, row.day, row.klass}, figures_of(row));
  });
}

void each_day_sum(
    sql::Tx& tx, const std::function<void(const LotsKey& key, const Figures& figures)>& visit
) {
  tx.each<ProgrammeDayColumns>(each_day_sum_sql, [&](const ProgrammeDayColumns& row) {
    visit({row.programme, row.day, row.klass}, figures_of(row));
  });
}

void each_outstanding(
    sql::Tx& tx, const std::function<void(const LotsKey& key, Points points)>& visit
) {
  tx.each<OutstandingColumns>(each_outstanding_sql, [&](const OutstandingColumns& row) {
    visit({row.programme, row.day, row.klass}, row.points);
  });
}

}  // namespace guanxi::points::store
