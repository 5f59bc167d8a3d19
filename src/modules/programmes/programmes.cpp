#include "modules/programmes/programmes.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "base/naming.h"
#include "base/published.h"
#include "base/text.h"
#include "modules/programmes/parameters.h"
#include "modules/programmes/store.h"

namespace guanxi::programmes {
namespace {

using VersionPtr = std::shared_ptr<const Version>;
using Versions = std::vector<VersionPtr>;  // by number, and so by effective_from

struct HashText {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

/// All programmes at one moment.
struct State {
  std::unordered_map<ProgrammeId, Versions> versions;
  std::unordered_map<std::string, ProgrammeId, HashText, std::equal_to<>> by_code;

  const Versions* find(ProgrammeId programme) const {
    const auto found = versions.find(programme);
    return found == versions.end() ? nullptr : &found->second;
  }
};

VersionPtr in_force_of(const Versions& versions, Instant when) {
  const auto later =
      std::partition_point(versions.begin(), versions.end(), [&](const VersionPtr& version) {
        return version->effective_from <= when;
      });
  return later == versions.begin() ? nullptr : *std::prev(later);
}

VersionPtr shown_of(const Versions& versions, Instant when) {
  VersionPtr found = in_force_of(versions, when);
  return found ? found : versions.front();
}

std::shared_ptr<const State> make_state(const store::Rows& rows) {
  auto state = std::make_shared<State>();
  std::unordered_map<ProgrammeId, const store::ProgrammeRow*> programmes;
  for (const store::ProgrammeRow& row : rows.programmes) {
    programmes.emplace(row.id, &row);
    state->by_code.emplace(row.code, row.id);
  }
  for (const store::VersionRow& row : rows.versions) {
    const auto programme = programmes.find(row.programme);
    GX_CHECK_WHY(programme != programmes.end(), "a programme version without its programme");
    const store::ProgrammeRow& head = *programme->second;
    const auto zone = TimeZone::find(head.time_zone);
    GX_CHECK_WHY(
        zone.has_value(),
        "a programme's time zone is unknown to this machine's tzdata: " + head.time_zone
    );
    const auto parameters = from_json(row.parameters);
    GX_CHECK_WHY(
        parameters.has_value(),
        "the stored parameters of programme " + head.code + " version " +
            std::to_string(row.version) + " cannot be read at '" +
            (parameters ? "" : parameters.error().pointer) +
            "'; were they written by a newer program?"
    );
    Versions& versions = state->versions[row.programme];
    GX_CHECK(versions.empty() || versions.back()->effective_from < row.effective_from);
    versions.push_back(std::make_shared<const Version>(Version{
        row.programme,
        row.version,
        row.effective_from,
        head.code,
        head.name,
        head.currency,
        *zone,
        *parameters,
        row.note,
        row.created_at,
        row.created_by}));
  }
  GX_CHECK_WHY(state->versions.size() == programmes.size(), "a programme without a version");
  return state;
}

Outcome check_programme(const Programmes::NewProgramme& programme) {
  Faults faults;
  faults.add(check_code(programme.code, "/code")).add(check_name(programme.name, "/name"));
  if (!TimeZone::find(programme.time_zone)) {
    faults.add(fail(ErrorCode::time_zone_unknown, "/time_zone", {{"zone", programme.time_zone}}));
  }
  faults.add(check(programme.parameters, "/parameters"));
  return faults.outcome();
}

Outcome check_note(std::string_view note) {
  if (!is_valid_utf8(note) || has_control_characters(note, "\n\t"))
    return fail(ErrorCode::bad_format, "/note");
  if (code_points(note) > limits::note_length_max) {
    return fail(ErrorCode::too_long, "/note", {{"max", std::to_string(limits::note_length_max)}});
  }
  return ok();
}

/// `version` says when it comes into force; the note is why.
void record(
    sql::Tx& tx,
    const audit::By& by,
    const char* action,
    const store::VersionRow& version,
    audit::Changes changes,
    Instant now
) {
  changes.add("effective_from", {}, version.effective_from.to_string());
  audit::record(
      tx,
      by,
      {.action = action,
       .object_kind = "programme",
       .object_id = version.programme.to_string(),
       .changes = std::move(changes),
       .reason = version.note},
      now
  );
}

}  // namespace

class Programmes::Impl {
 public:
  Impl(sql::Database& db, IdGenerator& ids) : db_(db), ids_(ids), state_(read_first()) {}

  std::shared_ptr<const State> state() const { return state_.get(); }

  void refresh() {
    // One reload at a time, so that an older state never replaces a newer one.
    const std::lock_guard lock(reloading_);
    std::int64_t count = count_;
    const auto rows = db_.read([&](sql::Tx& tx) -> std::optional<store::Rows> {
      count = store::version_count(tx);
      if (count == count_) return std::nullopt;
      return store::load(tx);
    });
    if (!rows) return;
    state_.set(make_state(*rows));
    count_ = count;  // only now: a reload that failed half-way is tried again
  }

