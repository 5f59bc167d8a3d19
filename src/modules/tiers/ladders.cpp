#include "modules/tiers/ladders.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "base/naming.h"
#include "base/published.h"
#include "modules/tiers/ladder_docs.h"
#include "modules/tiers/ladder_rules.h"
#include "modules/tiers/ladders_store.h"

namespace guanxi::tiers {
namespace {

/// Everything that is switched on, of each ladder the first version first.
struct State {
  std::map<LadderId, std::vector<VersionPtr>> versions;
  std::map<ProgrammeId, std::vector<LadderId>> ladders;  // by code
};

Version version_of(const Ladder& ladder, store::VersionRow row) {
  auto terms = api::from_json<Terms>(row.terms, api::Origin::stored);
  GX_CHECK_WHY(terms.has_value(), "the stored terms of a ladder cannot be read: " + ladder.code);
  return {
      ladder.id,
      ladder.programme,
      ladder.currency,
      ladder.code,
      row.version,
      row.effective_from,
      *std::move(terms)};
}

std::shared_ptr<const State> load(sql::Tx& tx) {
  auto state = std::make_shared<State>();
  std::map<LadderId, Ladder> ladders;
  for (Ladder& ladder : store::list_ladders(tx)) {
    state->ladders[ladder.programme].push_back(ladder.id);
    ladders.emplace(ladder.id, std::move(ladder));
  }
  for (store::VersionRow& row : store::switched_on(tx)) {
    const auto ladder = ladders.find(row.ladder);
    GX_CHECK_WHY(ladder != ladders.end(), "a version without its ladder");
    state->versions[row.ladder].push_back(
        std::make_shared<const Version>(version_of(ladder->second, std::move(row)))
    );
  }
  return state;
}

/// The last one that began by `when`; none may have.
VersionPtr in_force_of(const std::vector<VersionPtr>& versions, Instant when) {
  const auto later = std::ranges::partition_point(versions, [&](const VersionPtr& version) {
    return *version->effective_from <= when;
  });
  return later == versions.begin() ? nullptr : *std::prev(later);
}

struct FieldChange {
  std::string field;
  std::optional<std::string> before, after;
};

/// Field by field; `before` is null of what is new.
std::vector<FieldChange> changes_between(const Terms* before, const Terms& after) {
  std::map<std::string, std::pair<std::optional<std::string>, std::optional<std::string>>> fields;
  if (before != nullptr) {
    for (FieldText& old : texts_of(*before)) fields[old.field].first = std::move(old.text);
  }
  for (FieldText& now : texts_of(after)) fields[now.field].second = std::move(now.text);
  std::vector<FieldChange> changes;
  for (auto& [field, texts] : fields) {
    if (texts.first != texts.second) {
      changes.push_back({field, std::move(texts.first), std::move(texts.second)});
    }
  }
  return changes;
}

void log_changes(
    sql::Tx& tx, const Ladder& after, const std::vector<FieldChange>& changes, std::string_view why
) {
  for (const FieldChange& one : changes) {
    store::insert_change(
        tx,
        after.id,
        {after.version,
         one.field,
         one.before,
         one.after,
         std::string(why),
         after.changed_at,
         after.changed_by}
    );
  }
}

/// Into the audit trail: `version` names the version before and after, of what it is that moved –
/// the newest one, or the one in force.
void record(
    sql::Tx& tx,
    const audit::By& by,
    const char* action,
    const Ladder& ladder,
    const audit::Changes& version,
    const std::vector<FieldChange>& changes,
    const std::string& why
) {
  audit::Changes all = version;
  for (const FieldChange& one : changes) all.add(one.field.c_str(), one.before, one.after);
  audit::record(
      tx,
      by,
      {.action = action,
       .object_kind = "tier_ladder",
       .object_id = ladder.id.to_string(),
       .changes = std::move(all),
       .reason = why},
      ladder.changed_at
  );
}

/// A tier that members may hold stays, above those it is above of, and the lowest the lowest.
Outcome check_held(sql::Tx& tx, const Ladder& ladder, const Terms& terms) {
  if (ladder.in_force == 0) return ok();
  const auto now = find_version(tx, ladder, ladder.in_force);
  GX_CHECK(now.has_value());
  auto at = terms.tiers.begin();
  for (const Tier& tier : now->terms.tiers) {
    const auto found =
        std::find_if(at, terms.tiers.end(), [&](const Tier& one) { return one.code == tier.code; });
    const bool lowest = &tier == &now->terms.tiers.front();
    if (found == terms.tiers.end() || (lowest && found != terms.tiers.begin()))
      return fail(ErrorCode::tier_in_use, "/terms/tiers", {{"tier", tier.code}});
    at = found + 1;
  }
  return ok();
}

Result<Ladder> load_ladder(sql::Tx& tx, LadderId id, std::int64_t version) {
  auto ladder = store::find_ladder(tx, id);
  if (!ladder) return ErrorCode::tier_ladder_not_found;
  if (ladder->version != version) return ErrorCode::stale_version;
  return *std::move(ladder);
}

/// Only one ladder of a programme decides rates.
Outcome check_rates(sql::Tx& tx, const Ladder& ladder, const Terms& terms) {
  if (!terms.decides_rates) return ok();
  for (const Ladder& other : store::list_ladders(tx)) {
    if (other.id == ladder.id || other.programme != ladder.programme || other.in_force == 0)
      continue;
    if (find_version(tx, other, other.in_force)->terms.decides_rates)
      return fail(ErrorCode::tier_rates_decided, "", {{"ladder", other.code}});
  }
  return ok();
}

}  // namespace

std::optional<std::size_t> Version::rank(std::string_view tier) const {
  for (std::size_t i = 0; i < terms.tiers.size(); ++i) {
    if (terms.tiers[i].code == tier) return i;
  }
  return std::nullopt;
}

std::size_t Version::rank_of(std::string_view tier) const {
  const auto found = rank(tier);
  GX_CHECK_WHY(found.has_value(), "somebody has a tier that its ladder lacks");
  return *found;
}

class Ladders::Impl {
 public:
  Impl(sql::Database& db, IdGenerator& ids)
      : db_(db), ids_(ids), state_(db.read([&](sql::Tx& tx) {
          count_ = store::count_switched_on(tx);
          return load(tx);
        })) {}

