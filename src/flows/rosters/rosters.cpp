#include "flows/rosters/rosters.h"

#include <boost/describe/enum_to_string.hpp>
#include <fstream>
#include <future>

#include "flows/rosters/rejected.h"
#include "flows/rosters/run.h"

namespace guanxi::rosters {
namespace {

constexpr std::size_t preview_rows = 5, preview_faults = 20;

/// What makes two imports the same: the bytes of the file – SHA-256 over the SHA-256 of each MiB,
/// so that a file of any size needs one MiB of memory – and everything that decides what they do.
std::optional<sql::Digest> digest_of(const std::filesystem::path& path, const Order& order) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string told;
  std::string chunk(1024 * 1024, '\0');
  while (file) {
    file.read(chunk.data(), std::ssize(chunk));
    const auto got = static_cast<std::size_t>(file.gcount());
    if (got > 0) told += crypto::bytes_of(crypto::sha256(std::string_view(chunk).substr(0, got)));
  }
  using boost::describe::enum_to_string;
  told += '\n' + order.programme + '\n' + order.store + '\n';
  for (const char* choice :
       {enum_to_string(order.mode, ""),
        enum_to_string(order.key, ""),
        enum_to_string(order.duplicates, "")}) {
    told += choice;
    told += '\n';
  }
  for (const Assignment& one : order.columns) {
    told += one.column + '=';
    told += one.field     ? std::string(word(*one.field))
            : one.defined ? std::string(defined_prefix) + *one.defined
                          : "-";
    told += '\n';
  }
  if (order.tier_until) told += "tier_until " + order.tier_until->to_string() + '\n';
  if (order.wechat_app) told += "wechat_app " + *order.wechat_app + '\n';
  return crypto::sha256(told);
}

void count(Counters& counters, const Posted& posted) {
  switch (posted.deed) {
    case Deed::created:
      ++counters.created;
      break;
    case Deed::updated:
      ++counters.updated;
      break;
    case Deed::unchanged:
      ++counters.unchanged;
      break;
    case Deed::skipped:
      ++counters.skipped;
      break;
  }
  counters.alike += posted.alike ? 1 : 0;
  counters.points += posted.points;
  counters.stored += posted.stored;
  counters.change += posted.change;
  counters.growth += posted.growth;
  counters.tiers += posted.tier ? 1 : 0;
}

const char* skipped_reason(api::Language language) {
  return language == api::Language::zh_cn ? "可能与已有会员是同一人，按要求跳过"
                                          : "may be a member already: skipped as asked";
}

/// What one row came to.
struct Taken {
  std::optional<Posted> posted;
  std::vector<CellFault> faults;  // it was not taken: why
};

}  // namespace

struct Rosters::Run {
  const House& house;
  const Options& options;
  OpenRoster roster;
  Poster poster;
  store::Import import;
  Rejected* rejected = nullptr;

  Run(const House& in, const Options& wanted, const api::Actor& actor, OpenRoster opened)
      : house(in),
        options(wanted),
        roster(std::move(opened)),
        poster(house, options.order, roster.target, actor) {}

  Batch make_ready(std::vector<RosterRow> rows) const;
  std::vector<RosterRow> pass_done();
  Taken take(sql::Tx& tx, const ReadyRow& ready, Instant now, Seen* seen) const;
  guanxi::Outcome post(const Batch& batch);
  guanxi::Outcome post_all(Report& report, std::uint64_t bytes_total);
  void try_rows(const Batch& batch, Seen& seen, Preview& preview) const;
};

Batch Rosters::Run::make_ready(std::vector<RosterRow> rows) const {
  Batch batch{{}, house.clock.now(), roster.sheet->bytes_done()};
  for (RosterRow& row : rows) {
    ReadyRow& ready = batch.rows.emplace_back(ReadyRow{std::move(row)});
    if (!ready.row.damage.empty()) continue;
    ready.person = read_person(roster.reading(), ready.row.cells);
    if (*ready.person) ready.newcomer = poster.make_ready(**ready.person, batch.now);
  }
  return batch;
}

