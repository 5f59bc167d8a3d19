// Inside modules/tiers: a version of a ladder judged over everybody before it is switched on. It
// reads standings as they are and writes only what it found: who moves where. Functions of the
// caller's Tx; any thread.
#pragma once

#include "modules/tiers/tiers.h"

namespace guanxi::tiers {

struct SimulationTag;
using SimulationId = Id<SimulationTag>;

struct Simulation {
  SimulationId id;
  LadderId ladder;
  std::int64_t version = 0;
  Date as_of;
  std::int64_t members = 0, total = 0;  // looked at so far, of how many
  OwnerId at_owner{};
  Instant requested_at{};
  ActorId requested_by{};
  std::optional<Instant> ended_at{};
};

struct Move {
  OwnerId owner;
  std::int64_t growth = 0;
  std::string tier_now, tier_then, tier_later, later_now;
};
struct Cell {  // how many move so
  std::string now, then, later, later_now;
  std::int64_t members = 0;
};

/// Asks for a simulation of that version, from the day `as_of` on.
Simulation request_simulation(
    sql::Tx& tx,
    IdGenerator& ids,
    LadderId ladder,
    std::int64_t version,
    Date as_of,
    ActorId by,
    Instant now
);
std::optional<Simulation> find_simulation(sql::Tx& tx, SimulationId id);
std::optional<Simulation> oldest_open_simulation(sql::Tx& tx);
std::vector<Move> moves_of(sql::Tx& tx, SimulationId id, OwnerId after, int limit);
/// How many go from where to where; those who stay are in no cell.
std::vector<Cell> matrix_of(sql::Tx& tx, SimulationId id);

}  // namespace guanxi::tiers
