#include "flows/import/import.h"

#include <fstream>

#include "flows/import/run.h"
#include "flows/import/store.h"

namespace guanxi::import {
namespace {

/// Members that an import may enrol on sight belong to a programme made for it.
constexpr const char* own_programme = "ONLINE-RETAIL";
constexpr const char* own_tills[] = {"01", "A", "C"};

/// What makes two files the same: SHA-256 over the SHA-256 of each MiB, so that a file of any size
/// needs one MiB of memory.
std::optional<sql::Digest> digest_of_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string hashes;
  std::string chunk(1024 * 1024, '\0');
  while (file) {
    file.read(chunk.data(), std::ssize(chunk));
    const auto got = static_cast<std::size_t>(file.gcount());
    if (got > 0) hashes += crypto::bytes_of(crypto::sha256(std::string_view(chunk).substr(0, got)));
  }
  return crypto::sha256(hashes);
}

}  // namespace

guanxi::Outcome Import::prepare_world(const Format& format, const api::Actor& actor) const {
  if (!format.brings_its_own_world()) return ok();
  if (const org::Store* store = house_.org.snapshot()->find_store(own_programme)) {
    if (house_.org.snapshot()->tills(store->id).size() >= std::size(own_tills)) return ok();
  }
  const Instant now = clock_.now();
  programmes::Programmes::NewProgramme programme;
  programme.code = own_programme;
  programme.name = "Online Retail";
  programme.time_zone = "Europe/London";
  programme.currency = Currency::gbp;
  programme.effective_from = *Instant::parse("2010-01-01T00:00:00Z");
  programme.parameters.earn_amount = 100;  // 1 point a pound
  programme.parameters.expiry = programmes::ExpiryKind::never;
  auto id = house_.programmes.find(own_programme);
  if (!id) {
    GX_TRY(made, house_.programmes.add(programme, actor.id, now));
    id = made;
  }
  const auto group =
      house_.org.add_unit({"group", own_programme, "Online Retail", ""}, actor.id, now);
  if (!group && group.error().code != ErrorCode::code_taken)
    return group.error();  // taken: an earlier run was cut here
  org::Org::NewStore store;
  store.code = own_programme;
  store.name = "Online Retail";
  store.parent_code = own_programme;
  store.time_zone = "Europe/London";
  store.programme = *id;
  if (!house_.org.snapshot()->find_store(own_programme)) {
    GX_TRY_VOID(house_.org.add_store(store, actor.id, now));
  }
  const auto organisation = house_.org.snapshot();
  const StoreId store_id = organisation->find_store(own_programme)->id;
  for (const char* till : own_tills) {
    if (organisation->find_till(store_id, till)) continue;
    GX_TRY_VOID(house_.org.add_till(store_id, till, till, actor.id, now));
  }
  return ok();
}

Result<Report> Import::run(const Options& options, const api::Actor& actor) const {
  const auto format = find_format(options.format);
  if (!format)
    return fail(ErrorCode::unknown_value, "/format", {{"allowed", "online-retail, receipts"}});
  const auto digest = digest_of_file(options.file);
  if (!digest) return fail(ErrorCode::not_found, "/file", {{"file", options.file.string()}});

  auto job =
      house_.db.read([&](sql::Tx& tx) { return store::find_job(tx, *digest, format->name()); });
  Report report;
  if (job) report.counters = counters_of(job->progress);
  report.currency = format->brings_its_own_world() ? Currency::gbp : currency_of_first_programme();
  if (job && job->state == "done") {
    report.state = Report::State::already_done;
    return report;
  }
  // The header is looked at before anything is made: a file of the wrong kind leaves no trace.
  if (auto fault = check_header(options.file, *format)) {
    report.state = Report::State::failed;
    report.fault = *fault;
    return report;
  }
  GX_TRY_VOID(prepare_world(*format, actor));

  RejectsFile rejects(options.rejects, report.counters.rejects_bytes);
  if (!job) {
    const std::string header = rejects_header(format->columns());
    report.counters.rejects_bytes = std::ssize(header);
    rejects.write_at(0, header);
    const std::int64_t id = house_.ids.next();
    GX_TRY_VOID(house_.db.write([&](sql::Tx& tx) -> guanxi::Outcome {
      store::insert_job(
          tx,
          id,
          *digest,
          format->name(),
          options.file.filename().string(),
          actor.id,
          to_text(report.counters),
          clock_.now()
      );
      return ok();
    }));
    job = store::Job{id, "running", 0, ""};
  } else {
    report.resumed = true;
  }
  Run run{*format, actor, rejects, job->import_id, job->units_done, std::move(report), {}};
  GX_TRY_VOID(post_all(run, options));
  const bool finished = run.report.state == Report::State::done;
  if (run.report.state != Report::State::stopped) {
    GX_TRY_VOID(house_.db.write([&](sql::Tx& tx) -> guanxi::Outcome {
      store::end_job(tx, run.import_id, finished ? "done" : "failed", clock_.now());
      return ok();
    }));
  }
  return std::move(run.report);
}

