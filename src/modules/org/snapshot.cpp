#include "modules/org/snapshot.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "modules/org/rules.h"

namespace guanxi::org {
namespace {

/// A code within a store. The view points into the Till or Counter that the snapshot keeps.
struct CodeInStore {
  StoreId store;
  std::string_view code;
  bool operator==(const CodeInStore&) const = default;
};
struct HashCode {
  std::size_t operator()(const CodeInStore& key) const {
    return std::hash<std::string_view>{}(key.code) * 31 + std::hash<StoreId>{}(key.store);
  }
};

template <class Key, class Value, class Hash = std::hash<Key>>
const Value* find_in(const std::unordered_map<Key, const Value*, Hash>& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : found->second;
}

/// The entries of one store in a list ordered by (store, code).
template <class T>
std::vector<const T*> of_store(const std::vector<T>& list, StoreId store) {
  const auto first = std::partition_point(list.begin(), list.end(), [&](const T& entry) {
    return entry.store < store;
  });
  std::vector<const T*> found;
  for (auto at = first; at != list.end() && at->store == store; ++at) found.push_back(&*at);
  return found;
}

template <class T>
void sort_by_store(std::vector<T>& list) {
  std::sort(list.begin(), list.end(), [](const T& a, const T& b) {
    return std::tie(a.store, a.code) < std::tie(b.store, b.code);
  });
}

UnitKind kind_of(std::string_view word) {
  for (const UnitKind kind :
       {UnitKind::group, UnitKind::company, UnitKind::region, UnitKind::store, UnitKind::counter}) {
    if (kind_name(kind) == word) return kind;
  }
  GX_CHECK_WHY(false, "org_units holds an unknown kind");
}

class Loaded final : public Snapshot {
 public:
  explicit Loaded(store::Rows rows) : tills_(std::move(rows.tills)) {
    for (store::UnitRow& row : rows.units) take(row);
    std::sort(stores_.begin(), stores_.end(), [](const Store& a, const Store& b) {
      return a.code < b.code;
    });
    sort_by_store(counters_);
    sort_by_store(tills_);
    order_tree();
    index();
  }

  const Store* find_store(std::string_view code) const override {
    return find_in(stores_by_code_, code);
  }
  const Store* find_store(StoreId id) const override { return find_in(stores_by_id_, id); }
  const Till* find_till(StoreId store, std::string_view code) const override {
    return find_in(tills_by_code_, CodeInStore{store, code});
  }
  const Till* find_till(TillId id) const override { return find_in(tills_by_id_, id); }
  const Counter* find_counter(StoreId store, std::string_view code) const override {
    return find_in(counters_by_code_, CodeInStore{store, code});
  }
  std::vector<const Store*> stores() const override {
    std::vector<const Store*> all;
    all.reserve(stores_.size());
    for (const Store& store : stores_) all.push_back(&store);
    return all;
  }
  std::vector<const Till*> tills(StoreId store) const override { return of_store(tills_, store); }
  std::vector<const Counter*> counters(StoreId store) const override {
    return of_store(counters_, store);
  }
  const Unit* find_unit(UnitId id) const override { return find_in(units_by_id_, id); }
  const std::vector<Unit>& units() const override { return units_; }

 private:
  void take(store::UnitRow& row) {
    const UnitKind kind = kind_of(row.kind);
    const UnitId parent = row.parent.value_or(UnitId());
    units_.push_back({row.id, parent, kind, row.code, row.name, row.active, 0});
    if (kind == UnitKind::counter) {
      counters_.push_back(
          {CounterId(row.id.value()),
           StoreId(parent.value()),
           std::move(row.code),
           std::move(row.name)}
      );
    } else if (kind == UnitKind::store) {
      const auto zone = TimeZone::find(row.time_zone.value_or(""));
      GX_CHECK_WHY(
          zone.has_value(),
          "a store's time zone is unknown to this machine's tzdata: " +
              row.time_zone.value_or("none")
      );
      GX_CHECK(row.cutoff_minutes.has_value() && row.programme.has_value());
      stores_.push_back(
          {StoreId(row.id.value()),
           std::move(row.code),
           std::move(row.name),
           *zone,
           *row.cutoff_minutes,
           *row.programme,
           row.active,
           parent}
      );
    }
  }

  /// Puts every unit behind its parent, siblings by kind and code.
  void order_tree() {
    std::unordered_map<UnitId, std::vector<const Unit*>> children;
    for (const Unit& unit : units_) children[unit.parent].push_back(&unit);
    for (auto& [parent, siblings] : children) {
      std::sort(siblings.begin(), siblings.end(), [](const Unit* a, const Unit* b) {
        return std::tie(a->kind, a->code) < std::tie(b->kind, b->code);
      });
    }
    std::vector<Unit> ordered;
    ordered.reserve(units_.size());
    append_children(children, UnitId(), 0, ordered);
    GX_CHECK_WHY(ordered.size() == units_.size(), "org_units is not a tree");
    units_ = std::move(ordered);
  }
  static void append_children(
      const std::unordered_map<UnitId, std::vector<const Unit*>>& children,
      UnitId parent,
      int depth,
      std::vector<Unit>& ordered
  ) {
    const auto found = children.find(parent);
    if (found == children.end()) return;
    for (const Unit* child : found->second) {
      ordered.push_back(*child);
      ordered.back().depth = depth;
      append_children(children, child->id, depth + 1, ordered);
    }
  }

  /// Only after everything has its final place in memory.
  void index() {
    for (const Unit& unit : units_) units_by_id_.emplace(unit.id, &unit);
    for (const Store& store : stores_) {
      stores_by_code_.emplace(store.code, &store);
      stores_by_id_.emplace(store.id, &store);
    }
    for (const Counter& counter : counters_) {
      GX_CHECK(stores_by_id_.contains(counter.store));
      counters_by_code_.emplace(CodeInStore{counter.store, counter.code}, &counter);
    }
    for (const Till& till : tills_) {
      GX_CHECK(stores_by_id_.contains(till.store));
      tills_by_code_.emplace(CodeInStore{till.store, till.code}, &till);
      tills_by_id_.emplace(till.id, &till);
    }
  }

  std::vector<Unit> units_;
  std::vector<Store> stores_;
  std::vector<Counter> counters_;
  std::vector<Till> tills_;
  std::unordered_map<UnitId, const Unit*> units_by_id_;
  std::unordered_map<std::string_view, const Store*> stores_by_code_;
  std::unordered_map<StoreId, const Store*> stores_by_id_;
  std::unordered_map<CodeInStore, const Counter*, HashCode> counters_by_code_;
  std::unordered_map<CodeInStore, const Till*, HashCode> tills_by_code_;
  std::unordered_map<TillId, const Till*> tills_by_id_;
};

}  // namespace

std::shared_ptr<const Snapshot> make_snapshot(store::Rows rows) {
  return std::make_shared<const Loaded>(std::move(rows));
}

}  // namespace guanxi::org
