#include "modules/org/org.h"

#include <mutex>

#include "base/published.h"
#include "modules/org/rules.h"
#include "modules/org/snapshot.h"
#include "modules/org/store.h"

namespace guanxi::org {
namespace {

Error taken(std::string_view code) {
  return fail(ErrorCode::code_taken, "/code", {{"code", std::string(code)}});
}

Error store_missing(StoreId store) {
  return fail(ErrorCode::store_not_found, "/store", {{"store", store.to_string()}});
}

/// The group, company or region that `child` wants to hang below.
Result<UnitId> parent_for(sql::Tx& tx, UnitKind child, std::string_view code) {
  const auto parent = store::find_parent(tx, code);
  const auto kind = parent ? parse_upper_kind(parent->kind) : std::nullopt;
  if (!kind || !may_hang_below(child, *kind)) {
    return fail(
        ErrorCode::wrong_parent,
        "/parent_code",
        {{"parent", std::string(code)}, {"expected", parents_of(child)}}
    );
  }
  return parent->id;
}

void record_added(
    sql::Tx& tx,
    const audit::By& by,
    const std::string& kind,
    std::string id,
    audit::Changes made,
    Instant now
) {
  const std::string action = kind + "_added";
  audit::record(
      tx,
      by,
      {.action = action.c_str(),
       .object_kind = kind.c_str(),
       .object_id = std::move(id),
       .changes = std::move(made)},
      now
  );
}

audit::Changes part_of(StoreId store, const std::string& code, const std::string& name) {
  audit::Changes made;
  made.add("store", {}, store.to_string()).add("code", {}, code).add("name", {}, name);
  return made;
}

}  // namespace

class Org::Impl {
 public:
  Impl(sql::Database& db, IdGenerator& ids) : db_(db), ids_(ids), snapshot_(read_first()) {}

  std::shared_ptr<const Snapshot> snapshot() const { return snapshot_.get(); }

  void refresh() {
    // One reload at a time, so that an older state never replaces a newer one.
    const std::lock_guard lock(reloading_);
    std::int64_t version = version_;
    auto rows = db_.read([&](sql::Tx& tx) -> std::optional<store::Rows> {
      version = store::version(tx);
      if (version == version_) return std::nullopt;
      return store::load(tx);
    });
    if (!rows) return;
    snapshot_.set(make_snapshot(std::move(*rows)));
    version_ = version;  // only now: a reload that failed half-way is tried again
  }

  /// Runs `insert` in a transaction and shows its effect in the snapshot.
  template <class R, class Insert>
  Result<R> add(Insert&& insert) {
    Result<R> added = db_.write(std::forward<Insert>(insert));
    if (added) {
      try {
        refresh();
      } catch (const sql::StorageFault&) {
        // What was added is durable: the answer must say so. The next refresh() of the server shows
        // it.
      }
    }
    return added;
  }

  sql::Database& db_;
  IdGenerator& ids_;

 private:
  std::shared_ptr<const Snapshot> read_first() {
    return make_snapshot(db_.read([&](sql::Tx& tx) {
      version_ = store::version(tx);
      return store::load(tx);
    }));
  }

  std::mutex reloading_;
  std::int64_t version_ = 0;  // of the snapshot; under reloading_
  Published<Snapshot> snapshot_;
};

Org::Org(sql::Database& db, IdGenerator& ids) : impl_(std::make_unique<Impl>(db, ids)) {}
Org::~Org() = default;

std::shared_ptr<const Snapshot> Org::snapshot() const { return impl_->snapshot(); }
void Org::refresh() { impl_->refresh(); }

Result<UnitId> Org::add_unit(const NewUnit& unit, const audit::By& by, Instant now) {
  GX_TRY_VOID(check_unit(unit));
  const UnitKind kind = *parse_upper_kind(unit.kind);
  const auto id = impl_->ids_.next_id<UnitTag>();
  return impl_->add<UnitId>([&](sql::Tx& tx) -> Result<UnitId> {
    store::UnitRow row{.id = id, .kind = unit.kind, .code = unit.code, .name = unit.name};
    if (kind != UnitKind::group) {
      GX_TRY(parent, parent_for(tx, kind, unit.parent_code));
      row.parent = parent;
    }
    if (!store::insert_unit(tx, row, {by.actor, now})) return taken(unit.code);
    audit::Changes made;
    made.add("kind", {}, row.kind).add("code", {}, row.code).add("name", {}, row.name);
    if (row.parent) made.add("parent", {}, unit.parent_code);
    record_added(tx, by, "unit", id.to_string(), std::move(made), now);
    return id;
  });
}

Result<StoreId> Org::add_store(const NewStore& store, const audit::By& by, Instant now) {
  GX_TRY_VOID(check_store(store));
  const auto id = impl_->ids_.next_id<StoreTag>();
  return impl_->add<StoreId>([&](sql::Tx& tx) -> Result<StoreId> {
    GX_TRY(parent, parent_for(tx, UnitKind::store, store.parent_code));
    const store::UnitRow row{
        .id = UnitId(id.value()),
        .parent = parent,
        .kind = "store",
        .code = store.code,
        .name = store.name,
        .time_zone = store.time_zone,
        .cutoff_minutes = store.cutoff_minutes,
        .programme = store.programme};
    if (!store::insert_unit(tx, row, {by.actor, now})) return taken(store.code);
    audit::Changes made;
    made.add("code", {}, row.code).add("name", {}, row.name);
    made.add("parent", {}, store.parent_code).add("time_zone", {}, row.time_zone);
    made.add("cutoff_minutes", {}, std::to_string(store.cutoff_minutes));
    made.add("programme", {}, store.programme.to_string());
    record_added(tx, by, "store", id.to_string(), std::move(made), now);
    return id;
  });
}

Result<CounterId> Org::add_counter(
    StoreId store, std::string_view code, std::string_view name, const audit::By& by, Instant now
) {
  GX_TRY_VOID(check_child(code, name));
  const auto id = impl_->ids_.next_id<CounterTag>();
  return impl_->add<CounterId>([&](sql::Tx& tx) -> Result<CounterId> {
    if (!store::is_store(tx, store)) return store_missing(store);
    const store::UnitRow row{
        .id = UnitId(id.value()),
        .parent = UnitId(store.value()),
        .kind = "counter",
        .code = std::string(code),
        .name = std::string(name)};
    if (!store::insert_unit(tx, row, {by.actor, now})) return taken(code);
    record_added(tx, by, "counter", id.to_string(), part_of(store, row.code, row.name), now);
    return id;
  });
}

Result<TillId> Org::add_till(
    StoreId store, std::string_view code, std::string_view name, const audit::By& by, Instant now
) {
  GX_TRY_VOID(check_child(code, name));
  const auto id = impl_->ids_.next_id<TillTag>();
  const auto anonymous = impl_->ids_.next_id<OwnerTag>();
  return impl_->add<TillId>([&](sql::Tx& tx) -> Result<TillId> {
    if (!store::is_store(tx, store)) return store_missing(store);
    const Till till{id, store, std::string(code), std::string(name), anonymous, true};
    if (!store::insert_till(tx, till, {by.actor, now})) return taken(code);
    record_added(tx, by, "till", id.to_string(), part_of(store, till.code, till.name), now);
    return id;
  });
}

}  // namespace guanxi::org
