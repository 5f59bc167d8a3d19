// Looking for duplicates among all members of a programme.
#include <algorithm>
#include <span>

#include "flows/duplicates/duplicates.h"
#include "flows/duplicates/show.h"
#include "flows/duplicates/store.h"
#include "platform/jobs/modest.h"
#include "platform/log/log.h"

namespace guanxi::duplicates {
namespace {

constexpr int members_at_once = 1'000;
constexpr std::int64_t told_every = 20'000;  // members
constexpr std::size_t pairs_at_once = 50;    // short transactions: checkouts wait behind each
constexpr const char* by_score = "score";    // the note of what nobody looked at

using members::Known;

/// One search from its beginning to its end, or until it is stopped.
class Search {
 public:
  Search(const House& house, const programmes::Parameters& terms, store::Scan scan)
      : house_(house), terms_(terms), scan_(std::move(scan)) {}

  void run(const jobs::Context& context);
  const store::Scan& scan() const { return scan_; }

 private:
  bool read(const jobs::Context& context);
  bool compare(const jobs::Context& context);
  bool note_all(const jobs::Context& context);
  void tell(Phase phase, std::int64_t progress, std::int64_t total);

  struct Counted {
    std::int64_t fresh = 0, automatic = 0;
  };
  Counted note_some(sql::Tx& tx, std::span<const matching::Pair> pairs, Instant now) const;
  bool is_member(sql::Tx& tx, std::int64_t id) const;