  void refresh_after_change() {
    try {
      refresh();
    } catch (const sql::StorageFault&) {
      // What was added is durable: the answer must say so. The next refresh() of the server shows
      // it.
    }
  }

  sql::Database& db_;
  IdGenerator& ids_;

 private:
  std::shared_ptr<const State> read_first() {
    return make_state(db_.read([&](sql::Tx& tx) {
      count_ = store::version_count(tx);
      return store::load(tx);
    }));
  }

  std::mutex reloading_;
  std::int64_t count_ = 0;  // of versions in the state; under reloading_
  Published<State> state_;
};

Programmes::Programmes(sql::Database& db, IdGenerator& ids)
    : impl_(std::make_unique<Impl>(db, ids)) {}
Programmes::~Programmes() = default;

VersionPtr Programmes::in_force(ProgrammeId programme, Instant when) const {
  const auto state = impl_->state();
  const Versions* versions = state->find(programme);
  return versions == nullptr ? nullptr : in_force_of(*versions, when);
}

VersionPtr Programmes::shown(ProgrammeId programme, Instant when) const {
  const auto state = impl_->state();
  const Versions* versions = state->find(programme);
  return versions == nullptr ? nullptr : shown_of(*versions, when);
}

VersionPtr Programmes::version(ProgrammeId programme, int version) const {
  const auto state = impl_->state();
  const Versions* versions = state->find(programme);
  if (versions == nullptr || version < 1) return nullptr;
  const auto at = static_cast<std::size_t>(version) - 1;  // numbered 1, 2, 3 … without gaps
  return at < versions->size() ? (*versions)[at] : nullptr;
}

std::optional<ProgrammeId> Programmes::find(std::string_view code) const {
  const auto state = impl_->state();
  const auto found = state->by_code.find(code);
  return found == state->by_code.end() ? std::nullopt : std::optional(found->second);
}

std::vector<VersionPtr> Programmes::list(Instant when) const {
  const auto state = impl_->state();
  std::vector<VersionPtr> all;
  for (const auto& [programme, versions] : state->versions) all.push_back(shown_of(versions, when));
  std::sort(all.begin(), all.end(), [](const VersionPtr& a, const VersionPtr& b) {
    return a->code < b->code;
  });
  return all;
}

std::vector<VersionPtr> Programmes::versions(ProgrammeId programme) const {
  const auto state = impl_->state();
  const Versions* versions = state->find(programme);
  return versions == nullptr ? Versions{} : *versions;
}

void Programmes::refresh() { impl_->refresh(); }

Result<ProgrammeId> Programmes::add(
    const NewProgramme& programme, const audit::By& by, Instant now
) {
  GX_TRY_VOID(check_programme(programme));
  const auto id = impl_->ids_.next_id<ProgrammeTag>();
  const store::ProgrammeRow row{
      id, programme.code, programme.name, programme.currency, programme.time_zone};
  const store::VersionRow first{
      id, 1, programme.effective_from, to_json(programme.parameters), "", now, by.actor};
  GX_TRY_VOID(impl_->db_.write([&](sql::Tx& tx) -> Outcome {
    if (!store::insert_programme(tx, row, now, by.actor)) {
      return fail(ErrorCode::code_taken, "/code", {{"code", programme.code}});
    }
    GX_CHECK(store::insert_version(tx, first));
    audit::Changes made = changes_between("", first.parameters);
    made.add("code", {}, row.code).add("name", {}, row.name);
    made.add("currency", {}, std::string(row.currency.code())).add("time_zone", {}, row.time_zone);
    record(tx, by, "programme_added", first, std::move(made), now);
    return ok();
  }));
  impl_->refresh_after_change();
  return id;
}

Result<int> Programmes::add_version(
    ProgrammeId programme,
    const Parameters& parameters,
    Instant effective_from,
    std::string_view note,
    const audit::By& by,
    Instant now
) {
  GX_TRY_VOID(Faults().add(check(parameters, "/parameters")).add(check_note(note)).outcome());
  store::VersionRow row{
      programme, 0, effective_from, to_json(parameters), std::string(note), now, by.actor};
  auto added = impl_->db_.write([&](sql::Tx& tx) -> Result<int> {
    const auto last = store::find_last(tx, programme);
    if (!last) {
      return fail(
          ErrorCode::programme_not_found, "/programme", {{"programme", programme.to_string()}}
      );
    }
    if (effective_from <= last->effective_from) {
      const Instant first_possible = last->effective_from.plus_micros(1);
      return fail(
          ErrorCode::out_of_range, "/effective_from", {{"min", first_possible.to_string()}}
      );
    }
    row.version = last->version + 1;
    if (!store::insert_version(tx, row)) return fail(ErrorCode::conflict);
    record(
        tx,
        by,
        "programme_version_added",
        row,
        changes_between(last->parameters, row.parameters),
        now
    );
    return row.version;
  });
  if (added) impl_->refresh_after_change();
  return added;
}

}  // namespace guanxi::programmes