Taken Rosters::Run::take(sql::Tx& tx, const ReadyRow& ready, Instant now, Seen* seen) const {
  const auto refused = [&](const Error& error) -> Taken {
    return {{}, faults_of(roster.mapping, error, options.language)};
  };
  const RosterRow& row = ready.row;
  if (!row.damage.empty()) return {{}, {{{}, {}, "row_damaged", row.damage}}};
  const Result<Person>& person = *ready.person;
  if (!person) return refused(person.error());
  const Order& order = options.order;
  if (seen != nullptr && order.mode == Mode::upsert && seen->has(order.key, *person)) {
    return {Posted{.deed = Deed::updated}, {}};
  }
  if (seen != nullptr && order.mode != Mode::update) {
    if (const auto fresh = seen->check(*person); !fresh) return refused(fresh.error());
  }
  const store::Row place{.import = import.id, .row_no = row.row_no, .line = row.line};
  const Newcomer* const newcomer = ready.newcomer ? &*ready.newcomer : nullptr;
  Person alone;  // of a preview, where whoever recommended them was taken back
  const bool recommended = seen != nullptr && seen->has_referrer(*person);
  if (recommended) {
    alone = *person;
    alone.referrer.clear();
  }
  const auto posted = poster.post(tx, recommended ? alone : *person, newcomer, place, now);
  if (!posted) return refused(posted.error());
  if (seen != nullptr && posted->deed == Deed::created) seen->add(*person);
  if (posted->deed == Deed::skipped) {
    return {*posted, {{{}, {}, "may_be_member", skipped_reason(options.language)}}};
  }
  return {*posted, {}};
}

guanxi::Outcome Rosters::Run::post(const Batch& batch) {
  const store::Import before = import;
  const Instant now = batch.now;
  GX_TRY(after, house.db.write([&](sql::Tx& tx) -> Result<store::Import> {
    store::Import moved = before;
    std::vector<RejectedRow> refused;
    for (const ReadyRow& ready : batch.rows) {
      const RosterRow& row = ready.row;
      Taken one = take(tx, ready, now, nullptr);
      if (one.posted) count(moved.counters, *one.posted);
      if (!one.posted) ++moved.counters.rejected;
      if (one.faults.empty()) continue;
      std::string text = rejects_row(roster.mapping, row, reason_of(one.faults));
      refused.push_back(
          {row.row_no,
           row.line,
           std::move(text),
           std::move(one.faults),
           poster.named(tx, roster.mapping, row.cells)}
      );
    }
    moved.rows_done += std::ssize(batch.rows);
    moved.counters.rejects_bytes += rejected->add(tx, before, refused);
    if (!store::move_import(tx, moved, before.rows_done, now)) return ErrorCode::conflict;
    return moved;
  }));
  import = after;
  return ok();
}

/// Passes over what an earlier run has done. Its batches may have been of another size: what is
/// left of the one it ended in is returned.
std::vector<RosterRow> Rosters::Run::pass_done() {
  for (std::int64_t left = import.rows_done; left > 0;) {
    auto passed = roster.read(options.batch_rows, options.language);
    if (passed.empty()) break;
    left -= std::ssize(passed);
    if (left < 0) return {passed.end() + left, passed.end()};
  }
  return {};
}

guanxi::Outcome Rosters::Run::post_all(Report& report, std::uint64_t bytes_total) {
  const auto read = [this] {
    if (!roster.fault.empty()) return Batch{};
    return make_ready(roster.read(options.batch_rows, options.language));
  };
  auto left = pass_done();
  Batch batch = left.empty() ? read() : make_ready(std::move(left));
  while (!batch.rows.empty()) {
    // The next one is made ready while this one is written. Whoever leaves here waits for it.
    auto next = std::async(std::launch::async, read);
    GX_TRY_VOID(post(batch));
    if (options.on_progress) options.on_progress({import.rows_done, batch.bytes_done, bytes_total});
    if (options.stop && options.stop()) {
      report.state = Report::State::stopped;
      return ok();
    }
    batch = next.get();
  }
  if (!roster.fault.empty()) {
    report.state = Report::State::failed;
    report.fault = roster.fault;
  }
  return ok();
}