  const House& house_;
  const programmes::Parameters& terms_;
  store::Scan scan_;
  matching::People people_;
  std::vector<matching::Pair> pairs_;
};

void Search::tell(Phase phase, std::int64_t progress, std::int64_t total) {
  scan_.phase = phase;
  scan_.progress = progress;
  scan_.total = total;
  const auto told = house_.db.write([&](sql::Tx& tx) -> Outcome {
    store::update(tx, scan_);
    return ok();
  });
  GX_CHECK(told.has_value());
}

bool Search::read(const jobs::Context& context) {
  tell(Phase::reading, 0, 0);
  std::int64_t told = 0;
  const auto take_in = [&](const Known& known) { people_.add(facts_of(known)); };
  std::optional<OwnerId> after = OwnerId();
  while (after) {
    if (context.should_stop()) return false;
    after = house_.members.walk(house_.db, scan_.programme, *after, members_at_once, take_in);
    const auto read = static_cast<std::int64_t>(people_.size());
    if (read < told + told_every) continue;
    told = read;
    tell(Phase::reading, read, 0);
  }
  scan_.people = static_cast<std::int64_t>(people_.size());
  return true;
}

bool Search::compare(const jobs::Context& context) {
  tell(Phase::comparing, 0, 0);
  const matching::Coverage coverage = matching::scan(
      people_,
      {.score_min = terms_.duplicate_review_score},
      [&](matching::Pair pair) { pairs_.push_back(std::move(pair)); },
      [&](std::size_t done, std::size_t all) {
        tell(Phase::comparing, static_cast<std::int64_t>(done), static_cast<std::int64_t>(all));
        return !context.should_stop();
      }
  );
  scan_.compared = static_cast<std::int64_t>(coverage.compared);
  scan_.blocks_cut = static_cast<std::int64_t>(coverage.blocks_cut);
  scan_.found = std::ssize(pairs_);
  return !context.should_stop();
}

/// Somebody may have left since the members were read.
bool Search::is_member(sql::Tx& tx, std::int64_t id) const {
  const auto member = house_.members.find(tx, OwnerId(id));
  return member && member->state != members::State::closed;
}

Search::Counted Search::note_some(sql::Tx& tx, std::span<const matching::Pair> pairs, Instant now)
    const {
  Counted counted;
  for (const matching::Pair& pair : pairs) {
    if (!is_member(tx, pair.a) || !is_member(tx, pair.b)) continue;
    const auto noted = matching::note(tx, pair, scan_.programme, matching::Origin::scan, now);
    if (noted == matching::Noted::fresh) ++counted.fresh;
    const int automatic = terms_.duplicate_automatic_score;
    if (automatic == 0 || noted == matching::Noted::decided) continue;
    if (!matching::is_automatic(pair.verdict, automatic)) continue;
    // A pair that somebody put back into the queue is theirs to decide: its version tells.
    const auto decided = matching::decide(
        tx,
        OwnerId(pair.a),
        OwnerId(pair.b),
        1,
        matching::Decision::same,
        by_score,
        house_.system,
        now
    );
    if (!decided) continue;
    append_decided(tx, house_.ids, *decided, now);
    ++counted.automatic;
  }
  return counted;
}

bool Search::note_all(const jobs::Context& context) {
  const std::span<const matching::Pair> all = pairs_;
  scan_.fresh = scan_.automatic = 0;
  for (std::size_t done = 0; done < all.size();) {
    if (context.should_stop()) return false;
    tell(Phase::noting, static_cast<std::int64_t>(done), scan_.found);
    const auto some = all.subspan(done, std::min(pairs_at_once, all.size() - done));
    const auto counted = house_.db.write([&](sql::Tx& tx) -> Result<Counted> {
      return note_some(tx, some, context.now());
    });
    scan_.fresh += counted->fresh;
    scan_.automatic += counted->automatic;
    done += some.size();
  }
  return true;
}

void Search::run(const jobs::Context& context) {
  if (!read(context) || !compare(context) || !note_all(context)) return;
  scan_.ended_at = context.now();
  tell(Phase::done, scan_.found, scan_.found);
}

ScanView view_of(const store::Scan& scan, const programmes::Version& programme) {
  ScanView view;
  view.id = scan.id;
  view.programme = programme.code;
  view.phase = scan.phase;
  view.progress = scan.progress;
  view.total = scan.total;
  view.people = scan.people;
  view.compared = scan.compared;
  view.blocks_cut = scan.blocks_cut;
  view.found = scan.found;
  view.fresh = scan.fresh;
  view.automatic = scan.automatic;
  view.requested_at = scan.requested_at;
  view.requested_by = scan.requested_by;
  view.ended_at = scan.ended_at;
  return view;
}

}  // namespace

Result<api::Reply<ScanView>> Duplicates::request_scan(
    const api::Call& call, const RequestScan& request
) const {
  GX_TRY_VOID(call.actor.check_unlimited());  // it reads everybody
  GX_TRY(programme, programme_of(call, request.programme));
  const store::Scan wanted{
      .id = house_.ids.next_id<ScanTag>(),
      .programme = programme,
      .requested_at = call.now,
      .requested_by = call.actor.id};
  GX_TRY(scan, house_.db.write([&](sql::Tx& tx) -> Result<store::Scan> {
    store::insert(tx, wanted);
    return *store::find_open(tx, programme);
  }));
  api::Reply<ScanView> reply;
  reply.body = view_of(scan, *house_.programmes.shown(programme, call.now));
  reply.location = "/v1/duplicates/scans/" + scan.id.to_string();
  return reply;
}

Result<ScanView> Duplicates::scan(const api::Call& call, const GetScan& request) const {
  const auto scan = house_.db.read([&](sql::Tx& tx) { return store::find(tx, request.id); });
  if (!scan || !org::sees_programme(*house_.org.snapshot(), call.actor, scan->programme)) {
    return ErrorCode::not_found;
  }
  return view_of(*scan, *house_.programmes.shown(scan->programme, call.now));
}

Outcome Duplicates::work(jobs::Context& context) const {
  auto open = house_.db.read([](sql::Tx& tx) { return store::oldest_open(tx); });
  if (!open) return ok();
  const auto programme = house_.programmes.shown(open->programme, context.now());
  GX_CHECK_WHY(programme != nullptr, "a search in a programme that is not there");
  Search search(house_, programme->parameters, *std::move(open));
  jobs::run_modestly("duplicates", [&] { search.run(context); });
  const store::Scan& scan = search.scan();
  if (scan.ended_at) {
    log::info(
        "duplicates.scanned",
        {{"scan", scan.id},
         {"people", scan.people},
         {"compared", scan.compared},
         {"found", scan.found},
         {"fresh", scan.fresh},
         {"automatic", scan.automatic}}
    );
  }
  return ok();
}

void add_jobs(jobs::Scheduler& jobs, const Duplicates& duplicates) {
  jobs.add(
      {.name = "duplicates.scan",
       .interval_seconds = 5,  // what was asked for begins soon
       .run = [&duplicates](jobs::Context& context) { return duplicates.work(context); }}
  );
}

}  // namespace guanxi::duplicates
