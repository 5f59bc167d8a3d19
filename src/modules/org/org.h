// The organisation: group → company → region → store → counter, and the tills of a store. Read by every flow through an
// immutable snapshot in memory (a chain has thousands of stores, not millions); written by administrators.
// Threads: Org may be used from any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "platform/sql/sql.h"

namespace guanxi::org {

struct UnitTag;
using UnitId = Id<UnitTag>;

struct Store {
  StoreId id;
  std::string code;  // "S001"
  std::string name;
  TimeZone zone;
  int cutoff_minutes = 0;  // the business day ends this long after midnight
  ProgrammeId programme;
  bool active = true;
};

struct Counter {
  CounterId id;
  StoreId store;
  std::string code;
  std::string name;
};

struct Till {
  TillId id;
  StoreId store;
  std::string code;  // "01", unique in its store
  std::string name;
  OwnerId anonymous_owner;  // the account its sales without a member are booked to
  bool active = true;
};

/// What the organisation looked like at one moment. Pointers live as long as the snapshot.
class Snapshot {
 public:
  virtual ~Snapshot() = default;
  virtual const Store* find_store(std::string_view code) const = 0;
  virtual const Store* find_store(StoreId id) const = 0;
  virtual const Till* find_till(StoreId store, std::string_view code) const = 0;
  virtual const Till* find_till(TillId id) const = 0;
  virtual const Counter* find_counter(StoreId store, std::string_view code) const = 0;
  virtual std::vector<const Store*> stores() const = 0;
  virtual std::vector<const Till*> tills(StoreId store) const = 0;
};

class Org {
 public:
  Org(sql::Database& db, IdGenerator& ids);
  ~Org();

  /// The current snapshot; never null. Reloaded after a change made here, or by refresh() when another process made one.
  std::shared_ptr<const Snapshot> snapshot() const;
  void refresh();

  struct NewUnit {  // group, company, region
    std::string kind, code, name, parent_code;
  };
  /// Errors: code_taken, wrong_parent (a store hangs below a region, company or group; a counter below a store).
  Result<UnitId> add_unit(const NewUnit& unit, ActorId by, Instant now);
  struct NewStore {
    std::string code, name, parent_code;
    std::string time_zone = "Asia/Shanghai";
    int cutoff_minutes = 0;
    ProgrammeId programme;
  };
  /// Errors: code_taken, wrong_parent, time_zone_unknown, out_of_range.
  Result<StoreId> add_store(const NewStore& store, ActorId by, Instant now);
  /// Errors: store_not_found, code_taken.
  Result<CounterId> add_counter(StoreId store, std::string_view code, std::string_view name, ActorId by, Instant now);
  Result<TillId> add_till(StoreId store, std::string_view code, std::string_view name, ActorId by, Instant now);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace guanxi::org