  std::shared_ptr<const State> state() const { return state_.get(); }

  void refresh() {
    // One reload at a time, so that an older state never replaces a newer one.
    const std::lock_guard lock(reloading_);
    std::int64_t count = count_;
    const auto read = db_.read([&](sql::Tx& tx) -> std::shared_ptr<const State> {
      count = store::count_switched_on(tx);
      return count == count_ ? nullptr : load(tx);
    });
    if (!read) return;
    state_.set(read);
    count_ = count;
  }

  sql::Database& db_;
  IdGenerator& ids_;

 private:
  std::mutex reloading_;
  std::int64_t count_ = 0;
  Published<State> state_;
};

Ladders::Ladders(sql::Database& db, IdGenerator& ids) : impl_(std::make_unique<Impl>(db, ids)) {}
Ladders::~Ladders() = default;

std::vector<VersionPtr> Ladders::in_force(ProgrammeId programme, Instant when) const {
  const auto state = impl_->state();
  std::vector<VersionPtr> found;
  const auto ladders = state->ladders.find(programme);
  if (ladders == state->ladders.end()) return found;
  for (const LadderId ladder : ladders->second) {
    const auto versions = state->versions.find(ladder);
    if (versions == state->versions.end()) continue;
    if (auto version = in_force_of(versions->second, when)) found.push_back(std::move(version));
  }
  return found;
}

VersionPtr Ladders::in_force(LadderId ladder, Instant when) const {
  const auto state = impl_->state();
  const auto versions = state->versions.find(ladder);
  return versions == state->versions.end() ? nullptr : in_force_of(versions->second, when);
}

void Ladders::refresh() { impl_->refresh(); }

Result<Ladder> Ladders::add(
    ProgrammeId programme,
    Currency currency,
    const std::string& code,
    const Terms& terms,
    const std::string& reason,
    const audit::By& by,
    Instant now
) {
  Faults faults;
  faults.add(check_code(code, "/code")).add(check(terms, currency)).add(check_reason(reason));
  GX_TRY_VOID(faults.outcome());
  const Ladder ladder{
      impl_->ids_.next_id<LadderTag>(), programme, currency, code, 1, 0, now, by.actor};
  return impl_->db_.write([&](sql::Tx& tx) -> Result<Ladder> {
    if (!store::insert_ladder(tx, ladder))
      return fail(ErrorCode::code_taken, "/code", {{"code", code}});
    store::insert_version(
        tx, {ladder.id, programme, currency, code, 1, std::nullopt, terms}, by.actor, now
    );
    const auto changes = changes_between(nullptr, terms);
    log_changes(tx, ladder, changes, reason);
    audit::Changes made;
    made.add("programme", {}, programme.to_string()).add("code", {}, code).add("version", {}, "1");
    record(tx, by, "tier_ladder_added", ladder, made, changes, reason);
    return ladder;
  });
}

Result<Ladder> Ladders::change(
    LadderId ladder,
    std::int64_t version,
    const Terms& terms,
    const std::string& reason,
    const audit::By& by,
    Instant now
) {
  return impl_->db_.write([&](sql::Tx& tx) -> Result<Ladder> {
    GX_TRY(after, load_ladder(tx, ladder, version));
    Faults faults;
    faults.add(check(terms, after.currency)).add(check_reason(reason));
    GX_TRY_VOID(faults.outcome());
    GX_TRY_VOID(check_held(tx, after, terms));
    const auto before = find_version(tx, after, version);
    GX_CHECK(before.has_value());
    if (before->terms == terms) return after;
    ++after.version;
    after.changed_at = now;
    after.changed_by = by.actor;
    if (!store::update_ladder(tx, after, version)) return ErrorCode::conflict;
    store::insert_version(
        tx,
        {after.id, after.programme, after.currency, after.code, after.version, std::nullopt, terms},
        by.actor,
        now
    );
    const auto changes = changes_between(&before->terms, terms);
    log_changes(tx, after, changes, reason);
    audit::Changes moved;
    moved.add("version", std::to_string(version), std::to_string(after.version));
    record(tx, by, "tier_ladder_changed", after, moved, changes, reason);
    return after;
  });
}

Result<Ladder> Ladders::switch_on(
    LadderId ladder,
    std::int64_t version,
    const std::string& reason,
    const audit::By& by,
    Instant now
) {
  auto switched = impl_->db_.write([&](sql::Tx& tx) -> Result<Ladder> {
    GX_TRY(after, load_ladder(tx, ladder, version));
    GX_TRY_VOID(check_reason(reason));
    if (after.in_force == after.version) return ErrorCode::tier_version_on;
    const auto draft = find_version(tx, after, version);
    GX_CHECK(draft.has_value());
    GX_TRY_VOID(check_rates(tx, after, draft->terms));
    after.changed_at = now;
    std::optional<Version> last;
    std::optional<std::string> in_force;
    if (after.in_force > 0) {
      // Versions apply in their order, each from a moment of its own.
      last = find_version(tx, after, after.in_force);
      after.changed_at = std::max(now, last->effective_from->plus_micros(1));
      in_force = std::to_string(after.in_force);
    }
    after.in_force = version;
    after.changed_by = by.actor;
    if (!store::update_ladder(tx, after, version)) return ErrorCode::conflict;
    store::switch_on(tx, after, reason);
    audit::Changes moved;
    moved.add("in_force", in_force, std::to_string(version));
    const auto changes = changes_between(last ? &last->terms : nullptr, draft->terms);
    record(tx, by, "tier_ladder_switched_on", after, moved, changes, reason);
    return after;
  });
  if (switched) {
    try {
      refresh();
    } catch (const sql::StorageFault&) {
      // It is durable, and the answer must say so; the server's next refresh() shows it.
    }
  }
  return switched;
}

std::optional<Ladder> find_ladder(sql::Tx& tx, std::string_view code) {
  return store::find_ladder(tx, code);
}
std::optional<Ladder> find_ladder(sql::Tx& tx, LadderId id) { return store::find_ladder(tx, id); }
std::vector<Ladder> list_ladders(sql::Tx& tx) { return store::list_ladders(tx); }

std::optional<Version> find_version(sql::Tx& tx, const Ladder& ladder, std::int64_t version) {
  auto row = store::find_version(tx, ladder.id, version);
  if (!row) return std::nullopt;
  return version_of(ladder, *std::move(row));
}

std::vector<Change> changes_of(sql::Tx& tx, LadderId ladder, std::int64_t before, int versions) {
  return store::changes_between(tx, ladder, before - versions, before);
}

}  // namespace guanxi::tiers
