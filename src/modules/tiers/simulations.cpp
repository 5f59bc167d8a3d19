#include "modules/tiers/simulations.h"

#include "modules/tiers/store.h"
#include "modules/tiers/work.h"
#include "platform/jobs/modest.h"
#include "platform/log/log.h"

namespace guanxi::tiers {
namespace {

#define GX_SIMULATION_COLUMNS                                                          \
  "simulation_id, ladder_id, version, as_of, members, total, at_owner, requested_at, " \
  "requested_by, ended_at"

const sql::Query insert_sql{"INSERT INTO tiers_simulations (" GX_SIMULATION_COLUMNS
                            ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
const sql::Query find_sql{"SELECT " GX_SIMULATION_COLUMNS
                          " FROM tiers_simulations WHERE simulation_id = $1"};
const sql::Query open_sql{"SELECT " GX_SIMULATION_COLUMNS
                          " FROM tiers_simulations WHERE ended_at IS NULL "
                          "ORDER BY simulation_id LIMIT 1"};
const sql::Query update_sql{
    "UPDATE tiers_simulations SET members = $1, total = $2, at_owner = $3, ended_at = $4 "
    "WHERE simulation_id = $5"};
#undef GX_SIMULATION_COLUMNS

const sql::Query insert_move_sql{
    "INSERT INTO tiers_moves (owner_id, simulation_id, growth, tier_now, tier_then, tier_later, "
    "later_now) VALUES ($1, $2, $3, $4, $5, $6, $7)"};
const sql::Query moves_sql{
    "SELECT owner_id, growth, tier_now, tier_then, tier_later, later_now FROM tiers_moves "
    "WHERE simulation_id = $1 AND owner_id > $2 ORDER BY owner_id LIMIT $3"};
const sql::Query matrix_sql{
    "SELECT tier_now, tier_then, tier_later, later_now, count(*) FROM tiers_moves "
    "WHERE simulation_id = $1 GROUP BY tier_now, tier_then, tier_later, later_now "
    "ORDER BY tier_now, tier_then, tier_later, later_now"};

constexpr int judged_at_once = 200;

/// What a standing would be by the two versions; nothing is written.
class Judge {
 public:
  Judge(sql::Tx& tx, VersionPtr now, VersionPtr then, const Today& today)
      : tx_(tx), now_(std::move(now)), then_(std::move(then)), today_(today) {}

  Move judge(const Standing& standing) const {
    const Progress by_draft = progress(then_, standing);
    Move move{standing.owner, by_draft.standing().growth, "", by_draft.tier(), "", ""};
    move.tier_later = by_draft.tier_without_growth();
    if (now_) {
      const Progress as_it_is = progress(now_, standing);
      move.tier_now = as_it_is.tier();
      move.later_now = as_it_is.tier_without_growth();
    }
    return move;
  }
  static bool moves(const Move& move) {
    return move.tier_now != move.tier_then || move.later_now != move.tier_later;
  }

 private:
  Progress progress(const VersionPtr& version, const Standing& standing) const {
    return {
        version,
        {standing.owner, standing.joined_on},
        standing,
        today_,
        sums_of(tx_, standing.owner, standing.ladder)};
  }

  sql::Tx& tx_;
  VersionPtr now_, then_;
  Today today_;
};

struct Judged {
  std::vector<Move> moves;
  std::int64_t members = 0;
  OwnerId last;
};

Outcome note_page(sql::Database& db, Simulation& simulation, const Judged& page, Instant now) {
  Simulation after = simulation;
  after.members += page.members;
  after.at_owner = page.last;
  if (page.members == 0) after.ended_at = now;
  GX_TRY_VOID(db.write([&](sql::Tx& tx) -> Outcome {
    for (const Move& move : page.moves) {
      tx.exec(
          insert_move_sql,
          move.owner,
          after.id,
          move.growth,
          move.tier_now,
          move.tier_then,
          move.tier_later,
          move.later_now
      );
    }
    tx.exec(update_sql, after.members, after.total, after.at_owner, after.ended_at, after.id);
    return ok();
  }));
  simulation = after;
  return ok();
}

Outcome simulate(const Work& work, jobs::Context& context, Simulation simulation) {
  const auto draft = work.db.read([&](sql::Tx& tx) -> VersionPtr {
    simulation.total = store::count(tx, simulation.ladder);
    const auto ladder = find_ladder(tx, simulation.ladder);
    GX_CHECK(ladder.has_value());
    return std::make_shared<const Version>(*find_version(tx, *ladder, simulation.version));
  });
  const VersionPtr now = work.ladders.in_force(simulation.ladder, context.now());
  const Today today{context.now(), simulation.as_of};
  while (!simulation.ended_at && !context.should_stop()) {
    const Judged page = work.db.read([&](sql::Tx& tx) {
      const Judge judge(tx, now, draft, today);
      Judged judged{{}, 0, simulation.at_owner};
      for (const Standing& one :
           store::walk(tx, simulation.ladder, simulation.at_owner, judged_at_once)) {
        Move move = judge.judge(one);
        if (Judge::moves(move)) judged.moves.push_back(std::move(move));
        ++judged.members;
        judged.last = one.owner;
      }
      return judged;
    });
    GX_TRY_VOID(note_page(work.db, simulation, page, context.now()));
  }
  if (simulation.ended_at)
    log::info("tiers.simulated", {{"simulation", simulation.id}, {"members", simulation.members}});
  return ok();
}

}  // namespace

Simulation request_simulation(
    sql::Tx& tx,
    IdGenerator& ids,
    LadderId ladder,
    std::int64_t version,
    Date as_of,
    ActorId by,
    Instant now
) {
  Simulation made{ids.next_id<SimulationTag>(), ladder, version, as_of};
  made.total = store::count(tx, ladder);
  made.requested_at = now;
  made.requested_by = by;
  tx.exec(
      insert_sql,
      made.id,
      made.ladder,
      made.version,
      made.as_of,
      made.members,
      made.total,
      made.at_owner,
      made.requested_at,
      made.requested_by,
      made.ended_at
  );
  return made;
}

std::optional<Simulation> find_simulation(sql::Tx& tx, SimulationId id) {
  return tx.find<Simulation>(find_sql, id);
}
std::optional<Simulation> oldest_open_simulation(sql::Tx& tx) {
  return tx.find<Simulation>(open_sql);
}
std::vector<Move> moves_of(sql::Tx& tx, SimulationId id, OwnerId after, int limit) {
  return tx.list<Move>(moves_sql, id, after, limit);
}
std::vector<Cell> matrix_of(sql::Tx& tx, SimulationId id) { return tx.list<Cell>(matrix_sql, id); }

Outcome simulate_next(const Work& work, jobs::Context& context) {
  const auto open = work.db.read([](sql::Tx& tx) { return oldest_open_simulation(tx); });
  if (!open) return ok();
  Outcome done = ok();
  jobs::run_modestly("tiers", [&] { done = simulate(work, context, *open); });
  return done;
}

}  // namespace guanxi::tiers
