// Inside modules/points: the SQL of points per day. Functions of the caller's Tx; any thread.
#pragma once

#include "modules/points/days.h"

namespace guanxi::points::store {

std::int64_t counted(sql::Tx& tx, OwnerId owner);  // entries 1 … this
void put_counted(sql::Tx& tx, OwnerId owner, std::int64_t seq);
/// And to the day's sum over all stores.
void add_to_day(sql::Tx& tx, const DayKey& key, const Figures& more);
void add_to_outstanding(sql::Tx& tx, const LotsKey& key, Points more);
void delete_days(sql::Tx& tx);

std::vector<DayRow> days(
    sql::Tx& tx,
    ProgrammeId programme,
    Date from,
    Date to,
    std::optional<StoreId> store,
    const std::optional<DayRow>& after,
    int limit
);
struct ClassSum {
  Class klass = Class::a;
  Figures figures;
};
std::vector<ClassSum> class_sums(
    sql::Tx& tx, ProgrammeId programme, Date from, Date to, std::optional<StoreId> store
);
struct DayOutstanding {
  Date day;
  Class klass = Class::a;
  Points points;
};
std::vector<DayOutstanding> outstanding(sql::Tx& tx, ProgrammeId programme, Date from, Date to);
struct Outstanding {
  Class klass = Class::a;
  Points points;
};
std::vector<Outstanding> outstanding_before(sql::Tx& tx, ProgrammeId programme, Date day);

// ---- for verify ----

struct CountedAccount {
  OwnerId owner;
  ProgrammeId programme;
  std::int64_t seq = 0;
};
void each_counted(sql::Tx& tx, const std::function<void(const CountedAccount&)>& visit);
void each_entry_to_count(
    sql::Tx& tx, const std::function<void(OwnerId owner, const Entry& entry)>& visit
);
/// Over all stores.
void each_day(
    sql::Tx& tx, const std::function<void(const LotsKey& key, const Figures& figures)>& visit
);
/// As the days' sums over all stores have it.
void each_day_sum(
    sql::Tx& tx, const std::function<void(const LotsKey& key, const Figures& figures)>& visit
);
void each_outstanding(
    sql::Tx& tx, const std::function<void(const LotsKey& key, Points points)>& visit
);

}  // namespace guanxi::points::store