Result<Report> Rosters::run(const Options& options, const api::Actor& actor) const {
  const auto content = digest_of(options.file, options.order);
  if (!content) return fail(ErrorCode::not_found, "/file", {{"file", options.file.string()}});
  GX_TRY(opened, open_roster(house_, options, actor));
  Report report;
  report.currency = opened.currency();
  if (!opened.fault.empty()) {  // no header: nothing is made
    report.state = Report::State::failed;
    report.fault = opened.fault;
    return report;
  }
  const auto known = house_.db.read([&](sql::Tx& tx) { return store::find_import(tx, *content); });
  if (known && known->state == ImportState::done) {
    report.state = Report::State::already_done;
    report.id = known->id;
    report.counters = known->counters;
    return report;
  }
  if (known && known->state == ImportState::undoing) return fail(ErrorCode::conflict, "/file");
  report.resumed = known.has_value();
  const ProgrammeId programme = opened.target.programme->programme;
  Run run(house_, options, actor, std::move(opened));
  run.import = known.value_or(store::Import{.id = house_.ids.next_id<ImportTag>()});
  report.id = run.import.id;
  const std::string header = rejects_header(run.roster.mapping);
  const auto rejected =
      open_rejected(options, house_.keys, run.import.counters.rejects_bytes, header);
  run.rejected = rejected.get();
  run.import.counters.rejects_bytes = rejected->bytes_begun();
  const std::string name = options.name.empty() ? options.file.filename().string() : options.name;
  GX_TRY_VOID(house_.db.write([&](sql::Tx& tx) -> guanxi::Outcome {
    const auto insert = [&] {
      const Instant now = house_.clock.now();
      return store::insert_import(tx, run.import, *content, name, programme, actor.id, now);
    };
    if (!known && !insert()) return fail(ErrorCode::conflict, "/file");
    rejected->begin(tx, run.import.id, header);
    if (options.on_begin) options.on_begin(tx, run.import.id);
    return ok();
  }));
  std::error_code unknown;
  const auto bytes_total = std::filesystem::file_size(options.file, unknown);
  GX_TRY_VOID(run.post_all(report, unknown ? 0 : bytes_total));
  report.counters = run.import.counters;
  if (report.state == Report::State::stopped) return report;
  const bool done = report.state == Report::State::done;
  GX_TRY_VOID(house_.db.write([&](sql::Tx& tx) -> guanxi::Outcome {
    store::end_import(
        tx, run.import.id, done ? ImportState::done : ImportState::failed, house_.clock.now()
    );
    return ok();
  }));
  return report;
}

void Rosters::Run::try_rows(const Batch& batch, Seen& seen, Preview& preview) const {
  Counters counters;
  Seen after;
  std::vector<std::string> faults;
  std::vector<Preview::Problem> problems;
  // The refusal at the end takes back whatever the rows have done.
  const auto tried = house.db.write([&](sql::Tx& tx) -> guanxi::Outcome {
    counters = preview.counters;
    after = seen;
    faults = preview.faults;
    problems = preview.problems;
    for (const ReadyRow& ready : batch.rows) {
      Taken one = take(tx, ready, batch.now, &after);
      if (one.posted) count(counters, *one.posted);
      if (!one.posted) ++counters.rejected;
      if (one.faults.empty() || faults.size() == preview_faults) continue;
      faults.push_back(std::to_string(ready.row.line) + ": " + reason_of(one.faults));
      problems.push_back({ready.row.line, std::move(one.faults)});
    }
    return ErrorCode::conflict;
  });
  GX_CHECK(!tried);
  preview.counters = counters;
  preview.faults = std::move(faults);
  preview.problems = std::move(problems);
  seen = std::move(after);
}

Result<Preview> Rosters::preview(const Options& options, const api::Actor& actor) const {
  if (!std::filesystem::exists(options.file)) {
    return fail(ErrorCode::not_found, "/file", {{"file", options.file.string()}});
  }
  GX_TRY(opened, open_roster(house_, options, actor));
  Preview preview;
  preview.currency = opened.currency();
  preview.fault = opened.fault;
  if (!preview.fault.empty()) return preview;
  Run run(house_, options, actor, std::move(opened));
  run.import.id = house_.ids.next_id<ImportTag>();
  preview.columns = run.roster.mapping.header();
  for (std::size_t i = 0; i < preview.columns.size(); ++i) {
    preview.fields.push_back(run.roster.mapping.field(i));
    preview.defined.push_back(run.roster.mapping.defined(i));
  }
  Seen seen;
  while (run.roster.fault.empty()) {
    int limit = options.batch_rows;
    if (options.preview_rows > 0) {
      const std::int64_t left = options.preview_rows - run.roster.rows_read;
      if (left <= 0) return preview;
      limit = static_cast<int>(std::min<std::int64_t>(limit, left));
    }
    auto rows = run.roster.read(limit, options.language);
    preview.whole = rows.empty() && run.roster.fault.empty();
    if (rows.empty()) break;
    for (const RosterRow& row : rows) {
      if (preview.rows.size() < preview_rows) preview.rows.push_back(row.cells);
    }
    run.try_rows(run.make_ready(std::move(rows)), seen, preview);
    if (options.on_progress) options.on_progress({run.roster.rows_read, 0, 0});
  }
  preview.fault = run.roster.fault;
  return preview;
}

}  // namespace guanxi::rosters