Currency Import::currency_of_first_programme() const {
  const auto programmes = house_.programmes.list(clock_.now());
  return programmes.empty() ? Currency::cny : programmes.front()->currency;
}

std::optional<std::string> Import::check_header(
    const std::filesystem::path& path, const Format& format
) const {
  files::FileSource source(path);
  files::CsvTable table(source, format.columns(), files::UnknownColumns::ignore);
  if (table.next() == files::CsvStep::fault && table.fault().fatal)
    return files::explain(table.fault(), "en");
  return std::nullopt;
}

guanxi::Outcome Import::post_all(Run& run, const Options& options) const {
  files::FileSource source(options.file);
  UnitReader reader(source, run.format);
  std::int64_t seen = 0;
  std::vector<Unit> units;
  UnitReader::Step step = UnitReader::Step::unit;
  while (step == UnitReader::Step::unit) {
    step = reader.next();
    if (step == UnitReader::Step::unit) {
      if (++seen <= run.units_done) {
        remember_customer(run, reader.unit());
        continue;
      }
      units.push_back(std::move(reader.unit()));
    }
    const bool full = static_cast<int>(units.size()) >= options.batch_units;
    if (full || (step != UnitReader::Step::unit && !units.empty())) {
      GX_TRY_VOID(post_batch(run, units));
      units.clear();
      if (options.on_progress)
        options.on_progress({reader.rows(), source.bytes_done(), source.bytes_total()});
      if (options.stop && options.stop()) {
        run.report.state = Report::State::stopped;
        return ok();
      }
    }
  }
  if (step == UnitReader::Step::fatal) {
    run.report.state = Report::State::failed;
    run.report.fault = files::explain(reader.fault(), "en");
    run.report.rows_dropped = reader.rows_dropped();
  }
  return ok();
}

guanxi::Outcome Import::post_batch(Run& run, const std::vector<Unit>& units) const {
  const Counters before = run.report.counters;
  const std::int64_t after = run.units_done + std::ssize(units);
  const Instant now = clock_.now();
  GX_TRY(batch, house_.db.write([&](sql::Tx& tx) -> Result<Batch> {
    Batch posted;
    posted.counters = before;
    for (const Unit& unit : units) GX_TRY_VOID(post_unit(tx, run, unit, now, posted));
    run.rejects.write_at(before.rejects_bytes, posted.rejects);
    posted.counters.rejects_bytes += std::ssize(posted.rejects);
    // The customers counted are those of this process and of the batches before it.
    std::unordered_set<std::string> fresh;
    for (const std::string& customer : posted.customers) {
      if (!run.customers.contains(customer) && fresh.insert(customer).second)
        ++posted.counters.identified_customers;
    }
    if (!store::move_job(tx, run.import_id, run.units_done, after, to_text(posted.counters), now)) {
      return ErrorCode::conflict;
    }
    return posted;
  }));
  run.units_done = after;
  run.report.counters = batch.counters;
  run.customers.insert(batch.customers.begin(), batch.customers.end());
  return ok();
}

}  // namespace guanxi::import
