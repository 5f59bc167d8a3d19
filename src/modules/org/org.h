// The organisation: group → company → region → store → counter, and the tills of a store. Read by
// every flow through an immutable snapshot in memory (a chain has thousands of stores, not
// millions); written by administrators. Threads: Org may be used from any thread; a Snapshot never
// changes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "modules/audit/audit.h"
#include "platform/sql/sql.h"

namespace guanxi::api {
class Api;
struct Actor;
}  // namespace guanxi::api
namespace guanxi::programmes {
class Programmes;
}

namespace guanxi::org {

using guanxi::UnitId;

enum class UnitKind { group, company, region, store, counter };

/// One place in the tree. A store's and a counter's unit id is its StoreId and CounterId.
struct Unit {
  UnitId id;
  UnitId parent;  // none: a root
  UnitKind kind = UnitKind::group;
  std::string code;
  std::string name;
  bool active = true;
  int depth = 0;  // 0: a root
};

struct Store {
  StoreId id;
  std::string code;  // "S001", unique among stores
  std::string name;
  TimeZone zone;
  int cutoff_minutes = 0;  // the business day ends this long after midnight
  ProgrammeId programme;
  bool active = true;
  UnitId parent;
};

struct Counter {
  CounterId id;
  StoreId store;
  std::string code;  // unique in its store
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

/// What the organisation looked like at one moment. Pointers live as long as the snapshot. Look-ups
/// by code are exact; lists are ordered by code.
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
  virtual std::vector<const Counter*> counters(StoreId store) const = 0;

  virtual const Unit* find_unit(UnitId id) const = 0;
  /// The whole tree: every unit stands behind its parent, siblings by kind and code.
  virtual const std::vector<Unit>& units() const = 0;
};

class Org {
 public:
  /// Reads the organisation; the schema must be migrated. `db` and `ids` must outlive it.
  Org(sql::Database& db, IdGenerator& ids);
  ~Org();

  /// The current snapshot; never null. Reloaded after a change made here, or by refresh() when
  /// another process made one. Costs the copy of a pointer; take it once per request and keep it to
  /// its end.
  std::shared_ptr<const Snapshot> snapshot() const;
  /// Looks whether something changed and reads it again if so: one small read otherwise. Call it
  /// every second or so.
  void refresh();

  // Adding is durable when it returns. A code that exists is refused, so a repeated request cannot
  // add twice. Every fault of the input is reported: besides the errors named below missing_field,
  // too_long and bad_format with the pointer of the field ("/code"), several faults as
  // invalid_request with all of them in `more`.

  struct NewUnit {  // group, company, region
    std::string kind, code, name, parent_code;
  };
  /// A group has no parent, a company hangs below a group, a region below a company or a group.
  /// Codes are unique among groups, companies and regions together, so that a parent's code names
  /// one unit. Errors: unknown_value (kind), code_taken, wrong_parent (not there, or of a kind this
  /// unit cannot hang below).
  Result<UnitId> add_unit(const NewUnit& unit, const audit::By& by, Instant now);
  struct NewStore {
    std::string code, name, parent_code;  // below a region, company or group
    std::string time_zone = "Asia/Shanghai";
    int cutoff_minutes = 0;  // 0 … 720
    ProgrammeId programme;   // the caller makes sure that it exists
  };
  /// Errors: code_taken, wrong_parent, time_zone_unknown, out_of_range, missing_field.
  Result<StoreId> add_store(const NewStore& store, const audit::By& by, Instant now);
  /// Errors: store_not_found, code_taken (in this store).
  Result<CounterId> add_counter(
      StoreId store, std::string_view code, std::string_view name, const audit::By& by, Instant now
  );
  /// A till gets an anonymous account of its own. Errors: store_not_found, code_taken (in this
  /// store).
  Result<TillId> add_till(
      StoreId store, std::string_view code, std::string_view name, const audit::By& by, Instant now
  );

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Tills, and people with a limit to stores.
bool is_limited(const api::Actor& actor);
/// The programmes of the stores an actor is limited to, each once.
std::vector<ProgrammeId> programmes_of(const Snapshot& organisation, const api::Actor& actor);
/// Whether an actor has to do with a programme: everybody without a limit, the others where one of
/// their stores belongs to it. Its members are not there for anybody else.
bool sees_programme(const Snapshot& organisation, const api::Actor& actor, ProgrammeId programme);

/// /v1/org, /v1/org/units, /v1/stores and below. All arguments outlive `api`.
void add_endpoints(api::Api& api, Org& org, const programmes::Programmes& programmes);

}  // namespace guanxi::org
